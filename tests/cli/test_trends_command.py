from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from helpers.bundled import bundled_census, bundled_store
from typer.testing import CliRunner

from flopwatch.api import to_plain, trends
from flopwatch.api.trends.series import census_value, unit_of_series
from flopwatch.census import Census
from flopwatch.cli import main
from flopwatch.cli.apps import app
from flopwatch.domain.errors import BadInput
from flopwatch.domain.unknown import Skip

SHEET = "data/epoch-parameters-2022/database_2022-05-03.csv"
PCD = "data/epoch-vintages/pcd_2025-06-20.csv"
ARTICLE = ["--x", "Publication date", "--y", "Parameters", "--since", "2000", "--until", "2021-06-19"]


def no_census() -> Census:
    raise AssertionError("a file was given")


def growth(path: Path, **asked: object) -> dict[str, Any]:
    how = {key: asked.pop(key) for key in ("breaks", "kind", "most") if key in asked}
    found: dict[str, Any] = to_plain(trends.growth(str(path), no_census, trends.Asked(**asked), **how))  # type: ignore[arg-type]
    return found


def as_json(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["trends", *words, "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def made(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    lines = ["day,flop,kind"]
    for i in range(160):
        day = dt.date(2012, 1, 1) + dt.timedelta(days=27 * i)
        years = 27 * i / 365.25
        for kind, slope in (("a", math.log10(4)), ("b", math.log10(2))):
            lines.append(f"{day},{10 ** (20 + slope * years + rng.normal(0, 0.2)):.6e},{kind}")
    path = tmp_path / "made.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_each_groups_rate_comes_back_from_a_file(made: Path) -> None:
    found = as_json("growth", str(made), "--x", "day", "--y", "flop", "--group", "kind", "--break", "auto")
    assert {"segments", "breaks"} <= set(found)
    assert [s["group"] for s in found["segments"]] == ["a", "b"]
    for segment, truth in zip(found["segments"], (4, 2), strict=True):
        assert {"group", "start", "end", "n", "growth_factor_per_year", "doubling_months", "r2"} <= set(segment)
        for key in ("growth_factor_per_year", "doubling_months"):
            interval = segment[key]
            assert set(interval) == {"p5", "p50", "p95"}
            assert interval["p5"] <= interval["p50"] <= interval["p95"]
        factor = segment["growth_factor_per_year"]
        assert factor["p50"] == pytest.approx(truth, rel=0.03)
        assert factor["p5"] <= truth <= factor["p95"]
        assert segment["doubling_months"]["p50"] == pytest.approx(12 / math.log2(factor["p50"]), rel=1e-4)
        assert (segment["n"], segment["start"]) == (160, "2012-01-01")
        assert len(segment["rows"]) == 160
    assert found["breaks"] == []


def test_the_same_question_gives_the_same_digits(made: Path) -> None:
    words = ("growth", str(made), "--x", "day", "--y", "flop", "--method", "huber")
    assert as_json(*words) == as_json(*words)


def test_a_given_break_is_one_and_makes_two_segments(made: Path) -> None:
    found = as_json("growth", str(made), "--x", "day", "--y", "flop", "--break", "2018-01-01")
    assert [b["date"] for b in found["breaks"]] == [dict.fromkeys(("p5", "p50", "p95"), "2018-01-01")]
    assert [s["end"] for s in found["segments"]][0] == [s["start"] for s in found["segments"]][1] == "2018-01-01"
    assert sum(s["n"] for s in found["segments"]) == 320


def test_a_quotient_of_two_columns_and_decimal_years_can_be_fitted(tmp_path: Path) -> None:
    path = tmp_path / "ratio.csv"
    rows = [f"{2010 + i / 10:.2f},{4 * 3 ** (i / 10)},{4}" for i in range(50)]
    path.write_text("when,top,below\n" + "\n".join(rows), encoding="utf-8")
    found = growth(path, x="when", y="top", per="below", breaks=["none"])
    assert found["segments"][0]["growth_factor_per_year"]["p50"] == pytest.approx(3)
    assert found["segments"][0]["value_at_start"] == pytest.approx(1, rel=1e-4)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("2020-01-01,5", "1 row"),
        ("2020-01-01,5\n2020-01-01,6\n2020-01-01,7", "all 3 rows are dated 2020-01-01"),
        ("2020-01-01,5\n2021-01-01,-6\n2022-01-01,7", "below 0"),
        ("2020-01-01,0\n2021-01-01,0", "2 a value of 0"),
        ("2020-01-01,x\nsoon,3\n2021-01-01,nan", "no value is left of 0"),
        ("", "no value is left of 0"),
    ],
)
def test_what_cannot_be_fitted_exits_1_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], body: str, reason: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"day,size\n{body}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no growth can be fitted"):
        growth(path, x="day", y="size")
    done = pytest.raises(SystemExit, main, lambda: app(["trends", "growth", str(path), "--x", "day", "--y", "size"]))
    assert done.value.code == 1
    printed = capsys.readouterr()
    assert reason in printed.err
    assert printed.out == ""


def test_a_break_outside_the_data_a_lost_column_and_no_date_say_so(made: Path) -> None:
    with pytest.raises(BadInput, match="a break at 1990-01-01 lies outside the data"):
        growth(made, x="day", y="flop", breaks=["1990"])
    with pytest.raises(BadInput, match="no column 'size'. Columns: 'day', 'flop', 'kind'"):
        growth(made, x="day", y="size")
    with pytest.raises(BadInput, match="neither auto, none nor a date"):
        growth(made, x="day", y="flop", breaks=["soon"])
    with pytest.raises(BadInput, match="c: no value is left"):
        growth(made, x="day", y="flop", group="kind", only=("c",))


def test_a_group_that_cannot_be_fitted_is_listed_beside_those_that_can(made: Path) -> None:
    made.write_text(made.read_text() + "2020-01-01,1e25,lone\n", encoding="utf-8")
    found = growth(made, x="day", y="flop", group="kind", breaks=["none"])
    assert len(found["segments"]) == 2
    assert found["unknown"] == [{"group": "lone", "reason": "1 row: a rate of growth needs at least two dates"}]


def test_rows_that_cannot_be_read_are_counted_by_reason(made: Path) -> None:
    made.write_text(made.read_text() + "soon,1e25,a\n2020-01-01,,a\n2020-01-01,١٢,a\n", encoding="utf-8")
    found = growth(made, x="day", y="flop", breaks=["none"])
    assert [row["reason"] for row in found["excluded"]] == [
        "day 'soon' is not a date",
        "no flop",
        "flop '١٢' is not a number",
    ]


def test_the_census_is_fitted_without_a_file() -> None:
    store = ("--ledger", bundled_store())
    found = as_json("growth", "--break", "none", *store)
    (segment,) = found["segments"]
    assert segment["growth_factor_per_year"]["p5"] > 1
    assert "values moved inside their own intervals" in segment["interval"]
    assert any("in doubt" in row["reason"] for row in found["excluded"])
    by_parameters = as_json("growth", "--y", "parameters", "--group", "country", "--break", "none", *store)
    assert {"US", "CN"} <= {s["group"] for s in by_parameters["segments"]}


def test_the_frontier_lists_who_set_records(tmp_path: Path) -> None:
    path = tmp_path / "models.csv"
    rows = [
        ("A", "2020-01-01", "1e23", "Unreleased"),
        ("B", "2021-01-01", "5e22", "Open weights (unrestricted)"),
        ("C", "2021-07-01", "4e23", "Open weights (unrestricted)"),
        ("D", "2022-01-01", "4e23", "API access"),
        ("E", "2023-01-01", "9e24", "API access"),
        ("F", "2024-01-01", "3e24", "Open weights (restricted use)"),
    ]
    path.write_text(
        "Model,Publication date,Training compute (FLOP),Model accessibility\n"
        + "\n".join(",".join(row) for row in rows),
        encoding="utf-8",
    )
    found = as_json(
        "frontier", str(path), "--x", "Publication date", "--y", "Training compute (FLOP)", "--cluster", "row"
    )
    assert [row["name"] for row in found["frontier"] if row["record"]] == ["A", "C", "E"]
    assert found["lag"]["pairs"][0]["leader"] == "A"
    assert found["lag"]["pairs"][0]["follower"] == "C"
    assert [one["leader"] for one in found["lag"]["unmatched"]] == ["E"]


def test_the_commands_have_help_with_an_example() -> None:
    commands = typer.main.get_command(app).commands["trends"].commands  # type: ignore[attr-defined]
    assert set(commands) == {
        "growth",
        "frontier",
        "breaks",
        "across",
        "counts",
        "projections",
        "sensitivity",
        "chart",
    }
    for one in commands.values():
        assert "Example: flopwatch trends" in (one.help or "")


# ---- the outside files


@pytest.mark.shared
@pytest.mark.parametrize(
    ("year", "every", "n_every", "language", "n_language"),
    [(2016, 22.8, 58, 7.8, 48), (2017, 21.8, 67, 7.3, 47), (2018, 22.9, 80, 5.2, 45)],
)
def test_the_doubling_times_of_document_002_come_out_of_the_sheet(
    shared: Path, year: int, every: float, n_every: int, language: float, n_language: int
) -> None:
    before = as_json("growth", str(shared / SHEET), *ARTICLE, "--break", str(year))["segments"][0]
    assert (round(before["doubling_months"]["p50"], 1), before["n"]) == (every, n_every)
    group = ("--group", "Domain", "--split", "--only", "Language")
    after = as_json("growth", str(shared / SHEET), *ARTICLE, *group, "--break", str(year))["segments"][1]
    assert (round(after["doubling_months"]["p50"], 1), after["n"]) == (language, n_language)


@pytest.mark.shared
def test_the_sheet_has_192_systems_since_2000_and_221_in_all(shared: Path) -> None:
    asked = {"x": "Publication date", "y": "Parameters", "until": dt.date(2021, 6, 19), "breaks": ["none"]}
    assert growth(shared / SHEET, since=dt.date(2000, 1, 1), **asked)["segments"][0]["n"] == 192
    assert growth(shared / SHEET, **asked)["segments"][0]["n"] == 221


@pytest.mark.shared
def test_leaving_bare_years_out_moves_the_doubling_time_to_about_thirty_months(shared: Path) -> None:
    for year in ("2016", "2017", "2018"):
        found = as_json("growth", str(shared / SHEET), *ARTICLE, "--break", year, "--bare-year", "drop")
        assert 29 < found["segments"][0]["doubling_months"]["p50"] < 33


@pytest.mark.shared
def test_the_frontier_since_2018_grows_four_to_five_times_a_year(shared: Path) -> None:
    found = as_json(
        "frontier",
        str(shared / PCD),
        "--x",
        "Publication date",
        "--y",
        "Training compute (FLOP)",
        "--since",
        "2018",
    )
    top = next(s for s in found["segments"] if s["group"] == "top 10 at release")
    factor = top["growth_factor_per_year"]
    assert factor["p5"] <= 5
    assert factor["p95"] >= 4
    assert 3.5 < factor["p50"] < 6
    assert top["n"] == len(top["rows"]) >= 50
    assert "fewer than n values" in found["rule"]
    assert found["data"]["source"] == "pcd_2025-06-20.csv"


def test_a_series_of_the_census_has_one_unit() -> None:
    census = bundled_census()
    for name, unit in (("dataset_size", "tokens"), ("training_cost", "USD"), ("parameters", "parameters")):
        assert unit_of_series(census, name) == unit
    sizes = {key: one.fields.get("dataset_size") for key, one in census.records.items()}
    stated = {key: size.unit for key, size in sizes.items() if size is not None}
    assert len(set(stated.values())) > 3
    for key, unit in stated.items():
        found = census_value(census, key, "dataset_size", "tokens")
        assert isinstance(found, Skip) or unit == "tokens"
