"""Ledger: the event store in one SQLite file. Append-only; verified on reading; one writer at a time."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from flopwatch.domain import BadLedger, BusyLedger, ForeignLedger, irregular_kind
from flopwatch.ledger import sqlite_schema as schema
from flopwatch.ledger.canonical import Sealed
from flopwatch.ledger.database_store import DatabaseStore, nothing_done
from flopwatch.ledger.files import make_folder, who_locks
from flopwatch.ledger.verification import REPAIR, altered, event_problems

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Ledger(DatabaseStore[sqlite3.Connection]):
    """A grow-only set of events in a SQLite file.

    A missing file is an empty ledger; only `append` of something creates it. The ledger is used from the
    thread that opened it.

    Example:
        >>> import tempfile
        >>> from flopwatch.domain.events import Accept, Reject
        >>> with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "l.sqlite") as ledger:
        ...     ledger.append([Accept(claim="c1"), Reject(claim="c2")])
        ...     ledger.append([Accept(claim="c1")])
        ...     [type(event).__name__ for event in ledger.events()], len(ledger), ledger.verify()
        2
        0
        (['Accept', 'Reject'], 2, [])
    """

    _IDS = "SELECT id FROM events ORDER BY id"
    _COUNT = "SELECT count(*) FROM events"
    _DECIDED = "SELECT id, CAST(body AS BLOB) FROM events WHERE kind != 'snapshot' ORDER BY id"

    def __init__(self, path: Path, readonly: bool, wait_seconds: float) -> None:
        """Use `Ledger.open`."""
        super().__init__(str(path), readonly, wait_seconds)
        self.path = path

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, wait_seconds: float = 5.0) -> Ledger:
        """Open a ledger.

        Args:
            path: The SQLite file; it need not exist.
            readonly: Refuse `append`.
            wait_seconds: How long to wait for another process that is writing, before giving up.

        Raises:
            BadLedger: If the file is not a ledger of ours, is of a newer version, is damaged or locked, or if
                SQLite does not keep the settings that make a commit durable.
        """
        if sqlite3.sqlite_version_info < schema.OLDEST_SQLITE:
            wanted = ".".join(map(str, schema.OLDEST_SQLITE))
            raise BadLedger(f"SQLite {sqlite3.sqlite_version} is older than {wanted}. Use a newer Python build.")
        return cls(Path(path), readonly, wait_seconds)._opened()

    def _bodies_of(self, db: sqlite3.Connection, ids: list[str]) -> dict[str, bytes]:
        marks = ",".join("?" * len(ids))
        return dict(db.execute(f"SELECT id, CAST(body AS BLOB) FROM events WHERE id IN ({marks})", ids).fetchall())

    def _rows(self, db: sqlite3.Connection, sql: str) -> Iterable[tuple[Any, ...]]:
        return db.execute(sql)

    def _problems(self, db: sqlite3.Connection) -> Iterator[str]:
        yield from schema.settings_problems(db)
        with _one_picture(db):
            checked = db.execute("PRAGMA integrity_check")
            yield from (f"SQLite: {row[0]}" for row in checked if row[0] != "ok")
            yield from schema.schema_problems(db)
            yield from schema.count_problems(db)
            rows = "SELECT CAST(id AS BLOB), CAST(kind AS BLOB), CAST(body AS BLOB) FROM events ORDER BY id"
            yield from event_problems(db.execute(rows))

    def _connect(self, *, create: bool = False) -> sqlite3.Connection | None:
        if self._db is None:
            if not create and not self.path.exists():
                return None
            if self.path.exists() and (kind := irregular_kind(self.path.stat().st_mode)):
                raise BadLedger(f"cannot be opened: it is {kind}. Choose another path.", place=self.place)
            if create:
                make_folder(self.path.parent)
            # Readers open for writing too, and forbid it by query_only: only so can SQLite undo the half
            # transaction that a killed writer left behind. mode=rw never creates the file.
            mode = "rwc" if create else "rw"
            db = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=self._wait_seconds,
            )
            db.text_factory = _text_of
            try:
                self._state(db)  # a foreign file is refused before any setting of it is touched
                self._configure(db)
                self._refuse_unless_in_force(db)
            except BaseException:
                db.close()
                raise
            self._db = db
        return self._db

    def _configure(self, db: sqlite3.Connection) -> None:
        if self.readonly:
            db.execute("PRAGMA query_only = ON")
        for setting in schema.SETTINGS:
            # A reader leaves the file's journal mode alone: changing it would be a write.
            if setting.name != "journal_mode" or not self.readonly:
                db.execute(f"PRAGMA {setting.name} = {setting.ask}")

    def _refuse_unless_in_force(self, db: sqlite3.Connection) -> None:
        wrong = schema.settings_problems(db)
        if self.readonly and not schema.value_of(db, "query_only"):
            wrong.append("setting query_only is 0, not 1: a reader must not write")
        if wrong:
            raise BadLedger(
                f"{'; '.join(wrong)}. Close other programs that have it open; opening it for writing repairs the "
                "journal mode.",
                place=self.place,
            )

    def _state(self, db: sqlite3.Connection) -> str:
        """Return `empty` (no bytes, or an interrupted creation) or `ours`; refuse any other file."""
        with _one_picture(db):
            owner, version = schema.value_of(db, "application_id"), schema.value_of(db, "user_version")
            tables = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            # SQLite takes any file below one page for an empty database, and would write over a short text.
            no_sqlite = self.path.stat().st_size > 0 and not schema.value_of(db, "page_count")
        if owner == schema.APPLICATION_ID and version in schema.READABLE:
            return "ours"
        if owner == schema.APPLICATION_ID:
            raise ForeignLedger(
                f"a ledger of version {version}; this flopwatch reads versions 1 to {schema.SCHEMA_VERSION}. Use the "
                "flopwatch that wrote it to export it as text, and import that here.",
                place=self.place,
            )
        if no_sqlite:
            raise BadLedger(_NO_SQLITE, place=self.place)
        if owner == 0 and version == 0 and not tables:
            return "empty"
        raise ForeignLedger(
            f"a SQLite file of another program (application id {owner}), not a flopwatch ledger. Choose another path.",
            place=self.place,
        )

    def _reading(self) -> sqlite3.Connection | None:
        db = self._connect()
        return None if db is None or self._state(db) == "empty" else db

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._connect(create=True)
        assert db is not None
        try:
            self._begin(db)
            if self._state(db) == "empty":
                schema.create(db)
            else:
                self._refuse_damaged([*schema.schema_problems(db), *schema.counter_problems(db)])
            schema.migrate(db)
            yield db
            self._commit(db)
        except BaseException:
            # Closing undoes whatever was not committed, also where a failing disk makes ROLLBACK itself fail;
            # the next call opens the file again.
            self.close()
            raise

    def _begin(self, db: sqlite3.Connection) -> None:
        # IMMEDIATE: a plain BEGIN takes the write lock at the first insert only, and fails there at once,
        # without waiting, when another process has written in between.
        db.execute("BEGIN IMMEDIATE")

    def _add(self, db: sqlite3.Connection, batch: Sequence[Sealed]) -> int:
        return sum(self._insert(db, sealed) for sealed in batch)

    def _insert(self, db: sqlite3.Connection, sealed: Sealed) -> int:
        known = db.execute("SELECT CAST(body AS BLOB) FROM events WHERE id = ?", (sealed.id,)).fetchone()
        if known is None:
            row = (sealed.id, sealed.kind, sealed.body.decode())
            db.execute("INSERT INTO events (id, kind, body) VALUES (?, ?, ?)", row)
            return 1
        if known[0] != sealed.body:
            raise altered(self.place, sealed.id)
        return 0

    def _commit(self, db: sqlite3.Connection) -> None:
        db.execute("COMMIT")

    @contextlib.contextmanager
    def _in_words(self, doing: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            kind = BusyLedger if _code(error) in _BUSY else BadLedger
            raise kind(self._words(error, doing), place=self.place) from error
        except UnicodeDecodeError as error:  # from SQLite's own message, which names a table of the file
            raise BadLedger(f"damaged (names in its schema are not UTF-8). {REPAIR}", place=self.place) from error
        except OSError as error:
            raise BadLedger(f"cannot be {doing}: {error.strerror or error}.", place=self.place) from error

    def _words(self, error: sqlite3.Error, doing: str) -> str:
        code = _code(error)
        nothing = nothing_done(doing)
        if code in _BUSY:
            return (
                f"in use by {who_locks(self.path)}; waited {self._wait_seconds:g} s, {nothing}. "
                "A ledger has one writer at a time: let it finish (or stop it), then repeat."
            )
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) and doing == "written":
            return f"the disk refused ({error}); {nothing}. Free space and repeat: repeating adds nothing twice."
        if code == sqlite3.SQLITE_NOTADB:
            return _NO_SQLITE
        if code == sqlite3.SQLITE_CORRUPT:
            return f"damaged ({error}). {REPAIR}"
        return f"cannot be {doing} ({error}); {nothing}. Check that it is a file you may write."


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary code of an error, 0 if it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _text_of(raw: bytes) -> str:
    """Decode text of a damaged or foreign file, which need not be UTF-8, for display."""
    return raw.decode("utf-8", "backslashreplace")


_NO_SQLITE = "not a SQLite file, so not a ledger. Choose another path."


@contextlib.contextmanager
def _one_picture(db: sqlite3.Connection) -> Iterator[None]:
    # Several questions that must be answered for one moment: between two statements another may commit.
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        db.execute("ROLLBACK")
