"""Map a quantity of the rewritten text back to its source, and clear the unit of a bare factor."""

from __future__ import annotations

import re

import msgspec

from flopwatch.domain import Quantity
from flopwatch.text.rewriting import Plain

_IS_FACTOR = re.compile(r"(?<![0-9.,A-Za-z])[0-9]{1,4}[ ]?(?:(?:experts?[ ])?[x×X*]|experts?[ ]of)[ ]?$")


def as_in_source(found: Quantity, plain: Plain, words: str) -> Quantity:
    """Return a quantity of the plain text with its offsets and its words in the source."""
    start, end, flags = plain.span(found.start, found.end)
    return msgspec.structs.replace(
        found,
        start=start,
        end=end,
        as_written=words[start:end],
        flags=tuple(dict.fromkeys((*found.flags, *flags))),
    )


def without_factor(found: Quantity, words: str) -> Quantity:
    """Return the last factor of `8x22B` without its unit and flagged `factor`: alone it counts nothing."""
    # "6*5.1B active parameters" counts them: a label says what they are.
    scaled = found.unit in ("parameters", "") and not found.label and not found.as_written[-1:].isdigit()
    if not scaled or not _IS_FACTOR.search(words[max(0, found.start - 20) : found.start]):
        return found
    return msgspec.structs.replace(found, unit="", flags=(*found.flags, "factor"))
