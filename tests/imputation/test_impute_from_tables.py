"""The command `impute` from a user's own tables: what is read, what is set aside with its place, and what is
refused.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from helpers.tiers import tiered

from flopwatch import api
from flopwatch.api.imputation import imputation_lines, impute_model
from flopwatch.api.imputation_evidence import read_evidence
from flopwatch.bundled_data import curated_folder
from flopwatch.domain.errors import BadInput, NotFound

pytestmark = pytest.mark.usefixtures("kept_imputers")
HEADERS = (
    "Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs "
    "(1E21),MMLU,ARC-C,HellaSwag,Winograd,TruthfulQA,GSM8K"
)
DATED = "id,Model,Version release date\nzeta-9b,Zeta-9b,2024-01-01\n"


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Tables of thirty models drawn from curves, and a date for each: what a user gives."""
    folder = tmp_path_factory.mktemp("tables")
    rng = np.random.default_rng(5)
    rows, dates = [], []
    for k in range(30):
        log = 21.5 + 3 * k / 30
        scores = [0.25 + 0.7 / (1 + math.exp(-(log - 23 - 0.2 * b + float(rng.normal(0, 0.1))))) for b in range(6)]
        rows.append(
            f"maker{k}-7b,F{k},7,{10**log / 4.2e22:.6g},{10 ** (log - 21):.6g}," + ",".join(f"{v:.4f}" for v in scores)
        )
        dates.append(f"maker{k}-7b,maker{k}-7b,202{k % 3 + 2}-06-01")
    (folder / "known.csv").write_text("\n".join([HEADERS, *rows]) + "\n", encoding="utf-8")
    (folder / "versions.csv").write_text(DATED + "\n".join(dates) + "\n", encoding="utf-8")
    return folder


def said_of_zeta(tables, tmp_path, content: bytes, name: str = "given.csv") -> tuple[dict, str]:
    (tmp_path / name).write_bytes(content)
    files = [tables / "known.csv", tables / "versions.csv", tmp_path / name]
    row = impute_model("zeta-9b", read_evidence(curated_folder(), files, []))
    return api.to_plain(row), "\n".join(imputation_lines(row))


def given_row(*scores: str) -> bytes:
    return f"{HEADERS}\nzeta-9b,Z,9,1,,{','.join(scores)}\n".encode()


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("770%", "score '770%' is not a fraction between 0 and 1"),
        pytest.param("-0.4", "score '-0.4' is not a fraction between 0 and 1", marks=pytest.mark.matrix),
        pytest.param("5e-1x", "'5e-1x'", marks=pytest.mark.matrix),
        ("1e999", "beyond 1e99"),
    ],
)
def test_a_score_that_cannot_be_one_is_named_with_its_file_row_and_column(tables, tmp_path, cell, why):
    row, said = said_of_zeta(tables, tmp_path, given_row(cell, "0.5", "0.6", "0.6", "0.5", "0.5"))
    assert row["compute_flop"]
    assert "mmlu" not in {one["benchmark"] for one in row["benchmarks"]}
    assert "set aside: given.csv, row 2, MMLU: " in said
    assert why in said


@pytest.mark.parametrize("cell", tiered(["NaN", "nan", "N/A", ""], ["NaN", ""]))
def test_an_untested_benchmark_is_left_out_and_no_fault(tables, tmp_path, cell):
    row, said = said_of_zeta(tables, tmp_path, given_row(cell, "0.5", "0.6", "0.6", "0.5", "0.5"))
    assert "set aside: given.csv" not in said
    assert len(row["benchmarks"]) == 5


def test_a_byte_order_mark_and_duplicate_rows_change_nothing(tables, tmp_path):
    plain = given_row("0.5", "0.5", "0.6", "0.6", "0.5", "0.5")
    once, _ = said_of_zeta(tables, tmp_path, plain)
    marked, _ = said_of_zeta(tables, tmp_path, b"\xef\xbb\xbf" + plain)
    twice, _ = said_of_zeta(tables, tmp_path, plain + plain.split(b"\n", 1)[1])
    assert once == marked == twice


def test_two_scores_of_one_benchmark_become_their_median_and_it_is_said(tables, tmp_path):
    first, second = (
        given_row("0.5", "0.5", "0.6", "0.6", "0.5", "0.5"),
        given_row("0.7", "0.5", "0.6", "0.6", "0.5", "0.5"),
    )
    row, said = said_of_zeta(tables, tmp_path, first + second.split(b"\n", 1)[1])
    assert next(one["score"] for one in row["benchmarks"] if one["benchmark"] == "mmlu") == 0.6
    assert "median of 0.500, 0.700" in said


def test_two_harnesses_of_one_benchmark_stay_apart(tables, tmp_path):
    hub = b"Model version,EM,Source\nzeta-9b,0.9,x\n"
    (tmp_path / "external_benchmark_mmlu.csv").write_bytes(hub)
    (tmp_path / "given.csv").write_bytes(given_row("0.5", "0.5", "0.6", "0.6", "0.5", "0.5"))
    files = [
        tables / "known.csv",
        tables / "versions.csv",
        tmp_path / "external_benchmark_mmlu.csv",
        tmp_path / "given.csv",
    ]
    row = impute_model("zeta-9b", read_evidence(curated_folder(), files, []))
    mmlu = {one.harness: one for one in row.benchmarks if one.benchmark == "mmlu"}
    assert {harness: one.score for harness, one in mmlu.items()} == {
        "reported": 0.9,
        "open-llm-leaderboard-v1": 0.5,
    }
    assert mmlu["reported"].implied_flop is None  # no curve of that harness
    assert "no curve: too few models of known compute have it" in "\n".join(imputation_lines(row))


def test_a_model_with_one_score_is_not_imputed_and_its_score_is_shown(tables, tmp_path):
    row, said = said_of_zeta(tables, tmp_path, given_row("0.5", "", "", "", "", ""))
    assert row["compute_flop"] is None
    assert "not imputed: it has scores on 1 benchmark with a curve; 3 are needed" in said
    assert "mmlu (open-llm-leaderboard-v1): 0.500" in said


def test_an_unknown_benchmark_is_named_beside_the_model_it_is_of(tables, tmp_path):
    runs = b"task,model,Best score (across scorers)\nJuggling,zeta-9b,0.5\nGPQA diamond,zeta-9b,0.4\n"
    _, said = said_of_zeta(tables, tmp_path, runs)
    assert "set aside: given.csv, row 2: benchmark 'Juggling' is not in benchmarks.toml" in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "given.csv: the file is empty. Give a CSV"),
        (b"\n\n", "given.csv: the file is empty"),
        (b"a,b\n1,2\n", r"given.csv: its headers 'a', 'b'"),
        (HEADERS.encode() + b"\n\xe9\n", "given.csv: byte .* is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(tables, tmp_path, content, message):
    with pytest.raises(BadInput, match=message):
        said_of_zeta(tables, tmp_path, content)


def test_a_model_without_scores_or_without_a_date_is_told_apart(tables, tmp_path):
    with pytest.raises(NotFound, match="no model 'zeta-9b' has a score"):
        said_of_zeta(tables, tmp_path, HEADERS.encode() + b"\n")
    (tmp_path / "given.csv").write_bytes(given_row("0.5", "0.5", "0.6", "0.6", "0.5", "0.5"))
    with pytest.raises(NotFound, match="'zeta-9b' has scores in these files, but no date"):
        impute_model("zeta-9b", read_evidence(curated_folder(), [tables / "known.csv", tmp_path / "given.csv"], []))


@pytest.mark.shared
@pytest.mark.matrix
def test_a_model_is_imputed_from_the_outside_files_without_its_own_compute(shared):
    data = shared / "data"
    scores = [
        data / "benchmarks-scaling/base_llm_benchmark_eval.csv",
        data / "benchmarks-scaling/base_llm_leaderboard_v2_eval.csv",
    ]
    evidence = read_evidence(curated_folder(), scores, [data / "epoch-vintages/pcd_2025-06-20.csv"])
    largest = api.to_plain(impute_model("Llama 2-70B", evidence))
    assert largest["compute_flop"] is None
    assert largest["lower_bound_flop"] < largest["recorded_flop"]
    row = api.to_plain(impute_model("Falcon-40B", evidence))
    assert row["compute_flop"]["p5"] < row["recorded_flop"] < row["compute_flop"]["p95"]
    assert row["truth"]["models"] >= 60
    assert row["neighbours"]
    assert row["benchmarks"]
