"""Common parts of Altair's charts: frame, axes, colours and shapes of domains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from flopwatch.charts.chart_data import Drawing, Row
from flopwatch.products import GROUPS

WIDTH, HEIGHT = 760, 440
INK, _SOFT, _GRID = "#1c2430", "#5a6676", "#e3e7ec"


def framed(chart: Any, drawing: Drawing, height: int = HEIGHT) -> Any:
    """Set a chart's size in pixels, its title, and the style of its axes and legend."""
    return framed_beside(chart.properties(width=WIDTH, height=height), drawing)


def framed_beside(chart: Any, drawing: Drawing) -> Any:
    """Set the title of charts placed side by side, and the style of their axes and legends."""
    # The size is the whole's alone: each chart may have a smaller title of its own.
    title = alt.TitleParams(
        _wrapped(drawing.title, 84),
        subtitle=_wrapped(drawing.about, 118),
        anchor="start",
        offset=14,
        fontSize=17,
        fontWeight=600,
    )
    return (
        chart.properties(title=title, background="white", padding=16)
        .configure_title(color=INK, subtitleColor=_SOFT, subtitleFontSize=12, subtitleLineHeight=16)
        .configure_axis(
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelColor=INK,
            titleColor=_SOFT,
            gridColor=_GRID,
            domainColor=_SOFT,
            tickColor=_SOFT,
        )
        .configure_legend(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", symbolSize=90, labelLimit=260)
        .configure_view(stroke=None)
    )


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def inline(rows: Sequence[Row]) -> alt.Data:
    """Put rows into a chart's specification."""
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def date_axis(rows: Sequence[Row] = (), title: str = "Published") -> alt.X:
    """Make the date axis: a tick for each year, or for each tenth if years would overlap."""
    years = [int(str(row["date"])[:4]) for row in rows]
    span = max(years) - min(years) if years else 0
    # A grid line for each of seventy years looks like a fence.
    ticks: Any = "year" if span <= 25 else {"interval": "year", "step": 10}
    return alt.X("date:T", title=title, axis=alt.Axis(format="%Y", tickCount=ticks, labelOverlap=True))


def log_axis(column: str, title: str, rows: Sequence[Row]) -> alt.Y:
    """Make a log axis with a line at each decade, or at every second or fourth if they would be too dense."""
    values = [float(row[column]) for row in rows if row[column]]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    step = 1 if high - low <= 9 else 2 if high - low <= 18 else 4
    return alt.Y(
        f"{column}:Q",
        title=title,
        scale=alt.Scale(type="log", domain=[10.0**low, 10.0 ** max(high, low + 1)]),
        axis=alt.Axis(
            values=[10.0**e for e in range(low, high + 1) if e % step == 0],
            labelExpr="'1e' + round(log(datum.value) / LN10)",
        ),
    )


def domain_scales(rows: Sequence[Row]) -> tuple[alt.Color, alt.Shape]:
    """Make the colours and shapes of the domains that the rows show, with one legend."""
    shown = [g for g in GROUPS if any(row["domain"] == g.label for row in rows)]
    names = [g.label for g in shown]
    legend = alt.Legend(title="Domain")
    color = alt.Color("domain:N", scale=alt.Scale(domain=names, range=[g.light for g in shown]), legend=legend)
    shape = alt.Shape("domain:N", scale=alt.Scale(domain=names, range=[g.shape for g in shown]), legend=legend)
    return color, shape
