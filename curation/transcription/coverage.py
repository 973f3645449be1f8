"""Count the models above a compute that have a claim from their developer's own document, of those with a document."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import msgspec

from flopwatch.identity import fold_name
from flopwatch.sources.curated.load import load_curated
from transcription.documents import Library

HERE = Path(__file__).resolve().parents[1]
SIZE_OR_TOKENS = frozenset(("parameters", "active_parameters", "tokens_seen", "dataset_size"))


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which models a name of the index means, or why its document gives no claim."""

    name: str
    models: tuple[str, ...] = ()
    states: str = ""


@dataclass
class Count:
    """Models with a document above the compute asked for, by whether a primary claim of size or tokens exists."""

    covered: list[str]
    missing: list[str]
    unmapped: list[str]


def count(data: Path, shared: Path, models: Path, at: float) -> Count:
    """Return the models of the index above a compute in FLOP.

    Args:
        data: The curated folder.
        shared: Holds `primary/index.jsonl`.
        models: Output of `flopwatch models --format csv`: id and training_compute_p50 of each model.
        at: The least compute, in FLOP.
    """
    curated = load_curated(data)
    library = Library(shared / "primary")
    named = {one["name"]: msgspec.convert(one, Named) for one in _entries("documents.toml", "document")}
    ruled = {one["name"]: one["id"] for one in _entries("primary.toml", "model") if one.get("id")}
    known = {fold_name(word): one.id for one in curated.known_models for word in (one.name, *one.aliases)}
    sources = {one.source for one in library.documents.values()}
    stated: dict[str, set[str]] = defaultdict(set)
    for claim in curated.claims():
        if claim.source in sources:
            stated[claim.identity].add(claim.field)
    with models.open(encoding="utf-8", newline="") as lines:
        compute = {row["id"]: float(row["training_compute_p50"] or 0) for row in csv.DictReader(lines)}
    found = Count([], [], [])
    for name in dict.fromkeys(word for one in library.documents.values() for word in one.models):
        entry = named.get(name, Named(name))
        identity = ruled.get(name) or known.get(fold_name(name), "")
        if not (entry.models or identity or entry.states):
            found.unmapped.append(name)
        for one in dict.fromkeys((*entry.models, *([identity] if identity else []))):
            if compute.get(one, 0) >= at and one not in (*found.covered, *found.missing):
                (found.covered if stated[one] & SIZE_OR_TOKENS else found.missing).append(one)
    return found


def _entries(file: str, key: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = tomllib.loads((HERE / file).read_text(encoding="utf-8"))[key]
    return rows
