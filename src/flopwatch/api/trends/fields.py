"""The population of counts, shares and projections, from a table of Epoch's or the census."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from flopwatch import sources
from flopwatch.analysis import Population, decimal_year, entries_of_census, entries_of_claims, is_academic
from flopwatch.api.rows import read_flop
from flopwatch.census import Census
from flopwatch.domain import BadInput, Claim, PartialDate, Skip, exact, to_base
from flopwatch.estimation import DEFAULT_FACTOR, FACTOR_BY_CONFIDENCE
from flopwatch.sources import without_epsilon

READER = "epoch-csv"
THRESHOLDS: tuple[str, ...] = ("1e22", "1e23", "1e24", "1e25", "1e26")


def thresholds_of(words: Sequence[str]) -> tuple[float, ...]:
    """Return the requested thresholds, ascending.

    Raises:
        BadInput: If one is not a positive amount.
    """
    return tuple(sorted({read_flop(word) for word in words or THRESHOLDS}))


def field_of(
    place: str, census: Callable[[], Census], thresholds: Sequence[float], *, until: dt.date | None = None
) -> tuple[Population, tuple[Skip, ...]]:
    """Return the models of a file or, if `place` is "", of the census, and the rows left out with reasons.

    Raises:
        BadInput: If the file is not a table of models, or no row has a date and compute.
    """
    if place:
        field, skipped = _of_file(place, thresholds)
    else:
        found = census()
        field = entries_of_census(
            found.records,
            found.estimates,
            found.unconfirmed,
            thresholds,
            known=found.crossings,
            data=f"census {found.as_of}",
            as_of=decimal_year(found.as_of),
        )
        skipped = tuple(Skip(e.name, "compute in doubt: it counts for nothing") for e in field.entries if e.doubted)
    if until is not None:
        limit = PartialDate(until.year, until.month, until.day)
        kept = field.keep(lambda e: e.date is not None and e.date.earliest <= limit.latest)
        skipped += (Skip(f"{len(field.entries) - len(kept.entries)} models", f"dated after {until}, or not dated"),)
        end = decimal_year(until + dt.timedelta(days=1))
        field = Population(kept.entries, kept.thresholds, kept.data, min(kept.as_of, end))
    undated = [e.name for e in field.entries if e.date is None]
    skipped += tuple(Skip(name, "no date of publication: in no year's count") for name in undated)
    if not any(e.date is not None and (e.median_flop or e.unconfirmed) for e in field.entries):
        raise BadInput(
            f"{place or 'the census'}: no model has a date and training compute, so there is nothing to count."
        )
    return field, skipped


def _of_file(place: str, thresholds: Sequence[float]) -> tuple[Population, tuple[Skip, ...]]:
    about, reading = sources.reading_of(READER, place)
    field = entries_of_claims(
        reading.claims,
        about,
        thresholds,
        factor_of=lambda word: FACTOR_BY_CONFIDENCE.get(word, DEFAULT_FACTOR),
        value_of=_value,
        publication_of=_publication,
    )
    # Rejected cells are listed; a row without any accepted cell is not counted.
    skipped = tuple(reading.skipped) + tuple(Skip(one.item, one.reason) for one in reading.quarantined)
    return Population(field.entries, field.thresholds, f"{Path(place).name} ({field.data})", field.as_of), skipped


def _value(claim: Claim) -> float:
    value = to_base(exact(claim.value), claim.unit)[0]
    return float(without_epsilon(value) if claim.field == "training_compute" else value)


def _publication(links: Sequence[str]) -> str:
    if not links:
        return ""
    return "preprint server or journal" if is_academic(links) else "no preprint server or journal"
