"""Prior of the largest runs: a developer with a fleet trains its flagship like its rivals, not like any model."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from flopwatch.statistics import Array
from flopwatch.undisclosed.densities import heavy_normal
from flopwatch.undisclosed.known_compute import KnownCompute, Traits

GROWTH_DEX = 0.65  # of the largest runs, decades a year: 4.5 times, docs/methods/trends.md
LARGEST = 5  # known models that the frontier is read from
YEARS = 3.0  # by which they may be older or newer
BEHIND_DEX, SPREAD_DEX = 0.3, 0.5  # of a flagship against the mean of the largest: stated, nine rows fit nothing
LEAST_FLEET = 20_000.0  # H100-equivalents of a developer with a fleet
# Probability that a model is such a flagship, by what is known of it.
FLEET_CLOSED, FLEET_OPEN, CLOSED, OTHER = 0.7, 0.3, 0.1, 0.02


@dataclasses.dataclass(frozen=True)
class Frontier:
    """The largest runs at a date.

    Args:
        log_compute: Mean of log10 compute of the largest, moved to the date, in FLOP.
        weight: Probability that the model is a flagship like them.
    """

    log_compute: float
    weight: float

    def mixed(self, prior: Array) -> Array:
        """Return a prior on the grid with the flagship's part."""
        runs = heavy_normal(self.log_compute - BEHIND_DEX, SPREAD_DEX)
        return (1 - self.weight) * prior + self.weight * runs


def frontier_at(traits: Traits, known: Sequence[KnownCompute], fleet: float | None) -> Frontier | None:
    """Return the largest runs around a model's date; None if fewer than five known models are near.

        mean of the 5 largest of  y_i + 0.65 × (t - t_i),   |t - t_i| ≤ 3 years

    Args:
        traits: The model.
        known: The known models.
        fleet: H100-equivalents of its developer, or None.
    """
    since = np.array([traits.years - one.traits.years for one in known])
    near = np.abs(since) <= YEARS
    moved = np.sort(np.array([one.log_compute for one in known])[near] + GROWTH_DEX * since[near])
    if len(moved) < LARGEST:
        return None
    weight = OTHER
    if not traits.is_small and traits.is_language:
        has_fleet = fleet is not None and fleet >= LEAST_FLEET
        weight = (FLEET_OPEN if traits.is_open else FLEET_CLOSED) if has_fleet else OTHER if traits.is_open else CLOSED
    return Frontier(float(np.mean(moved[-LARGEST:])), weight)
