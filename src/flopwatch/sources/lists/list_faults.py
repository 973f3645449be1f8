"""Faults of a list that its text alone shows: links to headings that are not there, entries that are there twice."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import msgspec

from flopwatch.identity import fold_listed
from flopwatch.sources.headers import closest_key, fold_key
from flopwatch.sources.lists.listed_entry import anchor_of
from flopwatch.sources.lists.orkg_keys import FIELD_OF_LABEL, ORKG_KEYS
from flopwatch.sources.markdown_items import item_names
from flopwatch.sources.markdown_tables import markdown_tables, plain_name

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.{1,300}?)[ \t]*#*[ \t]*")
_ANCHOR_LINK = re.compile(r"\]\(#([^()\s]{1,300})\)")
_OWN_ANCHOR = re.compile(r"<[a-zA-Z][^<>]{0,200}?\b(?:id|name)=[\"']?([^\"'\s>]{1,200})")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")
_ORKG_ONLY = {fold_key(one.label): one.label for one in ORKG_KEYS} | {"context length": "Context Length"}
_ALIKE = 0.8  # least likeness of a heading's anchor that is proposed for a dead one


class ListFault(msgspec.Struct, frozen=True):
    """One fault of a list's text.

    Args:
        rule: `dead-anchor` or `duplicate-entry`.
        line: Its line, counted from 1.
        name: The entry or the anchor.
        was: The doubted words.
        now: The words proposed instead, or "".
        message: What is wrong.
    """

    rule: str
    line: int
    name: str
    was: str
    now: str
    message: str


def list_faults(text: str) -> list[ListFault]:
    """Return the faults of a list in Markdown, by line."""
    lines = text.splitlines()
    return sorted([*_dead_anchors(lines), *_duplicates(text)], key=lambda one: one.line)


def _dead_anchors(lines: list[str]) -> Iterator[ListFault]:
    anchors: dict[str, int] = {}
    fenced = False
    for line in lines:
        fenced ^= line.lstrip().startswith("```")
        if (heading := _HEADING.fullmatch(line)) and not fenced:
            anchor = anchor_of(re.sub(r"<[^<>]{0,200}>", "", _LINK.sub(r"\1", heading[1])))
            count = anchors[anchor] = anchors.get(anchor, -1) + 1
            anchors[f"{anchor}-{count}" if count else anchor] = 0 if count else anchors[anchor]
        for own in _OWN_ANCHOR.findall(line):
            anchors[own.casefold()] = 0
    for number, line in enumerate(lines, 1):
        for target in _ANCHOR_LINK.findall(line):
            if target.casefold() in anchors or target.casefold().strip("-") in {one.strip("-") for one in anchors}:
                continue
            near = difflib.get_close_matches(target.casefold(), anchors, n=1, cutoff=_ALIKE)
            proposed = f"#{near[0]}" if near else ""
            yield ListFault("dead-anchor", number, target, f"#{target}", proposed, "no heading has this anchor.")


def _duplicates(text: str) -> Iterator[ListFault]:
    seen: dict[tuple[str, str], int] = {}
    rows = [
        (table.line + at, plain_name(row[0]))
        for table in markdown_tables(text)
        for at, row in enumerate(table.rows)
        if at and row and row[0]
    ]
    for kind, found in (("row", rows), ("item", item_names(text))):
        for line, name in found:
            key = (kind, fold_listed(name))
            if key[1] and key in seen:
                message = f"{name} is also at line {seen[key]}."
                yield ListFault("duplicate-entry", line, name, name, "", message)
            seen.setdefault(key, line)


def spelt_key(key: str, *, summary: bool = False) -> str:
    """Return a misspelt key spelt right, in the style of lists or of structured summaries.

    Example:
        >>> spelt_key("Achitecture"), spelt_key("reserch problem", summary=True)
        ('Architecture', 'research problem')
    """
    from flopwatch.sources.lists.fields import LIST_KEYS  # it loads the grammar of numbers

    known, _ = closest_key(key, FIELD_OF_LABEL if summary else LIST_KEYS)
    if summary or not known:
        return _ORKG_ONLY.get(known, known) or key
    return known.title() if key[:1].isupper() else known
