"""Insights on the frontier: its growth, its holder, its era, and projections of it and of the number of models."""

from __future__ import annotations

from typing import Any

import numpy as np

from flopwatch.analysis.compute_eras import eras
from flopwatch.analysis.frontier import FRONTIER_FROM, fit_frontier, record_setters
from flopwatch.analysis.frontier import FRONTIER_TOP as TOP
from flopwatch.analysis.frontier_crossings import crossings
from flopwatch.analysis.insight_book import InsightBook, growth_numbers
from flopwatch.analysis.points import Points, date_of
from flopwatch.analysis.retrodiction import project
from flopwatch.domain import Unknown
from flopwatch.statistics import Z_90

_NEXT = (1e26, 1e27)


def frontier_insights(book: InsightBook, compute: Points | Unknown, seed: int) -> None:
    """Add the growth of the frontier, its holder, its era, and the crossing dates of the next thresholds."""
    # Same seeds as the commands, so that page, command and chart print the same digits.
    found = fit_frontier(compute, np.random.default_rng([seed, TOP]), top=TOP, since=FRONTIER_FROM)
    if isinstance(found, Unknown) or isinstance(compute, Unknown):
        book.lack("frontier-growth", found.reason if isinstance(found, Unknown) else "no compute")
        return
    book.add(
        "frontier-growth",
        "frontier",
        {**growth_numbers(found), "top": TOP, "clusters": found.clusters, "band": found.band},
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
        formula="the newest record-setter: P(larger than every earlier model) > 1/2; of one day's the largest",
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


def _crossings(book: InsightBook, compute: Points, seed: int) -> None:
    found = crossings(compute, _NEXT, np.random.default_rng([seed, TOP]), top=TOP, since=FRONTIER_FROM)
    if isinstance(found, Unknown):
        book.lack("frontier-crosses", found.reason)
        return
    for one in found:
        passed = one.passed_by(book.field.as_of)
        if passed and one.first is None:
            book.lack(
                "frontier-crosses",
                f"the line reaches it in {date_of(one.date.p50):%Y-%m}, which has passed, and no model in data to "
                f"{date_of(book.field.newest):%Y-%m} is recorded above it",
                at=one.threshold_flop,
            )
            continue
        book.add(
            "frontier-crosses",
            "frontier",
            {
                "threshold": one.threshold_flop,
                "date": None if passed else one.date,
                "top": TOP,
                "first": one.first[0] if one.first else "",
                "first_date": str(date_of(one.first[1])) if one.first else "",
            },
            at=one.threshold_flop,
            n=1 if passed else one.n,
            formula="the earliest model whose figure is above the threshold" if passed else one.formula,
            interval="" if passed else "over the resamples, a residual of the line in each",
            rows=() if one.first is None else (one.first[0],),
        )


def outlook_insights(book: InsightBook, seed: int) -> None:
    """Add the number of models expected above 1e25 and 1e26 FLOP in three years, by both projections."""
    field = book.field
    until = field.last_whole_year + 3
    if until + 1 <= field.as_of:
        book.lack("outlook", f"the data end in {date_of(field.newest):%Y-%m}: the end of {until} has passed")
        return
    outlook = project(field, seed, until=until)
    for threshold in (1e25, 1e26):
        numbers: dict[str, Any] = {"threshold": threshold, "year": until}
        formulas = []
        for name, found in outlook.made.items():
            if isinstance(found, Unknown):
                book.lack("outlook", found.reason, at=threshold, way=name)
                continue
            last = next((one for one in found if one.year == until and one.threshold_flop == threshold), None)
            same = [one for one in outlook.tried if one.model == name and one.threshold_flop == threshold]
            if last is not None:
                numbers[name] = last.by_end
                # Intervals of one origin succeed or fail together: the number of origins is what counts.
                numbers[f"{name}_held"] = (
                    sum(one.held for one in same),
                    len(same),
                    len({one.fitted_to for one in same}),
                )
                formulas.append(last.formula)
        if formulas:
            book.add(
                "outlook",
                "outlook",
                numbers,
                at=threshold,
                n=sum(1 for e in field.entries if e.median_flop),
                formula="; ".join(formulas),
                interval="5% to 95% of the simulations, widened by the errors of past projections",
            )
