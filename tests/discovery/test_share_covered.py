"""The share of large models covered: missing models of compared lists, those no source lists, primary sources."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import pytest
from helpers.bundled import bundled_curated
from helpers.sample_census import build_census

from flopwatch.api import missing_models
from flopwatch.census import Census
from flopwatch.discovery import Completeness, completeness
from flopwatch.domain import ComparedList, ElsewhereRow
from flopwatch.domain.errors import BadInput
from flopwatch.sources import curated_folder
from flopwatch.sources.curated.load import load_tables


def row(name: str, flop: str = "2e23", published: str = "") -> ElsewhereRow:
    return ElsewhereRow(name=name, reason="not yet here", training_compute=flop, published=published)


def compared(census: Census, *lists: ComparedList) -> Census:
    return dataclasses.replace(census, catalogue=dataclasses.replace(census.catalogue, compared=lists))


def test_one_model_of_two_lists_is_missing_once_with_its_date() -> None:
    first = ComparedList(source="a", rows=2, here=1, missing=(row("Yi-1.5-6B"),))
    others = (row("yi-1.5-6b", "1e23", "2024-05-16"), row("X", "9e24"))
    second = ComparedList(source="b", rows=2, here=0, missing=others)
    found = completeness(compared(build_census(), first, second))
    assert [one.row.name for one in found.missing] == ["X", "yi-1.5-6b"]
    assert found.missing[1].sources == ("a", "b")
    assert found.missing_by_year() == {"2024": 1, "": 1}
    listed = missing_models(compared(build_census(), first, second))
    assert [one.published for one in listed] == [None, "2024-05-16"]
    assert [one.training_compute_flop for one in listed] == [9 * 10**24, 10**23]


def test_the_share_counts_those_no_source_lists_and_at_least_the_missing() -> None:
    made = Completeness(300, (50.0, 100.0, 200.0), (), (), (), ())
    assert [round(made.share(one), 3) for one in (0, 1, 2)] == [0.857, 0.75, 0.6]
    one = ComparedList(source="a", rows=1, here=0, missing=(row("X"),))
    missing = completeness(compared(build_census(), one)).missing
    assert dataclasses.replace(made, known=1, unseen=(0.0, 0.0, 0.0), missing=missing).share() == 0.5
    assert dataclasses.replace(made, known=0).share() == 0.0


def test_a_figure_is_primary_only_if_its_chosen_value_is_the_developers_own() -> None:
    census = build_census()
    by_field = {one.field: one for one in completeness(census).primary}
    assert by_field["parameters"].primary == 0
    ranked = {key: msgspec.structs.replace(one, rank=1) for key, one in census.sources.items()}
    all_own = {one.field: one for one in completeness(dataclasses.replace(census, sources=ranked)).primary}
    assert all_own["parameters"].share == 1.0


def test_the_pages_say_the_share_wherever_they_count_at_1e23(site: Path) -> None:
    for name in ("thresholds.html", "findings.html", "coverage.html", "unconfirmed.html"):
        assert 'coverage.html#elsewhere">' in (site / name).read_text(encoding="utf-8"), name
    page = (site / "coverage.html").read_text(encoding="utf-8")
    assert "h2o-danube3-4b-base" in page
    assert 'id="primary"' in page


@pytest.mark.matrix
def test_every_compared_list_of_the_base_adds_up() -> None:
    lists = bundled_curated().compared
    assert len(lists) == 11
    assert all(one.rows == one.here + len(one.missing) + len(one.set_aside) for one in lists)
    assert all(not one.missing for one in lists if one.source.startswith("epoch-"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rows = 3\nhere = 1", r"rows 3 is not here 1 \+ 1 named"),
        ("rows = 2\nhere = 1\nmissing_too = 1", "missing_too"),
    ],
)
def test_a_list_that_does_not_add_up_is_refused(tmp_path: Path, text: str, words: str) -> None:
    for file in curated_folder().glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    entry = 'missing = [{ name = "X", reason = "r", training_compute = "2e23" }]'
    (tmp_path / "compared_lists.toml").write_text(f'[[list]]\nsource = "sloth"\n{text}\n{entry}\n', encoding="utf-8")
    with pytest.raises(BadInput, match=words) as caught:
        load_tables(tmp_path)
    assert "compared_lists.toml" in str(caught.value)
