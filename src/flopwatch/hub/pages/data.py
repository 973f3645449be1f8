"""The page of downloads with the data dictionary and the sources; and `models.json`, the models for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from flopwatch.census import Census, estimate_of
from flopwatch.domain import FIELDS, exact
from flopwatch.hub.views import row_of
from flopwatch.products import COLUMNS, label, released_claims, sources_frame
from flopwatch.records import Record
from flopwatch.wording import model_path

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


def write_data(site: Site, census: Census, downloads: Mapping[str, int]) -> None:
    """Write `data.html` and `models.json`."""
    released = released_claims(census)
    site.page(
        "data.html",
        "data.html",
        downloads=downloads,
        columns=COLUMNS,
        fields=FIELDS,
        sources=sources_frame(census).rows(named=True),
        claims=len(released),
        withheld=len(census.claims) - len(released),
        models=len(census.models()),
    )
    (site.folder / "models.json").write_bytes(msgspec.json.encode([_public(census, one) for one in census.models()]))


def _public(census: Census, record: Record) -> dict[str, Any]:
    """One model as the command `models --json` prints it, with its page."""
    estimate = estimate_of(census, record.id)
    compute = None
    if estimate:
        q = estimate.compute_flop.quantile
        compute = {"p5": q(0.05), "p50": estimate.compute_flop.median, "p95": q(0.95)}
    crossing = row_of(census, record).crossing
    return {
        "id": record.id,
        "name": record.name,
        "developers": [label("developer", d) for d in record.values("developer")],
        "countries": list(record.values("country")),
        "domains": list(record.values("domain")),
        "published": record.value("published") or None,
        "parameters": _number(record, "parameters"),
        "active_parameters": _number(record, "active_parameters"),
        "training_compute_flop": compute,
        "compute_class": crossing.compute_class if crossing else "unknown",
        "page": model_path(record.id),
    }


def _number(record: Record, name: str) -> int | float | None:
    value = record.value(name)
    if not value:
        return None
    number = exact(value)
    return int(number) if number == number.to_integral_value() else float(number)
