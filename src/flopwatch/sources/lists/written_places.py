"""Places of claims in the text they were read from: line and column of the words, byte for byte."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flopwatch.domain import Claim, clean_text

_ENDS = re.compile(r"\r\n|\n|\r")
_ROW = re.compile(r"row ([0-9]{1,7}), (.{1,300})", re.DOTALL)
_BAR = re.compile(r"(?<!\\)\|")
_KEY = re.compile(r"[ \t]{0,20}([^:\n]{1,90}?)[ \t]*:")


@dataclass(frozen=True)
class WrittenPlace:
    """Some words of a text.

    Args:
        line: Their line, counted from 1.
        start: Offset of their first character in the text.
        words: The words.
    """

    line: int
    start: int
    words: str


class WrittenText:
    """A list as it is written, in which the words of its claims are found."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in _ENDS.finditer(text))]
        self._lines = _ENDS.split(text)
        self._entries: dict[str, tuple[int, int]] | None = None

    def place_of(self, claim: Claim) -> WrittenPlace | None:
        """Return the place of a claim's words; None if its entry does not have them, or more than once."""
        row = _ROW.fullmatch(claim.locator)
        if row:
            return self._in_cell(int(row[1]), row[2], claim.as_written)
        lines = range(*self._lines_of(claim.entry))
        key = claim.locator.removeprefix(f"{claim.entry}: ")
        keyed = [(number, _KEY.match(self._lines[number - 1])) for number in lines]
        values = [(number, one.end()) for number, one in keyed if one and clean_text(one[1]) == key]
        return self._only(values or [(number, 0) for number in lines], claim.as_written)

    def on_line(self, number: int, words: str) -> WrittenPlace | None:
        """Return the place of words on a line; None if they are not there, or more than once."""
        return self._only([(number, 0)], words) if number <= len(self._lines) else None

    def key_of(self, claim: Claim) -> WrittenPlace | None:
        """Return the place of the key that a claim of a block is under; None if no line of its entry has it."""
        first, last = self._lines_of(claim.entry)
        key = claim.locator.removeprefix(f"{claim.entry}: ")
        for number in range(first, last):
            keyed = _KEY.match(self._lines[number - 1])
            if keyed and keyed[1].strip() == key:
                return WrittenPlace(number, self._starts[number - 1] + keyed.start(1), keyed[1])
        return None

    def _only(self, lines: Sequence[tuple[int, int]], words: str, end: int | None = None) -> WrittenPlace | None:
        """Return the one place of words in lines, from a column of each; None if there is none, or several."""
        # The Vicuna of StableVicuna and the 7B of 67B are other words.
        whole = re.compile(rf"(?<![A-Za-z0-9.]){re.escape(words)}(?![A-Za-z0-9]|-[A-Za-z0-9])")
        found = [
            WrittenPlace(number, self._starts[number - 1] + one.start(), words)
            for number, start in lines
            for one in whole.finditer(self._lines[number - 1], start, *(() if end is None else (end,)))
        ]
        return found[0] if len(found) == 1 and words else None

    def _in_cell(self, number: int, header: str, words: str) -> WrittenPlace | None:
        """Find words in a cell of a Markdown table, whose rows are numbered by their lines."""
        if number > len(self._lines) or "|" not in self._lines[number - 1]:
            return None
        above = number - 1
        while above > 1 and "|" in self._lines[above - 2]:
            above -= 1
        headers = [clean_text(self._lines[above - 1][a:b]) for a, b in _cells(self._lines[above - 1])]
        spans = _cells(self._lines[number - 1])
        index = next((at for at, one in enumerate(headers) if one.strip("*` ") == header.strip("*` ")), None)
        if index is None or index >= len(spans):
            return None
        start, end = spans[index]
        return self._only([(number, start)], words, end)

    def _lines_of(self, entry: str) -> tuple[int, int]:
        if self._entries is None:
            self._entries = self._index()
        return self._entries.get(entry, (1, 1))

    def _index(self) -> dict[str, tuple[int, int]]:
        """Return the first line of each entry and the line after its last, by its place in the list."""
        from flopwatch.sources.lists.heading_lines import claims_of_heading_line
        from flopwatch.sources.lists.list_scan import entries_in
        from flopwatch.sources.lists.yaml_blocks import parse_block

        found: dict[str, tuple[int, int]] = {}
        names: Counter[str] = Counter()
        entries = list(entries_in(self._text))
        ends = [one.line for one in entries[1:]] + [len(self._lines) + 1]
        for entry, end in zip(entries, ends, strict=True):
            if entry.words:
                name = claims_of_heading_line(entry.words, entry.kind)[0]
            else:
                block = parse_block("\n".join(entry.block or ()))
                name = block.get("has model") or block.get("name") or block.get("model")
            place = f"{entry.place} / {clean_text(name)}"
            names[place] += 1
            found[place if names[place] == 1 else f"{place} ({names[place]})"] = (entry.line, end)
        return found


def _cells(line: str) -> list[tuple[int, int]]:
    """Return the start and end of each cell of a row, without the bars; the ones outside the outer bars left out."""
    bars = [-1, *(one.start() for one in _BAR.finditer(line)), len(line)]
    spans = [(a + 1, b) for a, b in zip(bars, bars[1:], strict=False)]
    if spans and not line[slice(*spans[0])].strip():
        spans = spans[1:]
    if spans and line.rstrip().endswith("|") and not line[slice(*spans[-1])].strip():
        spans = spans[:-1]
    return spans
