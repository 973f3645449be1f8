"""The receipt: the one object behind every number, the same in terminal, page and notebook."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from flopwatch.domain import Claim, Threshold, exact
from flopwatch.estimation.results import Estimate, MethodResult


def percent(probability: float) -> str:
    """A probability for people, with the relation that belongs before it; never a false 0% or 100%.

    Example:
        >>> percent(0.9997), percent(0.62), percent(0.0002)
        ('> 99.9%', '= 62%', '< 0.1%')
    """
    if probability > 0.999:
        return "> 99.9%"
    if probability < 0.001:
        return "< 0.1%"
    return f"= {probability * 100:.3g}%"


def receipt(name: str, estimate: Estimate, claims: Mapping[str, Claim], thresholds: Sequence[Threshold]) -> str:
    """The receipt of one estimate, as plain text: the figure with its interval, each method's formula with numbered
    sources, the probability at the nearest threshold, what would narrow it most.

    Args:
        name: The model's name.
        estimate: Its estimate.
        claims: The claims by id, for the numbered sources.
        thresholds: The thresholds, to name the nearest one.
    """
    low, high = estimate.compute_flop.interval()
    numbered: dict[str, int] = {}
    lines = [f"{name}   {_flop(estimate.compute_flop.median)} FLOP   (90%: {_flop(low)} to {_flop(high)})"]
    for one in estimate.methods:
        lines.append(
            f"  {one.formula} = {_flop(one.compute_flop.median)}   {_inputs(one, numbered)}"
            if one.method != "reported"
            else f"  {one.formula}   {_inputs(one, numbered)}"
        )
    lines.append(f"  {estimate.rule}")
    if thresholds:
        nearest = min(
            thresholds,
            key=lambda one: abs(math.log10(float(exact(one.flop)) / estimate.compute_flop.median)),
        )
        lines.append(f"  P(> {nearest.flop}) {percent(estimate.compute_flop.prob_above(float(nearest.flop)))}")
    if estimate.doubted:
        lines.append(f"  in doubt: {estimate.doubted}")
    lines.append(f"  would narrow it most: {estimate.sensitivity}")
    for key, number in numbered.items():
        claim = claims[key]
        lines.append(f"  [{number}] {claim.source}, {claim.locator}: {claim.as_written!r}")
    return "\n".join(lines)


def _inputs(one: MethodResult, numbered: dict[str, int]) -> str:
    shown = []
    for used in one.inputs:
        marks = ""
        for key in used.claims[:2]:
            numbered.setdefault(key, len(numbered) + 1)
            marks += f"[{numbered[key]}]"
        shown.append(f"{used.name} {marks or '(' + used.source + ')'}")
    return "   ".join(shown)


def _flop(value: float) -> str:
    return f"{value:.1e}".replace("e+", "e")
