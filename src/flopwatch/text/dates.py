"""Dates in words: `Mar. 2023`, `2023-03-14`, `January 30, 2025`, `13/04/2021`, as precise as they are written."""

from __future__ import annotations

import re
from functools import cache

from flopwatch.domain import PartialDate
from flopwatch.text.english import ENGLISH
from flopwatch.text.lexicon import Lexicon, either
from flopwatch.text.tokens import capped

_EDGE = r"(?<![0-9A-Za-z./_-])"  # not inside a version, an identifier or a longer number
_END = r"(?![0-9A-Za-z_])"
_YEAR = r"[0-9]{4}"
_FLAGS = re.IGNORECASE | re.ASCII
_DIGITS = re.compile(r"[0-9]+")

# Each pattern is bounded and starts at a fixed edge: no input makes it slow.
_ISO_DAY = rf"{_EDGE}({_YEAR})([-/])([0-9]{{1,2}})\2([0-9]{{1,2}})(?:(?=T[0-9])|(?![0-9A-Za-z_-]))"
_ISO_MONTH = rf"{_EDGE}((?:1[89]|20|21)[0-9]{{2}})-([0-9]{{2}})(?![0-9A-Za-z_.%-])"
_NUMERIC = rf"{_EDGE}([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}})(?![0-9A-Za-z_/.-])"
_MONTH_SLASH_YEAR = rf"{_EDGE}([0-9]{{1,2}})/({_YEAR}){_END}"


# Each form of `date_spans` holds a year in four figures.
_IN_YEAR = re.compile(_YEAR)


@cache
def _forms(lexicon: Lexicon) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns of a date, the most precise first."""
    names = either(lexicon.month_numbers)
    day = rf"[0-9]{{1,2}}(?:{either(lexicon.ordinals)})?"
    day_month_year = (
        rf"{_EDGE}({day})[ ]{{1,3}}(?:(?:{either(lexicon.date_of)})[ ])?({names})\.?,?[ ]{{1,3}}({_YEAR}){_END}"
    )
    month_day_year = rf"{_EDGE}({names})\.?[ ]{{1,3}}({day}),?[ ]{{1,3}}({_YEAR}){_END}"
    month_year = rf"{_EDGE}({names})\.?,?[ ]{{0,3}}({_YEAR}){_END}"
    return tuple(
        (name, re.compile(pattern, _FLAGS))
        for name, pattern in (
            ("year-month-day", _ISO_DAY),
            ("day-month-year", day_month_year),
            ("month-day-year", month_day_year),
            ("numeric", _NUMERIC),
            ("month/year", _MONTH_SLASH_YEAR),
            ("month-year", month_year),
            ("year-month", _ISO_MONTH),
        )
    )


@cache
def _bare_year(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\(?[ ]?(?:{lexicon.year_openers_pattern})?((?:1[89]|20)[0-9]{{2}}|2100)[ ]?\)?\.?")


def date_spans(words: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the spans of dates with a named month or in ISO form; their numbers are not quantities."""
    spans: list[tuple[int, int]] = []
    if not _IN_YEAR.search(words):
        return spans
    for name, pattern in _forms(lexicon):
        if name not in ("numeric", "month/year"):
            spans.extend(m.span() for m in pattern.finditer(words))
    return sorted(spans)


def read_date(words: str, *, month_first: bool = False, lexicon: Lexicon = ENGLISH) -> PartialDate | None:
    """Read the first date that the words state, as precisely as they state it.

    A date in figures alone is read day first, or month first on request; where the other reading exists too and
    means another day, the date is flagged `ambiguous`.

    Args:
        words: A cell or a line; a bare year counts only if there is nothing else.
        month_first: Read 03/04/2021 as 4 March.
        lexicon: The language of the words.

    Returns:
        The date, or None if nothing looks like one.

    Raises:
        ValueError: If the words look like a date that does not exist, or its year has two digits.
        BadInput: If the words are too long.

    Example:
        >>> str(read_date("Sept. 2021")), str(read_date("January 30, 2025")), read_date("soon")
        ('2021-09', '2025-01-30', None)
        >>> read_date("03/04/2021").ambiguous, read_date("13/04/2021").ambiguous
        (True, False)
    """
    capped(words)
    found: tuple[int, str, re.Match[str]] | None = None
    for name, pattern in _forms(lexicon):
        match = pattern.search(words)
        # Where two forms begin together the earlier in the list is the more precise one.
        if match and (found is None or match.start() < found[0]):
            found = (match.start(), name, match)
    if found is None:
        bare = _bare_year(lexicon).fullmatch(words.strip())
        return PartialDate(int(bare[1])) if bare else None
    _, name, match = found
    try:
        return _build(name, match, month_first, lexicon)
    except ValueError as error:
        raise ValueError(f"{match[0]!r} is not a date: {error}") from error


def _build(name: str, match: re.Match[str], month_first: bool, lexicon: Lexicon) -> PartialDate:
    parts = match.groups()
    if name == "year-month-day":
        return _exact(lexicon, parts[0], parts[2], parts[3])
    if name == "day-month-year":
        return _exact(lexicon, parts[2], parts[1], parts[0])
    if name == "month-day-year":
        return _exact(lexicon, parts[2], parts[0], parts[1])
    if name == "month-year":
        return _exact(lexicon, parts[1], parts[0])
    if name == "month/year":
        return _exact(lexicon, parts[1], parts[0])
    if name == "year-month":
        return _exact(lexicon, parts[0], parts[1])
    first, second, year = int(parts[0]), int(parts[2]), parts[3]
    if len(year) == 2:
        raise ValueError("its year has two digits; write four")
    day, month = (second, first) if month_first else (first, second)
    if month > 12 and day <= 12:
        day, month = month, day
    ambiguous = day <= 12 and month <= 12 and day != month
    plain = _exact(lexicon, year, str(month), str(day))
    return PartialDate(plain.year, plain.month, plain.day, ambiguous)


def _exact(lexicon: Lexicon, year: str, month: str, day: str = "") -> PartialDate:
    number = lexicon.month_numbers.get(month.lower()) or _positive(month, "month")
    digits = _DIGITS.match(day)  # 3rd, 30th
    return PartialDate(int(year), number, _positive(digits[0], "day") if digits else 0)


def _positive(digits: str, what: str) -> int:
    value = int(digits)
    if value == 0:  # 0 would mean "not given", which is not what 2023-00-05 says
        raise ValueError(f"{what} 0 does not exist")
    return value
