"""Models with scores, made by chance from the model that the imputation fits."""

from __future__ import annotations

import math

import numpy as np

from flopwatch.imputation.training_set import ScoredModel

CHANCE = {f"b{k}": 0.25 if k % 2 else 0.0 for k in range(6)}


def made(count: int = 90, seed: int = 7) -> list[ScoredModel]:
    """Models drawn from the model itself: families with an effect, efficiency that grows by half a decade a year."""
    rng = np.random.default_rng(seed)
    out = []
    for f in range(count // 3):
        years, effect = float(rng.uniform(-2, 1.5)), float(rng.normal(0, 0.25))
        for size in range(3):
            compute = float(rng.uniform(21.5, 25))
            theta = compute + 0.5 * years + effect + float(rng.normal(0, 0.1))
            scores = {}
            for k in range(6):
                chance = CHANCE[f"b{k}"]
                z = (0.6 + 0.1 * k) * (theta - 22.5 - 0.3 * k) + float(rng.normal(0, 0.15))
                scores[(f"b{k}", "h")] = chance + (1 - chance) / (1 + math.exp(-z))
            parameters = compute / 2 - 1.6 + float(rng.normal(0, 0.15))
            out.append(
                ScoredModel(
                    f"m{f} {size}",
                    f"m{f}-{size}",
                    f"fam{f}",
                    f"org{f % 7}",
                    years,
                    compute,
                    parameters,
                    scores,
                )
            )
    return out
