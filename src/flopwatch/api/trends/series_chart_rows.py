"""The chart `series`: any column of any CSV against its dates, with the lines fitted to it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence

from flopwatch.analysis import date_of, placed
from flopwatch.api.trends.growth import growth
from flopwatch.api.trends.series import Asked, grouped, read
from flopwatch.api.trends.shapes import Segment
from flopwatch.census import Census
from flopwatch.charts import Drawing, Row
from flopwatch.domain import PartialDate
from flopwatch.statistics import METHODS

NAME = "series"
MOST_GROUPS = 8  # distinguishable colours


def series_drawing(
    place: str, census: Callable[[], Census], asked: Asked, *, breaks: Sequence[str] = ("none",)
) -> Drawing:
    """Draw the values of a series by group and the segments fitted to them.

    Args:
        place: A CSV, or "" for the census.
        census: Returns the census; called only if needed.
        asked: The series. Of more than eight groups the largest eight are drawn.
        breaks: `auto`, `none`, or dates.

    Raises:
        BadInput: If no growth can be fitted, with the reasons.
    """
    groups = grouped(read(place, census, asked), asked)
    largest = sorted(groups, key=lambda name: (-len(groups[name]), name))[:MOST_GROUPS]
    found = growth(place, census, asked, breaks=breaks)
    rows: list[Row] = []
    for name in largest:
        for one in groups[name]:
            at = one.date if isinstance(one.date, float) else placed(one.date, asked.bare_year)
            if at is None or not math.isfinite(at) or not (one.value > 0 and math.isfinite(one.value)):
                continue  # `trends growth` lists the values that a fit leaves out
            day = date_of(at)
            if (asked.since and day < asked.since) or (asked.until and day > asked.until):
                continue
            rows.append({"name": one.label, "date": str(day), "value": one.value, "group": name})
    segments = [one for one in found.segments if one.group in largest]
    lines = [point for i, one in enumerate(segments) for point in _line(one, i)]
    first = segments[0].growth_factor_per_year if segments else None
    rate = (
        f" grows {first.p50:.2g}x a year (90%: {first.p5:.2g} to {first.p95:.2g})"
        if len(segments) == 1 and first
        else ""
    )
    quantity = f"{asked.y}{f' / {asked.per}' if asked.per else ''}"
    about = f"{len(rows)} values; lines by {METHODS[asked.method][1]} on log10"
    if len(segments) > 1:
        about += "; growth a year: " + ", ".join(
            f"{one.group} from {one.start[:4]} {one.growth_factor_per_year.p50:.2g}x (n {one.n})"
            for one in segments[:6]
        )
    if added := found.data.from_circumstance:
        about += f"; {added} of them estimated from circumstance: no disclosed figures"
    source = f"{found.data.source} {(found.data.as_of or found.data.sha256)[:12]}".strip()
    axes = [{"x": asked.x, "y": quantity[:160]}]
    return Drawing(NAME, f"{quantity}{rate}"[:160], f"{about}. Data: {source}.", rows, {"fits": lines, "axes": axes})


def _line(segment: Segment, number: int) -> list[Row]:
    """Return both ends of a segment's line."""
    start, end = (PartialDate.from_iso(day).earliest for day in (segment.start, segment.end))
    years = (end - start) / dt.timedelta(days=365.2425)
    value, slope = segment.value_at_start, segment.oom_per_year.p50
    if value is None or slope is None:
        return []
    grown = math.log10(value) + slope * years
    return [
        {"date": str(start), "value": value, "group": segment.group, "fit": f"{segment.group} {number}"},
        {
            "date": str(end),
            "value": 10.0 ** min(max(grown, -300.0), 300.0),
            "group": segment.group,
            "fit": f"{segment.group} {number}",
        },
    ]
