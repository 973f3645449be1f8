"""Items of the lists in a Markdown text, each with the name that it starts with, and the heading above each line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flopwatch.sources.markdown_tables import plain_name

LONGEST_LINE = 4_000  # characters of a line that are read
_ITEM = re.compile(r"(\s{0,12})[-*+] +(\S.*)")
_HEADING = re.compile(r"(#{1,6}) +(\S.*)")
_CONTENTS = re.compile(r"\[[^\[\]]{1,200}\]\(#")
_LEAD = re.compile(r"\*\*([^*]{1,200})\*\*|\[([^\[\]]{1,200})\]\([^()\s]{1,2000}\)")
_END_OF_NAME = re.compile(r"[:：]|\s[-–—]\s|\s\[|\s\(http")
_LONGEST_PLAIN = 60  # characters of an item without bold or link that can be a name
_NO_MODELS = re.compile(
    r"\b(?:data ?sets?|corpus|corpora|benchmarks?|leaderboards?|surveys?|papers?|courses?|books?|tutorials?|tools?"
    r"|frameworks?|jeux de données|classements?|outils?)\b"
    r"|数据集|评测|教程|框架|部署|データセット|コーパス|ベンチマーク|リーダーボード|데이터셋|наборы данных",
    re.IGNORECASE,
)


def item_names(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each item that starts with one: in bold, a link, or before a colon or dash.

    An item below a named one describes it; entries of a table of contents, code, quotes and prose are no items.

    Example:
        >>> list(item_names("# Models\\n\\n- **A-1** of 2023\\n  * size: 7B\\n- [B-1](https://a.org) - new\\n"))
        [(3, 'A-1'), (5, 'B-1')]
    """
    fenced, depth = False, -1
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        item = None if fenced else _ITEM.fullmatch(line[:LONGEST_LINE])
        if item is None:
            depth = -1 if line and not line[0].isspace() else depth
            continue
        if 0 <= depth < len(item[1]):
            continue
        name = _leading_name(item[2])
        depth = len(item[1]) if name else -1
        if name:
            yield number, name


def _leading_name(item: str) -> str:
    if _CONTENTS.match(item):
        return ""
    lead = _LEAD.match(item)
    if lead:
        return plain_name(lead[1] or lead[2])
    name = plain_name(_END_OF_NAME.split(item, maxsplit=1)[0])
    return name if len(name) <= _LONGEST_PLAIN and not re.search(r"https?:|[.!?。！]$|!\[|<", name) else ""


def headings_without_models(lines: list[str]) -> list[str]:
    """Return for each line the heading above it, below the title, that announces no models, or "".

    Data sets, benchmarks, papers and tools are listed next to models under headings of their own.

    Example:
        >>> headings_without_models(["# LLMs, tools", "- A-1", "## Datasets", "### Text", "- C4", "## Models"])
        ['', '', '', 'Datasets', 'Datasets', '']
    """
    found, enclosing = [], dict[int, str]()
    for line in lines:
        found.append(
            next((one for level, one in sorted(enclosing.items()) if level > 1 and _NO_MODELS.search(one)), "")
        )
        if heading := _HEADING.fullmatch(line[:LONGEST_LINE].strip()):
            level = len(heading[1])
            enclosing = {at: one for at, one in enclosing.items() if at < level} | {level: heading[2]}
            found[-1] = next(
                (one for at, one in sorted(enclosing.items()) if 1 < at < level and _NO_MODELS.search(one)), ""
            )
    return found


def announces_no_models(heading: str) -> bool:
    """Return whether a heading is that of data sets, benchmarks, papers or tools."""
    return _NO_MODELS.search(heading) is not None


def is_heading(line: str) -> bool:
    """Return whether a line is a heading of Markdown, which no name is."""
    return bool(_HEADING.fullmatch(line[:LONGEST_LINE].strip()))
