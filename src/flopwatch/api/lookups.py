"""Lookup of a record by id or name, and the search over everything that has a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flopwatch.api.cached_rows import FoundItem
from flopwatch.census import Census
from flopwatch.domain import NotFound, WrongUsage, kin, near
from flopwatch.identity import fold_name, slug
from flopwatch.records import Record


def search(census: Census, words: str) -> list[FoundItem]:
    """Return what a search finds, the best first, as the hub's search box does.

    Raises:
        WrongUsage: If the words are empty.
        NotFound: With the nearest names.
    """
    from flopwatch.hub import items_to_find, near_names, ranked

    if not words.strip():
        raise WrongUsage("nothing to search for. Give a name, such as `flopwatch search llama`.")
    items = items_to_find(census)
    found = [items[at] for at in ranked(items, words)]
    if not found:
        near = " or ".join(repr(items[at].name) for at in near_names(items, words))
        meant = f"Did you mean {near}?" if near else "`flopwatch models` lists all models."
        raise NotFound(f"nothing is called {words[:80]!r}. {meant}")
    return [FoundItem(one.kind, one.name, one.also, one.about, one.path) for one in found]


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
    raise NotFound(f"no model {name[:80]!r}. {which_model(census.records.values(), name)}")


def which_model(records: Iterable[Record], name: str) -> str:
    """Return a question with up to three similar names, of models if possible; else the command that lists all."""
    close = _nearest(list(records), name)
    return f"Did you mean {' or '.join(close)}?" if close else "`flopwatch models` lists all."


def _nearest(records: Sequence[Record], asked: str) -> list[str]:
    """Return the ids of up to three models, else of other records: of the same family first, then of similar names."""
    for kept in (True, False):
        some = [one for one in records if (one.kind == "model") is kept]
        spelled = {name: one.id for one in some for name in (one.name, *one.aliases)}
        folded = ids_by_name(some)
        similar = (identity for name in near(fold_name(asked), folded, most=9) for identity in sorted(folded[name]))
        close = dict.fromkeys((*(spelled[name] for name in kin(asked, spelled, most=9)), *similar))
        if close:
            return list(close)[:3]
    return []
