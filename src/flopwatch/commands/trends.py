"""How the field grows, as plain data: a file or the census in, segments, breaks and the frontier out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from flopwatch import sources
from flopwatch.analysis import (
    CLUSTERS,
    Broken,
    Growth,
    Interval,
    Lag,
    Observation,
    Points,
    date_of,
    decimal_year,
    fit_broken,
    fit_frontier,
    gather,
    lag_behind,
    record_setters,
    top_at_release,
)
from flopwatch.census import Census
from flopwatch.domain import BadInput, PartialDate, Skip, Source, Unknown, exact, field, term_for
from flopwatch.estimation import Estimate
from flopwatch.sources.series_csv import read_series

Row = dict[str, Any]
SEED = 20210619  # of the resamples, so that the same data give the same digits; the date of document 002
_GROUPINGS = {
    "domain": "domain",
    "country": "country",
    "organisation": "developer",
    "developer": "developer",
    "access": "access",
}


@dataclass(frozen=True)
class Asked:
    """What is asked of a series.

    Args:
        x: Column of the dates; of the census, a field of kind date.
        y: Column of the values; of the census, `training_compute` or another quantity.
        per: Column to divide by, or "".
        group: Column to group by, or "".
        split: Whether a cell of `group` lists several groups.
        only: Groups to keep; all where empty.
        bare_year: `jan1`, `july1` or `drop`.
        since: First day that counts, or None.
        until: Last day that counts, or None.
        cluster: `auto`, `organisation`, `quarter` or `row`.
        method: `ols`, `theil-sen`, `huber` or `quantile`.
        dense: Leave mixtures of experts out.
        drop_nonpositive: Leave values below 0 out, instead of refusing their group.
        seed: Of the resamples.
    """

    x: str = "published"
    y: str = "training_compute"
    per: str = ""
    group: str = ""
    split: bool = False
    only: tuple[str, ...] = ()
    bare_year: str = "jan1"
    since: dt.date | None = None
    until: dt.date | None = None
    cluster: str = "auto"
    method: str = "ols"
    dense: bool = False
    drop_nonpositive: bool = False
    seed: int = SEED


@dataclass(frozen=True)
class _Data:
    observations: tuple[Observation, ...]
    skipped: tuple[Skip, ...]
    cited: Row
    organisations: bool


# ---------------------------------------------------------------- what is fitted


def _from_file(place: str, asked: Asked) -> _Data:
    raw = sources.fetch(place)
    sha = hashlib.sha256(raw).hexdigest()
    name = Path(place).name
    series = read_series(
        raw,
        Source(id=name, title=name),
        x=asked.x,
        y=asked.y,
        per=asked.per,
        group=asked.group,
        split=asked.split,
    )
    observations = tuple(
        Observation(
            row.label, row.date, row.value, groups=row.groups, organisation=row.organisation, open=_is_open(row.access),
            sparse=row.sparse,
        )
        for row in series.rows
    )  # fmt: skip
    return _Data(observations, series.skipped, {"source": name, "sha256": sha}, series.has_organisations)


def _is_open(access: str) -> bool | None:
    if not access:
        return None
    return (term_for("access", access) or access).startswith("open-weights")


def _from_census(census: Census, asked: Asked) -> _Data:
    wanted, names = _fields_of(asked)
    observations: list[Observation] = []
    skipped: list[Skip] = []
    for record in census.models():
        if record.base:
            skipped.append(Skip(record.id, "folds under its base model"))
            continue
        date = record.value(asked.x)
        value = _census_value(census, record.id, wanted)
        if isinstance(value, str) or not date:
            skipped.append(Skip(record.id, value if isinstance(value, str) else f"no {asked.x}"))
            continue
        low, middle, high = value
        if asked.per:
            by = _census_value(census, record.id, asked.per)
            if isinstance(by, str):
                skipped.append(Skip(record.id, by))
                continue
            low, middle, high = low / by[1], middle / by[1], high / by[1]
        developers = record.values("developer")
        observations.append(
            Observation(
                record.name,
                PartialDate.from_iso(date),
                middle,
                low,
                high,
                record.values(names) if names else (),
                developers[0] if developers else "",
                _is_open(record.value("access")),
                "mixture-of-experts" in record.values("architecture")
                or bool(record.value("active_parameters")),
            )
        )
    return _Data(tuple(observations), tuple(skipped), {"source": "census", "as_of": str(census.as_of)}, True)


def _fields_of(asked: Asked) -> tuple[str, str]:
    for name in filter(None, (asked.y, asked.per)):
        if field(name).kind != "quantity":
            raise BadInput(
                f"--y {name!r} is no quantity of the census. Try training_compute, parameters or tokens_seen."
            )
    if field(asked.x).kind != "date":
        raise BadInput(f"--x {asked.x!r} is no date of the census; it has: published.")
    if asked.group and asked.group not in _GROUPINGS:
        raise BadInput(f"--group {asked.group!r}: the census is grouped by {', '.join(_GROUPINGS)}.")
    return asked.y, _GROUPINGS.get(asked.group, "")


def _census_value(census: Census, model: str, name: str) -> tuple[float, float, float] | str:
    if name == "training_compute":
        estimate = census.estimates.get(model)
        if not isinstance(estimate, Estimate):
            return estimate.reason if estimate else "no estimate"
        if estimate.doubted:
            return f"in doubt: {estimate.doubted}"
        low, high = estimate.compute_flop.interval()
        return low, estimate.compute_flop.median, high
    text = census.records[model].value(name)
    if not text:
        return f"no {name}"
    value = float(exact(text))
    return value, value, value


def _read(place: str, census: Callable[[], Census], asked: Asked) -> _Data:
    return _from_file(place, asked) if place else _from_census(census(), asked)


def _points(data: _Data, observations: Iterable[Observation], asked: Asked) -> Points | Unknown:
    cluster = asked.cluster
    if cluster == "auto":
        cluster = "organisation" if data.organisations else "quarter"
    if cluster not in CLUSTERS:
        raise BadInput(f"--cluster {cluster!r} is none of auto, {', '.join(CLUSTERS)}.")
    return gather(
        observations,
        bare_year=asked.bare_year,
        since=asked.since,
        until=asked.until,
        cluster=cluster,
        dense_only=asked.dense,
        drop_nonpositive=asked.drop_nonpositive,
        data=" ".join(str(one) for one in data.cited.values()),
    )


def _grouped(data: _Data, asked: Asked) -> dict[str, list[Observation]]:
    if not asked.group:
        return {"all": list(data.observations)}
    groups: dict[str, list[Observation]] = {name: [] for name in asked.only}
    for one in data.observations:
        for name in one.groups or ("(none)",):
            if not asked.only or name in groups:
                groups.setdefault(name, []).append(one)
    return dict(sorted(groups.items()))


# ---------------------------------------------------------------- what comes out


def growth(
    place: str,
    census: Callable[[], Census],
    asked: Asked,
    *,
    breaks: Sequence[str] = ("auto",),
    kind: str = "",
    most: int = 2,
) -> Row:
    """Rates of growth in segments, by group, with their breaks.

    Args:
        place: A CSV; the census where "".
        census: Takes the census, where it is needed.
        asked: The series.
        breaks: `auto`, `none`, or dates.
        kind: `continuous`, `discontinuous` or "" for whichever fits.
        most: Most breaks to search for.

    Returns:
        `segments`, `breaks`, `unknown` (groups that cannot be fitted, with the reason), `excluded` (rows, by reason) and
        what was asked.

    Raises:
        BadInput: If no group can be fitted, with each group's reason; or a column or a break is no such thing.
    """
    at = _breaks(breaks)
    data = _read(place, census, asked)
    rng = np.random.default_rng(asked.seed)
    segments: list[Row] = []
    found_breaks: list[Row] = []
    unknown: list[Row] = []
    excluded: list[Skip] = list(data.skipped)
    groups = _grouped(data, asked)
    for name, observations in groups.items():
        points = _points(data, observations, asked)
        found = fit_broken(points, rng, group=name, at=at, kind=kind, most=most, method=asked.method)
        if isinstance(points, Points):
            excluded += points.excluded
        if isinstance(found, Unknown):
            unknown.append({"group": name, "reason": found.reason})
            continue
        segments += [_segment(one) for one in found.segments]
        found_breaks += _break_rows(found)
    if not segments:
        reasons = "; ".join(f"{one['group']}: {one['reason']}" for one in unknown) or "no row has a group"
        unread = (
            f" ({len(data.skipped)} rows could not be read: {_most_common(data.skipped)})"
            if data.skipped
            else ""
        )
        raise BadInput(f"{place or 'the census'}: no growth can be fitted. {reasons}{unread}.")
    return {
        "segments": segments,
        "breaks": found_breaks,
        "unknown": unknown,
        "excluded": _by_reason(excluded),
        "data": data.cited,
        "bare_year": asked.bare_year,
        "seed": asked.seed,
    }


def _breaks(words: Sequence[str]) -> tuple[float, ...] | None:
    if list(words) in ([], ["auto"]):
        return None
    if list(words) == ["none"]:
        return ()
    dates = []
    for word in words:
        try:
            dates.append(decimal_year(PartialDate.from_iso(word).earliest))
        except ValueError as error:
            raise BadInput(f"--break {word!r} is neither auto, none nor a date: {error}.") from error
    return tuple(sorted(set(dates)))


def _number(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")


def interval_row(p5: float | None, p50: float | None, p95: float | None) -> Row:
    """An interval in the shape of every command, to six digits; null where a quantile does not exist."""
    return {"p5": _number(p5), "p50": _number(p50), "p95": _number(p95)}


def _interval(one: Interval) -> Row:
    return interval_row(one.p5, one.p50, one.p95)


def _segment(one: Growth) -> Row:
    return {
        "group": one.group,
        "start": str(date_of(one.start)),
        "end": str(date_of(one.end)),
        "n": one.n,
        "growth_factor_per_year": _interval(one.growth_factor_per_year),
        "doubling_months": interval_row(*one.doubling_months),
        "r2": round(one.r2, 6),
        "oom_per_year": _interval(one.oom_per_year),
        "value_at_start": _number(10.0 ** min(max(one.level, -300.0), 300.0)),
        "clusters": one.clusters,
        "method": one.method,
        "formula": one.formula,
        "interval": one.drawn,
        "rows": list(one.rows),
    }


def _break_rows(found: Broken) -> list[Row]:
    weighed = [
        {
            "kind": one.kind,
            "breaks": [str(date_of(k)) for k in one.breaks],
            "bic": round(one.bic, 3),
            "error_left_out": _number(one.cv) if one.cv == one.cv else None,
        }
        for one in found.candidates
    ]
    return [
        {
            "group": found.group,
            "date": {
                key: str(date_of(value))
                for key, value in (("p5", one.p5), ("p50", one.p50), ("p95", one.p95))
            },
            "decimal_year": {"p5": round(one.p5, 4), "p50": round(one.p50, 4), "p95": round(one.p95, 4)},
            "kind": found.kind,
            "given": found.given,
            "rule": found.rule,
            "weighed": weighed,
        }
        for one in found.dates
    ]


def _by_reason(skipped: Iterable[Skip]) -> list[Row]:
    reasons: dict[str, list[str]] = {}
    for one in skipped:
        reasons.setdefault(one.reason, []).append(one.item)
    return [{"reason": reason, "rows": len(items), "first": items[:3]} for reason, items in reasons.items()]


def _most_common(skipped: Sequence[Skip]) -> str:
    reasons = sorted(_by_reason(skipped), key=lambda row: -row["rows"])
    return ", ".join(f"{row['rows']} with {row['reason']}" for row in reasons[:3])


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
    data = _read(place, census, asked)
    rng = np.random.default_rng(asked.seed)
    whole = Asked(**{**vars(asked), "since": None})
    if asked.group:
        raise BadInput("--group: the frontier is of all rows. Give a file of the group's rows alone.")
    points = _points(data, data.observations, whole)
    if isinstance(points, Unknown):
        raise BadInput(f"{place or 'the census'}: no frontier. {points.reason}.")
    since = decimal_year(asked.since) if asked.since else None
    fits = [fit_frontier(points, rng, top=n, since=since, method=asked.method) for n in (0, *top)]
    segments = [_segment(one) for one in fits if isinstance(one, Growth)]
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
            "value": _number(10.0 ** float(points.y[i])),
            "record": bool(records[i]),
        }
        for i in np.flatnonzero((records | in_top) & (points.x >= start)).tolist()
    ]
    closed = _points(data, (one for one in data.observations if one.open is False), whole)
    opened = _points(data, (one for one in data.observations if one.open), whole)
    return {
        "segments": segments,
        "breaks": [],
        "frontier": rows,
        "lag": _lag(lag_behind(closed, opened)),
        "unknown": unknown,
        "excluded": _by_reason([*data.skipped, *points.excluded]),
        "rule": "a record exceeds every earlier value; of one day the largest counts; an equal value sets none. "
        "Top n: fewer than n values of its day or earlier exceed it.",
        "data": data.cited,
        "bare_year": asked.bare_year,
        "seed": asked.seed,
    }


def _lag(found: Lag | Unknown) -> Row:
    if isinstance(found, Unknown):
        return {"months": None, "unknown": f"closed or open models: {found.reason}"}
    return {
        "months": interval_row(*found.months) if found.months else None,
        "pairs": [
            {
                "leader": leader,
                "date": str(date_of(date)),
                "value": _number(10.0**level),
                "follower": follower,
                "followed": str(date_of(later)),
                "months": round(12 * (later - date), 1),
            }
            for leader, date, level, follower, later in found.pairs
        ],
        "unmatched": [{"leader": name, "date": str(date_of(date))} for name, date in found.unmatched],
        "rule": found.rule + "; closed models' records, open models following",
    }
