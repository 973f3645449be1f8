"""Questions of the calculator: a slip is asked about, a sound run is not."""

from __future__ import annotations

import pytest

from flopwatch.catalogue import Catalogue
from flopwatch.estimation import questions_about, read_run
from flopwatch.sources import curated_folder, load_tables


@pytest.fixture(scope="module")
def tables() -> Catalogue:
    return Catalogue.of(load_tables(curated_folder()))


@pytest.mark.parametrize(
    ("given", "chip", "number_format", "codes"),
    [
        # H200: 1979 TFLOP/s is the bf16 peak with sparsity, 989.5 the dense one; and the dense one of fp8.
        ({"peak": "1979 TFLOP/s", "mfu": "0.38"}, "H200", "", ["sparse-peak"]),
        ({"peak": "1979 TFLOP/s", "mfu": "0.38"}, "H200", "fp8", []),
        ({"peak": "989.5 TFLOP/s"}, "H200", "", []),
        ({"peak": "624 TFLOP/s"}, "A100", "", ["sparse-peak"]),
        ({"peak": "624 TFLOP/s"}, "", "", []),
        ({"parameters": "70", "tokens": "1.4T"}, "", "", ["few-parameters"]),
        ({"parameters": "70B", "tokens": "1.4"}, "", "", ["few-tokens"]),
        ({"compute": "1234.5"}, "", "", ["little-compute"]),
        ({"compute": "1234.5 TFLOP"}, "", "", []),
        (
            {"parameters": "7B", "active_parameters": "7", "data_tokens": "3"},
            "",
            "",
            ["few-parameters", "few-tokens"],
        ),
        ({"parameters": "70B", "tokens": "1.4T"}, "", "", []),
        ({"mfu": "0.83"}, "A100", "", ["high-utilization"]),
        ({"mfu": "0.62"}, "A100", "", []),
        ({"chips": "8", "days": "3"}, "P100", "", ["single-precision"]),
        ({"chips": "8", "days": "3"}, "P100", "fp32", []),
        ({"chips": "8", "days": "3"}, "V100", "", []),
        ({"parameters": "13B", "tokens": "371B"}, "Cerebras CS-2", "", []),  # no peak in the table: nothing to compare
    ],
)
def test_a_slip_is_asked_about_and_a_sound_run_is_not(
    tables: Catalogue, given: dict[str, str], chip: str, number_format: str, codes: list[str]
) -> None:
    run = read_run(dict(given), chip=chip, number_format=number_format)
    asked = questions_about(run, tables)
    assert [one.code for one in asked] == codes
    assert all(value in one.words for one in asked for value in one.filled.values())
