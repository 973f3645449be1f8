"""Tables in, tables out: what is known of how many models, where sources disagree, how the field grows, where the frontier is.

Every fit is a record with its rows. No disk, network, screen or clock; randomness comes in as `rng`.
"""

from flopwatch.analysis.breaks import Broken, Candidate, best_breaks, choose, fit_broken, weigh
from flopwatch.analysis.closed_form import Line, fit_line, student_95
from flopwatch.analysis.counts import (
    Count,
    Counter,
    count_quantiles,
    counts_by_period,
    poisson_binomial,
    shares,
)
from flopwatch.analysis.counts import (
    Share as GroupShare,
)
from flopwatch.analysis.coverage import COVERED, Coverage, Disagreement, FieldCoverage, Share, coverage
from flopwatch.analysis.discontinuity import Discontinuity, break_within
from flopwatch.analysis.entries import (
    NOT_STATED,
    WAYS,
    Entry,
    Field,
    entries_of_census,
    entries_of_claims,
    flop,
)
from flopwatch.analysis.eras import Era, eras
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
    "Era",
    "eras",
    "flop",
    "entries_of_claims",
    "entries_of_census",
    "Field",
    "Entry",
    "WAYS",
    "NOT_STATED",
    "shares",
    "poisson_binomial",
    "counts_by_period",
    "count_quantiles",
    "GroupShare",
    "Counter",
    "Count",
    "BARE_YEARS",
    "Broken",
    "CLUSTERS",
    "COVERED",
    "Candidate",
    "Coverage",
    "Disagreement",
    "Discontinuity",
    "FieldCoverage",
    "Growth",
    "Interval",
    "KINDS",
    "Lag",
    "Line",
    "METHODS",
    "MOST_BREAKS",
    "Observation",
    "Points",
    "Power",
    "RESAMPLES",
    "Share",
    "best_breaks",
    "break_within",
    "choose",
    "coverage",
    "date_of",
    "decimal_year",
    "doubling_months",
    "fit_broken",
    "fit_frontier",
    "fit_growth",
    "fit_line",
    "fit_power",
    "gather",
    "lag_behind",
    "placed",
    "record_setters",
    "student_95",
    "top_at_release",
    "weigh",
    "years_behind",
]
