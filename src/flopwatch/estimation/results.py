"""What the room hands on: an Estimate of training compute with every method's own figure and the working behind it."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.domain import LogNormal


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
        shared: What other figures rest on too, so that their errors move together: the id of the model it is the compute of; "".
    """

    symbol: str
    name: str
    value: LogNormal
    unit: str
    claims: tuple[str, ...] = ()
    source: str = ""
    shared: str = ""


@dataclass(frozen=True)
class Component:
    """A part of training compute: pre-training, base model, generation, a teacher's passes, …

    Args:
        name: What it is: `training`, `generation`, `base`, `own`, `teacher`.
        compute_flop: Its operations.
        formula: Where it comes from.
        counted: Whether it is part of the published figure (a teacher's passes are not: laws count them, Epoch does not).
    """

    name: str
    compute_flop: LogNormal
    formula: str
    counted: bool = True


@dataclass(frozen=True)
class MethodResult:
    """One method's own figure: the compute in FLOP, the formula with its numbers, the inputs, doubts about it, and its parts."""

    method: str
    compute_flop: LogNormal
    formula: str
    inputs: tuple[Input, ...]
    doubts: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """Training compute of one model.

    Args:
        compute_flop: The published distribution, in FLOP.
        methods: Every method's own figure, the most trusted first.
        rule: How the published figure follows from them, in a sentence.
        agreement: Largest ratio between two methods' medians (1 where there is one method).
        confidence: The source's own word for how sure it is, or "".
        doubted: Why the number must not be taken at face value; "" where there is no such reason.
        working_text: The receipt, as plain text.
        sensitivity: What would narrow it most, in a sentence.
    """

    compute_flop: LogNormal
    methods: tuple[MethodResult, ...]
    rule: str
    agreement: float
    confidence: str
    doubted: str
    working_text: str
    sensitivity: str
