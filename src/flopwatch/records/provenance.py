"""Publisher and date of a claim, as its source states them."""

from __future__ import annotations

from collections.abc import Mapping

from flopwatch.domain import Claim, Source


def group_of(claim: Claim, sources: Mapping[str, Source]) -> str:
    """Return the independence group of a claim's source; a source without a group is its own."""
    source = sources.get(claim.source)
    return (source.group if source else "") or claim.source


def date_of(claim: Claim, sources: Mapping[str, Source]) -> str:
    """Return the ISO date of a claim's source; "" if it has none."""
    source = sources.get(claim.source)
    return source.date if source else ""
