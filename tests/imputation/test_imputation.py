from __future__ import annotations

import dataclasses
import functools
import math
import random

import numpy as np
import pytest
from helpers.made_models import CHANCE, made
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.api.held_out_by_document_001 import PRINTED, held_out_models, mean_factors_of
from flopwatch.api.imputation_evidence import read_evidence
from flopwatch.bundled_data import curated_folder
from flopwatch.domain.benchmarks import Score, StatedCompute
from flopwatch.domain.unknown import Unknown
from flopwatch.imputation.document_001 import (
    EACH_ALONE,
    CurveReading,
    Scored,
    efficient_models,
    impute_by_recipe,
    mean_factors,
    recipe_curves,
)
from flopwatch.imputation.ensemble import build_imputer, folds, impute, method_result, refuse_leaks, why_at_least
from flopwatch.imputation.hierarchical import EffectiveCompute, fit
from flopwatch.imputation.sigmoids import Curve, fit_curve
from flopwatch.imputation.training_set import ScoredModel, gather, is_reasoning, model_key
from flopwatch.statistics.lognormal import LogNormal


@pytest.fixture(scope="module")
def truth() -> list[ScoredModel]:
    return made(60)


@pytest.fixture(scope="module")
def imputer(truth):
    return build_imputer(truth[3:], CHANCE)


def test_a_curve_is_recovered_from_its_own_points():
    x = np.linspace(21, 26, 12)
    found = fit_curve(x, 0.25 + 0.75 / (1 + np.exp(-0.9 * (x - 23.7))), 0.25)
    assert found.steepness == pytest.approx(0.9, rel=1e-3)
    assert found.middle == pytest.approx(23.7, abs=1e-3)


def test_one_compute_determines_no_curve():
    with pytest.raises(ValueError, match="do not determine a curve"):
        fit_curve(np.array([24.0, 24.0]), np.array([0.4, 0.5]), 0.0)


@given(st.floats(0.2, 4), st.floats(20, 27), st.floats(0, 0.5), st.floats(0.01, 0.98), st.floats(0.01, 0.98))
def test_a_higher_score_never_implies_less_compute(steep, middle, chance, low, high):
    curve = Curve(chance, steep, middle, 9)
    low, high = sorted((chance + (1 - chance) * low, chance + (1 - chance) * high))
    if (a := curve.implied(low)) is not None and (b := curve.implied(high)) is not None:
        assert a <= b


def test_the_mean_factor_of_the_printed_rows_is_2_22_and_geometrically_1_97():
    arithmetic, geometric = mean_factors([(true, printed) for _, _, true, printed in PRINTED])
    assert (round(arithmetic, 2), round(geometric, 2)) == (2.22, 1.97)


def test_without_the_llama_3_family_the_recipe_is_undefined():
    models = [Scored(f"x{k}", 22.0 + k, {"mmlu": 0.3 + 0.1 * k}) for k in range(5)]
    found = impute_by_recipe(Scored("t", None, {"mmlu": 0.5}), models, {"mmlu": 0.25})
    assert isinstance(found, Unknown)
    assert "Llama-3" in found.reason


@pytest.mark.shared
def test_document_001_s_first_row_is_met_by_its_recipe_and_not_by_benchmarks_each_alone(shared):
    file = shared / "data/epoch-benchmarks-2024-10/benchmarks_with_model_accessibility.csv"
    held = held_out_models(read_evidence(curated_folder(), [file], []))
    rows = {(one.held_out, one.model): one for one in held}
    first = rows["DeepSeek-v2", "DeepSeek-V2"]
    assert first.fitted_flop == pytest.approx(4.6e24, rel=0.05)
    assert first.computed_flop == pytest.approx(2.1e24, rel=0.05)
    assert rows["Qwen-2.5 72B", "Qwen2.5-72B"].note == "the table has no scores of it"
    means, _ = mean_factors_of(held)
    assert means.printed_factor == pytest.approx(2.22, abs=0.005)
    assert means.fitted_factor == pytest.approx(3.18, abs=0.01)
    assert means.computed_factor == pytest.approx(2.41, abs=0.01)


def on_a_line(name: str, log_compute: float, **above: float) -> Scored:
    """A model on a curve of steepness 1 around 1e24 FLOP for each benchmark, moved by so many decades."""
    return Scored(
        name,
        log_compute,
        {b.replace("_", "/"): 1 / (1 + math.exp(24 - log_compute - off)) for b, off in above.items()},
    )


def test_a_model_is_efficient_or_not_on_all_its_benchmarks():
    family = [
        on_a_line(f"Llama 3 {size}", at, mmlu_h=0, bbh_h=0)
        for size, at in (("8B", 23.8), ("70B", 24.8), ("405B", 25.6))
    ]
    above = on_a_line("better", 24.2, mmlu_h=0.3, bbh_h=-0.3)
    below = on_a_line("worse", 24.2, mmlu_h=-0.3, bbh_h=0.3)
    chance = {"mmlu/h": 0.0, "bbh/h": 0.0}
    models = [*family, above, below]
    assert efficient_models(models, chance, ["mmlu/h"]) == {"better", *(one.name for one in family)}
    assert recipe_curves(models, chance)["bbh/h"].n == 5  # with the foot; `better` stays where it is worse
    alone = recipe_curves(models, chance, EACH_ALONE)
    assert (alone["mmlu/h"].n, alone["bbh/h"].n) == (4, 4)
    together = recipe_curves(models, chance, CurveReading(anchored=False))
    assert alone["bbh/h"].middle < together["bbh/h"].middle


def test_one_compute_of_the_family_judges_nobody():
    models = [
        on_a_line("Llama 3 8B", 23.8, mmlu_h=0),
        on_a_line("Llama 3.1 8B", 23.8, mmlu_h=0),
        on_a_line("x", 24.0, mmlu_h=1),
    ]
    assert efficient_models(models, {"mmlu/h": 0.0}, ["mmlu/h"]) == frozenset()


@pytest.mark.matrix
def test_synthetic_compute_is_recovered_within_its_interval():
    off, inside = [], []
    for train, test in folds(made(66), 2, by_family=True):
        imputer = build_imputer(train, CHANCE)
        for model in test:
            found = impute(model, imputer, with_parameters=False)
            assert not isinstance(found, Unknown)
            low, high = found.compute_flop.interval()
            off.append(abs(found.guess.log_compute - model.log_compute))
            inside.append(low <= 10**model.log_compute <= high)
    assert np.mean(off) < math.log10(2.2)
    assert 0.80 <= np.mean(inside) <= 0.98


def test_growth_of_efficiency_is_recovered(truth):
    assert fit(truth, CHANCE).growth[0] == pytest.approx(0.5, abs=0.15)


def test_a_model_s_own_compute_does_not_move_its_estimate(truth, imputer):
    target = truth[0]
    values = {
        impute(dataclasses.replace(target, log_compute=c), imputer).compute_flop.median for c in (None, 20.0, 27.0)
    }
    assert len(values) == 1


def test_an_imputer_that_saw_the_model_is_refused(imputer):
    with pytest.raises(ValueError, match="tested and trained on"):
        impute(imputer.truth[0], imputer)


def test_a_fold_that_sees_its_own_model_or_family_is_caught(truth):
    train, test = next(folds(truth, 5, by_family=True))
    refuse_leaks(train, test, by_family=True)
    with pytest.raises(ValueError, match=r"m\d+ 0"):
        refuse_leaks([*train, test[0]], test, by_family=True)
    sibling = dataclasses.replace(test[0], key="another")
    with pytest.raises(ValueError, match="fam"):
        refuse_leaks([*train, sibling], test, by_family=True)


def test_a_seeded_leak_would_show_as_an_error_too_small(truth):
    """The guard is needed: a fit that sees the model's family and compute errs less than one that does not."""
    honest, leaky = [], []
    everything = fit(truth, CHANCE)
    for train, test in folds(truth, 5, by_family=True):
        fitted = fit(train, CHANCE)
        for model in test:
            honest.append(abs(fitted.guess(model).log_compute - model.log_compute))
            leaky.append(abs(everything.guess(model).log_compute - model.log_compute))
    assert np.mean(leaky) < np.mean(honest)


def test_an_unseen_family_label_does_not_pick_an_effect(truth, imputer):
    target = truth[0]
    other = dataclasses.replace(target, family="never seen")
    assert impute(target, imputer).compute_flop == impute(other, imputer).compute_flop


@given(st.integers(0, 5), st.floats(0.001, 0.3))
def test_a_higher_score_gives_no_less_compute(which, more):
    model = made(9, seed=3)[0]
    key = (f"b{which}", "h")
    raised = dataclasses.replace(model, scores={**model.scores, key: min(model.scores[key] + more, 1.0)})
    assert fitted().guess(raised).log_compute >= fitted().guess(model).log_compute - 1e-9


@functools.cache
def fitted() -> EffectiveCompute:
    return fit(made(60, seed=11), CHANCE)


@pytest.mark.matrix
def test_a_fit_leaves_the_algebra_s_threads_as_they_were(truth):
    from threadpoolctl import threadpool_info

    before = [(one["prefix"], one["num_threads"]) for one in threadpool_info()]
    build_imputer(truth[:30], CHANCE)
    assert [(one["prefix"], one["num_threads"]) for one in threadpool_info()] == before


def test_models_without_kin_and_without_labels_are_fitted_like_any(truth):
    """The covariance falls into islands: one model each here, and one island of all where every model has one
    organisation.
    """
    nobody = [dataclasses.replace(m, organization="", family=f"f{k}") for k, m in enumerate(truth)]
    one_house = [dataclasses.replace(m, organization="one") for m in truth]
    for models in (nobody, one_house):
        assert fit(models, CHANCE).growth[0] == pytest.approx(0.5, abs=0.3)
    assert fit(nobody, CHANCE).organizations == {}


def test_the_order_of_models_changes_nothing(truth):
    shuffled = truth[:]
    random.Random(1).shuffle(shuffled)
    assert fit(shuffled, CHANCE) == fit(truth, CHANCE)


def test_a_duplicated_benchmark_does_not_narrow(truth):
    twice = [
        dataclasses.replace(m, scores={**m.scores, **{(b, "h2"): v for (b, _), v in m.scores.items()}}) for m in truth
    ]
    fitted = fit(twice[3:], CHANCE)
    one = dataclasses.replace(twice[0], scores=truth[0].scores)
    once, both = fitted.guess(one), fitted.guess(twice[0])
    assert both.sd >= once.sd * 0.999
    assert both.log_compute == pytest.approx(once.log_compute, abs=0.01)


def test_two_benchmarks_are_too_few(truth, imputer):
    few = dataclasses.replace(truth[0], scores=dict(list(truth[0].scores.items())[:2]))
    found = impute(few, imputer)
    assert isinstance(found, Unknown)
    assert "2 benchmarks with a curve" in found.reason


@pytest.mark.parametrize("name", ["o1-mini", "DeepSeek-R1-Distill-Llama-70B", "Qwen3-32B", "phi-4"])
def test_reasoning_and_distilled_models_are_not_imputed(truth, imputer, name):
    found = impute(dataclasses.replace(truth[0], name=name), imputer)
    assert isinstance(found, Unknown)
    assert found.reason


@pytest.mark.matrix
def test_far_beyond_all_known_compute_there_is_only_a_lower_bound(truth):
    small = [m for m in truth if m.log_compute < 23.5]
    imputer = build_imputer(small, CHANCE)
    perfect = ScoredModel("new 1", "new", "new", "", 0.0, None, 14.0, {(f"b{k}", "h"): 1.0 for k in range(6)})
    assert impute(perfect, imputer).is_lower_bound
    assert "fewer than 10 models of known compute lie above" in why_at_least(imputer.dense_until)


def test_the_result_is_one_more_method_for_combine(truth, imputer):
    found = method_result(impute(truth[0], imputer), imputer)
    assert found.method == "imputed"
    assert isinstance(found.compute_flop, LogNormal)
    assert found.compute_flop.factor > 1.2


def test_circular_and_derived_compute_is_no_truth():
    scores = [Score(name, "b0", "h", 0.5) for name in ("A 7B", "Vicuna 13B", "C 7B", "D 7B")]
    stated = [
        StatedCompute("A 7B", 1e25, confidence="Likely", method="Benchmarks", date="2024-01-01"),
        StatedCompute("Vicuna 13B", 1e23, date="2024-01-01"),
        StatedCompute("C 7B", 1e23, confidence="Likely", base_model="D 7B", date="2024-01-01"),
        StatedCompute("D 7B", 1e23, confidence="Confident", date="2024-01-01"),
    ]
    models, excluded = gather(scores, stated, {})
    assert {m.name for m in models if m.log_compute is not None} == {"D 7B"}
    assert {one.name: one.rule for one in excluded} == {
        "A 7B": "circular",
        "Vicuna 13B": "tune",
        "C 7B": "base-left-out",
    }


def test_scores_of_a_thinking_setting_are_left_out_of_a_model_that_has_plain_ones():
    scores = [
        Score("A 3.7 Sonnet", "b0", "h", 0.5),
        Score("A 3.7 Sonnet_16K", "b0", "h", 0.9),
        Score("A 3.7 Sonnet_16K", "b1", "h", 0.9),
    ]
    stated = [StatedCompute("A 3.7 Sonnet", 1e25, confidence="Likely", date="2025-02-01")]
    models, _ = gather(scores, stated, {"A 3.7 Sonnet_16K": "A 3.7 Sonnet"})
    assert [dict(m.scores) for m in models] == [{("b0", "h"): 0.5}]


def test_a_label_of_distillation_takes_a_model_out_of_the_truth():
    scores, stated = (
        [Score("A 7B", "b0", "h", 0.5)],
        [StatedCompute("A 7B", 1e23, confidence="Likely", date="2024-01-01")],
    )
    models, excluded = gather(scores, stated, {"a-7b-it": "A 7B"}, {"a-7b-it": "labels.csv, row 2"})
    assert models[0].log_compute is None
    assert models[0].distilled == "labels.csv, row 2"
    assert excluded[0].rule == "distilled"


def test_sizes_glued_to_their_unit_and_makers_of_a_family_are_read():
    assert model_key("bigscience/bloom-7b1")[1] == model_key("BLOOM-176B")[1]
    scores = [Score(name, "b0", "h", 0.5) for name in ("A 7B", "a-13b")]
    stated = [StatedCompute("A 7B", 1e23, organization="Meta AI", confidence="Likely", date="2024-01-01")]
    models, _ = gather(scores, stated, {})
    assert {m.organization for m in models} == {"meta"}  # the nameless size has its family's maker
    assert {m.years for m in models} == {models[0].years}  # and its release's date


def test_no_model_is_tested_twice_and_frozen_families_teach_nothing(truth):
    from flopwatch.imputation.cross_validation import _folds
    from flopwatch.imputation.held_out_families import is_frozen

    spread = [dataclasses.replace(m, years=-1.5 + 3.3 * k / len(truth)) for k, m in enumerate(truth)]
    for split in ("frozen", "family", "forward", "model"):
        pairs = list(_folds(spread, split))
        tested = [m.key for _, test in pairs for m in test]
        assert len(tested) == len(set(tested)), split
        assert tested, split
        if split == "forward":
            assert all(max(m.years for m in train) <= min(m.years for m in test) for train, test in pairs)
        if split == "frozen":
            assert not any(is_frozen(m.family) for train, _ in pairs for m in train)


def test_a_circular_figure_is_not_rescued_by_a_bare_one():
    scores = [Score("A 7B", "b0", "h", 0.5)]
    stated = [
        StatedCompute("A 7B", 1e25, confidence="Unknown", method="Benchmarks", date="2024-01-01"),
        StatedCompute("A 7B", 1e25, date="2024-01-01"),
    ]
    models, excluded = gather(scores, stated, {})
    assert models[0].log_compute is None
    assert excluded[0].rule == "circular"


def test_instruction_tuning_is_the_same_run_and_a_coder_is_not():
    assert model_key("Qwen/Qwen2-72B-Instruct") == model_key("Qwen2-72B")
    assert model_key("Qwen2.5-Coder-32B")[0] != model_key("Qwen2.5-32B")[0]
    assert is_reasoning("Claude 3.7 Sonnet_64K")
    assert not is_reasoning("GPT-4o")
