"""Overview: what can be said of the field in sentences, each with its numbers and the fit or count behind them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from flopwatch.analysis.compute_eras import eras
from flopwatch.analysis.counts import Count, Counter, shares
from flopwatch.analysis.entries import NOT_STATED, Entry, Population
from flopwatch.analysis.frontier import fit_frontier, lag_behind, record_setters, years_behind
from flopwatch.analysis.growth import Growth, Power, fit_growth, fit_power
from flopwatch.analysis.points import Observation, Points, date_of, gather
from flopwatch.analysis.projections import crossings, project_investment, project_plain, retrodict
from flopwatch.domain import Unknown
from flopwatch.statistics import Z_90

SEED = 20210619  # so that the same census gives the same digits
FRONTIER_FROM = 2018.0
TOP = 10
_RESAMPLES = 300
_DRAWS = 1_000  # of shares
_SHARES_AT = 1e23
_TRIED_ON = (1e23, 1e24, 1e25)
_NEXT = (1e26, 1e27)


@dataclass(frozen=True)
class Insight:
    """One thing that can be said.

    Args:
        id: Word by which its sentence is known, and its anchor on the page.
        topic: Heading it stands under.
        numbers: What the sentence states, by name.
        n: Rows behind it.
        formula: How it was worked out.
        interval: How its interval came about; "" where it has none.
        rows: Names of the models behind it.
        data: Which data at which version.
    """

    id: str
    topic: str
    numbers: Mapping[str, Any]
    n: int
    formula: str
    interval: str
    rows: tuple[str, ...]
    data: str


@dataclass(frozen=True)
class Overview:
    """Everything that can be said, and what cannot, with the reason."""

    facts: tuple[Insight, ...]
    unknown: tuple[tuple[str, str], ...]

    def fact(self, name: str) -> Insight | None:
        """The fact of that id, or None."""
        return next((one for one in self.facts if one.id == name), None)


class _Book:
    def __init__(self, field: Population) -> None:
        self.field = field
        self.facts: list[Insight] = []
        self.unknown: list[tuple[str, str]] = []

    def add(
        self,
        key: str,
        topic: str,
        numbers: Mapping[str, Any],
        *,
        n: int,
        formula: str,
        interval: str = "",
        rows: Sequence[str] = (),
    ) -> None:
        self.facts.append(Insight(key, topic, numbers, n, formula, interval, tuple(rows), self.field.data))

    def lack(self, key: str, reason: str) -> None:
        self.unknown.append((key, reason))


def points_of_entries(
    field: Population,
    value: Callable[[Entry], float | None],
    *,
    own_spread: bool = False,
    keep: Callable[[Entry], bool] | None = None,
) -> Points | Unknown:
    """A quantity of the entries as points, clustered by their first organisation.

    Args:
        field: The models.
        value: The quantity; None or 0 where it is unknown.
        own_spread: Whether each value carries the entry's own interval.
        keep: Which entries count; all by default.
    """
    observations = []
    for e in field.entries:
        v = value(e)
        if e.date is None or not v or (keep is not None and not keep(e)):
            continue
        spread = 10.0 ** (Z_90 * e.sigma_dex) if own_spread else 1.0
        observations.append(
            Observation(
                e.name,
                e.date,
                v,
                v / spread if own_spread else None,
                v * spread if own_spread else None,
                groups=e.groups.get("domain", ()),
                organisation=(e.groups.get("organisation") or ("",))[0],
            )
        )
    return gather(observations, data=field.data)


def overview(
    field: Population,
    groupings: Mapping[str, Callable[[Entry], str]],
    *,
    is_open: Callable[[Entry], bool | None],
    organisations: Callable[[Entry], Sequence[str]] = lambda e: e.group("organisation"),
    seed: int = SEED,
) -> Overview:
    """What can be said of a field: its frontier, its numbers, who and what, how open, how large, what next.

    Args:
        field: The models, with thresholds 1e23, 1e25 and 1e26 FLOP among others.
        groupings: For each way of sharing the models out, an entry's one group.
        is_open: Whether the weights can be had; None where nobody says.
        organisations: The organisations an entry counts for.
        seed: Of the resamples.
    """
    book, rng = _Book(field), np.random.default_rng(seed)
    compute = points_of_entries(field, lambda e: e.median_flop, own_spread=True)
    _frontier(book, compute, seed)
    _numbers(book)
    _who(book, groupings, organisations, rng)
    _openness(book, is_open, compute)
    _sizes(book, rng)
    _outlook(book, seed)
    return Overview(tuple(book.facts), tuple(book.unknown))


def _growth_numbers(found: Growth) -> dict[str, Any]:
    return {
        "factor": found.growth_factor_per_year,
        "months": found.doubling_months,
        "since": found.start,
        "r2": found.r2,
    }


def _frontier(book: _Book, compute: Points | Unknown, seed: int) -> None:
    # Seeded as the commands are, so that page, command and chart print the same digits.
    found = fit_frontier(compute, np.random.default_rng([seed, TOP]), top=TOP, since=FRONTIER_FROM)
    if isinstance(found, Unknown) or isinstance(compute, Unknown):
        book.lack("frontier-growth", found.reason if isinstance(found, Unknown) else "no compute")
        return
    book.add(
        "frontier-growth",
        "frontier",
        {**_growth_numbers(found), "top": TOP},
        n=found.n,
        formula=found.formula,
        interval=found.drawn,
        rows=found.rows,
    )
    setters = np.flatnonzero(record_setters(compute)).tolist()
    last = setters[-1]
    largest = next(e for e in book.field.entries if e.name == compute.labels[last] and e.median_flop)
    spread = 10.0 ** (Z_90 * largest.sigma_dex)
    flop = largest.median_flop or 0.0
    book.add(
        "frontier-holder",
        "frontier",
        {"model": largest.name, "flop": flop, "p5": flop / spread, "p95": flop * spread, "date": str(largest.date)},
        n=compute.n,
        formula="the largest median of training compute; of one day's models the largest",
        rows=[compute.labels[i] for i in setters],
    )
    groups = {e.name: e.groups.get("domain", ()) for e in book.field.entries}
    held = eras(compute, [groups[name] for name in compute.labels])
    if held:
        book.add(
            "frontier-era",
            "frontier",
            {
                "groups": held[-1].groups,
                "since": held[-1].start,
                "records": len(held[-1].records),
                "before": held[-2].groups if len(held) > 1 else (),
            },
            n=len(held[-1].records),
            rows=[name for name, *_ in held[-1].records],
            formula="successive record-setters that share a domain make one era",
        )
    _crossings(book, compute, seed)


def _crossings(book: _Book, compute: Points, seed: int) -> None:
    found = crossings(compute, _NEXT, np.random.default_rng([seed, TOP]), top=TOP, since=FRONTIER_FROM)
    if isinstance(found, Unknown):
        book.lack("frontier-crosses", found.reason)
        return
    for one in found:
        book.add(
            f"frontier-crosses-{one.threshold_flop:.0e}".replace("+", ""),
            "frontier",
            {
                "threshold": one.threshold_flop,
                "date": one.date,
                "top": TOP,
                "first": one.first[0] if one.first else "",
                "first_date": str(date_of(one.first[1])) if one.first else "",
            },
            n=one.n,
            formula=one.formula,
            interval="over the resamples, a residual of the line in each",
            rows=() if one.first is None else (one.first[0],),
        )


def _numbers(book: _Book) -> None:
    field, counter = book.field, Counter(book.field)
    everyone = np.ones(len(field.entries), dtype=bool)
    for one in counter.among(everyone):
        key = f"above-{one.threshold_flop:.0e}".replace("+", "")
        book.add(
            key,
            "numbers",
            _count_numbers(one),
            n=len(field.entries),
            formula=one.formula,
            rows=_above(field, one),
        )
    year = field.last_whole_year
    by_year = counter.by_year()
    for threshold in (1e23, 1e25):
        if threshold not in field.thresholds or year not in by_year or year - 1 not in by_year:
            book.lack(
                f"year-{threshold:.0e}".replace("+", ""),
                f"no model above {threshold:.0e} FLOP in {year - 1} and {year}",
            )
            continue
        at = field.thresholds.index(threshold)
        now, before = by_year[year][at], by_year[year - 1][at]
        book.add(
            f"year-{threshold:.0e}".replace("+", ""),
            "numbers",
            {
                "year": year,
                **_count_numbers(now),
                "before": before.p50,
                "before_p5": before.p5,
                "before_p95": before.p95,
            },
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
        "recorded": one.recorded,
        "unconfirmed": one.unconfirmed,
    }


def _above(field: Population, one: Count) -> list[str]:
    at = field.thresholds.index(one.threshold_flop)
    return [e.name for e in field.entries if e.recorded[at]]


def _who(
    book: _Book,
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
            book.lack(f"share-{way}", f"of {len(large)} models {unstated} do not state it")
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


def _openness(book: _Book, is_open: Callable[[Entry], bool | None], everyone: Points | Unknown) -> None:
    field = book.field
    opened = points_of_entries(field, lambda e: e.median_flop, keep=lambda e: is_open(e) is True)
    closed = points_of_entries(field, lambda e: e.median_flop, keep=lambda e: is_open(e) is False)
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
    recent = [12 * (later - date) for _, date, _, _, later in lag.pairs if date >= FRONTIER_FROM]
    leaders = opened.keep(record_setters(opened) & (opened.x >= FRONTIER_FROM))
    behind = 12 * years_behind(leaders, everyone) if leaders.n else np.empty(0)
    if recent:
        low, middle, high = (float(q) for q in np.quantile(recent, [0.05, 0.5, 0.95]))
        late = [name for name, date in lag.unmatched if date >= FRONTIER_FROM]
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


def _sizes(book: _Book, rng: np.random.Generator) -> None:
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
            _growth_numbers(grown),
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
                "recent": recent.n,
                "year": year,
                **_growth_numbers(moved),
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


def _outlook(book: _Book, seed: int) -> None:
    field = book.field
    until = field.last_whole_year + 3
    made = {
        "investment": project_investment(field, np.random.default_rng([seed, 1]), until=until),
        "plain": project_plain(field, np.random.default_rng([seed, 2]), until=until),
    }
    tried = [one for one in retrodict(field, np.random.default_rng([seed, 3])) if one.threshold_flop in _TRIED_ON]
    for threshold in (1e25, 1e26):
        key = f"outlook-{threshold:.0e}".replace("+", "")
        numbers: dict[str, Any] = {"threshold": threshold, "year": until}
        formulas = []
        for name, found in made.items():
            if isinstance(found, Unknown):
                book.lack(f"{key}-{name}", found.reason)
                continue
            last = next((one for one in found if one.year == until and one.threshold_flop == threshold), None)
            held = [one.held for one in tried if one.model == name]
            if last is not None:
                numbers[name] = last.by_end
                numbers[f"{name}_held"] = (sum(held), len(held))
                formulas.append(last.formula)
        if formulas:
            book.add(
                key,
                "outlook",
                numbers,
                n=sum(1 for e in field.entries if e.median_flop),
                formula="; ".join(formulas),
                interval="5% to 95% of the simulations",
            )


def months_words(months: tuple[float | None, float | None, float | None]) -> tuple[str, str, str]:
    """Doubling times as text, `never` where a rate may be no growth at all.

    Example:
        >>> months_words((5.1, 6.04, None))
        ('5.1', '6.0', 'never')
    """
    a, b, c = ("never" if m is None or not math.isfinite(m) else f"{m:.1f}" for m in months)
    return a, b, c
