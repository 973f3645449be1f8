"""`trends growth`: rates of growth in segments, by group, with their breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from flopwatch.analysis import Points, decimal_year, fit_broken
from flopwatch.api.trends.series import Asked, grouped, points_of, read
from flopwatch.api.trends.shapes import (
    Break,
    Cited,
    LeftOut,
    NotFitted,
    Segment,
    breaks_of,
    by_reason,
    most_common,
    reasons_of,
    segment_of,
)
from flopwatch.census import Census
from flopwatch.domain import BadInput, PartialDate, Skip, Unknown, WrongUsage


class GrowthAnswer(msgspec.Struct, frozen=True):
    """Rates of growth in segments, their breaks, and the rows left out."""

    segments: tuple[Segment, ...]
    breaks: tuple[Break, ...]
    unknown: tuple[NotFitted, ...]
    excluded: tuple[LeftOut, ...]
    data: Cited
    bare_year: str
    seed: int


def growth(
    place: str,
    census: Callable[[], Census],
    asked: Asked,
    *,
    breaks: Sequence[str] = ("auto",),
    kind: str = "",
    most: int = 2,
) -> GrowthAnswer:
    """Fit rates of growth in segments, by group, with their breaks.

    Args:
        place: A CSV, or "" for the census.
        census: Returns the census; called only if needed.
        asked: The series.
        breaks: `auto`, `none`, or dates.
        kind: `continuous`, `discontinuous`, or "" for the better fit.
        most: Largest number of breaks to search for.

    Returns:
        `segments`, `breaks`, `unknown` (groups that cannot be fitted, with the reason), `excluded` (rows, by reason)
        and the request.

    Raises:
        BadInput: If no group can be fitted, with each group's reason; or if a column or break is invalid.
    """
    at = _breaks(breaks)
    data = read(place, census, asked)
    rng = np.random.default_rng(asked.seed)
    segments: list[Segment] = []
    found_breaks: list[Break] = []
    unknown: list[NotFitted] = []
    excluded: list[Skip] = list(data.skipped)
    groups = grouped(data, asked)
    for name, observations in groups.items():
        points = points_of(data, observations, asked)
        found = fit_broken(points, rng, group=name, at=at, kind=kind, most=most, method=asked.method)
        if isinstance(points, Points):
            excluded += points.excluded
        if isinstance(found, Unknown):
            unknown.append(NotFitted(name, found.reason))
            continue
        segments += map(segment_of, found.segments)
        found_breaks += breaks_of(found)
    if not segments:
        reasons = reasons_of(unknown, "no row has a group")
        unread = f" ({len(data.skipped)} rows could not be read: {most_common(data.skipped)})" if data.skipped else ""
        raise BadInput(f"{place or 'the census'}: no growth can be fitted. {reasons}{unread}.")
    return GrowthAnswer(
        segments=tuple(segments),
        breaks=tuple(found_breaks),
        unknown=tuple(unknown),
        excluded=by_reason(excluded),
        data=data.cited,
        bare_year=asked.bare_year,
        seed=asked.seed,
    )


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
            raise WrongUsage(f"--break {word!r} is neither auto, none nor a date: {error}.") from error
    return tuple(sorted(set(dates)))
