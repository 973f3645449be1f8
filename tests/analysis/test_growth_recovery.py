from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.analysis.growth import Growth, doubling_months, fit_growth, fit_power
from flopwatch.analysis.points import Observation, Points, date_of, decimal_year, gather, placed
from flopwatch.analysis.resampling import drawn_counts, effective_clusters, widened_level
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.unknown import Unknown
from flopwatch.statistics.lines import METHODS, least_squares, quantile_line, theil_sen


def made(
    slope: float = 0.6, n: int = 200, noise: float = 0.3, seed: int = 0, orgs: int = 30, **more: float
) -> list[Observation]:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(2010, 2025, n))
    y = 18 + slope * (x - 2010) + rng.normal(0, noise, n)
    who = rng.integers(orgs, size=n)
    return [Observation(f"m{i}", float(x[i]), float(10 ** y[i]), organisation=f"o{who[i]}") for i in range(n)]


def fitted(observations: list[Observation], method: str = "ols", **how: object) -> Growth:
    points = gather(observations, **how)  # type: ignore[arg-type]
    found = fit_growth(points, np.random.default_rng(1), method=method)
    assert isinstance(found, Growth)
    return found


@pytest.mark.parametrize("method", ["ols", "theil-sen", "huber"])
def test_a_known_rate_comes_back_with_an_interval_that_holds_it(method: str) -> None:
    found = fitted(made(), method)
    assert found.oom_per_year.p50 == pytest.approx(0.6, abs=0.02)
    assert found.oom_per_year.contains(0.6)
    assert 0 < found.oom_per_year.p95 - found.oom_per_year.p5 < 0.06
    assert found.growth_factor_per_year.p50 == pytest.approx(10**found.oom_per_year.p50)
    months = found.doubling_months
    assert months[0] is not None
    assert months[1] is not None
    assert months[2] is not None
    assert months[0] < months[1] < months[2]
    assert months[1] == pytest.approx(12 * math.log10(2) / found.oom_per_year.p50)


@pytest.mark.parametrize("method", ["theil-sen", "huber"])
def test_outliers_move_least_squares_and_not_the_robust_lines(method: str) -> None:
    rows = made()
    wild = [
        Observation(f"w{i}", 2011.0 + i / 30, 1e27, organisation=f"w{i}") for i in range(12)
    ]  # eight orders too large
    assert abs(fitted([*rows, *wild]).oom_per_year.p50 - 0.6) > 0.1
    assert fitted([*rows, *wild], method).oom_per_year.p50 == pytest.approx(0.6, abs=0.05)


@pytest.mark.matrix
def test_the_quantile_line_follows_the_edge_of_a_widening_cloud() -> None:
    rng = np.random.default_rng(3)
    x = rng.uniform(2010, 2020, 700)
    y = 20 + 0.5 * (x - 2010) + 0.1 * (x - 2010) * rng.normal(size=x.size)
    found = fitted([Observation("", float(a), float(10**b)) for a, b in zip(x, y, strict=True)], "quantile")
    assert found.oom_per_year.p50 == pytest.approx(0.5 + 0.1 * 1.2816, abs=0.03)


def test_the_quantile_line_is_no_worse_than_any_line_through_two_rows() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.uniform(0, 10, 25), rng.normal(size=25)

    def loss(slope: float, intercept: float) -> float:
        off = y - intercept - slope * x
        return float(np.where(off > 0, 0.9 * off, -0.1 * off).sum())

    slope, intercept = quantile_line(x, y, np.ones((1, 25)), rng)
    i, j = np.triu_indices(25, 1)
    slopes = (y[j] - y[i]) / (x[j] - x[i])
    best = min(
        loss(float(s), float(a)) for s, a in zip(slopes, y[i] - slopes * x[i], strict=True)
    )  # an optimum lies among these
    assert loss(float(slope[0]), float(intercept[0])) <= best * (1 + 1e-6)


@given(st.integers(3, 60), st.integers(0, 10_000))
def test_slopes_equal_an_independent_least_squares(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(1950, 2026, n), rng.normal(20, 4, n)
    slope, intercept = least_squares(x, y, np.ones((1, n)))
    expected, *_ = np.linalg.lstsq(np.stack([x - 2000, np.ones(n)], axis=1), y, rcond=None)
    assert slope[0] == pytest.approx(expected[0], rel=1e-10, abs=1e-10)
    assert intercept[0] + 2000 * slope[0] == pytest.approx(expected[1], rel=1e-10, abs=1e-9)


@given(st.integers(0, 1_000))
def test_a_row_drawn_twice_counts_as_two_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(2000, 2020, 12), rng.normal(size=12)
    weights = drawn_counts(rng, 1, 12)
    again = np.repeat(np.arange(12), weights[0].astype(int))
    for line in (METHODS["ols"][0], theil_sen):
        by_weight = line(x, y, weights, rng)[0][0]
        by_rows = line(x[again], y[again], np.ones((1, again.size)), rng)[0][0]
        assert by_weight == pytest.approx(by_rows, rel=1e-9, abs=1e-9)


@given(st.floats(0.05, 3), st.floats(1, 1e6))
def test_the_unit_of_the_values_does_not_move_the_rate(slope: float, factor: float) -> None:
    rows = made(slope=slope, n=30)
    scaled = [Observation(o.label, o.date, o.value * factor, organisation=o.organisation) for o in rows]
    assert fitted(scaled).oom_per_year.p50 == pytest.approx(fitted(rows).oom_per_year.p50, rel=1e-9)


def test_twice_the_rate_halves_the_doubling_time() -> None:
    one, two = doubling_months(0.3), doubling_months(0.6)
    assert one == pytest.approx(2 * (two or 0))
    assert doubling_months(0.0) is None


def worlds(rng: np.random.Generator, clusters: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of organisations that publish for a few years each and share an error."""
    sizes = rng.integers(4, 13, clusters)
    cluster = np.repeat(np.arange(clusters), sizes)
    x = rng.uniform(2012, 2023, clusters)[cluster] + rng.normal(0, 1.5, cluster.size)
    y = 20 + 0.6 * (x - 2017) + rng.normal(0, 0.8, clusters)[cluster] + rng.normal(0, 0.5, cluster.size)
    return x, y, cluster


def test_clustered_intervals_hold_the_truth_nine_times_in_ten_and_row_intervals_do_not() -> None:
    rng = np.random.default_rng(20210619)
    held = {"organisation": 0, "row": 0}
    tried = 250
    for _ in range(tried):
        x, y, cluster = worlds(rng, 24)
        order = np.argsort(x)
        for by in held:
            ids = cluster[order] if by == "organisation" else np.arange(x.size)
            points = Points(x[order], y[order], np.zeros(x.size), ids, ("",) * x.size, by)
            found = fit_growth(points, rng, resamples=300)
            assert isinstance(found, Growth)
            held[by] += found.oom_per_year.contains(0.6)
    # 250 worlds: a share of 0.90 has a standard error of 0.019.
    assert 0.84 <= held["organisation"] / tried <= 0.96
    assert held["row"] / tried < 0.75


def test_an_interval_widens_as_clusters_get_fewer() -> None:
    assert widened_level(8) < widened_level(20) < widened_level(1_000) < 0.05
    assert effective_clusters(np.repeat(np.arange(10), 3)) == pytest.approx(10)


def test_a_values_own_interval_widens_the_rates() -> None:
    rows = made(n=20, noise=0.05)
    vague = [
        Observation(o.label, o.date, o.value, o.value / 10, o.value * 10, organisation=o.organisation) for o in rows
    ]
    sharp, wide = fitted(rows).oom_per_year, fitted(vague).oom_per_year
    assert wide.p50 == sharp.p50
    assert wide.p95 - wide.p5 > 2 * (sharp.p95 - sharp.p5)


def test_how_one_quantity_goes_with_another_comes_back() -> None:
    rng = np.random.default_rng(2)
    log_x = rng.uniform(8, 12, 300)
    y = 10 ** (1.0 * log_x + 1 + rng.normal(0, 0.2, 300))
    points = gather([Observation(f"{i:03}", 2000 + i / 100, float(v)) for i, v in enumerate(y)], cluster="row")
    assert isinstance(points, Points)
    found = fit_power(points, log_x, rng)
    assert not isinstance(found, Unknown)
    assert found.exponent.contains(1.0)
    assert found.symmetric.p50 >= found.exponent.p50


# ---- dates


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_comes_back_from_its_decimal_year(day: dt.date) -> None:
    assert date_of(decimal_year(day)) == day
    assert decimal_year(day) < decimal_year(day + dt.timedelta(days=1))


def test_a_bare_year_is_read_as_asked() -> None:
    year, month = PartialDate(2016), PartialDate(2016, 3)
    assert placed(year, "jan1") == 2016.0
    assert placed(year, "july1") == decimal_year(dt.date(2016, 7, 1))
    assert placed(year, "drop") is None
    assert placed(month, "drop") == decimal_year(dt.date(2016, 3, 1))
    with pytest.raises(ValueError, match="not one of jan1"):
        placed(year, "may")


def test_what_is_left_out_is_listed_with_its_reason() -> None:
    rows = [
        Observation("bare", PartialDate(2015), 1e9),
        Observation("early", PartialDate(1999, 12, 31), 1e9),
        Observation("zero", PartialDate(2016, 1, 1), 0.0),
        Observation("mixed", PartialDate(2016, 1, 1), 1e12, sparse=True),
        Observation("kept", PartialDate(2016, 1, 1), 1e9),
    ]
    points = gather(rows, bare_year="drop", since=dt.date(2000, 1, 1), dense_only=True)
    assert isinstance(points, Points)
    assert points.labels == ("kept",)
    assert {one.item: one.reason for one in points.excluded} == {
        "bare": "dated by a bare year",
        "early": "dated before 2000-01-01",
        "zero": "a value of 0, which means unknown",
        "mixed": "a mixture of experts",
    }


# ---- what cannot be fitted


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no value is left"),
        ([("a", 2020.0, 1e9)], "1 row"),
        ([("a", 2020.0, 1e9), ("b", 2021.0, 2e9)], "2 rows"),
        ([("a", 2020.0, 1e9), ("b", 2020.0, 2e9), ("c", 2020.0, 3e9)], "all 3 rows are dated 2020-01-01"),
        ([("a", 2020.0, 1e9), ("b", 2021.0, -2e9), ("c", 2022.0, 3e9)], "below 0 (first: 'b' = -2e+09)"),
        ([("a", 2020.0, math.nan), ("b", 2021.0, 2e9)], "below 0"),
    ],
)
def test_an_impossible_fit_says_why(rows: list[tuple[str, float, float]], reason: str) -> None:
    for method in METHODS:
        found = fit_growth(gather([Observation(*row) for row in rows]), np.random.default_rng(0), method=method)
        assert isinstance(found, Unknown)
        assert reason in found.reason


def test_a_fit_names_its_rows_and_how_its_interval_came_about() -> None:
    found = fitted(made(n=40), cluster="organisation")
    assert len(found.rows) == found.n == 40
    assert "clusters by organisation resampled 1000 times" in found.drawn
    few = fitted([Observation(o.label, o.date, o.value, organisation="one") for o in made(n=40)])
    assert "only 1 clusters" in few.drawn
