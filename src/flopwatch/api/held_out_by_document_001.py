"""Document 001's held-out table: each model imputed by its recipe, in two readings: as worded, and as it matches."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from flopwatch.api.imputation_evidence import ImputationData
from flopwatch.domain import Unknown, rounded
from flopwatch.imputation import (
    EACH_ALONE,
    RECIPE,
    Scored,
    impute_by_recipe,
    is_llama_3,
    mean_factors,
)

# The held-out rows that document 001 prints: held-out group, model, true and imputed FLOP.
PRINTED: tuple[tuple[str, str, float, float], ...] = (
    ("DeepSeek-v2", "DeepSeek-V2", 1.0e24, 4.6e24),
    ("Qwen-2", "Qwen2-72B", 3.0e24, 3.4e24),
    ("Qwen-2.5 72B", "Qwen2.5-72B", 7.9e24, 1.5e25),
    ("Llama-3 405B", "Llama 3.1 405B", 3.8e25, 2.6e25),
    ("Llama-3 family", "Llama 3 8B", 7.2e23, 3.5e23),
    ("Llama-3 family", "Llama 3 70B", 6.3e24, 2.0e25),
    ("Llama-3 family", "Llama 3.1 405B", 3.8e25, 4.6e25),
)


class HeldOutModel(msgspec.Struct, frozen=True):
    """One held-out model of the document: its recorded compute, the document's figure, and ours, in FLOP.

    Args:
        held_out: The held-out group, in the document's words.
        model: The model.
        recorded_flop: Its recorded compute.
        printed_flop: The document's imputed figure.
        computed_flop: Imputed from each benchmark alone; None if that is impossible.
        fitted_flop: Imputed by the reading of the recipe that matches the document's first row; None if that is
            impossible.
        note: The reason why a figure is missing.
    """

    held_out: str
    model: str
    recorded_flop: float
    printed_flop: float
    computed_flop: float | None
    fitted_flop: float | None
    note: str


class MeanFactor(msgspec.Struct, frozen=True):
    """A mean over the held-out models of max(imputed ÷ recorded, recorded ÷ imputed)."""

    held_out: str
    printed_factor: float
    computed_factor: float | None
    fitted_factor: float | None


def held_out_models(evidence: ImputationData) -> list[HeldOutModel]:
    """Impute the document's held-out models by its recipe.

    Returns:
        A row for each; empty if the document's own table of scores (`System`, …) is not among the files.
    """
    models = _scored(evidence)
    if not models:
        return []
    chance = {f"{b}/{h}": c for b, c in evidence.chance.items() for h in ("reported", "helm")}
    by_name = {model.name: model for model in models}
    family = [model.name for model in models if is_llama_3(model.name)]
    rows = []
    for held, name, true, printed in PRINTED:
        flop: dict[str, float] = {}
        note = "" if name in by_name else "the table has no scores of it"
        away = family if held == "Llama-3 family" else []
        for column, reading in (("computed", EACH_ALONE), ("fitted", RECIPE)) if name in by_name else ():
            found = impute_by_recipe(by_name[name], models, chance, held_out=away, reading=reading)
            if isinstance(found, Unknown):
                note = found.reason
            else:
                flop[column] = rounded(found.compute_flop, 4)
        rows.append(HeldOutModel(held, name, true, printed, flop.get("computed"), flop.get("fitted"), note))
    return rows


def _scored(evidence: ImputationData) -> list[Scored]:
    """Return the models of the document's own table with their scores by `benchmark/harness`."""
    files = {row.source for row in evidence.reading.computes if row.model == "Llama 3.1 405B"}
    scores: dict[str, dict[str, float]] = {}
    for score in evidence.reading.scores:
        # A rating has no lower and upper limit for a sigmoid.
        if score.source in files and score.benchmark != "arena":
            scores.setdefault(score.model, {})[f"{score.benchmark}/{score.harness}"] = score.value
    return [
        Scored(row.model, math.log10(row.compute_flop) if row.compute_flop else None, scores.get(row.model, {}))
        for row in evidence.reading.computes
        if row.source in files
    ]


def mean_factors_of(rows: Sequence[HeldOutModel]) -> list[MeanFactor]:
    """Return the arithmetic and geometric mean factors of the document's figures and of ours; empty without rows."""
    if not rows:
        return []
    printed = mean_factors([(true, imputed) for _, _, true, imputed in PRINTED])
    computed = _means([(one.recorded_flop, one.computed_flop) for one in rows if one.computed_flop])
    fitted = _means([(one.recorded_flop, one.fitted_flop) for one in rows if one.fitted_flop])
    labels = ("arithmetic mean factor", "geometric mean factor")
    return [
        MeanFactor(label, rounded(published, 4), ours, recipe)
        for label, published, ours, recipe in zip(labels, printed, computed, fitted, strict=True)
    ]


def _means(pairs: Sequence[tuple[float, float]]) -> tuple[float | None, float | None]:
    if not pairs:
        return None, None
    arithmetic, geometric = mean_factors(pairs)
    return rounded(arithmetic, 4), rounded(geometric, 4)
