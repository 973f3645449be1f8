"""Document 001's imputation: a sigmoid per benchmark on models as compute-efficient as the Llama-3 family, inverted,
then the median over benchmarks.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from flopwatch.domain import Unknown
from flopwatch.imputation.sigmoids import ZOOMS, Curve, fit_curve

FEWEST = 4  # models that a curve of the ensemble, or of the recipe in validation, is fitted on; two determine one
# The document's own table lists blind guessing as a system of 1e20 FLOP: every curve through its rows starts there.
CHANCE_LOG_COMPUTE = 20.0
JUDGE = (
    "mmlu"  # the only benchmark of that table that all three computes of the Llama-3 family and most other models have
)
_FAMILY = re.compile(r"(?:meta-)?llama[ -]3(?![0-9])")


@dataclass(frozen=True)
class Scored:
    """One model with its scores: log10 of its compute in FLOP, or None, and a score for each benchmark."""

    name: str
    log_compute: float | None
    scores: Mapping[str, float]


@dataclass(frozen=True)
class RecipeResult:
    """The recipe's result: compute in FLOP, and the compute that each benchmark implies alone."""

    compute_flop: float
    implied_flop: dict[str, float]


def is_llama_3(name: str) -> bool:
    """Return whether a name is one of the Llama-3 family (3, 3.1, 3.2, 3.3).

    Example:
        >>> is_llama_3("meta-llama/Meta-Llama-3.1-8B"), is_llama_3("huggyllama/llama-30b")
        (True, False)
    """
    return bool(_FAMILY.match(name.casefold()[:200].split("/")[-1]))


@dataclass(frozen=True)
class CurveReading:
    """A choice of reading where the recipe's text is ambiguous.

    Args:
        judged_once: Whether JUDGE alone decides if a model is efficient and thus on all curves; else each benchmark
            decides for its own curve.
        anchored: Whether the table's row of blind guessing is a point of every curve.
    """

    judged_once: bool = True
    anchored: bool = True


# The document selects models, not scores, that are no less efficient than the fit through the Llama-3 models.
RECIPE = CurveReading()
# The other reading of the same sentence: each benchmark selects the models above its own Llama-3 curve, without the row
# of guessing.
EACH_ALONE = CurveReading(judged_once=False, anchored=False)


def efficient_models(
    models: Collection[Scored], chance: Mapping[str, float], on: Collection[str], *, anchored: bool = True
) -> frozenset[str]:
    """Return the Llama-3 family, and the models that score at or above its curve at their compute.

    With several benchmarks (or harnesses), the median distance decides.

    Args:
        models: Models with their scores; those without a compute are skipped.
        chance: The floor of each benchmark.
        on: The benchmarks to compare on; one with fewer than two known computes of the family is not used.
        anchored: Whether the curve passes through blind guessing.

    Returns:
        Names; empty if no benchmark can be used, because the rule is then undefined.
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
    """Fit a curve for each benchmark on the efficient models; none for a benchmark without Llama-3 scores.

    Args:
        rest: The models that curves may be fitted on.
        chance: The floor of each benchmark.
        reading: The reading of the recipe's text.
        judges: The models whose Llama-3 members define efficiency; `rest` unless the whole family is held out.
        fewest: Models needed for a curve; two determine one.
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
    """Fit an anchored curve for each benchmark with enough scores of models of known compute, efficient or not."""
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
    """Impute training compute by the recipe of document 001, in FLOP.

        s_b(C) = c_b + (1 - c_b) · σ(a_b (log10 C - d_b));   log10 Ĉ = median over b of d_b + logit((s_b - c_b)/(1 -
        c_b)) / a_b

    The Llama-3 curve is fitted without the held-out models, unless the whole family is held out. Then it is fitted with
    them, as the document must have done, because the rule would otherwise be undefined.

    Args:
        target: The model; its own compute is not used.
        models: The models to fit the curves on.
        chance: The floor of each benchmark.
        held_out: Further names to leave out of the curves.
        reading: The reading of the recipe's text.

    Returns:
        The result, or Unknown with the reason.

    Source:
        Document 001, Assumptions.
    """
    away = {target.name, *held_out}
    rest = [one for one in models if one.name not in away]
    if not any(is_llama_3(one.name) for one in models):
        return Unknown("no model of the Llama-3 family is known, so the efficient models cannot be selected")
    gone = not any(is_llama_3(one.name) for one in rest)
    curves = recipe_curves(rest, chance, reading, models if gone else None)
    implied = {}
    for benchmark, curve in curves.items():
        if benchmark in target.scores and (value := curve.implied(target.scores[benchmark])) is not None:
            implied[benchmark] = value
    if not implied:
        return Unknown("the model has no score above chance on a benchmark with a curve")
    middle = statistics.median(implied.values())
    return RecipeResult(float(10**middle), {key: float(10**value) for key, value in implied.items()})


def mean_factors(rows: Collection[tuple[float, float]]) -> tuple[float, float]:
    """Return the arithmetic and the geometric mean of max(estimate/truth, truth/estimate) over (truth, estimate) pairs.

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
