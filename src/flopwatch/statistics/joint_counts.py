"""Number of uncertain events that occur, if events of one group share a part of their error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from flopwatch.statistics.arrays import Array
from flopwatch.statistics.normal import normal_tail

_STANDARD = NormalDist()
_SURE = 1e-9  # a probability nearer to 0 or 1 than this counts as certain
_EXACT_UP_TO = 4_000  # uncertain events; above, the normal approximation of the sum is closer than a plot can show
# The shared error of a group at equally likely points of the standard normal.
_SHARED = np.array([_STANDARD.inv_cdf((i + 0.5) / 64) for i in range(64)])


def _joined(layers: list[Array]) -> Array:
    """Return the distribution of a sum of independent counts; joined pairwise, so that the cost is n log² n."""
    while len(layers) > 1:
        paired = [np.convolve(a, b) for a, b in zip(layers[::2], layers[1::2], strict=False)]
        layers = paired + ([layers[-1]] if len(layers) % 2 else [])
    return layers[0] if layers else np.array([1.0])


def count_quantiles(
    chances: Array,
    levels: Sequence[float] = (0.05, 0.5, 0.95),
    *,
    groups: Sequence[str] = (),
    share: float = 0.0,
) -> tuple[int, ...]:
    """Return quantiles of the number of events that occur.

        event i occurs if √share × Z_group + √(1 - share) × Z_i > Φ⁻¹(1 - p_i)      (one-factor Gaussian copula)

    The groups are independent of each other. Each event keeps its probability and the mean stays; the more events
    share an error, the wider the count. Above 4 000 uncertain events by the normal law.

    Args:
        chances: Probability of each event, shape (n,).
        levels: The quantiles' levels.
        groups: Group of each event, shape (n,); "" shares with no other. Without groups all are independent.
        share: Share of the error's variance that the events of a group have in common, 0 ≤ share < 1.

    Example:
        >>> count_quantiles(np.array([0.5] * 4 + [1.0] * 10))
        (10, 12, 14)
        >>> count_quantiles(np.array([0.3] * 40)), count_quantiles(np.array([0.3] * 40), groups=["a"] * 40, share=0.25)
        ((7, 12, 17), (2, 11, 26))
    """
    sure = int((chances >= 1 - _SURE).sum())
    is_open = (chances > _SURE) & (chances < 1 - _SURE)
    open_ones = chances[is_open]
    names = [name for name, one in zip(groups, is_open.tolist(), strict=True) if one] if groups and share else []
    blocks, alone = _blocks(open_ones, names)
    conditional = [_given_the_shared(block, share) for block in blocks]
    if open_ones.size > _EXACT_UP_TO:
        spread = math.sqrt(float((alone * (1 - alone)).sum()) + math.fsum(map(_variance, conditional)))
        mean = float(open_ones.sum())
        return tuple(sure + max(0, round(NormalDist(mean, spread).inv_cdf(q))) for q in levels)
    layers = [np.array([1 - p, p]) for p in alone.tolist()] + [_mixed(one) for one in conditional]
    cumulative = np.cumsum(_joined(layers))
    # A cumulative probability that equals the level up to rounding is that quantile.
    return tuple(sure + int(np.searchsorted(cumulative, q - 1e-12)) for q in levels)


def _blocks(chances: Array, names: Sequence[str]) -> tuple[list[Array], Array]:
    """Return the chances of each group of two or more, and those of the events that share with no other."""
    if not names:
        return [], chances
    places: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        if name:
            places.setdefault(name, []).append(i)
    together = [one for one in places.values() if len(one) > 1]
    grouped = {i for one in together for i in one}
    return [chances[one] for one in together], chances[[i for i in range(len(chances)) if i not in grouped]]


def _given_the_shared(chances: Array, share: float) -> Array:
    """Return each event's probability given the shared error, shape (points, events)."""
    limits = np.array([_STANDARD.inv_cdf(1 - p) for p in chances.tolist()])
    return normal_tail((limits - math.sqrt(share) * _SHARED[:, None]) / math.sqrt(1 - share))


def _mixed(conditional: Array) -> Array:
    """Return the distribution of a group's count: Poisson-binomial given the shared error, then the mean over it."""
    mass = np.zeros((conditional.shape[0], conditional.shape[1] + 1))
    mass[:, 0] = 1.0
    for p in conditional.T[:, :, None]:
        mass[:, 1:], mass[:, :1] = mass[:, 1:] * (1 - p) + mass[:, :-1] * p, mass[:, :1] * (1 - p)
    found: Array = mass.mean(axis=0)
    return found


def _variance(conditional: Array) -> float:
    """Return the variance of a group's count: within the shared error, and between."""
    within = (conditional * (1 - conditional)).sum(axis=1).mean()
    return float(within + conditional.sum(axis=1).var())
