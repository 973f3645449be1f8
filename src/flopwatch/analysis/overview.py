"""Overview: the findings on a population, each with its numbers and the fit or count behind them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from flopwatch.analysis.counts import Count, Counter, shares
from flopwatch.analysis.entries import NOT_STATED, Entry, Population
from flopwatch.analysis.frontier import FRONTIER_FROM, lag_behind, record_setters, years_behind
from flopwatch.analysis.frontier_insights import frontier_insights, outlook_insights
from flopwatch.analysis.growth import Growth, Power, fit_growth, fit_power
from flopwatch.analysis.insight_book import (
    Insight,
    InsightBook,
    Missing,
    growth_numbers,
    points_of_entries,
)
from flopwatch.analysis.points import Points, date_of
from flopwatch.domain import Unknown

SEED = 20210619  # fixed, so that the same census gives the same digits
_RESAMPLES = 300
_DRAWS = 1_000  # of shares
_SHARES_AT = 1e23
# Tokens per parameter that minimise the loss for a given compute, of dense language models (Hoffmann et al. 2022,
# arXiv 2203.15556, table 3: 67e9 parameters with 1.5e12 tokens at Gopher's compute).
OPTIMAL_RATIO = 20


@dataclass(frozen=True)
class Overview:
    """The findings, and the missing ones with the reason."""

    facts: tuple[Insight, ...]
    unknown: tuple[Missing, ...]

    def fact(self, name: str) -> Insight | None:
        """Return the finding with that id. None if there is none."""
        return next((one for one in self.facts if one.id == name), None)


def overview(
    field: Population,
    groupings: Mapping[str, Callable[[Entry], str]],
    *,
    is_open: Callable[[Entry], bool | None],
    organisations: Callable[[Entry], Sequence[str]] = lambda e: e.group("organisation"),
    seed: int = SEED,
) -> Overview:
    """Compute the overview of a population: frontier, counts, shares, openness, sizes, outlook.

    Args:
        field: The models, with thresholds 1e23, 1e25 and 1e26 FLOP among others.
        groupings: For each grouping, a function from an entry to its one group.
        is_open: Whether the weights can be downloaded; None if no source states it.
        organisations: The organisations of an entry.
        seed: Seed of the resamples.
    """
    book, rng = InsightBook(field), np.random.default_rng(seed)
    compute = points_of_entries(field, lambda e: e.median_flop, own_spread=True)
    frontier_insights(book, compute, seed)
    _numbers(book)
    _who(book, groupings, organisations, rng)
    _openness(book, is_open, compute)
    _sizes(book, rng)
    outlook_insights(book, seed)
    return Overview(tuple(book.facts), tuple(book.unknown))


def _numbers(book: InsightBook) -> None:
    field, counter = book.field, Counter(book.field)
    everyone = np.ones(len(field.entries), dtype=bool)
    for one in counter.among(everyone):
        book.add(
            "above",
            "numbers",
            _count_numbers(one),
            at=one.threshold_flop,
            n=len(field.entries),
            formula=one.formula,
            rows=_above(field, one),
        )
    year = field.last_whole_year
    by_year = counter.by_year()
    for threshold in (1e23, 1e25):
        if threshold not in field.thresholds or year not in by_year or year - 1 not in by_year:
            book.lack("year", f"no model above {threshold:.0e} FLOP in {year - 1} and {year}", at=threshold)
            continue
        at = field.thresholds.index(threshold)
        now, before = by_year[year][at], by_year[year - 1][at]
        book.add(
            "year",
            "numbers",
            {
                "year": year,
                **_count_numbers(now),
                "before": _count_numbers(before),
            },
            at=threshold,
            n=now.recorded,
            formula=now.formula,
            rows=[e.name for e in field.entries if e.recorded[at] and e.date and e.date.year == year],
        )


def _count_numbers(one: Count) -> dict[str, Any]:
    return {
        "threshold": one.threshold_flop,
        "p5": one.p5,
        "p50": one.p50,
        "p95": one.p95,
        "confirmed": one.confirmed,
        "likely": one.likely,
        "possible": one.possible,
        "without_figure": one.without_figure,
        "unconfirmed": one.unconfirmed,
    }


def _above(field: Population, one: Count) -> list[str]:
    at = field.thresholds.index(one.threshold_flop)
    return [e.name for e in field.entries if e.recorded[at]]


def _who(
    book: InsightBook,
    groupings: Mapping[str, Callable[[Entry], str]],
    organisations: Callable[[Entry], Sequence[str]],
    rng: np.random.Generator,
) -> None:
    field = book.field
    if _SHARES_AT not in field.thresholds:
        return
    at = field.thresholds.index(_SHARES_AT)
    large = [e for e in field.entries if e.recorded[at]]
    if not large:
        book.lack("shares", f"no model is recorded above {_SHARES_AT:.0e} FLOP")
        return
    found = shares(field, _SHARES_AT, groupings, rng, draws=_DRAWS)
    for way in groupings:
        groups = [one for one in found if one.way == way and one.models]
        unstated = sum(one.models for one in groups if one.group == NOT_STATED)
        if groups and 2 * unstated > len(large):
            book.lack(f"share-{way}", f"{unstated} of {len(large)} models do not state it", at=_SHARES_AT)
        elif groups:
            book.add(
                f"share-{way}",
                "who",
                {
                    "way": way,
                    "groups": [
                        (g.group, g.models, g.share, g.low, g.high, g.with_unconfirmed, g.share_with) for g in groups
                    ],
                    "threshold": _SHARES_AT,
                    "models": len(large),
                },
                n=len(large),
                formula="models recorded above 1e23 FLOP, each in one group",
                interval=f"of the share among models above with their own chances, {_DRAWS} draws",
                rows=[e.name for e in large],
            )
    tally: dict[str, int] = {}
    for e in large:
        for name in dict.fromkeys(organisations(e)):
            tally[name] = tally.get(name, 0) + 1
    leaders = sorted(tally.items(), key=lambda kv: (-kv[1], kv[0]))[:5]
    book.add(
        "organisations",
        "who",
        {"leaders": leaders, "threshold": _SHARES_AT, "organisations": len(tally), "models": len(large)},
        n=len(large),
        formula="models recorded above 1e23 FLOP; one of several organisations counts for each",
        rows=[e.name for e in large],
    )


def _openness(book: InsightBook, is_open: Callable[[Entry], bool | None], everyone: Points | Unknown) -> None:
    field = book.field
    opened = points_of_entries(field, lambda e: e.median_flop, own_spread=True, keep=lambda e: is_open(e) is True)
    closed = points_of_entries(field, lambda e: e.median_flop, own_spread=True, keep=lambda e: is_open(e) is False)
    lag = lag_behind(closed, opened)
    if isinstance(opened, Unknown) or isinstance(lag, Unknown) or isinstance(everyone, Unknown):
        book.lack("open-lag", lag.reason if isinstance(lag, Unknown) else "no open model with compute")
        return
    best = int(opened.y.argmax())
    flop = 10.0 ** float(opened.y[best])
    largest = 10.0 ** float(everyone.y.max())
    book.add(
        "open-largest",
        "openness",
        {"model": opened.labels[best], "flop": flop, "date": str(date_of(opened.x[best])), "share": flop / largest},
        n=opened.n,
        formula="the largest median of training compute among models whose weights can be had",
        rows=(opened.labels[best],),
    )
    recent = [12 * (later - date) for _, date, _, _, later in lag.pairs]
    leaders = opened.keep(record_setters(opened) & (opened.x >= FRONTIER_FROM))
    behind = 12 * years_behind(leaders, everyone) if leaders.n else np.empty(0)
    if recent:
        low, middle, high = (float(q) for q in np.quantile(recent, [0.05, 0.5, 0.95]))
        late = [name for name, _ in lag.unmatched]
        book.add(
            "open-lag",
            "openness",
            {
                "p5": low,
                "p50": middle,
                "p95": high,
                "pairs": len(recent),
                "unmatched": late,
                "behind": float(np.median(behind)) if behind.size else None,
                "records": int(leaders.n),
                "since": FRONTIER_FROM,
            },
            n=len(recent) + len(late),
            formula=f"{lag.rule}; closed models' records since 2018, open models following",
            interval="5% to 95% of the pairs; records not yet reached are not among them",
            rows=[name for name, date, *_ in lag.pairs if date >= FRONTIER_FROM],
        )
    else:
        book.lack("open-lag", "no closed record since 2018 has been reached by an open model")


def _sizes(book: InsightBook, rng: np.random.Generator) -> None:
    field = book.field
    parameters = points_of_entries(field, lambda e: e.parameters)
    since = parameters.between(FRONTIER_FROM) if isinstance(parameters, Points) else parameters
    grown = fit_growth(since, rng, resamples=_RESAMPLES)
    if isinstance(grown, Unknown):
        book.lack("parameters-growth", grown.reason)
    else:
        book.add(
            "parameters-growth",
            "sizes",
            growth_numbers(grown),
            n=grown.n,
            formula=grown.formula,
            interval=grown.drawn,
            rows=grown.rows,
        )

    def ratio(e: Entry) -> float | None:
        return e.tokens / e.parameters if e.tokens and e.parameters else None

    quotient = points_of_entries(field, ratio)
    whole = points_of_entries(field, lambda e: e.tokens if ratio(e) else None)
    if isinstance(quotient, Unknown) or isinstance(whole, Unknown) or quotient.n < 3:
        book.lack("tokens-per-parameter", "fewer than three models state both parameters and tokens")
        return
    moved = fit_growth(quotient, rng, resamples=_RESAMPLES)
    power: Power | Unknown = fit_power(whole, whole.y - quotient.y, rng, resamples=_RESAMPLES)
    year = date_of(float(quotient.x[-1])).year
    recent = quotient.between(year - 1.0)
    if isinstance(moved, Growth) and isinstance(power, Power) and recent.n:
        book.add(
            "tokens-per-parameter",
            "sizes",
            {
                "median": 10.0 ** float(np.median(recent.y)),
                "optimal": OPTIMAL_RATIO,
                "recent": recent.n,
                "year": year,
                **growth_numbers(moved),
                "exponent": power.exponent,
                "symmetric": power.symmetric,
                "r2": power.r2,
            },
            n=quotient.n,
            formula=f"{moved.formula}; {power.formula}",
            interval=moved.drawn,
            rows=moved.rows,
        )
    else:
        book.lack("tokens-per-parameter", "the quotient cannot be fitted against the years")


def months_words(months: tuple[float | None, float | None, float | None]) -> tuple[str, str, str]:
    """Format doubling times; `never` for a rate that may not be positive.

    Example:
        >>> months_words((5.1, 6.04, None))
        ('5.1', '6.0', 'never')
    """
    a, b, c = ("never" if m is None or not math.isfinite(m) else f"{m:.1f}" for m in months)
    return a, b, c
