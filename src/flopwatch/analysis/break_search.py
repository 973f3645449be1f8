"""Least-squares break dates of a piecewise line: grid search, refined grid, then the exact optimum."""

from __future__ import annotations

import numpy as np

from flopwatch.analysis.points import Points
from flopwatch.statistics import Array, BreakGrid, design, fewest_rows, grid_for, running_sums, squares

_POLISH = 2  # times the grid is refined around its best date, each time tenfold
_STEPS = 8  # iterations from there to the exact optimum


def best_breaks(points: Points, kind: str, breaks: int) -> tuple[tuple[float, ...], float] | None:
    """Return the least-squares break dates and their residual sum of squares; None if the rows are too few.

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> years = [2010 + i / 10 for i in range(100)]
        >>> made = gather([Observation("", t, 10 ** (0.2 * (t - 2010) + 0.8 * max(t - 2016, 0))) for t in years])
        >>> dates, _ = best_breaks(made, "continuous", 1)
        >>> f"{dates[0]:.2f}"
        '2016.00'
    """
    grid = grid_for(points.x, breaks)
    if not len(grid.sets):
        return None
    middle = float(points.x.mean())
    ones = np.ones((1, points.n))

    def tried(grid: BreakGrid) -> Array:
        total, above = running_sums(points.x - middle, points.y, ones, grid.place)
        out: Array = squares(kind, total, above, grid, middle)[0]
        return out

    sums = tried(grid)
    at = int(sums.argmin())
    dates, least = list(grid.knots[grid.sets[at]]), float(sums[at])
    step = float(grid.knots[1] - grid.knots[0]) if grid.knots.size > 1 else 0.0
    for _ in range(_POLISH if kind == "continuous" and step else 0):
        for i in range(breaks):
            # The sum of squares has a kink at each row, so the best date may be a row's own: those are tried too.
            near = points.x[
                np.searchsorted(points.x, dates[i] - step) : np.searchsorted(points.x, dates[i] + step, "right")
            ]
            fine = np.unique(
                np.concatenate(
                    [
                        np.clip(np.linspace(dates[i] - step, dates[i] + step, 21), points.x[0], points.x[-1]),
                        near[:: max(1, near.size // 100)],
                    ]
                )
            )
            knots = np.sort(np.concatenate([fine, [k for j, k in enumerate(dates) if j != i]]))
            others = [int(np.searchsorted(knots, k)) for j, k in enumerate(dates) if j != i]
            sets = np.array([sorted([*others, int(np.searchsorted(knots, k))]) for k in fine], dtype=np.intp)
            sets = sets[(np.diff(sets, axis=1) > 0).all(axis=1)]
            place = np.searchsorted(points.x, knots, side="left").astype(np.intp)
            edges = np.concatenate(
                [np.zeros((len(sets), 1), int), place[sets], np.full((len(sets), 1), points.n)], axis=1
            )
            sets = sets[(np.diff(edges, axis=1) >= fewest_rows(points.n)).all(axis=1)]
            if not len(sets):
                continue
            sums = tried(BreakGrid(knots, place, sets))
            if float(sums.min()) <= least:
                least, dates = float(sums.min()), list(knots[sets[int(sums.argmin())]])
        step /= 10
    found = tuple(float(k) for k in dates)
    return _settled(points, found) if kind == "continuous" else (found, squares_at(points, kind, found))


def _settled(points: Points, breaks: tuple[float, ...]) -> tuple[tuple[float, ...], float]:
    """Return the nearest exact optimum of the breaks: between two rows the sum of squares is smooth, and each step
    solves the linearised problem.

    Source:
        Muggeo (2003), "Estimating regression models with unknown break-points".
    """
    least, best = squares_at(points, "continuous", breaks), np.array(breaks)
    few, tried = fewest_rows(points.n), best
    middle = float(points.x.mean())
    xc = points.x - middle
    for _ in range(_STEPS):
        over = points.x[:, None] > tried[None, :]
        hinges = np.where(over, points.x[:, None] - tried[None, :], 0.0)
        columns = np.concatenate([np.ones((points.n, 1)), xc[:, None], hinges, -over.astype(float)], axis=1)
        fitted = np.linalg.lstsq(columns, points.y, rcond=None)[0]
        bends, jumps = fitted[2 : 2 + tried.size], fitted[2 + tried.size :]
        if not np.all(np.abs(bends) > 1e-12):
            break
        moved = tried + jumps / bends
        edges = np.concatenate([[0], np.searchsorted(points.x, moved), [points.n]])
        if not np.all(np.diff(edges) >= few):
            break
        squared = squares_at(points, "continuous", tuple(moved.tolist()))
        if not squared < least:
            break
        done = least - squared <= 1e-12 * least
        least, best, tried = squared, moved, moved
        if done:
            break
    return tuple(float(k) for k in best), least


def squares_at(points: Points, kind: str, breaks: tuple[float, ...]) -> float:
    """Return the residual sum of squares at these breaks, computed from the rows: cumulative sums lose digits when fits
    are exact.
    """
    residual = points.y - fitted_values(points, points.x, kind, breaks)
    return float(residual @ residual)


def fitted_values(points: Points, at: Array, kind: str, breaks: tuple[float, ...]) -> Array:
    """Fit a piecewise line with given breaks to log10 values by least squares; return its values at `at`."""
    middle = float(points.x.mean())
    moved = tuple(k - middle for k in breaks)
    form = kind if breaks else "continuous"
    coefficients = np.linalg.lstsq(design(form, points.x - middle, moved), points.y, rcond=None)[0]
    fitted: Array = design(form, at - middle, moved) @ coefficients
    return fitted
