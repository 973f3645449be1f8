"""Document 002, "Parameter counts in Machine Learning" (2021-06-19): its counts, recomputed. Rates are in `growth`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flopwatch.domain import PartialDate, canonical
from flopwatch.reproduce.rows import EpochRow, EpochTable
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking, origin_of

DOCUMENT = "002"
PUBLISHED = PartialDate(2021, 6, 19)
NEEDS = "needs a state of the sheet of parameter counts from 2021 or 2022, database_2022-05-03.csv (--epoch FILE)"
# Versions after the article and before the sheet became part of a wider database.
_STATE = (PartialDate(2021, 4, 1), PartialDate(2022, 9, 30))
Rows = Sequence[EpochRow]


def sheet(tables: Sequence[EpochTable]) -> EpochTable | None:
    """Return the sheet nearest to the article, by its newest row; of several the one with most parameter counts. None
    if no table given is such.

    A list in which every row has compute is the compute dataset of the same months, not this sheet.
    """
    fitting = [
        table
        for table in tables
        if table.newest is not None
        and _STATE[0] <= table.newest <= _STATE[1]
        and any(row.parameters is not None and row.compute is None for row in table.rows)
    ]
    return max(
        fitting,
        key=lambda t: (sum(row.parameters is not None for row in t.rows), str(t.newest)),
        default=None,
    )


def _counted(rows: Rows) -> list[EpochRow]:
    return [row for row in rows if row.parameters is not None and row.by(PUBLISHED)]


def _largest(rows: Rows) -> EpochRow | None:
    return max(_counted(rows), key=lambda row: row.parameters or Decimal(0), default=None)


def _systems(rows: Rows, since: PartialDate) -> ComputedFigure:
    found = [row for row in _counted(rows) if row.published and row.published.earliest >= since.earliest]
    notable = sum(bool(row.notability) for row in found)
    return ComputedFigure(
        str(len(found)),
        f"The sheet of June 2021 is not available; this later one has {len(found)} systems with parameters dated up to "
        f"{PUBLISHED}, {notable} of them with a stated reason for inclusion. It does not say when a row was added.",
    )


STATEMENTS: tuple[Statement[Rows], ...] = (
    Statement("Systems with a parameter count", "139", lambda rows: _systems(rows, PartialDate(1800))),
    Statement("Systems with a parameter count since 2000", "114", lambda rows: _systems(rows, PartialDate(2000))),
    Statement(
        "Year of the first system",
        "1952",
        lambda rows: ComputedFigure(
            str(min((r.published.year for r in _counted(rows) if r.published), default="none"))
        ),
    ),
    Statement(
        "Parameters of the largest system",
        "1.2e13",
        lambda rows: (
            ComputedFigure(canonical(row.parameters), f"{row.name}, {row.published}.")
            if (row := _largest(rows)) and row.parameters
            else ComputedFigure("none")
        ),
    ),
    Statement(
        "Domain of the largest system",
        "recommendation",
        lambda rows: (
            ComputedFigure(", ".join(sorted(row.domains)), f"{row.name}.")
            if (row := _largest(rows))
            else ComputedFigure("none")
        ),
    ),
)


def reproduce_parameter_counts(tables: Sequence[EpochTable]) -> list[Reproduced]:
    """Compare the counts of document 002 with those from the given tables."""
    table = sheet(tables)
    if table is None:
        return lacking(DOCUMENT, STATEMENTS, NEEDS)
    return [compare(DOCUMENT, statement, table.rows, origin_of(table.source)) for statement in STATEMENTS]
