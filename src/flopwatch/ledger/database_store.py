"""DatabaseStore: the part of an event store that every kind of database shares; each kind supplies its SQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType, TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from flopwatch.domain import AnyEvent, BadLedger
from flopwatch.ledger.canonical import Sealed, sealed_batch
from flopwatch.ledger.store import digest_of
from flopwatch.ledger.verification import REPAIR, checked_events

# How many events one query fetches; between queries no lock is held, so that a slow reader never blocks the
# writer.
_FETCH = 200


class _Connection(Protocol):
    def close(self) -> None: ...


_Db = TypeVar("_Db", bound=_Connection)


class DatabaseStore(ABC, Generic[_Db]):
    """A grow-only set of events in a database.

    A missing ledger is an empty one; only `append` of something creates it.
    """

    # SQL of every id in order, of the number of events, and of id and body of every event but snapshots.
    _IDS: str
    _COUNT: str
    _DECIDED: str

    def __init__(self, place: str, readonly: bool, wait_seconds: float) -> None:
        """Use `open` of the kind of store."""
        self.place = place
        self.readonly = readonly
        self._wait_seconds = wait_seconds
        self._db: _Db | None = None

    def close(self) -> None:
        """Close the file or connection. An uncommitted transaction is rolled back."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def __enter__(self) -> Self:
        """Return the ledger; leaving the block closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the ledger."""
        self.close()

    def append(self, events: Iterable[AnyEvent], *, as_stored: bool = False) -> int:
        """Add all these events, or none; when this returns, they are on the disk.

        Events that are there already are left as they are, so repeating a call is safe.

        Args:
            events: The events.
            as_stored: Take events that make no sense too: for a copy of a ledger that holds some.

        Returns:
            How many were new.

        Raises:
            BadClaim: If an event breaks the schema or makes no sense; nothing is added.
            BadLedger: If another process is writing, the disk or the server refuses, or the ledger's guards are gone;
                nothing is added, or a server cannot be asked whether it was: repeating adds nothing twice.
        """
        self._refuse_readonly()
        batch = sealed_batch(events, as_stored=as_stored)
        if not batch:
            return 0
        with self._in_words("written"), self._transaction() as db:
            return self._add(db, batch)

    def append_after(
        self,
        decide: Callable[[dict[str, AnyEvent]], Iterable[AnyEvent]],
        known: Mapping[str, AnyEvent] = MappingProxyType({}),
    ) -> int:
        """Add the events that `decide` returns for what people stated and decided so far, in one transaction.

        No other writer can add an event between what `decide` sees and what it adds. If it raises, nothing is added.

        Args:
            decide: Receives every event but snapshots by id, in the order of the ids; returns the events to add.
            known: As of `by_id`.

        Returns:
            How many were new.

        Raises:
            BadClaim: As `append`.
            BadLedger: As `append`.
        """
        self._refuse_readonly()
        with self._in_words("written"), self._transaction() as db:
            before = dict(checked_events(self._rows(db, self._DECIDED), self.place, known))
            return self._add(db, sealed_batch(decide(before), as_stored=False))

    def events(self) -> Iterator[AnyEvent]:
        """Yield every event, in the order of the ids, as the set was at the first one.

        Raises:
            BadLedger: At the first event whose bytes are not what its id promises.
        """
        for _, event in checked_events(self._bodies(), self.place, {}):
            yield event

    def by_id(self, known: Mapping[str, AnyEvent]) -> dict[str, AnyEvent]:
        """Return every event by id, in the order of the ids.

        Args:
            known: Events read before, by id: their bytes are hashed again, but not decoded.

        Raises:
            BadLedger: As `events`.
        """
        return dict(checked_events(self._bodies(), self.place, known))

    def ids(self) -> list[str]:
        """Return every id, sorted."""
        with self._in_words("read"):
            db = self._reading()
            return [] if db is None else [row[0] for row in self._rows(db, self._IDS)]

    def __len__(self) -> int:
        """Return the number of events."""
        with self._in_words("read"):
            db = self._reading()
            return 0 if db is None else int(next(iter(self._rows(db, self._COUNT)))[0])

    def __bool__(self) -> bool:
        """Return True: an empty ledger is not a missing one."""
        return True

    def digest(self) -> str:
        """Return the sha256 over the sorted ids: equal if and only if two ledgers hold the same events."""
        return digest_of(self.ids())

    def verify(self) -> list[str]:
        """Verify the ledger; return its problems, in words; empty if it has none.

        Checks the database's own structure, the guards, the settings in force, that no row was removed, and of each
        event that its id is the hash of its bytes, that they are canonical, that they keep the schema, and that they
        make sense or are retracted.
        """
        problems: list[str] = []
        try:
            with self._in_words("verified"):
                db = self._reading()
                if db is not None:
                    problems.extend(self._problems(db))
        except BadLedger as error:
            problems.append(error.words)
        return problems

    def _opened(self) -> Self:
        """Connect, and return the store; if it cannot be opened, close what was."""
        try:
            with self._in_words("opened"):
                self._connect()
        except BaseException:
            self.close()
            raise
        return self

    def _bodies(self) -> Iterator[tuple[str, bytes | None]]:
        # Ids first, bodies in portions: the set only grows and bodies never change, so this is one consistent
        # picture although no read lock is held while the caller works.
        ids = self.ids()
        for start in range(0, len(ids), _FETCH):
            portion = ids[start : start + _FETCH]
            with self._in_words("read"):
                db = self._reading()
                found = {} if db is None else self._bodies_of(db, portion)
            for event_id in portion:
                yield event_id, found.get(event_id)

    def _refuse_readonly(self) -> None:
        if self.readonly:
            raise BadLedger("opened for reading only; open it without readonly to append", place=self.place)

    def _refuse_damaged(self, problems: Sequence[str]) -> None:
        if problems:
            raise BadLedger(f"{'; '.join(problems)}; nothing was added. {REPAIR}", place=self.place)

    @abstractmethod
    def _connect(self) -> _Db | None:
        """Connect if need be, and return the connection; None if there is nothing to connect to yet."""

    @abstractmethod
    def _reading(self) -> _Db | None:
        """Return the connection; None if there is no ledger yet."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[_Db]:
        """Lock out other writers, and create the ledger if there is none; commit at the end of the block."""

    @abstractmethod
    def _rows(self, db: _Db, sql: str) -> Iterable[tuple[Any, ...]]:
        """Return the rows of one query."""

    @abstractmethod
    def _bodies_of(self, db: _Db, ids: list[str]) -> dict[str, bytes]:
        """Return the bytes of those of these events that are there, by id."""

    @abstractmethod
    def _add(self, db: _Db, batch: Sequence[Sealed]) -> int:
        """Insert the events that are not there yet, inside a transaction; return how many."""

    @abstractmethod
    def _problems(self, db: _Db) -> Iterator[str]:
        """Yield the problems of a ledger, all for one moment, in words."""

    @abstractmethod
    def _in_words(self, doing: str) -> AbstractContextManager[None]:
        """Raise the database's errors in the block as BadLedger, in words.

        Args:
            doing: The past participle of the action: opened, read, written, verified.
        """


def nothing_done(doing: str) -> str:
    """Return the effect of an action that failed, in words."""
    return "nothing of this call counts as saved" if doing == "written" else "nothing was read"
