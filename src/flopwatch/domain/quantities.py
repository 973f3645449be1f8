"""Quantity: a number read out of words, exactly as it was stated."""

from __future__ import annotations

import msgspec


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """One written quantity.

    Args:
        value: Canonical exact decimal (`domain.canonical`), in `unit`.
        unit: A name of `UNITS`, or "" where the words give none.
        as_written: The words of this quantity alone.
        start: Offset of those words in the text read.
        end: Offset past them.
        relation: `=`, `≥`, `≤`, `≈` or `range`.
        high: Upper end of a range, canonical, in `unit`.
        label: What the words beside it say it counts (`LLM`, `A100`, `visual encoding`), or "".
        flags: `lost-superscript`, `largest-of-list`, `ambiguous-scale`, ….
    """

    value: str
    unit: str
    as_written: str
    start: int
    end: int
    relation: str = "="
    high: str = ""
    label: str = ""
    flags: tuple[str, ...] = ()
