"""Small charts of pages, laid out once: for the page, and for the file that readers take away.

Positions across are percentages, so that a chart fits any width without shrinking its words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROW = 38  # px of a bar with its name
PLOT = 300  # px of a chart of curves
_LEAST_GAP = 15  # px between the names of curves


@dataclass(frozen=True)
class BarPart:
    """A part of a bar: its style (`solid`, `faint` or `hatched`), start and width in percent."""

    style: str
    start: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its page or "", its parts, its value in words, and a mark in percent, or None."""

    name: str
    path: str
    parts: tuple[BarPart, ...]
    value: str
    mark: float | None = None


@dataclass(frozen=True)
class Curve:
    """One curve: its exponent of ten, its points as an SVG path's `x,y`, and the y of its name, in px."""

    exponent: int
    points: str
    name_y: float
    last: int


@dataclass(frozen=True)
class FigureColumn:
    """Unit of a column of a chart's table, "" for words, and its meaning in a sentence."""

    unit: str
    meaning: str


@dataclass(frozen=True)
class PageFigure:
    """A chart of a page with its table.

    Args:
        id: Its anchor and file name.
        title: What it shows.
        note: How to read it.
        page: The page that shows it.
        head: Headings of its table.
        rows: Rows of its table.
        columns: The unit and meaning of each column of its table.
        bars: Bars, or none.
        curves: Curves, or none.
        across: Labels across: (percent, text), or (percent, exponent of ten).
        up: Labels of the vertical axis: (px, text).
        sources: Titles, addresses and numbers of models of the sources behind it, the most used first.
        more_sources: Number of further sources.
    """

    id: str
    title: str
    note: str
    page: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[FigureColumn, ...]
    bars: tuple[Bar, ...] = ()
    curves: tuple[Curve, ...] = ()
    across: tuple[tuple[float, str], ...] = ()
    powers: tuple[tuple[float, int], ...] = ()
    up: tuple[tuple[float, str], ...] = ()
    sources: tuple[tuple[str, str, int], ...] = ()
    more_sources: int = 0

    @property
    def height(self) -> int:
        """The height of the drawing, in px."""
        return PLOT + 26 if self.curves else ROW * len(self.bars) + (26 if self.powers else 4)


def stacked_bars(rows: Sequence[tuple[str, str, Mapping[str, int]]], styles: Sequence[str]) -> tuple[Bar, ...]:
    """Lay out bars of counts: one part for each style, in the given order.

    Args:
        rows: Name, page and count by style.
        styles: The styles from the left.

    Example:
        >>> [bar] = stacked_bars([("Language", "", {"solid": 3, "hatched": 1})], ["solid", "hatched"])
        >>> [(one.style, one.start, one.width) for one in bar.parts]
        [('solid', 0.0, 75.0), ('hatched', 75.0, 25.0)]
    """
    most = max((sum(counts.values()) for _, _, counts in rows), default=0) or 1
    bars = []
    for name, path, counts in rows:
        parts, at = [], 0.0
        for style in styles:
            if width := 100 * counts.get(style, 0) / most:
                parts.append(BarPart(style, at, width))
                at += width
        bars.append(Bar(name, path, tuple(parts), " + ".join(str(counts[s]) for s in styles if counts.get(s)) or "0"))
    return tuple(bars)


def interval_bars(
    rows: Sequence[tuple[str, str, tuple[float, float, float], str]],
) -> tuple[tuple[Bar, ...], tuple[tuple[float, int], ...]]:
    """Lay out intervals on a log scale: each bar from the 5% to the 95% quantile, with a mark at the median.

    Args:
        rows: Name, page, quantiles, and the value in words.

    Returns:
        The bars, and the exponents of ten below them with their positions in percent.
    """
    if not rows:
        return (), ()
    low = math.floor(math.log10(min(q[0] for _, _, q, _ in rows)))
    high = max(math.ceil(math.log10(max(q[2] for _, _, q, _ in rows))), low + 1)

    def x(value: float) -> float:
        return 100 * (math.log10(value) - low) / (high - low)

    bars = tuple(
        Bar(name, path, (BarPart("faint", x(p5), x(p95) - x(p5)),), words, x(p50))
        for name, path, (p5, p50, p95), words in rows
    )
    step = max(1, math.ceil((high - low) / 8))
    return bars, tuple((100 * (e - low) / (high - low), e) for e in range(low, high + 1, step))


def rising_curves(
    years: Sequence[int], counts: Mapping[int, Sequence[int]]
) -> tuple[tuple[Curve, ...], tuple[tuple[float, str], ...], tuple[tuple[float, str], ...]]:
    """Lay out cumulative counts by year on a log scale; a curve begins with its first model.

    Args:
        years: The years, ascending, at least two.
        counts: For each exponent of ten, the number at the end of each year.

    Returns:
        The curves, the labelled years, and the labelled counts.
    """
    top = max(1, math.ceil(math.log10(max((max(some) for some in counts.values()), default=1) or 1) - 1e-9))

    def y(count: float) -> float:
        return PLOT - 8 - (PLOT - 24) * math.log10(count) / top

    def x(place: int) -> float:
        return 100 * place / (len(years) - 1)

    curves, taken = [], -math.inf
    shown = [(e, some) for e, some in sorted(counts.items()) if some and some[-1]]
    for exponent, some in shown:
        points = " ".join(f"{x(i):.2f},{y(n):.1f}" for i, n in enumerate(some) if n)
        wanted = y(some[-1])
        taken = max(wanted, taken + _LEAST_GAP)
        curves.append(Curve(exponent, points, taken, some[-1]))
    step = max(1, math.ceil(len(years) / 8))
    across = tuple((x(i), str(year)) for i, year in enumerate(years) if (len(years) - 1 - i) % step == 0)
    return tuple(curves), across, tuple((y(10**e), f"{10**e:,}") for e in range(top + 1))
