"""The curve between compute and score: a sigmoid above the chance floor, fitted by least squares and inverted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
STEEPNESS = (0.15, 6.0)  # logits per decade of compute; flatter or steeper curves carry no information
MIDDLE = (17.0, 31.0)  # log10 FLOP
GRID, ZOOMS = 21, 16  # each zoom keeps four cells on either side: the last grid is finer than 1e-6 decades
COARSE = 6  # zooms to a hundredth of a decade


@dataclass(frozen=True)
class Curve:
    """score = chance + (1 - chance) · σ(steepness · (log10 FLOP - middle)), fitted on `n` models."""

    chance: float
    steepness: float
    middle: float
    n: int

    def score(self, log_compute: float) -> float:
        """Return the expected score at a compute, given as log10 FLOP."""
        z = self.steepness * (log_compute - self.middle)
        return float(self.chance + (1 - self.chance) / (1 + np.exp(-z)))

    def implied(self, score: float) -> float | None:
        """Return the log10 FLOP at which the curve has a score; None at or below chance, and at a full score.

        Example:
            >>> curve = Curve(chance=0.25, steepness=1.0, middle=24.0, n=9)
            >>> curve.implied(0.625), curve.implied(0.25)
            (24.0, None)
        """
        share = (score - self.chance) / (1 - self.chance)
        if not 0 < share < 1:
            return None
        return float(self.middle + np.log(share / (1 - share)) / self.steepness)


def fit_curve(log_compute: Array, score: Array, chance: float, *, zooms: int = ZOOMS) -> Curve:
    """Fit the sigmoid by least squares in score; the order of the points does not matter.

    A grid over (log steepness, middle) that zooms in around its best cell: no start value, no missed local optimum
    nearby.

    Args:
        log_compute: log10 FLOP, shape (n,), n ≥ 2.
        score: Fractions, shape (n,).
        chance: The floor, 0 ≤ chance < 1.
        zooms: Number of zoom steps.

    Raises:
        ValueError: If there are fewer than two points, or all at one compute: the curve is then not determined.
    """
    if len(log_compute) < 2 or float(np.ptp(log_compute)) == 0:
        raise ValueError(f"{len(log_compute)} points at one compute do not determine a curve")
    order = np.lexsort((score, log_compute))
    # Beyond these the exponential would overflow, and a curve is flat there.
    x, y = np.clip(log_compute[order], MIDDLE[0] - 50, MIDDLE[1] + 50), score[order]
    low, high = np.log(STEEPNESS[0]), np.log(STEEPNESS[1])
    left, right = MIDDLE
    rise = (y - chance) / (1 - chance)
    for _ in range(zooms):
        steep, middle = np.linspace(low, high, GRID), np.linspace(left, right, GRID)
        z = np.exp(steep)[:, None, None] * (middle[None, :, None] - x)
        np.exp(z, out=z)
        z += 1
        np.reciprocal(z, out=z)
        z -= rise
        miss = np.einsum("abi,abi->ab", z, z)  # in place: the temporary arrays took longer than the sums
        best = np.unravel_index(int(miss.argmin()), (GRID, GRID))
        a, d = float(steep[best[0]]), float(middle[best[1]])
        wide_a, wide_d = 4 * (high - low) / (GRID - 1), 4 * (right - left) / (GRID - 1)
        low, high = max(np.log(STEEPNESS[0]), a - wide_a), min(np.log(STEEPNESS[1]), a + wide_a)
        left, right = max(MIDDLE[0], d - wide_d), min(MIDDLE[1], d + wide_d)
    return Curve(chance, float(np.exp(a)), d, len(x))
