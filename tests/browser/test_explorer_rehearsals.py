"""DESIGN's users at their tasks, clicks counted."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from helpers.browser_visit import Visit
from helpers.explorer_pages import READY, opened, shown, table_of
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


class Clicks:
    """Counts what a person does: clicks, choices in a list, words typed."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, selector: str) -> None:
        self.count += 1
        self.page.click(selector)

    def choose(self, selector: str, value: str) -> None:
        self.count += 1
        self.page.select_option(selector, value)


def test_the_forecaster_gets_a_rate_its_fit_and_its_data_in_three_clicks(visit: Visit, hub: str) -> None:
    """ "How fast does the frontier grow?": a rate with an interval, the fit behind it, the data at a named version."""
    page = visit.page
    page.goto(hub)
    person = Clicks(page)
    person.click("nav.pages a[href='explore.html']")
    page.wait_for_selector(READY, state="attached")
    person.click(".presets a >> text=Record-setters")
    rate = page.inner_text("#trends")
    assert re.search(
        r"grows [\d.]+× per year \(90%: [\d.]+ to [\d.]+\), doubling every [\d.]+ months .*; n = \d+", rate
    ), rate
    with page.expect_download() as got:
        person.click("#save-csv")
    assert re.fullmatch(r"flopwatch-\d{4}-\d\d-\d\d-compute-by-date\.csv", got.value.suggested_filename)  # the version
    assert len(table_of(Path(str(got.value.path())).read_bytes())) == page.locator("#frontier li").count()
    assert person.count <= 3
    page.click("#tab-sources")  # the formula is one more click away
    assert "log10(y)" in page.inner_text("#fits")


def test_the_journalist_takes_permalink_picture_and_data_of_a_chart_in_three_clicks_together(
    visit: Visit, hub: str
) -> None:
    """ "A chart to embed":

    a permalink, a PNG, the CSV behind it; the frame's code instead of one of them, or for a fourth click.
    """
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.page
    page.goto(hub)
    person = Clicks(page)
    person.click(".presets a >> text=Above 1e25")
    page.wait_for_selector(READY, state="attached")
    link = page.url  # the permalink is the address itself
    with page.expect_download() as got:
        person.click("#save-png")
    assert Path(str(got.value.path())).read_bytes()[:4] == b"\x89PNG"
    with page.expect_download() as got:
        person.click("#save-csv")
    rows = table_of(Path(str(got.value.path())).read_bytes())
    assert rows
    assert all(float(r["Training compute (FLOP)"]) >= 1e25 for r in rows)
    assert person.count == 3
    person.click("#copy-embed")
    expect(page.locator("#copy-embed")).to_have_text("Copied")
    code = page.evaluate("navigator.clipboard.readText()")
    assert link.partition("?")[2] in ET.fromstring(code).get("src", "")
    page.click(".embed-box summary")
    assert page.input_value("#embed-code") == code
    expect(page.locator("#embed-code")).to_have_attribute("readonly", "")
    assert visit.errors == []


def test_nothing_found_is_said_with_a_way_back(visit: Visit, hub: str) -> None:
    page = opened(visit, hub + "explore.html?q=zzzz&by=access&fit=group")
    assert page.inner_text("#trends").startswith("No model passes these filters.")
    assert page.inner_text("#trends-below") == ""
    page.click("#trends button")
    assert shown(page) > 0
    assert page.url.endswith("explore.html")
    page = opened(visit, hub + "explore.html?q=alphago")
    assert page.inner_text("#trends") == "No trend: 0 models in the top 10 at release since 2018 are too few."
    page.select_option("select[name=fit]", "all")
    assert page.inner_text("#trends") == "No trend: 1 model is too few."
    assert page.inner_text("#frontier-note") == "1"


def test_the_start_page_hands_its_view_on(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "?domain=games&q=alphago&from=2015&bars=1")
    visit.ready()
    page.click("#to-explorer")
    page.wait_for_selector(READY, state="attached")
    assert page.url.endswith("explore.html?domain=games&from=2015&q=alphago&bars=1")
    assert shown(page) == 1
    assert not page.is_visible("#unknown")
    assert visit.errors == []
