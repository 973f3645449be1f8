"""The page of models whose developers disclose no compute: probabilities from circumstance, with the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwatch.census import Census
from flopwatch.products import headline_counts

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

PATH = "undisclosed.html"


def write_undisclosed(site: Site, census: Census) -> None:
    """Write `undisclosed.html`."""
    found = census.circumstances
    site.page(
        PATH,
        "undisclosed.html",
        models=sorted(found.models.values(), key=lambda one: (-one.probability(1e25), -one.p50, one.model)),
        counts=headline_counts(census),
        known=found.known,
        efficiency=found.efficiency,
    )
