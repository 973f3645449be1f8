"""Document 001's imputation: a sigmoid per benchmark on models as compute-efficient as the Llama-3 family, inverted,
the median taken.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from flopwatch.domain import Unknown
from flopwatch.imputation.sigmoids import ZOOMS, Curve, fit_curve

FEWEST = 4  # models that a curve of the ensemble, or of the recipe in validation, is drawn through; two determine one
# The document's own table lists blind guessing as a system of 1e20 FLOP: every curve through its rows has its foot
# there.
CHANCE_LOG_COMPUTE = 20.0
JUDGE = (
    "mmlu"  # the one benchmark of that table that all three computes of the Llama-3 family and most other models have
)
_FAMILY = re.compile(r"(?:meta-)?llama[ -]3(?![0-9])")


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
    """Whether a name is one of the Llama-3 family (3, 3.1, 3.2, 3.3).

    Example:
        >>> is_llama_3("meta-llama/Meta-Llama-3.1-8B"), is_llama_3("huggyllama/llama-30b")
        (True, False)
    """
    return bool(_FAMILY.match(name.casefold()[:200].split("/")[-1]))


@dataclass(frozen=True)
class CurveReading:
    """What the recipe's text leaves open.

    Args:
        judged_once: Whether a model is efficient or not, by JUDGE, and then stands on all its curves; else each
            benchmark judges alone.
        anchored: Whether the table's row of blind guessing is a point of every curve.
    """

    judged_once: bool = True
    anchored: bool = True


# The document keeps models, not scores, that are no less efficient than the fit through the Llama-3 models.
RECIPE = CurveReading()
# The other reading of the same sentence: each benchmark keeps the models above its own Llama-3 curve, and no row of
# guessing.
EACH_ALONE = CurveReading(judged_once=False, anchored=False)


def efficient_models(
    models: Collection[Scored], chance: Mapping[str, float], on: Collection[str], *, anchored: bool = True
) -> frozenset[str]:
    """The Llama-3 family, and the models that score at least what the curve through it alone gives at their compute.

    With several benchmarks (or harnesses) to judge on, the median distance counts.

    Args:
        models: With their scores; those without a compute are passed over.
        chance: The floor of each benchmark.
        on: The benchmarks that judge; one on which fewer than two computes of the family are known does not.
        anchored: Whether the curve's foot is held at blind guessing.

    Returns:
        Names; empty where no benchmark can judge: the rule is undefined then.
    """
    family = [one for one in models if one.log_compute is not None and is_llama_3(one.name)]
    lines = {}
    for benchmark in on:
        points = [one for one in family if benchmark in one.scores]
        if len({one.log_compute for one in points}) >= 2:
            lines[benchmark] = _fit(points, benchmark, chance[benchmark], anchored=anchored)
    if not lines:
        return frozenset()
    kept = {one.name for one in models if is_llama_3(one.name)}
    for one in models:
        above = [
            one.scores[benchmark] - line.score(one.log_compute)
            for benchmark, line in lines.items()
            if one.log_compute is not None and benchmark in one.scores
        ]
        if above and statistics.median(above) >= 0:
            kept.add(one.name)
    return frozenset(kept)


def recipe_curves(
    rest: Collection[Scored],
    chance: Mapping[str, float],
    reading: CurveReading = RECIPE,
    judges: Collection[Scored] | None = None,
    *,
    fewest: int = 2,
) -> dict[str, Curve]:
    """A curve for each benchmark, fitted on the efficient models; none where the Llama-3 family says nothing of them.

    Args:
        rest: The models that curves may be fitted on.
        chance: The floor of each benchmark.
        reading: What the text leaves open.
        judges: The models whose Llama-3 members draw the line of efficiency; `rest` unless the whole family is held
            out.
        fewest: Models that a curve is drawn through; two determine one.
    """
    benchmarks = sorted({key for one in rest for key in one.scores})
    judging = [key for key in benchmarks if key.partition("/")[0] == JUDGE]
    line = judges or rest
    once = efficient_models(line, chance, judging, anchored=reading.anchored) if reading.judged_once else None
    out = {}
    for benchmark in benchmarks:
        efficient = efficient_models(line, chance, [benchmark], anchored=reading.anchored) if once is None else once
        points = [m for m in rest if m.name in efficient and m.log_compute is not None and benchmark in m.scores]
        if len(points) >= fewest and len({m.log_compute for m in points}) >= 2:
            out[benchmark] = _fit(points, benchmark, chance[benchmark], anchored=reading.anchored)
    return out


def curves_of(models: Collection[Scored], chance: Mapping[str, float], *, zooms: int = ZOOMS) -> dict[str, Curve]:
    """A curve for each benchmark that enough models of known compute have a score on, efficient or not, its foot
    anchored.
    """
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
    reading: CurveReading = RECIPE,
) -> RecipeResult | Unknown:
    """Training compute by the recipe of document 001.

        s_b(C) = c_b + (1 - c_b) · σ(a_b (log10 C - d_b));   log10 Ĉ = median over b of d_b + logit((s_b - c_b)/(1 -
        c_b)) / a_b

    The line of the Llama-3 family is drawn without the held-out models, unless the whole family is held out: then it is
    drawn with them, as the document must have done, for otherwise its rule is undefined.

    Args:
        target: The model; its own compute is never looked at.
        models: Those the curves are fitted on.
        chance: The floor of each benchmark.
        held_out: Further names to leave out of the curves.
        reading: What the text leaves open.

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
        return Unknown("no benchmark that has a curve has a score of the model above chance")
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


def _fit(points: Collection[Scored], benchmark: str, chance: float, *, anchored: bool, zooms: int = ZOOMS) -> Curve:
    foot = [(CHANCE_LOG_COMPUTE, chance)] if anchored else []
    pairs = [*foot, *((one.log_compute or 0.0, one.scores[benchmark]) for one in points)]
    x, y = np.array(pairs).T
    return fit_curve(x, y, chance, zooms=zooms)
