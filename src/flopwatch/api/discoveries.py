"""Discovery: searches of channels, and the queue of candidates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flopwatch import discovery, ledger, sources
from flopwatch.api.census_cache import answer
from flopwatch.domain import NOW, NoSuchChoice, NotFound, WrongUsage

if TYPE_CHECKING:
    from flopwatch.discovery import Basis, Candidate, Searched, Unseen

FOLDER = "discovery"  # next to the ledger


def discover(
    data: Path, store: str, name: str, *, min_downloads: float = 100.0, most_read: int = 50, places: Sequence[str] = ()
) -> Searched:
    """Search one channel, or follow a recipe, for models that the census lacks, and put them into the queue.

    Args:
        data: The curated folder.
        store: Address of the ledger; the queue and all answers are kept next to it.
        name: One of `sources.CHANNELS` or of `discovery.RECIPES`.
        min_downloads: Downloads of the month at or below which a hub's model is left out.
        most_read: Models of a hub whose files are read in this search.
        places: Paths, folders or addresses of files, where the channel is read from files.

    Raises:
        NoSuchChoice: If there is no such channel or recipe.
        WrongUsage: If it needs places and none is given.
    """
    if name in discovery.RECIPES:
        recipe = discovery.recipe(name)
        _require(name, "paths or addresses of files of boards", places)
        return discovery.search_recipe(recipe, ledger.beside(store, FOLDER), basis(data, store), places, _now)
    try:
        channel = sources.channel(name)
    except NotFound as error:
        choices = (*(one for one, _ in sources.CHANNELS), *discovery.RECIPES)
        hint = "Also news-xx for a language of keywords.toml; gpt-4-scale and large-scale are recipes over boards."
        raise NoSuchChoice("channel", name, choices, hint=hint) from error
    if channel.places:
        _require(name, channel.places, places, channel.example)
    limits = discovery.HubLimits(min_downloads, most_read)
    known = basis(data, store)
    return discovery.search(channel, ledger.beside(store, FOLDER), known, _now, limits=limits, places=places)


def unseen(data: Path, store: str) -> list[Unseen]:
    """Return how many models no source lists, estimated from how many sources list those that are known."""
    return answer(data, store, NOW, "unseen models", discovery.unseen_models, list[discovery.Unseen])


def candidates(store: str, *, above: str = "", limit: int | None = None) -> list[Candidate]:
    """Return the candidates on which nobody has decided, the most valuable first.

    Args:
        store: Address of the ledger that the queue is next to.
        above: A threshold such as 1e25: only candidates that may exceed it (P >= 0.05).
        limit: The most to return.

    Raises:
        WrongUsage: If candidates have no chance for that threshold.
    """
    decided = discovery.decisions_on(ledger.read_events(store))
    found = [one for one in discovery.read_queue(ledger.beside(store, FOLDER)) if one.key not in decided]
    if above:
        if above not in discovery.THRESHOLD_NAMES:
            raise NoSuchChoice("threshold", above, discovery.THRESHOLD_NAMES)
        found = [one for one in found if one.p_above.get(above, 0.0) >= _CANNOT_RULE_OUT]
    return found[:limit]


def _require(name: str, what: str, places: Sequence[str], example: str = "FILE") -> None:
    """Refuse a search without places before the census is read.

    Raises:
        WrongUsage: If there are none.
    """
    if not places:
        raise WrongUsage(f"{name} needs {what}. Example: flopwatch discover {name} {example}")


_CANNOT_RULE_OUT = 0.05  # as in the census's classes


def basis(data: Path, store: str) -> Basis:
    """Return what discovery needs of the census, from disk if nothing has changed."""
    return answer(data, store, NOW, "discovery basis", discovery.basis_of, discovery.Basis)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
