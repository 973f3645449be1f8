"""Disclosure of facts by developer and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from flopwatch.records import Record

# Facts that a developer can disclose; a model's score is the share of them that any source states.
DISCLOSED = (
    "parameters",
    "dataset",
    "dataset_size",
    "training_compute",
    "training_time",
    "chip",
    "chip_count",
    "utilization",
    "training_cost",
    "training_energy",
    "architecture",
    "license",
)
FEWEST = 2  # models of a year that make a mean


@dataclass(frozen=True)
class YearDisclosed:
    """The mean disclosure score of a developer's base models of one year, a share of `DISCLOSED`."""

    developer: str
    year: int
    models: int
    score: float


@dataclass(frozen=True)
class DeveloperDisclosed:
    """A developer's years with at least `FEWEST` models, oldest first, and the number of its base models in all."""

    developer: str
    models: int
    years: tuple[YearDisclosed, ...]

    @property
    def change(self) -> float:
        """Score of the last year less that of the first; 0 with fewer than two years."""
        return self.years[-1].score - self.years[0].score if len(self.years) > 1 else 0.0


def disclosure_score(record: Record) -> float:
    """Return the share of the facts of `DISCLOSED` that any source states of a model."""
    return sum(name in record.fields for name in DISCLOSED) / len(DISCLOSED)


def disclosure_by_developer(records: Iterable[Record]) -> tuple[DeveloperDisclosed, ...]:
    """Return each developer's mean disclosure score by year of publication, those with most base models first.

    A model of several developers counts for each. Variants and models without a date are left out.
    """
    scores: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        published = record.value("published")
        if published and not record.is_variant:
            for developer in record.values("developer"):
                scores[developer][int(published[:4])].append(disclosure_score(record))
    found = [
        DeveloperDisclosed(
            developer,
            sum(map(len, years.values())),
            tuple(
                YearDisclosed(developer, year, len(some), sum(some) / len(some))
                for year, some in sorted(years.items())
                if len(some) >= FEWEST
            ),
        )
        for developer, years in scores.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.models, one.developer)))
