"""Withdrawn values: what a table stated of a row and no longer states, as claims that the choice respects."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

import msgspec

from flopwatch.domain import WITHDRAWN, Claim, PartialDate, Snapshot, Source, event_id, field, unit
from flopwatch.identity import fold_vintage
from flopwatch.records.provenance import date_of, group_of

_COUNTED = ("citations", "training_compute_rank")  # counts that a table renews by itself
_KINDS = ("quantity", "date")


@dataclass
class _Held:
    """The last claim of a table on one value of a row, its date, and the snapshot without it."""

    claim: Claim
    date: str
    gone: Snapshot | None = None


_Key = tuple[str, str, str]  # field, base unit, part
_Rows = dict[str, dict[_Key, Claim]]


def withdrawn_claims(snapshots: Iterable[Snapshot]) -> Iterator[tuple[Claim, str]]:
    """Yield a claim of relation `unknown` for each value that its table dropped, with the source that carries it.

    The states of one table are read in the order of their dates, whatever the order of their import. A value counts as
    withdrawn if the latest state that lists the row lacks it, while other rows still state the field in that way. A row
    that is missing withdraws nothing: it may have left the table's selection.
    """
    tables: dict[str, dict[str, Snapshot]] = defaultdict(dict)
    for one in snapshots:
        if one.about and one.date and one.about.table:
            tables[one.about.table][event_id(one)] = one
    for table in sorted(tables):
        states = sorted(tables[table].items(), key=lambda item: (item[1].date, item[0]))
        if len(states) > 1:
            yield from _of_table([state for _, state in states])


def _of_table(states: Iterable[Snapshot]) -> Iterator[tuple[Claim, str]]:
    held: dict[str, dict[_Key, _Held]] = {}
    last: dict[str, tuple[Claim, str]] = {}  # a claim of the row's latest state, and its source
    for state in states:
        rows, counted = _rows_of(state)
        for row, claims in rows.items():
            known = held.setdefault(row, {})
            for key, one in known.items():
                if key not in claims and one.gone is None and (key[0], _counted(one.claim)) in counted:
                    one.gone = state
            for key, claim in claims.items():
                known[key] = _Held(claim, state.date)
        last |= {row: (next(iter(claims.values())), state.source) for row, claims in rows.items() if claims}
    for row, known in held.items():
        for key, one in sorted(known.items()):
            if one.gone is not None and key[0] in _WITHDRAWABLE:
                yield _withdrawal(one.claim, one.date, one.gone, last[row][0]), last[row][1]


_WITHDRAWABLE = frozenset(
    {
        "training_compute",
        "training_compute_lower_bound",
        "training_compute_upper_bound",
        "finetune_compute",
        "parameters",
        "published",
        "dataset_size",
    }
)


def _rows_of(state: Snapshot) -> tuple[_Rows, set[tuple[str, str]]]:
    """Return the values of each row by its folded name, and the ways in which each field is counted."""
    rows: _Rows = defaultdict(dict)
    counted = set()
    for claim in state.claims:
        if claim.kind != "model" or claim.relation == "unknown" or claim.field in _COUNTED:
            continue
        row = rows[fold_vintage(claim.subject)]
        if (about := field(claim.field)).kind in _KINDS:
            base = unit(claim.unit).base if about.kind == "quantity" else ""
            part = claim.qualifiers.get("component") or claim.qualifiers.get("part", "")
            row.setdefault((claim.field, base, part), claim)
            counted.add((claim.field, _counted(claim)))
    return rows, counted


def _counted(claim: Claim) -> str:
    return "\n".join(f"{key}={value}" for key, value in sorted(claim.qualifiers.items()))


def _withdrawal(claim: Claim, date: str, gone: Snapshot, row: Claim) -> Claim:
    """Return the claim that a value is withdrawn; it belongs to the latest entry of the row."""
    last = {"last": claim.value, "last_unit": claim.unit, "last_date": date, "since": gone.date}
    return Claim(
        subject=row.subject,
        field=claim.field,
        value="",
        relation="unknown",
        source=row.source,
        locator=f"{row.entry}, {claim.locator.removeprefix(f'{claim.entry}, ')}",
        as_written="",
        qualifiers={**claim.qualifiers, **{key: value for key, value in last.items() if value}},
        flags=(WITHDRAWN,),
        entry=row.entry,
        reported_from=row.reported_from,
    )


def unit_of_withdrawn(claim: Claim) -> str:
    """Return the base unit of a withdrawn value, so that only values of its unit are withdrawn; else ""."""
    last = claim.qualifiers.get("last_unit", "") if WITHDRAWN in claim.flags else ""
    return unit(last).base if last else ""


def in_force(
    claims: Mapping[str, Claim],
    sources: Mapping[str, Source],
    accepted: Set[str] = frozenset(),
    rejected: Set[str] = frozenset(),
) -> Mapping[str, Claim]:
    """Return the claims without those that their publisher has withdrawn since; accepted claims stay.

    A publisher withdraws all its earlier statements of a value: a later one, in whichever of its tables, holds again.

    Args:
        claims: The claims on one value, by id.
        sources: Every source by id, for dates and independence groups.
        accepted: Ids of claims that people accepted.
        rejected: Ids of claims that people rejected; a rejected withdrawal has no effect.
    """
    since: dict[str, dt.date] = {}
    for key, one in claims.items():
        date = one.qualifiers.get("since", "") or date_of(one, sources)
        if WITHDRAWN in one.flags and key not in rejected and date:
            group, day = group_of(one, sources), PartialDate.from_iso(date).earliest
            since[group] = max(day, since.get(group, day))
    if not since:
        return claims

    def holds(claim: Claim) -> bool:
        first, date = since.get(group_of(claim, sources)), date_of(claim, sources)
        return first is None or not date or PartialDate.from_iso(date).latest >= first

    return {key: one for key, one in claims.items() if key in accepted or holds(one)}


class Withdrawal(msgspec.Struct, frozen=True):
    """A withdrawn value of a record.

    Args:
        claim: Id of the claim that withdraws it.
        field: The field.
        value: The last value, in `unit`.
        unit: Its unit as the source counts; "" for a date.
        source: Id of the source that withdrew it.
        since: Date of the first state without it.
        last_date: Date of the last state with it.
        reason: The source's reason, or "".
    """

    claim: str
    field: str
    value: str
    unit: str
    source: str
    since: str
    last_date: str
    reason: str


def withdrawals_in(claims: Mapping[str, Claim], sources: Mapping[str, Source]) -> tuple[Withdrawal, ...]:
    """Return the withdrawn values among a record's claims, the latest first.

    A curated withdrawal does not repeat the last value: it is the publisher's latest statement before it. Several
    tables of one publisher withdraw a value once: on the first day without it, unless it was stated again since.
    """
    found = [_described(key, one, claims, sources) for key, one in claims.items() if WITHDRAWN in one.flags]
    kept: list[Withdrawal] = []
    places: list[tuple[str, str, str]] = []
    for one in sorted(found, key=lambda one: (one.since, not one.value, one.claim)):
        claim = claims[one.claim]
        place = one.field, claim.qualifiers.get("component", ""), group_of(claim, sources)
        earlier = [other.since for other, where in zip(kept, places, strict=True) if where == place]
        said = {date_of(other, sources) for other in claims.values() if _is_value(other, place, sources)}
        if not earlier or any(earlier[-1] <= date < one.since for date in said):
            kept.append(one)
            places.append(place)
    return tuple(reversed(kept))


def _is_value(claim: Claim, place: tuple[str, str, str], sources: Mapping[str, Source]) -> bool:
    """Return whether a claim is a publisher's value of a field."""
    where = claim.field, claim.qualifiers.get("component", ""), group_of(claim, sources)
    return claim.relation != "unknown" and where == place


def _described(key: str, one: Claim, claims: Mapping[str, Claim], sources: Mapping[str, Source]) -> Withdrawal:
    said = one.qualifiers
    since = said.get("since", "") or date_of(one, sources)
    last = said.get("last", ""), said.get("last_unit", ""), said.get("last_date", "")
    if not last[0]:
        group = group_of(one, sources)
        earlier = [
            (date_of(other, sources), other.value, other.unit)
            for other in claims.values()
            if other.field == one.field and other.value and group_of(other, sources) == group
        ]
        date, value, unit_ = max((each for each in earlier if each[0] < since), default=("", "", ""))
        last = value, unit_, date
    return Withdrawal(key, one.field, *last[:2], one.source, since, last[2], said.get("why", ""))
