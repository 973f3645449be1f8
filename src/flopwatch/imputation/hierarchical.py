"""The hierarchical effective-compute model: scores measure compute × efficiency; efficiency grows with the date and
differs by organisation, family and model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.imputation.group_covariance import Blocks, Kinship, kinship
from flopwatch.imputation.observations import (
    EDGE,
    FEWEST_ON_CURVE,
    Key,
    Line,
    Observed,
    by_key,
    lines,
    observe,
)
from flopwatch.imputation.sigmoids import Array
from flopwatch.imputation.training_set import ScoredModel

ROUNDS = 40  # of expectation-maximisation; the largest change of an estimate is then below 0.01 decades
GROWTH_RIDGE = (1.0, 1.0, 1e-6)  # on growth per year, per year squared, and the level
LEAST_SPREAD = 0.02  # decades; an effect of variance zero could never grow again
LEAST_ERROR = 0.03  # of a share: the least error of any benchmark
# The grid over effective compute: standard deviations to either side of the date's expectation.
REACH, POINTS = 5.0, 201


@dataclass(frozen=True)
class Guess:
    """An imputed log10 FLOP with its model standard deviation, and its parts, all in log10 FLOP.

    `expected` is the expectation from the date, and from the working parameters if used, without any score; `implied`
    is what each benchmark implies alone, without the date's prior."""

    log_compute: float
    sd: float
    family_known: bool
    with_parameters: bool
    expected: float
    implied: Mapping[Key, float]


@dataclass(frozen=True)
class EffectiveCompute:
    """The fitted model; made by `fit`, used by `guess`.

        logit((s_ib - c_b) / (1 - c_b)) = α_b + a_b θ_i + ε_ib,   ε_ib ~ N(0, s_b²)
        θ_i = log10 C_i + g1 t_i + g2 t_i² + u_organisation + u_family + v_i

    Args:
        chance: Floor of each benchmark.
        curves: For each (benchmark, harness): α, a, and the variance of the share around the curve.
        growth: g1, g2, g0: decades of effective compute per year from the middle of 2023, per year squared, and at no
            effect.
        spread: Standard deviations of organisation, family and model effects, in decades.
        organizations: Expected effect and its variance.
        families: Expected effect and its variance.
        by_date: Coefficients of log10 C on (1, t, t²), then the residual variance.
        by_parameters: Coefficients of log10 C on (1, t, t², log10 N), then the residual variance.
        largest: log10 of the largest compute it was fitted on.
        n: Models it was fitted on.
    """

    chance: Mapping[str, float]
    curves: Mapping[Key, Line]
    growth: tuple[float, float, float]
    spread: tuple[float, float, float]
    organizations: Mapping[str, tuple[float, float]]
    families: Mapping[str, tuple[float, float]]
    by_date: tuple[float, ...]
    by_parameters: tuple[float, ...]
    largest: float
    n: int

    def guess(self, model: ScoredModel, *, with_parameters: bool = True) -> Guess | None:
        """Impute a model's compute from its scores, date and working parameters; None without a score on any curve.

        Its own compute is not used. Several harnesses of one benchmark share that benchmark's weight: a duplicate does
        not narrow the interval.
        """
        used = [key for key in sorted(model.scores) if key in self.curves]
        if not used:
            return None
        shares = Counter(benchmark for benchmark, _ in used)
        org, org_var = self.organizations.get(model.organization, (0.0, self.spread[0] ** 2))
        fam, fam_var = self.families.get(model.family, (0.0, self.spread[1] ** 2))
        shift = self.growth[0] * model.years + self.growth[1] * model.years**2 + self.growth[2] + org + fam
        numbered = with_parameters and model.log_parameters is not None
        prior = self.by_parameters if numbered else self.by_date
        features = [1.0, model.years, model.years**2, *([model.log_parameters or 0.0] if numbered else [])]
        mean = sum(b * f for b, f in zip(prior[:-1], features, strict=True))
        own = org_var + fam_var + self.spread[2] ** 2
        wide = prior[-1] + own
        theta = mean + shift + np.linspace(-REACH, REACH, POINTS) * wide**0.5
        belief = -((theta - mean - shift) ** 2) / (2 * wide)
        implied = {}
        for key in used:
            alpha, slope, noise = self.curves[key]
            share = (model.scores[key] - self.chance[key[0]]) / (1 - self.chance[key[0]])
            miss = share - 1 / (1 + np.exp(-(alpha + slope * theta)))
            belief -= miss**2 / (2 * noise * shares[key[0]])
            if EDGE < share < 1 - EDGE:
                implied[key] = float((np.log(share / (1 - share)) - alpha) / slope - shift)
        belief = np.exp(belief - belief.max())
        belief /= belief.sum()
        middle = float(belief @ theta)
        gain = prior[-1] / wide
        value = mean + gain * (middle - shift - mean)
        variance = gain**2 * float(belief @ (theta - middle) ** 2) + prior[-1] * own / wide
        return Guess(float(value), float(variance**0.5), model.family in self.families, numbered, float(mean), implied)


def fit(models: Sequence[ScoredModel], chance: Mapping[str, float]) -> EffectiveCompute:
    """Fit by expectation-maximisation on the models of known compute; the order of the models does not matter.

    Raises:
        ValueError: If there are fewer than ten models, or no benchmark with scores of six of them.
    """
    known = sorted((m for m in models if m.log_compute is not None), key=lambda m: m.key)
    observed = observe(known, chance)
    if len(known) < 10 or not observed.keys:
        raise ValueError(
            f"{len(known)} models and {len(observed.keys)} benchmarks with {FEWEST_ON_CURVE} of them are too few to fit"
        )
    x = np.array([m.log_compute for m in known], dtype=np.float64)
    years = np.array([m.years for m in known])
    kin = kinship(known)
    state = _converge(x, np.stack([years, years**2, np.ones(len(known))], axis=1), observed, kin)
    ones = np.ones(len(known))
    sized = np.array([m.log_parameters is not None for m in known])
    size = np.array([m.log_parameters or 0.0 for m in known])
    organizations, families = _effects(state, kin)
    deviation = np.sqrt(state.spread)
    return EffectiveCompute(
        dict(chance),
        by_key(observed, state.alpha, state.slope, _error_around(state, observed)),
        (float(state.growth[0]), float(state.growth[1]), float(state.growth[2])),
        (float(deviation[0]), float(deviation[1]), float(deviation[2])),
        organizations,
        families,
        _regression(np.stack([ones, years, years**2], axis=1), x),
        _regression(np.stack([ones, years, years**2, size], axis=1)[sized], x[sized]),
        float(x.max()),
        len(known),
    )


@dataclass(frozen=True, eq=False)
class _State:
    """The converged fit: effective compute with its variance, the lines, growth, the variances of the effects, the
    residual effective compute without growth, and the scores' precision on it."""

    theta: Array
    var: Array
    alpha: Array
    slope: Array
    growth: Array
    spread: Array
    away: Array
    precision: Array


def _converge(x: Array, time: Array, observed: Observed, kin: Kinship) -> _State:
    """Run ROUNDS rounds: effective compute given lines, growth and spread; then these given it."""
    spread = np.array([0.2, 0.4, 0.3]) ** 2
    growth = np.array([0.4, 0.0, 0.0])
    theta, var = x + time @ growth, np.full(len(x), 0.1)
    alpha, slope, noise = lines(theta, var, observed, np.full(len(observed.keys), 0.5))
    for _ in range(ROUNDS):
        weight = observed.seen / (noise + observed.reading)
        precision, pull = (weight * slope**2).sum(1), (weight * slope * (observed.y - alpha)).sum(1)
        inverse, cov, middle = kin.posterior(spread, precision)
        theta = kin.times(cov, kin.times(inverse, x + time @ growth) + pull)
        var = kin.diagonal(cov)
        alpha, slope, noise = lines(theta, var, observed, noise)
        weighed = kin.times(inverse, time)
        growth = np.linalg.solve(time.T @ weighed + np.diag(GROWTH_RIDGE), weighed.T @ (theta - x))
        away = theta - x - time @ growth
        spread = _spread(spread, kin.times(inverse, away), middle, kin)
    return _State(theta, var, alpha, slope, growth, spread, away, precision)


def _spread(spread: Array, pulled: Array, middle: Blocks, kin: Kinship) -> Array:
    """Return the variances of organisation, family and model effects: mean square of the expected effects plus the
    remaining variance of each.
    """
    found = []
    for variance, label in zip(spread[:-1], kin.labels, strict=True):
        found.append((label.sums(pulled), float(kin.among_sharers(middle, label).sum()), variance))
    found.append((pulled, float(kin.diagonal(middle).sum()), spread[-1]))
    new = []
    for pull, trace, variance in found:
        if not len(pull):  # no model has such a label: nothing is learnt
            new.append(float(variance))
            continue
        left = variance * len(pull) - variance**2 * trace
        new.append(max((float(((variance * pull) ** 2).sum()) + left) / len(pull), LEAST_SPREAD**2))
    return np.array(new)


def _effects(state: _State, kin: Kinship) -> tuple[dict[str, tuple[float, float]], ...]:
    """Return, for each organisation and each family, its expected effect and the variance of that."""
    inverse, _, middle = kin.posterior(state.spread, state.precision)
    pulled = kin.times(inverse, state.away)
    out = []
    for variance, label in zip(state.spread[:-1], kin.labels, strict=True):
        value = variance * label.sums(pulled)
        rest = variance - variance**2 * label.sums(kin.among_sharers(middle, label))
        out.append({name: (float(a), float(max(b, 0.0))) for name, a, b in zip(label.names, value, rest, strict=True)})
    return tuple(out)


def _error_around(state: _State, observed: Observed) -> Array:
    """Return the variance of the shares around each curve, including the uncertainty of effective compute."""
    expected = 1 / (1 + np.exp(-(state.alpha + state.slope * state.theta[:, None])))
    tangent = expected * (1 - expected) * state.slope
    off = (observed.share() - expected) ** 2 + tangent**2 * state.var[:, None]
    return np.asarray(np.maximum((observed.seen * off).sum(0) / observed.seen.sum(0), LEAST_ERROR**2))


def _regression(features: Array, x: Array) -> tuple[float, ...]:
    """Fit least squares with a slight ridge; return the coefficients, then the residual variance."""
    if len(x) <= features.shape[1] + 2:  # too few to fit: a prior as wide as the field
        return (*([23.0] + [0.0] * (features.shape[1] - 1)), 4.0)
    ridge = np.diag([0.0] + [0.5] * (features.shape[1] - 1))
    b = np.linalg.solve(features.T @ features + ridge, features.T @ x)
    left = x - features @ b
    return (*map(float, b), float(left @ left / (len(x) - features.shape[1])))
