"""Checks of a ledger's rows, of any store: none was removed, and each matches its id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flopwatch.domain import AnyEvent, BadClaim, BadLedger, Retract, event_fault, retracted_ids
from flopwatch.ledger.canonical import unseal

REPAIR = "Restore it from a backup or a text export; `flopwatch ledger verify` lists all that is wrong."


def altered(place: str, event_id: str) -> BadLedger:
    """Return the error of an event whose bytes are not those of its id."""
    return BadLedger(f"event {event_id} was altered: its bytes have another hash. {REPAIR}", place=place)


def counter_fault(last: int | None, highest: int) -> list[str]:
    """Return whether the counter of events was emptied or set back, in words; empty if it was not.

    A ledger is made by its first event, so a ledger without a counter has lost it, and rows removed would not show.

    Args:
        last: Number of the last event by the counter; None if it was emptied.
        highest: Highest number of an event that is there, or 0.
    """
    if last is None:
        return ["the counter of events was emptied, so events may have been removed"]
    if last < highest:
        return [f"the counter of events says {last}, but event {highest} is there: it was altered"]
    return []


def removed_rows(last: int | None, highest: int, there: int) -> list[str]:
    """Return the number of events removed outside flopwatch, in words; empty if none was.

    Args:
        last: As of `counter_fault`.
        highest: As of `counter_fault`.
        there: Number of events that are there.
    """
    given = max(last or 0, highest)
    return [] if there == given else [f"{given - there} of {given} events were removed (or the counter was altered)"]


def in_short(problems: Sequence[str], most: int) -> str:
    """Return the first problems and the number of the others, in one line without a full stop.

    Example:
        >>> in_short(["It is damaged.", "b was altered", "c was altered"], 1)
        'It is damaged; and 2 more'
    """
    more = [f"and {len(problems) - most} more"] if len(problems) > most else []
    return "; ".join([*(one.rstrip(".") for one in problems[:most]), *more])


def checked_events(
    bodies: Iterable[tuple[str, bytes | None]], place: str, known: Mapping[str, AnyEvent]
) -> Iterator[tuple[str, AnyEvent]]:
    """Yield each id with its event; None is the body of an event that is gone.

    Args:
        bodies: Ids and bodies.
        place: The ledger, for messages.
        known: Events read before, by id: their bytes are hashed again, which shows any alteration, but not decoded.

    Raises:
        BadLedger: At the first event whose bytes are not what its id promises.
    """
    for event_id, body in bodies:
        if body is None:
            raise BadLedger(f"event {event_id} vanished while it was read. {REPAIR}", place=place)
        if hashlib.sha256(body).hexdigest() != event_id:
            raise altered(place, event_id)
        try:
            yield event_id, known.get(event_id) or unseal(body)
        except BadClaim as error:
            raise BadLedger(f"event {event_id} is unreadable: {error}. {REPAIR}", place=place) from error


def event_problems(rows: Iterable[tuple[bytes, bytes, bytes]]) -> Iterator[str]:
    """Yield events that were altered, break the schema, or make no sense and are not retracted, in words.

    Args:
        rows: Id, kind and body of each event, in the order of the ids.
    """
    retractions: list[tuple[str, str]] = []
    nonsense: dict[str, str] = {}
    for raw_id, raw_kind, body in rows:
        event_id = raw_id.decode("ascii", "replace")
        if hashlib.sha256(body).hexdigest() != event_id:
            yield f"event {event_id}: its bytes hash to {hashlib.sha256(body).hexdigest()}: it was altered"
        try:
            event = unseal(body)
        except BadClaim as error:
            yield f"event {event_id}: {error}"
            continue
        kind = str(event.__struct_config__.tag)
        if raw_kind != kind.encode():
            yield f"event {event_id}: filed as {raw_kind.decode('ascii', 'replace')!r} but is {kind!r}"
        if fault := event_fault(event):
            nonsense[event_id] = fault
        elif isinstance(event, Retract):
            retractions.append((event.event_id, event_id))
    for event_id in sorted(nonsense.keys() - retracted_ids(retractions)):
        yield (
            f"event {event_id}: makes no sense, so nothing follows from it: {nonsense[event_id]}. "
            f"Take it back: flopwatch ledger retract {event_id} --reason WHY"
        )
