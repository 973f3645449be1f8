"""The reader of Epoch's tables: every header generation, and the traps of its cells, written by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain import Claim, Reading, exact
from flopwatch.sources.epoch_cells import date_in, tail_flags, without_epsilon
from flopwatch.sources.epoch_csv import EPOCH_CSV
from flopwatch.sources.epoch_headers import COLUMNS, column_for

DATED = "all_ai_models_2025-03-14.csv"


def table(*rows: dict[str, str]) -> bytes:
    """A CSV file with these rows; the header is every key in order of appearance."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(data: bytes, name: str = DATED) -> Reading:
    return EPOCH_CSV.read(data, EPOCH_CSV.describe(name, data))


def one(name: str = DATED, **cells: str) -> Reading:
    """The reading of one row, named M, with these cells."""
    return read(table({"Model": "M", "Domain": "", **cells}), name)


def stated(reading: Reading, field: str) -> list[Claim]:
    return [claim for claim in reading.claims if claim.field == field]


def values(reading: Reading, field: str) -> list[str]:
    return [claim.value for claim in stated(reading, field)]


# ---- what a row becomes


def test_a_cell_becomes_a_claim_with_its_place_its_words_and_its_unit() -> None:
    reading = read(
        table({"Model": " Nova\n 1 ", "Training compute (FLOP)": "3.80e+25", "Link": "https://a.org/x"})
    )
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
        "left out (worked out from other columns)",
        "left out (book-keeping of the table itself)",
        "left out (an unnamed left-over column)",
    }


def test_of_two_headers_for_one_thing_the_first_that_is_filled_counts() -> None:
    reading = one(
        **{"Organization categorization": "Academia", "Organization categorization (from Organization)": ""}
    )
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
    assert any("'Parameters' stands twice" in note for note in reading.notes)


# ---- lists


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("United States of America,United States of America,Switzerland", ["US", "CH"]),
        ("Korea (Republic of),Taiwan, Province of China,China", ["KR", "TW", "CN"]),
        ("China,Hong Kong", ["CN", "HK"]),
        ("Hong Kong,China", ["HK", "CN"]),
        ("Iran, Islamic Republic of,Multinational", ["IR", "XX"]),
    ],
)
def test_countries_are_split_with_the_vocabulary_and_folded(cell: str, expected: list[str]) -> None:
    assert values(one(**{"Country (of organization)": cell}), "country") == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("McGill University,Meta AI,Mila- Quebec AI", ["McGill University", "Meta AI", "Mila- Quebec AI"]),
        (
            'Stanford University,"SambaNova Systems, Inc",Adobe',
            ["Stanford University", "SambaNova Systems, Inc", "Adobe"],
        ),
        ("SambaNova Systems, Inc.,Adobe", ["SambaNova Systems, Inc.", "Adobe"]),
        ("University of California, Berkeley,OpenAI", ["University of California, Berkeley", "OpenAI"]),
        ("University of California, Microsoft Research", ["University of California", "Microsoft Research"]),
        ("Machine Vision group, Finland", ["Machine Vision group, Finland"]),
        ("RWKV (a, b),C", ["RWKV (a, b)", "C"]),
        ("Lab (unclosed,B", ["Lab (unclosed", "B"]),
        (",,A,,", ["A"]),
    ],
)
def test_organizations_keep_their_own_commas(cell: str, expected: list[str]) -> None:
    assert values(one(Organization=cell), "developer") == expected


def test_a_collaboration_label_of_2022_states_both_categories() -> None:
    reading = one(**{"Organization Categorization": "Industry - Academia Collaboration (Industry leaning)"})
    assert values(reading, "organization_category") == ["industry", "academia"]
    assert {claim.as_written for claim in reading.claims} == {
        "Industry - Academia Collaboration (Industry leaning)"
    }


def test_an_unknown_term_keeps_its_own_words_and_is_flagged() -> None:
    (claim,) = stated(one(Domain="Zoology"), "domain")
    assert (claim.value, claim.flags) == ("Zoology", ("unknown-term",))


def test_a_cell_of_thousands_of_values_is_set_aside() -> None:
    reading = one(Domain="Vision", Task=",".join(f"t{i}" for i in range(1_500)))
    assert values(reading, "task") == []
    assert "a list of 1500 values" in reading.notes[0]
    assert reading.claimed == 1


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("Open weights (unrestricted)", "open-weights-unrestricted"),
        ("Open source", "open-weights-unrestricted"),
        ("Fully open-source (depr.)", "open-weights-unrestricted"),
        ("Permissive license (depr.)", "open-weights-unrestricted"),
        ("Permissive license", "open-weights-unrestricted"),
        ("Open access (restricted use)", "open-weights-restricted"),
        ("Weights available (depr.)", "open-weights-restricted"),
        ("Open access (non-commercial)", "open-weights-non-commercial"),
        ("API access", "api"),
        ("Hosted access (no API)", "hosted"),
        ("Unreleased", "unreleased"),
    ],
)
def test_access_labels_of_all_codings_meet_in_one_vocabulary(label: str, term: str) -> None:
    (claim,) = stated(one(**{"Model accessibility": label}), "access")
    assert (claim.value, claim.as_written) == (term, label)


# ---- numbers


@pytest.mark.parametrize(
    ("cell", "kept", "rounded", "flags"),
    [
        ("4.200000000001e+23", "4.200000000001e23", "4.2e23", ("epsilon-tail",)),
        ("1.0000000001e+25", "1.0000000001e25", "1e25", ("epsilon-tail",)),
        ("1.24800000000001e+24", "1.24800000000001e24", "1.248e24", ("epsilon-tail",)),
        ("2.0000000000100003e+24", "2.0000000000100003e24", "2e24", ("epsilon-tail",)),
        ("56500000000100000000.00", "5.65000000001e19", "5.65e19", ("epsilon-tail",)),
        ("1.640001e+25", "1.640001e25", "1.64e25", ("epsilon-tail",)),
        ("1.7999999999999999e+25", "1.7999999999999999e25", "1.8e25", ("float-dust",)),
        ("3.0888e+24", "3.0888e24", "3.0888e24", ()),
        ("1.001e+25", "1.001e25", "1.001e25", ()),
        ("9.3368077e+23", "9.3368077e23", "9.3368077e23", ()),
    ],
)
def test_a_tail_is_kept_and_flagged_and_can_be_taken_off(
    cell: str, kept: str, rounded: str, flags: tuple[str, ...]
) -> None:
    (claim,) = stated(one(**{"Training compute (FLOP)": cell}), "training_compute")
    assert (claim.value, claim.flags) == (kept, flags)
    assert without_epsilon(exact(claim.value)) == Decimal(rounded)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e40"), max_value=Decimal("1e40"))
)
def test_taking_a_tail_off_moves_a_number_by_less_than_a_thousandth_and_only_once(value: Decimal) -> None:
    clean = without_epsilon(value)
    assert abs(clean - value) <= abs(value) / 1_000
    assert without_epsilon(clean) == clean or tail_flags(clean) != ()
    assert (tail_flags(value) == ()) == (clean == value)


@pytest.mark.parametrize(
    "cell",
    [
        "NaN",
        "1e999",
        "-5",
        "inf",
        "Infinity",
        "about 3e24",
        "0",
        "١٧٥",
        "10²³",
        "1_000",
        "0x10",
        "1e24e2",
        "+-1",
        "1,00",
        ".",
    ],
)
def test_a_compute_cell_that_cannot_stand_is_set_aside_and_the_row_kept(cell: str) -> None:
    reading = one(Domain="Vision", **{"Training compute (FLOP)": cell})
    assert stated(reading, "training_compute") == []
    assert values(reading, "domain") == ["vision"]
    (note,) = reading.notes
    assert note.startswith("row 2, Training compute (FLOP): ")
    assert repr(cell) in note
    assert reading.counts["cells_set_aside"] == 1
    assert (reading.read, reading.claimed) == (1, 1)


def test_a_percentage_without_its_mark_is_no_utilization() -> None:
    reading = one(Domain="Vision", **{"Hardware utilization": "72.0"})
    assert stated(reading, "utilization") == []
    assert "outside 0.0001..1" in reading.notes[0]


def test_a_utilization_of_unstated_kind_is_flagged() -> None:
    (claim,) = stated(one(**{"Hardware utilization": "0.34"}), "utilization")
    assert claim.flags == ("mfu-or-hfu",)


def test_a_stand_in_for_finetune_compute_is_flagged() -> None:
    (claim,) = stated(one(**{"Finetune compute (FLOP)": "1"}), "finetune_compute")
    assert claim.flags == ("dummy-value",)
    (real,) = stated(one(**{"Finetune compute (FLOP)": "2.1e21"}), "finetune_compute")
    assert real.flags == ()


@pytest.mark.parametrize(
    ("header", "field"),
    [("Training dataset size (datapoints)", "dataset_size"), ("Numerical format", "number_format")],
)
def test_a_cell_that_says_unknown_states_that(header: str, field: str) -> None:
    (claim,) = stated(one(**{header: "Unknown"}), field)
    assert (claim.relation, claim.value) == ("unknown", "")


@pytest.mark.parametrize(
    ("cell", "ticked"),
    [("checked", True), ("True", True), ("Yes", True), ("1.0", True), ("0.0", False), ("", False)],
)
def test_ticks_of_every_coding_are_read(cell: str, ticked: bool) -> None:
    reading = one(Domain="Vision", **{"Foundation model": cell})
    assert values(reading, "flagged") == (["foundation model"] if ticked else [])
    assert reading.notes == []


# ---- dates


@pytest.mark.parametrize(
    ("cell", "value", "ambiguous"),
    [
        ("2023-03-14", "2023-03-14", False),
        ("2019-01-04T00:00:00", "2019-01-04", False),
        ("2023-03", "2023-03", False),
        ("2023", "2023", False),
        ("25/11/2019", "2019-11-25", False),
        ("8/12/2021", "2021-12-08", True),
        ("07/07/2021", "2021-07-07", False),
        ("05/25/2020", "2020-05-25", False),
        ("03/1955", "1955-03", False),
        ("Mar. 2023", "2023-03", False),
        ("14 March 2023", "2023-03-14", False),
    ],
)
def test_dates_of_every_form_are_read_as_precisely_as_they_stand(
    cell: str, value: str, ambiguous: bool
) -> None:
    (claim,) = stated(one(**{"Publication date": cell}), "published")
    assert claim.value == value
    assert claim.flags == (("ambiguous-date",) if ambiguous else ())


@pytest.mark.parametrize(
    "cell",
    [
        "2023-02-30",
        "2029-09-13",
        "31/02/2020",
        "00/01/2020",
        "13/13/2020",
        "2023-00-10",
        "Forthcoming",
        "1/2/20",
        "٢٠٢٣",
        "9999",
    ],
)
def test_a_date_that_cannot_be_is_set_aside_and_the_row_kept(cell: str) -> None:
    reading = one(Domain="Vision", **{"Publication date": cell})
    assert values(reading, "published") == []
    assert values(reading, "domain") == ["vision"]
    assert reading.notes[0].startswith(f"row 2, Publication date: {cell!r} is set aside: ")


def test_a_date_later_than_the_file_or_its_last_change_is_not_believed() -> None:
    row = {
        "Model": "A",
        "Publication date": "2024-06-01",
        "Domain": "Vision",
        "Last modified": "2024-03-30 10:00",
    }
    assert values(read(table(row), "pcd.csv"), "published") == []
    assert values(read(table(row), "pcd_2024-05-30.csv"), "published") == []
    assert values(read(table(row), "pcd_2024-06-10.csv"), "published") == ["2024-06-01"]
    del row["Last modified"]
    assert values(read(table(row), "pcd.csv"), "published") == ["2024-06-01"]
    undated = read(table(row | {"Publication date": "2029-09-13"}), "pcd.csv")
    assert "put the table's date in its file name" in undated.notes[0]


def test_a_file_of_month_first_dates_is_read_month_first() -> None:
    rows = [
        {"Model": f"M{i}", "Publication date": date}
        for i, date in enumerate(("11/25/2019", "3/30/2020", "04/03/2021"))
    ]
    reading = read(table(*rows))
    assert values(reading, "published") == ["2019-11-25", "2020-03-30", "2021-04-03"]
    assert stated(reading, "published")[2].flags == ("ambiguous-date",)


def test_a_year_stands_in_for_a_date_and_is_checked_against_one() -> None:
    alone = one(Year="1958", **{"Publication date": "Forthcoming"})
    assert values(alone, "published") == ["1958"]
    both = read(table({"Year": "2019", "Model": "A", "Publication date": "2020-01-02"}))
    assert values(both, "published") == ["2020-01-02"]
    assert "is not the year of the publication date 2020-01-02" in both.notes[0]


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2026, 1, 1)))
def test_a_date_written_day_first_or_iso_comes_back(day: dt.date) -> None:
    assert str(date_in(f"{day:%d/%m/%Y}", day_first=True)) == day.isoformat()
    assert str(date_in(f"{day:%m/%d/%Y}", day_first=False)) == day.isoformat()
    assert str(date_in(day.isoformat(), day_first=True)) == day.isoformat()


# ---- links


def test_links_are_told_apart_and_other_schemes_refused() -> None:
    cell = "https://ai.meta.com/blog, https://arxiv.org/abs/2308.12950; https://github.com/x/y\nhttps://huggingface.co/x"
    reading = one(Link=cell)
    assert values(reading, "paper") == ["https://arxiv.org/abs/2308.12950"]
    assert values(reading, "announcement") == ["https://ai.meta.com/blog"]
    assert values(reading, "source_code") == ["https://github.com/x/y"]
    assert values(reading, "weights") == ["https://huggingface.co/x"]
    hostile = one(Domain="Vision", Link="javascript:alert(1)")
    assert not any("javascript" in claim.value for claim in hostile.claims)
    assert "no web address" in hostile.notes[0]


def test_an_archived_link_that_is_a_name_is_kept_as_a_note() -> None:
    (claim,) = one(**{"Archived links": "Yi-34B"}).claims
    assert (claim.field, claim.qualifiers) == ("notes", {"column": "Archived links"})


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
    reading = read(
        table({"System": "", "Organization(s)": "MIT", "Reference": "Pattern recognition and learning"})
    )
    assert {claim.subject for claim in reading.claims} == {"Pattern recognition and learning"}
    assert all("named-by-title" in claim.flags for claim in reading.claims)
    later = read(
        table({"System": "", "Organization": "MIT", "Reference": "Pattern recognition and learning"})
    )
    assert len(later.quarantined) == 1


def test_a_name_met_twice_is_kept_twice_and_said() -> None:
    reading = read(table({"Model": "CALM", "Domain": "Vision"}, {"Model": " calm ", "Domain": "Games"}))
    assert (reading.claimed, reading.counts["models_distinct"], reading.counts["names_twice"]) == (2, 1, 1)
    assert reading.notes == ["rows 2, 3: the name 'calm' stands more than once; all are kept"]


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
    reading = one(
        Abstract="=HYPERLINK(1)\n<b>x</b>", **{"Parameters notes": "y" * 25_000, "Dataset size notes": "z"}
    )
    assert values(reading, "abstract") == ["=HYPERLINK(1) <b>x</b>"]
    assert values(reading, "notes") == ["z"]
    assert "has 25000 characters, more than 20000" in reading.notes[0]
