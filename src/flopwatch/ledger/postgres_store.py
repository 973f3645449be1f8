"""PostgresLedger: the event store in a PostgreSQL database. Append-only; verified on reading; one writer at a time."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flopwatch.domain import AnyEvent, BadLedger, BusyLedger, WrongUsage
from flopwatch.ledger import postgres_schema as schema
from flopwatch.ledger.canonical import Sealed, sealed_batch
from flopwatch.ledger.store import digest_of
from flopwatch.ledger.verification import REPAIR, checked_events, event_problems

if TYPE_CHECKING:
    import psycopg

_FETCH = 200  # events that one query fetches
_CONNECT_SECONDS = 10
_EXTRA = "A ledger in PostgreSQL needs one more package: pip install 'flopwatch[postgres]'."


class PostgresLedger:
    """A grow-only set of events in the current schema of a PostgreSQL database.

    A schema without a ledger is an empty one; only `append` of something creates it. Tables have the prefix
    `flopwatch_`, so that a ledger can share a database with others.
    """

    def __init__(self, address: str, readonly: bool, wait_seconds: float) -> None:
        """Use `PostgresLedger.open`."""
        self.place = shown(address)
        self.readonly = readonly
        self._address = address
        self._wait_seconds = wait_seconds
        self._db: psycopg.Connection[Any] | None = None

    @classmethod
    def open(cls, address: str, *, readonly: bool = False, wait_seconds: float = 5.0) -> PostgresLedger:
        """Open a ledger.

        Args:
            address: `postgresql://USER@HOST/DATABASE`, as libpq reads it.
            readonly: Refuse `append`; the server then refuses every write of this connection.
            wait_seconds: How long to wait for another connection that is writing, before giving up.

        Raises:
            WrongUsage: If the address is none, or the package for PostgreSQL is not installed.
            BadLedger: If the server cannot be reached, is too old, does not keep the settings that make a commit
                durable, or holds a ledger of a newer version.
        """
        ledger = cls(address, readonly, wait_seconds)
        try:
            with ledger._in_words("opened"):
                ledger._connect()
        except BaseException:
            ledger.close()
            raise
        return ledger

    def close(self) -> None:
        """Close the connection. An uncommitted transaction is rolled back."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def __enter__(self) -> PostgresLedger:
        """Return the ledger; leaving the block closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the ledger."""
        self.close()

    def append(self, events: Iterable[AnyEvent], *, as_stored: bool = False) -> int:
        """Add all these events, or none; when this returns, the server has them on its disk.

        Args:
            events: The events. Those that are there already are left as they are, so repeating a call is safe.
            as_stored: Take events that make no sense too: for a copy of a ledger that holds some.

        Returns:
            How many were new.

        Raises:
            BadClaim: If an event breaks the schema or makes no sense; nothing is added.
            BadLedger: If another connection is writing, the server refuses, or the ledger's guards are gone; nothing
                is added, or it is not known whether it was: repeating adds nothing twice.
        """
        if self.readonly:
            raise BadLedger(f"{self.place}: opened for reading only; open it without readonly to append")
        batch = sealed_batch(events, as_stored=as_stored)
        if not batch:
            return 0
        with self._in_words("written"), self._transaction() as db:
            return self._insert(db, batch)

    def append_after(self, decide: Callable[[Sequence[AnyEvent]], Iterable[AnyEvent]]) -> int:
        """Add the events that `decide` returns for what people stated and decided so far, in one transaction.

        As `Ledger.append_after` of a file.
        """
        if self.readonly:
            raise BadLedger(f"{self.place}: opened for reading only; open it without readonly to append")
        with self._in_words("written"), self._transaction() as db:
            rows = db.execute("SELECT id, body FROM flopwatch_events WHERE kind != 'snapshot' ORDER BY id").fetchall()
            before = checked_events(((key, bytes(body)) for key, body in rows), self.place)
            return self._insert(db, sealed_batch(decide(tuple(before)), as_stored=False))

    def events(self) -> Iterator[AnyEvent]:
        """Yield every event, in the order of the ids, as the set was at the first one.

        Raises:
            BadLedger: At the first event whose bytes are not what its id promises.
        """
        yield from checked_events(self._bodies(), self.place)

    def ids(self) -> list[str]:
        """Return every id, sorted."""
        with self._in_words("read"):
            db = self._reading()
            return [] if db is None else [row[0] for row in db.execute("SELECT id FROM flopwatch_events ORDER BY id")]

    def __len__(self) -> int:
        """Return the number of events."""
        with self._in_words("read"):
            db = self._reading()
            row = None if db is None else db.execute("SELECT count(*) FROM flopwatch_events").fetchone()
            return 0 if row is None else int(row[0])

    def __bool__(self) -> bool:
        """Return True: an empty ledger is not a missing one."""
        return True

    def digest(self) -> str:
        """Return the sha256 over the sorted ids: equal if and only if two ledgers hold the same events."""
        return digest_of(self.ids())

    def state(self) -> str:
        """Return the SHA-256 of a digest that the server makes over every id and body; an altered event changes it."""
        sql = (
            "SELECT string_agg(md5(id || md5(body)), '' ORDER BY id), "
            "(SELECT last FROM flopwatch_counter) FROM flopwatch_events"
        )
        with self._in_words("read"):
            db = self._reading()
            row = None if db is None else db.execute(sql).fetchone()
        return hashlib.sha256(repr(row and tuple(row)).encode()).hexdigest()

    def verify(self) -> list[str]:
        """Verify the ledger; return its problems, in words; empty if it has none.

        Checks the settings in force, guards, that no row was removed, and of each event what `verify` of a file checks.
        """
        problems: list[str] = []
        try:
            with self._in_words("verified"):
                db = self._reading()
                if db is not None:
                    problems += schema.settings_problems(db)
                    with db.transaction():
                        # Several questions for one moment: between two statements another may commit.
                        db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                        problems += schema.schema_problems(db)
                        problems += schema.counter_problems(db)
                        sql = "SELECT id, kind, body FROM flopwatch_events ORDER BY id"
                        with db.cursor("verified") as rows:  # held by the server, fetched in portions
                            rows.execute(sql)
                            problems += event_problems((i.encode(), k.encode(), bytes(b)) for i, k, b in rows)
        except BadLedger as error:
            problems.append(str(error))
        return problems

    # Below: how it is done.

    def _insert(self, db: psycopg.Connection[Any], batch: Sequence[Sealed]) -> int:
        ids = [one.id for one in batch]
        rows = db.execute("SELECT id, body FROM flopwatch_events WHERE id = ANY(%s)", (ids,)).fetchall()
        known = {row[0]: bytes(row[1]) for row in rows}
        if altered := [one.id for one in batch if known.get(one.id, one.body) != one.body]:
            raise BadLedger(f"{self.place}: event {altered[0]} was altered: its bytes have another hash. {REPAIR}")
        new = [one for one in batch if one.id not in known]
        if new:
            last = self._last(db)
            numbered = [(last + number, *one) for number, one in enumerate(new, 1)]
            sql = "INSERT INTO flopwatch_events (entry, id, kind, body) VALUES (%s, %s, %s, %s)"
            db.cursor().executemany(sql, numbered)
            db.execute("UPDATE flopwatch_counter SET last = %s", (last + len(new),))
        return len(new)

    def _bodies(self) -> Iterator[tuple[str, bytes | None]]:
        ids = self.ids()
        for start in range(0, len(ids), _FETCH):
            portion = ids[start : start + _FETCH]
            with self._in_words("read"):
                db = self._reading()
                sql = "SELECT id, body FROM flopwatch_events WHERE id = ANY(%s)"
                rows = [] if db is None else db.execute(sql, (portion,)).fetchall()
            found = {row[0]: bytes(row[1]) for row in rows}
            for event_id in portion:
                yield event_id, found.get(event_id)

    def _connect(self) -> psycopg.Connection[Any]:
        if self._db is None:
            made = driver()
            words = {**_parts(made, self._address), "application_name": "flopwatch"}
            words.setdefault("connect_timeout", str(_CONNECT_SECONDS))
            db: psycopg.Connection[Any] = made.connect(autocommit=True, **words)
            try:
                self._configure(db)
            except BaseException:
                db.close()
                raise
            self._db = db
        return self._db

    def _configure(self, db: psycopg.Connection[Any]) -> None:
        if db.info.server_version < schema.OLDEST_SERVER:
            raise BadLedger(
                f"{self.place}: PostgreSQL {db.info.server_version // 10000} is older than 12. Use a newer one."
            )
        for name, value in schema.SESSION.items():
            db.execute("SELECT set_config(%s, %s, false)", (name, value))
        db.execute("SELECT set_config('default_transaction_read_only', %s, false)", ("on" if self.readonly else "off",))
        db.execute("SELECT set_config('lock_timeout', %s, false)", (f"{int(self._wait_seconds * 1000)}ms",))
        if wrong := schema.settings_problems(db):
            raise BadLedger(f"{self.place}: {'; '.join(wrong)}. Ask whoever runs the server to set it.")
        if schema.is_there(db) and (version := schema.version_of(db)) > schema.SCHEMA_VERSION:
            raise BadLedger(
                f"{self.place}: a ledger of version {version}; this flopwatch reads version {schema.SCHEMA_VERSION}. "
                "Use the flopwatch that wrote it to export it as text, and import that here."
            )

    def _reading(self) -> psycopg.Connection[Any] | None:
        db = self._connect()
        return db if schema.is_there(db) else None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        db = self._connect()
        try:
            with db.transaction():
                db.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", (schema.LOCK,))
                if not schema.is_there(db):
                    schema.create(db)
                elif wrong := [*schema.schema_problems(db), *schema.counter_problems(db)]:
                    raise BadLedger(f"{self.place}: {'; '.join(wrong)}; nothing was added. {REPAIR}")
                yield db
        except BaseException:
            self.close()  # the next call connects again
            raise

    def _last(self, db: psycopg.Connection[Any]) -> int:
        row = db.execute("SELECT last FROM flopwatch_counter").fetchone()
        return 0 if row is None else int(row[0])

    @contextlib.contextmanager
    def _in_words(self, doing: str) -> Iterator[None]:
        made = driver()
        nothing = "nothing of this call counts as saved" if doing == "written" else "nothing was read"
        try:
            yield
        except made.errors.LockNotAvailable as error:
            raise BusyLedger(
                f"{self.place}: in use by another connection that is writing; waited {self._wait_seconds:g} s, "
                f"{nothing}. A ledger has one writer at a time: let it finish, then repeat."
            ) from error
        except made.Error as error:
            self.close()
            raise BadLedger(
                f"{self.place}: cannot be {doing} ({_in_a_line(error)}); {nothing}. Is the server running, and "
                "may this user do it? Repeating adds nothing twice."
            ) from error


def _in_a_line(error: Exception) -> str:
    """Return the server's words on one line; libpq's have several."""
    return " ".join(f"{error}".split())[:300] or type(error).__name__


def driver() -> ModuleType:
    """Return the package that speaks to PostgreSQL.

    Raises:
        WrongUsage: If it is not installed.
    """
    try:
        return importlib.import_module("psycopg")
    except ImportError as error:
        raise WrongUsage(_EXTRA) from error


def shown(address: str) -> str:
    """Return an address of PostgreSQL without user, password and options, for messages.

    Example:
        >>> shown("postgresql://me:secret@db.example:5433/census?password=other")
        'postgresql://db.example:5433/census'
    """
    parts = urlsplit(address)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _parts(made: ModuleType, address: str) -> dict[str, str]:
    """Return the parts of an address as libpq reads them."""
    importlib.import_module("psycopg.conninfo")
    scheme, _, rest = address.partition("://")
    try:
        found = made.conninfo.conninfo_to_dict(f"{scheme.lower()}://{rest}")
    except made.Error as error:  # its words may quote the password
        raise WrongUsage(
            f"{shown(address)}: libpq cannot read this address. Write postgresql://USER@HOST/DATABASE."
        ) from error
    return {name: str(value) for name, value in found.items()}
