"""The reader of Epoch's tables: what a row and its headers of every generation become, and which rows are set aside."""

from __future__ import annotations

import pytest
from helpers.epoch_tables import one, read, stated, table, values

from flopwatch.sources.epoch.headers import COLUMNS, column_for

# ---- what a row becomes


def test_a_cell_becomes_a_claim_with_its_place_its_words_and_its_unit() -> None:
    reading = read(table({"Model": " Nova\n 1 ", "Training compute (FLOP)": "3.80e+25", "Link": "https://a.org/x"}))
    (claim,) = stated(reading, "training_compute")
    assert (claim.subject, claim.value, claim.unit, claim.as_written) == (
        "Nova 1",
        "3.8e25",
        "FLOP",
        "3.80e+25",
    )
    assert (claim.entry, claim.locator) == ("row 2", "row 2, Training compute (FLOP)")
    assert (claim.source, claim.identity) == ("epoch/all_ai_models", "")
    assert claim.reported_from == "https://a.org/x"


@pytest.mark.parametrize(
    ("header", "cell", "field", "value", "unit", "qualifiers"),
    [
        ("Training compute (FLOPs)", "4e22", "training_compute", "4e22", "FLOP", {}),
        ("Organization(s)", "IBM", "developer", "IBM", "", {}),
        ("Author(s)", "A, B", "authors", "A, B", "", {}),
        ("Inclusion criteria", "Highly cited", "notability", "highly-cited", "", {}),
        ("Country (from Organization)", "Korea (Republic of)", "country", "KR", "", {}),
        ("Country (of organization)", "France", "country", "FR", "", {}),
        ("Training cost (2020 USD)", "1.20E+07", "training_cost", "12000000", "USD", {"usd_year": "2020"}),
        (
            "Training compute cost (2023 USD)",
            "$6770000.00",
            "training_cost",
            "6770000",
            "USD",
            {"usd_year": "2023"},
        ),
        ("Training compute cost (cloud)", "$5", "training_cost", "5", "USD", {"basis": "cloud"}),
        (
            "Training dataset size (datapoints)",
            "9",
            "dataset_size",
            "9",
            "datapoints",
            {"counted": "datapoints"},
        ),
        (
            "Training dataset size (gradients)",
            "9",
            "dataset_size",
            "9",
            "datapoints",
            {"counted": "gradients"},
        ),
        (
            "(DEPRECATED) Training dataset size (total)",
            "9",
            "dataset_size",
            "9",
            "datapoints",
            {"counted": "total"},
        ),
        ("Training dataset size (GB)", "45TB", "dataset_size", "45", "TB", {"counted": "bytes"}),
        ("Hardware utilization (MFU)", "0.34", "utilization", "0.34", "fraction", {}),
        ("Hardware utilization (HFU)", "46.2%", "hardware_utilization", "0.462", "fraction", {}),
        ("Open-source", "API accessible", "access", "api", "", {}),
        ("Code accessibility", "Open access (non-commercial)", "code_access", "open-non-commercial", "", {}),
        ("Arithmetic format", "BF16", "number_format", "bf16", "", {}),
        ("Compute estimate method", "Hardware", "training_compute_method", "hardware", "", {}),
        ("Confidence", "Unknown", "confidence", "Unknown", "", {}),
        ("Power notes", "so they say", "notes", "so they say", "", {"column": "Power notes"}),
        ("Post-training compute (FLOP)", "9.4e+22", "post_training_compute", "9.4e22", "FLOP", {}),
        ("Compute rank when published", "3", "training_compute_rank", "3", "count", {}),
    ],
)
def test_every_header_generation_maps_to_its_field(
    header: str, cell: str, field: str, value: str, unit: str, qualifiers: dict[str, str]
) -> None:
    reading = one(**{header: cell})
    (claim,) = stated(reading, field)
    assert (claim.value, claim.unit, claim.qualifiers) == (value, unit, qualifiers)
    assert claim.as_written == cell
    assert reading.notes == []


def test_a_name_is_found_under_either_header() -> None:
    for header in ("Model", "System", " model "):
        assert read(table({header: "x", "Domain": "Vision"})).claims[0].subject == "x"


def test_no_header_of_the_table_of_columns_is_lost_to_another() -> None:
    for column in COLUMNS:
        for rank, header in enumerate(column.headers):
            assert column_for(header) == (column, rank), header


def test_an_unknown_header_is_reported_and_not_read() -> None:
    reading = one(Domain="Vision", **{"Favourite colour": "red"})
    assert reading.counts["columns_unknown"] == 1
    assert any("'Favourite colour'" in note for note in reading.notes)
    assert not any("red" in claim.value for claim in reading.claims)


def test_columns_left_out_on_purpose_are_named_with_the_reason() -> None:
    reading = one(Domain="Vision", Difference="0.0", **{"Created By": "somebody", "Field 57": ""})
    assert reading.counts["columns_left_out"] == 3
    assert {note.split(":")[0] for note in reading.notes} == {
        "left out (derived from other columns)",
        "left out (book-keeping of the table itself)",
        "left out (an unnamed left-over column)",
    }


def test_of_two_headers_for_one_thing_the_first_that_is_filled_counts() -> None:
    reading = one(**{"Organization categorization": "Academia", "Organization categorization (from Organization)": ""})
    assert values(reading, "organization_category") == ["academia"]
    both = one(
        **{
            "Organization categorization": "Academia",
            "Organization categorization (from Organization)": "Academia",
        }
    )
    assert values(both, "organization_category") == ["academia"]


def test_a_header_met_twice_is_read_once_and_said() -> None:
    reading = read(b"Model,Parameters,Parameters\nA,1,2\n")
    assert values(reading, "parameters") == ["1"]
    assert any("'Parameters' appears twice" in note for note in reading.notes)


# ---- entries


def test_a_row_without_a_name_is_quarantined_and_an_empty_one_skipped() -> None:
    reading = read(b"Model,Domain\n,Vision\nA,Vision\n,\nB,\n")
    assert (reading.read, reading.claimed) == (4, 1)
    assert [(q.item, q.reason) for q in reading.quarantined] == [("row 2", "has no name")]
    assert [(s.item, s.reason) for s in reading.skipped] == [
        ("row 4", "every cell is empty"),
        ("row 5 B", "states nothing but its name"),
    ]


def test_the_sheet_of_2022_names_a_system_by_its_paper() -> None:
    reading = read(table({"System": "", "Organization(s)": "MIT", "Reference": "Pattern recognition and learning"}))
    assert {claim.subject for claim in reading.claims} == {"Pattern recognition and learning"}
    assert all("named-by-title" in claim.flags for claim in reading.claims)
    later = read(table({"System": "", "Organization": "MIT", "Reference": "Pattern recognition and learning"}))
    assert len(later.quarantined) == 1


def test_a_name_met_twice_is_kept_twice_and_said() -> None:
    reading = read(table({"Model": "CALM", "Domain": "Vision"}, {"Model": " calm ", "Domain": "Games"}))
    assert (reading.claimed, reading.counts["models_distinct"], reading.counts["names_twice"]) == (2, 1, 1)
    assert reading.notes == ["rows 2, 3: the name 'calm' appears more than once; all are kept"]


def test_ragged_rows_are_quarantined_and_the_others_kept() -> None:
    reading = read(b"Model,Domain,Task\nA,Vision,x\nB,Vision\nC,Vision,x,stray\nD,Vision,x,,\n")
    assert [q.item for q in reading.quarantined] == ["row 3 B", "row 4 C"]
    assert "has 2 cells where the header has 3" in reading.quarantined[0].reason
    assert reading.claimed == 2


def test_bidi_marks_and_controls_in_a_name_are_shown_not_kept() -> None:
    reading = read("Model,Domain\nGPT\u202e4\x07,Vision\n".encode())
    assert reading.claims[0].subject == "GPT�4�"


def test_a_name_of_a_whole_page_is_quarantined() -> None:
    reading = read(table({"Model": "x" * 5_000, "Domain": "Vision"}))
    assert "a name of 5000 characters" in reading.quarantined[0].reason


def test_prose_is_kept_under_its_column_and_a_cell_too_long_is_set_aside() -> None:
    reading = one(Abstract="=HYPERLINK(1)\n<b>x</b>", **{"Parameters notes": "y" * 25_000, "Dataset size notes": "z"})
    assert values(reading, "abstract") == ["=HYPERLINK(1) <b>x</b>"]
    assert values(reading, "notes") == ["z"]
    assert "has 25000 characters, more than 20000" in reading.notes[0]
