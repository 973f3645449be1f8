"""Rows of cited tables at or above a threshold: in the census, or in `left_out.toml` with the reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from helpers.bundled import bundled_census

from flopwatch import api
from flopwatch.bundled_data import curated_folder
from flopwatch.catalogue import Catalogue
from flopwatch.census import Census
from flopwatch.domain import BadInput, LeftOutRow, exact
from flopwatch.identity import fold_row
from flopwatch.sources import load_tables, reading_of

LARGE = exact("1e23")
# Where an export that the base cites is among the outside files.
EXPORTS = {
    "epoch-ai-models": "epoch-all-2025-03/all_ai_models_2025-03-14.csv",
    "epoch-ai-models-2024-10": "epoch-vintages/pcd_2024-10-16.csv",
    "epoch-ai-models-2025-06": "epoch-vintages/pcd_2025-06-20.csv",
}


SMALL = {"epoch-ai-models-2025-06", "epoch-large-scale-2026-08", "epoch-large-scale-2024-07"}


def cited_exports() -> dict[str, str]:
    listed = Path(__file__).parents[2] / "curation/tables.toml"
    more = tomllib.loads(listed.read_text())["table"] if listed.is_file() else []
    known = {**EXPORTS, **{one["source"]: one["file"] for one in more}}
    cited = {claim.source for claim in bundled_census().claims.values()}
    return {source: file for source, file in sorted(known.items()) if source in cited}


def absent(source: str, place: Path) -> list[str]:
    """Names of the table's rows with compute at or above 1e23 FLOP that are neither in the census nor listed."""
    census = bundled_census()
    known = {fold_row(name) for one in census.models() for name in (one.name, *one.aliases)}
    known |= {fold_row(c.subject) for c in census.claims.values() if c.source == source}
    known |= {fold_row(one.name) for one in census.catalogue.left_out}
    large = {
        claim.subject
        for claim in reading_of("epoch-csv", str(place))[1].claims
        if claim.field == "training_compute" and claim.relation == "=" and exact(claim.value) >= LARGE
    }
    return sorted(name for name in large if fold_row(name) not in known)


@pytest.mark.matrix
@pytest.mark.shared
def test_every_large_row_of_a_cited_export_is_in_or_listed_as_left_out(shared: Path) -> None:
    files = {source: file for source, file in cited_exports().items() if source in SMALL}
    assert set(files) == SMALL
    found = {source: absent(source, shared / "data" / file) for source, file in files.items()}
    assert {source: names for source, names in found.items() if names} == {}


@pytest.mark.shared
@pytest.mark.matrix
def test_every_large_row_of_every_cited_table_is_in_or_listed_as_left_out(shared: Path) -> None:
    found = {source: absent(source, shared / "data" / file) for source, file in cited_exports().items()}
    assert {source: names for source, names in found.items() if names} == {}


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
