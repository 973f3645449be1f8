"""Tables too large to draw point by point: columns of small numbers, which the browser filters row by row and counts in
cells.

A cell is a month, or an eighth of a decade. Each column is a script of its own, fetched when a view first needs it: a
view by date needs three bytes or four of each model, a filter one byte or two more, and only a search needs the names.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from numpy.typing import NDArray

from flopwatch.products.explorer_table import (
    ACCESS,
    CATEGORIES,
    MOST_POINTS,
    QUANTITIES,
    beyond,
    escaped,
    explorer_script,
)
from flopwatch.products.groups import GROUPS
from flopwatch.wording import CLASS_LABELS

if TYPE_CHECKING:
    import polars as pl

EIGHTHS = 8  # cells per decade
MONTHS = 12  # cells per year
_NAMED = 150  # the largest values of each quantity that keep a point of their own
_COMMON = 12  # of the countries, and of the organisations, whose record-setters in compute keep a point
_MOST_WORDS = (
    5_000  # organisations and countries with a place in the list; rarer ones share one and are found by search
)
RARER = "Rarer ones"


def countable(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that cells may count: those with a date.

    Adds `month`, counted from the year 0, and `at`, the decimal year of the day plotted (an unknown day is the 15th, an
    unknown month July).
    """
    import polars as pl

    text = pl.col("published")
    year, month, day = (
        text.str.slice(0, 4).cast(pl.Int32, strict=False),
        text.str.slice(5, 2).cast(pl.Int32, strict=False).fill_null(7),
        text.str.slice(8, 2).cast(pl.Int32, strict=False),
    )
    # Of a bare year the first of July is plotted.
    into = pl.when(text.str.len_chars() < 7).then(0.0).otherwise((day.fill_null(15) - 1) / 31)
    return (
        frame.filter(text != "")
        .with_columns(month=year * MONTHS + month - 1, at=year + (month - 1 + into) / MONTHS)
        .filter(pl.col("month").is_not_null())
    )


def named_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that stay points beside the cells: the largest, and record-setters of all models, of each domain and of
    each way of access.

    Of compute also those of each class and kind of organisation, and of the commonest countries and organisations: one
    filter alone then has its record-setters by name.
    """
    import polars as pl

    rows = countable(frame.with_row_index("place")).filter(~pl.col("variant")).sort("at")
    keep: set[int] = set()
    for q in QUANTITIES:
        known = rows.filter(pl.col(q.id).is_not_null() & ~(pl.col("doubted") & (q.id == "compute")))
        for over in (None, "domain", "access"):
            keep.update(_record_setters(known, q.id, over))
        keep.update(known.sort(q.id, descending=True).head(_NAMED)["place"])
        if q.id == "compute":
            keep.update(_record_setters(known, q.id, "class"))
            for column in ("categories", "countries", "organisations"):
                each = known.explode(column, empty_as_null=True).filter(pl.col(column).is_not_null())
                common = (
                    each[column].value_counts().sort("count", column, descending=[True, False])[column].head(_COMMON)
                )
                keep.update(_record_setters(each.filter(pl.col(column).is_in(common.implode())), q.id, column))
    return frame[sorted(keep)]


def _record_setters(rows: pl.DataFrame, quantity: str, over: str | None) -> pl.Series:
    """Places of the rows, in the order of their dates, that exceed all before them; `over` each value of a column by
    itself.
    """
    import polars as pl

    best = pl.col(quantity).cum_max().shift(1)
    before = (best.over(over) if over else best).fill_null(-1.0)
    return rows.filter(pl.col(quantity) > before)["place"]


def column_scripts(frame: pl.DataFrame, named: pl.DataFrame) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The columns of a table.

    Args:
        frame: As `explorer_frame` gives it, every row.
        named: Those of its rows that keep a point of their own: their organisations and countries are never among the
            rarer ones.

    Returns:
        The head's `large`: first year, cells, and the words of the open lists, the commonest first. And scripts by
        name, such as `explore-column-date.js`: date (months), a column for each quantity (1 is the lowest cell, 0
        unknown), flags (1 a variant, 2 sparse, 4 doubted), one for each legend (places among `sets`, each a model's
        values), and names, a line for each model.
    """
    import polars as pl

    # Rows that are alike lie together, so that columns compress to little more than counts would.
    order = ["variant", "month", *(f"{q.id}_cell" for q in QUANTITIES), "domain", "access"]
    rows = (
        countable(frame)
        .with_columns(
            (pl.col(q.id).log10() * EIGHTHS + 1e-9).floor().cast(pl.Int32).alias(f"{q.id}_cell") for q in QUANTITIES
        )
        .sort(order)
    )
    first = int(str(rows["month"].min() or 0)) // MONTHS
    scripts = {"date": _column(rows["month"].to_numpy() - first * MONTHS)}
    low = {}
    for q in QUANTITIES:
        cells = rows[f"{q.id}_cell"]
        low[q.id] = int(str(cells.min())) if cells.null_count() < cells.len() else 0
        scripts[q.id] = _column((cells - low[q.id] + 1).fill_null(0).to_numpy())
    flags = rows.select(pl.col("variant") + 2 * pl.col("sparse").cast(pl.Int32) + 4 * pl.col("doubted").cast(pl.Int32))
    scripts["flags"] = _column(flags.to_series().to_numpy())
    words = {}
    for name, column in (("org", "organisations"), ("country", "countries")):
        words[name] = _words(rows[column].to_list(), named[column].to_list())
        scripts[name] = _sets(rows[column], words[name])
    for name, values in (
        ("domain", [g.id for g in GROUPS]),
        ("access", [a for a, _ in ACCESS]),
        ("class", list(CLASS_LABELS)),
    ):
        scripts[name] = _sets(rows.select(pl.concat_list(name)).to_series(), values)
    scripts["category"] = _sets(rows["categories"], [c for c, _ in CATEGORIES])
    scripts["names"] = {"text": _names(rows, set(words["org"]))}
    head = {"total": rows.height, "eighths": EIGHTHS, "months": MONTHS, "origin": first, "low": low, **words}
    return head, {f"explore-column-{name}.js": _script(name, told) for name, told in scripts.items()}


def _words(every: Sequence[Sequence[str]], named: Sequence[Sequence[str]]) -> list[str]:
    """The words that have a place of their own, the commonest first; then one for all that are rarer, where there
    are such.
    """
    counts = Counter(word for row in every for word in dict.fromkeys(row))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    kept = {*ranked[:_MOST_WORDS], *(word for row in named for word in row)}
    words = [word for word in ranked if word in kept]
    return [*words, RARER] if len(words) < len(ranked) else words


def _sets(rows: pl.Series, words: Sequence[str]) -> dict[str, Any]:
    """Each row's values as the place of their set among all sets that occur."""
    import polars as pl

    place = {word: at for at, word in enumerate(words)}
    keys = pl.DataFrame({"values": rows, "key": rows.list.join("\x1f")})
    sets = keys.unique("key", keep="first", maintain_order=True)
    codes = keys["key"].cast(pl.Enum(sets["key"])).to_physical().to_numpy()
    rarer = len(words) - 1
    return {
        **_column(codes),
        "sets": [list(dict.fromkeys(place.get(v, rarer) for v in one)) for one in sets["values"].to_list()],
    }


def _column(values: NDArray[Any]) -> dict[str, Any]:
    """Whole numbers from 0 up as base64 of little-endian integers, each as wide as the largest needs."""
    most = int(values.max()) if len(values) else 0
    width = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    return {"width": width, "bytes": base64.b64encode(values.astype(f"<u{width}").tobytes()).decode()}


def _names(rows: pl.DataFrame, known: set[str]) -> str:
    """A line for each row: what a search looks through besides the organisations that the browser knows."""
    lines = []
    for name, search, organisations in rows.select("name", "search", "organisations").iter_rows():
        rare = [o for o in organisations if o not in known]
        lines.append(" ".join(" ".join((name, beyond(search, name, organisations), *rare)).split()))
    return "\n".join(lines)


def _script(name: str, told: dict[str, Any]) -> bytes:
    body = escaped(msgspec.json.encode(told, order="sorted").decode())
    return f'(globalThis.flopwatchColumns=globalThis.flopwatchColumns||{{}})["{name}"]={body};\n'.encode()


def explorer_files(frame: pl.DataFrame, head: dict[str, Any]) -> dict[str, bytes]:
    """Return the explorer's table as scripts by name: every model, or above 20 000 columns that count all.

    Above 20 000 models the first script holds the frontier's models alone.

    Args:
        frame: As `explorer_frame` gives it.
        head: As `explorer_head` gives it.
    """
    scripts: dict[str, bytes] = {}
    if frame.height > MOST_POINTS:
        every, frame = frame, named_rows(frame)
        large, scripts = column_scripts(every, frame)
        head = {**head, "large": large}
    return {**scripts, "explore-data.js": explorer_script(frame, head)}
