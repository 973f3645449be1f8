"""Growth: the rate of a line through the logarithms of dated values, with its interval and its inputs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

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
from flopwatch.statistics import METHODS, Array, least_squares

LOG10_2 = math.log10(2)
_CELLS = 20_000_000  # rows × resamples held in memory at once
_SLOW_CELLS = 400_000  # rows × resamples for methods without a closed form


@dataclass(frozen=True)
class Growth:
    """One fitted rate of growth.

    Args:
        group: The group of the rows, or "all".
        method: `ols`, `theil-sen`, `huber` or `quantile`.
        formula: The fit in words.
        start: Decimal year from which it applies.
        end: Decimal year up to which it applies.
        n: Rows used.
        clusters: Number of clusters of the rows.
        oom_per_year: Slope: orders of magnitude per year.
        level: log10 of the fitted value at `start`.
        r2: Share of the variance of log10 that the line explains.
        drawn: The origin of the interval, in words.
        rows: Labels of the rows used, in order of date.
        data: The data set and its version.
        band: Points of the line, each with the 90% interval of the line there: (decimal year, p5, p50, p95 of log10).
            Empty if the fit gives none.
    """

    group: str
    method: str
    formula: str
    start: float
    end: float
    n: int
    clusters: int
    oom_per_year: Interval
    level: float
    r2: float
    drawn: str
    rows: tuple[str, ...]
    data: str = ""
    band: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def growth_factor_per_year(self) -> Interval:
        """The growth factor per year: 10^slope."""
        return Interval(*(_power(s) for s in _of(self.oom_per_year)))

    @property
    def doubling_months(self) -> tuple[float | None, float | None, float | None]:
        """Doubling time in months, 12 log10(2) / slope, as (p5, p50, p95); None for a slope not above 0 (never
        doubles).
        """
        slow_first = reversed(_of(self.oom_per_year))
        p5, p50, p95 = (doubling_months(slope) for slope in slow_first)
        return p5, p50, p95


def _of(interval: Interval) -> tuple[float, float, float]:
    return interval.p5, interval.p50, interval.p95


def _power(slope: float) -> float:
    # Dates a week apart in two decades can give a slope whose factor overflows a float.
    return float(10.0 ** min(max(slope, -300.0), 300.0))


def doubling_months(oom_per_year: float) -> float | None:
    """Return the doubling time in months for a slope in orders of magnitude per year; None if the slope is not above 0.

        months = 12 log10(2) / slope

    Example:
        >>> f"{doubling_months(math.log10(4)):.1f}", doubling_months(-0.1)
        ('6.0', None)
    """
    return 12 * LOG10_2 / oom_per_year if oom_per_year > 0 else None


def resamples_for(method: str, rows: int, resamples: int = RESAMPLES) -> int:
    """Return the number of resamples for a method: all in closed form (fewer above 20 000 rows), 100 to 500 if
    each resample is a search.
    """
    rows = max(rows, 1)
    if method == "ols":
        return min(resamples, max(100, _CELLS // rows))
    return min(resamples, max(100, min(500, _SLOW_CELLS // rows)))


def unfit(points: Points) -> str:
    """Return why no line can be fitted to the points, or ""."""
    if points.n < 2:
        return f"{points.n} row{'' if points.n == 1 else 's'}: a rate of growth needs at least two dates"
    if points.x[0] == points.x[-1]:
        return f"all {points.n} rows are dated {date_of(points.x[0])}: a rate of growth needs at least two dates"
    if points.n < 3:
        return "2 rows: any line through two rows is exact, so its uncertainty cannot be estimated"
    return ""


def fit_growth(
    points: Points | Unknown,
    rng: np.random.Generator,
    *,
    method: str = "ols",
    group: str = "all",
    start: float | None = None,
    end: float | None = None,
    resamples: int = RESAMPLES,
) -> Growth | Unknown:
    """Fit a rate of growth.

        log10(value) = level + slope (x - start),   growth per year = 10^slope

    The interval is of the slopes of resamples: clusters drawn with replacement, each value drawn within its own
    interval if it states one, percentiles widened for the number of clusters (see `widened_level`).

    Args:
        points: The values, or the reason why there are none (returned).
        rng: Source of the resamples.
        method: `ols`, `theil-sen`, `huber` or `quantile` (the line below which 90% of the rows lie).
        group: The group of the rows, for the record.
        start: Decimal year from which the segment applies; the first row's by default.
        end: Decimal year up to which it applies; the last row's by default.
        resamples: Number of resamples, for a fit in closed form.

    Raises:
        ValueError: If the method does not exist.

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> made = [Observation(f"m{i}", 2015 + i / 4, 1e20 * 4 ** (i / 4)) for i in range(40)]
        >>> found = fit_growth(gather(made), np.random.default_rng(0))
        >>> f"{found.growth_factor_per_year.p50:.2f}x per year, doubling in {found.doubling_months[1]:.1f} months"
        '4.00x per year, doubling in 6.0 months'
    """
    if method not in METHODS:
        raise ValueError(f"method {method!r} is not one of {', '.join(METHODS)}")
    if isinstance(points, Unknown):
        return points
    if reason := unfit(points):
        return Unknown(reason)
    line, words = METHODS[method]
    slope, intercept = line(points.x, points.y, np.ones((1, points.n)), rng)
    if not np.isfinite(slope[0]):
        return Unknown(f"{points.n} rows between {date_of(points.x[0])} and {date_of(points.x[-1])}: too close in time")
    draws = resamples_for(method, points.n, resamples)
    weights = row_weights(points, rng, draws)
    slopes, _ = line(points.x, drawn_values(points, rng, draws), weights, rng)
    cluster, clusters = drawing_units(points)
    interval = interval_of(float(slope[0]), slopes, effective_clusters(cluster))
    if isinstance(interval, Unknown):
        return Unknown(
            f"{points.n} rows in {clusters} clusters, growth {10 ** float(slope[0]):.3g}x a year: {interval.reason}"
        )
    begin = float(points.x[0]) if start is None else start
    return Growth(
        group=group,
        method=method,
        formula=f"log10(value) = level + slope × (decimal year - {begin:.2f}), {words}; growth per year = 10^slope",
        start=begin,
        end=float(points.x[-1]) if end is None else end,
        n=points.n,
        clusters=points.clusters,
        oom_per_year=interval,
        level=float(intercept[0] + slope[0] * begin),
        r2=explained(points.y, points.y - intercept[0] - slope[0] * points.x),
        drawn=f"{drawn_words(points)} {draws} times"
        + (", values moved inside their own intervals" if points.sigma_dex.any() else ""),
        rows=points.labels,
        data=points.data,
    )


def explained(y: Array, residual: Array) -> float:
    """Return R²: 1 - (squares of the residuals) / (squares about the mean); 0 if the values do not vary."""
    about_mean = float(((y - y.mean()) ** 2).sum())
    return 1 - float((residual**2).sum()) / about_mean if about_mean > 0 else 0.0


@dataclass(frozen=True)
class Power:
    """A power law between two quantities, y = factor × x^exponent, with its rows.

    Args:
        formula: The fit in words.
        n: Rows used.
        exponent: By OLS of log y on log x.
        symmetric: Exponent by reduced major axis, sd(log y) / sd(log x), which noise in x does not bias toward 0.
        r2: Share of the variance explained.
        drawn: The origin of the intervals, in words.
        rows: Labels of the rows.
        data: The data set and its version.
    """

    formula: str
    n: int
    exponent: Interval
    symmetric: Interval
    r2: float
    drawn: str
    rows: tuple[str, ...]
    data: str = ""


def fit_power(
    points: Points | Unknown, log_x: Array, rng: np.random.Generator, *, resamples: int = RESAMPLES
) -> Power | Unknown:
    """Fit a power law of the values on another quantity of the same rows (parameters on data, compute on cost).

    Args:
        points: The values y.
        log_x: log10 of the other quantity, shape (n,), in the order of the points.
        rng: Source of the resamples.
        resamples: Number of resamples.
    """
    if isinstance(points, Unknown):
        return points
    if points.n < 3 or float(np.ptp(log_x)) == 0:
        return Unknown(f"{points.n} rows with {np.unique(log_x).size} different values of the other quantity")
    ones = np.ones((1, points.n))
    weights = row_weights(points, rng, resamples)
    values = drawn_values(points, rng, resamples)
    cluster, _ = drawing_units(points)
    effective = effective_clusters(cluster)
    slope, intercept = least_squares(log_x, points.y, ones)
    slopes, _ = least_squares(log_x, values, weights)
    exponent = interval_of(float(slope[0]), slopes, effective)
    sign = math.copysign(1.0, float(slope[0]))
    symmetric = interval_of(
        sign * float(_ratio(log_x, points.y, ones)[0]), sign * _ratio(log_x, values, weights), effective
    )
    if isinstance(exponent, Unknown):
        return Unknown(f"{points.n} rows, exponent {float(slope[0]):.3g}: {exponent.reason}")
    if isinstance(symmetric, Unknown):
        return Unknown(f"{points.n} rows, exponent by the reduced major axis: {symmetric.reason}")
    return Power(
        "log10(y) = level + exponent × log10(x), least squares; also sd(log10 y) / sd(log10 x)",
        points.n,
        exponent,
        symmetric,
        explained(points.y, points.y - intercept[0] - slope[0] * log_x),
        f"{drawn_words(points)} {resamples} times",
        points.labels,
        points.data,
    )


def _ratio(x: Array, y: Array, weights: Array) -> Array:
    total = weights.sum(axis=1)

    def spread(values: Array) -> Array:
        v = np.broadcast_to(values - values.mean(), weights.shape)
        mean = (weights * v).sum(axis=1) / total
        out: Array = np.sqrt(np.maximum((weights * v * v).sum(axis=1) / total - mean**2, 0))
        return out

    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Array = spread(y) / spread(x)
    return ratio
