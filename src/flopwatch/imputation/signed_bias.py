"""Signed bias of imputation by band of compute: the true over the imputed compute of held-out models."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np

from flopwatch.imputation.cross_validation import Trial

SPLIT = "family"  # whole families held out: a model whose compute is not disclosed rarely has a relative that is
BY = ("imputed", "true")
EDGES = (23.0, 24.0, 25.0)  # log10 FLOP
NAMES = ("below 1e23", "1e23 to 1e24", "1e24 to 1e25", "above 1e25")


class BiasRow(msgspec.Struct, frozen=True):
    """The signed error of one band.

    Args:
        method: `scores` or `scores+parameters`.
        by: The compute that the band is of: `imputed`, known when imputing, or `true`.
        band: The band, in FLOP.
        n: Held-out models.
        true_over_imputed: Geometric mean of true ÷ imputed compute; above 1 where models come out too low.
        low: 5% quantile of the same.
        high: 95% quantile of the same.
        lower_ends: Of how many models only the lower end is published.
        lower_ends_wrong: How many of those have less compute than it.
    """

    method: str
    by: str
    band: str
    n: int
    true_over_imputed: float
    low: float
    high: float
    lower_ends: int
    lower_ends_wrong: int


def bias_by_band(found: Sequence[Trial]) -> list[BiasRow]:
    """Return one row for each method, kind of band and band that has held-out models."""
    groups: dict[tuple[str, int, int], list[Trial]] = defaultdict(list)
    for one in found:
        if one.split == SPLIT and one.interval is not None:
            for kind, value in enumerate((one.imputed, one.truth)):
                groups[one.method, kind, sum(value >= edge for edge in EDGES)].append(one)
    rows = []
    for (method, kind, place), chosen in sorted(groups.items()):
        off = [one.truth - one.imputed for one in chosen]
        low, high = np.quantile(off, [0.05, 0.95])
        ends = [(one.truth, one.interval[0]) for one in chosen if one.interval and math.isinf(one.interval[1])]
        rows.append(
            BiasRow(
                method,
                BY[kind],
                NAMES[place],
                len(chosen),
                _factor(statistics.fmean(off)),
                _factor(low),
                _factor(high),
                len(ends),
                sum(truth < least for truth, least in ends),
            )
        )
    return rows


def _factor(dex: float) -> float:
    return float(f"{10**dex:.4g}")
