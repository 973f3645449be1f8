"""The frontier: record-setters, the top n at release, and the lag of open models and other groups."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from flopwatch.analysis.growth import Growth, explained, unfit
from flopwatch.analysis.points import Points
from flopwatch.analysis.resampling import (
    drawing_units,
    drawn_counts,
    drawn_words,
    interval_of,
)
from flopwatch.domain import Unknown
from flopwatch.statistics import METHODS, Array, normal_tail, standard_quantile

# The one growth of the frontier that is quoted, and the one lag: other samples are alternatives.
FRONTIER_TOP, FRONTIER_FROM = 10, 2018.0
_COPIES = 4  # a cluster is drawn more than four times in 0.4% of the resamples
_NEAR = 20  # rows considered, as a multiple of those on the frontier
_MORE_LIKELY_THAN_NOT = 0.5
_BAND_POINTS = 25  # dates at which the interval of a line is computed
_EXACT_DEX = 1e-9  # the error of an exact value, in divisions
# The standard normal at equally likely points.
_NORMAL = np.array([standard_quantile((i + 0.5) / 64) for i in range(64)])


def record_setters(points: Points) -> npt.NDArray[np.bool_]:
    """Return True for each value that is more likely than not larger than every earlier one, shape (n,).

        P(X > every earlier) = ∫ f(x) Π P(X_i ≤ x) dx > 1/2

    Without uncertainty that is a value larger than every earlier one. Of one day's values only the largest can set a
    record (of equal ones the first by label); a value equal to the current record sets none.

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> made = [("a", 2019.0, 5.0), ("b", 2020.0, 7.0), ("c", 2020.0, 9.0), ("d", 2021.0, 9.0), ("e", 2022.0, 10.0)]
        >>> points = gather([Observation(*one) for one in made])
        >>> [label for label, set_it in zip(points.labels, record_setters(points)) if set_it]
        ['a', 'c', 'e']
    """
    if not points.n:
        return np.zeros(0, dtype=bool)
    # A day sets a record if its largest value exceeds all earlier ones; the record is the first such value of the day.
    starts = np.concatenate([[0], np.flatnonzero(np.diff(points.x)) + 1])
    largest = np.maximum.reduceat(points.y, starts)
    before = np.concatenate([[-np.inf], np.maximum.accumulate(largest)[:-1]])
    ends = np.concatenate([starts[1:], [points.n]])
    out = np.zeros(points.n, dtype=bool)
    for day in np.flatnonzero(largest > before).tolist():
        place = starts[day] + int(points.y[starts[day] : ends[day]].argmax())
        out[place] = _chance_of_record(points, place, starts[day]) > _MORE_LIKELY_THAN_NOT
    return out


def _chance_of_record(points: Points, place: int, earlier: int) -> float:
    """Return P(a value exceeds the first `earlier` ones); values and their errors are independent."""
    sigma = points.sigma_dex[:earlier]
    if not (points.sigma_dex[place] or sigma.any()):
        return float((points.y[:earlier] < points.y[place]).all())
    x = points.y[place] + points.sigma_dex[place] * _NORMAL
    apart = (x[:, None] - points.y[:earlier]) / np.maximum(sigma, _EXACT_DEX)
    return float(np.prod(1 - normal_tail(apart), axis=1).mean())


def top_at_release(points: Points, n: int) -> npt.NDArray[np.bool_]:
    """Return True for each value among the n largest known on its day, shape (n,).

    A value counts if fewer than n values of its day or earlier exceed it, so equal values are treated alike.

    Args:
        points: The values.
        n: At least 1; with 1, a value equal to the current record counts, unlike in `record_setters`.

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> points = gather([Observation("", float(t), v) for t, v in [(2019, 3.), (2020, 1.), (2021, 2.), (2022,
        ...     2.5)]])
        >>> top_at_release(points, 2).tolist()
        [True, True, True, True]
        >>> top_at_release(points, 1).tolist()
        [True, False, False, False]
    """
    if n < 1:
        raise ValueError(f"top {n}: at least 1")
    out = np.zeros(points.n, dtype=bool)
    top: list[float] = []  # the n largest so far, smallest first
    days, first = np.unique(points.x, return_index=True)
    edges = [*first.tolist(), points.n]
    for start, end in zip(edges, edges[1:], strict=False):
        for value in points.y[start:end].tolist():
            if len(top) < n:
                heapq.heappush(top, value)
            elif value > top[0]:
                heapq.heapreplace(top, value)
        out[start:end] = points.y[start:end] >= top[0] if len(top) == n else True
    return out


@dataclass(frozen=True)
class Lag:
    """The delay after which one group first reached another group's records.

    Args:
        rule: The comparison in words.
        pairs: For each record of the leaders: its label, date, log10 value, and the first follower to reach it with its
            date.
        months: Quantiles 5%, 50%, 95% of the pairs' lags, in months; None if no record was reached.
        unmatched: Labels and dates of the leaders' records that no follower has reached; their lag is longer than the
            data show (right-censored).
        data: The data set and its version.
    """

    rule: str
    pairs: tuple[tuple[str, float, float, str, float], ...]
    months: tuple[float, float, float] | None
    unmatched: tuple[tuple[str, float], ...]
    data: str = ""


def lag_behind(leaders: Points | Unknown, followers: Points | Unknown, since: float = FRONTIER_FROM) -> Lag | Unknown:
    """Return the lags of followers (open models) behind the leaders' records (closed models).

    Each record of the leaders is paired with the first follower at least as large, on any date: an earlier follower has
    a negative lag. Records that no follower has reached are listed, not counted; leaving them out biases the quantiles
    downward, so read them with the number of unmatched.

    Args:
        leaders: The group that sets the records.
        followers: The group that follows.
        since: Decimal year from which records of the leaders count.

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> closed = gather([Observation("A", 2020.0, 1e23), Observation("B", 2022.0, 1e25)])
        >>> found = lag_behind(closed, gather([Observation("C", 2021.5, 2e23)]))
        >>> found.months, found.unmatched
        ((18.0, 18.0, 18.0), (('B', 2022.0),))
    """
    if isinstance(leaders, Unknown):
        return leaders
    if isinstance(followers, Unknown):
        return followers
    records = np.flatnonzero(record_setters(leaders) & (leaders.x >= since))
    running = np.maximum.accumulate(followers.y)
    pairs, unmatched = [], []
    for i in records.tolist():
        at = int(np.searchsorted(running, leaders.y[i], side="left"))
        if at == followers.n:
            unmatched.append((leaders.labels[i], float(leaders.x[i])))
        else:
            pairs.append(
                (
                    leaders.labels[i],
                    float(leaders.x[i]),
                    float(leaders.y[i]),
                    followers.labels[at],
                    float(followers.x[at]),
                )
            )
    months = None
    if pairs:
        lags = np.array([12 * (later - earlier) for _, earlier, _, _, later in pairs])
        p5, p50, p95 = (float(q) for q in np.quantile(lags, [0.05, 0.5, 0.95]))
        months = (p5, p50, p95)
    return Lag(
        f"for each record of the leaders since {since:.4g}, the first follower at least as large",
        tuple(pairs),
        months,
        tuple(unmatched),
        leaders.data,
    )


def years_behind(group: Points, everyone: Points) -> Array:
    """Return the years since any model first reached each value of a group, shape (n of group,); 0 for the first.

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> everyone = gather([Observation("A", 2020.0, 1e24), Observation("B", 2022.5, 5e23)])
        >>> years_behind(everyone, everyone).tolist()
        [0.0, 2.5]
    """
    running = np.maximum.accumulate(everyone.y)
    place = np.searchsorted(running, group.y, side="left")
    reached = everyone.x[np.minimum(place, everyone.n - 1)]
    return np.where(place < everyone.n, np.maximum(group.x - reached, 0.0), 0.0)


def fit_frontier(
    points: Points | Unknown,
    rng: np.random.Generator,
    *,
    top: int = 0,
    since: float | None = None,
    method: str = "ols",
    resamples: int = 500,
) -> Growth | Unknown:
    """Fit the growth of the frontier: the line through record-setters, or through the top n at release.

    One early giant changes all later records, so each resample of clusters recomputes the frontier before the line is
    fitted. The interval is that of plain percentiles: values are not moved inside their own intervals, as they already
    carry their errors; reflected and bias-corrected intervals are too narrow (docs/methods/trends.md).

    Args:
        points: All values, the frontier's and the others.
        rng: Source of the resamples.
        top: n, or 0 for record-setters.
        since: Decimal year from which the line is fitted; all values, earlier ones too, decide who is on the frontier.
        method: As in `fit_growth`.
        resamples: Number of resamples.
    """
    if isinstance(points, Unknown):
        return points
    name = f"top {top} at release" if top else "record-setters"
    start = -np.inf if since is None else since
    chosen = points.keep(_on_frontier(points, top) & (points.x >= start))
    if reason := unfit(chosen):
        return Unknown(f"{name}: {reason}")
    line = METHODS[method][0]
    estimate, intercept = line(chosen.x, chosen.y, np.ones((1, chosen.n)), rng)
    if not np.isfinite(estimate[0]):
        return Unknown(f"{name}: all {chosen.n} rows lie too close in time")
    slopes, levels = drawn_lines(points, rng, top=top, since=since, method=method, resamples=resamples)
    interval = interval_of(float(estimate[0]), slopes)
    if isinstance(interval, Unknown):
        return Unknown(f"{name}: {chosen.n} rows grow {10 ** float(estimate[0]):.3g}x a year, but {interval.reason}")
    begin = float(chosen.x[0]) if since is None else since
    residual = chosen.y - intercept[0] - estimate[0] * chosen.x
    return Growth(
        group=name,
        method=method,
        formula=f"log10(value) = level + slope × (decimal year - {begin:.2f}) through the {name}, "
        f"{METHODS[method][1]}; "
        "growth per year = 10^slope",
        start=begin,
        end=float(chosen.x[-1]),
        n=chosen.n,
        clusters=chosen.clusters,
        oom_per_year=interval,
        level=float(intercept[0] + estimate[0] * begin),
        r2=explained(chosen.y, residual),
        drawn=f"{drawn_words(points)} {resamples} times, the frontier recomputed in each",
        rows=chosen.labels,
        data=points.data,
        band=_band(float(estimate[0]), float(intercept[0]), slopes, levels, begin, float(chosen.x[-1])),
    )


def _band(
    slope: float, level: float, slopes: Array, levels: Array, start: float, end: float
) -> tuple[tuple[float, float, float, float], ...]:
    """Return the line and the 90% interval of the resampled lines at evenly spaced dates, as in `Growth.band`."""
    at = np.linspace(start, end, _BAND_POINTS)
    fitted = np.isfinite(slopes)
    low, high = np.quantile(levels[fitted, None] + slopes[fitted, None] * at, [0.05, 0.95], axis=0)
    line = level + slope * at
    return tuple(zip(at.tolist(), low.tolist(), line.tolist(), high.tolist(), strict=True))


def _on_frontier(points: Points, top: int) -> npt.NDArray[np.bool_]:
    return top_at_release(points, top) if top else record_setters(points)


def frontier_weights(days: Array, values: Array, drawn: npt.NDArray[np.bool_], top: int) -> npt.NDArray[np.bool_]:
    """Return True for each row on the frontier of each resample, shape (resamples, n), as `record_setters` or
    `top_at_release`.

    Args:
        days: Decimal years, ascending, shape (n,).
        values: log10, shape (resamples, n).
        drawn: The rows in each resample, shape (resamples, n). A row drawn twice is two rows.
        top: n, or 0 for record-setters.
    """
    out = np.zeros(drawn.shape, dtype=bool)
    present = np.where(drawn, values, -np.inf)
    _, first = np.unique(days, return_index=True)
    edges = [*first.tolist(), days.size]
    best = np.full((drawn.shape[0], max(top, 1)), -np.inf)  # the n largest so far, in no order
    for start, end in zip(edges, edges[1:], strict=False):
        block = present[:, start:end]
        if top:
            least = best.min(axis=1)
            if bool((block.max(axis=1) > least).any()):
                joined = np.concatenate([best, block], axis=1)
                best = np.partition(joined, joined.shape[1] - top, axis=1)[:, -top:]
                least = best.min(axis=1)
            out[:, start:end] = (block >= least[:, None]) & drawn[:, start:end]
        else:
            largest = block.argmax(axis=1)
            value = block[np.arange(block.shape[0]), largest]
            out[np.arange(block.shape[0]), start + largest] = value > best[:, 0]
            best[:, 0] = np.maximum(best[:, 0], value)
    return out


def drawn_lines(
    points: Points,
    rng: np.random.Generator,
    *,
    top: int = 0,
    since: float | None = None,
    method: str = "ols",
    resamples: int = 500,
) -> tuple[Array, Array]:
    """Return slopes and intercepts of the frontier recomputed in each resample of clusters, shape (resamples,); NaN if
    it cannot be fitted.

    Args:
        points: All values.
        rng: Source of the resamples.
        top: n, or 0 for record-setters.
        since: Decimal year from which the frontier is fitted.
        method: As in `fit_growth`.
        resamples: Number of resamples.
    """
    cluster, clusters = drawing_units(points)
    # Rows far below the frontier of the data are on none of its resamples.
    near = np.repeat(np.flatnonzero(top_at_release(points, _NEAR * max(top, _NEAR))), _COPIES)
    copy = np.tile(np.arange(_COPIES), near.size // _COPIES)
    # A cluster drawn twice is two clusters: counting its models once would make the line too certain.
    drawn = drawn_counts(rng, resamples, clusters)[:, cluster[near]] > copy
    x, values = points.x[near], np.broadcast_to(points.y[near], drawn.shape)
    on_it = frontier_weights(x, values, drawn, top)
    if since is not None:
        on_it &= x >= since
    ever = on_it.any(axis=0)
    weights = on_it[:, ever].astype(float)
    enough = weights.sum(axis=1) > 2
    slopes, intercepts = np.full(resamples, np.nan), np.full(resamples, np.nan)
    if enough.any():
        line = METHODS[method][0]
        slopes[enough], intercepts[enough] = line(x[ever], values[enough][:, ever], weights[enough], rng)
    return slopes, intercepts
