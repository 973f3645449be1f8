"""Measured errors of estimates: most are closer than their inputs suggest, some are slips."""

from __future__ import annotations

import math
from collections.abc import Collection

import msgspec

from flopwatch.estimation.reported_interval import CONFIRMING
from flopwatch.statistics import LogNormal, Mixture, with_own_error, with_slips

BY_MEASURED_ERRORS = (
    "; interval by the measured errors of such estimates"  # appended to the rule of an estimate without a figure
)
WITH_GIVEN_INTERVALS = "; interval by the given intervals and the measured errors of such estimates"
SMALL_FLOP = 1e22  # below it slips are more frequent: images counted as tokens, passes over a corpus not stated


class ErrorShape(msgspec.Struct, frozen=True):
    """The measured errors of estimates, as shares and as factors of the sigma that the inputs give.

    Chosen by likelihood on Epoch's table of April 2024 (239 rows) and the choosing half of the rows of 2026 (85), each
    table with the same weight, and rounded; docs/methods/validation.md has the scores.

    Args:
        core: Standard deviation of the usual error over the sigma of the inputs, by route.
        exact_share: Share of usual errors that are nearly none: the source made the same calculation.
        exact: Their standard deviation over that of the usual error.
        slips: Share of slips: two routes agree, a tuned model, an estimate below `SMALL_FLOP`, any other.
        slip_dex: Standard deviation of a slip, in decades.
        least_dex: No part is narrower than this, or than the sigma of the inputs if that is less.
    """

    core: dict[str, float]
    exact_share: float
    exact: float
    slips: dict[str, float]
    slip_dex: float
    least_dex: float


ROUTE_ERRORS = ErrorShape(
    core={"operations": 0.25, "hardware": 0.75, "base": 0.40, "agreeing": 0.75},
    exact_share=0.45,
    exact=0.125,
    slips={"agreeing": 0.05, "tuned": 0.13, "small": 0.33, "other": 0.10},
    slip_dex=1.4,
    least_dex=0.004,
)
# Share of slips of a reported figure by the source's word, and their size in decades. Later values of 1,357 Confident
# figures lie outside a factor of 3 in 0.6%, of 797 Likely ones outside a factor of 10 in 2%, of 1,097 without a word
# outside a factor of 8 in 10% (docs/methods/confidence-words.md). The 90% interval is still the word's or the inputs'.
REPORTED_SLIPS: dict[str, tuple[float, float]] = {
    "High-precision": (0.01, 1.0),
    "Confident": (0.01, 1.0),
    "Low-precision": (0.02, 1.0),
    "Likely": (0.02, 1.0),
    "Speculative": (0.02, 1.0),
    "": (0.09, 1.4),
}
# The same of an estimate whose methods disagree or are all in doubt: its interval already covers all of them.
DIFFERING_SLIPS = (0.09, 1.4)


def with_reported_errors(value: LogNormal, confidence: str) -> LogNormal:
    """Return a reported figure with the slips of its source's word; its median and 90% interval stay."""
    if value.sigma_dex == 0:
        return value
    return with_slips(value, *REPORTED_SLIPS.get(confidence, REPORTED_SLIPS[""]))


def with_route_errors(
    value: LogNormal, methods: Collection[str], differ: bool, tuned: bool, given_dex: float = 0.0
) -> LogNormal:
    """Return an estimate from stated facts with the errors that such estimates were measured to have.

    Figures that rest on money, comparison or benchmarks keep their interval: their errors are measured elsewhere. So do
    methods that disagree: only slips are added.

    Args:
        value: The estimate with the sigma of its inputs, in FLOP.
        methods: The methods that it rests on.
        differ: Whether they disagree.
        tuned: Whether the model is built upon another.
        given_dex: The part of its sigma that a person gave as intervals of inputs, in decades: it is not narrowed by
            the measured errors, and its source can slip like any other.
    """
    routes = [one for one in methods if one in CONFIRMING]
    if len(routes) < len(methods) or value.sigma_dex == 0:
        return value
    if differ:
        return with_slips(value, *DIFFERING_SLIPS)
    agreeing = len(routes) > 1
    small = value.median < SMALL_FLOP
    kind = "agreeing" if agreeing else "tuned" if tuned else "small" if small else "other"
    route = "agreeing" if agreeing else routes[0]
    bare = math.sqrt(max(0.0, value.sigma_dex**2 - given_dex**2))
    least = min(ROUTE_ERRORS.least_dex, value.sigma_dex)
    usual = ROUTE_ERRORS.core[route] * bare
    slips, exact = ROUTE_ERRORS.slips[kind], ROUTE_ERRORS.exact_share
    parts = (
        ((1 - slips) * exact, max(least, ROUTE_ERRORS.exact * usual)),
        ((1 - slips) * (1 - exact), max(least, usual)),
        (slips, ROUTE_ERRORS.slip_dex),
    )
    return with_own_error(Mixture(median=value.median, sigma_dex=value.sigma_dex, parts=parts), given_dex)
