"""Piecewise trends: the number of breaks that the rows support, their dates, and tests of a given date."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from flopwatch.analysis.break_search import best_breaks, fitted_values, squares_at
from flopwatch.analysis.growth import Growth, explained, fit_growth, resamples_for, unfit
from flopwatch.analysis.points import Interval, Points, date_of
from flopwatch.analysis.resampling import (
    RESAMPLES,
    drawing_units,
    drawn_values,
    drawn_words,
    effective_clusters,
    interval_of,
    row_weights,
)
from flopwatch.domain import Unknown
from flopwatch.statistics import KINDS, MOST_BREAKS, Array, design, grid_for, running_sums, squares

FOLDS = 10
DATE_COUNTS = 3  # parameters for each searched date in BIC: Ninomiya (2005); Hall, Osborn and Sakkas (2013)
_EXACT = 1e-20  # residual per row below which a fit is called exact


@dataclass(frozen=True)
class Candidate:
    """A trend line with a given number and kind of breaks, each at the date of the least squared error.

    Args:
        kind: `line`, `continuous` or `discontinuous`.
        breaks: Decimal years.
        squares: Sum of squared residuals of log10.
        parameters: Levels and slopes fitted, and three for each searched date.
        bic: n log(squares / n) + parameters log n.
        cv: Mean squared error on held-out rows, by clusters, in 10 folds; NaN if folds are too small.
    """

    kind: str
    breaks: tuple[float, ...]
    squares: float
    parameters: int
    bic: float
    cv: float


@dataclass(frozen=True)
class Broken:
    """A trend in segments.

    Args:
        group: The group of the rows.
        kind: `line`, `continuous` or `discontinuous`.
        rule: The rule that chose the breaks, in words.
        n: Rows used.
        segments: Growth in each segment, at the chosen break dates.
        dates: Interval of each break in decimal years; a given break has zero width.
        given: Whether the breaks were given.
        candidates: Every shape compared.
        squares: Sum of squared residuals of log10.
    """

    group: str
    kind: str
    rule: str
    n: int
    segments: tuple[Growth, ...]
    dates: tuple[Interval, ...]
    given: bool
    candidates: tuple[Candidate, ...]
    squares: float


def parameters_of(kind: str, breaks: int) -> int:
    """Count the parameters of a shape: levels and slopes, plus three for each searched date."""
    # A searched date fits more noise than a coefficient does: counted as one parameter, straight trends would get
    # breaks.
    return 2 + breaks * (DATE_COUNTS + (1 if kind == "continuous" else 2))


def score(squared: float, n: int, parameters: int) -> float:
    """Return the BIC: n log(squares / n) + parameters log n."""
    return n * math.log(max(squared / n, _EXACT)) + parameters * math.log(n)


def weigh(
    points: Points, rng: np.random.Generator, *, most: int = 2, kinds: tuple[str, ...] = KINDS
) -> list[Candidate]:
    """Fit every shape with up to `most` breaks, at its best dates, with its BIC and its error on held-out rows.

    Args:
        points: At least three rows on two dates.
        rng: Assigns the clusters to folds.
        most: The largest number of breaks, up to 3.
        kinds: Of `continuous`, `discontinuous`.
    """
    if not 0 <= most <= MOST_BREAKS:
        raise ValueError(f"{most} breaks: from 0 to {MOST_BREAKS} can be searched")
    shapes = [("line", 0), *((kind, k) for k in range(1, most + 1) for kind in kinds)]
    cluster, clusters = drawing_units(points)
    fold = rng.permutation(clusters)[cluster] % min(FOLDS, clusters)
    out = []
    for kind, k in shapes:
        form = "continuous" if kind == "line" else kind
        found = best_breaks(points, form, k) if k else ((), squares_at(points, form, ()))
        if found is None:
            continue
        dates, squared = found
        parameters = parameters_of(kind, k)
        error = _error_left_out(points, form, k, fold)
        out.append(Candidate(kind, dates, squared, parameters, score(squared, points.n, parameters), error))
    return out


def _error_left_out(points: Points, kind: str, breaks: int, fold: np.ndarray) -> float:
    errors = []
    for one in np.unique(fold):
        train = _unlabelled(points, fold != one)
        if unfit(train):
            return math.nan
        found = best_breaks(train, kind, breaks) if breaks else ((), 0.0)
        if found is None:
            return math.nan
        left = fold == one
        errors.append((points.y[left] - fitted_values(train, points.x[left], kind, found[0])) ** 2)
    return float(np.concatenate(errors).mean())


def _unlabelled(points: Points, kept: npt.NDArray[np.bool_]) -> Points:
    # Carrying thousands of names into each of fifty folds took a tenth of the search time.
    x = points.x[kept]
    return Points(x, points.y[kept], points.sigma_dex[kept], np.zeros(x.size, np.intp), ())


def choose(candidates: list[Candidate]) -> tuple[Candidate, str]:
    """Return the simpler of the shape with the least BIC and the shape with the least held-out error, and the rule in
    words. So a break must pass both criteria.
    """
    by_bic = min(candidates, key=lambda c: c.bic)
    tested = [c for c in candidates if not math.isnan(c.cv)]
    by_cv = min(tested, key=lambda c: (c.cv, c.parameters), default=by_bic)
    chosen = min((by_bic, by_cv), key=lambda c: c.parameters)
    words = (
        f"least BIC: {len(by_bic.breaks)} breaks ({by_bic.kind}); least error in 10 folds by cluster: "
        f"{len(by_cv.breaks)} ({by_cv.kind}); the simpler of the two"
    )
    return chosen, words


def _draw_dates(points: Points, chosen: Candidate, rng: np.random.Generator, resamples: int) -> Array | None:
    """Return the best break dates of resamples, shape (resamples, breaks); None if there are none."""
    grid = grid_for(points.x, len(chosen.breaks))
    if not len(grid.sets):
        return None
    middle = float(points.x.mean())
    weights = row_weights(points, rng, resamples)
    values = drawn_values(points, rng, resamples)
    total, above = running_sums(points.x - middle, values, weights, grid.place)
    # In blocks: resamples × sets × breaks² numbers at once would need gigabytes.
    block = max(1, 2_000_000 // (len(grid.sets) * len(chosen.breaks) ** 2))
    rows = [
        squares(chosen.kind, total[i : i + block], above[i : i + block], grid, middle).argmin(axis=1)
        for i in range(0, resamples, block)
    ]
    dates: Array = grid.knots[grid.sets[np.concatenate(rows)]]
    return dates


def fit_broken(
    points: Points | Unknown,
    rng: np.random.Generator,
    *,
    group: str = "all",
    at: tuple[float, ...] | None = None,
    kind: str = "",
    most: int = 2,
    method: str = "ols",
    resamples: int = RESAMPLES,
) -> Broken | Unknown:
    """Fit a trend in segments, at given breaks or at those that the rows support.

    Without dates, straight, continuous and discontinuous shapes with up to `most` breaks are compared by BIC and by
    cross-validation (see `choose`); a break's interval comes from searching it again in every resample of clusters.
    The growth of a segment is fitted at the chosen dates; its interval is conditional on them.

    Args:
        points: The values, or the reason why there are none.
        rng: Source of folds and resamples.
        group: The group of the rows.
        at: Break dates in decimal years; a row on the date belongs to the later segment. None to search, () for none.
        kind: `continuous` or `discontinuous`; by default a search compares both, and given breaks are discontinuous.
        most: Largest number of breaks to search for.
        method: Method of the segments' lines, if they are fitted separately.
        resamples: Number of resamples.

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> years = [2010 + i / 20 for i in range(200)]
        >>> noise = np.random.default_rng(0).normal(0, 0.1, 200)
        >>> made = [Observation("", t, 10 ** (0.2 * (t - 2010) + 0.8 * max(t - 2016, 0) + e)) for t, e in zip(years,
        ...     noise)]
        >>> found = fit_broken(gather(made, cluster="row"), np.random.default_rng(1))
        >>> found.kind, len(found.dates), found.dates[0].contains(2016)
        ('continuous', 1, True)
    """
    if kind not in ("", *KINDS):
        raise ValueError(f"kind {kind!r} is not one of {', '.join(KINDS)}")
    if isinstance(points, Unknown):
        return points
    if reason := unfit(points):
        return Unknown(reason)
    resamples = resamples_for("ols", points.n, resamples)
    candidates: list[Candidate] = []
    if at is None:
        candidates = weigh(points, rng, most=most, kinds=(kind,) if kind else KINDS)
        chosen, rule = choose(candidates)
    else:
        for date in at:
            if not points.x[0] < date <= points.x[-1]:
                return Unknown(
                    f"a break at {date_of(date)} lies outside the data, which run from {date_of(points.x[0])} to "
                    f"{date_of(points.x[-1])}"
                )
        chosen, rule = _as_given(points, tuple(sorted(set(at))), kind or "discontinuous")
    segments = _segments(points, chosen, rng, group, method, resamples)
    if isinstance(segments, Unknown):
        return segments
    dates = tuple(Interval(k, k, k) for k in chosen.breaks)
    if at is None and chosen.breaks:
        drawn = _draw_dates(points, chosen, rng, resamples)
        cluster, _ = drawing_units(points)
        if drawn is not None:
            effective = effective_clusters(cluster)
            found = [interval_of(k, drawn[:, i], effective, on_a_grid=True) for i, k in enumerate(chosen.breaks)]
            if few := [one for one in found if isinstance(one, Unknown)]:
                return few[0]
            dates = tuple(one for one in found if isinstance(one, Interval))
        rule += f"; intervals of the dates: {drawn_words(points)} {resamples} times"
    return Broken(
        group, chosen.kind, rule, points.n, segments, dates, at is not None, tuple(candidates), chosen.squares
    )


def _as_given(points: Points, at: tuple[float, ...], kind: str) -> tuple[Candidate, str]:
    form = kind if at else "continuous"
    squared = squares_at(points, form, at)
    parameters = parameters_of(kind, len(at)) - DATE_COUNTS * len(at)
    name = kind if at else "line"
    return (
        Candidate(name, at, squared, parameters, score(squared, points.n, parameters), math.nan),
        "breaks as given" if at else "no break, as asked",
    )


def _segments(
    points: Points, chosen: Candidate, rng: np.random.Generator, group: str, method: str, resamples: int
) -> tuple[Growth, ...] | Unknown:
    edges = [-math.inf, *chosen.breaks, math.inf]
    first, last = float(points.x[0]), float(points.x[-1])
    out: list[Growth] = []
    for start, end in zip(edges, edges[1:], strict=False):
        begin, stop = max(start, first), min(end, last)
        found = fit_growth(
            points.between(start, end),
            rng,
            method=method,
            group=group,
            start=begin,
            end=stop,
            resamples=resamples,
        )
        if isinstance(found, Unknown):
            return Unknown(f"the segment from {date_of(begin)} to {date_of(stop)} has {found.reason}")
        out.append(found)
    if chosen.kind == "continuous" and method == "ols":
        return _joined(points, chosen, out, rng, resamples)
    return tuple(out)


def _joined(
    points: Points, chosen: Candidate, separate: list[Growth], rng: np.random.Generator, resamples: int
) -> tuple[Growth, ...] | Unknown:
    """Return the segments with the slopes of one continuous piecewise line; Unknown if a slope has no interval."""
    middle = float(points.x.mean())
    columns = design("continuous", points.x - middle, tuple(k - middle for k in chosen.breaks))
    p = columns.shape[1]
    weights = row_weights(points, rng, resamples)
    values = drawn_values(points, rng, resamples)
    gram = (weights @ (columns[:, :, None] * columns[:, None, :]).reshape(points.n, p * p)).reshape(-1, p, p)
    side = (weights * values) @ columns
    gram += 1e-9 * points.n * np.eye(p)  # a resample may leave a segment empty
    drawn = np.cumsum(np.linalg.solve(gram, side[..., None])[:, 1:, 0], axis=1)
    fitted = np.linalg.lstsq(columns, points.y, rcond=None)[0]
    slopes = np.cumsum(fitted[1:])
    cluster, _ = drawing_units(points)
    out = []
    for i, segment in enumerate(separate):
        inside = (points.x >= segment.start) & (points.x <= segment.end)
        interval = interval_of(float(slopes[i]), drawn[:, i], effective_clusters(cluster))
        if isinstance(interval, Unknown):
            return Unknown(f"the segment from {date_of(segment.start)} to {date_of(segment.end)}: {interval.reason}")
        level = (
            design("continuous", np.array([segment.start - middle]), tuple(k - middle for k in chosen.breaks)) @ fitted
        )
        out.append(
            replace(
                segment,
                formula="log10(value) = level + slope × years, one line that bends at the breaks, least squares; "
                "growth "
                "per year = 10^slope",
                oom_per_year=interval,
                level=float(level[0]),
                r2=explained(points.y[inside], (points.y - columns @ fitted)[inside]),
            )
        )
    return tuple(out)
