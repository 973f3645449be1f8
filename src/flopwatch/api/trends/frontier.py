"""`trends frontier`: who set records, who was in the top n at release, how fast both grow, how far open models lag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from flopwatch.analysis import (
    Growth,
    Points,
    date_of,
    decimal_year,
    eras,
    fit_frontier,
    lag_behind,
    record_setters,
    top_at_release,
    years_behind,
)
from flopwatch.api.trends.series import Asked, Data, points_of, read
from flopwatch.api.trends.shapes import (
    Break,
    Cited,
    Following,
    LeftOut,
    NotFitted,
    NotFollowing,
    Quantiles,
    Segment,
    by_reason,
    following_of,
    number,
    quantiles,
    segment_of,
)
from flopwatch.census import Census
from flopwatch.domain import BadInput, Unknown


class FrontierModel(msgspec.Struct, frozen=True):
    """A model that set a record or was in the top n at release."""

    name: str
    date: str
    value: float | None
    record: bool


class LatestRecord(msgspec.Struct, frozen=True):
    """A group's latest record, in months after anybody first had as much."""

    name: str
    date: str
    months: float | None


class Behind(msgspec.Struct, frozen=True):
    """How many months a group's records came after the first model as large."""

    group: str
    n: int
    months: Quantiles
    latest: LatestRecord
    rule: str


class EraRecord(msgspec.Struct, frozen=True):
    """A record within an era."""

    name: str
    date: str
    value: float | None


class Era(msgspec.Struct, frozen=True):
    """A span of dates in which the same groups set the records."""

    groups: tuple[str, ...]
    start: str
    end: str
    share_of_time: float
    records: tuple[EraRecord, ...]


class FrontierAnswer(msgspec.Struct, frozen=True):
    """The frontier's growth, who stood on it, how far open models lag, and what was left out."""

    segments: tuple[Segment, ...]
    breaks: tuple[Break, ...]
    frontier: tuple[FrontierModel, ...]
    lag: Following | NotFollowing
    behind: tuple[Behind, ...]
    eras: tuple[Era, ...]
    unknown: tuple[NotFitted, ...]
    excluded: tuple[LeftOut, ...]
    rule: str
    data: Cited
    bare_year: str
    seed: int


_RULE = (
    "a record exceeds every earlier value; of one day the largest counts; an equal value sets none. "
    "Top n: fewer than n values of its day or earlier exceed it."
)


def frontier(place: str, census: Callable[[], Census], asked: Asked, *, top: Sequence[int] = (10,)) -> FrontierAnswer:
    """The frontier: who set records, who was in the top n at release, how fast both grow, how far open models lag.

    Args:
        place: A CSV; the census where "".
        census: Takes the census, where it is needed.
        asked: The series. `since` bounds what is fitted, not who was there before: the frontier is told by all rows.
        top: Each n of a top n at release. With `asked.group` the eras are told, the frontier being of all rows as ever.

    Returns:
        `segments`, `frontier` (who stood on it), `lag` of open models behind closed records, `behind` (years from when
        anybody had as much to when a model of the group had), with a group `eras` (which groups set the records when),
        `unknown`.

    Raises:
        BadInput: If no frontier can be fitted, with the reasons.
    """
    data = read(place, census, asked)
    whole = Asked(**{**vars(asked), "since": None})
    points = points_of(data, data.observations, whole)
    if isinstance(points, Unknown):
        raise BadInput(f"{place or 'the census'}: no frontier. {points.reason}.")
    since = decimal_year(asked.since) if asked.since else None
    # A generator for each: what is said of one frontier does not depend on which others were asked for.
    fits = [
        fit_frontier(points, np.random.default_rng([asked.seed, n]), top=n, since=since, method=asked.method)
        for n in (0, *top)
    ]
    segments = tuple(segment_of(one) for one in fits if isinstance(one, Growth))
    unknown = tuple(NotFitted("frontier", one.reason) for one in fits if isinstance(one, Unknown))
    if not segments:
        raise BadInput(
            f"{place or 'the census'}: no frontier can be fitted. {'; '.join(one.reason for one in unknown)}."
        )
    records = record_setters(points)
    in_top = top_at_release(points, max(top)) if top else records
    start = -np.inf if since is None else since
    rows = tuple(
        FrontierModel(
            points.labels[i],
            str(date_of(points.x[i])),
            number(10.0 ** float(points.y[i])),
            bool(records[i]),
        )
        for i in np.flatnonzero((records | in_top) & (points.x >= start)).tolist()
    )
    closed = points_of(data, (one for one in data.observations if one.open is False), whole)
    opened = points_of(data, (one for one in data.observations if one.open), whole)
    return FrontierAnswer(
        segments=segments,
        breaks=(),
        frontier=rows,
        lag=following_of(lag_behind(closed, opened)),
        behind=tuple(
            _behind(name, group, points)
            for name, group in (("open", opened), ("closed", closed))
            if isinstance(group, Points)
        ),
        eras=_eras(data, points, whole) if asked.group else (),
        unknown=unknown,
        excluded=by_reason([*data.skipped, *points.excluded]),
        rule=_RULE,
        data=data.cited,
        bare_year=asked.bare_year,
        seed=asked.seed,
    )


def _behind(name: str, group: Points, everyone: Points) -> Behind:
    """How far behind the best known a group's own records were, in months: quantiles over its record-setters."""
    leaders = group.keep(record_setters(group))
    months = 12 * years_behind(leaders, everyone)
    return Behind(
        group=name,
        n=leaders.n,
        months=quantiles(*(float(q) for q in np.quantile(months, [0.05, 0.5, 0.95]))),
        latest=LatestRecord(leaders.labels[-1], str(date_of(leaders.x[-1])), number(months[-1])),
        rule="for each record of the group, months since anybody had first reached as much; 0 for who was first",
    )


def _eras(data: Data, points: Points, asked: Asked) -> tuple[Era, ...]:
    # The label carries the row's place through the sorting; the groups are looked up by it.
    numbered = [replace(one, label=str(i)) for i, one in enumerate(data.observations)]
    again = points_of(data, numbered, asked)
    if isinstance(again, Unknown):
        return ()
    rows = [data.observations[int(label)] for label in again.labels]
    named = replace(again, labels=tuple(one.label for one in rows))
    return tuple(
        Era(
            groups=tuple(one.groups),
            start=str(date_of(one.start)),
            end=str(date_of(one.end)),
            share_of_time=round(one.share, 4),
            records=tuple(
                EraRecord(name, str(date_of(date)), number(10.0**level)) for name, date, level in one.records
            ),
        )
        for one in eras(named, [one.groups or ("(none)",) for one in rows])
    )
