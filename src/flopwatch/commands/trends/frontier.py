"""`trends frontier`: who set records, who was in the top n at release, how fast both grow, how far open models lag."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from flopwatch.analysis import (
    Growth,
    date_of,
    decimal_year,
    fit_frontier,
    lag_behind,
    record_setters,
    top_at_release,
)
from flopwatch.census import Census
from flopwatch.commands.trends.series import Asked, Row, points_of, read
from flopwatch.commands.trends.shapes import by_reason, lag_row, number, segment_row
from flopwatch.domain import BadInput, Unknown


def frontier(place: str, census: Callable[[], Census], asked: Asked, *, top: Sequence[int] = (10,)) -> Row:
    """The frontier: who set records, who was in the top n at release, how fast both grow, how far open models lag.

    Args:
        place: A CSV; the census where "".
        census: Takes the census, where it is needed.
        asked: The series. `since` bounds what is fitted, not who was there before: the frontier is told by all rows.
        top: Each n of a top n at release.

    Raises:
        BadInput: If no frontier can be fitted, with the reasons.
    """
    data = read(place, census, asked)
    rng = np.random.default_rng(asked.seed)
    whole = Asked(**{**vars(asked), "since": None})
    if asked.group:
        raise BadInput("--group: the frontier is of all rows. Give a file of the group's rows alone.")
    points = points_of(data, data.observations, whole)
    if isinstance(points, Unknown):
        raise BadInput(f"{place or 'the census'}: no frontier. {points.reason}.")
    since = decimal_year(asked.since) if asked.since else None
    fits = [fit_frontier(points, rng, top=n, since=since, method=asked.method) for n in (0, *top)]
    segments = [segment_row(one) for one in fits if isinstance(one, Growth)]
    unknown = [{"group": "frontier", "reason": one.reason} for one in fits if isinstance(one, Unknown)]
    if not segments:
        raise BadInput(
            f"{place or 'the census'}: no frontier can be fitted. {'; '.join(one['reason'] for one in unknown)}."
        )
    records = record_setters(points)
    in_top = top_at_release(points, max(top)) if top else records
    start = -np.inf if since is None else since
    rows = [
        {
            "name": points.labels[i],
            "date": str(date_of(points.x[i])),
            "value": number(10.0 ** float(points.y[i])),
            "record": bool(records[i]),
        }
        for i in np.flatnonzero((records | in_top) & (points.x >= start)).tolist()
    ]
    closed = points_of(data, (one for one in data.observations if one.open is False), whole)
    opened = points_of(data, (one for one in data.observations if one.open), whole)
    return {
        "segments": segments,
        "breaks": [],
        "frontier": rows,
        "lag": lag_row(lag_behind(closed, opened)),
        "unknown": unknown,
        "excluded": by_reason([*data.skipped, *points.excluded]),
        "rule": "a record exceeds every earlier value; of one day the largest counts; an equal value sets none. "
        "Top n: fewer than n values of its day or earlier exceed it.",
        "data": data.cited,
        "bare_year": asked.bare_year,
        "seed": asked.seed,
    }
