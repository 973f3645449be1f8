"""Earlier statements: what the superseded states of a table said of the rows that a current state lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TypeAlias

import msgspec

from flopwatch.domain import Claim, Snapshot
from flopwatch.identity import fold_vintage

FOLLOWED = ("training_compute", "parameters", "published")  # fields whose earlier statements are kept
MOST_GONE = 0.10  # share of the rows: beyond, the newest state is a narrower table and its absences say nothing
Row: TypeAlias = tuple[str, str, str]  # source, entry, subject


class Past(msgspec.Struct, frozen=True):
    """Statements of earlier states of a table about one of its rows.

    Args:
        said: Dates of states with the claims that they made, where one differs from the state before.
        last_seen: Date of the last state that lists the row; "" if the table's newest state does.
        gone: Date of the table's newest state, if it no longer lists the row; else "".
    """

    said: tuple[tuple[str, Claim], ...] = ()
    last_seen: str = ""
    gone: str = ""


def past_statements(snapshots: Mapping[str, Snapshot], current: Collection[str]) -> dict[Row, Past]:
    """Return what earlier states of its table said of each row of a current state.

    The states of one table are read in the order of their dates, whatever the order of their import, and whatever
    names its files have had. Rows are recognised by their folded names.

    Args:
        snapshots: The snapshots in force, by event id.
        current: Ids of the current ones, whose own claims count.
    """
    tables: dict[str, dict[str, Snapshot]] = defaultdict(dict)
    for key, one in snapshots.items():
        if one.about and one.date and one.about.table:
            tables[one.about.table][key] = one
    found: dict[Row, Past] = {}
    for states in tables.values():
        if len(states) > 1:
            found |= _of_table(sorted(states.items(), key=lambda item: (item[1].date, item[0])), current)
    return found


def _of_table(states: list[tuple[str, Snapshot]], current: Collection[str]) -> dict[Row, Past]:
    said: dict[str, dict[str, list[tuple[str, Claim, bool]]]] = defaultdict(lambda: defaultdict(list))
    places: dict[str, tuple[Row, str]] = {}
    names = {key: {fold_vintage(one.subject) for one in state.claims if one.kind == "model"} for key, state in states}
    for key, state in states:
        met = set()
        for claim in state.claims:
            row = fold_vintage(claim.subject)
            if claim.kind == "model" and key in current:
                places.setdefault(row, ((claim.source, claim.entry, claim.subject), key))
                if places[row][1] != key:
                    places[row] = (claim.source, claim.entry, claim.subject), key
            if claim.field not in FOLLOWED or not _is_plain(claim) or (row, claim.field) in met:
                continue
            met.add((row, claim.field))
            series = said[row][claim.field]
            if not series or series[-1][1].value != claim.value:
                series.append((state.date, claim, key in current))
    newest, last = states[-1]
    narrower = {key for key, some in names.items() if len(some - names[newest]) > MOST_GONE * len(some)}
    found = {}
    for row, (place, key) in places.items():
        earlier = tuple((date, one) for series in said[row].values() for date, one, held in series if not held)
        seen = next(state.date for at, state in reversed(states) if row in names[at])
        is_gone = row not in names[newest] and key not in narrower
        if earlier or is_gone:
            found[place] = Past(earlier, seen if is_gone else "", last.date if is_gone else "")
    return found


def _is_plain(claim: Claim) -> bool:
    """Return whether a claim states a value of the whole model."""
    return claim.kind == "model" and claim.relation in ("=", "≈") and not claim.qualifiers.get("component")
