"""Results of the room: an Estimate of training compute with every method's own figure and the working."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.domain import Unknown, digits
from flopwatch.estimation.receipt_lines import Receipt
from flopwatch.statistics import LogNormal


@dataclass(frozen=True)
class Input:
    """One number in a formula.

    Args:
        symbol: The formula's letter for it (`N`, `D`, `C`).
        name: Its name, in words.
        value: Its distribution, in `unit`.
        unit: Its unit.
        claims: Ids of the claims it rests on; empty for a prior.
        source: For a prior or constant: its source.
        weight: Its exponent in the method's figure: 1 in a product, its share of the total in a sum.
        given_dex: The part of its sigma that a person gave as its own interval, in decades.
    """

    symbol: str
    name: str
    value: LogNormal
    unit: str
    claims: tuple[str, ...] = ()
    source: str = ""
    weight: float = 1.0
    given_dex: float = 0.0


@dataclass(frozen=True)
class Component:
    """A part of training compute: pre-training, base model, generation, a teacher's passes, …

    Args:
        name: Its kind: `training`, `generation`, `base`, `own`, `teacher`.
        compute_flop: Its operations.
        formula: The formula it comes from.
        counted: Whether it is part of the published figure (a teacher's passes are not: rules of law count them, Epoch
            does not).
    """

    name: str
    compute_flop: LogNormal
    formula: str
    counted: bool = True


@dataclass(frozen=True)
class MethodResult:
    """One method's own figure: the compute in FLOP, the formula with its numbers, the inputs, doubts and components."""

    method: str
    compute_flop: LogNormal
    formula: str
    inputs: tuple[Input, ...]
    doubts: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()


@dataclass(frozen=True)
class Node:
    """One number of the working: its name, its distribution, and the numbers it was computed from.

    Args:
        id: Name of the node: `compute`, `operations`, `operations.N`.
        symbol: The formula's letter for it.
        name: Its name, in words.
        value: Its distribution, in `unit`.
        unit: Its unit.
        formula: Its formula over `inputs`, or "" if it is stated or assumed.
        inputs: Ids of the nodes it is computed from, each earlier in the list.
        claims: Ids of the claims that state it.
        source: For a prior or constant: its source.
    """

    id: str
    symbol: str
    name: str
    value: LogNormal
    unit: str
    formula: str = ""
    inputs: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Sensitivity:
    """The effect of one input on the published figure.

    Args:
        node: Id of the input's node (of the first, if several methods share it).
        name: Its name, in words.
        variance_share: Share of the published variance (of log10) that would vanish if the input were known exactly.
        threshold_flop: The threshold of the probabilities, or "".
        probability_low: P(compute > threshold) with the input at its 5% quantile; None without a threshold.
        probability_high: The same at its 95% quantile.
    """

    node: str
    name: str
    variance_share: float
    threshold_flop: str = ""
    probability_low: float | None = None
    probability_high: float | None = None


@dataclass(frozen=True)
class Estimate:
    """Training compute of one model.

    Args:
        compute_flop: The published distribution, in FLOP.
        methods: Every method's own figure, the most trusted first.
        rule: The rule that gives the published figure, in a sentence.
        agreement: Largest ratio between two methods' medians, without imputed ones if there are others (1 for a single
            method).
        confidence: The source's own word for its confidence, or "".
        doubted: Why the number is implausible, or "".
        receipt: The receipt, as lines of typed parts.
        sensitivity: The fact that would narrow it most, in a sentence.
        working: Every number behind the figure as an acyclic graph, inputs first.
        sensitivities: The effect of each input on the figure, the largest first.
        components: The parts of the compute, including those not counted in it.
        caution: Stated numbers that were set aside and how far the methods disagree, or "".
    """

    compute_flop: LogNormal
    methods: tuple[MethodResult, ...]
    rule: str
    agreement: float
    confidence: str
    doubted: str
    receipt: Receipt
    sensitivity: str
    working: tuple[Node, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    components: tuple[Component, ...] = ()
    caution: str = ""

    @property
    def sentence(self) -> str:
        """Return the estimate as a sentence for people."""
        low, high = self.compute_flop.interval()
        doubt = f" In doubt: {self.doubted}" if self.doubted else f" Caution: {self.caution}" if self.caution else ""
        return (
            f"About {digits(self.compute_flop.median)} FLOP, with 90% probability between {digits(low)} and "
            f"{digits(high)}: {self.rule}. "
            f"What would narrow it most: {self.sensitivity}.{doubt}"
        )


class Doubted(Unknown, frozen=True):
    """A training compute that is unknown because every figure for it is implausible.

    It counts for nothing: no probability, no class above a threshold, no trend, no column. The figure is kept only to
    be shown with its doubt.

    Args:
        reason: The arithmetic of the doubt and the proposed readings.
        code: `doubted`.
        figure: The implausible estimate.
    """

    figure: Estimate | None = None


class AtLeast(Unknown, frozen=True):
    """A training compute of which benchmark scores give only a lower end: no figure is published.

    Args:
        reason: The lower end and why there is no figure.
        code: `at-least`.
        low_flop: The lower end, in FLOP: 95% lie above.
        high_flop: The upper end of the figure's interval: up to it a threshold cannot be ruled out, in FLOP.
        figure: The figure from the scores, for its formula and its claims.
        receipt: The receipt, as lines of typed parts.
    """

    low_flop: float = 0.0
    high_flop: float = 0.0
    figure: MethodResult | None = None
    receipt: Receipt = Receipt(())


def why_unknown(found: Estimate | Unknown | None) -> str:
    """Return why there is no estimate, or "" if there is one."""
    if isinstance(found, Estimate):
        return ""
    return found.reason if found else "no estimate was made"
