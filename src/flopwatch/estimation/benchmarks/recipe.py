"""Document 001's imputation: a sigmoid per benchmark on models as compute-efficient as the Llama-3 family, inverted, the median taken."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from flopwatch.domain import Unknown
from flopwatch.estimation.benchmarks.curves import ZOOMS, Curve, fit_curve

FEWEST = (
    4  # models a curve of the ensemble is fitted on; the recipe's own take any number that determines a curve
)
CHANCE_LOG_COMPUTE = (
    20.0  # the table of 2024-10 lists blind guessing as a system of 1e20 FLOP; it can anchor a curve's foot
)
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


def is_llama_3(name: str) -> bool:
    """Whether a name is one of the Llama-3 family (3, 3.1, 3.2, 3.3)."""
    return name.casefold().split("/")[-1].startswith(FAMILY)


@dataclass(frozen=True)
class Reading:
    """What the recipe's text leaves open.

    Args:
        judged_on: The benchmark whose Llama-3 curve says which models are efficient; "" where each benchmark judges for itself.
        anchored: Whether each curve's foot is held where the document's own table puts blind guessing.
    """

    judged_on: str = ""
    anchored: bool = False


# The words as they stand: a curve per benchmark, held against the Llama-3 models' own curve on that benchmark.
LITERAL = Reading()


def efficient_models(
    models: Collection[Scored], chance: Mapping[str, float], benchmark: str, *, anchored: bool = False
) -> tuple[str, ...]:
    """The models that score on a benchmark at least what the curve through the Llama-3 family alone gives at their compute, and the family.

    Returns:
        Names in order; empty where fewer than two computes of the family are known on it: the rule is undefined then.
    """
    known = [one for one in models if one.log_compute is not None and benchmark in one.scores]
    family = [one for one in known if is_llama_3(one.name)]
    if len({one.log_compute for one in family}) < 2:
        return ()
    line = _fit(family, benchmark, chance[benchmark], anchored=anchored)
    kept = [
        one.name
        for one in known
        if is_llama_3(one.name) or one.scores[benchmark] >= line.score(one.log_compute or 0.0)
    ]
    return tuple(sorted({*kept, *(one.name for one in models if is_llama_3(one.name))}))


def recipe_curves(
    rest: Collection[Scored],
    chance: Mapping[str, float],
    reading: Reading = LITERAL,
    judges: Collection[Scored] | None = None,
    *,
    fewest: int = 2,
) -> dict[str, Curve]:
    """A curve for each benchmark, fitted on its efficient models; none where the Llama-3 family says nothing of it.

    Args:
        rest: The models that curves may be fitted on.
        chance: The floor of each benchmark.
        reading: What the text leaves open.
        judges: The models whose Llama-3 members draw the line of efficiency; `rest` unless the whole family is held out.
        fewest: Models that a curve is drawn through; two determine one.
    """
    out = {}
    for benchmark in sorted({key for one in rest for key in one.scores}):
        efficient = set(
            efficient_models(
                judges or rest, chance, reading.judged_on or benchmark, anchored=reading.anchored
            )
        )
        points = [
            m for m in rest if m.name in efficient and m.log_compute is not None and benchmark in m.scores
        ]
        if (
            len(points) >= max(fewest, FEWEST if reading.anchored else 0)
            and len({m.log_compute for m in points}) >= 2
        ):
            out[benchmark] = _fit(points, benchmark, chance[benchmark], anchored=reading.anchored)
    return out


def curves_of(
    models: Collection[Scored], chance: Mapping[str, float], *, zooms: int = ZOOMS
) -> dict[str, Curve]:
    """A curve for each benchmark that enough models of known compute have a score on, efficient or not, its foot anchored."""
    out = {}
    for benchmark in sorted({key for one in models for key in one.scores}):
        points = [m for m in models if m.log_compute is not None and benchmark in m.scores]
        if len(points) >= FEWEST:
            out[benchmark] = _fit(points, benchmark, chance[benchmark], anchored=True, zooms=zooms)
    return out


def impute_by_recipe(
    target: Scored,
    models: Collection[Scored],
    chance: Mapping[str, float],
    *,
    held_out: Collection[str] = (),
    reading: Reading = LITERAL,
) -> RecipeResult | Unknown:
    """Training compute by the recipe of document 001.

        s_b(C) = c_b + (1 - c_b) · σ(a_b (log10 C - d_b));   log10 Ĉ = median over b of d_b + logit((s_b - c_b)/(1 - c_b)) / a_b

    The line of the Llama-3 family is drawn without the held-out models, unless the whole family is held out: then it is drawn with them,
    as the document must have done, for otherwise its rule is undefined.

    Args:
        target: The model; its own compute is never looked at.
        models: Those the curves are fitted on.
        chance: The floor of each benchmark.
        held_out: Further names to leave out of the curves.
        reading: What the text leaves open; the literal one unless asked otherwise.

    Returns:
        Compute in FLOP, or Unknown with the reason.

    Source:
        Document 001, Assumptions.
    """
    away = {target.name, *held_out}
    rest = [one for one in models if one.name not in away]
    if not any(is_llama_3(one.name) for one in models):
        return Unknown("no model of the Llama-3 family is known, so nothing says which models are efficient")
    gone = not any(is_llama_3(one.name) for one in rest)
    curves = recipe_curves(rest, chance, reading, models if gone else None)
    implied = {}
    for benchmark, curve in curves.items():
        if benchmark in target.scores and (value := curve.implied(target.scores[benchmark])) is not None:
            implied[benchmark] = value
    if not implied:
        return Unknown(
            "no benchmark that two computes of the Llama-3 family are known on has a score of the model above chance"
        )
    middle = statistics.median(implied.values())
    return RecipeResult(float(10**middle), {key: float(10**value) for key, value in implied.items()})


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


def _fit(
    points: Collection[Scored], benchmark: str, chance: float, *, anchored: bool, zooms: int = ZOOMS
) -> Curve:
    foot = [(CHANCE_LOG_COMPUTE, chance)] if anchored else []
    pairs = [*foot, *((one.log_compute or 0.0, one.scores[benchmark]) for one in points)]
    x, y = np.array(pairs).T
    return fit_curve(x, y, chance, zooms=zooms)
