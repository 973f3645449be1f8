"""Dates of a column: one order of day and month for all its cells, month words of many languages, quarters, serials."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from flopwatch.domain import PartialDate
from flopwatch.text.worldwide import ASCII_DIGITS, MONTH_NAMES

Order = Literal["day-first", "month-first"]

_FIGURES = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?")
_COMPACT = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
_YEAR = re.compile(r"([12][0-9]{3})(?:\.0)?")
_HAN = re.compile(r"([0-9]{4})[ ]?[年년](?:[ ]?([0-9]{1,2})[ ]?[月월])?(?:[ ]?([0-9]{1,2})[ ]?[日일号])?")
_HALF = re.compile(r"([0-9]{4})[ -]?[HhSs]([12])|[HhSs]([12])[ /-]?([0-9]{4})|([12])[HhSs][ /-]?([0-9]{4})")
_QUARTER = re.compile(r"([0-9]{4})[ -]?[QqTt]([1-4])|[QqTt]([1-4])[ /-]?([0-9]{4})|([1-4])[QqTt][ /-]?([0-9]{4})")
_DAY_WORD_YEAR = re.compile(
    r"(?:([0-9]{1,2})(?:\.|st|nd|rd|th|er|º|ª)?[ -](?:(?:of|de)[ ])?)?([^\W\d_]{3,12})\.?,?"
    r"(?:[ -](?:(?:of|de|del)[ ])?)([0-9]{4})(?:[ ](?:г|года)\.?)?"
)
_WORD_DAY_YEAR = re.compile(r"([^\W\d_]{3,12})\.?[ ]([0-9]{1,2})(?:st|nd|rd|th)?,?[ ]([0-9]{4})")
# As spreadsheets show a month: `Jul-12`, `juil-12`. A day would be written first.
_WORD_SHORT_YEAR = re.compile(r"([^\W\d_]{3,12})\.?[-' ’]{1,2}([0-9]{2})")
_CENTURY_FROM = 69  # two-digit years from here on are of the last century, as POSIX reads them
_TIME = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}[0-9:.+Z -]{0,24}(?:UTC|GMT)?")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]{1,10})?")
_EPOCH_OF_SERIALS = dt.date(1899, 12, 30)  # day 0 of spreadsheets, after their leap day of 1900
_SERIALS = (25_569, 73_050)  # 1970 to 2099


@cache
def _months() -> dict[str, int]:
    """Return month numbers 1 to 12 by name and by each unambiguous prefix of at least three letters."""
    found: dict[str, set[int]] = {}
    for names in MONTH_NAMES:
        for number, name in enumerate(names, 1):
            for length in range(3, len(name) + 1):
                found.setdefault(name[:length], set()).add(number)
    exact = {name: number for names in MONTH_NAMES for number, name in enumerate(names, 1)}
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1} | exact


def order_of(cells: Iterable[str]) -> Order | None | Literal["mixed"]:
    """Return the order of day and month that a column's unmistakable dates have.

    Returns:
        `day-first`, `month-first`, `mixed` where its dates contradict each other, None where none decides.

    Example:
        >>> order_of(["25/11/2019", "03/04/2020"]), order_of(["11-25-2019"]), order_of(["03.04.2020"])
        ('day-first', 'month-first', None)
    """
    found: set[Order] = set()
    for cell in cells:
        match = _FIGURES.fullmatch(cell.strip())
        if match and int(match[1]) > 12:
            found.add("day-first")
        elif match and int(match[3]) > 12:
            found.add("month-first")
    return "mixed" if len(found) == 2 else next(iter(found), None)


def is_ambiguous(cell: str) -> bool:
    """Return whether a numeric date is a different day in the other day-month order: `03/04/2020`."""
    match = _FIGURES.fullmatch(cell.strip())
    return match is not None and int(match[1]) <= 12 and int(match[3]) <= 12 and match[1] != match[3]


def are_serials(cells: Sequence[str]) -> bool:
    """Return whether all cells of a column are spreadsheet serial dates (40909 is 2012-01-01)."""
    filled = [cell for cell in cells if cell]
    low, high = _SERIALS
    return bool(filled) and all(_SERIAL.fullmatch(cell) and low <= float(cell) <= high for cell in filled)


def from_serial(cell: str) -> PartialDate:
    """Read a spreadsheet's day number.

    Example:
        >>> str(from_serial("40909"))
        '2012-01-01'
    """
    day = _EPOCH_OF_SERIALS + dt.timedelta(days=int(float(cell)))
    return PartialDate(day.year, day.month, day.day)


def read_cell_date(cell: str, order: Order = "day-first") -> PartialDate:
    """Read the date of a cell, as precisely as it is written; a quarter is its middle month, a half year its fourth.

    Args:
        cell: `2012-01-31`, `2012.01`, `31/01/2012`, `1. Januar 2012`, `1 de enero de 2012`, `2012年1月31日`, `2012 Q1`,
            `20120131`, `2012-01-31T00:00:00Z`, `Jul-12`, `2012`.
        order: How a date in figures is read that ends in its year.

    Raises:
        ValueError: If the cell is no such date, or the day does not exist.

    Example:
        >>> [str(read_cell_date(c)) for c in ("1. Juli 2012", "2012年7月1日", "2012 Q3", "July 1, 2012", "01.07.2012")]
        ['2012-07-01', '2012-07-01', '2012-08', '2012-07-01', '2012-07-01']
    """
    text = cell.strip()[:80]
    if not text.isascii():
        text = text.translate(ASCII_DIGITS)
    time = _TIME.search(text)
    if time and time.end() == len(text):
        text = text[: time.start()]
    if match := _FIGURES.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        day_first = order == "day-first" if max(first, second) <= 12 else first > 12
        day, month = (first, second) if day_first else (second, first)
        return _date(int(match[4]), month, day, ambiguous=is_ambiguous(text))
    if match := _HALF.fullmatch(text):
        year, half = match[1] or match[4] or match[6], match[2] or match[3] or match[5]
        return _date(int(year), 6 * int(half) - 2)
    if match := _QUARTER.fullmatch(text):
        year, quarter = match[1] or match[4] or match[6], match[2] or match[3] or match[5]
        return _date(int(year), 3 * int(quarter) - 1)
    for pattern, places in ((_YEAR_FIRST, (1, 3, 4)), (_HAN, (1, 2, 3)), (_COMPACT, (1, 2, 3)), (_MONTH_YEAR, (2, 1))):
        if match := pattern.fullmatch(text):
            return _date(*(int(match[place]) for place in places if match[place]))
    if match := _YEAR.fullmatch(text):
        return PartialDate(int(match[1]))
    return _worded(text)


def _worded(text: str) -> PartialDate:
    if match := _WORD_DAY_YEAR.fullmatch(text):
        word, day, year = match[1], match[2], match[3]
    elif match := _DAY_WORD_YEAR.fullmatch(text):
        word, day, year = match[2], match[1] or "", match[3]
    elif match := _WORD_SHORT_YEAR.fullmatch(text):
        word, day, year = match[1], "", f"{19 if int(match[2]) >= _CENTURY_FROM else 20}{match[2]}"
    else:
        raise ValueError(f"{text[:40]!r} is not a date such as 2023-03-14, 14/03/2023, 14 March 2023 or 2023 Q1")
    month = _months().get(word.casefold())
    if month is None:
        raise ValueError(f"{text[:40]!r}: {word!r} names no month")
    return _date(int(year), month, *((int(day),) if day else ()))


def _date(year: int, month: int = -1, day: int = -1, *, ambiguous: bool = False) -> PartialDate:
    """Return a date, refusing parts that do not exist: 0 is neither a month nor a day."""
    if month == 0 or day == 0:
        raise ValueError(f"month {month} or day {day} of {year} does not exist")
    return PartialDate(year, max(month, 0), max(day, 0), ambiguous)
