"""The command `impute`: the compute of one model from its benchmark scores, as structs and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from flopwatch.api.imputation_evidence import ImputationData, key_of
from flopwatch.domain import BadInput, Interval, Unknown, rounded
from flopwatch.imputation import Excluded, Imputed, Imputer, ScoredModel, build_imputer, impute, why_at_least
from flopwatch.sources import ScoreReading


class BenchmarkScore(msgspec.Struct, frozen=True):
    """One score of the model, and the compute implied by it alone.

    Args:
        benchmark: Id of the benchmark.
        harness: The harness that ran it.
        score: The score, as a fraction; the median if there are several.
        median_of: The different scores, if there are several.
        implied_flop: Training compute at which the benchmark's curve gives the score; None if there is none.
        has_curve: Whether enough models of known compute have a score on it.
        developers_train_for_it: Whether developers are known to train for it; None if unknown.
    """

    benchmark: str
    harness: str
    score: float
    median_of: list[float]
    implied_flop: float | None
    has_curve: bool
    developers_train_for_it: bool | None


class Neighbour(msgspec.Struct, frozen=True):
    """A model of known compute, and its distance in the scores that both have."""

    model: str
    compute_flop: float
    distance: float


class TrainingSet(msgspec.Struct, frozen=True):
    """The number of models in the training set, and of excluded models by rule."""

    models: int
    excluded: dict[str, int]


class RefusedScore(msgspec.Struct, frozen=True):
    """A score that could not be used, with the reason."""

    where: str
    reason: str


class ImputedModel(msgspec.Struct, frozen=True):
    """The compute imputed for one model, with its working.

    Args:
        model: Its name.
        compute_flop: Quantiles of the imputed training compute, in FLOP; None if there is only a bound or nothing.
        lower_bound_flop: A lower bound, in FLOP, if there is no more.
        reason: The reason why there is no figure, or only a bound.
        regime: The class of models whose errors give the interval.
        expected_flop: Compute expected from its date (and parameters) alone, in FLOP.
        expected_from: The inputs of that expectation.
        recorded_flop: Its recorded compute, held out of the imputation.
        benchmarks: Its scores.
        members: Each method's own figure, in FLOP.
        weights: Each method's weight.
        neighbours: The nearest models of known compute.
        truth: The models of the training set.
        refused: Its scores that could not be used.
        quarantined: Number of rejected rows or cells of the files.
        skipped: Number of rows of the files that are not relevant.
    """

    model: str
    compute_flop: Interval | None
    lower_bound_flop: float | None
    reason: str
    regime: str
    expected_flop: float | None
    expected_from: str
    recorded_flop: float | None
    benchmarks: list[BenchmarkScore]
    members: dict[str, float]
    weights: dict[str, float]
    neighbours: list[Neighbour]
    truth: TrainingSet
    refused: list[RefusedScore]
    quarantined: int
    skipped: int


def impute_model(name: str, evidence: ImputationData) -> ImputedModel:
    """Impute one model; its own stated compute is held out, and shown for comparison.

    Raises:
        NotFound: If that model has no score; the message names the nearest.
        BadInput: If too few models have both compute and scores.
    """
    target = evidence.find(name)
    truth = [m for m in evidence.truth() if m.key != target.key]
    try:
        imputer = build_imputer(truth, evidence.chance)
    except ValueError as error:
        raise BadInput(f"{error}. Give more tables of scores, or --epoch with Epoch's table of models.") from error
    found = impute(target, imputer)
    row = ImputedModel(
        model=target.name,
        compute_flop=None,
        lower_bound_flop=None,
        reason=found.reason if isinstance(found, Unknown) else "",
        regime="",
        expected_flop=None,
        expected_from="",
        recorded_flop=rounded(evidence.recorded_flop[target.key], 4) if target.key in evidence.recorded_flop else None,
        benchmarks=_scores(target, evidence.reading, found, imputer),
        members={},
        weights={},
        neighbours=[],
        truth=TrainingSet(len(truth), count_by_rule(evidence.excluded)),
        refused=_refused(target, evidence.reading),
        quarantined=len(evidence.reading.quarantined),
        skipped=len(evidence.reading.skipped),
    )
    return row if isinstance(found, Unknown) else _with_working(row, found, imputer.dense_until)


def _scores(
    target: ScoredModel, reading: ScoreReading, found: Imputed | Unknown, imputer: Imputer
) -> list[BenchmarkScore]:
    implied = {} if isinstance(found, Unknown) else found.implied_flop
    with_curve = imputer.members.fitted.curves
    return [
        BenchmarkScore(
            benchmark=key[0],
            harness=key[1],
            score=rounded(value, 4),
            median_of=_measured(target, key, reading),
            implied_flop=rounded(implied[key], 4) if key in implied else None,
            has_curve=key in with_curve,
            developers_train_for_it=reading.optimized.get(key[0]),
        )
        for key, value in target.scores.items()
    ]


def _with_working(row: ImputedModel, found: Imputed, dense_until: float) -> ImputedModel:
    low, high = found.compute_flop.interval()
    row = replace(
        row,
        members={name: rounded(value, 4) for name, value in sorted(found.said_flop.items())},
        weights={name: rounded(value, 4) for name, value in sorted(found.weights.items())},
        regime=found.regime,
        expected_flop=rounded(10**found.guess.expected, 4),
        expected_from="date and working parameters" if found.guess.with_parameters else "date",
        neighbours=[
            Neighbour(other, rounded(flop, 4), rounded(distance, 4)) for other, flop, distance in found.neighbours
        ],
    )
    if found.is_lower_bound:
        return replace(row, lower_bound_flop=rounded(low, 4), reason=why_at_least(dense_until))
    return replace(row, compute_flop=Interval(rounded(low, 4), rounded(found.best_flop, 4), rounded(high, 4)))


def _measured(target: ScoredModel, key: tuple[str, str], reading: ScoreReading) -> list[float]:
    """Return the different scores of one benchmark under one harness, of which the median is used; [] if only one."""
    found = {
        rounded(one.value, 4)
        for one in reading.scores
        if (one.benchmark, one.harness) == key and key_of(one.model, reading) == target.key
    }
    return sorted(found) if len(found) > 1 else []


def _refused(target: ScoredModel, reading: ScoreReading) -> list[RefusedScore]:
    """Return the scores of this model that the files give and that could not be used."""
    return [
        RefusedScore(where, reason) for model, where, reason in reading.refused if key_of(model, reading) == target.key
    ]


def imputation_lines(row: ImputedModel) -> list[str]:
    """Format the result of `impute_model` as lines."""
    value = row.compute_flop
    if value:
        head = f"{value.p50:.2g} FLOP   (90%: {value.p5:.1e} to {value.p95:.1e})   imputed from benchmark scores"
    elif row.lower_bound_flop:
        head = f"at least {row.lower_bound_flop:.1e} FLOP: {row.reason}"
    else:
        head = f"not imputed: {row.reason}"
    lines = [f"{row.model}   {head}"]
    if row.regime:
        lines.append(f"  interval from the errors of models like it: {row.regime}")
        lines.append(f"  its {row.expected_from} alone, without any score, would suggest {row.expected_flop:.1e} FLOP")
    if row.members:
        order = sorted(row.members, key=lambda name: (-row.weights[name], name))
        said = ", ".join(f"{name} {row.members[name]:.1e} ({row.weights[name]:.0%})" for name in order)
        lines.append(f"  pooled from {len(row.members)} methods, FLOP and weight: {said}")
    lines += ["  what each benchmark implies alone, without the date's pull:"] if row.regime else []
    lines += [_benchmark_line(one, imputed=bool(row.regime)) for one in row.benchmarks]
    lines += _refused_lines(row.refused)
    if row.neighbours:
        near = "; ".join(f"{one.model} {one.compute_flop:.1e}" for one in row.neighbours)
        lines.append(f"  known models nearest in the scores both have, FLOP: {near}")
    if recorded := row.recorded_flop:
        where = (
            ""
            if not value
            else ", inside the interval"
            if value.p5 <= recorded <= value.p95
            else ", outside the interval"
        )
        lines.append(f"  recorded, and not looked at: {recorded:.2g} FLOP{where}")
    excluded = sum(row.truth.excluded.values())
    unread = f"; {row.quarantined} cells or rows of the files set aside" if row.quarantined else ""
    lines.append(
        f"  learnt from {row.truth.models} models of known compute; {excluded} more may not teach, by rule{unread}"
    )
    return lines


def _refused_lines(refused: Sequence[RefusedScore]) -> list[str]:
    """Return one line per reason, with the first place; a table repeats itself."""
    places: dict[str, list[str]] = {}
    for one in refused:
        places.setdefault(one.reason, []).append(one.where)
    return [
        f"  set aside: {where[0]}{f' and {len(where) - 1} more' if len(where) > 1 else ''}: {reason}"
        for reason, where in places.items()
    ]


def _benchmark_line(one: BenchmarkScore, *, imputed: bool) -> str:
    if one.implied_flop:
        alone = f"   {one.implied_flop:.1e} FLOP"
    elif not one.has_curve:
        alone = "   no curve: too few models of known compute have it"
    else:
        alone = "   at chance or at a full score: no figure" if imputed else ""
    several = f"   median of {', '.join(f'{v:.3f}' for v in one.median_of)}" if one.median_of else ""
    aimed = "   (developers train for it)" if one.developers_train_for_it else ""
    return f"    {one.benchmark} ({one.harness}): {one.score:.3f}{alone}{several}{aimed}"


def count_by_rule(excluded: Sequence[Excluded]) -> dict[str, int]:
    """Count the excluded models by rule."""
    return dict(sorted(Counter(one.rule for one in excluded).items()))
