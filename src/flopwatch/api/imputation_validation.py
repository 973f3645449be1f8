"""The command `validate imputation`: how far off the imputed compute of models of known compute is."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from importlib.metadata import version

from flopwatch.api.imputation import Row, count_by_rule, rounded
from flopwatch.api.imputation_evidence import ImputationData, bytes_of
from flopwatch.domain import BadInput, Unknown
from flopwatch.imputation import (
    EACH_ALONE,
    RECIPE,
    SPLITS,
    Scored,
    impute_by_recipe,
    is_frozen,
    is_llama_3,
    mean_factors,
    regimes,
    table,
    trials,
)

WORST = 12

# The held-out rows that document 001 prints: what was held out, the model, true and imputed FLOP.
PRINTED: tuple[tuple[str, str, float, float], ...] = (
    ("DeepSeek-v2", "DeepSeek-V2", 1.0e24, 4.6e24),
    ("Qwen-2", "Qwen2-72B", 3.0e24, 3.4e24),
    ("Qwen-2.5 72B", "Qwen2.5-72B", 7.9e24, 1.5e25),
    ("Llama-3 405B", "Llama 3.1 405B", 3.8e25, 2.6e25),
    ("Llama-3 family", "Llama 3 8B", 7.2e23, 3.5e23),
    ("Llama-3 family", "Llama 3 70B", 6.3e24, 2.0e25),
    ("Llama-3 family", "Llama 3.1 405B", 3.8e25, 4.6e25),
)


def validate_imputation(evidence: ImputationData, splits: Sequence[str] = ()) -> Row:
    """Impute every model of known compute by fits that did not see it, and say how far off they were.

    Args:
        evidence: Scores and known compute.
        splits: Which splits; all of them where empty.

    Raises:
        BadInput: If a split is unknown or too few models have both compute and scores.
    """
    splits = splits or SPLITS
    if wrong := sorted(set(splits) - set(SPLITS)):
        raise BadInput(f"split {wrong[0]!r} is not one of {', '.join(SPLITS)}.")
    truth = evidence.truth()
    try:
        found = trials(truth, evidence.chance, splits)
    except ValueError as error:
        raise BadInput(f"{error}. Give more tables of scores, or --epoch with Epoch's table of models.") from error
    worst = sorted(found, key=lambda one: (-abs(one.imputed - one.truth), one.model))
    return {
        "rows": table(found),
        "regimes": regimes(found),
        "misses": [
            {
                "model": one.model,
                "method": one.method,
                "split": one.split,
                "recorded_flop": rounded(10**one.truth),
                "imputed_flop": rounded(10**one.imputed),
                "error_factor": rounded(10 ** abs(one.imputed - one.truth)),
            }
            for one in [w for w in worst if w.method != "recipe"][:WORST]
        ],
        "truth": {
            "models": len(truth),
            "at_least_1e23": sum((m.log_compute or 0) >= 23 for m in truth),
            "at_least_1e24": sum((m.log_compute or 0) >= 24 for m in truth),
            "benchmarks": len({b for m in truth for b, _ in m.scores}),
            "scores": sum(len(m.scores) for m in truth),
            "excluded": count_by_rule(evidence.excluded),
        },
        "excluded": [{"model": one.name, "rule": one.rule, "reason": one.reason} for one in evidence.excluded],
        "frozen": {
            "rule": "families whose name's SHA-256 begins with a byte below 51",
            "models": sum(is_frozen(m.family) for m in truth),
            "families": sorted({m.family for m in truth if is_frozen(m.family)}),
        },
        "made_with": {
            "flopwatch": version("flopwatch"),
            "inputs": [
                {"file": path.name, "sha256": hashlib.sha256(bytes_of(path)).hexdigest()} for path in evidence.files
            ],
        },
        "document_001": held_out_rows(evidence),
    }


def held_out_rows(evidence: ImputationData) -> list[Row]:
    """Document 001's held-out table by its recipe, where its own table of scores (`System`, …) is among the files;
    else empty.
    """
    scores: dict[str, dict[str, float]] = {}
    chance = {f"{b}/{h}": c for b, c in evidence.chance.items() for h in ("reported", "helm")}
    files = {row.source for row in evidence.reading.computes if row.model == "Llama 3.1 405B"}
    for score in evidence.reading.scores:
        if (
            score.source in files and score.benchmark != "arena"
        ):  # a rating has no floor and no ceiling to draw a sigmoid between
            scores.setdefault(score.model, {})[f"{score.benchmark}/{score.harness}"] = score.value
    models = [
        Scored(row.model, math.log10(row.compute_flop) if row.compute_flop else None, scores.get(row.model, {}))
        for row in evidence.reading.computes
        if row.source in files
    ]
    if not models:
        return []
    by_name = {model.name: model for model in models}
    family = [model.name for model in models if is_llama_3(model.name)]
    rows = []
    for held, name, true, printed in PRINTED:
        row: Row = {
            "held_out": held,
            "model": name,
            "recorded_flop": true,
            "printed_flop": printed,
            "computed_flop": None,
            "fitted_flop": None,
            "note": "",
        }
        if name not in by_name:
            row["note"] = "the table has no scores of it"
        else:
            away = family if held == "Llama-3 family" else []
            for column, reading in (("computed_flop", EACH_ALONE), ("fitted_flop", RECIPE)):
                found = impute_by_recipe(by_name[name], models, chance, held_out=away, reading=reading)
                if isinstance(found, Unknown):
                    row["note"] = found.reason
                else:
                    row[column] = rounded(found.compute_flop)
        rows.append(row)
    arithmetic, geometric = mean_factors([(true, printed) for _, _, true, printed in PRINTED])
    means = {}
    for column in ("computed_flop", "fitted_flop"):
        ours = [(row["recorded_flop"], row[column]) for row in rows if row[column]]
        means[column] = mean_factors(ours) if ours else (None, None)
    for place, (label, published) in enumerate(
        (("arithmetic mean factor", arithmetic), ("geometric mean factor", geometric))
    ):
        factors = {}
        for name, column in (("computed_factor", "computed_flop"), ("fitted_factor", "fitted_flop")):
            value = means[column][place]
            factors[name] = None if value is None else rounded(value)
        rows.append({"held_out": label, "printed_factor": rounded(published), **factors})
    return rows
