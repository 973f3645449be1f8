"""Labels of quantities that are parts of one total, read from the words next to each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from decimal import Decimal
from functools import cache

import msgspec

from flopwatch.domain import DATA_UNITS, UNITS, Quantity
from flopwatch.text.lexicon import Lexicon, either

_MARK = re.compile(r"[(),;+=\n]")
# Only sizes have parts; the words next to a price, a share or a time name something else.
_SHORT = 200  # characters; a longer text with a plus in it is prose or arithmetic, not a sum of parts
_LABELLED = frozenset(("parameters", *DATA_UNITS, *(name for name, unit in UNITS.items() if unit.base == "bytes")))
_LONGEST = 80  # characters of a label


def labelled(words: str, quantities: list[Quantity], lexicon: Lexicon) -> list[Quantity]:
    """Label each unlabelled part of a list or sum by adjacent words: `540B LLM + 22B Vi`, `CommonCrawl (410B)`."""
    inside = [(q.start, q.end) for q in quantities]
    starts = [start for start, _ in inside]

    def is_outside(position: int) -> bool:
        n = bisect_right(starts, position) - 1
        return n < 0 or position >= inside[n][1]

    marks = [m.start() for m in _MARK.finditer(words) if is_outside(m.start())]
    depths = _depths(words, marks)
    summed = len(words) <= _SHORT and any(words[m] == "+" for m in marks)
    out = []
    for number, q in enumerate(quantities):
        if q.unit and q.unit not in _LABELLED or any(flag in _NO_SIZE for flag in q.flags):
            out.append(q)
            continue
        label = q.label
        after = bisect_left(marks, q.end)
        depth = depths[after - 1] if after else 0
        if not label and len(quantities) > 1 and (depth or summed):
            label = _beside(words, quantities, number, marks, after, lexicon)
        elif not label and depth and after:
            label = _before_bracket(words, quantities, number, marks, after, lexicon)
        if not label and not depth:
            label = _bracketed(words, q, marks, after, lexicon)
        out.append(msgspec.structs.replace(q, label=label) if label else q)
    return out


def _depths(words: str, marks: list[int]) -> list[int]:
    """Return the number of brackets open after each mark."""
    depth, depths = 0, []
    for mark in marks:
        depth = max(0, depth + {"(": 1, ")": -1}.get(words[mark], 0))
        depths.append(depth)
    return depths


def _beside(words: str, quantities: list[Quantity], number: int, marks: list[int], after: int, lexicon: Lexicon) -> str:
    q = quantities[number]
    following = quantities[number + 1].start if number + 1 < len(quantities) else len(words)
    preceding = quantities[number - 1].end if number else 0
    right = min(marks[after] if after < len(marks) else len(words), following)
    left = max(marks[after - 1] + 1 if after else 0, preceding)
    found = _tidy(words[q.end : min(right, q.end + _LONGEST)], 3, lexicon)
    found = found or _tidy(words[max(left, q.start - _LONGEST) : q.start], 3, lexicon)
    if found:
        return found
    if after < len(marks) and words[marks[after]] == ",":
        # (180B tokens, Chinese): the next item in the bracket, if it is not a quantity.
        stop = marks[after + 1] if after + 1 < len(marks) else len(words)
        if stop <= following and stop < len(words) and words[stop] == ")":
            return _tidy(words[marks[after] + 1 : min(stop, marks[after] + _LONGEST)], 2, lexicon)
    return _before_bracket(words, quantities, number, marks, after, lexicon)


def _before_bracket(
    words: str, quantities: list[Quantity], number: int, marks: list[int], after: int, lexicon: Lexicon
) -> str:
    """Return the name before a bracket that holds only this quantity: `The Pile (1.5t tokens)`."""
    q = quantities[number]
    if not after or words[marks[after - 1]] != "(" or after >= len(marks) or words[marks[after]] != ")":
        return ""
    if words[q.end : marks[after]].strip():
        return ""
    bracket = marks[after - 1]
    left = max(
        marks[after - 2] + 1 if after > 1 else 0,
        quantities[number - 1].end if number else 0,
        bracket - _LONGEST,
    )
    return _tidy(words[left:bracket], 3, lexicon)


def _bracketed(words: str, q: Quantity, marks: list[int], after: int, lexicon: Lexicon) -> str:
    """Return the one or two words in a bracket after a quantity: `1.1TB (Chinese)`."""
    if after + 1 >= len(marks) or words[marks[after]] != "(" or words[marks[after + 1]] != ")":
        return ""
    inner = words[marks[after] + 1 : marks[after + 1]]
    if words[q.end : marks[after]].strip() or len(inner) > _LONGEST or any(c.isdigit() for c in inner):
        return ""
    return _tidy(inner, 2, lexicon)


def _tidy(text: str, most: int, lexicon: Lexicon) -> str:
    """Return a label without the words that only tie it to its number, or "" if it is not a name."""
    parts = text.strip(" \t\r:.…-–—*·×~≈><≥≤'\"").split()
    while parts and parts[0].lower() in lexicon.label_ties:
        parts = parts[1:]
    while parts and parts[-1].lower() in lexicon.label_ties:
        parts = parts[:-1]
    if not parts or len(parts) > most:
        return ""
    label = " ".join(parts)
    return label if any(c.isalpha() for c in label) else ""


_NO_SIZE = ("year-like", "name-like")


@cache
def _list_gap(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[ ]?(?:,|;|&|,?[ ](?:{either(lexicon.list_joints)}))[ ]?|/")


def with_largest(words: str, quantities: list[Quantity], lexicon: Lexicon) -> list[Quantity]:
    """Flag the largest of each run of quantities separated only by commas, slashes or `and`: `65B, 33B, 13B, 7B`."""
    out = list(quantities)
    first = 0
    for n in range(1, len(out) + 1):
        if n < len(out) and _listed(words, out[n - 1], out[n], lexicon):
            continue
        if n - first > 1:
            largest = max(range(first, n), key=lambda k: (Decimal(out[k].value), -k))
            out[largest] = msgspec.structs.replace(out[largest], flags=(*out[largest].flags, "largest-of-list"))
        first = n
    return out


def _listed(words: str, left: Quantity, right: Quantity, lexicon: Lexicon) -> bool:
    same = (
        left.unit == right.unit != "fraction" and left.relation == right.relation == "=" and left.label == right.label
    )
    sizes = not any(flag in _NO_SIZE for flag in (*left.flags, *right.flags))
    gap = words[left.end : right.start]
    return same and sizes and len(gap) <= 8 and _list_gap(lexicon).fullmatch(gap) is not None
