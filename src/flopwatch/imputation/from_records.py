"""Imputation for the census: its records as training set, and as models to impute where compute is not disclosed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence

import msgspec

from flopwatch.domain import Benchmark, Remember, Unknown, digits, exact, forget
from flopwatch.estimation import AtLeast, Doubted, Estimate, Input, MethodResult, facts_of
from flopwatch.imputation.ensemble import FEWEST_BENCHMARKS, Imputed, build_imputer, impute, method_result, why_at_least
from flopwatch.imputation.training_set import (
    SMALLEST,
    Excluded,
    ScoredModel,
    is_benchmark_tuned,
    is_distilled,
    is_reasoning,
    model_key,
    years_of,
)
from flopwatch.records import Record
from flopwatch.statistics import LogNormal

FIELD = "benchmark_score"
DISTILLED = "distilled"  # the flag of a model that learnt from a larger one
METHODS_OF_TRUTH = frozenset({"reported", "operations", "hardware"})
# Methods of a source's own figure that exclude it from the truth: from benchmarks, from other models, or from money.
CIRCULAR_WORDS = frozenset({"imputed", "relative", "cost", "third-party", "other"})
SURE = frozenset({"Confident", "Likely", "High-precision"})
# A count and a time that agree within this factor are truth whatever word their source has for it.
AGREEMENT = 3.0
FEWEST_TRUTHS = 20  # models; with fewer there are too few to hold out
VERSION = 4  # increment when the same records would give other figures: cached figures are then computed again


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """The cached result of one imputation; `why` says why only its lower end is published, or ""."""

    low: float
    high: float
    formula: str
    regime: str
    benchmarks: int
    with_parameters: bool
    why: str


def models_of(
    records: Mapping[str, Record], estimates: Mapping[str, Estimate | Unknown], chance: Mapping[str, float]
) -> tuple[list[ScoredModel], list[ScoredModel], list[Excluded]]:
    """Return (truth, models to impute, models with known compute excluded from the truth), from records with scores.

    Truth is compute of which a source is sure and that was counted, measured or reported by the model's developer. It
    is never a figure from benchmarks or from another model, nor a doubted one, nor that of a model built upon another.

    Args:
        records: Every record by id.
        estimates: Estimates by every method except this one.
        chance: Floor of each benchmark.
    """
    truth, targets, excluded = [], [], []
    for key, record in sorted(records.items()):
        if record.kind != "model":
            continue
        scores = scores_of(record, chance)
        if not scores or not record.value("published"):
            continue
        facts = facts_of(record)
        estimate = estimates.get(key)
        why = _why_no_truth(record, estimate, facts.confidence)
        size = facts.working_parameters
        model = ScoredModel(
            key,
            record.name,
            model_key(record.name)[1],
            _maker(record),
            years_of(record.value("published")),
            math.log10(estimate.compute_flop.median) if not why and isinstance(estimate, Estimate) else None,
            math.log10(size.value) if size is not None and size.value > 0 else None,
            scores,
            (),
            _taught(record),
        )
        if not why:
            truth.append(model)
            continue
        targets.append(model)
        if isinstance(estimate, Estimate):
            excluded.append(Excluded(record.name, *why))
    return truth, targets, excluded


def scores_of(record: Record, chance: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Return a record's scores by (benchmark, harness), on known benchmarks."""
    out = {}
    for value in record.fields.values():
        if value.field != FIELD or value.relation not in ("=", "≈"):
            continue
        about = record.claims[value.claims[0]].qualifiers
        if about.get("benchmark", "") in chance:
            out[about["benchmark"], about.get("harness", "")] = float(exact(value.value))
    return out


def impute_models(
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    benchmarks: Sequence[Benchmark],
    remember: Remember = forget,
) -> dict[str, MethodResult | AtLeast]:
    """Impute compute from benchmark scores for every model whose compute is not known for sure, by id.

    Where models of known compute are few, the result is the lower end alone.

    Args:
        records: Every record by id.
        estimates: Estimates by every method except this one, so that no imputed figure can become truth.
        benchmarks: The known benchmarks.
        remember: A cache: given a kind, a key and a function that makes bytes, returns the bytes cached under the key,
            or makes them. The key covers the whole input.
    """
    chance = {one.id: float(exact(one.chance)) for one in benchmarks}
    truth, targets, _ = models_of(records, estimates, chance)
    wanted = [m for m in targets if len({b for b, _ in m.scores}) >= FEWEST_BENCHMARKS]
    sound = [m for m in truth if len({b for b, _ in m.scores}) >= FEWEST_BENCHMARKS]
    if not wanted or len(sound) < FEWEST_TRUTHS:
        return {}
    stated = [VERSION, sorted(chance.items()), [_plain(m) for m in sound], [_plain(m) for m in wanted]]
    key = hashlib.sha256(msgspec.json.encode(stated)).hexdigest()
    made = msgspec.json.decode(remember("imputed", key, lambda: _impute(sound, wanted, chance)), type=dict[str, Figure])
    return {name: _result(records[name], figure) for name, figure in made.items()}


def _impute(truth: Sequence[ScoredModel], targets: Sequence[ScoredModel], chance: Mapping[str, float]) -> bytes:
    try:
        imputer = build_imputer(truth, chance)
    except ValueError:  # too few curves: no benchmark that enough models share
        return b"{}"
    out = {}
    for model in targets:
        found = impute(model, imputer)
        if isinstance(found, Imputed):
            low, high = found.compute_flop.interval()
            out[model.key] = Figure(
                low=low,
                high=high,
                formula=method_result(found, imputer).formula,
                regime=found.regime,
                benchmarks=len({b for b, _ in model.scores}),
                with_parameters=found.guess.with_parameters,
                why=why_at_least(imputer.dense_until) if found.is_lower_bound else "",
            )
    return msgspec.json.encode(out)


def _result(record: Record, figure: Figure) -> MethodResult | AtLeast:
    """Return the cached figure, or its lower end, with the claims it rests on."""
    value = LogNormal.from_interval(low=figure.low, high=figure.high)
    claims = tuple(
        value.claims[0] for name, value in sorted(record.fields.items()) if value.field == FIELD and value.claims
    )
    used = [Input("s", f"scores on {figure.benchmarks} benchmarks", value, "FLOP", claims, figure.regime)]
    size = facts_of(record).working_parameters
    if figure.with_parameters and size is not None:
        used.append(
            Input("N", "working parameters", LogNormal(median=size.value), "parameters", size.claims, weight=0.0)
        )
    found = MethodResult("imputed", value, figure.formula, tuple(used), ("speculative: imputed from scores",))
    if not figure.why:
        return found
    said = f"by its scores at least {digits(figure.low)} FLOP: {figure.why}"
    return AtLeast(said, "at-least", figure.low, figure.high, found)


def _plain(model: ScoredModel) -> list[object]:
    return [
        model.key,
        model.name,
        model.family,
        model.organization,
        model.years,
        model.log_compute,
        model.log_parameters,
        [[*key, value] for key, value in sorted(model.scores.items())],
    ]


def _maker(record: Record) -> str:
    return (record.values("developer") or ("",))[0].casefold()


def _taught(record: Record) -> str:
    """Return the place that says the model learnt from a larger one, or ""."""
    flagged = record.fields.get("flagged")
    found = (record.claims[key] for key in flagged.claims) if flagged else ()
    return next((f"{one.source}, {one.locator}" for one in found if one.value == DISTILLED), "")


def _why_no_truth(record: Record, estimate: Estimate | Unknown | None, confidence: str) -> tuple[str, str] | None:
    if isinstance(estimate, Doubted):
        return "doubted", "its compute is in doubt"
    if not isinstance(estimate, Estimate):
        return "unknown", "its compute is not known"
    by = {one.method for one in estimate.methods}
    if not by <= METHODS_OF_TRUTH or CIRCULAR_WORDS & set(record.values("training_compute_method")):
        return "circular", "its compute was derived from benchmarks, other models or money"
    counted_and_timed = {"operations", "hardware"} <= by and estimate.agreement <= AGREEMENT
    if confidence not in SURE and not counted_and_timed:
        return "unsure", "no source is sure of its compute"
    if record.values("base_model") or record.base:
        return "base-left-out", "it builds on another model"
    if is_reasoning(record.name):
        return "reasoning", "it was trained to reason, so its scores also depend on inference compute"
    if is_distilled(record.name) or _taught(record):
        return "distilled", "it was distilled, pruned or trained on another model's text"
    if is_benchmark_tuned(record.name):
        return "benchmark-tuned", "it was trained on the questions of benchmarks"
    if estimate.compute_flop.median < SMALLEST:
        return "too-small", "below 1e20 FLOP benchmarks are at chance"
    return None
