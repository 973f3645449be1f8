"""The explorer as a reader meets it: one state for chart, table, address, embed and downloads; fits as flopwatch.analysis has them."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_visit import Visit
from explorer_tables import HOSTILE
from explorer_vectors import PLACE
from playwright.sync_api import Browser, Page, expect

from flopwatch.analysis import Line, Observation, fit_line, gather
from flopwatch.census import Census
from flopwatch.domain import PartialDate
from flopwatch.publishing.explorer import PRESETS, QUANTITIES, explorer_frame

pytestmark = pytest.mark.browser
READY = "html[data-explorer=ready]"
VENDOR = Path(__file__).parent / "vendor"
DESK = {"width": 1280, "height": 1000}


def opened(visit: Visit, address: str) -> Page:
    visit.page.goto(address)
    visit.page.wait_for_selector(READY, state="attached")
    return visit.page


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Visit]:
    """One context for the tests that only look: a fresh one for each would take most of their time."""
    made = Visit(browser, viewport=DESK, color_scheme="light", accept_downloads=True)
    yield made
    assert made.errors == []
    assert made.outside == []
    made.context.close()


def shown(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#count")))


def names(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "#view-table tbody th a", "links => links.map(a => a.textContent)"
    )
    return found


def coloured(page: Page) -> int:
    """Coloured pixels of the canvas: grows and shrinks with what is drawn."""
    count: int = page.evaluate(
        """() => {
            const canvas = document.querySelector('#plot canvas');
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let n = 0;
            for (let i = 0; i < data.length; i += 4) {
                if (Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 40) n++;
            }
            return n;
        }"""
    )
    return count


def saved(page: Page, button: str) -> bytes:
    with page.expect_download() as got:
        page.click(button)
    return Path(str(got.value.path())).read_bytes()


def table_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline=""), strict=True))


# ------------------------------------------------------------------ arithmetic


def test_fits_records_and_dates_are_those_of_the_analysis_to_a_billionth(desk: Visit, hub: str) -> None:
    page = opened(desk, hub + "explore.html")
    stored = json.loads(PLACE.read_text())
    found = page.evaluate(
        """({cases, student_95, digits}) => {
            const M = flopwatchModel;
            return {
                student: Object.entries(student_95).map(([n, t]) => [t, M.student95(Number(n))]),
                digits: digits.map(([v]) => M.digits(v)),
                cases: cases.map((c) => {
                    const x = c.days.map(M.placed), y = c.values.map(Math.log10);
                    const names = [...new Set(c.clusters)].filter(Boolean);
                    const fit = M.fitLine(x, y, c.clusters.map((w, i) => (w ? names.indexOf(w) : -1 - i)), null);
                    if (fit.reason) return {x, records: M.recordSetters(x, y), fit: null};
                    return {x, records: M.recordSetters(x, y), fit: {
                        n: fit.n, units: fit.units, clusters: fit.clusters, slope: fit.slope, low: fit.low, high: fit.high, middle: fit.middle,
                        level: fit.level, t: fit.t, r2: fit.r2, band: c.fit.band.map(([at]) => [at, ...M.bandAt(fit, at)]),
                        factor: [fit.low, fit.slope, fit.high].map(M.factorOf), doubling: [fit.high, fit.slope, fit.low].map(M.doublingMonths),
                    }};
                }),
            };
        }""",
        stored,
    )
    assert len(found["student"]) == len(stored["student_95"])
    for theirs, mine in found["student"]:
        assert mine == pytest.approx(theirs, rel=1e-12)
    assert found["digits"] == [said for _, said in stored["digits"]]
    for mine, case in zip(found["cases"], stored["cases"], strict=True):
        assert mine["x"] == pytest.approx(case["x"], abs=1e-12), case["name"]
        assert mine["records"] == case["records"], case["name"]
        close(mine["fit"], case["fit"], case["name"])


def close(mine: Any, theirs: Any, where: str) -> None:
    """Equal to a billionth, element by element."""
    if isinstance(theirs, dict):
        assert mine.keys() == theirs.keys(), where
        for key in theirs:
            close(mine[key], theirs[key], f"{where}: {key}")
    elif isinstance(theirs, list):
        for a, b in zip(mine, theirs, strict=True):
            close(a, b, where)
    elif theirs is None:
        assert mine is None, where
    else:
        assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9), where


def test_the_trend_of_the_page_is_that_of_the_census(desk: Visit, hub: str, census: Census) -> None:
    page = opened(desk, hub + "explore.html")
    mine = page.evaluate(
        """() => {
            const dims = flopwatchModel.dimensions(flopwatchData), state = flopwatchModel.initial();
            return flopwatchModel.trends(flopwatchModel.select(flopwatchModel.unpack(flopwatchData), state, dims).points, state, dims)[0].fit;
        }"""
    )
    rows = (
        explorer_frame(census)
        .select("id", "published", "compute", "organisations", "variant", "doubted")
        .iter_rows()
    )
    theirs = fit_line(
        gather(
            [
                Observation(i, PartialDate.from_iso(day), value, organisation=who[0] if who else "")
                for i, day, value, who, variant, doubted in rows
                if value is not None and day >= "2010" and not variant and not doubted
            ],
            bare_year="july1",
        )
    )
    assert isinstance(theirs, Line)
    assert [mine["slope"], mine["low"], mine["high"], mine["r2"]] == pytest.approx(
        [theirs.slope.p50, theirs.slope.p5, theirs.slope.p95, theirs.r2], abs=1e-9
    )
    assert mine["n"] == theirs.n


def test_the_words_do_not_change_when_the_scripts_take_over(desk: Visit, browser: Browser, hub: str) -> None:
    still = Visit(browser, java_script_enabled=False, viewport=DESK)
    still.page.goto(hub + "explore.html")
    assert "models" in still.page.inner_text("noscript")
    assert still.page.locator("#plot svg .mark").count() == 9
    assert not still.page.locator("#save-csv").is_visible()
    before = still.page.inner_text("#trends")
    still.context.close()
    assert "× per year" in before
    assert opened(desk, hub + "explore.html").inner_text("#trends") == before


# ------------------------------------------------------------------ views


def test_each_preset_shows_its_view_and_its_address_brings_it_back(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?q=zzz&fit=none")
    assert shown(page) == 0

    def view() -> list[str]:
        return [page.inner_text(f"#{i}") for i in ("view-title", "count", "trends", "trends-below", "notes")]

    seen = set()
    for preset in PRESETS:
        page.click(f".presets a >> text='{preset.name}'")
        assert page.url.partition("?")[2] == preset.query
        expect(page.locator(".presets [aria-current]")).to_have_text(preset.name)
        assert shown(page) > 3, preset.name
        first = view()
        seen.add(tuple(first))
        page.reload()
        page.wait_for_selector(READY, state="attached")
        assert view() == first, preset.name
    assert len(seen) == len(PRESETS)
    page.go_back()  # what was chosen before is one step back
    expect(page.locator(".presets [aria-current]")).to_have_text(PRESETS[-2].name)


def test_three_eras_have_three_trends_and_two_marks(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?from=1950&eras=2020,2023-09")
    lines = page.locator("#trends-below .trend-line").all_inner_texts()
    assert [line.split(":")[0] for line in lines] == [
        "Before 2020",
        "2020 to September 2023",
        "From September 2023",
    ]
    assert all("× per year" in line for line in lines)
    counts = [int(re.sub(r"\D", "", re.findall(r"n = ([\d,]+)", line)[0])) for line in lines]
    assert sum(counts) == shown(page) - 3  # each model lies in one era; the doubted three in none


def test_record_setters_can_be_ignored_named_alone_or_joined(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?fit=none")
    everything, all_pixels = shown(page), coloured(page)
    setters = page.locator("#frontier li").count()
    assert 3 < setters < everything
    page.select_option("select[name=records]", "only")
    assert shown(page) == setters
    page.select_option("select[name=records]", "connect")
    assert shown(page) == everything
    assert coloured(page) < all_pixels  # the others are faint
    page.select_option("select[name=records]", "ignore")
    assert "records=ignore" in page.url
    # Per colour where a trend is asked for per colour: every group has its own first.
    page.goto(made_hub + "explore.html?records=only&fit=group")
    page.wait_for_selector(READY, state="attached")
    assert shown(page) > setters


def test_every_axis_draws_and_no_quantity_stands_against_itself(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html")
    for y in ("parameters", "data", "cost", "compute"):
        page.select_option("select[name=y]", y)
        title = next(q.title for q in QUANTITIES if q.id == y)
        assert title in page.inner_text("#view-title")
        assert coloured(page) > 500
        assert page.locator(f"select[name=x] option[value={y}]").is_disabled()
    page.select_option("select[name=x]", "parameters")
    assert page.inner_text("#view-title") == "Training compute against parameters"
    assert re.search(r"goes with the power \d\.\d\d of parameters", page.inner_text("#trends"))
    page.select_option("select[name=y]", "parameters")  # now the same as x: x falls back
    assert "Parameters of AI models" in page.inner_text("#view-title")


def test_each_filter_narrows_the_view_and_stands_in_the_address(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?fit=none")
    everything = shown(page)
    page.click("#filters summary")
    for name, value in (
        ("domain", "biology"),
        ("country", "china"),
        ("org", "openai"),
        ("access", "open"),
        ("category", "academia"),
    ):
        page.select_option(f"select[name={name}]", value)
        assert f"{name}={value}" in page.url
        assert 0 < shown(page) < everything, name
        page.select_option(f"select[name={name}]", "")
        assert shown(page) == everything
    page.fill("input[name=from]", "2024")
    page.wait_for_url("**from=2024**")
    later = shown(page)
    assert later < everything
    page.fill("input[name=to]", "2024")
    page.wait_for_url("**to=2024**")
    assert shown(page) < later
    page.click("#reset")
    page.fill("input[name=min]", "1e26")
    page.wait_for_url("**min=1e26**")
    assert 0 < shown(page) < everything
    page.click("#reset")
    page.fill("input[name=q]", "gpt-4")
    page.wait_for_url("**q=gpt-4**")
    assert 0 < shown(page) < everything
    page.click("#reset")
    assert page.url.endswith("explore.html")
    page.check("input[name=moe]")
    assert "moe=0" in page.url
    assert shown(page) < everything
    page.uncheck("input[name=moe]")
    few = coloured(page)
    page.check("input[name=bars]")
    assert coloured(page) > few * 1.1
    page.uncheck("input[name=thresholds]")
    assert "thresholds=0" in page.url


def test_variants_fold_and_unfold_and_the_doubted_are_drawn_but_not_fitted(
    desk: Visit, made_hub: str
) -> None:
    page = opened(desk, made_hub + "explore.html")
    before = shown(page)
    assert "hollow: 3 models whose figure is doubted" in page.inner_text("#notes")
    assert f"n = {before - 3}" in page.inner_text("#trends").replace(",", "")
    page.click("#filters summary")
    page.check("input[name=variants]")
    assert shown(page) == before + 5
    assert "variants=1" in page.url


def test_chips_are_the_legend_and_the_filter(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?fit=none")
    everything = shown(page)
    page.click("#filters summary")
    page.click("#legend .chip:has-text('Biology')")
    one = shown(page)
    assert 0 < one < everything
    assert page.get_attribute("#legend .chip:has-text('Language')", "aria-pressed") == "false"
    page.click("#legend .chip:has-text('Games')")
    assert shown(page) > one
    assert "domain=biology,games" in page.url
    for name in ("Biology", "Games"):
        page.click(f"#legend .chip:has-text('{name}')")
    assert shown(page) == everything  # the last one off means all
    for by, chip in (
        ("access", "Open weights"),
        ("country", "United States"),
        ("category", "Industry"),
        ("org", "OpenAI"),
    ):
        page.select_option("select[name=by]", by)
        page.click(f"#legend .chip:has-text('{chip}')")
        assert 0 < shown(page) < everything, by
        # Shape and colour never part: each chip carries its own path.
        paths = page.eval_on_selector_all("#legend path", "all => all.map(p => p.getAttribute('d'))")
        assert len(set(paths)) == len(paths), by
        page.click("#reset")


def test_a_trend_for_each_colour_names_its_colour(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?by=access&fit=group")
    lines = page.locator("#trends-below .trend-line").all_inner_texts()
    assert {line.split(":")[0] for line in lines} == {
        "Open weights",
        "API or hosted",
        "Unreleased or closed",
        "Not stated",
    }
    assert page.locator("#trends-below .symbol").count() == 4
    # What the table was made with: 4x a year.
    for line in lines:
        low, high = map(float, re.findall(r"90%: ([\d.]+) to ([\d.]+)", line)[0])
        assert low < 4.6
        assert high > 3.4


def test_an_address_that_asks_for_what_is_not_there_is_read_as_far_as_it_goes(
    desk: Visit, made_hub: str
) -> None:
    page = opened(
        desk,
        made_hub
        + "explore.html?y=compute&colour=red&domain=biology,cooking&from=soon&min=-3&eras=never&page=0&sort=x&x=<img onerror=alert(1)>&fit=none",
    )
    note = page.inner_text("#unknown")
    for part in ("colour=red", "domain=cooking", "from=soon", "min=-3", "eras=never"):
        assert part in note
    assert "and 3 more" in note
    assert page.locator("#unknown img").count() == 0
    assert page.get_attribute("#legend .chip:has-text('Biology')", "aria-pressed") == "true"
    assert page.get_attribute("#legend .chip:has-text('Games')", "aria-pressed") == "false"
    page.click("#legend .chip:has-text('Games')")
    assert not page.is_visible("#unknown")
    assert page.url.endswith("?domain=biology,games&fit=none")


def test_any_state_survives_the_address_in_a_fresh_browser(
    desk: Visit, browser: Browser, made_hub: str
) -> None:
    """The round trip of every key at once, and of a thousand states drawn by chance."""
    page = opened(desk, made_hub + "explore.html")
    bad = page.evaluate(
        """() => {
            const M = flopwatchModel, dims = M.dimensions(flopwatchData), ids = flopwatchData.quantities.map((q) => q[0]);
            let seed = 7;
            const next = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
            const pick = (list) => list[next(list.length)];
            const bad = [];
            for (let i = 0; i < 1000; i++) {
                const s = M.initial();
                s.y = pick(ids);
                s.x = pick(['date', ...ids.filter((q) => q !== s.y)]);
                for (const d of M.DIMS) for (let k = next(3); k > 0; k--) {
                    const v = pick(dims[d].values).id;
                    if (!s[d].includes(v)) s[d].push(v);
                }
                for (const [name, list] of Object.entries(M.CHOICES)) s[name] = pick(list);
                for (const name of Object.keys(M.SWITCHES)) s[name] = next(2) === 1;
                s.from = 1950 + next(70);
                s.to = next(2) ? 2020 + next(6) : null;
                s.min = next(2) ? 10 ** next(30) * (1 + next(9)) : null;
                s.q = pick(['', 'gpt 4', '百度 & co=1', '<b>"x"</b>', '100%']);
                s.eras = pick([[], ['2012'], ['2010', '2015-09']]);
                s.sort = pick(['published:desc', 'name:asc', 'y:desc']);
                s.page = 1 + next(3);
                s.model = pick(['', 'meta/llama-3.1-405b']);
                const {state, unknown} = M.readState(M.writeState(s), dims, flopwatchData.quantities);
                if (unknown.length || JSON.stringify(state) !== JSON.stringify(s)) bad.push([s, state, unknown]);
            }
            return bad;
        }"""
    )
    assert bad == []
    query = "y=data&x=compute&by=access&country=china,US&from=2016&fit=group&records=connect&bars=1&moe=0&tab=table&sort=name:asc"
    page = opened(desk, made_hub + "explore.html?" + query)
    fresh = Visit(browser, viewport=DESK)
    other = opened(fresh, page.url)
    assert other.url == page.url
    assert names(other) == names(page) != []
    assert other.inner_text("#trends-below") == page.inner_text("#trends-below") != ""
    assert other.input_value("select[name=country]") == "china,US"
    assert fresh.errors == []
    fresh.context.close()


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
                if (data[i + 2] > 200 && data[i + 2] - data[i + 1] > 90) { n++; x += (i / 4) % width; y += Math.floor(i / 4 / width); }
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


@pytest.mark.parametrize(
    "query",
    [
        "",
        "y=data&x=parameters&fit=none",
        "records=only&fit=group&by=access",
        "min=1e27&tab=table&sort=name:asc",
        "q=gpt",
    ],
)
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
    told = {
        i: value for i, value, variant, day in table.iter_rows() if value is not None and not variant and day
    }
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
        frame.get_attribute("#full", "href")
        == "explore.html?by=access&access=open&from=2018&fit=group&records=connect"
    )
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.errors == []
    assert visit.outside == []


# ------------------------------------------------------------------ devices, keyboard, disk


def test_on_a_phone_the_chart_is_above_the_fold_and_nothing_overflows(
    browser: Browser, hub: str, made_hub: str
) -> None:
    visit = Visit(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened(visit, hub + "explore.html")
    chart = page.locator("#plot").bounding_box()
    assert chart
    assert chart["y"] + chart["height"] <= 844
    page = opened(visit, made_hub + "explore.html")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    for preset in ("Three eras", "Open against closed", "Data against parameters"):
        page.click(f".presets a >> text='{preset}'")
        for tab in ("table", "sources", "chart"):
            page.click(f"#tab-{tab}")
            assert not page.evaluate(wide), (preset, tab)
    page.click("#filters summary")
    assert not page.evaluate(wide)
    opened(visit, made_hub + "embed.html")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.errors == []
    visit.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_names_in_the_chart_touch_nothing(desk: Visit, made_hub: str, width: int) -> None:
    page = opened(desk, made_hub + "explore.html")
    found = page.evaluate(
        """(width) => {
            const M = flopwatchModel, C = flopwatchExploreChart, data = flopwatchData, dims = M.dimensions(data), rows = M.unpack(data);
            const state = M.initial();
            const points = M.select(rows, state, dims).points;
            const drawn = C.layout({points, cells: null, trends: M.trends(points, state, dims), state, data, width, height: 480,
                frame: C.frameOf(rows, state, data.thresholds), tint: C.colours(data.palette)});
            return {names: drawn.scene.texts.filter((t) => t.w === 500).map((t) => {
                const wide = C.wide(t.t, t.z, 500), left = t.a === 'right' ? t.x - wide : t.a === 'center' ? t.x - wide / 2 : t.x;
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
        "Llama 3.1 405B",
        "copy-link",
        "save-png",
        "save-svg",
        "save-csv",
    ):
        assert wanted in stops, wanted
    page.focus("#legend [data-id=games]")
    page.keyboard.press("Space")
    assert shown(page) == 1
    page.focus("#frontier a")
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


def test_the_dark_theme_reaches_the_canvas_and_motion_is_not_forced(browser: Browser, hub: str) -> None:
    visit = Visit(browser, viewport=DESK, color_scheme="dark", reduced_motion="reduce")
    page = opened(visit, hub + "explore.html")
    corner = "[...document.querySelector('#plot canvas').getContext('2d').getImageData(2, 2, 1, 1).data]"
    dark = page.evaluate(corner)
    page.click("#theme")
    assert sum(dark[:3]) < 150 < sum(page.evaluate(corner)[:3])
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert visit.errors == []
    visit.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, hub: str, scheme: Any) -> None:
    visit = Visit(browser, color_scheme=scheme, viewport=DESK, bypass_csp=True)
    page = visit.page
    bad: dict[str, Any] = {}

    def look(where: str) -> None:
        found = page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
        if found:
            bad[where] = [
                (v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3], v["nodes"][0]["failureSummary"])
                for v in found
            ]

    opened(visit, hub + "explore.html?model=openai/gpt-4&by=access&fit=group&nonsense=1")
    page.add_script_tag(path=str(VENDOR / "axe.min.js"))
    page.click("#filters summary")
    page.click(".embed-box summary")
    look("chart, card, trends, filters, embed code, note")
    page.click("#tab-table")
    look("table")
    page.click("#tab-sources")
    look("sources")
    opened(visit, hub + "embed.html")
    page.add_script_tag(path=str(VENDOR / "axe.min.js"))
    look("frame")
    visit.context.close()
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
    page.goto(
        made_hub + "explore.html?model=" + page.evaluate("encodeURIComponent(flopwatchData.rows.id.at(-5))")
    )
    page.wait_for_selector(READY, state="attached")
    assert page.is_visible("#card")
    box = page.locator("#card").bounding_box()
    assert box
    assert box["width"] < 270
    svg = ET.fromstring(saved(page, "#save-svg"))
    assert not [
        e for e in svg.iter() if "script" in str(e.tag) or any(k.lower().startswith("on") for k in e.attrib)
    ]
    texts = "".join(e.text or "" for e in svg.iter())
    assert "\u202e" not in texts
    assert page.evaluate("window.pwned") is None
    assert visit.errors == []


# ------------------------------------------------------------------ large tables


def test_above_twenty_thousand_models_cells_stand_for_points(visit: Visit, cube_hub: str) -> None:
    page = opened(visit, cube_hub + "explore.html")
    everything = shown(page)
    assert 23_000 < everything <= 25_000
    assert coloured(page) > 20_000
    assert re.search(r"grows (3\.[89]|4\.[0-2])× per year", page.inner_text("#trends"))  # made with 4x a year
    page.click("#legend .chip:has-text('Biology')")
    part = shown(page)
    assert 0 < part < everything / 8
    page.select_option("select[name=by]", "access")
    page.select_option("select[name=fit]", "group")
    assert page.locator("#trends-below .trend-line").count() == 4
    rows = table_of(saved(page, "#save-csv"))
    assert sum(int(r["Models"]) for r in rows) == part
    page.select_option("select[name=x]", "parameters")
    expect(page.locator("#view-title")).to_contain_text("against")
    assert 0 < shown(page) < part
    assert page.locator("select[name=country]").is_disabled()
    page.click("#tab-table")
    assert names(page)
    # What counts cannot tell is named rather than answered wrongly.
    page = opened(visit, cube_hub + "explore.html?country=US&q=gpt&by=org")
    for part in ("country=US", "q=gpt", "by=org"):
        assert part in page.inner_text("#unknown")
    assert shown(page) == everything
    assert page.url.endswith("explore.html")
    assert visit.errors == []
    assert visit.outside == []


# ------------------------------------------------------------------ rehearsals: DESIGN's users, clicks counted


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
    assert re.fullmatch(
        r"flopwatch-\d{4}-\d\d-\d\d-compute-by-date\.csv", got.value.suggested_filename
    )  # the version
    assert len(table_of(Path(str(got.value.path())).read_bytes())) == page.locator("#frontier li").count()
    assert person.count <= 3
    page.click("#tab-sources")  # the formula is one more click away
    assert "log10(y)" in page.inner_text("#fits")


def test_the_journalist_takes_permalink_picture_and_data_of_a_chart_in_three_clicks_each(
    visit: Visit, hub: str
) -> None:
    """ "A chart to embed": a permalink, a PNG, the CSV behind it."""
    page = visit.page
    page.goto(hub)
    person = Clicks(page)
    person.click("nav.pages a[href='explore.html']")
    page.wait_for_selector(READY, state="attached")
    person.click(".presets a >> text=Above 1e25")
    link = page.url  # the permalink is the address itself
    assert saved(page, "#save-png")[:4] == b"\x89PNG"
    person.count += 1
    assert person.count <= 3
    rows = table_of(saved(page, "#save-csv"))
    assert rows
    assert all(float(r["Training compute (FLOP)"]) >= 1e25 for r in rows)
    page.click(".embed-box summary")
    assert link.partition("?")[2] in page.input_value("#embed-code").replace("&amp;", "&")
    expect(page.locator("#embed-code")).to_have_attribute("readonly", "")


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
