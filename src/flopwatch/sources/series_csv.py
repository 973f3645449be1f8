"""Any CSV with a column of dates and a column of numbers, as a series: what `trends` is fitted to."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from flopwatch.domain import BadInput, NoColumn, PartialDate, Skip, Source, clean_text
from flopwatch.sources.epoch.cells import split_cell
from flopwatch.sources.epoch.headers import column_for
from flopwatch.sources.series_table import SEPARATOR_NAMES, SeriesTable, open_series_table
from flopwatch.text import (
    are_serials,
    from_serial,
    has_decimal_commas,
    is_ambiguous,
    order_of,
    read_amount,
    read_cell_date,
)

_DECIMAL_YEAR = re.compile(r"[12][0-9]{3}\.[0-9]{1,17}")
_YEAR_AND_MONTH = re.compile(r"[12][0-9]{3}\.(?:0[1-9]|1[0-2])")
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


@dataclass(frozen=True)
class Columns:
    """Columns of a file that make a series, by header; "" for none.

    Args:
        x: The dates: ISO, in figures, worded, quarters, bare years, spreadsheet day numbers, or decimal years (2016.25)
            in the whole column.
        y: The numbers.
        per: A column to divide by.
        group: A column to group by.
        stated: A column that must not be empty (`Notability criteria`).
        split: Whether a cell of `group` may list several groups, separated by commas.
        date_order: `auto`, `day-first` or `month-first`.
    """

    x: str
    y: str
    per: str = ""
    group: str = ""
    stated: str = ""
    split: bool = False
    date_order: str = "auto"


def read_series(data: bytes, source: Source, columns: Columns) -> Series:
    """Read a series from a table of text: CSV, or with semicolons, tabs or bars between its cells.

    Duplicate rows count once. Dates in figures are read in the order that the column's unmistakable ones have.

    Args:
        data: The file.
        source: What it is, for messages.
        columns: Which of its columns are read.

    Raises:
        BadInput: If it is not a table, a header is not there or is there twice, or nothing decides the order of day and
            month; the message says what to do.

    Example:
        >>> from flopwatch.domain import Source
        >>> found = read_series(b"when;size\\n14.2.2019;1,5e9\\n2020;n/a\\n", Source(id="a.csv", title="A list"),
        ...     Columns(x="when", y="size"))
        >>> [(str(row.date), row.value) for row in found.rows], found.skipped[0].item
        ([('2019-02-14', 1500000000.0)], 'row 3')
    """
    wanted = [one for one in (columns.x, columns.y, columns.per, columns.group, columns.stated) if one]
    table = open_series_table(data, source, wanted)
    header = table.header
    places = {name: _place(table, name, source) for name in wanted}
    names, makers, access = (_known(header, field) for field in ("name", "developer", "access"))
    cells, skipped = _distinct(table, places.values())
    read_date = _dates_of([_cell(row, places[columns.x]) for _, row in cells], columns, source)
    read_y = _numbers_of([_cell(row, places[columns.y]) for _, row in cells], columns.y)
    read_per = _numbers_of([_cell(row, places[columns.per]) for _, row in cells], columns.per) if columns.per else None
    rows: list[SeriesRow] = []
    for number, row in cells:
        label = _cell(row, names)[:200] or f"row {number}"
        if columns.stated and not _cell(row, places[columns.stated]):
            skipped.append(Skip(label, f"no {columns.stated}"))
            continue
        try:
            date = read_date(_cell(row, places[columns.x]))
            value = read_y(_cell(row, places[columns.y]))
            divisor = read_per(_cell(row, places[columns.per])) if read_per else 1.0
            value = _quotient(value, divisor, columns.per)
        except ValueError as error:
            skipped.append(Skip(label, str(error)))
            continue
        cell = _cell(row, places[columns.group]) if columns.group else ""
        parts = split_cell(cell) if columns.split else [cell]
        developers = split_cell(_cell(row, makers)) if makers is not None else []
        rows.append(
            SeriesRow(
                label,
                date,
                value,
                tuple(dict.fromkeys(part for part in parts if part)) if columns.group else (),
                developers[0] if developers else "",
                _cell(row, access),
                any(_SPARSE.search(one[:_LONGEST]) for one in row),
                divisor,
            )
        )
    return Series(tuple(rows), tuple(skipped), makers is not None)


def _distinct(table: SeriesTable, used: Collection[int]) -> tuple[list[tuple[int, Sequence[str]]], list[Skip]]:
    """Return the distinct non-empty rows, and those skipped: above the header, repeated headers, duplicates."""
    skipped = [Skip(f"row {number}", "above the header row") for number in table.above]
    header = tuple(cell.strip().casefold() for cell in table.header)
    first: dict[tuple[str, ...], int] = {}
    kept: list[tuple[int, Sequence[str]]] = []
    for number, row in table.rows:
        cells = tuple(cell.strip() for cell in row)
        if not any(cells):
            continue
        if tuple(cell.casefold() for cell in cells) == header:
            skipped.append(Skip(f"row {number}", "the header row again"))
        elif cells in first and _is_named(cells, used):
            skipped.append(Skip(f"row {number}", f"doubles row {first[cells]}, cell for cell"))
        else:
            first.setdefault(cells, number)
            kept.append((number, row))
    return kept, skipped


def _is_named(cells: Sequence[str], used: Collection[int]) -> bool:
    """Return whether a row has text outside the columns that are read; two identical ones are then duplicates."""
    return any(i not in used and any(c.isalpha() for c in cell) for i, cell in enumerate(cells))


def _place(table: SeriesTable, name: str, source: Source) -> int:
    wanted = clean_text(name[:300])
    for fold in (str, str.casefold):
        found = [i for i, one in enumerate(table.header) if fold(one) == fold(wanted)]
        if len(found) > 1 and any(
            len({row[i].strip() for i in found if i < len(row)}) > 1 for _, row in table.rows[:10_000]
        ):
            which = ", ".join(str(i + 1) for i in found[:5])
            raise BadInput(
                f"{len(found)} columns are called {wanted[:60]!r} (columns {which}), and their cells "
                "differ. Rename one.",
                place=source.id,
            )
        if found:
            return found[0]
    shown = ", ".join(repr(one[:60]) for one in table.header[:30])
    more = f" and {len(table.header) - 30} more" if len(table.header) > 30 else ""
    raise NoColumn(
        wanted[:60],
        f"{shown}{more}",
        place=f"{source.id}, read with {SEPARATOR_NAMES[table.separator]} between its cells",
    )


def _known(header: Sequence[str], field: str) -> int | None:
    for i, one in enumerate(header):
        found = column_for(one)
        if found and (found[0].field == field or (field == "name" and found[0].how == "name")):
            return i
    return None


def _cell(row: Sequence[str], place: int | None) -> str:
    return clean_text(row[place]) if place is not None and place < len(row) else ""


def _dates_of(cells: Sequence[str], columns: Columns, source: Source) -> Callable[[str], PartialDate | float]:
    """Return a parser for the cells of a column of dates, chosen by all of them."""
    header, order = columns.x, columns.date_order
    decided = order_of(cells) if order == "auto" else order
    unsure = next((cell for cell in cells if is_ambiguous(cell)), "")
    if unsure and decided not in ("day-first", "month-first"):
        why = "its other dates contradict each other" if decided else "no other date of the column decides"
        raise BadInput(
            f"{header} {unsure[:40]!r} may be read day first or month first, and {why}. "
            "Say --date-order day-first or --date-order month-first.",
            place=source.id,
        )
    serial = are_serials(cells)
    decimal = _are_decimal_years(cells)

    def read(cell: str) -> PartialDate | float:
        if not cell:
            raise ValueError(f"no {header}")
        if serial:
            return from_serial(cell)
        if decimal and (_DECIMAL_YEAR.fullmatch(cell) or _WHOLE_YEAR.fullmatch(cell)):
            return float(cell)  # ASCII digits and one point, by the pattern
        try:
            return read_cell_date(cell[:100], "month-first" if decided == "month-first" else "day-first")
        except ValueError as error:
            raise ValueError(f"{header} {cell[:40]!r} is not a date") from error

    return read


def _are_decimal_years(cells: Sequence[str]) -> bool:
    """Return whether a column holds fractional years (2016.25), rather than months (2016.03) in every cell."""
    found = [cell for cell in cells if _DECIMAL_YEAR.fullmatch(cell) and not cell.endswith(".0")]
    return bool(found) and not all(_YEAR_AND_MONTH.fullmatch(cell) for cell in found)


def _numbers_of(cells: Sequence[str], header: str) -> Callable[[str], float]:
    """Return a parser for the cells of a column of numbers, chosen by all of them."""
    comma = has_decimal_commas(cells)
    base = ""

    def read(cell: str) -> float:
        nonlocal base
        if not cell:
            raise ValueError(f"no {header}")
        try:
            value, unit = read_amount(cell, comma=comma)
        except ValueError as error:
            raise ValueError(f"{header} {cell[:40]!r} is not a number") from error
        if unit and base and unit != base:
            raise ValueError(f"{header} {cell[:40]!r} is in {unit}, and other cells are in {base}")
        base = base or unit
        return float(value)

    return read


def _quotient(value: float, by: float, header: str) -> float:
    if by == 0:
        raise ValueError(f"{header} is 0, and nothing can be divided by it")
    return value / by
