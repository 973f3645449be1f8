"""Passes of training over its data, as stated with the data: `300B tokens, 4 epochs`."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from flopwatch.domain import Quantity
from flopwatch.text.english import ENGLISH
from flopwatch.text.lexicon import Lexicon
from flopwatch.text.quantities import read_quantities

_TIMES = re.compile(r"[ ]{0,2}[x×X*][ ]{0,2}")
_TOTAL_OVER = re.compile(r"[ ]{0,2}(?:over|in|across|during)[ ]{0,2}", re.IGNORECASE)


@dataclass(frozen=True)
class WrittenData:
    """Amounts of data as stated.

    Args:
        amounts: Every amount, in order, without the passes.
        passes: Passes over the data, in epochs, or None.
        seen: The amount that counts the passes already (`1T total tokens over 4 epochs`), or None.
    """

    amounts: tuple[Quantity, ...]
    passes: Quantity | None = None
    seen: Quantity | None = None


def read_data(words: str, *, lexicon: Lexicon = ENGLISH) -> WrittenData:
    """Read the amounts of data that the words state, and the passes over them.

    Args:
        words: `300B tokens, 4 epochs`, `1 epoch on 2T tokens`, `80B tokens × 3`, `40GB (8M web pages)`, ….
        lexicon: The language of the words.

    Raises:
        BadInput: If the words are too long.

    Example:
        >>> found = read_data("300B tokens, 4 epochs")
        >>> [q.value for q in found.amounts], found.passes.value
        (['300000000000'], '4')
        >>> read_data("1T total tokens over 4 epochs").seen.value
        '1000000000000'
    """
    found = read_quantities(words, lexicon=lexicon)
    before = (None, *found)  # in the order of the words
    passes = [q for last, q in zip(before, found, strict=False) if q.unit == "epochs" or _multiplies(words, q, last)]
    if len(passes) != 1:
        return WrittenData(found)
    one = passes[0]
    amounts = tuple(q for q in found if q is not one)
    totals = [q for q in amounts if q.unit == "tokens" and _is_total(words, q, one)]
    return WrittenData(amounts, msgspec.structs.replace(one, unit="epochs"), totals[0] if totals else None)


def _multiplies(words: str, q: Quantity, before: Quantity | None) -> bool:
    """Return whether a bare number multiplies the tokens before it: `80B tokens × 3`."""
    if before is None or q.unit or before.unit != "tokens" or before.end > q.start:
        return False
    return _TIMES.fullmatch(words[before.end : q.start]) is not None


def _is_total(words: str, q: Quantity, passes: Quantity) -> bool:
    """Return whether tokens are the total over all passes: `1T total tokens over 4 epochs`."""
    return "total" in q.as_written.lower() and _TOTAL_OVER.fullmatch(words[q.end : passes.start]) is not None
