"""`trends across`: the power law between two quantities, and the trend of their quotient."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np

from flopwatch.analysis import Growth, Observation, Points, Power, fit_growth, fit_power
from flopwatch.api.trends.series import Asked, Data, points_of, read
from flopwatch.api.trends.shapes import (
    Cited,
    LeftOut,
    NotFitted,
    Quantiles,
    Segment,
    by_reason,
    quantiles,
    quantiles_of,
    reasons_of,
    segment_of,
)
from flopwatch.census import Census
from flopwatch.domain import BadInput, Unknown, WrongUsage

_QUANTILES = (0.05, 0.5, 0.95)


class PowerFit(msgspec.Struct, frozen=True):
    """The power law between two quantities in a group, y ~ x ** exponent, and their quotient over time."""

    group: str
    y: str
    x: str
    n: int
    exponent: Quantiles
    exponent_reduced_major_axis: Quantiles
    r2: float
    quotient: Quantiles
    quotient_growth: Segment | None
    formula: str
    interval: str
    rows: tuple[str, ...]


class AcrossAnswer(msgspec.Struct, frozen=True):
    """A fit for each group, and the rows left out."""

    fits: tuple[PowerFit, ...]
    unknown: tuple[NotFitted, ...]
    excluded: tuple[LeftOut, ...]
    data: Cited
    seed: int


def across(place: str, census: Callable[[], Census], asked: Asked) -> AcrossAnswer:
    """Fit the values of a column to those of another (`asked.per`), by group: an exponent, and the quotient over time.


    Args:
        place: A CSV, or "" for the census.
        census: Returns the census; called only if needed.
        asked: The series; `per` names the other quantity.

    Returns:
        `fits`, one for each group: exponent (least squares and reduced major axis), R², the quotient's quantiles and
        growth, rows; `unknown`, `excluded`, `data`.

    Raises:
        BadInput: If no other quantity is named, or no group can be fitted.
    """
    if not asked.per:
        raise WrongUsage("--against is missing: name the quantity to compare with.")
    data = read(place, census, asked)
    rng = np.random.default_rng(asked.seed)
    fits: list[PowerFit] = []
    unknown: list[NotFitted] = []
    excluded = list(data.skipped)
    for name, rows in _grouped_pairs(data, asked).items():
        pair = _pair(data, rows, asked)
        if isinstance(pair, Unknown):
            unknown.append(NotFitted(name, pair.reason))
            continue
        quotient, whole = pair
        excluded += whole.excluded
        fitted = fit_power(whole, whole.y - quotient.y, rng)
        if isinstance(fitted, Unknown):
            unknown.append(NotFitted(name, fitted.reason))
            continue
        grown = fit_growth(quotient, rng, method=asked.method, group=name)
        fits.append(_fit_row(name, asked, quotient, fitted, grown))
        if isinstance(grown, Unknown):
            unknown.append(NotFitted(f"{name}: quotient over time", grown.reason))
    if not fits:
        reasons = reasons_of(unknown, "no row has both quantities")
        raise BadInput(f"{place or 'the census'}: nothing can be compared. {reasons}.")
    return AcrossAnswer(tuple(fits), tuple(unknown), by_reason(excluded), data.cited, asked.seed)


def _pair(data: Data, rows: list[tuple[Observation, float]], asked: Asked) -> tuple[Points, Points] | Unknown:
    """Return the quotients of a group, and its values, as points in the same order."""
    usable = [(one, divisor) for one, divisor in rows if one.value > 0 and divisor > 0]
    dropped = len(usable) < len(rows) and not asked.drop_nonpositive
    if dropped and any(one.value * divisor < 0 for one, divisor in rows):
        return Unknown("a value is below 0, and has no logarithm")
    quotient = points_of(data, [one for one, _ in usable], asked)
    # Both have the same rows in the same order: dates and labels decide, and all values are above 0.
    whole = points_of(data, [_times(one, divisor) for one, divisor in usable], asked)
    if isinstance(quotient, Unknown):
        return quotient
    return whole if isinstance(whole, Unknown) else (quotient, whole)


def _fit_row(name: str, asked: Asked, quotient: Points, fitted: Power, grown: Growth | Unknown) -> PowerFit:
    return PowerFit(
        group=name,
        y=asked.y,
        x=asked.per,
        n=fitted.n,
        exponent=quantiles_of(fitted.exponent),
        exponent_reduced_major_axis=quantiles_of(fitted.symmetric),
        r2=round(fitted.r2, 6),
        quotient=quantiles(*(10.0 ** float(q) for q in np.quantile(quotient.y, _QUANTILES))),
        quotient_growth=segment_of(grown) if isinstance(grown, Growth) else None,
        formula=fitted.formula,
        interval=fitted.drawn,
        rows=tuple(fitted.rows),
    )


def _grouped_pairs(data: Data, asked: Asked) -> dict[str, list[tuple[Observation, float]]]:
    groups: dict[str, list[tuple[Observation, float]]] = {name: [] for name in asked.only}
    for one, divisor in zip(data.observations, data.divisors, strict=True):
        for name in (one.groups or ("(none)",)) if asked.group else ("all",):
            if not asked.only or name in groups:
                groups.setdefault(name, []).append((one, divisor))
    return dict(sorted(groups.items()))


def _times(one: Observation, by: float) -> Observation:
    def times(value: float | None) -> float | None:
        return None if value is None or not math.isfinite(value * by) else value * by

    return replace(one, value=one.value * by, low=times(one.low), high=times(one.high))
