"""Eras: periods in which one group of models held the frontier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.analysis.frontier import record_setters
from flopwatch.analysis.points import Points


@dataclass(frozen=True)
class Era:
    """A period in which every record was set by models of the same groups.

    Args:
        groups: The groups of its record-setters, as of the first one.
        start: Date of its first record, in decimal years.
        end: Date of the first record of the next era; for the last era, date of the newest value.
        records: Labels of its record-setters with their dates and log10 values.
        share: Fraction of the time from the first record to the newest value.
    """

    groups: tuple[str, ...]
    start: float
    end: float
    records: tuple[tuple[str, float, float], ...]
    share: float


def eras(points: Points, groups: Sequence[tuple[str, ...]]) -> list[Era]:
    """Split the records into eras: successive records that share a group belong to one era.

    Args:
        points: All values.
        groups: The groups of each, in the order of the points.

    Example:
        >>> from flopwatch.analysis.points import Observation, gather
        >>> points = gather([Observation("A", 2017.0, 1.0), Observation("B", 2018.0, 2.0), Observation("C", 2020.0,
        ...     5.0)])
        >>> [(one.groups, one.start, one.end) for one in eras(points, [("games",), ("games", "vision"), ("language",)])]
        [(('games',), 2017.0, 2020.0), (('language',), 2020.0, 2020.0)]
    """
    out: list[Era] = []
    newest = float(points.x[-1]) if points.n else 0.0
    current: list[int] = []
    held: tuple[str, ...] = ()
    setters = np.flatnonzero(record_setters(points)).tolist()
    whole = newest - float(points.x[setters[0]]) if setters else 0.0

    def close(end: float) -> None:
        start = float(points.x[current[0]])
        records = tuple((points.labels[i], float(points.x[i]), float(points.y[i])) for i in current)
        out.append(Era(held, start, end, records, (end - start) / whole if whole else 1.0))

    for i in setters:
        shared = tuple(name for name in held if name in groups[i])
        if current and shared:
            held = shared
        elif current:
            close(float(points.x[i]))
            current, held = [], groups[i]
        else:
            held = groups[i]
        current.append(i)
    if current:
        close(newest)
    return out
