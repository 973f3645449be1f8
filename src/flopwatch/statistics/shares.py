"""Intervals of shares."""

from __future__ import annotations

import math
from collections.abc import Callable


def wilson(hits: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Return the Wilson score interval of a share, 95% by default.

    Source:
        Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference".

    Example:
        >>> tuple(round(end, 3) for end in wilson(9, 10))
        (0.596, 0.982)
    """
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact binomial interval of a share at `level`.

        P(X ≥ hits | low) = P(X ≤ hits | high) = (1 - level) / 2

    Source:
        Clopper and Pearson (1934), "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial".

    Example:
        >>> tuple(round(end, 4) for end in clopper_pearson(9, 10))
        (0.555, 0.9975)
    """
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else _solved(lambda p: 1 - _binomial_cdf(hits - 1, n, p) < tail)
    high = 1.0 if hits == n else _solved(lambda p: _binomial_cdf(hits, n, p) > tail)
    return low, high


def _binomial_cdf(hits: int, n: int, p: float) -> float:
    whole = math.lgamma(n + 1)
    return math.fsum(
        math.exp(whole - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p))
        for k in range(hits + 1)
    )


def _solved(is_below: Callable[[float], bool]) -> float:
    """Return the probability where a condition that holds from 0 on ends, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2
