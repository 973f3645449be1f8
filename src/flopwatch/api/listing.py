"""The models as rows: filtered, sorted, found by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flopwatch.api.crossing import threshold_index
from flopwatch.api.rows import Row, interval, number
from flopwatch.census import Census
from flopwatch.domain import BadInput, NotFound
from flopwatch.identity import fold_name, slug
from flopwatch.records import Record

if TYPE_CHECKING:
    pass


MAX_ROWS = 1_000_000


def models(
    census: Census, *, where: str = "", sort: str = "id", limit: int | None = None, at: str = "1e25"
) -> list[Row]:
    """The models as rows, filtered by an SQL expression over the columns, sorted by a column (`name` or `name:desc`).

    Raises:
        BadInput: If the expression or the column is wrong; the message lists the columns.
    """
    rows = [_model_row(census, record, at) for record in census.models()]
    if where:
        kept = _filter(rows, where)
        rows = [row for row in rows if row["id"] in kept]
    name, _, direction = sort.partition(":")
    by_id = {row["id"]: flat(row) for row in rows}
    if rows and name not in next(iter(by_id.values())):
        raise BadInput(f"no column {name!r} to sort by. Columns: {', '.join(next(iter(by_id.values())))}.")
    known = [row for row in rows if by_id[row["id"]][name] is not None]
    known.sort(key=lambda row: (by_id[row["id"]][name], row["id"]), reverse=direction == "desc")
    rest = [row for row in rows if by_id[row["id"]][name] is None]
    return (known + rest)[:limit]


def _model_row(census: Census, record: Record, at: str) -> Row:
    index = threshold_index(census, at)
    crossings = census.crossings[record.id]
    return {
        "id": record.id,
        "name": record.name,
        "aliases": list(record.aliases),
        "developers": list(record.values("developer")),
        "countries": list(record.values("country")),
        "domains": list(record.values("domain")),
        "published": record.value("published") or None,
        "parameters": number(record.value("parameters")),
        "active_parameters": number(record.value("active_parameters")),
        "training_compute_flop": interval(census.estimates[record.id]),
        "compute_class": crossings[index].compute_class,
        "compute_classes": {t.flop: one.compute_class for t, one in zip(census.thresholds, crossings, strict=True)},
        "base": record.base or None,
        "sources": sorted({claim.source for claim in record.claims.values()}),
        "unknown": record.unknown,
    }


def flat(row: Row) -> Row:
    """A row as the columns that `--where` and `--sort` see: lists joined by commas, the interval as three columns."""
    compute = row["training_compute_flop"] or {}
    out = {key: ",".join(value) if isinstance(value, list) else value for key, value in row.items()}
    for key in ("training_compute_flop", "compute_classes", "unknown"):
        out.pop(key)
    for p in ("p5", "p50", "p95"):
        out[f"training_compute_{p}"] = compute.get(p)
    return out


def _filter(rows: Sequence[Row], where: str) -> set[str]:
    """Ids of the rows for which the expression holds, by SQLite on a throw-away table that can only be read."""
    if not rows:
        return set()
    flattened = [flat(row) for row in rows]
    columns = list(flattened[0])
    db = sqlite3.connect(":memory:")
    try:
        # Big integers as REAL: a parameter count of 1.74e14 fits, a compute of 1e26 does not.
        db.execute(f"CREATE TABLE models ({', '.join(columns)})")
        values = [[float(v) if isinstance(v, int) and abs(v) > 2**62 else v for v in row.values()] for row in flattened]
        db.executemany(f"INSERT INTO models VALUES ({', '.join('?' * len(columns))})", values)
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000)
        db.set_authorizer(_reads_only)
        db.set_progress_handler(_Budget(2_000), 10_000)
        found = db.execute(f"SELECT id FROM models WHERE ({where})").fetchmany(MAX_ROWS)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise BadInput(f"--where {where!r}: {error}. Columns: {', '.join(columns)}.") from error
    finally:
        db.close()
    return {identity for (identity,) in found}


class _Budget:
    """Stops an expression that runs on: SQLite asks every 10 000 steps."""

    def __init__(self, calls: int) -> None:
        self.calls = calls

    def __call__(self) -> int:
        self.calls -= 1
        return self.calls < 0


# What an expression may call: nothing that makes large values, loads code or reads the machine.
_FUNCTIONS = frozenset(
    {
        "abs",
        "coalesce",
        "glob",
        "ifnull",
        "iif",
        "instr",
        "length",
        "like",
        "lower",
        "max",
        "min",
        "nullif",
        "round",
        "substr",
        "trim",
        "upper",
    }
)


def _reads_only(action: int, _: str | None, name: str | None, *__: object) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if name in _FUNCTIONS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ) else sqlite3.SQLITE_DENY


def find(census: Census, name: str) -> Record:
    """The record that an id or a name means.

    Raises:
        NotFound: With the nearest ids.
    """
    if name in census.records:
        return census.records[name]
    word = fold_name(name)
    exact_names = [one for one in census.records.values() if word in map(fold_name, (one.name, *one.aliases))]
    if not exact_names:
        exact_names = [one for one in census.records.values() if one.id.split("/")[-1] == slug(name)]
    if len({one.id for one in exact_names}) == 1:
        return exact_names[0]
    if exact_names:
        raise NotFound(f"{name!r} means several: {', '.join(one.id for one in exact_names)}. Give one of these ids.")
    near = _nearest(census, word)
    hint = f"Near: {', '.join(near)}." if near else "`flopwatch models` lists all."
    raise NotFound(f"no model {name!r}. {hint}")


def _nearest(census: Census, word: str) -> list[str]:
    """Up to five ids whose names are like a word: models first, those that begin with it before those that only
    resemble it.
    """
    from difflib import SequenceMatcher  # loaded only here: names are seldom mistyped

    def like(record: Record) -> float:
        return max(
            2.0 * name.startswith(word) + (word in name) + SequenceMatcher(None, word, name).quick_ratio()
            for name in map(fold_name, (record.name, *record.aliases))
        )

    scored = [(like(one), one) for one in census.records.values() if word]
    close = sorted(
        ((one.kind != "model", -score, one.id) for score, one in scored if score > 0.6),
    )
    return [identity for _, _, identity in close[:5]]
