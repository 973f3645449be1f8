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
_YEAR = re.compile(_EDGE + r"(19[4-9][0-9]|20[0-3][0-9])" + _END)


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
        >>> dates_agree("2023-03", "2023-03-14"), dates_agree("--03-14", "2023-03-14"), dates_agree("2024", "2023")
        (True, True, False)
    """
    if a.startswith("--") or b.startswith("--"):
        return len(a) < 7 or len(b) < 7 or a[-5:] == b[-5:]
    return a.startswith(b) or b.startswith(a)
