"""Dates, licences and base models that a text states in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from flopwatch.text import (
    ASCII_DIGITS,
    ENGLISH,
    ERA_DATE,
    ERAS,
    HAN_DATE,
    NATIVE_DIGITS,
    NEVER,
    Lexicon,
    either,
    gregorian_of_solar,
    number_of_han,
    year_of_era,
    year_of_han,
)

_MOST = 60  # characters of a licence's name
_YEAR = r"(?:19[0-9]{2}|20[0-4][0-9])"
_NUMERIC = re.compile(
    rf"(?<![0-9])(?P<y>{_YEAR})(?:(?:[-/]|\.(?=[0-9]{{2}}|[0-9]\.))(?P<m>[0-9]{{1,2}})(?:[-/.](?P<d>[0-9]{{1,2}}))?(?![0-9])"
    r"|[ ]?(?P<marked>[年년])(?:[ ]?(?P<m2>[0-9]{1,2})[ ]?[月월](?:[ ]?(?P<d2>[0-9]{1,2})[ ]?[日일号號])?)?)"
    rf"|(?<![0-9.])(?P<first>[0-9]{{1,2}})(?P<sep>[/.])(?P<second>[0-9]{{1,2}})(?P=sep)(?P<y3>{_YEAR})(?![0-9])"
)
_OPEN_LICENCE = r"(?:open[- ]source[ ])?licen[sc]e"
_LICENCE = re.compile(
    r"(?i:(?P<apache>apache)(?:[ ]licen[sc]e)?[ ,-]{0,2}(?:\(?version[ ])?v?(?P<v>2\.0)"
    rf"|(?P<mit>(?:modified[ -])?\bMIT\b)(?=[ \]*-]{{0,4}}{_OPEN_LICENCE}|[\])*.,;\n]|$|许可|協議|协议|ライセンス)"
    r"|(?P<cc>\bCC[- ]BY(?:[- ](?:NC|SA|ND)){0,2}(?:[- ][0-9]\.[0-9])?)"
    r"|(?P<rail>\b[a-z]{2,12}-(?:[a-z]{2,12}-)?rail-[0-9.]{1,5}))"
    r"|(?P<own>(?:[A-Z0-9][A-Za-z0-9.-]{0,20}[ ]){1,6}Licen[sc]e(?:[ ]Agreement(?:[ ][0-9.]{1,4})?(?:[ ]-[ ]NC)?)?)"
)
_NO_NAME = frozenset(
    "The A This Our See Model Community Open Source Software Code License Licence Agreement".split()
) | {f"{number}." for number in range(1, 20)}


# One of these is in every date, and in every licence: what begins with one of few letters is found fast.
_YEAR_SIGN = re.compile(rf"{_YEAR}|{'|'.join(ERAS)}|[〇零一二三四五六七八九]{{4}}年")
_SOLAR_YEAR = "1[34][0-9]{2}"
_SOLAR_SIGN = re.compile(rf"{_YEAR}|{_SOLAR_YEAR}")
_SOLAR_NUMERIC = re.compile(rf"(?<![0-9/])(?P<y>{_SOLAR_YEAR})/(?P<m>[0-9]{{1,2}})/(?P<d>[0-9]{{1,2}})(?![0-9/])")
_NATIVE_DIGIT = re.compile(f"[{NATIVE_DIGITS}]")
_LICENCE_SIGN = re.compile(
    r"[iIpPmMcC-](?:[cC][eE][nN][sScC]|[aA][cC][hH][eE]|[iI][tT]\b|[cC][ -][bB][yY]|[rR][aA][iI][lL]-)"
)


@cache
def _months(lexicon: Lexicon) -> re.Pattern[str]:
    lead = either(lexicon.prefixes) if lexicon.months else NEVER
    names = either(sorted(lexicon.month_numbers))
    of = r"(?:[ ](?:de[l]?|of|d'|di|من))?"
    day = rf"(?:(?:(?:{lead})-?)?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th|er|º|\.)?{of}[ ])?"
    year_word = rf"(?:[ ](?:{either(lexicon.year_words)}))?"
    rest = rf"\.?(?:[ ](?P<d2>[0-9]{{1,2}}),)?{of},?{year_word}[ ](?P<y>{_YEAR})(?![0-9])"
    after = rf"(?P<y2>{_YEAR}){year_word}[ ](?P<d3>[0-9]{{1,2}})[ ](?P<m2>{names})"
    both = rf"(?:[ ]?/[ ]?(?:{names}))?"  # two names of one month: `يناير/كانون الثاني`
    return re.compile(rf"(?i:(?<![0-9\w]){day}(?:{lead})?(?P<m>{names}){both}{rest}|(?<![0-9\w]){after})")


@cache
def _solar_months(lexicon: Lexicon) -> re.Pattern[str]:
    names = either(name for name, _ in lexicon.solar_months)
    year_word = rf"(?:[ ](?:{either(lexicon.year_words)}))?"
    return re.compile(
        rf"(?<![0-9\w])(?P<d>[0-9]{{1,2}})[ ](?P<m>{names})(?: ماه)?{year_word}[ ](?P<y>{_SOLAR_YEAR})(?![0-9])"
    )


def _in_ascii(text: str) -> str:
    """Return a text with the digits of all scripts as ASCII ones; offsets stay."""
    return text if text.isascii() or not _NATIVE_DIGIT.search(text) else text.translate(ASCII_DIGITS)


def days_and_years(text: str) -> list[tuple[int, int]]:
    """Return the spans of whole dates in figures and of years marked as such (2023年): none of their numbers counts."""
    plain = _in_ascii(text)
    found = [match.span() for match in _NUMERIC.finditer(plain) if match["d"] or match["first"] or match["marked"]]
    if not plain.isascii():
        for pattern in (ERA_DATE, HAN_DATE, _SOLAR_NUMERIC):
            found += [match.span() for match in pattern.finditer(plain)]
    return sorted(found)


def dates_in(text: str, lexicon: Lexicon = ENGLISH) -> list[tuple[int, int, str, str]]:
    """Return (start, end, ISO date as precise as written, flag) of each date; month/day/year is flagged ambiguous.

    Dates of the Japanese and Chinese eras and of the solar Hijri calendar become Gregorian ones; a month of the latter
    without a day lies in two months and is left out.
    """
    found = []
    plain = _in_ascii(text)
    for line in _lines_with(_SOLAR_SIGN if lexicon.solar_months else _YEAR_SIGN, plain):
        found += _dates_of_line(plain, *line, lexicon)
        found += _of_other_calendars(plain, *line, lexicon)
    return sorted(found)


def _lines_with(sign: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each line that has a sign."""
    match = sign.search(text)
    while match:
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        yield text.rfind("\n", 0, match.start()) + 1, end
        match = sign.search(text, end)


def _in_lines_with(sign: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that needs a sign and never crosses a line: searching for signs alone is fast."""
    for start, end in _lines_with(sign, text):
        yield from pattern.finditer(text, start, end)


def _dates_of_line(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int, str, str]]:
    found = []
    for match in _NUMERIC.finditer(text, start, end):
        flag = ""
        if match["marked"] and not match["m2"]:
            continue  # a year alone dates no model
        if match["first"]:
            month, day = int(match["first"]), int(match["second"])
            if month > 12 or match["sep"] == ".":
                month, day = day, month
            elif day <= 12 and month != day:
                flag = "ambiguous-date"
            parts = (match["y3"], month, day)
        else:
            parts = (match["y"], int(match["m"] or match["m2"]), int(match["d"] or match["d2"] or 0))
        if 1 <= parts[1] <= 12 and parts[2] <= 31:
            found.append((*match.span(), _iso(*parts), flag))
    for match in _months(lexicon).finditer(text, start, end) if lexicon.months else ():
        month = lexicon.month_numbers[(match["m"] or match["m2"]).lower()]
        day = int(match["d"] or match["d2"] or match["d3"] or 0)
        found.append((*match.span(), _iso(match["y"] or match["y2"], month, day), ""))
    return found


def _of_other_calendars(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int, str, str]]:
    found = []
    for match in ERA_DATE.finditer(text, start, end):
        if match["m"]:
            month, day = (_day_or_month(match[part]) for part in "md")
            found.append((*match.span(), _iso(str(year_of_era(match["era"], match["y"])), month, day), ""))
    for match in HAN_DATE.finditer(text, start, end):
        day = number_of_han(match["d"]) if match["d"] else 0
        found.append((*match.span(), _iso(str(year_of_han(match["y"])), number_of_han(match["m"]), day), ""))
    months = dict(lexicon.solar_months)
    for pattern in (_SOLAR_NUMERIC, _solar_months(lexicon)) if months else ():
        for match in pattern.finditer(text, start, end):
            month = months.get(match["m"]) or int(match["m"])
            date = gregorian_of_solar(int(match["y"]), month, int(match["d"]))
            found += [(*match.span(), date.isoformat(), "")] if date else []
    return [one for one in found if 1 <= int(one[2][5:7]) <= 12]


def _day_or_month(written: str | None) -> int:
    return 0 if written is None else int(written) if written.isascii() else number_of_han(written)


def _iso(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02d}" + (f"-{day:02d}" if day else "")


def licences_in(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, name) of each licence; the usual ones by their SPDX name."""
    found = []
    for match in _in_lines_with(_LICENCE_SIGN, _LICENCE, text):
        if match["apache"]:
            name = "Apache-2.0"
        elif match["mit"]:
            name = "Modified MIT" if match["mit"][:1] in "mM" and len(match["mit"]) > 3 else "MIT"
        elif match["cc"]:
            name = match["cc"].upper().replace(" ", "-")
        else:
            name = (match["rail"] or match["own"])[:_MOST]
            if match["own"] and _NO_NAME.issuperset(name.split()):
                continue  # "Model License": a heading, no name
        found.append((*match.span(), name))
    return found
