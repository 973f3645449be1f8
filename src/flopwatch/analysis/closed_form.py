"""A line with its interval in closed form, which a browser can recompute to the same digits when filters change."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from flopwatch.analysis.growth import doubling_months, explained, unfit
from flopwatch.analysis.points import Interval, Points, date_of
from flopwatch.analysis.resampling import drawing_units, student_quantile
from flopwatch.domain import Unknown
from flopwatch.statistics import least_squares


@dataclass(frozen=True)
class FittedLine:
    """A straight line through dated logarithms, with the covariance of its two coefficients.

    Args:
        n: Rows used.
        clusters: Number of clusters of the rows.
        units: Number of independent units in the covariance: the clusters, or the rows if there are too few clusters.
        slope: Orders of magnitude per unit of x, with its 90% interval.
        middle: Mean of x; level and covariance refer to it.
        level: Fitted log10 at `middle`.
        variance_level: Variance of the level.
        covariance: Covariance of level and slope.
        variance_slope: Variance of the slope.
        t: The 95% quantile of Student's t that the intervals use.
        r2: Share of the variance of log10 that the line explains.
        start: Smallest x.
        end: Largest x.
    """

    n: int
    clusters: int
    units: int
    slope: Interval
    middle: float
    level: float
    variance_level: float
    covariance: float
    variance_slope: float
    t: float
    r2: float
    start: float
    end: float

    def at(self, x: float) -> Interval:
        """Return log10 of the line at x with its 90% confidence band (of the line, not of single models).

        se^2 = var(level) + 2 d cov + d^2 var(slope),   d = x - middle
        """
        d = x - self.middle
        se = math.sqrt(max(self.variance_level + 2 * d * self.covariance + d * d * self.variance_slope, 0.0))
        value = self.level + self.slope.p50 * d
        return Interval(value - self.t * se, value, value + self.t * se)

    @property
    def growth_factor(self) -> Interval:
        """The growth factor per unit of x: 10^slope."""
        return Interval(*(10.0 ** min(max(s, -300.0), 300.0) for s in self._slopes()))

    @property
    def doubling_months(self) -> tuple[float | None, float | None, float | None]:
        """Doubling time in months as (p5, p50, p95); None for a slope not above 0."""
        p5, p50, p95 = (doubling_months(slope) for slope in reversed(self._slopes()))
        return p5, p50, p95

    def _slopes(self) -> tuple[float, float, float]:
        return self.slope.p5, self.slope.p50, self.slope.p95


def student_95(freedom: int) -> float:
    """Return the 95% quantile of Student's t: exact for 1 and 2 degrees of freedom, else by its expansion.

    Example:
        >>> [round(student_95(n), 3) for n in (1, 2, 3, 30)]
        [6.314, 2.92, 2.352, 1.697]
    """
    if freedom == 1:
        return math.tan(0.45 * math.pi)
    if freedom == 2:
        return 0.9 / math.sqrt(2 * 0.95 * 0.05)
    return student_quantile(0.95, freedom)


def fit_line(points: Points | Unknown) -> FittedLine | Unknown:
    """Fit a line by OLS on log10 values with cluster-robust errors.

        V = c (X'X)^-1 (sum_g X_g' e_g e_g' X_g) (X'X)^-1,   c = G/(G - 1) (n - 1)/(n - 2)
        interval = slope -+ t(0.95; G - 1) sqrt(V)

    With fewer than 5 clusters each row is its own cluster (G = n, and n - 2 degrees of freedom). Deterministic, without
    resampling, unlike `fit_growth`, which also samples each value within its own interval.

    Args:
        points: The values, or the reason why there are none (returned). x may also be a logarithm: the slope is an
            exponent.

    Source:
        Liang and Zeger (1986), "Longitudinal data analysis using generalized linear models", with the small-sample
        factor and the degrees of freedom in Cameron and Miller (2015), "A Practitioner's Guide to Cluster-Robust
        Inference".

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> made = [Observation(f"m{i}", 2015 + i / 4, 1e20 * 4 ** (i / 4) * (1 + i % 2)) for i in range(40)]
        >>> found = fit_line(gather(made))
        >>> low, middle, high = found.growth_factor.p5, found.growth_factor.p50, found.growth_factor.p95
        >>> f"{middle:.2f}x per year (90%: {low:.2f} to {high:.2f})"
        '4.02x per year (90%: 3.89 to 4.15)'
    """
    if isinstance(points, Unknown):
        return points
    if reason := unfit(points):
        return Unknown(reason)
    slopes, intercepts = least_squares(points.x, points.y, np.ones((1, points.n)))
    slope = float(slopes[0])
    if not math.isfinite(slope):
        return Unknown(f"{points.n} rows between {date_of(points.x[0])} and {date_of(points.x[-1])}: too close in time")
    n, middle = points.n, float(points.x.mean())
    level = float(intercepts[0]) + slope * middle
    xc = points.x - middle
    residual = points.y - level - slope * xc
    cluster, units = drawing_units(points)
    by_level = np.bincount(cluster, weights=residual, minlength=units)
    by_slope = np.bincount(cluster, weights=residual * xc, minlength=units)
    sxx = float(xc @ xc)
    factor = units / (units - 1) * (n - 1) / (n - 2)
    variance_slope = factor * float(by_slope @ by_slope) / sxx**2
    t = student_95(n - 2 if units == n else units - 1)
    half = t * math.sqrt(variance_slope)
    return FittedLine(
        n=n,
        clusters=points.clusters,
        units=units,
        slope=Interval(slope - half, slope, slope + half),
        middle=middle,
        level=level,
        variance_level=factor * float(by_level @ by_level) / n**2,
        covariance=factor * float(by_level @ by_slope) / (n * sxx),
        variance_slope=variance_slope,
        t=t,
        r2=explained(points.y, residual),
        start=float(points.x[0]),
        end=float(points.x[-1]),
    )
