"""Take events back: each by its id, or all that one person made. A reversal is itself events, and can be taken back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from flopwatch.domain import AnyEvent, BadInput, NotFound, PartialDate, Retract, WrongUsage, event_id
from flopwatch.ledger.addresses import open_store

_SHORTEST = 8  # hex digits of an id that may replace the whole


class Reverted(NamedTuple):
    """Number of events taken back, and of the person's events left because they have no date."""

    events: int
    undated: int


def retract(address: str | os.PathLike[str], event: str, *, reason: str, by: str = "", on: str = "") -> str:
    """Take one event back.

    Args:
        address: The ledger.
        event: Its id, or the first digits of it (at least 8) where no other event has them.
        reason: Why; kept permanently.
        by: Who takes it back.
        on: ISO date on which that happens.

    Returns:
        The id of the event that was taken back.

    Raises:
        NotFound: If no event has that id.
        BadInput: If several have it, or there is no reason.
        BadLedger: If the ledger cannot be written.
    """
    _refuse_unexplained(reason)
    with open_store(address) as ledger:
        wanted = event.strip().lower()
        found = [one for one in ledger.ids() if one.startswith(wanted)] if len(wanted) >= _SHORTEST else []
        if not found:
            raise NotFound(
                f"event {event[:80]!r} is not in the ledger. Give its id, or at least {_SHORTEST} of its first digits, "
                "as `flopwatch ledger verify` and the text of `flopwatch ledger export` show it."
            )
        if len(found) > 1:
            raise BadInput(f"{len(found)} events begin with {event[:80]!r}. Give more digits of the id.")
        ledger.append([Retract(event_id=found[0], reason=reason, by=by, on=on)])
    return found[0]


def revert(
    address: str | os.PathLike[str], *, actor: str, since: str = "", reason: str, by: str = "", on: str = ""
) -> Reverted:
    """Take back every event that one person made, all or none.

    Args:
        address: The ledger.
        actor: Whose events, exactly as `by` has the name.
        since: ISO date; only events of that day and later. Without it all of them, the undated ones too.
        reason: Why; kept permanently.
        by: Who takes them back.
        on: ISO date on which that happens.

    Raises:
        BadInput: If there is no actor or reason, or `since` is not a date.
        NotFound: If the ledger holds nothing by that person; it names those there are.
        BadLedger: If the ledger cannot be read or written.
    """
    if not actor.strip():
        raise WrongUsage("--actor is empty. Name the person exactly as the ledger does.")
    _refuse_unexplained(reason)
    try:
        first = PartialDate.from_iso(since).earliest if since else None
    except ValueError as error:
        raise WrongUsage(f"--since {error}.") from error
    with open_store(address) as ledger:
        events = list(ledger.events())
        theirs = [one for one in events if one.by == actor]
        if not theirs:
            raise NotFound(f"nothing in the ledger is by {actor[:80]!r}. {_people(events)}")
        dated = [one for one in theirs if first is None or (one.on and _is_since(one.on, first.isoformat()))]
        undated = 0 if first is None else sum(not one.on for one in theirs)
        ledger.append(Retract(event_id=event_id(one), reason=reason, by=by, on=on) for one in dated)
    return Reverted(len(dated), undated)


def _is_since(date: str, first: str) -> bool:
    """Return whether a date may be on or after a day: a month or year counts by its last day."""
    try:
        return PartialDate.from_iso(date).latest.isoformat() >= first
    except ValueError:
        return True  # an event of an earlier version with no date in it: not shown to be earlier


def _people(events: Sequence[AnyEvent]) -> str:
    names = sorted({one.by for one in events if one.by})
    shown = ", ".join(repr(one[:60]) for one in names[:20])
    return f"It has events by {shown}." if names else "No event in it names a person."


def _refuse_unexplained(reason: str) -> None:
    if not reason.strip():
        raise WrongUsage("--reason is empty. It is kept with the event permanently; state it in a few words.")
