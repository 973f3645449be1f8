"""The whole flow on one screen, in two halves: read the inputs, then compute everything from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from flopwatch import analysis, audit, catalogue, classification, cost, estimation, imputation, ledger, records, sources
from flopwatch import undisclosed as circumstance
from flopwatch.census import Census, Known
from flopwatch.domain import NOW, AnyEvent, Remember, RememberParts, When, forget, forget_parts


def take_census(data: Path, store: str, when: When = NOW, more: Iterable[AnyEvent] = ()) -> Census:
    """Return fold(data ∪ ledger), estimated, classified and audited. Same inputs and dates, same census."""
    known = know(data, store, when.known_on, more, ledger.memory_by_part(store))
    return work_out(known, ledger.memory(store), when.as_of)


def know(
    data: Path,
    store: str,
    known_on: dt.date | None = None,
    more: Iterable[AnyEvent] = (),
    remember: RememberParts = forget_parts,
) -> Known:
    """Read what sources state and people decided, and resolve it into one record per subject."""
    curated = sources.load_curated(data, remember)
    events = records.known_by([*curated.events(), *ledger.read_events(store), *more], known_on)
    stated = {**curated.sources, **records.described(events)}
    view, date = records.as_known_on(records.fold(events), stated, known_on)
    found = records.resolve(view, stated, curated.developers, curated.known_models)
    owners = catalogue.Owners.of(curated.clusters, curated.stocks, curated.developers)
    tables = catalogue.Catalogue.of(curated, owners)
    found.refuse_stale_corrections(curated.correction_places)
    return Known(date, stated, view, found, curated.developers, curated.benchmarks, tables)


def work_out(known: Known, remember: Remember = forget, as_of: dt.date | None = None) -> Census:
    """Compute everything that follows from the inputs, for models published by a date. Nothing is read here."""
    models, tables = known.found.records, known.catalogue
    first = estimation.estimate_models(models, tables)
    imputed = imputation.impute_models(models, first, known.benchmarks, remember)
    estimates = estimation.estimate_models(models, tables, imputed, first)
    findings = audit.audit(models, known.sources, known.view.carriers, tables, known.developers)
    models = (known := known.published_by(as_of)).found.records
    estimates = {key: one for key, one in estimates.items() if key in models}
    crossings = classification.classify(models, estimates, tables.thresholds)
    return Census.of(
        known,
        estimates=estimates,
        crossings=crossings,
        findings=findings,
        bills=cost.bills_of(models, estimates, tables),
        circumstances=circumstance.undisclosed_models(models, estimates, tables, remember),
        covered=classification.cover(tables.rules, models, estimates, known.as_of),
        insights=analysis.insights(models, estimates, crossings, tables.thresholds, known.found.conflicts, known.as_of),
    )
