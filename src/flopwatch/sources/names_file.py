"""A file of names, one for each line, row or object: what `match` compares with the census."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from flopwatch.domain import BadInput, Skip
from flopwatch.sources.headers import NAME_HEADERS, fold_key, name_column
from flopwatch.sources.markdown_tables import markdown_tables, plain_name
from flopwatch.sources.wire.fetch import fetch

LONGEST_NAME = 200
MOST_ROWS = 200_000


@dataclass(frozen=True)
class NamesFile:
    """The names of a file in its order, and the entries that have none, with the reason."""

    names: tuple[str, ...]
    skipped: tuple[Skip, ...]


def read_names(place: str) -> NamesFile:
    """Read the names of a CSV or Markdown table (a column Model or Name), of JSON or JSON Lines (a key `model` or
    `name`), or of text with a name on each line.

    Raises:
        BadInput: If the file cannot be read, has no column of names, or more than `MOST_ROWS` rows.
    """
    try:
        text = fetch(place).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{place}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error
    kind = PurePosixPath(place.split("?")[0]).suffix.casefold()
    names, skipped = [], []
    for number, (item, name) in enumerate(_entries(text, kind, place), 1):
        if number > MOST_ROWS:
            raise BadInput(f"{place}: more than {MOST_ROWS:,} rows. Split the file.")
        if not name.strip():
            skipped.append(Skip(item=item, reason="it has no name"))
        elif len(name) > LONGEST_NAME:
            skipped.append(Skip(item=item, reason=f"its name has more than {LONGEST_NAME} characters"))
        else:
            names.append(name.strip())
    return NamesFile(tuple(names), tuple(skipped))


def _entries(text: str, kind: str, place: str) -> Iterator[tuple[str, str]]:
    if kind in (".csv", ".tsv"):
        yield from _rows(text, "\t" if kind == ".tsv" else ",", place)
    elif kind in (".json", ".jsonl"):
        yield from _objects(text, kind, place)
    elif tables := [one for one in markdown_tables(text) if name_column(one.rows[0]) is not None]:
        for table in tables:
            at = name_column(table.rows[0]) or 0
            for number, cells in enumerate(table.rows[2:], table.line + 2):
                yield f"line {number}", plain_name(cells[at]) if at < len(cells) else ""
    else:
        yield from ((f"line {at}", line) for at, line in enumerate(text.splitlines(), 1) if line.strip())


def _rows(text: str, delimiter: str, place: str) -> Iterator[tuple[str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        at = name_column(next(reader, []))
        if at is None:
            raise BadInput(f"{place}: no column of names. Call one {' or '.join(NAME_HEADERS[:2])}.")
        for number, cells in enumerate(reader, 2):
            yield f"row {number}", cells[at] if at < len(cells) else ""
    except csv.Error as error:
        raise BadInput(f"{place}: row {reader.line_num}: {error}. Is it a CSV file?") from error


def _objects(text: str, kind: str, place: str) -> Iterator[tuple[str, str]]:
    try:
        rows = json.loads(text) if kind == ".json" else [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place}: not JSON: {error}. One object for each line, or one list of them.") from error
    if not isinstance(rows, list):
        raise BadInput(f"{place}: a list of objects or of names is needed, not {type(rows).__name__}.")
    for number, row in enumerate(rows, 1):
        known = {fold_key(key): value for key, value in row.items()} if isinstance(row, dict) else {"name": row}
        found = next((known[name] for name in NAME_HEADERS if isinstance(known.get(name), str)), "")
        yield f"entry {number}", found
