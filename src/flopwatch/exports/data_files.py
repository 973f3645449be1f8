"""The tables of a release as files that other programs read without flopwatch: CSV in several forms, with their
descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from flopwatch.census import Census
from flopwatch.exports.citations import citation_bib, citation_cff
from flopwatch.exports.epoch_tables import epoch_tables
from flopwatch.exports.knowledge_graph import SHAPES, schema_org, turtle
from flopwatch.exports.orkg_comparison import orkg_csv, orkg_turtle
from flopwatch.exports.table_descriptions import croissant, datapackage, dcat
from flopwatch.products import COLUMNS, Cell, csv_text

_TIDY = ("estimates", "crossings", "claims", "sources", "thresholds")


def write_data_files(
    census: Census, rows: Sequence[Sequence[Cell | None]], tables: Mapping[str, pl.DataFrame], folder: Path, site: str
) -> None:
    """Write the CSV files and the descriptions of all data files into a release folder that has the tables.

    Args:
        census: The census.
        rows: The cells of `models.csv`.
        tables: The released tables by name.
        folder: The release folder, with `models.csv` and the Parquet files.
        site: Address of the site, or "".
    """
    for name in ("exact", "epoch", "graph"):
        (folder / name).mkdir()
    (folder / "exact/models.csv").write_bytes(_exact_models(rows).encode())
    for name in _TIDY:
        tables[name].write_csv(folder / f"exact/{name}.csv")
    for name, text in epoch_tables(census, rows).items():
        (folder / "epoch" / name).write_bytes(text.encode())
    (folder / "graph/census.ttl").write_bytes(turtle(census).encode())
    (folder / "graph/shapes.ttl").write_bytes(SHAPES.encode())
    (folder / "graph/models.jsonld").write_bytes(schema_org(census, site))
    (folder / "graph/orkg.csv").write_bytes(orkg_csv(census).encode())
    (folder / "graph/orkg.ttl").write_bytes(orkg_turtle(census).encode())
    (folder / "CITATION.cff").write_bytes(citation_cff(census, site).encode())
    (folder / "citation.bib").write_bytes(citation_bib(census, site).encode())
    described = {
        "datapackage.json": datapackage(census, tables, folder, site),
        "croissant.json": croissant(census, tables, folder, site),
        "dcat.jsonld": dcat(census, folder, site),
    }
    for name, data in described.items():
        (folder / name).write_bytes(data)


def _exact_models(rows: Sequence[Sequence[Cell | None]]) -> str:
    """Return the models as CSV under the names of `models.parquet`: each text as its source has it, each number whole.

    For programs: a spreadsheet may run a cell that begins like a formula.
    """
    lines = ([_exact(cell) for cell in row] for row in rows)
    return csv_text((column.name for column in COLUMNS), lines)


def _exact(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return cell.value if cell.number is None else repr(cell.number)
