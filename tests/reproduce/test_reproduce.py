"""The documents' figures and ours: on the outside files, and on hand-made rows that each rule must distinguish."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from helpers.bundled import bundled_census

from flopwatch import pipeline
from flopwatch.analysis.groups import (
    country_group,
    developer_group,
    domain_group,
    home_countries,
    is_academic,
    lead_developer,
)
from flopwatch.catalogue.prices import Offer, Offers
from flopwatch.domain import When
from flopwatch.domain.claims import Reading, Source
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.vocabularies import has_open_weights
from flopwatch.reproduce.comments import ALEXNET, multiply_adds_of, weights_of
from flopwatch.reproduce.documents import CENSUS_DATE, reproduce
from flopwatch.reproduce.over_1e25 import HELD_OUT, PRINTED, agrees
from flopwatch.reproduce.rows import EpochRow, table_of
from flopwatch.reproduce.statements import VERDICTS, Reproduced
from flopwatch.sources.epoch.models_csv import EPOCH_CSV

LIST = "epoch-2024-04/compute_intensive_systems_2024-07-06.csv"
WIDE = "epoch-2024-04/large_scale_ai_models_2024-07-16.csv"
VINTAGE = "epoch-vintages/pcd_2024-04-02.csv"
ALL_2025 = "epoch-all-2025-03/all_ai_models_2025-03-14.csv"
SHEET = "epoch-parameters-2022/database_2022-05-03.csv"
LATER = "epoch-vintages/pcd_2024-10-16.csv"
ERAS = "epoch-parameters-2022/compute_trends_123_systems_2022.csv"


def reading_of(data: bytes, name: str) -> tuple[Source, Reading]:
    source = EPOCH_CSV.describe(name, data)
    return source, EPOCH_CSV.read(data, source)


@functools.cache
def reading_at(place: Path, path: str) -> tuple[Source, Reading]:
    return reading_of(place.read_bytes(), path)


def given(shared: Path, *paths: str) -> list[tuple[Source, Reading]]:
    return [reading_at(shared / "data" / path, path) for path in paths]


def figures(lines: list[Reproduced], document: str) -> dict[str, tuple[str, str, str]]:
    return {x.statement: (x.published, x.computed, x.verdict) for x in lines if x.document == document}


def made(*rows: dict[str, str], name: str = "pcd_2024-04-03.csv") -> tuple[Source, Reading]:
    header = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return reading_of(out.getvalue().encode(), name)


# ---- the outside files


@pytest.mark.shared
def test_the_figures_of_document_000_come_out_of_the_very_dataset(shared: Path) -> None:
    found = figures(reproduce(given(shared, LIST, WIDE)), "000")
    for statement, figure in {
        "Models trained with more than 1e23 FLOP": "81",
        "Models that may exceed 1e23 FLOP, compute unconfirmed": "86",
        "Countries in which they were developed": "18",
        "Language models": "69",
        "Vision-language models": "5",
        "Models of other domains": "7",
        "Models from the United States": "43",
        "Models from China": "19",
        "Models from the United Kingdom": "6",
        "Models from one other country": "10",
        "Models by collaborations across countries": "3",
        "Models developed by industry": "71",
        "Models developed by academia": "2",
        "Models developed by industry and academia together": "6",
        "Models developed by government institutions": "2",
        "Models documented in an academic format": "53",
        "Models published in 2017": "2",
        "Models published in 2020": "2",
        "Models published in 2022": "21",
        "Models published in 2023": "42",
        "First downloadable model": "OPT-175B (2022-05)",
        "Downloadable model with the most compute": "Falcon-180B",
        "Its training compute, in FLOP": "3.8e24",
        "Its compute as a share of GPT-4's": "1/5",
        "Leading organizations by number of models": "Google, Meta, DeepMind, Hugging Face, OpenAI",
    }.items():
        assert found[statement] == (figure, figure, "equal"), statement
    other = found["Models of each other country (footnote 3)"]
    assert other[2] == "equal"
    assert "United Arab Emirates 2" in other[1]


@pytest.mark.shared
def test_an_explanation_in_document_000_gives_the_printed_number(shared: Path) -> None:
    lines = reproduce(given(shared, LIST, WIDE))
    found = figures(lines, "000")
    assert found["Share of downloadable models between 1e23 and 1e24 FLOP"] == ("86%", "86%", "equal")
    assert found['Models that exceeded 1e23 FLOP by 2020 ("only 11 in 2020")'] == ("11", "4", "explained")
    assert found['Downloadable models by Meta ("a dozen")'] == ("12", "11", "explained")
    for statement in ("Downloadable models", "Downloadable models from China", "Share of downloadable models"):
        assert found[statement][2] == "differs"
    assert found["Models documented in a peer-reviewed journal or conference"] == ("17", "", "needs-data")
    assert all(line.note and "\n" not in line.note for line in lines if line.verdict != "equal")
    assert all(line.published in line.note for line in lines if line.document == "000" and line.verdict == "explained")
    share = next(line for line in lines if line.statement == "Its compute as a share of GPT-4's")
    assert "3.76e24 / 2.1e25 = 0.179" in share.note


def test_no_note_guesses() -> None:
    words = " ".join(line.note for line in reproduce([])).split()
    assert not {"perhaps", "maybe", "probably", "luck"} & set(words)


@pytest.mark.matrix
@pytest.mark.shared
def test_with_every_table_at_hand_only_the_venues_are_lacking(shared: Path) -> None:
    paths = (LIST, WIDE, VINTAGE, LATER, ALL_2025, SHEET, ERAS)
    lines = reproduce(given(shared, *paths), bundled_census(CENSUS_DATE))
    assert {line.statement for line in lines if line.verdict == "needs-data"} == {
        "Models documented in a peer-reviewed journal or conference",
        "Models documented in a preprint alone",
    }
    assert {line.document for line in lines} == {"000", "001", "002", "003", "004"}
    notes = [line.note for line in lines if line.verdict in ("explained", "differs")]
    assert not [note for note in notes if "perhaps" in note or "luck" in note]


@pytest.mark.shared
def test_the_whole_database_of_that_week_yields_the_same_counts(shared: Path) -> None:
    found = figures(reproduce(given(shared, VINTAGE)), "000")
    assert found["Models trained with more than 1e23 FLOP"] == ("81", "81", "equal")
    assert found["Models from China"][1] == "19"
    assert found["Models that may exceed 1e23 FLOP, compute unconfirmed"][2] == "needs-data"


@pytest.mark.shared
@pytest.mark.parametrize(
    "paths", [(LIST, SHEET), pytest.param((LIST, WIDE, ALL_2025, SHEET, ERAS), marks=pytest.mark.matrix)]
)
def test_the_files_are_told_apart_by_their_rows_and_not_by_their_names_or_order(
    shared: Path, paths: tuple[str, ...]
) -> None:
    named = {(x.document, x.statement): (x.computed, x.verdict) for x in reproduce(given(shared, *paths))}
    blind = [reading_of((shared / "data" / path).read_bytes(), f"x{i}.csv") for i, path in enumerate(reversed(paths))]
    assert {(x.document, x.statement): (x.computed, x.verdict) for x in reproduce(blind)} == named


@pytest.mark.matrix
@pytest.mark.shared
def test_document_001_is_worked_out_from_the_export_of_march_2025(shared: Path) -> None:
    alone = figures(reproduce(given(shared, ALL_2025)), "001")
    assert alone["Models of its table that Epoch's table has"] == ("25", "24", "differs")
    lines = reproduce(given(shared, ALL_2025, LATER))
    found = figures(lines, "001")
    assert found["Models of its table that Epoch's table has"] == ("25", "24", "explained")
    assert found["Models of its table with the printed compute in Epoch's table"] == ("19", "18", "explained")
    assert found["Models of audio, biology or games alone above 1e25 FLOP"][2] == "equal"
    assert found["Compute of Movie Gen"] == ("slightly under 1e25", "1.65e24", "differs")
    assert found["Developers of the models of its table"] == ("11", "11", "equal")
    assert found["First model above 1e25 FLOP"][2] == "equal"
    assert found["Models above 1e25 FLOP at its date, by recorded compute"] == ("25", "17", "explained")
    assert "GLM-4 (0116)" in next(x.note for x in lines if x.published == "19" and x.computed == "18")


@pytest.mark.shared
def test_document_002_finds_its_largest_system_and_says_why_139_is_not_to_be_had(shared: Path) -> None:
    lines = reproduce(given(shared, SHEET, ERAS))
    found = figures(lines, "002")
    assert found["Parameters of the largest system"] == ("1.2e13", "1.2e13", "equal")
    assert found["Systems with a parameter count"] == ("139", "221", "differs")
    assert found["Systems with a parameter count since 2000"] == ("114", "192", "differs")
    assert "125 of them with a stated reason" in next(x.note for x in lines if x.computed == "221")
    assert "DLRM-12T" in next(x.note for x in lines if x.statement == "Parameters of the largest system")


@pytest.mark.shared
def test_a_row_taken_out_changes_the_figures_it_stood_in(shared: Path) -> None:
    data = (shared / "data" / LIST).read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    kept = [row for row in rows if row["System"] != "Falcon-180B"]
    found = figures(reproduce([made(*kept, name="anything_2024-07-06.csv")]), "000")
    assert found["Models trained with more than 1e23 FLOP"] == ("81", "80", "differs")
    assert found["Models from one other country"] == ("10", "9", "differs")
    assert found["Downloadable model with the most compute"] == ("Falcon-180B", "DBRX", "differs")
    assert found["Models from China"] == ("19", "19", "equal")


# ---- without data, and from the census


def test_without_any_file_every_line_that_takes_one_says_which() -> None:
    lines = reproduce([])
    needy = [line for line in lines if line.verdict == "needs-data"]
    assert {line.document for line in needy} == {"000", "001", "002", "003"}
    assert all(line.computed == "" and line.note.startswith("needs ") for line in needy)
    notes = " ".join(line.note for line in needy)
    for name in (
        "compute_intensive_systems_2024-07-06",
        "large_scale_ai_models_2024-07-16",
        "all_ai_models_2025-03-14",
        "database_2022-05-03",
    ):
        assert name in notes
    assert {line.document for line in lines if line.verdict != "needs-data"} == {"001", "002", "003", "004"}


def test_the_same_lines_come_whatever_is_given() -> None:
    row = {"Model": "A", "Publication date": "2024-03-01", "Training compute (FLOP)": "2e23"}
    some = [(line.document, line.statement, line.published) for line in reproduce([made(row)])]
    assert some == [(line.document, line.statement, line.published) for line in reproduce([])]
    assert len(set(some)) == len(some)


def test_a_line_as_json_has_the_keys_of_the_interface() -> None:
    (line, *_) = msgspec.to_builtins(reproduce([]))
    assert list(line) == ["document", "statement", "published", "computed", "verdict", "note"]
    assert {x.verdict for x in reproduce([])} <= set(VERDICTS)


def test_the_mean_factor_is_worked_out_from_the_printed_rows() -> None:
    factors = [max(Decimal(a) / Decimal(b), Decimal(b) / Decimal(a)) for _, a, b in HELD_OUT]
    line = next(x for x in reproduce([]) if x.published == "2.2")
    assert line.computed == "2.2"
    assert f"{sum(factors) / len(factors):.2f}" == "2.22"
    assert "2.22" in line.note
    assert "1.97" in line.note
    interval = next(x for x in reproduce([]) if x.published == "1.1 to 5.0")
    assert (interval.computed, interval.verdict) == ("1.1 to 4.6", "differs")


def test_the_census_as_known_on_its_date_equals_document_001() -> None:
    found = figures(reproduce([], bundled_census(CENSUS_DATE)), "001")
    for statement, figure in (
        ("Models at 1e25 FLOP, likely or confirmed, known on its date (census)", "25"),
        ("Those with the compute it prints, or none where it prints none (census)", "25"),
        ("Those with the confidence it prints (census)", "25"),
        ("Those with the method its justification names (census)", "25"),
        ("Their developers (census)", "11"),
    ):
        assert found[statement] == (figure, figure, "equal"), statement
    assert found["Models that cannot be ruled out at 1e25 FLOP, known on its date (census)"][2] == "differs"
    costs = {
        line.document: line
        for line in reproduce([], bundled_census(CENSUS_DATE))
        if line.statement.startswith("Cost of a")
    }
    assert {document: line.verdict for document, line in costs.items()} == {"000": "equal", "001": "equal"}


def test_an_explanation_of_a_price_is_an_offer_at_exactly_that_price() -> None:
    found = figures(reproduce([], bundled_census(CENSUS_DATE)), "003")
    assert found["Price of an A100 hour in 2022"] == ("$1.10", "$3.00", "explained")
    assert found["Cost of XLNet"] == ("$245k", "$246k", "explained")  # $245,760 cut off
    assert found["Cost of GPT-3"] == ("$4.6M", "$1.7M", "differs")
    offers = Offers([Offer("chip", "2022-08-04", "on-demand", 1.10), Offer("chip", "2019-08-04", "on-demand", 0.55)])
    day = dt.date(2022, 1, 1), dt.date(2022, 12, 31)
    assert [one.usd for one in offers.asked("chip", 1.1, *day)] == [1.1]
    assert not offers.asked("chip", 0.55, *day)
    assert not offers.asked("chip", 1.09, *day)


def test_a_census_of_another_day_is_not_taken_for_the_documents(few_models: Path) -> None:
    other = pipeline.take_census(few_models, "/nonexistent/ledger.sqlite", When(known_on=dt.date(2024, 4, 5)))
    found = figures(reproduce([], other), "001")
    assert found["Models at 1e25 FLOP, likely or confirmed, known on its date (census)"][2] == "needs-data"


def test_the_networks_of_the_comments_have_their_published_sizes() -> None:
    assert weights_of(ALEXNET) == pytest.approx(6.0e7, rel=0.02)  # Krizhevsky et al. 2012: 60 million parameters
    assert multiply_adds_of(ALEXNET) == pytest.approx(7.24e8, rel=0.01)  # 724 million, with two groups
    found = figures(reproduce([]), "002")
    assert found["FLOP per parameter of AlphaZero's convolutions (a comment)"] == ("722", "722", "equal")
    assert found["Parameters of AlphaZero (a comment)"][2] == "equal"
    assert found["Factor between both (a comment)"] == ("50", "30", "explained")


def test_gpt_is_found_under_its_new_name() -> None:
    old = [
        {"Model": f"Old {i}", "Publication date": "2015-01-01", "Training compute (FLOP)": "1e20"} for i in range(50)
    ]
    new = [
        {"Model": name, "Publication date": date, "Training compute (FLOP)": compute}
        for name, date, compute in (
            ("GPT-1", "2018-06-01", "1.8e19"),
            ("GPT-2 (1.5B)", "2019-02-14", "4.3e21"),
            ("Later", "2024-03-20", "3.8e24"),
        )
    ]
    found = figures(reproduce([made(*old, *new)]), "000")
    assert found["GPT and GPT-2 against 1e23 FLOP"] == ("both below", "both below", "equal")


# ---- the rules


@pytest.mark.parametrize(
    ("countries", "group"),
    [
        ({"US"}, "US"),
        ({"XX"}, "US"),
        ({"XX", "US"}, "US"),
        ({"XX", "GB"}, "GB"),
        ({"CN"}, "CN"),
        ({"AE"}, "other"),
        ({"AT", "US"}, "collaboration"),
        ({"CA", "US", "XX"}, "collaboration"),
        (set(), ""),
    ],
)
def test_each_model_counts_for_one_country_group(countries: set[str], group: str) -> None:
    assert country_group(countries) == group
    assert "XX" not in home_countries(countries)


@pytest.mark.parametrize(
    ("categories", "group"),
    [
        ({"industry"}, "industry"),
        ({"industry", "research-collective"}, "industry"),
        ({"academia"}, "academia"),
        ({"academia", "industry", "government"}, "collaboration"),
        ({"government"}, "government"),
        ({"research-collective"}, ""),
        (set(), ""),
    ],
)
def test_each_model_counts_for_one_kind_of_developer(categories: set[str], group: str) -> None:
    assert developer_group(categories) == group


def test_domains_make_three_groups() -> None:
    assert domain_group({"language", "vision", "multimodal"}) == "vision-language"
    assert domain_group({"language", "vision"}) == "vision-language"
    assert domain_group({"language", "biology"}) == "language"
    assert domain_group({"vision"}) == domain_group(set()) == "other"


def test_a_report_on_a_developers_site_is_not_academic_nor_is_a_look_alike_host() -> None:
    assert is_academic(["https://x.org", "https://www.biorxiv.org/content/1"])
    assert not is_academic(["https://storage.googleapis.com/report.pdf", "https://arxiv.org.example.com/abs/1"])
    assert not is_academic(["https://example.com/?u=arxiv.org"])


def test_weights_under_any_terms_are_downloadable() -> None:
    assert all(map(has_open_weights, ("open-weights", "open-weights-restricted", "open-weights-non-commercial")))
    assert not any(map(has_open_weights, ("", "api", "hosted", "unreleased", "closed")))


def test_google_teams_count_as_google_and_deepmind_before_the_merger_for_itself() -> None:
    assert [lead_developer(x) for x in ("Google Brain", "Google DeepMind", "DeepMind", "")] == [
        "Google",
        "Google",
        "DeepMind",
        "",
    ]


def test_a_value_agrees_with_the_printed_one_to_its_digits() -> None:
    assert agrees("1.1e25", Decimal("1.05e25"))
    assert agrees("4.6e26", Decimal("4.64e26"))
    assert not agrees("4.6e26", Decimal("4.7e26"))
    assert len(PRINTED) == 25
    assert sum(bool(line.compute) for line in PRINTED.values()) == 19


def test_rows_follow_the_entries_of_a_reading() -> None:
    source, reading = made(
        {
            "Model": "CALM",
            "Publication date": "2024-03",
            "Training compute (FLOP)": "1.0000000001e+25",
            "Domain": "Language",
        },
        {
            "Model": "CALM",
            "Publication date": "",
            "Training compute (FLOP)": "",
            "Domain": "Unknown",
            "Exclude": "1",
        },
    )
    first, second = table_of(source, reading).rows
    assert (first.compute, first.published) == (Decimal("1e25"), PartialDate(2024, 3))
    assert (second.compute, second.published, second.domains) == (None, None, frozenset())
    assert second.marks == {"excluded"}
    assert not second.by(PartialDate(2100))
    assert not EpochRow("x").by(PartialDate(2100))
