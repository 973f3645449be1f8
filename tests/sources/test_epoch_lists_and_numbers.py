"""The reader of Epoch's tables: cells that list several values, and the traps of its numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from helpers.epoch_tables import one, stated, values
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.decimals import exact
from flopwatch.sources.epoch.cells import tail_flags, without_epsilon

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
    assert {claim.as_written for claim in reading.claims} == {"Industry - Academia Collaboration (Industry leaning)"}


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


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e40"), max_value=Decimal("1e40")))
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
