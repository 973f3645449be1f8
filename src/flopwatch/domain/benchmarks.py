"""What benchmarks measure: a benchmark with its chance floor, one score, and one statement of compute beside the
scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec


class ScoreColumn(msgspec.Struct, frozen=True, kw_only=True):
    """Where one outside table holds a benchmark: the table's id, the column, the harness, and the scale of a bare
    number.

    `scale` is `fraction` (0.77), `percent` (77) or `elo` (1250). A number with a percent sign is a percentage
    everywhere.
    """

    table: str
    column: str
    harness: str = ""
    scale: str = "fraction"


class Benchmark(msgspec.Struct, frozen=True, kw_only=True):
    """One benchmark: id, name, other names, the score that blind guessing gets (a fraction), where tables hold it."""

    id: str
    name: str
    chance: str
    why: str
    names: tuple[str, ...] = ()
    columns: tuple[ScoreColumn, ...] = ()


@dataclass(frozen=True, order=True)
class Score:
    """What one model scored.

    Args:
        model: Name of the model as the source writes it.
        benchmark: Id of the benchmark.
        harness: Who ran it, with which program; scores of two harnesses are never averaged.
        value: The score as a fraction; a rating is turned into the chance to beat one of 1000.
        setting: Shots or prompting, as written.
        date: ISO date of the run, or "".
        source: Id of the source.
        row: Row of the table, as `row 3`.
        column: Header of the column.
        as_written: The cell.
    """

    model: str
    benchmark: str
    harness: str
    value: float
    setting: str = ""
    date: str = ""
    source: str = ""
    row: str = ""
    column: str = ""
    as_written: str = ""


@dataclass(frozen=True)
class StatedCompute:
    """What one source says of a model's making; what is not stated is None or "".

    Args:
        model: Name of the model as the source writes it.
        compute_flop: Training compute in FLOP.
        parameters: Parameters in all.
        active: Parameters that work on one token, where the source counts them apart.
        tokens: Training tokens.
        organization: Who made it.
        date: ISO date of publication.
        confidence: The source's own word.
        method: How the source got its figure, in its own words.
        base_model: The model it was built on.
        domain: Domains as written.
        sparse: Whether the source speaks of a mixture of experts.
        flagged: Whether the source itself sets the row aside.
        source: Id of the source.
        locator: Row.
    """

    model: str
    compute_flop: float | None
    parameters: float | None = None
    active: float | None = None
    tokens: float | None = None
    organization: str = ""
    date: str = ""
    confidence: str = ""
    method: str = ""
    base_model: str = ""
    domain: str = ""
    sparse: bool = False
    flagged: bool = False
    source: str = ""
    locator: str = ""
