"""Counts, coverage, growth, breaks and the frontier: tables in, tables out.

Every fit is a record with its rows. Randomness comes in as `rng`.
"""

from flopwatch.analysis.breaks import Broken, fit_broken
from flopwatch.analysis.closed_form import FittedLine, fit_line
from flopwatch.analysis.compute_eras import eras
from flopwatch.analysis.conflict_ranks import RankedConflict, rank_conflicts
from flopwatch.analysis.counts import Count, Counter, counts_by_period, shares
from flopwatch.analysis.disclosure import DISCLOSED, DeveloperDisclosed, disclosure_by_developer, disclosure_score
from flopwatch.analysis.discontinuity import Discontinuity, break_within
from flopwatch.analysis.entries import WAYS, Entry, Population, entries_of_census, entries_of_claims
from flopwatch.analysis.frontier import (
    FRONTIER_FROM,
    FRONTIER_TOP,
    Lag,
    fit_frontier,
    lag_behind,
    record_setters,
    top_at_release,
    years_behind,
)
from flopwatch.analysis.frontier_crossings import ProjectedCrossing, crossings
from flopwatch.analysis.groups import (
    SHARES,
    country_group,
    developer_group,
    domain_group,
    home_countries,
    is_academic,
    lead_developer,
    leading,
)
from flopwatch.analysis.growth import Growth, Power, doubling_months, fit_growth, fit_power
from flopwatch.analysis.insight_book import Insight, Missing
from flopwatch.analysis.known_facts import Coverage, Disagreement, KnownShare, coverage
from flopwatch.analysis.of_census import Insights, insights
from flopwatch.analysis.overview import months_words
from flopwatch.analysis.points import CLUSTERS, Interval, Observation, Points, date_of, decimal_year, gather, placed
from flopwatch.analysis.projections import Projection
from flopwatch.analysis.reporting import HORIZON, Delay, Nowcast, measure_delay, nowcast
from flopwatch.analysis.retrodiction import TRIED_ON, Outlook, Retrodiction, project

__all__ = [
    "disclosure_by_developer",
    "disclosure_score",
    "FRONTIER_FROM",
    "FRONTIER_TOP",
    "Broken",
    "CLUSTERS",
    "Count",
    "Counter",
    "Coverage",
    "DISCLOSED",
    "Delay",
    "DeveloperDisclosed",
    "Disagreement",
    "Discontinuity",
    "Entry",
    "FittedLine",
    "Growth",
    "HORIZON",
    "Insight",
    "Insights",
    "Interval",
    "KnownShare",
    "Missing",
    "Lag",
    "Nowcast",
    "Observation",
    "Points",
    "Population",
    "Power",
    "ProjectedCrossing",
    "Projection",
    "Outlook",
    "Retrodiction",
    "TRIED_ON",
    "SHARES",
    "WAYS",
    "break_within",
    "country_group",
    "counts_by_period",
    "coverage",
    "crossings",
    "date_of",
    "decimal_year",
    "developer_group",
    "domain_group",
    "doubling_months",
    "entries_of_census",
    "entries_of_claims",
    "eras",
    "fit_broken",
    "fit_frontier",
    "fit_growth",
    "fit_line",
    "fit_power",
    "gather",
    "home_countries",
    "insights",
    "is_academic",
    "lag_behind",
    "lead_developer",
    "leading",
    "measure_delay",
    "months_words",
    "nowcast",
    "placed",
    "project",
    "record_setters",
    "shares",
    "top_at_release",
    "years_behind",
    "RankedConflict",
    "rank_conflicts",
]
