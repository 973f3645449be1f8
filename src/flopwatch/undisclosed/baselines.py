"""Three simple estimates that the evidence must beat: base rate by year, scores alone, the largest cluster."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

import numpy as np

from flopwatch.catalogue import Owners, size_of
from flopwatch.imputation import FEWEST_BENCHMARKS, Imputed, Imputer, ScoredModel, build_imputer, impute
from flopwatch.undisclosed.capacity import LEAD
from flopwatch.undisclosed.densities import Density, density_of, heavy_normal
from flopwatch.undisclosed.known_compute import SCORED_LOG, KnownCompute, Traits

NAMES = ("base rate by year", "imputation from scores", "largest cluster")
FEWEST_RATE = 5  # known models of a year for a base rate
_LEAST_SIGMA = 0.2
_FEWEST_IMPUTER = 20  # models with scores, as in the census
_RUN_FLOP = 989.4e12 * 90 * 86_400 * 0.35  # of one H100: 90 days at 35%
_RUN_SIGMA = 0.5


def base_rate(known: Sequence[KnownCompute], traits: Traits, *, forward: bool) -> Density:
    """Return the normal of log10 compute of known models of at least 1e24 FLOP of the year before, or of that year.

    Args:
        known: The known models that may be used.
        traits: The model.
        forward: Whether the year is the 365 days before its publication, else its calendar year.
    """
    large = [one for one in known if one.log_compute >= SCORED_LOG]
    since = traits.day - dt.timedelta(days=365)
    year = [
        one.log_compute
        for one in large
        if (since <= one.traits.day < traits.day if forward else one.traits.day.year == traits.day.year)
    ]
    if len(year) < FEWEST_RATE:
        year = [one.log_compute for one in known if not forward or one.traits.day < traits.day]
    return density_of(heavy_normal(float(np.mean(year)), max(float(np.std(year)), _LEAST_SIGMA)))


def from_largest_cluster(owners: Owners, traits: Traits) -> Density | None:
    """Return the compute of 90 days at 35% of the largest cluster of a model's developers, or None without one."""
    day = traits.day - LEAD
    sizes = [size_of(one) for name in traits.developers for one in owners.running(day, name)]
    largest = max(sizes, default=0.0)
    return density_of(heavy_normal(math.log10(largest * _RUN_FLOP), _RUN_SIGMA)) if largest else None


def imputer_of(
    known: Sequence[KnownCompute], scored: Mapping[str, ScoredModel], chance: Mapping[str, float]
) -> Imputer | None:
    """Return the ensemble of benchmark scores fitted on known models, or None if too few have scores."""
    found = (scored.get(one.traits.id) for one in known)
    truth = [one for one in found if one is not None and one.log_compute is not None]
    if len(truth) < _FEWEST_IMPUTER:
        return None
    try:
        return build_imputer(truth, chance)
    except ValueError:  # too few curves
        return None


def is_imputable(model: ScoredModel | None) -> bool:
    """Return whether a model has scores on enough benchmarks for imputation."""
    return model is not None and len({name for name, _ in model.scores}) >= FEWEST_BENCHMARKS


def from_scores(imputer: Imputer | None, model: ScoredModel | None) -> Density | None:
    """Return the compute imputed from benchmark scores alone, or None where imputation abstains."""
    if imputer is None or model is None or not is_imputable(model):
        return None
    found = impute(model, imputer)
    if not isinstance(found, Imputed):
        return None
    figure = found.compute_flop
    return density_of(heavy_normal(math.log10(figure.median), figure.sigma_dex))
