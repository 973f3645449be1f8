"""Choice among the rows of a listing: filter, order, number. Importing it loads no arithmetic."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

import msgspec

from flopwatch.api.cached_rows import Cell, FlatRow, ListedModel, Listing
from flopwatch.domain import WrongUsage, did_you_mean, near

MAX_ROWS = 1_000_000
_DIRECTIONS = ("", "asc", "desc")
_LOOKS, _STEPS = 2_000, 10_000  # an expression may take as many steps of SQLite as their product
_TOO_LONG = f"stopped after {_LOOKS * _STEPS} steps. Compare columns with values, without joining tables."
_GUIDE = "Example: --where \"countries like '%CN%' and published >= '2024'\"."
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_WORD = re.compile(r"(?<![0-9.])\b[A-Za-z_][A-Za-z0-9_]*")
# Words of an SQL expression that are neither a column nor a function, in lower case.
_KEYWORDS = frozenset(
    "and or not in is null like glob between escape case when then else end cast as text integer real numeric collate "
    "nocase true false isnull notnull distinct from".split()
)
# The first columns of `--where`, `--sort` and `--format csv`; the order is kept for compatibility.
FIRST_COLUMNS = (
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


def choose_models(
    listing: Listing, *, where: str = "", sort: str = "id", limit: int | None = None, at: str = "1e25"
) -> list[ListedModel]:
    """Return the models of a listing that satisfy an SQL expression over its columns, sorted by a column.

    Args:
        listing: All models.
        where: The expression; "" keeps every model.
        sort: A column, `column:asc` or `column:desc`; models without a value come last.
        limit: Maximum number of models; None returns all.
        at: The threshold of `compute_class`, as a person types it.

    Raises:
        WrongUsage: If the expression, the column or the threshold is invalid; the message says what there is.
    """
    chosen, classes = _chosen(listing, where, sort, limit, at)
    return [msgspec.structs.replace(listing.models[n], compute_class=classes[n]) for n in chosen]


def choose_flat(
    listing: Listing, *, where: str = "", sort: str = "id", limit: int | None = None, at: str = "1e25"
) -> list[FlatRow]:
    """Return the same models with the value of every column.

    Raises:
        WrongUsage: As `choose_models`.
    """
    chosen, classes = _chosen(listing, where, sort, limit, at)
    columns, cells = listing.columns, listing.cells
    return [dict(zip(columns, cells[n], strict=True)) | {"compute_class": classes[n]} for n in chosen]


def threshold_index(thresholds: Sequence[str], at: str) -> int:
    """Return the index of a threshold, by its size as a person types it.

    Raises:
        WrongUsage: Listing the thresholds there are.
    """
    if at in thresholds:
        return thresholds.index(at)
    from flopwatch.api.rows import read_flop

    amount = read_flop(at)
    for index, flop in enumerate(thresholds):
        if float(flop) == amount:
            return index
    raise WrongUsage(
        f"no threshold {at!r}. Thresholds: {', '.join(thresholds)} (data/thresholds.toml). `flopwatch thresholds --at` "
        "takes any amount."
    )


def _chosen(listing: Listing, where: str, sort: str, limit: int | None, at: str) -> tuple[list[int], Sequence[str]]:
    """Return the places of the chosen models in a listing, in order, and every model's class at the threshold."""
    threshold = listing.thresholds[threshold_index(listing.thresholds, at)]
    classes = [one.compute_classes[threshold] for one in listing.models]
    name, _, direction = sort.partition(":")
    if name not in listing.columns:
        raise WrongUsage(f"--sort {sort[:80]!r}: {_no_column(name, listing.columns)}")
    if direction not in _DIRECTIONS:
        raise WrongUsage(f"--sort {sort[:80]!r}: {direction[:40]!r} is no order. Write {name}:asc or {name}:desc.")
    at_class, at_key = listing.columns.index("compute_class"), listing.columns.index(name)
    rows = list(range(len(listing.models)))
    if where:
        cells = [(*row[:at_class], its, *row[at_class + 1 :]) for row, its in zip(listing.cells, classes, strict=True)]
        kept = _filter(listing.columns, cells, where)
        rows = [n for n in rows if listing.models[n].id in kept]
    keyed = [(classes[n] if at_key == at_class else listing.cells[n][at_key], n) for n in rows]
    known = [one for one in keyed if one[0] is not None]
    known.sort(key=lambda one: (one[0], listing.models[one[1]].id), reverse=direction == "desc")
    return [n for _, n in (*known, *(one for one in keyed if one[0] is None))][:limit], classes


def _filter(columns: Sequence[str], rows: Sequence[Sequence[Cell]], where: str) -> set[str]:
    """Return the ids of the rows that satisfy the expression, evaluated by SQLite on a temporary read-only table."""
    db = sqlite3.connect(":memory:")
    try:
        # Integers too big for SQLite are stored as REAL: a parameter count of 1.74e14 fits, a compute of 1e26 does not.
        read = _columns_read(where, columns)
        places = [columns.index(name) for name in read]
        picked = [[row[at] for at in places] for row in rows]
        db.execute(f"CREATE TABLE models ({', '.join(_typed(columns, read, picked))})")
        values = [[float(v) if isinstance(v, int) and abs(v) > 2**62 else v for v in row] for row in picked]
        db.executemany(f"INSERT INTO models ({', '.join(read)}) VALUES ({', '.join('?' * len(read))})", values)
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000)
        db.set_authorizer(_reads_only)
        db.set_progress_handler(_Budget(_LOOKS), _STEPS)
        found = db.execute(f"SELECT id FROM models WHERE ({where})").fetchmany(MAX_ROWS)
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError) as error:
        stopped = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT
        why = _TOO_LONG if stopped else _fault_of(where, columns) or f"{error}."
        raise WrongUsage(f"--where {where!r}: {why} {_GUIDE}") from error
    finally:
        db.close()
    return {identity for (identity,) in found}


def _typed(columns: Sequence[str], read: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the columns with their types: without one SQLite holds any text to be larger than any number, so that
    `published > 2024` and `parameters < '1e12'` would be true of every model.
    """
    texts = {name for at, name in enumerate(read) if any(isinstance(row[at], str) for row in rows)}
    return [f"{name} {'TEXT' if name in texts else 'NUMERIC'}" for name in columns]


def _columns_read(where: str, columns: Sequence[str]) -> list[str]:
    """Return the columns that an expression can read: those that it names, and the id; all of them for a subquery,
    which can read columns without naming them. Filling all 68 columns takes most of the command's own time.
    """
    words = where.casefold()
    return [name for name in columns if name == "id" or name in words or "select" in words]


def _no_column(name: str, columns: Sequence[str]) -> str:
    """Return the message about a column that does not exist, with the columns of a like name."""
    meant = did_you_mean(name, columns)
    known = "" if meant else f" Columns: {', '.join(FIRST_COLUMNS)}, …"
    return (
        f"no column {name[:80]!r}.{meant}{known} `flopwatch models --limit 1 --format csv` prints all {len(columns)}."
    )


def _fault_of(where: str, columns: Sequence[str]) -> str:
    """Return the message about the first word of an expression that names nothing, or ""."""
    bare = _QUOTED.sub(" ", where)
    known = {*columns, *_FUNCTIONS, *_KEYWORDS}
    words = ((match[0], bare[match.end() :].lstrip()[:1] == "(") for match in _WORD.finditer(bare))
    wrong, called = next(((word, called) for word, called in words if word.casefold() not in known), ("", False))
    if not wrong:
        return ""
    if called:
        return f"no function {wrong[:40]!r}. Functions: {', '.join(sorted(_FUNCTIONS))}."
    quoted = "" if near(wrong, columns) else f" Text goes in single quotes: '{wrong[:40]}'."
    return _no_column(wrong, columns) + quoted


class _Budget:
    """A limit on long-running expressions: SQLite calls it every `_STEPS` steps."""

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
