"""The rows of the curated folder in the form that the rules need."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from flopwatch.domain import Claim, Correct, CuratedRows, PartialDate, Placed, Problem

# Without a clock: a date counts as future if nothing else in the folder is dated this shortly before it (a typing
# slip).
AHEAD = dt.timedelta(days=300)
T = TypeVar("T")

SOURCES, DEVELOPERS, MODELS, CHIPS = (
    "sources.toml",
    "vocabulary/developers.toml",
    "vocabulary/models.toml",
    "chips.toml",
)

# Kinds of subject in the vocabulary of models, whose ids begin with a developer's id.
IN_VOCABULARY = "model"

OF_A_DEVELOPER = ("model", "product")


def problem_at(place: Placed[T], rule: str, message: str, proposal: str) -> Problem:
    """Return a problem located at a row."""
    return Problem(file=place.file, item=place.item, rule=rule, message=message, proposal=proposal)


def by_file(rows: CuratedRows) -> dict[str, list[Placed[Claim]]]:
    """Return the claims of each file."""
    found: dict[str, list[Placed[Claim]]] = defaultdict(list)
    for one in rows.claims:
        found[one.file].append(one)
    return found


def identity_of(file: str) -> str:
    """Return the subject id implied by the path of a claims file."""
    return file.removeprefix("claims/").removesuffix(".toml")


def standing(rows: CuratedRows) -> dict[str, list[Placed[Claim]]]:
    """Return, for each file about a model, its claims after corrections: overridden ones restated, struck ones
    removed.
    """
    overruled: dict[tuple[str, str], Correct] = {}
    struck: set[tuple[str, str, str]] = set()
    for correction in (one.row for one in rows.corrections):
        if correction.action == "strike":
            struck.add((correction.model, correction.field, correction.source))
        else:
            overruled[correction.model, correction.field] = correction
    out: dict[str, list[Placed[Claim]]] = defaultdict(list)
    for one in rows.claims:
        claim = one.row
        if (claim.identity, claim.field, claim.source) in struck:
            continue
        if overruling := overruled.get((claim.identity, claim.field)):
            if claim.source != overruling.expect.get("source"):
                continue
            restated = {"value": overruling.value, "unit": overruling.unit, "relation": "=", "high": ""}
            one = Placed(one.file, one.item, msgspec.structs.replace(claim, **restated))
        out[one.file].append(one)
    return {file: some for file, some in out.items() if some[0].row.kind == IN_VOCABULARY}


def dated(some: Iterable[Placed[Claim]]) -> list[Placed[Claim]]:
    """Return the claims that state the publication date, each statement once."""
    found: dict[tuple[str, str], Placed[Claim]] = {}
    for one in some:
        if one.row.field == "published" and one.row.value:
            found.setdefault((one.row.value, one.row.source), one)
    return list(found.values())


def ahead(rows: CuratedRows) -> frozenset[str]:
    """Return the isolated late dates: nothing in the folder is dated within `AHEAD` before them, and most claims are
    older.
    """
    days = [one.row.recorded for one in rows.claims if one.row.recorded]
    sources = [one.row.date for one in rows.sources if one.row.date]
    stated = sorted({PartialDate.from_iso(one).earliest for one in (*days, *sources)})
    alone = {day for before, day in itertools.pairwise(stated) if day - before > AHEAD}
    older = {day: sum(1 for one in days if one < day.isoformat()) for day in alone}
    return frozenset(day.isoformat() for day in alone if older[day] * 2 > len(days))
