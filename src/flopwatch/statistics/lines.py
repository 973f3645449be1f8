"""Line fits by four methods: least squares, Theil-Sen, Huber, quantile regression. Weights are repetition counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from flopwatch.statistics.arrays import Array

HUBER_K = 1.345  # 95% efficiency where errors are normal: Huber (1981)
_MAD = 1.4826022185056018  # median absolute deviation to standard deviation, for normal errors
_MOST_PAIRS = 50_000
_MOST_ROWS_PAIRED = 4_000
_DRAWN_PAIRS = 1_000_000
_GOLDEN = 0.6180339887498949


def least_squares(x: Array, y: Array, weights: Array) -> tuple[Array, Array]:
    """Fit lines by least squares, one for each row of weights, in closed form.

        slope = sum w (x - mx)(y - my) / sum w (x - mx)^2,   intercept = my - slope mx

    Args:
        x: Shape (n,).
        y: Shape (n,), or (resamples, n) if each resample has its own values.
        weights: Shape (resamples, n): repetition count of each row.

    Returns:
        Slopes and intercepts, shape (resamples,); NaN for a resample with only one distinct x.

    Example:
        >>> slope, intercept = least_squares(np.array([0., 1., 2.]), np.array([1., 3., 5.]), np.ones((1, 3)))
        >>> float(slope[0]), float(intercept[0])
        (2.0, 1.0)
    """
    middle = x.mean()
    # Decimal years squared lose six digits, so x is centred first.
    xc = x - middle
    total = weights.sum(axis=1)
    mean_x = weights @ xc / total
    weighted = weights * y
    mean_y = weighted.sum(axis=1) / total
    sxx = weights @ (xc * xc) - total * mean_x**2
    sxy = weighted @ xc - total * mean_x * mean_y
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(sxx > 1e-12 * total, sxy / sxx, np.nan)
    return slope, mean_y - slope * (mean_x + middle)


def theil_sen(x: Array, y: Array, weights: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Fit lines by the median slope over all pairs of rows on different dates (50 000 pairs if resamples have more;
    a million random pairs above 4 000 rows).

    Source:
        Sen (1968), "Estimates of the regression coefficient based on Kendall's tau".
    """
    if x.size <= _MOST_ROWS_PAIRED:
        i, j = np.triu_indices(x.size, 1)
    else:  # all pairs of 100 000 rows would be 5e9; a million random pairs give the same answer
        i, j = rng.integers(x.size, size=(2, _DRAWN_PAIRS))
    distinct = x[i] != x[j]
    i, j = i[distinct], j[distinct]
    if weights.shape[0] > 1 and i.size > _MOST_PAIRS:
        some = rng.choice(i.size, _MOST_PAIRS, replace=False)
        i, j = i[some], j[some]
    slopes = np.empty(weights.shape[0])
    intercepts = np.empty(weights.shape[0])
    for b, w in enumerate(weights):
        yb = y[b] if y.ndim == 2 else y
        pairs = (yb[j] - yb[i]) / (x[j] - x[i])
        slopes[b] = _weighted_quantile(pairs, w[i] * w[j])
        intercepts[b] = _weighted_quantile(yb - slopes[b] * x, w)
    return slopes, intercepts


def _weighted_quantile(values: Array, weights: Array, share: float = 0.5) -> float:
    """Return the weighted quantile; between two values, their midpoint, as for the plain median."""
    counted = weights > 0
    values, weights = values[counted], weights[counted]
    if not values.size:
        return float("nan")
    order = np.argsort(values, kind="stable")
    values, running = values[order], np.cumsum(weights[order])
    at = share * running[-1]
    low = values[np.searchsorted(running, at - 1e-9 * running[-1])]
    high = values[min(np.searchsorted(running, at + 1e-9 * running[-1]), values.size - 1)]
    return float((low + high) / 2)


def huber(x: Array, y: Array, weights: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Fit lines by Huber's regression: a residual beyond 1.345 scales counts linearly, not squared.

    Reweighted until no slope moves by 1e-9; the scale is 1.4826 × the median absolute residual of the previous fit.
    """
    y2 = np.broadcast_to(y, weights.shape)
    slope, intercept = least_squares(x, y, weights)
    for _ in range(100):
        residual = np.abs(y2 - slope[:, None] * x - intercept[:, None])
        scale = np.array([_weighted_quantile(r, w) for r, w in zip(residual, weights, strict=True)]) * _MAD
        scale = np.maximum(scale, 1e-12)
        factor = np.minimum(1.0, HUBER_K * scale[:, None] / np.maximum(residual, 1e-300))
        before = slope
        slope, intercept = least_squares(x, y, weights * factor)
        if np.nanmax(np.abs(slope - before), initial=0.0) < 1e-9:
            break
    return slope, intercept


def quantile_line(
    x: Array, y: Array, weights: Array, rng: np.random.Generator, *, share: float = 0.9
) -> tuple[Array, Array]:
    """Fit the line with `share` of the rows below it: minimise |residual|, weighted share above and 1 - share below.

    For a given slope the best intercept is that quantile of the residuals, and the loss is convex in the slope, so it
    is bracketed around the least-squares slope and minimised by golden-section search to 1e-9 of the bracket.

    Source:
        Koenker and Bassett (1978), "Regression quantiles".
    """
    y2 = np.broadcast_to(y, weights.shape)
    middle = x.mean()
    xc = x - middle
    start, _ = least_squares(xc, y, weights)
    start = np.nan_to_num(start)

    def loss(slope: Array) -> tuple[Array, Array]:
        residual = y2 - slope[:, None] * xc
        order = np.argsort(residual, axis=1)
        ordered = np.take_along_axis(residual, order, axis=1)
        running = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
        place = (running < share * running[:, -1:] * (1 - 1e-12)).sum(axis=1)
        level = ordered[np.arange(slope.size), np.minimum(place, x.size - 1)]
        off = residual - level[:, None]
        return (weights * np.where(off > 0, share * off, (share - 1) * off)).sum(axis=1), level

    half = np.full(start.size, 4 * max(float(np.std(y2)), 1e-9) / max(float(np.std(xc)), 1e-9))
    low, high = start - half, start + half
    for _ in range(60):  # widen until both ends are worse than the middle
        mid = loss((low + high) / 2)[0]
        left, right = loss(low)[0] < mid, loss(high)[0] < mid
        if not (left | right).any():
            break
        width = high - low
        low, high = np.where(left, low - width, low), np.where(right, high + width, high)
    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    fa, fb = loss(a)[0], loss(b)[0]
    for _ in range(50):
        lower = fa <= fb
        high, low = np.where(lower, b, high), np.where(lower, low, a)
        a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        fa, fb = loss(a)[0], loss(b)[0]
    slope = (low + high) / 2
    return slope, loss(slope)[1] - slope * middle


def _ols(x: Array, y: Array, weights: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    return least_squares(x, y, weights)


Line = Callable[[Array, Array, Array, np.random.Generator], tuple[Array, Array]]
METHODS: dict[str, tuple[Line, str]] = {
    "ols": (_ols, "least squares"),
    "theil-sen": (theil_sen, "Theil-Sen (median of the slopes of all pairs)"),
    "huber": (huber, "Huber's regression (k = 1.345)"),
    "quantile": (quantile_line, "regression of the 90% quantile"),
}
