"""Recompute the figures, in FLOP, of the document "Over 20 AI models have been trained at the scale of GPT-4" (2025).

Each figure is estimated from the inputs that the document names (hardware, cost, a compared model) without its printed
figure, then compared with it.
"""

from __future__ import annotations

import dataclasses
from collections import ChainMap
from collections.abc import Mapping

import msgspec

from flopwatch.catalogue import Chips, Offers
from flopwatch.domain import Claim, Threshold, Unknown, digits
from flopwatch.estimation import (
    Estimate,
    MethodResult,
    Relatives,
    RunFacts,
    combine,
    compute_from_hardware,
    compute_from_operations,
    compute_from_relatives,
    compute_from_stated_cost,
    facts_of,
    receipt,
)
from flopwatch.records import Record, base_value
from flopwatch.statistics import LogNormal

# The column of document 001's table with the printed figures, as its reader and the curated claims name it.
PRINTED = ": Training FLOP estimate"
NEAR = 1.25  # largest factor between a figure and its recomputation that counts as agreement
# The methods of recomputing a figure, in order of preference.
ARITHMETIC = ("operations", "hardware", "cost", "relative")
# The document divides the whole sum by the rent; our own estimates assign a part of it to earlier experiments.
WHOLE_SUM = LogNormal(median=1.0)
_NO_ARITHMETIC = {
    "reported": "reported by the developer: there is nothing to recompute",
    "imputed": (
        "imputed from benchmark scores: the document prints neither the scores nor its curves (see `flopwatch impute`)"
    ),
}


class Recomputed(msgspec.Struct, frozen=True):
    """One printed figure, and the figure recomputed from its inputs.

    Args:
        model: The model's name.
        model_id: Its id.
        printed: The figure as printed, in FLOP.
        named: The methods that the document names, and those that the database entry behind it adds.
        method: The method of recomputation; "" if there is none.
        compute_flop: Median of the recomputed figure; None without one.
        low: Its 5% quantile.
        high: Its 95% quantile.
        factor: Ratio of the two figures, at least 1.
        near: Whether within a factor of 1.25; None without a figure.
        references_too: Error factor when reference models are also recomputed, instead of using their printed figures;
            None without reference models.
        formula: The formula.
        reason: The reason why it cannot be recomputed or may differ, or "".
        receipt: The receipt, as plain text; "" without a figure.
    """

    model: str
    model_id: str
    printed: str
    named: tuple[str, ...]
    method: str
    compute_flop: float | None
    low: float | None
    high: float | None
    factor: float | None
    near: bool | None
    references_too: float | None
    formula: str
    reason: str
    receipt: str


def recompute(
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    chips: Chips,
    offers: Offers,
    thresholds: tuple[Threshold, ...],
    source: str = "epoch-1e25",
) -> tuple[Recomputed, ...]:
    """Recompute every figure in the document's table from its inputs.

    Uses the methods that the document names for the row or, if none of them has its inputs, those of the database
    entry it refers to; of several the first of operations, hardware, cost, relative. Claims on the model's own compute
    are held out. A reference model keeps the figure that the census publishes for it, as in the document's own words
    ("our estimate of GPT-4 …").

    Args:
        records: Every record by id.
        estimates: The census's estimates, for reference models.
        chips: The accelerators.
        offers: Their prices.
        thresholds: For the receipts.
        source: Id of the document.
    """
    relatives = Relatives(records)
    own: dict[str, MethodResult] = {}
    rows: list[Recomputed] = []
    claims = ChainMap(
        *(dict(one.claims) for one in records.values())
    )  # a comparison may be in the other model's record
    for key, record in records.items():
        claim = _printed(record, source)
        if claim is None:
            continue
        found = _attempt(record, source, relatives, estimates, chips, offers)
        if isinstance(found, MethodResult):
            own[key] = found
        part: MethodResult | Unknown = Unknown("not from a sum")
        if isinstance(found, MethodResult) and found.method == "cost":
            part = compute_from_stated_cost(_hidden(record), chips, offers)
        rows.append(_row(record, claim, source, found, thresholds, claims, part))
    again: dict[str, Estimate | Unknown] = {**estimates}
    for key, one in own.items():
        known = estimates.get(key)
        if isinstance(known, Estimate) and one.method != "relative":
            again[key] = dataclasses.replace(known, compute_flop=one.compute_flop)
    for place, row in enumerate(rows):
        if row.method == "relative":
            found = compute_from_relatives(relatives.both_ways(row.model_id, again))
            if isinstance(found, MethodResult):
                with_references = _ratio(found.compute_flop.median, float(row.printed))
                rows[place] = msgspec.structs.replace(row, references_too=with_references)
    return tuple(sorted(rows, key=lambda row: row.model.casefold()))


def _hidden(record: Record) -> RunFacts:
    """Return the facts without any source's statement of the model's own compute."""
    return msgspec.structs.replace(facts_of(record), compute=None, finetune=None)


def _printed(record: Record, source: str) -> Claim | None:
    for claim in record.claims.values():
        if claim.source == source and claim.field == "training_compute" and claim.locator.endswith(PRINTED):
            return claim
    return None


def _named(record: Record, source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the methods that the document names for a model, and those that other sources add."""
    said = [one for one in record.claims.values() if one.field == "training_compute_method"]
    first = {one.value for one in said if one.source == source}
    others = {one.value for one in said} - first
    return tuple(sorted(first)), tuple(sorted(others))


def _attempt(
    record: Record,
    source: str,
    relatives: Relatives,
    estimates: Mapping[str, Estimate | Unknown],
    chips: Chips,
    offers: Offers,
) -> MethodResult | Unknown:
    first, others = _named(record, source)
    if not set(first) & set(ARITHMETIC):
        return Unknown("; ".join(_NO_ARITHMETIC.get(one, one) for one in first) or "no method is named")
    facts = _hidden(record)
    missing: list[str] = []
    for method in (*_in_order(first), *_in_order(others)):
        found = _by(method, facts, record, relatives, estimates, chips, offers)
        if isinstance(found, MethodResult):
            return found
        missing.append(f"{method}: {found.reason}")
    missing += [f"{one}: {_NO_ARITHMETIC[one]}" for one in first if one in _NO_ARITHMETIC]
    return Unknown("; ".join(missing))


def _in_order(methods: tuple[str, ...]) -> list[str]:
    return [one for one in ARITHMETIC if one in methods]


def _by(
    method: str,
    facts: RunFacts,
    record: Record,
    relatives: Relatives,
    estimates: Mapping[str, Estimate | Unknown],
    chips: Chips,
    offers: Offers,
) -> MethodResult | Unknown:
    if method == "operations":
        return compute_from_operations(facts)
    if method == "hardware":
        return compute_from_hardware(facts, chips)
    if method == "cost":
        return compute_from_stated_cost(facts, chips, offers, WHOLE_SUM)
    stated = relatives.both_ways(record.id, estimates)
    return compute_from_relatives(stated) if stated else Unknown("no factor is stated")


def _row(
    record: Record,
    claim: Claim,
    source: str,
    found: MethodResult | Unknown,
    thresholds: tuple[Threshold, ...],
    claims: Mapping[str, Claim],
    part: MethodResult | Unknown,
) -> Recomputed:
    printed, unit = base_value(claim)
    assert unit == "FLOP"
    first, others = _named(record, source)
    row = Recomputed(
        record.name, record.id, claim.as_written, (*first, *others), "", None, None, None, None, None, None, "", "", ""
    )
    if isinstance(found, Unknown):
        return msgspec.structs.replace(row, reason=found.reason)
    facts = _hidden(record)
    whole = combine(facts, [found], (), (), thresholds)
    assert isinstance(whole, Estimate)
    low, high = found.compute_flop.interval()
    factor = _ratio(found.compute_flop.median, float(printed))
    return msgspec.structs.replace(
        row,
        method=found.method,
        compute_flop=found.compute_flop.median,
        low=low,
        high=high,
        factor=factor,
        near=factor <= NEAR,
        formula=found.formula,
        reason=_remark(found, first, factor, float(printed), part),
        receipt=receipt(record.name, whole, claims, thresholds).text,
    )


def _ratio(a: float, b: float) -> float:
    return max(a / b, b / a)


def _remark(
    found: MethodResult, named: tuple[str, ...], factor: float, printed: float, part: MethodResult | Unknown
) -> str:
    remarks = ["the part imputed from benchmarks is left out"] if "imputed" in named else []
    if isinstance(part, MethodResult):
        other = _ratio(part.compute_flop.median, printed)
        remarks.append(f"the whole sum, as in the document; with our prior of the final run's share {other:.2f}x")
    if factor > NEAR:
        priors = [one for one in found.inputs if not one.claims and one.value.sigma_dex and one.weight]
        widest = max(priors, key=lambda one: one.value.sigma_dex, default=None)
        if widest is not None:
            needed = widest.value.median * (printed / found.compute_flop.median) ** (1 / widest.weight)
            remarks.append(
                f"no source states the {widest.name}; the printed figure needs {digits(needed)}, the prior's "
                f"median is {digits(widest.value.median)}"
            )
    return "; ".join(remarks)


def one_e25_as_markdown(rows: tuple[Recomputed, ...]) -> str:
    """Format the table and the receipts, as in `docs/methods/one-e25.md`."""
    lines = [
        "| model | printed | recomputed | 90% | factor | method | formula, or reason |",
        "|---|--:|--:|---|--:|---|---|",
    ]
    lines += [_line(one) for one in rows]
    lines += ["", "## Receipts", "", "```"]
    lines += ["\n\n".join(one.receipt for one in rows if one.receipt), "```"]
    return "\n".join(lines)


def _line(one: Recomputed) -> str:
    named = ", ".join(one.named)
    if one.compute_flop is None or one.low is None or one.high is None or one.factor is None:
        return f"| {one.model} | {one.printed} | — | — | — | {named} | {one.reason} |"
    how = one.formula + (f"; {one.reason}" if one.reason else "")
    if one.references_too is not None:
        how += f"; with its reference models recomputed too: {one.references_too:.2f}x"
    verdict = f"{one.factor:.2f}x" + ("" if one.near else " (not within 1.25x)")
    span = f"{digits(one.low)} to {digits(one.high)}"
    return f"| {one.model} | {one.printed} | {digits(one.compute_flop)} | {span} | {verdict} | {one.method} | {how} |"


def summary(rows: tuple[Recomputed, ...]) -> str:
    """Summarise the result in a sentence."""
    tried = [one for one in rows if one.near is not None]
    near = sum(bool(one.near) for one in tried)
    return (
        f"Of {len(rows)} printed figures {len(tried)} can be recomputed from their inputs, {near} of them "
        f"within {NEAR}x; "
        f"{len(rows) - len(tried)} cannot, each with the reason."
    )


__all__ = ["ARITHMETIC", "NEAR", "Recomputed", "one_e25_as_markdown", "recompute", "summary"]
