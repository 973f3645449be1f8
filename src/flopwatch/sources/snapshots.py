"""An outside file as a snapshot: fetched, read, sealed with its sha256 and its date. Nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from flopwatch.domain import BadInput, PartialDate, Reading, Snapshot, Source, WrongUsage, clean_text
from flopwatch.sources.claim_caps import within_caps
from flopwatch.sources.contract import Reader
from flopwatch.sources.readers import READERS, reader
from flopwatch.sources.wire.decode import GZIP, unpacked
from flopwatch.sources.wire.fetch import MAX_BYTES, fetch
from flopwatch.sources.workbooks import csv_of_workbook, is_workbook

LAST_RESORT = "document"
OF_TABLES = ("claims-toml", "epoch-csv", "plain-table", "benchmark-scores")
HANDED_IN = (".csv", ".tsv", ".xlsx", ".toml")
TABLES = (".csv", ".tsv", ".toml", ".json")


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
    reader(reader_name)
    name, raw, notes = _opened(place)
    return _with(notes, read_bytes(reader_name, name, raw, source=source, date=date, place=place)), raw


def read_bytes(
    reader_name: str, name: str, raw: bytes, *, source: str = "", date: str = "", place: str = ""
) -> Snapshot:
    """Read the bytes of an outside file; return the snapshot they give.

    Args:
        reader_name: One of `READERS`.
        name: File name; it may hold the source's date.
        raw: The bytes; a gzip archive of one file is unpacked, of a workbook the first filled sheet is read.
        source: Id of the source; the reader's own guess where empty.
        date: ISO date of the source; what the file says where empty.
        place: The file as the caller wrote it, for messages; its name if empty.

    Raises:
        BadInput: If the bytes cannot be read at all, or the date is none.
        NotFound: If there is no such reader.
    """
    one = reader(reader_name)
    name, raw, notes = unpacked_table(name, raw)
    about = one.describe(name, raw)
    if date:
        try:
            PartialDate.from_iso(date)
        except ValueError as error:
            raise WrongUsage(f"--date {date!r}: {error}.") from error
    about = msgspec.structs.replace(about, id=source or about.id, date=date or about.date)
    return _with(notes, _snapshot(one, about, raw, within_caps(_read(one, raw, about, place or name))))


def read_handed_in(name: str, raw: bytes, max_bytes: int, *, date: str = "") -> Snapshot:
    """Read a table, workbook or file of claims that somebody handed in; return the snapshot it gives.

    Args:
        name: File name; its ending says what it should be.
        raw: The bytes; they are not unpacked.
        max_bytes: The largest size read.
        date: ISO date of the source, or "".

    Raises:
        BadInput: If it is none of these, too large, packed, or no reader accepts it; the message names the file.
    """
    shown = clean_text(Path(name.replace("\\", "/")).name)[:100] or "the file"
    if not raw:
        raise BadInput("the file is empty. Choose another.", place=shown)
    if len(raw) > max_bytes:
        raise BadInput(f"{len(raw)} bytes, more than {max_bytes}. Nothing was stored; split the file.", place=shown)
    if Path(shown.casefold()).suffix not in HANDED_IN or raw.startswith(GZIP):
        raise BadInput(f"is none of {', '.join(HANDED_IN)}. Nothing was stored; save it as one of these.", place=shown)
    table, data, notes = unpacked_table(shown, raw)
    if table == shown and shown.casefold().endswith(".xlsx"):
        raise BadInput("is no workbook. Nothing was stored; save the sheet again, or as CSV in UTF-8.", place=shown)
    one, refused = _accepting(table, data)
    if one is None:
        words = refused[_usual(table, refused)].rstrip(".")
        raise BadInput(f"{words}. Nothing was stored; mend it and choose the file again.", place=shown)
    return _with(notes, read_bytes(one.name, table, data, date=date, place=shown))


def read_audited(place: str, *, source: str, reader_name: str = "") -> tuple[Snapshot, Reading, bytes]:
    """Read an outside file in whichever format it is; return its snapshot, what its reader found, and its bytes.

    Args:
        place: Path or http(s) address.
        source: Id of the source.
        reader_name: One of `READERS`; "" to recognise the format.

    Raises:
        BadInput: If it has no format of `READERS`, with the reason of the usual reader of such a file.
        NotFound: If there is no such reader.
    """
    name, raw, notes = _opened(place)
    one = reader(reader_name) if reader_name else recognised(name, raw, place)
    about = msgspec.structs.replace(one.describe(name, raw), id=source)
    reading = _read(one, raw, about, place)
    return _with(notes, _snapshot(one, about, raw, reading)), reading, raw


def format_of(place: str) -> str:
    """Return the name of the reader of a file.

    Raises:
        BadInput: If no reader accepts it, with the reason of the usual reader of such a file.
    """
    name, raw, _ = _opened(place)
    return recognised(name, raw, place).name


def recognised(name: str, raw: bytes, place: str = "") -> Reader:
    """Return the reader of a file's format: of those that accept the bytes the one that finds the most claims.

    A file named as a table is read as a list only if no reader of tables accepts it, and never as an article. Any text
    with numbers could be an article, so that reader is the last resort.

    Args:
        name: File name; only for its source's title and date.
        raw: The file's bytes.
        place: The file as the caller wrote it, for the message; its name if empty.

    Raises:
        BadInput: If no reader accepts them, with the reason of the usual reader of such a file.

    Example:
        >>> recognised("models.csv", b"Model,Training compute (FLOP)\\nExample-1,3.8e+25\\n").name
        'epoch-csv'
    """
    one, refused = _accepting(name, raw)
    if one is None:
        usual = _usual(name, refused)
        others, words = ", ".join(known for known, _ in READERS if known != usual), refused[usual].rstrip(".?")
        words = (
            f"no reader accepts this file. Nearest is {usual}: {words}. Mend that, or name another --reader: {others}."
        )
        raise BadInput(words, place=place or name)
    return one


def _accepting(name: str, raw: bytes) -> tuple[Reader | None, dict[str, str]]:
    """Return the reader that finds the most claims, None if none accepts the bytes; and why others refused them."""
    found: dict[str, int] = {}
    refused: dict[str, str] = {}
    is_table = name.casefold().endswith(TABLES)
    of_lists = [known for known, _ in READERS if known not in (*OF_TABLES, LAST_RESORT)]
    for known in (*OF_TABLES, *of_lists, LAST_RESORT):
        if found and is_table and known not in OF_TABLES:
            break
        if known == LAST_RESORT and (found or is_table):
            break
        one = reader(known)
        try:
            reading = one.read(raw, one.describe(name, raw))
        except BadInput as error:
            refused[known] = error.words
            continue
        if reading.claims:
            # A list's items compete with its tables, which the reader of tables has too.
            found[known] = len(reading.claims) - reading.counts.get("table_claims", 0)
        else:
            refused[known] = "no entry states anything but its name"
    return (reader(max(found, key=lambda known: found[known])) if found else None), refused


def _usual(name: str, refused: Mapping[str, str]) -> str:
    """Return the usual reader of such a file, of those that refused it."""
    ending = Path(name.casefold()).suffix
    return next((known for known in refused if ending in reader(known).endings), next(iter(refused)))


def _read(one: Reader, raw: bytes, about: Source, place: str) -> Reading:
    """Read bytes; an error names the file as the caller wrote it."""
    try:
        return one.read(raw, about)
    except BadInput as error:
        error.name_place(place)
        raise


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
        columns=reading.columns,
        names=reading.names,
    )


def _with(notes: Sequence[str], snapshot: Snapshot) -> Snapshot:
    return msgspec.structs.replace(snapshot, notes=(*snapshot.notes, *notes)) if notes else snapshot


def _opened(place: str) -> tuple[str, bytes, list[str]]:
    return unpacked_table(Path(place).name, fetch(place))


def unpacked_table(name: str, raw: bytes) -> tuple[str, bytes, list[str]]:
    """Return a file's name and bytes as readers take them, and notes on what was not read.

    A gzip archive is unpacked and loses `.gz` in its name; of a workbook the first filled sheet becomes CSV.

    Raises:
        BadInput: If the archive or the workbook cannot be read.
    """
    if raw.startswith(GZIP):
        name, raw = name.removesuffix(".gz"), unpacked(raw, name, MAX_BYTES)
    if is_workbook(raw):
        table, notes = csv_of_workbook(raw, name)
        return str(Path(name).with_suffix(".csv")), table, notes
    return name, raw, []


def reading_of(reader_name: str, place: str) -> tuple[Source, Reading]:
    """Read an outside file of which no snapshot is needed; return its source, and what its reader found in it."""
    one, (name, raw, _) = reader(reader_name), _opened(place)
    about = one.describe(name, raw)
    return about, within_caps(_read(one, raw, about, place))


def read_epoch_tables(places: Sequence[str]) -> list[tuple[Source, Reading]]:
    """Read each of Epoch's tables; return its source with what its reader found in it."""
    return [reading_of("epoch-csv", place) for place in places]
