"""Copies: candidates of one model whose words are the same passage, so that a syndicated report counts once."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flopwatch.identity import fold_name
from flopwatch.ledger import write_whole

# One token: a word, or one character of a script without blanks between words.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_SHINGLE = 16  # tokens in a row that two independent reports do not share
FIELDS = ("parameters", "active_parameters", "tokens", "training_compute_flop")
_SCHEMA: dict[str, Any] = {
    "group": pl.Int64,
    "name": pl.String,
    "field": pl.String,
    "value": pl.Float64,
    "documents": pl.List(pl.String),
    "words": pl.String,
}


def shingles_of(words: str) -> frozenset[str]:
    """Return the runs of 16 tokens of a passage, without case, marks and layout; a shorter passage is one run.

    Example:
        >>> sorted(shingles_of("Zephon-4 has **43** billion parameters."))
        ['zephon 4 has 43 billion parameters']
    """
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", words).casefold())
    starts = range(max(1, len(tokens) - _SHINGLE + 1))
    return frozenset(" ".join(tokens[start : start + _SHINGLE]) for start in starts)


def groups_of(rows: Sequence[tuple[str, str]]) -> list[int]:
    """Return the group of each (name, words): the first row that it is joined to by passages of the same name.

    Time grows with the number of rows: each passage is looked up, no two rows are compared.
    """
    first = list(range(len(rows)))

    def root(one: int) -> int:
        while first[one] != one:
            first[one] = first[first[one]]
            one = first[one]
        return one

    seen: dict[tuple[str, str], int] = {}
    for at, (name, words) in enumerate(rows):
        folded = fold_name(name)
        for shingle in shingles_of(words):
            low, high = sorted((root(seen.setdefault((folded, shingle), at)), root(at)))
            first[high] = low
    return [root(at) for at in range(len(rows))]


def write_groups(parts: Iterable[Path], path: Path) -> int:
    """Write the facts of all candidates, each once with every document that states it; return the number of groups.

    Args:
        parts: Files of candidates.
        path: The file to write: group, name, field, value, documents, and the words of the first document.
    """
    kept = ("name", "document", "words", *FIELDS)
    found: set[tuple[Any, ...]] = set()
    for part in parts:
        found.update(pl.read_parquet(part, columns=list(kept)).select(kept).iter_rows())
    rows = sorted(found, key=lambda row: (row[1], row[0], row[2], *(value or 0.0 for value in row[3:])))
    groups = groups_of([(row[0], row[2]) for row in rows])
    number = {group: at for at, group in enumerate(dict.fromkeys(groups), 1)}
    facts: dict[tuple[int, str, float], dict[str, str]] = {}
    for group, (_, document, words, *values) in zip(groups, rows, strict=True):
        for field, value in zip(FIELDS, values, strict=True):
            if value is not None:
                facts.setdefault((group, field, value), {}).setdefault(document, words)
    out = [
        (number[group], rows[group][0], field, value, list(stated), next(iter(stated.values())))
        for (group, field, value), stated in facts.items()
    ]
    whole = io.BytesIO()
    pl.DataFrame(out, schema=_SCHEMA, orient="row").write_parquet(whole, compression="zstd")
    write_whole(path, [whole.getvalue()])
    return len(number)
