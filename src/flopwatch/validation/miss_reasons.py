"""Misses: estimates far from recorded compute, classified by reason from the row's own columns."""

from __future__ import annotations

import math

import msgspec

from flopwatch.estimation import NOT_TEXT, RunFacts

REASONS: tuple[str, ...] = (
    "input in doubt, and said so",
    "recorded compute is itself imputed",
    "recorded compute below its base's own: the base is left out",
    "base compute included",
    "total parameters of a mixture of experts",
    "images, sounds or positions counted as tokens",
    "learns from what it generates",
    "epochs of a small corpus not stated",
    "corpus not all used, or counted twice",
    "data seen more than once, or in several stages",
    "chips of several kinds or counted by core",
    "chip time of more than the final run",
    "utilisation below the usual",
    "unexplained",
)


# If the whole is this many times below its base's recorded compute, the row counts only the fine-tuning.
LEFT_OUT = 1.5


class Miss(msgspec.Struct, frozen=True, kw_only=True):
    """An estimate off by more than a factor of 3.

    Args:
        method: The method.
        split: The split it occurred in.
        model: The model as the table names it.
        recorded_flop: The recorded compute.
        estimate_flop: The estimate's median.
        factor: The error as a factor, at least 1.
        reason: One of `REASONS`.
        usable: Whether the row counts as a fair test.
        language: Whether it is a language model.
        inside: Whether the recorded compute still lies in the 90% interval; None without one.
        doubted: Whether the estimate itself flagged an input as doubtful.
    """

    method: str
    split: str
    model: str
    recorded_flop: float
    estimate_flop: float
    factor: float
    reason: str
    usable: bool
    language: bool
    inside: bool | None
    doubted: bool


def reason_class(
    method: str,
    ratio: float,
    facts: RunFacts,
    recorded_by: frozenset[str],
    doubted: str,
    recorded: float = math.inf,
) -> str:
    """Return the class of a miss, the first of `REASONS` whose rule holds.

    Args:
        method: The method that missed.
        ratio: Estimate over recorded compute.
        facts: The row's facts.
        recorded_by: The table's methods of finding the compute.
        doubted: The estimate's own doubt, or "".
        recorded: Recorded compute, in FLOP.
    """
    counts_data = method != "hardware"
    if doubted:
        return "input in doubt, and said so"
    if recorded_by & {"imputed", "relative"}:
        return "recorded compute is itself imputed"
    if facts.base is not None and recorded < facts.base.median / LEFT_OUT:
        return "recorded compute below its base's own: the base is left out"
    if facts.base_models:
        return "base compute included"
    if counts_data and method == "6nd-epochs" and facts.is_sparse:
        return "total parameters of a mixture of experts"
    if counts_data and facts.domains & NOT_TEXT:
        return "images, sounds or positions counted as tokens"
    if counts_data and facts.is_reinforcement:
        return "learns from what it generates"
    if counts_data and method != "base" and facts.epochs is None:
        if ratio > 1:
            return "corpus not all used, or counted twice"
        amount = next(iter(facts.data.values()), None)
        small = amount is not None and amount.value < 1e11
        return "epochs of a small corpus not stated" if small else "data seen more than once, or in several stages"
    if not counts_data and (len(facts.chip_names) > 1 or "tpu" in facts.chip.casefold()):
        return "chips of several kinds or counted by core"
    if not counts_data and ratio > 1:
        return (
            "chip time of more than the final run" if facts.utilization is not None else "utilisation below the usual"
        )
    return "unexplained"


__all__ = ["REASONS", "Miss", "reason_class"]
