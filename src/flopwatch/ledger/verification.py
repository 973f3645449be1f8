"""Checks of a ledger's rows for `verify`: none was removed, and each matches its id."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from flopwatch.domain import BadClaim, Retract, event_fault, retracted_ids
from flopwatch.ledger import sqlite_schema as schema
from flopwatch.ledger.canonical import unseal


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


def event_problems(db: sqlite3.Connection) -> Iterator[str]:
    """Yield events that were altered, break the schema, or make no sense and are not retracted, in words."""
    rows = db.execute("SELECT CAST(id AS BLOB), CAST(kind AS BLOB), CAST(body AS BLOB) FROM events ORDER BY id")
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
