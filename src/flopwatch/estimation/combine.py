"""Combine: every method's figure into one, with the rule said. Disagreement is reported, never averaged away."""

from __future__ import annotations

import math
from collections.abc import Sequence

from flopwatch.domain import LogNormal, Unknown
from flopwatch.estimation.facts import Facts
from flopwatch.estimation.plausibility import Doubt
from flopwatch.estimation.results import Estimate, MethodResult

AGREEMENT = 3.0  # two methods whose medians lie farther apart disagree
# Two methods on one model share what its developer says; this part of their error does not average out.
# 50 pairs of counted and hardware-based figures in Epoch's notes: median ratio 1.56, so about 0.1 decades for each.
COMMON_ERROR_DEX = 0.10
# Which fields each method rests on.
_RESTS_ON = {
    "reported": {"training_compute"},
    "operations": {"parameters", "active_parameters", "tokens_seen", "dataset_size", "epochs"},
    "hardware": {"chip_hours", "chip_count", "training_time", "chip"},
}


def combine(
    facts: Facts, methods: Sequence[MethodResult], missing: Sequence[Unknown], doubts: Sequence[Doubt]
) -> Estimate | Unknown:
    """One distribution from the methods' own.

    A reported figure that nothing speaks against stands as it is. Without one, the methods are weighted by precision in log space,
    with a floor for the error they share. A figure that cannot be (see `plausibility`) is set aside for the others; if no other is
    left, or methods disagree beyond a factor of 3, the lower one is published with an interval that reaches over all of them, and the
    estimate is marked as doubted: a slip must never put a model above a threshold.

    Returns:
        The estimate, or Unknown with every method's reason.
    """
    if not methods:
        return Unknown("; ".join(dict.fromkeys(one.reason for one in missing)))
    blamed = _blamed(methods, doubts)
    clean = [one for one in methods if one.method not in blamed]
    medians = [one.compute_flop.median for one in methods]
    agreement = max(medians) / min(medians)
    doubted = " ".join(one.message for one in doubts)
    if not clean:
        value = _spanning(methods)
        rule = "every figure is in doubt: the lowest is shown, with an interval over all of them"
    elif clean[0].method == "reported":
        value, rule = clean[0].compute_flop, "reported by a source; no other method is possible"
        if len(clean) > 1:
            far = max(_times(clean[0], one) for one in clean[1:])
            word = "agree with" if far <= AGREEMENT else "differ from"
            rule = f"reported by a source; the other methods {word} it within a factor of {far:.1f}"
    elif len(clean) == 1:
        value, rule = clean[0].compute_flop, f"from {clean[0].method} alone"
    elif max(_times(clean[0], one) for one in clean[1:]) <= AGREEMENT:
        value, rule = (
            _weighted(clean),
            f"weighted mean of {' and '.join(one.method for one in clean)} in log space",
        )
    else:
        value = _spanning(clean)
        rule = f"the methods differ by a factor of {agreement:.2g}: the lowest is shown, with an interval over all of them"
        doubted = doubted or f"The methods differ by a factor of {agreement:.2g}."
    if blamed and clean:
        rule += f"; {' and '.join(sorted(blamed))} set aside as implausible"
    return Estimate(
        value,
        tuple(methods),
        rule,
        agreement,
        facts.confidence,
        doubted,
        "",
        _sensitivity(clean or list(methods)),
    )


def _blamed(methods: Sequence[MethodResult], doubts: Sequence[Doubt]) -> set[str]:
    """The methods that rest on a field in doubt. A doubt about one field blames its methods; one about several blames the method
    that a single-field doubt blames too, and otherwise all of them."""
    have = {one.method for one in methods}
    single = {
        m
        for doubt in doubts
        if len(doubt.fields) == 1
        for m in have
        if _RESTS_ON.get(m, set()) & set(doubt.fields)
    }
    out = set(single)
    for doubt in doubts:
        touched = {m for m in have if _RESTS_ON.get(m, set()) & set(doubt.fields)}
        if not touched & single:
            out |= touched
    return out


def _times(a: MethodResult, b: MethodResult) -> float:
    ratio = a.compute_flop.median / b.compute_flop.median
    return max(ratio, 1 / ratio)


def _weighted(methods: Sequence[MethodResult]) -> LogNormal:
    """Precision-weighted mean of log10; its variance never falls below that of the shared error."""
    weights = [1 / (one.compute_flop.sigma_dex**2 + COMMON_ERROR_DEX**2) for one in methods]
    total = sum(weights)
    mean = (
        sum(w * math.log10(one.compute_flop.median) for w, one in zip(weights, methods, strict=True)) / total
    )
    return LogNormal(median=10**mean, sigma_dex=math.sqrt(1 / total + COMMON_ERROR_DEX**2))


def _spanning(methods: Sequence[MethodResult]) -> LogNormal:
    """The lowest figure, with a spread that takes the highest one's upper end into the 90% interval."""
    lowest = min(methods, key=lambda one: one.compute_flop.median).compute_flop
    top = max(one.compute_flop.interval()[1] for one in methods)
    return LogNormal.from_factor(median=lowest.median, factor=max(top / lowest.median, lowest.factor))


def _sensitivity(methods: Sequence[MethodResult]) -> str:
    """What would narrow the estimate most: the input with the largest share of the variance."""
    first = methods[0]
    widest = max(first.inputs, key=lambda one: one.value.sigma_dex)
    if first.method == "reported":
        return "a second, independent route: parameters and tokens, or chips and time"
    return f"{widest.name} (now within a factor of {widest.value.factor:.2g})"
