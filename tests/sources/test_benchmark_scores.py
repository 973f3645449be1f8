from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.bundled_data import curated_folder
from flopwatch.domain.errors import BadInput
from flopwatch.sources.curated.benchmarks import load_benchmarks
from flopwatch.sources.epoch.benchmark_scores import as_fraction, read_scores
from flopwatch.sources.epoch.compute_statements import read_epoch_compute, read_versions

BENCHMARKS = load_benchmarks(curated_folder())
HUB = b"\xef\xbb\xbfid,Name,EM,Model version,Shots,Source,Source link,Notes\n"


def hub(*rows: str):
    return read_scores(HUB + "\n".join(rows).encode(), "external_benchmark_mmlu.csv", BENCHMARKS)


def test_a_percentage_and_a_fraction_are_the_same_score():
    found = hub("1,A,77.0%,a,5,s,,", "2,B,0.77,b,5,s,,")
    assert [score.value for score in found.scores] == [0.77, 0.77]
    assert found.scores[0].setting == "5"
    assert (found.scores[0].row, found.scores[0].column) == ("row 2", "EM")


def test_a_score_of_770_percent_is_quarantined_with_its_words():
    found = hub("1,A,770%,a,5,s,,")
    assert not found.scores
    assert found.quarantined[0].reason == "score '770%' is not a fraction between 0 and 1"


@pytest.mark.parametrize("cell", ["٧٧%", "1_0", "inf", "1e999", "-3%", "=1+1", "0x1"])
def test_what_is_no_plain_number_is_no_score(cell):
    found = hub(f"1,A,{cell},a,5,s,,")
    assert not found.scores
    assert len(found.quarantined) == 1


def test_an_unknown_benchmark_is_named():
    found = read_scores(b"id,task,model,Best score (across scorers)\n1,Juggling,x,0.5\n", "runs.csv", BENCHMARKS)
    assert found.quarantined[0].reason == "benchmark 'Juggling' is not in benchmarks.toml"


def test_a_table_of_another_kind_is_refused_with_its_headers():
    with pytest.raises(BadInput, match="headers 'a', 'b' match no table of scores"):
        read_scores(b"a,b\n1,2\n", "x.csv", BENCHMARKS)


def test_a_short_row_and_a_nameless_row_are_quarantined():
    found = hub("1,A,0.5", "2,,0.5,,5,s,,")
    assert [one.item for one in found.quarantined] == ["row 2", "row 3"]


def test_two_harnesses_stay_apart():
    table = b"Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU\nx,X,7,1,42,0.5\n"
    scores = [*hub("1,A,0.6,x,5,s,,").scores, *read_scores(table, "base.csv", BENCHMARKS).scores]
    assert {score.harness for score in scores} == {"reported", "open-llm-leaderboard-v1"}


def test_blind_guessing_is_no_model():
    table = (
        b"System,Date,Training compute (FLOP),Model size (parameters),Active Parameters,Dataset size,BBH,GPQA,MMLU\n"
    )
    found = read_scores(table + b"Random chance,,1E+20,,,,0.25,0.25,0.25\n", "t.csv", BENCHMARKS)
    assert not found.scores
    assert len(found.skipped) == 1


def test_compute_that_was_imputed_is_marked_by_its_notes():
    table = b"Model,Training compute (FLOP),Training compute notes\nM,1e25,Estimated using benchmark imputation\n"
    assert "Benchmarks" in read_epoch_compute(table, "e.csv").computes[0].method


def test_negative_compute_is_quarantined():
    found = read_epoch_compute(b"Model,Training compute (FLOP)\nM,-5\nN,1e24\n", "e.csv")
    assert len(found.quarantined) == 1
    assert found.computes[0].compute_flop == 1e24


def test_versions_name_their_model():
    found = read_versions(b"id,Model,Version release date\nm-it,M,2024-01-01\nx,,\n", "v.csv")
    assert found.names == {"m-it": "M"}
    assert len(found.skipped) == 1


@given(st.text(max_size=40), st.sampled_from(["fraction", "percent", "elo"]))
def test_whatever_a_cell_holds_it_is_a_fraction_or_refused(cell, scale):
    try:
        value = as_fraction(cell, scale)
    except ValueError as error:
        said = str(error)
        value = 0.0 if said else -1.0
    assert 0 <= value <= 1


@pytest.mark.shared
def test_the_outside_tables_are_read(shared):
    data = shared / "data"
    expected = {
        "epoch-benchmarks-2025-12/external_benchmark_mmlu.csv": 246,
        "benchmarks-scaling/base_llm_benchmark_eval.csv": 1144,
        "leaderboards/lmsys_2025-01-30.csv": 190,
        "leaderboards/open_llm_leaderboard_v2_2025-06.csv": 27456,
    }
    for name, count in expected.items():
        found = read_scores((data / name).read_bytes(), name, BENCHMARKS)
        assert len(found.scores) == count, name
        assert all(0 <= score.value <= 1 for score in found.scores)


def test_an_unnamed_column_of_row_numbers_is_no_count_of_active_parameters():
    header = b",Model,Family,Instruct,date,#Params (B),Pretraining Data Size (T),FLOPs (1E21),"
    header += b"IFEval,BBH,MATH Lvl 5,GPQA,MUSR,MMLU-PRO\n"
    row = b"90,bloom-1.1b,BLOOM,False,2022-07-06,1.1,0.34,2.2,0.1,0.1,0.1,0.1,0.1,0.1\n"
    (stated,) = read_scores(header + row, "sloth_data_v1.csv", BENCHMARKS).computes
    assert stated.active is None
    assert stated.parameters == pytest.approx(1.1e9)
