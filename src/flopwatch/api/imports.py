"""Outside files in: import, audit, and the documents' figures beside ours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from flopwatch import audit as auditing
from flopwatch import ledger, pipeline, records, sources
from flopwatch.api.census_cache import take_census
from flopwatch.domain import AnyEvent, Claim, Quarantined, Skip, Snapshot, canonical, exact

if TYPE_CHECKING:
    from flopwatch.reproduce import Reproduced


class Imported(msgspec.Struct, frozen=True):
    """What an import read: read = claimed + skipped + quarantined.

    Args:
        claims: How many claims the entries gave.
        entries_model: How many entries are of models.
        models_distinct: How many models they are of.
        models_new: How many of these the census did not have.
        conflicts: On how many fields the file's claims differ from an independent source's.
        counts: Further counts of the reader's.
        sums: Exact sums of the compute and the parameters claimed, by field.
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
    """Read an outside file into the ledger: one snapshot, written whole or not at all. The raw bytes are kept by
    hash. Everything is resolved and reported before anything is stored, so that what cannot be resolved is not stored.

    Raises:
        BadInput: If the file cannot be read at all.
        Shrunken: If the source has become much smaller and `accept_shrink` is not given; nothing is written.
    """
    read, raw = sources.read_file(reader_name, place, source=source, date=date)
    curated = sources.load_curated(data)
    kept = ledger.read_events(store)
    snapshot, note = records.succeed(read, kept, accept_shrink=accept_shrink)
    told = _report(snapshot, [*curated.events(), *kept], curated, note)
    with ledger.open_store(store) as opened:
        ledger.seal(snapshot)  # what is no event leaves no bytes in the cache either
        cache = ledger.Cache(ledger.beside(store, "cache"))
        cache.put(raw, source=snapshot.source, url=place if "://" in place else "", date=snapshot.date)
        opened.append([snapshot])
    return told


def _report(snapshot: Snapshot, before: list[AnyEvent], curated: sources.Curated, note: str) -> Imported:
    """Return what an import gives beside the events before it."""

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
    )


def _sums(claims: Iterable[Claim]) -> dict[str, str]:
    """The exact sums of the compute and parameters claimed, to hold against the file's own columns."""
    totals = {"training_compute": exact("0"), "parameters": exact("0")}
    for claim in claims:
        if claim.field in totals and claim.relation != "unknown":
            totals[claim.field] += records.base_value(claim)[0]
    return {name: canonical(total) for name, total in totals.items()}


def audit(
    data: Path, store: str, *, file: str = "", reader: str = "awesome-list", as_of: dt.date | None = None
) -> list[auditing.Finding]:
    """What to doubt: in the census, or in somebody's file, which is read beside the census and written nowhere."""
    if not file:
        return list(take_census(data, store, as_of=as_of).findings)
    name = "audited/" + re.sub(r"[^a-z0-9.]+", "-", Path(file).name.casefold())
    snapshot, _ = sources.read_file(reader, file, source=name)
    census = pipeline.take_census(data, store, as_of=as_of, more=[snapshot])
    mine = {claim.id_in(snapshot.source) for claim in snapshot.claims}
    found = [one for one in census.findings if mine & set(one.claims)]
    kept_out = [
        auditing.Finding(
            rule="quarantined",
            severity="medium",
            model=one.item,
            field="",
            source=name,
            as_written=one.item,
            message=one.reason,
        )
        for one in snapshot.quarantined
    ]
    return [*found, *kept_out]


def reproduce(data: Path, store: str, epoch: Sequence[str]) -> list[Reproduced]:
    """The documents' figures beside ours, from the files given."""
    from flopwatch.reproduce import reproduce as reproduce_documents

    return reproduce_documents(sources.read_epoch_tables(epoch), take_census(data, store))
