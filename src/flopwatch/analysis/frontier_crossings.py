"""Dates at which the line through the frontier crosses a threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.analysis.frontier import drawn_lines, record_setters, top_at_release
from flopwatch.analysis.growth import unfit
from flopwatch.analysis.points import Interval, Points
from flopwatch.domain import Unknown
from flopwatch.statistics import METHODS


@dataclass(frozen=True)
class ProjectedCrossing:
    """The date at which the frontier crosses a threshold.

    Args:
        threshold_flop: The threshold.
        date: When the frontier's line reaches it, in decimal years.
        first: The first model recorded above it, and its date; None if there is none yet.
        formula: The line.
        n: Rows on the frontier.
        data: The data set and its version.
    """

    threshold_flop: float
    date: Interval
    first: tuple[str, float] | None
    formula: str
    n: int
    data: str

    def passed_by(self, as_of: float) -> bool:
        """Return whether the line has reached the threshold by a decimal year: such a date is not a projection."""
        return self.date.p50 <= as_of


def crossings(
    points: Points | Unknown,
    thresholds: Sequence[float],
    rng: np.random.Generator,
    *,
    top: int = 0,
    since: float | None = None,
    resamples: int = 500,
) -> list[ProjectedCrossing] | Unknown:
    """Project when the line through the frontier reaches each threshold.

        date = (log10 threshold - level) / slope

    The interval is over resamples of clusters, each with the frontier recomputed and a residual drawn from the line:
    records come early and late.

    Args:
        points: All values.
        thresholds: In the unit of the values.
        rng: Source of the resamples.
        top: n of a top n at release, or 0 for record-setters.
        since: Decimal year from which the frontier is fitted.
        resamples: Number of resamples.
    """
    if isinstance(points, Unknown):
        return points
    mask = (top_at_release(points, top) if top else record_setters(points)) & (points.x >= (since or -math.inf))
    chosen = points.keep(mask)
    name = f"top {top} at release" if top else "record-setters"
    if reason := unfit(chosen):
        return Unknown(f"{name}: {reason}")
    slope, level = METHODS["ols"][0](chosen.x, chosen.y, np.ones((1, chosen.n)), rng)
    if not slope[0] > 0:
        return Unknown(f"{name}: the frontier does not grow (slope {slope[0]:.3g} orders of magnitude a year)")
    residual = chosen.y - level[0] - slope[0] * chosen.x
    slopes, levels = drawn_lines(points, rng, top=top, since=since, resamples=resamples)
    usable = np.isfinite(slopes) & (slopes > 0)
    if usable.sum() < 0.5 * resamples:
        return Unknown(f"{name}: in most resamples the frontier does not grow")
    slopes, levels = slopes[usable], levels[usable]
    # Drawn once for all thresholds, so that the result for one does not depend on which others were requested.
    early = rng.choice(residual, slopes.size)
    out = []
    for threshold in thresholds:
        target = math.log10(threshold)
        dates = (target - levels - early) / slopes
        low, high = (float(q) for q in np.quantile(dates, [0.05, 0.95]))
        middle = float((target - level[0]) / slope[0])
        above = np.flatnonzero(points.y > target)
        first = (points.labels[int(above[0])], float(points.x[above[0]])) if above.size else None
        out.append(
            ProjectedCrossing(
                threshold,
                Interval(min(low, middle), middle, max(high, middle)),
                first,
                f"log10(FLOP) = {level[0] + slope[0] * 2020:.2f} + {slope[0]:.3f} × (year - 2020) through the {name}, "
                "least "
                f"squares; {resamples} resamples of clusters with a residual of the line each",
                chosen.n,
                points.data,
            )
        )
    return out
