"""How the field grows, as plain data: a file or the census in; rates, breaks, counts, projections and charts out."""

from flopwatch.commands.trends.frontier import frontier
from flopwatch.commands.trends.growth import growth
from flopwatch.commands.trends.series import SEED, Asked, Row
from flopwatch.commands.trends.shapes import interval_row

__all__ = ["SEED", "Asked", "Row", "frontier", "growth", "interval_row"]
