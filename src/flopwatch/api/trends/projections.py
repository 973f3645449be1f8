"""`trends projections`: dates at which the frontier crosses a threshold, and numbers of models above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from flopwatch.analysis import (
    TRIED_ON,
    Observation,
    Points,
    Population,
    ProjectedCrossing,
    Projection,
    Retrodiction,
    crossings,
    date_of,
    decimal_year,
    gather,
    project,
)
from flopwatch.api.trends.fields import field_of, thresholds_of
from flopwatch.api.trends.series import SEED
from flopwatch.api.trends.shapes import (
    Cited,
    Dates,
    LeftOut,
    NotFitted,
    Quantiles,
    by_reason,
    dates_of,
    quantiles_of,
    reasons_of,
)
from flopwatch.census import Census
from flopwatch.domain import BadInput, PartialDate, Unknown, WrongUsage

_THRESHOLDS = ("1e23", "1e24", "1e25", "1e26", "1e27")
_FRONTIER_FROM = "2018-01-01"
TOPS = (0, 10)


class FirstRecorded(msgspec.Struct, frozen=True):
    """The first model recorded above a threshold."""

    name: str
    date: str


class DatedCrossing(msgspec.Struct, frozen=True):
    """The date at which a frontier's line crosses a threshold; not a projection if it is `passed`."""

    frontier: str
    threshold_flop: float
    date: Dates
    passed: bool
    first_recorded: FirstRecorded | None
    n: int
    formula: str


class ProjectedModels(msgspec.Struct, frozen=True):
    """The number of models above a threshold in a year and by its end, by one projection."""

    model: str
    year: int
    threshold_flop: float
    models: Quantiles
    by_end_of_year: Quantiles
    formula: str


class PastProjection(msgspec.Struct, frozen=True):
    """A projection fitted to the past, compared with the number recorded, corrected for models not yet reported.

    The interval is widened by the errors from the other starting years.
    """

    model: str
    fitted_to: int
    year: int
    threshold_flop: float
    models: Quantiles
    recorded: int
    expected: float
    held: bool


class ShareHeld(msgspec.Struct, frozen=True):
    """The share of past projections whose interval contains the recorded number, and the starting years they have.

    Projections from one starting year succeed or fail together. `widened_by`: factor by which the published intervals
    are widened, from the errors of all starting years.
    """

    of: int
    held: int
    share: float | None
    origins: int
    widened_by: float


class ProjectionsAnswer(msgspec.Struct, frozen=True):
    """Crossing dates of thresholds, numbers of models above them, and backtests of the projections."""

    crossings: tuple[DatedCrossing, ...]
    models: tuple[ProjectedModels, ...]
    retrodicted: tuple[PastProjection, ...]
    held: dict[str, ShareHeld]
    unknown: tuple[NotFitted, ...]
    excluded: tuple[LeftOut, ...]
    data: Cited
    seed: int


def projections(
    place: str,
    census: Callable[[], Census],
    *,
    at: Sequence[str] = (),
    until: int = 2030,
    since: str = _FRONTIER_FROM,
    seed: int = SEED,
) -> ProjectionsAnswer:
    """Project when the frontier crosses each threshold and how many models exceed it by year, with backtests.

    Args:
        place: A table of Epoch's, or "" for the census.
        census: Returns the census; called only if needed.
        at: Thresholds in FLOP.
        until: Last year.
        since: Start of the fit of the frontier's line.
        seed: Seed of the simulations.

    Returns:
        `crossings` (date of each threshold, by frontier), `models` (by model, year and threshold), `retrodicted` (each
        past projection with the recorded number) with the share `held`, `unknown`, `excluded`, `data`.

    Raises:
        BadInput: If a threshold or year is invalid, or nothing can be projected.
    """
    thresholds = thresholds_of(at or _THRESHOLDS)
    field, skipped = field_of(place, census, tuple(sorted({*thresholds, *TRIED_ON})))
    now = int(field.newest)
    if not now <= until <= now + 20:
        raise WrongUsage(f"--until {until} is not between {now}, the year of the data, and 20 years later.")
    unknown: list[NotFitted] = []
    dated: list[DatedCrossing] = []
    start = decimal_year(PartialDate.from_iso(since).earliest)
    points = frontier_points(field)
    for top in TOPS:
        found = crossings(points, thresholds, np.random.default_rng([seed, top]), top=top, since=start)
        if isinstance(found, Unknown):
            unknown.append(NotFitted("frontier", found.reason))
            continue
        frontier = f"top {top} at release" if top else "record-setters"
        dated += [_crossing(one, frontier, field.as_of) for one in found]
    models: list[ProjectedModels] = []
    outlook = project(field, seed, until=until)
    for name, projected in outlook.made.items():
        if isinstance(projected, Unknown):
            unknown.append(NotFitted(name, projected.reason))
        else:
            models += [_projection(one) for one in projected if one.threshold_flop in thresholds]
    if not dated and not models:
        raise BadInput(f"{place or 'the census'}: nothing can be projected. {reasons_of(unknown, 'no reason')}.")
    return ProjectionsAnswer(
        crossings=tuple(dated),
        models=tuple(models),
        retrodicted=tuple(_tried(one) for one in outlook.tried),
        held={
            name: _share([one for one in outlook.tried if one.model == name], factor)
            for name, factor in outlook.widened_by.items()
        },
        unknown=tuple(unknown),
        excluded=by_reason(skipped),
        data=Cited(field.data, models=len(field.entries), as_of=str(date_of(field.as_of))),
        seed=seed,
    )


def frontier_points(field: Population) -> Points | Unknown:
    """Return the models of a field with compute, as points clustered by organisation."""
    return gather(
        (
            Observation(
                e.name,
                e.date,
                e.median_flop,
                e.median_flop * 10 ** (-1.6448536 * e.sigma_dex),
                e.median_flop * 10 ** (1.6448536 * e.sigma_dex),
                groups=e.groups.get("domain", ()),
                organisation=(e.groups.get("organisation") or ("",))[0],
            )
            for e in field.entries
            if e.date is not None and e.median_flop
        ),
        data=field.data,
    )


def _crossing(one: ProjectedCrossing, frontier: str, as_of: float) -> DatedCrossing:
    return DatedCrossing(
        frontier=frontier,
        threshold_flop=one.threshold_flop,
        date=dates_of(one.date),
        passed=one.passed_by(as_of),
        first_recorded=FirstRecorded(one.first[0], str(date_of(one.first[1]))) if one.first else None,
        n=one.n,
        formula=one.formula,
    )


def _projection(one: Projection) -> ProjectedModels:
    return ProjectedModels(
        model=one.model,
        year=one.year,
        threshold_flop=one.threshold_flop,
        models=quantiles_of(one.models),
        by_end_of_year=quantiles_of(one.by_end),
        formula=one.formula,
    )


def _tried(one: Retrodiction) -> PastProjection:
    return PastProjection(
        model=one.model,
        fitted_to=one.fitted_to,
        year=one.year,
        threshold_flop=one.threshold_flop,
        models=quantiles_of(one.models),
        recorded=one.recorded,
        expected=round(one.expected, 1),
        held=one.held,
    )


def _share(tried: Sequence[Retrodiction], factor: float) -> ShareHeld:
    held = sum(one.held for one in tried)
    origins = len({one.fitted_to for one in tried})
    return ShareHeld(len(tried), held, round(held / len(tried), 3) if tried else None, origins, round(factor, 3))
