"""Intervals by resampling clusters: whoever shares its errors is drawn together."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from flopwatch.analysis.points import Interval, Points
from flopwatch.statistics import Array, Indices

RESAMPLES = 1_000
FEWEST_CLUSTERS = 5  # with fewer, rows are drawn and the record says so


def drawn_counts(rng: np.random.Generator, resamples: int, clusters: int) -> Array:
    """How often each cluster is drawn, shape (resamples, clusters): as many draws as clusters, with replacement."""
    draws = rng.integers(clusters, size=(resamples, clusters))
    draws += clusters * np.arange(resamples)[:, None]
    counts = np.bincount(draws.ravel(), minlength=resamples * clusters)
    return counts.reshape(resamples, clusters).astype(np.float64)


def row_weights(points: Points, rng: np.random.Generator, resamples: int) -> Array:
    """How often each row counts in each resample, shape (resamples, n)."""
    cluster, clusters = drawing_units(points)
    return drawn_counts(rng, resamples, clusters)[:, cluster]


def drawing_units(points: Points) -> tuple[Indices, int]:
    """The clusters to draw, or the rows where there are too few clusters."""
    if points.clusters < FEWEST_CLUSTERS:
        return np.arange(points.n, dtype=np.intp), points.n
    return points.cluster, points.clusters


def drawn_words(points: Points) -> str:
    """How the interval came about, in words."""
    if points.clustered_by == "row":
        return f"{points.n} rows resampled"
    if points.clusters < FEWEST_CLUSTERS:
        return f"{points.n} rows resampled: only {points.clusters} clusters by {points.clustered_by}"
    return f"{points.clusters} clusters by {points.clustered_by} resampled"


def drawn_values(points: Points, rng: np.random.Generator, resamples: int) -> Array:
    """The values in each resample: moved inside their own intervals where they have one; shape (n,) where none has."""
    if not points.sigma_dex.any():
        return points.y
    return points.y + rng.standard_normal((resamples, points.n)) * points.sigma_dex


def student_quantile(p: float, freedom: float) -> float:
    """The p-quantile of Student's t, by its expansion about the normal quantile (error below 0.002 from 4 degrees on).

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
    """The tail to cut off the resamples so that a 90% interval of so few clusters is one.

        tail = Phi(-t(0.95; G - 1) sqrt(G / (G - 1)))

    Percentiles of a bootstrap are too narrow by the factor sqrt((G - 1) / G), and normal where Student's t is due.

    Source:
        Hesterberg (2015), "What Teachers Should Know About the Bootstrap", section 4.4, the expanded percentile
        interval.

    Example:
        >>> round(widened_level(20), 4), round(widened_level(10_000), 4)
        (0.038, 0.05)
    """
    t = student_quantile(0.95, clusters - 1)
    return NormalDist().cdf(-t * math.sqrt(clusters / (clusters - 1)))


def interval_of(estimate: float, resampled: Array, clusters: float) -> Interval | None:
    """The widened percentile interval about an estimate; None where too few resamples gave a value."""
    usable = resampled[np.isfinite(resampled)]
    if usable.size < max(20, 0.5 * resampled.size):
        return None
    tail = widened_level(max(clusters, 3))
    low, high = np.quantile(usable, [tail, 1 - tail])
    return Interval(min(float(low), estimate), estimate, max(float(high), estimate))


def effective_clusters(cluster: Indices) -> float:
    """How many clusters of equal size would say as much: (sum n_g)^2 / sum n_g^2.

    Example:
        >>> effective_clusters(np.array([0, 1, 2, 3])), effective_clusters(np.array([0, 0, 0, 1]))
        (4.0, 1.6)
    """
    sizes = np.bincount(cluster).astype(float)
    return float(sizes.sum() ** 2 / (sizes**2).sum())
