"""LogNormal: the standard representation of an uncertain positive number."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

from flopwatch.domain import Interval, rounded

Z_90 = 1.6448536269514722  # standard normal quantile at 0.95: a central 90% interval is median × 10^(±Z_90·sigma)
_STANDARD = NormalDist()


@lru_cache(maxsize=1_000)  # intervals use the same few quantiles
def standard_quantile(p: float) -> float:
    """Return the p-quantile of the standard normal, 0 < p < 1."""
    return _STANDARD.inv_cdf(p)


@dataclass(frozen=True, kw_only=True)
class LogNormal:
    """A positive quantity whose logarithm is normal.

    Args:
        median: The 50% quantile, in the quantity's own unit; positive and finite.
        sigma_dex: Standard deviation of log10, in decades; 0 is an exact value.

    Raises:
        ValueError: If the median is not positive and finite, or sigma is negative.

    Example:
        >>> llama = LogNormal.from_interval(low=3.2e25, high=4.5e25)
        >>> f"{llama.median:.1e} FLOP, P(> 1e25) = {llama.prob_above(1e25):.3f}"
        '3.8e+25 FLOP, P(> 1e25) = 1.000'
    """

    median: float
    sigma_dex: float = 0.0

    def __post_init__(self) -> None:
        if not (self.median > 0 and math.isfinite(self.median)):
            raise ValueError(f"median {self.median} is not a positive finite number")
        if not (self.sigma_dex >= 0 and math.isfinite(self.sigma_dex)):
            raise ValueError(f"sigma_dex {self.sigma_dex} is not a finite number of decades ≥ 0")

    @classmethod
    def from_interval(cls, *, low: float, high: float, level: float = 0.90) -> LogNormal:
        """Return the log-normal whose central interval at `level` runs from low to high (same unit, 0 < low ≤ high).

        Source:
            sigma = (log10 high - log10 low) / (2 z), the quantile rule of `lognorm_from_90_ci` in
            Epoch AI's open-model-trends.
        """
        if not (0 < low <= high and math.isfinite(high)):
            raise ValueError(f"interval {low} to {high} is not 0 < low ≤ high")
        if not 0 < level < 1:
            raise ValueError(f"level {level} is not between 0 and 1")
        z = standard_quantile(0.5 + level / 2)
        low_dex, high_dex = math.log10(low), math.log10(high)
        return cls(median=10 ** ((low_dex + high_dex) / 2), sigma_dex=(high_dex - low_dex) / (2 * z))

    @classmethod
    def from_factor(cls, *, median: float, factor: float) -> LogNormal:
        """Return the log-normal whose central 90% interval is median ÷ factor to median × factor (factor ≥ 1)."""
        if not factor >= 1:
            raise ValueError(f"factor {factor} is below 1")
        return cls(median=median, sigma_dex=math.log10(factor) / Z_90)

    @property
    def for_products(self) -> LogNormal:
        """The log-normal to multiply: without the slips that are applied once, to a result."""
        return self

    @property
    def factor(self) -> float:
        """The half-width of the central 90% interval as a factor: p95 = median × factor."""
        return float(10 ** (Z_90 * self.sigma_dex))

    def interval(self, level: float = 0.90) -> tuple[float, float]:
        """Return the central interval at `level`, (low, high), in the quantity's unit."""
        half = standard_quantile(0.5 + level / 2) * self.sigma_dex
        return (self.median * 10**-half, self.median * 10**half)

    def quantile(self, p: float) -> float:
        """Return the p-quantile (0 < p < 1), in the quantity's unit."""
        return float(self.median * 10 ** (standard_quantile(p) * self.sigma_dex))

    def prob_above(self, threshold: float) -> float:
        """Return P(quantity > threshold). An exact value equal to the threshold gives 0.5."""
        gap_dex = math.log10(self.median) - math.log10(threshold)
        if self.sigma_dex == 0:
            return 0.5 if gap_dex == 0 else float(gap_dex > 0)
        return 0.5 * math.erfc(-gap_dex / self.sigma_dex / math.sqrt(2))

    def __mul__(self, other: LogNormal | float) -> LogNormal:
        """Return the product of independent factors: medians multiply, variances of log10 add."""
        if isinstance(other, LogNormal):
            sigma = math.hypot(self.sigma_dex, other.sigma_dex)
            return LogNormal(median=self.median * other.median, sigma_dex=sigma)
        return LogNormal(median=self.median * other, sigma_dex=self.sigma_dex)

    __rmul__ = __mul__

    def __truediv__(self, other: LogNormal | float) -> LogNormal:
        """Return the quotient of independent quantities."""
        return self * (other**-1)

    def __pow__(self, exponent: float) -> LogNormal:
        """Return a power of one quantity: sigma in decades scales with |exponent|."""
        return LogNormal(median=self.median**exponent, sigma_dex=abs(exponent) * self.sigma_dex)


def interval_of(value: LogNormal) -> Interval:
    """Return the quantiles of a log-normal, to six digits."""
    low, high = value.interval()
    return Interval(rounded(low), rounded(value.median), rounded(high))


def product(factors: Iterable[LogNormal]) -> LogNormal:
    """Return the product of independent log-normals; the empty product is an exact 1.

    Example:
        >>> f"{product([LogNormal(median=6), LogNormal(median=405e9), LogNormal(median=15.6e12)]).median:.2e}"
        '3.79e+25'
    """
    result = LogNormal(median=1.0)
    for factor in factors:
        result = result * factor
    return result


def added(a: LogNormal, b: LogNormal) -> LogNormal:
    """Return the sum of two fully correlated positive quantities as a log-normal: medians and 90% bounds add.

    Example:
        >>> total = added(LogNormal(median=3e24), LogNormal.from_factor(median=1e24, factor=2))
        >>> f"{total.median:.1e}", round(total.factor, 2)
        ('4.0e+24', 1.2)
    """
    low, high = (x + y for x, y in zip(a.interval(), b.interval(), strict=True))
    spread = LogNormal.from_interval(low=low, high=high).sigma_dex
    return LogNormal(median=a.median + b.median, sigma_dex=spread)
