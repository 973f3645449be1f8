"""Imports of outside files, audits, and reproduction of the documents' figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from flopwatch import ledger, records, sources
from flopwatch.api.census_cache import take_census
from flopwatch.api.moved_figures import Moved, StatedAbove, moved_figures, stated_above
from flopwatch.domain import AnyEvent, Claim, Quarantined, Skip, Snapshot, When, canonical, exact

if TYPE_CHECKING:
    from flopwatch.reproduce import Reproduced


class Imported(msgspec.Struct, frozen=True):
    """The result of an import: read = claimed + skipped + quarantined.

    Args:
        claims: Number of claims in the entries.
        entries_model: Number of entries about models.
        models_distinct: Number of distinct models in them.
        models_new: Number of these that were not in the census.
        conflicts: Number of fields in which the file's claims differ from an independent source's.
        counts: Further counts by the reader.
        sums: Exact sums of the compute and the parameters claimed, by field.
        moved: Stated figures of known models that the import moved.
        stated_above: Base models that state more than 1e25 and 1e26 FLOP, before and after.
    """

    source: str
    read: int
    claimed: int
    skipped: tuple[Skip, ...]
    quarantined: tuple[Quarantined, ...]
    claims: int
    entries_model: int
    models_distinct: int
    models_new: int
    conflicts: int
    notes: tuple[str, ...]
    counts: dict[str, int]
    sums: dict[str, str]
    moved: tuple[Moved, ...] = ()
    stated_above: tuple[StatedAbove, ...] = ()


def import_file(
    reader_name: str,
    place: str,
    data: Path,
    store: str,
    *,
    source: str = "",
    date: str = "",
    accept_shrink: bool = False,
) -> Imported:
    """Import an outside file into the ledger as one snapshot, atomically. The raw bytes are kept by SHA-256.

    Everything is resolved and reported before anything is stored: what cannot be resolved is not stored.

    Raises:
        BadInput: If the file cannot be read at all.
        Shrunken: If the source has become much smaller and `accept_shrink` is not given; nothing is written.
    """
    read, raw = sources.read_file(reader_name, place, source=source, date=date)
    curated = sources.load_curated(data)
    kept = ledger.read_events(store)
    snapshot, note = records.succeed(read, kept, accept_shrink=accept_shrink)
    imported = _report(snapshot, [*curated.events(), *kept], curated, note)
    with ledger.open_store(store) as opened:
        ledger.seal(snapshot)  # what is not an event leaves no bytes in the cache either
        cache = ledger.Cache(ledger.beside(store, "cache"))
        cache.put(raw, source=snapshot.source, url=place if "://" in place else "", date=snapshot.date)
        opened.append([snapshot])
    return imported


def _report(snapshot: Snapshot, before: list[AnyEvent], curated: sources.Curated, note: str) -> Imported:
    """Return the counts of an import, and what it adds to the events before it."""

    def resolved(events: Iterable[AnyEvent]) -> records.Resolved:
        events = list(events)
        known = {**curated.sources, **records.described(events)}
        return records.resolve(records.fold(events), known, curated.developers, curated.known_models)

    old, new, alone = resolved(before), resolved([*before, snapshot]), resolved([snapshot])
    notes = (*snapshot.notes, note) if note else snapshot.notes
    mine = {claim.id_in(snapshot.source) for claim in snapshot.claims}
    distinct = {key for key, one in alone.records.items() if one.kind == "model"}
    return Imported(
        source=snapshot.source,
        read=snapshot.read,
        claimed=snapshot.claimed,
        skipped=snapshot.skipped,
        quarantined=snapshot.quarantined,
        claims=len(snapshot.claims),
        entries_model=snapshot.counts.get("entries_model", snapshot.claimed),
        models_distinct=len(distinct),
        models_new=len(distinct - set(old.records)),
        conflicts=sum(any(key in mine for keys in one.values.values() for key in keys) for one in new.conflicts),
        notes=notes,
        counts=snapshot.counts,
        sums=_sums(snapshot.claims),
        moved=moved_figures(old.records, new.records),
        stated_above=stated_above(old.records, new.records),
    )


def _sums(claims: Iterable[Claim]) -> dict[str, str]:
    """Return the exact sums of the compute and parameters claimed, for comparison with the file's own columns."""
    totals = {"training_compute": exact("0"), "parameters": exact("0")}
    for claim in claims:
        if claim.field in totals and claim.relation != "unknown":
            totals[claim.field] += records.base_value(claim)[0]
    return {name: canonical(total) for name, total in totals.items()}


def reproduce(data: Path, store: str, epoch: Sequence[str]) -> list[Reproduced]:
    """Recompute the documents' figures from the files given, and from the census as known on document 001's date."""
    from flopwatch.reproduce import CENSUS_DATE
    from flopwatch.reproduce import reproduce as reproduce_documents

    return reproduce_documents(sources.read_epoch_tables(epoch), take_census(data, store, When(known_on=CENSUS_DATE)))
