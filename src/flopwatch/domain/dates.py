"""PartialDate: a date no more precise than its source."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from dataclasses import dataclass

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@functools.total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A year, a month or a day; 0 marks a part that the source does not state.

    Dates are ordered by their earliest day, a less precise date before a more precise one.

    Args:
        year: 1800 to 2100.
        month: 1 to 12, or 0 if only the year is known.
        day: 1 to 31, or 0 if only the month is known.
        ambiguous: True if day and month can be swapped (03/04/2021).

    Raises:
        ValueError: If no such date exists.

    Example:
        >>> PartialDate.from_iso("2023-03").precision
        'month'
        >>> PartialDate.from_iso("2023-03") < PartialDate.from_iso("2023-03-14")
        True
    """

    year: int
    month: int = 0
    day: int = 0
    ambiguous: bool = False

    def __post_init__(self) -> None:
        if not 1800 <= self.year <= 2100:
            raise ValueError(f"year {self.year} is outside 1800..2100")
        if self.month == 0 and self.day:
            raise ValueError("a day without a month is not a date")
        if self.month:
            if not 1 <= self.month <= 12:
                raise ValueError(f"month {self.month} is outside 1..12")
            if not 0 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
                raise ValueError(f"{self.year}-{self.month:02d} has no day {self.day}")

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Parse `2023`, `2023-03` or `2023-03-14`; raise a ValueError that names the text for anything else."""
        return _from_iso(text)

    @property
    def precision(self) -> str:
        """The precision: `day`, `month` or `year`."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def earliest(self) -> dt.date:
        """The first day that the date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that the date can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def plotted(self) -> dt.date:
        """The day used in charts: the 15th for an unknown day, 1 July for an unknown month.

        Source:
            Epoch AI's convention as quoted in Our World in Data's metadata for the same data.
        """
        return dt.date(self.year, self.month or 7, self.day or (15 if self.month else 1))

    def contains(self, other: PartialDate) -> bool:
        """Return whether the other date equals this one or is a more precise form of it."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def __str__(self) -> str:
        if self.day:
            return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        return f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"

    def __lt__(self, other: PartialDate) -> bool:
        return (self.earliest, str(self)) < (other.earliest, str(other))


@functools.lru_cache(maxsize=50_000)
def _from_iso(text: str) -> PartialDate:
    # Cached: a census parses the same few thousand dates several hundred thousand times.
    match = _ISO.fullmatch(text)
    if not match or not text.isascii():
        raise ValueError(f"{text[:40]!r} is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part or 0) for part in match.groups())
    if match[2] == "00" or match[3] == "00":
        raise ValueError(f"{text[:40]!r} has a month or day 00")
    try:
        return PartialDate(year, month, day)
    except ValueError as error:
        raise ValueError(f"{text[:40]!r} is no date: {error}") from error
