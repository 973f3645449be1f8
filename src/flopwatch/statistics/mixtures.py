"""Mixture: an uncertain positive number whose error is usually small and sometimes a slip."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from flopwatch.statistics.lognormal import Z_90, LogNormal, standard_quantile

_ROOT_2 = math.sqrt(2)
_ALIKE_DEX = 1e-9
_HALVINGS = 60


@dataclass(frozen=True, kw_only=True)
class Mixture(LogNormal):
    """A positive quantity whose logarithm is a mixture of normals around one median.

        P(log10 X - log10 median > d) = Σ weight × P(Z > d / sigma)

    Products and powers use the log-normal with `sigma_dex`, as errors of this kind are applied once, to the result.

    Args:
        median: The 50% quantile, in the quantity's own unit; positive and finite.
        sigma_dex: Standard deviation of log10 before the mixture, in decades.
        parts: Weight and standard deviation in decades of each normal; the weights sum to 1.

    Raises:
        ValueError: If there are no parts, a weight or a standard deviation is not positive, or the weights do not sum
            to 1.

    Example:
        >>> usual = Mixture(median=2e25, sigma_dex=0.1, parts=((0.9, 0.1), (0.1, 1.4)))
        >>> f"{usual.prob_above(1e25):.3f}", f"×/÷ {usual.factor:.2f}", f"×/÷ {usual.interval(0.99)[1] / 2e25:.0f}"
        ('0.957', '×/÷ 1.75', '×/÷ 201')
    """

    parts: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        positive = all(weight > 0 and 0 < sigma < math.inf for weight, sigma in self.parts)
        if not self.parts or not positive or not math.isclose(math.fsum(one for one, _ in self.parts), 1):
            raise ValueError(f"parts {self.parts} are not positive weights that sum to 1, each with a sigma above 0")

    @property
    def for_products(self) -> LogNormal:
        """The log-normal to multiply: without the slips that are applied once, to a result."""
        return LogNormal(median=self.median, sigma_dex=self.sigma_dex)

    @property
    def factor(self) -> float:
        """The half-width of the central 90% interval as a factor."""
        return float(10 ** self._distance(0.95))

    def interval(self, level: float = 0.90) -> tuple[float, float]:
        """Return the central interval at `level`, (low, high), in the quantity's unit."""
        half = self._distance(0.5 + level / 2)
        return (self.median * 10**-half, self.median * 10**half)

    def quantile(self, p: float) -> float:
        """Return the p-quantile (0 < p < 1), in the quantity's unit."""
        return float(self.median * 10 ** self._distance(p))

    def _distance(self, p: float) -> float:
        # Where the mixture was made to keep a quantile it keeps it to the last bit, or printed figures would differ.
        found, kept = _distance(self.parts, p), standard_quantile(p) * self.sigma_dex
        return kept if abs(found - kept) < _ALIKE_DEX else found

    def prob_above(self, threshold: float) -> float:
        """Return P(quantity > threshold)."""
        return _tail(self.parts, math.log10(threshold) - math.log10(self.median))


def with_slips(value: LogNormal, share: float, slip_dex: float) -> Mixture:
    """Return the mixture with the same median and 90% interval, a share of whose mass are slips.

        (1 - share) × (2 Φ(x / core) - 1) + share × (2 Φ(x / slip) - 1) = 0.9,   x = 1.645 sigma

    Args:
        value: The quantity; its sigma is above 0.
        share: Share of slips, 0 < share < 0.1, so that 90% can lie within x however far the slips reach.
        slip_dex: Standard deviation of a slip, in decades.

    Example:
        >>> value = with_slips(LogNormal.from_factor(median=1.0, factor=3.0), 0.02, 1.0)
        >>> round(value.factor, 9), value.prob_above(10) > LogNormal.from_factor(median=1.0, factor=3.0).prob_above(10)
        (3.0, True)
    """
    half = Z_90 * value.sigma_dex
    inside = 1 - math.erfc(half / slip_dex / _ROOT_2)
    core = half / standard_quantile(0.5 + (0.9 - share * inside) / (1 - share) / 2)
    return Mixture(median=value.median, sigma_dex=value.sigma_dex, parts=((1 - share, core), (share, slip_dex)))


def with_own_error(value: Mixture, sigma_dex: float) -> Mixture:
    """Return the mixture with a further, stated error in its usual parts; the share of slips stays.

        x² = x_mixture² + (1.645 sigma)²,   usual part = k × √(part² + sigma²),   k such that 90% lies within ×/÷ 10^x

    The last part is that of the slips. As sigma goes to 0 the result goes to the mixture itself; a sigma that is
    larger than all else leaves its own 90% interval.

    Args:
        value: The mixture; its last part are the slips.
        sigma_dex: Standard deviation of the stated error, in decades.

    Example:
        >>> usual = Mixture(median=1.0, sigma_dex=0.1, parts=((0.9, 0.01), (0.1, 1.4)))
        >>> [f"{with_own_error(usual, sigma).factor:.2f}" for sigma in (0, 1e-6, 0.3)]
        ['1.07', '1.07', '3.12']
    """
    if sigma_dex <= 0:
        return value
    half = math.hypot(value._distance(0.95), Z_90 * sigma_dex)
    usual, slips = value.parts[:-1], value.parts[-1]
    low, high = 0.0, 4.0
    parts = value.parts
    for _ in range(_HALVINGS):
        k = (low + high) / 2
        parts = (*((weight, k * math.hypot(one, sigma_dex)) for weight, one in usual), slips)
        if _tail(parts, half) > 0.05:
            high = k
        else:
            low = k
    return Mixture(median=value.median, sigma_dex=value.sigma_dex, parts=parts)


def _tail(parts: tuple[tuple[float, float], ...], distance: float) -> float:
    return 0.5 * math.fsum(weight * math.erfc(distance / sigma / _ROOT_2) for weight, sigma in parts)


@lru_cache(maxsize=10_000)
def _distance(parts: tuple[tuple[float, float], ...], p: float) -> float:
    """Return the p-quantile of the error in decades, by bisection."""
    if p < 0.5:
        return -_distance(parts, 1 - p)
    ends = [standard_quantile(p) * sigma for _, sigma in parts]
    low, high = min(ends), max(ends)  # a mixture's quantile lies between those of its parts
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _tail(parts, middle) > 1 - p:
            low = middle
        else:
            high = middle
    return (low + high) / 2
