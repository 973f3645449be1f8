"""The command `impute` without tables: what the census itself knows, and what it says where that is too little."""

from __future__ import annotations

import dataclasses
import math

import pytest
from helpers.bundled import bundled_census
from typer.testing import CliRunner

from flopwatch import api
from flopwatch.api.imputation import impute_model
from flopwatch.api.imputation_evidence import census_evidence
from flopwatch.census import Census
from flopwatch.cli.apps import app
from flopwatch.domain.errors import NotFound
from flopwatch.estimation.results import AtLeast, Estimate
from flopwatch.statistics.lognormal import LogNormal

pytestmark = pytest.mark.usefixtures("kept_imputers")


@pytest.fixture(scope="module")
def bundled() -> Census:
    return bundled_census()


@pytest.mark.matrix
def test_the_command_finds_the_figure_that_the_census_publishes(bundled: Census) -> None:
    row = api.to_plain(impute_model("Mixtral 8x22B", census_evidence(bundled)))
    published = bundled.estimates["mistral/mixtral-8x22b"]
    assert isinstance(published, Estimate)
    (method,) = [one for one in published.methods if one.method == "imputed"]
    low, high = method.compute_flop.interval()
    assert row["compute_flop"]["p5"] == pytest.approx(low, rel=1e-3)
    assert row["compute_flop"]["p95"] == pytest.approx(high, rel=1e-3)
    reported = next(one for one in published.methods if one.method == "reported")
    assert row["recorded_flop"] == pytest.approx(reported.compute_flop.median, rel=1e-3)
    assert len(row["benchmarks"]) >= 3
    assert row["neighbours"]


@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-3-opus", "google-deepmind/gemini-1.5-pro"])
def test_among_the_largest_scores_give_only_a_lower_end(bundled: Census, model: str) -> None:
    found = bundled.estimates[model]
    assert isinstance(found, AtLeast)
    row = api.to_plain(impute_model(model, census_evidence(bundled)))
    assert row["compute_flop"] is None
    assert row["lower_bound_flop"] == pytest.approx(found.low_flop, rel=1e-3)
    assert "at least" in found.receipt.text
    by_threshold = {one.threshold_flop: one for one in bundled.crossings[model]}
    assert by_threshold[1e23].compute_class == "likely"
    assert by_threshold[1e25].compute_class == "cannot-rule-out"
    assert all(one.probability is None for one in by_threshold.values())


def test_no_figure_from_scores_alone_lies_above_the_dense_truths(bundled: Census) -> None:
    known = sorted(m.log_compute for m in census_evidence(bundled).truth() if m.log_compute is not None)
    for one in bundled.estimates.values():
        if isinstance(one, Estimate) and {m.method for m in one.methods} == {"imputed"}:
            assert sum(log >= math.log10(one.compute_flop.median) for log in known) >= 8  # its own folds may lack two


@pytest.mark.matrix
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
