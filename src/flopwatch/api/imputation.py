"""The commands `impute` and `validate imputation`: the census's scores, or those of files, in; plain data out."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flopwatch.api.listing import find
from flopwatch.census import Census
from flopwatch.domain import BadInput, Benchmark, NotFound, Unknown
from flopwatch.estimation import Estimate
from flopwatch.imputation import (
    EACH_ALONE,
    FEWEST_BENCHMARKS,
    RECIPE,
    SPLITS,
    Excluded,
    Imputed,
    Scored,
    ScoredModel,
    build_imputer,
    gather,
    impute,
    impute_by_recipe,
    is_frozen,
    is_llama_3,
    mean_factors,
    model_key,
    models_of,
    regimes,
    table,
    trials,
)
from flopwatch.sources import (
    ScoreReading,
    is_labels,
    load_benchmarks,
    merge,
    read_epoch_compute,
    read_labels,
    read_scores,
    read_versions,
)

Row = dict[str, Any]
WORST = 12
# The held-out rows that document 001 prints: what was held out, the model, true and imputed FLOP.
PRINTED: tuple[tuple[str, str, float, float], ...] = (
    ("DeepSeek-v2", "DeepSeek-V2", 1.0e24, 4.6e24),
    ("Qwen-2", "Qwen2-72B", 3.0e24, 3.4e24),
    ("Qwen-2.5 72B", "Qwen2.5-72B", 7.9e24, 1.5e25),
    ("Llama-3 405B", "Llama 3.1 405B", 3.8e25, 2.6e25),
    ("Llama-3 family", "Llama 3 8B", 7.2e23, 3.5e23),
    ("Llama-3 family", "Llama 3 70B", 6.3e24, 2.0e25),
    ("Llama-3 family", "Llama 3.1 405B", 3.8e25, 4.6e25),
)


@dataclass(frozen=True)
class ImputationData:
    """Everything known for an imputation, from the census or from files.

    Args:
        benchmarks: Those that are known.
        models: Every dated model with scores, its compute where it may teach.
        excluded: Models that may not teach, each with the rule and the reason.
        find: The model that a name means; NotFound names the nearest.
        recorded_flop: What is recorded of a model's compute, sure or not, by its key; for showing beside, never for
            learning.
        reading: What the files gave; empty for the census.
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
        """The floor of each benchmark."""
        return {one.id: float(one.chance) for one in self.benchmarks}

    def truth(self) -> list[ScoredModel]:
        """The models of known compute with scores on enough benchmarks."""
        return [
            m for m in self.models if m.log_compute is not None and len({b for b, _ in m.scores}) >= FEWEST_BENCHMARKS
        ]


def read_evidence(data: Path, scores: Sequence[Path], epoch: Sequence[Path]) -> ImputationData:
    """Read tables of scores (and the hub's model_versions.csv among them) and Epoch's tables of models.

    Raises:
        BadInput: If a file is none of these, or too little is known to learn from; the message says which.
    """
    benchmarks = load_benchmarks(data)
    readings = []
    for path in scores:
        raw = _bytes(path)
        head = raw[:2000].decode("utf-8", "replace").split("\n", 1)[0]
        if "Version release date" in head:
            readings.append(read_versions(raw, path.name))
        elif is_labels(head):
            readings.append(read_labels(raw, path.name, benchmarks))
        else:
            readings.append(read_scores(raw, path.name, benchmarks))
    for path in epoch:
        readings.append(read_epoch_compute(_bytes(path), path.name))
    reading = merge(readings)
    models, excluded = gather(reading.scores, reading.computes, reading.names, reading.distilled)
    by_key = {model.key: model for model in models}

    def find_model(name: str) -> ScoredModel:
        return _find(name, by_key, reading)

    recorded = {model.key: 10**model.log_compute for model in models if model.log_compute is not None}
    return ImputationData(benchmarks, models, excluded, find_model, recorded, reading, (*scores, *epoch))


def _find(name: str, by_key: Mapping[str, ScoredModel], reading: ScoreReading) -> ScoredModel:
    key = _key(name, reading)
    if key in by_key:
        return by_key[key]
    if any(_key(one.model, reading) == key for one in reading.scores):
        raise NotFound(
            f"{name!r} has scores in these files, but no date: efficiency grows with it. Add a table that dates it, "
            "as --scores model_versions.csv or --epoch."
        )
    words = key.split()
    near = [other for other in by_key if words[0] in other.split()]
    near.sort(key=lambda other: (-len(set(words) & set(other.split())), other))
    hint = f"Nearest: {', '.join(near[:5])}." if near else "Add a table that has scores of it."
    raise NotFound(f"no model {name!r} has a score in these files. {hint}")


def _key(name: str, reading: ScoreReading) -> str:
    return model_key(reading.names.get(name, name))[0]


def census_evidence(census: Census) -> ImputationData:
    """The scores and the compute of a census's own records.

    Figures that were imputed before are no truth (`models_of`).
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


def impute_model(name: str, evidence: ImputationData) -> Row:
    """Impute one model; its own stated compute is held out, and shown beside.

    Raises:
        NotFound: If no score is of that model; the message names the nearest.
        BadInput: If too few models have both compute and scores.
    """
    target = evidence.find(name)
    truth = [m for m in evidence.truth() if m.key != target.key]
    try:
        imputer = build_imputer(truth, evidence.chance)
    except ValueError as error:
        raise BadInput(f"{error}. Give more tables of scores, or --epoch with Epoch's table of models.") from error
    found = impute(target, imputer)
    row: Row = {
        "model": target.name,
        "compute_flop": None,
        "lower_bound_flop": None,
        "reason": "",
        "regime": "",
        "expected_flop": None,
        "expected_from": "",
        "recorded_flop": _round(evidence.recorded_flop[target.key]) if target.key in evidence.recorded_flop else None,
        "benchmarks": [],
        "members": {},
        "weights": {},
        "neighbours": [],
        "truth": {"models": len(truth), "excluded": _counts(evidence.excluded)},
        "refused": _refused(target, evidence.reading),
        "quarantined": len(evidence.reading.quarantined),
        "skipped": len(evidence.reading.skipped),
    }
    if isinstance(found, Unknown):
        row["reason"] = found.reason
    else:
        row |= _working(found)
    implied = {} if isinstance(found, Unknown) else found.implied_flop
    with_curve = imputer.members.fitted.curves
    row["benchmarks"] = [
        {
            "benchmark": key[0],
            "harness": key[1],
            "score": _round(value),
            "median_of": _measured(target, key, evidence.reading),
            "implied_flop": _round(implied[key]) if key in implied else None,
            "has_curve": key in with_curve,
            "developers_train_for_it": evidence.reading.optimized.get(key[0]),
        }
        for key, value in target.scores.items()
    ]
    return row


def _working(found: Imputed) -> Row:
    low, high = found.compute_flop.interval()
    row: Row = {
        "members": {name: _round(value) for name, value in sorted(found.said_flop.items())},
        "weights": {name: _round(value) for name, value in sorted(found.weights.items())},
        "regime": found.regime,
        "expected_flop": _round(10**found.guess.expected),
        "expected_from": "date and working parameters" if found.guess.with_parameters else "date",
        "neighbours": [
            {"model": other, "compute_flop": _round(flop), "distance": _round(apart)}
            for other, flop, apart in found.neighbours
        ],
    }
    if found.is_lower_bound:
        bound = "beyond 0.5 decades above the largest known compute: only a lower bound"
        return row | {"lower_bound_flop": _round(low), "reason": bound}
    return row | {"compute_flop": {"p5": _round(low), "p50": _round(found.best_flop), "p95": _round(high)}}


def _measured(target: ScoredModel, key: tuple[str, str], reading: ScoreReading) -> list[float]:
    """The different scores of one benchmark under one harness, where there are several: their median is used."""
    found = {
        _round(one.value)
        for one in reading.scores
        if (one.benchmark, one.harness) == key and _key(one.model, reading) == target.key
    }
    return sorted(found) if len(found) > 1 else []


def _refused(target: ScoredModel, reading: ScoreReading) -> list[Row]:
    """What the files say of this model and could not be used."""
    return [
        {"where": where, "reason": reason}
        for model, where, reason in reading.refused
        if _key(model, reading) == target.key
    ]


def imputation_lines(row: Row) -> list[str]:
    """What `impute_model` found, in lines for people."""
    value = row["compute_flop"]
    if value:
        head = (
            f"{value['p50']:.2g} FLOP   (90%: {value['p5']:.1e} to {value['p95']:.1e})   imputed from benchmark scores"
        )
    elif row["lower_bound_flop"]:
        head = f"at least {row['lower_bound_flop']:.1e} FLOP: {row['reason']}"
    else:
        head = f"not imputed: {row['reason']}"
    lines = [f"{row['model']}   {head}"]
    if row["regime"]:
        lines.append(f"  interval from the errors of models like it: {row['regime']}")
        lines.append(
            f"  its {row['expected_from']} alone, without any score, would suggest {row['expected_flop']:.1e} FLOP"
        )
    if row["members"]:
        order = sorted(row["members"], key=lambda name: (-row["weights"][name], name))
        said = ", ".join(f"{name} {row['members'][name]:.1e} ({row['weights'][name]:.0%})" for name in order)
        lines.append(f"  pooled from {len(row['members'])} methods, FLOP and weight: {said}")
    lines += ["  what each benchmark implies alone, without the date's pull:"] if row["regime"] else []
    lines += [_benchmark_line(one, imputed=bool(row["regime"])) for one in row["benchmarks"]]
    lines += _refused_lines(row["refused"])
    if row["neighbours"]:
        near = "; ".join(f"{one['model']} {one['compute_flop']:.1e}" for one in row["neighbours"])
        lines.append(f"  known models nearest in the scores both have, FLOP: {near}")
    if recorded := row["recorded_flop"]:
        where = (
            ""
            if not value
            else ", inside the interval"
            if value["p5"] <= recorded <= value["p95"]
            else ", outside the interval"
        )
        lines.append(f"  recorded, and not looked at: {recorded:.2g} FLOP{where}")
    excluded = sum(row["truth"]["excluded"].values())
    unread = f"; {row['quarantined']} cells or rows of the files set aside" if row["quarantined"] else ""
    lines.append(
        f"  learnt from {row['truth']['models']} models of known compute; {excluded} more may not teach, by "
        f"rule{unread}"
    )
    return lines


def _refused_lines(refused: Sequence[Row]) -> list[str]:
    """One line for each reason, with the first place; a table repeats itself."""
    places: dict[str, list[str]] = {}
    for one in refused:
        places.setdefault(one["reason"], []).append(one["where"])
    return [
        f"  set aside: {where[0]}{f' and {len(where) - 1} more' if len(where) > 1 else ''}: {reason}"
        for reason, where in places.items()
    ]


def _benchmark_line(one: Row, *, imputed: bool) -> str:
    if one["implied_flop"]:
        alone = f"   {one['implied_flop']:.1e} FLOP"
    elif not one["has_curve"]:
        alone = "   no curve: too few models of known compute have it"
    else:
        alone = "   at chance or at a full score: no figure" if imputed else ""
    several = f"   median of {', '.join(f'{v:.3f}' for v in one['median_of'])}" if one["median_of"] else ""
    aimed = "   (developers train for it)" if one["developers_train_for_it"] else ""
    return f"    {one['benchmark']} ({one['harness']}): {one['score']:.3f}{alone}{several}{aimed}"


def validate_imputation(evidence: ImputationData, splits: Sequence[str] = ()) -> Row:
    """Impute every model of known compute by fits that did not see it, and say how far off they were.

    Args:
        evidence: Scores and known compute.
        splits: Which splits; all of them where empty.

    Raises:
        BadInput: If a split is unknown or too few models have both compute and scores.
    """
    splits = splits or SPLITS
    if wrong := sorted(set(splits) - set(SPLITS)):
        raise BadInput(f"split {wrong[0]!r} is not one of {', '.join(SPLITS)}.")
    truth = evidence.truth()
    try:
        found = trials(truth, evidence.chance, splits)
    except ValueError as error:
        raise BadInput(f"{error}. Give more tables of scores, or --epoch with Epoch's table of models.") from error
    worst = sorted(found, key=lambda one: (-abs(one.imputed - one.truth), one.model))
    return {
        "rows": table(found),
        "regimes": regimes(found),
        "misses": [
            {
                "model": one.model,
                "method": one.method,
                "split": one.split,
                "recorded_flop": _round(10**one.truth),
                "imputed_flop": _round(10**one.imputed),
                "error_factor": _round(10 ** abs(one.imputed - one.truth)),
            }
            for one in [w for w in worst if w.method != "recipe"][:WORST]
        ],
        "truth": {
            "models": len(truth),
            "at_least_1e23": sum((m.log_compute or 0) >= 23 for m in truth),
            "at_least_1e24": sum((m.log_compute or 0) >= 24 for m in truth),
            "benchmarks": len({b for m in truth for b, _ in m.scores}),
            "scores": sum(len(m.scores) for m in truth),
            "excluded": _counts(evidence.excluded),
        },
        "excluded": [{"model": one.name, "rule": one.rule, "reason": one.reason} for one in evidence.excluded],
        "frozen": {
            "rule": "families whose name's SHA-256 begins with a byte below 51",
            "models": sum(is_frozen(m.family) for m in truth),
            "families": sorted({m.family for m in truth if is_frozen(m.family)}),
        },
        "made_with": {
            "flopwatch": version("flopwatch"),
            "inputs": [
                {"file": path.name, "sha256": hashlib.sha256(_bytes(path)).hexdigest()} for path in evidence.files
            ],
        },
        "document_001": held_out_rows(evidence),
    }


def held_out_rows(evidence: ImputationData) -> list[Row]:
    """Document 001's held-out table by its recipe, where its own table of scores (`System`, …) is among the files;
    else empty.
    """
    scores: dict[str, dict[str, float]] = {}
    chance = {f"{b}/{h}": c for b, c in evidence.chance.items() for h in ("reported", "helm")}
    files = {row.source for row in evidence.reading.computes if row.model == "Llama 3.1 405B"}
    for score in evidence.reading.scores:
        if (
            score.source in files and score.benchmark != "arena"
        ):  # a rating has no floor and no ceiling to draw a sigmoid between
            scores.setdefault(score.model, {})[f"{score.benchmark}/{score.harness}"] = score.value
    models = [
        Scored(row.model, math.log10(row.compute_flop) if row.compute_flop else None, scores.get(row.model, {}))
        for row in evidence.reading.computes
        if row.source in files
    ]
    if not models:
        return []
    by_name = {model.name: model for model in models}
    family = [model.name for model in models if is_llama_3(model.name)]
    rows = []
    for held, name, true, printed in PRINTED:
        row: Row = {
            "held_out": held,
            "model": name,
            "recorded_flop": true,
            "printed_flop": printed,
            "computed_flop": None,
            "fitted_flop": None,
            "note": "",
        }
        if name not in by_name:
            row["note"] = "the table has no scores of it"
        else:
            away = family if held == "Llama-3 family" else []
            for column, reading in (("computed_flop", EACH_ALONE), ("fitted_flop", RECIPE)):
                found = impute_by_recipe(by_name[name], models, chance, held_out=away, reading=reading)
                if isinstance(found, Unknown):
                    row["note"] = found.reason
                else:
                    row[column] = _round(found.compute_flop)
        rows.append(row)
    arithmetic, geometric = mean_factors([(true, printed) for _, _, true, printed in PRINTED])
    means = {}
    for column in ("computed_flop", "fitted_flop"):
        ours = [(row["recorded_flop"], row[column]) for row in rows if row[column]]
        means[column] = mean_factors(ours) if ours else (None, None)
    for place, (label, published) in enumerate(
        (("arithmetic mean factor", arithmetic), ("geometric mean factor", geometric))
    ):
        factors = {}
        for name, column in (("computed_factor", "computed_flop"), ("fitted_factor", "fitted_flop")):
            value = means[column][place]
            factors[name] = None if value is None else _round(value)
        rows.append({"held_out": label, "printed_factor": _round(published), **factors})
    return rows


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}. Give a CSV file.") from error


def _counts(excluded: Sequence[Excluded]) -> dict[str, int]:
    return dict(sorted(Counter(one.rule for one in excluded).items()))


def _round(value: float) -> float:
    return float(f"{value:.4g}")
