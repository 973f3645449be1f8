"""Transcribe figures around undisclosed models: a capabilities index, and prices when they were listed."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from flopwatch.domain import PartialDate, canonical, exact
from flopwatch.identity import fold_name
from flopwatch.sources.curated.load import load_curated
from transcription.clusters import toml_table

CAPABILITY, OF_CAPABILITY = "epoch-2026/epoch_capabilities_index_2026-07-01.csv", "epoch-capabilities-2026-07"
PRICES, OF_PRICES = "openrouter-2026-05/models.json", "openrouter-2026-05"
COMPARED = Path(__file__).parents[1] / "compared_compute.toml"
MOST_DAYS = 60  # between a model's publication and its entry in the listing: later entries have later prices
_HEADING = """\
# Figures around models, of the kinds that `flopwatch undisclosed` reads: points of the Epoch Capabilities Index (of a
# model's versions the earliest), and USD per million output tokens in a listing that has the model within 60 days
# of its publication. By curation/transcription/circumstances.py.
"""


def write_circumstances(data: Path, shared: Path) -> tuple[int, int, list[str]]:
    """Write `circumstances.toml`; return the numbers of indices and of prices, and the names that mean no model."""
    curated = load_curated(data)
    ids = {fold_name(word): one.id for one in curated.known_models for word in (one.name, *one.aliases)}
    published = {
        one.identity: one.value
        for one in curated.claims()
        if one.field == "published" and one.kind == "model" and one.value
    }
    capabilities, left = _capabilities(shared / CAPABILITY, ids)
    prices = _prices(shared / PRICES, ids, published)
    multiples = _multiples(shared)
    bases = _bases(shared)
    rows = sorted([*capabilities, *prices, *multiples, *bases], key=lambda one: (str(one["kind"]), str(one["model"])))
    text = _HEADING + "".join(toml_table("circumstance", one) for one in rows)
    (data / "circumstances.toml").write_text(text, encoding="utf-8")
    return len(capabilities), len(prices), left


def _capabilities(file: Path, ids: Mapping[str, str]) -> tuple[list[dict[str, object]], list[str]]:
    found: dict[str, dict[str, object]] = {}
    left: dict[str, None] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            if not row["ECI Score"] or not row["Model name"]:
                continue
            model = ids.get(fold_name(row["Model name"]))
            if model is None:
                left[row["Model name"]] = None
                continue
            date = row["Release date"]
            if model not in found or (date or "9999") < (str(found[model]["date"]) or "9999"):
                value = canonical(exact(f"{float(row['ECI Score']):.6g}"))
                found[model] = _row(model, "capability", value, row["Model version"], date, number, OF_CAPABILITY)
    return list(found.values()), list(left)


def _prices(file: Path, ids: Mapping[str, str], published: Mapping[str, str]) -> list[dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for number, name, day, usd in _listed(file):
        model = ids.get(fold_name(name))
        date = published.get(model or "")
        if model is None or not date or not usd or model in found:
            continue
        when = PartialDate.from_iso(date)
        if (day - when.latest).days > MOST_DAYS or (when.earliest - day).days > MOST_DAYS:
            continue
        found[model] = _row(model, "price", usd, name, day.isoformat(), number, OF_PRICES)
    return list(found.values())


def _multiples(shared: Path) -> list[dict[str, object]]:
    """Return the comparisons of `compared_compute.toml`; each one's words must be in the cell that it names."""
    found = []
    for one in tomllib.loads(COMPARED.read_text(encoding="utf-8"))["multiple"]:
        with (shared / one["table"]).open(encoding="utf-8-sig", newline="") as lines:
            at, cell = next(
                (number, row[one["column"]])
                for number, row in enumerate(csv.DictReader(lines), 2)
                if row["Model"] == one["row"]
            )
        if one["words"] not in cell:
            raise ValueError(f"{COMPARED.name}: {one['model']}: {one['words']!r} is not in row {at} of {one['table']}")
        row = _row(one["model"], "multiple", one["value"], one["words"], "", at, one["source"])
        found.append(row | {"than": one["than"], "high": one.get("high", "")})
    return found


def _bases(shared: Path) -> list[dict[str, object]]:
    """Return the likely bases of `compared_compute.toml`; the words must be in the document, its rows are numbered."""
    found = []
    for one in tomllib.loads(COMPARED.read_text(encoding="utf-8"))["base"]:
        lines = (shared.parent / one["document"]).read_text(encoding="utf-8").splitlines()
        if not any(one["words"] in line for line in lines):
            raise ValueError(f"{COMPARED.name}: {one['model']}: {one['words']!r} is not in {one['document']}")
        header = next(number for number, line in enumerate(lines) if line.startswith("Model | Training FLOP"))
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{one['row']} | ")) - header - 1
        row = _row(one["model"], "base", "", one["words"], "", at, one["source"])
        found.append(row | {"than": one["than"]})
    return found


def _listed(file: Path) -> Iterator[tuple[int, str, dt.date, str]]:
    """Yield (number, name without its seller, day listed, USD per million output tokens or ""), oldest first."""
    entries = json.loads(file.read_text(encoding="utf-8"), parse_float=str)["data"]
    for number, one in sorted(enumerate(entries, 1), key=lambda entry: entry[1]["created"]):
        usd = exact(one["pricing"]["completion"]) * 1_000_000
        day = dt.datetime.fromtimestamp(one["created"], dt.UTC).date()
        yield number, one["name"].rpartition(": ")[2], day, canonical(usd) if usd > 0 else ""


def _row(model: str, kind: str, value: str, name: str, date: str, row: int, source: str) -> dict[str, object]:
    return {"model": model, "kind": kind, "value": value, "name": name, "date": date, "row": row, "source": source}
