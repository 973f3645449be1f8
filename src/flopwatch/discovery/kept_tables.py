"""Tables that discovery keeps as Parquet next to the ledger: read whole, or refused with what to do."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flopwatch.domain import BadLedger


def read_table(path: Path, columns: tuple[str, ...], made_again: str) -> pl.DataFrame | None:
    """Return a kept table; None if there is none.

    Args:
        path: The file.
        columns: Columns that every version of it has.
        made_again: What makes it again after it is deleted, as a sentence.

    Raises:
        BadLedger: If it is damaged.
    """
    if not path.is_file():
        return None
    try:
        found = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise damaged(path, str(error), made_again) from error
    lacking = [one for one in columns if one not in found.columns]
    if lacking:
        raise damaged(path, f"no column {', '.join(lacking)}", made_again)
    return found


def damaged(path: Path, why: str, made_again: str) -> BadLedger:
    """Return the error of a kept table that cannot be read."""
    return BadLedger(f"{path}: cannot be read ({why[:200]}). Move it away. {made_again}")
