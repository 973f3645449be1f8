"""Listing of the models as rows, filtered and sorted."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from flopwatch.api.cached_rows import FlatRow, ListedModel
from flopwatch.api.crossing import threshold_index
from flopwatch.api.rows import interval
from flopwatch.census import Census
from flopwatch.domain import WrongUsage, did_you_mean, near
from flopwatch.products import ROW_COLUMNS, ModelRow, model_rows

MAX_ROWS = 1_000_000
_GUIDE = "Example: --where \"countries like '%CN%' and published >= '2024'\"."
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_WORD = re.compile(r"(?<![0-9.])\b[A-Za-z_][A-Za-z0-9_]*")
# Words of an SQL expression that are neither a column nor a function, in lower case.
_KEYWORDS = frozenset(
    "and or not in is null like glob between escape case when then else end cast as text integer real numeric collate "
    "nocase true false isnull notnull distinct from".split()
)
# The first columns of `--where`, `--sort` and `--format csv`; the order is kept for compatibility.
_FIRST = (
    "id",
    "name",
    "aliases",
    "developers",
    "countries",
    "domains",
    "published",
    "parameters",
    "active_parameters",
    "compute_class",
    "base",
    "sources",
    "training_compute_p5",
    "training_compute_p50",
    "training_compute_p95",
)
_COLUMNS = tuple(dict.fromkeys((*_FIRST, *ROW_COLUMNS)))


def models(
    census: Census, *, where: str = "", sort: str = "id", limit: int | None = None, at: str = "1e25"
) -> list[ListedModel]:
    """List the models, filtered by an SQL expression over the columns, sorted by a column (`name` or `name:desc`).

    Raises:
        BadInput: If the expression or the column is invalid; the message lists the columns.
    """
    index = threshold_index(census, at)
    return [_listed(census, row, index) for row in _chosen(census, where, sort, limit, index)]


def model_table(
    census: Census, *, where: str = "", sort: str = "id", limit: int | None = None, at: str = "1e25"
) -> list[FlatRow]:
    """List the same models with every column, one value each: lists joined by commas, numbers as integers.

    Raises:
        BadInput: As `models`.
    """
    index = threshold_index(census, at)
    return [_flat(census, row, index) for row in _chosen(census, where, sort, limit, index)]


def _listed(census: Census, row: ModelRow, index: int) -> ListedModel:
    crossings = census.crossings[row.id]
    return ListedModel(
        id=row.id,
        name=row.text("name"),
        aliases=row.terms("aliases"),
        developers=row.terms("developers"),
        countries=row.terms("countries"),
        domains=row.terms("domains"),
        published=row.text("published") or None,
        parameters=row.exact("parameters"),
        active_parameters=row.exact("active_parameters"),
        training_compute_flop=interval(census.estimates[row.id]),
        compute_class=crossings[index].compute_class,
        compute_classes={t.flop: one.compute_class for t, one in zip(census.thresholds, crossings, strict=True)},
        base=row.text("base") or None,
        sources=row.terms("sources"),
        unknown=census.records[row.id].unknown,
    )


def _chosen(census: Census, where: str, sort: str, limit: int | None, index: int) -> list[ModelRow]:
    name, _, direction = sort.partition(":")
    if name not in _COLUMNS:
        raise WrongUsage(f"--sort {sort[:80]!r}: {_no_column(name)}")
    rows = model_rows(census)
    if where:
        kept = _filter([_flat(census, row, index) for row in rows], where)
        rows = [row for row in rows if row.id in kept]
    keyed = [(_single(census, row, name, index), row) for row in rows]
    known = [one for one in keyed if one[0] is not None]
    known.sort(key=lambda one: (one[0], one[1].id), reverse=direction == "desc")
    return [row for _, row in (*known, *(one for one in keyed if one[0] is None))][:limit]


def _flat(census: Census, row: ModelRow, index: int) -> FlatRow:
    """Return the columns available to `--where` and `--sort`."""
    return {key: _single(census, row, key, index) for key in _COLUMNS}


def _single(census: Census, row: ModelRow, key: str, index: int) -> str | int | float | None:
    """Return the value of one column of a row, in a type that SQLite compares: a list becomes text with commas.

    The column `compute_class` is the class at the threshold with that index.
    """
    if key == "compute_class":
        return census.crossings[row.id][index].compute_class
    value = row.value(key)
    return ",".join(value) if isinstance(value, tuple) else value


def _filter(rows: Sequence[FlatRow], where: str) -> set[str]:
    """Return the ids of the rows that satisfy the expression, evaluated by SQLite on a temporary read-only table."""
    db = sqlite3.connect(":memory:")
    try:
        # Integers too big for SQLite are stored as REAL: a parameter count of 1.74e14 fits, a compute of 1e26 does not.
        db.execute(f"CREATE TABLE models ({', '.join(_COLUMNS)})")
        values = [[float(v) if isinstance(v, int) and abs(v) > 2**62 else v for v in row.values()] for row in rows]
        db.executemany(f"INSERT INTO models VALUES ({', '.join('?' * len(_COLUMNS))})", values)
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000)
        db.set_authorizer(_reads_only)
        db.set_progress_handler(_Budget(2_000), 10_000)
        found = db.execute(f"SELECT id FROM models WHERE ({where})").fetchmany(MAX_ROWS)
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError) as error:
        raise WrongUsage(f"--where {where!r}: {_fault_of(where) or f'{error}.'} {_GUIDE}") from error
    finally:
        db.close()
    return {identity for (identity,) in found}


def _no_column(name: str) -> str:
    """Return the message about a column that does not exist, with the columns of a like name."""
    meant = did_you_mean(name, _COLUMNS)
    known = "" if meant else f" Columns: {', '.join(_FIRST)}, …"
    return (
        f"no column {name[:80]!r}.{meant}{known} `flopwatch models --limit 1 --format csv` prints all {len(_COLUMNS)}."
    )


def _fault_of(where: str) -> str:
    """Return the message about the first word of an expression that names nothing, or ""."""
    bare = _QUOTED.sub(" ", where)
    known = {*_COLUMNS, *_FUNCTIONS, *_KEYWORDS}
    words = ((match[0], bare[match.end() :].lstrip()[:1] == "(") for match in _WORD.finditer(bare))
    wrong, called = next(((word, called) for word, called in words if word.casefold() not in known), ("", False))
    if not wrong:
        return ""
    if called:
        return f"no function {wrong[:40]!r}. Functions: {', '.join(sorted(_FUNCTIONS))}."
    quoted = "" if near(wrong, _COLUMNS) else f" Text goes in single quotes: '{wrong[:40]}'."
    return _no_column(wrong) + quoted


class _Budget:
    """A limit on long-running expressions: SQLite calls it every 10 000 steps."""

    def __init__(self, calls: int) -> None:
        self.calls = calls

    def __call__(self) -> int:
        self.calls -= 1
        return self.calls < 0


# Functions an expression may call: none that makes large values, loads code or reads the machine.
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
