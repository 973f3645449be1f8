"""How the field grows, as plain data: a file or the census in; rates, breaks, counts, projections and charts out."""

from flopwatch.commands.trends.across import across
from flopwatch.commands.trends.breaks import breaks
from flopwatch.commands.trends.charts import NAMES as CHARTS
from flopwatch.commands.trends.charts import chart
from flopwatch.commands.trends.counts import counts
from flopwatch.commands.trends.frontier import frontier
from flopwatch.commands.trends.growth import growth
from flopwatch.commands.trends.projections import projections
from flopwatch.commands.trends.sensitivity import sensitivity
from flopwatch.commands.trends.series import SEED, Asked, Row
from flopwatch.commands.trends.shapes import interval_row

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
