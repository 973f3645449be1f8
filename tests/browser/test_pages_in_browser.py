"""Pages other than the explorer, in Chromium: menu, comparison, citation, submission, and people's tasks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from helpers.browser_visit import Visit, Visits
from helpers.bundled import bundled_store
from playwright.sync_api import Browser, Page, expect

from flopwatch.build_folder import publish
from flopwatch.census import Census
from flopwatch.server.static import served

pytestmark = pytest.mark.browser


def test_the_menu_holds_every_page_and_closes_by_key_and_by_a_click_elsewhere(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "thresholds.html")
    box = page.locator(".all-pages")
    page.locator(".all-pages summary").focus()
    page.keyboard.press("Enter")
    assert box.get_attribute("open") is not None
    names = page.locator(".all-pages-box a").all_inner_texts()
    assert {"Chart and table", "Hardware", "Calculator", "Correct or add", "Audit", "Downloads"} <= set(names)
    page.keyboard.press("Escape")
    assert box.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.click(".all-pages summary")
    page.mouse.click(6, 600)
    assert box.get_attribute("open") is None


# ------------------------------------------------------------------ compare


def test_one_model_is_compared_with_itself_at_two_dates(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "compare.html?a=openai/gpt-4@2000-01-01&b=openai/gpt-4")
    expect(page.locator("#compare thead th a")).to_have_text(["GPT-4", "GPT-4"])
    row = page.locator("#compare tbody tr").first.locator("td")
    expect(row.first).to_have_text("not stated by then")
    expect(row.last).not_to_have_text("not stated by then")
    page.locator("#compare thead input[type=date]").first.fill("2026-12-31")
    page.wait_for_url("**/compare.html?a=openai/gpt-4@2026-12-31&b=openai/gpt-4")
    expect(page.locator("#compare tbody tr").first.locator("td").first).to_contain_text("10")
    assert page.locator("#compare-figure svg .bar").count() == 1  # an interval is known for today only


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


def test_without_scripts_comparison_and_calculator_still_say_something(visits: Visits, hub: str) -> None:
    visit = visits(java_script_enabled=False)
    visit.page.goto(hub + "compare.html")
    assert visit.page.locator("#compare tbody tr").count() > 8
    assert "Llama 3.1 405B" in visit.page.inner_text("#compare thead")
    visit.page.goto(hub + "calculator.html")
    assert "flopwatch estimate" in visit.page.inner_text("noscript")
    visit.page.goto(hub + "organisations.html")
    visit.page.click(".all-pages summary")
    visit.page.click(".all-pages-box a >> text=Hardware")
    assert visit.page.inner_text("h1") == "Hardware"


# ------------------------------------------------------------------ citations, submissions


def test_a_citation_by_date_and_figure_says_what_it_quoted(
    visit: Visit, census: Census, hub: str, tmp_path: Path
) -> None:
    page = visit.page
    publish(census, tmp_path / "out")  # a build that is not a release
    with served(tmp_path / "out" / "site") as address:
        page.goto(address + "models/openai/gpt-4.html")
        cited = page.get_attribute("#cite-text .cite-link", "href")
        assert cited == "?as-of=2025-01-30&flop=1.9e25#compute"
        assert page.inner_text("#cite-text .cite-link") == page.url + cited
        page.goto(page.url + cited)
        assert page.locator("#cited").is_hidden()
    page.goto(hub + "models/openai/gpt-4.html?as-of=2024-04-05&flop=2.1e25#compute")
    assert "The link claims that the figure was then 2.1e25 FLOP; no release of that date" in page.inner_text("#cited")
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
    assert got.value.suggested_filename == "addition-openai-gpt-4.toml"
    assert "which exists: it stays as it is" in text
    read = tomllib.loads(text)
    assert "name" not in read  # added to the end of the model's file, it must not name the model again
    (claim,) = read["training_compute"]
    assert (claim["value"], claim["unit"], claim["where"]) == ("2.1e25", "FLOP", "table 2")
    assert claim["quote"] == 'they "said" 2.1 × 10^25 \\ \u202eFLOP'
    assert visit.errors == []


def test_a_reason_makes_a_correction_of_the_value_that_is_stated(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "submit.html?model=openai/gpt-4&field=training_compute")
    assert page.input_value("#s-developer") == "OpenAI"
    assert "Stated now by" in page.inner_text("#s-stated")
    page.select_option("#s-field", "country")
    assert page.inner_text("#s-stated") == ""  # what is stated is of the field that is chosen
    page.select_option("#s-field", "training_compute")
    for name, value in (
        ("value", "2.2e25"),
        ("quote", "2.2 × 10^25"),
        ("url", "https://example.org/report"),
        ("where", "table 2"),
        ("reason", "A digit was lost."),
    ):
        page.fill(f"#s-{name}", value)
    with page.expect_download() as got:
        page.click("#s-save")
    assert got.value.suggested_filename == "correction-openai-gpt-4.toml"
    (made,) = tomllib.loads(got.value.path().read_text(encoding="utf-8"))["correction"]
    assert (made["model"], made["field"], made["action"]) == ("openai/gpt-4", "training_compute", "override")
    assert (made["value"], made["unit"]) == ("2.2e25", "FLOP")
    assert set(made["expect"]) == {"source", "value"}
    assert "A digit was lost." in made["reason"]
    assert "https://example.org/report" in made["reason"]
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

    answer = fw.estimate(parameters="405B", tokens="15.6T", ledger=bundled_store())
    notebook = html.unescape(re.sub(r"<[^>]*>", "", answer._repr_html_()))
    visit.page.goto(hub + "calculator.html?parameters=405B&tokens=15.6T")
    page = visit.page.text_content("#calc-receipt")
    assert notebook == answer["working_text"] == page
