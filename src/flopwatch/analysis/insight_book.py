"""The insights on a population: each finding with its numbers, each missing one with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flopwatch.analysis.entries import Entry, Population
from flopwatch.analysis.growth import Growth
from flopwatch.analysis.points import Observation, Points, gather
from flopwatch.domain import Unknown
from flopwatch.statistics import Z_90


@dataclass(frozen=True)
class Insight:
    """One finding.

    Args:
        kind: Key of its sentence: `above`, `share-domain`, ….
        id: Its anchor on the page: the kind, and the threshold where one kind has a fact for each.
        topic: Heading it is listed under.
        numbers: The numbers in its sentence, by name.
        n: Number of rows behind it.
        formula: The computation in words.
        interval: The origin of its interval, in words; "" if it has none.
        rows: Names of the models behind it.
        data: The data set and its version.
    """

    kind: str
    id: str
    topic: str
    numbers: Mapping[str, Any]
    n: int
    formula: str
    interval: str
    rows: tuple[str, ...]
    data: str


@dataclass(frozen=True)
class Missing:
    """A finding that cannot be made.

    Args:
        kind: Key of its sentence, as in `Insight`.
        reason: Why it cannot be made.
        at: The threshold in FLOP, or None if its kind has none.
        way: The grouping or the projection, or "".
    """

    kind: str
    reason: str
    at: float | None = None
    way: str = ""


class InsightBook:
    """The findings on one population, and those that cannot be computed."""

    def __init__(self, field: Population) -> None:
        self.field = field
        self.facts: list[Insight] = []
        self.unknown: list[Missing] = []

    def add(
        self,
        kind: str,
        topic: str,
        numbers: Mapping[str, Any],
        *,
        at: float | None = None,
        n: int,
        formula: str,
        interval: str = "",
        rows: Sequence[str] = (),
    ) -> None:
        """Add a finding; `at` is the threshold in FLOP if each threshold has its own."""
        made = Insight(kind, _key(kind, at), topic, numbers, n, formula, interval, tuple(rows), self.field.data)
        self.facts.append(made)

    def lack(self, kind: str, reason: str, *, at: float | None = None, way: str = "") -> None:
        """Add a missing finding: its kind, the threshold in FLOP, the grouping, and the reason."""
        self.unknown.append(Missing(kind, reason, at, way))


def _key(kind: str, at: float | None) -> str:
    return kind if at is None else f"{kind}-{at:.0e}".replace("+", "")


def points_of_entries(
    field: Population,
    value: Callable[[Entry], float | None],
    *,
    own_spread: bool = False,
    keep: Callable[[Entry], bool] | None = None,
) -> Points | Unknown:
    """Return a quantity of the entries as points, clustered by their first organisation.

    Args:
        field: The models.
        value: The quantity; None or 0 if unknown.
        own_spread: Whether each value carries the entry's own interval.
        keep: Which entries count; all by default.
    """
    observations = []
    for e in field.entries:
        v = value(e)
        if e.date is None or not v or (keep is not None and not keep(e)):
            continue
        spread = 10.0 ** (Z_90 * e.sigma_dex) if own_spread else 1.0
        observations.append(
            Observation(
                e.name,
                e.date,
                v,
                v / spread if own_spread else None,
                v * spread if own_spread else None,
                groups=e.groups.get("domain", ()),
                organisation=(e.groups.get("organisation") or ("",))[0],
            )
        )
    return gather(observations, data=field.data)


def growth_numbers(found: Growth) -> dict[str, Any]:
    """Return the numbers of a rate of growth: factor per year, doubling time in months, first date, R²."""
    return {
        "factor": found.growth_factor_per_year,
        "months": found.doubling_months,
        "since": found.start,
        "r2": found.r2,
    }
