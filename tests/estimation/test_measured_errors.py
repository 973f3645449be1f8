"""Measured errors: which figures have them, and what they leave as it was."""

from __future__ import annotations

import pytest

from flopwatch.estimation.measured_errors import REPORTED_SLIPS, with_reported_errors, with_route_errors
from flopwatch.estimation.methods.reported import FACTOR_BY_CONFIDENCE
from flopwatch.statistics import LogNormal

LARGE = LogNormal.from_factor(median=3e24, factor=3)


def test_every_word_has_its_slips():
    assert set(FACTOR_BY_CONFIDENCE) < set(REPORTED_SLIPS)


@pytest.mark.parametrize("word", [*FACTOR_BY_CONFIDENCE, "", "Unverified"])
def test_a_reported_figure_keeps_its_median_and_90_percent_interval(word):
    found = with_reported_errors(LARGE, word)
    assert found.median == LARGE.median
    assert found.interval() == pytest.approx(LARGE.interval())
    assert found.prob_above(1e27) > LARGE.prob_above(1e27)


def test_routes_from_stated_facts_are_usually_closer_than_their_inputs_say():
    alone = with_route_errors(LARGE, ["operations"], differ=False, tuned=False)
    assert alone.interval(0.5)[1] < LARGE.interval(0.5)[1]
    assert alone.factor < LARGE.factor
    assert alone.interval(0.99)[1] > LARGE.interval(0.99)[1]


def test_slips_are_rarest_where_two_routes_agree_and_most_frequent_in_small_models():
    small = LogNormal.from_factor(median=3e20, factor=3)
    far = [
        with_route_errors(value, routes, differ=False, tuned=tuned).prob_above(100 * value.median)
        for value, routes, tuned in (
            (LARGE, ["operations", "hardware"], False),
            (LARGE, ["operations"], False),
            (LARGE, ["operations"], True),
            (small, ["operations"], False),
        )
    ]
    assert far == sorted(far)
    assert len(set(far)) == 4


def test_methods_that_disagree_keep_the_interval_over_all_of_them():
    found = with_route_errors(LARGE, ["operations", "hardware"], differ=True, tuned=False)
    assert found.interval() == pytest.approx(LARGE.interval())


@pytest.mark.parametrize("methods", [["cost"], ["relative"], ["imputed"], ["operations", "imputed"]])
def test_figures_from_money_comparison_or_benchmarks_keep_their_distribution(methods):
    assert with_route_errors(LARGE, methods, differ=False, tuned=False) is LARGE


def test_an_exact_figure_stays_exact():
    exact = LogNormal(median=3e24)
    assert with_reported_errors(exact, "Confident") is exact
    assert with_route_errors(exact, ["operations"], differ=False, tuned=False) is exact
