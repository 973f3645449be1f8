"""The count cube: how many models lie in each month and eighth of a decade, for tables too large to draw point by point."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl

from flopwatch.publishing.explorer import ACCESS, MOST_POINTS, QUANTITIES, explorer_script
from flopwatch.publishing.palette import GROUPS

EIGHTHS = 8  # cells per decade
MONTHS = 12  # cells per year
ORIGIN = 1940  # the year from which months are counted; earlier dates fall into its first
_NAMED = 150  # the largest values of each quantity that keep a point of their own


def countable(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that cells may count: dated base models; those without doubt, as trends have it.

    Adds `at`, the decimal year in which the day plotted lies (an unknown day is the 15th, an unknown month July).
    """
    text = pl.col("published")
    year, month, day = (
        text.str.slice(0, 4).cast(pl.Int32, strict=False),
        text.str.slice(5, 2).cast(pl.Int32, strict=False),
        text.str.slice(8, 2).cast(pl.Int32, strict=False),
    )
    fraction = pl.when(month.is_null()).then(pl.lit(6.0)).otherwise(month - 1 + (day.fill_null(15) - 1) / 31)
    return (
        frame.filter(~pl.col("variant") & (text != ""))
        .with_columns(at=year + fraction / 12)
        .filter(pl.col("at").is_not_null())
    )


def named_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that stay points beside a cube: record-setters of all, of each domain and of each way of access, and the largest."""
    rows = countable(frame.with_row_index("place")).sort("at")
    keep: set[int] = set()
    for q in QUANTITIES:
        known = rows.filter(
            pl.col(q.id).is_not_null() & ~(pl.col("doubted") if q.id == "compute" else pl.lit(False))
        )
        for over in (None, "domain", "access"):
            best = pl.col(q.id).cum_max().shift(1)
            before = (best.over(over) if over else best).fill_null(-1.0)
            keep.update(known.filter(pl.col(q.id) > before)["place"])
        keep.update(known.sort(q.id, descending=True).head(_NAMED)["place"])
    return frame[sorted(keep)]  # fmt: skip


def cube_scripts(frame: pl.DataFrame) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The cubes of a table: what the explorer is told of them, and one script for each pair of axes that has models.

    Args:
        frame: As `explorer_frame` gives it, every row.

    Returns:
        The head's `cube`, and scripts by name (`explore-cube-compute-date.js`).
    """
    rows = countable(frame)
    domains = pl.Enum([g.id for g in GROUPS])
    access = pl.Enum([a for a, _ in ACCESS])
    rows = rows.with_columns(
        (pl.col("domain").cast(domains).to_physical().cast(pl.Int64) * len(ACCESS)
         + pl.col("access").cast(access).to_physical().cast(pl.Int64)).alias("kind"),
        ((pl.col("at") - ORIGIN) * MONTHS).floor().clip(0).cast(pl.Int64).alias("date_cell"),
        *((pl.col(q.id).log10() * EIGHTHS).floor().cast(pl.Int64).alias(f"{q.id}_cell") for q in QUANTITIES),
    )  # fmt: skip
    pairs: dict[str, int] = {}
    scripts: dict[str, bytes] = {}
    for y in QUANTITIES:
        for x in ("date", *(q.id for q in QUANTITIES if q.id != y.id)):
            name = f"{y.id}-{x}"
            if (script := _script(name, rows, y.id, x)) is not None:
                pairs[name], scripts[f"explore-cube-{name}.js"] = script
    return {
        "total": rows.height,
        "eighths": EIGHTHS,
        "months": MONTHS,
        "origin": ORIGIN,
        "pairs": pairs,
    }, scripts


def _script(name: str, rows: pl.DataFrame, y: str, x: str) -> tuple[int, bytes] | None:
    sound = pl.col(f"{y}_cell").is_not_null() & pl.col(f"{x}_cell").is_not_null()
    if "compute" in (x, y):
        sound &= ~pl.col("doubted")
    counted = (
        rows.lazy()
        .filter(sound)
        .group_by(f"{x}_cell", f"{y}_cell", "kind")
        .len()
        .sort(f"{x}_cell", f"{y}_cell", "kind")
        .collect()
    )
    if counted.is_empty():
        return None
    across, up = counted[f"{x}_cell"].to_numpy(), counted[f"{y}_cell"].to_numpy()
    x0, y0 = int(across.min()), int(up.min())
    high = int(up.max()) - y0 + 1
    kinds = len(GROUPS) * len(ACCESS)
    keys = ((across - x0) * high + (up - y0)) * kinds + counted["kind"].to_numpy()
    told = {
        "x0": x0, "y0": y0, "high": high, "kinds": kinds,
        # Steps between sorted keys are small numbers, and small numbers pack well.
        "keys": np.diff(keys, prepend=0).tolist(), "counts": counted["len"].to_list(),
    }  # fmt: skip
    body = msgspec.json.encode(told, order="sorted")
    script = (
        b"(globalThis.flopwatchCubes=globalThis.flopwatchCubes||{})["
        + msgspec.json.encode(name)
        + b"]="
        + body
        + b";\n"
    )
    return int(counted["len"].sum()), script


def write_explorer_data(assets: Path, frame: pl.DataFrame, told: dict[str, Any]) -> None:
    """Write the explorer's table: every model, or above 20 000 the frontier's models and the cubes that count the rest.

    Args:
        assets: The folder of the site's assets.
        frame: As `explorer_frame` gives it.
        told: As `explorer_head` gives it.
    """
    if frame.height > MOST_POINTS:
        cube, scripts = cube_scripts(frame)
        for name, script in scripts.items():
            (assets / name).write_bytes(script)
        frame, told = named_rows(frame), {**told, "cube": cube}
    (assets / "explore-data.js").write_bytes(explorer_script(frame, told))
