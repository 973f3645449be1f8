"""Charts as data and as drawings.

Functions that draw with Altair are loaded when first used: no build and no listing must wait for that library.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from flopwatch.charts.chart_data import Drawing, Row, Worked
from flopwatch.charts.figures import FigureColumn, PageFigure, interval_bars, rising_curves, stacked_bars
from flopwatch.charts.stated_points import StatedPoint, stated_history
from flopwatch.charts.static import IntervalFigure, Scale, chart_of, interval_figure

if TYPE_CHECKING:
    from flopwatch.charts.altair import png, spec, svg, table

_WITH_ALTAIR = frozenset({"png", "spec", "svg", "table"})


def __getattr__(name: str) -> Any:
    if name in _WITH_ALTAIR:
        return getattr(importlib.import_module(f"{__name__}.altair"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Drawing",
    "FigureColumn",
    "IntervalFigure",
    "PageFigure",
    "Row",
    "Scale",
    "StatedPoint",
    "Worked",
    "chart_of",
    "interval_bars",
    "interval_figure",
    "png",
    "rising_curves",
    "spec",
    "stacked_bars",
    "svg",
    "table",
    "stated_history",
]
