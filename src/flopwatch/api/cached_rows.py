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
        compute_class: `confirmed`, `likely`, `cannot-rule-out`, `below` or `unknown`; `circumstance` where asked for.
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


class MissingRow(msgspec.Struct, frozen=True):
    """A model that compared lists put at or above 1e23 FLOP and that the census lacks.

    Args:
        name: Its name, as a list writes it.
        published: Its date, or None.
        training_compute_flop: The list's training compute, in FLOP.
        reason: Why it is not here.
        sources: Ids of the lists that name it.
    """

    name: str
    published: str | None
    training_compute_flop: int | float | None
    reason: str
    sources: tuple[str, ...]


class ClusterRow(msgspec.Struct, frozen=True):
    """A cluster or data centre of accelerators, as one row of a cited table states it.

    Args:
        name: Its name.
        owner: The owner as written; None if the table names none.
        developers: Names of the developers that own it.
        users: Its users as written, or None.
        used_by: Names of the developers that use it.
        country: Country as written, or None.
        status: `existing`, `planned` or `decommissioned`, at the table's date.
        certainty: The table's word: `confirmed`, `likely` or `unlikely`.
        runs: Whether it runs at the census's date: operational, not planned, no earlier phase, no duplicate.
        chip: The first kind of accelerator, as written, or None.
        chips: Accelerators in all.
        h100_equivalents: Peak speed as a number of NVIDIA H100.
        power_mw: Power in MW.
        power_basis: `reported` or `calculated`, or None without a power.
        operational: Partial ISO date of first operation, stated or planned, or None.
        decommissioned: Partial ISO date on which it ended, or None.
        source: Id of the table.
        locator: The place in it.
    """

    name: str
    owner: str | None
    developers: tuple[str, ...]
    users: str | None
    used_by: tuple[str, ...]
    country: str | None
    status: str
    certainty: str
    runs: bool
    chip: str | None
    chips: int | float | None
    h100_equivalents: int | float | None
    power_mw: int | float | None
    power_basis: str | None
    operational: str | None
    decommissioned: str | None
    source: str
    locator: str


class CapacityRow(msgspec.Struct, frozen=True):
    """The compute that a developer could use at the census's date.

    Args:
        developers: Its name; a company and its laboratory that share all rows come together.
        h100_equivalents: As a number of NVIDIA H100, with a 90% interval.
        run_flop: Compute of one run of 90 days on all of it: an upper end.
        route: `stock` (stated year ends) or `clusters` (those listed, scaled for what lists miss).
        rows: Names of the rows that it follows from.
        sources: Ids of their tables.
    """

    developers: tuple[str, ...]
    h100_equivalents: Interval
    run_flop: Interval
    route: str
    rows: tuple[str, ...]
    sources: tuple[str, ...]


class FoundItem(msgspec.Struct, frozen=True):
    """One thing that a search found: its kind, names, a few words on it, and its page on the hub."""

    kind: str
    name: str
    also: tuple[str, ...]
    about: str
    page: str


class EvidenceRow(msgspec.Struct, frozen=True):
    """One piece of evidence around a model.

    Args:
        kind: capacity, cadence, capability, economy, statement or kind.
        words: What it says.
        claim: Ids of its claims, or source and row of a table, separated by "; "; "" for the known models as a whole.
        weight: How far the estimate moves without it, in decades.
    """

    kind: str
    words: str
    claim: str
    weight: float


class UndisclosedRow(msgspec.Struct, frozen=True):
    """A model whose developer discloses no compute, with probabilities from circumstance.

    Args:
        model: Its id.
        name: Its name.
        developer: Its developer.
        published: ISO date.
        compute_class: `circumstance`, whatever the probabilities: never a disclosed figure.
        compute_flop: 90% interval and median, FLOP.
        p_above: Probability that its compute exceeds each amount of FLOP.
        evidence: The pieces, the strongest first.
        would_narrow: Kind of evidence that is missing and would narrow it most.
    """

    model: str
    name: str
    developer: str
    published: str
    compute_class: str
    compute_flop: Interval
    p_above: dict[str, float]
    evidence: tuple[EvidenceRow, ...]
    would_narrow: str
