"""Numerical methods on arrays: the normal distribution, Sobol points, and quantiles by inverting a tail function."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.polynomial import Chebyshev

Reals: TypeAlias = NDArray[np.float64]

_STANDARD = NormalDist()
_ROOT_2 = math.sqrt(2)
_FARTHEST = 8.5  # standard deviations; beyond it the tail is below 1e-17, less than the spacing of doubles near 1
_CHUNK = 1 << 14
# Sobol's direction numbers as polynomial degree, polynomial and initial numbers, for the dimensions after the first.
# Source: Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections", file
# new-joe-kuo-6.21201.
_DIRECTIONS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
)
MAX_DIMENSIONS = len(_DIRECTIONS) + 1
_BITS = 30


@functools.cache
def _scaled_tail() -> Chebyshev:
    """Return exp(x²) erfc(x) on 0 ≤ x ≤ 6.1 as a polynomial in (x - 2)/(x + 2), fitted once to math.erfc."""
    from numpy.polynomial import Chebyshev

    def tail(t: Reals) -> Reals:
        return np.array([math.exp(x * x) * math.erfc(x) for x in 2 * (1 + t) / (1 - t)])

    top = _FARTHEST / _ROOT_2
    return Chebyshev.interpolate(tail, 24, domain=[-1, (top - 2) / (top + 2)])


def normal_tail(z: Reals) -> Reals:
    """Return P(Z > z) of a standard normal Z, for each z; absolute error below 1e-14.

    Example:
        >>> [round(float(p), 6) for p in normal_tail(np.array([0.0, 1.6448536, -40.0]))]
        [0.5, 0.05, 1.0]
    """
    if z.size > _CHUNK:  # 25 passes over an array are fast only while it fits the processor's cache
        flat = z.ravel()
        parts = [normal_tail(flat[start : start + _CHUNK]) for start in range(0, flat.size, _CHUNK)]
        return np.concatenate(parts).reshape(z.shape)
    x = np.minimum(np.abs(z), _FARTHEST) / _ROOT_2
    one_sided = 0.5 * np.exp(-x * x) * _scaled_tail()((x - 2) / (x + 2))
    return np.asarray(np.where(z > 0, one_sided, 1 - one_sided))


@functools.cache
def hermite(nodes: int) -> tuple[Reals, Reals]:
    """Return nodes and weights of Gauss-Hermite quadrature for the standard normal density; the weights sum to 1."""
    points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    return points, weights / weights.sum()


@functools.cache
def sobol(points: int, dimensions: int) -> Reals:
    """Return Sobol points, shape (points, dimensions), in (0, 1): evenly spread and deterministic.

    Each is shifted by half a step, so that none is 0 and no quantile is infinite.

    Raises:
        ValueError: If `points` is not a power of two, or there are more dimensions than direction numbers.

    Source:
        Antonov and Saleev (1979); direction numbers of Joe and Kuo (2008).

    Example:
        >>> sobol(4, 2).tolist()
        [[0.125, 0.125], [0.625, 0.625], [0.875, 0.375], [0.375, 0.875]]
    """
    if points < 1 or points & (points - 1):
        raise ValueError(f"{points} Sobol points: the number must be a power of two")
    if not 1 <= dimensions <= MAX_DIMENSIONS:
        raise ValueError(f"{dimensions} dimensions requested; the Sobol table has 1 to {MAX_DIMENSIONS}")
    index = np.arange(points)
    gray = index ^ (index >> 1)
    out = np.empty((points, dimensions))
    for column in range(dimensions):
        directions = _directions(column)
        value = np.zeros(points, dtype=np.int64)
        for bit in range(points.bit_length()):
            value ^= np.where((gray >> bit) & 1, directions[bit], 0)
        out[:, column] = value / 2**_BITS + 0.5 / points
    return out


def _directions(column: int) -> list[int]:
    """Return the direction numbers of one dimension, as integers of `_BITS` bits."""
    if column == 0:
        return [1 << (_BITS - 1 - bit) for bit in range(_BITS)]
    degree, polynomial, start = _DIRECTIONS[column - 1]
    numbers = [one << (_BITS - 1 - bit) for bit, one in enumerate(start)]
    for bit in range(degree, _BITS):
        new = numbers[bit - degree] ^ (numbers[bit - degree] >> degree)
        for step in range(1, degree):
            if (polynomial >> (degree - 1 - step)) & 1:
                new ^= numbers[bit - step]
        numbers.append(new)
    return numbers


@functools.cache
def sobol_normal(points: int, dimensions: int) -> Reals:
    """Return Sobol points as standard normal quantiles, shape (points, dimensions)."""
    flat = sobol(points, dimensions).ravel().tolist()
    return np.array([_STANDARD.inv_cdf(one) for one in flat]).reshape(points, dimensions)


def solve_tail(
    tail: Callable[[Reals], Reals],
    probability: float,
    low: Reals,
    high: Reals,
    guess: Reals,
    width: Reals,
    *,
    tolerance: float = 1e-9,
) -> Reals:
    """Return, for each model, the t at which its decreasing tail P(T > t) equals a probability.

    Args:
        tail: Takes t, shape (models,), and returns P(T > t) of each model.
        probability: The probability above, in (0, 1).
        low: A t where the tail is above it, shape (models,).
        high: A t where the tail is below it, shape (models,).
        guess: Initial guess of t, shape (models,).
        width: Typical error of the guess, shape (models,); a larger error only costs iterations.
        tolerance: In t and in probability.
    """
    left, right_end = np.clip(guess - width, low, high), np.clip(guess + width, low, high)
    at_left, at_right = tail(left) - probability, tail(right_end) - probability
    before, beyond = at_left <= 0, at_right > 0  # the guess is off to this side
    low, high = (
        np.where(before, low, np.where(beyond, right_end, left)),
        np.where(beyond, high, np.where(before, left, right_end)),
    )
    below = np.where(before, 1 - probability, np.where(beyond, at_right, at_left))
    above = np.where(beyond, -probability, np.where(before, at_left, at_right))
    # Chandrupatla (1997): inverse quadratic interpolation if the three points are smooth, else bisection.
    first, second, third = high, low, high
    at_first, at_second, at_third = above, below, above
    step = np.full(low.shape, 0.5)
    for _ in range(100):
        new = first + step * (second - first)
        value = tail(new) - probability
        same = np.sign(value) == np.sign(at_first)
        third, at_third = np.where(same, first, second), np.where(same, at_first, at_second)
        second, at_second = np.where(same, second, first), np.where(same, at_second, at_first)
        first, at_first = new, value
        if np.all((np.abs(value) < tolerance) | (np.abs(second - first) < tolerance)):
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = (first - second) / (third - second)
            rise = (at_first - at_second) / (at_third - at_second)
            quadratic = (rise**2 < ratio) & ((1 - rise) ** 2 < 1 - ratio)
            inverse = at_first / (at_second - at_first) * at_third / (at_second - at_third) + (
                (third - first)
                / (second - first)
                * at_first
                / (at_third - at_first)
                * at_second
                / (at_third - at_second)
            )
        edge = np.minimum(tolerance / np.maximum(np.abs(second - first), tolerance), 0.5)
        step = np.clip(np.where(quadratic & np.isfinite(inverse), inverse, 0.5), edge, 1 - edge)
    return first
