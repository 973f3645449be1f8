"""A column of `models.csv`: its header, type and meaning, and the value that a record has in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flopwatch.census import Census
from flopwatch.domain import FIELDS, Field, label_of
from flopwatch.records import Record

Plain = str | int | float | tuple[str, ...]  # a value as programs read it; a bool is an int
WORKED_OUT_DIGITS = 6  # further digits would be rounding noise, which differs between machines


@dataclass(frozen=True)
class Filled:
    """The value of a column for a record.

    Args:
        text: The text in `models.csv`, terms by their labels.
        claims: Ids of the claims behind it.
        number: The number in `models.parquet`, if it is one.
        plain: The value in rows, if that is not the text: ids of terms, exact numbers.
    """

    text: str
    claims: tuple[str, ...]
    number: float | None = None
    plain: Plain | None = None

    @property
    def value(self) -> Plain:
        """The value in rows of Python and JSON: `plain`, else the text."""
        return self.text if self.plain is None else self.plain


@dataclass(frozen=True)
class Desk:
    """The data that columns are filled from: the census, and the site's address or ""."""

    census: Census
    base_url: str = ""


@dataclass(frozen=True)
class Column:
    """One column.

    Args:
        header: Its header in the CSV.
        name: Its name in Parquet and SQLite.
        kind: `text`, `number` or `flag`.
        meaning: One line for the data dictionary.
        fill: The function that returns a record's value, or None.
        field: The field it shows, if it shows one unchanged.
        many: Whether a model can have several values there; a model without any has an empty list.
    """

    header: str
    name: str
    kind: str
    meaning: str
    fill: Callable[[Record, Desk], Filled | None]
    field: str = ""
    many: bool = False


BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}


def label(field_name: str, value: str) -> str:
    """Return a value for people: a term's label, a developer's name, anything else unchanged."""
    return label_of(BY_NAME[field_name].vocabulary, value)
