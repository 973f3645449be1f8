"""Reproduction of the documents' figures from data, with any difference explained in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flopwatch.census import Census
from flopwatch.domain import Reading, Source
from flopwatch.reproduce import over_1e25
from flopwatch.reproduce.comments import reproduce_comments
from flopwatch.reproduce.costs import reproduce_costs
from flopwatch.reproduce.growth import reproduce_compute_growth, reproduce_parameter_growth
from flopwatch.reproduce.in_words import reproduce_in_words
from flopwatch.reproduce.known_then import reproduce_known_then
from flopwatch.reproduce.list_arithmetic import reproduce_list_arithmetic
from flopwatch.reproduce.over_1e25 import reproduce_over_1e25
from flopwatch.reproduce.parameter_counts import reproduce_parameter_counts
from flopwatch.reproduce.rows import table_of
from flopwatch.reproduce.statements import VERDICTS, Reproduced
from flopwatch.reproduce.tracking_2024 import reproduce_tracking

__all__ = ["CENSUS_DATE", "VERDICTS", "Reproduced", "reproduce"]

# The day whose census document 001's list is compared with. Tables of that day are chosen by their rows.
CENSUS_DATE: dt.date = over_1e25.PUBLISHED.latest


def reproduce(readings: Sequence[tuple[Source, Reading]], census: Census | None = None) -> list[Reproduced]:
    """Recompute the figures of the five documents from Epoch's tables and the census.

    The table for each document is chosen by its rows (newest date, contents), never by its name.

    Args:
        readings: Epoch's tables as read by `epoch-csv`, in any order; may be empty.
        census: The census as known on `CENSUS_DATE`, for document 001's list and for the tables of prices.

    Returns:
        One line per figure, sorted by document; `needs-data`, naming a suitable file, if none was given.

    Example:
        >>> lines = reproduce([])
        >>> sorted({line.verdict for line in lines}), next(line.computed for line in lines if line.published == "2.2")
        (['differs', 'equal', 'explained', 'needs-data'], '2.2')
    """
    tables = [table_of(source, reading) for source, reading in readings]
    lines = [
        *reproduce_tracking(tables),
        *reproduce_compute_growth(tables),
        *reproduce_over_1e25(tables),
        *reproduce_known_then(census),
        *reproduce_parameter_counts(tables),
        *reproduce_parameter_growth(tables),
        *reproduce_in_words(tables),
        *reproduce_comments(tables),
        *reproduce_costs(census),
        *reproduce_list_arithmetic(),
    ]
    return sorted(lines, key=lambda line: line.document)
