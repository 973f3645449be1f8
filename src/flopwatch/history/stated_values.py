"""Statements by date: what sources had stated of one field of a model by any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeAlias

from flopwatch.domain import WITHDRAWN, Claim, Source
from flopwatch.records import Record, date_of, group_of

Stated: TypeAlias = tuple[tuple[str, tuple[Claim, ...]], ...]


def stated_by_day(record: Record, sources: Mapping[str, Source], name: str) -> Stated:
    """Return what sources stated of a field, from each date on which that changed; no claim is a withdrawal.

    The publisher of the value in use goes first. Before its first statement the latest of any other publisher counts.

    Args:
        record: The model.
        sources: Every source by id, for dates and independence groups.
        name: The field.
    """
    said: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for date, claim in _dated(record, sources, name):
        said[group_of(claim, sources)][date].append(claim)
    used = record.fields.get(name)
    leading = said.get(group_of(record.claims[used.claims[0]], sources), {}) if used and used.claims else {}
    others: dict[str, list[Claim]] = {}
    for dates in said.values():
        if dates is not leading:
            others |= dates
    begins = min(leading, default="9")
    days = {date: some for date, some in others.items() if date < begins} | leading
    found: list[tuple[str, tuple[Claim, ...]]] = []
    for date, some in sorted(days.items()):
        stated = () if any(WITHDRAWN in one.flags for one in some) else tuple(some)
        if not found or _words(found[-1][1]) != _words(stated):
            found.append((date, stated))
    return tuple(found)


def _dated(record: Record, sources: Mapping[str, Source], name: str) -> list[tuple[str, Claim]]:
    """Return the statements of a field with their dates: current ones, earlier ones, and withdrawals."""
    found = [(date, claim) for date, claim in record.past if claim.field == name]
    for claim in record.claims.values():
        if claim.field != name or claim.qualifiers.get("component"):
            continue
        date = (claim.qualifiers.get("since", "") if WITHDRAWN in claim.flags else "") or date_of(claim, sources)
        if date and (claim.relation != "unknown" or WITHDRAWN in claim.flags):
            found.append((date, claim))
    return found


def _words(some: tuple[Claim, ...]) -> frozenset[tuple[str, str, str]]:
    return frozenset((one.relation, one.value, one.unit) for one in some)
