"""Checks of a ledger's rows, of any store: none was removed, and each matches its id."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator

from flopwatch.domain import AnyEvent, BadClaim, BadLedger, Retract, event_fault, retracted_ids
from flopwatch.ledger import sqlite_schema as schema
from flopwatch.ledger.canonical import unseal

REPAIR = "Restore it from a backup or a text export; `flopwatch ledger verify` lists all that is wrong."


def count_problems(db: sqlite3.Connection) -> list[str]:
    """Return rows removed outside flopwatch, or an altered row count, in words."""
    problems = schema.counter_problems(db)
    there, highest = db.execute("SELECT count(*), coalesce(max(entry), 0) FROM events").fetchone()
    sequence = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'")
    given = max(sequence.fetchone()[0], highest)
    if there != given:
        problems.append(f"{given - there} of {given} events were removed (or the counter was altered)")
    version = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if version is None or version[0] not in map(str, schema.READABLE):
        problems.append(f"meta says schema {version and version[0]!r}, not one from 1 to {schema.SCHEMA_VERSION}")
    return problems


def checked_events(bodies: Iterable[tuple[str, bytes | None]], place: str) -> Iterator[AnyEvent]:
    """Yield the event of each id and body; None is the body of an event that is gone.

    Raises:
        BadLedger: At the first event whose bytes are not what its id promises.
    """
    for event_id, body in bodies:
        if body is None:
            raise BadLedger(f"{place}: event {event_id} vanished while it was read. {REPAIR}")
        if hashlib.sha256(body).hexdigest() != event_id:
            raise BadLedger(f"{place}: event {event_id} was altered: its bytes have another hash. {REPAIR}")
        try:
            yield unseal(body)
        except BadClaim as error:
            raise BadLedger(f"{place}: event {event_id} is unreadable: {error}. {REPAIR}") from error


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
