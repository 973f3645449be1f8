"""Trends with models of undisclosed compute: only when asked, labelled everywhere, and else the same answer."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from helpers.sample_census import build_census
from typer.testing import CliRunner

from flopwatch import api
from flopwatch.api import trends
from flopwatch.api.trends.series import Asked, read
from flopwatch.census import Census
from flopwatch.cli.apps import app
from flopwatch.domain import WrongUsage
from flopwatch.estimation import Estimate
from flopwatch.undisclosed import Circumstances, Piece, Undisclosed


def _circumstance(census: Census, model: str) -> Undisclosed:
    return Undisclosed(
        model=model,
        name=census.records[model].name,
        developer="x",
        published="",
        p5=2e24,
        p50=5e24,
        p95=9e24,
        above=(1.0, 1.0, 0.0, 0.0, 0.0),
        pieces=(Piece("cadence", "w", (), 0.1),),
        would_narrow="",
    )


@pytest.fixture(scope="module")
def census() -> Census:
    """The sample with two models estimated from circumstance: one without a figure, one with a third party's."""
    plain = build_census()
    models = [one for one in plain.models() if not one.is_variant and one.value("published")]
    without = next(one.id for one in models if not isinstance(plain.estimates.get(one.id), Estimate))
    having = next(one.id for one in models if isinstance(plain.estimates.get(one.id), Estimate))
    found = {key: _circumstance(plain, key) for key in (without, having)}
    return dataclasses.replace(plain, circumstances=Circumstances(models=found, known=20))


def test_by_default_a_trend_is_the_same_as_without_any_circumstance(census: Census) -> None:
    bare = dataclasses.replace(census, circumstances=Circumstances())
    for made in (trends.growth, trends.frontier):
        with_them, without = (api.to_plain(made("", lambda one=one: one, Asked())) for one in (census, bare))
        assert json.dumps(with_them) == json.dumps(without)
        assert "circumstance" not in json.dumps(with_them)


def test_asked_for_they_are_added_with_their_interval_and_label_and_no_figure_changes(census: Census) -> None:
    plain, more = (read("", lambda: census, Asked(circumstance=one)) for one in (False, True))
    added = [one for one in more.observations if one not in plain.observations]
    assert [one for one in more.observations if one not in added] == list(plain.observations)
    (one,) = added  # the other has a figure, which stays
    assert one.label.endswith(" (from circumstance)")
    assert (one.low, one.value, one.high) == (2e24, 5e24, 9e24)
    assert more.cited.from_circumstance == 1
    assert more.cited.words().endswith("with 1 model estimated from circumstance")
    assert len(more.skipped) == len(plain.skipped) - 1


def test_a_quotient_of_compute_has_them_too(census: Census) -> None:
    asked = Asked(y="training_compute", per="training_compute", circumstance=True)
    found = [one for one in read("", lambda: census, asked).observations if "circumstance" in one.label]
    assert [one.value for one in found] == [1.0]


@pytest.mark.parametrize(
    ("place", "more", "words"),
    [("some.csv", {}, "some.csv has its own figures"), ("", {"y": "parameters"}, "the series is of parameters")],
)
def test_they_are_refused_where_they_add_nothing(census: Census, place: str, more: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongUsage, match=words):
        read(place, lambda: census, Asked(circumstance=True, **more))


def test_a_chart_of_disclosed_figures_refuses_them(census: Census, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="--circumstance is of the chart series"):
        trends.chart("frontier", "", lambda: census, tmp_path / "out", asked=Asked(circumstance=True))
    assert not (tmp_path / "out").exists()


def test_the_chart_series_says_how_many_are_from_circumstance(census: Census) -> None:
    from flopwatch.api.trends.series_chart_rows import series_drawing

    plain, more = (series_drawing("", lambda: census, Asked(circumstance=one)) for one in (False, True))
    assert "1 of them estimated from circumstance: no disclosed figures" in more.about
    assert "circumstance" not in plain.about
    assert sum("(from circumstance)" in str(one["name"]) for one in more.rows) == 1


@pytest.mark.parametrize("command", ["growth", "frontier", "breaks"])
def test_the_commands_pass_it_on_and_say_so(census: Census, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "take_census", lambda *_: census)
    plain, asked = (CliRunner().invoke(app, ["trends", command, *more]) for more in ([], ["--circumstance"]))
    assert (plain.exit_code, asked.exit_code) == (0, 0), asked.output
    assert "circumstance" not in plain.output
    assert "1 model estimated from circumstance: no disclosed figures." in asked.stderr
