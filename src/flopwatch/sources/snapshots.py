"""An outside file as a snapshot: fetched, read, sealed with its sha256 and its date. Nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from flopwatch.domain import BadInput, PartialDate, Reading, Snapshot, Source
from flopwatch.sources.claim_caps import within_caps
from flopwatch.sources.contract import Reader
from flopwatch.sources.readers import reader
from flopwatch.sources.wire.fetch import fetch


def read_file(reader_name: str, place: str, *, source: str = "", date: str = "") -> tuple[Snapshot, bytes]:
    """Read an outside file; return the snapshot it gives, and its bytes.

    Args:
        reader_name: One of `READERS`.
        place: Path or http(s) address.
        source: Id of the source; the reader's own guess where empty.
        date: ISO date of the source; what the file says where empty.

    Raises:
        BadInput: If the file cannot be read at all, or the date is none.
        NotFound: If there is no such reader.
    """
    one = reader(reader_name)
    raw = fetch(place)
    about = one.describe(Path(place).name, raw)
    if date:
        try:
            PartialDate.from_iso(date)
        except ValueError as error:
            raise BadInput(f"--date {date!r}: {error}.") from error
    about = msgspec.structs.replace(about, id=source or about.id, date=date or about.date)
    return _snapshot(one, about, raw, within_caps(one.read(raw, about))), raw


def _snapshot(one: Reader, about: Source, raw: bytes, reading: Reading) -> Snapshot:
    return Snapshot(
        source=about.id,
        sha256=hashlib.sha256(raw).hexdigest(),
        date=about.date,
        reader=one.name,
        version=one.version,
        claims=tuple(reading.claims),
        read=reading.read,
        claimed=reading.claimed,
        about=about,
        skipped=tuple(reading.skipped),
        quarantined=tuple(reading.quarantined),
        counts=reading.counts,
        notes=tuple(reading.notes),
    )


def reading_of(reader_name: str, place: str) -> tuple[Source, Reading]:
    """Read an outside file of which no snapshot is needed; return its source, and what its reader found in it."""
    one, raw = reader(reader_name), fetch(place)
    about = one.describe(Path(place).name, raw)
    return about, within_caps(one.read(raw, about))


def read_epoch_tables(places: Sequence[str]) -> list[tuple[Source, Reading]]:
    """Read each of Epoch's tables; return its source with what its reader found in it."""
    return [reading_of("epoch-csv", place) for place in places]
