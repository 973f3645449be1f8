"""Rows of cited tables at or above a threshold: in the census, or in `left_out.toml` with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.bundled import bundled_census

from flopwatch import api
from flopwatch.bundled_data import curated_folder
from flopwatch.catalogue import Catalogue
from flopwatch.census import Census
from flopwatch.domain import BadInput, LeftOutRow
from flopwatch.sources import load_tables


def test_a_row_left_out_is_listed_from_the_threshold_it_reaches_on() -> None:
    rows = (
        LeftOutRow(name="Small", source="s", reason="no developer", training_compute="2e23"),
        LeftOutRow(name="Large", source="s", reason="no such model", training_compute="1e25"),
        LeftOutRow(name="Unknown", source="s", reason="no developer"),
    )
    census = object.__new__(Census)
    object.__setattr__(census, "catalogue", Catalogue(left_out=rows, thresholds=bundled_census().thresholds))
    assert [one.name for one in api.left_out(census)] == ["Large", "Small"]
    assert [(one.name, one.reason) for one in api.left_out(census, at="1e25 FLOPs")] == [("Large", "no such model")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('name = ""\nsource = "epoch-ai-models"\nreason = "r"', "name is empty"),
        ('name = "A"\nsource = "epoch-ai-models"\nreason = " "', "reason is empty"),
        ('name = "A"\nsource = "epoch-ai-models"\nreason = "r"\ntraining_compute = "-1"', "not positive"),
        ('name = "A"\nsource = "no-such-source"\nreason = "r"', "no-such-source"),
    ],
)
def test_a_bad_row_left_out_is_refused_by_name(tmp_path: Path, row: str, words: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in (
        "sources.toml",
        "chips.toml",
        "thresholds.toml",
        "rules.toml",
        "frontier.toml",
        "prices.toml",
        "grid.toml",
    ):
        (folder / name).write_bytes((curated_folder() / name).read_bytes())
    (folder / "left_out.toml").write_text(f"[[left_out]]\n{row}\n")
    with pytest.raises(BadInput, match=words):
        load_tables(folder)
