"""Ensemble weights and intervals from the errors on held-out models; an interval never uses the model it is for."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.90
BANDS = (23.0, 24.0)  # log10 FLOP: below, between, above
EDGES = ("below 1e23", "1e23 to 1e24", "above 1e24")
LENT = 20.0  # effective number of residuals that all other bands together add to a band's quantile
HALF_LIFE = 1.0  # years of distance in date that halve a residual's weight; fixed before it was scored
FEWEST_FOR_WEIGHTS = 20  # errors; with fewer the members have equal weights
EQUALITY = 0.3  # of the members' mean squared error: strength of the shrinkage of their weights to equal ones


Kind = tuple[bool, bool]  # parameters known, family known


@dataclass(frozen=True)
class HeldOut:
    """One model imputed by a fit that did not use it.

    Args:
        family_known: Whether the fit used a model of the same family.
        with_parameters: Whether working parameters were used.
        fold: The fold that held it out.
        sd: The hierarchical model's standard deviation, in decades: the unit of its error.
        said: Each member's log10 FLOP.
        truth: log10 FLOP.
        years: The model's date, as `Model` counts it.
    """

    family_known: bool
    with_parameters: bool
    fold: int
    sd: float
    said: dict[str, float]
    truth: float
    years: float = 0.0

    @property
    def kind(self) -> Kind:
        """(with parameters, family known)."""
        return self.with_parameters, self.family_known


@dataclass(frozen=True)
class Residual:
    """The ensemble's error on a held-out model, in standard deviations, with what was known of the model, the band of
    its true compute, and its date.
    """

    family_known: bool
    with_parameters: bool
    band: int
    times_sd: float
    years: float = 0.0


def band(log_compute: float) -> int:
    """Return the band of a log10 FLOP: 0 below 1e23 FLOP, 1 to 1e24, 2 above."""
    return sum(log_compute >= edge for edge in BANDS)


def weights_of(held_out: Sequence[HeldOut]) -> dict[str, float]:
    """Return the members' weights: least mean squared error, shrunk to equal weights, none negative.

        w = argmin wᵀ (E/n + ρ I) w,  Σ w = 1, w ≥ 0;   E = Σ e eᵀ over held-out models,
        ρ = EQUALITY · tr(E) / (n · members)

    Example:
        >>> one = HeldOut(False, False, 0, 1.0, {"a": 24.0, "b": 25.0}, 24.0)
        >>> found = weights_of([one] * 30)
        >>> round(found["a"], 2), round(sum(found.values()), 2)
        (0.88, 1.0)
    """
    names = list(held_out[0].said) if held_out else []
    if len(held_out) < FEWEST_FOR_WEIGHTS:
        return dict.fromkeys(names, 1 / len(names)) if names else {}
    errors = np.array([[one.said[name] - one.truth for name in names] for one in held_out])
    moment = errors.T @ errors / len(errors)
    moment += (EQUALITY * float(np.trace(moment)) / len(names) + 1e-9) * np.eye(len(names))
    kept = list(range(len(names)))
    while True:
        solved = np.linalg.solve(moment[np.ix_(kept, kept)], np.ones(len(kept)))
        if solved.min() >= 0:
            break
        kept.pop(int(solved.argmin()))
    share = solved / solved.sum()
    return {names[i]: float(w) for i, w in zip(kept, share, strict=True)}


def all_weights(held_out: Iterable[HeldOut]) -> dict[Kind, dict[str, float]]:
    """Return the weights for each kind of model; a kind with few errors takes those of all with the same parameters."""
    by_kind: dict[Kind, list[HeldOut]] = defaultdict(list)
    for one in held_out:
        by_kind[one.kind].append(one)
    out = {}
    for numbered in (False, True):
        pooled = [one for kind, found in sorted(by_kind.items()) if kind[0] == numbered for one in found]
        for family in (False, True):
            found = by_kind.get((numbered, family), [])
            out[(numbered, family)] = weights_of(found if len(found) >= FEWEST_FOR_WEIGHTS else pooled)
    return out


def shares(said: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    """Return each member's weight as a share of one; equal shares if no weights are known."""
    known = {name: weights.get(name, 0.0) for name in said}
    total = math.fsum(known.values())
    return {name: weight / total if total else 1 / len(said) for name, weight in known.items()}


def blend(said: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted mean of the members' log10 FLOP."""
    return math.fsum(said[name] * share for name, share in shares(said, weights).items())


def residuals_of(held_out: Sequence[HeldOut]) -> tuple[Residual, ...]:
    """Return the ensemble's errors, each with weights from the other folds, so that no weight is fitted to it."""
    out = []
    for fold in sorted({one.fold for one in held_out}):
        weights = all_weights(one for one in held_out if one.fold != fold)
        for one in held_out:
            if one.fold == fold:
                value = blend(one.said, weights[one.kind])
                out.append(
                    Residual(
                        one.family_known,
                        one.with_parameters,
                        band(one.truth),
                        abs(value - one.truth) / one.sd,
                        one.years,
                    )
                )
    return tuple(out)


def interval(
    log_compute: float,
    sd: float,
    kind: Kind,
    residuals: Sequence[Residual],
    newer: float | None = None,
) -> tuple[float, float, str]:
    """Return the ends of the 90% interval, in log10 FLOP, and the name of its regime.

    The half-width is conformal: a quantile of the residuals of held-out models, by band of true compute.

        {x : |x - log10 Ĉ| ≤ q_b(x) · sd},  b(x) the band of x, q_b the 90% quantile of the residuals of that band

    The quantile follows the band of the true compute, so that each band has its own coverage: large models are imputed
    too low, and an interval calibrated on all models together would miss them. A band's own residuals count fully;
    those of the other bands count together as at most LENT, so that a band with few residuals takes the quantile of the
    wider regime. If no model of that kind {parameters known, family known} was held out, all with the same parameters
    are used.

    For a model within the dates of the held-out ones, exchangeability holds. For one newer than all of them it does not
    (efficiency drifts): a residual's weight then halves for each HALF_LIFE that it is farther from the model's date
    than the nearest residual.

    Args:
        log_compute: The imputed log10 FLOP.
        sd: The unit of the residuals, in decades.
        kind: (parameters known, family known).
        residuals: Residuals of held-out models.
        newer: Date of the model if it is newer than all fitted models, as `Model` counts it; else None.

    Source:
        Barber, Candès, Ramdas, Tibshirani (2023), "Conformal prediction beyond exchangeability": weights fixed
        beforehand.
    """
    numbered, family = kind
    words = f"parameters {'known' if numbered else 'unknown'}, family {'known' if family else 'unknown'}"
    same = [r for r in residuals if r.with_parameters == numbered]
    near = [r for r in same if r.family_known == family] or same
    if not near:
        return log_compute - 2 * sd, log_compute + 2 * sd, f"{words}, no residuals: two standard deviations"
    weighed = by_nearness(near, newer)
    low, high = math.inf, -math.inf
    for place, (start, end) in enumerate(zip((-math.inf, *BANDS), (*BANDS, math.inf), strict=True)):
        half = band_quantile(weighed, place) * sd
        below, above = max(log_compute - half, start), min(log_compute + half, end)
        if below <= above:
            low, high = min(low, below), max(high, above)
    counts = ", ".join(
        f"{sum(r.band == place for r in near)} {edge}"
        for place, edge in enumerate(("below 1e23", "from 1e23 to 1e24", "above 1e24"))
    )
    return low, high, f"{words}: {counts} FLOP were held out"


def by_nearness(residuals: Sequence[Residual], years: float | None) -> list[tuple[Residual, float]]:
    """Weight each residual by its distance in date from the nearest: 0.5 ** (distance / HALF_LIFE); 1 without a date.

    Example:
        >>> [weight for _, weight in by_nearness([Residual(True, True, 0, 1.0, t) for t in (-2.0, 0.0, 1.0)], 1.5)]
        [0.125, 0.5, 1.0]
    """
    if years is None:
        return [(one, 1.0) for one in residuals]
    distances = [abs(one.years - years) for one in residuals]
    return [(one, 0.5 ** ((far - min(distances)) / HALF_LIFE)) for one, far in zip(residuals, distances, strict=True)]


def band_quantile(weighed: Sequence[tuple[Residual, float]], place: int) -> float:
    """Return the 90% quantile of one band's residuals, plus those of other bands at a total weight of at most LENT."""
    own = [(one.times_sd, weight) for one, weight in weighed if one.band == place]
    others = [(one.times_sd, weight) for one, weight in weighed if one.band != place]
    total = math.fsum(weight for _, weight in others)
    share = min(LENT, total) / total if others else 0.0
    return weighted_quantile([*own, *((value, weight * share) for value, weight in others)])


def weighted_quantile(values: Sequence[tuple[float, float]], level: float = LEVEL) -> float:
    """Return the `level` quantile of weighted values, with a weight of one added above all values for the new model.

    Returns:
        The smallest value with at least `level` of all weight at or below it; the largest if there is none.

    Example:
        >>> weighted_quantile([(float(k), 1.0) for k in range(1, 20)])
        18.0
    """
    wanted = level * (math.fsum(weight for _, weight in values) + 1)
    total = 0.0
    ordered = sorted(values)
    for value, weight in ordered:
        total += weight
        if total >= wanted - 1e-9:
            return value
    return ordered[-1][0]
