"""Rotation of the languages in which news is searched: five a month, none left for three months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

EVERY_DAYS = 77  # a language is due 11 weeks after its last complete search
CATCH_UP_DAYS = 84  # from 12 weeks on it is searched whatever the month has had already
ALARM_DAYS = 88  # four days before three calendar months are over
A_MONTH = 5  # languages in any 30 days, as document 000 has it
MONTH_DAYS = 30
OVERLAP_DAYS = 14  # engines index late
FIRST_DAY = dt.date(2020, 1, 1)  # the first search of a language goes back to here


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One language to search today.

    Args:
        tag: The language.
        since: First day of the news to search.
        late: Whether it is searched beyond the month's five, because it has waited for 12 weeks.
    """

    tag: str
    since: dt.date
    late: bool


def turns(
    languages: Sequence[str], searched: Mapping[str, Sequence[dt.date]], today: dt.date, *, start: dt.date | None = None
) -> tuple[Turn, ...]:
    """Return the languages to search today, the longest unsearched first. A failed search is due again the next day.

    Args:
        languages: Tags, in the order in which the first searches go.
        searched: Days of the complete searches of each language.
        today: The day.
        start: The day on which searching began: a language without a search has waited since then.
    """
    ages = {tag: waited(searched.get(tag, ()), today, start or today) for tag in languages}
    order = sorted(languages, key=lambda tag: -ages[tag])
    month = sum(0 <= (today - day).days < MONTH_DAYS for days in searched.values() for day in days)
    out: list[Turn] = []
    for tag in order:
        days = searched.get(tag, ())
        late = ages[tag] >= CATCH_UP_DAYS
        if days and ages[tag] < EVERY_DAYS:
            continue
        if month + len(out) >= A_MONTH and not late:
            continue
        since = max(days) - dt.timedelta(days=OVERLAP_DAYS) if days else FIRST_DAY
        out.append(Turn(tag=tag, since=since, late=late))
    return tuple(out)


def waited(days: Sequence[dt.date], today: dt.date, start: dt.date) -> int:
    """Return the days since a language's last complete search, or since searching began."""
    return (today - (max(days) if days else start)).days


def alarms(
    languages: Sequence[str], searched: Mapping[str, Sequence[dt.date]], today: dt.date, *, start: dt.date
) -> tuple[str, ...]:
    """Return the languages whose last complete search is almost three months ago, the longest first."""
    ages = {tag: waited(searched.get(tag, ()), today, start) for tag in languages}
    return tuple(sorted((tag for tag in languages if ages[tag] >= ALARM_DAYS), key=lambda tag: -ages[tag]))
