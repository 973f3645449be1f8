"""A journalist's page of another origin frames a chart, an insight and a model's card: sized, live, credited."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from helpers.browser_visit import Visit
from helpers.explorer_pages import READY
from playwright.sync_api import Page, expect

from flopwatch.server import static

pytestmark = pytest.mark.browser


def embed_codes(page: Page, hub: str) -> list[str]:
    """Return the codes that the pages hand out: of the explorer's chart, of an insight, and of a model."""
    page.goto(hub + "explore.html?domain=language")
    page.wait_for_selector(READY, state="attached")
    codes = [page.input_value("#embed-code")]
    page.goto(hub + "findings.html")
    page.click("#counts-by-threshold .share summary")
    codes.append(page.input_value("#counts-by-threshold textarea"))
    page.goto(hub + "models/openai/gpt-4.html")
    page.click(".page-actions a[href*='card.html']")
    page.click("#card-code summary")
    codes.append(page.input_value("#card-code textarea"))
    return codes


def test_a_page_of_another_origin_frames_chart_insight_and_card(
    visit: Visit, hub: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = embed_codes(visit.page, hub)
    assert all(ET.fromstring(code).get("src", "").startswith(hub) for code in codes)
    article = f"<!doctype html><title>article</title><h1>An article</h1>{''.join(codes)}"
    (tmp_path / "index.html").write_text(article, encoding="utf-8")
    # The newspaper's own server: it frames others, which the hub's pages may not.
    monkeypatch.setattr(static, "headers_of", lambda path: {})
    with static.served(tmp_path) as elsewhere:
        assert elsewhere != hub
        page = visit.page
        page.goto(elsewhere)
        chart, insight, card = (page.frame_locator(f"iframe >> nth={i}") for i in range(3))
        expect(chart.locator("#count")).to_have_text(re.compile("models shown"))
        chart.locator("#legend .chip:has-text('Language')").click()  # live: the legend still filters
        expect(chart.locator("#full")).to_have_attribute("href", re.compile("explore.html"))
        expect(insight.locator("h1")).to_contain_text("by the end of each year")
        assert insight.locator("polyline").count() > 0
        expect(card.locator("h1")).to_have_text("GPT-4")
        expect(card.locator(".figure")).to_contain_text("FLOP")
        expect(card.locator("#card-code")).to_be_hidden()  # the code is on the hub's own page only
        for frame in (chart, insight, card):
            expect(frame.locator(".embed-foot")).to_contain_text("flopwatch, as of")
            assert frame.locator("html").evaluate("one => one.scrollWidth <= innerWidth")
        # Sized: what a frame shows is not cut off.
        assert insight.locator("html").evaluate("one => one.scrollHeight <= innerHeight")
        assert card.locator("html").evaluate("one => one.scrollHeight <= innerHeight")
    assert visit.errors == []


def test_a_chart_has_table_sources_files_and_a_link_that_names_its_census(visit: Visit, hub: str) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.page
    page.goto(hub + "findings.html")
    box = page.locator("#counts-by-threshold")
    expect(box.locator("[role=tabpanel]:visible")).to_have_count(1)
    box.locator("[role=tab] >> nth=0").focus()
    page.keyboard.press("ArrowRight")
    expect(box.locator("table")).to_be_visible()
    last = box.locator("tbody tr >> nth=-1").inner_text().split()
    ends = [text.split(": ")[1] for text in box.locator(".curve-name").all_text_contents()]
    assert sorted(map(int, ends)) == sorted(int(one) for one in last[1:] if one != "0")  # chart and table agree
    page.keyboard.press("ArrowRight")
    assert box.locator("ul li").count() > 0
    box.locator(".share summary").click()
    box.locator("[data-act=link]").click()
    expect(box.locator("[data-act=link]")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    as_of = box.get_attribute("data-as-of")
    assert link.endswith(f"findings.html?as-of={as_of}#counts-by-threshold")
    with page.expect_download() as got:
        box.locator("[data-act=png]").click()
    assert Path(str(got.value.path())).read_bytes()[:4] == b"\x89PNG"
    with page.expect_download() as got:
        box.locator("a[href$='.svg']").click()
    svg = " ".join(ET.fromstring(Path(str(got.value.path())).read_bytes()).itertext())
    assert f"flopwatch, as of {as_of}, CC BY 4.0" in svg
    assert "by the end of each year" in svg
    page.goto(hub + "findings.html?as-of=2020-01-01#counts-by-threshold")
    expect(box.locator(".warning")).to_contain_text("The link is of the census of 2020-01-01")
    page.goto(hub + "explore.html?as-of=2020-01-01")
    expect(page.locator("#unknown")).to_contain_text("The link is of the census of 2020-01-01")
    assert visit.errors == []


def test_keys_reach_every_point_of_the_chart_and_the_first_row_in_ten_tabs(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "explore.html?from=1950&fit=none")
    page.wait_for_selector(READY, state="attached")
    shown = int(page.inner_text("#count").split()[0])
    page.focus("#plot")
    met = []
    for _ in range(shown + 1):
        page.keyboard.press("ArrowRight")
        met.append(page.inner_text(".tip b"))
    assert len(set(met)) == shown
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_contain_text(met[-1])
    page.goto(hub)
    visit.ready()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Skip to the table":
            page.keyboard.press("Enter")
        if page.evaluate("!!document.activeElement.closest('#models tbody tr')"):
            break
    assert page.evaluate("document.activeElement.closest('tr')?.rowIndex") == 1
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    assert visit.errors == []


@pytest.mark.parametrize("path", ["index.html", "organisations/openai.html"])
def test_a_phone_shows_interval_and_class_of_each_model(visit: Visit, hub: str, path: str) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(hub + path)
    row = page.locator("table.stack tbody tr:has(.range-cell:not(:empty)) >> nth=0")
    for part in (".range-cell", ".badge"):
        expect(row.locator(part)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
