"""The static JSON interface of a site: `api/models.json`, `api/models/<id>.json`, `api/thresholds/1e25.json`.

The keys are those of `flopwatch models`, `show` and `thresholds` with `--json`; any static host serves the files.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from flopwatch.census import Census, behind, doubted_of, estimate_of, why_unknown
from flopwatch.classification import Crossing
from flopwatch.domain import Claim, exact, field, released_number
from flopwatch.estimation import Estimate, MethodResult, receipt_of
from flopwatch.exports.citations import LICENCE, public_address
from flopwatch.products import PROSE, model_rows
from flopwatch.records import FieldValue, Record
from flopwatch.statistics import LogNormal
from flopwatch.wording import model_path

Answer = dict[str, Any]
_WHOLE = 2**53  # JavaScript reads larger integers with fewer digits than they have


def api_path(record_id: str, ending: str = "json") -> str:
    """Return the path of a model's JSON, or of its file with another ending, relative to the site's root.

    Example:
        >>> api_path("meta/llama-3.1-405b")
        'api/models/meta/llama-3.1-405b.json'
    """
    return f"api/{model_path(record_id).removesuffix('.html')}.{ending}"


def flop_name(flop: float) -> str:
    """Return an amount of compute as the name of a file.

    Example:
        >>> flop_name(1e25), flop_name(1.5e24)
        ('1e25', '1.5e24')
    """
    return f"{flop:.6g}".replace("e+", "e")


def write_json_tree(census: Census, site: Path, base_url: str = "") -> None:
    """Write the JSON files into the folder of a site, without those of single models, which `model_files` writes.

    Args:
        census: The census.
        site: The folder of the site.
        base_url: Address of the site, or "": links are then relative to its root.
    """
    head = {"as_of": census.as_of.isoformat(), "license": LICENCE}
    root = f"{address}/" if (address := public_address(base_url)) else ""
    for old, key in census.redirects.items():
        place = site / api_path(old)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(msgspec.json.encode(head | {"id": old, "moved_to": key} | _links(census.records[key], root)))
    (site / "api").mkdir(parents=True, exist_ok=True)  # without models no other file made it
    (site / "api/models.json").write_bytes(_encoded(head | {"models": _listed(census, root)}))
    thresholds = site / "api/thresholds"
    thresholds.mkdir()
    files = []
    for index, one in enumerate(census.thresholds):
        name = flop_name(float(exact(one.flop)))
        files.append(f"{root}api/thresholds/{name}.json")
        low, middle, high = census.expected_above[index]
        body = {"threshold_flop": float(exact(one.flop)), "label": one.label, "meaning": one.meaning}
        body |= {"source": one.source, "base_models_above": {"p5": low, "p50": middle, "p95": high}}
        body["models"] = list(_crossings(census, index, root))
        (thresholds / f"{name}.json").write_bytes(_encoded(head | body))
    index_of = {"models": f"{root}api/models.json", "model": f"{root}api/models/ID.json", "thresholds": files}
    (site / "api/index.json").write_bytes(_encoded(head | {"models": len(census.models()), "files": index_of}))


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _links(record: Record, root: str) -> Answer:
    return {"page": root + model_path(record.id), "api": root + api_path(record.id)}


def _listed(census: Census, root: str) -> list[Answer]:
    return [
        {
            "id": row.id,
            "name": row.text("name"),
            "developers": row.terms("developers"),
            "countries": row.terms("countries"),
            "domains": row.terms("domains"),
            "published": row.value("published"),
            "parameters": row.value("parameters"),
            "active_parameters": row.value("active_parameters"),
            "training_compute_flop": _interval(estimate_of(census, row.id)),
            "compute_class": row.text("compute_class") or "unknown",
            **_links(row.record, root),
        }
        for row in model_rows(census)
    ]


def _interval(estimate: Estimate | None) -> Answer | None:
    return _spread(estimate.compute_flop) if estimate else None


def _spread(value: LogNormal) -> Answer:
    quantiles = {"p5": value.quantile(0.05), "p50": value.median, "p95": value.quantile(0.95)}
    return {name: released_number(float(one)) for name, one in quantiles.items()}


def _crossing(one: Crossing) -> Answer:
    return {
        "threshold_flop": one.threshold_flop,
        "probability": None if one.probability is None else released_number(one.probability),
        "compute_class": one.compute_class,
        "confidence": one.confidence or None,
        "justification": one.justification,
        "rule": one.rule,
    }


def _crossings(census: Census, index: int, root: str) -> Iterable[Answer]:
    """Yield the base models that may be above a threshold, the most probable first."""
    found = [crossings[index] for crossings in census.crossings.values() if len(crossings) > index]
    kept = [
        one
        for one in found
        if one.compute_class not in ("below", "unknown")
        and one.model in census.records
        and not census.records[one.model].is_variant
    ]
    for one in sorted(kept, key=lambda one: (one.probability is None, -(one.probability or 0), one.model)):
        record = census.records[one.model]
        compute = {"training_compute_flop": _interval(estimate_of(census, record.id))}
        yield {"model": record.id, "name": record.name} | _crossing(one) | compute | _links(record, root)


def model_answer(census: Census, record: Record, root: str = "") -> Answer:
    """Return everything that is published of one model: each field with its claims, the estimate with its receipt.

    Args:
        census: The census.
        record: The model.
        root: Address of the site with a final slash, or "".
    """
    doubted = doubted_of(census, record.id)
    return {
        "id": record.id,
        "name": record.name,
        "aliases": record.aliases,
        "base": record.base or None,
        **_links(record, root),
        "fields": {name: _field(census, value) for name, value in record.fields.items() if value.field not in PROSE},
        "unknown": record.unknown,
        "estimate": _estimate(estimate) if (estimate := estimate_of(census, record.id)) else None,
        "why_unknown": why_unknown(census, record) or None,
        "doubted": doubted.reason if doubted else None,
        "receipt": receipt_of(record.name, census.estimates.get(record.id)).text,
        "thresholds": [_crossing(one) for one in census.crossings.get(record.id, ())],
    }


def _field(census: Census, value: FieldValue) -> Answer:
    quantity = field(value.field).kind == "quantity"
    values = [_number(one) if quantity else one for one in value.values]
    found: Answer = {
        "value": values if len(values) > 1 else values[0],
        "unit": value.unit or None,
        "relation": value.relation,
        "rule": value.rule,
        "claims": [_claim(census, census.claims[key], key) for key in behind(value) if key in census.claims],
    }
    if value.high:
        found["high"] = _number(value.high)
    return found


def _number(text: str) -> int | float:
    value = exact(text)
    return int(value) if value == value.to_integral_value() and abs(value) < _WHOLE else float(value)


def _claim(census: Census, claim: Claim, key: str) -> Answer:
    source = census.sources.get(claim.source)
    return {
        "id": key,
        "source": claim.source,
        "url": source.url if source else "",
        "locator": claim.locator,
        "as_written": claim.as_written,
    }


def _estimate(estimate: Estimate) -> Answer:
    return {
        "compute_flop": _spread(estimate.compute_flop),
        "methods": [_method(one) for one in estimate.methods],
        "rule": estimate.rule,
        "confidence": estimate.confidence or None,
    }


def _method(one: MethodResult) -> Answer:
    return {"method": one.method, **_spread(one.compute_flop), "formula": one.formula, "doubts": one.doubts}
