"""Contradictions within one cluster of names: two sizes, two active sizes, two versions."""

from __future__ import annotations

from collections.abc import Iterable

from flopwatch.identity.comparison import compare
from flopwatch.identity.model_name import read_name

_NEVER = {("size", "differ"), ("size", "near"), ("active size", "differ"), ("version", "differ")}


def contradiction(a: str, b: str) -> str:
    """Return why two names cannot denote one model, whatever else is known: two sizes or versions; "" if they can.

    Example:
        >>> contradiction("Qwen2-72B", "Qwen2-7B"), contradiction("OPT", "OPT-175B")
        ('sizes differ: 72B and 7B', '')
    """
    first, second = read_name(a), read_name(b)
    for x in (first, *first.others):
        for y in (second, *second.others):
            found = [one.words for one in compare(x, y) if (one.part, one.level) in _NEVER]
            if not found:
                return ""
    return found[0]


def contradictions(names: Iterable[str], others: Iterable[str]) -> str:
    """Return the first contradiction between two clusters of names, or ""."""
    others = tuple(others)
    return next((why for a in names for b in others if (why := contradiction(a, b))), "")
