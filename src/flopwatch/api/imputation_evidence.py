"""Inputs of an imputation: scores and compute, from the census or from files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flopwatch.api.lookups import find
from flopwatch.census import Census
from flopwatch.domain import Benchmark, NotFound, near
from flopwatch.estimation import Estimate
from flopwatch.imputation import FEWEST_BENCHMARKS, Excluded, ScoredModel, gather, model_key, models_of
from flopwatch.sources import (
    ScoreReading,
    fetch,
    is_labels,
    load_benchmarks,
    merge,
    read_epoch_compute,
    read_labels,
    read_scores,
    read_versions,
)


@dataclass(frozen=True)
class ImputationData:
    """The inputs of an imputation, from the census or from files.

    Args:
        benchmarks: The known benchmarks.
        models: Every dated model with scores, with its compute if it may be in the training set.
        excluded: Models excluded from the training set, each with the rule and the reason.
        find: Returns the model of a name; NotFound lists the nearest.
        recorded_flop: Any recorded compute of a model, by its key, reliable or not; for comparison only, never for
            training.
        reading: The contents of the files; empty for the census.
        files: The files, in the order given.
    """

    benchmarks: tuple[Benchmark, ...]
    models: list[ScoredModel]
    excluded: list[Excluded]
    find: Callable[[str], ScoredModel]
    recorded_flop: Mapping[str, float]
    reading: ScoreReading
    files: tuple[Path, ...] = ()

    @property
    def chance(self) -> dict[str, float]:
        """The chance floor of each benchmark, as a fraction."""
        return {one.id: float(one.chance) for one in self.benchmarks}

    def truth(self) -> list[ScoredModel]:
        """Return the models of known compute with scores on enough benchmarks."""
        return [
            m for m in self.models if m.log_compute is not None and len({b for b, _ in m.scores}) >= FEWEST_BENCHMARKS
        ]


def read_evidence(data: Path, scores: Sequence[Path], epoch: Sequence[Path]) -> ImputationData:
    """Read tables of scores (including the hub's model_versions.csv) and Epoch's tables of models.

    Raises:
        BadInput: If a file is none of these, or too little is known for training; the message says which.
    """
    benchmarks = load_benchmarks(data)
    readings = []
    for path in scores:
        raw = bytes_of(path)
        head = raw[:2000].decode("utf-8", "replace").split("\n", 1)[0]
        if "Version release date" in head:
            readings.append(read_versions(raw, path.name))
        elif is_labels(head):
            readings.append(read_labels(raw, path.name, benchmarks))
        else:
            readings.append(read_scores(raw, path.name, benchmarks))
    for path in epoch:
        readings.append(read_epoch_compute(bytes_of(path), path.name))
    reading = merge(readings)
    taught = {name: f"{where.file}, {where.row}" for name, where in reading.distilled.items()}
    models, excluded = gather(reading.scores, reading.computes, reading.names, taught)
    by_key = {model.key: model for model in models}

    def find_model(name: str) -> ScoredModel:
        return _find(name, by_key, reading)

    recorded = {model.key: 10**model.log_compute for model in models if model.log_compute is not None}
    return ImputationData(benchmarks, models, excluded, find_model, recorded, reading, (*scores, *epoch))


def _find(name: str, by_key: Mapping[str, ScoredModel], reading: ScoreReading) -> ScoredModel:
    key = key_of(name, reading)
    if key in by_key:
        return by_key[key]
    if any(key_of(one.model, reading) == key for one in reading.scores):
        raise NotFound(
            f"{name!r} has scores in these files, but no date: efficiency grows with it. Add a table that dates it, "
            "as --scores model_versions.csv or --epoch."
        )
    close = near(key, by_key)
    hint = f"Nearest: {', '.join(close)}." if close else "Add a table that has scores of it."
    raise NotFound(f"no model {name!r} has a score in these files. {hint}", nearest=close)


def key_of(name: str, reading: ScoreReading) -> str:
    """Return the key of a model's name, resolving the aliases in the files."""
    return model_key(reading.names.get(name, name))[0]


def census_evidence(census: Census) -> ImputationData:
    """Return the scores and the compute of a census's own records.

    Figures that were themselves imputed are not ground truth (`models_of`).
    """
    chance = {one.id: float(one.chance) for one in census.benchmarks}
    truth, others, excluded = models_of(census.records, census.estimates, chance)
    by_id = {model.key: model for model in (*truth, *others)}

    def find_model(name: str) -> ScoredModel:
        record = find(census, name)
        if record.id not in by_id:
            raise NotFound(
                f"the census has no {'score' if record.value('published') else 'date'} of {record.name} "
                f"({record.id}), so there is "
                "nothing to impute from. Give tables of scores: --scores FILE --epoch FILE."
            )
        return by_id[record.id]

    recorded = {
        key: made[0]
        for key, one in census.estimates.items()
        if isinstance(one, Estimate) and (made := [m.compute_flop.median for m in one.methods if m.method != "imputed"])
    }
    return ImputationData(census.benchmarks, [*truth, *others], excluded, find_model, recorded, ScoreReading())


def bytes_of(path: Path) -> bytes:
    """Read a file's bytes, or raise BadInput if it cannot be read."""
    return fetch(str(path))
