"""The page of clusters: owners of accelerators, and the compute that each developer could use."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flopwatch.catalogue import Capacity, size_of
from flopwatch.census import Census
from flopwatch.domain import Cluster, Source
from flopwatch.wording import place_path

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

LEAST_SHOWN = 1000  # H100-equivalents of a cluster on the page; the table to download has every row
MOST_OF_ONE = 12  # clusters of one developer on its own page


@dataclass(frozen=True)
class OwnedCompute:
    """Compute of one developer on its page.

    Args:
        capacity: What it could use at the census's date, or None if no row says.
        clusters: Its largest clusters.
        more: Number of clusters not shown.
        sources: The tables.
    """

    capacity: Capacity | None
    clusters: tuple[Cluster, ...]
    more: int
    sources: tuple[Source, ...]


def owned_compute(census: Census, developer: str) -> OwnedCompute | None:
    """Return a developer's compute for its page, or None if no row names it."""
    owners = census.catalogue.owners
    clusters = owners.of_developer(developer)
    capacity = owners.capacity_of(developer, census.as_of)
    if not clusters and capacity is None:
        return None
    cited = dict.fromkeys((*(capacity.sources if capacity else ()), *(one.source for one in clusters)))
    return OwnedCompute(capacity, clusters[:MOST_OF_ONE], len(clusters[MOST_OF_ONE:]), _sources(census, cited))


def write_chip_owners(site: Site, census: Census) -> None:
    """Write `clusters.html`."""
    owners = census.catalogue.owners
    by_owner = owners.by_owner(census.as_of)
    here = frozenset(one for record in census.models() for one in record.values("developer"))
    shown = [one for one in owners.clusters if size_of(one) >= LEAST_SHOWN]
    cited = dict.fromkeys([*(one.source for one in owners.clusters), *(one.source for one in owners.stocks)])
    site.page(
        "clusters.html",
        "clusters.html",
        capacities=[
            ([_place(here, one) for one in names], capacity) for names, capacity in owners.capacities(census.as_of)
        ],
        owners=[(one, [_place(here, i) for i in one.developers]) for one in by_owner if one.name and one.running],
        unnamed=next((one for one in by_owner if not one.name), None),
        shown=sorted(shown, key=lambda one: (-size_of(one), one.row)),
        total=len(owners.clusters),
        least=LEAST_SHOWN,
        tables=_sources(census, cited),
    )


def _place(here: Container[str], developer: str) -> tuple[str, str]:
    """Return the page of a developer, or "" if it has no model here, and its name."""
    return place_path("organisations", developer) if developer in here else "", developer


def _sources(census: Census, ids: Iterable[str]) -> tuple[Source, ...]:
    known = census.catalogue.sources
    return tuple(known[one] for one in ids if one in known)
