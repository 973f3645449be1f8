"""In-browser fits, records and dates are those of flopwatch.analysis, and the words on the page follow them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from helpers.browser_visit import Visit, Visits
from helpers.explorer_pages import opened
from helpers.explorer_vectors import PLACE

from flopwatch.analysis.closed_form import FittedLine, fit_line
from flopwatch.analysis.frontier import fit_frontier
from flopwatch.analysis.growth import Growth
from flopwatch.analysis.points import Observation, gather
from flopwatch.census import Census
from flopwatch.domain.dates import PartialDate
from flopwatch.products.explorer_table import explorer_frame

pytestmark = pytest.mark.browser


def test_fits_records_and_dates_are_those_of_the_analysis_to_a_billionth(desk: Visit, hub: str) -> None:
    page = opened(desk, hub + "explore.html")
    stored = json.loads(PLACE.read_text())
    found = page.evaluate(
        """({cases, student_95, digits}) => {
            const M = {...flopwatch.stats, ...flopwatch.words};
            return {
                student: Object.entries(student_95).map(([n, t]) => [t, M.student95(Number(n))]),
                digits: digits.map(([v]) => M.digits(v)),
                cases: cases.map((c) => {
                    const x = c.days.map(M.placed), y = c.values.map(Math.log10);
                    const names = [...new Set(c.clusters)].filter(Boolean);
                    const order = [...x.keys()].sort((a, b) => x[a] - x[b] || y[b] - y[a]), top = [];
                    flopwatch.frontier.onFrontier(order.map((i) => x[i]), order.map((i) => y[i]), null, 3)
                      .forEach((on, place) => (top[order[place]] = on > 0));
                    const fit = M.fitLine(x, y, c.clusters.map((w, i) => (w ? names.indexOf(w) : -1 - i)), null);
                    if (fit.reason) return {x, top, records: M.recordSetters(x, y), fit: null};
                    return {x, top, records: M.recordSetters(x, y), fit: {
                        n: fit.n, units: fit.units, clusters: fit.clusters, slope: fit.slope, low: fit.low,
                          high: fit.high, middle: fit.middle,
                        level: fit.level, t: fit.t, r2: fit.r2, band: c.fit.band.map(([at]) => [at, ...M.bandAt(fit,
                          at)]),
                        factor: [fit.low, fit.slope, fit.high].map(M.factorOf), doubling: [fit.high, fit.slope,
                          fit.low].map(M.doublingMonths),
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
        assert mine["top"] == case["top"], case["name"]
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
            const M = flopwatch.model, dims = M.dimensions(flopwatchData);
            const state = {...flopwatch.state.initial(), fit: 'all'};
            return M.trends(M.select(M.unpack(flopwatchData), state, dims).points, state, dims)[0].fit;
        }"""
    )
    rows = (
        explorer_frame(census).select("id", "published", "compute", "organisations", "variant", "doubted").iter_rows()
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
    assert isinstance(theirs, FittedLine)
    assert [mine["slope"], mine["low"], mine["high"], mine["r2"]] == pytest.approx(
        [theirs.slope.p50, theirs.slope.p5, theirs.slope.p95, theirs.r2], abs=1e-9
    )
    assert mine["n"] == theirs.n


@pytest.mark.parametrize("top", [10, 0])
def test_the_frontier_of_a_view_has_the_line_and_about_the_interval_of_the_command(
    desk: Visit, made_hub: str, census: Census, top: int
) -> None:
    page = opened(desk, made_hub + "explore.html")
    mine, rows = page.evaluate(
        """(top) => {
            const M = flopwatch.model, dims = M.dimensions(flopwatchData), state = flopwatch.state.initial();
            const {every} = M.select(M.unpack(flopwatchData), {...state, from: 1950}, dims);
            const points = every.filter((p) => !p.doubted && p.row.day < '2026-10');
            const fit = flopwatch.frontier.fitFrontier(points, top, 2018);
            return [fit, points.map((p) => [p.row.id, p.row.day, p.row.compute, p.row.organisation])];
        }""",
        top,
    )
    points = gather(
        [Observation(i, PartialDate.from_iso(day), value, organisation=who) for i, day, value, who in rows],
        bare_year="july1",
    )
    theirs = fit_frontier(points, np.random.default_rng(1), top=top, since=2018.0)
    assert isinstance(theirs, Growth)
    assert (mine["n"], mine["slope"]) == (theirs.n, pytest.approx(theirs.oom_per_year.p50, abs=1e-9))
    width = theirs.oom_per_year.p95 - theirs.oom_per_year.p5
    assert mine["low"] == pytest.approx(theirs.oom_per_year.p5, abs=0.15 * width)
    assert mine["high"] == pytest.approx(theirs.oom_per_year.p95, abs=0.15 * width)
    for at, low, middle, high in mine["band"]:
        x, p5, p50, p95 = min(theirs.band, key=lambda one: abs(one[0] - at))
        assert middle == pytest.approx(p50 + theirs.oom_per_year.p50 * (at - x), abs=1e-9)
        assert (low, high) == pytest.approx((p5, p95), abs=0.4 * (p95 - p5) + 0.1)


def test_the_words_do_not_change_when_the_scripts_take_over(desk: Visit, visits: Visits, hub: str) -> None:
    still = visits(java_script_enabled=False)
    still.page.goto(hub + "explore.html")
    assert "models" in still.page.inner_text("noscript")
    assert still.page.locator("#plot svg use").count() == 8
    assert not still.page.locator("#save-csv").is_visible()
    before = still.page.inner_text("#trends")
    assert "× per year" in before
    assert opened(desk, hub + "explore.html").inner_text("#trends") == before
