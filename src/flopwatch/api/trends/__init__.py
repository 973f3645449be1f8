"""Trends of the field as structs: rates, breaks, counts, projections and charts, from a file or the census."""

from flopwatch.api.trends.across import across
from flopwatch.api.trends.breaks import breaks
from flopwatch.api.trends.chart_rows import NAMES as CHARTS
from flopwatch.api.trends.chart_rows import chart
from flopwatch.api.trends.counts import GroupCount, YearCount, counts
from flopwatch.api.trends.frontier import FrontierAnswer, frontier
from flopwatch.api.trends.growth import GrowthAnswer, growth
from flopwatch.api.trends.projections import projections
from flopwatch.api.trends.sensitivity import sensitivity
from flopwatch.api.trends.series import SEED, Asked
from flopwatch.api.trends.shapes import Cited, LeftOut, NotFitted

__all__ = [
    "Cited",
    "FrontierAnswer",
    "GroupCount",
    "GrowthAnswer",
    "LeftOut",
    "NotFitted",
    "YearCount",
    "CHARTS",
    "SEED",
    "Asked",
    "across",
    "breaks",
    "chart",
    "counts",
    "frontier",
    "growth",
    "projections",
    "sensitivity",
]
