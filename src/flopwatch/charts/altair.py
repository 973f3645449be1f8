"""Charts of how the field grows, as Vega-Lite by Altair: rows in, a chart out. It lays out; it works nothing out."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from typing import Any

import altair as alt

from flopwatch.charts.chart_data import Drawing, Row
from flopwatch.products import GROUPS

WIDTH, HEIGHT = 760, 440
_INK, _SOFT, _GRID = "#1c2430", "#5a6676", "#e3e7ec"
_MAIN, _SECOND = "#1d479d", "#a9b8d6"
# From light to dark, so that the order of thresholds can be seen without a legend.
_STEPS = ("#b7c9e8", "#7f9fd3", "#4f72bd", "#1d479d", "#0b2559", "#061433")
_OPEN, _CLOSED, _UNSTATED = "#1d7a4f", "#8e0061", "#9aa3af"
SCALE = 2.0  # of a PNG against its nominal size


def draw(drawing: Drawing) -> alt.TopLevelMixin:
    """The chart of a drawing.

    Raises:
        KeyError: If there is no chart of that name.
    """
    chart: alt.TopLevelMixin = _CHARTS[drawing.name](drawing)
    return chart


def spec(drawing: Drawing) -> dict[str, Any]:
    """The Vega-Lite specification, the data inside."""
    made: dict[str, Any] = draw(drawing).to_dict()
    return made


def png(drawing: Drawing) -> bytes:
    """The chart as a PNG of twice its nominal size."""
    import vl_convert  # thirty megabytes that only drawing needs

    made: bytes = vl_convert.vegalite_to_png(spec(drawing), scale=SCALE)
    return made


def svg(drawing: Drawing) -> str:
    """The chart as an SVG."""
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(spec(drawing))
    return made


def table(drawing: Drawing) -> str:
    """The data behind the chart as CSV: every mark, and the lines with the name of their layer."""
    rows = [{"layer": "marks", **row} for row in drawing.rows]
    rows += [{"layer": name, **row} for name, layer in drawing.lines.items() if name != "axes" for row in layer]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, keys, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        # A name from outside that starts like a formula must not run in a spreadsheet.
        writer.writerow({k: f"'{v}" if isinstance(v, str) and v[:1] in "=+-@\t" and v else v for k, v in row.items()})
    return out.getvalue()


def _framed(chart: Any, drawing: Drawing, height: int = HEIGHT) -> Any:
    about = _wrapped(drawing.about, 118)
    return (
        chart.properties(
            width=WIDTH,
            height=height,
            title=alt.TitleParams(_wrapped(drawing.title, 84), subtitle=about, anchor="start", offset=14),
            background="white",
            padding=16,
        )
        .configure_title(
            fontSize=17, color=_INK, subtitleColor=_SOFT, subtitleFontSize=12, subtitleLineHeight=16, fontWeight=600
        )
        .configure_axis(
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelColor=_INK,
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


def _data(rows: Sequence[Row]) -> alt.Data:
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def _when(rows: Sequence[Row] = (), title: str = "Published") -> alt.X:
    years = [int(str(row["date"])[:4]) for row in rows]
    span = max(years) - min(years) if years else 0
    # A grid line for each of seventy years is a fence.
    ticks: Any = "year" if span <= 25 else {"interval": "year", "step": 10}
    return alt.X("date:T", title=title, axis=alt.Axis(format="%Y", tickCount=ticks, labelOverlap=True))


def _log(column: str, title: str, rows: Sequence[Row]) -> alt.Y:
    """A log axis with a line at each decade, or at every second or fourth where they would crowd."""
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


def _domain_scales(rows: Sequence[Row]) -> tuple[alt.Color, alt.Shape]:
    shown = [g for g in GROUPS if any(row["domain"] == g.label for row in rows)]
    names = [g.label for g in shown]
    legend = alt.Legend(title="Domain")
    color = alt.Color("domain:N", scale=alt.Scale(domain=names, range=[g.light for g in shown]), legend=legend)
    shape = alt.Shape("domain:N", scale=alt.Scale(domain=names, range=[g.shape for g in shown]), legend=legend)
    return color, shape


def _frontier(drawing: Drawing) -> Any:
    color, shape = _domain_scales(drawing.rows)
    y = _log("flop", "Training compute, FLOP", drawing.rows)
    points = (
        alt.Chart(_data(drawing.rows))
        .mark_point(filled=True, size=46)
        .encode(
            _when(drawing.rows),
            y,
            color,
            shape,
            opacity=alt.condition("datum.frontier", alt.value(0.95), alt.value(0.28)),
            tooltip=["name:N", "date:T", "flop:Q"],
        )
    )
    layers = [points]
    if fit := drawing.lines.get("fit"):
        layers.append(
            alt.Chart(_data(fit)).mark_line(color=_INK, strokeWidth=2, strokeDash=[6, 4]).encode(_when(drawing.rows), y)
        )
    if records := drawing.lines.get("labels"):
        layers.append(
            alt.Chart(_data(records))
            .mark_text(align="right", dx=-8, dy=-4, fontSize=11, color=_INK)
            .encode(_when(drawing.rows), y, text="name:N")
        )
    return _framed(alt.layer(*layers), drawing)


def _thresholds(drawing: Drawing) -> Any:
    names = list(dict.fromkeys(row["threshold"] for row in drawing.rows))
    bars = (
        alt.Chart(_data(drawing.rows))
        .mark_bar()
        .encode(
            x=alt.X("year:O", title="Published in", axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("threshold:N", sort=names),
            y=alt.Y("models:Q", title="Models"),
            color=alt.Color(
                "threshold:N",
                sort=names,
                legend=alt.Legend(title="Above"),
                scale=alt.Scale(domain=names, range=list(_STEPS[: len(names)])),
            ),
        )
    )
    doubt = (
        alt.Chart(_data([row for row in drawing.rows if row["p95"] > row["p5"]]))
        .mark_rule(color=_INK, strokeWidth=1)
        .encode(
            x=alt.X("year:O"),
            xOffset=alt.XOffset("threshold:N", sort=names),
            y=alt.Y("p5:Q", title="Models"),
            y2="p95:Q",
        )
    )
    return _framed(bars + doubt, drawing)


def _shares(drawing: Drawing) -> Any:
    groups = list(dict.fromkeys(row["group"] for row in drawing.rows))
    kinds = ["above, as recorded", "unconfirmed"]
    y = alt.Y("group:N", sort=groups, title=None, axis=alt.Axis(labelLimit=240))
    bars = (
        alt.Chart(_data(drawing.rows))
        .mark_bar()
        .encode(
            x=alt.X("models:Q", title="Models above 1e23 FLOP", stack="zero"),
            y=y,
            color=alt.Color(
                "kind:N",
                sort=kinds,
                scale=alt.Scale(domain=kinds, range=[_MAIN, _SECOND]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order=alt.Order("order:Q"),
        )
    )
    words = (
        alt.Chart(_data(drawing.lines.get("labels", [])))
        .mark_text(align="left", dx=5, fontSize=12, color=_INK)
        .encode(x=alt.X("models:Q"), y=y, text="label:N")
    )
    return _framed(bars + words, drawing, height=max(150, 27 * len(groups)))


def _access(drawing: Drawing) -> Any:
    names = ["downloadable", "not downloadable", "not stated"]
    shown = [name for name in names if any(row["access"] == name for row in drawing.rows)]
    colors = dict(zip(names, (_OPEN, _CLOSED, _UNSTATED), strict=True))
    shapes = dict(zip(names, ("circle", "diamond", "triangle-up"), strict=True))
    legend = alt.Legend(title="Weights")
    points = (
        alt.Chart(_data(drawing.rows))
        .mark_point(filled=True, size=50, opacity=0.75)
        .encode(
            _when(drawing.rows),
            _log("flop", "Training compute, FLOP", drawing.rows),
            alt.Color("access:N", scale=alt.Scale(domain=shown, range=[colors[n] for n in shown]), legend=legend),
            alt.Shape("access:N", scale=alt.Scale(domain=shown, range=[shapes[n] for n in shown]), legend=legend),
            tooltip=["name:N", "date:T", "flop:Q"],
        )
    )
    layers = [points]
    for name in shown[:2]:
        rows = [row for row in drawing.lines.get("records", []) if row["access"] == name]
        if rows:
            layers.append(
                alt.Chart(_data(rows))
                .mark_line(interpolate="step-after", color=colors[name], strokeWidth=2)
                .encode(_when(drawing.rows), _log("flop", "Training compute, FLOP", drawing.rows))
            )
    return _framed(alt.layer(*layers), drawing)


def _growth(drawing: Drawing) -> Any:
    names = list(dict.fromkeys(row["threshold"] for row in drawing.rows))
    # The darkest three of the steps: a pale line on white is lost.
    colors = list(_STEPS[1 : 1 + len(names)]) if len(names) < len(_STEPS) else list(_STEPS)
    ends = [next(row for row in reversed(drawing.rows) if row["threshold"] == name) for name in names]
    y = alt.Y(
        "models:Q",
        title="Models above, in all",
        scale=alt.Scale(type="symlog", constant=3),
        axis=alt.Axis(values=[0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]),
    )
    color = alt.Color("threshold:N", sort=names, legend=None, scale=alt.Scale(domain=names, range=colors))
    lines = (
        alt.Chart(_data(drawing.rows))
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(_when(drawing.rows, "By"), y, color)
    )
    words = (
        alt.Chart(_data(ends))
        .mark_text(align="left", dx=6, fontSize=12)
        .encode(_when(drawing.rows, "By"), y, color, text="label:N")
    )
    return _framed(lines + words, drawing)


def _parameters(drawing: Drawing) -> Any:
    color, shape = _domain_scales(drawing.rows)
    y = _log("parameters", "Trainable parameters", drawing.rows)
    points = (
        alt.Chart(_data(drawing.rows))
        .mark_point(filled=True, size=52, opacity=0.75)
        .encode(_when(drawing.rows), y, color, shape, tooltip=["name:N", "date:T", "parameters:Q"])
    )
    layers = [points]
    if fits := drawing.lines.get("fits"):
        layers.append(
            alt.Chart(_data(fits))
            .mark_line(strokeWidth=2)
            .encode(_when(drawing.rows), y, alt.Color("domain:N", legend=None), detail="fit:N")
        )
    return _framed(alt.layer(*layers), drawing)


def _series(drawing: Drawing) -> Any:
    names = list(dict.fromkeys(row["group"] for row in drawing.rows))
    legend = alt.Legend(title=None) if len(names) > 1 else None
    color = alt.Color(
        "group:N",
        sort=names,
        legend=legend,
        scale=alt.Scale(domain=names, range=[g.light for g in GROUPS[: len(names)]]),
    )
    shape = alt.Shape(
        "group:N",
        sort=names,
        legend=legend,
        scale=alt.Scale(domain=names, range=[g.shape for g in GROUPS[: len(names)]]),
    )
    x = _when(drawing.rows, next((row["x"] for row in drawing.lines.get("axes", [])), "Date"))
    y = _log("value", drawing.title.split(" grows ")[0], drawing.rows)
    points = (
        alt.Chart(_data(drawing.rows))
        .mark_point(filled=True, size=46, opacity=0.6)
        .encode(x, y, color, shape, tooltip=["name:N", "date:T", "value:Q"])
    )
    lines = (
        alt.Chart(_data(drawing.lines.get("fits", []))).mark_line(strokeWidth=2.5).encode(x, y, color, detail="fit:N")
    )
    return _framed(alt.layer(points, lines), drawing)


def _projections(drawing: Drawing) -> Any:
    names = list(dict.fromkeys(row["threshold"] for row in drawing.rows))
    colors = list(_STEPS[1 : 1 + len(names)]) if len(names) < len(_STEPS) else list(_STEPS)
    color = alt.Color(
        "threshold:N",
        sort=names,
        legend=alt.Legend(title="Above", symbolOpacity=1),
        scale=alt.Scale(domain=names, range=colors),
    )
    scale = alt.Scale(type="symlog", constant=3)
    ticks = alt.Axis(values=[0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10000])
    x = alt.X("year:Q", title="By the end of", axis=alt.Axis(format="d", tickMinStep=1))
    charts = []
    for name in dict.fromkeys(row["model"] for row in drawing.rows):
        rows = [row for row in drawing.rows if row["model"] == name]
        band = (
            alt.Chart(_data(rows))
            .mark_area(opacity=0.16)
            .encode(x, alt.Y("p5:Q", title="Models above", scale=scale, axis=ticks), y2="p95:Q", color=color)
        )
        line = (
            alt.Chart(_data(rows))
            .mark_line(strokeWidth=2.5, point=True)
            .encode(x, alt.Y("p50:Q", title="Models above", scale=scale, axis=ticks), color)
        )
        charts.append(
            (band + line).properties(
                width=WIDTH // 2 - 40,
                height=HEIGHT - 60,
                title=alt.TitleParams(name, fontSize=13, anchor="start"),
            )
        )
    both = alt.hconcat(*charts).resolve_scale(y="shared", color="shared")
    return _concat_framed(both, drawing)


def _concat_framed(chart: Any, drawing: Drawing) -> Any:
    return (
        chart.properties(
            title=alt.TitleParams(
                _wrapped(drawing.title, 84),
                subtitle=_wrapped(drawing.about, 118),
                anchor="start",
                offset=12,
                fontSize=17,
            ),
            background="white",
            padding=16,
        )
        .configure_title(color=_INK, subtitleColor=_SOFT, subtitleFontSize=12, subtitleLineHeight=16)
        .configure_axis(
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelColor=_INK,
            titleColor=_SOFT,
            gridColor=_GRID,
            domainColor=_SOFT,
            tickColor=_SOFT,
        )
        .configure_legend(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", symbolSize=90)
        .configure_view(stroke=None)
    )


_CHARTS: dict[str, Callable[[Drawing], Any]] = {
    "frontier": _frontier,
    "thresholds": _thresholds,
    "domains": _shares,
    "countries": _shares,
    "organisations": _shares,
    "access": _access,
    "growth": _growth,
    "parameters": _parameters,
    "parameters-since-2000": _parameters,
    "projections": _projections,
    "series": _series,
}
NAMES: tuple[str, ...] = tuple(_CHARTS)
