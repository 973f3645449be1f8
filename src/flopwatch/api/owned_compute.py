"""Clusters of accelerators by owner, and the compute that each developer could use."""

from __future__ import annotations

from flopwatch.api.cached_rows import CapacityRow, ClusterRow
from flopwatch.api.rows import number
from flopwatch.catalogue import size_of
from flopwatch.census import Census
from flopwatch.domain import Cluster, Interval, NoSuchChoice, WrongUsage, rounded
from flopwatch.statistics import LogNormal

_NO_OWNER = "none"


def clusters(
    census: Census,
    *,
    owner: str = "",
    developer: str = "",
    country: str = "",
    chip: str = "",
    status: str = "",
    certainty: str = "",
    running: bool = False,
    least: float = 0.0,
) -> list[ClusterRow]:
    """List the clusters that satisfy every filter, the largest first; those without a stated size come last.

    Args:
        census: The census.
        owner: A part of the owner's name, in any case; `none` for clusters whose table names no owner.
        developer: Name of a developer that owns or uses the cluster, in any case.
        country: A part of the country's name, in any case.
        chip: A part of the first accelerator's name, in any case.
        status: `existing`, `planned` or `decommissioned`.
        certainty: `confirmed`, `likely` or `unlikely`.
        running: Only those that run at the census's date.
        least: Least size in H100-equivalents.

    Raises:
        NotFound: If no cluster has that developer, status or certainty; the message lists what there is.
        WrongUsage: If `least` is negative.
    """
    owners = census.catalogue.owners
    if least < 0:
        raise WrongUsage(f"--least {least} is negative. Write a number of H100-equivalents, such as 1000.")
    names = {one.casefold(): one for row in owners.clusters for one in (*row.developers, *row.used_by)}
    developer = names.get(developer.casefold(), developer)
    for option, asked, known in (
        ("--developer", developer, set(names.values())),
        ("--status", status, {one.status for one in owners.clusters}),
        ("--certainty", certainty, {one.certainty for one in owners.clusters}),
    ):
        if asked and asked not in known:
            raise NoSuchChoice("choice", asked, sorted(known), option=option)
    up = {one.row for one in owners.running(census.as_of)}
    some = owners.of_developer(developer) if developer else owners.clusters
    kept = [
        one
        for one in some
        if (not one.owner if owner.casefold() == _NO_OWNER else owner.casefold() in one.owner.casefold())
        and country.casefold() in one.country.casefold()
        and chip.casefold() in one.chip.casefold()
        and status in ("", one.status)
        and certainty in ("", one.certainty)
        and (not running or one.row in up)
        and size_of(one) >= least
    ]
    return [_row(one, one.row in up) for one in sorted(kept, key=lambda one: (-size_of(one), one.row))]


def capacities(census: Census) -> list[CapacityRow]:
    """List the compute that each developer could use at the census's date, the largest first."""
    return [
        CapacityRow(names, _interval(one.h100_equivalents), _interval(one.run_flop), one.route, one.names, one.sources)
        for names, one in census.catalogue.owners.capacities(census.as_of)
    ]


def _row(one: Cluster, runs: bool) -> ClusterRow:
    return ClusterRow(
        name=one.name,
        owner=one.owner or None,
        developers=one.developers,
        users=one.users or None,
        used_by=one.used_by,
        country=one.country or None,
        status=one.status,
        certainty=one.certainty,
        runs=runs,
        chip=one.chip or None,
        chips=number(one.chips),
        h100_equivalents=number(one.h100_equivalents),
        power_mw=number(one.power_mw),
        power_basis=one.power or None,
        operational=one.operational or None,
        decommissioned=one.decommissioned or None,
        source=one.source,
        locator=f"row {one.row}",
    )


def _interval(size: LogNormal) -> Interval:
    return Interval(rounded(size.quantile(0.05)), rounded(size.median), rounded(size.quantile(0.95)))
