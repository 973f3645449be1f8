"""The members of the ensemble: four regressions from scores to compute, fitted only on models of known compute."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.imputation.document_001 import Scored, curves_of
from flopwatch.imputation.hierarchical import EffectiveCompute, Guess, fit
from flopwatch.imputation.observations import Key, Line, by_key, lines, log_odds, observe
from flopwatch.imputation.sigmoids import COARSE, Array, Curve
from flopwatch.imputation.training_set import ScoredModel

PLAUSIBLE = (18.0, 30.0)  # log10 FLOP; the flat end of a curve implies any amount
ROUNDS = 40
RIDGE = 0.5  # prior weight, in models, that a standardised feature has no effect
SIZED = 12  # models of known working parameters that a fit with parameters needs
# The Gaussian process: length scale in standard deviations of a feature; variances of the nonlinear part, of the linear
# part, and of a model's own error.
REACH, BENDS, LINES, OWN = 2.0, 0.3, 1.0, 0.06


@dataclass(frozen=True)
class Capability:
    """A latent variable that summarises a model's scores, fitted without compute.

        logit((s_ib - c_b) / (1 - c_b)) = α_b + a_b κ_i + ε_ib,   κ_i ~ N(0, 1)

    Args:
        chance: Floor of each benchmark.
        curves: α, a and the noise variance, by (benchmark, harness).
    """

    chance: Mapping[str, float]
    curves: Mapping[Key, Line]

    def of(self, model: ScoredModel) -> float:
        """Return the expected capability. Several harnesses of one benchmark share its weight."""
        used = [key for key in sorted(model.scores) if key in self.curves]
        shares = Counter(benchmark for benchmark, _ in used)
        precision, pull = 1.0, 0.0
        for key in used:
            alpha, slope, noise = self.curves[key]
            y, reading = log_odds(model.scores[key], self.chance[key[0]])
            weight = 1 / (noise + reading) / shares[key[0]]
            precision += weight * slope**2
            pull += weight * slope * (y - alpha)
        return float(pull / precision)


@dataclass(frozen=True, eq=False)
class Process:
    """A Gaussian process over standardised features: linear mean plus nonlinear residual."""

    middle: Array
    spread: Array
    points: Array
    weights: Array
    level: float

    def at(self, features: Sequence[float]) -> float:
        """Return the expected log10 FLOP at these features."""
        place = (np.array(features) - self.middle) / self.spread
        return float(_kernel(place[None], self.points)[0] @ self.weights + self.level)


@dataclass(frozen=True, eq=False)
class Members:
    """The fitted members. `planes` and `processes` are keyed by whether working parameters are among the features."""

    fitted: EffectiveCompute
    capability: Capability
    planes: Mapping[bool, Array]
    processes: Mapping[bool, Process]
    curves: Mapping[str, Curve]

    def benchmarks(self, model: ScoredModel) -> int:
        """Return the number of benchmarks with a curve on which the model has a score."""
        return len({key[0] for key in model.scores if key in self.fitted.curves})

    def opinions(self, model: ScoredModel, *, with_parameters: bool) -> tuple[Guess, dict[str, float]] | None:
        """Return the hierarchical guess, and each member's log10 FLOP; None without a score on any curve. The model's
        own compute is not used."""
        numbered = with_parameters and model.log_parameters is not None and True in self.processes
        guess = self.fitted.guess(model, with_parameters=numbered)
        if guess is None:
            return None
        features = _features(model, self.capability.of(model), numbered)
        said = {
            "hierarchical": guess.log_compute,
            "capability": float(np.dot(self.planes[numbered], _plane(features))),
            "process": self.processes[numbered].at(features),
        }
        if not numbered:
            scores = {f"{b}/{h}": value for (b, h), value in model.scores.items()}
            alone = [
                value
                for key, curve in self.curves.items()
                if key in scores and (value := curve.implied(scores[key])) is not None
            ]
            said["curves"] = statistics.median(alone) if alone else guess.log_compute
        return guess, {name: min(max(value, PLAUSIBLE[0]), PLAUSIBLE[1]) for name, value in said.items()}


def fit_members(models: Sequence[ScoredModel], chance: Mapping[str, float]) -> Members:
    """Fit every member on the models of known compute; the order of the models does not matter.

    Raises:
        ValueError: If there are too few models to fit.
    """
    known = sorted((m for m in models if m.log_compute is not None), key=lambda m: m.key)
    fitted = fit(known, chance)
    capability = fit_capability(known, chance)
    at = {m.key: capability.of(m) for m in known}
    planes, processes = {}, {}
    for numbered in (False, True):
        some = [m for m in known if not numbered or m.log_parameters is not None]
        if numbered and len(some) < SIZED:
            continue
        features = [_features(m, at[m.key], numbered) for m in some]
        x = np.array([m.log_compute for m in some], dtype=np.float64)
        planes[numbered] = _fit_plane(np.array([_plane(f) for f in features]), x)
        processes[numbered] = _fit_process(np.array(features), x)
    scored = [
        Scored(m.key, m.log_compute, {f"{b}/{h}": v for (b, h), v in m.scores.items() if b in chance}) for m in known
    ]
    floors = {key: chance[key.split("/")[0]] for one in scored for key in one.scores}
    curves = curves_of(scored, floors, zooms=COARSE)
    return Members(fitted, capability, planes, processes, curves)


def fit_capability(models: Sequence[ScoredModel], chance: Mapping[str, float]) -> Capability:
    """Fit capabilities and the benchmarks' lines alternately, without compute."""
    observed = observe(models, chance)
    y, seen = observed.y, observed.seen
    alpha, slope = (seen * y).sum(0) / seen.sum(0), np.ones(len(observed.keys))
    noise = np.full(len(observed.keys), 0.5)
    for _ in range(ROUNDS):
        weight = seen / (noise + observed.reading)
        precision = (weight * slope**2).sum(1) + 1
        found = (weight * slope * (y - alpha)).sum(1) / precision
        var = 1 / precision
        wide = float(np.sqrt(found.var() + var.mean()))  # the scale is not identified: it is fixed at one
        alpha, slope, noise = lines((found - found.mean()) / wide, var / wide**2, observed, noise)
    return Capability(dict(chance), by_key(observed, alpha, slope, noise))


def _features(model: ScoredModel, capability: float, numbered: bool) -> list[float]:
    return [capability, model.years, *([(model.log_parameters or 0.0) - 10] if numbered else [])]


def _plane(features: Sequence[float]) -> list[float]:
    return [1.0, *features, features[1] ** 2]


def _fit_plane(rows: Array, x: Array) -> Array:
    ridge = np.diag([1e-6, *[RIDGE] * (rows.shape[1] - 1)])
    return np.asarray(np.linalg.solve(rows.T @ rows + ridge, rows.T @ x))


def _kernel(a: Array, b: Array) -> Array:
    squared = ((a[:, None] - b[None]) ** 2).sum(-1) / REACH**2
    return np.asarray(BENDS * np.exp(-squared / 2) + LINES * (a @ b.T))


def _fit_process(features: Array, x: Array) -> Process:
    middle, spread = features.mean(0), features.std(0) + 1e-9
    points = (features - middle) / spread
    weights = np.linalg.solve(_kernel(points, points) + OWN * np.eye(len(x)), x - x.mean())
    return Process(middle, spread, points, weights, float(x.mean()))
