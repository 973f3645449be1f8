"""Lookup of a record by id or name."""

from __future__ import annotations

from collections.abc import Iterable

from flopwatch.census import Census
from flopwatch.domain import NotFound
from flopwatch.identity import fold_name, slug
from flopwatch.records import Record


def ids_by_name(records: Iterable[Record]) -> dict[str, set[str]]:
    """Return for each folded name or alias the ids of the records that it names."""
    ids: dict[str, set[str]] = {}
    for record in records:
        for name in (record.name, *record.aliases):
            ids.setdefault(fold_name(name), set()).add(record.id)
    return ids


def find(census: Census, name: str) -> Record:
    """Return the record with that id or name.

    Raises:
        NotFound: With the nearest ids.
    """
    name = census.redirects.get(name, name)
    if name in census.records:
        return census.records[name]
    word = fold_name(name)
    exact_names = [one for one in census.records.values() if word in map(fold_name, (one.name, *one.aliases))]
    if not exact_names:
        exact_names = [one for one in census.records.values() if one.id.split("/")[-1] == slug(name)]
    spelled = [one for one in exact_names if name in (one.name, *one.aliases)]
    exact_names = spelled if len(spelled) == 1 else exact_names
    if len({one.id for one in exact_names}) == 1:
        return exact_names[0]
    if exact_names:
        raise NotFound(f"{name!r} means several: {', '.join(one.id for one in exact_names)}. Give one of these ids.")
    near = _nearest(census, word)
    hint = f"Near: {', '.join(near)}." if near else "`flopwatch models` lists all."
    raise NotFound(f"no model {name!r}. {hint}")


def _nearest(census: Census, word: str) -> list[str]:
    """Return up to five ids with names similar to a word: models first, then names that begin with it."""
    from difflib import SequenceMatcher  # imported here: names are seldom mistyped

    def like(record: Record) -> float:
        return max(
            2.0 * name.startswith(word) + (word in name) + SequenceMatcher(None, word, name).quick_ratio()
            for name in map(fold_name, (record.name, *record.aliases))
        )

    scored = [(like(one), one) for one in census.records.values() if word]
    close = sorted(
        ((one.kind != "model", -score, one.id) for score, one in scored if score > 0.6),
    )
    return [identity for _, _, identity in close[:5]]
