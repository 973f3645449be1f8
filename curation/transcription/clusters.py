"""Transcribe tables of compute: clusters of accelerators by owner, and what a developer had in all at year ends."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from flopwatch.domain import canonical, exact
from flopwatch.identity import fold_name
from flopwatch.sources.curated.load import load_curated

CLUSTERS, OF_CLUSTERS = "epoch-2026/gpu_clusters_2026-04-24.csv", "epoch-gpu-clusters-2026-04"
STOCKS, OF_STOCKS = "epoch-2026/lab_compute_year_end_2026-09-03.csv", "epoch-lab-compute-2026-09"
# Owners and laboratories of the tables that the vocabulary knows by another name, or that are two of its developers.
MEANT: Mapping[str, tuple[str, ...]] = {
    "Google": ("google", "google-deepmind"),
    "Google DeepMind": ("google", "google-deepmind"),
    "Meta AI": ("meta",),
    "Meta Superintelligence Labs": ("meta",),
    "SpaceXAI": ("xai",),
    "Stargate (OpenAI)": ("openai",),
    "High-Flyer": ("deepseek",),
    "DeepSeek/High-Flyer": ("deepseek",),
}
_CLUSTERS_HEADING = """\
# Clusters of accelerators, row by row of one table. `owner`, `users` and `chip` are as the table writes them;
# `developers` and `used_by` are ids; `power` is "reported" or "calculated" by its authors.
# By curation/transcription/clusters.py.
"""
_STOCKS_HEADING = """\
# Compute that developers used at the ends of years, in H100-equivalents with a 90% interval; rows are not to be added.
# By curation/transcription/clusters.py.
"""


def write_clusters(data: Path, shared: Path) -> tuple[int, int]:
    """Write `clusters.toml` and `compute_stocks.toml`; return the number of clusters and of year ends."""
    known = {
        fold_name(word): one.id for one in load_curated(data).developers for word in (one.id, one.name, *one.aliases)
    }
    clusters = [_cluster(number, row, known) for number, row in enumerate(_rows(shared / CLUSTERS), 2)]
    stocks = [_stock(number, row, known) for number, row in enumerate(_rows(shared / STOCKS), 2)]
    for file, heading, key, rows in (
        ("clusters.toml", _CLUSTERS_HEADING, "cluster", clusters),
        ("compute_stocks.toml", _STOCKS_HEADING, "stock", stocks),
    ):
        (data / file).write_text(heading + "".join(toml_table(key, one) for one in rows), encoding="utf-8")
    return len(clusters), len(stocks)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _cluster(number: int, row: Mapping[str, str], known: Mapping[str, str]) -> dict[str, object]:
    reported = row["Reported Power Capacity (MW)"]
    power = reported or row["Power Capacity (MW)"]
    return {
        "name": _names(row["Name"])[0],
        "row": number,
        "status": row["Status"].lower(),
        "certainty": row["Certainty"].lower(),
        "owner": row["Owner"],
        "developers": _developers(row["Owner"], known),
        "users": row["Users"],
        "used_by": _developers(row["Users"], known),
        "country": row["Country"],
        "chip": row["Chip type (primary)"],
        "chips": _number(row["Total number of AI chips"] or row["Chip quantity (primary)"]),
        "h100_equivalents": _number(row["H100 equivalents"]),
        "power_mw": _number(power),
        "power": ("reported" if reported else "calculated") if power else "",
        "operational": row["First Operational Date"],
        "decommissioned": row["Decommissioned Date (if applicable)"],
        "superseded_by": row["Superseded by"],
        "builds_upon": row["Builds Upon"],
        "duplicate_of": _names(row["Possible Duplicate Of"]) if row["Possible Duplicate"] == "True" else (),
        "source": OF_CLUSTERS,
    }


def _stock(number: int, row: Mapping[str, str], known: Mapping[str, str]) -> dict[str, object]:
    return {
        "name": row["Name"],
        "row": number,
        "developers": _developers(row["Lab"], known),
        "date": row["Date"],
        "p5": _number(row["h100e_p5"]),
        "p50": _number(row["h100e_med"]),
        "p95": _number(row["h100e_p95"]),
        "source": OF_STOCKS,
    }


def _developers(names: str, known: Mapping[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    for name in map(str.strip, names.split(",")):
        found += MEANT.get(name) or filter(None, [known.get(fold_name(name))])
    return tuple(dict.fromkeys(found))


def _names(cell: str) -> tuple[str, ...]:
    """Return the clusters that a cell names: a name with a comma is in quotes, several are separated by commas."""
    return tuple(next(csv.reader([cell]), ()))


def _number(text: str) -> str:
    """Return a number of the table in six figures: more are an artefact of its logarithms."""
    return canonical(exact(f"{float(text):.6g}".replace("e+", "e"))) if text else ""


def toml_table(key: str, row: Mapping[str, object]) -> str:
    """Return one row of a curated table as TOML; empty cells are left out."""
    lines = [f"\n[[{key}]]"]
    for name, value in row.items():
        if isinstance(value, tuple) and value:
            lines.append(f"{name} = [{', '.join(map(json.dumps, value))}]")
        elif isinstance(value, str) and value:
            lines.append(f"{name} = {json.dumps(' '.join(value.split()), ensure_ascii=False)}")
        elif isinstance(value, int):
            lines.append(f"{name} = {value}")
    return "\n".join(lines) + "\n"
