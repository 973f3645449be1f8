"""What is written down of a field: each thing that can be said with its numbers, each that cannot with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flopwatch.analysis.entries import Entry, Population
from flopwatch.analysis.growth import Growth
from flopwatch.analysis.points import Observation, Points, gather
from flopwatch.domain import Unknown
from flopwatch.statistics import Z_90

FRONTIER_FROM = 2018.0


@dataclass(frozen=True)
class Insight:
    """One thing that can be said.

    Args:
        kind: Word by which its sentence is known: `above`, `share-domain`, ….
        id: Its anchor on the page: the kind, and the threshold where one kind has a fact for each.
        topic: Heading it stands under.
        numbers: What the sentence states, by name.
        n: Rows behind it.
        formula: How it was worked out.
        interval: How its interval came about; "" where it has none.
        rows: Names of the models behind it.
        data: Which data at which version.
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


class InsightBook:
    """The things that can be said of one field, and those that cannot."""

    def __init__(self, field: Population) -> None:
        self.field = field
        self.facts: list[Insight] = []
        self.unknown: list[tuple[str, str]] = []

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
        """Write down what can be said; `at` is the threshold in FLOP where each threshold has its own fact."""
        made = Insight(kind, _key(kind, at), topic, numbers, n, formula, interval, tuple(rows), self.field.data)
        self.facts.append(made)

    def lack(self, kind: str, reason: str, *, at: float | None = None, way: str = "") -> None:
        """Write down what cannot be said: of which kind, at which threshold in FLOP, worked out in which way."""
        self.unknown.append((_key(kind, at) + (f"-{way}" if way else ""), reason))


def _key(kind: str, at: float | None) -> str:
    return kind if at is None else f"{kind}-{at:.0e}".replace("+", "")


def points_of_entries(
    field: Population,
    value: Callable[[Entry], float | None],
    *,
    own_spread: bool = False,
    keep: Callable[[Entry], bool] | None = None,
) -> Points | Unknown:
    """A quantity of the entries as points, clustered by their first organisation.

    Args:
        field: The models.
        value: The quantity; None or 0 where it is unknown.
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
    """State a rate of growth: factor a year, doubling time in months, first date, r2."""
    return {
        "factor": found.growth_factor_per_year,
        "months": found.doubling_months,
        "since": found.start,
        "r2": found.r2,
    }
