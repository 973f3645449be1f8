"""The frame of a series file: what parts its cells, which row is its header, and the rows below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flopwatch.domain import BadInput, Source, clean_text
from flopwatch.sources.epoch.table import records_of
from flopwatch.sources.tables import SPREADSHEET, separator_in

SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_FIRST_ROWS = 20  # among which the header is looked for


@dataclass(frozen=True)
class SeriesTable:
    """A table opened.

    Args:
        header: The cells of the header row, cleaned.
        rows: The rows below it, each with its number in the file.
        above: Numbers of the filled rows above the header.
        separator: The character between cells.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[str]], ...]
    above: tuple[int, ...]
    separator: str


def open_series_table(data: bytes, source: Source, wanted: Sequence[str]) -> SeriesTable:
    """Open a table by the separator and the row that hold the headers asked for.

    Where none does, the first filled row is the header: the caller then says which headers there are.

    Raises:
        BadInput: If the file is empty or no table.

    Example:
        >>> from flopwatch.domain import Source
        >>> data = b"Table 1;\\nwhen;size\\n2020;5\\n"
        >>> opened = open_series_table(data, Source(id="a.csv", title="A"), ["when", "size"])
        >>> opened.header, opened.separator, opened.above
        (('when', 'size'), ';', (1,))
    """
    separator = separator_in(data, source.id, wanted)
    rows = records_of(data, source, separator)
    names = {clean_text(name[:300]).casefold() for name in wanted}
    filled = [at for at, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        raise BadInput("the file is empty. Give a CSV with a header row.", place=source.id)
    held = (at for at in filled[:_FIRST_ROWS] if names <= {clean_text(cell[:300]).casefold() for cell in rows[at]})
    return _table(rows, next(held, filled[0]), separator)


def _table(rows: Sequence[Sequence[str]], at: int, separator: str) -> SeriesTable:
    above = tuple(
        number
        for number, row in enumerate(rows[:at], 1)
        if any(row) and not (number == 1 and "".join(row).startswith(SPREADSHEET))
    )
    header = tuple(clean_text(cell[:300]) for cell in rows[at])
    return SeriesTable(header, tuple(enumerate(rows[at + 1 :], at + 2)), above, separator)
