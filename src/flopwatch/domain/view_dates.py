"""The two dates of a view of the census: when models were published, and when statements were known."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class When(NamedTuple):
    """The two dates of a view, which combine; None for no limit.

    Args:
        as_of: Models published by this date only, with figures as known on `known_on`.
        known_on: Statements of sources and decisions of people dated by then only.
    """

    as_of: dt.date | None = None
    known_on: dt.date | None = None


NOW = When()
