"""Uncertain quantities that are not log-normal, and the distribution of their product without random sampling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from flopwatch.statistics.lognormal import Z_90, LogNormal
from flopwatch.statistics.normal import MAX_DIMENSIONS, Reals, hermite, normal_tail, sobol_normal, solve_tail

_STANDARD = NormalDist()
_LN_10 = math.log(10)
# of quadrature over the narrower of two factors: 1e-6 decades from the result with 64, by benchmarks/uncertainty.py
NODES = 16
SOBOL_POINTS = 1024  # over the remaining factors when the widest is integrated exactly
_REACH = 8.0  # half-width of the brackets for quantiles, in standard deviations


def _array(value: float | Reals) -> Reals:
    return np.atleast_1d(np.asarray(value, dtype=np.float64))


@dataclass(frozen=True, kw_only=True, eq=False)
class LogitNormal:
    """A fraction, such as a utilisation, with normal log-odds, so that it stays within 0 to 1.

    Args:
        median: The 50% quantile, in (0, 1); a scalar, or shape (models,).
        sigma_logit: Standard deviation of ln(x / (1 - x)); 0 is an exact value.

    Raises:
        ValueError: If a median is not inside (0, 1), or a sigma is negative.

    Example:
        >>> mfu = LogitNormal.from_interval(low=0.20, high=0.58)
        >>> f"{float(mfu.median):.3f}"
        '0.370'
    """

    median: float | Reals
    sigma_logit: float | Reals

    def __post_init__(self) -> None:
        if not (np.all(np.asarray(self.median) > 0) and np.all(np.asarray(self.median) < 1)):
            raise ValueError(f"share {self.median} is not between 0 and 1")
        if not (np.all(np.asarray(self.sigma_logit) >= 0) and np.all(np.isfinite(self.sigma_logit))):
            raise ValueError(f"sigma_logit {self.sigma_logit} is not a finite number ≥ 0")

    @classmethod
    def from_interval(cls, *, low: float, high: float) -> LogitNormal:
        """Return the share whose central 90% interval runs from low to high (0 < low ≤ high < 1)."""
        if not 0 < low <= high < 1:
            raise ValueError(f"interval {low} to {high} is not 0 < low ≤ high < 1")
        ends = [math.log(one / (1 - one)) for one in (low, high)]
        middle = (ends[0] + ends[1]) / 2
        return cls(median=1 / (1 + math.exp(-middle)), sigma_logit=(ends[1] - ends[0]) / (2 * Z_90))

    @property
    def logit(self) -> Reals:
        """ln(x / (1 - x)) of the median."""
        median = _array(self.median)
        return np.asarray(np.log(median) - np.log1p(-median))

    def at(self, z: Reals) -> Reals:
        """Return log10 of the share at a normal score z, shape (models, len(z))."""
        scores = self.logit[:, None] + _array(self.sigma_logit)[:, None] * z[None, :]
        return np.asarray(-np.logaddexp(0, -scores) / _LN_10)

    def tail(self, y: Reals) -> Reals:
        """Return P(log10 share > y), shape of y, whose first axis is models (or 1)."""
        shape = (-1,) + (1,) * (y.ndim - 1)
        inside = np.minimum(y, -1e-15) * _LN_10
        scores = inside - np.log(-np.expm1(inside))
        sigma = np.maximum(_array(self.sigma_logit), 1e-12).reshape(shape)
        return np.where(y < 0, normal_tail((scores - self.logit.reshape(shape)) / sigma), 0.0)

    @property
    def spread(self) -> Reals:
        """A standard deviation of log10, in decades: a sixth of the distance between the scores -3 and 3."""
        ends = self.at(np.array([-1.0, 1.0]))
        return np.asarray((ends[:, 1] - ends[:, 0]) / 2)

    @property
    def reach(self) -> tuple[Reals, Reals]:
        """The range of log10 outside which its probability is below double precision."""
        ends = self.at(np.array([-_REACH, _REACH]))
        return ends[:, 0], ends[:, 1]


@dataclass(frozen=True, kw_only=True, eq=False)
class Uniform:
    """A positive quantity uniformly distributed between two bounds.

    Args:
        low: Lower bound, above 0; a scalar, or shape (models,).
        high: Upper bound, above low.
    """

    low: float | Reals
    high: float | Reals

    def __post_init__(self) -> None:
        low, high = np.asarray(self.low), np.asarray(self.high)
        if not (np.all(low > 0) and np.all(high > low) and np.all(np.isfinite(high))):
            raise ValueError(f"uniform from {self.low} to {self.high}: needs 0 < low < high")

    @property
    def median(self) -> Reals:
        """The midpoint."""
        return np.asarray((_array(self.low) + _array(self.high)) / 2)

    def at(self, z: Reals) -> Reals:
        """Return log10 of the value at a normal score z, shape (models, len(z))."""
        low, high = _array(self.low)[:, None], _array(self.high)[:, None]
        return np.asarray(np.log10(low + (high - low) * (1 - normal_tail(z))[None, :]))

    def tail(self, y: Reals) -> Reals:
        """Return P(log10 value > y), shape of y, whose first axis is models (or 1)."""
        shape = (-1,) + (1,) * (y.ndim - 1)
        low, high = _array(self.low).reshape(shape), _array(self.high).reshape(shape)
        return np.clip((high - 10.0**y) / (high - low), 0.0, 1.0)

    @property
    def spread(self) -> Reals:
        """The standard deviation of log10, in decades, of a log-uniform with the same bounds."""
        return np.asarray(np.log10(_array(self.high) / _array(self.low)) / math.sqrt(12))

    @property
    def reach(self) -> tuple[Reals, Reals]:
        """log10 of the bounds."""
        return np.log10(_array(self.low)), np.log10(_array(self.high))


Odd: TypeAlias = LogitNormal | Uniform
Uncertain: TypeAlias = LogNormal | LogitNormal | Uniform


def exactly(value: float) -> LogNormal:
    """Return a value without uncertainty."""
    return LogNormal(median=value)


@dataclass(frozen=True, eq=False)
class Product:
    """The product of independent uncertain factors, for one model or many at once.

    Log-normal factors are combined in closed form. One other factor is integrated exactly (if uniform) or by
    quadrature; of several, the widest is integrated exactly and the others by Sobol points. Nothing is random: the
    same factors give the same bits.

    Args:
        center_dex: log10 of the log-normal part's median, shape (models,).
        sigma_dex: Standard deviation of log10 of the log-normal part, in decades, shape (models,).
        odd: The other factors, each with +1 if it multiplies and -1 if it divides.

    Source:
        Conditional expectation given the other factors; quadrature after Gauss and Hermite, points after Sobol.

    Example:
        >>> run = Product.of([exactly(16_384 * 54 * 86_400 * 9.894e14), LogitNormal.from_interval(low=0.3, high=0.45)])
        >>> [f"{float(run.quantile(p)[0]):.1e}" for p in (0.05, 0.5, 0.95)]
        ['2.3e+25', '2.8e+25', '3.4e+25']
    """

    center_dex: Reals
    sigma_dex: Reals
    odd: tuple[tuple[Odd, int], ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.odd) > MAX_DIMENSIONS:
            raise ValueError(
                f"{len(self.odd)} factors that are not log-normal: at most {MAX_DIMENSIONS} are integrated"
            )

    @classmethod
    def of(cls, factors: Sequence[Uncertain], divided_by: Sequence[Uncertain] = ()) -> Product:
        """Return the product of `factors` over the product of `divided_by`."""
        center, variance = 0.0, 0.0
        odd: list[tuple[Odd, int]] = []
        for some, sign in ((factors, 1), (divided_by, -1)):
            for one in some:
                if isinstance(one, LogNormal):
                    center += sign * math.log10(one.median)
                    variance += one.sigma_dex**2
                elif isinstance(one, LogitNormal) and np.all(np.asarray(one.sigma_logit) == 0):
                    center += sign * math.log10(float(np.asarray(one.median)))
                else:
                    odd.append((one, sign))
        return cls(_array(center), _array(math.sqrt(variance)), tuple(odd))

    @classmethod
    def of_many(cls, medians: Reals, sigmas_dex: Reals, odd: Sequence[tuple[Odd, int]] = ()) -> Product:
        """Return the products of many models at once.

        Args:
            medians: Medians of the log-normal factors, positive, shape (models, factors).
            sigmas_dex: Their standard deviations of log10, in decades, shape (models, factors).
            odd: Other factors with their parameters of shape (models,), and +1 or -1.

        Raises:
            ValueError: If the shapes differ, or a median or sigma is invalid.

        Example:
            >>> two = Product.of_many(np.array([[2.0, 3.0], [5.0, 7.0]]), np.zeros((2, 2)))
            >>> two.quantile(0.5).round(6).tolist()
            [6.0, 35.0]
        """
        if medians.ndim != 2 or medians.shape != sigmas_dex.shape:
            raise ValueError(f"medians {medians.shape} and sigmas {sigmas_dex.shape}: both must be (models, factors)")
        if not (medians.min(initial=1) > 0 and np.isfinite(medians.max(initial=1))):
            raise ValueError("a median is not a positive finite number")
        if not (sigmas_dex.min(initial=0) >= 0 and np.isfinite(sigmas_dex.max(initial=0))):
            raise ValueError("a sigma_dex is not a finite number ≥ 0")
        center = np.zeros(len(medians))
        variance = np.zeros(len(medians))
        for column in range(medians.shape[1]):
            center += np.log10(medians[:, column])
            variance += sigmas_dex[:, column] ** 2
        return cls(center, np.sqrt(variance), tuple(odd))

    # ------------------------------------------------------------------ the tail

    def prob_above(self, threshold: float) -> Reals:
        """Return P(product > threshold) of each model, shape (models,); an exact product equal to it gives 0.5.

        If the log-normal part and a factor are both uncertain, the absolute error is below 1e-4.
        """
        return self._tail(np.full(len(self.center_dex), math.log10(threshold)))

    def _tail(self, t: Reals) -> Reals:
        """Return P(log10 product > t), shapes (models,)."""
        y = t - self.center_dex
        exact = self.sigma_dex <= 0
        if not self.odd:
            scores = y / np.where(exact, 1, self.sigma_dex)
            step = np.where(np.abs(y) < 1e-12, 0.5, (y < 0).astype(np.float64))
            return np.where(exact, step, normal_tail(scores))
        if len(self.odd) == 1:
            one, sign = self.odd[0]
            return _one_odd(one, sign, y, self.sigma_dex)
        return self._several(y)

    def _several(self, y: Reals) -> Reals:
        widest = max(range(len(self.odd)), key=lambda index: float(np.mean(self.odd[index][0].spread)))
        one, sign = self.odd[widest]
        rest = [pair for index, pair in enumerate(self.odd) if index != widest]
        points = sobol_normal(SOBOL_POINTS, len(rest))
        shift = sum(
            (sign * other.at(points[:, column]) for column, (other, sign) in enumerate(rest)),
            np.zeros((1, SOBOL_POINTS)),
        )
        inner = y[:, None] - shift
        flat = _one_odd(
            _repeated(one, SOBOL_POINTS, len(y)), sign, inner.ravel(), np.repeat(self.sigma_dex, SOBOL_POINTS)
        )
        return np.asarray(flat.reshape(len(y), SOBOL_POINTS).mean(axis=1))

    # ------------------------------------------------------------------ quantiles

    def quantile(self, p: float) -> Reals:
        """Return the p-quantile of each model, in the product's unit, shape (models,)."""
        return np.asarray(10.0 ** self.quantile_dex(p))

    def quantile_dex(self, p: float) -> Reals:
        """Return log10 of the p-quantile, shape (models,)."""
        z = _STANDARD.inv_cdf(p)
        if not self.odd:
            return self.center_dex + z * self.sigma_dex
        low = self.center_dex - _REACH * self.sigma_dex
        high = self.center_dex + _REACH * self.sigma_dex
        guess, variance = self.center_dex, self.sigma_dex**2
        for one, sign in self.odd:
            bottom, top = one.reach
            low = low + (bottom if sign > 0 else -top)
            high = high + (top if sign > 0 else -bottom)
            guess, variance = guess + sign * np.log10(_array(one.median)), variance + one.spread**2
        spread = np.sqrt(variance)
        return solve_tail(self._tail, 1 - p, low - 1e-6, high + 1e-6, guess + z * spread, 0.3 * spread)

    def interval(self) -> tuple[float, float]:
        """Return the central 90% interval of the first (or only) model."""
        low, _, high = self._quantiles
        return low, high

    @property
    def median(self) -> float:
        """The 50% quantile of the first (or only) model."""
        return self._quantiles[1]

    @cached_property
    def _quantiles(self) -> tuple[float, float, float]:
        first = self if len(self.center_dex) == 1 else self._only_first()
        low, middle, high = (float(first.quantile(p)[0]) for p in (0.05, 0.5, 0.95))
        return low, middle, high

    def _only_first(self) -> Product:
        odd = tuple((_first(one), sign) for one, sign in self.odd)
        return Product(self.center_dex[:1], self.sigma_dex[:1], odd)

    def as_lognormal(self) -> LogNormal:
        """Return the log-normal with the same median and 90% interval width, for the first (or only) model.

        Without other factors it equals the product.
        """
        if not self.odd:
            return LogNormal(median=float(10 ** self.center_dex[0]), sigma_dex=float(self.sigma_dex[0]))
        low, middle, high = self._quantiles
        return LogNormal(median=middle, sigma_dex=max(math.log10(high / low), 0.0) / (2 * Z_90))


def _first(one: Odd) -> Odd:
    if isinstance(one, LogitNormal):
        return LogitNormal(median=_array(one.median)[:1], sigma_logit=_array(one.sigma_logit)[:1])
    return Uniform(low=_array(one.low)[:1], high=_array(one.high)[:1])


def _repeated(one: Odd, times: int, models: int) -> Odd:
    """Repeat each model's parameters of the factor `times` times."""

    def spread(value: float | Reals) -> Reals:
        return np.repeat(np.broadcast_to(_array(value), (models,)), times)

    if isinstance(one, LogitNormal):
        return LogitNormal(median=spread(one.median), sigma_logit=spread(one.sigma_logit))
    return Uniform(low=spread(one.low), high=spread(one.high))


def _one_odd(one: Odd, sign: int, y: Reals, sigma: Reals) -> Reals:
    """Return P(sigma·Z + sign·log10 X > y) for a standard normal Z and a factor X, shapes (models,)."""
    if sign < 0:  # P(sZ - L > y) = P(L - sZ < -y) = 1 - P(L + sZ > -y), Z being symmetric
        return 1 - _one_odd(one, 1, -y, sigma)
    alone = one.tail(y)
    if not np.any(sigma > 0):
        return alone
    if isinstance(one, Uniform):
        # The closed form loses digits if sigma is far below the spacing that it divides by.
        closed = sigma > 1e-6
        return np.where(closed, _uniform_tail(one, y, np.where(closed, sigma, 1.0)), alone)
    out = alone.copy()
    narrow = np.broadcast_to(one.spread, y.shape) <= sigma
    models = len(y)
    if np.any(narrow):  # integrate over the factor, with the normal tail in closed form
        picked = _picked(one, narrow, models)
        z, weights = hermite(NODES)
        gap = (y[narrow][:, None] - picked.at(z)) / sigma[narrow][:, None]
        out[narrow] = normal_tail(gap) @ weights
    wide = ~narrow & (sigma > 0)
    if np.any(wide):  # integrate over the normal part, with the factor's tail in closed form
        picked = _picked(one, wide, models)
        z, weights = hermite(NODES)
        out[wide] = picked.tail(y[wide][:, None] - sigma[wide][:, None] * z[None, :]) @ weights
    return out


def _picked(one: LogitNormal, mask: NDArray[np.bool_], models: int) -> LogitNormal:
    return LogitNormal(
        median=np.broadcast_to(_array(one.median), (models,))[mask],
        sigma_logit=np.broadcast_to(_array(one.sigma_logit), (models,))[mask],
    )


def _uniform_tail(one: Uniform, y: Reals, sigma: Reals) -> Reals:
    """Return P(log10 U + sigma·Z > y), in closed form.

        1/(b - a) ∫ₐᵇ Φ((log₁₀ u - y)/σ) du,   ∫ Φ((ln u - c)/s) du = u Φ((ln u - c)/s) - exp(c + s²/2) Φ((ln u - c -
        s²)/s)

    with s = σ ln 10 and c = y ln 10.
    """
    s, c = sigma * _LN_10, y * _LN_10
    low, high = _array(one.low), _array(one.high)

    def antiderivative(u: Reals) -> Reals:
        ratio = (np.log(u) - c) / s
        # exp(c + s²/2) Φ(ratio - s), finite even in the far tail, where exp overflows although Φ is 0
        far = normal_tail(-(ratio - s))
        grown = np.where(far > 0, np.exp(np.minimum(c + s * s / 2 - np.log(high), 700.0)), 0.0)
        return np.asarray(u / high * normal_tail(-ratio) - grown * far)

    return np.clip((antiderivative(high) - antiderivative(low)) * high / (high - low), 0.0, 1.0)
