"""Statements of document 002 and its comments on the whole sheet: its years, its domains, its largest systems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from flopwatch.analysis import Discontinuity, Observation, break_within, gather
from flopwatch.reproduce import parameter_counts
from flopwatch.reproduce.growth import SEED
from flopwatch.reproduce.rows import EpochRow, Rows
from flopwatch.reproduce.statements import ComputedFigure, Statement


def _counted(rows: Rows) -> list[EpochRow]:
    return [row for row in rows if row.parameters and row.published and row.by(parameter_counts.PUBLISHED)]


def _recent(rows: Rows) -> ComputedFigure:
    counted = _counted(rows)
    since = sum(row.published is not None and row.published.year >= 2010 for row in counted)
    before = len(counted) - since
    return ComputedFigure(
        "far more" if since > 2 * before else f"{since} against {before}", f"{since} since 2010, {before} before."
    )


def _mostly(rows: Rows) -> ComputedFigure:
    counted = _counted(rows)
    n = sum(bool(row.domains & {"vision", "language", "games"}) for row in counted)
    share = n / max(len(counted), 1)
    return ComputedFigure("mostly" if share > 0.5 else f"{100 * share:.0f}%", f"{n} of {len(counted)}.")


def _games_break(rows: Rows) -> ComputedFigure:
    points = gather(
        (
            Observation(row.name, row.published, float(row.parameters or 0), organisation="")
            for row in _counted(rows)
            if row.published is not None and "games" in row.domains
        ),
        since=dt.date(1990, 1, 1),
        until=parameter_counts.PUBLISHED.latest,
    )
    found = break_within(points, np.random.default_rng(SEED), start=2013.0, end=2016.0)
    if not isinstance(found, Discontinuity):
        return ComputedFigure("none", f"{found.reason}.")
    return ComputedFigure(
        "a discontinuity" if found.shown else "none",
        f"Jump {found.jump_dex.p50:+.1f} orders of magnitude ({found.jump_dex.p5:+.1f} to {found.jump_dex.p95:+.1f}), "
        f"BIC gain {found.bic_gain:.1f}, n {found.n}.",
    )


def _largest_of(rows: Rows, start: int, end: int) -> EpochRow | None:
    of_years = [row for row in _counted(rows) if row.published and start <= row.published.year < end]
    return max(of_years, key=lambda row: row.parameters or Decimal(0), default=None)


def _stalls(rows: Rows) -> ComputedFigure:
    largest = [_largest_of(rows, *years) for years in ((2012, 2015), (2015, 2019), (2019, 2022))]
    sizes = [float(row.parameters) for row in largest if row and row.parameters]
    if len(sizes) < 3:
        return ComputedFigure("none", "No parameter counts in one of the spans.")
    before, after = sizes[1] / sizes[0], sizes[2] / sizes[1]
    words = "; ".join(f"{row.name} {float(row.parameters or 0):.1e}" for row in largest if row)
    return ComputedFigure(
        "stalls, then bursts" if before < 10 <= after else f"{before:.0f}x, then {after:.0f}x",
        f"Largest of 2012 to 2014, 2015 to 2018, 2019 to 2021: {words}.",
    )


_RULES: tuple[tuple[str, str, Callable[[Rows], ComputedFigure]], ...] = (
    ("Systems since 2010 compared with those before", "far more", _recent),
    ("Systems of vision, language or games", "mostly", _mostly),
    ("Discontinuity in games at DQN (a comment)", "a discontinuity", _games_break),
    ("Largest system of 2015-18 and from 2019 (a comment)", "stalls, then bursts", _stalls),
)
ON_SHEET: tuple[Statement[Rows], ...] = tuple(Statement(*rule) for rule in _RULES)
