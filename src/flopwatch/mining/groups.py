"""Groups: candidates of all shards, copies of one report together and the reports of one event under one number."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flopwatch.extraction import NOT_OF_THE_MODEL
from flopwatch.ledger import write_whole
from flopwatch.mining.copies import groups_of
from flopwatch.mining.events import KINDS, Report, events_of

_FIELDS = ("parameters", "active_parameters", "tokens", "training_compute_flop")
_SCHEMA: dict[str, Any] = {
    "group": pl.Int64,
    "event": pl.Int64,
    "name": pl.String,
    "field": pl.String,
    "value": pl.Float64,
    "documents": pl.List(pl.String),
    "words": pl.String,
}
_Stated = dict[tuple[str, str], set[tuple[str, str]]]  # (kind, value) by document and model


def write_groups(candidates: Iterable[Path], facts: Iterable[Path], path: Path) -> int:
    """Write the facts of all candidates, each once with every document that states it; return the number of groups.

    Args:
        candidates: Files of candidates.
        facts: Files of facts, for the events.
        path: The file to write: group, event, name, field, value, documents, and the words of the first document.
    """
    kept = ("name", "document", "language", "words", *_FIELDS)
    found: set[tuple[Any, ...]] = set()
    for part in candidates:
        found.update(pl.read_parquet(part, columns=list(kept)).select(kept).iter_rows())
    rows = sorted(found, key=lambda row: (row[1], row[0], row[2], row[3], *(value or 0.0 for value in row[4:])))
    groups = groups_of([(row[0], row[3]) for row in rows])
    number = {group: at for at, group in enumerate(dict.fromkeys(groups), 1)}
    event = _events(rows, groups, _stated(facts, {(row[1], row[0]) for row in rows}))
    by_fact: dict[tuple[int, str, float], dict[str, str]] = {}
    for group, (_, document, _, words, *values) in zip(groups, rows, strict=True):
        for field, value in zip(_FIELDS, values, strict=True):
            if value is not None:
                by_fact.setdefault((group, field, value), {}).setdefault(document, words)
    out = [
        (number[group], event[group], rows[group][0], field, value, list(stated), next(iter(stated.values())))
        for (group, field, value), stated in by_fact.items()
    ]
    whole = io.BytesIO()
    pl.DataFrame(out, schema=_SCHEMA, orient="row").write_parquet(whole, compression="zstd")
    write_whole(path, [whole.getvalue()])
    return len(number)


def _stated(parts: Iterable[Path], wanted: set[tuple[str, str]]) -> _Stated:
    """Return what documents state of the models that are candidates there."""
    found: _Stated = defaultdict(set)
    columns = ("document", "model", "kind", "value", "flags")
    for part in parts:
        rows = pl.read_parquet(part, columns=list(columns)).select(columns)
        for document, model, kind, value, flags in rows.filter(pl.col("kind").is_in(sorted(KINDS))).iter_rows():
            if (document, model) in wanted and NOT_OF_THE_MODEL.isdisjoint(flags.split()):
                found[document, model].add((kind, value))
    return found


def _events(rows: Sequence[tuple[Any, ...]], groups: Sequence[int], stated: _Stated) -> dict[int, int]:
    """Return the number of the event of each group; the copies of a report are one report."""
    facts: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for group, row in zip(groups, rows, strict=True):
        facts[group] |= stated.get((row[1], row[0]), set())
    order = list(dict.fromkeys(groups))
    reports = [Report(rows[one][0], rows[one][2], frozenset(facts[one]), rows[one][3]) for one in order]
    firsts = events_of(reports)
    number = {first: at for at, first in enumerate(dict.fromkeys(firsts), 1)}
    return {group: number[first] for group, first in zip(order, firsts, strict=True)}
