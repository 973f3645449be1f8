"""Combination of the methods' figures into one, by a stated rule; disagreement is reported, not averaged away."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from flopwatch.domain import Threshold, Unknown, digits
from flopwatch.estimation import measured_errors
from flopwatch.estimation.most_informative_fact import narrowing
from flopwatch.estimation.plausibility import Doubt
from flopwatch.estimation.receipt_lines import Receipt
from flopwatch.estimation.reported_interval import (
    AGREEMENT,
    CONFIRMING,
    from_own_working,
    medians_apart,
    with_wrong_inputs,
)
from flopwatch.estimation.results import Estimate, MethodResult
from flopwatch.estimation.run_facts import RunFacts
from flopwatch.estimation.working import (
    components_of,
    graph,
    nearest_threshold,
    sensitivities,
    shared_variance,
)
from flopwatch.statistics import LogNormal

# Two methods on one model both rely on what its developer says; this part of their error does not average out.
# 50 pairs of counted and hardware-based figures in Epoch's notes: median ratio 1.56, so about 0.1 decades for each.
COMMON_ERROR_DEX = 0.10
LEAST_TIMES = 1.1  # a smaller factor between methods is said as a percentage
EXACT_TIMES = 10  # a larger one without decimals
# The fields that each method rests on.
RESTS_ON = {
    "reported": {"training_compute"},
    "operations": {"parameters", "active_parameters", "tokens_seen", "dataset_size", "epochs"},
    "hardware": {"chip_hours", "chip_count", "training_time", "chip"},
    "base": {"base_model"},
    "cost": {"training_cost", "price", "chip"},
}
_ALONE = {"imputed": "benchmark scores", "relative": "comparison"}  # words for a method that is the only one


def combine(
    facts: RunFacts,
    methods: Sequence[MethodResult],
    missing: Sequence[Unknown],
    doubts: Sequence[Doubt],
    thresholds: Sequence[Threshold] = (),
) -> Estimate | Unknown:
    """Combine the methods' distributions of training compute into one, in FLOP.

    A reported figure without a doubt keeps its median. Its interval is that of its own working where the inputs are
    stated, else that of the source's word; other routes that agree narrow it (see `reported_interval`). Without a
    reported figure, the methods are weighted by precision in log space, with covariance for what they share (an input,
    the developer's word). An implausible figure (see `plausibility`) is set aside for the others. If no other is left,
    the estimate is doubted. If methods disagree beyond a factor of 3, the lowest is published with an interval that
    covers all of them: a slip must never put a model above a threshold.

    Args:
        facts: The model's facts.
        methods: Every method's own figure, the most trusted first.
        missing: Why the other methods have none.
        doubts: What is implausible about the facts.
        thresholds: The thresholds; the sensitivity is that of the probability at the nearest one.

    Returns:
        The estimate with its working, or Unknown with every method's reason.
    """
    if not methods:
        return Unknown("; ".join(dict.fromkeys(one.reason for one in missing)))
    blamed = _blamed(methods, doubts)
    clean = [one for one in methods if one.method not in blamed]
    aside = _imputed_apart(clean)
    clean = [one for one in clean if one not in aside]
    # Imputed figures are wide: far from figures of another kind they are shown, not combined, and cause no doubt.
    medians = [one.compute_flop.median for one in methods if one.method != "imputed"] or [
        one.compute_flop.median for one in methods
    ]
    agreement = max(medians) / min(medians)
    used: list[MethodResult] = clean or list(methods)
    messages = " ".join(one.message for one in doubts)
    choice = _chosen(facts, methods, clean, doubts, agreement)
    value, weights = choice.value, choice.weights
    published = _with_measured_errors(choice, facts, clean)
    is_measured = published is not value and "reported" not in weights and not choice.undecided
    rule = choice.rule
    if is_measured:
        has_given = facts.is_typed and _given_dex(clean, weights) > 0
        rule += measured_errors.WITH_GIVEN_INTERVALS if has_given else measured_errors.BY_MEASURED_ERRORS
    if aside:
        rule += "; the figure imputed from benchmark scores is more than 3 times away: shown, not combined"
    if blamed and clean:
        rule += f"; {' and '.join(sorted(blamed))} set aside as implausible"
    moved = sensitivities(used, weights, value, nearest_threshold(thresholds, value))
    return Estimate(
        published,
        tuple(methods),
        rule,
        agreement,
        facts.confidence if facts.compute is not None else "",
        "" if clean else messages,
        Receipt(()),
        narrowing(used, moved, value, facts, choice.undecided),
        graph(methods, weights, published, rule),
        moved,
        components_of(used),
        caution=" ".join(filter(None, (messages if clean else "", choice.caution))),
    )


class _Choice(NamedTuple):
    """One distribution chosen from the methods' figures.

    Args:
        value: Training compute, in FLOP.
        weights: Each used method's share of the figure; they sum to 1.
        rule: How it was chosen, in words.
        undecided: What would decide between the figures, or "" if they agree.
        caution: How far the methods disagree, or "" if they agree.
    """

    value: LogNormal
    weights: Mapping[str, float]
    rule: str
    undecided: str = ""
    caution: str = ""


def _with_measured_errors(choice: _Choice, facts: RunFacts, clean: Sequence[MethodResult]) -> LogNormal:
    """Return the chosen distribution with the errors that such figures were measured to have, in FLOP.

    Measured were bare statements. An interval that a person gives for an input is never narrowed; the input's source
    can slip as that of a bare number can.
    """
    if clean and clean[0].method == "reported":
        return measured_errors.with_reported_errors(choice.value, facts.confidence)
    methods = [one.method for one in clean]
    differ = not clean or bool(choice.undecided)
    given = _given_dex(clean, choice.weights) if facts.is_typed else 0.0
    return measured_errors.with_route_errors(choice.value, methods, differ, bool(facts.base_models), given)


def _given_dex(methods: Sequence[MethodResult], weights: Mapping[str, float]) -> float:
    """Return the part of a figure's sigma that a person gave as intervals of inputs, in decades."""
    return math.fsum(
        weights.get(one.method, 0.0) * math.hypot(*(given.weight * given.given_dex for given in one.inputs))
        for one in methods
    )


def _chosen(
    facts: RunFacts,
    methods: Sequence[MethodResult],
    clean: Sequence[MethodResult],
    doubts: Sequence[Doubt],
    agreement: float,
) -> _Choice:
    """Choose the distribution of training compute, in FLOP, by the rules that `combine` states.

    Args:
        facts: The model's facts.
        methods: Every method's figure, the most trusted first.
        clean: The figures without a doubt, which are combined.
        doubts: What is implausible about the facts.
        agreement: Largest median ÷ smallest median.
    """
    if not clean:
        fields = dict.fromkeys(name for one in doubts for name in one.fields)
        named = " and ".join(fields).replace("_", " ")
        rule = "every figure is in doubt: the lowest is shown, with an interval over all of them"
        undecided = f"which of {named} is misstated" if len(fields) > 1 else f"the true {named}"
        return _Choice(*_spanning(methods), rule, undecided)
    if clean[0].method == "reported":
        return _Choice(*_from_reported(facts, clean))
    if len(clean) == 1:
        method = clean[0].method
        return _Choice(clean[0].compute_flop, {method: 1.0}, f"from {_ALONE.get(method, method)} alone")
    medians = [one.compute_flop.median for one in clean]
    if max(medians) <= AGREEMENT * min(medians):
        rule = f"weighted mean of {' and '.join(one.method for one in clean)} in log space"
        return _Choice(*_weighted(clean), rule)
    differ = f"methods differ by a factor of {agreement:.2g}"
    figures = (f"{one.method} ({digits(one.compute_flop.median)} FLOP)" for one in clean)
    return _Choice(
        *_spanning(clean),
        f"the {differ}: the lowest is shown, with an interval over all of them",
        f"which holds: {' or '.join(figures)}",
        f"The {differ}.",
    )


def _from_reported(facts: RunFacts, clean: Sequence[MethodResult]) -> tuple[LogNormal, Mapping[str, float], str]:
    """Return the value, the weights and the rule for a figure that a source reports and no doubt concerns."""
    rule = "reported by a source; no other method is possible"
    if len(clean) > 1:
        far = max(medians_apart(clean[0], one) for one in clean[1:])
        how = "agree with it within" if far <= AGREEMENT else "differ from it by up to"
        times = f"{far:.1f}×" if far < EXACT_TIMES else f"{far:.0f}×"
        by = times if far >= LEAST_TIMES else f"{max(1.0, 100 * (far - 1)):.0f}%"
        rule = f"reported by a source; the other methods {how} {by}"
    reported, working = from_own_working(clean[0], clean[1:], facts.compute_methods, facts.confidence)
    if working:
        rule += f"; its interval is that of its inputs, by {working}"
    others = [one for one in clean[1:] if one.method != working]
    if confirmed := _confirmed(reported, others, facts.confidence):
        narrowed_by = " and ".join(one.method for one in others if one.method in CONFIRMING)
        return *confirmed, f"{rule}, narrowed by {narrowed_by}"
    return reported.compute_flop, {"reported": 1.0}, rule


def _imputed_apart(methods: Sequence[MethodResult]) -> list[MethodResult]:
    """Return the imputed figure if it is more than 3 times away from a figure of another kind: not combined, no doubt.

    With a reported figure, return nothing: every method is then only compared with it."""
    others = [one for one in methods if one.method != "imputed"]
    if not others or others[0].method == "reported":
        return []
    return [
        one
        for one in methods
        if one.method == "imputed" and any(medians_apart(one, other) > AGREEMENT for other in others)
    ]


def _blamed(methods: Sequence[MethodResult], doubts: Sequence[Doubt]) -> set[str]:
    """Return the methods that rest on a field in doubt. A doubt about one field blames that field's methods; one about
    several fields blames the method that a single-field doubt blames too, else all of them."""
    have = {one.method for one in methods}
    single = {
        m for doubt in doubts if len(doubt.fields) == 1 for m in have if RESTS_ON.get(m, set()) & set(doubt.fields)
    }
    out = set(single)
    for doubt in doubts:
        touched = {m for m in have if RESTS_ON.get(m, set()) & set(doubt.fields)}
        if not touched & single:
            out |= touched
    return out | _larger_of_contradictory(methods, doubts, out)


def _larger_of_contradictory(methods: Sequence[MethodResult], doubts: Sequence[Doubt], blamed: set[str]) -> set[str]:
    """Return the remaining methods that contradict a much smaller blamed one: of two contradictory numbers, the
    larger is never used alone.
    """
    out = set()
    for doubt in doubts:
        touched = [one for one in methods if RESTS_ON.get(one.method, set()) & set(doubt.fields)]
        small = [one for one in touched if one.method in blamed]
        for one in touched:
            if one.method not in blamed and any(
                one.compute_flop.median > AGREEMENT * other.compute_flop.median for other in small
            ):
                out.add(one.method)
    return out


def _weighted(methods: Sequence[MethodResult]) -> tuple[LogNormal, dict[str, float]]:
    """Return the minimum-variance mean of log10, given the shared errors, and each method's weight.

        w = Σ⁻¹ 1 / (1ᵀ Σ⁻¹ 1),  Σ_ij = [i = j] σ_i² + shared inputs_ij + common²

    Its variance is never below that of the common error. A method that would get a negative weight from a shared input
    is left out: it adds no information.
    """
    covariance = [
        [
            COMMON_ERROR_DEX**2 + (a.compute_flop.sigma_dex**2 if i == j else _shared(a, b))
            for j, b in enumerate(methods)
        ]
        for i, a in enumerate(methods)
    ]
    share, least = least_variance(covariance)
    mean = math.fsum(w * math.log10(methods[i].compute_flop.median) for i, w in share.items())
    variance = max(least, COMMON_ERROR_DEX**2)
    weights: dict[str, float] = {}
    for i, w in share.items():
        weights[methods[i].method] = weights.get(methods[i].method, 0.0) + w
    return LogNormal(median=10**mean, sigma_dex=math.sqrt(variance)), weights


def least_variance(covariance: Sequence[Sequence[float]]) -> tuple[dict[int, float], float]:
    """Return the weights of the mean of least variance, by place, and that variance.

    A value that would get a negative weight is left out.

    Args:
        covariance: Covariances of the values, shape (values, values).

    Example:
        >>> least_variance([[1.0, 0.0], [0.0, 3.0]])
        ({0: 0.75, 1: 0.25}, 0.75)
    """
    known = np.array(covariance)
    kept = list(range(len(known)))
    while True:
        block = known[np.ix_(kept, kept)]
        # Two figures from one input are one figure: the least squares solution divides the weight between them.
        solved = np.linalg.lstsq(block, np.ones(len(kept)), rcond=None)[0]
        if len(kept) == 1 or solved.min() >= 0:
            break
        kept.pop(int(solved.argmin()))
    share = solved / solved.sum()
    return dict(zip(kept, map(float, share), strict=True)), float(share @ block @ share)


def _confirmed(
    reported: MethodResult, others: Sequence[MethodResult], confidence: str
) -> tuple[LogNormal, dict[str, float]] | None:
    """Return a reported figure with the interval that independent routes leave it, and their weights; None if they do
    not narrow it.

        σ² = variance of the weighted mean + (log10 of reported ÷ weighted mean)²

    The median stays the source's own, so its distance from the mean counts as error. A route counts with the chance
    that its inputs are wrong. Figures from benchmarks, money or comparison do not count: a source's own figure often
    rests on the same.
    """
    routes = [with_wrong_inputs(one, confidence) for one in others if one.method in CONFIRMING]
    if not routes or any(medians_apart(reported, one) > AGREEMENT for one in others):
        return None
    mean, weights = _weighted([reported, *routes])
    spread = math.hypot(mean.sigma_dex, math.log10(reported.compute_flop.median / mean.median))
    if spread >= reported.compute_flop.sigma_dex:
        return None
    return LogNormal(median=reported.compute_flop.median, sigma_dex=spread), weights


def _shared(a: MethodResult, b: MethodResult) -> float:
    """Return the covariance from shared inputs, at most either method's own variance."""
    return min(shared_variance(a, b), a.compute_flop.sigma_dex**2, b.compute_flop.sigma_dex**2)


def _spanning(methods: Sequence[MethodResult]) -> tuple[LogNormal, dict[str, float]]:
    """Return the lowest figure, with a spread whose 90% interval includes the upper end of the highest one."""
    first = min(methods, key=lambda one: one.compute_flop.median)
    lowest = first.compute_flop
    top = max(one.compute_flop.interval()[1] for one in methods)
    value = LogNormal.from_factor(median=lowest.median, factor=max(top / lowest.median, lowest.factor))
    return value, {first.method: 1.0}
