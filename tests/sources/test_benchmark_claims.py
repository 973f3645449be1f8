from __future__ import annotations

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.bundled_data import curated_folder
from flopwatch.domain.errors import BadInput
from flopwatch.sources.boards.benchmark_claims import describe_benchmark_scores, read_benchmark_scores
from flopwatch.sources.curated.benchmarks import load_benchmarks
from flopwatch.sources.curated.load import load_curated
from flopwatch.sources.epoch.benchmark_labels import is_labels, read_labels

BENCHMARKS = load_benchmarks(curated_folder())
LABELS = b"model,distilled,confidence,notes\n"


def claims(data: bytes, name: str = "external_benchmark_mmlu.csv"):
    return read_benchmark_scores(data, describe_benchmark_scores(name, data))


def test_a_score_becomes_a_claim_with_its_benchmark_harness_and_place():
    found = claims(b"Model version,Name,EM,Shots,Source\nx-7b,X 7B,77.0%,5,paper\n")
    claim = found.claims[0]
    assert (claim.value, claim.unit, claim.locator) == ("0.77", "fraction", "row 2, EM")
    assert claim.qualifiers == {"benchmark": "mmlu", "harness": "reported", "setting": "5"}


def test_two_harnesses_give_claims_that_are_never_compared():
    from flopwatch.records.choose import split_field

    one = claims(b"Model version,EM,Source\nx,60%,s\n").claims[0]
    two = claims(
        b"Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU\nx,X,7,1,42,0.5\n",
        "base.csv",
    ).claims[0]
    assert {one.label for one in split_field("benchmark_score", {"a": one, "b": two})} == {
        "benchmark_score (mmlu, reported)",
        "benchmark_score (mmlu, open-llm-leaderboard-v1)",
    }


def test_rows_balance_and_nothing_is_dropped_silently():
    found = claims(b"Model version,EM,Source\nx,60%,s\ny,770%,s\n,50%,s\nz,,s\n")
    assert found.claimed == 1
    assert [(one.item, one.reason) for one in found.quarantined] == [
        ("row 3", "score '770%' is not a fraction between 0 and 1"),
        ("row 4", "no name of a model"),
    ]
    assert "1 rows without a score" in found.skipped[-1].reason


def test_a_label_its_source_is_unsure_of_decides_nothing():
    found = read_labels(
        LABELS + b"a,TRUE,high,\nb,TRUE,low,\nc,FALSE,high,\nd,perhaps,high,\n,TRUE,high,\n",
        "d.csv",
        BENCHMARKS,
    )
    assert found.distilled == {"a": ("d.csv", "row 2")}
    assert [one.reason for one in found.skipped] == ["its source is not sure of the label", "not distilled"]
    assert [one.item for one in found.quarantined] == ["row 5", "row 6"]


def test_labels_become_marks_of_models():
    found = claims(LABELS + b"phi-4,TRUE,high,\n", "distilled_models.csv")
    assert [(c.subject, c.field, c.value) for c in found.claims] == [("phi-4", "flagged", "distilled")]


def test_benchmarks_that_developers_train_for_are_known_and_unknown_ones_named():
    found = read_labels(
        b"benchmark,optimized_for\nMMLU,TRUE\nBalrog,FALSE\nJuggling,TRUE\nGSM8K,maybe\n", "o.csv", BENCHMARKS
    )
    assert found.optimized == {"mmlu": True, "balrog": False}
    assert "'Juggling' is not in benchmarks.toml" in found.skipped[0].reason
    assert found.quarantined[0].item == "row 5"


def test_a_table_of_another_kind_is_no_labels():
    assert not is_labels("Model version,EM,Source")
    with pytest.raises(BadInput, match="are neither model, distilled"):
        read_labels(b"a,b\n1,2\n", "x.csv", BENCHMARKS)


@pytest.mark.parametrize("qualifiers", ['benchmark = "mmluu", harness = "reported"', 'benchmark = "mmlu"'])
def test_a_curated_score_on_an_unknown_benchmark_or_by_nobody_stops_the_load(tmp_path, qualifiers):
    data = tmp_path / "data"
    keep = (
        "sources.toml",
        "benchmarks.toml",
        "thresholds.toml",
        "frontier.toml",
        "chips.toml",
        "rules.toml",
        "vocabulary",
    )
    for name in keep:
        source = curated_folder() / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, _made(data) / name)
    file = _made(data / "claims/openai") / "gpt-4o.toml"
    entry = (
        'value = "0.5"\nunit = "fraction"\nsource = "epoch-benchmarking-hub"\n'
        'where = "row 1"\nquote = "50%"\nrecorded = 2026-11-22\n'
    )
    file.write_text(f'name = "GPT-4o"\n\n[[benchmark_score]]\n{entry}qualifiers = {{ {qualifiers} }}\n')
    with pytest.raises(BadInput, match=r"gpt-4o\.toml.*benchmark 'mmlu"):
        load_curated(data)
    file.write_text(file.read_text().replace("mmluu", "mmlu").replace('"mmlu" }', '"mmlu", harness = "reported" }'))
    assert load_curated(data).snapshots[0].claims[0].field == "benchmark_score"


def _made(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@given(st.binary(max_size=200))
def test_whatever_follows_the_header_is_claimed_skipped_or_quarantined(rest):
    try:
        found = claims(b"Model version,EM,Source\n" + rest)
    except BadInput:
        return
    assert found.read == found.claimed + len(found.skipped) + len(found.quarantined)


@pytest.mark.shared
def test_the_hub_s_own_labels_are_read(shared):
    folder = shared / "data/epoch-benchmarks-2025-12"
    taught = read_labels((folder / "distilled_models.csv").read_bytes(), "distilled_models.csv", BENCHMARKS)
    aimed = read_labels((folder / "benchmark_optim.csv").read_bytes(), "benchmark_optim.csv", BENCHMARKS)
    assert "gemma-2-9b-it" in taught.distilled
    assert "claude-3-7-sonnet-20250219" not in taught.distilled  # labelled with low confidence
    assert len(taught.distilled) == 35
    assert aimed.optimized["mmlu"]
    assert not aimed.optimized["weirdml"]
