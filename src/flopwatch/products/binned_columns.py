"""Tables too large to draw point by point: columns of small integers, which the browser filters by row and counts by
cell.

A cell is a month, or an eighth of a decade. Each column is its own script, fetched when a view first needs it: a view
by date needs three or four bytes per model, a filter one or two more, and only a search needs the names.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from numpy.typing import NDArray

from flopwatch.products.explorer_table import MOST_POINTS, beyond, escaped, explorer_script
from flopwatch.products.explorer_views import ACCESS, CATEGORIES, QUANTITIES
from flopwatch.products.groups import GROUPS
from flopwatch.wording import CLASS_LABELS

if TYPE_CHECKING:
    import polars as pl

EIGHTHS = 8  # cells per decade
MONTHS = 12  # cells per year
_NAMED = 150  # the largest values of each quantity that remain points
_COMMON = 12  # most common countries, and organisations, whose record-setters in compute remain points
_MOST_WORDS = (
    5_000  # organisations and countries with a place of their own in the list; rarer ones share one, found by search
)
RARER = "Rarer ones"


def countable(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that cells can count: those with a date.

    Adds `month`, counted from the year 0, and `at`, the decimal year of the plotted day (an unknown day is the 15th, an
    unknown month July).
    """
    import polars as pl

    text = pl.col("published")
    year, month, day = (
        text.str.slice(0, 4).cast(pl.Int32, strict=False),
        text.str.slice(5, 2).cast(pl.Int32, strict=False).fill_null(7),
        text.str.slice(8, 2).cast(pl.Int32, strict=False),
    )
    # For a bare year the first of July is plotted.
    into = pl.when(text.str.len_chars() < 7).then(0.0).otherwise((day.fill_null(15) - 1) / 31)
    return (
        frame.filter(text != "")
        .with_columns(month=year * MONTHS + month - 1, at=year + (month - 1 + into) / MONTHS)
        .filter(pl.col("month").is_not_null())
    )


def named_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that remain points over the cells: the largest, and record-setters of all models, of each domain
    and of each way of access.

    For compute also those of each class and kind of organisation, and of the most common countries and organisations:
    a single filter then shows its record-setters by name.
    """
    import polars as pl

    rows = countable(frame.with_row_index("place")).filter(~pl.col("variant")).sort("at")
    keep: set[int] = set()
    for q in QUANTITIES:
        known = rows.filter(pl.col(q.id).is_not_null() & ~pl.col("doubted"))
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
    """Return the places of the rows, in date order, that exceed all rows before them; `over` the values of a column,
    each separately.
    """
    import polars as pl

    best = pl.col(quantity).cum_max().shift(1)
    before = (best.over(over) if over else best).fill_null(-1.0)
    return rows.filter(pl.col(quantity) > before)["place"]


def column_scripts(frame: pl.DataFrame, named: pl.DataFrame) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the columns of a table as scripts.

    Args:
        frame: Every row, from `explorer_frame`.
        named: Those of its rows that remain points; their organisations and countries always have a place of their own.

    Returns:
        The head's `large`: first year, cells, and the words of the open lists, the most common first. And scripts by
        name, such as `explore-column-date.js`: date (months), a column for each quantity (1 is the lowest cell, 0
        unknown), flags (1 a variant, 2 sparse, 4 doubted), one for each legend (places among `sets`, each a model's
        values), and names, a line for each model.
    """
    import polars as pl

    # Sorted so that equal rows are adjacent: the columns then compress to little more than counts would.
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
    return head, {f"explore-column-{name}.js": _script(name, column) for name, column in scripts.items()}


def _words(every: Sequence[Sequence[str]], named: Sequence[Sequence[str]]) -> list[str]:
    """Return the words with a place of their own, the most common first; then one word for all rarer ones, if any."""
    counts = Counter(word for row in every for word in dict.fromkeys(row))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    kept = {*ranked[:_MOST_WORDS], *(word for row in named for word in row)}
    words = [word for word in ranked if word in kept]
    return [*words, RARER] if len(words) < len(ranked) else words


def _sets(rows: pl.Series, words: Sequence[str]) -> dict[str, Any]:
    """Encode each row's set of values as its place among all sets that occur."""
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
    """Encode integers from 0 up as base64 of little-endian integers, as wide as the largest needs."""
    most = int(values.max()) if len(values) else 0
    width = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    return {"width": width, "bytes": base64.b64encode(values.astype(f"<u{width}").tobytes()).decode()}


def _names(rows: pl.DataFrame, known: set[str]) -> str:
    """Return a line for each row: the text that a search needs besides organisations known to the browser."""
    lines = []
    for name, search, organisations in rows.select("name", "search", "organisations").iter_rows():
        rare = [o for o in organisations if o not in known]
        lines.append(" ".join(" ".join((name, beyond(search, name, organisations), *rare)).split()))
    return "\n".join(lines)


def _script(name: str, column: dict[str, Any]) -> bytes:
    body = escaped(msgspec.json.encode(column, order="sorted").decode())
    return f'(globalThis.flopwatchColumns=globalThis.flopwatchColumns||{{}})["{name}"]={body};\n'.encode()


def explorer_files(frame: pl.DataFrame, head: dict[str, Any]) -> dict[str, bytes]:
    """Return the explorer's table as scripts by name: all models as points, or above 20 000 models as columns to count.

    Above 20 000 models the first script holds only the frontier's models.

    Args:
        frame: The rows, from `explorer_frame`.
        head: The head, from `explorer_head`.
    """
    scripts: dict[str, bytes] = {}
    if frame.height > MOST_POINTS:
        every, frame = frame, named_rows(frame)
        large, scripts = column_scripts(every, frame)
        head = {**head, "large": large}
    return {**scripts, "explore-data.js": explorer_script(frame, head)}
