"""Background: what pages show beside the census itself: accelerators, rules of law, bills, names of benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flopwatch import sources
from flopwatch.census import Census
from flopwatch.classification import Coverage, cover
from flopwatch.domain import Chip, Rule, Source, Unknown, exact
from flopwatch.estimation import Chips
from flopwatch.estimation.calculator import Tables
from flopwatch.estimation.model_bill import ModelBill, bills_of
from flopwatch.estimation.prices import Grid, Offers, PriceIndex
from flopwatch.sources.benchmark_scores import load_benchmarks


@dataclass(frozen=True)
class Background:
    """What pages show beside the census. Nothing of it need be there.

    Args:
        chips: The table of accelerators.
        sources: Sources that the tables cite, by id.
        rules: Rules of law that name an amount of compute.
        covered: For each rule (by id) the models it may cover.
        bills: What training each model took (by id), or why that is unknown.
        tables: What the calculator looks things up in.
        grid: Carbon intensity of electricity.
        benchmarks: Names of benchmarks by id.
    """

    chips: tuple[Chip, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    covered: Mapping[str, tuple[Coverage, ...]] = field(default_factory=dict)
    bills: Mapping[str, ModelBill | Unknown] = field(default_factory=dict)
    tables: Tables | None = None
    grid: Grid | None = None
    benchmarks: Mapping[str, str] = field(default_factory=dict)


def read_background(data: Path, census: Census) -> Background:
    """Read the curated tables and have the census billed and held against the rules.

    Args:
        data: The curated folder.
        census: The census that is to be published.

    Raises:
        BadInput: Naming the file, the entry and what to mend.
    """
    known = sources.load_lookups(data)
    rates = sources.load_rates(data, known.sources)
    index = PriceIndex({one.year: float(exact(one.value)) for one in rates.index}, "in data/prices.toml")
    tables = Tables(Chips(known.chips), Offers.of(known.chips), index, known.thresholds)
    grid = Grid([(one.country, one.year, float(exact(one.kgco2e_per_kwh)), one.source) for one in rates.grid])
    return Background(
        chips=known.chips,
        sources=known.sources,
        rules=known.rules,
        covered=cover(known.rules, census.records, census.estimates, census.as_of),
        bills=bills_of(census.records, census.estimates, tables, grid),
        tables=tables,
        grid=grid,
        benchmarks={one.id: one.name for one in load_benchmarks(data)},
    )
