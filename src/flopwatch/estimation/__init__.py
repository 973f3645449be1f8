"""How much compute trained a model: one file per method, and `combine`, which weighs them and keeps the working."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from flopwatch.domain import Chip, FrontierPoint, Threshold, Unknown
from flopwatch.estimation.bases import Bases
from flopwatch.estimation.benchmarks.from_records import impute_models
from flopwatch.estimation.combine import combine
from flopwatch.estimation.cost import compute_from_stated_cost
from flopwatch.estimation.facts import Facts, facts_of
from flopwatch.estimation.hardware import compute_from_hardware
from flopwatch.estimation.lineage import compute_from_base, with_base
from flopwatch.estimation.operations import compute_from_operations
from flopwatch.estimation.plausibility import Doubt, doubts_about
from flopwatch.estimation.prices import Offers
from flopwatch.estimation.receipt import percent, receipt
from flopwatch.estimation.relative import REFERENCE, Relatives
from flopwatch.estimation.reported import compute_reported
from flopwatch.estimation.results import Component, Estimate, Input, MethodResult, receipt_of, why_unknown
from flopwatch.estimation.tables import Chips, Frontier
from flopwatch.records import Record


def estimate_models(
    records: Mapping[str, Record],
    chips: Sequence[Chip],
    frontier: Sequence[FrontierPoint],
    thresholds: Sequence[Threshold],
    imputed: Mapping[str, MethodResult] | None = None,
    first: Mapping[str, Estimate | Unknown] | None = None,
) -> dict[str, Estimate | Unknown]:
    """The training compute of every model, or why there is no estimate, by id.

    Each model comes after those it was built upon or is measured against, so that their distributions are carried through.

    Args:
        records: Every record by id.
        chips: The table of accelerators.
        frontier: What nobody had exceeded, by date.
        thresholds: For the receipt.
        imputed: Figures of method `imputed` by model id, made from benchmark scores elsewhere.
        first: What the same records gave without those figures. Only the models with one, and what follows from them, are worked out
            anew.
    """
    if first is not None and not imputed:
        return dict(first)
    known_chips, limits = Chips(chips), Frontier(frontier)
    bases, relatives = Bases(records), Relatives(records)
    offers, given = Offers.of(chips), imputed or {}
    out: dict[str, Estimate | Unknown] = {}
    moved: set[str] = set(given)
    for key in bases.in_order(relatives.of):
        if first is not None and key in first:
            if key not in moved and moved.isdisjoint((*bases.of(records[key]), *relatives.of(key))):
                out[key] = first[key]
                continue
            moved.add(key)
        facts = bases.with_base(facts_of(records[key]), records[key], out)
        more = (
            relatives.compute(key, out),
            given.get(key, Unknown("not imputed from benchmarks")),
        )
        from_cost = partial(compute_from_stated_cost, facts, known_chips, offers)
        out[key] = estimate_facts(records[key], facts, known_chips, limits, thresholds, more, from_cost)
    return {key: out[key] for key, record in records.items() if record.kind == "model"}


# A reason that holds for nearly every model says nothing about one.
_SILENT = ("compared with no other model", "not imputed", "no cost is stated")


def _is_relative(record: Record, facts: Facts) -> bool:
    """Whether the compute that a source states is its own working of a comparison."""
    return facts.compute is not None and REFERENCE in record.claims[facts.compute.claims[0]].qualifiers


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
    record: Record,
    facts: Facts,
    chips: Chips,
    frontier: Frontier,
    thresholds: Sequence[Threshold],
    more: Sequence[MethodResult | Unknown] = (),
    last_resort: Callable[[], MethodResult | Unknown] | None = None,
) -> Estimate | Unknown:
    """The same from facts already gathered: with a base's compute filled in, or a claim held out.

    Args:
        record: The model.
        facts: Its facts.
        chips: The table of accelerators.
        frontier: What nobody had exceeded, by date.
        thresholds: For the receipt.
        more: Figures of methods that need more than the model's facts: `relative`, `imputed`.
        last_resort: What is worked out only where every other method is silent: a figure from money says next to nothing beside
            any other, and takes longer than all of them.
    """
    methods, missing = methods_for(facts, chips)
    extra = [one for one in more if isinstance(one, MethodResult)]
    if last_resort is not None and not methods and not extra:
        more = (*more, last_resort())
        extra = [one for one in more if isinstance(one, MethodResult)]
    if any(one.method == "relative" for one in extra) and _is_relative(record, facts):
        methods = [one for one in methods if one.method != "reported"]  # the same statement, counted once
    methods += extra
    missing += [one for one in more if isinstance(one, Unknown) and not one.reason.startswith(_SILENT)]
    found = combine(facts, methods, missing, doubts_about(facts, frontier), thresholds)
    if isinstance(found, Unknown):
        return found
    return dataclasses.replace(found, working_text=receipt(record.name, found, record.claims, thresholds))


__all__ = [
    "Bases", "Chips", "Component", "Doubt", "Estimate", "Facts", "Frontier", "Input", "MethodResult", "Relatives", "combine", "compute_from_hardware",
    "compute_from_base", "compute_from_operations", "compute_reported", "doubts_about", "estimate_facts", "estimate_model", "estimate_models", "facts_of", "impute_models",
    "methods_for", "percent", "receipt", "receipt_of", "why_unknown", "with_base",
]  # fmt: skip
