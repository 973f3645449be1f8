"""Inputs as people type them: a value, a 90% interval or `value ×/÷ factor`, each with its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from flopwatch import text
from flopwatch.domain import WrongUsage, exact, to_base, unit, unit_in_words
from flopwatch.statistics import LogitNormal, LogNormal, Uncertain

# What a caller may pass: words, a number, a (low, high) pair that is a 90% interval, or a distribution.
Given: TypeAlias = str | float | int | tuple[float, float] | LogNormal | LogitNormal

MAX_WORDS = 200  # characters of one input
_TIMES_OR_OVER = re.compile(r"[ ]{0,3}(?:[×x*][ ]?/[ ]?[÷x/]?|[×x*]÷)[ ]{0,3}")
_SPREAD = re.compile(r"[ ]{0,3}(?:\.{2,3}|…|[ ]to[ ]|–|—)[ ]{0,3}")
_FORMS = (
    "Write a value (405B), a 90% interval (8.2e24..4.4e25, 8.2e24 to 4.4e25) or a value with a factor (0.4 ×/÷ 1.3, "
    "0.4 x/ 1.3)"
)


@dataclass(frozen=True)
class Slot:
    """One input of the calculator.

    Args:
        name: Its name in errors; the option is `--name`.
        unit: The unit of a bare number.
        share: Whether it is a share of a whole, in (0, 1).
        confused: A unit of another kind that people give by mistake, and the hint to print then.
    """

    name: str
    unit: str
    share: bool = False
    confused: tuple[str, str] = ("", "")

    @property
    def option(self) -> str:
        """Option of the command line."""
        return "--" + self.name.replace("_", "-")

    def refusal(self, words: str) -> WrongUsage:
        """Return the error about this input: its option, then the words."""
        return WrongUsage(f"{self.option}{words}", slot=self.name)


def read_input(given: Given, slot: Slot, *, rounding: float = 1.0) -> Uncertain:
    """Read an input as a distribution, in the base unit of the slot's dimension (days become hours).

    A number without an interval is exact, or has a 90% interval of a factor `rounding` to either side. Intervals are
    log-normal, those of a share too: its upper end is below 1.

    Args:
        given: Words such as `405B`, `8.2e24..4.4e25`, `0.4 ×/÷ 1.3`, `54 days`; a number; a (low, high) pair; a
            distribution.
        slot: The input to read.
        rounding: Factor ≥ 1 for plain values.

    Raises:
        BadInput: Naming the input, the words and what to write instead.

    Example:
        >>> read_input("405B", Slot("parameters", "parameters")).median
        405000000000.0
        >>> print(f'{read_input("30%..50%", Slot("mfu", "fraction", share=True)).median:.3f}')
        0.387
        >>> print(f'{read_input("8.2e24..4.4e25", Slot("compute", "FLOP")).median:.2e}')
        1.90e+25
    """
    if isinstance(given, LogNormal | LogitNormal):
        return given
    if isinstance(given, tuple):
        low, high = (_number(one, slot) for one in given)
        return _interval(low, high, slot, f"{given[0]}..{given[1]}")
    if not isinstance(given, str):
        return _plain(_number(given, slot), slot, rounding, f"{given:g}")
    if len(given) > MAX_WORDS:
        raise slot.refusal(f": input has {len(given)} characters; at most {MAX_WORDS} are allowed. {_FORMS}.")
    words = given.strip()
    parts = _TIMES_OR_OVER.split(words)
    if len(parts) == 2:
        middle = _value(parts[0], slot, words)
        factor = _factor(parts[1], slot, words)
        _check(middle, slot, words)
        return _with_factor(middle, factor, slot, words)
    ends = _SPREAD.split(words)
    if len(ends) == 2 and all(ends):
        low, high = _ends(ends, slot, words)
        return _interval(low, high, slot, words)
    found = [one for one in text.read_quantities(words, default_unit=slot.unit) if one.relation == "range"]
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(words)):
        bottom, top = (_converted(end, found[0].unit, slot, words) for end in (found[0].value, found[0].high))
        return _interval(bottom, top, slot, words)
    return _plain(_value(words, slot, words), slot, rounding, words)


def _number(given: float | int, slot: Slot) -> float:
    """Return a Python number as a float; refuse booleans, infinities and NaN."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1e99:
        raise slot.refusal(f": {given!r} is not a finite number. {_FORMS}.")
    return float(given) * float(unit(slot.unit).factor)


def _ends(ends: Sequence[str], slot: Slot, words: str) -> tuple[float, float]:
    """Return both ends of an interval; a bare lower end takes the unit and scale of the upper one: `10..20B`."""
    found = text.read_quantities(f"{ends[0]} to {ends[1]}", default_unit=slot.unit)
    if len(found) == 1 and found[0].relation == "range":
        low, high = (_converted(end, found[0].unit, slot, words) for end in (found[0].value, found[0].high))
        return low, high
    return _value(ends[0], slot, words), _value(ends[1], slot, words)


def _value(part: str, slot: Slot, words: str) -> float:
    """Return the one quantity that the words state, in the slot's base unit."""
    part = part.strip().removeprefix("=")
    try:
        return float(to_base(text.read_number(part), slot.unit)[0])
    except ValueError:
        pass  # not bare: it may carry a suffix or a unit
    found = text.read_quantities(part, default_unit=slot.unit)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(part)) or found[0].relation not in ("=", "≈"):
        raise slot.refusal(f" {words!r}: {part!r} is not one number of {slot.unit}. {_FORMS}.")
    return _converted(found[0].value, found[0].unit, slot, words)


def _converted(value: str, stated: str, slot: Slot, words: str) -> float:
    wanted = unit(slot.unit).base
    if not stated or unit(stated).base != wanted:
        confused, advice = slot.confused
        hint = f" {advice}" if confused and stated and unit(stated).base == confused else ""
        units = (unit_in_words(stated) if stated else "no unit", unit_in_words(wanted))
        raise slot.refusal(f" {words!r} is in {units[0]}; this input is in {units[1]}.{hint}")
    return float(to_base(exact(value), stated)[0])


def _factor(part: str, slot: Slot, words: str) -> float:
    try:
        factor = float(text.read_number(part))
    except ValueError:
        factor = 0.0
    if not 1 <= factor <= 1e6:
        raise slot.refusal(
            f" {words!r}: the factor after ×/÷ is {part.strip()!r}; it must be a number from 1 up, "
            "such as 0.4 ×/÷ 1.3 for 0.31 to 0.52."
        )
    return factor


def _check(value: float, slot: Slot, words: str) -> None:
    if slot.share:
        if value > 1 and "%" in words:
            raise slot.refusal(f" {words!r} is above 100%, and a share of the peak is below it. Write 40% or 0.4.")
        if 1 < value <= 100:
            raise slot.refusal(
                f" {words!r}: {value:g} is above 1. Is it a percentage? Write {value / 100:g} or {value:g}%."
            )
        if not 0 < value < 1:
            raise slot.refusal(f" {words!r}: {value:g} is not a share between 0 and 1.")
    elif not value > 0:
        named = "is negative" if value < 0 else "is 0"
        raise slot.refusal(f" {words!r} {named}; it must be above 0. Leave it out if it is unknown.")


def _plain(value: float, slot: Slot, rounding: float, words: str) -> LogNormal:
    _check(value, slot, words)
    factor = 1.0 if words.startswith("=") else rounding
    if slot.share:  # rounding takes a share at most half of its way to 1
        factor = min(factor, (1 + value) / 2 / value)
    return _with_factor(value, factor, slot, words)


def _with_factor(value: float, factor: float, slot: Slot, words: str) -> LogNormal:
    if slot.share and factor > 1 and value * factor >= 1:
        raise slot.refusal(f" {words!r}: its upper end, {value * factor:.3g}, is not below 1.")
    return LogNormal.from_factor(median=value, factor=factor)


def _interval(low: float, high: float, slot: Slot, words: str) -> LogNormal:
    for end in (low, high):
        _check(end, slot, words)
    if low > high:
        raise slot.refusal(f" {words!r}: the 5th percentile {low:g} is above the 95th {high:g}. Swap them?")
    return LogNormal.from_interval(low=low, high=high)


def is_bare(given: Given) -> bool:
    """Return whether an input is a bare number (no interval, factor or `=`), which carries a default error.

    Example:
        >>> [is_bare(one) for one in ("405B", "=405B", "8e24..4e25", "0.4 x/ 1.3", 405e9, (1.0, 2.0))]
        [True, False, False, False, True, False]
    """
    if isinstance(given, str):
        words = given.strip()
        plain = len(_TIMES_OR_OVER.split(words)) == 1 and len([one for one in _SPREAD.split(words) if one]) == 1
        return plain and not words.startswith("=")
    return isinstance(given, int | float)
