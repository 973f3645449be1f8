"""The three regressions over known models: cadence, and the inverse ones of capability and of price."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from flopwatch.statistics import Array, LogNormal
from flopwatch.undisclosed.densities import GRID, heavy_normal
from flopwatch.undisclosed.hierarchical_lines import Line, Priors, fit_line
from flopwatch.undisclosed.known_compute import KnownCompute, Traits

ANCHOR = 24.0  # log10 FLOP at which intercepts are read
FEWEST_READ = 12  # known models that have an index, or a price; with fewer there is no reading
MARGIN = 0.5, 0.3  # decades that a closed model's price lies above its cost's share in an open one's: mean, sigma
_SHRINK = 20  # models' worth of evidence that cadence and capability err independently
_CADENCE = Priors(
    (23.5, 0.4, 0.0, 0.0, -0.3),
    (2.0, 0.5, 1.0, 1.0, 1.0),
    (0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6),
)
_CAPABILITY = Priors((110.0, 8.0, 10.0), (30.0, 4.0, 6.0), (1.0, 2.0, 4.0, 6.0), (3.0, 4.0, 5.0, 6.0, 8.0))
_PRICE = Priors((0.0, 0.5, -0.3), (1.0, 0.3, 0.3), (0.0,), (0.2, 0.3, 0.4, 0.5, 0.6))


@dataclass(frozen=True, eq=False)
class Regressions:
    """Regressions of compute, capability and price over known models.

    Args:
        known: The known models they were fitted to.
        cadence: y on date, kind and developer.
        capability: Index on compute, date and developer; None with fewer than 12 models.
        price: log10 price on compute and date; None with fewer than 12 models.
        direct: Coefficients (1, index, years) and residual spread of y on the index: shown, not used.
        dependence: Correlation of the errors of cadence and capability.
        looked_up: What the cadence expects of models, once looked up.
    """

    known: tuple[KnownCompute, ...]
    cadence: Line
    capability: Line | None
    price: Line | None
    direct: tuple[float, float, float, float] | None
    dependence: float
    looked_up: dict[Traits, tuple[float, float]] = field(default_factory=dict, repr=False)

    def expected(self, traits: Traits) -> tuple[float, float]:
        """Return the cadence's mean and standard deviation of y for a model, log10 FLOP."""
        if traits not in self.looked_up:
            self.looked_up[traits] = self.cadence.predict(_kind_row(traits), traits.developer, traits.years)
        return self.looked_up[traits]

    def read_capability(self, traits: Traits, index: float) -> Array | None:
        """Return the likelihood of an index at each y of the grid, given the cadence's error; None without a fit.

        z | y ~ N(m(y) + ρ √V (y - m_b) / s_b, V (1 - ρ²))
        """
        if self.capability is None:
            return None
        mean, sigma = _on_grid(self.capability, traits.developer, traits.years)
        centre, spread = self.expected(traits)
        shift = self.dependence * sigma * (GRID - centre) / spread
        return heavy_normal(mean + shift, sigma * math.sqrt(1 - self.dependence**2), index)

    def read_price(self, traits: Traits, usd: float) -> Array | None:
        """Return the likelihood of a price per million output tokens at each y of the grid; None without a fit."""
        if self.price is None:
            return None
        mean, sigma = _on_grid(self.price, traits.developer, traits.years)
        margin, uncertain = (0.0, 0.0) if traits.is_open else MARGIN
        return heavy_normal(mean + margin, np.sqrt(sigma**2 + uncertain**2), math.log10(usd))

    def direct_flop(self, traits: Traits, index: float) -> LogNormal | None:
        """Return the direct regression's compute for an index, in FLOP; None without a fit.

        It is pulled to the middle of the known models.
        """
        if self.direct is None:
            return None
        level, slope, drift, sigma = self.direct
        return LogNormal(median=10 ** (level + slope * index + drift * traits.years), sigma_dex=sigma)

    def efficiency(self) -> tuple[float, float] | None:
        """Return the growth of efficiency in decades of compute a year, and its standard deviation.

            g = γ / β: the compute that a year saves at the same index. Delta method over the coefficients' covariance.

        None without a fit of capability.
        """
        if self.capability is None:
            return None
        (_, slope, drift), spread = self.capability.coefficients()
        gradient = np.array([0.0, -drift / slope**2, 1 / slope])
        return float(drift / slope), math.sqrt(float(gradient @ spread @ gradient))


def fit_regressions(
    known: Sequence[KnownCompute], index: Mapping[str, float], prices: Mapping[str, float]
) -> Regressions:
    """Fit all three to known models.

    Args:
        known: Models of known compute.
        index: Capabilities index by id.
        prices: USD per million output tokens by id.
    """
    some = [one.traits for one in known]
    cadence = fit_line(
        [_kind_row(one) for one in some],
        [one.log_compute for one in known],
        [one.developer for one in some],
        [one.years for one in some],
        _CADENCE,
    )
    scored = [at for at, one in enumerate(some) if one.id in index]
    capability = _inverse([known[at] for at in scored], [index[some[at].id] for at in scored], _CAPABILITY)
    priced = [one for one in known if one.traits.id in prices]
    costs = [math.log10(prices[one.traits.id]) - (0 if one.traits.is_open else MARGIN[0]) for one in priced]
    dependence = 0.0
    if capability is not None:
        pair = np.corrcoef(cadence.left_out()[scored], capability.left_out())[0, 1]
        dependence = float(np.nan_to_num(pair)) * len(scored) / (len(scored) + _SHRINK)
    direct = _direct([known[at] for at in scored], index) if capability is not None else None
    return Regressions(tuple(known), cadence, capability, _inverse(priced, costs, _PRICE), direct, dependence)


def _inverse(known: Sequence[KnownCompute], values: Sequence[float], priors: Priors) -> Line | None:
    if len(known) < FEWEST_READ:
        return None
    return fit_line(
        [[1.0, one.log_compute - ANCHOR, one.traits.years] for one in known],
        values,
        [one.traits.developer for one in known],
        [one.traits.years for one in known],
        priors,
    )


def _direct(known: Sequence[KnownCompute], index: Mapping[str, float]) -> tuple[float, float, float, float]:
    x = np.array([[1.0, index[one.traits.id], one.traits.years] for one in known])
    y = np.array([one.log_compute for one in known])
    found = np.linalg.lstsq(x, y, rcond=None)[0]
    level, slope, drift = map(float, found)
    return level, slope, drift, float(np.std(y - x @ found))


def _kind_row(traits: Traits) -> list[float]:
    return [1.0, traits.years, float(not traits.is_language), float(traits.is_open), float(traits.is_small)]


def _on_grid(line: Line, developer: str, years: float) -> tuple[Array, Array]:
    """Return mean and standard deviation at each y of the grid: the mean is linear in y, the variance quadratic."""
    at = (-4.0, 0.0, 4.0)
    found = [line.predict([1.0, one, years], developer, years) for one in at]
    mean = np.polyval(np.polyfit(at, [one for one, _ in found], 1), GRID - ANCHOR)
    variance = np.polyval(np.polyfit(at, [one**2 for _, one in found], 2), GRID - ANCHOR)
    return np.asarray(mean), np.sqrt(np.maximum(variance, line.error_sigma**2))
