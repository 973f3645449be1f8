"""What a page asserts is what is known: citations, copied figures, tables as files; and the first screen of a phone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.browser_visit import Visit, Visits

from flopwatch.releases.manifest import Manifest
from flopwatch.server.static import served

pytestmark = pytest.mark.browser
GPT_4 = "models/openai/gpt-4.html"
COPIED = """() => {
    const data = new DataTransfer();
    document.dispatchEvent(new ClipboardEvent('copy', {clipboardData: data, bubbles: true, cancelable: true}));
    return data.getData('text/plain');
}"""


@pytest.fixture(scope="module")
def later_hub(second_release: tuple[Path, Manifest]) -> Iterator[str]:
    """The hub of the second release, which keeps the first."""
    with served(second_release[0] / "site") as address:
        yield address


def test_a_citation_is_compared_with_the_release_that_it_names(visit: Visit, later_hub: str) -> None:
    page = visit.page
    for query, words in (
        ("as-of=2025-01-30&flop=1.9e25", "The figure was then 1.9e25 FLOP. The figure of today is the one below"),
        (
            "as-of=2025-01-30&flop=9e30",
            "The link claims that the figure was then 9e30 FLOP; in the release of that date",
        ),
        ("as-of=2020-01-01&flop=9e30", "The link claims that the figure was then 9e30 FLOP; no release of that date"),
    ):
        page.goto(f"{later_hub}{GPT_4}?{query}")
        assert words in page.inner_text("#cited"), query
        assert ("claims" in page.inner_text("#cited")) == ("9e30" in query)
    page.goto(f"{later_hub}{GPT_4}?as-of=2025-01-30&flop=9e30")
    assert "it is 1.9e25 FLOP" in page.inner_text("#cited")


def test_a_copied_figure_keeps_its_exponent(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    copied = page.evaluate(COPIED)
    assert "above 10²⁵ FLOP" in copied
    assert "1025" not in copied
    assert "1025" in page.inner_text("h1")  # the page is as it was
    page.goto(hub + GPT_4)
    said = page.evaluate("flopwatchCopy.textOf(document.getElementById('cite-text'))")
    assert "1.9 × 10²⁵ FLOP" in said


def test_a_table_is_sorted_by_number_and_saved_with_plain_numbers(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "hardware.html")
    table = page.locator("main table").first
    values = (
        "table => [...table.tBodies[0].rows].map(row => flopwatchTables.numberOf(flopwatchTables.plain(row.cells[%d])))"
    )
    heads = table.locator("thead th")
    column = next(at for at in range(heads.count()) if "num" in (heads.nth(at).get_attribute("class") or ""))
    heads.nth(column).locator("button").click()
    shown = [one for one in table.evaluate(values % column) if one == one]
    assert len(shown) > 5
    assert shown == sorted(shown, reverse=True)
    assert heads.nth(column).get_attribute("aria-sort") == "descending"
    with page.expect_download() as got:
        page.locator(".table-csv button").first.click()
    text = Path(str(got.value.path())).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), strict=True))
    assert len(rows) == table.locator("tr").count()
    assert any("e14" in cell or "e15" in cell for row in rows for cell in row)
    assert "×" not in "".join(cell for row in rows for cell in row[column : column + 1])
    lines = "10<sup>25</sup><div>80 GB</div> <div>40 GB<br>each</div>"
    cell = "words => flopwatchTables.plain(Object.assign(document.createElement('td'), {innerHTML: words}))"
    assert page.evaluate(cell, lines) == "1e25; 80 GB; 40 GB each"
    assert visit.errors == []


def test_a_phone_shows_figure_interval_class_source_and_date_at_once(visits: Visits, hub: str) -> None:
    visit = visits(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    visit.page.goto(hub + GPT_4)
    for place in (".sub", "#compute .figure", "#compute .range", "#compute .at-headline", "#compute .rests-on"):
        box = visit.page.locator(place).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844, place
    assert visit.errors == []


def test_an_absent_address_gets_a_page_with_the_menu_and_status_404(visit: Visit, hub: str) -> None:
    answer = visit.page.goto(hub + "models/nobody/nothing.html")
    assert answer is not None
    assert answer.status == 404
    assert visit.page.inner_text("h1") == "No such page"
    visit.page.click("nav.pages a >> text=Trends")
    assert visit.page.url == hub + "findings.html"


def test_pages_describe_themselves_to_those_that_link_to_them(visit: Visit, hub: str) -> None:
    visit.page.goto(hub + GPT_4)
    title = visit.page.get_attribute("meta[property='og:title']", "content")
    about = visit.page.get_attribute("meta[property='og:description']", "content")
    assert title == "GPT-4"
    assert about == visit.page.get_attribute("meta[name=description]", "content")
    assert "90% interval" in (about or "")
