"""The whole flow on one screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from flopwatch import audit, classification, estimation, ledger, publishing, records, sources
from flopwatch.census import Census
from flopwatch.domain.events import AnyEvent


def take_census(
    data: Path, store: Path, *, as_of: dt.date | None = None, more: Iterable[AnyEvent] = ()
) -> Census:
    """Everything that is known: fold(data ∪ ledger), estimated, classified and doubted. Same inputs and date, same census."""
    curated = sources.load_curated(data)
    events = [*curated.events(), *ledger.read_events(store), *more]
    known = {**curated.sources, **records.described(events)}
    view, date = records.as_known_on(records.fold(events), known, as_of)

    found = records.resolve(view, known, curated.developers, curated.known_models)
    found.refuse_stale_corrections()
    known_by = (found.records, curated.chips, curated.frontier, curated.thresholds)
    first = estimation.estimate_models(*known_by)
    imputed = estimation.impute_models(found.records, first, curated.benchmarks, ledger.memory(store))
    estimates = estimation.estimate_models(*known_by, imputed, first)
    crossings = classification.classify(found.records, estimates, curated.thresholds)
    evidence = audit.Evidence.of(found.records, known, view.carriers, curated.frontier, curated.developers)
    return Census.of(date, known, found, estimates, crossings, audit.audit(evidence), view.claims, curated)


def build(data: Path, store: Path, out: Path, *, as_of: dt.date | None = None, base_url: str = "",
          locale: str = "", notes: str | None = None) -> publishing.Manifest:  # fmt: skip
    """The folder of tables, database, hub and manifest; with notes a numbered release. A cell without a claim behind it fails it."""
    census = take_census(data, store, as_of=as_of)
    beside = publishing.read_background(data, census)
    return publishing.publish(census, out, beside, base_url=base_url, locale=locale, notes=notes)
