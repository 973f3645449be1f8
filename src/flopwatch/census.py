"""Census: everything that one run of the pipeline worked out, as publishing and the commands receive it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flopwatch.audit.findings import Finding
from flopwatch.classification import Crossing, count_above, unconfirmed
from flopwatch.domain import Claim, Source, Threshold, Unknown
from flopwatch.domain.benchmarks import Benchmark
from flopwatch.estimation.results import Estimate
from flopwatch.records import Conflict, Record, Resolved
from flopwatch.sources import Curated


@dataclass(frozen=True)
class Census:
    """The view: fold(data ∪ ledger) at a date.

    Args:
        as_of: The date the view is of: the newest date recorded in the inputs, unless one was asked for.
        sources: Every source by id.
        records: Every record by id (models and the other kinds), sorted by id.
        estimates: For each model id its estimate of training compute, or why there is none.
        thresholds: The thresholds, lowest first.
        crossings: For each model id its crossings in the order of `thresholds`.
        findings: What the audit doubts, the worst first.
        conflicts: Fields on which independent sources differ.
        claims: Every current claim by id.
        expected_above: For each threshold (by its index) the 5%, 50%, 95% quantiles of the number of base models above it.
        unconfirmed: Ids of the models that may exceed 1e23 FLOP but whose compute is unknown (document 000's rule).
        benchmarks: Benchmarks that scores are known on, with what blind guessing scores.
    """

    as_of: dt.date
    sources: dict[str, Source]
    records: dict[str, Record]
    estimates: dict[str, Estimate | Unknown]
    thresholds: tuple[Threshold, ...]
    crossings: dict[str, tuple[Crossing, ...]]
    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]
    claims: dict[str, Claim]
    expected_above: tuple[tuple[int, int, int], ...]
    unconfirmed: tuple[str, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()

    @classmethod
    def of(
        cls,
        as_of: dt.date,
        sources: dict[str, Source],
        found: Resolved,
        estimates: dict[str, Estimate | Unknown],
        crossings: dict[str, tuple[Crossing, ...]],
        findings: tuple[Finding, ...],
        claims: dict[str, Claim],
        curated: Curated,
    ) -> Census:
        """Gather what the rooms worked out, with the curated tables that publishing shows beside it."""
        thresholds = curated.thresholds
        above = tuple(count_above(crossings, found.records, index) for index in range(len(thresholds)))
        candidates = unconfirmed(found.records, estimates)
        cited = {claim.source for claim in claims.values()} | {one.source for one in thresholds}
        used = {key: one for key, one in sorted(sources.items()) if key in cited}
        return cls(
            as_of,
            used,
            found.records,
            estimates,
            thresholds,
            crossings,
            findings,
            found.conflicts,
            claims,
            above,
            candidates,
            curated.benchmarks,
        )

    def models(self) -> list[Record]:
        """The records of kind `model`, by id."""
        return [record for record in self.records.values() if record.kind == "model"]
