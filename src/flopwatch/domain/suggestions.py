"""Suggest the names that a mistyped word most probably means."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_LONGEST = 80  # characters of a word or name that are compared
_TOKEN = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_VERSIONS = 5  # that kin may be apart: of a number further away a digit is mistyped
_BEGINNING = 3  # letters that an abbreviation shares with its word


def near(word: str, names: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the names close to a word, closest first; () if none is.

    Close are: at most one letter in four differs (added, left out, replaced, or two swapped), the word begins the name
    or abbreviates it, or all parts of one are parts of the other. Case is ignored.

    Args:
        word: The word as typed.
        names: The names that exist.
        most: The largest number of names returned.

    Example:
        >>> near("developer", ["domains", "developers", "countries"]), near("whre", ["limit", "where", "sort"])
        (('developers',), ('where',))
        >>> near("params", ["parameters", "peak"]), near("order", ["ledger", "sort"])
        (('parameters',), ())
    """
    typed = word.casefold()[:_LONGEST]
    scored = [(distance, name) for name in dict.fromkeys(names) if (distance := _distance(typed, name)) < 1]
    scored.sort(key=lambda one: (one[0], abs(len(one[1]) - len(word)), one[1]))
    return tuple(name for _, name in scored[:most])


def kin(word: str, names: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the names of the same family, the nearest version first: those that begin with the same letters and have
    all of the word's other words too; () without a number in the word.

    A further word of the name counts as much as one whole version; names more than `_VERSIONS` away are no kin.

    Example:
        >>> kin("gpt-9", ["gpt-1", "gpt-4", "gpt-5.5", "gpt-5.5-pro", "opt-9"])
        ('gpt-5.5', 'gpt-5.5-pro', 'gpt-4')
        >>> kin("gpt-44", ["gpt-4", "gpt-5.5"])
        ()
        >>> kin("claude-5-opus", ["claude-3-opus", "claude-opus-4", "claude-sonnet-5"])
        ('claude-opus-4', 'claude-3-opus')
    """
    asked, versions = _family(word)
    if not asked or not versions:
        return ()
    scored: list[tuple[float, float, str]] = []
    for name in dict.fromkeys(names):
        letters, numbers = _family(name)
        if not numbers or letters[:1] != asked[:1] or not set(asked) <= set(letters):
            continue
        apart = abs(versions[0] - numbers[0])
        if apart <= _VERSIONS:
            size = abs(versions[-1] - numbers[-1]) if len(versions) == len(numbers) else math.inf
            scored.append((apart + len(set(letters) - set(asked)), size, name))
    return tuple(name for *_, name in sorted(scored)[:most])


def _family(name: str) -> tuple[list[str], list[float]]:
    short = name.casefold()[:_LONGEST]
    return _LETTERS.findall(short), [float(one) for one in _NUMBER.findall(short)]


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return the question after a wrong name, with a blank before it: ` Did you mean 'models'?`; "" if none is near.

    Example:
        >>> did_you_mean("modls", ["models", "merge"]), did_you_mean("xyz", ["models"])
        (" Did you mean 'models'?", '')
    """
    found = near(word, names)
    return f" Did you mean {' or '.join(repr(one) for one in found)}?" if found else ""


def _distance(word: str, name: str) -> float:
    """Return how far a name is from a word: 0 the same, below 1 close, 1 not close."""
    other = name.casefold()[:_LONGEST]
    if not word or not other:
        return 1.0
    longer = max(len(word), len(other))
    extra = abs(len(word) - len(other)) / longer
    if len(word) >= 2 and other.startswith(word):
        return extra / 2
    parts, others = set(_TOKEN.findall(word)), set(_TOKEN.findall(other))
    if parts and others and (parts <= others or (others < parts and len(others) > 1)):
        return 0.2 + extra / 2
    allowed = max(1, len(word) // 4)
    if extra * longer <= allowed and (edits := edit_distance(word, other)) <= allowed and edits < len(word):
        return edits / longer
    bare, whole = word.lstrip("-"), other.lstrip("-")
    if len(bare) > _BEGINNING and whole.startswith(bare[:_BEGINNING]) and _abbreviates(bare, whole):
        return 0.5 + extra / 4
    return 1.0


def edit_distance(a: str, b: str) -> int:
    """Count the letters to add, leave out, replace or swap with a neighbour to turn one word into the other."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one != other))
            if i > 1 and j > 1 and one == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _abbreviates(short: str, whole: str) -> bool:
    """Return whether all letters of a word occur in another, in their order."""
    rest = iter(whole)
    return all(letter in rest for letter in short)
