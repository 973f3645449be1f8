"""The frame of Epoch's tables: bytes to rows, and a header row to a plan of what each column becomes."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from flopwatch.domain import BadInput, Source, clean_text
from flopwatch.sources.epoch.headers import COLUMNS, EpochColumn, column_for, folded

MAX_BYTES = 64 * 1024 * 1024  # the largest export seen has 4 MB
MAX_COLUMNS = 10_000
MAX_ROWS = 500_000
_BOM = b"\xef\xbb\xbf"
_SHEET_OF_2022 = {"organization(s)", "author(s)"}
_csv_limit = threading.Lock()  # the csv module keeps one limit for the whole process


@dataclass
class Plan:
    """What each column of one file becomes.

    Args:
        names: Places of the columns that name the model, the preferred one first.
        titles: Places and headers of the columns of papers' titles.
        columns: Each column that is read, with the places and headers it has in this file.
        width: Cells in the header row.
        modified: Place of the column that dates each row's last change, or -1.
        by_title: Whether the file is of the generation that names many systems by their paper alone.
        unknown: Headers nobody knows.
        left: Headers of columns left out, by reason.
        twice: Headers met a second time.
    """

    names: list[int]
    titles: list[tuple[int, str]]
    columns: list[tuple[EpochColumn, list[tuple[int, str]]]]
    width: int
    modified: int
    by_title: bool
    unknown: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)


def _text(data: bytes, source: Source) -> str:
    if len(data) > MAX_BYTES:
        raise BadInput(f"{source.id}: {len(data)} bytes are more than the {MAX_BYTES} a table may have.")
    body = data.removeprefix(_BOM)
    if (at := body.find(0)) >= 0:
        raise BadInput(f"{source.id}: byte {at} is zero: a binary file or UTF-16. Save it as CSV in UTF-8.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(body)
        raise BadInput(
            f"{source.id}: byte {at} ({data[at]:#04x}) is not UTF-8. Save the file as CSV in UTF-8."
        ) from error


def records_of(data: bytes, source: Source, separator: str = ",") -> list[list[str]]:
    """The rows of a CSV file, blank lines as empty rows; cells are parted by one character, `separator`.

    Raises:
        BadInput: If the bytes are too many, no UTF-8, or no CSV; the message names the byte or the line.
    """
    text = _text(data, source)
    rows: list[list[str]] = []
    with _csv_limit:
        previous = csv.field_size_limit(MAX_BYTES)
        try:
            # strict: without it a quote that is never closed would swallow the rest of the file in silence
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            line = 1
            for row in reader:
                rows.append(row)
                line = reader.line_num + 1
                if len(rows) > MAX_ROWS:
                    raise BadInput(f"{source.id}: more than {MAX_ROWS} rows. Split the file.")
                if len(row) > MAX_COLUMNS:
                    raise BadInput(
                        f"{source.id}: the row at line {line - 1} has {len(row)} cells, more than {MAX_COLUMNS}."
                    )
        except csv.Error as error:
            raise BadInput(
                f"{source.id}: the row that starts at line {line} is no CSV ({error}). Is a quote left open there?"
            ) from error
        finally:
            csv.field_size_limit(previous)
    return rows


def plan_of(header: Sequence[str], source: Source) -> Plan:
    """What each column of a file becomes, by its header row.

    Raises:
        BadInput: If no column holds names, or no other column is known; the message lists the headers there are.
    """
    plan = Plan([], [], [], len(header), -1, False)
    groups: dict[int, tuple[EpochColumn, list[tuple[int, int, str]]]] = {}
    met: set[str] = set()
    for index, raw in enumerate(header):
        name, key = clean_text(raw), folded(raw)
        found = column_for(raw[:300])
        if key in met and key:
            plan.twice.append(name[:80])
        elif found is None:
            plan.unknown.append(name[:80] or f"(column {index + 1} has no header)")
        elif found[0].how == "left":
            plan.left.setdefault(found[0].reason, []).append(name)
            if key == "last modified":
                plan.modified = index
        else:
            groups.setdefault(id(found[0]), (found[0], []))[1].append((found[1], index, name))
        met.add(key)
    plan.by_title = bool(met & _SHEET_OF_2022)
    for column, places in groups.values():
        ordered = [(index, name) for _, index, name in sorted(places)]
        if column.how == "name":
            plan.names = [index for index, _ in ordered]
            continue
        if column.how == "title":
            plan.titles = ordered
        plan.columns.append((column, ordered))
    # Notes alone do not make a table of models: many a list has a column of that name.
    if not plan.names or all(column.how == "note" for column, _ in plan.columns):
        wanted = " or ".join(COLUMNS[0].headers[:2])
        wanted += " (the name)" if not plan.names else " beside at least one of Training compute (FLOP), Parameters, …"
        has = ", ".join(repr(clean_text(name[:120])[:60]) for name in header[:12])
        more = f" and {len(header) - 12} more" if len(header) > 12 else ""
        raise BadInput(f"{source.id}: no column {wanted} among its headers {has}{more}. Is it a table of models?")
    # A year is only looked at beside the date, so it comes after it, in whatever order the file has them.
    plan.columns.sort(key=lambda item: item[0].how == "year")
    return plan
