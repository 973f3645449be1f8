"""Hold the base against the outside files: size, newest model, missing rows, families, documents, disagreements."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from flopwatch import api
from flopwatch.census import Census, estimate_of
from flopwatch.domain import PartialDate, exact
from flopwatch.identity import NameIndex, fold_name
from flopwatch.sources.curated.load import Curated, load_curated
from transcription import coverage

HERE = Path(__file__).resolve().parents[1]
LARGE = 1e25
TABLES_OF_2026 = ("epoch-2026/*ai_models_202[56]-*.csv", "epoch-nightly/*.csv.gz")
MOST_DAYS = 120
FAMILIES = (
    "openai/gpt-5 anthropic/claude-opus-4 google-deepmind/gemini-2.5 google-deepmind/gemini-3 xai/grok-4 "
    "moonshot/kimi-k2 deepseek/deepseek-v3.1 deepseek/deepseek-v3.2 zhipu/glm-4.5 zhipu/glm-5 alibaba/qwen3- "
    "alibaba/qwen3.5 openai/gpt-oss minimax/minimax-m2 meta/llama-4 nvidia/nemotron-3 meituan/longcat ant-group/ling"
).split()
# Field and value of a developer's own words where the base once stated otherwise.
OWN_WORDS = tuple(
    tuple(line.split())
    for line in """
    meta/llama-4-maverick tokens_seen 2.2e13
    meta/llama-4-scout tokens_seen 4e13
    databricks/dbrx tokens_seen 1.2e13
    deepseek/deepseek-coder-v2-236b training_compute 1.2852e24
    tigerobo/tigerbot-70b tokens_seen 5e11
    meta/chameleon-34b parameters 3.4e10
    microsoft/phi-3.5-moe parameters 4.2e10
    meta/llama-2-70b tokens_seen 2e12
    baichuan/baichuan2-13b tokens_seen 2.6e12
    01-ai/yi-34b tokens_seen 3e12
    ibm/granite-3.0-8b chip_count 256
    bigscience/bloom dataset_size 350e9
    meta/opt training_time 816
    meta/llama-3.1-70b tokens_seen 1.5e13
    meta/llama-3.1-8b tokens_seen 1.5e13
    meta/llama-3.1-70b chip_hours 7e6
    meta/llama-3.1-8b chip_hours 1.46e6
    """.strip().splitlines()
)


def report(data: Path, shared: Path) -> Iterator[str]:
    """Yield one line a question."""
    with tempfile.TemporaryDirectory() as folder:
        census = api.take_census(data, f"{folder}/absent.sqlite")
    curated = load_curated(data)
    yield from _size(census)
    yield from _rows(curated, shared)
    for start in FAMILIES:
        found = [key for key in census.records if key.startswith(start)]
        yield f"family {start}: {', '.join(found) or 'NONE'}"
    yield from _documents(census, data, shared)
    yield from _own_words(census)
    for key in ("meta/llama-3.1-8b", "meta/llama-3.1-70b"):
        yield f"{key}: {_estimated(census, key)}"


def _size(census: Census) -> Iterator[str]:
    models = list(census.models())
    dated = [one for one in models if one.value("published")]
    newest = max(dated, key=lambda one: PartialDate.from_iso(one.value("published")).earliest)
    day = PartialDate.from_iso(newest.value("published")).earliest
    cited = {claim.source for claim in census.claims.values()}
    dates = {census.sources[key].date: key for key in sorted(cited) if key in census.sources}
    last = max(dates)
    apart = (PartialDate.from_iso(last).latest - day).days
    yield f"models: {len(models)} (at least 1,200: {len(models) >= 1200}); dated: {len(dated)}"
    yield f"newest model {newest.id}, {day}; newest source {dates[last]}, {last}: {apart} days (most {MOST_DAYS})"


def _rows(curated: Curated, shared: Path) -> Iterator[str]:
    """Yield what of the tables' rows at or above 1e25 FLOP, and of the models once missing, is not in the base."""
    index, exactly = NameIndex(), {}
    for model in curated.known_models:
        for name in (model.name, *model.aliases):
            index.add(model.id, name)
            exactly[fold_name(name)] = model.id
    left = {fold_name(one.name): one.reason for one in curated.left_out}
    large: dict[str, float] = {}
    for pattern in TABLES_OF_2026:
        for path in sorted((shared / "data").glob(pattern)):
            for name, flop in _large(path):
                large[name] = max(flop, large.get(name, 0.0))
    absent = [name for name in large if fold_name(name) not in exactly]
    folded = [name for name in absent if index.base_of(name) or _same(index, name)]
    listed = [name for name in absent if fold_name(name) in left]
    rest = [name for name in absent if name not in folded and name not in listed]
    yield (
        f"rows at or above 1e25 of the files of 2026: {len(large)} names, {len(large) - len(absent)} in, "
        f"{len(folded)} folded or otherwise spelt {folded}, {len(listed)} left out with a reason, "
        f"{len(rest)} missing {rest}"
    )
    lines = (shared / "data/primary/missing.jsonl").read_text(encoding="utf-8").splitlines()
    names = [json.loads(line)["model"] for line in lines if line.strip()]
    ruled = {one["name"]: one.get("id", "") for one in tomllib.loads((HERE / "primary.toml").read_text())["model"]}
    gone = []
    for name in names:
        parts = [name, *name.split(" / "), name.partition(" (")[0]]
        if not any(fold_name(one) in exactly or ruled.get(one) or _same(index, one) for one in parts):
            gone.append(name)
    yield f"missing.jsonl: {len(names)} models, {len(names) - len(gone)} in the base; not found by name: {gone}"


def _same(index: NameIndex, name: str) -> bool:
    found = index.candidates(name)
    return bool(found and found[0].answer.same)


def _large(path: Path) -> Iterator[tuple[str, float]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
        if float(row.get("Training compute (FLOP)") or 0) >= LARGE:
            yield " ".join(row["Model"].split()), float(row["Training compute (FLOP)"])


def _documents(census: Census, data: Path, shared: Path) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "training_compute_p50"))
        for one in census.models():
            estimate = estimate_of(census, one.id)
            writer.writerow((one.id, f"{estimate.compute_flop.median:.6g}" if estimate else ""))
        file.flush()
        found = coverage.count(data, shared / "data", Path(file.name), 1e24)
    whole = len(found.covered) + len(found.missing)
    yield (
        f"of {whole} models at or above 1e24 FLOP with a document (names of the index by curation/documents.toml, "
        f"else by the vocabulary), {len(found.covered)} have a primary claim of parameters or tokens "
        f"({len(found.covered) / whole:.1%}); without: {found.missing}; names that mean no model: {found.unmapped}"
    )


def _own_words(census: Census) -> Iterator[str]:
    for key, field, stated in OWN_WORDS:
        record = census.records.get(census.redirects.get(key, key))
        value = record.fields.get(field) if record else None
        if record is None or value is None:
            yield f"{key}: {field} absent (own words: {stated})"
            continue
        resolved = abs(float(exact(value.value)) / float(stated) - 1) < 0.02
        rivals = sorted({record.claims[one].value for one in value.rivals if one in record.claims})
        shown = f"rivals shown {rivals}" if rivals else "no rival"
        source = record.claims[value.claims[0]].source if value.claims[0] in record.claims else ""
        yield f"{key}: {field} {value.value} {value.unit} ({source}); own words {stated}: {resolved}; {shown}"


def _estimated(census: Census, key: str) -> str:
    estimate = estimate_of(census, key)
    if estimate is None:
        return "no estimate"
    low, high = estimate.compute_flop.interval()
    methods = ", ".join(f"{one.method} {one.compute_flop.median:.3g}" for one in estimate.methods)
    return f"{estimate.compute_flop.median:.3g} FLOP ({low:.2g} to {high:.2g}); {methods}; {estimate.rule}"
