"""Differences between two lists, entry by entry and key by key: what was mended, and what is said otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import msgspec

from flopwatch.domain import clean_text
from flopwatch.sources.headers import fold_key
from flopwatch.sources.lists.orkg_keys import FIELD_OF_LABEL

_ITEM = "item"
_MARKS = re.compile(r"[*\[\]\\]|\(\)|<!--.{0,100}?-->")


class ListDifference(msgspec.Struct, frozen=True):
    """One difference of the second list from the first.

    Args:
        place: Headings and name of the entry.
        key: Its key, or `item` for its first lines.
        was: The words of the first list; "" if it lacks them.
        now: The words of the second list; "" if it lacks them.
        reason: `misspelt key`, `marks` (the same words under other marks of Markdown), `no name` (an entry that says
            nowhere which model it is), or "" if it is none of these.
    """

    place: str
    key: str
    was: str
    now: str
    reason: str


def list_differences(before: str, after: str) -> list[ListDifference]:
    """Return the differences between the entries of two lists.

    Explanations of keys, and text outside entries, are not compared.

    Args:
        before: Text of the first list.
        after: Text of the second list.
    """
    old, new = _said(before), _said(after)
    found = []
    for place in dict.fromkeys([*old, *new]):
        found += _of_entry(place, old.get(place, {}), new.get(place, {}))
    return found


def _of_entry(place: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[ListDifference]:
    found = []
    renamed = {key: other for key in old if key not in new for other in new if _same_key(key, other, old, new)}
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key, ""), new.get(key, "")
        if key in renamed:
            found.append(ListDifference(place, key, key, renamed[key], "misspelt key"))
        elif key not in renamed.values() and was != now:
            reason = "no name" if place.endswith(" / ") else "marks" if _plain(was) == _plain(now) else ""
            found.append(ListDifference(place, key, was, now, reason))
    return found


def _same_key(key: str, other: str, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    from flopwatch.sources.lists.fields import LIST_KEYS

    known = {*LIST_KEYS, *FIELD_OF_LABEL}
    return other not in old and old[key] == new[other] and fold_key(key) not in known and fold_key(other) in known


def _plain(words: str) -> str:
    return re.sub(r"\s", "", _MARKS.sub("", words))


def _said(text: str) -> dict[str, dict[str, str]]:
    """Return the keys and values of each entry by its place, and the words of its item."""
    from flopwatch.sources.lists.heading_lines import claims_of_heading_line
    from flopwatch.sources.lists.list_scan import entries_in
    from flopwatch.sources.lists.yaml_blocks import parse_block

    found: dict[str, dict[str, str]] = {}
    names: Counter[str] = Counter()
    for entry in entries_in(text):
        if entry.kind == "keys":
            continue
        block = dict(parse_block("\n".join(entry.block)).items()) if entry.block is not None else {}
        name = claims_of_heading_line(entry.words, entry.kind)[0] if entry.words else block.pop("has model", "")
        place = f"{entry.place} / {clean_text(name)}"
        names[place] += 1
        if names[place] > 1:
            place += f" ({names[place]})"
        found[place] = block | ({_ITEM: clean_text(" ".join(entry.words))} if entry.words else {})
    return found
