"""Search of models by words: names and aliases first, then developers, families and domains."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from flopwatch.census import Census, estimate_of, newest_first
from flopwatch.domain import Interval, WrongUsage
from flopwatch.identity import fold_name
from flopwatch.products import label
from flopwatch.records import Record
from flopwatch.statistics import interval_of

LONGEST_QUERY = 200  # characters
_ABOUT = ("developer", "family", "domain", "country", "published", "base_model")


class FoundModel(msgspec.Struct, frozen=True):
    """One model that a search found.

    Args:
        rank: 0 for the exact name or id, 1 for the beginning of a name, 2 for words in names, 3 for words elsewhere.
    """

    id: str
    name: str
    developers: tuple[str, ...]
    published: str | None
    training_compute_flop: Interval | None
    rank: int


def search_models(census: Census, words: str, *, limit: int = 20) -> list[FoundModel]:
    """List the models whose names, developers, families, domains, countries or dates have all the words, best first.

    Args:
        census: The census.
        words: Words in any order; the case and marks of names do not matter.
        limit: Maximum number of models.

    Raises:
        WrongUsage: If there is no word, or the query is longer than `LONGEST_QUERY`.
    """
    if len(words) > LONGEST_QUERY:
        raise WrongUsage(f"the search has {len(words)} characters; at most {LONGEST_QUERY} are read. Shorten it.")
    wanted = [folded for word in words.split() if (folded := fold_name(word))]
    if not wanted:
        raise WrongUsage(f"the search {words[:40]!r} has no word. Write a name, a developer or a family.")
    whole = fold_name(words)
    ranked = [
        (rank, newest_first(record), record)
        for record in census.models()
        if (rank := _rank(record, whole, wanted)) is not None
    ]
    found = sorted(ranked, key=lambda one: one[:2])[:limit]
    return [_found(census, record, rank) for rank, _, record in found]


def _rank(record: Record, whole: str, wanted: Iterable[str]) -> int | None:
    names = [fold_name(name) for name in (record.name, *record.aliases)]
    if whole in names or whole == fold_name(record.id):
        return 0
    if any(name.startswith(whole) for name in names):
        return 1
    if any(all(word in name for word in wanted) for name in names):
        return 2
    about = [fold_name(label(name, value)) for name in _ABOUT for value in record.values(name)]
    return 3 if all(any(word in text for text in (*names, *about)) for word in wanted) else None


def _found(census: Census, record: Record, rank: int) -> FoundModel:
    estimate = estimate_of(census, record.id)
    return FoundModel(
        id=record.id,
        name=record.name,
        developers=tuple(label("developer", one) for one in record.values("developer")),
        published=record.value("published") or None,
        training_compute_flop=interval_of(estimate.compute_flop) if estimate else None,
        rank=rank,
    )
