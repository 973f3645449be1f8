"""Notability as a rule: the criteria that a model meets, each with the evidence a source states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flopwatch.catalogue import Frontier
from flopwatch.domain import Source, exact
from flopwatch.records import Record, date_of

# Source: Epoch AI's criteria for notable models (epoch.ai/data/ai-models-documentation); documents 000 and 002.
LEAST_CITATIONS = 1_000
LEAST_COST_USD_2023 = 1_000_000
RECORDS = ("training_compute", "parameters")


@dataclass(frozen=True)
class Reason:
    """One criterion of notability that a model meets.

    Args:
        criterion: Term of the vocabulary `notability`.
        words: The evidence in words.
        claims: Ids of the claims behind it.
    """

    criterion: str
    words: str
    claims: tuple[str, ...]


def reasons_of(record: Record, sources: Mapping[str, Source], frontier: Frontier) -> tuple[Reason, ...]:
    """Return every criterion of notability that a model meets, the measured ones first; () if it meets none.

    Measured: 1,000 citations at a source's date, a training cost of $1 million in dollars of 2023, the largest training
    compute or parameters of any model up to its date. Stated: what a source counts it for (state of the art,
    historical significance, an award, users, a survey that calls it seminal).
    """
    measured = (_citations(record, sources), _cost(record), *(_record(record, frontier, one) for one in RECORDS))
    found = [one for one in measured if one is not None]
    met = {one.criterion for one in found}
    return (*found, *(one for one in _stated(record, sources) if one.criterion not in met))


def _citations(record: Record, sources: Mapping[str, Source]) -> Reason | None:
    counted = [
        (date_of(claim, sources), int(exact(claim.value)), key)
        for key, claim in record.claims.items()
        if claim.field == "citations" and claim.value and exact(claim.value) >= LEAST_CITATIONS
    ]
    if not counted:
        return None
    date, count, key = max(counted)
    when = f" as of {date}" if date else ""
    return Reason("highly-cited", f"{count:,} citations{when}; the criterion is {LEAST_CITATIONS:,}", (key,))


def _cost(record: Record) -> Reason | None:
    for key, claim in sorted(record.claims.items()):
        in_2023 = claim.field == "training_cost" and claim.qualifiers.get("usd_year") == "2023" and claim.unit == "USD"
        if in_2023 and claim.value and exact(claim.value) >= LEAST_COST_USD_2023:
            millions = f"{float(exact(claim.value)) / 1e6:,.3g}"
            return Reason("training-cost", f"a training cost of ${millions} million in dollars of 2023", (key,))
    return None


def _record(record: Record, frontier: Frontier, quantity: str) -> Reason | None:
    """Return the reason if the model's value is on the frontier of a quantity: above all before it."""
    value = record.fields.get(quantity)
    published = record.value("published")
    if value is None or not value.claims or not published or value.relation not in ("=", "≈"):
        return None
    names = {record.name, *record.aliases}
    reached = next((one for one in frontier.points(quantity) if one.model in names), None)
    if reached is None:
        return None
    words = f"the largest {quantity.replace('_', ' ')} of any known model up to {published}"
    return Reason("record", words, value.claims[:1])


def _stated(record: Record, sources: Mapping[str, Source]) -> list[Reason]:
    found: dict[str, Reason] = {}
    for key, claim in sorted(record.claims.items()):
        if claim.field == "notability" and claim.value:
            date = date_of(claim, sources)
            words = f"“{claim.as_written}” in its source" + (f" of {date}" if date else "")
            found.setdefault(claim.value, Reason(claim.value, words, (key,)))
    return list(found.values())
