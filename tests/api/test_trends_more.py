"""The commands under `trends` beyond growth and frontier, and the page of findings."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flopwatch.api import to_plain, trends
from flopwatch.api.trends.series_chart_rows import series_drawing
from flopwatch.census import Census
from flopwatch.classification.thresholds import count_above
from flopwatch.cli.apps import app
from flopwatch.domain.errors import BadInput
from flopwatch.reproduce.in_words import ON_LIST, reproduce_in_words
from flopwatch.reproduce.rows import table_of
from flopwatch.reproduce.sheet_in_words import ON_SHEET
from flopwatch.sources.epoch.models_csv import EPOCH_CSV

PCD = "data/epoch-vintages/pcd_2025-06-20.csv"
VINTAGES = ("pcd_2023-12-14.csv", "pcd_2024-04-02.csv", "pcd_2024-10-16.csv")
LIST = "data/epoch-2024-04/compute_intensive_systems_2024-07-06.csv"
SHEET = "data/epoch-parameters-2022/database_2022-05-03.csv"
HEADER = (
    "Model,Domain,Organization,Publication date,Parameters,Training compute (FLOP),Training dataset size (datapoints),"
    "Confidence,Model accessibility,Country (of organization),Organization categorization,Link"
)


def no_census() -> Census:
    raise AssertionError("a file was given")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small table as Epoch writes them: compute grows fourfold a year, one model has none."""
    lines = [HEADER]
    for i in range(60):
        day = dt.date(2019, 1, 10) + dt.timedelta(days=39 * i)
        flop = 3e21 * 4 ** (39 * i / 365.25) * (1 + (i % 5))
        makers, country = (("OpenAI", "United States of America"), ("Alibaba", "China"))[i % 2]
        access = "API access" if i % 3 else "Open weights (unrestricted)"
        lines.append(
            f"M{i},{'Language' if i % 4 else 'Vision'},{makers},{day},{1e9 * 1.05**i:.3e},{flop:.3e},"
            f"{2e10 * 1.1**i:.3e},"
            "Confident,"
            f"{access},{country},Industry,https://arxiv.org/abs/2{i:03d}.00001"
        )
    lines.append("Open One,Video,Runway,2024-03-01,,,,Unknown,API access,United States of America,Industry,")
    path = tmp_path_factory.mktemp("table") / "all_models_2025-06-01.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def asked(**more: object) -> trends.Asked:
    return trends.Asked(x="Publication date", **{"y": "Training compute (FLOP)", **more})  # type: ignore[arg-type]


def as_json(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["trends", *words, "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_counts_come_by_year_by_group_with_and_without_the_unconfirmed(table: Path) -> None:
    found = as_json("counts", str(table), "--at", "1e23", "--at", "1e24")
    assert set(found["by"]) == {"domain", "country", "organisation", "category", "access", "publication", "task"}
    rows = [row for row in found["cumulative"] if row["threshold_flop"] == 1e23]
    assert [row["recorded"] for row in rows] == sorted(row["recorded"] for row in rows)
    total = sum(row["recorded"] for row in found["by_year"] if row["threshold_flop"] == 1e23)
    assert rows[-1]["recorded"] == total
    for row in found["by_year"]:
        assert row["models"]["p5"] <= row["models"]["p50"] <= row["models"]["p95"]
        assert "share 25% of their error's variance" in row["formula"]
        assert row["with_unconfirmed"] == row["recorded"] + row["unconfirmed"]
    videos = next(row for row in found["by"]["domain"] if row["group"] == "video" and row["threshold_flop"] == 1e23)
    assert (videos["recorded"], videos["with_unconfirmed"]) == (0, 1)
    shares = [row for row in found["shares"] if row["by"] == "country"]
    assert sum(row["recorded"] for row in shares) == total
    assert sum(row["share"] for row in shares) == pytest.approx(1, abs=1e-3)


def test_projections_name_their_model_and_how_often_it_held(table: Path) -> None:
    found = as_json("projections", str(table), "--at", "1e20", "--at", "1e26", "--until", "2027", "--since", "2019")
    by_date = [one["date"]["p50"] for one in found["crossings"] if one["frontier"] == "top 10 at release"]
    assert by_date == sorted(by_date)
    as_of = found["data"]["as_of"]
    assert [one["passed"] for one in found["crossings"]] == [one["date"]["p50"] <= as_of for one in found["crossings"]]
    assert {row["model"] for row in found["models"]} | {row["group"] for row in found["unknown"]} >= {"investment"}
    assert all(row["year"] <= 2027 for row in found["models"])
    assert set(found["held"]) == {"investment", "plain"}
    with pytest.raises(BadInput, match="is not between"):
        trends.projections(str(table), no_census, until=1990)


def test_each_choice_moves_the_headline_and_is_named(table: Path) -> None:
    found = trends.sensitivity(
        str(table), lambda _: no_census(), asked(since=dt.date(2020, 1, 1)), vintages=[str(table)]
    )
    whats = {row.what for row in found.variants}
    assert whats >= {"vintage", "bare year", "line", "outliers", "frontier", "since", "cluster"}
    same = next(row for row in found.variants if row.what == "vintage")
    assert same.ratio_to_base == 1
    assert found.range.low <= found.base.growth_factor_per_year.p50 <= found.range.high
    assert any("Notability criteria" in one.reason for one in found.unknown)
    with pytest.raises(BadInput, match="no such headline. Headlines: frontier, growth"):
        trends.sensitivity(str(table), lambda _: no_census(), asked(), headline="x")


@pytest.mark.matrix
def test_an_outlier_is_left_out_where_it_would_move_the_headline(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(table.read_text() + "Giant,Language,Odd,2019-03-01,,1e29,,Confident,,,,\n", encoding="utf-8")
    found = trends.sensitivity(str(path), lambda _: no_census(), asked(), headline="growth")
    trimmed = next(row for row in found.variants if row.what == "outliers")
    assert trimmed.n == found.base.n - 1
    assert abs(trimmed.growth_factor_per_year.p50 - 4) < abs(found.base.growth_factor_per_year.p50 - 4)


def test_one_quantity_against_another_gives_exponent_and_quotient(tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    rows = [f"2020-{1 + i % 12:02d}-01,{10 ** (9 + i / 20):.6e},{10 ** (10 + i / 40):.6e}" for i in range(60)]
    path.write_text("day,size,data\n" + "\n".join(rows), encoding="utf-8")
    (fit,) = trends.across(str(path), no_census, trends.Asked(x="day", y="size", per="data")).fits
    assert fit.exponent.p50 == pytest.approx(2, rel=1e-4)
    assert fit.exponent_reduced_major_axis.p50 == pytest.approx(2, rel=1e-4)
    assert (fit.n, len(fit.rows)) == (60, 60)
    assert fit.quotient.p5 < fit.quotient.p50 < fit.quotient.p95


def test_a_jump_in_a_window_is_shown_and_elsewhere_is_not(tmp_path: Path) -> None:
    path = tmp_path / "jump.csv"
    rows = [
        f"{2010 + i / 10:.2f},{10 ** (5 + 0.1 * i / 10 + (3 if i >= 60 else 0) + 0.1 * (i % 3)):.6e}"
        for i in range(120)
    ]
    path.write_text("when,size\n" + "\n".join(rows), encoding="utf-8")
    found = as_json("breaks", str(path), "--x", "when", "--y", "size", "--within", "2015:2016", "--cluster", "row")
    (test,) = found["tests"]
    assert test["shown"]
    assert test["jump_oom"]["p5"] > 2.5
    assert test["date"][:4] in ("2015", "2016")
    with pytest.raises(BadInput, match="not a window of dates"):
        trends.breaks(str(path), no_census, trends.Asked(x="when", y="size"), windows=["2015"])
    with pytest.raises(BadInput, match="leaves 12 of 120 rows on both sides"):
        trends.breaks(str(path), no_census, trends.Asked(x="when", y="size"), windows=["1990:1991"])


def test_the_frontier_tells_whose_records_when(table: Path) -> None:
    found = as_json(
        "frontier",
        str(table),
        "--x",
        "Publication date",
        "--y",
        "Training compute (FLOP)",
        "--group",
        "Domain",
    )
    eras = found["eras"]
    assert {name for one in eras for name in one["groups"]} <= {"Language", "Vision"}
    assert [one["end"] for one in eras[:-1]] == [one["start"] for one in eras[1:]]
    assert sum(one["share_of_time"] for one in eras) == pytest.approx(1, abs=1e-3)
    assert {one["group"] for one in found["behind"]} == {"open", "closed"}
    assert all(one["months"]["p50"] >= 0 for one in found["behind"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("A,Language,X,2020-01-01,1e9,,,,,,,", "nothing to count"),
        ("A,Language,X,,1e9,1e25,,,,,,", "nothing to count"),
    ],
)
def test_a_table_without_dates_or_compute_is_refused_with_the_reason(tmp_path: Path, body: str, reason: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"{HEADER}\n{body}\n", encoding="utf-8")
    for command in (trends.counts, trends.projections):
        with pytest.raises(BadInput, match=reason):
            command(str(path), no_census)
    with pytest.raises(BadInput, match=reason):
        trends.chart("frontier", str(path), no_census, tmp_path / "charts")


def test_one_model_one_day_or_negative_values_give_reasons_not_numbers(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text(f"{HEADER}\nA,Language,X,2024-01-01,1e9,1e25,1e12,Confident,,,,\n", encoding="utf-8")
    found = trends.counts(str(path), no_census, vintages=[str(path)])
    assert any("at least two dates" in one.reason for one in found.unknown)
    with pytest.raises(BadInput, match=r"nothing can be projected. frontier: .*1 row"):
        trends.projections(str(path), no_census)
    with pytest.raises(BadInput, match="the base cannot be fitted"):
        trends.sensitivity(str(path), lambda _: no_census(), asked())
    with pytest.raises(BadInput, match="nothing can be compared"):
        trends.across(str(path), no_census, asked(per="Parameters"))
    many = tmp_path / "day.csv"
    many.write_text("day,size,by\n" + "2020-01-01,5,2\n" * 9 + "2020-01-01,-5,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="below 0"):
        trends.across(str(many), no_census, trends.Asked(x="day", y="size", per="by"))
    with pytest.raises(BadInput, match="below 0"):
        trends.breaks(str(many), no_census, trends.Asked(x="day", y="size"), windows=["2019:2021"])
    with pytest.raises(BadInput, match="all 9 rows are dated 2020-01-01"):
        trends.breaks(str(many), no_census, trends.Asked(x="day", y="size", drop_nonpositive=True))


def test_a_threshold_that_is_none_is_named(table: Path) -> None:
    for word in ("lots", "-5", "1e99"):
        with pytest.raises(BadInput, match="--at"):
            trends.counts(str(table), no_census, at=[word])
    with pytest.raises(BadInput, match="--by 'size'"):
        trends.counts(str(table), no_census, by=["size"])


@pytest.mark.matrix
def test_charts_come_as_png_svg_and_the_data_behind(table: Path, tmp_path: Path) -> None:
    found = trends.chart("thresholds", str(table), no_census, tmp_path / "out", at=["1e23", "1e24"])
    made = {Path(one).suffix: Path(one).read_bytes() for one in found.files}
    assert made[".png"].startswith(b"\x89PNG")
    assert b"1e24 FLOP" in made[".svg"]
    rows = list(csv.DictReader(made[".csv"].decode().splitlines()))
    assert len(rows) == found.rows
    counted = trends.counts(str(table), no_census, at=["1e23"])
    recorded = {str(row.year): row.recorded for row in counted.by_year}
    assert {row["year"]: int(row["models"]) for row in rows if row["threshold"] == "1e23 FLOP"} == recorded
    assert json.loads(made[".json"])["$schema"].endswith(".json")
    with pytest.raises(BadInput, match="no chart 'pie'"):
        trends.chart("pie", str(table), no_census, tmp_path)


def test_every_chart_has_rows_and_a_specification(table: Path) -> None:
    from flopwatch.api.trends.chart_rows import drawing_of
    from flopwatch.charts import altair

    assert trends.CHARTS == altair.NAMES
    for name in trends.CHARTS:
        if name == "series":  # of any CSV; it has a test of its own
            continue
        drawing = drawing_of(name, str(table), no_census)
        assert drawing.rows
        assert drawing.title
        assert table.name in drawing.about
        assert altair.spec(drawing)["$schema"]


def test_any_csv_can_be_drawn_with_the_lines_fitted_to_it(tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    rows = [f"{2010 + i / 10:.2f},{10 ** (3 + 0.2 * i / 10):.6e},{'ab'[i % 2]}" for i in range(100)]
    path.write_text("when,size,kind\n" + "\n".join(rows), encoding="utf-8")
    drawing = series_drawing(str(path), no_census, trends.Asked(x="when", y="size", group="kind"))
    assert len(drawing.rows) == 100
    assert {row["group"] for row in drawing.lines["fits"]} == {"a", "b"}
    # Each line ends where the last value of its group lies.
    ends = {row["group"]: row["value"] for row in drawing.lines["fits"]}
    assert ends["b"] == pytest.approx(10 ** (3 + 0.2 * 9.9), rel=0.01)
    found = trends.chart("series", str(path), no_census, tmp_path / "out", asked=trends.Asked(x="when", y="size"))
    assert "grows 1.6x a year" in found.title
    assert (tmp_path / "out/series.png").read_bytes().startswith(b"\x89PNG")


def test_a_name_that_starts_like_a_formula_is_disarmed_in_the_data_of_a_chart() -> None:
    from flopwatch.charts import altair
    from flopwatch.charts.chart_data import Drawing

    drawing = Drawing(
        "access", "t", "a", [{"name": "=SUM(A1)", "date": "2024-01-01", "flop": 1e23, "access": "not stated"}]
    )
    assert "'=SUM(A1)" in altair.table(drawing)


# ---- the page of findings


def test_each_finding_has_a_sentence_its_numbers_and_the_record_behind_it(site: Path) -> None:
    told = json.loads((site / "findings.json").read_text(encoding="utf-8"))
    page = (site / "findings.html").read_text(encoding="utf-8")
    assert len(told) >= 8
    for one in told:
        assert f'id="{one["id"]}"' in page
        assert one["record"]["n"] > 0
        assert one["record"]["formula"]
        assert one["record"]["data"].startswith("census of ")
        assert not re.search(r"\bnan\b|\binf\b|None", one["text"]), one["text"]
        # A power of ten keeps its mark where superscripts are lost.
        assert not re.search(r"\b10(2[0-9])\b", one["text"]), one["text"]
    above = next(one for one in told if one["id"] == "above-1e25")
    numbers = above["numbers"]
    assert f"{numbers['confirmed']} confirmed, {numbers['likely']} likely, up to {numbers['possible']}" in above["text"]
    assert f"90% interval: {numbers['p5']} to {numbers['p95']}" in above["text"]


def test_the_findings_agree_with_the_thresholds_page(site: Path, census: Census) -> None:
    told = {one["id"]: one for one in json.loads((site / "findings.json").read_text(encoding="utf-8"))}
    for index, threshold in enumerate(census.thresholds):
        low, middle, high = count_above(census.crossings, census.records, index, census.estimates)
        one = told.get(f"above-{float(threshold.flop):.0e}".replace("+", ""))
        if one:
            assert (one["numbers"]["p5"], one["numbers"]["p50"], one["numbers"]["p95"]) == (low, middle, high)


def test_page_and_commands_print_the_same_digits(site: Path, census: Census) -> None:
    told = {one["id"]: one["numbers"] for one in json.loads((site / "findings.json").read_text(encoding="utf-8"))}
    found = trends.frontier("", lambda: census, trends.Asked(since=dt.date(2018, 1, 1)))
    top = next(one for one in found.segments if one.group == "top 10 at release")
    assert to_plain(top.growth_factor_per_year) == told["frontier-growth"]["factor"]
    ahead = trends.projections("", lambda: census, at=["1e26"], until=2030)
    date = next(one.date for one in ahead.crossings if one.frontier == "top 10 at release")
    assert date.p50[:4] == str(int(told["frontier-crosses-1e26"]["date"]["p50"]))


# ---- the outside files


@pytest.mark.shared
def test_the_shares_of_document_000_come_out_of_its_list(shared: Path) -> None:
    found = as_json("counts", str(shared / LIST), "--at", "1e23", "--by", "domain")
    counted = {(row["by"], row["group"]): row["recorded"] for row in found["shares"]}
    assert counted["domain", "language"] == 69
    assert [counted["country", g] for g in ("US", "CN", "GB", "other", "collaboration")] == [43, 19, 6, 10, 3]
    assert [counted["category", g] for g in ("industry", "academia", "collaboration", "government")] == [
        71,
        2,
        6,
        2,
    ]
    assert {row["year"]: row["recorded"] for row in found["by_year"]} == {
        2017: 2,
        2018: 0,
        2019: 0,
        2020: 2,
        2021: 7,
        2022: 21,
        2023: 42,
        2024: 7,
    }


@pytest.mark.matrix
@pytest.mark.shared
def test_the_lag_of_three_vintages_foretells_the_fourth(shared: Path) -> None:
    import numpy as np

    from flopwatch.analysis.points import decimal_year
    from flopwatch.analysis.reporting import Delay, measure_delay, nowcast
    from flopwatch.api.trends.fields import field_of

    folder = shared / "data/epoch-vintages"
    earlier = [field_of(str(folder / name), no_census, (1e23,))[0] for name in VINTAGES]
    later = field_of(str(shared / PCD), no_census, (1e23,))[0]
    rng = np.random.default_rng(0)
    delay = measure_delay(earlier, 1e23, rng)
    assert isinstance(delay, Delay)
    periods, whole = nowcast(earlier[-1], delay, rng, as_known_at=later.as_of)
    x = later.years()
    for one in (*periods, whole):
        start, end = decimal_year(one.start), decimal_year(one.end)
        truth = sum(e.recorded[0] and start <= at < end for e, at in zip(later.entries, x, strict=True))
        assert one.models is not None
        assert one.models.contains(truth)
    assert whole.recorded == 75
    assert whole.known.p50 < 0.75


@pytest.mark.shared
@pytest.mark.matrix
def test_both_projections_hold_most_of_1e23_to_1e25_in_hindsight(shared: Path) -> None:
    found = trends.projections(str(shared / PCD), no_census, until=2028)
    for name in ("investment", "plain"):
        assert found.held[name].share >= 0.7
    end = {
        row.threshold_flop: row.by_end_of_year for row in found.models if row.model == "investment" and row.year == 2028
    }
    # Kumar and Manning: 103 to 306 above 1e25 and 45 to 148 above 1e26 by the end of 2028.
    assert end[1e25].p5 < 306
    assert end[1e25].p95 > 103
    assert end[1e26].p5 < 148
    assert end[1e26].p95 > 45


@pytest.mark.shared
def test_what_the_documents_say_in_words_is_borne_out_or_differs_openly(shared: Path) -> None:
    tables = []
    for name in (LIST, SHEET):
        raw = (shared / name).read_bytes()
        about = EPOCH_CSV.describe(Path(name).name, raw)
        tables.append(table_of(about, EPOCH_CSV.read(raw, about)))
    found = {one.statement: one for one in reproduce_in_words(tables)}
    assert {words for statement in (*ON_LIST, *ON_SHEET) if found[words := statement.words].verdict == "differs"} == {
        "Share of downloadable models",
        'Doubling time of language before the break ("~1.5 years")',
        "Language models compared with other domains, historically",
        "Parameters against training data (a comment)",
    }
    assert found["Compute of AlphaZero over AlexNet's, orders of magnitude (a comment)"].verdict == "equal"
    assert found["Years the dataset spans (in its list of features)"].computed == "1952 to 2021"
    assert {one.verdict for one in reproduce_in_words([])} == {"needs-data"}
