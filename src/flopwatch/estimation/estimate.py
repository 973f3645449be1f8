"""Estimates of training compute for all records, or for one run: methods, combination, receipt."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from flopwatch.catalogue import Catalogue, Chips
from flopwatch.domain import Claim, Unknown
from flopwatch.estimation.combination import combine
from flopwatch.estimation.known_bases import Bases
from flopwatch.estimation.methods.base_model import compute_from_base, with_base
from flopwatch.estimation.methods.hardware import compute_from_hardware
from flopwatch.estimation.methods.money import compute_from_stated_cost
from flopwatch.estimation.methods.operations import compute_from_operations
from flopwatch.estimation.methods.relative import REFERENCE, Relatives
from flopwatch.estimation.methods.reported import compute_reported
from flopwatch.estimation.plausibility import doubts_about, is_disqualifying
from flopwatch.estimation.receipts import at_least_with_receipt, doubted_receipt, receipt
from flopwatch.estimation.results import AtLeast, Doubted, Estimate, MethodResult
from flopwatch.estimation.run_facts import RunFacts, facts_of
from flopwatch.records import Record

NOT_IMPUTED = Unknown("not imputed from benchmarks", "not-applicable")
COUNTABLE = "its parameters and data are stated: benchmark scores are no substitute for a count of its operations"


def estimate_models(
    records: Mapping[str, Record],
    tables: Catalogue,
    imputed: Mapping[str, MethodResult | AtLeast] | None = None,
    first: Mapping[str, Estimate | Unknown] | None = None,
    changed: Collection[str] = (),
) -> dict[str, Estimate | Unknown]:
    """Estimate the training compute of every model, in FLOP.

    Each model comes after those it was built upon or is measured against, so that their distributions propagate.

    Args:
        records: Every record by id.
        tables: Accelerators with prices, the frontier by date, and the thresholds of the receipt.
        imputed: Figures of method `imputed` by model id, from benchmark scores, or their lower ends.
        first: Estimates from the same records without the imputed figures. If given, only models with an imputed figure
            and those that depend on them are estimated again.
        changed: Ids of models whose records are not those of `first`. If given, only they and those that depend on them
            are estimated again, and `imputed` holds the figures that `first` was made with.

    Returns:
        By model id, the estimate, or Unknown with the reason.
    """
    if first is not None and not imputed and not changed:
        return dict(first)
    bases, relatives = Bases(records), Relatives(records)
    given = imputed or {}
    out: dict[str, Estimate | Unknown] = {}
    moved: set[str] = set(changed) or set(given)
    for key in bases.in_order(relatives.of):
        if first is not None and key in first:
            if key not in moved and moved.isdisjoint((*bases.of(records[key]), *relatives.of(key))):
                out[key] = first[key]
                continue
            moved.add(key)
        facts = bases.with_base(facts_of(records[key]), records[key], out)
        more = (
            relatives.compute(key, out),
            given.get(key, NOT_IMPUTED),
        )
        from_cost = partial(compute_from_stated_cost, facts, tables.chips, tables.offers)
        out[key] = estimate_run(records[key].name, facts, tables, records[key].claims, more, from_cost)
    return {key: out[key] for key, record in records.items() if record.kind == "model"}


def _is_relative(facts: RunFacts, claims: Mapping[str, Claim]) -> bool:
    """Return whether the source derived its stated compute from a comparison."""
    stated = facts.compute
    return stated is not None and bool(stated.claims) and REFERENCE in claims[stated.claims[0]].qualifiers


def methods_for(facts: RunFacts, chips: Chips) -> tuple[list[MethodResult], list[Unknown]]:
    """Return every method's own figure, the most trusted first, and the reasons why the others have none.

    The base's compute is a method of its own only if nothing of the model itself was counted or timed.
    """
    tried = [
        compute_reported(facts),
        with_base(facts, compute_from_operations(facts)),
        with_base(facts, compute_from_hardware(facts, chips)),
    ]
    if not any(isinstance(one, MethodResult) for one in tried[1:]):
        tried.append(compute_from_base(facts))
    return [one for one in tried if isinstance(one, MethodResult)], [one for one in tried if isinstance(one, Unknown)]


def estimate_run(
    name: str,
    facts: RunFacts,
    tables: Catalogue,
    claims: Mapping[str, Claim],
    more: Sequence[MethodResult | Unknown] = (),
    last_resort: Callable[[], MethodResult | Unknown] | None = None,
) -> Estimate | Unknown:
    """Estimate the training compute of one run, in FLOP, by every method its facts allow, combined, with the receipt.

    Records and typed runs both come here.

    Args:
        name: Name of the run on the receipt.
        facts: Its facts.
        tables: Accelerators, the frontier by date, and the thresholds of the receipt.
        claims: The claims behind the facts, by id.
        more: Figures of methods that need more than the run's facts: `relative`, `imputed`.
        last_resort: A method called only if all others fail: a figure from money adds next to nothing to any other, and
            takes longer than all of them.
    """
    methods, missing = methods_for(facts, tables.chips)
    extra = [one for one in more if isinstance(one, MethodResult)]
    if last_resort is not None and not methods and not extra:
        more = (*more, last_resort())
        extra = [one for one in more if isinstance(one, MethodResult)]
    if any(one.method == "relative" for one in extra) and _is_relative(facts, claims):
        methods = [one for one in methods if one.method != "reported"]  # the same statement: count it once
    if not methods and facts.parameters is not None and facts.data and all(one.method == "imputed" for one in extra):
        extra, more = [], (*more, Unknown(COUNTABLE) if extra else NOT_IMPUTED)
    methods += extra
    missing += [one for one in more if isinstance(one, Unknown) and one.code not in ("not-applicable", "at-least")]
    doubts = tuple(filter(is_disqualifying, doubts_about(facts, tables.frontier)))
    found = combine(facts, methods, missing, doubts, tables.thresholds)
    if isinstance(found, Unknown):
        return next((at_least_with_receipt(name, one, claims) for one in more if isinstance(one, AtLeast)), found)
    if not found.doubted or facts.is_typed:  # a person who types a figure sees its result
        return dataclasses.replace(found, receipt=receipt(name, found, claims, tables.thresholds))
    reason = " ".join(f"{one.message} {one.proposal}".strip() for one in doubts)
    found = dataclasses.replace(found, receipt=doubted_receipt(name, found, reason, claims))
    return Doubted(f"every stated figure is in doubt: {reason}", "doubted", found)
