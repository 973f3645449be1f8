"""Claims that repeat the heading of a list under which their entry is."""

from __future__ import annotations

from collections.abc import Mapping

from flopwatch.domain import Claim


def restated_headings(claims: Mapping[str, Claim]) -> frozenset[str]:
    """Return the claims that repeat a heading of their own entry, if others state the field in their own words.

    A list puts an entry under one heading of several that fit: PaLM-E under `Reinforcement Learning`.
    """
    found = frozenset(
        key
        for key, claim in claims.items()
        if claim.as_written and claim.as_written.casefold() in claim.entry.casefold().split(" / ")[:-1]
    )
    return found if len(found) < len(claims) else frozenset()
