"""Imported rows at or above a threshold: listed, folded under a base, or left out; and how the list changed by them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from flopwatch import ledger, records
from flopwatch.api.census_cache import take_census
from flopwatch.api.rows import interval, read_flop
from flopwatch.census import Census
from flopwatch.classification import CLASSES, crossing_of
from flopwatch.domain import NOW, Claim, Interval, Snapshot, When, canonical, exact, rounded
from flopwatch.estimation import Doubted, Estimate
from flopwatch.records import DERIVED, Record

LISTED = CLASSES[:3]  # confirmed, likely, cannot be ruled out


class ImportedRow(msgspec.Struct, frozen=True):
    """One imported row whose training compute is at or above a threshold.

    Args:
        source: Id of the imported source.
        entry: Its place there.
        name: The row's name.
        flop: The training compute that it states, in FLOP.
        outcome: `listed`, `folded` (under a base model), `doubted` (a figure that cannot be) or `below`.
        model: Id of the model that the row is about.
        under: Id of the base model it folds under, or "".
        compute_class: Class of the model, or of the base it folds under, at the threshold.
        reason: Why.
    """

    source: str
    entry: str
    name: str
    flop: str
    outcome: str
    model: str
    under: str
    compute_class: str
    reason: str


class Headline(msgspec.Struct, frozen=True):
    """One model whose place in the list changed by the imports.

    Args:
        model: Its id.
        name: Its name.
        before: Its class without the ledger; "" if it had no record.
        after: Its class with it; "" if it has no record.
        p50: The median of its compute in FLOP, with the ledger; None if unknown.
        interval: The 90% interval, with the ledger.
        reason: Why.
    """

    model: str
    name: str
    before: str
    after: str
    p50: float | None
    interval: Interval | None
    reason: str


class Explained(msgspec.Struct, frozen=True):
    """Effect of a ledger's imports on the list of models above a threshold.

    Args:
        threshold_flop: The threshold in FLOP.
        before: Base models in the list without the ledger, by class.
        after: The same with it.
        rows: Imported rows at or above the threshold, the largest first.
        changed: Models that entered or left the list, or changed class in it.
        quarantined: Imported rows that could not be read, each with the reason.
    """

    threshold_flop: float
    before: dict[str, int]
    after: dict[str, int]
    rows: tuple[ImportedRow, ...]
    changed: tuple[Headline, ...]
    quarantined: tuple[str, ...]


def explain_imports(data: Path, store: str, *, at: str, when: When = NOW) -> Explained:
    """Explain each imported row at or above a threshold, and each model whose class at it the imports changed.

    Args:
        data: The curated folder.
        store: Address of the ledger.
        at: The threshold in FLOP.
        when: The dates of the view.
    """
    flop = read_flop(at)
    absent = os.fspath(ledger.beside(store, "no-imports.sqlite"))  # an absent ledger is an empty one
    without, census = take_census(data, absent, when), take_census(data, store, when)
    events = records.known_by(ledger.read_events(store), when.known_on)
    imported = [one for some in records.fold(events).snapshots.values() for one in some if one.about]
    return Explained(
        threshold_flop=flop,
        before=_counted(without, flop),
        after=_counted(census, flop),
        rows=tuple(sorted(_rows(census, imported, flop), key=lambda one: (-float(one.flop), one.source, one.entry))),
        changed=tuple(_changed(without, census, flop)),
        quarantined=tuple(f"{one.source}: {row.item}: {row.reason}" for one in imported for row in one.quarantined),
    )


_SAME_FIGURE = exact("0.99"), exact("1.01")  # within the digits that tables print


def _class(census: Census, key: str, flop: float) -> tuple[str, str]:
    """Return a base model's class at a threshold and the reason; ("", "") if it is no base model of the census."""
    record, estimate = census.records.get(key), census.estimates.get(key)
    if record is None or estimate is None or record.is_variant:
        return "", ""
    if isinstance(estimate, Doubted):
        return "doubted", estimate.reason
    crossing = crossing_of(record, estimate, flop)
    return crossing.compute_class, crossing.justification or crossing.rule


def _counted(census: Census, flop: float) -> dict[str, int]:
    found = Counter(_class(census, key, flop)[0] for key in census.estimates)
    return {name: found[name] for name in LISTED}


def _rows(census: Census, imported: Sequence[Snapshot], flop: float) -> Iterator[ImportedRow]:
    owners = {key: record for record in census.records.values() for key in record.claims}
    by_row = {(one.source, one.subject, one.locator): owners[key] for key, one in census.claims.items()}
    for snapshot in imported:
        for claim in snapshot.claims:
            if claim.field != "training_compute" or claim.relation == "unknown" or claim.qualifiers.get("component"):
                continue
            amount = records.base_value(claim)[0]
            if float(amount) >= flop:
                record = by_row.get((claim.source, claim.subject, claim.locator))
                yield _row(census, claim, canonical(amount), record, flop)


def _row(census: Census, claim: Claim, amount: str, record: Record | None, flop: float) -> ImportedRow:
    if record is None:
        left = "its statement is not current: erased by a decision, or made after the date of the view"
        return ImportedRow(claim.source, claim.entry, claim.subject, amount, "below", "", "", "", left)
    top = record.base or record.id
    name, why = _class(census, top, flop)
    if record.is_variant:
        base = census.records[top].name
        how = f"{DERIVED[record.derivation]} {record.derived_from}" if record.derived_from else "a version of it"
        outcome, why = "folded", f"folds under {base}: {how}"
    else:
        outcome = "listed" if name in LISTED else "doubted" if name == "doubted" else "below"
        why = "; ".join(filter(None, (_value_used(record, amount), why)))
    return ImportedRow(claim.source, claim.entry, claim.subject, amount, outcome, record.id, record.base, name, why)


def _value_used(record: Record, amount: str) -> str:
    """Return the training compute that the record uses instead of a row's, and by which rule; "" if it is the row's."""
    used = record.fields.get("training_compute")
    if used is None:
        return record.unknown.get("training_compute", "")
    if used.value and _SAME_FIGURE[0] <= exact(used.value) / exact(amount) <= _SAME_FIGURE[1]:
        return ""
    return f"the record uses {used.value} {used.unit}: {used.rule}"


def _changed(without: Census, census: Census, flop: float) -> Iterator[Headline]:
    for key in sorted(without.estimates.keys() | census.estimates.keys()):
        (before, _), (after, why) = _class(without, key, flop), _class(census, key, flop)
        if before == after or not {before, after} & set(LISTED):
            continue
        estimate = census.estimates.get(key)
        record = census.records.get(key)
        if record is not None and record.is_variant:
            why = f"folds under {census.records[record.base].name}"
        elif record is None:
            why = f"one model with {census.redirects[key]}" if key in census.redirects else "no record any more"
        yield Headline(
            key,
            (record or without.records[key]).name,
            before,
            after,
            rounded(estimate.compute_flop.median) if isinstance(estimate, Estimate) else None,
            interval(estimate),
            why,
        )
