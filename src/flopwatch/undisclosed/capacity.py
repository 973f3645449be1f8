"""Evidence from chips: what a developer's fleet could have trained."""

from __future__ import annotations

import datetime as dt
import math

from flopwatch.catalogue import Capacity, Owners
from flopwatch.statistics import Array, LogNormal
from flopwatch.undisclosed.densities import below, heavy_normal
from flopwatch.undisclosed.known_compute import Traits

LEAD = dt.timedelta(days=180)  # between the middle of a run and its publication
DAYS = LogNormal.from_interval(low=45, high=180)  # length of a run; those at 1e25 FLOP took 60 to 125
LONGEST_DAYS = 180.0  # of a run, as the upper end of `DAYS`
SHARE = LogNormal.from_interval(low=0.05, high=0.60)  # of the fleet in one run: a stated prior, wide on purpose
FLAGSHIP, OPEN_FLAGSHIP, SMALL_FLAGSHIP = 0.7, 0.4, 0.2  # probability that a model was its developer's largest run
_SPAN = 3.0  # decades below the upper end over which a model that is no flagship may lie
_FULL_DAYS = 90.0  # of `Capacity.run_flop`


def capacity_at(traits: Traits, owners: Owners) -> Capacity | None:
    """Return the largest capacity of a model's developers half a year before; None if no row names them."""
    day = traits.day - LEAD
    found = [one for name in traits.developers if (one := owners.capacity_of(name, day))]
    return max(found, key=lambda one: one.h100_equivalents.median, default=None)


def flagship_flop(capacity: Capacity) -> LogNormal:
    """Return the compute of a flagship's run on a fleet, in FLOP.

    H100-equivalents × 989.4e12 FLOP/s × days × share × utilisation
    """
    run = capacity.run_flop
    median = run.median * DAYS.median / _FULL_DAYS * SHARE.median
    return LogNormal(median=median, sigma_dex=math.hypot(run.sigma_dex, DAYS.sigma_dex, SHARE.sigma_dex))


def read_capacity(traits: Traits, capacity: Capacity) -> Array:
    """Return the likelihood of y on the grid: a flagship of this fleet, or any smaller run that fits on it."""
    one, run = flagship_flop(capacity), capacity.run_flop
    weight = SMALL_FLAGSHIP if traits.is_small else OPEN_FLAGSHIP if traits.is_open else FLAGSHIP
    smaller = below(math.log10(run.median), run.sigma_dex) / _SPAN
    return weight * heavy_normal(math.log10(one.median), one.sigma_dex) + (1 - weight) * smaller


def read_ceiling(capacity: Capacity) -> Array:
    """Return the probability, at each y of the grid, that all of a fleet could do such a run in 180 days."""
    run = capacity.run_flop
    return below(math.log10(run.median * LONGEST_DAYS / _FULL_DAYS), run.sigma_dex)
