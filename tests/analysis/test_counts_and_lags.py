from __future__ import annotations

import itertools
import math
from statistics import NormalDist

import numpy as np
import pytest
from helpers.made_entries import THRESHOLDS, entry
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.analysis.counts import Counter, counts_by_period, shares
from flopwatch.analysis.entries import Entry, Population
from flopwatch.analysis.reporting import Delay, measure_delay, nowcast
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.unknown import Unknown
from flopwatch.statistics import count_quantiles


def field(entries: list[Entry], as_of: float = 2026.0) -> Population:
    return Population(tuple(entries), THRESHOLDS, "made", as_of)


@given(st.lists(st.floats(0, 1), max_size=9))
def test_the_quantiles_of_a_count_are_those_of_all_outcomes_together(chances: list[float]) -> None:
    every = np.zeros(len(chances) + 1)
    for outcome in itertools.product((0, 1), repeat=len(chances)):
        every[sum(outcome)] += math.prod(p if hit else 1 - p for p, hit in zip(chances, outcome, strict=True))
    below = np.cumsum(every)
    for found, level in zip(count_quantiles(np.array(chances)), (0.05, 0.5, 0.95), strict=True):
        assert below[found] >= level - 1e-7
        assert found == 0 or below[found - 1] <= level + 1e-7


def test_models_that_share_their_error_make_a_wider_count_with_the_same_mean() -> None:
    rng = np.random.default_rng(3)
    chances = rng.uniform(0.05, 0.9, 60)
    groups = [f"g{i % 6}" for i in range(60)]
    shared = rng.standard_normal((40_000, 6))[:, np.arange(60) % 6]
    limits = np.array([NormalDist().inv_cdf(1 - p) for p in chances])
    drawn = (0.5 * shared + math.sqrt(0.75) * rng.standard_normal(shared.shape) > limits).sum(axis=1)
    together = count_quantiles(chances, groups=groups, share=0.25)
    assert np.abs(np.array(together) - np.quantile(drawn, [0.05, 0.5, 0.95], method="inverted_cdf")).max() <= 1
    alone = count_quantiles(chances)
    assert together[0] < alone[0] <= alone[1] <= alone[2] < together[2]
    assert count_quantiles(chances, groups=[""] * 60, share=0.25) == alone
    assert count_quantiles(chances, groups=[str(i) for i in range(60)], share=0.25) == alone
    many = np.tile(chances, 100)  # beyond 4 000 by the normal law, which knows the groups too
    wide, narrow = (count_quantiles(many, groups=one, share=0.25) for one in (groups * 100, [""] * 6000))
    assert wide[2] - wide[0] > 5 * (narrow[2] - narrow[0])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_quantiles_of_a_count_are_ordered_and_within_what_is_possible(chances: list[float]) -> None:
    p5, p50, p95 = count_quantiles(np.array(chances))
    assert sum(p >= 1 - 1e-12 for p in chances) <= p5 <= p50 <= p95 <= sum(p > 0 for p in chances)


def test_the_normal_law_takes_over_where_it_is_as_good() -> None:
    chances = np.random.default_rng(0).uniform(0, 1, 3_900)
    exact = count_quantiles(chances)
    assert count_quantiles(np.concatenate([chances, np.full(200, 0.5)])) == pytest.approx(
        tuple(q + 100 for q in exact), abs=15
    )


@given(st.lists(st.tuples(st.floats(2015, 2020), st.floats(20, 26)), min_size=1, max_size=40))
def test_counts_by_period_are_those_of_counting_one_by_one(rows: list[tuple[float, float]]) -> None:
    x, y = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    levels = [21.0, 23.0, 25.0]
    begin, numbers = counts_by_period(x, y, levels, periods=4)
    for start, row in zip(begin.tolist(), numbers.tolist(), strict=True):
        for level, n in zip(levels, row, strict=True):
            assert n == sum(np.floor(a * 4) <= round(start * 4) and b > level for a, b in rows)


def test_counts_by_year_tell_recorded_and_possible_apart() -> None:
    made = field(
        [
            entry("a", 2023.2, 1e24),
            entry("b", 2023.5, 9e22),
            entry("c", 2024.1, 5e25),
            entry("d", 2024.2, None),
        ]
    )
    by_year = Counter(made).by_year()
    assert set(by_year) == {2023, 2024}
    low = by_year[2023][0]
    assert (low.recorded, low.p5, low.p95, low.unconfirmed) == (1, 1, 2, 0)
    assert low.mean == pytest.approx(1 + 0.44, abs=0.05)
    assert by_year[2024][0].unconfirmed == 1
    assert by_year[2024][1].unconfirmed == 0  # the rule speaks of 1e23 FLOP only
    assert Counter(made).cumulative()[2024][0].recorded == 2


def test_a_model_of_two_groups_counts_in_both_and_one_of_none_is_not_lost() -> None:
    both = Entry("a", PartialDate(2024), 1e24, 0.0, (1.0, 0.0), (True, False), groups={"country": ("US", "FR")})
    none = Entry("b", PartialDate(2024), 1e24, 0.0, (1.0, 0.0), (True, False))
    found = Counter(field([both, none])).by_group("country")
    assert {name: counts[0].recorded for name, counts in found.items()} == {"FR": 1, "US": 1, "not stated": 1}
    assert list(found)[-1] == "not stated"


def test_shares_add_up_and_the_unconfirmed_shift_them() -> None:
    made = field(
        [entry(f"l{i}", 2024.0, 1e25, domain="language") for i in range(8)]
        + [entry(f"v{i}", 2024.0, 1e25, domain="video") for i in range(2)]
        + [entry(f"u{i}", 2024.0, None, domain="video") for i in range(10)]
    )
    found = shares(made, 1e23, {"domain": lambda e: e.group("domain")[0]}, np.random.default_rng(0))
    assert [(one.group, one.models, one.share, one.with_unconfirmed, one.share_with) for one in found] == [
        ("language", 8, 0.8, 8, 0.4),
        ("video", 2, 0.2, 12, 0.6),
    ]
    with pytest.raises(ValueError, match="not one of"):
        shares(made, 1e20, {}, np.random.default_rng(0))


def _world(
    rng: np.random.Generator, scale: float, shape: float, dates: tuple[float, ...]
) -> tuple[list[Population], list[tuple[float, float]]]:
    """Vintages of a table that learns of each model some time after its publication."""
    models = [
        (at, at + scale * rng.weibull(shape)) for at in np.sort(rng.uniform(dates[0] - 2, dates[-1], 500)).tolist()
    ]
    out = []
    for day in dates:
        known = [entry(f"m{i}", at, 1e24, maker=f"o{i % 60}") for i, (at, seen) in enumerate(models) if seen <= day]
        out.append(field(known, day))
    return out, models


@pytest.mark.matrix
def test_a_known_reporting_lag_comes_back_and_the_missing_are_told() -> None:
    dates = (2023.0, 2023.5, 2024.0, 2024.5, 2025.0)
    held, halves = 0, []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        vintages, models = _world(rng, 0.7, 1.0, dates)
        delay = measure_delay(vintages, 1e23, rng, draws=100)
        assert isinstance(delay, Delay)
        halves.append(delay.months().p50)
        _, whole = nowcast(vintages[-1], delay, rng, horizon=2.0)
        truth = sum(2024.0 <= at < 2025.0 and seen <= at + 2.0 for at, seen in models)
        assert whole.recorded < truth
        assert whole.models is not None
        held += whole.models.contains(truth)
    whole_share = 1 - math.exp(-2 / 0.7)
    true_half = -12 * 0.7 * math.log(1 - 0.5 * whole_share)
    assert np.median(halves) == pytest.approx(true_half, rel=0.25)
    assert held >= 6


def test_one_vintage_or_too_few_late_models_give_a_reason() -> None:
    rng = np.random.default_rng(0)
    one = field([entry("a", 2024.0, 1e24)], 2025.0)
    found = measure_delay([one], 1e23, rng)
    assert isinstance(found, Unknown)
    assert "at least two dates" in found.reason
    found = measure_delay([one, field([entry("a", 2024.0, 1e24), entry("b", 2025.2, 1e24)], 2025.5)], 1e23, rng)
    assert isinstance(found, Unknown)
    assert "20 are needed" in found.reason
