"""What a record or an entry tells about the model behind its name, for the comparison of names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from flopwatch.domain import exact
from flopwatch.identity import About, fold_name
from flopwatch.records.results import Record

_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/([0-9]{4}\.[0-9]{4,5})")
_HUB = re.compile(r"huggingface\.co/([\w.-]{1,60}/[\w.-]{1,120})")


def about_entry(record: Record, developer: Callable[[str], str] = fold_name) -> About:
    """Return what a record states about its model: parameters, date, developers, domains, keys; not its id.

    Args:
        record: The record, or one source's view of it.
        developer: Folds the name of a developer; with a vocabulary, to the developer's id.
    """
    size = record.fields.get("parameters")
    parameters = float(exact(size.value)) if size and not size.unit.startswith("%") else None
    return About(
        parameters=parameters or None,
        published=record.value("published"),
        developers=frozenset(map(developer, record.values("developer"))),
        domains=frozenset(record.values("domain")),
        keys=keys_of((*record.values("paper"), *record.values("link"), *record.values("weights_link"))),
    )


def keys_of(links: Iterable[str]) -> frozenset[str]:
    """Return the folded keys in links: arXiv ids and Hub ids. Versions of a paper are one key."""
    found = set()
    for link in links:
        found |= {f"arxiv:{key}" for key in _ARXIV.findall(link.casefold())}
        found |= {f"hub:{key}" for key in _HUB.findall(link.casefold())}
    return frozenset(found)
