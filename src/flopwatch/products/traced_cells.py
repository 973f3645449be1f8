"""Cells: the published values of each model, each with the claims behind it. None is published without claims."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from flopwatch.census import Census
from flopwatch.domain import OrphanCell, disarmed, released_number
from flopwatch.products.column_kinds import Column, Desk, Filled
from flopwatch.products.model_columns import COLUMNS


@dataclass(frozen=True)
class Cell:
    """One published value.

    Args:
        model: Id of the model.
        column: The column's header.
        value: The text in the CSV.
        claims: Ids of the claims it traces to; for a computed value, those of its inputs.
        number: The same as a number, if it is one.
    """

    model: str
    column: str
    value: str
    claims: tuple[str, ...]
    number: float | None = None


def cells_of(census: Census, base_url: str = "", columns: tuple[Column, ...] = COLUMNS) -> list[list[Cell | None]]:
    """Return one row of cells per model, by id; None if a model has no value in a column.

    Raises:
        OrphanCell: If a cell rests on no claim, or on one that is not current.
    """
    desk = Desk(census, base_url)
    rows = []
    for record in sorted(census.models(), key=lambda r: r.id):
        row: list[Cell | None] = []
        for column in columns:
            found = column.fill(record, desk)
            row.append(_cell(record.id, column, found) if found else None)
        rows.append(row)
    check_cells((cell for row in rows for cell in row if cell), census)
    return rows


def _cell(model: str, column: Column, found: Filled) -> Cell:
    number = None if found.number is None else released_number(found.number)
    return Cell(model, column.header, found.text, found.claims, number)


def check_cells(cells: Iterable[Cell], census: Census) -> int:
    """Count the cells, after checking that each traces to at least one claim and only to current ones.

    Raises:
        OrphanCell: Naming the model, the column, the value and what is missing.
    """
    count = 0
    for cell in cells:
        count += 1
        if not cell.claims:
            raise OrphanCell(
                f"{cell.model}: column {cell.column!r} would publish {cell.value[:80]!r} with no claim behind it. "
                "Which source says so? Add the claim to data/claims, or leave the field unknown."
            )
        lost = [claim for claim in cell.claims if claim not in census.claims]
        if lost:
            raise OrphanCell(
                f"{cell.model}: column {cell.column!r} would publish {cell.value[:80]!r} on claim {lost[0]}, "
                "which is not current. Was it struck, erased or replaced by a newer snapshot?"
            )
    return count


def csv_text(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as RFC 4180 text: CRLF, quotes if needed. The caller guards cells that hold words."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return out.getvalue()


def models_csv(rows: list[list[Cell | None]], columns: tuple[Column, ...] = COLUMNS) -> str:
    """Return the text of `models.csv`."""
    lines = (["" if c is None else c.value if c.number is not None else disarmed(c.value) for c in row] for row in rows)
    return csv_text((column.header for column in columns), lines)
