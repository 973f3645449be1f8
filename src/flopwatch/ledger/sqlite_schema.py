"""Schema of a ledger's SQLite file, and the settings that must be in force while it is open."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from flopwatch.ledger.verification import counter_fault, removed_rows

APPLICATION_ID = 0x666C6F70  # "flop" in ASCII; `file` and `sqlite3` show it, and no other program's file passes as ours
# 2: snapshots may name those that they supersede (`follows`). Its events are those of version 1 and more, so that a
# ledger of version 1 is read as it is, and becomes one of version 2 with the next event that is added.
SCHEMA_VERSION = 2
READABLE = (1, 2)
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables

# `entry` counts up without a gap (AUTOINCREMENT remembers the highest ever given), so that a row removed
# by another program leaves a hole that `verify` sees; it orders nothing.
# INSERT OR REPLACE removes rows without firing DELETE triggers unless recursive_triggers is on in *that*
# connection; `events_once` refuses it in every connection.
SCHEMA: dict[str, str] = {
    "meta": "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT",
    "events": (
        "CREATE TABLE events (entry INTEGER PRIMARY KEY AUTOINCREMENT, "
        "id TEXT NOT NULL UNIQUE CHECK (length(id) = 64 AND id NOT GLOB '*[^0-9a-f]*'), "
        "kind TEXT NOT NULL, body TEXT NOT NULL) STRICT"
    ),
    "events_once": (
        "CREATE TRIGGER events_once BEFORE INSERT ON events "
        "WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id OR entry = NEW.entry) "
        "BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END"
    ),
    "events_kept": (
        "CREATE TRIGGER events_kept BEFORE DELETE ON events "
        "BEGIN SELECT RAISE(ABORT, 'an event is never removed; append a retract event'); END"
    ),
    "events_fixed": (
        "CREATE TRIGGER events_fixed BEFORE UPDATE ON events "
        "BEGIN SELECT RAISE(ABORT, 'an event is never changed; append a correct event'); END"
    ),
    "meta_once": (
        "CREATE TRIGGER meta_once BEFORE INSERT ON meta WHEN EXISTS (SELECT 1 FROM meta WHERE key = NEW.key) "
        "BEGIN SELECT RAISE(ABORT, 'meta is never replaced'); END"
    ),
    "meta_kept": (
        "CREATE TRIGGER meta_kept BEFORE DELETE ON meta BEGIN SELECT RAISE(ABORT, 'meta is never removed'); END"
    ),
    "meta_fixed": (
        "CREATE TRIGGER meta_fixed BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'meta is never changed'); END"
    ),
}


class Setting(NamedTuple):
    """One PRAGMA: the value we set, and the value SQLite must then report."""

    name: str
    ask: str
    in_force: object
    why: str


# docs/decisions/0002-ledger-store.md says why these.
SETTINGS: tuple[Setting, ...] = (
    Setting(
        "journal_mode",
        "DELETE",
        "delete",
        "the ledger is one file, and SQLite's WAL-reset bug is out of reach",
    ),
    Setting("synchronous", "EXTRA", 3, "an acknowledged event must survive a power cut"),
    Setting("fullfsync", "ON", 1, "on macOS only this reaches the disk itself"),
    Setting("recursive_triggers", "ON", 1, "INSERT OR REPLACE would remove rows unseen"),
    Setting("trusted_schema", "OFF", 0, "a foreign file's schema must not call functions"),
    Setting("cell_size_check", "ON", 1, "a damaged page is noticed when read"),
)


def create(db: sqlite3.Connection) -> None:
    """Lay out an empty file as a ledger, inside the caller's transaction."""
    for sql in SCHEMA.values():
        db.execute(sql)
    db.execute("INSERT INTO meta (key, value) VALUES ('schema', ?)", (str(SCHEMA_VERSION),))
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def value_of(db: sqlite3.Connection, pragma: str) -> object:
    """Return the value of a PRAGMA."""
    row = db.execute(f"PRAGMA {pragma}").fetchone()
    return row[0] if row else None


def settings_problems(db: sqlite3.Connection) -> list[str]:
    """Return the settings that are not in force, in words."""
    found = ((s, value_of(db, s.name)) for s in SETTINGS)
    return [f"setting {s.name} is {v!r}, not {s.in_force!r}: {s.why}" for s, v in found if v != s.in_force]


def schema_problems(db: sqlite3.Connection) -> list[str]:
    """Return the tables and triggers that are missing, altered or unknown, in words."""
    rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'")
    found: dict[str, str] = dict(rows.fetchall())
    kinds = {name: sql.split()[1].lower() for name, sql in SCHEMA.items()}
    return [
        *(f"{kinds[name]} {name} is missing" for name in SCHEMA if name not in found),
        *(f"{kinds[name]} {name} was altered" for name in SCHEMA if name in found and found[name] != SCHEMA[name]),
        *(f"{name} does not belong in a ledger" for name in sorted(found.keys() - SCHEMA.keys())),
    ]


def counter_problems(db: sqlite3.Connection) -> list[str]:
    """Return whether the counter of events was deleted or set back, in words; empty if it was not."""
    return counter_fault(*_counted(db))


def count_problems(db: sqlite3.Connection) -> list[str]:
    """Return rows removed outside flopwatch, an altered counter, or an unknown version in `meta`, in words."""
    there = db.execute("SELECT count(*) FROM events").fetchone()[0]
    problems = [*counter_problems(db), *removed_rows(*_counted(db), there)]
    version = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if version is None or version[0] not in map(str, READABLE):
        problems.append(f"meta says schema {version and version[0]!r}, not one from 1 to {SCHEMA_VERSION}")
    return problems


def _counted(db: sqlite3.Connection) -> tuple[int | None, int]:
    """Return the last number given by the counter (None without one), and the highest number of an event."""
    last = db.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'events'").fetchone()[0]
    return last, db.execute("SELECT coalesce(max(entry), 0) FROM events").fetchone()[0]


def migrate(db: sqlite3.Connection) -> None:
    """Mark a ledger of an earlier version as one of this version, inside the caller's transaction; no event changes.

    `meta` keeps the version the file was made with.
    """
    if value_of(db, "user_version") != SCHEMA_VERSION:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
