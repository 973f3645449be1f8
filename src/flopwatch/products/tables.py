"""The released tables as Polars frames: models, claims, estimates, crossings, findings, sources. Sorted, typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from flopwatch.census import Census, estimate_claims
from flopwatch.classification import Crossing
from flopwatch.domain import FIELDS, Claim, exact, released_number
from flopwatch.estimation import Estimate, MethodResult
from flopwatch.products.circumstances import undisclosed_frame
from flopwatch.products.model_columns import COLUMNS
from flopwatch.products.owned_compute import clusters_frame
from flopwatch.products.traced_cells import Cell

if TYPE_CHECKING:
    import polars as pl

PROSE: frozenset[str] = frozenset(field.name for field in FIELDS if field.prose)


def released_claims(census: Census) -> dict[str, Claim]:
    """Return the claims that a release may carry, by id: all but sources' own prose, which is not republished."""
    return {i: census.claims[i] for i in sorted(census.claims) if census.claims[i].field not in PROSE}


def models_frame(rows: Sequence[Sequence[Cell | None]]) -> pl.DataFrame:
    """Return one row per model, the columns of `models.csv` under their snake-case names."""
    import polars as pl

    data: dict[str, pl.Series] = {}
    for index, column in enumerate(COLUMNS):
        cells = [row[index] for row in rows]
        if column.kind == "number":
            data[column.name] = pl.Series([c.number if c else None for c in cells], dtype=pl.Float64)
        else:
            data[column.name] = pl.Series([c.value if c else None for c in cells], dtype=pl.String)
    frame = pl.DataFrame(data)
    return frame.with_columns(pl.col("published_day").str.to_date("%Y-%m-%d"))


def _frame(rows: Sequence[Sequence[object]], schema: Mapping[str, type]) -> pl.DataFrame:
    # Imported here only: listing models needs this room but no frame.
    import polars as pl

    return pl.DataFrame(rows, schema=schema, orient="row")


_CLAIMS = {
    "id": str,
    "record": str,
    "subject": str,
    "kind": str,
    "field": str,
    "relation": str,
    "value": str,
    "high": str,
    "unit": str,
    "as_written": str,
    "source": str,
    "locator": str,
    "reported_from": str,
    "qualifiers": str,
    "flags": str,
    "entry": str,
    "identity": str,
    "recorded": str,
}


def claims_frame(census: Census) -> pl.DataFrame:
    """Return one row per released claim, with the id of its record ("" if none)."""
    record_of = {claim: record.id for record in census.records.values() for claim in record.claims}
    rows = [
        (
            i,
            record_of.get(i, ""),
            c.subject,
            c.kind,
            c.field,
            c.relation,
            c.value,
            c.high,
            c.unit,
            c.as_written,
            c.source,
            c.locator,
            c.reported_from,
            _json(c.qualifiers) if c.qualifiers else "",
            " ".join(c.flags),
            c.entry,
            c.identity,
            c.recorded,
        )
        for i, c in released_claims(census).items()
    ]
    return _frame(rows, _CLAIMS)


_ESTIMATES = {
    "model": str,
    "method": str,
    "rank": int,
    "p5": float,
    "p50": float,
    "p95": float,
    "formula": str,
    "doubts": str,
    "inputs": str,
    "claims": str,
}


def estimates_frame(census: Census) -> pl.DataFrame:
    """Return one row per model and method, and one of method `published` for the resulting figure."""
    rows: list[tuple[object, ...]] = []
    for model in sorted(census.estimates):
        estimate = census.estimates[model]
        if not isinstance(estimate, Estimate):
            continue
        rows.append(
            (
                model,
                "published",
                0,
                *_quantiles(estimate),
                estimate.rule,
                estimate.caution,
                "",
                " ".join(estimate_claims(estimate)),
            )
        )
        for rank, method in enumerate(estimate.methods, start=1):
            rows.append(
                (
                    model,
                    method.method,
                    rank,
                    *_quantiles(method),
                    method.formula,
                    "; ".join(method.doubts),
                    _inputs(method),
                    " ".join(dict.fromkeys(c for i in method.inputs for c in i.claims)),
                )
            )
    return _frame(rows, _ESTIMATES)


def _quantiles(figure: Estimate | MethodResult) -> tuple[float, float, float]:
    q = figure.compute_flop.quantile
    return released_number(q(0.05)), released_number(figure.compute_flop.median), released_number(q(0.95))


def _inputs(method: MethodResult) -> str:
    return _json(
        [
            {
                "symbol": i.symbol,
                "name": i.name,
                "unit": i.unit,
                "p5": released_number(i.value.quantile(0.05)),
                "p50": released_number(i.value.median),
                "p95": released_number(i.value.quantile(0.95)),
                "claims": list(i.claims),
                "source": i.source,
            }
            for i in method.inputs
        ]
    )


_CROSSINGS = {
    "model": str,
    "threshold_flop": float,
    "probability": float,
    "compute_class": str,
    "confidence": str,
    "justification": str,
    "rule": str,
}


def crossings_frame(census: Census) -> pl.DataFrame:
    """Return one row per model and threshold."""
    rows = [
        (
            c.model,
            c.threshold_flop,
            _probability(c),
            c.compute_class,
            c.confidence,
            c.justification,
            c.rule,
        )
        for model in sorted(census.crossings)
        for c in census.crossings[model]
    ]
    return _frame(rows, _CROSSINGS)


def _probability(crossing: Crossing) -> float | None:
    return None if crossing.probability is None else released_number(crossing.probability)


_FINDINGS = {
    "number": int,
    "severity": str,
    "rule": str,
    "model": str,
    "field": str,
    "as_written": str,
    "message": str,
    "proposal": str,
    "source": str,
    "claims": str,
}


def findings_frame(census: Census) -> pl.DataFrame:
    """Return one row per finding, in the census's order: the worst first."""
    rows = [
        (
            n,
            f.severity,
            f.rule,
            f.model,
            f.field,
            f.as_written,
            f.message,
            f.proposal,
            f.source,
            " ".join(f.claims),
        )
        for n, f in enumerate(census.findings, start=1)
    ]
    return _frame(rows, _FINDINGS)


_SOURCES = {
    "id": str,
    "title": str,
    "url": str,
    "licence": str,
    "date": str,
    "independence_group": str,
    "note": str,
    "claims": int,
}


def sources_frame(census: Census) -> pl.DataFrame:
    """Return one row per source, with the number of released claims that cite it."""
    counts: dict[str, int] = {}
    for claim in released_claims(census).values():
        counts[claim.source] = counts.get(claim.source, 0) + 1
    rows = [
        (i, s.title, s.url, s.licence, s.date, s.group, s.note, counts.get(i, 0))
        for i, s in sorted(census.sources.items())
    ]
    return _frame(rows, _SOURCES)


def thresholds_frame(census: Census) -> pl.DataFrame:
    """Return one row per threshold, with the quantiles of the number of base models above it."""
    rows = [
        (float(exact(t.flop)), t.label, t.meaning, t.source, *expected)
        for t, expected in zip(census.thresholds, census.expected_above, strict=True)
    ]
    schema = {
        "flop": float,
        "label": str,
        "meaning": str,
        "source": str,
        "models_p5": int,
        "models_p50": int,
        "models_p95": int,
    }
    return _frame(rows, schema)


def frames(census: Census, rows: Sequence[Sequence[Cell | None]]) -> dict[str, pl.DataFrame]:
    """Return every released table by name."""
    return {
        "models": models_frame(rows),
        "claims": claims_frame(census),
        "estimates": estimates_frame(census),
        "crossings": crossings_frame(census),
        "findings": findings_frame(census),
        "sources": sources_frame(census),
        "thresholds": thresholds_frame(census),
        "clusters": clusters_frame(census),
        "undisclosed": undisclosed_frame(census),
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
