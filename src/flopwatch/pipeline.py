"""The whole flow on one screen, in two halves: what is known, and what is worked out from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flopwatch import analysis, audit, classification, cost, estimation, imputation, ledger, records, sources
from flopwatch.catalogue import Catalogue
from flopwatch.census import Census, Known
from flopwatch.domain import AnyEvent

if TYPE_CHECKING:
    from flopwatch.releases import Manifest


def take_census(data: Path, store: Path, *, as_of: dt.date | None = None, more: Iterable[AnyEvent] = ()) -> Census:
    """fold(data ∪ ledger), estimated, classified and doubted. Same inputs and date, same census."""
    return work_out(know(data, store, as_of=as_of, more=more), ledger.memory(store))


def know(data: Path, store: Path, *, as_of: dt.date | None = None, more: Iterable[AnyEvent] = ()) -> Known:
    """Read what sources state and people decided, and resolve it into one record per thing."""
    tables = sources.load_curated(data)
    events = [*tables.events(), *ledger.read_events(store), *more]
    stated = {**tables.sources, **records.described(events)}
    view, date = records.as_known_on(records.fold(events), stated, as_of)
    found = records.resolve(view, stated, tables.developers, tables.known_models)
    found.refuse_stale_corrections()
    return Known(
        date, stated, found, view.claims, view.carriers, tables.developers, tables.benchmarks, Catalogue.of(tables)
    )


def work_out(known: Known, memory: imputation.Remember = imputation.forget) -> Census:
    """Work out everything that follows from what is known. Nothing is read here."""
    models, tables = known.found.records, known.catalogue
    first = estimation.estimate_models(models, tables)
    imputed = imputation.impute_models(models, first, known.benchmarks, memory)
    estimates = estimation.estimate_models(models, tables, imputed, first)
    crossings = classification.classify(models, estimates, tables.thresholds)
    unconfirmed = classification.unconfirmed(models, estimates)
    context = audit.AuditContext.of(models, known.sources, known.carriers, tables.frontier, known.developers)
    return Census(
        as_of=known.as_of,
        sources=known.cited(),
        records=models,
        claims=known.claims,
        conflicts=known.found.conflicts,
        benchmarks=known.benchmarks,
        catalogue=tables,
        estimates=estimates,
        crossings=crossings,
        unconfirmed=unconfirmed,
        expected_above=tuple(classification.count_above(crossings, models, at) for at in range(len(tables.thresholds))),
        findings=audit.audit(context),
        bills=cost.bills_of(models, estimates, tables),
        covered=classification.cover(tables.rules, models, estimates, known.as_of),
        coverage=analysis.coverage(models, estimates, crossings, tables.thresholds, known.found.conflicts),
        insights=analysis.insights(models, estimates, crossings, unconfirmed, known.as_of),
    )


def build(
    data: Path,
    store: Path,
    out: Path,
    *,
    as_of: dt.date | None = None,
    base_url: str = "",
    locale: str = "",
    notes: str | None = None,
) -> Manifest:
    """Write the folder of tables, database, hub and manifest. A cell without a claim behind it fails the build."""
    from flopwatch import build_folder  # Polars and Jinja, which only builds load

    return build_folder.publish(
        take_census(data, store, as_of=as_of), out, base_url=base_url, locale=locale, notes=notes
    )
