"""Numerals: one bare number of a table cell, and the exact arithmetic that every written number goes through."""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact
from functools import cache

from flopwatch.text.english import ENGLISH
from flopwatch.text.lexicon import Lexicon

MAX_MAGNITUDE = 99  # no count, cost or compute of the census is beyond 1e99; 1e999 is an attack or a slip
_WIDE = Context(prec=200, traps=[Inexact])


@cache
def _cell(lexicon: Lexicon) -> re.Pattern[str]:
    group, point = re.escape(lexicon.group_mark), re.escape(lexicon.decimal_mark)
    whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}}){{1,12}}|[0-9]{{1,40}}"
    return re.compile(
        r"(?P<sign>[+-]?)(?P<money>\$?)"
        rf"(?P<number>(?:{whole})(?:{point}[0-9]{{0,40}})?|{point}[0-9]{{1,40}})"
        r"(?:[eE](?P<exponent>[+-]?[0-9]{1,3}))?"
        r"(?P<percent>[ ]?%)?"
    )


def shifted(value: Decimal, places: int) -> Decimal:
    """Return value × 10^places, exactly.

    Example:
        >>> shifted(Decimal("86"), -2)
        Decimal('0.86')
    """
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    return Decimal((sign, digits, exponent + places))


def product(left: Decimal, right: Decimal) -> Decimal:
    """Return left × right, exactly: the default context would round to 28 digits."""
    return _WIDE.multiply(left, right)


def total(left: Decimal, right: Decimal) -> Decimal:
    """Return left + right, exactly."""
    return _WIDE.add(left, right)


def is_sane(value: Decimal) -> bool:
    """Return whether a number is storable: at most 40 digits, and zero or between 1e-99 and 1e99."""
    return (
        value.is_finite()
        and len(value.as_tuple().digits) <= 40
        and (value == 0 or abs(value.adjusted()) <= MAX_MAGNITUDE)
    )


def read_number(cell: str, *, lexicon: Lexicon = ENGLISH) -> Decimal:
    """Read the one bare number of a table cell, exactly.

    Dollar signs and thousands separators are read over; a percentage becomes a fraction.

    Args:
        cell: `4.2e+23`, `1,234`, `$6770000.00`, `77.0%`, with spaces around it or none.
        lexicon: The language of its group and decimal marks.

    Raises:
        ValueError: If the cell is anything else: NaN, infinity, `1_000`, `0x10`, digits that are not ASCII, `1e999`.

    Example:
        >>> read_number("$6770000.00"), read_number("77.0%"), read_number("1.24E+24") == Decimal("1.24e24")
        (Decimal('6770000.00'), Decimal('0.770'), True)
    """
    text = cell.strip(" \t\r\n")
    match = _cell(lexicon).fullmatch(text) if len(text) <= 120 else None
    if match is None:
        raise ValueError(f"{text[:60]!r} is not one plain number such as 1234, 1,234, 3.8e25, $5 or 77%")
    if match["exponent"] and lexicon.group_mark in match["number"]:
        raise ValueError(f"{text[:60]!r}: a thousands mark before an exponent may be a decimal mark")
    value = Decimal(match["sign"] + lexicon.figures(match["number"]).replace(",", ""))
    value = shifted(value, int(match["exponent"] or 0) - (2 if match["percent"] else 0))
    if not is_sane(value):
        raise ValueError(f"{text[:60]!r} has more than 40 digits or is beyond 1e{MAX_MAGNITUDE}")
    return value
