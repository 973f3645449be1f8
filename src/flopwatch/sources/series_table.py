"""The frame of a series file: what parts its cells, which row is its header, and the rows below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flopwatch.domain import BadInput, Source, clean_text
from flopwatch.sources.epoch.table import records_of

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_FIRST_ROWS = 20  # among which the header is looked for
_SPREADSHEET = "sep="  # a spreadsheet's own first line: sep=;


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

    Where none does, the first row is the header, by the separator that parts it into most cells: the caller then says
    which headers there are.

    Raises:
        BadInput: If the file is empty or no table.

    Example:
        >>> from flopwatch.domain import Source
        >>> data = b"Table 1;\\nwhen;size\\n2020;5\\n"
        >>> opened = open_series_table(data, Source(id="a.csv", title="A"), ["when", "size"])
        >>> opened.header, opened.separator, opened.above
        (('when', 'size'), ';', (1,))
    """
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    asked = head[len(_SPREADSHEET) : len(_SPREADSHEET) + 1].decode("ascii", "ignore")
    stated = [asked] if head.startswith(_SPREADSHEET.encode()) and asked in SEPARATORS else []
    names = [clean_text(name[:300]).casefold() for name in wanted]
    best: SeriesTable | None = None
    problem: BadInput | None = None
    for separator in dict.fromkeys((*stated, *SEPARATORS)):
        if separator.encode() not in data and separator != ",":
            continue
        try:
            rows = records_of(data, source, separator)
        except BadInput as error:
            problem = problem or error
            continue
        for at, row in enumerate(rows[:_FIRST_ROWS]):
            cells = {clean_text(cell[:300]).casefold() for cell in row}
            if all(name in cells for name in names):
                return _table(rows, at, separator)
        first = next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
        if first is not None and (best is None or len(rows[first]) > len(best.header)):
            best = _table(rows, first, separator)
    if best is None:
        raise problem or BadInput(f"{source.id}: the file is empty. Give a CSV with a header row.")
    return best


def _table(rows: Sequence[Sequence[str]], at: int, separator: str) -> SeriesTable:
    above = tuple(
        number
        for number, row in enumerate(rows[:at], 1)
        if any(row) and not (number == 1 and "".join(row).startswith(_SPREADSHEET))
    )
    header = tuple(clean_text(cell[:300]) for cell in rows[at])
    return SeriesTable(header, tuple(enumerate(rows[at + 1 :], at + 2)), above, separator)
