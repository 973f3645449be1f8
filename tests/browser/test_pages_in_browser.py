"""The pages other than the explorer, in Chromium: no fault that axe knows, no sideways scrolling, no complaint, and
people's tasks.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from helpers.browser_visit import Visit, violations
from playwright.sync_api import Browser, Page, expect

from flopwatch.build_folder import publish
from flopwatch.census import Census
from flopwatch.server.static import served

pytestmark = pytest.mark.browser
# One page of each kind.
KINDS = (
    "models/meta/llama-3.1-405b.html",
    "models/openai/gpt-4.html",
    "models/openai/sora.html",
    "models/nobody/hostile.html",
    "thresholds.html",
    "unconfirmed.html",
    "organisations.html",
    "organisations/openai.html",
    "countries.html",
    "domains.html",
    "hardware.html",
    "hardware/nvidia-a100.html",
    "compare.html",
    "comparison.html",
    "lists.html",
    "calculator.html?parameters=405B&tokens=15.6T&chip=nvidia-h100&chips=16384&days=54&with_cost=1&mfu=40%25",
    "submit.html",
    "methods.html",
    "method.html",
    "data.html",
    "audit.html",
    "documents.html",
    "coverage.html",
    "findings.html",
    "benchmarks.html",
    "index.html",
    "explore.html",
    "explore.html?tab=table",
    "explore.html?tab=sources",
    "embed.html",
)


def faults(visit: Visit, address: str, *, dark: bool = False) -> dict[str, Any]:
    """Return axe's faults on each kind of page in the light theme, or of its colours in the dark one."""
    bad = {}
    visit.page.emulate_media(color_scheme="dark" if dark else "light")
    for path in KINDS:
        visit.page.goto(address + path)
        if path.startswith(("explore", "index", "embed")):
            visit.page.wait_for_selector("html[data-explorer=ready]")
        if path == "index.html":
            visit.page.click("#filters summary")
        if path == "methods.html":
            visit.page.click(".all-pages summary")
        # What is dark changes colours alone.
        bad[path] = violations(visit.page, only=["color-contrast"] if dark else None)
    return {path: found for path, found in bad.items() if found}


DARK = pytest.param(True, marks=pytest.mark.matrix, id="dark")


@pytest.mark.parametrize("dark", [pytest.param(False, id="light"), DARK])
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, hub: str, dark: bool) -> None:
    # The test, not the page, brings axe in: bypass_csp lets it run, the pages' policy is tested elsewhere.
    visit = Visit(browser, color_scheme="light", viewport={"width": 1280, "height": 1000}, bypass_csp=True)
    bad = faults(visit, hub, dark=dark)
    visit.context.close()
    assert bad == {}, json.dumps(bad, indent=1)


@pytest.mark.matrix
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_from_right_to_left(browser: Browser, mirrored_hub: str, dark: bool) -> None:
    visit = Visit(browser, color_scheme="light", viewport={"width": 1280, "height": 1000}, bypass_csp=True)
    bad = faults(visit, mirrored_hub, dark=dark)
    assert visit.page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    visit.context.close()
    assert bad == {}, json.dumps(bad, indent=1)


def test_every_kind_of_page_loads_under_the_policy_and_asks_nobody_else(visit: Visit, hub: str) -> None:
    for path in KINDS:
        visit.page.goto(hub + path)
        assert (visit.errors, visit.outside) == ([], []), path
        assert visit.page.locator("header.top nav").count() == (0 if path == "embed.html" else 1), path


def test_no_kind_of_page_scrolls_sideways_in_either_direction(browser: Browser, hub: str, mirrored_hub: str) -> None:
    visit = Visit(browser, viewport={"width": 360, "height": 844})
    wide = []
    for address in (hub, mirrored_hub):
        for path in KINDS:
            visit.page.goto(address + path)
            for width in (768, 360):
                visit.page.set_viewport_size({"width": width, "height": 844})
                if visit.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wide.append((address, path, width))
    visit.context.close()
    assert (wide, visit.errors) == ([], [])


def test_the_menu_holds_every_page_and_closes_by_key_and_by_a_click_elsewhere(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "thresholds.html")
    box = page.locator(".all-pages")
    page.locator(".all-pages summary").focus()
    page.keyboard.press("Enter")
    assert box.get_attribute("open") is not None
    names = page.locator(".all-pages-box a").all_inner_texts()
    assert {"Models", "Hardware", "Calculator", "Submit", "Audit", "Data"} <= set(names)
    page.keyboard.press("Escape")
    assert box.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.click(".all-pages summary")
    page.mouse.click(6, 600)
    assert box.get_attribute("open") is None


# ------------------------------------------------------------------ compare


def test_models_are_added_removed_and_kept_in_the_address(visit: Visit, browser: Browser, hub: str) -> None:
    page = visit.page
    page.goto(hub + "models/openai/gpt-4.html")
    page.click(".page-actions >> text=Compare")
    page.wait_for_url("**/compare.html?a=openai/gpt-4")
    page.fill("#compare-name", "llama 3.1 405b")
    page.keyboard.press("Enter")
    heads = page.locator("#compare thead th a")
    assert heads.all_inner_texts() == ["GPT-4", "Llama 3.1 405B"]
    page.fill("#compare-name", "no such model")
    page.keyboard.press("Enter")
    expect(page.locator("#compare-status")).to_contain_text("No model of that name")
    assert page.url.endswith("?a=openai/gpt-4&b=meta/llama-3.1-405b")
    other = Visit(browser)
    other.page.goto(page.url)
    assert other.page.locator("#compare thead th a").all_inner_texts() == ["GPT-4", "Llama 3.1 405B"]
    other.context.close()
    page.locator("#compare .remove").first.click()
    assert heads.all_inner_texts() == ["Llama 3.1 405B"]
    assert page.locator("#compare-figure svg .bar").count() == 1
    assert visit.errors == []


def test_each_number_of_a_comparison_opens_the_place_it_comes_from(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "compare.html?a=meta/llama-3.1-405b&b=openai/gpt-4&c=nobody/hostile")
    links = page.locator("#compare tbody a").evaluate_all("some => some.map(a => a.getAttribute('href'))")
    assert len(links) > 20
    ids: dict[str, set[str]] = {}
    for link in links:
        path, _, fragment = link.partition("#")
        if path not in ids:
            html = page.request.get(hub + path).text()
            ids[path] = set(re.findall(r' id="([^"]+)"', html))
        assert fragment in ids[path], link


def test_without_scripts_comparison_and_calculator_still_say_something(browser: Browser, hub: str) -> None:
    visit = Visit(browser, java_script_enabled=False)
    visit.page.goto(hub + "compare.html")
    assert visit.page.locator("#compare tbody tr").count() > 8
    assert "Llama 3.1 405B" in visit.page.inner_text("#compare thead")
    visit.page.goto(hub + "calculator.html")
    assert "flopwatch estimate" in visit.page.inner_text("noscript")
    visit.page.goto(hub + "organisations.html")
    visit.page.click(".all-pages summary")
    visit.page.click(".all-pages-box a >> text=Hardware")
    assert visit.page.inner_text("h1") == "Hardware"
    visit.context.close()


# ------------------------------------------------------------------ citations, submissions


def test_a_citation_by_date_and_figure_says_what_it_quoted(
    visit: Visit, census: Census, hub: str, tmp_path: Path
) -> None:
    page = visit.page
    publish(census, tmp_path / "out")  # a build that is no release
    with served(tmp_path / "out" / "site") as address:
        page.goto(address + "models/openai/gpt-4.html")
        cited = page.get_attribute("#cite-text .cite-link", "href")
        assert cited == "?as-of=2025-01-30&flop=1.9e25#compute"
        assert page.inner_text("#cite-text .cite-link") == page.url + cited
        page.goto(page.url + cited)
        assert page.locator("#cited").is_hidden()
    page.goto(hub + "models/openai/gpt-4.html?as-of=2024-04-05&flop=2.1e25#compute")
    assert "The figure was then 2.1e25 FLOP. It is now the one below" in page.inner_text("#cited")
    assert page.get_attribute("#cited a", "href") == "../../releases.html"
    for query in (
        "as-of=<b>2024</b>&flop=1e25",
        "as-of=2024-04-05&flop=<img src=x>",
        "as-of=2024-04-05&flop=9e999e",
    ):
        page.goto(hub + "models/openai/gpt-4.html?" + query)
        assert page.locator("#cited").is_hidden(), query
    assert visit.errors == []


def test_what_submit_writes_is_a_claims_file_that_our_own_reader_takes(visit: Visit, hub: str, tmp_path: Path) -> None:
    page = visit.page
    page.goto(hub + "submit.html?model=openai/gpt-4")
    assert page.input_value("#s-name") == "GPT-4"
    page.fill("#s-value", "2.1e25")
    page.fill("#s-quote", 'they "said" 2.1 × 10^25 \\ \u202eFLOP')
    page.fill("#s-url", "javascript:alert(1)")
    page.fill("#s-where", "table 2")
    assert page.locator("#s-actions").is_hidden()
    assert "an address that begins with http" in page.inner_text("#s-problems")
    page.fill("#s-url", "https://example.org/report")
    assert "data/claims/openai/gpt-4.toml" in page.inner_text("#s-problems")
    with page.expect_download() as got:
        page.click("#s-save")
    text = got.value.path().read_text(encoding="utf-8")
    assert got.value.suggested_filename == "gpt-4.toml"
    read = tomllib.loads(text)
    assert read["name"] == "GPT-4"
    (claim,) = read["training_compute"]
    assert (claim["value"], claim["unit"], claim["where"]) == ("2.1e25", "FLOP", "table 2")
    assert claim["quote"] == 'they "said" 2.1 × 10^25 \\ \u202eFLOP'
    assert visit.errors == []


# ------------------------------------------------------------------ people's tasks, clicks counted


class Clicks:
    """A reader who counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.count += 1


def test_the_governance_analyst_has_list_rule_and_dossier_in_three_clicks(visit: Visit, hub: str) -> None:
    """Which models exceed 1e25 FLOP, and how sure are we?"""
    reader = Clicks(visit.page)
    visit.page.goto(hub)
    reader.click(".sentence a >> nth=0")
    visit.page.wait_for_url("**/thresholds.html#t-1e25")
    level = visit.page.locator("section.level", has=visit.page.locator("#t-1e25"))
    assert "Llama 3.1 405B" in level.inner_text()
    assert re.search(r"> 99.9%|9[0-9]%", level.inner_text())
    assert "EU AI Act, Article 51(2)" in level.inner_text()
    assert "from 2025-08-02" in level.inner_text()
    reader.click("section.level:has(#t-1e25) tbody a >> text=Llama 3.1 405B")
    dossier = visit.page.inner_text("main")
    assert "Receipt" in dossier
    assert "Claims and their sources" in dossier
    assert reader.count <= 3


def test_the_researcher_has_compute_working_and_citation_in_three_clicks(visit: Visit, hub: str) -> None:
    """Parameters and tokens, or chips and days: compute with a 90% interval, shown working, citable."""
    reader = Clicks(visit.page)
    visit.page.goto(hub)
    reader.click("nav.pages a >> text=Calculator")
    visit.page.fill("#in-parameters", "70B")
    visit.page.fill("#in-tokens", "15T")
    expect(visit.page.locator("#calc-receipt")).to_contain_text("6 × 70e9 × 15e12 = 6.3e24")
    assert "90% interval" in visit.page.inner_text("#calc-out")
    reader.click("#calc-link")
    assert "parameters=70B&tokens=15T" in visit.page.url
    assert reader.count <= 3


def test_the_receipt_is_the_same_in_terminal_page_and_notebook(visit: Visit, hub: str) -> None:
    import html

    import flopwatch as fw

    answer = fw.estimate(parameters="405B", tokens="15.6T", ledger="absent.sqlite")
    notebook = html.unescape(re.sub(r"<[^>]*>", "", answer._repr_html_()))
    visit.page.goto(hub + "calculator.html?parameters=405B&tokens=15.6T")
    page = visit.page.text_content("#calc-receipt")
    assert notebook == answer["working_text"] == page
