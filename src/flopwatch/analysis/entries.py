"""Entries: the models to count, each with its probability of exceeding each threshold and its groups."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from flopwatch.analysis.points import placed
from flopwatch.classification import Crossing, chance, class_of, crossing_of, error_group, error_group_of
from flopwatch.domain import Claim, PartialDate, Source, Unknown, exact
from flopwatch.estimation import Doubted, Estimate, with_reported_errors
from flopwatch.records import Record
from flopwatch.statistics import Z_90, Array, LogNormal

WAYS: tuple[str, ...] = ("domain", "country", "organisation", "category", "access", "publication", "task")
_FIELD_OF = {
    "domain": "domain",
    "country": "country",
    "organisation": "developer",
    "category": "organization_category",
    "access": "access",
    "publication": "publication_status",
    "task": "task",
}
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Entry:
    """One model to count.

    Args:
        name: The model's name.
        date: Its publication date; None if no source states it.
        median_flop: Its training compute, or None if unknown or doubted.
        sigma_dex: Standard deviation of the log-normal with the compute's 90% interval, in decades.
        chances: P(compute > threshold) for each threshold of the field; 0 if it is unknown and no source claims
            it is above.
        recorded: Whether the model is above each threshold (confirmed or likely), ignoring doubt.
        classes: Its class at each threshold (`confirmed`, …); of a table, the class of the chance.
        error_group: Key of the models that share a part of its error; "" if none does.
        unconfirmed: Whether it may exceed 1e23 FLOP though its compute is unknown (document 000's rule).
        groups: Its groups, by grouping; a model of two countries belongs to both.
        parameters: Trainable parameters, or None.
        tokens: Tokens it was trained on, or None.
        doubted: The reason why its compute is doubted, or "".
        links: Addresses of papers and announcements, which identify the model when its name changes.
    """

    name: str
    date: PartialDate | None
    median_flop: float | None
    sigma_dex: float
    chances: tuple[float, ...]
    recorded: tuple[bool, ...]
    unconfirmed: bool = False
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: frozenset[str] = frozenset()
    parameters: float | None = None
    tokens: float | None = None
    doubted: str = ""
    classes: tuple[str, ...] = ()
    error_group: str = ""

    def group(self, way: str) -> tuple[str, ...]:
        """Return its groups by one grouping, or (`not stated`,)."""
        return self.groups.get(way) or (NOT_STATED,)


@dataclass(frozen=True)
class Population:
    """The models that are counted together.

    Args:
        entries: The models, in order of date and name; undated ones last.
        thresholds: The thresholds in FLOP, ascending.
        data: The data set and its version.
        as_of: The newest date of the data, as a decimal year.
    """

    entries: tuple[Entry, ...]
    thresholds: tuple[float, ...]
    data: str
    as_of: float

    def years(self) -> Array:
        """Return the decimal year of each entry, shape (n,); NaN without a date. An open day or month counts as the
        first.
        """
        return np.array(
            [math.nan if e.date is None else (placed(e.date) or math.nan) for e in self.entries], dtype=float
        )

    @functools.cached_property  # a backtest asks for it for every year and threshold
    def newest(self) -> float:
        """The decimal year of the newest model; `as_of` if none is dated."""
        x = self.years()
        return min(float(np.nanmax(x)), self.as_of) if np.isfinite(x).any() else self.as_of

    @property
    def last_whole_year(self) -> int:
        """The last calendar year that the data cover wholly: the newest model is of a later year, or of its last six
        weeks.
        """
        return int(min(self.newest + 0.12, self.as_of)) - 1

    def chance_table(self) -> Array:
        """Return the probabilities, shape (n, thresholds)."""
        return np.array([e.chances for e in self.entries], dtype=float).reshape(-1, len(self.thresholds))

    def keep(self, wanted: Callable[[Entry], bool]) -> Population:
        """Return the entries that satisfy a condition."""
        return Population(tuple(filter(wanted, self.entries)), self.thresholds, self.data, self.as_of)


def _ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda e: (e.date is None, str(e.date or ""), e.name)))


def _as_of(entries: Iterable[Entry], given: float | None) -> float:
    if given is not None:
        return given
    return max((placed(e.date) or 0.0 for e in entries if e.date), default=0.0)


def entries_of_census(
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    unconfirmed: Iterable[str],
    thresholds: Sequence[float],
    *,
    known: Mapping[str, Sequence[Crossing]] | None = None,
    data: str = "census",
    as_of: float | None = None,
) -> Population:
    """Return the base models of a census; variants are counted under them. Probabilities match the thresholds page.


    Args:
        records: Every record by id.
        estimates: For each model its estimate, or the reason why there is none.
        unconfirmed: Ids of models that may exceed 1e23 FLOP though their compute is unknown.
        thresholds: In FLOP.
        known: Crossings already computed, by model, which are reused.
        data: The data set and its version.
        as_of: The date of the view, as a decimal year.
    """
    levels, open_ones = tuple(sorted(thresholds)), set(unconfirmed)
    out = []
    for key, estimate in estimates.items():
        record = records[key]
        if record.is_variant:
            continue
        made = {one.threshold_flop: one for one in (known or {}).get(key, ())}
        crossings = [made.get(one) or crossing_of(record, estimate, one) for one in levels]
        estimated = isinstance(estimate, Estimate)
        doubted = estimate.reason if isinstance(estimate, Doubted) else ""
        spread = estimate.compute_flop if isinstance(estimate, Estimate) else None
        date = record.value("published")
        out.append(
            Entry(
                record.name,
                PartialDate.from_iso(date) if date else None,
                spread.median if spread else None,
                _sigma_of(spread) if spread else 0.0,
                tuple(chance(one) for one in crossings),
                tuple(one.is_above for one in crossings),
                not estimated and key in open_ones,
                {way: record.values(name) for way, name in _FIELD_OF.items()},
                # Which of the stated numbers is wrong is not known: none of them sets a record.
                parameters=_parameters_of(record) if not doubted else None,
                tokens=_tokens_of(record) if not doubted else None,
                doubted=doubted,
                classes=tuple(one.compute_class for one in crossings),
                error_group=error_group_of(record, estimate),
            )
        )
    entries = _ordered(out)
    return Population(entries, levels, data, _as_of(entries, as_of))


def _sigma_of(compute: LogNormal) -> float:
    return math.log10(compute.factor) / Z_90


def _parameters_of(record: Record) -> float | None:
    stated = record.value("parameters")
    return float(exact(stated)) if stated else None


def _tokens_of(record: Record) -> float | None:
    seen, unique = record.fields.get("tokens_seen"), record.fields.get("dataset_size")
    if seen is not None:
        return float(exact(seen.value))
    return float(exact(unique.value)) if unique is not None and unique.unit == "tokens" else None


def entries_of_claims(
    claims: Iterable[Claim],
    source: Source,
    thresholds: Sequence[float],
    *,
    factor_of: Callable[[str], float],
    value_of: Callable[[Claim], float],
    publication_of: Callable[[Sequence[str]], str],
) -> Population:
    """Return the rows of one outside table; only what the table states, nothing estimated.

    Args:
        claims: The claims that a reader got from the table.
        source: The table.
        thresholds: In FLOP.
        factor_of: Half-width of the 90% interval of a stated figure, as a factor, by the source's word for confidence.
        value_of: A claim's number in the base unit.
        publication_of: The publication type of a row, derived from its links, if the table does not state it.
    """
    rows: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.kind == "model" and claim.relation != "unknown":
            rows.setdefault(claim.entry, []).append(claim)
    levels = tuple(sorted(thresholds))
    entries = _ordered(_entry(row, levels, factor_of, value_of, publication_of) for row in rows.values())
    given = None
    if source.date:
        given = placed(PartialDate.from_iso(source.date))
    return Population(entries, levels, f"{source.id} {source.date}".strip(), _as_of(entries, given))


def _entry(
    claims: Sequence[Claim],
    levels: Sequence[float],
    factor_of: Callable[[str], float],
    value_of: Callable[[Claim], float],
    publication_of: Callable[[Sequence[str]], str],
) -> Entry:
    values: dict[str, list[Claim]] = {}
    for claim in claims:
        values.setdefault(claim.field, []).append(claim)

    def words(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c.value for c in values.get(name, ())))

    def number(name: str) -> float | None:
        found = values.get(name)
        return value_of(found[0]) if found else None

    date = words("published")
    compute = number("training_compute")
    if compute is not None and not compute > 0:
        compute = None
    sigma, chances, recorded = 0.0, (0.0,) * len(levels), (False,) * len(levels)
    if compute is not None:
        word = (words("confidence") or ("",))[0]
        spread = with_reported_errors(LogNormal.from_factor(median=compute, factor=factor_of(word)), word)
        sigma = _sigma_of(spread)
        chances = tuple(spread.prob_above(one) for one in levels)
        recorded = tuple(compute > one for one in levels)
    links = tuple(link for name in ("paper", "announcement", "homepage", "weights") for link in words(name))
    groups = {way: words(name) for way, name in _FIELD_OF.items()}
    groups["publication"] = groups["publication"] or tuple(filter(None, (publication_of(links),)))
    shared = [(words(name) or ("",))[0] for name in ("confidence", "developer", "training_compute_method")]
    return Entry(
        claims[0].subject,
        PartialDate.from_iso(date[0]) if date else None,
        compute,
        sigma,
        chances,
        recorded,
        compute is None and _may_be_large(date, number("parameters"), number("dataset_size"), words("base_model")),
        groups,
        frozenset(links),
        number("parameters"),
        classes=tuple(map(class_of, chances)) if compute is not None else ("unknown",) * len(levels),
        error_group=error_group(*shared),
    )


def _may_be_large(date: Sequence[str], parameters: float | None, data: float | None, base: Sequence[str]) -> bool:
    """Apply document 000's rule for models of unknown compute, before anyone reviews them one by one."""
    if base or not date or PartialDate.from_iso(date[0]).year < 2022:
        return False
    return not (parameters is not None and parameters < 3e9) and not (data is not None and data < 1e10)
