"""Statements: the facts of a find that the census keeps, each with the place that states it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from flopwatch.domain import canonical
from flopwatch.sources import Find

MOST_STATEMENTS = 100  # of one candidate
_NUMBERS = {
    "parameters": "parameters",
    "active_parameters": "active_parameters",
    "training_compute_flop": "training_compute",
    "tokens": "tokens_seen",
    "citations": "citations",
}
_TEXTS = {
    "benchmark": "listed_under",
    "hub_id": "hugging_face_id",
    "title": "title",
    "venue": "venue",
    "publication_status": "publication_status",
    "paper": "paper",
    "announcement": "announcement",
    "source_code": "source_code",
}
_LISTS = {"country": "country", "organization_category": "organization_category", "authors": "authors"}
SEPARATOR = "; "  # of the values of a fact that has several


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one field, as a place states it.

    Args:
        channel: The channel that read it.
        field: A field of the census.
        value: As in `Claim.value`.
        words: The words of the place.
        url: The place.
        seen: ISO date on which it was read.
        relation: As in `Claim.relation`.
    """

    channel: str
    field: str
    value: str
    words: str
    url: str
    seen: str
    relation: str = "="


def statements_of(find: Find, channel: str, seen: str) -> tuple[Statement, ...]:
    """Return what the place of a find states of it; facts of no field of the census, such as scores, are left out.

    Args:
        find: The find.
        channel: The channel or recipe that was searched; the find's own goes before it.
        seen: ISO date on which it was read.
    """
    said: list[tuple[str, str]] = [("developer", find.developer), ("published", find.published)]
    for name, value in find.facts.items():
        if name in _NUMBERS and isinstance(value, float):
            said.append((_NUMBERS[name], number_text(value)))
        elif name in _TEXTS and isinstance(value, str):
            said.append((_TEXTS[name], value))
        elif name in _LISTS and isinstance(value, str):
            said += [(_LISTS[name], one) for one in value.split(SEPARATOR)]
    place = {"channel": find.channel or channel, "url": find.evidence.url, "seen": seen}
    words = find.evidence.words or find.name
    return tuple(Statement(field=name, value=value, words=words, **place) for name, value in said if value)


def joined_statements(*some: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return statements without repetitions, at most `MOST_STATEMENTS`; of one place's figures the newest counts."""
    kept: dict[tuple[str, str, str], dict[str, Statement]] = {}
    for statement in (one for each in some for one in each):
        values = kept.setdefault((statement.channel, statement.field, statement.url), {})
        if any(one.seen != statement.seen for one in values.values()) and statement.value not in values:
            values.clear()
        values.setdefault(statement.value, statement)
    return tuple(one for values in kept.values() for one in values.values())[:MOST_STATEMENTS]


def number_text(value: float) -> str:
    """Return a number as an exact decimal, with no digits that a float adds.

    Example:
        >>> number_text(7.24e9), number_text(3.8e25)
        ('7240000000', '3.8e25')
    """
    return canonical(Decimal(repr(value)))
