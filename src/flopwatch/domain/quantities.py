"""Quantity: a number parsed from text, exactly as stated; Interval: the quantiles of an uncertain one."""

from __future__ import annotations

import msgspec


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """One written quantity.

    Args:
        value: Canonical exact decimal (`domain.canonical`), in `unit`.
        unit: A name of `UNITS`, or "" if the text gives none.
        as_written: The text of this quantity alone.
        start: Offset of that text in the text parsed.
        end: Offset past them.
        relation: `=`, `≥`, `≤`, `≈` or `range`.
        high: Upper end of a range, canonical, in `unit`.
        label: The adjacent words that say what it counts (`LLM`, `A100`, `visual encoding`), or "".
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


class Interval(msgspec.Struct, frozen=True):
    """The 5%, 50% and 95% quantiles of a quantity."""

    p5: float
    p50: float
    p95: float
