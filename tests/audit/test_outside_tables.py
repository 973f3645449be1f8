"""Slips in an outside table: each kind next to the same entry without it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flopwatch import api, sources
from flopwatch.cli import app
from flopwatch.domain import BadInput

CLEAN = {
    "Domain": "Language",
    "Organization": "Mistral AI",
    "Country (of organization)": "France",
    "Publication date": "2024-02-05",
    "Link": "https://arxiv.org/abs/2402.01234",
    "Parameters": "7000000000",
    "Parameters notes": "7B",
    "Training dataset size (total)": "1500000000000",
    "Dataset size notes": "1.5T tokens",
    "Training compute (FLOP)": "6.3e22",
    "Training compute notes": "6 * 7B * 1.5T tokens = 6.3e22 FLOP",
    "Training hardware": "NVIDIA H100 SXM5 80GB",
    "Hardware quantity": "256",
    "Training time (hours)": "192",
    "Training time notes": "8 days on 256 H100s",
    "Hardware utilization (MFU)": "0.36",
    "Batch size": "4000000",
}
SPARSE = {
    "Parameters": "40000000000",
    "Parameters notes": "40B total parameters, of which 7B active parameters",
}
TUNED = {"Base model": "Example Base 7B", "Abstract": "A tuned Example Base."}
# The slip, what else the entry states, the field that is doubted, and words of the proposed reading.
SLIPS = {
    "compute × 1000": ({"Training compute (FLOP)": "6.3e25"}, {}, "training_compute", "6.3e22"),
    "compute ÷ 1000": ({"Training compute (FLOP)": "6.3e19"}, {}, "training_compute", "6.3e22"),
    "FLOP/s for FLOP": ({"Training compute (FLOP)": "9.1e16"}, {}, "training_compute", "FLOP/s"),
    "parameters × 1000": ({"Parameters": "7000000000000"}, {}, "parameters", "7e9"),
    "data × 1000": ({"Training dataset size (total)": "1.5e15"}, {}, "dataset_size", "1.5e12"),
    "tokens × 4/3": ({"Training dataset size (total)": "2e12"}, {}, "dataset_size", "3/4"),
    "batch for total": ({"Training dataset size (total)": "4000000"}, {}, "dataset_size", "batch"),
    "chips × 10": ({"Hardware quantity": "2560"}, {"Training compute notes": ""}, "training_compute", "chips"),
    "days for hours": ({"Training time (hours)": "8"}, {"Training time notes": ""}, "training_compute", "Days"),
    "percentage": ({"Hardware utilization (MFU)": "36"}, {}, "utilization", "0.36"),
    "active for total": ({"Parameters": "7000000000"}, SPARSE, "parameters", "40e9"),
    "all for active": (
        {"Training compute (FLOP)": "3.6e23"},
        {**SPARSE, "Training compute notes": "", "Training time (hours)": "1000", "Training time notes": ""},
        "training_compute",
        "active",
    ),
    "another year": ({"Publication date": "2025-02-05"}, {}, "published", "2024-02-05"),
    "day and month": ({"Publication date": "2024-05-02"}, {}, "published", "2024-02-05"),
    "another date": ({"Publication date": "2024-11-20"}, {}, "published", "2024-02"),
    "country": ({"Country (of organization)": "Brazil"}, {}, "country", "FR"),
    "base": ({"Base model": "Unrelated 900M"}, TUNED, "base_model", "another base"),
    "younger base": ({"Publication date": "2023-05-05"}, {**TUNED, "Link": ""}, "base_model", "dates"),
}
BASES = (
    {"Model": "Example Base 7B", "Parameters": "7000000000", "Publication date": "2024-01-10", "Link": ""},
    {"Model": "Unrelated 900M", "Domain": "Biology", "Parameters": "900000000", "Publication date": "2021-01-10"},
)


AWESOME = (
    b"# awesome-lists\n\n## Models\n\n### Language Model\n\n- **Example-1** [[Example Lab]]() Feb. 2024 [close]\n\n"
    b"  ```yaml\n  Params: 7B\n  ```\n"
)


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    header = ["Model", *dict.fromkeys(name for row in rows for name in row if name != "Model")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def found(few_models, tmp_path_factory):
    """The findings by name of the entry; no reader is named."""
    rows = [{"Domain": "Language", **one} for one in BASES]
    for kind, (slip, more, _, _) in SLIPS.items():
        rows += [{"Model": f"Sound {kind}", **CLEAN, **more}, {"Model": f"Slipped {kind}", **CLEAN, **more, **slip}]
    folder = tmp_path_factory.mktemp("table")
    file = write(folder / "all_ai_models_2026-01-01.csv", rows)
    findings = api.audit(few_models, str(folder / "none.sqlite"), file=str(file))
    return {row["Model"]: [one for one in findings if one.name == row["Model"]] for row in rows}


@pytest.mark.parametrize("kind", SLIPS)
def test_a_slip_is_found_with_its_reading(found, kind):
    _, _, field, words = SLIPS[kind]
    doubts = [one for one in found[f"Slipped {kind}"] if one.severity != "low"]
    assert any(field == one.field and words in f"{one.message} {one.proposal}" for one in doubts), doubts


@pytest.mark.parametrize("kind", [one for one in SLIPS if one not in ("all for active", "younger base")])
def test_the_entry_without_the_slip_is_not_doubted(found, kind):
    assert [one for one in found[f"Sound {kind}"] if one.severity != "low"] == []


def test_the_format_of_a_file_is_recognised_and_said(few_models, tmp_path):
    file = write(tmp_path / "models.csv", [{"Model": "Sound", **CLEAN}])
    asked = ["audit", str(file), "--data", str(few_models), "--ledger", str(tmp_path / "none.sqlite"), "--json"]
    answer = CliRunner().invoke(app, asked)
    assert answer.exit_code == 0
    assert "read as epoch-csv" in answer.stderr


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        (
            "list.md",
            AWESOME,
            "awesome-list",
        ),
        ("list.csv", b"System,Parameters\nExample-1,7e9\n", "epoch-csv"),
        ("text.txt", b"Example-1 was trained on 1.5 trillion tokens with 6.3e22 FLOP.\n", "document"),
    ],
)
def test_formats_by_their_bytes(name, raw, expected):
    assert sources.recognised(name, raw).name == expected


def test_an_unknown_format_is_refused_with_the_nearest_readers_reason_and_the_others_named():
    with pytest.raises(BadInput, match=r"nothing\.bin: no reader accepts this file\. Nearest is \S+: ") as error:
        sources.recognised("nothing.bin", b"\x00\x01\x02")
    assert "name another --reader: awesome-list" in str(error.value)
