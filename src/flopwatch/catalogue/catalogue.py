"""The catalogue: every look-up table, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flopwatch.catalogue.chips import Chips, Frontier
from flopwatch.catalogue.owners import Owners
from flopwatch.catalogue.prices import Grid, Offers, PriceIndex
from flopwatch.domain import Circumstance, ComparedList, CuratedTables, LeftOutRow, Rule, Source, Threshold, exact


@dataclass(frozen=True)
class Catalogue:
    """The look-up tables of calculations and pages.

    Args:
        chips: Accelerators.
        offers: Prices of accelerators by date.
        index: Price index by year.
        grid: Carbon intensity of electricity by country and year.
        thresholds: The thresholds, lowest first.
        rules: Legal rules that name an amount of compute.
        frontier: The largest values reported, by date.
        left_out: Rows of cited tables that are in no file of claims.
        compared: Outside lists, compared with the base.
        circumstances: Figures around models whose compute may be undisclosed.
        owners: Clusters of accelerators by owner, and the compute of developers by date.
        sources: The sources that the tables cite, by id.
    """

    chips: Chips = field(default_factory=lambda: Chips(()))
    offers: Offers = field(default_factory=lambda: Offers(()))
    index: PriceIndex = field(default_factory=lambda: PriceIndex({}))
    grid: Grid = field(default_factory=lambda: Grid(()))
    thresholds: tuple[Threshold, ...] = ()
    rules: tuple[Rule, ...] = ()
    frontier: Frontier = field(default_factory=lambda: Frontier(()))
    left_out: tuple[LeftOutRow, ...] = ()
    compared: tuple[ComparedList, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    owners: Owners = field(default_factory=Owners)
    sources: Mapping[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: CuratedTables, owners: Owners | None = None) -> Catalogue:
        """Build the look-ups from the rows of the curated tables, and of the clusters if they were read."""
        index = {one.year: float(exact(one.value)) for one in tables.index}
        grid = [(one.country, one.year, float(exact(one.kgco2e_per_kwh)), one.source) for one in tables.grid]
        return cls(
            chips=Chips(tables.chips),
            offers=Offers.of(tables.chips),
            index=PriceIndex(index, "in data/prices.toml"),
            grid=Grid(grid),
            thresholds=tables.thresholds,
            rules=tables.rules,
            frontier=Frontier(tables.frontier),
            left_out=tables.left_out,
            compared=tables.compared,
            circumstances=tables.circumstances,
            owners=owners or Owners(),
            sources=tables.sources,
        )
