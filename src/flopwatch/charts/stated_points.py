"""The small chart of a model's page: the training compute that sources stated, by the sources' dates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from flopwatch.domain import PartialDate, Source
from flopwatch.records import Record, base_value, withdrawals_in

WIDTH, HEIGHT, PAD = 320, 80, 12  # SVG units


@dataclass(frozen=True)
class StatedPoint:
    """One statement: its place in the drawing, its date and its value in FLOP; `gone` marks a withdrawal."""

    x: float
    y: float
    date: str
    flop: float
    gone: bool = False


def stated_history(record: Record, sources: Mapping[str, Source]) -> tuple[StatedPoint, ...]:
    """Return the statements of training compute by date, the scale of values logarithmic.

    A withdrawal is drawn at the last value, on the day it was withdrawn.

    Returns:
        The points by date; empty unless there are two dates.
    """
    found: list[tuple[str, float, bool]] = []
    for claim in record.claims.values():
        source = sources.get(claim.source)
        if claim.field == "training_compute" and claim.relation in ("=", "≈") and source and source.date:
            found.append((source.date, float(base_value(claim)[0]), False))
    found += [
        (date, float(base_value(claim)[0]), False) for date, claim in record.past if claim.field == "training_compute"
    ]
    found.sort()
    for one in withdrawals_in(record.claims, sources):
        earlier = [flop for date, flop, _ in found if date < one.since]
        if one.field == "training_compute" and one.since and earlier:
            found.append((one.since, earlier[-1], True))
    found = sorted({one for one in found if one[1] > 0})
    if len({date for date, _, _ in found}) < 2:
        return ()
    days = [PartialDate.from_iso(date).plotted.toordinal() for date, _, _ in found]
    logs = [math.log10(flop) for _, flop, _ in found]
    wide, high = max(max(days) - min(days), 1), max(max(logs) - min(logs), 0.3)
    middle = (max(logs) + min(logs)) / 2
    return tuple(
        StatedPoint(
            round(PAD + (WIDTH - 2 * PAD) * (day - min(days)) / wide, 1),
            round(HEIGHT / 2 - (HEIGHT - 2 * PAD) * (log - middle) / high, 1),
            date,
            flop,
            gone,
        )
        for day, log, (date, flop, gone) in zip(days, logs, found, strict=True)
    )
