"""From the census's records to imputed figures and back: nothing imputed teaches, nothing seen is imputed."""

from __future__ import annotations

import dataclasses
import hashlib
import zlib

import msgspec
import pytest
from helpers.made_models import CHANCE, made
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.catalogue import Catalogue
from flopwatch.domain.benchmarks import Benchmark
from flopwatch.domain.claims import Claim
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.estimate import estimate_models
from flopwatch.estimation.results import Estimate
from flopwatch.imputation.base_learners import fit_capability
from flopwatch.imputation.benchmark_curves import fit_benchmark_curves
from flopwatch.imputation.calibration import (
    HeldOut,
    Residual,
    band_quantile,
    blend,
    by_nearness,
    interval,
    residuals_of,
    weighted_quantile,
    weights_of,
)
from flopwatch.imputation.ensemble import build_imputer, folds, impute
from flopwatch.imputation.from_records import impute_models, models_of
from flopwatch.imputation.held_out_families import cut, is_frozen
from flopwatch.imputation.sigmoids import Curve
from flopwatch.ledger.result_cache import memory
from flopwatch.records.results import FieldKey, FieldValue, Record
from flopwatch.statistics.lognormal import LogNormal

BENCHMARKS = tuple(Benchmark(id=name, name=name, chance=str(floor), why="") for name, floor in CHANCE.items())


def _record(model, *, compute: float | None, method: str = "", confidence: str = "Confident") -> Record:
    claims: dict[str, Claim] = {}
    fields: dict[str, FieldValue] = {}

    def state(name: str, value: str, *, unit: str = "", part: str = "", **qualifiers: str) -> None:
        key = f"{model.key}-{name}-{part}"
        claims[key] = Claim(
            subject=model.name,
            field=name,
            value=value,
            unit=unit,
            source="s",
            locator="l",
            as_written=value,
            qualifiers=qualifiers,
        )
        full = FieldKey(name, part)
        fields[full.label] = FieldValue(full, (value,), unit, "=", "", "", (key,))

    state("published", f"{int(model.years + 2023.5)}-06-15")
    state("developer", model.organization)
    state("domain", "language")
    if compute is not None:
        state("training_compute", f"{compute:.6e}".replace("e+", "e"), unit="FLOP", confidence=confidence)
    if method:
        state("training_compute_method", method)
    for (benchmark, harness), value in model.scores.items():
        state(
            "benchmark_score",
            f"{value:.6f}",
            unit="fraction",
            part=f"{benchmark}, {harness}",
            benchmark=benchmark,
            harness=harness,
        )
    return Record(model.key, "model", model.name, (), fields, {}, claims)


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    """Sixty models of known compute; two that disclose nothing; one whose stated compute was imputed by its source."""
    models = made(66, seed=5)
    out = {m.key: _record(m, compute=10**m.log_compute) for m in models[:60]}
    for hidden in models[60:62]:
        out[hidden.key] = _record(hidden, compute=None)
    circular = models[63]
    out[circular.key] = _record(circular, compute=10**circular.log_compute, method="imputed", confidence="Speculative")
    return out


@pytest.fixture(scope="module")
def first(records):
    return estimate_models(records, Catalogue())


@pytest.fixture(scope="module")
def imputed(records, first):
    return impute_models(records, first, BENCHMARKS)


def test_whoever_discloses_nothing_gets_an_interval_that_holds_the_truth(records, first, imputed):
    models = {m.key: m for m in made(66, seed=5)}
    hidden = [key for key in records if isinstance(first[key], Unknown)]
    assert len(hidden) == 2
    for key in hidden:
        low, high = imputed[key].compute_flop.interval()
        assert low <= 10 ** models[key].log_compute <= high
        assert len(imputed[key].inputs[0].claims) == len(models[key].scores)
        assert set(imputed[key].inputs[0].claims) <= set(records[key].claims)


def test_the_second_pass_changes_only_what_was_imputed(records, first, imputed):
    second = estimate_models(records, Catalogue(), imputed, first)
    assert second == estimate_models(records, Catalogue(), imputed)
    changed = {key for key in records if second[key] != first[key]}
    assert changed == set(imputed)


def test_known_compute_is_not_imputed(records, imputed):
    truth, targets, _ = models_of(records, estimate_models(records, Catalogue()), CHANCE)
    assert not {m.key for m in truth} & set(imputed)
    assert {m.key for m in targets} >= set(imputed)


def test_nothing_imputed_is_ever_truth(records, first, imputed):
    """The lineage of every truth is walked: neither its methods nor the claims they rest on are imputed."""
    second = estimate_models(records, Catalogue(), imputed, first)
    for estimates in (first, second):
        truth, _, excluded = models_of(records, estimates, CHANCE)
        assert len(truth) == 60
        for model in truth:
            record, estimate = records[model.key], estimates[model.key]
            assert isinstance(estimate, Estimate)
            assert "imputed" not in {one.method for one in estimate.methods}
            rested = {key for one in estimate.methods for used in one.inputs for key in used.claims}
            assert all(record.claims[key].field != "benchmark_score" for key in rested)
            assert "imputed" not in record.values("training_compute_method")
    assert any(one.rule == "circular" for one in excluded)


def test_a_seeded_lineage_leak_is_caught(records, first, imputed):
    """An imputed figure passed off as a reported estimate is still no truth: its method gives it away."""
    key = next(iter(imputed))
    leaked = dataclasses.replace(
        next(e for e in first.values() if isinstance(e, Estimate)), methods=(imputed[key],), doubted=""
    )
    truth, _, excluded = models_of(records, {**first, key: leaked}, CHANCE)
    assert key not in {m.key for m in truth}
    assert records[key].name in {one.name for one in excluded if one.rule == "circular"}


@pytest.mark.parametrize("method", ["imputed", "relative", "cost", "third-party", "other"])
def test_a_source_that_is_sure_of_a_circular_figure_makes_no_truth_of_it(method):
    model = made(9, seed=5)[0]
    record = _record(model, compute=10**model.log_compute, method=method, confidence="Confident")
    plain = _record(model, compute=10**model.log_compute, confidence="Confident")
    for one, taught in ((record, []), (plain, [model.key])):
        estimates = estimate_models({model.key: one}, Catalogue())
        truth, _, excluded = models_of({model.key: one}, estimates, CHANCE)
        assert [m.key for m in truth] == taught
        assert [e.rule for e in excluded] == ([] if taught else ["circular"])


@pytest.mark.matrix
def test_what_is_remembered_is_what_would_be_made(records, first, imputed, tmp_path):
    remember = memory(tmp_path / "ledger.sqlite")
    assert impute_models(records, first, BENCHMARKS, remember) == imputed
    (kept,) = (tmp_path / "memory").iterdir()
    assert set(msgspec.json.decode(zlib.decompress(kept.read_bytes()[64:]))) == set(imputed)  # sealed by its hash

    def refuse(kind, key, make):
        return remember(kind, key, lambda: pytest.fail("made again"))

    assert impute_models(records, first, BENCHMARKS, refuse) == imputed
    kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    assert remember(*kept.name.split("-"), lambda: b"made anew") == b"made anew"  # damaged: not believed


def test_one_changed_score_is_another_memory(records, first, tmp_path):
    asked: list[str] = []

    def note(kind, key, make):
        asked.append(key)
        return b"{}"

    impute_models(records, first, BENCHMARKS, note)
    key, record = next(iter(records.items()))
    name, value = next((n, v) for n, v in record.fields.items() if v.field == "benchmark_score")
    other = dataclasses.replace(
        record, fields={**record.fields, name: msgspec.structs.replace(value, values=("0.123",))}
    )
    impute_models({**records, key: other}, first, BENCHMARKS, note)
    assert len(set(asked)) == 2


def test_too_few_truths_impute_nothing(records, first):
    few = dict(list(records.items())[45:])
    assert impute_models(few, {key: first[key] for key in few}, BENCHMARKS) == {}


def test_a_memory_refuses_what_is_no_hash(tmp_path):
    with pytest.raises(ValueError, match="sha256"):
        memory(tmp_path / "l")("imputed", "../../etc/passwd", lambda: b"")


@pytest.fixture(scope="module")
def imputer():
    return build_imputer(made(45)[3:], CHANCE)


def test_a_model_labelled_as_distilled_is_not_imputed(imputer):
    found = impute(dataclasses.replace(made(45)[0], distilled="labels.csv, row 7"), imputer)
    assert isinstance(found, Unknown)
    assert "labels.csv, row 7" in found.reason


def test_a_score_by_another_harness_is_held_against_no_curve(imputer):
    model = made(45)[0]
    elsewhere = dataclasses.replace(model, scores={(b, "other"): v for (b, _), v in model.scores.items()})
    found = impute(elsewhere, imputer)
    assert isinstance(found, Unknown)
    assert "0 benchmarks with a curve" in found.reason


# calibration


def _residuals(count: int, *, band: int, off: float) -> list[Residual]:
    return [Residual(False, False, band, off * (k + 1) / count) for k in range(count)]


def test_a_band_with_many_residuals_takes_its_own_quantile_and_one_with_few_the_field_s():
    many = by_nearness([*_residuals(200, band=0, off=1.0), *_residuals(200, band=2, off=3.0)], None)
    assert band_quantile(many, 0) == pytest.approx(0.9, abs=0.25)
    assert band_quantile(many, 2) == pytest.approx(2.7, abs=0.1)
    few = by_nearness([*_residuals(200, band=0, off=1.0), *_residuals(1, band=2, off=3.0)], None)
    assert band_quantile(few, 2) < 1.5


def test_for_a_model_newer_than_all_truth_recent_residuals_count_more():
    old = [dataclasses.replace(one, years=-3.0) for one in _residuals(200, band=0, off=1.0)]
    recent = [dataclasses.replace(one, years=1.0) for one in _residuals(60, band=0, off=3.0)]
    alike = interval(22.0, 0.1, (False, False), [*old, *recent])
    newer = interval(22.0, 0.1, (False, False), [*old, *recent], 1.5)
    assert newer[1] - newer[0] > alike[1] - alike[0]
    assert interval(22.0, 0.1, (False, False), recent, 1.5)[:2] == interval(22.0, 0.1, (False, False), recent)[:2]


def test_only_a_model_newer_than_all_truth_is_weighed_by_date(imputer):
    model = made(45)[0]
    within = dataclasses.replace(model, years=imputer.latest)
    beyond = dataclasses.replace(model, years=imputer.latest + 0.01)
    spread = [
        dataclasses.replace(one, times_sd=0.1 if one.years < imputer.latest - 1 else 9.0, years=one.years)
        for one in imputer.residuals
    ]
    drifting = dataclasses.replace(imputer, residuals=tuple(spread))
    widths = [impute(one, drifting, with_parameters=False).compute_flop.factor for one in (within, beyond)]
    assert widths[1] > widths[0]


def test_an_interval_reaches_farther_into_a_band_whose_models_come_out_low():
    residuals = [
        *_residuals(200, band=0, off=1.0),
        *_residuals(200, band=1, off=1.0),
        *_residuals(200, band=2, off=3.0),
    ]
    low, high, regime = interval(23.8, 0.5, (False, False), residuals)
    assert 23.8 - low == pytest.approx(0.5, abs=0.12)
    assert high - 23.8 > 1.0
    assert "family unknown" in regime


def test_each_band_of_truth_is_covered_by_itself():
    """Large models come out low by half a decade; a quantile of all together would miss a third of them."""
    import numpy as np

    rng = np.random.default_rng(3)
    truth = np.concatenate([rng.uniform(21, 23, 400), rng.uniform(24, 26, 60)])
    said = truth + np.where(truth > 24, -0.7, 0.0) + rng.normal(0, 0.4, truth.size)
    residuals = [
        Residual(False, False, 0 if t < 23 else 2, abs(s - t)) for t, s in zip(truth[::2], said[::2], strict=True)
    ]
    held = [
        (t, *interval(float(s), 1.0, (False, False), residuals)[:2])
        for t, s in zip(truth[1::2], said[1::2], strict=True)
    ]
    large = [low <= t <= high for t, low, high in held if t > 24]
    small = [low <= t <= high for t, low, high in held if t < 23]
    assert np.mean(large) >= 0.8
    assert 0.85 <= np.mean(small) <= 0.97


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60), st.floats(0.1, 0.9), st.floats(0, 0.09))
def test_a_higher_level_never_gives_a_smaller_quantile(values, level, more):
    weighted = [(value, 1.0) for value in values]
    assert weighted_quantile(weighted, level) <= weighted_quantile(weighted, level + more)
    assert weighted_quantile(weighted, level) in values


@given(st.dictionaries(st.sampled_from("abcd"), st.floats(20, 26), min_size=1))
def test_a_blend_lies_within_what_its_members_say(said):
    value = blend(said, {"a": 0.7, "b": 0.3})
    assert min(said.values()) - 1e-9 <= value <= max(said.values()) + 1e-9


def test_a_residual_is_measured_with_weights_that_its_own_fold_had_no_say_in():
    """In each fold the other member is right: weights that saw the fold would hide how far off it was."""
    held = [
        HeldOut(False, False, fold, 1.0, {"a": 24.0 + fold, "b": 25.0 - fold}, 24.0)
        for fold in (0, 1)
        for _ in range(30)
    ]
    together = weights_of(held)
    assert together["a"] == pytest.approx(0.5)
    assert min(one.times_sd for one in residuals_of(held)) > 0.8  # half a decade with weights from both folds


def test_capability_is_found_without_a_look_at_compute():
    models = made(30, seed=4)
    blind = [dataclasses.replace(m, log_compute=20.0 + (k % 5)) for k, m in enumerate(models)]
    assert fit_capability(models, CHANCE) == fit_capability(blind, CHANCE)


@pytest.mark.matrix
def test_intervals_see_only_the_training_models():
    """Nested: an imputer built without a model has the same residuals whatever that model's compute is."""
    truth = made(30)
    train, test = next(folds(truth, 5, by_family=True))
    before = build_imputer(train, CHANCE).residuals
    moved = [dataclasses.replace(m, log_compute=m.log_compute + 3) if m in test else m for m in truth]
    again, _ = next(folds(moved, 5, by_family=True))
    assert build_imputer(again, CHANCE).residuals == before


def test_the_frozen_split_follows_from_names_alone():
    models = made()
    train, frozen = cut(models)
    assert not {m.family for m in train} & {m.family for m in frozen}
    assert {is_frozen(m.family) for m in train} == {False}
    for model in frozen:
        assert hashlib.sha256(model.family.encode()).digest()[0] < 51
    other = [dataclasses.replace(m, log_compute=20.0, scores={}, years=0.0) for m in models]
    assert [m.key for m in cut(other)[1]] == [m.key for m in frozen]


def test_an_imputed_figure_far_from_counted_ones_puts_them_in_no_doubt(records, first):
    from flopwatch.estimation.combination import combine
    from flopwatch.estimation.results import MethodResult
    from flopwatch.estimation.run_facts import facts_of

    record = next(iter(records.values()))
    counted = MethodResult("operations", LogNormal.from_factor(median=1e24, factor=2), "6 × N × D", ())
    far = MethodResult("imputed", LogNormal.from_factor(median=1e25, factor=6), "imputed", ())
    facts = msgspec.structs.replace(facts_of(record), compute=None)
    found = combine(facts, [counted, far], [], [])
    assert isinstance(found, Estimate)
    assert not found.doubted
    assert found.compute_flop.median == pytest.approx(1e24)
    assert "shown, not combined" in found.rule
    assert found.agreement == 1.0


def test_scores_on_a_known_sigmoid_give_the_curve_back_with_its_models_by_compute() -> None:
    name = next(iter(CHANCE))
    wanted = Curve(CHANCE[name], 1.1, 23.5, 0)
    models = [
        dataclasses.replace(m, scores={(name, "h"): wanted.score(m.log_compute or 0.0)}) for m in made(24, seed=5)
    ]
    records = {m.key: _record(m, compute=10**m.log_compute) for m in models}
    (found,) = fit_benchmark_curves(records, estimate_models(records, Catalogue()), BENCHMARKS)
    assert (found.benchmark, found.harness, found.curve.n) == (name, "h", len(models) + 1)  # with the anchor at chance
    assert [one.key for one in found.models] == [m.key for m in sorted(models, key=lambda m: (m.log_compute, m.key))]
    assert found.curve.middle == pytest.approx(23.5, abs=0.05)
    assert found.curve.steepness == pytest.approx(1.1, rel=0.05)
    few = dict(list(records.items())[:3])
    assert fit_benchmark_curves(few, estimate_models(few, Catalogue()), BENCHMARKS) == ()
