"""The order of what a search finds: the same rules as in `assets/search-ranking.js`, which the page uses."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from flopwatch.domain import edit_distance
from flopwatch.hub.search_items import SearchItem

LONGEST_QUERY = 100  # characters of a query that are read
_NEAR = 0.5  # least likeness of a suggested name
_SUGGESTED = 5
# Scripts that put no blank between words: their runs are read as overlapping pairs of letters.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f]")


@lru_cache(maxsize=100_000)  # a server answers many queries over the same names
def search_words(text: str) -> tuple[str, ...]:
    """Return a text's words without case and marks; letters and digits are apart, so that GPT4 finds GPT-4.

    Example:
        >>> search_words("GPT-4o"), search_words("Ernié 4.5"), search_words("悟道2.0")
        (('gpt', '4', 'o'), ('ernie', '4', '5'), ('悟道', '2', '0'))
        >>> search_words("盘古大模型")
        ('盘古', '古大', '大模', '模型')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")
    runs: list[tuple[str, str]] = []
    for char in unicodedata.normalize("NFC", plain).lower():
        kind = _kind(char)
        if runs and runs[-1][0] == kind:
            runs[-1] = kind, runs[-1][1] + char
        else:
            runs.append((kind, char))
    words = list[str]()
    for kind, run in runs:
        if kind == "unspaced" and len(run) > 2:
            words += [run[at : at + 2] for at in range(len(run) - 1)]
        elif kind:
            words.append(run)
    return tuple(words)


def _kind(char: str) -> str:
    if _UNSPACED.match(char):
        return "unspaced"
    category = unicodedata.category(char)
    return "digit" if category == "Nd" else "letter" if category[0] == "L" else ""


def ranked(items: Sequence[SearchItem], query: str) -> list[int]:
    """Return the places of the items that a query finds, the best first.

    A name that is the query comes before one that begins with it, then names that hold all its words, names that begin
    with it without blanks and marks, and names whose words begin with its words; then other names, what an item is
    about, and the query inside a name.
    """
    asked = search_words(query[:LONGEST_QUERY])
    if not asked:
        return []
    found = [(rank, at) for at, one in enumerate(items) if (rank := _rank(one, asked)) is not None]
    return [at for _, at in sorted(found)]


def _rank(item: SearchItem, asked: tuple[str, ...]) -> float | None:
    """Return how well an item answers, 0 the best; None if it does not."""
    compact = "".join(asked)
    best: float | None = None
    everything = search_words(item.about)
    inside = False
    for place, name in enumerate((item.name, *item.also)):
        words = search_words(name)
        everything += words
        joined = "".join(words)
        inside = inside or (len(compact) > 2 and compact in joined)
        rank = _rank_of_name(words, joined, asked, compact)
        if rank is not None and (best is None or rank + (place > 0) / 2 < best):
            best = rank + (place > 0) / 2
    if best is not None:
        return best
    if _all_begin(everything, asked):
        return 6
    return 7 if inside else None


def _rank_of_name(words: tuple[str, ...], joined: str, asked: tuple[str, ...], compact: str) -> int | None:
    """Return how well one name answers; None if it does not."""
    if words == asked:
        return 0
    if joined == compact:
        return 1
    if words[: len(asked)] == asked:
        return 2
    if set(asked) <= set(words):
        return 3
    if joined.startswith(compact):
        return 4
    return 5 if _all_begin(words, asked) else None


def _all_begin(words: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in asked)


def near_names(items: Sequence[SearchItem], query: str) -> list[int]:
    """Return the places of up to five items whose names are most like a query; [] if none is.

    Names are alike by their common pairs of letters, or by the letters to add, leave out, replace or swap.
    """
    asked = "".join(search_words(query[:LONGEST_QUERY]))
    scored = []
    for at, one in enumerate(items):
        likeness = max(_likeness(asked, "".join(search_words(name))) for name in (one.name, *one.also))
        if likeness >= _NEAR:
            scored.append((-likeness, at))
    return [at for _, at in sorted(scored)[:_SUGGESTED]]


def _likeness(one: str, other: str) -> float:
    """Return how alike two names without blanks are: 1 the same, 0 nothing in common."""
    if not one or not other:
        return 0.0
    mine, theirs, longer = _pairs(one), _pairs(other), max(len(one), len(other))
    common = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    # Each edit changes one letter of either name: most names differ in more letters than a near one may.
    letters, others = Counter(one), Counter(other)
    least = max((letters - others).total(), (others - letters).total())
    if common >= _NEAR or 1 - least / longer < _NEAR:
        return common
    return max(common, 1 - edit_distance(one, other) / longer)


def _pairs(joined: str) -> set[str]:
    return {joined[at : at + 2] for at in range(len(joined) - 1)} or {joined}
