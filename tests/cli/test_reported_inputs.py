"""Inputs reported as misread elsewhere: chips by their common names, figures with commas, cells of exports, series."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from flopwatch.cli import app
from flopwatch.domain import FlopwatchError, Reading, Source
from flopwatch.sources import reader

ROW = "Model,Organization,Publication date,Parameters,Training compute (FLOP),Domain\n"


def estimate(*args: str) -> str:
    done = CliRunner().invoke(app, ["estimate", *args])
    assert "Traceback" not in done.output
    return done.output


def export(date: str = "2023-04-03", parameters: str = "7e9", compute: str = "1e23") -> Reading:
    cells = ("M1", "Lab", date, parameters, compute, "Language")
    row = ",".join(f'"{cell}"' for cell in cells) + "\n"
    return reader("epoch-csv").read((ROW + row).encode(), Source(id="l", title="L"))


@pytest.mark.parametrize(
    ("chip", "peak"),
    [
        ("A6000", "154.8e12"),  # NVIDIA's GA102 white paper: dense bf16 with fp32 sums
        ("RTX 4090", "165.2e12"),  # Ada white paper, fp32 sums
        ("L40S", "362.1e12"),  # data sheet: 733 with sparsity
        ("NVIDIA H100 80GB HBM3", "989.4e12"),  # as nvidia-smi writes the SXM module
        ("H100 PCIe", "756e12"),
        ("H800", "989e12"),
        ("B200", "2.25e15"),
        ("GB200", "2.5e15"),
    ],
)
def test_a_chip_has_its_dense_peak(chip: str, peak: str) -> None:
    words = estimate("--chips", "1", "--chip", chip, "--hours", "1", "--mfu", "0.5")
    assert f"1 × 1 h × 3600 s × {peak} FLOP/s × 0.5" in words


def test_a_place_is_a_country_by_name_or_code_and_a_power_has_bounds() -> None:
    run = ("--chips", "1", "--chip", "H100", "--hours", "1", "--mfu", "0.5", "--with-cost", "--json")
    bills = [json.loads(estimate(*run, "--country", one))["cost"] for one in ("FR", "France", "FRA")]
    assert bills[0] == bills[1] == bills[2]
    middle = {one["quantity"]: one["p50"] for one in bills[0]}
    assert 0.03 < middle["emissions"] / middle["energy"] < 0.06  # kg per kWh of France's grid
    refused = CliRunner().invoke(app, ["estimate", *run, "--tdp", "0.4"])
    assert "0.4 is outside" in str(refused.exception)


def test_a_peak_that_is_given_needs_no_number_format_of_the_table() -> None:
    run = ("--chips", "8", "--chip", "A100", "--hours", "10", "--mfu", "0.4", "--number-format", "fp8")
    assert "not in that format" in str(CliRunner().invoke(app, ["estimate", *run]).exception)
    assert "400e12 FLOP/s × 0.4" in estimate(*run, "--peak", "400 TFLOP/s")


def test_a_run_in_fp8_takes_the_peak_of_fp8_with_its_source() -> None:
    run = ("--chips", "8", "--chip", "H100", "--hours", "10", "--mfu", "0.4", "--number-format", "fp8")
    assert "dense peak of NVIDIA H100 in fp8" in estimate(*run)
    assert "1.979e15 FLOP/s × 0.4" in estimate(*run)


def test_a_comma_before_one_digit_is_no_thousands_mark() -> None:
    assert "2.1e25 FLOP" in estimate("--compute", "2,1e25")
    read = export(compute="2,3E+23")
    assert not [one for one in read.claims if one.field == "training_compute"]
    assert any("2,3E+23" in note and "set aside" in note for note in read.notes)


def test_cells_of_an_export_are_read_whole() -> None:
    (date,) = [one for one in export(date="3/4/2023").claims if one.field == "published"]
    assert "ambiguous-date" in date.flags
    (parameters,) = [one for one in export(parameters="354999992320.0").claims if one.field == "parameters"]
    assert parameters.value == "354999992320"
    empty = export(compute="nan")
    assert not [one for one in empty.claims if one.field == "training_compute"]
    assert (empty.notes, empty.skipped, empty.quarantined) == ([], [], [])


def test_a_series_that_does_not_grow_or_has_one_date_says_so(tmp_path: Path) -> None:
    def fitted(rows: list[tuple[str, str]]) -> Result:
        file = tmp_path / "s.csv"
        file.write_text("date,flop\n" + "".join(f"{day},{value}\n" for day, value in rows))
        asked = ["trends", "growth", str(file), "--x", "date", "--y", "flop", "--break", "none", "--json"]
        return CliRunner().invoke(app, asked)

    days = [f"{2012 + n // 2}-{1 + 6 * (n % 2):02}-01" for n in range(24)]
    (constant,) = json.loads(fitted([(day, "1e21") for day in days]).stdout)["segments"]
    assert constant["growth_factor_per_year"]["p50"] == 1
    assert constant["doubling_months"]["p50"] is None
    (noisy,) = json.loads(fitted([(day, f"1e{20 + n % 3}") for n, day in enumerate(days)]).stdout)["segments"]
    rate = noisy["growth_factor_per_year"]
    assert rate["p5"] < 1 < rate["p95"]
    assert noisy["doubling_months"]["p95"] is None
    same = fitted([("2020-01-01", value) for value in ("1e18", "1.413e18", "1.995e18")])
    assert (same.exit_code, same.stdout) == (1, "")
    assert isinstance(same.exception, FlopwatchError)
