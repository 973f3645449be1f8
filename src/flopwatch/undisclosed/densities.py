"""Densities over log10 compute on a fixed grid: heavy-tailed normals, soft bounds, their product, and its scores."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from flopwatch.statistics import Array, normal_tail

LOWEST, HIGHEST, STEP = 20.0, 29.0, 0.01  # log10 FLOP
GRID: Array = np.round(np.arange(LOWEST, HIGHEST + STEP / 2, STEP), 6)
TAIL_SHARE, TAIL_FACTOR = 0.1, 2.0  # of each normal, the share with twice the spread
MISLEADING = 0.05  # probability that evidence misleads, all of it at once
_FLOOR = 1e-300
_ROOT = math.sqrt(2 * math.pi)


@dataclass(frozen=True, eq=False)
class Density:
    """A probability density over y = log10 compute in FLOP.

    Args:
        values: Density per decade on `GRID`, shape (901,); its integral is 1.

    Example:
        >>> one = density_of(heavy_normal(25.0, 0.3))
        >>> round(one.median, 2), round(one.above(1e25), 2)
        (25.0, 0.5)
    """

    values: Array

    @property
    def median(self) -> float:
        """The 50% quantile, log10 FLOP."""
        return self.quantile(0.5)

    @property
    def spread(self) -> float:
        """Standard deviation of the normal with the same 90% interval, in decades."""
        return (self.quantile(0.95) - self.quantile(0.05)) / (2 * NormalDist().inv_cdf(0.95))

    def cumulative(self) -> Array:
        """Return P(Y < y) on the grid, shape (901,)."""
        whole = np.cumsum(self.values) * STEP
        return np.asarray(whole - self.values * STEP / 2)

    def quantile(self, p: float) -> float:
        """Return the p-quantile, log10 FLOP."""
        return float(np.interp(p, self.cumulative(), GRID))

    def above(self, flop: float) -> float:
        """Return P(compute > flop)."""
        return float(1 - np.interp(math.log10(flop), GRID, self.cumulative()))

    def cut_below(self, log_compute: float) -> Density:
        """Return the density given that y is at least a value, scaled to one."""
        return density_of(np.where(log_compute - STEP / 2 <= GRID, self.values, 0.0))

    def log_score(self, log_compute: float) -> float:
        """Return -ln of the density at the truth, per decade: lower is better."""
        return -math.log(max(float(np.interp(log_compute, GRID, self.values)), 1e-12))

    def crps(self, log_compute: float) -> float:
        """Return the continuous ranked probability score, in decades: ∫ (F(y) - 1[y > truth])² dy; lower is better."""
        return float(np.sum((self.cumulative() - (log_compute < GRID)) ** 2) * STEP)

    def distance(self, other: Density) -> float:
        """Return ∫ |F - G| dy in decades: how far mass must move to make one density the other."""
        return float(np.sum(np.abs(self.cumulative() - other.cumulative())) * STEP)


def density_of(values: Array) -> Density:
    """Return values on the grid as a density.

    Raises:
        ValueError: If nothing of it is on the grid.
    """
    whole = float(np.sum(values)) * STEP
    if not (whole > 0 and math.isfinite(whole)):
        raise ValueError("no mass between 1e20 and 1e29 FLOP")
    return Density(np.asarray(values / whole))


def heavy_normal(mean: float | Array, sigma: float | Array, at: float | Array = GRID) -> Array:
    """Return 0.9 N(at; mean, sigma) + 0.1 N(at; mean, 2 sigma)."""
    wide = sigma * TAIL_FACTOR
    return np.asarray((1 - TAIL_SHARE) * _normal(at, mean, sigma) + TAIL_SHARE * _normal(at, mean, wide))


def below(mean: float, sigma: float) -> Array:
    """Return P(y < N(mean, sigma)) on the grid, heavy-tailed: near one below the mean, near zero above it."""
    narrow, wide = (normal_tail((GRID - mean) / one) for one in (sigma, sigma * TAIL_FACTOR))
    return np.asarray((1 - TAIL_SHARE) * narrow + TAIL_SHARE * wide)


def fused(prior: Array, readings: Iterable[Array], wide: Array) -> Density:
    """Return 0.95 of the product of prior and readings and 0.05 of a wide density: all evidence may mislead at once.

    Args:
        prior: Density on the grid.
        readings: Likelihoods on the grid, each up to a factor.
        wide: The prior with twice its spread.
    """
    return mixed(product_of([prior, *readings]), density_of(wide))


def mixed(trusted: Density, rest: Density, trust: float = 1 - MISLEADING) -> Density:
    """Return 0.95 of a density, or another share, and the rest of a second one: what the first rests on may mislead."""
    return Density(trust * trusted.values + (1 - trust) * rest.values)


def product_of(factors: Sequence[Array]) -> Density:
    """Return the product of likelihoods on the grid as a density; of contradictory ones what they leave."""
    # In logarithms, with a floor: pieces that contradict each other multiply to less than a float can hold.
    logs = np.sum([np.log(np.maximum(one, _FLOOR)) for one in factors], axis=0)
    return density_of(np.exp(logs - logs.max()))


def _normal(at: float | Array, mean: float | Array, sigma: float | Array) -> Array:
    return np.asarray(np.exp(-0.5 * ((at - mean) / sigma) ** 2) / (sigma * _ROOT))
