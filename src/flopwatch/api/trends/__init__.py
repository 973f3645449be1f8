"""How the field grows, as plain data: a file or the census in; rates, breaks, counts, projections and charts out."""

from flopwatch.api.trends.across import across
from flopwatch.api.trends.breaks import breaks
from flopwatch.api.trends.chart_rows import NAMES as CHARTS
from flopwatch.api.trends.chart_rows import chart
from flopwatch.api.trends.counts import counts
from flopwatch.api.trends.frontier import frontier
from flopwatch.api.trends.growth import growth
from flopwatch.api.trends.projections import projections
from flopwatch.api.trends.sensitivity import sensitivity
from flopwatch.api.trends.series import SEED, Asked, Row
from flopwatch.api.trends.shapes import interval_row

__all__ = [
    "CHARTS",
    "SEED",
    "Asked",
    "Row",
    "across",
    "breaks",
    "chart",
    "counts",
    "frontier",
    "growth",
    "interval_row",
    "projections",
    "sensitivity",
]
