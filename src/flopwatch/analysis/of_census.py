"""Insights on a census: coverage of facts, and findings on the field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flopwatch.analysis.entries import entries_of_census
from flopwatch.analysis.groups import SHARES, is_open, leading
from flopwatch.analysis.known_facts import Coverage, coverage
from flopwatch.analysis.overview import Overview, overview
from flopwatch.analysis.points import decimal_year
from flopwatch.classification import Crossing, unconfirmed
from flopwatch.domain import Threshold, Unknown
from flopwatch.estimation import Estimate
from flopwatch.records import Conflict, Record

LEVELS = (1e23, 1e24, 1e25, 1e26)  # FLOP, of the counts that sentences state


@dataclass(frozen=True)
class Insights:
    """The results of analysing a census.

    Args:
        overview: The numbers of its sentences, each with the fit or the count behind it.
        coverage: For how many models each fact is known, and where sources disagree.
    """

    overview: Overview = field(default_factory=lambda: Overview((), ()))
    coverage: Coverage = field(default_factory=lambda: Coverage(0, (), ()))


def insights(
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    crossings: Mapping[str, tuple[Crossing, ...]],
    thresholds: Sequence[Threshold],
    conflicts: Sequence[Conflict],
    as_of: dt.date,
) -> Insights:
    """Compute the insights on a census.

    Args:
        records: Every record by id.
        estimates: For each model id its estimate, or the reason why there is none.
        crossings: For each model id its crossings, in the order of `thresholds`.
        thresholds: The thresholds, lowest first.
        conflicts: Fields on which independent sources disagree.
        as_of: Date of the census.
    """
    models = entries_of_census(
        records,
        estimates,
        unconfirmed(records, estimates),
        LEVELS,
        known=crossings,
        data=f"census of {as_of}",
        as_of=decimal_year(as_of),
    )
    return Insights(
        overview(models, SHARES, is_open=is_open, organisations=leading),
        coverage(records, estimates, crossings, thresholds, conflicts),
    )
