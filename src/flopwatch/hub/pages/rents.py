"""Rent of an hour of each accelerator: offers by year, and what sources state or assume for single runs."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from flopwatch.census import Census
from flopwatch.domain import NotFound
from flopwatch.hub.views import source_of
from flopwatch.wording import claim_value, model_path, place_path


@dataclass(frozen=True)
class RentLine:
    """One accelerator: for each year of the table the median rent in dollars with the number of offers, or ("", 0)."""

    name: str
    path: str
    years: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class StatedRent:
    """A rent that a source states or assumes for the run of a model, the newest source first."""

    date: str
    value: Markup
    model: str
    path: str
    claim: str
    chip: str
    quote: str
    source: str


@dataclass(frozen=True)
class Rents:
    """Rents by accelerator and year, the newest offer's date, and rents stated for runs."""

    years: tuple[int, ...]
    lines: tuple[RentLine, ...]
    newest: str
    stated: tuple[StatedRent, ...]


def rents_of(census: Census) -> Rents:
    """Return the rents of the catalogue by year and those that claims state."""
    catalogue = census.catalogue
    by_chip = catalogue.offers.rents_by_year()
    stated = {year for some in by_chip.values() for year in some}
    years = tuple(range(min(stated), max(stated) + 1)) if stated else ()
    lines = []
    for chip in catalogue.chips.rows:
        if some := by_chip.get(chip.id):
            cells = ((f"{some[year][0]:.2f}", some[year][1]) if year in some else ("", 0) for year in years)
            lines.append((max(some), RentLine(chip.name, place_path("hardware", chip.id), tuple(cells))))
    lines.sort(key=lambda one: (-one[0], one[1].name))
    dates = [
        price.date for chip in catalogue.chips.rows for price in chip.prices if price.on_demand and not price.estimate
    ]
    return Rents(
        years,
        tuple(line for _, line in lines),
        max(dates, default=""),
        _stated(census),
    )


def _stated(census: Census) -> tuple[StatedRent, ...]:
    found = []
    for record in census.records.values():
        value = record.fields.get("price")
        if record.kind != "model" or value is None:
            continue
        for key in value.claims[:1]:
            claim = record.claims[key]
            source = census.sources.get(claim.source)
            chips = ", ".join(_chip(census, name) for name in record.values("chip"))
            found.append(
                StatedRent(
                    source.date if source else "",
                    claim_value(claim),
                    record.name,
                    model_path(record.id),
                    key,
                    chips,
                    claim.as_written,
                    source_of(census, claim)[0],
                )
            )
    return tuple(sorted(found, key=lambda one: (one.date, one.model), reverse=True))


def _chip(census: Census, name: str) -> str:
    try:
        return census.catalogue.chips.find(name).name
    except NotFound:
        return name
