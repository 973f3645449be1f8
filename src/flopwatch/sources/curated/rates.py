"""The curated tables of money and power: the price index by year (`prices.toml`) and the carbon of grids
(`grid.toml`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flopwatch.domain import VOCABULARIES, BadInput, GridYear, IndexYear, Source, exact
from flopwatch.sources.curated.toml_tables import table_rows


@dataclass(frozen=True)
class Rates:
    """Price index and carbon of grids, as the two files hold them."""

    index: tuple[IndexYear, ...]
    grid: tuple[GridYear, ...]


def load_rates(folder: Path, sources: dict[str, Source]) -> Rates:
    """Read `prices.toml` and `grid.toml` of the curated folder; a file that is not there is empty.

    Raises:
        BadInput: Naming the file, the entry and the correction to make.
    """
    index_file, grid_file = folder / "prices.toml", folder / "grid.toml"
    index = table_rows(index_file, "index", IndexYear)
    grid = table_rows(grid_file, "grid", GridYear)
    countries = {term.id for term in VOCABULARIES["country"]}
    for year in index:
        _check(index_file, str(year.year), year.source, sources)
        _check_number(index_file, str(year.year), year.value, low=1, high=10_000)
        if not 1 <= year.months <= 12:
            raise BadInput(f"{year.year}: months {year.months} is not between 1 and 12.", place=str(index_file))
    for row in grid:
        item = f"{row.country} {row.year}"
        _check(grid_file, item, row.source, sources)
        _check_number(grid_file, item, row.kgco2e_per_kwh, low=0.001, high=2)
        if row.country not in countries:
            raise BadInput(f"{item}: {row.country!r} is not an ISO code of the vocabulary.", place=str(grid_file))
    for file, keys in (
        (index_file, [f"{one.year}" for one in index]),
        (grid_file, [f"{one.country} {one.year}" for one in grid]),
    ):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise BadInput(f"{twice[0]} is listed twice. Merge the two entries.", place=str(file))
    return Rates(tuple(index), tuple(grid))


def _check(file: Path, item: str, source: str, sources: dict[str, Source]) -> None:
    if source not in sources:
        raise BadInput(f"{item}: source {source!r} is not in sources.toml. Describe it there.", place=str(file))


def _check_number(file: Path, item: str, text: str, *, low: float, high: float) -> None:
    try:
        value = float(exact(text))
    except ValueError as error:
        raise BadInput(f"{item}: {error}.", place=str(file)) from error
    if not low <= value <= high:
        raise BadInput(f"{item}: {text} is outside {low} to {high}. Was a unit mistyped?", place=str(file))
