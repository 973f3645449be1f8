"""The curve of each benchmark: its score by compute, fitted on the census's models of known compute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flopwatch.domain import Benchmark, Unknown, exact
from flopwatch.estimation import Estimate
from flopwatch.imputation.document_001 import Scored, curves_of
from flopwatch.imputation.from_records import models_of
from flopwatch.imputation.sigmoids import COARSE, Curve
from flopwatch.records import Record


@dataclass(frozen=True)
class FittedModel:
    """One model on a curve: its id, its compute as log10 FLOP, and its score in [0, 1]."""

    key: str
    log_compute: float
    score: float


@dataclass(frozen=True)
class BenchmarkCurve:
    """One benchmark under one harness: its fitted curve, and the models that determine it, by compute.

    Args:
        benchmark: Id of the benchmark.
        harness: The program that ran it.
        curve: The fit, anchored at chance; its `n` counts the anchor too.
        models: The models.
    """

    benchmark: str
    harness: str
    curve: Curve
    models: tuple[FittedModel, ...]


def fit_benchmark_curves(
    records: Mapping[str, Record], estimates: Mapping[str, Estimate | Unknown], benchmarks: Sequence[Benchmark]
) -> tuple[BenchmarkCurve, ...]:
    """Fit score = chance + (1 - chance) · σ(steepness · (log10 FLOP - middle)) for each benchmark and harness.

    Args:
        records: Every record by id.
        estimates: Estimates of training compute, in FLOP; imputed ones are not used.
        benchmarks: The benchmarks, with their chance floors.

    Returns:
        The curves of benchmarks with scores of four models or more, the one with the most models first.
    """
    chance = {one.id: float(exact(one.chance)) for one in benchmarks}
    truth, _, _ = models_of(records, estimates, chance)
    scored = [Scored(m.key, m.log_compute, {f"{b}/{h}": v for (b, h), v in m.scores.items()}) for m in truth]
    floors = {f"{b}/{h}": chance[b] for m in truth for b, h in m.scores}
    points: dict[str, list[FittedModel]] = {}
    for one in scored:
        if one.log_compute is None:
            continue
        for key, score in one.scores.items():
            points.setdefault(key, []).append(FittedModel(one.name, one.log_compute, score))
    found = []
    for key, curve in curves_of(scored, floors, zooms=COARSE).items():
        benchmark, _, harness = key.partition("/")
        models = sorted(points[key], key=lambda one: (one.log_compute, one.key))
        found.append(BenchmarkCurve(benchmark, harness, curve, tuple(models)))
    return tuple(sorted(found, key=lambda one: (-len(one.models), f"{one.benchmark}-{one.harness}")))
