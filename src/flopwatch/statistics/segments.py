"""Residual sums of squares of piecewise lines over a grid of break dates, in closed form from cumulative sums."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from flopwatch.statistics.arrays import Array, Indices

KINDS: tuple[str, ...] = ("continuous", "discontinuous")
GRID = 200  # break dates tried for one break
_COMBINATIONS = {1: GRID, 2: 60, 3: 24}  # grid by number of breaks: 200, 1 770 and 2 024 sets of dates
MOST_BREAKS = max(_COMBINATIONS)


@dataclass(frozen=True)
class BreakGrid:
    """Candidate break dates.

    Args:
        knots: Decimal years, shape (K,), ascending.
        place: Number of rows dated before each knot, shape (K,).
        sets: Indices of knots used together, shape (sets, breaks).
    """

    knots: Array
    place: Indices
    sets: Indices


def fewest_rows(n: int) -> int:
    """Return the minimum number of rows in a segment: a tenth of all, at least 5. With fewer, any two odd rows would
    make a break.
    """
    return max(5, -(-n // 10))


def grid_for(x: Array, breaks: int, *, start: float | None = None, end: float | None = None) -> BreakGrid:
    """Return break dates evenly spaced in time that leave each segment enough rows and two dates; may be empty.

    Args:
        x: Decimal years, ascending, shape (n,).
        breaks: Number of breaks, 1 to 3.
        start: Earliest date to try; the earliest that the rows allow by default.
        end: Latest date to try.
    """
    few = fewest_rows(x.size)
    empty = BreakGrid(np.empty(0), np.empty(0, np.intp), np.empty((0, breaks), np.intp))
    if x.size < few * (breaks + 1):
        return empty
    low, high = float(x[few - 1]), float(x[x.size - few])
    low, high = max(low, start) if start else low, min(high, end) if end else high
    if not low <= high:
        return empty
    knots = np.unique(np.linspace(low, high, _COMBINATIONS[breaks]))
    place = np.searchsorted(x, knots, side="left").astype(np.intp)
    sets = np.array(list(itertools.combinations(range(knots.size), breaks)), dtype=np.intp).reshape(-1, breaks)
    edges = np.concatenate(
        [np.zeros((len(sets), 1), np.intp), place[sets], np.full((len(sets), 1), x.size, np.intp)], axis=1
    )
    enough = (np.diff(edges, axis=1) >= few).all(axis=1)
    first, last = x[np.minimum(edges[:, :-1], x.size - 1)], x[np.maximum(edges[:, 1:] - 1, 0)]
    return BreakGrid(knots, place, sets[enough & (last > first).all(axis=1)])


def running_sums(x: Array, y: Array, weights: Array, place: Indices) -> tuple[Array, Array]:
    """Return weighted sums of (1, x, y, xx, xy, yy): over all rows, (resamples, 6), and from each knot on, (resamples,
    K, 6).

    Args:
        x: Shape (n,), ascending, centred.
        y: Shape (n,) or (resamples, n).
        weights: Shape (resamples, n).
        place: Number of rows before each knot, shape (K,), ascending.
    """
    edges = np.concatenate([[0], place, [x.size]])
    parts = np.zeros((weights.shape[0], edges.size - 1, 6))
    shared = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1) if y.ndim == 1 else None
    for i, (a, b) in enumerate(itertools.pairwise(edges)):
        if a == b:
            continue
        w, xs = weights[:, a:b], x[a:b]
        if shared is not None:
            parts[:, i] = w @ shared[a:b]
        else:
            wy = w * y[:, a:b]
            parts[:, i, :2], parts[:, i, 3] = w @ np.stack([np.ones_like(xs), xs], axis=1), w @ (xs * xs)
            parts[:, i, 2], parts[:, i, 4] = wy.sum(axis=1), wy @ xs
            parts[:, i, 5] = (wy * y[:, a:b]).sum(axis=1)
    above = np.cumsum(parts[:, ::-1], axis=1)[:, ::-1]
    return above[:, 0], above[:, 1:]


def squares(kind: str, total: Array, above: Array, grid: BreakGrid, middle: float) -> Array:
    """Return the residual sum of squares of the best piecewise line for each set of breaks, shape (resamples, sets).

    Args:
        kind: `continuous`: the slope changes at a break; `discontinuous`: slope and level change.
        total: From `running_sums`.
        above: From `running_sums`.
        grid: The breaks.
        middle: The value subtracted from x.
    """
    if kind == "continuous":
        return _continuous(total, above, grid.knots - middle, grid.sets)
    return _discontinuous(total, above, grid.sets)


def line_squares(sums: Array) -> Array:
    """Return the residual sum of squares of the best line, from sums (1, x, y, xx, xy, yy) on the last axis."""
    n, sx, sy, sxx, sxy, syy = np.moveaxis(sums, -1, 0)
    count = np.maximum(n, 1e-300)
    vx, cxy, vy = sxx - sx * sx / count, sxy - sx * sy / count, syy - sy * sy / count
    explained = np.where(vx > 1e-10 * count, cxy * cxy / np.where(vx > 0, vx, 1.0), 0.0)
    out: Array = np.maximum(vy - explained, 0.0)
    return out


def _discontinuous(total: Array, above: Array, sets: Indices) -> Array:
    chosen = above[:, sets]  # (resamples, sets, breaks, 6)
    whole = np.broadcast_to(total[:, None, None, :], (*chosen.shape[:2], 1, 6))
    edges = np.concatenate([whole, chosen, np.zeros_like(whole)], axis=2)
    out: Array = line_squares(edges[:, :, :-1] - edges[:, :, 1:]).sum(axis=2)
    return out


def _continuous(total: Array, above: Array, knots: Array, sets: Indices) -> Array:
    # Each hinge (x - k)+ is regressed on 1 and x; its residual explains the rest (Frisch-Waugh-Lovell).
    n, sx, sy, sxx, sxy, _ = (total[:, i, None] for i in range(6))
    na, xa, ya, xxa, xya = (above[:, :, i] for i in range(5))
    vx, cxy = sxx - sx * sx / n, sxy - sx * sy / n
    vx = np.where(vx > 0, vx, np.inf)
    h, hx, hy = xa - knots * na, xxa - knots * xa, xya - knots * ya
    cx, cy = hx - h * sx / n, hy - h * sy / n
    v = cy - cx * cxy / vx
    breaks = sets.shape[1]

    def gram(i: Indices, j: Indices) -> Array:
        both = xxa[:, j] - (knots[i] + knots[j]) * xa[:, j] + knots[i] * knots[j] * na[:, j]  # i before j
        rest: Array = both - h[:, i] * h[:, j] / n - cx[:, i] * cx[:, j] / vx
        return rest

    if breaks == 1:
        i = sets[:, 0]
        m = gram(i, i)
        gain = np.where(m > 1e-10 * n, v[:, i] ** 2 / np.where(m > 0, m, 1.0), 0.0)
    elif breaks == 2:
        # Two unknowns in closed form: solving thousands of 2 × 2 systems one by one took a third of the search time.
        i, j = sets[:, 0], sets[:, 1]
        ridge = 1e-9 * n
        m_ii, m_jj, m_ij = gram(i, i) + ridge, gram(j, j) + ridge, gram(i, j)
        v_i, v_j = v[:, i], v[:, j]
        gain = (v_i * v_i * m_jj - 2 * v_i * v_j * m_ij + v_j * v_j * m_ii) / (m_ii * m_jj - m_ij * m_ij)
    else:
        matrix = np.empty((total.shape[0], len(sets), breaks, breaks))
        for p, q in itertools.combinations_with_replacement(range(breaks), 2):
            matrix[:, :, p, q] = matrix[:, :, q, p] = gram(sets[:, p], sets[:, q])
        # A resample may have no row between two knots: a small ridge on the diagonal keeps the system solvable.
        matrix[:, :, range(breaks), range(breaks)] += 1e-9 * n[:, :, None]
        side = v[:, sets]
        gain = (side * np.linalg.solve(matrix, side[..., None])[..., 0]).sum(axis=-1)
    return np.maximum(line_squares(total)[:, None] - gain, 0.0)


def design(kind: str, x: Array, breaks: tuple[float, ...]) -> Array:
    """Return the design matrix of a piecewise line: continuous 1, x, (x - k)+ …; discontinuous 1 and x per segment."""
    if kind == "continuous":
        return np.stack([np.ones_like(x), x, *(np.maximum(x - k, 0.0) for k in breaks)], axis=1)
    part = np.searchsorted(np.array(breaks), x, side="right")
    columns = [column * (part == i) for i in range(len(breaks) + 1) for column in (np.ones_like(x), x)]
    return np.stack(columns, axis=1)
