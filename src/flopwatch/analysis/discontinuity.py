"""Test for a break of a trend, in level or slope, within a window of dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flopwatch.analysis.breaks import parameters_of, score
from flopwatch.analysis.growth import unfit
from flopwatch.analysis.points import Interval, Points, date_of
from flopwatch.analysis.resampling import (
    RESAMPLES,
    drawing_units,
    drawn_values,
    drawn_words,
    effective_clusters,
    interval_of,
    row_weights,
)
from flopwatch.domain import Unknown
from flopwatch.statistics import Array, fewest_rows, grid_for, line_squares, running_sums, squares


@dataclass(frozen=True)
class Discontinuity:
    """The result of a test for a break in a window of dates.

    Args:
        formula: The comparison in words.
        n: Rows used.
        date: The best break in the window, in decimal years.
        jump_dex: Jump of the level there, in orders of magnitude.
        slope_change: Change of slope there, in orders of magnitude per year.
        bic_gain: BIC of the unbroken line minus that of the broken one: positive where the break pays for itself.
        shown: Whether a break is detected: the gain is positive, and the jump or the change of slope excludes 0.
        rows: Labels of the rows.
        data: The data set and its version.
    """

    formula: str
    n: int
    date: float
    jump_dex: Interval
    slope_change: Interval
    bic_gain: float
    shown: bool
    rows: tuple[str, ...]
    data: str = ""


def break_within(
    points: Points | Unknown,
    rng: np.random.Generator,
    *,
    start: float,
    end: float,
    resamples: int = RESAMPLES,
) -> Discontinuity | Unknown:
    """Test whether the trend breaks, in level or slope, somewhere from `start` to `end`.

    Compares two free lines, before and after the best date in the window, with one line through all rows. Jump and
    change of slope are differences of the two lines at that date, with intervals from resampling clusters at that date.

    Args:
        points: Rows on both sides of the window.
        rng: Source of the resamples.
        start: Start of the window, decimal year.
        end: End of the window.
        resamples: Number of resamples.
    """
    if isinstance(points, Unknown):
        return points
    if reason := unfit(points):
        return Unknown(reason)
    grid = grid_for(points.x, 1, start=start, end=end)
    if not len(grid.sets):
        return Unknown(
            f"no date from {date_of(start)} to {date_of(end)} leaves {fewest_rows(points.n)} of {points.n} rows on "
            "both sides"
        )
    middle = float(points.x.mean())
    total, above = running_sums(points.x - middle, points.y, np.ones((1, points.n)), grid.place)
    sums = squares("discontinuous", total, above, grid, middle)[0]
    knot = int(grid.sets[int(sums.argmin()), 0])
    date = float(grid.knots[knot])
    place = grid.place[knot : knot + 1]
    weights = np.concatenate([np.ones((1, points.n)), row_weights(points, rng, resamples)])
    values = drawn_values(points, rng, resamples + 1)
    if values.ndim == 2:
        values[0] = points.y
    total, above = running_sums(points.x - middle, values, weights, place)
    jumps, changes = _differences(total - above[:, 0], above[:, 0], date - middle)
    cluster, _ = drawing_units(points)
    effective = effective_clusters(cluster)
    jump = interval_of(float(jumps[0]), jumps[1:], effective)
    change = interval_of(float(changes[0]), changes[1:], effective)
    if isinstance(jump, Unknown):
        return Unknown(f"{points.n} rows, jump at {date_of(date)}: {jump.reason}")
    if isinstance(change, Unknown):
        return Unknown(f"{points.n} rows, change of slope at {date_of(date)}: {change.reason}")
    least = float(sums.min())
    gain = score(float(line_squares(total[0])), points.n, 2) - score(least, points.n, parameters_of("discontinuous", 1))
    return Discontinuity(
        f"two lines, before and from the best date between {date_of(start)} and {date_of(end)}, against one; "
        f"{drawn_words(points)} {resamples} times",
        points.n,
        date,
        jump,
        change,
        gain,
        gain > 0 and not (jump.contains(0.0) and change.contains(0.0)),
        points.labels,
        points.data,
    )


def _differences(before: Array, after: Array, at: float) -> tuple[Array, Array]:
    lines = []
    for sums in (before, after):
        n, sx, sy, sxx, sxy, _ = (sums[:, i] for i in range(6))
        with np.errstate(divide="ignore", invalid="ignore"):
            vx = sxx - sx * sx / n
            slope = np.where(vx > 1e-10 * n, (sxy - sx * sy / n) / vx, np.nan)
            lines.append((slope, sy / n + slope * (at - sx / n)))
    return lines[1][1] - lines[0][1], lines[1][0] - lines[0][0]
