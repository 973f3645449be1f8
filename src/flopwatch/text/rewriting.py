"""Rewriting: replace the matches of a pattern and keep the offset of every piece in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SHARED_SUFFIX = "shared-suffix"
SHARED_JOINT = ", "
_NUMBER = re.compile(r"[0-9.]+")

Rewrite = str | Callable[[re.Match[str]], str]  # the plain text of a match, or what returns it


@dataclass(frozen=True, slots=True)
class Plain:
    """Words in the one notation that the grammar knows, and the places of what was rewritten.

    Columns of numbers, not one object for each piece: a hostile text has a piece for every other character. What lies
    between two pieces is the source's own text, character for character.

    Args:
        words: The plain words.
        at: Offsets of the rewritten pieces in them.
        to: Offsets past these.
        starts: Offsets of the stretches of the source that they stand for.
        ends: Offsets past these.
        flags: What was decided to read each, or "".
    """

    words: str
    at: Sequence[int] = ()
    to: Sequence[int] = ()
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    flags: Sequence[str] = ()

    def span(self, start: int, end: int) -> tuple[int, int, tuple[str, ...]]:
        """(start, end, flags) in the source of a stretch of the plain words."""
        first, last = bisect_right(self.at, start) - 1, bisect_right(self.at, end - 1) - 1
        if last < 0:
            return start, end, ()
        begin, stop = start, self.ends[last] + max(0, end - self.to[last])
        if first >= 0:
            begin = self.starts[first] if start < self.to[first] else self.ends[first] + start - self.to[first]
        if first < 0 or start >= self.to[first]:
            first += 1
        return begin, stop, tuple(dict.fromkeys(filter(None, self.flags[first : last + 1])))


def rewritten(words: str, pattern: re.Pattern[str], rewrites: Mapping[str, tuple[Rewrite, str]]) -> Plain:
    """Rewrite every match of a pattern, keeping the places of what is rewritten."""
    at: list[int] = []
    to: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    flags: list[str] = []
    shift = 0  # characters by which the plain words are longer than the source, so far

    def replace(match: re.Match[str]) -> str:
        nonlocal shift
        name = match.lastgroup or ""
        start, end = match.span()
        begin = start + shift
        rewrite, flag = rewrites[name]
        if flag == SHARED_SUFFIX:
            text = _with_shared_suffix(match, name, begin, (at, to, starts, ends), flags)
        else:
            text = rewrite if isinstance(rewrite, str) else rewrite(match)
            flags.append(flag)
            at.append(begin)
            to.append(begin + len(text))
            starts.append(start)
            ends.append(end)
        shift = begin + len(text) - end
        return text

    plain = pattern.sub(replace, words)
    return Plain(plain, at, to, starts, ends, flags) if at else Plain(words)


def _with_shared_suffix(
    match: re.Match[str], name: str, begin: int, columns: tuple[list[int], ...], flags: list[str]
) -> str:
    """Return a list whose numbers each have the suffix written once after the last, and record each as a piece."""
    at, to, starts, ends = columns
    suffix, words = match[f"{name}_scale"], match.string
    glued = suffix if len(suffix) == 1 else f" {suffix}"
    texts = []
    for number in _NUMBER.finditer(words, *match.span(f"{name}_numbers")):
        start, end = number.span()
        text = words[start:end] + glued
        texts.append(text)
        at.append(begin)
        begin += len(text)
        to.append(begin)
        starts.append(start)
        ends.append(end)
        flags.append(SHARED_SUFFIX)
        begin += len(SHARED_JOINT)
    ends[-1] = match.end()
    return SHARED_JOINT.join(texts)
