"""What the room hands on: an Estimate of training compute with every method's own figure and the working behind it."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.domain import Unknown, digits
from flopwatch.estimation.receipt_lines import Receipt
from flopwatch.statistics import LogNormal


@dataclass(frozen=True)
class Input:
    """One number that went into a formula.

    Args:
        symbol: The formula's letter for it (`N`, `D`, `C`).
        name: What it is, in words.
        value: Its distribution, in `unit`.
        unit: Its unit.
        claims: Ids of the claims it rests on; empty for a prior.
        source: For a prior or constant: where it comes from.
        weight: By what power the method's figure goes with it: 1 in a product, a share of the whole in a sum.
    """

    symbol: str
    name: str
    value: LogNormal
    unit: str
    claims: tuple[str, ...] = ()
    source: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class Component:
    """A part of training compute: pre-training, base model, generation, a teacher's passes, …

    Args:
        name: What it is: `training`, `generation`, `base`, `own`, `teacher`.
        compute_flop: Its operations.
        formula: Where it comes from.
        counted: Whether it is part of the published figure (a teacher's passes are not: laws count them, Epoch does
            not).
    """

    name: str
    compute_flop: LogNormal
    formula: str
    counted: bool = True


@dataclass(frozen=True)
class MethodResult:
    """One method's own figure: the compute in FLOP, the formula with its numbers, the inputs, doubts about it, and
    its parts.
    """

    method: str
    compute_flop: LogNormal
    formula: str
    inputs: tuple[Input, ...]
    doubts: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()


@dataclass(frozen=True)
class Node:
    """One number of the working: what it is, its distribution, and the numbers it was worked out from.

    Args:
        id: Name of the node: `compute`, `operations`, `operations.N`.
        symbol: The formula's letter for it.
        name: What it is, in words.
        value: Its distribution, in `unit`.
        unit: Its unit.
        formula: How it follows from `inputs`; "" for what is stated or assumed.
        inputs: Ids of the nodes it follows from, each earlier in the list.
        claims: Ids of the claims that state it.
        source: For a prior or constant: where it comes from.
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
    """How much one input moves the published figure.

    Args:
        node: Id of the input's node (of the first, where several methods share it).
        name: What it is, in words.
        variance_share: Share of the published variance (of log10) that would go if it were known exactly.
        threshold_flop: The threshold the probabilities are of; "" where there is none.
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
        rule: How the published figure follows from them, in a sentence.
        agreement: Largest ratio between two methods' medians, imputed ones aside where there are others (1 where there
            is one method).
        confidence: The source's own word for how sure it is, or "".
        doubted: Why the number must not be taken at face value; "" where there is no such reason.
        receipt: The receipt, as lines of typed parts.
        sensitivity: What would narrow it most, in a sentence.
        working: Every number behind the figure as a graph without circles, inputs before what follows from them.
        sensitivities: What each input does to the figure, the weightiest first.
        components: The parts of the compute, those not counted in it too.
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

    @property
    def sentence(self) -> str:
        """The estimate in a sentence for people."""
        low, high = self.compute_flop.interval()
        doubt = f" In doubt: {self.doubted}" if self.doubted else ""
        return (
            f"About {digits(self.compute_flop.median)} FLOP, with 90% probability between {digits(low)} and "
            f"{digits(high)}: {self.rule}. "
            f"What would narrow it most: {self.sensitivity}.{doubt}"
        )


def why_unknown(found: Estimate | Unknown | None) -> str:
    """Why there is no estimate; "" where there is one."""
    if isinstance(found, Estimate):
        return ""
    return found.reason if found else "no estimate was made"
