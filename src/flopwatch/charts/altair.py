"""Trend charts as Vega-Lite, made with Altair from rows. Layout only; nothing is computed here."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import altair as alt

from flopwatch.charts.chart_data import Drawing
from flopwatch.charts.frame import HEIGHT, INK, WIDTH, date_axis, domain_scales, framed, framed_beside, inline, log_axis
from flopwatch.domain import disarmed
from flopwatch.products import GROUPS

_MAIN, _SECOND = "#1d479d", "#a9b8d6"
# From light to dark, so that the order of thresholds is visible without a legend.
_STEPS = ("#b7c9e8", "#7f9fd3", "#4f72bd", "#1d479d", "#0b2559", "#061433")
_OPEN, _CLOSED, _UNSTATED = "#1d7a4f", "#8e0061", "#9aa3af"
SCALE = 2.0  # of a PNG relative to its nominal size


def draw(drawing: Drawing) -> alt.TopLevelMixin:
    """Return the chart of a drawing.

    Raises:
        KeyError: If no chart has that name.
    """
    chart: alt.TopLevelMixin = _CHARTS[drawing.name](drawing)
    return chart


def spec(drawing: Drawing) -> dict[str, Any]:
    """Return the Vega-Lite specification, including the data."""
    made: dict[str, Any] = draw(drawing).to_dict()
    return made


def png(drawing: Drawing) -> bytes:
    """Return the chart as a PNG of twice its nominal size."""
    import vl_convert  # thirty megabytes that only drawing needs

    made: bytes = vl_convert.vegalite_to_png(spec(drawing), scale=SCALE)
    return made


def svg(drawing: Drawing) -> str:
    """Return the chart as an SVG."""
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(spec(drawing))
    return made


def table(drawing: Drawing) -> str:
    """Return the data behind the chart as CSV: every mark, and the lines with the name of their layer."""
    rows = [{"layer": "marks", **row} for row in drawing.rows]
    rows += [{"layer": name, **row} for name, layer in drawing.lines.items() if name != "axes" for row in layer]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, keys, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        # An outside name that starts like a formula must not run in a spreadsheet.
        writer.writerow({k: disarmed(v) if isinstance(v, str) else v for k, v in row.items()})
    return out.getvalue()


def _frontier(drawing: Drawing) -> Any:
    color, shape = domain_scales(drawing.rows)
    y = log_axis("flop", "Training compute, FLOP", drawing.rows)
    points = (
        alt.Chart(inline(drawing.rows))
        .mark_point(filled=True, size=46)
        .encode(
            date_axis(drawing.rows),
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
            alt.Chart(inline(fit))
            .mark_line(color=INK, strokeWidth=2, strokeDash=[6, 4])
            .encode(date_axis(drawing.rows), y)
        )
    if records := drawing.lines.get("labels"):
        layers.append(
            alt.Chart(inline(records))
            .mark_text(align="right", dx=-8, dy=-4, fontSize=11, color=INK)
            .encode(date_axis(drawing.rows), y, text="name:N")
        )
    return framed(alt.layer(*layers), drawing)


def _thresholds(drawing: Drawing) -> Any:
    names = list(dict.fromkeys(row["threshold"] for row in drawing.rows))
    bars = (
        alt.Chart(inline(drawing.rows))
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
        alt.Chart(inline([row for row in drawing.rows if row["p95"] > row["p5"]]))
        .mark_rule(color=INK, strokeWidth=1)
        .encode(
            x=alt.X("year:O"),
            xOffset=alt.XOffset("threshold:N", sort=names),
            y=alt.Y("p5:Q", title="Models"),
            y2="p95:Q",
        )
    )
    return framed(bars + doubt, drawing)


def _shares(drawing: Drawing) -> Any:
    groups = list(dict.fromkeys(row["group"] for row in drawing.rows))
    kinds = ["above, as recorded", "unconfirmed"]
    y = alt.Y("group:N", sort=groups, title=None, axis=alt.Axis(labelLimit=240))
    bars = (
        alt.Chart(inline(drawing.rows))
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
        alt.Chart(inline(drawing.lines.get("labels", [])))
        .mark_text(align="left", dx=5, fontSize=12, color=INK)
        .encode(x=alt.X("models:Q"), y=y, text="label:N")
    )
    return framed(bars + words, drawing, height=max(150, 27 * len(groups)))


def _access(drawing: Drawing) -> Any:
    names = ["downloadable", "not downloadable", "not stated"]
    shown = [name for name in names if any(row["access"] == name for row in drawing.rows)]
    colors = dict(zip(names, (_OPEN, _CLOSED, _UNSTATED), strict=True))
    shapes = dict(zip(names, ("circle", "diamond", "triangle-up"), strict=True))
    legend = alt.Legend(title="Weights")
    points = (
        alt.Chart(inline(drawing.rows))
        .mark_point(filled=True, size=50, opacity=0.75)
        .encode(
            date_axis(drawing.rows),
            log_axis("flop", "Training compute, FLOP", drawing.rows),
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
                alt.Chart(inline(rows))
                .mark_line(interpolate="step-after", color=colors[name], strokeWidth=2)
                .encode(date_axis(drawing.rows), log_axis("flop", "Training compute, FLOP", drawing.rows))
            )
    return framed(alt.layer(*layers), drawing)


def _growth(drawing: Drawing) -> Any:
    names = list(dict.fromkeys(row["threshold"] for row in drawing.rows))
    # The darkest three of the steps: a pale line on white is invisible.
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
        alt.Chart(inline(drawing.rows))
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(date_axis(drawing.rows, "By"), y, color)
    )
    words = (
        alt.Chart(inline(ends))
        .mark_text(align="left", dx=6, fontSize=12)
        .encode(date_axis(drawing.rows, "By"), y, color, text="label:N")
    )
    return framed(lines + words, drawing)


def _parameters(drawing: Drawing) -> Any:
    color, shape = domain_scales(drawing.rows)
    y = log_axis("parameters", "Trainable parameters", drawing.rows)
    points = (
        alt.Chart(inline(drawing.rows))
        .mark_point(filled=True, size=52, opacity=0.75)
        .encode(date_axis(drawing.rows), y, color, shape, tooltip=["name:N", "date:T", "parameters:Q"])
    )
    layers = [points]
    if fits := drawing.lines.get("fits"):
        layers.append(
            alt.Chart(inline(fits))
            .mark_line(strokeWidth=2)
            .encode(date_axis(drawing.rows), y, alt.Color("domain:N", legend=None), detail="fit:N")
        )
    return framed(alt.layer(*layers), drawing)


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
    axes = next(iter(drawing.lines.get("axes", [])), {"x": "Date", "y": drawing.title})
    x = date_axis(drawing.rows, axes["x"])
    y = log_axis("value", axes["y"], drawing.rows)
    points = (
        alt.Chart(inline(drawing.rows))
        .mark_point(filled=True, size=46, opacity=0.6)
        .encode(x, y, color, shape, tooltip=["name:N", "date:T", "value:Q"])
    )
    lines = (
        alt.Chart(inline(drawing.lines.get("fits", []))).mark_line(strokeWidth=2.5).encode(x, y, color, detail="fit:N")
    )
    return framed(alt.layer(points, lines), drawing)


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
            alt.Chart(inline(rows))
            .mark_area(opacity=0.16)
            .encode(x, alt.Y("p5:Q", title="Models above", scale=scale, axis=ticks), y2="p95:Q", color=color)
        )
        line = (
            alt.Chart(inline(rows))
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
    return framed_beside(both, drawing)


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
