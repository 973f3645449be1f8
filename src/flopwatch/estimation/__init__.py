"""How much compute trained a model: one file per method, and `combine`, which weighs them and keeps the working."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from flopwatch.domain import Chip, FrontierPoint, Threshold, Unknown
from flopwatch.estimation.combine import combine
from flopwatch.estimation.facts import Facts, facts_of
from flopwatch.estimation.hardware import compute_from_hardware
from flopwatch.estimation.operations import compute_from_operations
from flopwatch.estimation.plausibility import Doubt, doubts_about
from flopwatch.estimation.receipt import percent, receipt
from flopwatch.estimation.reported import compute_reported
from flopwatch.estimation.results import Estimate, Input, MethodResult
from flopwatch.estimation.tables import Chips, Frontier
from flopwatch.records import Record


def estimate_models(
    records: Mapping[str, Record],
    chips: Sequence[Chip],
    frontier: Sequence[FrontierPoint],
    thresholds: Sequence[Threshold],
) -> dict[str, Estimate | Unknown]:
    """The training compute of every model, or why there is no estimate, by id."""
    known_chips, limits = Chips(chips), Frontier(frontier)
    return {
        key: estimate_model(record, known_chips, limits, thresholds)
        for key, record in records.items()
        if record.kind == "model"
    }


def estimate_model(
    record: Record, chips: Chips, frontier: Frontier, thresholds: Sequence[Threshold]
) -> Estimate | Unknown:
    """The training compute of one model by every method its facts allow, combined, with the receipt."""
    facts = facts_of(record)
    tried = (compute_reported(facts), compute_from_operations(facts), compute_from_hardware(facts, chips))
    methods = [one for one in tried if isinstance(one, MethodResult)]
    missing = [one for one in tried if isinstance(one, Unknown)]
    found = combine(facts, methods, missing, doubts_about(facts, frontier))
    if isinstance(found, Unknown):
        return found
    return dataclasses.replace(found, working_text=receipt(record.name, found, record.claims, thresholds))


__all__ = [
    "Chips", "Doubt", "Estimate", "Facts", "Frontier", "Input", "MethodResult", "combine", "compute_from_hardware",
    "compute_from_operations", "compute_reported", "doubts_about", "estimate_model", "estimate_models", "facts_of", "percent", "receipt",
]  # fmt: skip
