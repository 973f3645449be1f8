"""The working behind an estimate as data: a graph of its numbers, and the effect of each input on the figure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from flopwatch.domain import Threshold, exact
from flopwatch.estimation.results import Component, Input, MethodResult, Node, Sensitivity
from flopwatch.statistics import Z_90, LogNormal

WORTH_NAMING = 0.02  # share of the variance below which an input is not worth a line


def same_input(a: Input, b: Input) -> bool:
    """Return whether two methods use the same number: a common claim, or the same prior of the same name."""
    if a.claims or b.claims:
        return bool(set(a.claims) & set(b.claims))
    return bool(a.source) and (a.name, a.source) == (b.name, b.source)


def shared_variance(a: MethodResult, b: MethodResult) -> float:
    """Return the covariance of two methods' log10 from the inputs they share, in decades squared."""
    return math.fsum(
        x.weight * y.weight * x.value.sigma_dex * y.value.sigma_dex
        for x in a.inputs
        for y in b.inputs
        if same_input(x, y)
    )


def graph(
    methods: Sequence[MethodResult], weights: Mapping[str, float], value: LogNormal, rule: str
) -> tuple[Node, ...]:
    """Return every number behind the figure: inputs, then each method's figure, then `compute`.

    Args:
        methods: Every method's own figure, including those set aside.
        weights: By method, its weight in the published figure; a method without one is set aside, with no outgoing
            edge.
        value: The published distribution, in FLOP.
        rule: The rule that gives it from the methods.
    """
    nodes: list[Node] = []
    met: list[tuple[Input, str]] = []
    for number, one in enumerate(methods):
        own = (
            one.method
            if all(other.method != one.method for other in methods[:number])
            else f"{one.method}-{number + 1}"
        )
        used = []
        for place, given in enumerate(one.inputs):
            known = next((key for other, key in met if same_input(given, other) and given.unit == other.unit), None)
            key = known or f"{own}.{given.symbol}"
            if known is None:
                if any(node.id == key for node in nodes):
                    key = f"{key}{place + 1}"
                met.append((given, key))
                nodes.append(
                    Node(
                        key,
                        given.symbol,
                        given.name,
                        given.value,
                        given.unit,
                        "",
                        (),
                        given.claims,
                        given.source,
                    )
                )
            used.append(key)
        nodes.append(
            Node(
                own,
                "C",
                f"training compute by {one.method}",
                one.compute_flop,
                "FLOP",
                one.formula,
                tuple(dict.fromkeys(used)),
            )
        )
    taken = tuple(one.method for one in methods if weights.get(one.method))
    nodes.append(Node("compute", "C", "training compute", value, "FLOP", rule, tuple(dict.fromkeys(taken))))
    return tuple(nodes)


def sensitivities(
    methods: Sequence[MethodResult],
    weights: Mapping[str, float],
    value: LogNormal,
    threshold: Threshold | None,
) -> tuple[Sensitivity, ...]:
    """Return the effect of each input on the published figure, the largest first.

        log10 C = Σ_methods weight × Σ_inputs power × log10 input,     share = (weight × power × σ_input)² / σ_C²

    With the input at its 5% (95%) quantile the figure moves by -(+) 1.645 × weight × power × σ_input, and its variance
    shrinks by the share.

    Args:
        methods: The methods that make the published figure.
        weights: The weight of each, by method.
        value: The published distribution, in FLOP.
        threshold: The threshold whose probability is followed, or None.
    """
    gathered: list[tuple[Input, str, float]] = []
    for one in methods:
        for given in one.inputs:
            moved = weights.get(one.method, 0.0) * given.weight * given.value.sigma_dex
            for place, (other, key, so_far) in enumerate(gathered):
                if same_input(given, other):
                    gathered[place] = (
                        other,
                        key,
                        so_far + moved,
                    )  # one number in two methods moves both
                    break
            else:
                gathered.append((given, f"{one.method}.{given.symbol}", moved))
    total = value.sigma_dex**2
    out = []
    for given, key, moved in gathered:
        share = min(1.0, moved**2 / total) if total else 0.0
        if share < WORTH_NAMING:
            continue
        rest = math.sqrt(max(0.0, total - moved**2))
        ends = None
        if threshold is not None:
            flop = float(exact(threshold.flop))
            ends = [
                LogNormal(median=value.median * 10 ** (side * Z_90 * moved), sigma_dex=rest).prob_above(flop)
                for side in (-1, 1)
            ]
        out.append(
            Sensitivity(
                key,
                given.name,
                share,
                threshold.flop if threshold else "",
                ends[0] if ends else None,
                ends[1] if ends else None,
            )
        )
    return tuple(sorted(out, key=lambda one: (-one.variance_share, one.node)))


def components_of(methods: Sequence[MethodResult]) -> tuple[Component, ...]:
    """Return the parts of the compute, from the first method that distinguishes them."""
    return next((one.components for one in methods if one.components), ())


def nearest_threshold(thresholds: Sequence[Threshold], value: LogNormal) -> Threshold | None:
    """Return the threshold nearest in decades, whose probability is the most informative; None without thresholds."""
    return min(thresholds, key=lambda one: abs(math.log10(float(exact(one.flop)) / value.median)), default=None)
