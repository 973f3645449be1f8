"""Entries of counts and projections, made by hand."""

from __future__ import annotations

from flopwatch.analysis.entries import Entry
from flopwatch.analysis.points import date_of
from flopwatch.domain.dates import PartialDate
from flopwatch.statistics.lognormal import LogNormal

THRESHOLDS = (1e23, 1e25)


def entry(name: str, at: float, flop: float | None, *, factor: float = 3.0, maker: str = "", **groups: str) -> Entry:
    day = date_of(at)
    spread = LogNormal.from_factor(median=flop, factor=factor) if flop else None
    return Entry(
        name,
        PartialDate(day.year, day.month, day.day),
        flop,
        spread.sigma_dex if spread else 0.0,
        tuple(spread.prob_above(t) if spread else 0.0 for t in THRESHOLDS),
        tuple(bool(flop and flop > t) for t in THRESHOLDS),
        unconfirmed=flop is None,
        groups={"organisation": (maker or name,), **{way: (value,) for way, value in groups.items()}},
    )
