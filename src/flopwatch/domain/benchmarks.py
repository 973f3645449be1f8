"""Types for benchmarks: a benchmark with its chance floor, one score, and the compute that a source states with it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec


class ScoreColumn(msgspec.Struct, frozen=True, kw_only=True):
    """The place of a benchmark in one outside table: the table's id, the column, the harness, and the scale of a bare
    number.

    `scale` is `fraction` (0.77), `percent` (77) or `elo` (1250). A number with a percent sign is a percentage
    everywhere.
    """

    table: str
    column: str
    harness: str = ""
    scale: str = "fraction"


class Benchmark(msgspec.Struct, frozen=True, kw_only=True):
    """One benchmark: id, name, aliases, chance floor (the score of random guessing, a fraction), and its columns."""

    id: str
    name: str
    chance: str
    why: str
    names: tuple[str, ...] = ()
    columns: tuple[ScoreColumn, ...] = ()


@dataclass(frozen=True, order=True)
class Score:
    """One benchmark score of one model.

    Args:
        model: Name of the model as the source writes it.
        benchmark: Id of the benchmark.
        harness: Who ran it, with which program; scores of two harnesses are never averaged.
        value: The score as a fraction; a rating is converted to the probability of beating a rating of 1000.
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
    """One source's statement about how a model was made; None or "" for what it does not state.

    Args:
        model: Name of the model as the source writes it.
        compute_flop: Training compute in FLOP.
        parameters: Parameters in all.
        active: Parameters used for one token, if the source gives them separately.
        tokens: Training tokens.
        organization: Who made it.
        date: ISO date of publication.
        confidence: The source's own word.
        method: The source's method for its figure, in its own words.
        base_model: The model it was built on.
        domain: Domains as written.
        sparse: Whether the source calls it a mixture of experts.
        flagged: Whether the source itself excludes the row.
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
