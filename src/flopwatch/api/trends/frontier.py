"""`trends frontier`: record-setters, the top n at release, the growth of both, and the lag of open models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from flopwatch.analysis import (
    FRONTIER_FROM,
    FRONTIER_TOP,
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
    """A group's latest record, in months after any model first reached it."""

    name: str
    date: str
    months: float | None


class Behind(msgspec.Struct, frozen=True):
    """The months by which a group's records came after the first model as large."""

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
    """A period in which the same groups set the records."""

    groups: tuple[str, ...]
    start: str
    end: str
    share_of_time: float
    records: tuple[EraRecord, ...]


class FrontierAnswer(msgspec.Struct, frozen=True):
    """The frontier's growth, its models, the lag of open models, and the rows left out."""

    headline: Segment | None
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


def frontier(
    place: str, census: Callable[[], Census], asked: Asked, *, top: Sequence[int] = (10,), each: bool = False
) -> FrontierAnswer:
    """Compute the frontier: record-setters, the top n at release, the growth of both, and the lag of open models.

    Args:
        place: A CSV, or "" for the census.
        census: Returns the census; called only if needed.
        asked: The series. `since` bounds the fit only: all rows decide who is on the frontier. With `group`, eras are
            added.
        top: Each n of a top n at release.
        each: Whether the record-setters of each group are fitted as well.

    Returns:
        `headline`, the one quoted rate: the top 10 at release since 2018, whatever `since` and `top` are;
        `segments`, `frontier` (its models), `lag` of open models behind closed records, `behind` (months from when
        any model reached a value to when one of the group did), with a group `eras` (which groups set the records),
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
    # A generator for each, so that the result for one frontier does not depend on which others were requested.
    fits = [
        fit_frontier(points, np.random.default_rng([asked.seed, n]), top=n, since=since, method=asked.method)
        for n in (0, *top)
    ]
    fits += _by_group(data, whole, since) if each else []
    segments = tuple(segment_of(one) for one in fits if isinstance(one, Growth))
    unknown = tuple(NotFitted("frontier", one.reason) for one in fits if isinstance(one, Unknown))
    if not segments:
        raise BadInput(
            f"{place or 'the census'}: no frontier can be fitted. {'; '.join(one.reason for one in unknown)}."
        )
    closed, opened = (
        points_of(data, (one for one in data.observations if one.open is is_open), whole) for is_open in (False, True)
    )
    return FrontierAnswer(
        headline=_headline(points, asked.seed),
        segments=segments,
        breaks=(),
        frontier=_models_on(points, top, since),
        lag=following_of(lag_behind(closed, opened, since or FRONTIER_FROM)),
        behind=tuple(
            _behind(name, group, points, since or FRONTIER_FROM)
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


def _models_on(points: Points, top: Sequence[int], since: float | None) -> tuple[FrontierModel, ...]:
    """Return the record-setters and the models in the largest top n, from a decimal year on."""
    records = record_setters(points)
    in_top = top_at_release(points, max(top)) if top else records
    return tuple(
        FrontierModel(
            points.labels[i],
            str(date_of(points.x[i])),
            number(10.0 ** float(points.y[i])),
            bool(records[i]),
        )
        for i in np.flatnonzero((records | in_top) & (points.x >= (since or -np.inf))).tolist()
    )


def _headline(points: Points, seed: int) -> Segment | None:
    """Return the growth that is quoted: of the top 10 at release since 2018; None if it cannot be fitted."""
    rng = np.random.default_rng([seed, FRONTIER_TOP])
    found = fit_frontier(points, rng, top=FRONTIER_TOP, since=FRONTIER_FROM)
    return segment_of(found) if isinstance(found, Growth) else None


def _by_group(data: Data, asked: Asked, since: float | None) -> list[Growth | Unknown]:
    """Fit the record-setters of each group, those with most rows first."""
    tally = Counter(name for one in data.observations for name in one.groups)
    out: list[Growth | Unknown] = []
    for place, (name, _) in enumerate(sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))):
        points = points_of(data, (one for one in data.observations if name in one.groups), asked)
        found = fit_frontier(points, np.random.default_rng([asked.seed, 0, place]), since=since, method=asked.method)
        label = f"{name}, record-setters"
        out.append(replace(found, group=label) if isinstance(found, Growth) else Unknown(f"{name}, {found.reason}"))
    return out


def _behind(name: str, group: Points, everyone: Points, since: float) -> Behind:
    """Return a group's lag behind the best known value, in months: quantiles over its record-setters since a year."""
    records = record_setters(group)
    # Without a record since then, the latest one is all that is known.
    leaders = group.keep(records & (group.x >= since) if (records & (group.x >= since)).any() else records)
    months = 12 * years_behind(leaders, everyone)
    return Behind(
        group=name,
        n=leaders.n,
        months=quantiles(*(float(q) for q in np.quantile(months, [0.05, 0.5, 0.95]))),
        latest=LatestRecord(leaders.labels[-1], str(date_of(leaders.x[-1])), number(months[-1])),
        rule="for each record of the group, months since any model first reached the value; 0 for the first",
    )


def _eras(data: Data, points: Points, asked: Asked) -> tuple[Era, ...]:
    # The label carries the row's index through the sorting; the groups are looked up by it.
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
