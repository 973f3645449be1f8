from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import polars as pl
import pytest
from helpers.bundled import bundled_census

from flopwatch import api, build_folder, ledger, pipeline, sources
from flopwatch.domain import WITHDRAWN
from flopwatch.domain.claims import Source
from flopwatch.domain.errors import BadInput, NotFound, OrphanCell
from flopwatch.domain.events import Retract, event_id

TESTS = Path(__file__).parents[1]
DOCUMENT_ROWS = {  # document 001's table: name, value in FLOP, the source's own word
    "Aramco Metabrain AI": ("1.1e25", "Low-precision"),
    "Claude 3 Opus": ("1.6e25", "Low-precision"),
    "Claude 3.5 Sonnet": ("3.6e25", "Low-precision"),
    "Doubao-pro": ("2.5e25", "High-precision"),
    "Gemini 1.0 Ultra": ("5.0e25", "Low-precision"),
    "GLM-4 (0116)": ("1.2e25", "High-precision"),
    "GPT-4": ("2.1e25", "Low-precision"),
    "Inflection-2": ("1.0e25", "High-precision"),
    "Inflection-2.5": ("1.0e25", "Low-precision"),
    "Llama 3.1-405B": ("3.8e25", "High-precision"),
    "Mistral Large": ("1.1e25", "Low-precision"),
    "Mistral Large 2": ("2.1e25", "Low-precision"),
    "Nemotron-4 340B": ("1.8e25", "High-precision"),
    "Gemini 1.5 Pro": ("1.6e25", "Low-precision"),
    "GLM-4-Plus": ("3.6e25", "Low-precision"),
    "GPT-4 Turbo": ("2.2e25", "Low-precision"),
    "GPT-4o": ("3.8e25", "Low-precision"),
    "Grok-2": ("3.0e25", "High-precision"),
    "Grok-3": ("4.6e26", "High-precision"),
    "o1": None,
    "o1-mini": None,
    "o3": None,
    "o3-mini": None,
    "Sora": None,
    "Veo 2": None,
}
DOUBTED = {  # what the documents get wrong, and the rule that must say so
    ("eleutherai/gpt-neox", "compute-against-6nd"),
    ("naver/hyperclova", "compute-against-6nd"),
    ("meta/wav2vec-2.0", "implied-data"),
    ("openai/gpt-4", "far-apart"),
    ("baidu/ernie-vilg", "date-conflict"),
    ("cerebras/cerebras-gpt", "shared-paper"),
}
SOUND = (
    "google/bert",
    "openai/gpt-1",
    "google/meena",
    "openai/gpt-2",
    "google/lamda",
    "google/switch-transformer",
)


@pytest.fixture(scope="module")
def data():
    return sources.curated_folder()


@pytest.fixture(scope="module")
def census():
    return bundled_census()


def test_every_name_of_the_five_documents_is_in_the_census_with_a_source(census):
    rows = api.models(census)
    named = {name: row for row in rows for name in (row.name, *row.aliases)}
    wanted = [
        line
        for line in (TESTS / "data/names_145.txt").read_text(encoding="utf-8").splitlines()
        if line and line[0] != "#"
    ]
    assert len(wanted) == 145
    assert [name for name in wanted if name not in named] == []
    assert all(named[name].sources for name in wanted)
    assert len({named[name].id for name in wanted}) == 145, "145 different models, not 145 names of fewer"


def test_the_documents_rows_above_1e25_are_all_there_with_its_values_and_words(as_the_document):
    rows = {row.name: row for row in api.thresholds(as_the_document, at="1e25")}
    assert [name for name in DOCUMENT_ROWS if name not in rows] == []
    for name, stated in DOCUMENT_ROWS.items():
        row = rows[name]
        assert row.compute_class in ("confirmed", "likely"), name
        assert row.justification, name
        if stated is None:
            assert (row.p50, row.probability, row.compute_class, row.confidence) == (
                None,
                None,
                "likely",
                "speculative",
            )
        else:
            assert (row.p50, row.confidence) == (pytest.approx(float(stated[0])), stated[1]), name


def test_the_documents_models_above_1e25_have_eleven_developers(census, as_the_document):
    models = {row.name: row.model for row in api.thresholds(as_the_document, at="1e25")}
    known = {row.id: row.developers for row in api.models(census)}  # the document names no developers
    makers = {maker for name in DOCUMENT_ROWS for maker in known[models[name]]}
    assert len(makers) == 11, makers


@pytest.fixture(scope="module")
def as_the_document():
    """The census as known on the day of document 001: its publisher has replaced many of its figures since."""
    return bundled_census(dt.date(2025, 1, 30))


def test_as_of_the_documents_own_date_exactly_its_rows_are_above(as_the_document):
    above = [
        row.name for row in api.thresholds(as_the_document, at="1e25") if row.compute_class in ("confirmed", "likely")
    ]
    assert sorted(above) == sorted(DOCUMENT_ROWS)


def test_the_audit_names_what_the_documents_get_wrong_with_arithmetic_and_a_reading(census):
    found = {(one.model, one.rule): one for one in census.findings}
    assert DOUBTED - set(found) == set()
    assert "93B" in found["eleutherai/gpt-neox", "compute-against-6nd"].as_written
    assert "9.3e22" in found["eleutherai/gpt-neox", "compute-against-6nd"].proposal
    assert "170T" in found["openai/gpt-4", "far-apart"].message
    assert "1.7T" in found["openai/gpt-4", "far-apart"].message
    assert "Chinchilla" in found["cerebras/cerebras-gpt", "shared-paper"].message
    assert "2021-12" in found["baidu/ernie-vilg", "date-conflict"].proposal
    assert any("1023" in one.as_written for one in census.findings if one.rule == "lost-superscript")
    # One paper, rightly shared.
    assert not [one for one in census.findings if one.rule == "shared-paper" and "megatron" in one.model]


@pytest.mark.parametrize("model", SOUND)
def test_many_passes_and_partial_corpora_are_not_called_errors(census, model):
    assert model in census.records
    found = {(one.rule, one.field) for one in census.findings if one.model == model and one.severity != "low"}
    # The lists quote the price of a cloud, Epoch's table the wear of the chips: 4 and 10 times apart, as is said.
    assert found - {("far-apart", "training_cost")} == set()


def test_no_doubted_number_puts_a_model_above_a_threshold(census):
    for key, estimate in census.estimates.items():
        if getattr(estimate, "doubted", ""):
            assert not [one for one in census.crossings[key] if one.is_above], key


def test_every_claim_of_the_base_has_words_a_place_and_a_described_source(census):
    for claim in census.claims.values():
        assert claim.locator
        assert claim.as_written or WITHDRAWN in claim.flags, claim  # an emptied cell has no words
        assert claim.source in census.sources, claim
        assert census.sources[claim.source].url.startswith("https://"), claim.source


# ------------------------------------------------------------------ determinism


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".sqlite"
    }


BUILD = """
import random, sys
from pathlib import Path
from flopwatch import build_folder, ledger, pipeline, sources
from flopwatch.sources.curated import load as curated
data, store, out, seed = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
events = list(curated.load_curated(data).events())
random.Random(seed).shuffle(events)
curated.Curated.events = lambda self: iter(events)
print(build_folder.publish(pipeline.take_census(data, store), out).sha256)
"""


def test_shuffled_events_another_time_zone_and_hash_seed_give_the_same_release(base, base_release, tmp_path):
    """In a process of its own, against the build of this one."""
    out = tmp_path / "out"
    env = {**os.environ, "TZ": "America/St_Johns", "PYTHONHASHSEED": "2", "LC_ALL": "POSIX"}
    run = subprocess.run(
        [sys.executable, "-c", BUILD, str(base), str(tmp_path / "none.sqlite"), str(out), "2"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == base_release[1].sha256
    assert tree(out) == tree(base_release[0])


def cells(folder: Path) -> dict[tuple[str, str], object]:
    frame = pl.read_parquet(folder / "models.parquet")
    return {(row["id"], name): value for row in frame.to_dicts() for name, value in row.items()}


def with_another_number(base, copy):
    """Copy a base with one number changed; return the changed file and its former text."""
    shutil.copytree(base, copy)
    file = copy / "claims/google/v-moe.toml"  # its compute is stated by the lists alone
    before = file.read_text(encoding="utf-8")
    assert before.count('value = "33900000"') == 2
    file.write_text(before.replace('value = "33900000"', 'value = "34900000"'), encoding="utf-8")
    return file, before


def test_one_number_changed_in_one_file_changes_its_own_models_cells(base, base_release, tmp_path):
    with_another_number(base, tmp_path / "data")
    build_folder.publish(pipeline.take_census(tmp_path / "data", tmp_path / "none.sqlite"), tmp_path / "b")
    old, new = cells(base_release[0]), cells(tmp_path / "b")
    assert old.keys() == new.keys()
    changed = {key for key in old if old[key] != new[key]}
    assert {model for model, _ in changed} == {"google/v-moe"}
    assert any("compute" in column for _, column in changed)
    assert not {column for _, column in changed} & {"parameters", "developers", "name", "publication_date"}
    was, now = tree(base_release[0]), tree(tmp_path / "b")
    pages = {name for name in was if name.startswith("site/models/") and now[name] != was[name]}
    assert pages == {"site/models/google/v-moe.html"}


def test_a_number_changed_and_changed_back_restores_the_bytes(few_models, few_release, tmp_path):
    copy, store = tmp_path / "data", tmp_path / "none.sqlite"
    file, before = with_another_number(few_models, copy)
    changed = pipeline.take_census(copy, store)
    file.write_text(before, encoding="utf-8")
    back = pipeline.take_census(copy, store)
    assert changed.estimates != back.estimates
    assert build_folder.publish(back, tmp_path / "out") == few_release[1]
    assert tree(tmp_path / "out") == tree(few_release[0])


def test_a_cell_without_a_claim_behind_it_fails_the_build(census, tmp_path):
    import dataclasses

    record = census.records["openai/gpt-3"]
    orphan = msgspec.structs.replace(record.fields["parameters"], claims=())
    broken = dataclasses.replace(record, fields={**record.fields, "parameters": orphan})
    seeded = dataclasses.replace(census, records={**census.records, record.id: broken})
    with pytest.raises(OrphanCell, match="GPT-3|gpt-3"):
        build_folder.publish(seeded, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------------ imports


LIST = (
    "# awesome-x\n\n## Models\n\n### Language Model\n\n- **Zebra 7B** [[Zoo]]() May 2023 "
    "[[open]](https://z.example/w)\n\n```yaml\nField: Language\nParams: {n}\nTraining Data: (1T "
    "tokens)\n```\n\n```yaml\nParams: 9B\n```\n"
)


def write(path: Path, n: str) -> str:
    path.write_text(LIST.format(n=n), encoding="utf-8")
    return str(path)


def test_an_import_accounts_for_every_entry_and_shows_in_the_view(few_models, tmp_path):
    store = tmp_path / "ledger.sqlite"
    row = api.import_file("awesome-list", write(tmp_path / "x.md", "7B"), few_models, store)
    assert row.read == row.claimed + len(row.skipped) + len(row.quarantined) == 2
    assert (row.models_distinct, row.models_new, row.entries_model) == (1, 1, 1)
    shown = api.show(pipeline.take_census(few_models, store), "Zebra 7B")
    assert shown.id == "zoo/zebra-7b"
    assert shown.estimate.compute_flop.p50 == pytest.approx(6 * 7e9 * 1e12, rel=0.01)
    assert shown.fields["parameters"].claims[0].as_written == "7B"


def test_importing_twice_adds_nothing_and_an_edited_list_replaces_its_older_self(few_models, tmp_path):
    store = tmp_path / "ledger.sqlite"
    for n, date in (("7B", "2024-01-01"), ("7B", "2024-01-01"), ("8B", "2024-02-01")):
        api.import_file("awesome-list", write(tmp_path / "x.md", n), few_models, store, date=date)
    with ledger.open_store(store) as opened:
        assert len(opened) == 2
        first = next(one for one in opened.events() if one.date == "2024-02-01")
    census = pipeline.take_census(few_models, store)
    assert census.records["zoo/zebra-7b"].value("parameters") == "8000000000"
    with ledger.open_store(store) as opened:
        opened.append([Retract(event_id=event_id(first))])
    assert pipeline.take_census(few_models, store).records["zoo/zebra-7b"].value("parameters") == "7000000000"


@pytest.mark.parametrize("reader", ["awesome-list", "epoch-csv", "claims-toml", "orkg"])
@pytest.mark.parametrize(
    "content", [b"", bytes(range(256)) * 20, b"x" * 3_000_000, b"\xff\xfe\x00\x00", b"just words\n"]
)
def test_an_unreadable_file_writes_nothing(few_models, tmp_path, reader, content):
    file, store = tmp_path / "bad", tmp_path / "ledger.sqlite"
    file.write_bytes(content)
    with pytest.raises(BadInput):
        api.import_file(reader, str(file), few_models, store)
    assert not store.exists()
    assert not (tmp_path / "cache").exists()


def test_text_and_ledger_give_each_other_back_byte_for_byte(few_models, tmp_path):
    store = tmp_path / "ledger.sqlite"
    api.import_file("awesome-list", write(tmp_path / "x.md", "7B"), few_models, store)
    ledger.export_text(store, tmp_path / "a.jsonl")
    ledger.import_text(tmp_path / "other.sqlite", tmp_path / "a.jsonl")
    ledger.export_text(tmp_path / "other.sqlite", tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert ledger.read_events(store) == ledger.read_events(tmp_path / "other.sqlite")
    census, other = pipeline.take_census(few_models, store), pipeline.take_census(few_models, tmp_path / "other.sqlite")
    assert census.records == other.records


def test_the_order_of_the_ledger_changes_no_view(few_models, tmp_path):
    rng = random.Random(5)
    events = list(sources.load_curated(few_models).events())
    rng.shuffle(events)
    plain = pipeline.take_census(few_models, tmp_path / "none.sqlite")
    doubled = pipeline.take_census(few_models, tmp_path / "none.sqlite", more=events)
    assert plain.records == doubled.records


@pytest.mark.shared
@pytest.mark.matrix
@pytest.mark.parametrize("document", ["003", "004"])
def test_importing_the_lists_counts_their_distinct_models(shared, data, tmp_path, document):
    path = next((shared / "seeds").glob(f"{document}*"))
    row = api.import_file("awesome-list", str(path), data, tmp_path / "ledger.sqlite")
    assert row.models_distinct == {"003": 84, "004": 91}[document]
    assert row.models_new == 0, "the bundled base has them all"


def test_exported_facts_read_back_as_the_claims_they_were(base, data, tmp_path):
    census = bundled_census() if base == data else pipeline.take_census(base, tmp_path / "none.sqlite")
    made = api.export_claims_toml(census, tmp_path / "claims")
    assert made.files >= (145 if base == data else len(list((base / "claims").rglob("*.toml"))) // 2)
    for path in sorted((base / "claims").rglob("*.toml")):
        where = path.relative_to(base / "claims")
        if where.parts[0] in ("findings", "recipes"):
            continue  # one file of many subjects
        again = sources.reader("claims-toml").read(
            (tmp_path / "claims" / where).read_bytes(), Source(id=f"claims/{where}"[:-5], title="")
        )
        first = sources.reader("claims-toml").read(path.read_bytes(), Source(id=f"claims/{where}"[:-5], title=""))
        assert {one.id_in("") for one in again.claims} == {one.id_in("") for one in first.claims}, where


def test_a_mistyped_name_is_answered_with_the_nearest_models(census):
    with pytest.raises(NotFound, match=r"Did you mean openai/gpt-4-turbo"):
        api.find(census, "gpt 4 turob")
    with pytest.raises(NotFound, match=r"Did you mean google/flan-137b"):
        api.find(census, "FLAN 139B")
    with pytest.raises(NotFound, match=r"`flopwatch models` lists all"):
        api.find(census, "qqqq")
