"""The command `impute` without tables: what the census itself knows, and what it says where that is too little."""

from __future__ import annotations

import dataclasses

import pytest
from helpers.bundled import bundled_census
from typer.testing import CliRunner

from flopwatch import api
from flopwatch.api.imputation import impute_model
from flopwatch.api.imputation_evidence import census_evidence
from flopwatch.census import Census
from flopwatch.cli.apps import app
from flopwatch.domain.errors import NotFound
from flopwatch.estimation.results import Estimate
from flopwatch.statistics.lognormal import LogNormal


@pytest.fixture(scope="module")
def bundled() -> Census:
    return bundled_census()


def test_the_command_finds_the_figure_that_the_census_publishes(bundled: Census) -> None:
    row = api.to_plain(impute_model("Claude 3.5 Sonnet", census_evidence(bundled)))
    published = bundled.estimates["anthropic/claude-3.5-sonnet"]
    assert isinstance(published, Estimate)
    (method,) = [one for one in published.methods if one.method == "imputed"]
    low, high = method.compute_flop.interval()
    assert row["compute_flop"]["p5"] == pytest.approx(low, rel=1e-3)
    assert row["compute_flop"]["p95"] == pytest.approx(high, rel=1e-3)
    reported = next(one for one in published.methods if one.method == "reported")
    assert row["recorded_flop"] == pytest.approx(reported.compute_flop.median, rel=1e-3)
    assert len(row["benchmarks"]) >= 3
    assert row["neighbours"]


def test_a_models_own_recorded_compute_moves_nothing(bundled: Census) -> None:
    name, key = "Llama 3.1-405B", "meta/llama-3.1-405b"
    told = bundled.estimates[key]
    assert isinstance(told, Estimate)
    grown = [
        dataclasses.replace(
            one,
            compute_flop=LogNormal(median=1e3 * one.compute_flop.median, sigma_dex=one.compute_flop.sigma_dex),
        )
        for one in told.methods
    ]
    wrong = dataclasses.replace(told, compute_flop=grown[0].compute_flop, methods=tuple(grown))
    lied = dataclasses.replace(bundled, estimates={**bundled.estimates, key: wrong})
    honest, misled = (api.to_plain(impute_model(name, census_evidence(one))) for one in (bundled, lied))
    assert misled["recorded_flop"] == pytest.approx(1e3 * honest["recorded_flop"], rel=1e-3)
    assert {**misled, "recorded_flop": 0} == {**honest, "recorded_flop": 0}


def test_a_model_without_scores_is_named_with_the_way_on(bundled: Census) -> None:
    with pytest.raises(NotFound, match=r"no score of Word2Vec \(google/word2vec\).*--scores FILE"):
        impute_model("Word2Vec", census_evidence(bundled))


def test_tables_of_models_alone_are_refused() -> None:
    found = CliRunner().invoke(app, ["impute", "GPT-4o", "--epoch", "models.csv"])
    assert found.exit_code != 0
    assert "--epoch needs --scores" in str(found.exception)
