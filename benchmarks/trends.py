"""Fits of trends against the libraries others use, on the same rows: the same answers, and the ratio of the times.

Run: uv run --no-project --with numpy --with scipy --with statsmodels --with piecewise-regression --with pwlf
--with-editable . \
         python benchmarks/trends.py
None of the peers is a dependency of flopwatch. Times are CPU seconds of this process, the best of several runs.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from flopwatch.analysis.break_search import best_breaks
from flopwatch.analysis.breaks import fit_broken
from flopwatch.analysis.counts import counts_by_period
from flopwatch.analysis.frontier import record_setters, top_at_release
from flopwatch.analysis.points import Observation, Points, gather
from flopwatch.analysis.resampling import drawn_counts
from flopwatch.statistics.lines import METHODS, least_squares

SIZES = (140, 3_500)
TRUE_KNOT = 2017.0
RESAMPLES = 1_000


def made(n: int, seed: int = 0) -> Points:
    """Rows about a line that bends in 2017, of an organisation for every ninth row."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(2010, 2025, n))
    y = 0.3 * (x - 2010) + 0.4 * np.maximum(x - TRUE_KNOT, 0) + rng.normal(0, 0.8, n)
    maker = rng.integers(0, max(n // 9, 2), n)
    rows = [
        Observation(str(i), float(a), float(10**b), organisation=str(o))
        for i, (a, b, o) in enumerate(zip(x, y, maker, strict=True))
    ]
    points = gather(rows)
    assert isinstance(points, Points)
    return points


def timed(work: Callable[[], Any], runs: int = 3) -> tuple[Any, float]:
    best, found = float("inf"), None
    for _ in range(runs):
        begun = time.process_time()
        found = work()
        best = min(best, time.process_time() - begun)
    return found, best


def squares_with_knot(points: Points, knot: float) -> float:
    """Squares of the residuals of the best continuous line with that knot, by plain least squares for whoever found
    the knot.
    """
    middle = points.x.mean()
    columns = np.stack([np.ones(points.n), points.x - middle, np.maximum(points.x - knot, 0)], axis=1)
    residual = points.y - columns @ np.linalg.lstsq(columns, points.y, rcond=None)[0]
    return float(residual @ residual)


def slopes(points: Points) -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(0)
    ones = np.ones((1, points.n))
    ours, t_ours = timed(lambda: least_squares(points.x, points.y, ones))
    theirs, t_theirs = timed(lambda: sm.OLS(points.y, sm.add_constant(points.x)).fit().params)
    gap = abs(ours[0][0] - theirs[1]) / abs(theirs[1])
    print(
        f"  least squares     n={points.n:>5}: slope {ours[0][0]:.12f}, statsmodels differs by {gap:.1e} (relative); "
        f"{t_theirs / max(t_ours, 1e-6):,.0f}x their time"
    )
    huber = METHODS["huber"][0](points.x, points.y, ones, rng)[0][0]
    centred = sm.add_constant(points.x - points.x.mean())
    peer = sm.RLM(points.y, centred, M=sm.robust.norms.HuberT(1.345)).fit(maxiter=200, tol=1e-12).params[1]
    print(f"  Huber             n={points.n:>5}: slope {huber:.8f}, statsmodels {peer:.8f}")
    quantile = METHODS["quantile"][0](points.x, points.y, ones, rng)[0][0]
    peer = sm.QuantReg(points.y, centred).fit(q=0.9, max_iter=5_000, p_tol=1e-9).params[1]
    print(f"  90% quantile      n={points.n:>5}: slope {quantile:.8f}, statsmodels {peer:.8f}")


def knots(points: Points) -> None:
    import piecewise_regression
    import pwlf

    ours, t_ours = timed(lambda: best_breaks(points, "continuous", 1))
    assert ours is not None
    knot, squared = ours[0][0], squares_with_knot(points, ours[0][0])
    print(f"  one bend          n={points.n:>5}: ours {knot:.4f}, squares {squared:.8f}, {1e3 * t_ours:.2f} ms")

    def by_muggeo() -> float:
        np.random.seed(0)  # noqa: NPY002 the peer draws from the global state
        fit = piecewise_regression.Fit(points.x.tolist(), points.y.tolist(), n_breakpoints=1, n_boot=10)
        return float(fit.get_results()["estimates"]["breakpoint1"]["estimate"])

    def by_pwlf() -> float:
        np.random.seed(0)  # noqa: NPY002 the peer draws from the global state
        return float(pwlf.PiecewiseLinFit(points.x, points.y).fit(2)[1])

    for name, work in (("piecewise-regression", by_muggeo), ("pwlf", by_pwlf)):
        found, t = timed(work, runs=1)
        theirs = squares_with_knot(points, found)
        verdict = "equal or lower" if squared <= theirs * (1 + 1e-9) else "HIGHER"
        print(
            f"    {name:<20} knot {found:.4f}, squares {theirs:.8f}: ours {verdict} ({squared / theirs - 1:+.1e}); "
            f"{t / t_ours:,.0f}x our time"
        )


def search(points: Points) -> None:
    found, t = timed(lambda: fit_broken(points, np.random.default_rng(0)))
    dates = ", ".join(f"{d.p50:.2f} ({d.p5:.2f} to {d.p95:.2f})" for d in found.dates)
    print(
        f"  whole search      n={points.n:>5}: {found.kind}, {dates}; up to 2 breaks of 2 kinds, BIC, 10 folds, "
        f"{RESAMPLES} resamples "
        f"for its interval: {t:.3f} s"
    )


def bootstrap(points: Points) -> None:
    from scipy import stats

    rng = np.random.default_rng(0)

    def ours() -> np.ndarray:
        weights = drawn_counts(rng, RESAMPLES, points.n)
        return least_squares(points.x, points.y, weights)[0]

    def slope(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
        xc = x - x.mean(axis=axis, keepdims=True)
        yc = y - y.mean(axis=axis, keepdims=True)
        return (xc * yc).sum(axis=axis) / (xc * xc).sum(axis=axis)

    def theirs() -> Any:
        return stats.bootstrap(
            (points.x, points.y),
            slope,
            paired=True,
            vectorized=True,
            n_resamples=RESAMPLES,
            method="percentile",
            confidence_level=0.9,
            rng=np.random.default_rng(0),
        )

    drawn, t_ours = timed(ours)
    peer, t_theirs = timed(theirs)
    low, high = np.quantile(drawn, [0.05, 0.95])
    print(
        f"  plain bootstrap   n={points.n:>5}: ours {low:.4f} to {high:.4f}, scipy {peer.confidence_interval.low:.4f} "
        "to "
        f"{peer.confidence_interval.high:.4f}; scipy takes {t_theirs / t_ours:.2f}x our time"
    )


def millions(n: int = 3_000_000) -> None:
    rng = np.random.default_rng(0)
    days = np.sort(rng.integers(0, 16 * 365, n)) / 365 + 2010.0
    y = 18 + 0.4 * (days - 2010) + rng.normal(0, 1, n)
    points = Points(days, y, np.zeros(n), np.zeros(n, np.intp), ())
    records, t = timed(lambda: record_setters(points))
    print(f"  {n:,} rows: record-setters {int(records.sum())} in {t:.3f} s", end="")
    top, t_top = timed(lambda: top_at_release(points, 10))
    print(f"; top 10 at release {int(top.sum())} in {t_top:.3f} s", end="")
    levels = np.arange(18.0, 27.0)
    (begin, numbers), t_counts = timed(lambda: counts_by_period(days, y, levels.tolist()))
    assert numbers[-1].tolist() == [int((y > level).sum()) for level in levels]
    print(f"; 9 thresholds by month ({len(begin)} months) in {t_counts:.3f} s; together {t + t_top + t_counts:.3f} s")


def main() -> None:
    warnings.simplefilter("ignore")  # the peers warn of their own
    print(f"flopwatch against others, Python {sys.version.split()[0]}, numpy {np.__version__}")
    for n in SIZES:
        points = made(n)
        slopes(points)
        knots(points)
        search(points)
        bootstrap(points)
    millions()


if __name__ == "__main__":
    main()
