"""Files of benchmark scores under old and new names: known by the name however spelt, or by the headers, or refused."""

from __future__ import annotations

import pytest

from flopwatch.domain import BadInput, Claim
from flopwatch.sources.boards.benchmark_claims import describe_benchmark_scores, read_benchmark_scores

RUNS = "Model version,mean_score,Best score (across scorers),Release date\nx-7b,0.5,0.6,2025-01-01\n"
EXTERNAL = "Model version,{column},Release date,Source\nx-7b,{score},2025-01-01,A paper\n"
ARENA = "rank,model,arena_score\n1,x-7b,1137\n"


def claims_of(file: str, text: str) -> list[Claim]:
    return read_benchmark_scores(text.encode(), describe_benchmark_scores(file, text.encode())).claims


@pytest.mark.parametrize(
    ("file", "column", "score", "benchmark", "value"),
    [
        ("mmlu_external.csv", "EM", "0.77", "mmlu", 0.77),
        ("external_benchmark_mmlu.csv", "EM", "77.0%", "mmlu", 0.77),
        ("MMLU external 2026-03-30.csv", "EM", "0.77", "mmlu", 0.77),
        ("my_mmlu_scores.csv", "EM", "0.77", "mmlu", 0.77),
        ("bool_q_external.csv", "Score", "0.9", "boolq", 0.9),
        ("adversarial_nli_external.csv", "Score", "0.4", "anli", 0.4),
        ("arc_agi_external.csv", "Score", "0.4", "arc-agi", 0.4),
        ("arc_agi_2_external.csv", "Score", "0.4", "arc-agi-2", 0.4),
        ("os_world_external.csv", "Score", "66.3", "osworld", 0.663),
        ("lech_mazur_writing_external.csv", "Mean score", "8.5", "lech-mazur-writing", 0.85),
        ("metr_time_horizons_external.csv", "Time horizon", "60", "metr-time-horizons", 0.5),
        ("webdev_arena_external.csv", "Arena Score", "1000", "arena-webdev", 0.5),
        ("renamed.csv", "Overall pass (%)", "0.5", "cadeval", 0.5),  # a header of one benchmark alone
    ],
)
def test_a_file_is_known_by_its_name_or_its_headers(
    file: str, column: str, score: str, benchmark: str, value: float
) -> None:
    (one,) = claims_of(file, EXTERNAL.format(column=column, score=score))
    assert (one.subject, one.qualifiers["benchmark"], float(one.value)) == ("x-7b", benchmark, value)


def test_the_hub_s_own_runs_are_read_by_file() -> None:
    for file, benchmark in (
        ("gpqa_diamond.csv", "gpqa-diamond"),
        ("frontiermath.csv", "frontiermath"),
        ("frontiermath_tier_4.csv", "frontiermath-tier-4"),
        ("otis_mock_aime_2024_2025.csv", "otis-mock-aime"),
    ):
        (one,) = claims_of(file, RUNS)
        assert (one.qualifiers, one.value) == ({"benchmark": benchmark, "harness": "epoch-hub"}, "0.5")


def test_the_boards_of_the_arena_are_benchmarks_apart() -> None:
    found = {
        file: [(one.qualifiers["benchmark"], one.as_written) for one in claims_of(file, ARENA)]
        for file in (
            "lmarena_text.csv",
            "lmarena_vision.csv",
            "lmarena_image.csv",
            "lmarena_text_to_image.csv",
            "lmsys_2024-10-15.csv",
        )
    }
    assert found == {
        "lmarena_text.csv": [("arena", "1137")],
        "lmarena_vision.csv": [("arena-vision", "1137")],
        "lmarena_image.csv": [("arena-image", "1137")],
        "lmarena_text_to_image.csv": [("arena-image", "1137")],
        "lmsys_2024-10-15.csv": [("arena", "1137")],
    }


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("scores.csv", EXTERNAL.format(column="EM", score="0.7"), "gsm8k, mmlu, triviaqa"),
        ("lmarena_search.csv", ARENA, "arena, arena-image, arena-vision, arena-webdev"),
        ("lmarena_text_to_video.csv", ARENA, "arena, arena-image, arena-vision, arena-webdev"),
        ("runs.csv", RUNS, "gpqa-diamond"),
    ],
)
def test_a_file_that_could_be_several_is_refused_with_those(file: str, text: str, named: str) -> None:
    with pytest.raises(BadInput, match="neither its name nor its headers") as error:
        claims_of(file, text)
    assert named in str(error.value)


def test_the_capabilities_index_is_a_logistic_of_its_points() -> None:
    # 130 points are Claude 3.5 Sonnet by definition; ten points are one logit.
    head = "Model version,ECI Score,Release date\n"
    (middle, above) = claims_of("epoch_capabilities_index.csv", head + "a,130,2024-06-20\nb,140,2025-08-07\n")
    assert (middle.value, middle.as_written) == ("0.5", "130")
    assert float(above.value) == pytest.approx(0.731059, abs=1e-6)


def test_rows_of_one_table_may_each_name_their_benchmark() -> None:
    head = "model_id,benchmark_id,performance,benchmark,model\n"
    rows = "m,b,0.5,GPQA diamond,x-7b\nm,c,0.7,ARC AI2,x-7b\n"
    found = claims_of("eci_benchmarks.csv", head + rows)
    assert [(one.qualifiers["benchmark"], one.value) for one in found] == [
        ("gpqa-diamond", "0.5"),
        ("arc-challenge", "0.7"),
    ]


def test_the_merged_table_has_a_column_for_each_file() -> None:
    head = "model_name,maker,release_date,bool_q,bool_q_source,metr_time_horizons\n"
    found = claims_of("merged_benchmark_data.csv", head + "x-7b,Lab,2025-01-01,0.6,A paper,180\n")
    assert {one.qualifiers["benchmark"]: one.value for one in found} == {"boolq": "0.6", "metr-time-horizons": "0.75"}
