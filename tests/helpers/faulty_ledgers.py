"""Ledgers with one bug each. A proof of safety that cannot tell them from the real one proves nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable

from flopwatch.domain.errors import BadLedger
from flopwatch.domain.events import Accept, AnyEvent, event_id
from flopwatch.ledger.canonical import Sealed
from flopwatch.ledger.sqlite_store import Ledger

__all__ = ["Ledger"]


class AcknowledgesTooEarly(Ledger):
    """Says "saved", and commits only when the next batch comes."""

    def _begin(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            db.execute("COMMIT")
        super()._begin(db)

    def _commit(self, db: sqlite3.Connection) -> None:
        pass


class CommitsEachEvent(Ledger):
    """A batch is not all or nothing: each of its events is committed alone."""

    def _insert(self, db: sqlite3.Connection, sealed: Sealed) -> int:
        new = super()._insert(db, sealed)
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
        return new


class SaysSavedAnyway(Ledger):
    """Takes a refusal of the disk for something that will pass."""

    def append(self, events: Iterable[AnyEvent], *, as_stored: bool = False) -> int:
        with contextlib.suppress(BadLedger):
            return super().append(events, as_stored=as_stored)
        return 0


class NotOnTheDisk(Ledger):
    """Leaves it to the system when bytes reach the disk."""

    def _configure(self, db: sqlite3.Connection) -> None:
        super()._configure(db)
        db.execute("PRAGMA synchronous = OFF")


class OneAcceptOnly(Ledger):
    """Of rival accepts, keeps the first that came, and says it kept them all."""

    def append(self, events: Iterable[AnyEvent], *, as_stored: bool = False) -> int:
        offered = {event_id(event): event for event in events}
        new = len(offered.keys() - set(self.ids()))
        there = any(isinstance(event, Accept) for event in self.events())
        super().append(
            [event for event in offered.values() if not (there and isinstance(event, Accept))], as_stored=as_stored
        )
        return new


class CountsWrongly(Ledger):
    """Counts what was offered, not what was new."""

    def append(self, events: Iterable[AnyEvent], *, as_stored: bool = False) -> int:
        offered = list(events)
        super().append(offered, as_stored=as_stored)
        return len(offered)


class KeepsHalfABatch(Ledger):
    """Writes events one by one, so that a bad one in the middle leaves those before it behind."""

    def append(self, events: Iterable[AnyEvent], *, as_stored: bool = False) -> int:
        return sum(super(KeepsHalfABatch, self).append([event]) for event in events)


class InOrderOfArrival(Ledger):
    """Gives events as they came, so that two ledgers with the same events give two texts."""

    def ids(self) -> list[str]:
        db = self._reading()
        return [] if db is None else [row[0] for row in db.execute("SELECT id FROM events ORDER BY entry")]


class LooksAway(Ledger):
    """Verifies SQLite's structure and nothing of ours."""

    def verify(self) -> list[str]:
        db = self._reading()
        return [] if db is None else [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
