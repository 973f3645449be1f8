"""Accelerators that trained a model, their number and time, read from one line of text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache

from flopwatch.domain import Quantity
from flopwatch.text.english import ENGLISH
from flopwatch.text.lexicon import Lexicon, either
from flopwatch.text.quantities import read_quantities

_DURATIONS = ("minutes", "hours", "days", "weeks", "months", "years")
_CHIP_TIMES = ("chip-hours", "chip-days", "chip-months", "chip-years")


@cache
def _clause(lexicon: Lexicon) -> re.Pattern[str]:
    breaks = either(lexicon.clause_breaks)
    return re.compile(rf"[.;][ \n]|\n|(?<![A-Za-z])(?:{breaks})(?![A-Za-z])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class ChipUse:
    """One use of one kind of accelerator, in the units of its source.

    Args:
        chip: The accelerator as written, or "".
        count: Accelerators running at once, in chips.
        duration: Wall-clock time, in the unit stated.
        chip_hours: Accelerator time in all, in the unit stated (chip-hours, chip-days, …).
    """

    chip: str = ""
    count: Quantity | None = None
    duration: Quantity | None = None
    chip_hours: Quantity | None = None


def read_chip_use(words: str, *, lexicon: Lexicon = ENGLISH) -> tuple[ChipUse, ...]:
    """Read the accelerators used, their number and the time.

    Count and time belong together within a clause; a second count, time or total begins another use.

    Raises:
        BadInput: If the words are too long.

    Example:
        >>> use = read_chip_use("18 days to train on 592 V100 GPUs")[0]
        >>> use.chip, use.count.value, use.duration.value, use.duration.unit
        ('V100', '592', '18', 'days')
    """
    breaks = [m.end() for m in _clause(lexicon).finditer(words)]
    uses: list[ChipUse] = []
    clause = 0
    current = ChipUse()
    for q in read_quantities(words, lexicon=lexicon):
        if q.unit not in _DURATIONS and q.unit not in _CHIP_TIMES and q.unit != "chips":
            continue
        here = bisect_right(breaks, q.start)
        if here != clause and current.count and current.duration:
            uses.append(current)
            current = ChipUse()
        clause = here
        added = _with(current, q)
        if added is None:
            uses.append(current)
            added = _with(ChipUse(), q)
        assert added is not None
        current = added
    uses.append(current)
    return tuple(use for use in uses if use.count or use.chip_hours)


def _with(use: ChipUse, q: Quantity) -> ChipUse | None:
    """Return the use with one more quantity; None if it has that one already or names another chip."""
    if q.unit in _DURATIONS:
        return None if use.duration else replace(use, duration=q)
    # "A100 hours = 768 40G-A100": the longer name is the same chip said more exactly.
    names = sorted((use.chip.lower(), q.label.lower()), key=len)
    if names[0] and names[0] not in names[1] and names[0] not in ("gpu", "tpu"):
        return None
    chip = max(use.chip, q.label, key=len) if use.chip.lower() not in ("gpu", "tpu") else q.label or use.chip
    if q.unit == "chips":
        return None if use.count else replace(use, chip=chip, count=q)
    return None if use.chip_hours else replace(use, chip=chip, chip_hours=q)
