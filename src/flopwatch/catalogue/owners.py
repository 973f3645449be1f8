"""Owners of accelerators: clusters by developer and date, and the compute that a developer could use."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from flopwatch.domain import Cluster, ComputeStock, Developer, PartialDate, exact
from flopwatch.statistics import Z_90, LogNormal

# Compute in use at a year end over that of the running clusters listed, where tables state both: nine pairs,
# docs/methods/capacity.md. Lists miss clusters; the spread includes lists that are a year behind.
UNLISTED = LogNormal(median=6.2, sigma_dex=0.55)
LEAST_LISTED = 5_000.0  # H100-equivalents; the pairs span 8,500 to 290,000, and of less the factor is not known
GROWTH_DEX_PER_YEAR = 0.59  # median growth of a stock from one year end to the next, six pairs
GROWTH_SIGMA_DEX = 0.15  # added per year beyond the stated year ends; the six pairs spread by 0.09
MOST_YEARS = 1.5  # from a stated year end; further away the clusters are taken
DAYS_PER_YEAR = 365.25
H100_FLOP_PER_S = 989.4e12  # dense bf16 peak of one NVIDIA H100 SXM, the unit of the tables
RUN_DAYS = 90  # of a large run; runs at 1e25 FLOP and above last 60 to 120 days, docs/methods/capacity.md
RUN_UTILIZATION = LogNormal.from_interval(low=0.20, high=0.58)  # 62 published values, estimation/methods/hardware.py


@dataclass(frozen=True)
class Capacity:
    """Compute that a developer could use at a date.

    Args:
        developer: Its name, as records hold it.
        date: The date.
        h100_equivalents: Amount, as a number of NVIDIA H100 by dense peak.
        route: `stock` (stated year ends, interpolated) or `clusters` (those listed, scaled for what lists miss).
        names: The rows that it follows from.
        sources: Ids of their sources.
    """

    developer: str
    date: dt.date
    h100_equivalents: LogNormal
    route: str
    names: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def run_flop(self) -> LogNormal:
        """Compute of one run on all of it, in FLOP: h100_equivalents * 989.4e12 FLOP/s * 90 days * utilization.

        An upper end: a developer also serves models and runs experiments.
        """
        seconds = RUN_DAYS * 86_400
        median = self.h100_equivalents.median * H100_FLOP_PER_S * seconds * RUN_UTILIZATION.median
        sigma = math.hypot(self.h100_equivalents.sigma_dex, RUN_UTILIZATION.sigma_dex)
        return LogNormal(median=median, sigma_dex=sigma)


@dataclass(frozen=True)
class Owner:
    """One owner with its clusters, the largest first, and its sum in H100-equivalents.

    Args:
        name: The owner as the table writes it.
        developers: Names of the developers meant; empty if none is known.
        clusters: Its clusters, all statuses.
        running: Those that ran at the date asked, each chip counted once.
    """

    name: str
    developers: tuple[str, ...]
    clusters: tuple[Cluster, ...]
    running: tuple[Cluster, ...]

    @property
    def h100_equivalents(self) -> float:
        """Sum of the running clusters with a stated size."""
        return sum(map(size_of, self.running))


@dataclass(frozen=True)
class Owners:
    """Clusters and stocks of compute, looked up by developer and date.

    Example:
        >>> row = {"row": 2, "status": "existing", "certainty": "confirmed", "source": "table"}
        >>> one = Cluster(name="A", developers=("lab",), operational="2024-01", h100_equivalents="10000", **row)
        >>> found = Owners((one,)).capacity_of("lab", dt.date(2024, 6, 1))
        >>> round(found.h100_equivalents.median), Owners((one,)).capacity_of("lab", dt.date(2023, 6, 1))
        (62000, None)
    """

    clusters: tuple[Cluster, ...] = ()
    stocks: tuple[ComputeStock, ...] = ()

    @classmethod
    def of(cls, clusters: Iterable[Cluster], stocks: Iterable[ComputeStock], developers: Iterable[Developer]) -> Owners:
        """Return the rows with the developers' names in place of their ids, as records hold them."""
        name_of = {one.id: one.name for one in developers}

        def named(ids: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name_of.get(one, one) for one in ids)

        return cls(
            tuple(replace(one, developers=named(one.developers), used_by=named(one.used_by)) for one in clusters),
            tuple(replace(one, developers=named(one.developers)) for one in stocks),
        )

    def capacity_of(self, developer: str, day: dt.date) -> Capacity | None:
        """Return the compute that a developer could use at a date, or None if the rows do not bear it.

            stock:    log-linear between two stated year ends; beyond them by the growth of stocks, the interval wider
            clusters: sum of the running clusters that it owns or uses, if at least `LEAST_LISTED`, times `UNLISTED`

        Args:
            developer: Name of the developer.
            day: The date.
        """
        return self._from_stocks(developer, day) or self._from_clusters(developer, day)

    def running(self, day: dt.date, developer: str = "") -> tuple[Cluster, ...]:
        """Return the clusters that ran at a date, each chip once: no earlier phase of a running one, no duplicate."""
        some = [one for one in self.clusters if not developer or developer in (*one.developers, *one.used_by)]
        up = [one for one in some if _runs(one, day)]
        names = {one.name for one in up}
        earlier = {one.builds_upon for one in up if one.builds_upon}
        kept = (
            one
            for one in up
            if one.superseded_by not in names and one.name not in earlier and names.isdisjoint(one.duplicate_of)
        )
        return tuple(sorted(kept, key=lambda one: (-size_of(one), one.name, one.row)))

    def by_owner(self, day: dt.date) -> tuple[Owner, ...]:
        """Return the owners, most running compute first; clusters without an owner come as one entry named ""."""
        of: dict[str, list[Cluster]] = defaultdict(list)
        for one in self.clusters:
            of[one.owner].append(one)
        up = {one.row for one in self.running(day)}
        owners = [
            Owner(
                name,
                some[0].developers,
                tuple(sorted(some, key=lambda one: (-size_of(one), one.row))),
                tuple(one for one in some if one.row in up),
            )
            for name, some in of.items()
        ]
        return tuple(sorted(owners, key=lambda one: (not one.name, -one.h100_equivalents, one.name)))

    def capacities(self, day: dt.date) -> tuple[tuple[tuple[str, ...], Capacity], ...]:
        """Return the compute of every developer that a row names, at a date, the largest first.

        Developers that share all their rows (a company and its laboratory) come as one entry with their names.
        """
        named = {one for row in self.clusters for one in (*row.developers, *row.used_by)}
        named |= {one for row in self.stocks for one in row.developers}
        together: dict[tuple[str, ...], list[Capacity]] = defaultdict(list)
        for one in sorted(named):
            if found := self.capacity_of(one, day):
                together[found.names].append(found)
        entries = [(tuple(one.developer for one in some), some[0]) for some in together.values()]
        return tuple(sorted(entries, key=lambda entry: (-entry[1].h100_equivalents.median, entry[0])))

    def of_developer(self, developer: str) -> tuple[Cluster, ...]:
        """Return the clusters that a developer owns or uses, of every status, the largest first."""
        some = (one for one in self.clusters if developer in (*one.developers, *one.used_by))
        return tuple(sorted(some, key=lambda one: (-size_of(one), one.row)))

    def _from_stocks(self, developer: str, day: dt.date) -> Capacity | None:
        some = sorted((one for one in self.stocks if developer in one.developers), key=lambda one: one.date)
        before = [one for one in some if one.date <= day.isoformat()][-1:]
        after = [one for one in some if one.date > day.isoformat()][:1]
        ends = [*before, *after]
        years = [_years(dt.date.fromisoformat(one.date), day) for one in ends]
        if not ends or min(map(abs, years)) > MOST_YEARS:
            return None
        sizes = [_lognormal(one) for one in ends]
        if len(ends) == 2:
            share = years[0] / (years[0] - years[1])
            median, sigma = (
                _between(*pair, share)
                for pair in (
                    (math.log10(sizes[0].median), math.log10(sizes[1].median)),
                    (sizes[0].sigma_dex, sizes[1].sigma_dex),
                )
            )
        else:
            median = math.log10(sizes[0].median) + GROWTH_DEX_PER_YEAR * years[0]
            sigma = math.hypot(sizes[0].sigma_dex, GROWTH_SIGMA_DEX * abs(years[0]))
        found = LogNormal(median=10**median, sigma_dex=sigma)
        return _capacity(developer, day, found, "stock", ends)

    def _from_clusters(self, developer: str, day: dt.date) -> Capacity | None:
        some = [one for one in self.running(day, developer) if one.h100_equivalents]
        whole = sum(map(size_of, some))
        if whole < LEAST_LISTED:
            return None
        scaled = LogNormal(median=whole * UNLISTED.median, sigma_dex=UNLISTED.sigma_dex)
        return _capacity(developer, day, scaled, "clusters", some)


def size_of(cluster: Cluster) -> float:
    """Return a cluster's size in H100-equivalents, 0 if the table states none."""
    return float(exact(cluster.h100_equivalents)) if cluster.h100_equivalents else 0.0


def _runs(one: Cluster, day: dt.date) -> bool:
    if one.status == "planned" or one.certainty == "unlikely" or not one.operational:
        return False
    if PartialDate.from_iso(one.operational).earliest > day:
        return False
    return not one.decommissioned or PartialDate.from_iso(one.decommissioned).earliest > day


def _lognormal(one: ComputeStock) -> LogNormal:
    low, high = float(exact(one.p5)), float(exact(one.p95))
    return LogNormal(median=float(exact(one.p50)), sigma_dex=math.log10(high / low) / (2 * Z_90))


def _between(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


def _years(a: dt.date, b: dt.date) -> float:
    return (b - a).days / DAYS_PER_YEAR


def _capacity(
    developer: str, day: dt.date, size: LogNormal, route: str, rows: Iterable[Cluster | ComputeStock]
) -> Capacity:
    some = list(rows)
    names = tuple(one.name for one in some)
    return Capacity(developer, day, size, route, names, tuple(sorted({one.source for one in some})))
