"""Backtests of both projections: fitted to earlier years, compared with recorded numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.analysis.entries import Population
from flopwatch.analysis.points import Interval
from flopwatch.analysis.projections import models_until, project_investment, project_plain
from flopwatch.domain import Unknown


@dataclass(frozen=True)
class Retrodiction:
    """A projection from an earlier year, compared with the recorded number.

    Args:
        model: `investment` or `plain`.
        fitted_to: The last year of the fit.
        year: The year projected.
        threshold_flop: The threshold.
        models: Models projected for that year.
        recorded: Models recorded.
        held: Whether the interval contains the recorded number.
    """

    model: str
    fitted_to: int
    year: int
    threshold_flop: float
    models: Interval
    recorded: int
    held: bool


def retrodict(
    field: Population,
    rng: np.random.Generator,
    *,
    from_years: Sequence[int] = (),
    ahead: int = 3,
    simulations: int = 500,
) -> list[Retrodiction]:
    """Backtest both projections: fit to the past only, and compare with the numbers recorded since.

    Args:
        field: The models, as recorded today.
        rng: Source of the simulations.
        from_years: Last years of the fits; by default the four whole years before the last.
        ahead: Years projected.
        simulations: Number of simulations of each.
    """
    whole = field.last_whole_year
    starts = from_years or range(whole - 4, whole)
    out = []
    past = models_until(field, None)
    for start in starts:
        until = min(start + ahead, whole)
        for found in (
            project_investment(field, rng, until=until, last=start, outlook=False, simulations=simulations),
            project_plain(field, rng, until=until, last=start, simulations=simulations),
        ):
            for one in [] if isinstance(found, Unknown) else found:
                recorded = past.above(one.threshold_flop).get(one.year, 0)
                out.append(
                    Retrodiction(
                        one.model,
                        start,
                        one.year,
                        one.threshold_flop,
                        one.models,
                        recorded,
                        one.models.contains(recorded),
                    )
                )
    return out
