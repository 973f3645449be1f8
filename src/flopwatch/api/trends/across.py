"""`trends across`: how one quantity goes with another, and how their quotient moves with the years."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from flopwatch.analysis import Growth, Observation, Points, Power, fit_growth, fit_power
from flopwatch.api.trends.series import Asked, Data, Row, points_of, read
from flopwatch.api.trends.shapes import by_reason, interval_of, number, segment_row
from flopwatch.census import Census
from flopwatch.domain import BadInput, Unknown

_QUANTILES = (0.05, 0.5, 0.95)


def across(place: str, census: Callable[[], Census], asked: Asked) -> Row:
    """How the values of a column go with those of another (`asked.per`), by group: an exponent, and the quotient over
    time.

    Args:
        place: A CSV; the census where "".
        census: Takes the census, where it is needed.
        asked: The series; `per` names the other quantity.

    Returns:
        `fits`, one for each group: exponent (least squares and reduced major axis), R², the quotient's quantiles and
        growth, rows; `unknown`, `excluded`, `data`.

    Raises:
        BadInput: If no other quantity is named, or no group can be fitted.
    """
    if not asked.per:
        raise BadInput("--against is missing: name the quantity to compare with.")
    data = read(place, census, asked)
    rng = np.random.default_rng(asked.seed)
    fits: list[Row] = []
    unknown: list[Row] = []
    excluded = list(data.skipped)
    for name, rows in _grouped_pairs(data, asked).items():
        pair = _pair(data, rows, asked)
        if isinstance(pair, Unknown):
            unknown.append({"group": name, "reason": pair.reason})
            continue
        quotient, whole = pair
        excluded += whole.excluded
        fitted = fit_power(whole, whole.y - quotient.y, rng)
        if isinstance(fitted, Unknown):
            unknown.append({"group": name, "reason": fitted.reason})
            continue
        grown = fit_growth(quotient, rng, method=asked.method, group=name)
        fits.append(_fit_row(name, asked, quotient, fitted, grown))
        if isinstance(grown, Unknown):
            unknown.append({"group": f"{name}: quotient over time", "reason": grown.reason})
    if not fits:
        reasons = "; ".join(f"{one['group']}: {one['reason']}" for one in unknown) or "no row has both quantities"
        raise BadInput(f"{place or 'the census'}: nothing can be compared. {reasons}.")
    return {
        "fits": fits,
        "unknown": unknown,
        "excluded": by_reason(excluded),
        "data": data.cited,
        "seed": asked.seed,
    }


def _pair(data: Data, rows: list[tuple[Observation, float]], asked: Asked) -> tuple[Points, Points] | Unknown:
    """The quotients of a group, and its values, as points in the same order."""
    usable = [(one, divisor) for one, divisor in rows if one.value > 0 and divisor > 0]
    dropped = len(usable) < len(rows) and not asked.drop_nonpositive
    if dropped and any(one.value * divisor < 0 for one, divisor in rows):
        return Unknown("a value is below 0, and has no logarithm")
    quotient = points_of(data, [one for one, _ in usable], asked)
    # The same rows in the same order: their dates and labels decide, and their values are all above 0.
    whole = points_of(data, [_times(one, divisor) for one, divisor in usable], asked)
    if isinstance(quotient, Unknown):
        return quotient
    return whole if isinstance(whole, Unknown) else (quotient, whole)


def _fit_row(name: str, asked: Asked, quotient: Points, fitted: Power, grown: Growth | Unknown) -> Row:
    return {
        "group": name,
        "y": asked.y,
        "x": asked.per,
        "n": fitted.n,
        "exponent": interval_of(fitted.exponent),
        "exponent_reduced_major_axis": interval_of(fitted.symmetric),
        "r2": round(fitted.r2, 6),
        "quotient": _quantiles(quotient),
        "quotient_growth": segment_row(grown) if isinstance(grown, Growth) else None,
        "formula": fitted.formula,
        "interval": fitted.drawn,
        "rows": list(fitted.rows),
    }


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


def _quantiles(points: Points) -> Row:
    p5, p50, p95 = (number(10.0 ** float(q)) for q in np.quantile(points.y, _QUANTILES))
    return {"p5": p5, "p50": p50, "p95": p95}
