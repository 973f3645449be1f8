"""Copies: candidates of one model whose words are the same passage, so that a syndicated report counts once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from flopwatch.identity import fold_name

# One token: a word, or one character of a script without blanks between words.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_SHINGLE = 16  # tokens in a row that two independent reports do not share


def tokens_of(words: str) -> list[str]:
    """Return the words of a text without case and marks; characters of scripts without blanks one by one."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", words).casefold())


def shingles_of(words: str) -> frozenset[str]:
    """Return the runs of 16 tokens of a passage, without case, marks and layout; a shorter passage is one run.

    Example:
        >>> sorted(shingles_of("Zephon-4 has **43** billion parameters."))
        ['zephon 4 has 43 billion parameters']
    """
    tokens = tokens_of(words)
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
