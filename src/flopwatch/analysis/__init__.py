"""How the field grows: points in time, lines through their logarithms, breaks, the frontier; every fit a record with its
rows. No disk, network, screen or clock; randomness comes in as `rng`."""

from flopwatch.analysis.breaks import (
    Broken,
    Candidate,
    Discontinuity,
    best_breaks,
    break_within,
    choose,
    fit_broken,
    weigh,
)
from flopwatch.analysis.frontier import (
    Lag,
    fit_frontier,
    lag_behind,
    record_setters,
    top_at_release,
    years_behind,
)
from flopwatch.analysis.growth import Growth, Power, doubling_months, fit_growth, fit_power
from flopwatch.analysis.lines import METHODS
from flopwatch.analysis.points import (
    BARE_YEARS,
    CLUSTERS,
    Interval,
    Observation,
    Points,
    date_of,
    decimal_year,
    gather,
    placed,
)
from flopwatch.analysis.resampling import RESAMPLES
from flopwatch.analysis.segments import KINDS, MOST_BREAKS

__all__ = [
    "BARE_YEARS", "CLUSTERS", "KINDS", "METHODS", "MOST_BREAKS", "RESAMPLES", "Broken", "Candidate", "Discontinuity",
    "Growth", "Interval", "Lag", "Observation", "Points", "Power", "best_breaks", "break_within", "choose", "date_of",
    "decimal_year", "doubling_months", "fit_broken", "fit_frontier", "fit_growth", "fit_power", "gather", "lag_behind", "placed",
    "record_setters", "top_at_release", "weigh", "years_behind",
]  # fmt: skip
