"""Document 001's imputation: a sigmoid per benchmark on models as compute-efficient as the Llama-3 family, inverted, the median taken."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from flopwatch.domain import Unknown
from flopwatch.estimation.benchmarks.curves import ZOOMS, Curve, fit_curve

FEWEST = 4  # models a curve is fitted on
CHANCE_LOG_COMPUTE = (
    20.0  # the table of 2024-10 lists blind guessing as a system of 1e20 FLOP; it anchors each curve's foot
)
JUDGED_ON = "mmlu"  # the benchmark that decides whether a model is efficient: the one that most of the Llama-3 family has
FAMILY = ("llama 3", "llama-3", "meta-llama-3")


@dataclass(frozen=True)
class Scored:
    """One model with its scores: log10 of its compute in FLOP where that is known, and a score for each benchmark."""

    name: str
    log_compute: float | None
    scores: Mapping[str, float]


@dataclass(frozen=True)
class RecipeResult:
    """What the recipe gives: compute in FLOP, and the compute each benchmark implies alone."""

    compute_flop: float
    implied_flop: dict[str, float]
    efficient: tuple[str, ...]


def is_llama_3(name: str) -> bool:
    """Whether a name is one of the Llama-3 family (3, 3.1, 3.2, 3.3)."""
    return name.casefold().split("/")[-1].startswith(FAMILY)


def efficient_models(
    models: Collection[Scored], chance: Mapping[str, float], judged_on: str = JUDGED_ON
) -> tuple[str, ...]:
    """The models that score at least what the curve through the Llama-3 family alone gives at their compute, and that family itself.

    Returns:
        Names in order; empty where fewer than two computes of the family are known: the rule is undefined then.
    """
    known = [one for one in models if one.log_compute is not None and judged_on in one.scores]
    family = [one for one in known if is_llama_3(one.name)]
    if len({one.log_compute for one in family}) < 2:
        return ()
    line = _fit(family, judged_on, chance[judged_on])
    kept = [
        one.name
        for one in known
        if is_llama_3(one.name) or one.scores[judged_on] >= line.score(one.log_compute or 0.0)
    ]
    return tuple(sorted({*kept, *(one.name for one in models if is_llama_3(one.name))}))


def curves_of(
    models: Collection[Scored], chance: Mapping[str, float], efficient: Collection[str], *, zooms: int = ZOOMS
) -> dict[str, Curve]:
    """A curve for each benchmark that enough efficient models of known compute have a score on, fitted to `zooms` zooms."""
    out = {}
    wanted = set(efficient)
    for benchmark in sorted({key for one in models for key in one.scores}):
        points = [
            m for m in models if m.name in wanted and m.log_compute is not None and benchmark in m.scores
        ]
        if len(points) >= FEWEST:
            out[benchmark] = _fit(points, benchmark, chance[benchmark], zooms)
    return out


def impute_by_recipe(
    target: Scored,
    models: Collection[Scored],
    chance: Mapping[str, float],
    *,
    held_out: Collection[str] = (),
    judged_on: str = JUDGED_ON,
) -> RecipeResult | Unknown:
    """Training compute by the recipe of document 001.

        s_b(C) = c_b + (1 - c_b) · σ(a_b (log10 C - d_b));   log10 Ĉ = median over b of d_b + logit((s_b - c_b)/(1 - c_b)) / a_b

    Its text leaves two things open. Ours: a model is judged efficient once, by its MMLU score, because BBH and the SEAL benchmarks
    have one or two models of the Llama-3 family; and a curve's foot is anchored where the document's own table puts blind guessing.
    The line of the family is drawn without the held-out models, unless the whole family is held out: then it is drawn with them, as the
    document must have done, for otherwise its rule is undefined.

    Args:
        target: The model; its own compute is never looked at.
        models: Those the curves are fitted on.
        chance: The floor of each benchmark.
        held_out: Further names to leave out of the curves.
        judged_on: The benchmark that decides efficiency.

    Returns:
        Compute in FLOP, or Unknown with the reason.

    Source:
        Document 001, Assumptions.
    """
    away = {target.name, *held_out}
    rest = [one for one in models if one.name not in away]
    efficient = efficient_models(rest, chance, judged_on)
    if not efficient and any(is_llama_3(name) for name in away):
        efficient = efficient_models(models, chance, judged_on)
    if not efficient:
        return Unknown(
            "fewer than two computes of the Llama-3 family are known, so nothing says which models are efficient"
        )
    curves = curves_of(rest, chance, efficient)
    implied = {}
    for benchmark, curve in curves.items():
        if benchmark in target.scores and (value := curve.implied(target.scores[benchmark])) is not None:
            implied[benchmark] = value
    if not implied:
        return Unknown("no benchmark with a curve has a score of the model above chance")
    middle = statistics.median(implied.values())
    return RecipeResult(
        float(10**middle), {key: float(10**value) for key, value in implied.items()}, efficient
    )


def mean_factors(rows: Collection[tuple[float, float]]) -> tuple[float, float]:
    """The mean of max(estimate/truth, truth/estimate) over (truth, estimate) pairs: arithmetic, and geometric.

    Example:
        >>> printed = [(1.0e24, 4.6e24), (3.0e24, 3.4e24), (7.9e24, 1.5e25), (3.8e25, 2.6e25), (7.2e23, 3.5e23),
        ...            (6.3e24, 2.0e25), (3.8e25, 4.6e25)]  # document 001's own rows
        >>> [round(value, 2) for value in mean_factors(printed)]
        [2.22, 1.97]
    """
    factors = [max(a / b, b / a) for a, b in rows]
    return statistics.fmean(factors), statistics.geometric_mean(factors)


def _fit(points: Collection[Scored], benchmark: str, chance: float, zooms: int = ZOOMS) -> Curve:
    x = np.array([CHANCE_LOG_COMPUTE, *(one.log_compute or 0.0 for one in points)])
    y = np.array([chance, *(one.scores[benchmark] for one in points)])
    return fit_curve(x, y, chance, zooms=zooms)
