"""Dates of calendars other than the Gregorian one, as Gregorian dates."""

from __future__ import annotations

import datetime
import re

# Years of an era are counted from 1; the Gregorian year before its first.
ERAS: dict[str, int] = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
FIRST_YEAR = "元"
_HAN = "〇零一二三四五六七八九"
HAN_DATE = re.compile(
    rf"(?P<y>[{_HAN}]{{4}})年(?P<m>[一二三四五六七八九十]{{1,2}})月(?:(?P<d>[一二三四五六七八九十]{{1,3}})[日號号])?"
)
ERA_DATE = re.compile(
    rf"(?P<era>{'|'.join(ERAS)})[ ]?(?P<y>[0-9]{{1,3}}|{FIRST_YEAR}|[{_HAN}十百]{{1,5}})[ ]?年"
    r"(?:[ ]?(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2})[ ]?月"
    r"(?:[ ]?(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[ ]?[日号號])?)?"
)
_LEAP_YEARS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))  # of each 33 years of the solar Hijri calendar
_CYCLE = 33
_FIRST_DAY = datetime.date(1925, 3, 21)  # 1 Farvardin 1304, the first year of the calendar in law
_FIRST, _LAST = 1304, 1472  # years for which the cycle gives the days of the equinox


def gregorian_of_solar(year: int, month: int, day: int) -> datetime.date | None:
    """Return the Gregorian date of a solar Hijri date (Iran, Afghanistan); None if there is no such day.

    The first six months have 31 days, the next five 30, the last 29, or 30 in leap years.

    Source:
        Leap years by remainder of 33; the same as jdatetime 6.1.1 on every day from 1925-03-21 to 2089-12-31.

    Example:
        >>> gregorian_of_solar(1404, 5, 15), gregorian_of_solar(1404, 12, 30)
        (datetime.date(2025, 8, 6), None)
    """
    if not (_FIRST <= year <= _LAST and 1 <= month <= 12):
        return None
    days = 31 if month <= 6 else 30 if month <= 11 or _is_leap(year) else 29
    if not 1 <= day <= days:
        return None
    passed = sum(366 if _is_leap(one) else 365 for one in range(_FIRST, year))
    passed += 31 * min(month - 1, 6) + 30 * max(0, month - 7) + day - 1
    return _FIRST_DAY + datetime.timedelta(days=passed)


def _is_leap(year: int) -> bool:
    return year % _CYCLE in _LEAP_YEARS


def number_of_han(digits: str) -> int:
    """Return a number below 100 written with Han digits.

    Example:
        >>> number_of_han("二十五"), number_of_han("十"), number_of_han("三")
        (25, 10, 3)
    """
    tens, found, ones = digits.rpartition("十")
    value = 10 * (_HAN.index(tens) - 1 if tens else 1) if found else 0
    return value + (_HAN.index(ones) - 1 if ones else 0)


def year_of_era(era: str, written: str) -> int:
    """Return the Gregorian year of a year of an era, written in digits, in Han digits or in Han numerals.

    Example:
        >>> [year_of_era("民國", year) for year in ("113", "一一三", "一百一十三")], year_of_era("令和", "元")
        ([2024, 2024, 2024], 2019)
    """
    if written == FIRST_YEAR:
        return ERAS[era] + 1
    if written.isascii():
        return ERAS[era] + int(written)
    if "十" in written or "百" in written:
        hundreds, found, rest = written.rpartition("百")
        return ERAS[era] + (100 * (number_of_han(hundreds) or 1) if found else 0) + number_of_han(rest.lstrip("零〇"))
    return ERAS[era] + int("".join(str(max(0, _HAN.index(digit) - 1)) for digit in written))


def year_of_han(digits: str) -> int:
    """Return a year written with four Han digits.

    Example:
        >>> year_of_han("二〇二五")
        2025
    """
    return int("".join(str(max(0, _HAN.index(digit) - 1)) for digit in digits))
