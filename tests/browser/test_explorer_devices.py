"""The explorer on a phone, by keyboard, from disk, in the dark, under axe, and with names that attack."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from helpers.browser_visit import Visit, Visits, violations
from helpers.explorer_pages import READY, names, opened, saved, shown, table_of
from helpers.explorer_tables import HOSTILE
from helpers.tiers import MATRIX

pytestmark = pytest.mark.browser


# ------------------------------------------------------------------ devices, keyboard, disk


@pytest.mark.matrix
def test_on_a_phone_the_chart_is_above_the_fold_and_nothing_overflows(visits: Visits, hub: str, made_hub: str) -> None:
    visit = visits(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened(visit, hub + "explore.html")
    chart = page.locator("#plot").bounding_box()
    assert chart
    assert chart["y"] + chart["height"] <= 844
    page = opened(visit, made_hub + "explore.html")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    for preset in ("Three eras", "Open against closed", "Data against parameters") if MATRIX else ("Three eras",):
        page.click(f".presets a >> text='{preset}'")
        for tab in ("table", "sources", "chart"):
            page.click(f"#tab-{tab}")
            assert not page.evaluate(wide), (preset, tab)
    page.click("#filters summary")
    assert not page.evaluate(wide)
    opened(visit, made_hub + "embed.html")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.errors == []


@pytest.mark.parametrize("width", [390, 1280])
def test_names_in_the_chart_touch_nothing(desk: Visit, made_hub: str, width: int) -> None:
    page = opened(desk, made_hub + "explore.html")
    found = page.evaluate(
        """(width) => {
            const M = {...flopwatch.stats, ...flopwatch.state, ...flopwatch.model}, C = {...flopwatch.layout,
              ...flopwatch.draw}, data = flopwatchData, dims = M.dimensions(data), rows = M.unpack(data);
            const state = M.initial();
            const points = M.select(rows, state, dims).points;
            const drawn = C.layout({points, cells: null, trends: M.trends(points, state, dims), state, data, width,
              height: 480,
                frame: C.frameOf(rows, state, data.thresholds), tint: C.colours(data.palette)});
            return {names: drawn.scene.texts.filter((t) => t.w === 500 && !t.h).map((t) => {
                const wide = C.wide(t.t, t.z, 500),
                  left = t.a === 'right' ? t.x - wide : t.a === 'center' ? t.x - wide / 2 : t.x;
                return [left, t.y - 5, left + wide, t.y + 5, t.t];
            }), spots: drawn.spots.map((s) => [s.x, s.y]), width};
        }""",
        width,
    )
    boxes = found["names"]
    assert len(boxes) >= 4
    for i, a in enumerate(boxes):
        assert a[0] >= 0
        assert a[2] <= width
        for b in boxes[i + 1 :]:
            assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), (a, b)
        for x, y in found["spots"]:
            assert not (a[0] < x < a[2] and a[1] < y < a[3]), a


def test_the_whole_tour_goes_by_keyboard(visit: Visit, hub: str) -> None:
    page = opened(visit, hub + "explore.html")
    stops: list[str] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const e = document.activeElement, box = e.getBoundingClientRect();
                const seen = box.width > 0 && box.height > 0, style = getComputedStyle(e);
                return [e.id || e.name || e.dataset.id || e.textContent.trim().slice(0, 40), seen, style.outlineStyle];
            }"""
        )
        assert stop[1], f"{stop[0]} takes the focus and is not to be seen"
        assert stop[2] != "none", f"{stop[0]} shows no focus"
        stops.append(stop[0])
        if "How to read a number" in stop[0]:
            break
    for wanted in (
        "Three eras",
        "language",
        "y",
        "x",
        "by",
        "fit",
        "eras",
        "records",
        "tab-chart",
        "frontier",
        "copy-link",
        "save-png",
        "save-svg",
        "save-csv",
    ):
        assert wanted in stops, wanted
    page.focus("#legend [data-id=games]")
    page.keyboard.press("Space")
    assert shown(page) == 1
    page.focus("#frontier")  # one stop for the list: the arrows move in it
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelector('#frontier a')")
    assert page.is_visible(".ring")
    page.keyboard.press("Enter")
    page.wait_for_url("**/models/deepmind/alphago-zero.html")
    assert visit.errors == []


def test_it_works_from_disk(visit: Visit, site: Path) -> None:
    page = opened(visit, (site / "explore.html").as_uri())
    page.click("#legend .chip:has-text('Games')")
    assert shown(page) == 1
    assert len(table_of(saved(page, "#save-csv"))) == 1
    assert visit.errors == []


@pytest.mark.matrix
def test_the_dark_theme_reaches_the_canvas_and_motion_is_not_forced(visits: Visits, hub: str) -> None:
    visit = visits(color_scheme="dark", reduced_motion="reduce")
    page = opened(visit, hub + "explore.html")
    corner = "[...document.querySelector('#plot canvas').getContext('2d').getImageData(2, 2, 1, 1).data]"
    dark = page.evaluate(corner)
    page.click("#theme")
    assert sum(dark[:3]) < 150 < sum(page.evaluate(corner)[:3])
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert visit.errors == []


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.matrix)])
def test_axe_finds_nothing(visits: Visits, hub: str, scheme: str) -> None:
    visit = visits(color_scheme=scheme)
    page = visit.page
    bad: dict[str, Any] = {}

    def look(where: str) -> None:
        if found := violations(page):
            bad[where] = found

    opened(visit, hub + "explore.html?model=openai/gpt-4&by=access&fit=group&nonsense=1")
    page.click("#filters summary")
    page.click(".embed-box summary")
    look("chart, card, trends, filters, embed code, note")
    page.click("#tab-table")
    look("table")
    page.click("#tab-sources")
    look("sources")
    assert bad == {}, json.dumps(bad, indent=1)


# ------------------------------------------------------------------ attack


def test_hostile_names_stay_words(visit: Visit, made_hub: str) -> None:
    page = opened(visit, made_hub + "explore.html?from=2026&fit=none&q=script")
    live = "document.querySelectorAll('main script, main img, main iframe, main [onerror], main [onload]').length"

    def sound(where: str) -> None:
        assert page.evaluate(live) == 0, where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where

    sound("search")
    page.click("#filters summary")
    page.fill("input[name=q]", "")
    for name, values in (
        ("by", ("org", "country", "access")),
        ("records", ("only", "label")),
        ("y", ("data", "compute")),
    ):
        for value in values:
            page.select_option(f"select[name={name}]", value)
            sound(f"{name}={value}")
    for tab in ("sources", "table", "chart"):
        page.click(f"#tab-{tab}")
        sound(tab)
    page = opened(visit, made_hub + "explore.html?tab=table&sort=y:desc")
    assert "<script>window.pwned=1</script>" in names(page)
    raw = saved(page, "#save-csv").decode()
    rows = list(csv.reader(io.StringIO(raw, newline=""), strict=True))
    # The file keeps them to the letter, each in its one cell; what a spreadsheet would run is quoted.
    assert {f"'{h}" if h.startswith("=") else h for h in HOSTILE} <= {r[0] for r in rows[1:]}
    page.click("#tab-chart")
    page.goto(made_hub + "explore.html?model=" + page.evaluate("encodeURIComponent(flopwatchData.rows.id.at(-5))"))
    page.wait_for_selector(READY, state="attached")
    assert page.is_visible("#card")
    box = page.locator("#card").bounding_box()
    assert box
    assert box["width"] < 270
    svg = ET.fromstring(saved(page, "#save-svg"))
    assert not [e for e in svg.iter() if "script" in str(e.tag) or any(k.lower().startswith("on") for k in e.attrib)]
    texts = "".join(e.text or "" for e in svg.iter())
    assert "\u202e" not in texts
    assert page.evaluate("window.pwned") is None
    assert visit.errors == []
