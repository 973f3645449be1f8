"""Intervals by the cluster bootstrap."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from flopwatch.analysis.points import Interval, Points
from flopwatch.domain import Unknown
from flopwatch.statistics import Array, Indices

RESAMPLES = 1_000
_ROUNDING = 1e-9  # relative: equal fits of exact data differ by rounding
FEWEST_CLUSTERS = 5  # with fewer, rows are resampled and the record says so


def drawn_counts(rng: np.random.Generator, resamples: int, clusters: int) -> Array:
    """Draw clusters with replacement, as many as there are; return counts, shape (resamples, clusters)."""
    draws = rng.integers(clusters, size=(resamples, clusters))
    draws += clusters * np.arange(resamples)[:, None]
    counts = np.bincount(draws.ravel(), minlength=resamples * clusters)
    return counts.reshape(resamples, clusters).astype(np.float64)


def row_weights(points: Points, rng: np.random.Generator, resamples: int) -> Array:
    """Return the weight of each row in each resample, shape (resamples, n)."""
    cluster, clusters = drawing_units(points)
    return drawn_counts(rng, resamples, clusters)[:, cluster]


def drawing_units(points: Points) -> tuple[Indices, int]:
    """Return the resampling unit of each row and their number: clusters, or rows if clusters are too few."""
    if points.clusters < FEWEST_CLUSTERS:
        return np.arange(points.n, dtype=np.intp), points.n
    return points.cluster, points.clusters


def drawn_words(points: Points) -> str:
    """Describe the resampling behind the interval, in words."""
    if points.clustered_by == "row":
        return f"{points.n} rows resampled"
    if points.clusters < FEWEST_CLUSTERS:
        return f"{points.n} rows resampled: only {points.clusters} clusters by {points.clustered_by}"
    return f"{points.clusters} clusters by {points.clustered_by} resampled"


def drawn_values(points: Points, rng: np.random.Generator, resamples: int) -> Array:
    """Return the values in each resample, drawn within their own intervals; shape (n,) if no value has one."""
    if not points.sigma_dex.any():
        return points.y
    return points.y + rng.standard_normal((resamples, points.n)) * points.sigma_dex


def student_quantile(p: float, freedom: float) -> float:
    """Return the p-quantile of Student's t, by its expansion about the normal quantile (error < 0.002 from 4 df on).

    Source:
        Abramowitz and Stegun (1964), 26.7.5.

    Example:
        >>> round(student_quantile(0.95, 19), 3), round(student_quantile(0.95, 1000), 3)
        (1.729, 1.646)
    """
    z = NormalDist().inv_cdf(p)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom ** (i + 1) for i, term in enumerate(terms))


def widened_level(clusters: float) -> float:
    """Return the tail probability to cut off so that a bootstrap percentile interval of few clusters covers 90%.

        tail = Phi(-t(0.95; G - 1) sqrt(G / (G - 1)))

    Bootstrap percentiles are too narrow by the factor sqrt((G - 1) / G), and use the normal law instead of Student's t.

    Source:
        Hesterberg (2015), "What Teachers Should Know About the Bootstrap", section 4.4, the expanded percentile
        interval.

    Example:
        >>> round(widened_level(20), 4), round(widened_level(10_000), 4)
        (0.038, 0.05)
    """
    t = student_quantile(0.95, clusters - 1)
    return NormalDist().cdf(-t * math.sqrt(clusters / (clusters - 1)))


def interval_of(
    estimate: float, resampled: Array, clusters: float | None = None, *, on_a_grid: bool = False
) -> Interval | Unknown:
    """Return the percentile interval about an estimate, widened for the number of clusters if one is given.

    An estimate outside the percentiles of its own resamples rests on a few rows that most resamples leave out: no
    interval is made to reach it.

    Args:
        estimate: The fit to all rows.
        resampled: The fits to the resamples, shape (resamples,); NaN where none is possible.
        clusters: Effective number of clusters, or None for plain percentiles.
        on_a_grid: Whether the values are dates of a grid, between which the estimate is refined: it may be an end.

    Returns:
        The interval, with the estimate strictly inside unless all resamples are equal to it or on a grid; Unknown if
        fewer than half of the resamples gave a value, or the estimate lies outside.

    Example:
        >>> interval_of(3.0, np.arange(100.0)).reason
        'only 3.0% of the resamples lie below it: no 90% interval has it strictly inside'
    """
    usable = resampled[np.isfinite(resampled)]
    if usable.size < max(20, 0.5 * resampled.size):
        return Unknown("fewer than half of the resamples can be fitted")
    tail = 0.05 if clusters is None else widened_level(max(clusters, 3))
    low, high = (float(q) for q in np.quantile(usable, [tail, 1 - tail]))
    rounding = _ROUNDING * max(1.0, abs(estimate))
    if on_a_grid or abs(low - estimate) <= rounding and abs(high - estimate) <= rounding:
        return Interval(min(low, estimate), estimate, max(high, estimate))
    if low < estimate < high:
        return Interval(low, estimate, high)
    gap = estimate - usable if estimate <= low else usable - estimate
    share, side = float((gap > rounding).mean()), "below" if estimate <= low else "above"
    return Unknown(f"only {share:.1%} of the resamples lie {side} it: no 90% interval has it strictly inside")


def effective_clusters(cluster: Indices) -> float:
    """Return the effective number of clusters, if all had equal size: (sum n_g)^2 / sum n_g^2.

    Example:
        >>> effective_clusters(np.array([0, 1, 2, 3])), effective_clusters(np.array([0, 0, 0, 1]))
        (4.0, 1.6)
    """
    sizes = np.bincount(cluster).astype(float)
    return float(sizes.sum() ** 2 / (sizes**2).sum())
