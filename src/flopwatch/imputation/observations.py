"""Scores as log odds, and a straight line per benchmark through them: shared by two members of the ensemble."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.imputation.sigmoids import Array
from flopwatch.imputation.training_set import ScoredModel

FEWEST_ON_CURVE = 6  # models that a benchmark under one harness needs for a curve of its own
EDGE = 0.02  # shares of the way from chance to full score nearer to either end than this are clipped to it
READING_ERROR = 0.04  # of a share: settings, samples, rounding
SLOPE_RIDGE = 4.0  # prior weight, in models, that a benchmark has the median slope
FLATTEST = 0.05  # logits per decade: never negative, so that a higher score never means less compute
LEAST_NOISE = 0.1  # logits

Key = tuple[str, str]  # benchmark, harness
Line = tuple[float, float, float]  # level, slope, and a variance around it


@dataclass(frozen=True, eq=False)
class Observed:
    """The scores that lines are fitted to; every array has shape (models, keys).

    Args:
        keys: (benchmark, harness) with enough models.
        y: Log odds of the share of the way from chance to full score; 0 where untested.
        seen: 1 where tested, else 0.
        reading: Variance of the log odds from the error of reading a score.
    """

    keys: tuple[Key, ...]
    y: Array
    seen: Array
    reading: Array

    def share(self) -> Array:
        """Return scores rescaled from chance (0) to full score (1), clipped at both ends; 0 where untested."""
        return np.asarray(self.seen / (1 + np.exp(-self.y)))


def observe(models: Sequence[ScoredModel], chance: Mapping[str, float]) -> Observed:
    """Collect the scores on every benchmark of known floor that FEWEST_ON_CURVE models have."""
    count = Counter(key for m in models for key in m.scores if key[0] in chance)
    keys = tuple(sorted(key for key, n in count.items() if n >= FEWEST_ON_CURVE))
    score = np.array([[m.scores.get(key, np.nan) for key in keys] for m in models]).reshape(len(models), len(keys))
    floor = np.array([chance[key[0]] for key in keys])
    seen = ~np.isnan(score)
    share = np.clip(np.where(seen, (score - floor) / (1 - floor), 0.5), EDGE, 1 - EDGE)
    return Observed(
        keys,
        np.log(share / (1 - share)),
        seen.astype(np.float64),
        (READING_ERROR / (share * (1 - share))) ** 2,
    )


def log_odds(score: float, chance: float) -> tuple[float, float]:
    """Return the log odds of a score rescaled to 0 at chance and 1 at full marks, clipped at both ends, and the
    variance that its reading adds.
    """
    share = min(max((score - chance) / (1 - chance), EDGE), 1 - EDGE)
    return math.log(share / (1 - share)), (READING_ERROR / (share * (1 - share))) ** 2


def lines(theta: Array, var: Array, observed: Observed, noise: Array) -> tuple[Array, Array, Array]:
    """Fit each benchmark's level, slope (shrunk to the median) and noise, by weighted least squares with uncertain θ.

    Args:
        theta: The covariate of the log odds, shape (models,).
        var: Its variances.
        observed: The scores.
        noise: Variances around the lines so far, shape (keys,).
    """
    y, seen = observed.y, observed.seen
    w = seen / (noise + observed.reading)
    total, count = w.sum(0), seen.sum(0)
    mean_t, mean_y = (w * theta[:, None]).sum(0) / total, (w * y).sum(0) / total
    dt = theta[:, None] - mean_t
    sxx, sxy = (w * (dt**2 + var[:, None])).sum(0), (w * dt * (y - mean_y)).sum(0)
    typical = float(np.median(sxy / sxx))
    ridge = SLOPE_RIDGE * total / count
    slope = np.maximum((sxy + ridge * typical) / (sxx + ridge), FLATTEST)
    alpha = mean_y - slope * mean_t
    miss = (y - alpha - slope * theta[:, None]) ** 2 + slope**2 * var[:, None] - observed.reading
    return alpha, slope, np.maximum((seen * miss).sum(0) / count, LEAST_NOISE**2)


def by_key(observed: Observed, alpha: Array, slope: Array, variance: Array) -> dict[Key, Line]:
    """Return the lines by (benchmark, harness)."""
    return {
        key: (float(a), float(s), float(v)) for key, a, s, v in zip(observed.keys, alpha, slope, variance, strict=True)
    }
