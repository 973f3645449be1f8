"""An imputation with an interval that was measured, and the cases in which there is none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flopwatch.domain import LogNormal, Unknown
from flopwatch.estimation.benchmarks.effective_compute import EffectiveCompute, Guess, fit
from flopwatch.estimation.benchmarks.truth import Model, is_distilled, is_reasoning
from flopwatch.estimation.results import Input, MethodResult

FEWEST_BENCHMARKS = 3
BEYOND_DEX = 0.5  # above the largest known compute an imputation is a lower bound
BANDS = (23.0, 24.0)  # log10 FLOP: below, between, above
FEWEST_IN_REGIME = 20  # residuals; with fewer the wider regime around it is taken
FOLDS = 5
LEVEL = 0.90


@dataclass(frozen=True)
class Residual:
    """How far an imputation of a held-out model was off, in its own standard deviations, and the regime it was made in."""

    family_known: bool
    with_parameters: bool
    band: int
    times_sd: float


@dataclass(frozen=True)
class Imputer:
    """A fitted model with the residuals that set its intervals, and the models it was fitted on."""

    fitted: EffectiveCompute
    residuals: tuple[Residual, ...]
    truth: tuple[Model, ...]


@dataclass(frozen=True)
class Imputed:
    """Compute imputed for one model.

    Args:
        compute_flop: Its distribution, in FLOP; the 90% interval is the measured one.
        is_lower_bound: Whether it lies so far beyond all known compute that only its lower end means something.
        regime: What was known when it was made, in words.
        guess: The model's own figure.
        implied_flop: The compute that each benchmark implies alone, by (benchmark, harness).
        neighbours: Models of known compute that are nearest in the scores they share: name, FLOP, distance in share.
    """

    compute_flop: LogNormal
    is_lower_bound: bool
    regime: str
    guess: Guess
    implied_flop: dict[tuple[str, str], float]
    neighbours: tuple[tuple[str, float, float], ...]


def build_imputer(truth: Sequence[Model], chance: Mapping[str, float]) -> Imputer:
    """Fit on all models of known compute, and measure the residuals on folds of them that the fit did not see.

    Two rounds of folds: whole families held out (family unknown), and models held out one by one of a family (family known).

    Raises:
        ValueError: With too few models to fit.
    """
    known = tuple(sorted((m for m in truth if m.log_compute is not None), key=lambda m: m.key))
    residuals = []
    for by_family in (True, False):
        for train, test in folds(known, FOLDS, by_family=by_family):
            fitted = fit(train, chance)
            for model in test:
                if _too_few(model, fitted):
                    continue
                for numbered in {False, model.log_parameters is not None}:
                    guess = fitted.guess(model, with_parameters=numbered)
                    if guess and model.log_compute is not None:
                        off = abs(model.log_compute - guess.log_compute) / guess.sd
                        residuals.append(
                            Residual(guess.family_known, guess.with_parameters, band(guess.log_compute), off)
                        )
    return Imputer(fit(known, chance), tuple(residuals), known)


def folds(
    models: Sequence[Model], count: int, *, by_family: bool
) -> Iterator[tuple[list[Model], list[Model]]]:
    """(train, test) pairs in which every model is tested once; by family, no relative of a tested model is trained on."""
    labels = sorted({m.family if by_family else m.key for m in models})
    for number in range(min(count, len(labels))):
        away = set(labels[number::count])
        test = [m for m in models if (m.family if by_family else m.key) in away]
        train = [m for m in models if (m.family if by_family else m.key) not in away]
        refuse_leaks(train, test, by_family=by_family)
        yield train, test


def refuse_leaks(train: Iterable[Model], test: Iterable[Model], *, by_family: bool) -> None:
    """Make sure that nothing tested was trained on.

    Raises:
        ValueError: Naming a model (or family) that stands on both sides.
    """
    seen = {label for m in train for label in ((m.key, m.family) if by_family else (m.key,))}
    for m in test:
        for label in (m.key, m.family) if by_family else (m.key,):
            if label in seen:
                raise ValueError(f"{label!r} is tested and trained on: the error measured would be too small")


def impute(target: Model, imputer: Imputer, *, with_parameters: bool = True) -> Imputed | Unknown:
    """Training compute from benchmark scores, or why not.

        log10 Ĉ = E[log10 C | scores, date, organisation, family, working parameters]; 90% interval ± q · sd,
        q the 90% quantile of the residuals of held-out models in the same regime {parameters known, family known, compute band}

    Args:
        target: The model. Its own compute is never looked at; an imputer that was fitted on the model itself is refused.
        imputer: From `build_imputer`.
        with_parameters: Whether to use its working parameters where they are known.

    Raises:
        ValueError: If the imputer was fitted on this very model with its compute.
    """
    refuse_leaks(imputer.truth, [target], by_family=False)
    if is_reasoning(target.name):
        return Unknown(
            "it is trained to reason: its scores also buy inference; give scores of its base model"
        )
    if is_distilled(target.name):
        return Unknown(
            "it is distilled, pruned or trained on another model's text: its scores show that model's compute"
        )
    if _too_few(target, imputer.fitted):
        has = len({key[0] for key in target.scores if key in imputer.fitted.curves})
        return Unknown(f"{has} benchmarks with a curve have a score of it; {FEWEST_BENCHMARKS} are needed")
    guess = imputer.fitted.guess(target, with_parameters=with_parameters)
    if guess is None:
        return Unknown("no benchmark with a curve has a score of it")
    half, regime = half_width(guess, imputer.residuals)
    return Imputed(
        LogNormal.from_factor(median=10**guess.log_compute, factor=10**half),
        guess.log_compute > imputer.fitted.largest + BEYOND_DEX,
        regime,
        guess,
        {key: 10**value for key, value in guess.implied.items() if abs(value - 23) < 30},
        _neighbours(target, imputer),
    )


def half_width(guess: Guess, residuals: Sequence[Residual]) -> tuple[float, str]:
    """Half of the 90% interval in decades, by split-conformal calibration in the narrowest regime with enough residuals, and its name."""
    words = "parameters known" if guess.with_parameters else "parameters unknown"
    same = [r for r in residuals if r.with_parameters == guess.with_parameters]
    near = [r for r in same if r.family_known == guess.family_known]
    edges = ("below 1e23", "1e23 to 1e24", "above 1e24")
    family = "family known" if guess.family_known else "family unknown"
    narrow = [r for r in near if r.band == band(guess.log_compute)]
    found = [group for group in (narrow, near) if len(group) >= FEWEST_IN_REGIME] or ([same] if same else [])
    if not found:
        return 2 * guess.sd, f"{words}, no residuals: two standard deviations"
    extra = f"{edges[band(guess.log_compute)]}, " if found[0] is narrow else ""
    # Relatives flatter: where one is known, the interval is never narrower than that of the wider regime.
    q = max(map(_quantile, found)) if guess.family_known else _quantile(found[0])
    return q * guess.sd, f"{extra}{words}, {family}, {len(found[0])} residuals"


def band(log_compute: float) -> int:
    """0 below 1e23 FLOP, 1 to 1e24, 2 above."""
    return sum(log_compute >= edge for edge in BANDS)


def imputed_result(target: Model, imputer: Imputer) -> MethodResult | Unknown:
    """The same as one more method for `combine`; a lower bound is no value and comes back as Unknown, with the bound said."""
    found = impute(target, imputer)
    if isinstance(found, Unknown):
        return found
    if found.is_lower_bound:
        return Unknown(
            f"beyond all known compute: at least {found.compute_flop.interval()[0]:.1e} FLOP by its scores"
        )
    used = Input(
        "s", f"scores on {len(found.implied_flop)} benchmarks", found.compute_flop, "FLOP", (), found.regime
    )
    count = imputer.fitted.n
    formula = f"imputed from benchmark scores, date{' and parameters' if found.guess.with_parameters else ''}; {count} models of known compute"
    return MethodResult(
        "imputed", found.compute_flop, formula, (used,), ("speculative: imputed from scores",)
    )


def _too_few(model: Model, fitted: EffectiveCompute) -> bool:
    return len({key[0] for key in model.scores if key in fitted.curves}) < FEWEST_BENCHMARKS


def _quantile(residuals: Sequence[Residual]) -> float:
    """The finite-sample 90% quantile: the ceil(0.9 (n + 1))-th smallest, or the largest."""
    values = sorted(r.times_sd for r in residuals)
    return values[min(math.ceil(LEVEL * (len(values) + 1)), len(values)) - 1]


def _neighbours(target: Model, imputer: Imputer) -> tuple[tuple[str, float, float], ...]:
    near = []
    for model in imputer.truth:
        both = [key for key in target.scores if key in model.scores]
        if len(both) >= FEWEST_BENCHMARKS and model.log_compute is not None:
            apart = math.sqrt(sum((target.scores[k] - model.scores[k]) ** 2 for k in both) / len(both))
            near.append((apart, model.name, 10**model.log_compute))
    return tuple((name, flop, apart) for apart, name, flop in sorted(near)[:5])
