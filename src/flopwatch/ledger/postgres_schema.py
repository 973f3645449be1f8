"""Schema of a ledger in a PostgreSQL database, its guards, and the settings that make a commit durable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwatch.ledger.verification import counter_fault, removed_rows

if TYPE_CHECKING:
    import psycopg

SCHEMA_VERSION = 1
OLDEST_SERVER = 120000  # 12: `EXECUTE FUNCTION`, generated identifiers, and settings read here

# One writer at a time: an advisory lock under this number and the schema's, held to the end of the transaction.
# It is a lock of its own, not one of the table, so that creation is guarded too and readers never wait.
LOCK = 0x666C6F70  # "flop" in ASCII

TABLES: tuple[str, ...] = (
    # Bytes, not text: no encoding or collation of the database can change them.
    "CREATE TABLE flopwatch_events (entry bigint PRIMARY KEY, "
    "id text COLLATE \"C\" NOT NULL UNIQUE CHECK (id ~ '^[0-9a-f]{64}$'), kind text NOT NULL, body bytea NOT NULL)",
    # A sequence has gaps after a rollback; this count has none, so that a removed row is noticed.
    "CREATE TABLE flopwatch_counter (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), "
    "version integer NOT NULL, last bigint NOT NULL)",
)

_KEPT = "BEGIN RAISE EXCEPTION 'an event is never changed or removed; append a retract or correct event'; END"
_GROWS = (
    "BEGIN IF NEW.last > OLD.last AND NEW.version >= OLD.version THEN RETURN NEW; END IF; "
    "RAISE EXCEPTION 'the counter of events only grows'; END"
)
FUNCTIONS = {"flopwatch_kept": _KEPT, "flopwatch_grows": _GROWS}


class Trigger(NamedTuple):
    """A guard of a table: when it fires, its function, and the bits that PostgreSQL keeps of it (`tgtype`)."""

    table: str
    when: str
    function: str
    bits: int


TRIGGERS: dict[str, Trigger] = {
    "flopwatch_events_kept": Trigger(
        "flopwatch_events", "UPDATE OR DELETE OR TRUNCATE ON flopwatch_events", "flopwatch_kept", 2 + 8 + 16 + 32
    ),
    "flopwatch_counter_kept": Trigger(
        "flopwatch_counter", "DELETE OR TRUNCATE ON flopwatch_counter", "flopwatch_kept", 2 + 8 + 32
    ),
    "flopwatch_counter_grows": Trigger(
        "flopwatch_counter", "UPDATE ON flopwatch_counter FOR EACH ROW", "flopwatch_grows", 1 + 2 + 16
    ),
}

# Settings of the session, set and read back, and of the server, read.
SESSION = {"synchronous_commit": "on", "client_encoding": "UTF8"}
SERVER = {"fsync": "on", "full_page_writes": "on"}
WHY = "an acknowledged event must survive a power cut"


def create(db: psycopg.Connection[Any]) -> None:
    """Lay out a ledger in the current schema, inside the caller's transaction."""
    for table in TABLES:
        db.execute(table.encode())
    for name, body in FUNCTIONS.items():
        db.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$".encode())
    for name, one in TRIGGERS.items():
        db.execute(f"CREATE TRIGGER {name} BEFORE {one.when} EXECUTE FUNCTION {one.function}()".encode())
    db.execute("INSERT INTO flopwatch_counter (version, last) VALUES (%s, 0)", (SCHEMA_VERSION,))


def is_there(db: psycopg.Connection[Any]) -> bool:
    """Return whether the current schema holds a ledger, whole or damaged."""
    sql = (
        "SELECT count(*) FROM pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace "
        "AND relname IN ('flopwatch_events', 'flopwatch_counter')"
    )
    return bool(_one(db, sql))


def settings_problems(db: psycopg.Connection[Any]) -> list[str]:
    """Return the settings that are not in force, in words."""
    found = {name: str(_one(db, f"SHOW {name}")) for name in (*SESSION, *SERVER)}
    wanted = {**SESSION, **SERVER}
    return [
        f"setting {name} is {found[name]!r}, not {wanted[name]!r}: {WHY}"
        for name in wanted
        if found[name] != wanted[name]
    ]


def schema_problems(db: psycopg.Connection[Any]) -> list[str]:
    """Return the guards that are missing, altered, switched off or unknown, in words."""
    rows = db.execute(
        "SELECT t.tgname, c.relname, t.tgtype, t.tgenabled::text, p.proname, btrim(p.prosrc) "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND NOT t.tgisinternal "
        "AND c.relname IN ('flopwatch_events', 'flopwatch_counter')"
    ).fetchall()
    found = {row[0]: tuple(row[1:]) for row in rows}
    wanted = {name: (one.table, one.bits, "O", one.function, FUNCTIONS[one.function]) for name, one in TRIGGERS.items()}
    return [
        *(f"trigger {name} is missing" for name in wanted if name not in found),
        *(
            f"trigger {name} was altered or switched off"
            for name in wanted
            if found.get(name, wanted[name]) != wanted[name]
        ),
        *(f"trigger {name} does not belong in a ledger" for name in sorted(found.keys() - wanted.keys())),
    ]


def counter_problems(db: psycopg.Connection[Any]) -> list[str]:
    """Return rows removed outside flopwatch, or an altered counter, in words."""
    last = _one(db, "SELECT last FROM flopwatch_counter")
    row = db.execute("SELECT count(*), coalesce(max(entry), 0) FROM flopwatch_events").fetchone()
    there, highest = row or (0, 0)
    return [*counter_fault(last, highest), *removed_rows(last, highest, there)]


def version_of(db: psycopg.Connection[Any]) -> int:
    """Return the version of the ledger in the current schema, 0 if its counter is gone."""
    return int(_one(db, "SELECT coalesce(max(version), 0) FROM flopwatch_counter"))


def _one(db: psycopg.Connection[Any], sql: str) -> Any:
    row = db.execute(sql.encode()).fetchone()
    return row[0] if row else None
