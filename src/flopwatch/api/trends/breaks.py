"""`trends breaks`: tests for a break of a trend, in a window of dates or anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from flopwatch.analysis import Discontinuity, Points, break_within, date_of, decimal_year, fit_broken
from flopwatch.api.trends.series import Asked, grouped, points_of, read
from flopwatch.api.trends.shapes import (
    Break,
    Cited,
    LeftOut,
    NotFitted,
    Quantiles,
    breaks_of,
    by_reason,
    quantiles_of,
    reasons_of,
)
from flopwatch.census import Census
from flopwatch.domain import BadInput, PartialDate, Skip, Unknown, WrongUsage


class BreakTest(msgspec.Struct, frozen=True):
    """The test for a break of one group's trend within a window of dates."""

    group: str
    within: tuple[str, str]
    shown: bool
    date: str
    jump_oom: Quantiles
    slope_change_oom_per_year: Quantiles
    bic_gain: float
    n: int
    formula: str
    rows: tuple[str, ...]


class BreakSearch(msgspec.Struct, frozen=True):
    """The number of breaks that a search over all dates chose for a group, and the rule that chose it."""

    group: str
    kind: str
    breaks: int
    rule: str


class BreaksAnswer(msgspec.Struct, frozen=True):
    """Tests within windows, the breaks of the search, and the rows left out."""

    tests: tuple[BreakTest, ...]
    breaks: tuple[Break, ...]
    searched: tuple[BreakSearch, ...]
    unknown: tuple[NotFitted, ...]
    excluded: tuple[LeftOut, ...]
    data: Cited
    bare_year: str
    seed: int


def breaks(
    place: str,
    census: Callable[[], Census],
    asked: Asked,
    *,
    windows: Sequence[str] = (),
    kind: str = "",
    most: int = 2,
) -> BreaksAnswer:
    """Test for breaks within windows of dates; without a window, search for breaks that the rows support.

    Args:
        place: A CSV, or "" for the census.
        census: Returns the census; called only if needed.
        asked: The series.
        windows: Each `START:END`, both ends as dates; a bare year ends with its last day.
        kind: For the search: `continuous`, `discontinuous` or "".
        most: For the search: largest number of breaks.

    Returns:
        `tests` (one for each group and window), `breaks` (of the search), `unknown`, `excluded`, `data`.

    Raises:
        BadInput: If a window is invalid, or no group can be tested.
    """
    between = [_window(one) for one in windows]
    data = read(place, census, asked)
    rng = np.random.default_rng(asked.seed)
    tests: list[BreakTest] = []
    found_breaks: list[Break] = []
    weighed: list[BreakSearch] = []
    unknown: list[NotFitted] = []
    excluded: list[Skip] = list(data.skipped)
    for name, observations in grouped(data, asked).items():
        points = points_of(data, observations, asked)
        if isinstance(points, Points):
            excluded += points.excluded
        for start, end in between:
            test = break_within(points, rng, start=start, end=end)
            if isinstance(test, Unknown):
                unknown.append(NotFitted(name, test.reason))
            else:
                tests.append(_test(test, name, start, end))
        if not between:
            found = fit_broken(points, rng, group=name, kind=kind, most=most, method=asked.method)
            if isinstance(found, Unknown):
                unknown.append(NotFitted(name, found.reason))
            else:
                found_breaks += breaks_of(found)
                weighed.append(BreakSearch(name, found.kind, len(found.dates), found.rule))
    if not tests and not weighed:
        reasons = reasons_of(unknown, "no row has a group")
        raise BadInput(f"{place or 'the census'}: no group can be searched for breaks. {reasons}.")
    return BreaksAnswer(
        tests=tuple(tests),
        breaks=tuple(found_breaks),
        searched=tuple(weighed),
        unknown=tuple(unknown),
        excluded=by_reason(excluded),
        data=data.cited,
        bare_year=asked.bare_year,
        seed=asked.seed,
    )


def _window(text: str) -> tuple[float, float]:
    start, colon, end = text[:60].partition(":")
    try:
        if not colon:
            raise ValueError("no colon")
        first, last = PartialDate.from_iso(start.strip()).earliest, PartialDate.from_iso(end.strip()).latest
    except ValueError as error:
        raise WrongUsage(f"--within {text[:40]!r} is not a window of dates such as 2011:2012 ({error}).") from error
    if not first < last:
        raise WrongUsage(f"--within {text[:40]!r} ends before it begins.")
    # A break on the last day is within the window.
    return decimal_year(first), decimal_year(last) + 1 / 366


def _test(found: Discontinuity, group: str, start: float, end: float) -> BreakTest:
    return BreakTest(
        group=group,
        within=(str(date_of(start)), str(date_of(end - 1 / 366))),
        shown=found.shown,
        date=str(date_of(found.date)),
        jump_oom=quantiles_of(found.jump_dex),
        slope_change_oom_per_year=quantiles_of(found.slope_change),
        bic_gain=round(found.bic_gain, 3),
        n=found.n,
        formula=found.formula,
        rows=tuple(found.rows),
    )
