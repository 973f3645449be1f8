"""One model with every claim and its receipt."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec

from flopwatch.api.crossing import crossing_row
from flopwatch.api.listing import find
from flopwatch.api.rows import Row, interval, number, rounded, rounded_row
from flopwatch.census import Census
from flopwatch.domain import Claim, Unknown, field
from flopwatch.estimation import Estimate, bounds_of, receipt_of
from flopwatch.records import Record

if TYPE_CHECKING:
    pass


def show(census: Census, name: str) -> Row:
    """One record with every claim and its receipt."""
    record = find(census, name)
    estimate = census.estimates.get(record.id)
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind,
        "receipt": _receipt(record, estimate),
        "aliases": list(record.aliases),
        "base": record.base or None,
        "fields": {name: _field(census, record, name) for name in record.fields},
        "unknown": record.unknown,
        "estimate": _estimate(estimate) if isinstance(estimate, Estimate) else None,
        "bounds": _bounds(census, record),
        "thresholds": [crossing_row(census, one) for one in census.crossings.get(record.id, ())],
        "findings": [msgspec.to_builtins(one) for one in census.findings if one.model == record.id],
        "history": _history(census, record),
    }


def _bounds(census: Census, record: Record) -> Row | None:
    """The interval that stated bounds and comparisons leave for a model's compute; None where nothing bounds it."""
    found = bounds_of(record, census.records, census.estimates, census.relatives)
    if isinstance(found, Unknown):
        return None
    return {
        "low": None if found.low is None else rounded(found.low),
        "high": None if found.high is None else rounded(found.high),
        "contradiction": found.contradiction or None,
        "bounds": [
            {
                "relation": one.relation,
                "flop": rounded(one.flop),
                "reason": one.reason,
                "claim": one.claims[0],
                "reference": one.reference or None,
            }
            for one in found.bounds
        ],
    }


def _field(census: Census, record: Record, name: str) -> Row:
    value = record.fields[name]
    quantity = field(value.field).kind == "quantity"
    values = [number(one) if quantity else one for one in value.values]
    estimate = interval(census.estimates.get(record.id)) if name == "training_compute" else None
    return {
        "value": values if len(values) > 1 else values[0],
        "unit": value.unit or None,
        "relation": value.relation,
        "interval": estimate,
        "rule": value.rule,
        "contested": value.contested,
        "claims": [_claim(census, record.claims[key], key) for key in value.claims if key in record.claims],
        "rivals": [_claim(census, record.claims[key], key) for key in value.rivals if key in record.claims],
    }


def _claim(census: Census, claim: Claim, key: str) -> Row:
    source = census.sources.get(claim.source)
    return {
        "id": key,
        "source": claim.source,
        "url": source.url if source else "",
        "locator": claim.locator,
        "as_written": claim.as_written,
        "value": claim.value,
        "unit": claim.unit,
        "relation": claim.relation,
        "flags": list(claim.flags),
    }


def _estimate(estimate: Estimate) -> Row:
    return {
        "compute_flop": interval(estimate),
        "methods": [
            {
                "method": one.method,
                **dict(zip(("p5", "p95"), map(rounded, one.compute_flop.interval()), strict=True)),
                "p50": rounded(one.compute_flop.median),
                "formula": one.formula,
                "doubts": list(one.doubts),
            }
            for one in estimate.methods
        ],
        "rule": estimate.rule,
        "agreement": rounded(estimate.agreement),
        "doubted": estimate.doubted,
        "working": [
            {
                "method": one.method,
                "symbol": used.symbol,
                "name": used.name,
                "value": rounded(used.value.median),
                "unit": used.unit,
                "formula": one.formula,
                "claim": used.claims[0] if used.claims else None,
                "source": used.source,
            }
            for one in estimate.methods
            for used in one.inputs
        ],
        "working_text": estimate.receipt.text,
        "sensitivity": estimate.sensitivity,
        "sentence": estimate.sentence,
        "graph": [
            {
                "id": one.id,
                "symbol": one.symbol,
                "name": one.name,
                **dict(zip(("p5", "p95"), map(rounded, one.value.interval()), strict=True)),
                "p50": rounded(one.value.median),
                "unit": one.unit,
                "formula": one.formula,
                "inputs": list(one.inputs),
                "claims": list(one.claims),
                "source": one.source,
            }
            for one in estimate.working
        ],
        "sensitivities": [rounded_row(dataclasses.asdict(one)) for one in estimate.sensitivities],
        "components": [
            {
                "name": one.name,
                **dict(zip(("p5", "p95"), map(rounded, one.compute_flop.interval()), strict=True)),
                "p50": rounded(one.compute_flop.median),
                "formula": one.formula,
                "counted": one.counted,
            }
            for one in estimate.components
        ],
    }


def _history(census: Census, record: Record) -> list[Row]:
    """When each source spoke of the model, the earliest first."""
    by_source: dict[str, list[Claim]] = {}
    for claim in record.claims.values():
        by_source.setdefault(claim.source, []).append(claim)
    rows = [
        {
            "date": census.sources[source].date if source in census.sources else "",
            "source": source,
            "claims": len(some),
            "recorded": max((one.recorded for one in some), default=""),
        }
        for source, some in sorted(by_source.items())
    ]
    return sorted(rows, key=lambda row: (row["date"] == "", row["date"], row["source"]))


def _receipt(record: Record, estimate: Estimate | Unknown | None) -> str:
    return receipt_of(record.name, estimate).text if record.kind == "model" else f"{record.name}   {record.kind}"
