from __future__ import annotations

import math

import numpy as np
import pytest
from helpers.made_entries import entry
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.analysis.break_search import best_breaks
from flopwatch.analysis.entries import Entry, Population
from flopwatch.analysis.frontier import frontier_weights, record_setters, top_at_release
from flopwatch.analysis.frontier_crossings import crossings
from flopwatch.analysis.groups import SHARES, is_open, leading
from flopwatch.analysis.overview import overview
from flopwatch.analysis.points import Interval, Observation, Points, gather
from flopwatch.analysis.projections import (
    DAMPING,
    Projection,
    models_above,
    project_investment,
    project_plain,
    yearly_growth,
)
from flopwatch.analysis.retrodiction import conformal_factor, half_widths_off, project, retrodict, widen
from flopwatch.domain.unknown import Unknown

LEVELS = (1e23, 1e24, 1e25, 1e26)


def made_field(seed: int = 0, per_year: float = 1.6) -> Population:
    """A field in which numbers grow by a factor a year and each half decade of compute is rarer than the one below."""
    rng = np.random.default_rng(seed)
    rows: list[Entry] = []
    for year in range(2017, 2025):
        for step in range(8):
            for _ in range(rng.poisson(6 * per_year ** (year - 2017) * 0.5**step)):
                flop = 10.0 ** (22.5 + 0.5 * step + rng.uniform(0, 0.5))
                one = entry(
                    f"m{len(rows)}",
                    year + rng.uniform(0, 0.99),
                    flop,
                    maker=f"o{rng.integers(30)}",
                    domain="language",
                )
                rows.append(
                    Entry(
                        one.name,
                        one.date,
                        flop,
                        one.sigma_dex,
                        tuple(float(flop > t) for t in LEVELS),
                        tuple(flop > t for t in LEVELS),
                        groups={**one.groups, "access": ("api",)},
                    )
                )
    rows.append(Entry("late", rows[-1].date.__class__(2025, 6, 1), 1e22, 0.1, (0.0,) * 4, (False,) * 4, groups={}))  # type: ignore[union-attr]
    return Population(tuple(rows), LEVELS, "made", 2025.5)


@given(st.floats(0.05, 0.5), st.floats(0.9, 1.1), st.floats(1e-6, 0.9))
def test_models_above_is_the_integral_of_their_density(share: float, exponent: float, ratio: float) -> None:
    u = np.geomspace(ratio, 1.0, 20_001)
    density = exponent * u ** (exponent - 2) / share
    whole = float(np.trapezoid(density * u, np.log(u)))
    assert models_above(np.array([share]), np.array([exponent]), np.array([ratio]))[0] == pytest.approx(whole, rel=1e-3)


def test_nothing_is_above_a_threshold_beyond_the_largest_model() -> None:
    assert models_above(np.array([0.3]), np.array([1.0]), np.array([1.5]))[0] == 0


def test_a_year_of_growth_comes_back() -> None:
    years = np.arange(2017.0, 2024.0)
    assert yearly_growth(years, 1e22 * 5.0 ** (years - 2017)) == pytest.approx(5)


def test_numbers_that_grow_by_a_factor_are_projected_with_it() -> None:
    found = project_plain(made_field(), np.random.default_rng(1), until=2025)
    assert not isinstance(found, Unknown)
    # The year ahead grows by a damped factor: 1.6 to the power 0.8 after seven undamped years.
    expected = 6 * 1.6 ** (7 + DAMPING) * sum(0.5**step for step in range(1, 8))
    year = next(one for one in found if one.threshold_flop == 1e23)
    assert year.models.contains(expected)
    assert year.models.p95 / year.models.p5 < 4


@pytest.mark.parametrize("project", [project_investment, project_plain])
def test_projections_fall_with_the_threshold_and_their_totals_never_fall(project: object) -> None:
    assert callable(project)
    found: list[Projection] = project(made_field(), np.random.default_rng(0), until=2028)
    for year in range(2025, 2029):
        of_year = [one.models.p50 for one in found if one.year == year]
        assert of_year == sorted(of_year, reverse=True)
    for threshold in LEVELS:
        totals = [one.by_end.p50 for one in found if one.threshold_flop == threshold]
        assert totals == sorted(totals)
        assert totals[0] >= sum(e.recorded[LEVELS.index(threshold)] for e in made_field().entries)


@pytest.mark.matrix
def test_both_models_are_tried_on_years_they_did_not_know() -> None:
    held = []
    for seed in range(4):
        found = retrodict(made_field(seed), np.random.default_rng(0), simulations=200)
        assert {(one.model, one.fitted_to) for one in found} >= {("plain", 2022), ("investment", 2022)}
        assert all(one.year > one.fitted_to for one in found)
        held += [one.held for one in found if one.model == "plain" and one.threshold_flop <= 1e24]
    assert sum(held) / len(held) >= 0.9  # widened by the errors of other starting years


def test_no_outcome_widens_its_own_interval() -> None:
    found = retrodict(made_field(0), np.random.default_rng(0), simulations=200)
    for model in ("plain", "investment"):
        mine = [one for one in found if one.model == model]
        for one in mine:
            factor = conformal_factor([r.error for r in mine if r.fitted_to != one.fitted_to])
            assert one.held == (one.error <= factor)


def test_published_intervals_are_widened_by_all_past_errors_and_middles_stay() -> None:
    field = made_field(0)
    found = project(field, 1, until=2026)
    raw = project_plain(field, np.random.default_rng([1, 2]), until=2026)
    factor = found.widened_by["plain"]
    assert factor == conformal_factor([one.error for one in found.tried if one.model == "plain"])
    made = found.made["plain"]
    assert not isinstance(made, Unknown)
    assert not isinstance(raw, Unknown)
    for ours, plain in zip(made, raw, strict=True):
        assert ours.models == widen(plain.models, factor)
        assert ours.by_end.p50 == plain.by_end.p50
        assert ours.by_end.p5 <= plain.by_end.p5 <= plain.by_end.p95 <= ours.by_end.p95


@given(st.floats(10, 1e3), st.floats(0.1, 2), st.floats(0.1, 2), st.floats(0, 1e4))
def test_an_interval_widened_by_its_error_reaches_the_number(
    middle: float, below: float, above: float, number: float
) -> None:
    ends = ((middle + 0.5) * math.exp(side) - 0.5 for side in (-below, above))
    one = Interval(next(ends), middle, next(ends))
    error = half_widths_off(one, number)
    assert one.contains(number) == (error <= 1) or abs(error - 1) < 1e-6
    wide = widen(one, error * (1 + 1e-6) + 1e-6)
    assert wide.p5 - 1e-3 <= number <= wide.p95 + 1e-3 * (1 + number)


def test_too_few_models_give_a_reason_and_no_number() -> None:
    small = Population(made_field().entries[:3], LEVELS, "made", 2025.5)
    for found in (
        project_plain(small, np.random.default_rng(0), until=2027),
        project_investment(small, np.random.default_rng(0), until=2027),
    ):
        assert isinstance(found, Unknown)
        assert "needed" in found.reason


def test_the_frontier_crosses_where_its_line_says() -> None:
    rows = [Observation(f"m{i}", 2015 + i / 4, 10.0 ** (20 + 0.6 * i / 4), organisation=f"o{i}") for i in range(40)]
    found = crossings(gather(rows), [1e26, 1e30], np.random.default_rng(0))
    assert not isinstance(found, Unknown)
    assert [one.date.p50 for one in found] == pytest.approx([2025.0, 2015 + 10 / 0.6])
    assert found[0].first is None
    falling = gather([Observation("", 2015.0 + i, 10.0 ** (20 - i)) for i in range(9)])
    assert isinstance(crossings(falling, [1e26], np.random.default_rng(0), top=5), Unknown)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), min_size=1, max_size=30),
    st.integers(0, 4),
    st.integers(0, 2**16),
)
def test_the_frontier_of_all_resamples_is_that_of_each(rows: list[tuple[int, int]], top: int, seed: int) -> None:
    rows.sort()
    x, y = np.array([2010.0 + a for a, _ in rows]), np.array([float(b) for _, b in rows])
    drawn = np.random.default_rng(seed).random((5, x.size)) < 0.6
    found = frontier_weights(x, np.broadcast_to(y, drawn.shape), drawn, top)
    for b in range(5):
        here = np.flatnonzero(drawn[b])
        alone = Points(x[here], y[here], np.zeros(here.size), np.zeros(here.size, np.intp), ("",) * here.size)
        expected = np.zeros(x.size, dtype=bool)
        if here.size:
            expected[here] = top_at_release(alone, top) if top else record_setters(alone)
        assert found[b].tolist() == expected.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_no_bend_near_the_one_found_fits_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(2010, 2025, 90))
    y = 0.3 * (x - 2010) + 0.5 * np.maximum(x - 2017, 0) + rng.normal(0, 0.5, 90)
    points = gather([Observation("", float(a), float(10**b)) for a, b in zip(x, y, strict=True)])
    assert isinstance(points, Points)
    found = best_breaks(points, "continuous", 1)
    assert found is not None
    (knot,), least = found

    def squares(k: float) -> float:
        columns = np.stack([np.ones(90), points.x - 2017, np.maximum(points.x - k, 0)], axis=1)
        residual = points.y - columns @ np.linalg.lstsq(columns, points.y, rcond=None)[0]
        return float(residual @ residual)

    assert least == pytest.approx(squares(knot), rel=1e-9)
    allowed = (points.x[8], points.x[-9])
    for k in np.linspace(max(knot - 0.3, allowed[0]), min(knot + 0.3, allowed[1]), 301):
        assert squares(float(k)) >= least * (1 - 1e-9)


def test_every_fact_has_a_record_and_what_cannot_be_said_has_a_reason() -> None:
    made = made_field()
    names = {e.name for e in made.entries}
    found = overview(made, SHARES, is_open=is_open, organisations=leading)
    assert {"frontier-growth", "frontier-holder", "above-1e25", "organisations", "outlook-1e26"} <= {
        f.id for f in found.facts
    }
    for fact in found.facts:
        assert fact.n > 0
        assert fact.formula
        assert fact.data == "made"
        assert names.issuperset(fact.rows)
    assert {one.kind: one.reason for one in found.unknown}["open-lag"]
    growth = found.fact("frontier-growth")
    assert growth is not None
    assert growth.numbers["factor"].p5 <= growth.numbers["factor"].p50 <= growth.numbers["factor"].p95


def test_a_sentence_changes_with_the_number_behind_it() -> None:
    before = made_field()
    largest = max(before.entries, key=lambda e: e.median_flop or 0)
    kept = before.keep(lambda e: e.name != largest.name)
    a = overview(before, SHARES, is_open=is_open).fact("above-1e25")
    b = overview(kept, SHARES, is_open=is_open).fact("above-1e25")
    assert a is not None
    assert b is not None
    assert b.rows == tuple(name for name in a.rows if name != largest.name)
    assert math.isfinite(float(a.numbers["p50"]))
