"""The curated table of benchmarks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from flopwatch.domain import (
    BadInput,
    Benchmark,
    NotFound,
)
from flopwatch.sources.epoch.benchmark_scores import SCALES
from flopwatch.sources.epoch.benchmark_tables import TABLES
from flopwatch.text import read_number


def load_benchmarks(data: Path) -> tuple[Benchmark, ...]:
    """Load the benchmarks of `benchmarks.toml` in the curated folder.

    Raises:
        NotFound: If the file is not there.
        BadInput: If an entry is wrong; the message names it.
    """
    file = data / "benchmarks.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=str)
        rows = msgspec.convert(table.get("benchmark", []), list[Benchmark])
    except FileNotFoundError as error:
        raise NotFound("is not there; imputation needs it.", place=str(file)) from error
    except (ValueError, msgspec.ValidationError) as error:
        raise BadInput(f"{error}.", place=str(file)) from error
    seen: set[str] = set()
    tables = {one.id for one in TABLES}
    for row in rows:
        if row.id in seen:
            raise BadInput(f"{row.id} is listed twice. Merge the two entries.", place=str(file))
        seen.add(row.id)
        try:
            chance = read_number(row.chance)
        except ValueError as error:
            raise BadInput(f"{row.id}: chance {error}.", place=str(file)) from error
        if not 0 <= chance < 1:
            raise BadInput(f"{row.id}: chance {row.chance} is not a fraction below 1.", place=str(file))
        for column in row.columns:
            if column.table not in tables or column.scale not in SCALES:
                raise BadInput(
                    f"{row.id}: table {column.table!r} is not one of {', '.join(sorted(tables))}, or scale "
                    f"{column.scale!r} not one of {', '.join(SCALES)}.",
                    place=str(file),
                )
    return tuple(rows)
