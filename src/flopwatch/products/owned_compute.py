"""The table of clusters: one row per cluster of accelerators, with its owner, size, power, dates and certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwatch.census import Census
from flopwatch.domain import disarmed, exact

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = {
    "row": int,
    "name": str,
    "owner": str,
    "developers": str,
    "users": str,
    "used_by": str,
    "country": str,
    "status": str,
    "certainty": str,
    "runs": int,
    "chip": str,
    "chips": float,
    "h100_equivalents": float,
    "power_mw": float,
    "power_basis": str,
    "operational": str,
    "decommissioned": str,
    "superseded_by": str,
    "builds_upon": str,
    "duplicate_of": str,
    "source": str,
}


def clusters_frame(census: Census) -> pl.DataFrame:
    """Return one row per cluster in the order of its table; `runs` is 1 if it runs at the census's date.

    An owner that the table does not name is null, as is every size and date that it does not state.
    """
    import polars as pl

    owners = census.catalogue.owners
    up = {one.row for one in owners.running(census.as_of)}
    rows = [
        (
            one.row,
            one.name,
            one.owner or None,
            ",".join(one.developers) or None,
            one.users or None,
            ",".join(one.used_by) or None,
            one.country or None,
            one.status,
            one.certainty,
            int(one.row in up),
            one.chip or None,
            *(float(exact(text)) if text else None for text in (one.chips, one.h100_equivalents, one.power_mw)),
            one.power or None,
            one.operational or None,
            one.decommissioned or None,
            one.superseded_by or None,
            one.builds_upon or None,
            ", ".join(one.duplicate_of) or None,
            one.source,
        )
        for one in owners.clusters
    ]
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row")


def table_csv(frame: pl.DataFrame) -> str:
    """Return a table as CSV, its texts safe for spreadsheets."""
    import polars as pl

    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = [pl.col(name).map_elements(disarmed, return_dtype=pl.String, skip_nulls=True) for name in texts]
    return frame.with_columns(safe).write_csv()
