"""Dates in names: `gpt-4-0314`, `GPT-4 (Mar 2023)`, `Qwen3-4B-Instruct-2507`, and whether two of them agree."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = "|".join(_MONTHS)
_EDGE, _END = r"(?<![\w.])", r"(?![\w.])"
_FULL = re.compile(_EDGE + r"(20[0-3][0-9])[-_ ]?(0[1-9]|1[0-2])[-_ ]?(0[1-9]|[12][0-9]|3[01])" + _END)
_YEAR_MONTH = re.compile(_EDGE + r"(20[0-3][0-9])[-_](0[1-9]|1[0-2])" + _END)
_MONTH_YEAR = re.compile(_EDGE + r"(0[1-9]|1[0-2])[-_](20[0-3][0-9])" + _END)
_NAMED = re.compile(_EDGE + rf"({_WORD})[a-z]{{0,6}}\.?[ -]+(?:[0-3]?[0-9],? )?(20[0-3][0-9])" + _END)
_CODE = re.compile(_EDGE + r"([0-9]{2})([0-9]{2})" + _END)
_MONTH_DAY = re.compile(_EDGE + r"(0[1-9]|1[0-2])[-_](0[1-9]|[12][0-9]|3[01])" + _END)
_YEAR = re.compile(_EDGE + r"(19[4-9][0-9]|20[0-3][0-9])" + _END)

SNAPSHOT_DAYS = 14  # a dated name may be this many days older or newer than its announcement


def take_date(text: str) -> tuple[str, str]:
    """Return the date in a folded name as ISO or part of it, and the name without it.

    Four digits are a month and a day (`--03-14`), or a year and a month (`2025-07`) if no month and day.

    Example:
        >>> take_date("gpt-4-0314"), take_date("qwen3-4b-2507"), take_date("gpt-4 mar 2023")
        (('--03-14', 'gpt-4- '), ('2025-07', 'qwen3-4b- '), ('2023-03', 'gpt-4  '))
    """
    for pattern, shown in (
        (_FULL, lambda m: f"{m[1]}-{m[2]}-{m[3]}"),
        (_YEAR_MONTH, lambda m: f"{m[1]}-{m[2]}"),
        (_MONTH_YEAR, lambda m: f"{m[2]}-{m[1]}"),
        (_NAMED, lambda m: f"{m[2]}-{_MONTHS.index(m[1]) + 1:02d}"),
        (_MONTH_DAY, lambda m: f"--{m[1]}-{m[2]}"),
        (_YEAR, lambda m: m[1]),
        (_CODE, lambda m: _code(m[1], m[2])),
    ):
        found = pattern.search(text)
        if found and (date := shown(found)):
            return date, text[: found.start()] + " " + text[found.end() :]
    return "", text


def _code(first: str, second: str) -> str:
    if 1 <= int(first) <= 12 and 1 <= int(second) <= 31:
        return f"--{first}-{second}"
    if 20 <= int(first) <= 35 and 1 <= int(second) <= 12:
        return f"20{first}-{second}"
    return ""


def dates_agree(a: str, b: str) -> bool:
    """Return whether two dates of names may be one day: equal, or one a part of the other.

    Example:
        >>> dates_agree("2023-03", "2023-03-14"), dates_agree("--03-14", "2023-03"), dates_agree("2024", "2023")
        (True, True, False)
    """
    return all(x == y or not x or not y for x, y in zip(_parts(a), _parts(b), strict=True))


def date_against(dated: str, published: str) -> str:
    """Compare the date in one name with the day on which the other model was published.

    Returns:
        "agrees" within one month or `SNAPSHOT_DAYS` days, "contradicts" where two months lie between, else "".

    Example:
        >>> date_against("2024-02-29", "2024-03-04"), date_against("--03-24", "2024-12-26"), date_against("2024", "")
        ('agrees', 'contradicts', '')
    """
    (year, month, day), (other_year, other_month, other_day) = _parts(dated), _parts(published)
    if not month or not other_month:
        return ""
    if not year:  # a month and day alone cannot tell a release from one of another year
        apart = (int(month) - int(other_month)) % 12
        return "contradicts" if 1 < apart < 11 else ""
    months = abs(12 * (int(year) - int(other_year)) + int(month) - int(other_month))
    if months != 1 or not day or not other_day:
        return "agrees" if months == 0 else "contradicts" if months > 1 else ""
    days = 30 * (int(month) - int(other_month)) + int(day) - int(other_day)
    return "agrees" if min(abs(days), abs(days + 360), abs(days - 360)) <= SNAPSHOT_DAYS else ""


def _parts(date: str) -> tuple[str, str, str]:
    """Return year, month and day of a date, "" for each that it lacks."""
    if date.startswith("--"):
        return "", date[2:4], date[5:7]
    year, month, day = (*date.split("-"), "", "")[:3]
    return year, month, day
