"""Tabs, cards, CSV, pictures and frames of the explorer are of one view."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET

import pytest
from helpers.browser_visit import Visit
from helpers.explorer_pages import READY, coloured, names, opened, saved, shown, table_of
from helpers.tiers import tiered

from flopwatch.census import Census
from flopwatch.products.explorer_table import explorer_frame

pytestmark = pytest.mark.browser


# ------------------------------------------------------------------ tabs, card, frontier


def test_tabs_turn_by_click_and_by_arrow(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html")
    page.click("#tab-table")
    assert "tab=table" in page.url
    assert not page.is_visible("#panel-chart")
    assert len(names(page)) == 100
    total = shown(page)
    assert f"1 to 100 of {total}" in page.inner_text("#range")
    page.click("#next")
    assert "101 to" in page.inner_text("#range")
    assert "page=2" in page.url
    page.click("#view-table th[data-key=y] button")
    assert "sort=y:desc" in page.url
    assert "1 to 100" in page.inner_text("#range")
    assert page.get_attribute("#view-table th[data-key=y]", "aria-sort") == "descending"
    biggest = page.inner_text("#view-table tbody tr:first-child td.num")
    page.click("#view-table th[data-key=y] button")
    assert page.inner_text("#view-table tbody tr:first-child td.num") != biggest
    page.focus("#tab-table")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-sources"
    assert page.is_visible("#panel-sources")
    assert re.search(rf"sources? behind the {total} models", page.inner_text("#source-count"))
    assert page.locator("#view-sources a").count() > 0
    assert "drawn hollow" in page.inner_text("#left-out")
    assert re.search(r"log10\(y\) = .* 90% of the slope", page.inner_text("#fits"))
    page.keyboard.press("Home")
    assert page.is_visible("#plot canvas")


def test_a_point_tells_what_it_is_and_its_card_opens_the_page(visit: Visit, hub: str) -> None:
    page = opened(visit, hub + "explore.html?domain=games&fit=none&records=ignore")
    spot = page.evaluate(
        """() => {
            const canvas = document.querySelector('#plot canvas'), box = canvas.getBoundingClientRect();
            const {data, width} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let n = 0, x = 0, y = 0;
            for (let i = 0; i < data.length; i += 4) {
                if (data[i + 2] > 200 && data[i + 2] - data[i + 1] > 90) { n++; x += (i / 4) % width;
                  y += Math.floor(i / 4 / width); }
            }
            return [box.x + x / n * box.width / canvas.width, box.y + y / n * box.height / canvas.height];
        }"""
    )
    page.mouse.move(*spot)
    tip = page.inner_text(".tip")
    assert "AlphaGo Zero" in tip
    assert "90%: 1.1 × 10" in tip
    page.mouse.click(*spot)
    card = page.inner_text("#card")
    assert "3.5 × 10" in card
    assert "model=deepmind/alphago-zero" in page.url
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert "AlphaGo Zero" in page.inner_text("#card")
    page.click("#card a >> text=How this number was made")
    page.wait_for_url("**/models/deepmind/alphago-zero.html")
    page.go_back()
    page.wait_for_selector(READY, state="attached")
    page.click("#card .close")
    assert not page.is_visible("#card")
    assert visit.errors == []


# ------------------------------------------------------------------ what is taken away


QUERIES = (
    "y=data&x=parameters&fit=none",
    "records=only&fit=group&by=access",
    "",
    "min=1e27&tab=table&sort=name:asc",
    "q=gpt",
)


@pytest.mark.parametrize("query", tiered(QUERIES, QUERIES[:1]))
def test_the_csv_is_the_view(desk: Visit, made_hub: str, query: str) -> None:
    page = opened(desk, made_hub + f"explore.html?{query}")
    rows = table_of(saved(page, "#save-csv"))
    assert len(rows) == shown(page) > 0
    page.click("#tab-table")
    seen: list[tuple[str, str]] = []
    while True:
        seen += page.eval_on_selector_all(
            "#view-table tbody tr",
            "all => all.map(tr => [tr.querySelector('th a').href, tr.querySelectorAll('td')[2].textContent])",
        )
        if page.is_disabled("#next") or not page.is_visible("#pager"):
            break
        page.click("#next")
    assert sorted(seen) == sorted([r["Model URL"], r["Publication date"]] for r in rows)
    if "sort=name" in query:
        assert [r["Model URL"] for r in rows] == [s[0] for s in seen]
    assert not [c for r in rows for c in r.values() if c.startswith(("=", "+", "@", "\t", "\r"))]


def test_figures_in_the_csv_are_the_census_s(desk: Visit, hub: str, census: Census) -> None:
    page = opened(desk, hub + "explore.html?from=1950")
    rows = {r["flopwatch id"]: r for r in table_of(saved(page, "#save-csv"))}
    table = explorer_frame(census).select("id", "compute", "variant", "published")
    told = {i: value for i, value, variant, day in table.iter_rows() if value is not None and not variant and day}
    assert {i: float(r["Training compute (FLOP)"]) for i, r in rows.items()} == told


def test_the_svg_is_whole_and_the_png_is_large(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?by=access&fit=group&bars=1")
    raw = saved(page, "#save-svg")
    svg = ET.fromstring(raw)
    text = " ".join(t for e in svg.iter() if e.text and (t := e.text.strip()))
    assert "Training compute of AI models, FLOP" in text
    assert "Open weights: grows" in text
    assert "flopwatch, as of" in text
    assert "CC BY 4.0" in text
    marks = [e for e in svg.iter("{http://www.w3.org/2000/svg}path") if e.get("transform")]
    assert len(marks) >= shown(page)
    assert b"<script" not in raw
    assert b"http://" not in raw.replace(b"http://www.w3.org/", b"")
    png = saved(page, "#save-png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24])[0] == 2400


def test_the_embedded_frame_keeps_the_view_and_leads_back_to_it(visit: Visit, made_hub: str) -> None:
    page = opened(visit, made_hub + "explore.html?by=access&fit=group&from=2018&records=connect")
    count, trends = page.inner_text("#count"), page.inner_text("#trends-below")
    page.click(".embed-box summary")
    code = page.input_value("#embed-code")
    source = ET.fromstring(code).get("src")
    assert source
    assert source.startswith(made_hub + "embed.html?")
    frame = opened(visit, source)
    assert frame.inner_text("#count") == count
    assert frame.inner_text("#trends-below") == trends
    assert coloured(frame) > 500
    frame.click("#legend .chip:has-text('Open weights')")
    assert (
        frame.get_attribute("#full", "href") == "explore.html?by=access&access=open&from=2018&fit=group&records=connect"
    )
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.errors == []
    assert visit.outside == []


def test_both_years_of_a_range_belong_to_it(desk: Visit, hub: str) -> None:
    whole = table_of(saved(opened(desk, hub + "explore.html?from=1950"), "#save-csv"))
    dates = sorted(r["Publication date"] for r in whole)
    year = dates[len(dates) // 2][:4]
    some = table_of(saved(opened(desk, hub + f"explore.html?from={year}&to={year}"), "#save-csv"))
    assert sorted(r["Publication date"] for r in some) == [one for one in dates if one.startswith(year)] != []
