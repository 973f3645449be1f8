"""`trends counts`: how many models exceed a threshold, by year and by group, and how many more will be reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np

from flopwatch.analysis import (
    HORIZON,
    SHARES,
    WAYS,
    Count,
    Counter,
    Delay,
    Entry,
    Nowcast,
    Population,
    date_of,
    leading,
    measure_delay,
    nowcast,
    shares,
)
from flopwatch.api.trends.fields import field_of, thresholds_of
from flopwatch.api.trends.series import SEED, Row
from flopwatch.api.trends.shapes import by_reason, interval_of, interval_row, number
from flopwatch.census import Census
from flopwatch.domain import BadInput, Unknown

SHARES_AT = 1e23  # where document 000 prints its shares


def counts(
    place: str,
    census: Callable[[], Census],
    *,
    at: Sequence[str] = (),
    by: Sequence[str] = (),
    vintages: Sequence[str] = (),
    until: dt.date | None = None,
    seed: int = SEED,
) -> Row:
    """How many models exceed each threshold.

    Args:
        place: A table of Epoch's; the census where "".
        census: Takes the census, where it is needed.
        at: Thresholds in FLOP.
        by: Ways of grouping; all where empty.
        vintages: Earlier (or later) states of the same table, from which the reporting lag is measured.
        until: Last date of publication that counts.
        seed: Of the draws.

    Returns:
        `by_year`, `cumulative`, `by` (each way of grouping), `shares`, and with vintages `lag` and `nowcast`. Every
        count has `recorded` (figures as they stand), `models` (the distribution), `unconfirmed` and `with_unconfirmed`.

    Raises:
        BadInput: If nothing can be counted, or a way of grouping or a threshold is none.
    """
    thresholds = thresholds_of(at)
    for way in by:
        if way not in WAYS:
            raise BadInput(f"--by {way[:40]!r} is none of {', '.join(WAYS)}.")
    field, skipped = field_of(place, census, thresholds, until=until)
    counter = Counter(field)
    rng = np.random.default_rng(seed)
    out: Row = {
        "thresholds_flop": list(field.thresholds),
        "by_year": [_row(one, year=year) for year, row in counter.by_year().items() for one in row],
        "cumulative": [_row(one, year=year) for year, row in counter.cumulative().items() for one in row],
        "by": {way: _by(field, counter, way) for way in (by or WAYS)},
        "shares": _shares(field, rng),
        "lag": None,
        "nowcast": [],
        "unknown": [],
        "excluded": by_reason(skipped),
        "data": {"source": field.data, "models": len(field.entries), "as_of": str(date_of(field.as_of))},
        "seed": seed,
    }
    if vintages:
        _correct(out, field, [field_of(one, census, thresholds)[0] for one in vintages], rng)
    return out


def _row(one: Count, **where: object) -> Row:
    return {
        **where,
        "threshold_flop": one.threshold_flop,
        "recorded": one.recorded,
        "models": interval_row(one.p5, one.p50, one.p95),
        "mean": number(one.mean),
        "unconfirmed": one.unconfirmed,
        "with_unconfirmed": one.recorded + one.unconfirmed,
        "formula": one.formula,
    }


def _by(field: Population, counter: Counter, way: str) -> list[Row]:
    if way == "organisation":
        counter = Counter(
            Population(
                tuple(_with(e, way, leading(e)) for e in field.entries), field.thresholds, field.data, field.as_of
            )
        )
    return [_row(one, group=name) for name, row in counter.by_group(way).items() for one in row]


def _with(entry: Entry, way: str, groups: tuple[str, ...]) -> Entry:
    from dataclasses import replace

    return replace(entry, groups={**entry.groups, way: groups})


def _shares(field: Population, rng: np.random.Generator) -> list[Row]:
    if SHARES_AT not in field.thresholds:
        return []
    return [
        {
            "by": one.way,
            "group": one.group,
            "threshold_flop": SHARES_AT,
            "recorded": one.models,
            "share": round(one.share, 4),
            "share_interval": {"p5": round(one.low, 4), "p95": round(one.high, 4)},
            "with_unconfirmed": one.with_unconfirmed,
            "share_with_unconfirmed": round(one.share_with, 4),
        }
        for one in shares(field, SHARES_AT, SHARES, rng)
    ]


def _correct(out: Row, field: Population, others: Sequence[Population], rng: np.random.Generator) -> None:
    """Add the reporting lag and what it says is still to come, at every threshold that the vintages can speak of."""
    lags: list[Row] = []
    for threshold in field.thresholds:
        delay = measure_delay([*others, field], threshold, rng)
        if isinstance(delay, Unknown):
            out["unknown"].append({"group": f"reporting lag at {threshold:.0e} FLOP", "reason": delay.reason})
            continue
        lags.append(_lag(delay))
        periods, whole = nowcast(field, delay, rng)
        out["nowcast"] += [_nowcast(one, threshold) for one in (*periods, whole)]
    out["lag"] = lags or None


def _lag(delay: Delay) -> Row:
    return {
        "threshold_flop": delay.threshold_flop,
        "months_until_half_known": interval_of(delay.months()),
        "known_after_months": {str(months): round(float(delay.known(months / 12)), 3) for months in (1, 3, 6, 12, 18)},
        "horizon_years": HORIZON,
        "n": delay.n,
        "seen_late": delay.late,
        "withdrawn": list(delay.withdrawn),
        "scale_years": number(delay.scale),
        "shape": number(delay.shape),
        "vintages": list(delay.vintages),
        "formula": delay.formula,
    }


def _nowcast(one: Nowcast, threshold: float) -> Row:
    return {
        "threshold_flop": threshold,
        "start": str(one.start),
        "end": str(one.end),
        "recorded": one.recorded,
        "share_known": interval_of(one.known),
        "models": interval_of(one.models) if one.models else None,
        "rule": one.rule,
    }
