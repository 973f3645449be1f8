"""Prices by date: rent and purchase price of an accelerator, price index of dollars, carbon intensity of grids."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from flopwatch.domain import Chip, PartialDate, Unknown, exact
from flopwatch.statistics import LogNormal

RENTS = (
    "on-demand",
    "1-year",
    "3-year",
)  # terms of a rented chip-hour; "purchase" is the price of the chip itself
PURCHASE = "purchase"
# A chip is bought once for years, and list prices of servers divided by their chips are too few and vary too much
# within half a year.
PURCHASE_WINDOW_DAYS = 1096
WINDOW_DAYS = 183  # offers up to this much older than the latest one still show the spread between vendors
# Contracts are discounted and vendors differ, so one listed offer has at least this uncertainty.
# Source: list prices of one chip in one half-year differ by 1.5 to 4 times in Epoch's table of hardware prices.
LEAST_FACTOR = 1.3
GRID_FACTOR = 1.5  # 90%: regions of one country differ by more than its average moves in a few years
GRID_YEARS = 4  # maximum age of an average that still represents a country's grid


@dataclass(frozen=True)
class Offer:
    """One price of one accelerator: date, terms (`RENTS` or `PURCHASE`), and dollars (per chip-hour for rent)."""

    chip: str
    date: str
    terms: str
    usd: float
    vendor: str = ""
    source: str = ""


@dataclass(frozen=True)
class PriceAt:
    """A price looked up: its distribution in dollars, the number and dates of its offers, and its derivation in
    words.
    """

    usd: LogNormal
    offers: int
    first: dt.date
    last: dt.date
    words: str
    source: str


class Offers:
    """Prices of accelerators by chip and date."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._by_chip: dict[str, list[tuple[dt.date, Offer]]] = {}
        for one in offers:
            day = PartialDate.from_iso(one.date).earliest
            self._by_chip.setdefault(one.chip, []).append((day, one))
        for some in self._by_chip.values():
            some.sort(key=lambda pair: pair[0])

    @classmethod
    def of(cls, chips: Sequence[Chip]) -> Offers:
        """Return the prices in the table of accelerators, without those that their source estimated."""
        return cls(
            [
                Offer(chip.id, price.date, terms, float(exact(usd)), price.vendor, chip.price_source)
                for chip in chips
                for price in chip.prices
                if not price.estimate
                for terms, usd in (
                    ("on-demand", price.on_demand),
                    ("1-year", price.one_year),
                    ("3-year", price.three_year),
                    (PURCHASE, price.purchase),
                )
                if usd
            ]
        )

    def rents_by_year(self) -> dict[str, dict[int, tuple[float, int]]]:
        """Return each rented chip's median USD per chip-hour on demand and the number of offers, by year of the offer.

        Example:
            >>> offers = Offers([Offer("x", "2024-05", "on-demand", 2.0), Offer("x", "2024-06-01", "on-demand", 4.0)])
            >>> offers.rents_by_year()
            {'x': {2024: (3.0, 2)}}
        """
        found: dict[str, dict[int, tuple[float, int]]] = {}
        for chip, some in self._by_chip.items():
            by_year: dict[int, list[float]] = {}
            for day, one in some:
                if one.terms == RENTS[0]:
                    by_year.setdefault(day.year, []).append(one.usd)
            if by_year:
                found[chip] = {year: (statistics.median(usd), len(usd)) for year, usd in sorted(by_year.items())}
        return found

    def asked(self, chip: str, usd: float, since: dt.date, until: dt.date) -> tuple[Offer, ...]:
        """Return the offers for rent of a chip at exactly a price, in dollars per chip-hour, between two days."""
        return tuple(
            one
            for day, one in self._by_chip.get(chip, ())
            if since <= day <= until and one.terms in RENTS and math.isclose(one.usd, usd, rel_tol=1e-6)
        )

    def at(self, chip: str, date: dt.date | None, terms: Sequence[str] = RENTS, vendor: str = "") -> PriceAt | Unknown:
        """Return the price of a chip at a date, from all offers in the half-year (purchase: three years) up to the
        latest one on or before it.

        Before the first offer the earliest such span of offers is used, and the words say so.

        Args:
            chip: Id of the chip.
            date: None means the latest there is.
            terms: The terms to include.
            vendor: Only this vendor's offers; any if empty.

        Returns:
            The median offer with a 90% interval from the lowest to the highest, never narrower than a factor of 1.3; or
            Unknown.
        """
        window = dt.timedelta(days=PURCHASE_WINDOW_DAYS if PURCHASE in terms else WINDOW_DAYS)
        known = [
            (day, one)
            for day, one in self._by_chip.get(chip, ())
            if one.terms in terms and (not vendor or one.vendor == vendor)
        ]
        if not known:
            return Unknown(f"no price of {chip} ({', '.join(terms)}) in the table")
        past = [pair for pair in known if date is None or pair[0] <= date]
        if past:
            last = past[-1][0]
            picked = [pair for pair in past if pair[0] >= last - window]
            note = ""
        else:
            first = known[0][0]
            picked = [pair for pair in known if pair[0] <= first + window]
            note = f"; none before {date}, the first known ones are used"
        values = [one.usd for _, one in picked]
        middle = statistics.median(values)
        spread = max(middle / min(values), max(values) / middle, LEAST_FACTOR)
        days = [day for day, _ in picked]
        words = f"{len(picked)} offer{'s' if len(picked) > 1 else ''} of {_span(days[0], days[-1])}{note}"
        usd = LogNormal.from_factor(median=middle, factor=spread)
        return PriceAt(usd, len(picked), days[0], days[-1], words, picked[-1][1].source)


class PriceIndex:
    """A yearly price index, which converts dollars of one year into dollars of another."""

    def __init__(self, values: dict[int, float], name: str = "", source: str = "") -> None:
        self.values, self.name, self.source = dict(sorted(values.items())), name, source

    def ratio(self, from_year: int, to_year: int) -> float | Unknown:
        """Return the value of a dollar of one year in dollars of another.

            amount in dollars of `to` = amount × index(to) / index(from)

        Source:
            U.S. Bureau of Labor Statistics, producer price index PCU518210518210, in `data/prices.toml`.

        Example:
            >>> PriceIndex({2020: 100.0, 2024: 105.0}).ratio(2020, 2024)
            1.05
        """
        for year in (from_year, to_year):
            if year not in self.values:
                years = f"{min(self.values)} to {max(self.values)}" if self.values else "none"
                return Unknown(f"the price index {self.name} has no value for {year} (years known: {years})")
        return self.values[to_year] / self.values[from_year]


@dataclass(frozen=True)
class GridAt:
    """A grid's carbon intensity: its distribution in kgCO2e/kWh, its country and year, and its source."""

    kgco2e_per_kwh: LogNormal
    country: str
    year: int
    source: str


class Grid:
    """Carbon intensity of electricity by country and year."""

    def __init__(self, rows: Sequence[tuple[str, int, float, str]]) -> None:
        self._rows: dict[str, dict[int, tuple[float, str]]] = {}
        for country, year, value, source in rows:
            self._rows.setdefault(country, {})[year] = (value, source)

    def at(self, country: str, year: int | None = None) -> GridAt | Unknown:
        """Return the country's average in the nearest known year, at most four years away; Unknown otherwise.

        Args:
            country: ISO 3166 code of two letters.
            year: None means the latest known.
        """
        known = self._rows.get(country.upper())
        if not known:
            return Unknown(
                f"no carbon intensity of {country!r} in data/grid.toml (known: {', '.join(sorted(self._rows))})"
            )
        nearest = max(known) if year is None else min(known, key=lambda one: (abs(one - year), -one))
        if year is not None and abs(nearest - year) > GRID_YEARS:
            return Unknown(
                f"the nearest year of carbon intensity of {country.upper()} is {nearest}, too far from {year}"
            )
        value, source = known[nearest]
        return GridAt(LogNormal.from_factor(median=value, factor=GRID_FACTOR), country.upper(), nearest, source)


def years_between(first: dt.date, second: dt.date) -> float:
    """Return the years from the first date to the second; negative if it comes before."""
    return (second - first) / dt.timedelta(days=365.25)


def _span(first: dt.date, last: dt.date) -> str:
    return str(first) if first == last else f"{first} to {last}"
