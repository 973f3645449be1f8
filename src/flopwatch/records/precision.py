"""Roundings: whether one claim states a number that another states with more digits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from flopwatch.domain import Claim, exact, to_base

_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_LONGEST = 200  # characters of a statement that are searched for its number


def most_digits(first: str, ordered: Sequence[str], usable: Mapping[str, Claim], weak: frozenset[str]) -> str:
    """Return the claim that states a chosen number with the most digits, in one pass.

    Args:
        first: Id of the chosen claim.
        ordered: Ids of the claims to consider, by precedence.
        usable: The claims by id.
        weak: Flags that disqualify a claim.

    Returns:
        `first` if no plain statement rounds to it.
    """
    best, limits = first, _rounded_from(usable[first])
    for key in ordered:
        claim = usable[key]
        if limits is None:
            break
        if claim.relation != "=" or claim.high or weak & set(claim.flags):
            continue
        if limits[0] <= to_base(exact(claim.value), claim.unit)[0] <= limits[1] and _has_more(claim, usable[best]):
            best, limits = key, _rounded_from(claim)
    return best


def digits_written(claim: Claim) -> int:
    """Return the number of significant digits in which a claim's words state its value; 0 if no numeral is its value.

    Example:
        >>> claim = Claim(subject="BLOOM", field="parameters", value="176000000000", unit="parameters",
        ...               source="s", locator="l", as_written="176 billion parameters")
        >>> digits_written(claim)
        3
    """
    wanted = _significant(claim)
    for numeral in _NUMERAL.findall(claim.as_written[:_LONGEST]):
        body = numeral.replace(",", "").replace(".", "").lstrip("0")
        if body.rstrip("0") == wanted:
            return len(body)
    return 0


def _significant(claim: Claim) -> str:
    return "".join(map(str, exact(claim.value).as_tuple().digits)).strip("0")


def _has_more(claim: Claim, other: Claim) -> bool:
    return len(_significant(claim)) > digits_written(other)


def _rounded_from(claim: Claim) -> tuple[Decimal, Decimal] | None:
    """Return the least and the largest number that round to a plain statement, in its base unit. None for a range, a
    bound or a zero.
    """
    value, digits = exact(claim.value), digits_written(claim)
    if claim.relation != "=" or claim.high or not digits or value <= 0:
        return None
    half = Decimal(5).scaleb(value.adjusted() - digits)
    return to_base(value - half, claim.unit)[0], to_base(value + half, claim.unit)[0]
