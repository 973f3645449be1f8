"""The transcription of outside tables: rows to claims, identity, what is taken back, what is left out."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from transcription.rows import Row, Table, read_rows, taken, titles_of
from transcription.subjects import Developers, Resolution, Ruling, gather, resolve
from transcription.tables import _fresh

from flopwatch.domain import Claim, Developer, KnownModel
from flopwatch.identity import fold_name

NEW = Table(file="new.csv", source="new", label="models, export of 2026-08-19", rows=("all",), unconfirmed=True)
OLD = Table(file="old.csv", source="old", label="models, export of 2025-03-14", rows=("all",))
DATES = {"new": "2026-08-19", "old": "2025-03-14"}
HEADER = (
    "Model,Organization,Publication date,Parameters,Parameters notes,Training compute (FLOP),Training compute notes"
)
NEW_ROWS = """
Example-70B,Example Lab,2025-01-02,70000000000.0,,4.2e+24,
Example-7B,Example Lab,2025-01-02,7000000000.0,,4.2e+23,
Mix-1,Example Lab,2026-02-01,600000000000.0,"A mixture of experts with 600B parameters, 30B active",5e+24,
Shy-1,Other Lab,2025-06-01,,,,
Gone-1,Other Lab,2024-05-13,,,,"Training compute estimated to be 3.8e25 FLOP from benchmark scores. See the link."
Nameless owner,,1990,100,,,
"""
OLD_ROWS = """
Example-70B,Example Lab,2025-01-02,70000000000.0,,4.1e+24,
Gone-1,Other Lab,2024-05-13,,,3.81e+25,
"""
DEVELOPERS = Developers([Developer(id="example", name="Example Lab"), Developer(id="other", name="Other Lab")])


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    (tmp_path / "new.csv").write_text(HEADER + NEW_ROWS, encoding="utf-8")
    (tmp_path / "old.csv").write_text(HEADER + OLD_ROWS, encoding="utf-8")
    return [row for table in (NEW, OLD) for row in read_rows(table, tmp_path, DATES[table.source], "2026-11-30")]


def resolved(rows: list[Row], *models: KnownModel, rulings: tuple[Ruling, ...] = (), sizes: str = "") -> Resolution:
    stated = {one.id: [size_of(one.id, sizes)] for one in models if sizes}
    by_name = {fold_name(one.name): one for one in rulings}
    return resolve(gather(rows, DEVELOPERS), models, stated, by_name, DEVELOPERS)


def size_of(identity: str, value: str) -> Claim:
    place = {"source": "old", "locator": "a", "as_written": value, "identity": identity}
    return Claim(subject="x", field="parameters", value=value, unit="parameters", **place)


def claims_of(found: Resolution, identity: str) -> list[Claim]:
    (subject,) = [one for one in found.subjects if one.id == identity]
    return list(_fresh(subject, [], DATES))


def test_a_cell_becomes_a_claim_with_its_place_and_words(rows: list[Row]) -> None:
    (compute,) = [one for one in claims_of(resolved(rows), "example/example-70b") if one.field == "training_compute"]
    assert (compute.value, compute.unit, compute.as_written, compute.source) == ("4.2e24", "FLOP", "4.2e+24", "new")
    assert compute.locator == "models, export of 2026-08-19, row Example-70B: Training compute (FLOP)"


def test_two_sizes_are_two_models_and_two_tables_rows_of_one_name_are_one(rows: list[Row]) -> None:
    found = resolved(rows)
    assert {one.id for one in found.subjects} >= {"example/example-70b", "example/example-7b"}
    assert [len(one.rows) for one in found.subjects if one.id == "example/example-70b"] == [2]


def test_a_known_name_with_another_size_needs_a_ruling(rows: list[Row]) -> None:
    known = KnownModel(id="example/mix-1", name="Mix-1")
    assert [one for one in resolved(rows, known, sizes="600000000000").subjects if one.id == known.id]
    found = resolved(rows, known, sizes="6000000000")
    assert [one.partition(":")[0] for one in found.undecided] == ["Mix-1"]
    assert not resolved(rows, known, sizes="6000000000", rulings=(Ruling(name="Mix-1", model=known.id),)).undecided


def test_active_parameters_are_read_from_the_notes_in_their_words(rows: list[Row]) -> None:
    active = [one for one in claims_of(resolved(rows), "example/mix-1") if one.field == "active_parameters"]
    assert [(one.value, one.as_written) for one in active] == [("30000000000", "30B active")]


def test_a_figure_that_the_newest_table_leaves_empty_is_withdrawn_and_stays_as_history(rows: list[Row]) -> None:
    said = [one for one in claims_of(resolved(rows), "other/gone-1") if one.field == "training_compute"]
    assert [(one.source, one.value, one.relation, one.flags) for one in said] == [
        ("old", "3.81e25", "=", ()),
        ("new", "", "unknown", ("withdrawn",)),
    ]
    believed = [one for one in claims_of(resolved(rows), "other/gone-1") if one.field == "training_compute_believed"]
    assert [one.qualifiers for one in believed] == [{"threshold_flop": "1e25", "stance": "cannot-rule-out"}]


def test_an_unconfirmed_row_is_believed_possible_at_1e23(rows: list[Row]) -> None:
    believed = [one for one in claims_of(resolved(rows), "other/shy-1") if one.field == "training_compute_believed"]
    assert [one.qualifiers["threshold_flop"] for one in believed] == ["1e23"]


def test_rows_left_out_are_listed_with_the_reason(rows: list[Row]) -> None:
    found = resolved(rows, rulings=(Ruling(name="Shy-1", left_out="a product, no model"),))
    assert [(row.name, why) for row, why in found.left_out] == [
        ("Shy-1", "a product, no model"),
        ("Nameless owner", "the table names no developer"),
    ]


def test_a_table_takes_the_rows_that_its_tests_name(rows: list[Row]) -> None:
    large = msgspec.structs.replace(NEW, rows=("large",))
    names = {
        row.name
        for row in rows
        if row.table == NEW and taken(Row(large, row.name, row.cells, row.claims), titles_of([]))
    }
    assert names == {"Example-70B", "Example-7B", "Mix-1"}
