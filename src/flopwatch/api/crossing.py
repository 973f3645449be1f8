"""Models above thresholds and under legal rules, and coverage of their facts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from flopwatch import discovery, sources
from flopwatch.api.cached_rows import CrossingRow, LeftOut, MissingRow
from flopwatch.api.circumstances import rows_from_circumstance
from flopwatch.api.row_choice import threshold_index
from flopwatch.api.rows import number, read_flop
from flopwatch.census import Census
from flopwatch.classification import CLASSES, Crossing, RuleCoverage, cover, crossing_of, in_force, largest_run
from flopwatch.domain import NoSuchChoice, Rule, WrongUsage, rounded
from flopwatch.estimation import Estimate


class CoveredModel(msgspec.Struct, frozen=True):
    """A model that a legal rule may cover."""

    model: str
    name: str
    probability: float | None
    compute_class: str
    reason: str


class RuleRow(msgspec.Struct, frozen=True, rename={"starts": "from"}):
    """A legal rule that names an amount of compute, and the models it may cover."""

    rule: str
    name: str
    jurisdiction: str
    status: str
    in_force: bool
    starts: str | None
    until: str | None
    threshold_flop: int | float | None
    share_of_base: str | None
    counts: str
    confirmed: bool
    meaning: str
    source: str
    source_title: str
    source_url: str
    models: tuple[CoveredModel, ...]


class KnownOf(msgspec.Struct, frozen=True):
    """The number of a group's models for which a fact is known."""

    known: int
    models: int


class FieldCoverage(msgspec.Struct, frozen=True):
    """The number of models for which one field is known, in all and by group.

    Args:
        field: The field, or `compute_estimate`.
        known: Models for which it is stated or follows from stated facts.
        models: Models to which it applies, variants included.
        not_applicable: Models to which it does not apply: active parameters of a dense model, an unstated base model.
        share: `known` over `models`.
        said_unknown: Models without it for which a source says that it is not known.
        disagreements: Models on which independent sources differ by more than rounding.
        by_class: Base models by class at the requested threshold.
        by_level: Base models by the highest threshold that they exceed.
        by_year: Models by year of publication.
        missing: Ids of the models to which it applies without it.
    """

    field: str
    known: int
    models: int
    not_applicable: int
    share: float
    said_unknown: int
    disagreements: int
    by_class: dict[str, KnownOf]
    by_level: dict[str, KnownOf]
    by_year: dict[str, KnownOf]
    missing: tuple[str, ...]


class CountingRule(msgspec.Struct, frozen=True):
    """A way to count models at a threshold: which records and which classes, and the rule in words."""

    id: str
    words: str
    variants: bool
    classes: tuple[str, ...]
    median_above: bool = False


COUNTING_RULES = (
    CountingRule("base-models", "base models, by probability; variants fold under their base", False, CLASSES[:3]),
    CountingRule(
        "001", "document 001: models and systems with a figure above, or believed to be above", True, CLASSES[:2], True
    ),
    CountingRule("000", "document 000: every row with a figure above, variants included", True, CLASSES[:1], True),
)


def counting_rule(name: str) -> CountingRule:
    """Return the counting rule of that id; the first for "".

    Raises:
        NotFound: Listing the rules there are.
    """
    found = next((one for one in COUNTING_RULES if one.id == (name or COUNTING_RULES[0].id)), None)
    if found is None:
        raise NoSuchChoice("counting rule", name, [one.id for one in COUNTING_RULES])
    return found


def _counts(census: Census, one: Crossing, rule: CountingRule) -> bool:
    """Return whether a rule counts a model: by its class, or by the median of its compute if the rule says so."""
    estimate = census.estimates.get(one.model)
    if rule.median_above and isinstance(estimate, Estimate):
        return float(estimate.compute_flop.median) >= one.threshold_flop * _ROUNDING
    if rule.median_above and rule.classes == CLASSES[:1]:
        return False
    return one.compute_class in rule.classes


_ROUNDING = 0.995  # a figure printed as 1.0e25 may be 9.95e24


def thresholds(
    census: Census,
    *,
    at: str = "",
    within: float | None = None,
    every: bool = False,
    rule: str = "",
    circumstance: bool = False,
) -> list[CrossingRow]:
    """List the base models that are confirmed, likely or cannot be ruled out at each threshold, most probable first.

    Args:
        census: The census.
        at: One amount in FLOP, from `data/thresholds.toml` or any other; all of the file if empty.
        within: Instead of an amount: orders of magnitude below the largest run.
        every: Whether to include models in the classes below and unknown.
        rule: Id of one of `COUNTING_RULES`; "" for base models.
        circumstance: Whether to add models estimated from circumstance (P of at least 0.05), in a class of their own.
    """
    counting = counting_rule(rule)
    rows = []
    for amount in _amounts(census, at, within):
        some = [
            crossing_of(census.records[key], estimate, amount)
            for key, estimate in census.estimates.items()
            if counting.variants or not census.records[key].is_variant
        ]
        kept = [one for one in some if every or _counts(census, one, counting)]
        kept.sort(key=lambda one: _surest_first(census, one))
        rows += [crossing_row(census, one) for one in kept]
        rows += rows_from_circumstance(census, amount) if circumstance else []
    return rows


def left_out(census: Census, *, at: str = "") -> list[LeftOut]:
    """List the rows of cited tables at or above a threshold that are in no file of claims, the largest first.

    Args:
        census: The census.
        at: One amount in FLOP; the lowest threshold if empty.
    """
    amount = read_flop(at) if at else min((float(one.flop) for one in census.thresholds), default=0.0)
    rows = [
        LeftOut(one.name, one.source, number(one.training_compute), one.reason)
        for one in census.catalogue.left_out
        if one.training_compute and float(one.training_compute) >= amount
    ]
    return sorted(rows, key=lambda row: (-(row.training_compute_flop or 0), row.name, row.source))


def missing_models(census: Census) -> list[MissingRow]:
    """List the models that compared lists put at or above 1e23 FLOP and that the census lacks, the largest first."""
    return [
        MissingRow(
            one.row.name, one.row.published or None, number(one.row.training_compute), one.row.reason, one.sources
        )
        for one in discovery.completeness(census).missing
    ]


def _amounts(census: Census, at: str, within: float | None) -> list[float]:
    if within is not None:
        largest = largest_run(census.records, census.estimates)
        if at or largest is None or not 0 <= within <= 30:
            raise WrongUsage(f"--within {within} needs no --at, and 0 to 30 orders of magnitude below a known run.")
        return [largest / 10**within]
    return [read_flop(at)] if at else [float(one.flop) for one in census.thresholds]


def rules(data: Path, census: Census, *, rule: str = "") -> list[RuleRow]:
    """List the legal rules that name an amount of compute, and the models each may cover, as of the census's date.

    Raises:
        NotFound: If the rule does not exist.
    """
    known = sources.load_curated(data).rules
    if rule and rule not in {one.id for one in known}:
        raise NoSuchChoice("rule", rule, [one.id for one in known], hint="(data/rules.toml)")
    covered = cover(known, census.records, census.estimates, census.as_of)
    return [_rule(census, one, covered[one.id]) for one in known if rule in ("", one.id)]


def _rule(census: Census, one: Rule, covered: tuple[RuleCoverage, ...]) -> RuleRow:
    source = census.catalogue.sources.get(one.source)
    return RuleRow(
        rule=one.id,
        name=one.name,
        jurisdiction=one.jurisdiction,
        status=one.status,
        in_force=in_force(one, census.as_of),
        starts=one.starts or None,
        until=one.until or None,
        threshold_flop=number(one.flop),
        share_of_base=one.share_of_base or None,
        counts=one.counts,
        confirmed=one.confirmed,
        meaning=one.reading,
        source=one.source,
        source_title=source.title if source else one.source,
        source_url=source.url if source else "",
        models=tuple(
            CoveredModel(
                found.model,
                census.records[found.model].name,
                None if found.probability is None else round(found.probability, 6),
                found.compute_class,
                found.reason,
            )
            for found in covered
        ),
    )


def _surest_first(census: Census, one: Crossing) -> tuple[object, ...]:
    estimate = census.estimates[one.model]
    median = estimate.compute_flop.median if isinstance(estimate, Estimate) else 0.0
    return (
        CLASSES.index(one.compute_class),
        one.probability is None,
        -(one.probability or 0),
        -median,
        one.model,
    )


def crossing_row(census: Census, one: Crossing) -> CrossingRow:
    """Return a model's class at a threshold, as every command prints it."""
    estimate = census.estimates.get(one.model)
    return CrossingRow(
        model=one.model,
        name=census.records[one.model].name,
        developers=census.records[one.model].values("developer"),
        threshold_flop=one.threshold_flop,
        probability=None if one.probability is None else round(one.probability, 6),
        compute_class=one.compute_class,
        p50=rounded(estimate.compute_flop.median) if isinstance(estimate, Estimate) else None,
        confidence=one.confidence or None,
        justification=one.justification,
        rule=one.rule,
    )


def coverage(census: Census, *, at: str = "1e25") -> list[FieldCoverage]:
    """Count, for each field, the models for which it is known: in all, by class at one threshold, and by publication
    year.
    """
    from flopwatch import analysis

    index = threshold_index([one.flop for one in census.thresholds], at)
    found = analysis.coverage(
        census.records, census.estimates, census.crossings, census.thresholds, census.conflicts, at=index
    )

    def counts(shares: Mapping[str, analysis.KnownShare]) -> dict[str, KnownOf]:
        return {group: KnownOf(one.known, one.models) for group, one in shares.items()}

    disagreements = found.disagreements_by_field()
    return [
        FieldCoverage(
            field=one.name,
            known=one.total.known,
            models=one.total.models,
            not_applicable=one.not_applicable,
            share=round(one.total.share, 4),
            said_unknown=one.said_unknown,
            disagreements=disagreements.get(one.name, 0),
            by_class=counts(one.by_class),
            by_level=counts(one.by_level),
            by_year=counts(one.by_year),
            missing=tuple(one.missing),
        )
        for one in found.fields
    ]
