"""Names that a notebook completes after `fw.`."""

from __future__ import annotations

from pathlib import Path

import pytest

import flopwatch as fw


def test_only_public_names_are_completed() -> None:
    assert dir(fw) == sorted(fw.__all__)
    assert {"estimate", "models", "show", "thresholds", "trends", "diff", "search"} <= set(dir(fw))
    assert not {"Any", "Path", "annotations"} & set(dir(fw))


def test_a_growth_of_a_known_rate_comes_back_as_a_frame(tmp_path: Path) -> None:
    table = tmp_path / "doubling.csv"
    rows = "".join(f"{year}-01-01,{2.0 ** (year - 2010)}\n" for year in range(2010, 2025))
    table.write_text("date,size\n" + rows)
    found = fw.trends(table, x="date", y="size", breaks=["none"])
    assert found.height == 1
    assert found["growth_factor_per_year_p50"][0] == pytest.approx(2, rel=0.001)
