"""Tables inside a Markdown text: their rows by line, so that a row's number is its line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flopwatch.domain import clean_text

_BETWEEN = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-{1,200}:?")
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{1,2000}\)")


@dataclass(frozen=True)
class MarkdownTable:
    """A table and the line of its header, counted from 1; the rule below the header is left out.

    Args:
        line: Line of the header.
        rows: Cells of the header, without marks, and of every row, by lines; an empty row for the rule.
    """

    line: int
    rows: tuple[tuple[str, ...], ...]


def markdown_tables(text: str) -> list[MarkdownTable]:
    """Return the tables of a Markdown text: a header of at least two cells, a rule as wide, and the rows below.

    Example:
        >>> (found,) = markdown_tables("# A list\\n\\n| **Model** | Size |\\n|---|---|\\n| A-1 | 7B |\\n\\nEnd.\\n")
        >>> found.line, found.rows
        (3, (('Model', 'Size'), (), ('A-1', '7B')))
    """
    lines = text.splitlines()
    found: list[MarkdownTable] = []
    at = 0
    while at + 1 < len(lines):
        header, rule = _cells(lines[at]), _cells(lines[at + 1])
        if len(header) < 2 or len(header) != len(rule) or not all(_RULE.fullmatch(cell) for cell in rule):
            at += 1
            continue
        end = at + 2
        while end < len(lines) and "|" in lines[end]:
            end += 1
        found.append(MarkdownTable(at + 1, (tuple(map(plain_name, header)), (), *map(_cells, lines[at + 2 : end]))))
        at = end
    return found


def plain_name(cell: str) -> str:
    """Return a name without the marks of Markdown: a link's address, emphasis, code.

    Example:
        >>> plain_name("**[A-1](https://example.org)**")
        'A-1'
    """
    return _LINK.sub(r"\1", clean_text(cell)).strip("*`").strip()


def _cells(line: str) -> tuple[str, ...]:
    if "|" not in line:
        return ()
    body = line.strip().removeprefix("|")
    body = body[:-1] if body.endswith("|") and not body.endswith("\\|") else body
    return tuple(cell.strip().replace("\\|", "|") for cell in _BETWEEN.split(body))
