"""The reader of articles: it finds the figures a rule can find, says where, and lists what it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.bundled import bundled_curated
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.errors import BadInput
from flopwatch.sources.articles.document import DOCUMENT, read_document

SOURCE = Source(id="article", title="")
DOCUMENTS = {"epoch-large-scale": "000_*", "epoch-1e25": "001_*", "parameter-counts-2021": "002_*"}


def read(text: str) -> list[Claim]:
    return read_document(text.encode(), SOURCE).claims


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was trained with over 1023 FLOP.", ("1e23", "FLOP", "≥", "")),
        ("It took 3.8 * 1024 FLOP in all.", ("3.8e24", "FLOP", "=", "")),
        ("It took slightly under 10^25 FLOP.", ("1e25", "FLOP", "≤", "")),
        ("Most took between 1023 and 1024 FLOP.", ("1e23", "FLOP", "range", "1e24")),
        ("The 12 trillion parameter recommender.", ("1.2e13", "parameters", "=", "")),
        ("Compute grows 4x per year.", ("4", "times/year", "=", "")),
        ("A doubling time of ~1.5 years.", ("1.5", "years", "≈", "")),
        ("Over 40 models followed.", ("40", "models", "≥", "")),
        ("About 85% are language models.", ("0.85", "fraction", "≈", "")),
    ],
)
def test_a_figure_is_read_with_its_unit_and_relation(text: str, expected: tuple[str, str, str, str]) -> None:
    (claim,) = read(text)
    assert (claim.value, claim.unit, claim.relation, claim.high) == expected
    assert (claim.kind, claim.field, claim.source) == ("finding", "figure", "article")


def test_a_count_out_of_a_total_is_one_finding() -> None:
    (claim,) = read("43 out of 81 large-scale AI models were developed there")
    assert (claim.value, claim.unit, claim.qualifiers) == ("43", "models", {"out_of": "81"})
    assert claim.as_written == "43 out of 81 large-scale AI models"


def test_the_nearest_name_stands_beside_a_figure_and_no_model_is_claimed() -> None:
    (claim,) = read("In March 2024 they said that Falcon-180B took 3.8e24 FLOP. GPT-4 is larger.")
    assert claim.qualifiers["near"] == "Falcon-180B"
    assert "near" not in read("On May 3 it took 3.8e24 FLOP.")[0].qualifiers


def test_a_place_is_a_line_and_a_character() -> None:
    (claim,) = read("A heading\n\n  It took  2e25 FLOP.\n")
    assert claim.locator == "line 3, character 9"


def test_what_is_no_figure_is_listed_with_a_reason() -> None:
    reading = read_document(b"In 2020, GPT-3 came. See Figure 2. Of the rest, 17 appeared. 5 models", SOURCE)
    assert [claim.value for claim in reading.claims] == ["5"]
    reasons = [skip.reason for skip in reading.skipped]
    assert any("'2020' is read as a year" in reason for reason in reasons)
    assert any("nothing says what '17' counts" in reason for reason in reasons)
    assert reading.read == len(reading.claims) + len(reading.skipped)


@pytest.mark.parametrize("data", [b"", b"No number at all.", b"\xff\xff"])
def test_what_holds_no_figure_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="article"):
        read_document(data, SOURCE)


def test_a_line_beyond_all_measure_is_set_aside() -> None:
    reading = read_document(b"1e25 FLOP. " * 5_000 + b"\n2 models\n", SOURCE)
    assert [one.item for one in reading.quarantined] == ["line 1"]
    assert [claim.value for claim in reading.claims] == ["2"]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_and_the_counts_balance(text: str) -> None:
    try:
        reading = read_document(text.encode("utf-8", "surrogatepass"), SOURCE)
    except BadInput:
        return
    assert reading.read == reading.claimed + len(reading.skipped) + len(reading.quarantined)
    assert all(claim.as_written for claim in reading.claims)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("source", "least"), [("epoch-large-scale", 60), ("epoch-1e25", 25), ("parameter-counts-2021", 15)]
)
def test_an_article_of_the_base_is_known_by_its_words(shared: Path, source: str, least: int) -> None:
    (file,) = (shared / "seeds").glob(DOCUMENTS[source])
    described = DOCUMENT.describe("saved.txt", file.read_bytes())
    known = bundled_curated().sources[source]
    assert (described.id, described.url, described.date, described.group) == (
        known.id,
        known.url,
        known.date,
        known.group,
    )
    assert len(DOCUMENT.read(file.read_bytes(), described).claims) >= least


@pytest.mark.shared
@pytest.mark.parametrize("source", ["epoch-large-scale", "parameter-counts-2021"])
def test_the_rule_finds_every_amount_of_compute_and_share_that_the_base_states(shared: Path, source: str) -> None:
    (file,) = (shared / "seeds").glob(DOCUMENTS[source])
    found = {(claim.value, claim.unit, claim.high) for claim in DOCUMENT.read(file.read_bytes(), SOURCE).claims}
    stated = {
        (claim.value, claim.unit, claim.high)
        for claim in bundled_curated().claims()
        if claim.source == source and claim.unit in ("FLOP", "fraction", "years", "months", "parameters")
    }
    assert len(stated) >= 5
    assert stated - found == set()
