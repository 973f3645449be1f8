"""The hierarchical effective-compute model: scores measure compute × efficiency; efficiency grows with the date and differs by
organisation, family and model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flopwatch.estimation.benchmarks.curves import Array
from flopwatch.estimation.benchmarks.truth import Model

FEWEST_ON_CURVE = 6  # models that a benchmark under one harness needs for a curve of its own
ROUNDS = (
    40  # of expectation and maximisation; the largest change of an estimate is below 0.01 decades by then
)
EDGE = 0.02  # shares of the way from chance to full score nearer to either end than this are moved here
READING_ERROR = 0.04  # of a share: settings, samples, rounding
SLOPE_RIDGE = 4.0  # as many models' worth of belief that a benchmark is as steep as the typical one
LEAST_ERROR = 0.03  # of a share: no benchmark is trusted further
REACH, POINTS = (
    5.0,
    201,
)  # the grid over effective compute: standard deviations to either side of what the date suggests
FLATTEST = 0.05  # logits per decade: never negative, so that a higher score never means less compute

Key = tuple[str, str]


@dataclass(frozen=True)
class Guess:
    """An imputed log10 FLOP with its model standard deviation, and the parts it was made of.

    `expected` is what the date, and the working parameters where they are used, suggest without any score; `implied` what each
    benchmark suggests alone, without the date's pull. Both are log10 FLOP."""

    log_compute: float
    sd: float
    family_known: bool
    with_parameters: bool
    expected: float
    implied: Mapping[Key, float]


@dataclass(frozen=True)
class EffectiveCompute:
    """A fitted model: `fit` makes it, `guess` uses it.

        logit((s_ib - c_b) / (1 - c_b)) = α_b + a_b θ_i + ε_ib,   ε_ib ~ N(0, s_b²)
        θ_i = log10 C_i + g1 t_i + g2 t_i² + u_organisation + u_family + v_i

    Args:
        chance: Floor of each benchmark.
        curves: For each (benchmark, harness): α, a, and the variance of the share around the curve.
        growth: g1, g2, g0: decades of effective compute per year from the middle of 2023, per year squared, and at no effect.
        spread: Standard deviations of organisation, family and model effects, in decades.
        organizations: Expected effect and its variance.
        families: Expected effect and its variance.
        by_date: Coefficients of log10 C on (1, t, t²), then the residual variance.
        by_parameters: Coefficients of log10 C on (1, t, t², log10 N), then the residual variance.
        largest: log10 of the largest compute it was fitted on.
        n: Models it was fitted on.
    """

    chance: Mapping[str, float]
    curves: Mapping[Key, tuple[float, float, float]]
    growth: tuple[float, float, float]
    spread: tuple[float, float, float]
    organizations: Mapping[str, tuple[float, float]]
    families: Mapping[str, tuple[float, float]]
    by_date: tuple[float, ...]
    by_parameters: tuple[float, ...]
    largest: float
    n: int

    def guess(self, model: Model, *, with_parameters: bool = True) -> Guess | None:
        """The compute that a model's scores, date and working parameters suggest; None where it has no score on any curve.

        Its own compute is never looked at. Several harnesses of one benchmark share that benchmark's weight: a duplicate does not narrow.
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
        return Guess(
            float(value), float(variance**0.5), model.family in self.families, numbered, float(mean), implied
        )


def fit(models: Sequence[Model], chance: Mapping[str, float]) -> EffectiveCompute:
    """Fit by expectation and maximisation on the models whose compute is known; the same for any order of them.

    Raises:
        ValueError: With fewer than ten models or no benchmark that six of them have.
    """
    known = sorted((m for m in models if m.log_compute is not None), key=lambda m: m.key)
    count = Counter(key for m in known for key in m.scores if key[0] in chance)
    keys = sorted(key for key, n in count.items() if n >= FEWEST_ON_CURVE)
    if len(known) < 10 or not keys:
        raise ValueError(
            f"{len(known)} models and {len(keys)} benchmarks with {FEWEST_ON_CURVE} of them are too few to fit"
        )
    x = np.array([m.log_compute for m in known], dtype=np.float64)
    years = np.array([m.years for m in known])
    time = np.stack([years, years**2, np.ones(len(known))], axis=1)
    y = np.full((len(known), len(keys)), np.nan)
    for i, m in enumerate(known):
        for j, key in enumerate(keys):
            if key in m.scores:
                y[i, j] = logit(m.scores[key], chance[key[0]])
    seen = ~np.isnan(y)
    y = np.where(seen, y, 0.0)
    share = 1 / (1 + np.exp(-y))
    reading = (READING_ERROR / (share * (1 - share))) ** 2
    org, org_names = _design([m.organization for m in known])
    fam, fam_names = _design([m.family for m in known])
    blocks = [org, fam]
    shared = [z @ z.T for z in blocks]
    islands = _islands(known)
    size_of = [z.shape[1] for z in blocks]
    one = np.eye(len(known))
    spread = np.array([0.2, 0.4, 0.3]) ** 2
    growth = np.array([0.4, 0.0, 0.0])
    alpha, slope, noise = np.zeros(len(keys)), np.ones(len(keys)), np.full(len(keys), 0.5)
    theta, var = x + time @ growth, np.full(len(known), 0.1)
    alpha, slope, noise = lines(theta, var, y, seen, reading, noise)
    for _ in range(ROUNDS):
        weight = seen / (noise + reading)
        precision, pull = (weight * slope**2).sum(1), (weight * slope * (y - alpha)).sum(1)
        mean = x + time @ growth
        inverse, cov, middle = _posterior(
            spread[0] * shared[0] + spread[1] * shared[1] + spread[2] * one, precision, islands
        )
        theta = cov @ (inverse @ mean + pull)
        var = np.diag(cov)
        alpha, slope, noise = lines(theta, var, y, seen, reading, noise)
        growth = np.linalg.solve(
            time.T @ inverse @ time + np.diag([1.0, 1.0, 1e-6]), time.T @ inverse @ (theta - x)
        )
        away = theta - x - time @ growth
        pulled = inverse @ away
        new = []
        for k, z in enumerate([*blocks, one]):
            pull_k = z.T @ pulled if k < 2 else pulled
            trace = float(np.sum(shared[k] * middle)) if k < 2 else float(np.trace(middle))
            columns = size_of[k] if k < 2 else len(known)
            effect = spread[k] * pull_k
            left = spread[k] * columns - spread[k] ** 2 * trace
            new.append(max((float(effect @ effect) + left) / columns, 0.02**2))
        spread = np.array(new)
    inverse, _, middle = _posterior(
        spread[0] * shared[0] + spread[1] * shared[1] + spread[2] * one, precision, islands
    )
    effects = []
    for k, (z, names) in enumerate(((org, org_names), (fam, fam_names))):
        value = spread[k] * z.T @ (inverse @ away)
        rest = spread[k] - spread[k] ** 2 * np.einsum("ij,ij->j", z, middle @ z)
        effects.append(
            {name: (float(a), float(max(b, 0.0))) for name, a, b in zip(names, value, rest, strict=True)}
        )
    ones = np.ones(len(known))
    sized = np.array([m.log_parameters is not None for m in known])
    size = np.array([m.log_parameters or 0.0 for m in known])
    given = np.where(seen, 1 / (1 + np.exp(-y)), 0.0)
    expected = 1 / (1 + np.exp(-(alpha + slope * theta[:, None])))
    tangent = expected * (1 - expected) * slope
    off = (given - expected) ** 2 + tangent**2 * var[:, None]
    error = np.maximum((seen * off).sum(0) / seen.sum(0), LEAST_ERROR**2)
    return EffectiveCompute(
        dict(chance),
        {key: (float(alpha[j]), float(slope[j]), float(error[j])) for j, key in enumerate(keys)},
        (float(growth[0]), float(growth[1]), float(growth[2])),
        (float(spread[0] ** 0.5), float(spread[1] ** 0.5), float(spread[2] ** 0.5)),
        effects[0], effects[1],
        _regression(np.stack([ones, years, years**2], axis=1), x),
        _regression(np.stack([ones, years, years**2, size], axis=1)[sized], x[sized]),
        float(x.max()), len(known),
    )  # fmt: skip


def _posterior(
    prior: Array, precision: Array, islands: Sequence[NDArray[np.intp]]
) -> tuple[Array, Array, Array]:
    """The inverse of the prior covariance Σ, the posterior covariance Λ, and Σ⁻¹ - Σ⁻¹ Λ Σ⁻¹, for all islands of one size at once.

    Models that share neither organisation nor family are independent: small matrices, where one large one would take seconds."""
    inverse, cov, middle = np.zeros_like(prior), np.zeros_like(prior), np.zeros_like(prior)
    for group in islands:  # (islands, members)
        rows, columns = group[:, :, None], group[:, None, :]
        inv = np.linalg.inv(prior[rows, columns])
        after = np.linalg.inv(inv + precision[group][:, :, None] * np.eye(group.shape[1]))
        inverse[rows, columns], cov[rows, columns] = inv, after
        middle[rows, columns] = inv - inv @ after @ inv
    return inverse, cov, middle


def _islands(models: Sequence[Model]) -> list[NDArray[np.intp]]:
    """Groups of models that are linked by a shared organisation or family: for each size of group an array (groups, members)."""
    leader = list(range(len(models)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    first: dict[tuple[str, str], int] = {}
    for i, model in enumerate(models):
        for label in (("organization", model.organization), ("family", model.family)):
            if label[1]:
                leader[find(i)] = find(first.setdefault(label, i))
    groups: dict[int, list[int]] = {}
    for i in range(len(models)):
        groups.setdefault(find(i), []).append(i)
    sizes: dict[int, list[list[int]]] = {}
    for group in groups.values():
        sizes.setdefault(len(group), []).append(group)
    return [np.array(found, dtype=np.intp) for found in sizes.values()]


def lines(
    theta: Array, var: Array, y: Array, seen: Array, reading: Array, noise: Array
) -> tuple[Array, Array, Array]:
    """For every benchmark at once: level, slope (drawn to the median one) and noise, by weighted least squares with uncertain θ."""
    w = seen / (noise + reading)
    total = w.sum(0)
    mean_t, mean_y = (w * theta[:, None]).sum(0) / total, (w * y).sum(0) / total
    dt, dy = theta[:, None] - mean_t, y - mean_y
    sxx, sxy = (w * (dt**2 + var[:, None])).sum(0), (w * dt * dy).sum(0)
    typical = float(np.median(sxy / sxx))
    ridge = SLOPE_RIDGE * total / seen.sum(0)
    slope = np.maximum((sxy + ridge * typical) / (sxx + ridge), FLATTEST)
    alpha = mean_y - slope * mean_t
    miss = (y - alpha - slope * theta[:, None]) ** 2 + slope**2 * var[:, None] - reading
    noise = np.maximum((seen * miss).sum(0) / seen.sum(0), 0.1**2)
    return alpha, slope, noise


def _design(labels: Sequence[str]) -> tuple[Array, list[str]]:
    """Which model has which label, as a matrix; a model without a label has none of the columns."""
    names = sorted({label for label in labels if label}) or [""]
    place = {name: k for k, name in enumerate(names)}
    out = np.zeros((len(labels), len(names)))
    for i, label in enumerate(labels):
        if label:
            out[i, place[label]] = 1.0
    return out, names


def _regression(features: Array, x: Array) -> tuple[float, ...]:
    """Least squares with a slight ridge; the coefficients, then the residual variance."""
    if len(x) <= features.shape[1] + 2:  # too few to say anything: a prior as wide as the field
        return (*([23.0] + [0.0] * (features.shape[1] - 1)), 4.0)
    ridge = np.diag([0.0] + [0.5] * (features.shape[1] - 1))
    b = np.linalg.solve(features.T @ features + ridge, features.T @ x)
    left = x - features @ b
    return (*map(float, b), float(left @ left / (len(x) - features.shape[1])))


def logit(score: float, chance: float) -> float:
    """The log odds of a score's share of the way from chance to full, kept off both ends."""
    share = min(max((score - chance) / (1 - chance), EDGE), 1 - EDGE)
    return float(np.log(share / (1 - share)))
