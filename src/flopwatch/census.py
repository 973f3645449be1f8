"""Census: what is known, and everything that one run of the pipeline worked out from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flopwatch import estimation
from flopwatch.analysis import Insights
from flopwatch.audit import Finding
from flopwatch.catalogue import Catalogue
from flopwatch.classification import HEADLINE_FLOP, Crossing, RuleCoverage, count_above, unconfirmed
from flopwatch.cost import ModelBill
from flopwatch.domain import Benchmark, Claim, Developer, Source, Threshold, Unknown, exact
from flopwatch.estimation import Estimate
from flopwatch.records import Conflict, FieldValue, Record, Resolved, View


@dataclass(frozen=True)
class Known:
    """The first half: what sources state and people decided, before anything is worked out.

    Args:
        as_of: The date the view is of.
        sources: Every source by id.
        view: Current claims with the snapshots that carry them.
        found: Records, conflicts and stale corrections.
        developers: The developers of the vocabulary.
        benchmarks: Benchmarks that scores are known on.
        catalogue: The tables that calculations look things up in.
    """

    as_of: dt.date
    sources: dict[str, Source]
    view: View
    found: Resolved
    developers: tuple[Developer, ...]
    benchmarks: tuple[Benchmark, ...]
    catalogue: Catalogue

    def cited(self) -> dict[str, Source]:
        """The sources that a current claim or a threshold cites, by id."""
        thresholds = self.catalogue.thresholds
        cited = {claim.source for claim in self.view.claims.values()} | {one.source for one in thresholds}
        return {key: one for key, one in sorted(self.sources.items()) if key in cited}


@dataclass(frozen=True, kw_only=True)
class Census:
    """The view: fold(data ∪ ledger) at a date.

    Args:
        as_of: The date the view is of: the newest date recorded in the inputs, unless one was asked for.
        sources: Every source by id.
        records: Every record by id (models and the other kinds), sorted by id.
        claims: Every current claim by id.
        conflicts: Fields on which independent sources differ.
        benchmarks: Benchmarks that scores are known on, with what blind guessing scores.
        catalogue: Accelerators, prices, thresholds, rules of law.
        estimates: For each model id its estimate of training compute, or why there is none.
        crossings: For each model id its crossings in the order of `thresholds`.
        expected_above: For each threshold (by its index) the 5%, 50%, 95% quantiles of the number of base models above
            it.
        unconfirmed: Ids of the models that may exceed 1e23 FLOP but whose compute is unknown (document 000's rule).
        findings: What the audit doubts, the worst first.
        bills: For each model id what training it took, or why that is unknown.
        covered: For each rule of law (by id) the models it may cover.
        insights: For how many models each fact is known, and what can be said of the field.
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
    ) -> Census:
        """Join the two halves: what is known and what was worked out."""
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
                count_above(crossings, records, index) for index in range(len(known.catalogue.thresholds))
            ),
            unconfirmed=unconfirmed(records, estimates),
            findings=findings,
            bills=bills,
            covered=covered,
            insights=insights,
        )

    @cached_property
    def relatives(self) -> estimation.Relatives:
        """The comparisons between models; read once for all of them."""
        return estimation.Relatives(self.records)

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The thresholds, lowest first."""
        return self.catalogue.thresholds

    def models(self) -> list[Record]:
        """The records of kind `model`, by id."""
        return [record for record in self.records.values() if record.kind == "model"]


def why_unknown(census: Census, record: Record) -> str:
    """Why there is no estimate of a record; "" where there is one."""
    return estimation.why_unknown(census.estimates.get(record.id))


def newest_first(record: Record) -> tuple[str, str]:
    """The order of lists of models: the newest first, ids ascending within a day, undated models last."""
    published = record.value("published") or "0000"
    return "".join(chr(0x10000 - ord(c)) for c in published.ljust(10, "0")), record.id


def behind(value: FieldValue) -> tuple[str, ...]:
    """The claims behind a field's value; where a correction set it, the claims that it corrects."""
    return value.claims or (value.rivals if value.corrected else ())


def estimate_of(census: Census, record_id: str) -> Estimate | None:
    """The model's estimate, or None where it is unknown."""
    found = census.estimates.get(record_id)
    return found if isinstance(found, Estimate) else None


def estimate_claims(estimate: Estimate) -> tuple[str, ...]:
    """Every claim that some method's input rests on, each once, in order."""
    return tuple(dict.fromkeys(c for m in estimate.methods for i in m.inputs for c in i.claims))


def headline_threshold(census: Census) -> Threshold | None:
    """The threshold of the first sentence: 1e25 FLOP, or the highest where the census has no 1e25."""
    found = [t for t in census.thresholds if exact(t.flop) == HEADLINE_FLOP] or census.thresholds[-1:]
    return found[0] if found else None


def headline_crossing(census: Census, record_id: str) -> Crossing | None:
    """The model's crossing of that threshold."""
    crossings = census.crossings.get(record_id, ())
    for crossing, threshold in zip(crossings, census.thresholds, strict=False):
        if exact(threshold.flop) == HEADLINE_FLOP:
            return crossing
    return crossings[-1] if crossings else None


def base_crossings(census: Census, index: int) -> list[Crossing]:
    """Base models' crossings of the threshold at that place."""
    return [
        found[index]
        for model, found in census.crossings.items()
        if found and model in census.records and not census.records[model].is_variant
    ]


def class_claims(record: Record, census: Census) -> tuple[str, ...]:
    """What a class rests on: the estimate's claims, else a bare statement's, else every claim that was looked at."""
    estimate = estimate_of(census, record.id)
    if estimate and (found := estimate_claims(estimate)):
        return found
    if believed := record.fields.get("training_compute_believed"):
        return behind(believed)
    return tuple(record.claims)
