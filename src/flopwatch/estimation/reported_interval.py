"""The interval of a reported figure: arithmetic on stated inputs before a source's confidence word."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from flopwatch.estimation.results import MethodResult
from flopwatch.statistics import Z_90, LogNormal

AGREEMENT = 3.0  # methods whose medians are more than a factor of 3 apart disagree
SAME_ARITHMETIC = 1.1  # a route within 10% of the reported figure is the source's own working
# The methods that rest on stated facts of the run alone.
CONFIRMING = ("operations", "hardware", "base")
# 90% factor for the inputs themselves being wrong, by the confidence word: a developer's own statement (Confident and
# High-precision), a third party's reading or partly assumed inputs (Likely, Low-precision, no word), a leak or a guess
# (Speculative). Chosen; docs/decisions/0016 says by what.
WRONG_INPUTS = {"High-precision": 1.2, "Confident": 1.2, "Likely": 1.5, "Low-precision": 1.5, "Speculative": 1.8}
WRONG_INPUTS_UNWORDED = 1.5


def medians_apart(a: MethodResult, b: MethodResult) -> float:
    """Return the ratio of two methods' medians, at least 1."""
    ratio = a.compute_flop.median / b.compute_flop.median
    return max(ratio, 1 / ratio)


def wrong_inputs_dex(confidence: str) -> float:
    """Return the standard deviation, in decades, that wrong inputs add to a route."""
    return math.log10(WRONG_INPUTS.get(confidence, WRONG_INPUTS_UNWORDED)) / Z_90


def from_own_working(
    reported: MethodResult, others: Sequence[MethodResult], named: Sequence[str], confidence: str
) -> tuple[MethodResult, str]:
    """Give a reported figure the interval of the working it came from, if that is known and narrower than the word's.

        σ² = σ_route² + σ_wrong inputs² + (log10 of reported ÷ route)²

    The source's route is the one it names, or one whose result is within 10% of the figure. The confidence word's
    interval is replaced, never multiplied. It stays if another route from stated facts disagrees.

    Args:
        reported: The reported figure with its word's interval.
        others: The other methods' figures that no doubt concerns.
        named: The methods that the source names.
        confidence: The source's own word.

    Returns:
        The figure with its interval, and the method of the working, or "" where the word's interval stays.
    """
    far = {one.method: medians_apart(reported, one) for one in others}
    if any(far[one.method] > AGREEMENT for one in others if one.method in CONFIRMING):
        return reported, ""
    own = [
        one
        for one in others
        if one.method in CONFIRMING
        and (far[one.method] <= SAME_ARITHMETIC or (one.method in named and far[one.method] <= AGREEMENT))
    ]
    if not own:
        return reported, ""
    wrong = wrong_inputs_dex(confidence)
    spreads = {one.method: math.hypot(one.compute_flop.sigma_dex, wrong, math.log10(far[one.method])) for one in own}
    method = min(spreads, key=lambda name: spreads[name])
    if spreads[method] >= reported.compute_flop.sigma_dex:
        return reported, ""
    value = LogNormal(median=reported.compute_flop.median, sigma_dex=spreads[method])
    return dataclasses.replace(reported, compute_flop=value), method


def with_wrong_inputs(one: MethodResult, confidence: str) -> MethodResult:
    """Return a method's figure with the chance that its inputs are wrong in its interval."""
    value = one.compute_flop
    spread = math.hypot(value.sigma_dex, wrong_inputs_dex(confidence))
    return dataclasses.replace(one, compute_flop=LogNormal(median=value.median, sigma_dex=spread))
