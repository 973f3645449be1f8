"""`trends breaks`: whether a trend breaks, in a window of dates or anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from flopwatch.analysis import Discontinuity, Points, break_within, date_of, decimal_year, fit_broken
from flopwatch.api.trends.series import Asked, Row, grouped, points_of, read
from flopwatch.api.trends.shapes import break_rows, by_reason, interval_of
from flopwatch.census import Census
from flopwatch.domain import BadInput, PartialDate, Skip, Unknown


def breaks(
    place: str,
    census: Callable[[], Census],
    asked: Asked,
    *,
    windows: Sequence[str] = (),
    kind: str = "",
    most: int = 2,
) -> Row:
    """Tests for a break within windows of dates; without a window, the breaks the rows support anywhere.

    Args:
        place: A CSV; the census where "".
        census: Takes the census, where it is needed.
        asked: The series.
        windows: Each `START:END`, both ends as dates; a bare year ends with its last day.
        kind: For the search: `continuous`, `discontinuous` or "".
        most: For the search: most breaks.

    Returns:
        `tests` (one for each group and window), `breaks` (of the search), `unknown`, `excluded`, `data`.

    Raises:
        BadInput: If a window is none, or nothing can be said of any group.
    """
    between = [_window(one) for one in windows]
    data = read(place, census, asked)
    rng = np.random.default_rng(asked.seed)
    tests: list[Row] = []
    found_breaks: list[Row] = []
    weighed: list[Row] = []
    unknown: list[Row] = []
    excluded: list[Skip] = list(data.skipped)
    for name, observations in grouped(data, asked).items():
        points = points_of(data, observations, asked)
        if isinstance(points, Points):
            excluded += points.excluded
        for start, end in between:
            test = break_within(points, rng, start=start, end=end)
            if isinstance(test, Unknown):
                unknown.append({"group": name, "reason": test.reason})
            else:
                tests.append(_test(test, name, start, end))
        if not between:
            found = fit_broken(points, rng, group=name, kind=kind, most=most, method=asked.method)
            if isinstance(found, Unknown):
                unknown.append({"group": name, "reason": found.reason})
            else:
                found_breaks += break_rows(found)
                weighed.append({"group": name, "kind": found.kind, "breaks": len(found.dates), "rule": found.rule})
    if not tests and not weighed:
        reasons = "; ".join(f"{one['group']}: {one['reason']}" for one in unknown) or "no row has a group"
        raise BadInput(f"{place or 'the census'}: no break can be looked for. {reasons}.")
    return {
        "tests": tests,
        "breaks": found_breaks,
        "searched": weighed,
        "unknown": unknown,
        "excluded": by_reason(excluded),
        "data": data.cited,
        "bare_year": asked.bare_year,
        "seed": asked.seed,
    }


def _window(text: str) -> tuple[float, float]:
    start, colon, end = text[:60].partition(":")
    try:
        if not colon:
            raise ValueError("no colon")
        first, last = PartialDate.from_iso(start.strip()).earliest, PartialDate.from_iso(end.strip()).latest
    except ValueError as error:
        raise BadInput(f"--within {text[:40]!r} is no window of dates such as 2011:2012 ({error}).") from error
    if not first < last:
        raise BadInput(f"--within {text[:40]!r} ends before it begins.")
    # A break on the last day belongs to the window.
    return decimal_year(first), decimal_year(last) + 1 / 366


def _test(found: Discontinuity, group: str, start: float, end: float) -> Row:
    return {
        "group": group,
        "within": [str(date_of(start)), str(date_of(end - 1 / 366))],
        "shown": found.shown,
        "date": str(date_of(found.date)),
        "jump_oom": interval_of(found.jump_dex),
        "slope_change_oom_per_year": interval_of(found.slope_change),
        "bic_gain": round(found.bic_gain, 3),
        "n": found.n,
        "formula": found.formula,
        "rows": list(found.rows),
    }
