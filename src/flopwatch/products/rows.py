"""One row per model: the value of every column by its key. Listings, filters, the explorer and JSON read it."""

from __future__ import annotations

import msgspec

from flopwatch.census import Census
from flopwatch.products.column_kinds import Column, Desk, Filled, Plain
from flopwatch.products.model_columns import COLUMNS
from flopwatch.records import Record


def _sources(record: Record, desk: Desk) -> Filled:
    found = tuple(sorted({claim.source for claim in record.claims.values()}))
    return Filled(",".join(found), tuple(record.claims), plain=found)


def _open_weights(record: Record, desk: Desk) -> Filled | None:
    found = record.has_open_weights
    return None if found is None else Filled(str(found).lower(), record.fields["access"].claims, plain=found)


def _sparse(record: Record, desk: Desk) -> Filled:
    return Filled(str(record.is_sparse).lower(), tuple(record.claims), plain=record.is_sparse)


# Columns of rows that `models.csv` does not have.
_MORE: tuple[Column, ...] = (
    Column("", "sources", "text", "Ids of the sources that state something about it.", _sources, many=True),
    Column("", "open_weights", "flag", "True if anyone can get its weights, under any terms.", _open_weights),
    Column("", "sparse", "flag", "True if sources state a mixture of experts.", _sparse),
)
# `models --json` named these before the tables did; both names are kept.
_KEYS = {"model": "name", "developer": "developers", "country": "countries", "domain": "domains"}
ROW_COLUMNS: dict[str, Column] = {_KEYS.get(one.name, one.name): one for one in (*COLUMNS, *_MORE)}


class ModelRow(msgspec.Struct, frozen=True):
    """One model as a row: a value for each key of `ROW_COLUMNS`, computed on request.

    Args:
        record: The model.
        desk: The data that columns are filled from.
    """

    record: Record
    desk: Desk

    @property
    def id(self) -> str:
        """The model's id."""
        return self.record.id

    def _cell(self, key: str) -> Filled | None:
        return ROW_COLUMNS[key].fill(self.record, self.desk)

    def value(self, key: str) -> Plain | None:
        """Return the value as programs read it: terms as ids, stated numbers exact, worked-out ones to six digits.

        A column of several values gives () if there is none, any other None.
        """
        found = self._cell(key)
        if found is None:
            return () if ROW_COLUMNS[key].many else None
        return found.value

    def text(self, key: str) -> str:
        """Return the cell's text in `models.csv`: terms by their labels; "" if there is none."""
        found = self._cell(key)
        return "" if found is None else found.text

    def terms(self, key: str) -> tuple[str, ...]:
        """Return the values of a column of words, one by one."""
        found = self.value(key)
        return found if isinstance(found, tuple) else () if found is None else (str(found),)

    def exact(self, key: str) -> int | float | None:
        """Return the number in the form of `value`. None if the cell is unknown."""
        found = self.value(key)
        return found if isinstance(found, int | float) else None

    def number(self, key: str) -> float | None:
        """Return the number with all its digits; `models.parquet` has 12 of them. None if the cell is unknown."""
        found = self._cell(key)
        return None if found is None else found.number

    def claims(self, key: str) -> tuple[str, ...]:
        """Return the ids of the claims behind a value."""
        found = self._cell(key)
        return () if found is None else found.claims


def model_rows(census: Census) -> list[ModelRow]:
    """Return one row per model, by id."""
    desk = Desk(census)
    return [ModelRow(record, desk) for record in census.models()]
