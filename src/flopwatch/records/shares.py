"""Shares of a whole that claims state of single values: languages of training data."""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.domain import Claim


def with_shares(values: tuple[str, ...], claims: Sequence[Claim]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the values, the largest stated share first, and their shares; () for shares if no claim states one.

    Args:
        values: The values in their order, which those without a share keep.
        claims: The claims behind them, the preferred first: of each value the first stated share counts.
    """
    stated: dict[str, str] = {}
    for claim in claims:
        if share := claim.qualifiers.get("share", ""):
            stated.setdefault(claim.value, share)
    if not stated:
        return values, ()
    ordered = tuple(sorted(values, key=lambda value: -float(stated.get(value, "0"))))
    return ordered, tuple(stated.get(value, "") for value in ordered)
