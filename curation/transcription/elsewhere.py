"""Compare lists that state compute with the base: their models at or above 1e23 FLOP, here or missing."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flopwatch.identity import NameIndex, fold_name
from flopwatch.sources.curated.load import load_curated

AT = 1e23  # FLOP
_PFLOP_S_DAY = 8.64e19
_HERE = Path(__file__).resolve().parents[1]
_EPOCH = ("Model", "Publication date", "Training compute (FLOP)", 1.0)
_INDEX = ("Model name", "Release date", "Training compute (FLOP)", 1.0)
# Source, its files, and the columns of name, date and compute with the compute's unit in FLOP.
LISTS: tuple[tuple[str, tuple[str, ...], tuple[str, str, str, float]], ...] = (
    ("epoch-compute-intensive-2024-07", ("epoch-2024-04/compute_intensive_systems_2024-07-06.csv",), _EPOCH),
    ("epoch-large-scale-2024-07", ("epoch-2024-04/large_scale_ai_models_2024-07-16.csv",), _EPOCH),
    ("epoch-large-scale-2026-03", ("epoch-2026/large_scale_ai_models_2026-03-30.csv",), _EPOCH),
    ("epoch-ai-models-2026-03", ("epoch-2026/all_ai_models_2026-03-30.csv",), _EPOCH),
    ("epoch-large-scale-2026-08", ("epoch-2026/large_scale_ai_models_2026-08-19.csv",), _EPOCH),
    ("epoch-notable-2026-08", ("epoch-2026/notable_ai_models_2026-08-19.csv", "epoch-nightly/*.csv.gz"), _EPOCH),
    (
        "epoch-capabilities-2026-07",
        ("epoch-2026/epoch_capabilities_index_2026-07-01.csv", "epoch-benchmarks-2026-03/epoch_capabilities_index.csv"),
        _INDEX,
    ),
    (
        "owid-training-compute",
        ("lists/artificial-intelligence-training-computation.csv",),
        ("Entity", "Day", "Training computation (petaFLOP)", 1e15),
    ),
    ("obs-scaling", ("benchmarks-scaling/*_llm_benchmark_eval.csv",), ("Model", "", "FLOPs (1E21)", 1e21)),
    ("sloth", ("benchmarks-scaling/sloth_data_v*.csv",), ("Model", "date", "FLOPs (1E21)", 1e21)),
)
_HEADING = """\
# Lists that state compute, compared with the base: rows at or above 1e23 FLOP by distinct name, how many of them are
# here, the missing ones, and those that are no missing base model. By curation/transcription/elsewhere.py and its
# rulings, curation/elsewhere.toml.
"""


@dataclass
class Found:
    """One list's rows: the number here, and the others with their reasons."""

    rows: int = 0
    here: int = 0
    missing: list[dict[str, str]] = field(default_factory=list)
    set_aside: list[dict[str, str]] = field(default_factory=list)


def write_compared(data: Path, shared: Path) -> tuple[int, list[str]]:
    """Write `compared_lists.toml`; return the number of lists, and the names that need a ruling."""
    rulings: dict[str, Mapping[str, str]] = {}
    for one in tomllib.loads((_HERE / "elsewhere.toml").read_text(encoding="utf-8"))["name"]:
        rulings |= {fold_name(name): one for name in one["names"]}
    index, exact = NameIndex(), set()
    for model in load_curated(data).known_models:
        for name in (model.name, *model.aliases):
            index.add(model.id, name)
            exact.add(fold_name(name))
    left, lists = [], []
    for source, rows in _all_rows(shared):
        found = Found()
        for name, date, flop in rows:
            found.rows += 1
            entry = {"name": name, "published": date, "training_compute": f"{flop:.4g}".replace("e+", "e")}
            ruling = rulings.get(fold_name(name), {})
            if verdict := next((one for one in ("missing", "set_aside") if one in ruling), ""):
                getattr(found, verdict).append({**entry, "reason": ruling[verdict]})
            elif "model" in ruling or fold_name(name) in exact or _is_here(index, name):
                found.here += 1
            else:
                left.append(f"{source}: {name}")
        lists.append(_table(source, found))
    (data / "compared_lists.toml").write_text(_HEADING + "".join(lists), encoding="utf-8")
    return len(lists), left


def _is_here(index: NameIndex, name: str) -> bool:
    found = index.candidates(name)
    return bool(found and (found[0].answer.same or index.base_of(name)))


def _all_rows(shared: Path) -> Iterator[tuple[str, list[tuple[str, str, float]]]]:
    for source, files, columns in LISTS:
        paths = [path for pattern in files for path in sorted(shared.glob(pattern))]
        yield source, _distinct(row for path in paths for row in _rows(path, *columns))
    yield "akronomicon", _distinct(_akronomicon(shared / "akronomicon"))


def _rows(path: Path, name: str, date: str, compute: str, unit: float) -> Iterator[tuple[str, str, float]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    with io.StringIO(data.decode("utf-8-sig"), newline="") as lines:
        for row in csv.DictReader(lines):
            yield row.get(name) or row.get("System") or "", row.get(date, ""), float(row.get(compute) or 0) * unit


def _akronomicon(folder: Path) -> Iterator[tuple[str, str, float]]:
    for path in sorted(folder.rglob("*.json")):
        try:
            one = json.loads(path.read_text(encoding="utf-8"))
            yield one["name"], one["publication"].get("date", ""), float(one["training"]["compute"]) * _PFLOP_S_DAY
        except (ValueError, KeyError, TypeError):
            continue  # some of its files are no JSON, and most state no compute


def _distinct(rows: Iterator[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    found: dict[str, tuple[str, str, float]] = {}
    for name, date, flop in rows:
        if flop >= AT:
            plain = name.rpartition("/")[2].removesuffix("-hf")
            found.setdefault(fold_name(plain), (plain, date, flop))
    return list(found.values())


def _table(source: str, found: Found) -> str:
    lines = [f'\n[[list]]\nsource = "{source}"\nrows = {found.rows}\nhere = {found.here}']
    for key in ("missing", "set_aside"):
        if rows := getattr(found, key):
            entries = (
                ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in row.items() if v) for row in rows
            )
            lines.append(f"{key} = [\n" + "".join(f"  {{ {one} }},\n" for one in entries) + "]")
    return "\n".join(lines) + "\n"
