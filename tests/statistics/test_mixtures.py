"""Mixtures of normals: quantiles, probabilities and products; exact binomial intervals."""

from __future__ import annotations

import numpy as np
import pytest

from flopwatch.statistics import LogNormal, Mixture, clopper_pearson, with_slips

PARTS = ((0.4, 0.02), (0.5, 0.1), (0.1, 1.4))


def test_quantiles_and_probabilities_are_those_of_a_million_draws():
    rng = np.random.default_rng(17)
    part = rng.choice(3, size=1_000_000, p=[0.4, 0.5, 0.1])
    drawn = rng.standard_normal(part.size) * np.array([0.02, 0.1, 1.4])[part]
    value = Mixture(median=1e24, sigma_dex=0.2, parts=PARTS)
    for p in (0.01, 0.05, 0.3, 0.9, 0.995):
        assert abs(np.mean(drawn <= np.log10(value.quantile(p) / 1e24)) - p) < 0.002
    for flop in (1e23, 8e23, 1.3e24, 1e25):
        assert abs(np.mean(drawn > np.log10(flop / 1e24)) - value.prob_above(flop)) < 0.002


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_an_interval_holds_its_level(level):
    value = Mixture(median=3e22, sigma_dex=0.2, parts=PARTS)
    low, high = value.interval(level)
    assert value.prob_above(low) - value.prob_above(high) == pytest.approx(level, abs=1e-9)
    assert value.interval()[1] / 3e22 == pytest.approx(value.factor)


def test_slips_leave_median_and_90_percent_interval():
    plain = LogNormal.from_factor(median=2e25, factor=3)
    slipped = with_slips(plain, 0.02, 1.0)
    assert slipped.interval() == pytest.approx(plain.interval())
    assert slipped.prob_above(2e25) == 0.5
    # Sharper near the median, heavier far from it.
    assert slipped.interval(0.5)[1] < plain.interval(0.5)[1]
    assert slipped.prob_above(1e27) > 10 * plain.prob_above(1e27)


def test_products_use_the_log_normal_of_the_inputs():
    value = Mixture(median=3e22, sigma_dex=0.2, parts=PARTS)
    assert value.for_products == LogNormal(median=3e22, sigma_dex=0.2)
    assert value * 2 == LogNormal(median=6e22, sigma_dex=0.2)


@pytest.mark.parametrize("parts", [(), ((0.5, 0.1),), ((1.2, 0.1), (-0.2, 1.0)), ((1.0, 0.0),)])
def test_parts_that_are_no_distribution_are_refused(parts):
    with pytest.raises(ValueError, match="weights that sum to 1"):
        Mixture(median=1.0, sigma_dex=0.1, parts=parts)


def test_exact_binomial_intervals_are_those_of_r():
    # R 4.3, binom.test(9, 10)$conf.int and binom.test(0, 20)$conf.int.
    assert clopper_pearson(9, 10) == pytest.approx((0.5549839, 0.9974714), abs=1e-6)
    assert clopper_pearson(0, 20) == pytest.approx((0.0, 0.1684335), abs=1e-6)
