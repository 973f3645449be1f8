"""Lineages that boards state: the topmost base of a tune, by name, across all boards of a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flopwatch.identity import base_key, read_name
from flopwatch.sources import UNSTATED, Find

_LONGEST = 10  # tunes of tunes


def bases_stated(finds: Iterable[Find]) -> dict[str, str]:
    """Return the base of each tune whose board names it, by `base_key`; releases of one base are no tunes of it.

    Args:
        finds: The finds of all boards: a base that one of them states holds on the others.
    """
    bases: dict[str, str] = {}
    own: set[str] = set()  # pre-trained by their makers
    for find in finds:
        key, base = base_key(find.name), _name_of(str(find.facts.get("tuned_from", "")))
        if base and base != UNSTATED and base_key(base) != key:
            bases.setdefault(key, base)
        elif find.facts.get("official") and find.facts.get("pretrained"):
            own.add(key)
    return {key: base for key, base in bases.items() if key not in own}


def base_of(find: Find, bases: Mapping[str, str]) -> str:
    """Return the topmost base of a find; `UNSTATED` for another's tune of a base without a name, "" for no tune.

    Args:
        find: A find of a board.
        bases: What the boards state (`bases_stated`).
    """
    key = base_key(find.name)
    if key not in bases:
        stated = find.facts.get("tuned_from") == UNSTATED and not find.facts.get("official")
        return UNSTATED if stated else ""
    base = bases[key]
    for _ in range(_LONGEST):
        above = bases.get(base_key(base))
        if above is None or base_key(above) == key:
            break
        base = above
    return base


def families_of_tunes(finds: Iterable[Find]) -> frozenset[str]:
    """Return the families whose makers call each of them a tune, without its base: `Vicuna` on boards that say no more.

    Args:
        finds: The finds of all boards.
    """
    tunes: set[str] = set()
    own: set[str] = set()
    for find in finds:
        family = read_name(find.name).family
        if find.facts.get("official"):
            (tunes if find.facts.get("tuned_from") == UNSTATED else own).add(family)
    return frozenset(tunes - own - {""})


def _name_of(address: str) -> str:
    return address.rpartition("/")[2]
