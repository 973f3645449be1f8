"""The chart of compute by date, from one layout: as SVG for readers without scripts, and as a Vega specification."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flopwatch.census import Census, estimate_of
from flopwatch.domain import PartialDate, Threshold, exact
from flopwatch.products import AccessGroup, frontier_line, group_of
from flopwatch.records import Record

FROM_YEAR = 2010  # first year by default: earlier models are few, and would compress the rest
HEIGHT = 500  # px of the drawing, axes included
TOP, BOTTOM = 26, 28  # px reserved for the uppermost labels and for the years
LABEL_WIDTH, LABEL_HEIGHT = 6.3, 15  # px of one letter and of one line at the label's size
_NOMINAL_WIDTH = 1130  # px at which labels are placed; narrower pages hide them
_MAX_LABELS = 22


@dataclass(frozen=True, eq=False)
class Point:
    """One model in the chart: `day` plotted, quantiles in FLOP."""

    record: Record
    group: AccessGroup
    day: dt.date
    p5: float
    p50: float
    p95: float

    @property
    def is_variant(self) -> bool:
        """True if it is counted under another model."""
        return bool(self.record.is_variant)


@dataclass(frozen=True)
class Scale:
    """A linear scale from [start, end] to percent or pixels [low, high]."""

    start: float
    end: float
    low: float
    high: float

    def __call__(self, value: float) -> float:
        """Return the position of the value."""
        return self.low + (value - self.start) / (self.end - self.start) * (self.high - self.low)


@dataclass(frozen=True)
class PlacedLabel:
    """A name next to a point: to its right (`start`) or to its left (`end`), `dx` px away."""

    point: Point
    text: str
    side: str
    dx: float


@dataclass(frozen=True)
class Chart:
    """The content of the SVG template.

    Args:
        points: Shown models, earlier first.
        before: Number of models with a figure dated before the first year.
        first: First year.
        end: Day at the right edge, shortly after the latest model.
        decades: Exponents of ten that have a grid line.
        low: Exponent at the lower edge.
        high: Exponent at the upper edge.
        thresholds: Thresholds within the edges.
        labels: Names that fit without overlapping.
        band: The trend of the frontier with its 90% interval: percent of the width, and pixels from the top of p5, p50
            and p95.
    """

    points: tuple[Point, ...]
    before: int
    first: int
    end: dt.date
    decades: tuple[int, ...]
    low: int
    high: int
    thresholds: tuple[Threshold, ...]
    labels: tuple[PlacedLabel, ...]
    band: tuple[tuple[float, float, float, float], ...] = ()

    def x(self, day: dt.date) -> float:
        """Return the horizontal position of a day, in percent of the width."""
        return Scale(dt.date(self.first, 1, 1).toordinal(), self.end.toordinal(), 0, 100)(day.toordinal())

    def year_x(self, year: int) -> float:
        """Return the horizontal position of the start of a year, in percent of the width."""
        return self.x(dt.date(year, 1, 1))

    def y(self, flop: float) -> float:
        """Return the vertical position of a compute in FLOP, in pixels from the top."""
        return self.y_of(math.log10(flop))

    def y_of(self, exponent: float) -> float:
        """Return the vertical position of ten to that power, in pixels from the top."""
        return Scale(self.low, self.high, HEIGHT - BOTTOM, TOP)(exponent)

    def x_of(self, year: float) -> float:
        """Return the horizontal position of a decimal year, in percent of the width."""
        start, after = (dt.date(int(year) + more, 1, 1).toordinal() for more in (0, 1))
        day = start + (year - int(year)) * (after - start)
        return Scale(dt.date(self.first, 1, 1).toordinal(), self.end.toordinal(), 0, 100)(day)

    @property
    def years(self) -> tuple[int, ...]:
        """The labelled years: at most about nine, evenly spaced."""
        step = max(1, math.ceil((self.end.year - self.first) / 9))
        return tuple(range(self.first, self.end.year + 1, step))


def points_of(census: Census) -> list[Point]:
    """Return every model with a date and an estimate, earlier first."""
    found = []
    for record in census.models():
        estimate = estimate_of(census, record.id)
        published = record.value("published")
        if estimate is None or not published:
            continue
        compute = estimate.compute_flop
        found.append(
            Point(
                record,
                group_of(record),
                PartialDate.from_iso(published).plotted,
                compute.quantile(0.05),
                compute.median,
                compute.quantile(0.95),
            )
        )
    return sorted(found, key=lambda p: (p.day, p.record.id))


def chart_of(census: Census) -> Chart | None:
    """Lay out the chart; None if no model has both a date and a figure."""
    every = points_of(census)
    points = [p for p in every if p.day.year >= FROM_YEAR] or every
    if not points:
        return None
    low, high = edges([(p.p50, p.p50) for p in points], census.thresholds)
    first, end = points[0].day.year, points[-1].day + dt.timedelta(days=45)
    chart = Chart(
        points=tuple(points),
        before=len(every) - len(points),
        first=first,
        end=end,
        decades=decades(low, high),
        low=low,
        high=high,
        thresholds=tuple(t for t in census.thresholds if low <= math.log10(float(exact(t.flop))) <= high),
        labels=(),
    )
    labels = place_labels(chart, candidates(points))
    line = frontier_line(census)
    band = tuple((chart.x_of(at), *(chart.y_of(one) for one in levels)) for at, *levels in line["band"]) if line else ()
    return Chart(**{**chart.__dict__, "labels": tuple(labels), "band": band})


def edges(spans: Iterable[tuple[float, float]], thresholds: Sequence[Threshold]) -> tuple[int, int]:
    """Return exponents of ten that include every span, and the thresholds within a decade above the highest."""
    spans = list(spans)
    low = math.floor(math.log10(min(s[0] for s in spans)))
    high = math.ceil(math.log10(max(s[1] for s in spans)))
    near = [math.log10(float(exact(t.flop))) for t in thresholds]
    high = max([high, *(math.ceil(e) for e in near if e <= high + 1)])
    return low, max(high, low + 1)


def decades(low: int, high: int) -> tuple[int, ...]:
    """Return the exponents for grid lines: each decade, or every second or fourth if they would be too dense."""
    step = 1 if high - low <= 8 else 2 if high - low <= 16 else 4
    return tuple(e for e in range(low, high + 1) if e % step == 0)


def candidates(points: Sequence[Point]) -> list[Point]:
    """Return the points to label: those with the most compute when published, latest first, then the largest."""
    best, setters = 0.0, []
    for point in points:
        if point.p50 > best and not point.is_variant:
            best = point.p50
            setters.append(point)
    largest = sorted((p for p in points if not p.is_variant), key=lambda p: (-p.p50, p.record.id))
    return list(dict.fromkeys([*reversed(setters), *largest[:12]]))


def place_labels(chart: Chart, wanted: Iterable[Point]) -> list[PlacedLabel]:
    """Place labels greedily at the nominal width: right or left of the point, or not at all."""
    dots = [(chart.x(p.day) / 100 * _NOMINAL_WIDTH, chart.y(p.p50)) for p in chart.points]
    taken: list[tuple[float, float, float, float]] = [(x - 4, y - 4, x + 4, y + 4) for x, y in dots]
    # The labels of the thresholds are at the left edge, above their lines.
    for threshold in chart.thresholds:
        y = chart.y(float(exact(threshold.flop)))
        taken.append((0, y - LABEL_HEIGHT, 14 + LABEL_WIDTH * len(threshold.label) + 34, y + 2))
    labels: list[PlacedLabel] = []
    for point in wanted:
        if len(labels) == _MAX_LABELS:
            break
        text = point.record.name if len(point.record.name) <= 28 else point.record.name[:27] + "…"
        x, y = chart.x(point.day) / 100 * _NOMINAL_WIDTH, chart.y(point.p50)
        width = LABEL_WIDTH * len(text)
        for side, left in (("end", x - 9 - width), ("start", x + 9)):
            box = (left, y - LABEL_HEIGHT / 2, left + width, y + LABEL_HEIGHT / 2)
            if box[0] >= 0 and box[2] <= _NOMINAL_WIDTH and not any(_touch(box, other) for other in taken):
                labels.append(PlacedLabel(point, text, side, -9 if side == "end" else 9))
                taken.append(box)
                break
    return labels


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@dataclass(frozen=True)
class Bar:
    """One row of the interval figure: positions in percent of the width."""

    label: str
    low: float
    mid: float
    high: float
    p5: float
    p50: float
    p95: float
    published: bool


@dataclass(frozen=True)
class IntervalFigure:
    """The model page's figure: the published interval above each method's own, with the thresholds, on a log scale."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]
    thresholds: tuple[tuple[Threshold, float], ...]

    @property
    def height(self) -> int:
        """The height, in pixels."""
        return 30 + 44 * len(self.bars) + 26


def interval_figure(census: Census, record: Record) -> IntervalFigure | None:
    """Lay out the figure; None if the compute is unknown."""
    estimate = estimate_of(census, record.id)
    if estimate is None:
        return None
    rows = [("Published", estimate.compute_flop), *((m.method, m.compute_flop) for m in estimate.methods)]
    spans = [c.interval() for _, c in rows]
    low, high = edges(spans, census.thresholds)
    marks = [math.log10(float(exact(t.flop))) for t in census.thresholds]
    # A threshold within some decades stays in view; otherwise the bar would have no reference.
    near = sorted((m for m in marks if low - 4 <= m <= high + 4), key=lambda m: min(abs(m - low), abs(m - high)))
    if near and not any(low <= m <= high for m in near):
        low, high = min(low, math.floor(near[0])), max(high, math.ceil(near[0]))
    x = Scale(low, high, 3, 97)
    bars = tuple(
        Bar(name, x(math.log10(lo)), x(math.log10(c.median)), x(math.log10(hi)), lo, c.median, hi, index == 0)
        for index, ((name, c), (lo, hi)) in enumerate(zip(rows, spans, strict=True))
    )
    return IntervalFigure(
        bars=bars,
        ticks=tuple((e, x(e)) for e in decades(low, high)),
        thresholds=tuple((t, x(m)) for t, m in zip(census.thresholds, marks, strict=True) if low <= m <= high),
    )
