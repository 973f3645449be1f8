"""How much compute trained a model: one file per method, and `combine`, which weighs them and keeps the working."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from flopwatch.domain import Chip, FrontierPoint, Threshold, Unknown
from flopwatch.estimation.bases import Bases
from flopwatch.estimation.combine import combine
from flopwatch.estimation.facts import Facts, facts_of
from flopwatch.estimation.hardware import compute_from_hardware
from flopwatch.estimation.lineage import compute_from_base, with_base
from flopwatch.estimation.operations import compute_from_operations
from flopwatch.estimation.plausibility import Doubt, doubts_about
from flopwatch.estimation.receipt import percent, receipt
from flopwatch.estimation.reported import compute_reported
from flopwatch.estimation.results import Component, Estimate, Input, MethodResult
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
    bases = Bases(records)
    out: dict[str, Estimate | Unknown] = {}
    for key in bases.in_order():
        facts = bases.with_base(facts_of(records[key]), records[key], out)
        out[key] = estimate_facts(records[key], facts, known_chips, limits, thresholds)
    return {key: out[key] for key, record in records.items() if record.kind == "model"}


def estimate_model(
    record: Record, chips: Chips, frontier: Frontier, thresholds: Sequence[Threshold]
) -> Estimate | Unknown:
    """The training compute of one model by every method its facts allow, combined, with the receipt."""
    return estimate_facts(record, facts_of(record), chips, frontier, thresholds)


def methods_for(facts: Facts, chips: Chips) -> tuple[list[MethodResult], list[Unknown]]:
    """Every method's own figure, the most trusted first, and why the others have none."""
    tried = [
        compute_reported(facts),
        with_base(facts, compute_from_operations(facts)),
        with_base(facts, compute_from_hardware(facts, chips)),
    ]
    if not any(isinstance(one, MethodResult) for one in tried):
        tried.append(compute_from_base(facts))
    return [one for one in tried if isinstance(one, MethodResult)], [
        one for one in tried if isinstance(one, Unknown)
    ]


def estimate_facts(
    record: Record, facts: Facts, chips: Chips, frontier: Frontier, thresholds: Sequence[Threshold]
) -> Estimate | Unknown:
    """The same from facts already gathered: with a base's compute filled in, or a claim held out."""
    methods, missing = methods_for(facts, chips)
    found = combine(facts, methods, missing, doubts_about(facts, frontier), thresholds)
    if isinstance(found, Unknown):
        return found
    return dataclasses.replace(found, working_text=receipt(record.name, found, record.claims, thresholds))


__all__ = [
    "Bases", "Chips", "Component", "Doubt", "Estimate", "Facts", "Frontier", "Input", "MethodResult", "combine", "compute_from_hardware",
    "compute_from_base", "compute_from_operations", "compute_reported", "doubts_about", "estimate_facts", "estimate_model", "estimate_models", "facts_of",
    "methods_for", "percent", "receipt", "with_base",
]  # fmt: skip
