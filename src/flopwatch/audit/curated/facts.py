"""Rules on contradictions between claims: dates, chips, sizes, bases, money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flopwatch.audit.curated.rows import CHIPS, MODELS, dated, identity_of, problem_at, standing
from flopwatch.catalogue import Chips
from flopwatch.domain import (
    BadInput,
    Chip,
    Claim,
    CuratedRows,
    FrontierPoint,
    NotFound,
    PartialDate,
    Placed,
    Problem,
    exact,
    to_base,
)

UNSTATED = "unstated"  # usd_year of money whose year the source does not state


def _catalogue(rows: CuratedRows) -> Chips | None:
    """Return the accelerators by name; None while two share a name, which `ambiguous-name` reports: the name is then
    ambiguous.
    """
    try:
        return Chips([one.row for one in rows.chips])
    except BadInput:
        return None


def published_after_its_chips(rows: CuratedRows) -> Iterator[Problem]:
    """Find models published before the release of a chip they were trained on."""
    chips = _catalogue(rows)
    if chips is None:
        return
    for some in standing(rows).values():
        named = [_chip(chips, one.row) for one in some if one.row.field == "chip"]
        used = {chip.id: chip for chip in named if chip}
        for chip in used.values():
            released = PartialDate.from_iso(chip.released).earliest
            early = [one for one in dated(some) if PartialDate.from_iso(one.row.value).latest < released]
            if early:
                message = (
                    f"published {early[0].row.value}, but {chip.name}, on which it is said to be trained, "
                    f"came out {chip.released}."
                )
                fix = "Compare date and chip with the source; if the source is wrong, overrule it in corrections.toml."
                yield problem_at(early[0], "before-its-chip", message, fix)


def _chip(chips: Chips, claim: Claim) -> Chip | None:
    try:
        found = chips.find(claim.value)
    except NotFound:
        return None
    return found if found.released else None


def chips_are_known(rows: CuratedRows) -> Iterator[Problem]:
    """Find chip names in claims that are not in `chips.toml`."""
    if CHIPS in rows.unread:
        return
    broken = rows.stated(CHIPS, ())
    chips = _catalogue(rows)
    if chips is None:
        return
    for one in rows.claims:
        named = one.row.value if one.row.field == "chip" else one.row.qualifiers.get("chip", "")
        if not named or named in broken:
            continue
        try:
            chips.find(named)
        except NotFound as error:
            near = ", ".join(error.nearest) or "none is near"
            message = f"chip {named!r:.100} is not in chips.toml. Nearest: {near}."
            yield problem_at(one, "unknown-chip", message, "Add it there with its source, or add the name as an alias.")


def active_within_all(rows: CuratedRows) -> Iterator[Problem]:
    """Find active parameters that exceed the total, in the same source or, if it states none, in any."""
    for some in standing(rows).values():
        whole = [one.row for one in some if one.row.field == "parameters" and one.row.relation not in ("≥", "unknown")]
        for one in some:
            claim = one.row
            if claim.field != "active_parameters" or claim.relation in ("≤", "unknown"):
                continue
            totals = [other for other in whole if other.source == claim.source] or whole
            most = max((to_base(exact(other.high or other.value), other.unit)[0] for other in totals), default=None)
            if most is not None and to_base(exact(claim.value), claim.unit)[0] > most:
                message = f"{claim.value} active parameters are more than the {most:f} in all."
                yield problem_at(
                    one,
                    "active-above-total",
                    message,
                    "Compare both with the source: were they interchanged?",
                )


def bases(rows: CuratedRows) -> Iterator[Problem]:
    """Find variants whose base is missing from the vocabulary, is itself a variant, or was published later."""
    known = {one.row.id: one.row for one in rows.models}
    dates: dict[str, list[PartialDate]] = defaultdict(list)
    for file, some in standing(rows).items():
        dates[identity_of(file)] = [PartialDate.from_iso(one.row.value) for one in dated(some)]
    for one in rows.models:
        base = one.row.base
        if not base:
            continue
        if base not in rows.stated(MODELS, known):
            message = f"its base {base!r} is not in the vocabulary."
            yield problem_at(one, "base-missing", message, "Add the base to vocabulary/models.toml, or correct the id.")
        elif base not in known:
            continue
        elif known[base].base:
            message = f"its base {base} is itself a variant, of {known[base].base}."
            yield problem_at(one, "base-is-variant", message, f"Fold it under {known[base].base}.")
        elif dates[base] and dates[one.row.id]:
            first, last = (
                min(date.earliest for date in dates[base]),
                max(date.latest for date in dates[one.row.id]),
            )
            if first > last:
                message = f"published by {last}, before its base {base} ({first})."
                yield problem_at(one, "base-is-younger", message, "Correct a date, or fold it under another model.")


def costs_have_a_year(rows: CuratedRows) -> Iterator[Problem]:
    """Find amounts of money without a year: dollars of 2019 are not dollars of 2023."""
    for one in rows.claims:
        if one.row.field != "training_cost" or one.row.relation == "unknown":
            continue
        year = one.row.qualifiers.get("usd_year", "")
        if year != UNSTATED and not (len(year) == 4 and year.isascii() and year.isdigit()):
            message = (
                f"{one.row.value} {one.row.unit} has no year." if not year else f"usd_year {year!r:.100} is not a year."
            )
            fix = f'Write qualifiers = {{ usd_year = "2023" }}, or "{UNSTATED}" if the source does not state it.'
            yield problem_at(one, "cost-without-year", message, fix)


def published_in_time(rows: CuratedRows) -> Iterator[Problem]:
    """Find publication dates after the source's date or the transcription date."""
    sources = {one.row.id: one.row for one in rows.sources}
    for some in standing(rows).values():
        for one in dated(some):
            claim = one.row
            date = PartialDate.from_iso(claim.value).earliest
            source = sources.get(claim.source)
            if claim.recorded and date > PartialDate.from_iso(claim.recorded).latest:
                message = f"published {claim.value}, after it was recorded ({claim.recorded})."
                yield problem_at(one, "published-after-record", message, "Correct the year of one of the two.")
            elif source and source.date and date > PartialDate.from_iso(source.date).latest:
                message = f"published {claim.value}, after its source {source.id} of {source.date}."
                yield problem_at(one, "published-after-source", message, "Correct the date, or the date of the source.")


def thresholds_in_order(rows: CuratedRows) -> Iterator[Problem]:
    """Find thresholds out of order, repeated, or with a repeated label."""
    labels: dict[str, str] = {}
    for before, one in zip((None, *rows.thresholds), rows.thresholds, strict=False):
        if before and exact(before.row.flop) >= exact(one.row.flop):
            message = f"{one.row.flop} does not exceed {before.row.flop}, which comes before it."
            yield problem_at(one, "threshold-order", message, "Sort the thresholds by flop; give each size once.")
        if labels.setdefault(one.row.label.casefold(), one.item) != one.item:
            yield problem_at(
                one,
                "threshold-order",
                f"the label {one.row.label!r} is used twice.",
                "Give it another label.",
            )


def frontier_rises(rows: CuratedRows) -> Iterator[Problem]:
    """Find points of the frontier that are not larger than the previous one: it is a running maximum."""
    last: dict[str, Placed[FrontierPoint]] = {}
    for one in sorted(rows.frontier, key=lambda one: (one.row.quantity, PartialDate.from_iso(one.row.date))):
        before = last.get(one.row.quantity)
        if before and exact(before.row.value) >= exact(one.row.value):
            message = f"{one.row.value} of {one.row.date} does not exceed {before.row.value} of {before.row.date}."
            yield problem_at(one, "frontier-order", message, "Remove the smaller point, or correct value or date.")
        else:
            last[one.row.quantity] = one
