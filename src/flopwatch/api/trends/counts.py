"""`trends counts`: models above a threshold, by year and by group, and a nowcast of models not yet reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import msgspec
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
from flopwatch.api.trends.series import SEED
from flopwatch.api.trends.shapes import (
    Cited,
    LeftOut,
    NotFitted,
    Quantiles,
    by_reason,
    number,
    quantiles,
    quantiles_of,
)
from flopwatch.census import Census
from flopwatch.domain import NoSuchChoice, Unknown

SHARES_AT = 1e23  # where document 000 prints its shares


class YearCount(msgspec.Struct, frozen=True):
    """The number of models above a threshold in a year, or by its end.

    Args:
        recorded: Models above: confirmed or likely in the census, by its figure in a table.
        models: The distribution of the number, each model being above with its own probability.
        unconfirmed: Models with unknown compute that may be above.
    """

    year: int
    threshold_flop: float
    recorded: int
    models: Quantiles
    mean: float | None
    unconfirmed: int
    with_unconfirmed: int
    formula: str


class GroupCount(msgspec.Struct, frozen=True):
    """The number of models of a group above a threshold; fields as in `YearCount`."""

    group: str
    threshold_flop: float
    recorded: int
    models: Quantiles
    mean: float | None
    unconfirmed: int
    with_unconfirmed: int
    formula: str


class ShareInterval(msgspec.Struct, frozen=True):
    """The 5% and 95% quantiles of a share."""

    p5: float
    p95: float


class GroupShare(msgspec.Struct, frozen=True):
    """A group's share of the models above a threshold."""

    by: str
    group: str
    threshold_flop: float
    recorded: int
    share: float
    share_interval: ShareInterval
    with_unconfirmed: int
    share_with_unconfirmed: float


class ReportingLag(msgspec.Struct, frozen=True):
    """The delay after publication until models above a threshold become known."""

    threshold_flop: float
    months_until_half_known: Quantiles
    known_after_months: dict[str, float]
    horizon_years: float
    n: int
    seen_late: int
    withdrawn: tuple[str, ...]
    scale_years: float | None
    shape: float | None
    vintages: tuple[str, ...]
    formula: str


class Expected(msgspec.Struct, frozen=True):
    """The number of models of a period that will be known in the end."""

    threshold_flop: float
    start: str
    end: str
    recorded: int
    share_known: Quantiles
    models: Quantiles | None
    rule: str


class CountsAnswer(msgspec.Struct, frozen=True):
    """The number of models above each threshold, by year and by group.

    Args:
        lag: The reporting lag at each threshold; None without vintages.
        nowcast: The number of models not yet reported; empty without vintages.
    """

    thresholds_flop: tuple[float, ...]
    by_year: tuple[YearCount, ...]
    cumulative: tuple[YearCount, ...]
    by: dict[str, tuple[GroupCount, ...]]
    shares: tuple[GroupShare, ...]
    lag: tuple[ReportingLag, ...] | None
    nowcast: tuple[Expected, ...]
    unknown: tuple[NotFitted, ...]
    excluded: tuple[LeftOut, ...]
    data: Cited
    seed: int


def counts(
    place: str,
    census: Callable[[], Census],
    *,
    at: Sequence[str] = (),
    by: Sequence[str] = (),
    vintages: Sequence[str] = (),
    until: dt.date | None = None,
    seed: int = SEED,
) -> CountsAnswer:
    """Count the models above each threshold.

    Args:
        place: A table of Epoch's, or "" for the census.
        census: Returns the census; called only if needed.
        at: Thresholds in FLOP.
        by: The groupings; all if empty.
        vintages: Earlier (or later) versions of the same table, from which the reporting lag is measured.
        until: Last date of publication that counts.
        seed: Seed of the draws.

    Returns:
        `by_year`, `cumulative`, `by` (each grouping), `shares`, and with vintages `lag` and `nowcast`. Every
        count has `recorded` (confirmed or likely), `models` (the distribution), `unconfirmed` and `with_unconfirmed`.

    Raises:
        BadInput: If nothing can be counted, or a grouping or threshold is invalid.
    """
    thresholds = thresholds_of(at)
    by = ["organisation" if way == "developer" else way for way in by]
    for way in by:
        if way not in WAYS:
            raise NoSuchChoice("grouping", way, WAYS, option="--by")
    field, skipped = field_of(place, census, thresholds, until=until)
    counter = Counter(field)
    rng = np.random.default_rng(seed)
    others = [field_of(one, census, thresholds)[0] for one in vintages]
    shared = _shares(field, rng)
    lags, expected, unknown = _still_to_come(field, others, rng) if others else ([], [], [])
    return CountsAnswer(
        thresholds_flop=tuple(field.thresholds),
        by_year=tuple(_of_year(one, year) for year, row in counter.by_year().items() for one in row),
        cumulative=tuple(_of_year(one, year) for year, row in counter.cumulative().items() for one in row),
        by={way: _by(field, counter, way) for way in (by or WAYS)},
        shares=shared,
        lag=tuple(lags) or None,
        nowcast=tuple(expected),
        unknown=tuple(unknown),
        excluded=by_reason(skipped),
        data=Cited(field.data, models=len(field.entries), as_of=str(date_of(field.as_of))),
        seed=seed,
    )


def _of_year(one: Count, year: int) -> YearCount:
    return YearCount(
        year=year,
        threshold_flop=one.threshold_flop,
        recorded=one.recorded,
        models=quantiles(one.p5, one.p50, one.p95),
        mean=number(one.mean),
        unconfirmed=one.unconfirmed,
        with_unconfirmed=one.recorded + one.unconfirmed,
        formula=one.formula,
    )


def _of_group(one: Count, group: str) -> GroupCount:
    return GroupCount(
        group=group,
        threshold_flop=one.threshold_flop,
        recorded=one.recorded,
        models=quantiles(one.p5, one.p50, one.p95),
        mean=number(one.mean),
        unconfirmed=one.unconfirmed,
        with_unconfirmed=one.recorded + one.unconfirmed,
        formula=one.formula,
    )


def _by(field: Population, counter: Counter, way: str) -> tuple[GroupCount, ...]:
    if way == "organisation":
        counter = Counter(
            Population(
                tuple(_with(e, way, leading(e)) for e in field.entries), field.thresholds, field.data, field.as_of
            )
        )
    return tuple(_of_group(one, name) for name, row in counter.by_group(way).items() for one in row)


def _with(entry: Entry, way: str, groups: tuple[str, ...]) -> Entry:
    from dataclasses import replace

    return replace(entry, groups={**entry.groups, way: groups})


def _shares(field: Population, rng: np.random.Generator) -> tuple[GroupShare, ...]:
    if SHARES_AT not in field.thresholds:
        return ()
    return tuple(
        GroupShare(
            by=one.way,
            group=one.group,
            threshold_flop=SHARES_AT,
            recorded=one.models,
            share=round(one.share, 4),
            share_interval=ShareInterval(round(one.low, 4), round(one.high, 4)),
            with_unconfirmed=one.with_unconfirmed,
            share_with_unconfirmed=round(one.share_with, 4),
        )
        for one in shares(field, SHARES_AT, SHARES, rng)
    )


def _still_to_come(
    field: Population, others: Sequence[Population], rng: np.random.Generator
) -> tuple[list[ReportingLag], list[Expected], list[NotFitted]]:
    """Return the reporting lag, and the expected number not yet reported, at each threshold of the vintages."""
    lags: list[ReportingLag] = []
    expected: list[Expected] = []
    unknown: list[NotFitted] = []
    for threshold in field.thresholds:
        delay = measure_delay([*others, field], threshold, rng)
        if isinstance(delay, Unknown):
            unknown.append(NotFitted(f"reporting lag at {threshold:.0e} FLOP", delay.reason))
            continue
        lags.append(_lag(delay))
        periods, whole = nowcast(field, delay, rng)
        expected += [_expected(one, threshold) for one in (*periods, whole)]
    return lags, expected, unknown


def _lag(delay: Delay) -> ReportingLag:
    return ReportingLag(
        threshold_flop=delay.threshold_flop,
        months_until_half_known=quantiles_of(delay.months()),
        known_after_months={str(months): round(float(delay.known(months / 12)), 3) for months in (1, 3, 6, 12, 18)},
        horizon_years=HORIZON,
        n=delay.n,
        seen_late=delay.late,
        withdrawn=tuple(delay.withdrawn),
        scale_years=number(delay.scale),
        shape=number(delay.shape),
        vintages=tuple(delay.vintages),
        formula=delay.formula,
    )


def _expected(one: Nowcast, threshold: float) -> Expected:
    return Expected(
        threshold_flop=threshold,
        start=str(one.start),
        end=str(one.end),
        recorded=one.recorded,
        share_known=quantiles_of(one.known),
        models=quantiles_of(one.models) if one.models else None,
        rule=one.rule,
    )
