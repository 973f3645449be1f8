"""Backtests of both projections: fitted to earlier years, compared with recorded numbers; intervals widened by them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.analysis.entries import Population
from flopwatch.analysis.points import Interval
from flopwatch.analysis.projections import Projection, models_until, project_investment, project_plain
from flopwatch.domain import Unknown

TRIED_ON = (1e23, 1e24, 1e25)  # FLOP; past years have too few models above larger thresholds
HELD = 0.9
# Share of the models known after two years that a table knows at an age in years: (age / 2)^shape. Shape at 1e23 FLOP
# by the reporting lag of four vintages, docs/methods/trends.md.
LAG_YEARS, LAG_SHAPE = 2.0, 0.444
_LEAST_HALF = 0.05  # half-width in log numbers below which an interval of one value is not scored


@dataclass(frozen=True)
class Retrodiction:
    """A projection from an earlier year, compared with the number recorded since.

    Args:
        model: `investment` or `plain`.
        fitted_to: The last year of the fit.
        year: The year projected.
        threshold_flop: The threshold.
        models: Models projected for that year; the interval is widened by the errors from the other starting years.
        recorded: Models recorded.
        expected: Models expected to be known two years after publication, given those recorded.
        held: Whether the interval contains that number.
        error: Error of the unwidened projection, in half-widths of its interval.
    """

    model: str
    fitted_to: int
    year: int
    threshold_flop: float
    models: Interval
    recorded: int
    expected: float
    held: bool
    error: float


def retrodict(
    field: Population,
    rng: np.random.Generator,
    *,
    from_years: Sequence[int] = (),
    ahead: int = 3,
    simulations: int = 500,
) -> list[Retrodiction]:
    """Backtest both projections: fit to the past only, and compare with the numbers recorded since.

    The number of a late year is corrected for models not yet reported. Each interval is widened by the conformal factor
    of the errors from the *other* starting years, so that no outcome widens its own interval.

    Args:
        field: The models, as recorded today.
        rng: Source of the simulations.
        from_years: Last years of the fits; by default the four whole years before the last.
        ahead: Years projected.
        simulations: Number of simulations of each.
    """
    whole = field.last_whole_year
    out = []
    past = models_until(field, None)
    for start in from_years or range(whole - 4, whole):
        until = min(start + ahead, whole)
        for found in (
            project_investment(field, rng, until=until, last=start, outlook=False, simulations=simulations),
            project_plain(field, rng, until=until, last=start, simulations=simulations),
        ):
            for one in [] if isinstance(found, Unknown) else found:
                if one.threshold_flop not in TRIED_ON:
                    continue
                recorded = past.above(one.threshold_flop).get(one.year, 0)
                expected = recorded / known_share(one.year, field.newest)
                error = half_widths_off(one.models, expected)
                first = (one.model, start, one.year, one.threshold_flop, one.models)
                out.append(Retrodiction(*first, recorded, expected, error <= 1, error))
    return [_widened(one, out) for one in out]


def _widened(one: Retrodiction, every: Sequence[Retrodiction]) -> Retrodiction:
    """Widen a past interval by the errors of the same projection from other starting years."""
    factor = conformal_factor([r.error for r in every if r.model == one.model and r.fitted_to != one.fitted_to])
    return dataclasses.replace(one, models=widen(one.models, factor), held=one.error <= factor)


def known_share(year: int, newest: float) -> float:
    """Return the share of a year's models that a table knows, of those known two years after publication.

        share = mean over the year's months of (age / 2 years)^0.444, at most 1

    Args:
        year: The calendar year.
        newest: The date at which the table ends, in decimal years.

    Source:
        The reporting lag at 1e23 FLOP of Epoch AI's vintages to June 2025: 53% after 6 months, 74% after 12, 88% after
        18.

    Example:
        >>> round(known_share(2024, 2025.0), 2), known_share(2020, 2025.0)
        (0.51, 1.0)
    """
    ages = newest - (year + (np.arange(12) + 0.5) / 12)
    return float(np.clip(ages / LAG_YEARS, 1e-3, 1.0).__pow__(LAG_SHAPE).mean())


def half_widths_off(interval: Interval, number: float) -> float:
    """Return the distance of a number from the middle, in half-widths of its side of the interval, as log(n + 1/2).

    Example:
        >>> round(half_widths_off(Interval(4.5, 9.5, 19.5), 39.5), 6)
        2.0
    """
    low, middle, high, at = (math.log(max(n, 0.0) + 0.5) for n in (interval.p5, interval.p50, interval.p95, number))
    side = high - middle if at > middle else middle - low
    return abs(at - middle) / max(side, _LEAST_HALF)


def conformal_factor(errors: Sequence[float]) -> float:
    """Return the factor by which intervals are widened so that a share `HELD` of past errors lies inside; at least 1.

        the ⌈0.9 (n + 1)⌉-th smallest of n errors

    Source:
        Vovk, Gammerman and Shafer (2005), "Algorithmic Learning in a Random World". Errors from one starting year are
        not independent, so that the guarantee holds only approximately.

    Example:
        >>> conformal_factor([0.2, 0.5, 1.5, 0.1, 0.3, 0.4, 0.6, 0.7, 0.8]), conformal_factor([])
        (1.5, 1.0)
    """
    ordered = sorted(errors)
    if not ordered:
        return 1.0
    return max(1.0, ordered[min(math.ceil(HELD * (len(ordered) + 1)), len(ordered)) - 1])


def widen(interval: Interval, factor: float) -> Interval:
    """Widen an interval of a number by a factor on each side, as log(n + 1/2).

    Example:
        >>> widen(Interval(4.5, 9.5, 19.5), 2.0)
        Interval(p5=2.0, p50=9.5, p95=39.5)
    """
    low, middle, high = (n + 0.5 for n in (interval.p5, interval.p50, interval.p95))
    ends = (middle * (low / middle) ** factor - 0.5, middle * (high / middle) ** factor - 0.5)
    return Interval(max(round(ends[0], 6), 0.0), interval.p50, round(ends[1], 6))


@dataclass(frozen=True)
class Outlook:
    """Both projections with intervals widened by their backtests.

    Args:
        made: By name of the projection, the numbers by year and threshold, or the reason why there are none.
        tried: The backtests.
        widened_by: By name of the projection, the factor by which its intervals were widened.
    """

    made: dict[str, list[Projection] | Unknown]
    tried: list[Retrodiction]
    widened_by: dict[str, float]


def project(field: Population, seed: int, *, until: int) -> Outlook:
    """Project the models above each threshold by both projections, and widen the intervals by their backtests.

    Args:
        field: The models, with the thresholds of `TRIED_ON` among others.
        seed: Seed of the simulations.
        until: Last year.
    """
    raw: Mapping[str, list[Projection] | Unknown] = {
        "investment": project_investment(field, np.random.default_rng([seed, 1]), until=until),
        "plain": project_plain(field, np.random.default_rng([seed, 2]), until=until),
    }
    tried = retrodict(field, np.random.default_rng([seed, 3]))
    factors = {name: conformal_factor([one.error for one in tried if one.model == name]) for name in raw}
    begun = {t: sum(models_until(field, None).above(t).values()) for t in field.thresholds}
    made = {
        name: found
        if isinstance(found, Unknown)
        else [_widened_projection(one, factors[name], begun[one.threshold_flop]) for one in found]
        for name, found in raw.items()
    }
    return Outlook(made, tried, factors)


def _widened_projection(one: Projection, factor: float, begun: int) -> Projection:
    ahead = widen(Interval(*(n - begun for n in (one.by_end.p5, one.by_end.p50, one.by_end.p95))), factor)
    by_end = Interval(begun + ahead.p5, one.by_end.p50, begun + ahead.p95)
    words = f"{one.formula}; interval widened {factor:.2g} times by the errors from earlier starting years"
    return dataclasses.replace(one, models=widen(one.models, factor), by_end=by_end, formula=words)
