"""Reporting lag: the delay from publication to a table's first entry, measured from vintages, and a nowcast from it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.analysis.entries import Entry, Population
from flopwatch.analysis.points import Interval, date_of, decimal_year
from flopwatch.analysis.resampling import drawn_counts
from flopwatch.domain import Unknown
from flopwatch.identity import fold_vintage
from flopwatch.statistics import Array

LOOK_BACK = 3.0  # years before the first vintage from which models count: older ones reflect how the table began
HORIZON = 2.0  # years after which a year's models count as fully known: a few vintages cannot show later ones
FEWEST = 20  # minimum number of models first seen later than the first vintage
_LEAST_COMPLETE = 0.05  # below this share the correction factor is too uncertain
_SCALES = np.geomspace(0.02, 20, 90)  # years
_SHAPES = np.geomspace(0.3, 3.0, 36)
_JEFFREYS = 0.5


@dataclass(frozen=True)
class Delay:
    """The distribution of the delay from publication to the first vintage with the model above a threshold.

        G(a) = 1 - exp(-(a / scale)^shape)

    Args:
        scale: Scale of the Weibull law, in years.
        shape: Shape of the Weibull law.
        draws: (scale, shape) of resamples of organisations, shape (draws, 2).
        n: Number of models observed.
        late: Of these, first seen later than the first vintage.
        withdrawn: Models above the threshold in an earlier vintage and not in the last.
        threshold_flop: The threshold.
        vintages: Name of each vintage, oldest first.
        formula: The distribution in words.
    """

    scale: float
    shape: float
    draws: Array
    n: int
    late: int
    withdrawn: tuple[str, ...]
    threshold_flop: float
    vintages: tuple[str, ...]
    formula: str

    def known(self, age: Array | float, horizon: float | None = HORIZON) -> Array:
        """Return the share known at an age in years, of those known at the horizon."""
        return _known(np.asarray(age, dtype=float), self.scale, self.shape, horizon)

    def months(self, share: float = 0.5, horizon: float = HORIZON) -> Interval:
        """Return the months after publication until `share` of the models known at the horizon is known, with an
        interval.
        """
        middle = _age(share, self.scale, self.shape, horizon)
        drawn = [_age(share, a, b, horizon) for a, b in self.draws.tolist()]
        low, high = np.quantile(drawn, [0.05, 0.95])
        return Interval(min(float(low), middle), middle, max(float(high), middle))


def _age(share: float, scale: float, shape: float, horizon: float) -> float:
    whole = -math.expm1(-((horizon / scale) ** shape))
    return float(12 * scale * (-math.log1p(-share * whole)) ** (1 / shape))


def _known(age: Array, scale: Array | float, shape: Array | float, horizon: float | None) -> Array:
    share: Array = -np.expm1(-((np.maximum(age, 0.0) / scale) ** shape))
    if horizon is None:
        return share
    whole = -np.expm1(-((horizon / np.asarray(scale)) ** shape))
    return np.minimum(share / whole, 1.0)


def measure_delay(
    vintages: Sequence[Population], threshold: float, rng: np.random.Generator, *, draws: int = 500
) -> Delay | Unknown:
    """Measure the reporting lag of a table from several vintages.

    A model in the last vintage was first seen in some vintage and not in the one before, so its delay lies between two
    ages; and it is observed only because its delay is below its age in the last vintage (right truncation). The
    likelihood is (G(upper) - G(lower)) / G(age in the last vintage), maximised over a grid of Weibull laws; the
    interval comes from resampling organisations. A model is matched by its name, else by its date and one of its links.

    Args:
        vintages: The same table at several dates, in any order.
        threshold: In FLOP, one of the fields' thresholds: a model counts as seen when the table has it above.
        rng: Source of the resamples.
        draws: Number of resamples.

    Source:
        Kalbfleisch and Lawless (1989), "Inference based on retrospective ascertainment", for right-truncated delays.
    """
    ordered = sorted(vintages, key=lambda one: one.as_of)
    dates = [one.as_of for one in ordered]
    if len(ordered) < 2 or dates[0] == dates[-1]:
        return Unknown(f"{len(set(dates))} vintage: a delay needs at least two dates of the same table")
    seen = [_seen(one, threshold) for one in ordered]
    last = seen[-1]
    rows: list[tuple[float, float, float, str]] = []
    for entry in last.entries:
        at = _place(entry)
        if at is None or not dates[0] - LOOK_BACK <= at < dates[-1]:
            continue
        first = next(i for i, one in enumerate(seen) if one.has(entry))
        lower = max(dates[first - 1] - at, 0.0) if first else 0.0
        upper = dates[first] - at
        if upper <= 0:  # listed before its own publication date: delay 0
            lower, upper = 0.0, 1 / 365
        rows.append((min(lower, upper), upper, dates[-1] - at, (entry.groups.get("organisation") or ("",))[0]))
    late = sum(upper < age for _, upper, age, _ in rows) and sum(low > 0 for low, *_ in rows)
    if late < FEWEST:
        return Unknown(f"{late} of {len(rows)} models were first seen after the first vintage; {FEWEST} are needed")
    lower_, upper_, age_ = (np.array([row[i] for row in rows]) for i in range(3))
    scale, shape = (one.ravel()[:, None] for one in np.meshgrid(_SCALES, _SHAPES, indexing="ij"))
    inside = _known(upper_, scale, shape, None) - _known(lower_, scale, shape, None)
    likelihood = np.log(np.maximum(inside, 1e-300)) - np.log(
        np.maximum(_known(np.maximum(age_, 1 / 365), scale, shape, None), 1e-300)
    )
    _, cluster = np.unique([row[3] or f"row {i}" for i, row in enumerate(rows)], return_inverse=True)
    weights = drawn_counts(rng, draws, int(cluster.max()) + 1)[:, cluster]
    best = int(likelihood.sum(axis=1).argmax())
    drawn = (weights @ likelihood.T).argmax(axis=1)
    grid = np.concatenate([scale, shape], axis=1)
    gone = sorted({e.name for one in seen[:-1] for e in one.entries if not last.has(e)})
    return Delay(
        float(grid[best, 0]),
        float(grid[best, 1]),
        grid[drawn],
        len(rows),
        late,
        tuple(gone),
        threshold,
        tuple(one.data for one in ordered),
        f"share known at age a = 1 - exp(-(a / scale)^shape), fitted to {len(rows)} models published from "
        f"{date_of(dates[0] - LOOK_BACK)}, {late} of them first seen after the first of {len(ordered)} vintages; "
        f"{draws} resamples of organisations",
    )


class _Seen:
    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self.names = {fold_vintage(e.name) for e in entries}
        self.places = {(str(e.date), link) for e in entries for link in e.links}

    def has(self, entry: Entry) -> bool:
        return fold_vintage(entry.name) in self.names or any(
            (str(entry.date), one) in self.places for one in entry.links
        )


def _seen(field: Population, threshold: float) -> _Seen:
    at = field.thresholds.index(threshold)
    return _Seen(tuple(e for e in field.entries if e.recorded[at] and e.date is not None))


def _place(entry: Entry) -> float | None:
    return None if entry.date is None else decimal_year(entry.date.plotted)


@dataclass(frozen=True)
class Nowcast:
    """The number of models of a period that will be known at the horizon.

    Args:
        start: First day of the period.
        end: First day after the period.
        recorded: Models recorded above today.
        known: Share known today of those known at the horizon, with its interval.
        models: The number at the horizon, with its interval; None if the share known is too small.
        rule: The computation in words.
    """

    start: dt.date
    end: dt.date
    recorded: int
    known: Interval
    models: Interval | None
    rule: str


def nowcast(
    field: Population,
    delay: Delay,
    rng: np.random.Generator,
    *,
    months: int = 12,
    step: int = 3,
    horizon: float = HORIZON,
    as_known_at: float | None = None,
) -> tuple[list[Nowcast], Nowcast]:
    """Correct the counts of the last months for models not yet reported.

    Of N models of a period a share g is known, so with n known the number missing is negative binomial with n + 1/2
    and g (Jeffreys' prior for the unknown publication rate). n is drawn from the models' probabilities, g from the
    resamples of the delay.

    Args:
        field: The table today.
        delay: Its reporting lag.
        rng: Source of the draws.
        months: Months to look back.
        step: Length of a period, in months; divides `months`.
        horizon: Years after publication at which the models are counted.
        as_known_at: Count instead what a table of this date (decimal year) will hold: to test the rule on a later
            vintage.

    Returns:
        Each period, oldest first, and all of them together.
    """
    at = field.thresholds.index(delay.threshold_flop)
    x, table = field.years(), field.chance_table()[:, at]
    recorded = np.array([e.recorded[at] for e in field.entries], dtype=bool)
    size = delay.draws.shape[0]
    rule = (
        f"known + negative binomial(known + 1/2, share known); share by the reporting lag, up to "
        f"{'a table of ' + str(date_of(as_known_at)) if as_known_at else f'{horizon:g} years after publication'}"
    )
    out, totals, shares, counted = [], np.zeros(size), [], 0
    unsure = False
    for k in range(months // step):
        start = field.as_of - (months - k * step) / 12
        end = start + step / 12
        ages = field.as_of - np.linspace(start, end, 13)[:, None]
        limit = horizon if as_known_at is None else None
        drawn = _known(ages, delay.draws[:, 0], delay.draws[:, 1], limit).mean(axis=0)
        middle = float(delay.known(ages, limit).mean())
        if as_known_at is not None:
            later = ages + (as_known_at - field.as_of)
            drawn = drawn / _known(later, delay.draws[:, 0], delay.draws[:, 1], None).mean(axis=0)
            middle = middle / float(delay.known(later, None).mean())
        with np.errstate(invalid="ignore"):
            inside = (x >= start) & (x < end)
        n = (rng.random((size, int(inside.sum()))) < table[inside]).sum(axis=1)
        g = np.clip(drawn, 1e-6, 1.0)
        missing = rng.negative_binomial(n + _JEFFREYS, g)
        known = Interval(min(float(np.quantile(g, 0.05)), middle), middle, max(float(np.quantile(g, 0.95)), middle))
        models = _interval(n + missing) if middle >= _LEAST_COMPLETE else None
        unsure = unsure or models is None
        totals += n + missing
        shares.append(g)
        counted += int(recorded[inside].sum())
        out.append(Nowcast(date_of(start), date_of(end), int(recorded[inside].sum()), known, models, rule))
    share = np.mean(shares, axis=0)
    whole = Nowcast(out[0].start, out[-1].end, counted, _interval(share), None if unsure else _interval(totals), rule)
    return out, whole


def _interval(values: Array) -> Interval:
    low, middle, high = (float(q) for q in np.quantile(values, [0.05, 0.5, 0.95]))
    return Interval(low, middle, high)
