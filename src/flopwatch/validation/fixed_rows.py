"""Rows that only the newest tables hold: half are for choosing, the other half are scored once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import msgspec

from flopwatch.catalogue import Chips, Frontier
from flopwatch.domain import Reading, Source
from flopwatch.identity import fold_name
from flopwatch.validation.calibration import Calibration
from flopwatch.validation.cases import Case, cases_of
from flopwatch.validation.estimates import calibrations, guesses_for, same_row

Table = tuple[Source, Reading]
HALVES = ("choosing", "scored")


class HeldOutRow(msgspec.Struct, frozen=True):
    """One row with recorded compute that no older table holds.

    Args:
        name: The model as its table writes it.
        table: Id and date of the table.
        half: `choosing` if the first byte of the SHA-256 of the name is below 128, else `scored`.
    """

    name: str
    table: str
    half: str


def half_of(name: str) -> str:
    """Return the half that a row belongs to, by the hash of its name."""
    return HALVES[hashlib.sha256(name.encode()).digest()[0] >= 128]


def held_out_rows(newer: Sequence[Table], older: Sequence[Table]) -> list[HeldOutRow]:
    """Return the rows with recorded compute that only the newer tables hold, by name.

    Args:
        newer: The newer tables, the most detailed first: a model counts with the first that has it.
        older: All older tables.
    """
    rows = [HeldOutRow(case.name, case.table, half_of(case.name)) for case in held_out_cases(newer, older)]
    return sorted(rows, key=lambda row: row.name)


def held_out_cases(newer: Sequence[Table], older: Sequence[Table]) -> list[Case]:
    """Return those rows as test cases.

    A row is held by an older table if that has its name, or a row of the same date and compute (a renamed model).
    """
    known: dict[str, float] = {}
    names: set[str] = set()
    alike: set[tuple[str, float]] = set()
    for source, reading in older:
        alike |= {same_row(case.published, case.truth) for case in cases_of(source, reading, (), known)}
        names |= {fold_name(claim.subject) for claim in reading.claims if claim.kind == "model"}
    out: list[Case] = []

    def is_new(name: str, published: str, truth: float) -> bool:
        return fold_name(name) not in names and same_row(published, truth) not in alike

    for source, reading in newer:
        cases = cases_of(source, reading, names, known, is_new)
        names |= {fold_name(case.name) for case in cases}
        out += cases
    return out


def calibrate_held_out(
    newer: Sequence[Table],
    older: Sequence[Table],
    rows: Collection[HeldOutRow],
    half: str,
    chips: Chips,
    frontier: Frontier,
) -> list[Calibration]:
    """Return the calibration of the combined estimates on one half of the fixed rows.

    Args:
        newer: The newer tables.
        older: All older tables.
        rows: The fixed list.
        half: `choosing` or `scored`.
        chips: The accelerators.
        frontier: The frontier by date.

    Raises:
        ValueError: If the tables do not hold the fixed rows; the message names the first that differs.
    """
    cases = held_out_cases(newer, older)
    if missing := {row.name for row in rows} ^ {case.name for case in cases}:
        raise ValueError(f"{len(missing)} rows differ from the fixed list, the first {min(missing)!r}")
    wanted = {row.name for row in rows if row.half == half}
    picked = [(case, guesses_for(case.facts, chips, frontier)) for case in cases if case.name in wanted]
    return calibrations(f"2026, {half}", picked)
