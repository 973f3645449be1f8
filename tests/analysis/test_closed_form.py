"""The line in closed form: its interval against the textbook, against drawing by chance, and against its own laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.analysis.closed_form import FittedLine, fit_line, student_95
from flopwatch.analysis.growth import fit_growth
from flopwatch.analysis.points import Observation, Points, gather
from flopwatch.domain.unknown import Unknown


def points(x: np.ndarray, y: np.ndarray, who: list[str]) -> Points:
    made = gather(
        [
            Observation(f"{i:05d}", float(a), 10.0 ** float(b), organisation=w)
            for i, (a, b, w) in enumerate(zip(x, y, who, strict=True))
        ]
    )
    assert isinstance(made, Points)
    return made


def line(x: np.ndarray, y: np.ndarray, who: list[str]) -> FittedLine:
    found = fit_line(points(x, y, who))
    assert isinstance(found, FittedLine)
    return found


def test_the_sandwich_is_the_one_that_matrices_give() -> None:
    rng = np.random.default_rng(3)
    n = 50
    x, who = np.sort(rng.uniform(2010, 2025, n)), [f"o{i}" for i in rng.integers(0, 12, n)]
    y = 20 + 0.5 * (x - 2010) + rng.normal(0, 1, n)
    found = line(x, y, who)
    design = np.column_stack([np.ones(n), x - x.mean()])
    bread = np.linalg.inv(design.T @ design)
    beta = bread @ design.T @ y
    e = y - design @ beta
    meat = np.zeros((2, 2))
    groups = sorted(set(who))
    for g in groups:
        score = design[[w == g for w in who]].T @ e[[w == g for w in who]]
        meat += np.outer(score, score)
    count = len(groups)
    v = count / (count - 1) * (n - 1) / (n - 2) * bread @ meat @ bread
    assert found.slope.p50 == pytest.approx(beta[1], rel=1e-11)
    assert found.level == pytest.approx(beta[0], rel=1e-12)
    assert [found.variance_level, found.covariance, found.variance_slope] == pytest.approx(
        [v[0, 0], v[0, 1], v[1, 1]], rel=1e-9
    )
    assert found.units == count
    assert found.t == pytest.approx(student_95(count - 1))


# Student's t, 95% quantile, as printed in tables (Abramowitz and Stegun, table 26.10).
@pytest.mark.parametrize(("freedom", "printed"), [(1, 6.314), (2, 2.920), (5, 2.015), (10, 1.812), (120, 1.658)])
def test_the_quantile_is_the_printed_one(freedom: int, printed: float) -> None:
    assert student_95(freedom) == pytest.approx(printed, abs=6e-4)


def test_nine_of_ten_intervals_hold_the_rate_that_the_data_were_made_with() -> None:
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        who = np.repeat(np.arange(25), 6)
        shared = rng.normal(0, 0.6, 25)[who]  # what an organisation's models have in common
        x = rng.uniform(2012, 2025, who.size)
        y = 22 + 0.6 * (x - 2018) + shared + rng.normal(0, 0.5, who.size)
        held += line(x, y, [f"o{w}" for w in who]).slope.contains(0.6)
    assert 0.85 <= held / 400 <= 0.95


def test_few_clusters_are_rows_and_many_agree_with_resampling() -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(2012, 2025, 200)
    y = 22 + 0.6 * (x - 2018) + rng.normal(0, 0.8, 200)
    assert line(x, y, ["a", "b"] * 100).units == 200
    who = [f"o{i}" for i in rng.integers(0, 50, 200)]
    closed = line(x, y, who).slope
    drawn = fit_growth(points(x, y, who), np.random.default_rng(0))
    assert not isinstance(drawn, Unknown)
    assert closed.p50 == pytest.approx(drawn.oom_per_year.p50, rel=1e-12)
    wide, other = closed.p95 - closed.p5, drawn.oom_per_year.p95 - drawn.oom_per_year.p5
    assert wide == pytest.approx(other, rel=0.15)


def test_the_band_is_narrowest_about_the_middle_and_holds_the_line() -> None:
    rng = np.random.default_rng(8)
    x = rng.uniform(2012, 2025, 80)
    found = line(x, 22 + 0.6 * (x - 2018) + rng.normal(0, 0.8, 80), [f"o{i % 20}" for i in range(80)])
    widths = [found.at(year).p95 - found.at(year).p5 for year in (found.start, found.middle, found.end)]
    assert widths[1] < min(widths[0], widths[2])
    assert found.at(2020.0).p50 == pytest.approx(found.level + found.slope.p50 * (2020.0 - found.middle))


@given(st.integers(0, 10_000), st.floats(0.1, 10.0))
def test_another_unit_moves_the_level_and_nothing_else(seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(2010, 2025, 20))
    y = rng.normal(20, 2, 20)
    who = [f"o{i % 7}" for i in range(20)]
    one, other = line(x, y, who), line(x, y + math.log10(unit), who)
    assert other.slope.p5 == pytest.approx(one.slope.p5, abs=1e-9)
    assert other.slope.p95 == pytest.approx(one.slope.p95, abs=1e-9)
    assert other.level == pytest.approx(one.level + math.log10(unit), abs=1e-9)


def test_what_cannot_be_fitted_says_why() -> None:
    assert "at least two dates" in str(fit_line(gather([Observation("a", 2020.0, 1e20)])))
    two = gather([Observation("a", 2020.0, 1e20), Observation("b", 2021.0, 1e21)])
    assert "2 rows" in str(fit_line(two))
    assert isinstance(fit_line(Unknown("nothing")), Unknown)
