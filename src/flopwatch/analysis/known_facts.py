"""Coverage: for how many models each fact is known, by year and by class; missing facts; conflicts of sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from flopwatch.classification import CLASSES, Crossing, headline_index
from flopwatch.domain import PartialDate, Threshold, Unknown, exact, field, to_base
from flopwatch.estimation import Estimate
from flopwatch.records import Conflict, Record, times_apart

G = TypeVar("G")
# Fields in the order in which people ask for them; `compute_estimate` is computed, not stated.
COVERED: tuple[str, ...] = (
    "developer",
    "country",
    "organization_category",
    "published",
    "domain",
    "task",
    "parameters",
    "active_parameters",
    "dataset_size",
    "tokens_seen",
    "epochs",
    "training_compute",
    "compute_estimate",
    "chip",
    "chip_count",
    "training_time",
    "chip_hours",
    "utilization",
    "training_cost",
    "access",
    "license",
    "base_model",
    "paper",
)
ESTIMATE = "compute_estimate"
UNDATED = "undated"
BELOW, UNSURE = "below", "unknown"
_SINGLE_YEARS = 8  # the newest years are listed singly; the ones before form one group


class Period(NamedTuple):
    """The publication years of one group of models.

    Args:
        year: The year; None for undated models.
        and_before: Whether every earlier year is in the group too.
    """

    year: int | None
    and_before: bool = False


@dataclass(frozen=True)
class KnownShare:
    """The number of models, out of a group, for which a fact is known."""

    known: int
    models: int

    @property
    def share(self) -> float:
        """The known ones as a fraction; 0 if there are no models."""
        return self.known / self.models if self.models else 0.0


@dataclass(frozen=True)
class FieldCoverage:
    """The coverage of one field.

    Args:
        name: The field, or `compute_estimate`.
        total: Over all models to which the field applies, variants included.
        not_applicable: Number of models to which it does not apply: the base model of a model of which no source states
            one, the active parameters of a dense model. They are in no share.
        said_unknown: Number of models without it for which a source says that it is not known.
        by_class: Base models by class at the requested threshold (`confirmed`, …): the models that thresholds count.
        by_level: Base models by the highest threshold that they exceed (confirmed or likely), as `1e25`; else `below`,
            or `unknown` if the class at the lowest is unknown.
        by_year: By year of publication, `undated` last; only years with models.
        by_period: The same with the early years in one group; undated models come last.
        missing: Ids of the models to which it applies without it, sorted.
    """

    name: str
    total: KnownShare
    not_applicable: int
    said_unknown: int
    by_class: dict[str, KnownShare]
    by_level: dict[str, KnownShare]
    by_year: dict[str, KnownShare]
    by_period: dict[Period, KnownShare]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Disagreement:
    """A field on which independent sources disagree.

    Args:
        model: Id of the record.
        field: The field, or a component of it.
        values: Each value with the ids of its claims, smallest or earliest first.
        ratio: For quantities the largest over the smallest; 0 for dates, or if a value is not positive.
        days: For dates the days between the latest meaning of the first and the earliest of the last; 0 for quantities.
    """

    model: str
    field: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    ratio: float
    days: int


@dataclass(frozen=True)
class Coverage:
    """Coverage of all fields, and disagreements of sources, largest first."""

    models: int
    fields: tuple[FieldCoverage, ...]
    disagreements: tuple[Disagreement, ...]

    def disagreements_by_field(self) -> dict[str, int]:
        """Return the number of models with disagreeing independent sources, by field, largest first."""
        counts: dict[str, int] = defaultdict(int)
        for one in self.disagreements:
            counts[one.field] += 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def coverage(
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    crossings: Mapping[str, Sequence[Crossing]],
    thresholds: Sequence[Threshold],
    conflicts: Sequence[Conflict] = (),
    *,
    at: int | None = None,
    names: Sequence[str] = COVERED,
) -> Coverage:
    """Count the models for which each fact is known.

    Args:
        records: Every record by id; only models count. Tables by class and by level count base models only.
        estimates: The models' estimates.
        crossings: The models' crossings, in the order of `thresholds`.
        thresholds: The thresholds, lowest first.
        conflicts: Fields on which independent sources disagree.
        at: Index in `thresholds` of the one whose classes `by_class` counts; by default that of the headline, 1e25
            FLOP.
        names: The fields to count.
    """
    models = {key: record for key, record in sorted(records.items()) if record.kind == "model"}
    at = headline_index(thresholds) if at is None else at
    bases = [key for key, record in models.items() if not record.is_variant]
    classes = {key: crossings[key][at].compute_class for key in bases if crossings.get(key)}
    levels = {key: _level(crossings.get(key, ()), thresholds) for key in bases}
    years = {key: _year(record) for key, record in models.items()}
    periods = _periods(years)
    held = {key: {value.field for value in record.fields.values()} for key, record in models.items()}
    denied = {
        key: {claim.field for claim in record.claims.values() if claim.relation == "unknown"}
        for key, record in models.items()
    }
    level_names = (*(one.flop for one in reversed(thresholds)), BELOW, UNSURE)
    fields = []
    for name in names:
        known = {key for key in models if name in held[key] or _follows(name, models[key], estimates.get(key))}
        asked = {key for key, record in models.items() if key in known or applies(name, record)}
        missing = tuple(key for key in models if key in asked and key not in known)
        fields.append(
            FieldCoverage(
                name=name,
                total=KnownShare(len(known), len(asked)),
                not_applicable=len(models) - len(asked),
                said_unknown=sum(name in denied[key] for key in missing),
                by_class=_shares(known, asked, classes, CLASSES),
                by_level=_shares(known, asked, levels, level_names),
                by_year=_shares(known, asked, years, sorted(set(years.values()))),
                by_period=_shares(known, asked, periods, sorted(set(periods.values()), key=_chronological)),
                missing=missing,
            )
        )
    differing = sorted(map(_disagreement, conflicts, (records[one.model] for one in conflicts)), key=_farthest)
    return Coverage(len(models), tuple(fields), tuple(differing))


def _follows(name: str, record: Record, estimate: Estimate | Unknown | None) -> bool:
    """Return whether a field without a value follows from stated facts.

    Tokens seen follow from a corpus in tokens and the passes over it; a base model from being a variant of it.
    """
    if name == ESTIMATE:
        return isinstance(estimate, Estimate)
    if name == "tokens_seen":
        counted = any(one.field == "dataset_size" and one.unit == "tokens" for one in record.fields.values())
        return counted and "epochs" in record.fields
    return name == "base_model" and bool(record.base)


def applies(name: str, record: Record) -> bool:
    """Return whether a field without a value is a gap of the record.

    Active parameters are a gap of a mixture of experts only; a base model never is, because a model without a stated
    one is taken to have none.
    """
    if name == "active_parameters":
        return record.is_sparse
    return name != "base_model"


def _shares(known: set[str], asked: set[str], group_of: Mapping[str, G], groups: Sequence[G]) -> dict[G, KnownShare]:
    """Return the share of each group that has a model, over its models to which the field applies."""
    sizes: dict[G, int] = defaultdict(int)
    found: dict[G, int] = defaultdict(int)
    for key, group in group_of.items():
        sizes[group] += key in asked
        found[group] += key in known
    return {group: KnownShare(found[group], sizes[group]) for group in groups if group in sizes}


def _level(crossings: Sequence[Crossing], thresholds: Sequence[Threshold]) -> str:
    """Return the highest threshold that the model exceeds."""
    above = [threshold.flop for threshold, one in zip(thresholds, crossings, strict=False) if one.is_above]
    if above:
        return above[-1]
    return UNSURE if not crossings or crossings[0].compute_class == "unknown" else BELOW


def _year(record: Record) -> str:
    date = record.value("published")
    return str(PartialDate.from_iso(date).year) if date else UNDATED


def _periods(years: Mapping[str, str]) -> dict[str, Period]:
    single = {key: Period(None if year == UNDATED else int(year)) for key, year in years.items()}
    dated = sorted({one.year for one in single.values() if one.year is not None})
    if len(dated) <= _SINGLE_YEARS + 1:
        return single
    early = Period(dated[-1] - _SINGLE_YEARS, and_before=True)
    return {
        key: one if one.year is None or one.year > dated[-1] - _SINGLE_YEARS else early for key, one in single.items()
    }


def _chronological(period: Period) -> tuple[bool, int]:
    return (period.year is None, period.year or 0)


def _disagreement(conflict: Conflict, record: Record) -> Disagreement:
    stated = [(value, keys, record.claims[keys[0]]) for value, keys in conflict.values.items()]
    if field(conflict.key.name).kind == "date":
        dated = sorted((PartialDate.from_iso(claim.value), value, keys) for value, keys, claim in stated)
        gap = max(date.earliest for date, _, _ in dated) - min(date.latest for date, _, _ in dated)
        values = tuple((value, keys) for _, value, keys in dated)
        return Disagreement(conflict.model, conflict.key.label, values, 0.0, max(gap.days, 0))
    sized = sorted((to_base(exact(claim.value), claim.unit)[0], value, keys) for value, keys, claim in stated)
    ratio = times_apart(record.claims[key] for keys in conflict.values.values() for key in keys)
    return Disagreement(conflict.model, conflict.key.label, tuple((v, k) for _, v, k in sized), ratio, 0)


def _farthest(one: Disagreement) -> tuple[object, ...]:
    return (-one.ratio, -one.days, one.model, one.field)
