"""The explorer's data: one table of models as a plain script, so that a page opened from disk can read it too."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from flopwatch.census import Census, headline_threshold
from flopwatch.domain import exact, has_open_weights
from flopwatch.products.column_kinds import label
from flopwatch.products.explorer_views import (
    ACCESS,
    CATEGORIES,
    PRESETS,
    QUANTITIES,
    SOURCED,
    PlottedQuantity,
)
from flopwatch.products.groups import GROUPS, group_for
from flopwatch.products.rows import ModelRow, model_rows
from flopwatch.products.trend_sentence import frontier_line
from flopwatch.wording import CLASS_LABELS, model_path, threshold_label, web_link

if TYPE_CHECKING:
    import polars as pl

MOST_POINTS = 20_000  # with more models the browser counts cells, and only the frontier's models are points
_SHOWN_VALUES = 7  # legend entries of an open list (countries, organisations); the rest is "other"


_ACCESS_CLASS = {"api": "hosted", "hosted": "hosted", "unreleased": "closed", "closed": "closed"}


def access_class(term: str) -> str:
    """Return `open`, `hosted`, `closed` or `unknown` for a term of the vocabulary `access`.

    Example:
        >>> access_class("open-weights-restricted"), access_class("api"), access_class("")
        ('open', 'hosted', 'unknown')
    """
    return "open" if has_open_weights(term) else _ACCESS_CLASS.get(term, "unknown")


_SCHEMA: dict[str, Any] = {
    "id": str,
    "page": str,
    "name": str,
    "published": str,
    "domain": str,
    "organisations": list[str],
    "countries": list[str],
    "access": str,
    "access_label": str,
    "categories": list[str],
    "class": str,
    "chance": float,
    "variant": bool,
    "sparse": bool,
    "doubted": bool,
    "compute": float,
    "p5": float,
    "p95": float,
    **{q.id: float for q in QUANTITIES[1:]},
    "sources": list[list[str]],
    "search": str,
}


def explorer_frame(census: Census) -> pl.DataFrame:
    """Return the explorer's table: one row per model, sorted by date and id, undated models last."""
    import polars as pl

    rows = [_drawn(census, row) for row in model_rows(census)]
    rows.sort(key=lambda row: (row["published"] or "9999", row["id"]))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _drawn(census: Census, row: ModelRow) -> dict[str, Any]:
    """Return the explorer's cells for a model's row."""
    organisations = [label("developer", one) for one in row.terms("developers")]
    return {
        "id": row.id,
        "page": model_path(row.id),
        "name": row.text("name"),
        "published": row.text("published"),
        "domain": group_for(row.terms("domains")).id,
        "organisations": organisations,
        "countries": [label("country", one) for one in row.terms("countries")],
        "access": access_class(str(row.value("access") or "")),
        "access_label": row.text("access"),
        "categories": list(row.terms("organization_category")) or ["unknown"],
        "class": row.text("compute_class") or "unknown",
        "chance": row.number("probability_above_1e25"),
        "variant": bool(row.text("base")),
        "sparse": row.value("sparse"),
        "doubted": bool(row.text("doubted")),
        "compute": row.number("training_compute_p50"),
        "p5": row.number("training_compute_p5"),
        "p95": row.number("training_compute_p95"),
        **{q.id: _plotted(row, q) for q in QUANTITIES[1:]},
        "sources": [_sources(census, row, column) for column in SOURCED],
        "search": " ".join((row.text("name"), *row.terms("aliases"), *organisations)).casefold(),
    }


def _plotted(row: ModelRow, about: PlottedQuantity) -> float | None:
    """Return a quantity of a row. None if it is unknown, or of another unit than the axis."""
    if about.data_unit and row.text("dataset_unit") != about.data_unit:
        return None
    column = "training_compute_p50" if about.column == "training_compute_flop" else about.column
    value, by = row.number(column), row.number(about.over) if about.over else 1.0
    number = value / by if value and by and by > 0 else 0.0
    return number if number > 0 and math.isfinite(number) else None


def _sources(census: Census, row: ModelRow, column: str) -> list[str]:
    """Return the ids of the sources behind one column, each once."""
    return sorted({census.claims[one].source for one in row.claims(column) if one in census.claims})


def explorer_script(frame: pl.DataFrame, head: dict[str, Any]) -> bytes:
    """Return the table as a plain script that sets `flopwatchData`: columns, repeated words as indexes into a list.

    Args:
        frame: The rows, from `explorer_frame`.
        head: Further data for the script, from `explorer_head`.
    """
    large = head.get("large", {})
    columns = _columns(frame, large.get("org", ()), large.get("country", ()))
    text = escaped(msgspec.json.encode({**head, **columns}, order="sorted").decode())
    return b"globalThis.flopwatchData=" + text.encode() + b";\n"


def escaped(text: str) -> str:
    """Escape JSON so that it is safe anywhere in a script."""
    # A closing tag inside a string matters only inside HTML, and U+2028 only to old engines: both are escaped anyway.
    for raw, safe in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(raw, safe)
    return text


def _columns(frame: pl.DataFrame, organisations: Sequence[str], countries: Sequence[str]) -> dict[str, Any]:
    """Return the columns of the rows, with the words of open lists in the given order, else in that of these rows."""
    organisations, organisation_ids = _indexed(frame["organisations"].to_list(), organisations)
    countries, country_ids = _indexed(frame["countries"].to_list(), countries)
    access, access_ids = _indexed([[a] if a else [] for a in frame["access_label"].to_list()])
    named = [[s for quantity in row for s in quantity] for row in frame["sources"].to_list()]
    sources, _ = _indexed(named)
    place = {name: at for at, name in enumerate(sources)}
    domains = {group.id: at for at, group in enumerate(GROUPS)}
    classes = {name: at for at, (name, _) in enumerate(ACCESS)}
    categories = {name: at for at, (name, _) in enumerate(CATEGORIES)}
    levels = {name: at for at, name in enumerate(CLASS_LABELS)}
    pages = ["" if f"models/{i}.html" == page else page for i, page in frame.select("id", "page").iter_rows()]
    return {
        "n": frame.height,
        "organisations": organisations,
        "countries": countries,
        "access_labels": access,
        "source_ids": sources,
        "rows": {
            "id": frame["id"].to_list(),
            "page": pages if any(pages) else [],  # only if it differs from the id
            "name": frame["name"].to_list(),
            "published": frame["published"].to_list(),
            "domain": [domains[d] for d in frame["domain"]],
            "organisation": organisation_ids,
            "country": country_ids,
            "access": [classes[a] for a in frame["access"]],
            "access_label": [a[0] if a else -1 for a in access_ids],
            "category": [
                sorted({categories.get(c, len(categories) - 1) for c in row}) for row in frame["categories"].to_list()
            ],
            "class": [levels[c] for c in frame["class"]],
            "chance": [None if c is None else round(c, 4) for c in frame["chance"]],
            "flags": [v + 2 * s + 4 * d for v, s, d in frame.select("variant", "sparse", "doubted").iter_rows()],
            "compute": frame["compute"].to_list(),
            "p5": [_rounded(v) for v in frame["p5"]],
            "p95": [_rounded(v) for v in frame["p95"]],
            **{q.id: _sparse(frame[q.id]) for q in QUANTITIES[1:]},
            "sources": [[[place[s] for s in quantity] for quantity in row] for row in frame["sources"].to_list()],
            "search": [beyond(*row) for row in frame.select("search", "name", "organisations").iter_rows()],
        },
    }


def beyond(search: str, name: str, organisations: Sequence[str]) -> str:
    """Return the words of a search text that the browser cannot derive from name and organisations."""
    known = set(f"{name} {' '.join(organisations)}".casefold().split())
    return " ".join(dict.fromkeys(word for word in search.split() if word not in known))


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.3e}")  # four digits: an interval's end is not more precise


def _sparse(column: pl.Series) -> dict[str, Any]:
    """Encode a column that is mostly empty: places and values."""
    found = [(at, value) for at, value in enumerate(column) if value is not None and value != ""]
    return {"at": [at for at, _ in found], "is": [_short(value) for _, value in found]}


def _short(value: Any) -> Any:
    # 405000000000 and not 405000000000.0, 4.05e11 if that is shorter; both are the same number to the browser.
    return int(value) if isinstance(value, float) and value.is_integer() and value < 2**53 else value


def _indexed(rows: Iterable[Sequence[str]], words: Sequence[str] = ()) -> tuple[Sequence[str], list[list[int]]]:
    """Return words, the most common first unless their order is given, and each row as places among them."""
    rows = list(rows)
    counts = Counter(word for row in rows for word in dict.fromkeys(row))
    words = words or sorted(counts, key=lambda word: (-counts[word], word))
    place = {word: at for at, word in enumerate(words)}
    return words, [[place[word] for word in dict.fromkeys(row)] for row in rows]


def explorer_head(census: Census, frame: pl.DataFrame) -> dict[str, Any]:
    """Return the explorer's data other than the models: date, axes, legends, thresholds, sources."""
    cited = sorted({s for row in frame["sources"].to_list() for quantity in row for s in quantity})
    sources = {}
    for one in cited:
        source = census.sources.get(one)
        sources[one] = (
            [source.title, web_link(source.url), source.licence, source.date] if source else [one, "", "", ""]
        )
    codes = sorted({c for record in census.models() for c in record.values("country")})
    return {
        "as_of": census.as_of.isoformat(),
        "thresholds": [[float(exact(t.flop)), threshold_label(t)] for t in census.thresholds],
        "sources": sources,
        "country_codes": {label("country", c): c for c in codes},
        "quantities": [[q.id, q.label, q.title, q.grows, q.header, _sourced(q)] for q in QUANTITIES],
        "frontier": frontier_line(census),
        "palette": [[g.id, g.label, g.shape, g.path] for g in GROUPS],
        "access": [list(a) for a in ACCESS],
        "categories": [list(c) for c in CATEGORIES],
        "classes": [list(c) for c in CLASS_LABELS.items()],
        "headline": headline.flop if (headline := headline_threshold(census)) else "",
        "shown_values": _SHOWN_VALUES,
        "presets": [[p.name, p.query] for p in PRESETS],
    }


def _sourced(about: PlottedQuantity) -> list[int]:
    """Return the places, among the lists of a row's sources, of those behind a quantity."""
    return [SOURCED.index(column) for column in (about.column, about.over) if column]
