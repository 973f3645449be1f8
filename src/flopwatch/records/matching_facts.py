"""Facts of a record or an entry about its model, for the comparison of names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from flopwatch.domain import Claim, exact
from flopwatch.identity import About, fold_name
from flopwatch.records.choose import base_value
from flopwatch.records.results import Record

_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/([0-9]{4}\.[0-9]{4,5})")
_LINKS = ("paper", "homepage", "weights", "source_code")
_HUB = re.compile(r"huggingface\.co/([\w.-]{1,60}/[\w.-]{1,120})")


def about_entry(record: Record, developer: Callable[[str], str] = fold_name) -> About:
    """Return what a record states about its model: parameters, date, developers, domains, keys; not its id.

    Args:
        record: The record, or one source's view of it.
        developer: Folds the name of a developer; with a vocabulary, to the developer's id.
    """
    size = record.fields.get("parameters")
    return About(
        parameters=(float(exact(size.value)),) if size else (),
        published=record.value("published"),
        developers=frozenset(map(developer, record.values("developer"))),
        domains=frozenset(record.values("domain")),
        keys=keys_of(link for name in _LINKS for link in record.values(name)),
    )


def about_claims(claims: Mapping[str, Claim], developer: Callable[[str], str] = fold_name) -> About:
    """Return what the claims of one entry state about its model; of several dates the first."""
    by_field: dict[str, list[Claim]] = defaultdict(list)
    for _, claim in sorted(claims.items()):
        if claim.relation != "unknown" and claim.value:
            by_field[claim.field].append(claim)
    sizes = [float(base_value(one)[0]) for one in by_field["parameters"] if not one.qualifiers]
    links = (one.value for name in _LINKS for one in by_field[name])
    return About(
        parameters=tuple(dict.fromkeys(filter(None, sizes)))[:9],
        published=min((one.value for one in by_field["published"]), default=""),
        developers=frozenset(developer(one.value) for one in by_field["developer"]),
        domains=frozenset(one.value for one in by_field["domain"]),
        keys=keys_of(links),
    )


def joined(a: About, b: About) -> About:
    """Return what two entries of one model state together; the first goes first."""
    return About(
        identity=a.identity or b.identity,
        parameters=tuple(dict.fromkeys((*a.parameters, *b.parameters)))[:9],
        published=min(filter(None, (a.published, b.published)), default=""),
        developers=a.developers | b.developers,
        domains=a.domains | b.domains,
        keys=a.keys | b.keys,
    )


def keys_of(links: Iterable[str]) -> frozenset[str]:
    """Return the folded keys in links: arXiv ids and Hub ids. Versions of a paper are one key."""
    found = set()
    for link in links:
        found |= {f"arxiv:{key}" for key in _ARXIV.findall(link.casefold())}
        found |= {f"hub:{key}" for key in _HUB.findall(link.casefold())}
    return frozenset(found)
