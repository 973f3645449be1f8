"""Census: everything that one run of the pipeline worked out, as publishing and the commands receive it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from flopwatch.audit.findings import Finding
from flopwatch.classification import Crossing
from flopwatch.domain import Claim, Developer, Source, Threshold, Unknown
from flopwatch.estimation.results import Estimate
from flopwatch.records.results import Conflict, Record


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
        developers: Developers by id, for the names people read.
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
    developers: dict[str, Developer] = field(default_factory=dict)

    def models(self) -> list[Record]:
        """The records of kind `model`, by id."""
        return [record for record in self.records.values() if record.kind == "model"]
