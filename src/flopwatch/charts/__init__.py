"""Charts as data and as drawings."""

from flopwatch.charts.altair import png, spec, svg, table
from flopwatch.charts.chart_data import Drawing, Row, Worked
from flopwatch.charts.static import IntervalFigure, Scale, chart_of, interval_figure

__all__ = [
    "Drawing",
    "IntervalFigure",
    "Row",
    "Scale",
    "Worked",
    "chart_of",
    "interval_figure",
    "png",
    "spec",
    "svg",
    "table",
]
