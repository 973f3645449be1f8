"""Imputation by the ensemble, with an interval calibrated on held-out models, and the cases that it refuses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flopwatch.domain import Unknown, digits
from flopwatch.estimation import Input, MethodResult
from flopwatch.imputation.base_learners import Members, fit_members
from flopwatch.imputation.calibration import (
    HeldOut,
    Kind,
    Residual,
    all_weights,
    blend,
    interval,
    residuals_of,
    shares,
)
from flopwatch.imputation.hierarchical import Guess
from flopwatch.imputation.training_set import ScoredModel, is_benchmark_tuned, is_distilled, is_reasoning, is_tune
from flopwatch.statistics import LogNormal

FEWEST_BENCHMARKS = 3
# Models of known compute that must lie above an imputed value; with fewer, scores give only a lower end: they would
# place the largest models among the smaller ones that most of the training set are.
FEWEST_ABOVE = 10
FOLDS = 10


@dataclass(frozen=True, eq=False)
class Imputer:
    """The fitted members, their weights for each kind of model, the residuals for intervals, and the training set."""

    members: Members
    weights: Mapping[Kind, dict[str, float]]
    residuals: tuple[Residual, ...]
    truth: tuple[ScoredModel, ...]

    @property
    def dense_until(self) -> float:
        """log10 of the compute that `FEWEST_ABOVE` of the models it was fitted on reach: above it truths are few."""
        found = sorted((one.log_compute for one in self.truth if one.log_compute is not None), reverse=True)
        return found[FEWEST_ABOVE - 1] if len(found) >= FEWEST_ABOVE else -math.inf

    @property
    def latest(self) -> float:
        """The date of the newest model it was fitted on, as `Model` counts it."""
        return max(model.years for model in self.truth)


@dataclass(frozen=True)
class Imputed:
    """Compute imputed for one model.

    Args:
        compute_flop: Its distribution, in FLOP; the 90% interval is the measured one.
        best_flop: The members' weighted mean; not the distribution's median if the interval is asymmetric.
        is_lower_bound: Whether too few models of known compute lie above it, so that only its lower end is meaningful.
        regime: The facts known for the imputation, in words.
        guess: The hierarchical model's own figure.
        said_flop: Each member's figure.
        weights: Each member's weight, as a share of one.
        implied_flop: The compute that each benchmark implies alone, by (benchmark, harness).
        neighbours: Models of known compute nearest in shared scores: name, FLOP, distance in share.
    """

    compute_flop: LogNormal
    best_flop: float
    is_lower_bound: bool
    regime: str
    guess: Guess
    said_flop: dict[str, float]
    weights: dict[str, float]
    implied_flop: dict[tuple[str, str], float]
    neighbours: tuple[tuple[str, float, float], ...]


def build_imputer(truth: Sequence[ScoredModel], chance: Mapping[str, float]) -> Imputer:
    """Fit on all models of known compute; set weights and intervals by cross-validation.

    Two rounds of folds: whole families held out (family unknown), and single models of a family held out (family
    known).

    Raises:
        ValueError: If there are too few models to fit.
    """
    from threadpoolctl import threadpool_limits  # here: only this command needs it

    known = tuple(sorted((m for m in truth if m.log_compute is not None), key=lambda m: m.key))
    held_out: list[HeldOut] = []
    # The matrices are small: more BLAS threads only wait for each other, at three times the CPU time.
    with threadpool_limits(1, user_api="blas"):
        for by_family in (True, False):
            for number, (train, test) in enumerate(folds(known, FOLDS, by_family=by_family)):
                members = fit_members(train, chance)
                for model in test:
                    if by_family or model.family in members.fitted.families:
                        held_out += _held_out(model, members, number)
        return Imputer(fit_members(known, chance), all_weights(held_out), residuals_of(held_out), known)


def _held_out(model: ScoredModel, members: Members, fold: int) -> Iterator[HeldOut]:
    if members.benchmarks(model) < FEWEST_BENCHMARKS or model.log_compute is None:
        return
    for numbered in sorted({False, model.log_parameters is not None}):
        found = members.opinions(model, with_parameters=numbered)
        if found and found[0].with_parameters == numbered:
            guess, said = found
            yield HeldOut(guess.family_known, numbered, fold, guess.sd, said, model.log_compute, model.years)


def folds(
    models: Sequence[ScoredModel], count: int, *, by_family: bool
) -> Iterator[tuple[list[ScoredModel], list[ScoredModel]]]:
    """Yield (train, test) pairs that test every model once; by family, no relative of a tested model is trained on."""
    labels = sorted({m.family if by_family else m.key for m in models})
    for number in range(min(count, len(labels))):
        away = set(labels[number::count])
        test = [m for m in models if (m.family if by_family else m.key) in away]
        train = [m for m in models if (m.family if by_family else m.key) not in away]
        refuse_leaks(train, test, by_family=by_family)
        yield train, test


def refuse_leaks(train: Iterable[ScoredModel], test: Iterable[ScoredModel], *, by_family: bool) -> None:
    """Check that no tested model was trained on.

    Raises:
        ValueError: Naming a model (or family) that is in both sets.
    """
    seen = {label for m in train for label in ((m.key, m.family) if by_family else (m.key,))}
    for m in test:
        for label in (m.key, m.family) if by_family else (m.key,):
            if label in seen:
                raise ValueError(f"{label!r} is tested and trained on: the error measured would be too small")


def impute(target: ScoredModel, imputer: Imputer, *, with_parameters: bool = True) -> Imputed | Unknown:
    """Impute training compute from benchmark scores, in FLOP, or return Unknown with the reason.

        log10 Ĉ = Σ_k w_k · log10 Ĉ_k over the members;   90% interval ± q · sd,
        q the 90% quantile of the residuals of held-out models in the same regime {parameters known, family known,
        compute band}

    Args:
        target: The model. Its own compute is not used; an imputer that was fitted on the model itself is refused.
        imputer: From `build_imputer`.
        with_parameters: Whether to use its working parameters where they are known.

    Raises:
        ValueError: If the imputer was fitted on this very model with its compute.
    """
    refuse_leaks(imputer.truth, [target], by_family=False)
    if is_reasoning(target.name):
        return Unknown(
            "it is trained to reason: its scores also depend on inference compute; give scores of its base model"
        )
    if is_distilled(target.name):
        return Unknown(
            "it is distilled, pruned or trained on another model's text: its scores show that model's compute"
        )
    if target.distilled:
        return Unknown(f"it learnt from a larger model ({target.distilled}): its scores show that model's compute too")
    if is_tune(target.name):
        return Unknown("it is a tune of another developer's model: its scores show that model's compute")
    if is_benchmark_tuned(target.name):
        return Unknown("it was trained on the questions of benchmarks")
    if (has := imputer.members.benchmarks(target)) < FEWEST_BENCHMARKS:
        return Unknown(
            f"it has scores on {has} benchmark{'' if has == 1 else 's'} with a curve; {FEWEST_BENCHMARKS} are needed"
        )
    found = imputer.members.opinions(target, with_parameters=with_parameters)
    if found is None:
        return Unknown("no benchmark with a curve has a score of it")
    guess, said = found
    kind = (guess.with_parameters, guess.family_known)
    value = blend(said, imputer.weights[kind])
    newer = target.years if target.years > imputer.latest else None
    low, high, regime = interval(value, guess.sd, kind, imputer.residuals, newer)
    return Imputed(
        LogNormal.from_interval(low=10**low, high=10**high),
        10**value,
        value > imputer.dense_until,
        regime,
        guess,
        {name: 10**log for name, log in said.items()},
        shares(said, imputer.weights[kind]),
        {key: 10**log for key, log in guess.implied.items() if abs(log - 23) < 30},
        _neighbours(target, imputer),
    )


def why_at_least(dense_until: float) -> str:
    """Return why scores give no figure above a log10 FLOP, in words."""
    return (
        f"fewer than {FEWEST_ABOVE} models of known compute lie above {digits(10**dense_until)} FLOP, and scores place "
        "the largest models too low: no figure is published"
    )


def method_result(found: Imputed, imputer: Imputer) -> MethodResult:
    """Return the imputed compute as a result of method `imputed`, for `combine`."""
    used = Input("s", f"scores on {len(found.implied_flop)} benchmarks", found.compute_flop, "FLOP", (), found.regime)
    count = len(imputer.truth)
    formula = (
        f"imputed from benchmark scores, date{' and parameters' if found.guess.with_parameters else ''}; {count} "
        "models of known compute"
    )
    return MethodResult("imputed", found.compute_flop, formula, (used,), ("speculative: imputed from scores",))


def _neighbours(target: ScoredModel, imputer: Imputer) -> tuple[tuple[str, float, float], ...]:
    near = []
    for model in imputer.truth:
        both = [key for key in target.scores if key in model.scores]
        if len(both) >= FEWEST_BENCHMARKS and model.log_compute is not None:
            distance = math.sqrt(sum((target.scores[k] - model.scores[k]) ** 2 for k in both) / len(both))
            near.append((distance, model.name, 10**model.log_compute))
    return tuple((name, flop, distance) for distance, name, flop in sorted(near)[:5])
