"""The rows of cached answers. Importing them loads no arithmetic, so that a cached answer is printed at once."""

from __future__ import annotations

import msgspec

from flopwatch.domain import Interval

Cell = str | int | float | bool | None
FlatRow = dict[str, Cell]


class ListedModel(msgspec.Struct, frozen=True):
    """A model as `models --json` prints it: selected columns of its row, and its class at every threshold.

    Args:
        compute_class: At the requested threshold.
        compute_classes: At each threshold, by its size in FLOP.
        unknown: The reason why a field has no value, by field.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    developers: tuple[str, ...]
    countries: tuple[str, ...]
    domains: tuple[str, ...]
    published: str | None
    parameters: int | float | None
    active_parameters: int | float | None
    training_compute_flop: Interval | None
    compute_class: str
    compute_classes: dict[str, str]
    base: str | None
    sources: tuple[str, ...]
    unknown: dict[str, str]


class Listing(msgspec.Struct, frozen=True):
    """Every model with the values of all columns: the rows that `models` chooses from.

    Args:
        thresholds: The thresholds, in FLOP, lowest first.
        columns: Names of the columns.
        cells: For each model the value of each column; that of `compute_class` is filled for the chosen threshold.
        models: The same models as `models --json` prints them, without `compute_class`.
    """

    thresholds: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    models: tuple[ListedModel, ...]


class CrossingRow(msgspec.Struct, frozen=True):
    """The class of one base model at one threshold, with its probability.

    Args:
        model: Id of the model.
        name: Its name.
        developers: Ids of its developers.
        threshold_flop: The threshold, in FLOP.
        probability: P(compute > threshold); None if only a bare statement or nothing is known.
        compute_class: `confirmed`, `likely`, `cannot-rule-out`, `below` or `unknown`.
        p50: Median of its compute, in FLOP; None without a figure.
        confidence: The source's own word for its confidence, or None.
        justification: Where the figure or the statement comes from, in a sentence.
        rule: The rule of classification that applied.
    """

    model: str
    name: str
    developers: tuple[str, ...]
    threshold_flop: float
    probability: float | None
    compute_class: str
    p50: float | None
    confidence: str | None
    justification: str
    rule: str


class LeftOut(msgspec.Struct, frozen=True):
    """A row of a cited table that is in no file of claims, with the reason.

    Args:
        name: The model's name, as the table writes it.
        source: Id of the table's source.
        training_compute_flop: The table's training compute, in FLOP.
        reason: Why the row was left out.
    """

    name: str
    source: str
    training_compute_flop: int | float | None
    reason: str


class PrintedClaim(msgspec.Struct, frozen=True):
    """A claim as `show` prints it: its words and its source."""

    as_written: str
    source: str
    locator: str


class PrintedField(msgspec.Struct, frozen=True):
    """A field's value as `show` prints it, with the reason for its choice and the claims."""

    value: str | int | float | tuple[str | int | float | None, ...] | None
    unit: str | None
    rule: str
    claims: tuple[PrintedClaim, ...]
    rivals: tuple[PrintedClaim, ...]


class PrintedFinding(msgspec.Struct, frozen=True):
    """A doubt as `show` prints it."""

    severity: str
    message: str
    proposal: str = ""


class PrintedModel(msgspec.Struct, frozen=True):
    """The parts of `api.model.ShownModel` that the terminal prints."""

    receipt: str
    fields: dict[str, PrintedField]
    unknown: dict[str, str]
    findings: tuple[PrintedFinding, ...]


class CachedModel(msgspec.Struct, frozen=True):
    """The cached answer of `show` for one record.

    Args:
        printed: The parts that the terminal prints.
        whole: The whole `api.model.ShownModel`, as JSON.
    """

    printed: PrintedModel
    whole: msgspec.Raw
