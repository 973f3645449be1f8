from __future__ import annotations

import itertools

import numpy as np
import pytest
from helpers.tiers import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.analysis.break_search import best_breaks
from flopwatch.analysis.breaks import Broken, fit_broken
from flopwatch.analysis.discontinuity import Discontinuity, break_within
from flopwatch.analysis.frontier import (
    Lag,
    fit_frontier,
    lag_behind,
    record_setters,
    top_at_release,
    years_behind,
)
from flopwatch.analysis.growth import Growth, fit_growth
from flopwatch.analysis.points import Interval, Observation, Points, gather
from flopwatch.analysis.resampling import interval_of
from flopwatch.domain.unknown import Unknown
from flopwatch.statistics.segments import design, fewest_rows, grid_for, running_sums, squares


def series(x: np.ndarray, y: np.ndarray, cluster: str = "row") -> Points:
    points = gather(
        [Observation(f"{i:05}", float(a), float(10**b)) for i, (a, b) in enumerate(zip(x, y, strict=True))],
        cluster=cluster,
    )
    assert isinstance(points, Points)
    return points


def bent(seed: int, n: int = 240, noise: float = 0.3, jump: float = 0.0, at: float = 2016.0) -> Points:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(2005, 2024, n))
    y = 10 + 0.15 * (x - 2005) + 0.6 * np.maximum(x - at, 0) + jump * (x >= at) + rng.normal(0, noise, n)
    return series(x, y)


def test_a_known_bend_comes_back_with_its_date_and_both_rates() -> None:
    found = fit_broken(bent(0), np.random.default_rng(1))
    assert isinstance(found, Broken)
    assert (found.kind, len(found.dates), found.given) == ("continuous", 1, False)
    assert found.dates[0].contains(2016.0)
    assert found.dates[0].p95 - found.dates[0].p5 < 3
    assert found.segments[0].oom_per_year.contains(0.15)
    assert found.segments[1].oom_per_year.contains(0.75)
    assert found.segments[0].end == found.segments[1].start == found.dates[0].p50


def test_a_known_jump_comes_back_as_a_discontinuity() -> None:
    found = fit_broken(bent(1, jump=-2.5), np.random.default_rng(1))
    assert isinstance(found, Broken)
    assert found.kind == "discontinuous"
    assert found.dates[0].p50 == pytest.approx(2016.0, abs=0.3)


def test_two_known_bends_come_back() -> None:
    rng = np.random.default_rng(4)
    x = np.sort(rng.uniform(2000, 2024, 400))
    y = 0.1 * (x - 2000) + 0.9 * np.maximum(x - 2010, 0) - 0.8 * np.maximum(x - 2018, 0) + rng.normal(0, 0.2, 400)
    found = fit_broken(series(x, y), rng)
    assert isinstance(found, Broken)
    assert [round(d.p50) for d in found.dates] == [2010, 2018]
    assert [s.oom_per_year.p50 for s in found.segments] == pytest.approx([0.1, 1.0, 0.2], abs=0.06)


def test_a_straight_trend_is_seldom_given_a_break() -> None:
    rng = np.random.default_rng(11)
    broken = 0
    for _ in range(20):
        x = np.sort(rng.uniform(2005, 2024, 120))
        found = fit_broken(series(x, 0.3 * (x - 2005) + rng.normal(0, 0.4, 120)), rng, resamples=50, most=1)
        assert isinstance(found, Broken)
        broken += bool(found.dates)
    assert broken <= 2


def test_the_search_is_no_worse_than_brute_force_least_squares() -> None:
    points = bent(3, n=60)
    few = fewest_rows(60)
    knots = np.linspace(points.x[few - 1], points.x[-few], 400)
    for kind in ("continuous", "discontinuous"):
        found = best_breaks(points, kind, 1)
        assert found is not None
        best = np.inf
        for knot in knots:
            columns = design(kind, points.x, (float(knot),))
            if min((points.x < knot).sum(), (points.x >= knot).sum()) < few:
                continue
            residual = points.y - columns @ np.linalg.lstsq(columns, points.y, rcond=None)[0]
            best = min(best, float(residual @ residual))
        assert found[1] <= best * (1 + 1e-4)


@pytest.mark.parametrize("kind", ["continuous", "discontinuous"])
@pytest.mark.parametrize("breaks", [1, 2, 3])
def test_sums_of_squares_from_running_sums_equal_those_of_an_independent_fit(kind: str, breaks: int) -> None:
    points = bent(5, n=80)
    grid = grid_for(points.x, breaks)
    middle = float(points.x.mean())
    total, above = running_sums(points.x - middle, points.y, np.ones((1, 80)), grid.place)
    quick = squares(kind, total, above, grid, middle)[0]
    for i in range(0, len(grid.sets), max(1, len(grid.sets) // 20)):
        columns = design(kind, points.x - middle, tuple(grid.knots[grid.sets[i]] - middle))
        residual = points.y - columns @ np.linalg.lstsq(columns, points.y, rcond=None)[0]
        assert quick[i] == pytest.approx(float(residual @ residual), rel=1e-6)


def test_values_with_their_own_intervals_widen_the_date_of_a_break() -> None:
    rng = np.random.default_rng(0)
    x = np.linspace(2005, 2024, 120)
    y = 0.1 * (x - 2005) + 0.5 * np.maximum(x - 2015, 0) + rng.normal(0, 0.1, 120)
    rows = [(f"{i:03}", float(a), float(10**b)) for i, (a, b) in enumerate(zip(x, y, strict=True))]
    sharp = fit_broken(gather([Observation(*r) for r in rows], cluster="row"), np.random.default_rng(1))
    vague = fit_broken(
        gather([Observation(*r, r[2] / 8, r[2] * 8) for r in rows], cluster="row"), np.random.default_rng(1)
    )
    assert isinstance(sharp, Broken)
    assert isinstance(vague, Broken)
    assert vague.dates[0].p95 - vague.dates[0].p5 > 1.5 * (sharp.dates[0].p95 - sharp.dates[0].p5)


def test_given_breaks_put_a_row_on_the_date_into_the_later_segment() -> None:
    x = np.arange(2010.0, 2020.0)
    found = fit_broken(series(x, 0.1 * (x - 2010)), np.random.default_rng(0), at=(2015.0,))
    assert isinstance(found, Broken)
    assert [s.n for s in found.segments] == [5, 5]
    assert found.segments[1].rows[0] == "00005"
    assert (found.given, found.dates[0].p5, found.dates[0].p95) == (True, 2015.0, 2015.0)


@pytest.mark.parametrize("at", [1990.0, 2005.0, 2050.0])
def test_a_break_outside_the_data_is_unknown(at: float) -> None:
    x = np.arange(2005.0, 2020.0, 0.5)
    found = fit_broken(series(x, x - 2000), np.random.default_rng(0), at=(at,))
    assert isinstance(found, Unknown)
    assert "outside the data, which run from 2005-01-01" in found.reason


def test_a_break_that_leaves_one_row_is_unknown_and_names_the_segment() -> None:
    x = np.arange(2005.0, 2020.0)
    found = fit_broken(series(x, x - 2000), np.random.default_rng(0), at=(2019.0,))
    assert isinstance(found, Unknown)
    assert "the segment from 2019-01-01 to 2019-01-01 has 1 row" in found.reason


def test_a_window_with_a_jump_is_told_from_one_without() -> None:
    points = bent(7, jump=2.0)
    there = break_within(points, np.random.default_rng(0), start=2015.0, end=2017.0)
    before = break_within(points.between(end=2015.9), np.random.default_rng(0), start=2009.0, end=2011.0)
    assert isinstance(there, Discontinuity)
    assert isinstance(before, Discontinuity)
    assert there.shown
    assert there.jump_dex.contains(2.0)
    assert there.slope_change.p50 == pytest.approx(0.6, abs=0.05)
    assert not there.slope_change.contains(0.0)
    assert not before.shown
    empty = break_within(points, np.random.default_rng(0), start=1990.0, end=1991.0)
    assert isinstance(empty, Unknown)


# ---- the frontier


dated = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9)), min_size=1, max_size=40)


@given(dated)
def test_a_record_exceeds_every_earlier_value_and_each_day_sets_one_at_most(
    rows: list[tuple[int, int]],
) -> None:
    points = series(np.array([2000.0 + d for d, _ in rows]), np.array([float(v) for _, v in rows]))
    records = record_setters(points)
    for i in range(points.n):
        earlier = points.y[points.x < points.x[i]].max(initial=-np.inf)
        same_day = np.flatnonzero(points.x == points.x[i])
        largest = points.y[same_day].max()
        first = same_day[points.y[same_day] == largest][0]
        assert records[i] == (points.y[i] > earlier and i == first)


@given(dated, st.integers(1, 6))
def test_the_top_n_at_release_is_whoever_fewer_than_n_exceed(rows: list[tuple[int, int]], n: int) -> None:
    points = series(np.array([2000.0 + d for d, _ in rows]), np.array([float(v) for _, v in rows]))
    found = top_at_release(points, n)
    for i in range(points.n):
        known = points.y[points.x <= points.x[i]]
        assert found[i] == ((known > points.y[i]).sum() < n)


@given(dated)
def test_nobody_on_the_record_is_behind_anybody(rows: list[tuple[int, int]]) -> None:
    points = series(np.array([2000.0 + d for d, _ in rows]), np.array([float(v) for _, v in rows]))
    behind = years_behind(points, points)
    assert (behind >= 0).all()
    assert (behind[record_setters(points)] == 0).all()


def test_the_growth_of_a_made_frontier_comes_back() -> None:
    rng = np.random.default_rng(8)
    x = rng.uniform(2010, 2025, 1_500)
    y = 20 + 0.6 * (x - 2010) - rng.exponential(1.5, x.size)
    points = series(x, y)
    for top in (0, 5, 10):
        found = fit_frontier(points, rng, top=top, since=2015.0, resamples=200)
        assert isinstance(found, Growth)
        assert found.oom_per_year.contains(0.6)
        assert found.oom_per_year.p50 == pytest.approx(0.6, abs=0.06)
        assert found.start == 2015.0


def test_a_frontier_of_one_model_is_unknown() -> None:
    found = fit_frontier(series(np.array([2020.0]), np.array([20.0])), np.random.default_rng(0))
    assert isinstance(found, Unknown)
    assert found.reason.startswith("record-setters: 1 row")


def test_a_lag_counts_months_and_lists_what_nobody_has_reached() -> None:
    closed = series(np.array([2020.0, 2021.0, 2023.0]), np.array([23.0, 22.0, 25.0]))
    opened = series(np.array([2019.0, 2021.5, 2022.0]), np.array([21.0, 23.5, 24.0]))
    found = lag_behind(closed, opened)
    assert isinstance(found, Lag)
    assert [(p[0], p[3]) for p in found.pairs] == [("00000", "00001")]
    assert found.months == pytest.approx((18.0, 18.0, 18.0))
    assert found.unmatched == (("00002", 2023.0),)


def test_segments_meet_where_the_line_bends() -> None:
    found = fit_broken(bent(9), np.random.default_rng(2), kind="continuous", most=1)
    assert isinstance(found, Broken)
    for one, two in itertools.pairwise(found.segments):
        assert one.level + one.oom_per_year.p50 * (one.end - one.start) == pytest.approx(two.level, abs=1e-4)


def test_a_record_is_more_likely_than_not_above_every_earlier_value():
    # GPT-3.5's case: 2% above a figure as uncertain as its own is not a record; twice as much, and a sure value, are.
    def setters(value, factor, earlier=1e24):
        made = [
            Observation("first", 2020.0, earlier, earlier / 3, earlier * 3),
            Observation("equal", 2020.5, earlier, earlier / 3, earlier * 3),
            Observation("new", 2021.0, value, value / factor, value * factor),
        ]
        points = gather(made)
        return [name for name, record in zip(points.labels, record_setters(points), strict=True) if record]

    assert setters(1.02e24, 31.6) == ["first"]
    assert setters(8e24, 3.0) == ["first", "new"]


def test_a_cluster_drawn_twice_counts_twice_and_the_interval_holds_the_estimate():
    rng = np.random.default_rng(8)
    made = [
        Observation(f"m{i}", 2016 + i / 20, 10 ** (21 + 0.6 * i / 20 + rng.normal(0, 0.7)), organisation=f"o{i % 30}")
        for i in range(160)
    ]
    found = fit_frontier(gather(made), np.random.default_rng(1), top=10, since=2018.0)
    assert found.oom_per_year.p5 < found.oom_per_year.p50 < found.oom_per_year.p95
    # The same rows, each with its own error: values carry their errors already, so nothing moves.
    noisy = [Observation(o.label, o.date, o.value, o.value / 3, o.value * 3, organisation=o.organisation) for o in made]
    again = fit_frontier(gather(noisy), np.random.default_rng(1), top=10, since=2018.0)
    assert again.oom_per_year == found.oom_per_year


@given(st.integers(0, 2**32 - 1), st.integers(4, 40), st.integers(2, 12), st.booleans())
@settings(max_examples=examples(40), deadline=None)
def test_a_printed_rate_lies_strictly_inside_its_interval(seed: int, rows: int, groups: int, early_giant: bool) -> None:
    rng = np.random.default_rng(seed)
    values = 20 + 0.3 * np.arange(rows) + rng.normal(0, 1, rows)
    values[0] += 6 * early_giant
    points = gather(
        Observation(f"m{i}", 2000 + i * 20 / rows, 10 ** values[i], organisation=f"o{rng.integers(groups)}")
        for i in range(rows)
    )
    for found in (fit_frontier(points, rng, resamples=100), fit_growth(points, rng, resamples=100)):
        if isinstance(found, Growth):
            assert found.oom_per_year.p5 < found.oom_per_year.p50 < found.oom_per_year.p95


def test_no_interval_is_stretched_to_a_rate_outside_its_resamples() -> None:
    resampled = np.arange(100.0)
    assert interval_of(50.0, resampled) == Interval(pytest.approx(4.95), 50.0, pytest.approx(94.05))
    for outside, side in ((3.0, "below"), (97.0, "above"), (4.95, "below")):
        found = interval_of(outside, resampled)
        assert isinstance(found, Unknown)
        assert f"lie {side} it" in found.reason
    equal = interval_of(2.0, np.full(100, 2.0))
    assert equal == Interval(2.0, 2.0, 2.0)
    at_an_end = interval_of(2.0, np.repeat([2.0, 3.0], 50), on_a_grid=True)
    assert at_an_end == Interval(2.0, 2.0, 3.0)
    between_dates = interval_of(1.9, np.repeat([2.0, 3.0], 50), on_a_grid=True)
    assert between_dates == Interval(1.9, 1.9, 3.0)


def test_only_records_since_the_given_year_make_the_lag():
    closed = gather([Observation("A", 2015.0, 1e20), Observation("B", 2020.0, 1e23)])
    opened = gather([Observation("C", 2019.0, 2e20), Observation("D", 2021.0, 2e23)])
    assert lag_behind(closed, opened).months == (12.0, 12.0, 12.0)
    assert len(lag_behind(closed, opened, since=2010.0).pairs) == 2
