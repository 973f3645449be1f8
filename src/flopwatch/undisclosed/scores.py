"""Scores of a retrodiction: log score, CRPS, coverage, bias, and paired differences by bootstrap over developers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.statistics import Array, clopper_pearson
from flopwatch.undisclosed.retrodiction import OURS, Retrodicted

DRAWS, SEED = 10_000, 24
FRONTIER_LOG = 25.0


@dataclass(frozen=True)
class ScoreRow:
    """Scores of one method on one set of rows; every interval is 90%.

    Args:
        split: `forward` or `developer`.
        subset: `>=1e24` or `>=1e25`.
        method: The method.
        n: Rows.
        abstained: Rows on which it abstained and is the base rate.
        log_score: Mean -ln density per decade; lower is better.
        crps: Mean CRPS in decades; lower is better.
        covered: Rows whose compute is in the 90% interval.
        coverage: Their exact binomial interval, low and high.
        bias: Geometric mean of true over median.
        bias_interval: Its interval by bootstrap over developers.
        interval_factor: Median of p95 / p50.
        log_score_gain: Our mean log score minus this method's, with its interval; below 0 ours is better.
        crps_gain: The same of the CRPS.
        uncut_log_score: Mean log score of the densities that are not cut at 1e24.
        uncut_crps: The same of the CRPS.
    """

    split: str
    subset: str
    method: str
    n: int
    abstained: int
    log_score: float
    crps: float
    covered: int
    coverage: tuple[float, float]
    bias: float
    bias_interval: tuple[float, float]
    interval_factor: float
    log_score_gain: tuple[float, float, float]
    crps_gain: tuple[float, float, float]
    uncut_log_score: float
    uncut_crps: float


def score(rows: Sequence[Retrodicted]) -> tuple[ScoreRow, ...]:
    """Return the scores of every method on every split and subset."""
    found = []
    for split in dict.fromkeys(one.split for one in rows):
        for subset, least in ((">=1e24", 0.0), (">=1e25", FRONTIER_LOG)):
            some = [one for one in rows if one.split == split and one.row.log_compute >= least]
            if some:
                found += [_score(some, split, subset, name) for name in some[0].densities]
    return tuple(found)


def _score(rows: Sequence[Retrodicted], split: str, subset: str, method: str) -> ScoreRow:
    truth = np.array([one.row.log_compute for one in rows])
    ours, theirs = [one.cut(OURS) for one in rows], [one.cut(method) for one in rows]
    logs, ranks = (
        np.array(
            [[getattr(density, kind)(y) for density, y in zip(some, truth, strict=True)] for some in (ours, theirs)]
        )
        for kind in ("log_score", "crps")
    )
    middles, ends = (np.array([one.quantile(p) for one in theirs]) for p in (0.5, 0.95))
    starts = np.array([one.quantile(0.05) for one in theirs])
    covered = int(np.sum((starts <= truth) & (truth <= ends)))
    draws = _draws([one.row.traits.developer for one in rows])
    off = draws @ (truth - middles) / draws.sum(1)
    return ScoreRow(
        split,
        subset,
        method,
        len(rows),
        sum(method in one.abstained for one in rows),
        float(logs[1].mean()),
        float(ranks[1].mean()),
        covered,
        clopper_pearson(covered, len(rows), 0.9),
        float(10 ** np.mean(truth - middles)),
        (float(10 ** np.quantile(off, 0.05)), float(10 ** np.quantile(off, 0.95))),
        float(10 ** np.median(ends - middles)),
        _gain(logs, draws),
        _gain(ranks, draws),
        float(np.mean([one.densities[method].log_score(y) for one, y in zip(rows, truth, strict=True)])),
        float(np.mean([one.densities[method].crps(y) for one, y in zip(rows, truth, strict=True)])),
    )


def _draws(developers: Sequence[str]) -> Array:
    """Return how often each row is in each bootstrap sample of whole developers, shape (draws, rows)."""
    names, codes = np.unique(np.asarray(developers), return_inverse=True)
    rng = np.random.default_rng(SEED)
    counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    return np.asarray(counts[:, codes], dtype=float)


def _gain(both: Array, draws: Array) -> tuple[float, float, float]:
    difference = both[0] - both[1]
    means = draws @ difference / draws.sum(1)
    return float(difference.mean()), float(np.quantile(means, 0.05)), float(np.quantile(means, 0.95))
