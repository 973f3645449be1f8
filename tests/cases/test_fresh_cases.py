"""Inputs drawn from published tables by a seed and labelled before the code under test met them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flopwatch.cli import app
from flopwatch.domain import Quantity
from flopwatch.text import read_data, read_parameters, read_quantities

FRESH = [
    json.loads(line) for line in (Path(__file__).parent / "fresh_cases.jsonl").read_text(encoding="utf-8").splitlines()
]
Expected = dict[str, Any]


def is_value(found: Quantity | None, stated: str) -> bool:
    """Return whether a quantity is exactly the stated value."""
    return found is not None and Decimal(found.value) == Decimal(stated)


def read_as_parameters(words: str, expected: Expected, _: Path) -> bool:
    found = read_parameters(words)
    if "never" in expected:
        return not is_value(found.total, expected["never"])
    if "sizes" in expected:
        return [Decimal(one.value) for one in found.variants] == [Decimal(one) for one in expected["sizes"]]
    active = "active" not in expected or is_value(found.active, expected["active"])
    return is_value(found.total, expected["total"]) and active


def read_as_data(words: str, expected: Expected, _: Path) -> bool:
    found = read_data(words)
    return [Decimal(one.value) for one in found.amounts] == [Decimal(expected["amount"])] and is_value(
        found.passes, expected["passes"]
    )


def read_as_quantity(words: str, expected: Expected, _: Path) -> bool:
    found = read_quantities(words)
    return len(found) == 1 and is_value(found[0], expected["value"]) and found[0].unit == expected["unit"]


def read_as_series(words: str, expected: Expected, folder: Path) -> bool:
    place = folder / "series.csv"
    place.write_text(words, encoding="utf-8", newline="")
    asked = ["trends", "growth", str(place), "--x", "date", "--y", "flop", "--break", "none", "--cluster", "row"]
    result = CliRunner().invoke(app, [*asked, "--json"])
    if result.exit_code:
        return False
    (line,) = json.loads(result.stdout)["segments"]
    return line["n"] == 24 and line["doubling_months"]["p50"] == pytest.approx(expected["doubling_months"], rel=0.01)


def read_as_run(_: str, expected: Expected, folder: Path) -> bool:
    asked = [word for name, value in expected["given"].items() for word in (f"--{name}", value)]
    if "peak" in expected:
        result = CliRunner().invoke(app, ["estimate", *asked, "--json"])
        (peak,) = {one["value"] for one in json.loads(result.stdout)["working"] if one["symbol"] == "p"}
        return bool(peak == pytest.approx(expected["peak"], rel=1e-3))
    shown = CliRunner().invoke(app, ["estimate", *asked]).output
    return {"sparse": "sparsity", "unit": "A unit may be missing"}[expected["question"]] in shown


READ: dict[str, Callable[[str, Expected, Path], bool]] = {
    "parameters": read_as_parameters,
    "data": read_as_data,
    "quantity": read_as_quantity,
    "series": read_as_series,
    "estimate": read_as_run,
}


def test_the_cases_are_of_all_kinds() -> None:
    assert len(FRESH) == 150
    assert min(Counter(row["kind"] for row in FRESH).values()) >= 2


@pytest.mark.parametrize("row", FRESH, ids=[f"{n}-{row['kind']}" for n, row in enumerate(FRESH)])
def test_a_drawn_case_is_read_as_labelled(row: dict[str, Any], tmp_path: Path) -> None:
    assert READ[row["read"]](row["input"], row["expected"], tmp_path)
