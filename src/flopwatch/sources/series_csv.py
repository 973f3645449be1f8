"""Any CSV with a column of dates and a column of numbers, as a series: what `trends` is fitted to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flopwatch.domain import BadInput, NoColumn, PartialDate, Skip, Source, clean_text
from flopwatch.sources.epoch.cells import date_in, day_comes_first, split_cell
from flopwatch.sources.epoch.headers import column_for
from flopwatch.sources.epoch.table import records_of
from flopwatch.text import read_number

_DECIMAL_YEAR = re.compile(r"[12][0-9]{3}\.[0-9]{1,17}")
_WHOLE_YEAR = re.compile(r"[12][0-9]{3}")
_SPARSE = re.compile(r"\bMoE\b|mixture[- ]of[- ]experts", re.IGNORECASE)
_LONGEST = 2_000  # characters of a cell that are looked at


@dataclass(frozen=True)
class SeriesRow:
    """One row whose date and number can be read.

    Args:
        label: The row's name, or its number.
        date: As the cell states it; a float for a column of decimal years.
        value: The number, or the quotient of two columns.
        groups: The cell of the column asked to group by, or its parts where it holds a list.
        organisation: The first organisation of the row, or "".
        access: The cell that says what the public can get, or "".
        sparse: Whether a cell of the row names it a mixture of experts.
        divisor: The number that was divided by; 1 where none was.
    """

    label: str
    date: PartialDate | float
    value: float
    groups: tuple[str, ...]
    organisation: str
    access: str
    sparse: bool
    divisor: float = 1.0


@dataclass(frozen=True)
class Series:
    """The rows of a series, and those that could not be read, each with its reason."""

    rows: tuple[SeriesRow, ...]
    skipped: tuple[Skip, ...]
    has_organisations: bool


def read_series(
    data: bytes,
    source: Source,
    *,
    x: str,
    y: str,
    per: str = "",
    group: str = "",
    split: bool = False,
    stated: str = "",
) -> Series:
    """Read a series from a CSV.

    Args:
        data: The file.
        source: What it is, for messages.
        x: Header of the dates: ISO, slashed, worded, bare years, or decimal years (2016.25) in the whole column.
        y: Header of the numbers.
        per: Header of a column to divide by, or "".
        group: Header to group by, or "".
        split: Whether a cell of `group` may list several groups, separated by commas.
        stated: Header of a column that must not be empty (`Notability criteria`), or "".

    Raises:
        BadInput: If it is no CSV, or a header is not there; the message lists those there are.

    Example:
        >>> from flopwatch.domain import Source
        >>> found = read_series(b"when,size\\n2019-02-14,1.5e9\\n2020,n/a\\n", Source(id="a.csv", title="A list"),
        ...     x="when", y="size")
        >>> [(str(row.date), row.value) for row in found.rows], found.skipped[0].item
        ([('2019-02-14', 1500000000.0)], 'row 3')
    """
    table = records_of(data, source)
    if not table:
        raise BadInput(f"{source.id}: the file is empty. Give a CSV with a header row.")
    header = [clean_text(cell[:300]) for cell in table[0]]
    columns = {name: _place(header, name, source) for name in (x, y, per, group, stated) if name}
    names, makers, access = (_known(header, field) for field in ("name", "developer", "access"))
    cells = [(i, row) for i, row in enumerate(table[1:], 2) if any(cell.strip() for cell in row)]
    dates = [_cell(row, columns[x]) for _, row in cells]
    day_first = day_comes_first(dates)
    decimal = any(_DECIMAL_YEAR.fullmatch(cell) and not cell.endswith(".0") for cell in dates)
    rows: list[SeriesRow] = []
    skipped: list[Skip] = []
    for (number, row), written in zip(cells, dates, strict=True):
        label = _cell(row, names)[:200] or f"row {number}"
        if stated and not _cell(row, columns[stated]):
            skipped.append(Skip(label, f"no {stated}"))
            continue
        try:
            date = _date(written, day_first, decimal, x)
            value = _number(_cell(row, columns[y]), y)
            divisor = _number(_cell(row, columns[per]), per) if per else 1.0
            value = _quotient(value, divisor, per)
        except ValueError as error:
            skipped.append(Skip(label, str(error)))
            continue
        cell = _cell(row, columns[group]) if group else ""
        parts = split_cell(cell) if split else [cell]
        developers = split_cell(_cell(row, makers)) if makers is not None else []
        rows.append(
            SeriesRow(
                label,
                date,
                value,
                tuple(dict.fromkeys(part for part in parts if part)) if group else (),
                developers[0] if developers else "",
                _cell(row, access),
                any(_SPARSE.search(one[:_LONGEST]) for one in row),
                divisor,
            )
        )
    return Series(tuple(rows), tuple(skipped), makers is not None)


def _place(header: Sequence[str], name: str, source: Source) -> int:
    wanted = clean_text(name[:300])
    for fold in (str, str.casefold):
        found = [i for i, one in enumerate(header) if fold(one) == fold(wanted)]
        if found:
            return found[0]
    shown = ", ".join(repr(one[:60]) for one in header[:30])
    more = f" and {len(header) - 30} more" if len(header) > 30 else ""
    raise NoColumn(wanted[:60], f"{shown}{more}", place=source.id)


def _known(header: Sequence[str], field: str) -> int | None:
    for i, one in enumerate(header):
        found = column_for(one)
        if found and (found[0].field == field or (field == "name" and found[0].how == "name")):
            return i
    return None


def _cell(row: Sequence[str], place: int | None) -> str:
    return clean_text(row[place]) if place is not None and place < len(row) else ""


def _date(cell: str, day_first: bool, decimal: bool, header: str) -> PartialDate | float:
    if not cell:
        raise ValueError(f"no {header}")
    if decimal and (_DECIMAL_YEAR.fullmatch(cell) or _WHOLE_YEAR.fullmatch(cell)):
        return float(cell)  # ASCII digits and one point, by the pattern
    try:
        return date_in(cell[:100], day_first)
    except ValueError as error:
        raise ValueError(f"{header} {cell[:40]!r} is no date") from error


def _number(cell: str, header: str) -> float:
    if not cell:
        raise ValueError(f"no {header}")
    try:
        return float(read_number(cell))
    except ValueError as error:
        raise ValueError(f"{header} {cell[:40]!r} is no number") from error


def _quotient(value: float, by: float, header: str) -> float:
    if by == 0:
        raise ValueError(f"{header} is 0, and nothing can be divided by it")
    return value / by
