"""Projections of the number of models above a threshold: from growing investment, and from past numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from flopwatch.analysis.entries import Population
from flopwatch.analysis.points import Interval
from flopwatch.analysis.resampling import drawn_counts
from flopwatch.domain import Unknown
from flopwatch.statistics import Array, Indices

# Games systems of 2017 whose self-play used far more compute than other models of those years; the source leaves them
# out too.
OUTLIERS = frozenset({"alphago zero", "alphago master", "alphazero"})
SIMULATIONS = 2_000
_FIRST_YEAR = 2017  # of the fit, as in the source
_OUTLOOK = 2.25 * 1.4  # growth per year of the world's AI compute and of one developer's share of it, AI 2027
_WEIGHTS = (0.25, 0.75)  # of the fitted past growth, and of the outlook
_SPREAD = 0.5  # standard deviation of the yearly factor
_LARGEST_SHARE = (0.05, 0.50)  # of a year's training compute, uniform
_EXPONENT = (0.9, 1.1)  # of cumulative share against size, uniform
_SMALLEST = (1e-8, 1e-6)  # size of the smallest model relative to the largest, log-uniform
_CLASSES = 20  # size classes, each of which must hold compute for at least one model
_TRAINING_SHARE = ((2027, 0.3), (0, 0.4))  # fraction of all AI compute, from a year on
_BIN = 0.5  # decades, of the plain extrapolation
_LOWEST = 22.5  # log10 FLOP of the smallest models extrapolated: coverage of smaller ones is arbitrary
_YEARS_BACK = 5
# Factor by which the trend of the plain extrapolation weakens with each year ahead (Gardner and McKenzie 1985): past
# growth of numbers did not last. Of 1, 0.9, 0.8, 0.7 and 0.6 the one whose retrodictions were least biased.
DAMPING = 0.8


@dataclass(frozen=True)
class Projection:
    """The number of models above a threshold, published in a year and by its end.

    Args:
        model: `investment` or `plain`.
        year: The calendar year.
        threshold_flop: The threshold.
        models: Published in that year alone.
        by_end: Published by the year's end: recorded up to the last fitted year, plus projected since.
        formula: In words.
    """

    model: str
    year: int
    threshold_flop: float
    models: Interval
    by_end: Interval
    formula: str


@dataclass(frozen=True)
class PastModels:
    """Models with compute and date, from whole years."""

    year: Indices
    log10: Array
    organisation: Indices
    last: int

    def above(self, threshold: float) -> dict[int, int]:
        years, counts = np.unique(self.year[self.log10 > math.log10(threshold)], return_counts=True)
        return dict(zip(years.tolist(), counts.tolist(), strict=True))


def models_until(field: Population, last: int | None) -> PastModels:
    """Return the models with compute and date published by the end of a year, by default the last whole one."""
    rows = [
        (e.date.year, math.log10(e.median_flop), (e.groups.get("organisation") or (e.name,))[0])
        for e in field.entries
        if e.date is not None and e.median_flop and e.name.casefold() not in OUTLIERS
    ]
    whole = field.last_whole_year if last is None else last
    rows = [row for row in rows if row[0] <= whole]
    _, organisation = np.unique([row[2] for row in rows], return_inverse=True)
    return PastModels(
        np.array([row[0] for row in rows], dtype=np.intp),
        np.array([row[1] for row in rows]),
        organisation.astype(np.intp),
        whole,
    )


def yearly_growth(past_years: Array, totals: Array) -> float:
    """Return the factor per year by which yearly training compute grows, by OLS on its logarithm.

    Example:
        >>> round(yearly_growth(np.array([2017., 2018., 2019.]), np.array([1e22, 6e22, 36e22])), 6)
        6.0
    """
    slope = np.polyfit(past_years - past_years.mean(), np.log10(totals), 1)[0]
    return float(10**slope)


def models_above(share: Array, exponent: Array, ratio: Array) -> Array:
    """Return the expected number of models above a size, if compute is distributed over sizes by a power law.

        cumulative share of compute in models up to size u M = u^k, so that with the largest model M = s A
        N(> v M) = k / s × integral from v to 1 of u^(k - 2) du = k / s × (1 - v^(k - 1)) / (k - 1)

    Args:
        share: s, the largest model's share of the year's compute A, shape (n,).
        exponent: k, shape (n,).
        ratio: v, threshold over the largest model; nothing is above if v ≥ 1.

    Source:
        Kumar and Manning (2025), "Trends in Frontier AI Model Count", arXiv 2504.16138; in closed form instead of
        simulated.

    Example:
        >>> models_above(np.array([0.5]), np.array([1.0]), np.array([0.1])).round(3).tolist()
        [4.605]
    """
    v = np.clip(ratio, 1e-300, 1.0)
    near = np.abs(exponent - 1) < 1e-6
    k = np.where(near, 2.0, exponent)
    grown = np.where(near, -np.log(v), (1 - v ** (k - 1)) / (k - 1))
    out: Array = exponent / share * grown
    return out


def project_investment(
    field: Population,
    rng: np.random.Generator,
    *,
    until: int,
    last: int | None = None,
    outlook: bool = True,
    simulations: int = SIMULATIONS,
) -> list[Projection] | Unknown:
    """Project the models above each threshold by year, from growing training compute and its past distribution.

    Yearly training compute A grows by a factor: a quarter the fitted past growth, three quarters an outlook of chip
    supply and developers' shares, ± 0.5; from 2027 on a smaller share of it goes to training. The largest model takes
    5% to 50% of A; cumulative compute scales with size to the power 0.9 to 1.1. The number above a threshold is Poisson
    with mean `models_above`.

    Args:
        field: The models.
        rng: Source of the simulations.
        until: Last year.
        last: Last year of the fit; the last whole one by default.
        outlook: Whether to include the outlook; False when testing on the past, which did not know it.
        simulations: Number of simulations.

    Source:
        Kumar and Manning (2025), arXiv 2504.16138, and its public code's baseline.
    """
    past = models_until(field, last)
    years = np.array([y for y in range(_FIRST_YEAR, past.last + 1) if (past.year == y).any()], dtype=float)
    if years.size < 3:
        return Unknown(f"{years.size} years from {_FIRST_YEAR} to {past.last} have models with compute; 3 are needed")
    totals = np.array([(10.0 ** past.log10[past.year == y]).sum() for y in years])
    historical = yearly_growth(years, totals)
    middle = _WEIGHTS[0] * historical + _WEIGHTS[1] * _OUTLOOK if outlook else historical
    factor = np.maximum(middle + rng.normal(0, _SPREAD, simulations), 1.0)
    words = (
        f"training compute of {past.last} ({totals[-1]:.2g} FLOP) × {middle:.2f} a year ± {_SPREAD} (fitted "
        f"{historical:.2f}{f', outlook {_OUTLOOK:.2f}' if outlook else ''}), largest model 5% to 50% of it, "
        "cumulative compute "
        f"as size^0.9 to size^1.1; {simulations} simulations"
    )
    begun = {t: sum(past.above(t).values()) for t in field.thresholds}
    running = {t: np.full(simulations, begun[t], dtype=float) for t in field.thresholds}
    chance = _Chance(rng)
    out = []
    for year in range(past.last + 1, until + 1):
        shift = _training(year) / _training(past.last) if outlook else 1.0
        total = totals[-1] * factor ** (year - past.last) * shift
        share, exponent = _allocations(rng, simulations)
        for threshold in field.thresholds:
            expected = models_above(share, exponent, threshold / (share * total))
            drawn = chance.of(year, threshold).poisson(expected)
            running[threshold] = running[threshold] + drawn
            out.append(_projection("investment", year, threshold, drawn, running[threshold], words))
    return out


class _Chance:
    """A random generator for each year and threshold, so that a result does not depend on which others were
    requested.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._seed = int(rng.integers(2**32))

    def of(self, year: int, threshold: float) -> np.random.Generator:
        return np.random.default_rng([self._seed, year, round(1_000 * math.log10(threshold))])


def _training(year: int) -> float:
    return next(share for begin, share in _TRAINING_SHARE if year >= begin)


def _allocations(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """Draw largest shares and exponents such that every size class holds compute for at least one model."""
    share, exponent = np.empty(0), np.empty(0)
    while share.size < n:
        s, k = rng.uniform(*_LARGEST_SHARE, 2 * n), rng.uniform(*_EXPONENT, 2 * n)
        smallest = 10 ** rng.uniform(math.log10(_SMALLEST[0]), math.log10(_SMALLEST[1]), 2 * n)
        step = smallest ** (1 / (_CLASSES - 1))
        upper = np.where(k > 1, smallest / step, 1.0)  # the class with the least compute for its size
        held = (1 - step**k) * upper ** (k - 1) > s
        share, exponent = np.concatenate([share, s[held]]), np.concatenate([exponent, k[held]])
    return share[:n], exponent[:n]


def _projection(
    model: str, year: int, threshold: float, drawn: Array | Indices, total: Array, words: str
) -> Projection:
    return Projection(model, year, threshold, _quantiles(drawn), _quantiles(total), words)


def _quantiles(values: Array | Indices) -> Interval:
    low, middle, high = (float(q) for q in np.quantile(values, [0.05, 0.5, 0.95]))
    return Interval(low, middle, high)


def project_plain(
    field: Population,
    rng: np.random.Generator,
    *,
    until: int,
    last: int | None = None,
    simulations: int = 500,
) -> list[Projection] | Unknown:
    """Project the models above each threshold by year, extrapolating past numbers.

        log(models of a year in half a decade of compute) = a + b year + c log10(compute)

    Ahead of the last fitted year the growth per year is damped, to `DAMPING` of that of the year before.

    A Poisson regression on the last five whole years from 3e22 FLOP on: each half-decade grows by the same factor per
    year, and each is rarer than the one below it by the same factor. The interval is over resamples of organisations
    and the scatter of the cells around the fit (negative binomial if overdispersed).

    Args:
        field: The models.
        rng: Source of the resamples.
        until: Last year.
        last: Last year of the fit; the last whole one by default.
        simulations: Number of resamples.
    """
    past = models_until(field, last)
    years = np.arange(past.last - _YEARS_BACK + 1, past.last + 1)
    inside = (past.log10 >= _LOWEST) & (past.year >= years[0])
    if inside.sum() < 20:
        return Unknown(f"{int(inside.sum())} models above 3e22 FLOP from {years[0]} to {years[-1]}; 20 are needed")
    bins = int(math.ceil((float(past.log10[inside].max()) - _LOWEST) / _BIN))
    cell = (past.year[inside] - years[0]) * bins + np.minimum(
        ((past.log10[inside] - _LOWEST) / _BIN).astype(np.intp), bins - 1
    )
    _, organisation = np.unique(past.organisation[inside], return_inverse=True)
    weights = drawn_counts(rng, simulations, int(organisation.max()) + 1)[:, organisation]
    one_hot = np.zeros((cell.size, years.size * bins))
    one_hot[np.arange(cell.size), cell] = 1
    counts = np.concatenate([one_hot.sum(axis=0)[None], weights @ one_hot])
    grid = np.stack(np.meshgrid(np.arange(years.size), np.arange(bins), indexing="ij"), axis=-1).reshape(-1, 2)
    design = np.concatenate([np.ones((len(grid), 1)), grid], axis=1).astype(float)
    fitted = _poisson(design, counts)
    expected = np.exp(design @ fitted[0])
    spread = max(float((((counts[0] - expected) ** 2) / expected).sum() / (len(grid) - 3)), 1.0)
    if not fitted[0, 2] < 0:
        return Unknown("larger models are not rarer in the last years: the numbers cannot be summed to infinity")
    words = (
        f"log(models of a year in half a decade) = {fitted[0, 0]:.2f} + {fitted[0, 1]:.2f} × (year - {years[0]}) - "
        f"{-fitted[0, 2]:.2f} × half decades above 3e22 FLOP, Poisson, {int(inside.sum())} models of {years[0]} to "
        f"{years[-1]}, "
        f"spread {spread:.1f}, growth × {DAMPING} with each year ahead; {simulations} resamples of organisations"
    )
    sound = fitted[1:][fitted[1:, 2] < -0.01]
    running = {t: np.full(len(sound), float(sum(past.above(t).values()))) for t in field.thresholds}
    chance = _Chance(rng)
    out = []
    for year in range(past.last + 1, until + 1):
        for threshold in field.thresholds:
            start = (math.log10(threshold) - _LOWEST) / _BIN
            # Sum of the half-decades above the threshold; a part of one counts proportionally.
            ahead = past.last - years[0] + damped(year - past.last)
            mean = np.exp(sound[:, 0] + sound[:, 1] * ahead + sound[:, 2] * start) / -np.expm1(sound[:, 2])
            drawn = _spread_out(np.minimum(mean, 1e9), spread, chance.of(year, threshold))
            running[threshold] = running[threshold] + drawn
            out.append(_projection("plain", year, threshold, drawn, running[threshold], words))
    return out


def damped(years: int) -> float:
    """Return the years of undamped trend that so many years of a damped one amount to.

        φ + φ² + … + φ^years

    Example:
        >>> damped(1) == DAMPING, damped(60) < DAMPING / (1 - DAMPING)
        (True, True)
    """
    return float(sum(DAMPING**step for step in range(1, years + 1)))


def _poisson(design: Array, counts: Array, steps: int = 30) -> Array:
    """Fit Poisson regressions with a log link by Newton's method, one for each row of counts; coefficients (fits,
    p).
    """
    fitted = np.zeros((counts.shape[0], design.shape[1]))
    fitted[:, 0] = np.log(np.maximum(counts.mean(axis=1), 1e-3))
    outer = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    for _ in range(steps):
        mean = np.exp(np.clip(fitted @ design.T, -30, 30))
        gram = (mean @ outer).reshape(-1, design.shape[1], design.shape[1]) + 1e-9 * np.eye(design.shape[1])
        step = np.linalg.solve(gram, ((counts - mean) @ design)[..., None])[..., 0]
        fitted += np.clip(step, -1, 1)
        if float(np.abs(step).max()) < 1e-9:
            break
    return fitted


def _spread_out(mean: Array, spread: float, rng: np.random.Generator) -> Array:
    if spread <= 1.001:
        return rng.poisson(mean).astype(float)
    # Variance = spread × mean.
    return rng.negative_binomial(np.maximum(mean, 1e-9) / (spread - 1), 1 / spread).astype(float)
