"""The documents' figures beside ours: on the outside files, and on rows made by hand that each rule must tell apart."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from flopwatch.analysis.groups import (
    country_group,
    developer_group,
    domain_group,
    home_countries,
    is_academic,
    lead_developer,
)
from flopwatch.catalogue import Catalogue
from flopwatch.census import Census
from flopwatch.classification.thresholds import Crossing
from flopwatch.domain.claims import Claim, Reading, Source
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.vocabularies import has_open_weights
from flopwatch.records.results import FieldKey, FieldValue, Record
from flopwatch.reproduce.documents import reproduce
from flopwatch.reproduce.over_1e25 import HELD_OUT, PRINTED, agrees
from flopwatch.reproduce.rows import EpochRow, table_of
from flopwatch.reproduce.statements import VERDICTS, Reproduced
from flopwatch.sources.epoch.models_csv import EPOCH_CSV

LIST = "epoch-2024-04/compute_intensive_systems_2024-07-06.csv"
WIDE = "epoch-2024-04/large_scale_ai_models_2024-07-16.csv"
VINTAGE = "epoch-vintages/pcd_2024-04-02.csv"
ALL_2025 = "epoch-all-2025-03/all_ai_models_2025-03-14.csv"
SHEET = "epoch-parameters-2022/database_2022-05-03.csv"
ERAS = "epoch-parameters-2022/compute_trends_123_systems_2022.csv"


def reading_of(data: bytes, name: str) -> tuple[Source, Reading]:
    source = EPOCH_CSV.describe(name, data)
    return source, EPOCH_CSV.read(data, source)


def given(shared: Path, *paths: str) -> list[tuple[Source, Reading]]:
    return [reading_of((shared / "data" / path).read_bytes(), path) for path in paths]


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
def test_what_differs_in_document_000_is_explained_in_a_line(shared: Path) -> None:
    lines = reproduce(given(shared, LIST, WIDE))
    found = figures(lines, "000")
    assert found["Downloadable models"] == ("38", "42", "explained")
    assert found["Share of downloadable models between 1e23 and 1e24 FLOP"] == ("86%", "85.7%", "explained")
    assert found['Models that exceeded 1e23 FLOP by 2020 ("only 11 in 2020")'] == ("11", "4", "explained")
    assert found["Downloadable models from China"] == ("12", "14", "explained")
    assert found['Downloadable models by Meta ("a dozen")'] == ("12", "11", "explained")
    assert found["Models documented in a peer-reviewed journal or conference"] == ("17", "", "needs-data")
    assert not [line for line in lines if line.verdict == "differs"]
    assert all(line.note and "\n" not in line.note for line in lines if line.verdict != "equal")
    share = next(line for line in lines if line.statement == "Its compute as a share of GPT-4's")
    assert "3.76e24 / 2.1e25 = 0.179" in share.note


@pytest.mark.shared
def test_the_whole_database_of_that_week_yields_the_same_counts(shared: Path) -> None:
    found = figures(reproduce(given(shared, VINTAGE)), "000")
    assert found["Models trained with more than 1e23 FLOP"] == ("81", "81", "equal")
    assert found["Models from China"][1] == "19"
    assert found["Models that may exceed 1e23 FLOP, compute unconfirmed"][2] == "needs-data"


@pytest.mark.shared
def test_the_files_are_told_apart_by_their_rows_and_not_by_their_names_or_order(shared: Path) -> None:
    paths = (LIST, WIDE, ALL_2025, SHEET, ERAS)
    named = {(x.document, x.statement): (x.computed, x.verdict) for x in reproduce(given(shared, *paths))}
    blind = [reading_of((shared / "data" / path).read_bytes(), f"x{i}.csv") for i, path in enumerate(reversed(paths))]
    assert {(x.document, x.statement): (x.computed, x.verdict) for x in reproduce(blind)} == named


@pytest.mark.shared
def test_document_001_is_worked_out_from_the_export_of_march_2025(shared: Path) -> None:
    lines = reproduce(given(shared, ALL_2025))
    found = figures(lines, "001")
    assert found["Models of its table that Epoch's table has"] == ("25", "24", "explained")
    assert found["Models of its table with the printed compute in Epoch's table"] == ("19", "18", "explained")
    assert found["Developers of the models of its table"] == ("11", "11", "equal")
    assert found["First model above 1e25 FLOP"][2] == "equal"
    assert found["Models above 1e25 FLOP at its date, by recorded compute"] == ("25", "17", "explained")
    assert "GLM-4 (0116)" in next(x.note for x in lines if x.published == "19" and x.computed == "18")


@pytest.mark.shared
def test_document_002_finds_its_largest_system_and_says_why_139_is_not_to_be_had(shared: Path) -> None:
    lines = reproduce(given(shared, SHEET, ERAS))
    found = figures(lines, "002")
    assert found["Parameters of the largest system"] == ("1.2e13", "1.2e13", "equal")
    assert found["Systems with a parameter count"] == ("139", "221", "explained")
    assert found["Systems with a parameter count since 2000"] == ("114", "192", "explained")
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
    assert {line.document for line in needy} == {"000", "001", "002"}
    assert all(line.computed == "" and line.note.startswith("needs ") for line in needy)
    notes = " ".join(line.note for line in needy)
    for name in (
        "compute_intensive_systems_2024-07-06",
        "large_scale_ai_models_2024-07-16",
        "all_ai_models_2025-03-14",
        "database_2022-05-03",
    ):
        assert name in notes
    assert {line.document for line in lines if line.verdict != "needs-data"} == {"001"}


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
    factors = [max(Decimal(a) / Decimal(b), Decimal(b) / Decimal(a)) for a, b in HELD_OUT]
    line = next(x for x in reproduce([]) if x.published == "2.2")
    assert line.computed == "2.2"
    assert f"{sum(factors) / len(factors):.2f}" == "2.22"
    assert "2.22" in line.note
    assert "1.97" in line.note
    interval = next(x for x in reproduce([]) if x.published == "1.1 to 5.0")
    assert (interval.computed, interval.verdict) == ("1.1 to 4.6", "explained")


def _record(id: str, developer: str, source: str, compute: str = "") -> Record:
    claims = {
        f"{id}-{i}": Claim(
            subject=id, field=field, value=value, source=source, locator="table", as_written=value, unit=unit
        )
        for i, (field, value, unit) in enumerate(
            (("developer", developer, ""), *((("training_compute", compute, "FLOP"),) if compute else ()))
        )
    }
    made_by = FieldValue(FieldKey("developer"), (developer,), "", "=", "", "the only claim", (f"{id}-0",))
    return Record(id, "model", id, (), {"developer": made_by}, {}, claims)


def test_the_census_is_counted_by_what_cites_the_document() -> None:
    page = Source(id="over-1e25", title="t", url="https://epoch.ai/data-insights/models-over-1e25-flop")
    records = {
        "a/one": _record("a/one", "Google DeepMind", page.id, "5e25"),
        "a/two": _record("a/two", "Google", page.id),
        "b/three": _record("b/three", "xAI", page.id, "3e25"),
        "c/below": _record("c/below", "Zhipu AI", page.id, "1e24"),
        "d/elsewhere": _record("d/elsewhere", "OpenAI", "another", "4e25"),
        "e/doubt": _record("e/doubt", "Alibaba", "another"),
    }
    classes = {
        "a/one": "confirmed",
        "a/two": "likely",
        "b/three": "likely",
        "c/below": "below",
        "d/elsewhere": "confirmed",
        "e/doubt": "cannot-rule-out",
    }
    crossings = {
        id: (Crossing(id, 1e23, "confirmed", 1.0, "", "", ""), Crossing(id, 1e25, kind, None, "", "", ""))
        for id, kind in classes.items()
    }
    census = Census(
        as_of=dt.date(2025, 3, 1),
        sources={page.id: page, "another": Source(id="another", title="t")},
        records=records,
        estimates={},
        catalogue=Catalogue(),
        crossings=crossings,
        findings=(),
        conflicts=(),
        claims={k: c for r in records.values() for k, c in r.claims.items()},
        expected_above=(),
    )
    found = figures(reproduce([], census), "001")
    assert found["Models at 1e25 FLOP, likely or confirmed, that it names (census)"] == ("25", "3", "differs")
    assert found["Those for which it prints compute (census)"] == ("19", "2", "differs")
    assert found["Their developers (census)"] == ("11", "2", "differs")
    assert found["Models that cannot be ruled out at 1e25 FLOP (census)"] == ("19", "1", "explained")


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
    assert sum(map(bool, PRINTED.values())) == 19


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
