"""Numbers of models above a threshold, by year and by group, as distributions, because compute is uncertain."""

from __future__ import annotations

from collections import Counter as Counted
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from flopwatch.analysis.entries import NOT_STATED, Entry, Population
from flopwatch.classification import SHARED_ERROR
from flopwatch.statistics import Array, Indices, count_quantiles, normal_tail

Mask = npt.NDArray[np.bool_]
_SURE = 1e-9  # a probability nearer to 0 or 1 than this counts as certain


@dataclass(frozen=True)
class Count:
    """The number of models above a threshold.

    Args:
        threshold_flop: The threshold.
        recorded: Models above: confirmed or likely.
        p5: 5% quantile of the number above.
        p50: Median of the number above.
        p95: 95% quantile of the number above.
        mean: Expected number.
        unconfirmed: Models with unknown compute that may be above; counted at 1e23 FLOP, to which the rule applies,
            else 0.
        formula: The computation in words.
        confirmed: Models of class `confirmed`.
        likely: Models of class `likely`.
        possible: Models of class `cannot-rule-out`.
        without_figure: Models above of which no source gives a figure.
    """

    threshold_flop: float
    recorded: int
    p5: int
    p50: int
    p95: int
    mean: float
    unconfirmed: int = 0
    formula: str = ""
    confirmed: int = 0
    likely: int = 0
    possible: int = 0
    without_figure: int = 0


def _count(field: Population, at: int, chosen: Mask | Indices, unconfirmed: int, tables: _Tables) -> Count:
    p = tables.chances[chosen, at]
    p5, p50, p95 = count_quantiles(p, groups=tables.error_groups[chosen].tolist(), share=SHARED_ERROR)
    words = (
        f"{int((p > _SURE).sum())} models with a chance above 0 of exceeding the threshold; those of one confidence "
        f"word, developer and method share {SHARED_ERROR:.0%} of their error's variance, the others none"
    )
    threshold = field.thresholds[at]
    classes = Counted(tables.classes[chosen, at].tolist())
    recorded = tables.recorded[chosen, at]
    return Count(
        threshold,
        int(recorded.sum()),
        p5,
        p50,
        p95,
        float(p.sum()),
        unconfirmed if threshold == 1e23 else 0,
        words,
        confirmed=classes["confirmed"],
        likely=classes["likely"],
        possible=classes["cannot-rule-out"],
        without_figure=int((recorded & ~tables.has_figure[chosen]).sum()),
    )


@dataclass(frozen=True)
class _Tables:
    """The entries of a population as arrays, shape (n, thresholds); `has_figure` and `error_groups` have shape (n,)."""

    chances: Array
    recorded: Mask
    classes: npt.NDArray[np.str_]
    has_figure: Mask
    error_groups: npt.NDArray[np.str_]

    @classmethod
    def of(cls, field: Population) -> _Tables:
        width = len(field.thresholds)
        return cls(
            field.chance_table(),
            np.array([e.recorded for e in field.entries], dtype=bool).reshape(-1, width),
            np.array([e.classes or [""] * width for e in field.entries], dtype=np.str_).reshape(-1, width),
            np.array([e.median_flop is not None for e in field.entries], dtype=bool),
            np.array([e.error_group for e in field.entries], dtype=np.str_),
        )


class Counter:
    """Counts of one population; its tables are computed once."""

    def __init__(self, field: Population) -> None:
        self.field = field
        self.x = field.years()
        self.tables = _Tables.of(field)
        self.table = self.tables.chances
        self.unconfirmed = np.array([e.unconfirmed for e in field.entries], dtype=bool)

    def among(self, chosen: Mask | Indices) -> tuple[Count, ...]:
        """Return the counts at every threshold among the entries selected by a mask or by indices."""
        open_ones = int(self.unconfirmed[chosen].sum())
        return tuple(_count(self.field, at, chosen, open_ones, self.tables) for at in range(len(self.field.thresholds)))

    def by_year(self, first: int | None = None) -> dict[int, tuple[Count, ...]]:
        """Return the counts of the models published in each year, from the first year with a possible model above the
        lowest threshold.
        """
        return {year: self.among(self._in(year)) for year in self.span(first)}

    def cumulative(self, first: int | None = None) -> dict[int, tuple[Count, ...]]:
        """Return the counts of the models published by the end of each year."""
        with np.errstate(invalid="ignore"):
            return {year: self.among(self.x < year + 1) for year in self.span(first)}

    def span(self, first: int | None = None) -> range:
        """Return the range of years to report."""
        possible = self.x[(self.table > _SURE).any(axis=1) | self.unconfirmed]
        possible = possible[np.isfinite(possible)]
        if not possible.size:
            return range(0)
        start = int(possible.min()) if first is None else first
        return range(start, int(possible.max()) + 1)

    def _in(self, year: int) -> Mask:
        with np.errstate(invalid="ignore"):
            return (self.x >= year) & (self.x < year + 1)

    def by_group(self, way: str) -> dict[str, tuple[Count, ...]]:
        """Return the counts by one grouping, largest group first; a model in two groups counts in both."""
        places: dict[str, list[int]] = {}
        for i, e in enumerate(self.field.entries):
            for name in dict.fromkeys(e.group(way)):
                places.setdefault(name, []).append(i)
        found = {}
        for name, chosen in sorted(places.items()):
            counts = self.among(np.array(chosen, dtype=np.intp))
            if any(one.recorded or one.p95 or one.unconfirmed for one in counts):
                found[name] = counts
        return dict(sorted(found.items(), key=lambda kv: (kv[0] == NOT_STATED, -kv[1][0].mean, kv[0])))


@dataclass(frozen=True)
class GroupShare:
    """One row of the table of shares.

    Args:
        way: The grouping.
        group: The group; each model is in one.
        models: Models recorded above.
        share: Fraction of all recorded above.
        with_unconfirmed: Models recorded above plus the unconfirmed of the group.
        share_with: Fraction of all recorded above and unconfirmed.
        low: 5% quantile of the share if each model is above with its own probability.
        high: 95% quantile of that share.
    """

    way: str
    group: str
    models: int
    share: float
    with_unconfirmed: int
    share_with: float
    low: float
    high: float


def shares(
    field: Population,
    threshold: float,
    rules: Mapping[str, object],
    rng: np.random.Generator,
    *,
    draws: int = 1_000,
) -> list[GroupShare]:
    """Compute the table of shares as document 000 prints it: each model in one group by each grouping.

    The interval is of the share among models above with their own probabilities, drawn jointly for all groups.

    Args:
        field: The models.
        threshold: One of the field's thresholds.
        rules: For each grouping, a function from an entry to its one group.
        rng: Source of the draws.
        draws: Number of draws.

    Raises:
        ValueError: If the threshold is not one of the field's.
    """
    if threshold not in field.thresholds:
        raise ValueError(f"threshold {threshold:g} is not one of {field.thresholds}")
    at = field.thresholds.index(threshold)
    entries: Sequence[Entry] = [e for e in field.entries if e.chances[at] > _SURE or e.unconfirmed]
    p = np.array([e.chances[at] for e in entries])
    above = _drawn_above(p, [e.error_group for e in entries], rng, draws)
    totals = np.maximum(above.sum(axis=1), 1)
    open_ones = np.array([e.unconfirmed for e in entries], dtype=bool)
    counted = np.array([e.recorded[at] for e in entries], dtype=bool)
    out = []
    for way, rule in rules.items():
        assert callable(rule)
        names = np.array([rule(e) for e in entries], dtype=object)
        for name in sorted(set(names.tolist()), key=lambda n: (-int(counted[names == n].sum()), str(n))):
            mine = names == name
            models, every = int(counted[mine].sum()), int((counted | open_ones)[mine].sum())
            low, high = np.quantile(above[:, mine].sum(axis=1) / totals, [0.05, 0.95])
            out.append(
                GroupShare(
                    way,
                    str(name),
                    models,
                    models / max(int(counted.sum()), 1),
                    every,
                    every / max(int((counted | open_ones).sum()), 1),
                    float(low),
                    float(high),
                )
            )
    return out


def _drawn_above(p: Array, error_groups: Sequence[str], rng: np.random.Generator, draws: int) -> Mask:
    """Draw whether each model is above, shape (draws, n); models of one error group share a part of their error."""
    _, place = np.unique([name or f" {i}" for i, name in enumerate(error_groups)], return_inverse=True)
    if not p.size:
        return np.zeros((draws, 0), dtype=bool)
    shared = rng.standard_normal((draws, int(place.max()) + 1))[:, place]
    error = np.sqrt(SHARED_ERROR) * shared + np.sqrt(1 - SHARED_ERROR) * rng.standard_normal((draws, p.size))
    found: Mask = normal_tail(error) < p
    return found


def counts_by_period(x: Array, y: Array, thresholds: Sequence[float], *, periods: int = 12) -> tuple[Array, Array]:
    """Count values above each of several thresholds by the end of each period, cumulatively, for millions of rows.

    Each value falls between two thresholds; one pass counts by period and interval, then two cumulative sums finish.

    Args:
        x: Decimal years, shape (n,).
        y: log10 of the values, shape (n,).
        thresholds: log10 of the thresholds, ascending.
        periods: Periods per year.

    Returns:
        Start of each period, shape (P,), and the counts, shape (P, thresholds).

    Example:
        >>> begin, n = counts_by_period(np.array([2020.1, 2020.9, 2021.5]), np.array([23., 24., 25.]), [22.5, 24.5],
        ...     periods=1)
        >>> begin.tolist(), n.tolist()
        ([2020.0, 2021.0], [[2, 0], [3, 1]])
    """
    if not x.size:
        return np.empty(0), np.empty((0, len(thresholds)), dtype=np.int64)
    place = np.floor(x * periods).astype(np.int64)
    first = int(place.min())
    place -= first
    levels = np.searchsorted(np.asarray(thresholds, dtype=float), y, side="left")  # thresholds strictly below the value
    width = len(thresholds) + 1
    cells = np.bincount(place * width + levels, minlength=(int(place.max()) + 1) * width).reshape(-1, width)
    above = cells[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    begin: Array = (np.arange(cells.shape[0]) + first) / periods
    return begin, above.cumsum(axis=0)
