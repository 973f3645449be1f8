"""The listing of the models: every model with the value of every column."""

from __future__ import annotations

from flopwatch.api.cached_rows import FlatRow, ListedModel, Listing
from flopwatch.api.row_choice import FIRST_COLUMNS, choose_flat, choose_models
from flopwatch.api.rows import interval
from flopwatch.census import Census
from flopwatch.products import ROW_COLUMNS, ModelRow, model_rows

_COLUMNS = tuple(dict.fromkeys((*FIRST_COLUMNS, *ROW_COLUMNS)))


def models(
    census: Census, *, where: str = "", sort: str = "id", limit: int | None = None, at: str = "1e25"
) -> list[ListedModel]:
    """List the models, filtered by an SQL expression over the columns, sorted by a column (`name` or `name:desc`).

    Raises:
        WrongUsage: If the expression or the column is invalid; the message lists the columns.
    """
    return choose_models(listing_of(census), where=where, sort=sort, limit=limit, at=at)


def model_table(
    census: Census, *, where: str = "", sort: str = "id", limit: int | None = None, at: str = "1e25"
) -> list[FlatRow]:
    """List the same models with every column, one value each: lists joined by commas, numbers as integers.

    Raises:
        WrongUsage: As `models`.
    """
    return choose_flat(listing_of(census), where=where, sort=sort, limit=limit, at=at)


def listing_of(census: Census) -> Listing:
    """Return every model with the value of every column."""
    rows = model_rows(census)
    return Listing(
        thresholds=tuple(one.flop for one in census.thresholds),
        columns=_COLUMNS,
        cells=tuple(tuple(_single(row, key) for key in _COLUMNS) for row in rows),
        models=tuple(_listed(census, row) for row in rows),
    )


def _listed(census: Census, row: ModelRow) -> ListedModel:
    crossings = census.crossings[row.id]
    return ListedModel(
        id=row.id,
        name=row.text("name"),
        aliases=row.terms("aliases"),
        developers=row.terms("developers"),
        countries=row.terms("countries"),
        domains=row.terms("domains"),
        published=row.text("published") or None,
        parameters=row.exact("parameters"),
        active_parameters=row.exact("active_parameters"),
        training_compute_flop=interval(census.estimates[row.id]),
        compute_class="",
        compute_classes={t.flop: one.compute_class for t, one in zip(census.thresholds, crossings, strict=True)},
        base=row.text("base") or None,
        sources=row.terms("sources"),
        unknown=census.records[row.id].unknown,
    )


def _single(row: ModelRow, key: str) -> str | int | float | None:
    """Return the value of one column of a row, in a type that SQLite compares: a list becomes text with commas. None if
    unknown.
    """
    value = row.value(key)
    return ",".join(value) if isinstance(value, tuple) else value
