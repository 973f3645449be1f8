"""Tables in a text, Markdown and HTML: each cell with the heading that says what its numbers count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKDOWN = re.compile(r"(?m)^[ \t]{0,8}\|[^\n]*\|[ \t]*$(?:\n[ \t]{0,8}\|[^\n]*\|?[ \t]*$)+")
_RULE = re.compile(r"[ \t|:-]+")
_HTML_ROW = re.compile(r"<tr[^<>]{0,300}>", re.IGNORECASE)
_HTML_CELL = re.compile(r"<t[dh][^<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>")
_HTML_TABLE = re.compile(r"<table[^<>]{0,300}>", re.IGNORECASE)
_BRACKETS = re.compile(r"[()\[\]*†‡#_`]|<[^<>]{0,300}>")
_MEMORY = re.compile(r"(?i:VRAM|GPU memory)|显存|顯存")
_LONGEST = 120  # characters of a heading
_LONGEST_CELL = 2_000


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Args:
        text: Its text.
        start: Offset in the source.
        heading: The heading of its column, without brackets and marks.
        label: The first cell of its row, likewise.
        serves: Whether a heading of the table names the memory of chips: they run a finished model.
    """

    text: str
    start: int
    heading: str
    label: str
    serves: bool = False


def tables_in(text: str) -> list[tuple[int, int, list[Cell]]]:
    """Return (start, end, cells below the headings) of each table, in order."""
    found = []
    for match in _MARKDOWN.finditer(text):
        rows = [
            list(_markdown_cells(line, start))
            for line, start in _lines(match[0], match.start())
            if not _RULE.fullmatch(line)
        ]
        found.append((match.start(), match.end(), list(_with_headings(rows))))
    for start, end in _html_spans(text):
        found.append((start, end, list(_with_headings(list(_html_rows(text, start, end))))))
    return sorted(found, key=lambda table: table[0])


def _lines(block: str, offset: int) -> Iterator[tuple[str, int]]:
    for line in block.split("\n"):
        yield line, offset
        offset += len(line) + 1


def _markdown_cells(line: str, offset: int) -> Iterator[tuple[str, int]]:
    start = line.index("|") + 1 if "|" in line else 0
    while start < len(line):
        end = line.find("|", start)
        end = len(line) if end < 0 else end
        yield line[start:end], offset + start
        start = end + 1


def _html_spans(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for match in _HTML_TABLE.finditer(text):
        if match.start() < done:
            continue
        end = text.find("</table", match.end())
        done = len(text) if end < 0 else end
        yield match.start(), done


def _html_rows(text: str, start: int, end: int) -> Iterator[list[tuple[str, int]]]:
    marks = [match.start() for match in _HTML_ROW.finditer(text, start, end)]
    for row, stop in zip(marks, [*marks[1:], end], strict=False):
        opened = list(_HTML_CELL.finditer(text, row, stop))
        cells = []
        for cell, after in zip(opened, [*[one.start() for one in opened[1:]], stop], strict=False):
            close = text.find("</t", cell.end(), after)
            cells.append((text[cell.end() : close if close >= 0 else after], cell.end()))
        yield cells


def _with_headings(rows: list[list[tuple[str, int]]]) -> Iterator[Cell]:
    if not rows:
        return
    headings = [_heading(text) for text, _ in rows[0]]
    serves = any(_MEMORY.search(heading) for heading in headings)
    for number, row in enumerate(rows):
        label = _heading(row[0][0]) if row else ""
        for column, (text, start) in enumerate(row):
            heading = headings[column] if number and column < len(headings) and len(row) >= len(headings) - 1 else ""
            plain = _TAG.sub(lambda tag: " " * len(tag[0]), text[:_LONGEST_CELL])
            yield Cell(plain, start, heading, label if column else "", serves)


def _heading(text: str) -> str:
    return " ".join(_BRACKETS.sub(" ", text[:_LONGEST_CELL]).split())[:_LONGEST]
