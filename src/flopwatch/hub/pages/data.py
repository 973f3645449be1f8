"""The page of downloads, with the data dictionary and the sources; and `models.json`, the models for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from flopwatch.census import Census
from flopwatch.domain import FIELDS, exact
from flopwatch.exports import organisation_feed, query_feed, threshold_feed
from flopwatch.hub.views import sources_words
from flopwatch.products import COLUMNS, ModelRow, label, model_rows, released_claims, sources_frame
from flopwatch.wording import model_path, term_words

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


def write_data(site: Site, census: Census, downloads: Mapping[str, int], queries: Sequence[str] = ()) -> None:
    """Write `data.html` and `models.json`.

    Args:
        site: The site.
        census: The census.
        downloads: Names and sizes of the data files in `data/`.
        queries: Names of the saved queries that have a feed.
    """
    released = released_claims(census)
    site.page(
        "data.html",
        "data.html",
        downloads=downloads,
        columns=COLUMNS,
        fields=FIELDS,
        sources=sources_frame(census).rows(named=True),
        sources_words=sources_words(census),
        claims=len(released),
        withheld=len(census.claims) - len(released),
        models=len(census.models()),
        threshold_feeds=[(one, threshold_feed(float(exact(one.flop)))) for one in census.thresholds],
        organisation_feeds=_organisation_feeds(census),
        query_feeds=[(name, query_feed(name)) for name in sorted(queries)],
    )
    (site.folder / "models.json").write_bytes(msgspec.json.encode([_public(one) for one in model_rows(census)]))


def _organisation_feeds(census: Census) -> list[tuple[str, str]]:
    """Return the developers' names with the paths of their feeds, in alphabetical order."""
    developers = {one for record in census.models() for one in record.values("developer")}
    found = ((term_words("developer", one), organisation_feed(one)) for one in developers)
    return sorted(found, key=lambda one: (one[0].casefold(), one[1]))


def _public(row: ModelRow) -> dict[str, object]:
    """Return one model with its page, under the keys of `models --json`; developers by their names."""
    compute = {p: row.number(f"training_compute_{p}") for p in ("p5", "p50", "p95")}
    return {
        "id": row.id,
        "name": row.text("name"),
        "developers": [label("developer", one) for one in row.terms("developers")],
        "countries": row.terms("countries"),
        "domains": row.terms("domains"),
        "published": row.value("published"),
        "parameters": row.value("parameters"),
        "active_parameters": row.value("active_parameters"),
        "training_compute_flop": compute if compute["p50"] is not None else None,
        "compute_class": row.text("compute_class") or "unknown",
        "page": model_path(row.id),
    }
