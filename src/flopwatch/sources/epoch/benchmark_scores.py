"""Benchmark scores: outside tables of scores in, (model, benchmark, score) rows and statements of compute out.

Not a `Reader`: a score is wanted by the imputation alone, thousands at a time, and is not a fact of the census."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath
from typing import NamedTuple

from flopwatch.domain import (
    BadInput,
    Benchmark,
    PartialDate,
    Score,
    ScoreColumn,
    Skip,
    Source,
    StatedCompute,
    clean_text,
)
from flopwatch.identity import fold_listed
from flopwatch.sources.claim_caps import refuse_too_many
from flopwatch.sources.epoch.benchmark_columns import columns_of, files_of, folded
from flopwatch.sources.epoch.benchmark_tables import TABLES, ScoreTable
from flopwatch.sources.epoch.table import records_of
from flopwatch.text import read_number

LONGEST_NAME = 200  # characters
SCALES = ("fraction", "percent", "tenths", "elo", "eci", "minutes")
ECI_MIDDLE, ECI_STEP = 130.0, 10.0  # points of the capabilities index: Claude 3.5 Sonnet has 130; a step is one logit
MINUTES_MIDDLE = 60.0  # the time horizon that counts as a half
UNTESTED = ("-", "n/a", "na", "nan", "none", "null")  # what tables write where a model was not tested
CHANCE_ROW = "random chance"  # Epoch's table of 2024-10 ends with a row of that name: no model


class BadCell(NamedTuple):
    """A row, or one cell of it, that could not be trusted.

    Args:
        row: The row, as `row 3`.
        reason: Why.
        cell: The cell within the row, as its place shows it (`, EM`); "" for the whole row.
    """

    row: str
    reason: str
    cell: str = ""

    @property
    def item(self) -> str:
        """The place, in words."""
        return f"{self.row}{self.cell}"


class Taught(NamedTuple):
    """The place that says of a model that it learnt from a larger one."""

    file: str
    row: str


@dataclass
class ScoreReading:
    """Contents of one table: scores, statements of compute, other names of models, models that learnt from a larger one
    (with the place that says so), benchmarks that developers train for or do not, and what was left out with the
    reason. `refused` says of which model a quarantined cell is: (model, file and place, reason). `unread` names the
    columns that were not read."""

    scores: list[Score] = field(default_factory=list)
    computes: list[StatedCompute] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    distilled: dict[str, Taught] = field(default_factory=dict)
    optimized: dict[str, bool] = field(default_factory=dict)
    skipped: list[Skip] = field(default_factory=list)
    quarantined: list[BadCell] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    rows: int = 0

    def full_rows(self, rows: Sequence[Sequence[str]], width: int) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield the rows below a header of that many cells, each with its place.

        They are counted; one of another width is quarantined.
        """
        for number, row in enumerate(rows, 2):
            if not any(cell.strip() for cell in row):
                continue
            self.rows += 1
            where = f"row {number}"
            if len(row) == width:
                yield where, row
            else:
                self.quarantined.append(BadCell(where, f"{len(row)} cells under {width} headers"))

    def refuse(self, model: str, file: str, row: str, reason: str, cell: str = "") -> None:
        """Quarantine what a row of a table says of one model; `cell` is the cell in the place."""
        self.quarantined.append(BadCell(row, reason, cell))
        self.refused.append((model, f"{file}, {row}{cell}", reason))


def read_scores(data: bytes, file: str, benchmarks: Sequence[Benchmark]) -> ScoreReading:
    """Read the scores of one table, each as a fraction.

    Args:
        data: The file's bytes: CSV in UTF-8, with a byte order mark or without.
        file: Its name; the hub's external tables say only there which benchmark they hold.
        benchmarks: Those that are known, as `load_benchmarks` gives them.

    Raises:
        BadInput: If the bytes are not a table of a known kind; the message lists its headers. A row that cannot be used
            is quarantined with its reason.

    Example:
        >>> mmlu = Benchmark(id="mmlu", name="MMLU", chance="0.25", why="four choices",
        ...     columns=(ScoreColumn(table="hub-external", column="mmlu/EM"),))
        >>> found = read_scores(b"Model version,EM,Source\\nx,77.0%,y\\nz,770%,y\\n", "external_benchmark_mmlu.csv",
        ...     [mmlu])
        >>> found.scores[0].value, found.quarantined[0].reason
        (0.77, "score '770%' is not a fraction between 0 and 1")
    """
    name = PurePath(file).name
    source = Source(id=name, title=name, url="", date="", group=name)
    rows = records_of(data, source)
    header = [clean_text(cell) for cell in rows[0]] if rows else []
    if not any(header):
        raise BadInput("the file is empty. Give a CSV with headers and a row for each model.", place=name)
    table = next((one for one in TABLES if set(one.needs) <= set(header)), None)
    if table is None:
        has = ", ".join(repr(cell[:40]) for cell in header[:10])
        known = "; ".join(f"{one.id} ({', '.join(one.needs)})" for one in TABLES)
        raise BadInput(f"its headers {has} match no table of scores. It needs those of one: {known}.", place=name)
    at = {cell: place for place, cell in reversed(list(enumerate(header)))}
    by_name = {fold_listed(word): one for one in benchmarks for word in (one.id, one.name, *one.names)}
    by_name |= {folded(file): one for one in benchmarks for file in files_of(one)}
    columns = columns_of(table, name, at, benchmarks)
    found = ScoreReading()
    found.unread = [
        cell[:80] for cell in dict.fromkeys(header) if cell and cell not in columns and cell not in table.read_columns
    ]
    for where, row in found.full_rows(rows[1:], len(header)):
        cells = {cell: clean_text(row[place])[:2000] for cell, place in at.items()}
        model = next((cells[c] for c in table.model if cells.get(c)), "")
        if not model or len(model) > LONGEST_NAME:
            found.quarantined.append(BadCell(where, "no name of a model" if not model else "the name is too long"))
            continue
        if model.casefold() == CHANCE_ROW:
            found.skipped.append(Skip(where, "the row of blind guessing is not a model"))
            continue
        refuse_too_many(len(found.scores), name)
        date = iso_date(cells.get(table.date, "") if table.date else "")
        if table.task:
            columns = _task_column(cells, table, by_name, (model, name, where), found)
        _scores(cells, columns, table, model, date, name, where, found)
        if table.compute or table.parameters:
            _compute(cells, table, model, date, name, where, found)
    return found


def as_fraction(cell: str, scale: str) -> float:
    """Return the fraction that a score's cell states.

    A rating is the chance to beat one of 1000; the capabilities index is a logistic of its points; a time horizon of t
    minutes is t / (t + 60).

    Raises:
        ValueError: If it is not a number, or none that a score can be.

    Example:
        >>> as_fraction("77.0%", "fraction"), as_fraction("88.5", "percent"), round(as_fraction("1000", "elo"), 3)
        (0.77, 0.885, 0.5)
    """
    value = read_number(cell)
    if scale == "eci":
        if not 0 < value < 400:
            raise ValueError(f"index {cell[:40]!r} is not between 0 and 400")
        return 1 / (1 + math.exp(-(float(value) - ECI_MIDDLE) / ECI_STEP))
    if scale == "minutes":
        if not 0 <= value < 1_000_000:
            raise ValueError(f"time {cell[:40]!r} is not between 0 and a million minutes")
        return float(value) / (float(value) + MINUTES_MIDDLE)
    if scale == "tenths":
        value /= Decimal(10)
    if scale == "elo":
        if not 400 <= value <= 2400:
            raise ValueError(f"rating {cell[:40]!r} is not between 400 and 2400")
        return float(1 / (1 + 10 ** (-(float(value) - 1000) / 400)))
    if scale == "percent" and "%" not in cell:
        value /= Decimal(100)
    if not 0 <= value <= 1:
        raise ValueError(f"score {cell[:40]!r} is not a fraction between 0 and 1")
    return float(value)


def merge(readings: Iterable[ScoreReading]) -> ScoreReading:
    """Merge several readings into one."""
    total = ScoreReading()
    for one in readings:
        total.scores += one.scores
        total.computes += one.computes
        total.names |= one.names
        total.distilled |= one.distilled
        total.optimized |= one.optimized
        total.skipped += one.skipped
        total.quarantined += one.quarantined
        total.refused += one.refused
        total.rows += one.rows
    return total


def _task_column(
    cells: Mapping[str, str],
    table: ScoreTable,
    by_name: Mapping[str, Benchmark],
    place: tuple[str, str, str],
    found: ScoreReading,
) -> dict[str, tuple[Benchmark, ScoreColumn]]:
    """Return the one score of a row that names its benchmark; none, and a quarantined row, if it is unknown."""
    task = cells.get(table.task, "")
    benchmark = by_name.get(fold_listed(task)) or by_name.get(folded(task))
    status = cells.get("Status", "Success")
    if benchmark is None:
        found.refuse(*place, f"benchmark {task[:60]!r} is not in benchmarks.toml")
        return {}
    if status and status.casefold() != "success":
        found.skipped.append(Skip(place[2], f"the run ended with {status[:40]!r}"))
        return {}
    column = table.needs[-1]
    return {column: (benchmark, ScoreColumn(table=table.id, column=column))}


def _scores(
    cells: Mapping[str, str],
    columns: Mapping[str, tuple[Benchmark, ScoreColumn]],
    table: ScoreTable,
    model: str,
    date: str,
    name: str,
    where: str,
    found: ScoreReading,
) -> None:
    """Add the scores of one row, as fractions, to `found`; a cell that is not a score is set aside there."""
    for header_name, (benchmark, column) in columns.items():
        cell = cells[header_name]
        if not cell:
            continue
        if cell.casefold() in UNTESTED:
            found.skipped.append(Skip(f"{where}, {header_name}", f"{cell!r} is not a score: not tested"))
            continue
        try:
            value = as_fraction(cell, column.scale)
        except ValueError as error:
            found.refuse(model, name, where, str(error), f", {header_name}")
            continue
        found.scores.append(
            Score(
                model,
                benchmark.id,
                column.harness or table.harness,
                value,
                (cells[table.setting] if table.setting in cells and table.setting else "")[:40],
                date,
                name,
                where,
                header_name,
                cell[:40],
            )
        )


def _compute(
    cells: Mapping[str, str], table: ScoreTable, model: str, date: str, name: str, where: str, found: ScoreReading
) -> None:
    try:
        compute, parameters, active, tokens = (
            # A table without such a column has none: an unnamed column of its row numbers is not one.
            positive_number(cells.get(c, "") if c else "")
            for c in (table.compute, table.parameters, table.active, table.tokens)
        )
    except ValueError as error:
        found.refuse(model, name, where, str(error), f" ({model})")
        return

    def times(value: float | None, unit: float) -> float | None:
        return None if value is None else value * unit

    found.computes.append(
        StatedCompute(
            model,
            times(compute, table.compute_unit),
            parameters=times(parameters, table.size_unit),
            active=active,
            tokens=times(tokens, table.token_unit),
            date=date,
            source=name,
            locator=where,
        )
    )


def positive_number(cell: str) -> float | None:
    """Read a positive number; None of an empty cell."""
    text = cell.strip()
    if not text:
        return None
    value = read_number(text)
    if value <= 0:
        raise ValueError(f"{text[:40]!r} is not a positive number")
    return float(value)


def iso_date(cell: str) -> str:
    """Return the first ten characters if they are an ISO date, or ""."""
    text = cell.strip()[:10]
    try:
        return str(PartialDate.from_iso(text)) if text else ""
    except ValueError:
        return ""
