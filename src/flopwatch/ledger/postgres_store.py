"""PostgresLedger: the event store in a PostgreSQL database. Append-only; verified on reading; one writer at a time."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from flopwatch.domain import BadLedger, BusyLedger, ForeignLedger, WrongUsage
from flopwatch.ledger import postgres_schema as schema
from flopwatch.ledger.canonical import Sealed
from flopwatch.ledger.database_store import DatabaseStore, nothing_done
from flopwatch.ledger.verification import REPAIR, altered, event_problems

if TYPE_CHECKING:
    import psycopg

_CONNECT_SECONDS = 10
_NO_ADDRESS = "not an address that libpq can read. Write postgresql://USER@HOST/DATABASE."
_EXTRA = "A ledger in PostgreSQL needs one more package: pip install 'flopwatch[postgres]'."


class PostgresLedger(DatabaseStore["psycopg.Connection[Any]"]):
    """A grow-only set of events in the current schema of a PostgreSQL database.

    A schema without a ledger is an empty one; only `append` of something creates it. Tables have the prefix
    `flopwatch_`, so that a ledger can share a database with others.
    """

    _IDS = "SELECT id FROM flopwatch_events ORDER BY id"
    _COUNT = "SELECT count(*) FROM flopwatch_events"
    _DECIDED = "SELECT id, body FROM flopwatch_events WHERE kind != 'snapshot' ORDER BY id"

    def __init__(self, address: str, readonly: bool, wait_seconds: float) -> None:
        """Use `PostgresLedger.open`."""
        super().__init__(shown(address), readonly, wait_seconds)
        self._address = address

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
        return cls(address, readonly, wait_seconds)._opened()

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

    def _problems(self, db: psycopg.Connection[Any]) -> Iterator[str]:
        yield from schema.settings_problems(db)
        with db.transaction():
            # Several questions for one moment: between two statements another may commit.
            db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield from schema.schema_problems(db)
            yield from schema.counter_problems(db)
            with db.cursor("verified") as rows:  # held by the server, fetched in portions
                rows.execute("SELECT id, kind, body FROM flopwatch_events ORDER BY id")
                yield from event_problems((i.encode(), k.encode(), b) for i, k, b in rows)

    def _add(self, db: psycopg.Connection[Any], batch: Sequence[Sealed]) -> int:
        known = self._bodies_of(db, [one.id for one in batch])
        for one in batch:
            if known.get(one.id, one.body) != one.body:
                raise altered(self.place, one.id)
        new = [one for one in batch if one.id not in known]
        if new:
            last = self._last(db)
            numbered = [(last + number, *one) for number, one in enumerate(new, 1)]
            sql = "INSERT INTO flopwatch_events (entry, id, kind, body) VALUES (%s, %s, %s, %s)"
            db.cursor().executemany(sql, numbered)
            db.execute("UPDATE flopwatch_counter SET last = %s", (last + len(new),))
        return len(new)

    def _bodies_of(self, db: psycopg.Connection[Any], ids: list[str]) -> dict[str, bytes]:
        return dict(db.execute("SELECT id, body FROM flopwatch_events WHERE id = ANY(%s)", (ids,)).fetchall())

    def _rows(self, db: psycopg.Connection[Any], sql: str) -> Iterable[tuple[Any, ...]]:
        return db.execute(sql.encode())

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
                f"PostgreSQL {db.info.server_version // 10000} is older than 12. Use a newer one.", place=self.place
            )
        for name, value in schema.SESSION.items():
            db.execute("SELECT set_config(%s, %s, false)", (name, value))
        db.execute("SELECT set_config('default_transaction_read_only', %s, false)", ("on" if self.readonly else "off",))
        db.execute("SELECT set_config('lock_timeout', %s, false)", (f"{int(self._wait_seconds * 1000)}ms",))
        if wrong := schema.settings_problems(db):
            raise BadLedger(f"{'; '.join(wrong)}. Ask whoever runs the server to set it.", place=self.place)
        if schema.is_there(db) and (version := schema.version_of(db)) > schema.SCHEMA_VERSION:
            raise ForeignLedger(
                f"a ledger of version {version}; this flopwatch reads version {schema.SCHEMA_VERSION}. Use the "
                "flopwatch that wrote it to export it as text, and import that here.",
                place=self.place,
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
                else:
                    self._refuse_damaged([*schema.schema_problems(db), *schema.counter_problems(db)])
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
        nothing = nothing_done(doing)
        try:
            yield
        except made.errors.LockNotAvailable as error:
            raise BusyLedger(
                f"in use by another connection that is writing; waited {self._wait_seconds:g} s, {nothing}. A ledger "
                "has one writer at a time: let it finish, then repeat.",
                place=self.place,
            ) from error
        except (made.errors.UndefinedTable, made.errors.UndefinedColumn) as error:
            self.close()
            raise BadLedger(
                f"damaged, or its tables are another program's ({_in_a_line(error)}); {nothing}. {REPAIR}",
                place=self.place,
            ) from error
        except made.Error as error:
            self.close()
            repeat = " Repeating adds nothing twice." if doing == "written" else ""
            raise BadLedger(
                f"cannot be {doing} ({_in_a_line(error)}); {nothing}. Is the server running, and may this user do it?"
                f"{repeat}",
                place=self.place,
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

    Raises:
        WrongUsage: As `parts_of`.

    Example:
        >>> shown("postgresql://me:secret@db.example:5433/census?password=other")
        'postgresql://db.example:5433/census'
    """
    parts = parts_of(address)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def parts_of(address: str) -> SplitResult:
    """Return the parts of an address of PostgreSQL.

    Raises:
        WrongUsage: If it has none, as `postgresql://[`. The words do not quote it: it may hold a password.
    """
    try:
        return urlsplit(address)
    except ValueError as error:
        raise WrongUsage(_NO_ADDRESS, place="postgresql://…") from error


def _parts(made: ModuleType, address: str) -> dict[str, str]:
    """Return the parts of an address as libpq reads them."""
    importlib.import_module("psycopg.conninfo")
    scheme, _, rest = address.partition("://")
    try:
        found = made.conninfo.conninfo_to_dict(f"{scheme.lower()}://{rest}")
    except made.Error as error:  # its words may quote the password
        raise WrongUsage(_NO_ADDRESS, place=shown(address)) from error
    return {name: str(value) for name, value in found.items()}
