"""Reproduction of the documents' figures from data, with any difference explained in one line."""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.census import Census
from flopwatch.domain import Reading, Source
from flopwatch.reproduce.growth import reproduce_compute_growth, reproduce_parameter_growth
from flopwatch.reproduce.in_words import reproduce_in_words
from flopwatch.reproduce.over_1e25 import reproduce_over_1e25
from flopwatch.reproduce.parameter_counts import reproduce_parameter_counts
from flopwatch.reproduce.rows import table_of
from flopwatch.reproduce.statements import VERDICTS, Reproduced
from flopwatch.reproduce.tracking_2024 import reproduce_tracking

__all__ = ["VERDICTS", "Reproduced", "reproduce"]


def reproduce(readings: Sequence[tuple[Source, Reading]], census: Census | None = None) -> list[Reproduced]:
    """Recompute the figures of documents 000, 001 and 002 from Epoch's tables and the census.

    The table for each document is chosen by its rows (newest date, contents), never by its name.

    Args:
        readings: Epoch's tables as read by `epoch-csv`, in any order; may be empty.
        census: The census, for the figures of document 001 that its own claims contain.

    Returns:
        One line per figure, by document and then by kind; `needs-data`, naming a suitable file, if none was
        given.

    Example:
        >>> lines = reproduce([])
        >>> sorted({line.verdict for line in lines}), next(line.computed for line in lines if line.published == "2.2")
        (['equal', 'explained', 'needs-data'], '2.2')
    """
    tables = [table_of(source, reading) for source, reading in readings]
    return [
        *reproduce_tracking(tables),
        *reproduce_compute_growth(tables),
        *reproduce_over_1e25(tables, census),
        *reproduce_parameter_counts(tables),
        *reproduce_parameter_growth(tables),
        *reproduce_in_words(tables),
    ]
