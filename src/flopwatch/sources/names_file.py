"""A file of names, one for each line, row or object: what `match` compares with the census."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from flopwatch.domain import BadInput, Skip, clean_text, counted
from flopwatch.sources.headers import NAME_HEADERS, fold_key, name_column
from flopwatch.sources.markdown_items import headings_without_models, is_heading, item_names
from flopwatch.sources.markdown_tables import MarkdownTable, markdown_tables, plain_name
from flopwatch.sources.tables import SPREADSHEET, open_table
from flopwatch.sources.wire.fetch import fetch

LONGEST_NAME = 200
MOST_ROWS = 200_000
_FIRST_ROWS = 20  # filled rows in which the headers are looked for


@dataclass(frozen=True)
class NamesFile:
    """The names of a file in its order, and the entries that have none, with the reason."""

    names: tuple[str, ...]
    skipped: tuple[Skip, ...]


def read_names(place: str) -> NamesFile:
    """Read the names of a CSV or Markdown table (a column Model or Name), of the items of a Markdown list, of JSON or
    JSON Lines (a key `model` or `name`), or of text with a name on each line. A heading is no name.

    Raises:
        BadInput: If the file cannot be read, has no column of names, or more than `MOST_ROWS` rows.
    """
    names, skipped = [], []
    for number, entry in enumerate(_entries(fetch(place), place), 1):
        if number > MOST_ROWS:
            raise BadInput(f"{place}: more than {MOST_ROWS:,} rows. Split the file.")
        if isinstance(entry, Skip):
            skipped.append(entry)
        elif not entry[1].strip():
            skipped.append(Skip(item=entry[0], reason="it has no name"))
        elif len(entry[1]) > LONGEST_NAME:
            skipped.append(Skip(item=entry[0], reason=f"its name has more than {LONGEST_NAME} characters"))
        else:
            names.append(entry[1].strip())
    return NamesFile(tuple(names), tuple(skipped))


_Entry = tuple[str, str] | Skip  # the place and the name, or why it has none


def _entries(data: bytes, place: str) -> Iterator[_Entry]:
    kind = PurePosixPath(place.split("?")[0]).suffix.casefold()
    if kind in (".csv", ".tsv"):
        yield from _rows(open_table(data, place), place)
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{place}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error
    if kind in (".json", ".jsonl"):
        yield from _objects(text, kind, place)
    elif tables := [(one, at) for one in markdown_tables(text) if (at := _column_of_names(one)) is not None]:
        headings = headings_without_models(text.splitlines())
        for table, at in tables:
            yield from _table_rows(table, at, headings[table.line - 1])
    elif kind in (".md", ".markdown") or any(map(is_heading, text.splitlines())):
        yield from _items(text)
    else:
        yield from ((f"line {at}", line) for at, line in enumerate(text.splitlines(), 1) if line.strip())


def _column_of_names(table: MarkdownTable) -> int | None:
    """Return the column of a table's names: by its header, or the first one if that has no header."""
    header = table.rows[0]
    found = name_column(header)
    return 0 if found is None and not header[0] else found


def _table_rows(table: MarkdownTable, at: int, heading: str) -> Iterator[_Entry]:
    if heading:
        yield Skip(item=f"table at line {table.line}", reason=f"its heading is {heading[:80]!r}: it lists no models")
        return
    for number, cells in enumerate(table.rows[2:], table.line + 2):
        cell = cells[at].split("<br>")[0] if at < len(cells) else ""
        yield f"line {number}", plain_name(cell)


def _items(text: str) -> Iterator[_Entry]:
    lines, named = text.splitlines(), 0
    headings = headings_without_models(lines)
    for number, name in item_names(text):
        named += 1
        if heading := headings[number - 1]:
            yield Skip(item=f"line {number}", reason=f"its heading is {heading[:80]!r}: it lists no models")
        else:
            yield f"line {number}", name
    rest = sum(bool(line.strip()) for line in lines) - named
    if rest:
        yield Skip(item=counted(rest, "other line"), reason="headings, prose and details of items are no names")


def _rows(rows: Sequence[Sequence[str]], place: str) -> Iterator[_Entry]:
    filled = [at for at, row in enumerate(rows) if any(cell.strip() for cell in row)][:_FIRST_ROWS]
    header = next((at for at in filled if name_column(rows[at]) is not None), None)
    if header is None:
        shown = ", ".join(repr(clean_text(cell[:60])) for at in filled[:1] for cell in rows[at][:12])
        raise BadInput(
            f"{place}: no column of names among its headers {shown or '(none)'}. Call one "
            f"{' or '.join(NAME_HEADERS[:2])}."
        )
    above = [at for at in filled if at < header and not "".join(rows[at]).startswith(SPREADSHEET)]
    yield from (Skip(item=f"row {at + 1}", reason="it is above the headers") for at in above)
    column = name_column(rows[header]) or 0
    for number, cells in enumerate(rows[header + 1 :], header + 2):
        yield f"row {number}", cells[column] if column < len(cells) else ""


def _objects(text: str, kind: str, place: str) -> Iterator[tuple[str, str]]:
    try:
        rows = json.loads(text) if kind == ".json" else [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place}: not JSON: {error}. One object for each line, or one list of them.") from error
    if isinstance(rows, dict) and len(lists := [one for one in rows.values() if isinstance(one, list)]) == 1:
        rows = lists[0]  # {"data": […]}, as interfaces answer
    if not isinstance(rows, list):
        raise BadInput(f"{place}: a list of objects or of names is needed, not {type(rows).__name__}.")
    for number, row in enumerate(rows, 1):
        known = {fold_key(key): value for key, value in row.items()} if isinstance(row, dict) else {"name": row}
        found = next((known[name] for name in NAME_HEADERS if isinstance(known.get(name), str)), "")
        yield f"entry {number}", found
