"""Census: the inputs and all results of one run of the pipeline."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flopwatch import estimation, imputation
from flopwatch.analysis import Insights
from flopwatch.audit import Finding
from flopwatch.catalogue import Catalogue
from flopwatch.classification import CLASSES, Crossing, RuleCoverage, count_above, unconfirmed
from flopwatch.cost import ModelBill
from flopwatch.domain import (
    HEADLINE_FLOP,
    Benchmark,
    Claim,
    Developer,
    PartialDate,
    Source,
    Threshold,
    Unknown,
    event_id,
    exact,
)
from flopwatch.estimation import Doubted, Estimate
from flopwatch.identity import fold_name
from flopwatch.records import Conflict, FieldValue, Record, Resolved, View
from flopwatch.undisclosed import Circumstances

STALE_DAYS = 90  # data that end longer before the view say nothing of "yet"


@dataclass(frozen=True)
class Known:
    """The first half: statements of sources and decisions of people, before any computation.

    Args:
        as_of: The date of the view.
        sources: Every source by id.
        view: Current claims with the snapshots that contain them.
        found: Records, conflicts and stale corrections.
        developers: The developers of the vocabulary.
        benchmarks: Benchmarks with known scores.
        catalogue: The look-up tables of calculations.
        later: Ids of models left out because no source says that they were published by `as_of`.
    """

    as_of: dt.date
    sources: dict[str, Source]
    view: View
    found: Resolved
    developers: tuple[Developer, ...]
    benchmarks: tuple[Benchmark, ...]
    catalogue: Catalogue
    later: frozenset[str] = frozenset()

    def published_by(self, as_of: dt.date | None) -> Known:
        """Return what is known of the models published by a date: undated models and later ones are left out.

        Args:
            as_of: The date, which is then that of the view; None keeps all.
        """
        if as_of is None:
            return self
        later = {
            one.id: one
            for one in self.found.records.values()
            if one.kind == "model" and not _is_published(one.value("published"), as_of)
        }
        gone = {key for one in later.values() for key in one.claims}
        found = dataclasses.replace(
            self.found,
            records={key: _without(one, later) for key, one in self.found.records.items() if key not in later},
            conflicts=tuple(one for one in self.found.conflicts if one.model not in later),
            redirects={key: one for key, one in self.found.redirects.items() if one not in later},
        )
        kept = {key: claim for key, claim in self.view.claims.items() if key not in gone}
        view = dataclasses.replace(self.view, claims=kept)
        return dataclasses.replace(self, as_of=as_of, view=view, found=found, later=frozenset(later))

    @cached_property
    def _models_by_name(self) -> dict[str, list[str]]:
        named: dict[str, list[str]] = defaultdict(list)
        for one in self.found.records.values():
            if one.kind == "model":
                for word in dict.fromkeys(map(fold_name, (one.name, *one.aliases))):
                    named[word].append(one.id)
        return named

    def models_named(self, name: str) -> list[Record]:
        """Return the models that have this id or name; of several those of the very spelling."""
        records = self.found.records
        found = [records[key] for key in self._models_by_name.get(fold_name(name), ())]
        if name in records and records[name].kind == "model" and records[name] not in found:
            found.append(records[name])
        return [one for one in found if name in (one.id, one.name, *one.aliases)] or found

    def set_aside(self) -> dict[str, str]:
        """Events from which nothing follows, by id, with the reason: nonsense, and corrections that have gone stale."""
        stale = {event_id(one.correction): one.reason for one in self.found.stale_corrections}
        return {**self.view.set_aside, **stale}

    def cited(self) -> dict[str, Source]:
        """Return the sources that a current claim or a threshold cites, by id."""
        thresholds = self.catalogue.thresholds
        cited = {claim.source for claim in self.view.claims.values()} | {one.source for one in thresholds}
        return {key: one for key, one in sorted(self.sources.items()) if key in cited}


def _without(record: Record, later: Mapping[str, Record]) -> Record:
    """Return a record; of a base model that is left out it keeps the name alone, so that nothing leads to it."""
    base = later.get(record.base)
    if base is None:
        return record
    kind, name = record.derivation or "tune", record.derived_from or base.name
    return dataclasses.replace(record, base="", derivation=kind, derived_from=name)


def _is_published(date: str, as_of: dt.date) -> bool:
    return bool(date) and PartialDate.from_iso(date).earliest <= as_of


@dataclass(frozen=True, kw_only=True)
class Census:
    """The view: fold(data ∪ ledger) at a date.

    Args:
        as_of: The date of the view: the newest date recorded in the inputs, unless one was requested.
        sources: Every source by id.
        records: Every record by id (models and the other kinds), sorted by id.
        claims: Every current claim by id.
        conflicts: Fields on which independent sources differ.
        benchmarks: Benchmarks with known scores, with their chance floors.
        catalogue: Accelerators, prices, thresholds, legal rules.
        estimates: For each model id its estimate of training compute, or the reason why there is none.
        crossings: For each model id its crossings in the order of `thresholds`.
        expected_above: For each threshold (by its index) the 5%, 50%, 95% quantiles of the number of base models above
            it.
        unconfirmed: Ids of models that may exceed 1e23 FLOP but whose compute is unknown (document 000's rule).
        findings: The audit's findings, most severe first.
        bills: For each model id its training bill, or the reason why it is unknown.
        covered: For each legal rule (by id) the models it may cover.
        insights: Coverage of facts, and findings on the field.
        circumstances: Compute of undisclosed models from circumstance: no estimates, and in no count unless asked for.
        set_aside: Events of the ledger without effect, by id, with the reason.
        redirects: Ids that merges ended, each with the id in force.
    """

    as_of: dt.date
    sources: dict[str, Source]
    records: dict[str, Record]
    claims: dict[str, Claim]
    conflicts: tuple[Conflict, ...]
    benchmarks: tuple[Benchmark, ...] = ()
    catalogue: Catalogue
    estimates: dict[str, Estimate | Unknown]
    crossings: dict[str, tuple[Crossing, ...]]
    expected_above: tuple[tuple[int, int, int], ...]
    unconfirmed: tuple[str, ...] = ()
    findings: tuple[Finding, ...]
    bills: Mapping[str, ModelBill | Unknown] = field(default_factory=dict)
    covered: Mapping[str, tuple[RuleCoverage, ...]] = field(default_factory=dict)
    insights: Insights = field(default_factory=Insights)
    circumstances: Circumstances = field(default_factory=Circumstances)
    set_aside: Mapping[str, str] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        known: Known,
        *,
        estimates: dict[str, Estimate | Unknown],
        crossings: dict[str, tuple[Crossing, ...]],
        findings: tuple[Finding, ...],
        bills: Mapping[str, ModelBill | Unknown],
        covered: Mapping[str, tuple[RuleCoverage, ...]],
        insights: Insights,
        circumstances: Circumstances,
    ) -> Census:
        """Join the inputs and the results."""
        records = known.found.records
        return cls(
            as_of=known.as_of,
            sources=known.cited(),
            records=records,
            claims=known.view.claims,
            conflicts=known.found.conflicts,
            redirects=known.found.redirects,
            benchmarks=known.benchmarks,
            catalogue=known.catalogue,
            estimates=estimates,
            crossings=crossings,
            expected_above=tuple(
                count_above(crossings, records, index, estimates) for index in range(len(known.catalogue.thresholds))
            ),
            unconfirmed=unconfirmed(records, estimates),
            findings=tuple(one for one in findings if one.model not in known.later),
            bills=bills,
            covered=covered,
            insights=insights,
            circumstances=circumstances,
            set_aside=known.set_aside(),
        )

    @cached_property
    def relatives(self) -> estimation.Relatives:
        """The comparisons between models, parsed once for all."""
        return estimation.Relatives(self.records)

    @cached_property
    def benchmark_curves(self) -> tuple[imputation.BenchmarkCurve, ...]:
        """The curve of each benchmark, fitted once for all readers; no command but the build of the hub reads them."""
        return imputation.fit_benchmark_curves(self.records, self.estimates, self.benchmarks)

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The thresholds, lowest first."""
        return self.catalogue.thresholds

    @cached_property
    def data_to(self) -> str:
        """The ISO date of the newest model: the end of the data, whenever it was recorded; "" if none is dated."""
        dates = (record.value("published") for record in self.models())
        return max((date for date in dates if date and date <= self.as_of.isoformat()), default="")

    @cached_property
    def sources_to(self) -> str:
        """The ISO date of the newest dated source, or ""."""
        return max((one.date for one in self.sources.values() if one.date), default="")

    @cached_property
    def days_behind(self) -> int:
        """The days from the end of the data to the date of the view."""
        return (self.as_of - PartialDate.from_iso(self.data_to).latest).days if self.data_to else 0

    @property
    def is_stale(self) -> bool:
        """True if the data end so long before the view that newer models are missing."""
        return self.days_behind > STALE_DAYS

    def class_counts(self, index: int) -> dict[str, int]:
        """Return the number of base models in each class at one threshold (by its index)."""
        found = Counter(one.compute_class for one in base_crossings(self, index))
        return {name: found[name] for name in CLASSES}

    def models(self) -> list[Record]:
        """Return the records of kind `model`, by id."""
        return [record for record in self.records.values() if record.kind == "model"]


def why_unknown(census: Census, record: Record) -> str:
    """Return why a record has no estimate, or ""."""
    return estimation.why_unknown(census.estimates.get(record.id))


def newest_first(record: Record) -> tuple[str, str]:
    """Return the sort key of lists of models: newest first, ids ascending within a day, undated models last."""
    published = record.value("published") or "0000"
    return "".join(chr(0x10000 - ord(c)) for c in published.ljust(10, "0")), record.id


def behind(value: FieldValue) -> tuple[str, ...]:
    """Return the claims behind a field's value; if a correction set it, the claims that it corrects."""
    return value.claims or (value.rivals if value.corrected else ())


def estimate_of(census: Census, record_id: str) -> Estimate | None:
    """Return the model's estimate, or None if it is unknown."""
    found = census.estimates.get(record_id)
    return found if isinstance(found, Estimate) else None


def doubted_of(census: Census, record_id: str) -> Doubted | None:
    """The model's doubted figure, or None where nothing is in doubt."""
    found = census.estimates.get(record_id)
    return found if isinstance(found, Doubted) else None


def estimate_claims(estimate: Estimate) -> tuple[str, ...]:
    """Return every claim used by some method's input, each once, in order."""
    return tuple(dict.fromkeys(c for m in estimate.methods for i in m.inputs for c in i.claims))


def headline_threshold(census: Census) -> Threshold | None:
    """Return the threshold of the first sentence: 1e25 FLOP, or the highest if the census has no 1e25. None if it has
    no threshold.
    """
    found = [t for t in census.thresholds if exact(t.flop) == exact(HEADLINE_FLOP)] or census.thresholds[-1:]
    return found[0] if found else None


def headline_crossing(census: Census, record_id: str) -> Crossing | None:
    """Return the model's crossing of that threshold. None if the model has none."""
    crossings = census.crossings.get(record_id, ())
    for crossing, threshold in zip(crossings, census.thresholds, strict=False):
        if exact(threshold.flop) == exact(HEADLINE_FLOP):
            return crossing
    return crossings[-1] if crossings else None


def base_crossings(census: Census, index: int) -> list[Crossing]:
    """Return base models' crossings of the threshold with that index."""
    return [
        found[index]
        for model, found in census.crossings.items()
        if found and model in census.records and not census.records[model].is_variant
    ]


def class_claims(record: Record, census: Census) -> tuple[str, ...]:
    """Return the claims behind a class: the estimate's, else a bare statement's, else every claim of the record."""
    estimate = estimate_of(census, record.id)
    if estimate and (found := estimate_claims(estimate)):
        return found
    if believed := record.fields.get("training_compute_believed"):
        return behind(believed)
    return tuple(record.claims)
