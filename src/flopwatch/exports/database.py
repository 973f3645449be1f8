"""`flopwatch.sqlite`: the released tables with their keys, for SQL and for Datasette.

SQLite stamps its own version into each file, so two machines may write different bytes for the same rows. Builds are
therefore compared by the sha256 of the canonical dump: schema and rows in a fixed order.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import polars as pl

# Primary and foreign keys: Datasette makes links of them, from a model to its claims and from a claim to its source.
_KEYS: dict[str, tuple[str, ...]] = {
    "sources": ('PRIMARY KEY ("id")',),
    "models": ('PRIMARY KEY ("id")',),
    "claims": ('PRIMARY KEY ("id")', 'FOREIGN KEY ("source") REFERENCES "sources" ("id")'),
    "estimates": (
        'PRIMARY KEY ("model", "method", "rank")',
        'FOREIGN KEY ("model") REFERENCES "models" ("id")',
    ),
    "thresholds": ('PRIMARY KEY ("flop")',),
    "crossings": (
        'PRIMARY KEY ("model", "threshold_flop")',
        'FOREIGN KEY ("model") REFERENCES "models" ("id")',
        'FOREIGN KEY ("threshold_flop") REFERENCES "thresholds" ("flop")',
    ),
    "findings": ('PRIMARY KEY ("number")',),
    "clusters": ('PRIMARY KEY ("source", "row")',),
    "undisclosed": ('PRIMARY KEY ("model")', 'FOREIGN KEY ("model") REFERENCES "models" ("id")'),
}
_INDEXES = (("claims", "record"), ("claims", "field"), ("claims", "source"), ("findings", "model"))


def _declared(dtype: pl.DataType) -> str:
    return "REAL" if dtype.is_float() else "INTEGER" if dtype.is_integer() else "TEXT"


def write_database(tables: Mapping[str, pl.DataFrame], path: Path) -> str:
    """Write the tables to a new file and return the sha256 of its canonical dump."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        for name, keys in _KEYS.items():
            frame = tables[name]
            columns = [f'"{column}" {_declared(dtype)}' for column, dtype in frame.schema.items()]
            connection.execute(f'CREATE TABLE "{name}" ({", ".join((*columns, *keys))})')
            dates = [column for column, dtype in frame.schema.items() if dtype == pl.Date]
            marks = ", ".join("?" * len(columns))
            rows = frame.with_columns(pl.col(dates).cast(pl.String)).rows()
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
        for table, column in _INDEXES:
            connection.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
        connection.commit()
        connection.execute("VACUUM")
        return dump_sha256(connection)


def dump_sha256(connection: sqlite3.Connection) -> str:
    """Return the sha256 of the database's schema and rows, independent of the SQLite version.

    Tables are in order of name, rows in order of key.

    Example:
        >>> with closing(sqlite3.connect(":memory:")) as db:
        ...     _ = db.execute("CREATE TABLE t (a TEXT PRIMARY KEY, b REAL)")
        ...     _ = db.execute("INSERT INTO t VALUES ('x', 3.8e25)")
        ...     dump_sha256(db)[:12]
        '03c4e8a66cc4'
    """
    digest = hashlib.sha256()
    schema = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY name"
    for name, sql in connection.execute(schema).fetchall():
        digest.update(f"{name}\t{sql}\n".encode())
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    for name in names:
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        # The primary key alone orders rows if there is one: sorting by every column would take most of the dump's time.
        keys = sorted((column for column in columns if column[5]), key=lambda column: column[5]) or columns
        order = ", ".join(f'"{column[1]}"' for column in keys)
        rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY {order}')
        # repr distinguishes None, text and the shortest exact form of a float.
        while some := rows.fetchmany(5_000):
            digest.update("".join(f"{name}\t{row!r}\n" for row in some).encode())
    return digest.hexdigest()
