"""Cross-validation of imputation: each model of known compute is imputed without itself, its family or its future."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from flopwatch.domain import Unknown
from flopwatch.imputation.calibration import EDGES, band
from flopwatch.imputation.document_001 import FEWEST, Scored, recipe_curves
from flopwatch.imputation.ensemble import build_imputer, folds, impute, refuse_leaks
from flopwatch.imputation.held_out_families import cut
from flopwatch.imputation.training_set import EPOCH_YEAR, ScoredModel
from flopwatch.statistics import Z_90, wilson

SPLITS = ("frozen", "family", "forward", "model")
FOLDS = 20  # few families are held out at a time, because few will be missing in use
CUTS = (2023.667, 2024.167, 2024.667, 2025.0)  # September 2023, March and September 2024, January 2025
AHEAD = 0.5  # years
SUBSETS = (("all", 0.0), (">=1e23", 23.0), (">=1e24", 24.0))
RECIPE_RANGE = (20.5, 28.0)  # log10 FLOP
RESAMPLES = 1000
SEED = 43


@dataclass(frozen=True)
class Trial:
    """One held-out model: the truth, a method's figure and its 90% interval or None, all as log10 FLOP."""

    method: str
    split: str
    model: str
    family: str
    truth: float
    imputed: float
    interval: tuple[float, float] | None
    family_known: bool = False


def trials(models: Sequence[ScoredModel], chance: Mapping[str, float], splits: Sequence[str]) -> list[Trial]:
    """Impute every held-out model by every method. Intervals are calibrated on each fold's training models."""
    known = sorted((m for m in models if m.log_compute is not None), key=lambda m: m.key)
    out = []
    for split in splits:
        for train, test in _folds(known, split):
            imputer = build_imputer(train, chance)
            out += _by_recipe(train, test, chance, split)
            for model in test:
                for numbered in (False, True):
                    if numbered and model.log_parameters is None:
                        continue
                    found = impute(model, imputer, with_parameters=numbered)
                    if isinstance(found, Unknown) or model.log_compute is None:
                        continue
                    # Beyond all known compute only a lower bound is given, and only that can be wrong.
                    low, high = found.compute_flop.interval()
                    top = math.inf if found.is_lower_bound else math.log10(high)
                    out.append(
                        Trial(
                            "scores+parameters" if numbered else "scores",
                            split,
                            model.name,
                            model.family,
                            model.log_compute,
                            math.log10(found.best_flop),
                            (math.log10(low), top),
                            found.guess.family_known,
                        )
                    )
    return out


class Quantiles(msgspec.Struct, frozen=True):
    """The 5%, 50% and 95% quantiles."""

    p5: float
    p50: float
    p95: float


class ErrorRow(msgspec.Struct, frozen=True):
    """The errors of a method on one split and one subset of it, by true compute.

    Args:
        method: The method.
        split: The way models were held out.
        subset: `all`, `>=1e23` or `>=1e24` FLOP of true compute.
        n: Held-out models.
        median_error_factor: Median of max(imputed ÷ true, true ÷ imputed).
        geometric_error_factor: Geometric mean of the same.
        geometric_error_interval: Its 90% interval over resampled families.
        within_2x: Share of models within a factor of 2.
        within_3x: Share of models within a factor of 3.
        coverage_90: Share of truths inside the 90% interval; None if the method gives none.
        coverage_interval: Its 90% interval by Wilson's score.
        median_interval_factor: Median half-width of the 90% interval, as a factor.
    """

    method: str
    split: str
    subset: str
    n: int
    median_error_factor: float
    geometric_error_factor: float
    geometric_error_interval: Quantiles
    within_2x: float
    within_3x: float
    coverage_90: float | None
    coverage_interval: Quantiles | None
    median_interval_factor: float | None


class RegimeRow(msgspec.Struct, frozen=True):
    """The errors of one regime: the known facts of the model, the band of its true compute in FLOP, and figures as in
    `ErrorRow`.
    """

    parameters_known: bool
    family_known: bool
    band: str
    n: int
    geometric_error_factor: float
    geometric_error_interval: Quantiles
    coverage_90: float | None
    coverage_interval: Quantiles | None
    median_interval_factor: float | None


def table(found: Sequence[Trial]) -> list[ErrorRow]:
    """Return one row for each method, split and subset that has trials."""
    groups: dict[tuple[str, str], list[Trial]] = defaultdict(list)
    for one in found:
        groups[(one.split, one.method)].append(one)
    return [
        _errors(method, split, subset, chosen)
        for (split, method), members in sorted(groups.items())
        for subset, least in SUBSETS
        if (chosen := [one for one in members if one.truth >= least])
    ]


def regimes(found: Sequence[Trial]) -> list[RegimeRow]:
    """Return one row for each regime {parameters known, family known, band of true compute}.

    A family is unknown if it was held out whole (`family`), and known if only one of its models was held out (`model`).
    """
    groups: dict[tuple[bool, bool, int], list[Trial]] = defaultdict(list)
    for one in found:
        if one.interval is not None and one.split == ("model" if one.family_known else "family"):
            groups[one.method == "scores+parameters", one.family_known, band(one.truth)].append(one)
    rows = []
    for (numbered, family, place), chosen in sorted(groups.items()):
        errors = _errors("", "", "", chosen)
        rows.append(
            RegimeRow(
                parameters_known=numbered,
                family_known=family,
                band=EDGES[place],
                n=errors.n,
                geometric_error_factor=errors.geometric_error_factor,
                geometric_error_interval=errors.geometric_error_interval,
                coverage_90=errors.coverage_90,
                coverage_interval=errors.coverage_interval,
                median_interval_factor=errors.median_interval_factor,
            )
        )
    return rows


def _share(hits: int, n: int) -> Quantiles:
    low, high = wilson(hits, n, Z_90)
    return Quantiles(_round(low), _round(hits / n), _round(high))


def _errors(method: str, split: str, subset: str, chosen: Sequence[Trial]) -> ErrorRow:
    off = [abs(one.imputed - one.truth) for one in chosen]
    spans = [(one.truth, *one.interval) for one in chosen if one.interval is not None]
    hits = sum(low <= truth <= high for truth, low, high in spans)
    halves = [(high - low) / 2 for _, low, high in spans]  # infinite for a lower bound
    return ErrorRow(
        method=method,
        split=split,
        subset=subset,
        n=len(chosen),
        median_error_factor=_round(10 ** statistics.median(off)),
        geometric_error_factor=_round(10 ** statistics.fmean(off)),
        geometric_error_interval=_bootstrap(chosen),
        within_2x=_round(sum(value <= math.log10(2) for value in off) / len(off)),
        within_3x=_round(sum(value <= math.log10(3) for value in off) / len(off)),
        coverage_90=_round(hits / len(halves)) if halves else None,
        coverage_interval=_share(hits, len(halves)) if halves else None,
        median_interval_factor=_round(10 ** statistics.median(halves)) if halves else None,
    )


def _bootstrap(chosen: Sequence[Trial]) -> Quantiles:
    """Return the geometric error over resampled families: errors within a family are not independent."""
    families: dict[str, list[float]] = defaultdict(list)
    for one in chosen:
        families[one.family].append(abs(one.imputed - one.truth))
    names = sorted(families)
    sums = np.array([sum(families[name]) for name in names])
    counts = np.array([len(families[name]) for name in names])
    picks = np.random.default_rng(SEED).integers(0, len(names), size=(RESAMPLES, len(names)))
    means = sums[picks].sum(axis=1) / counts[picks].sum(axis=1)
    low, middle, high = np.quantile(means, [0.05, 0.5, 0.95])
    return Quantiles(_round(10**low), _round(10**middle), _round(10**high))


def _folds(known: Sequence[ScoredModel], split: str) -> Iterator[tuple[list[ScoredModel], list[ScoredModel]]]:
    if split in ("model", "family"):
        yield from folds(known, FOLDS, by_family=split == "family")
        return
    if split == "frozen":
        train, test = cut(known)
        if test:
            refuse_leaks(train, test, by_family=True)
            yield train, test
        return
    if split != "forward":
        raise ValueError(f"split {split!r} is not one of {', '.join(SPLITS)}")
    for date, following in zip(CUTS, (*CUTS[1:], math.inf), strict=True):
        train = [m for m in known if m.years + EPOCH_YEAR < date]
        end = min(date + AHEAD, following)  # no model is tested twice
        test = [m for m in known if date <= m.years + EPOCH_YEAR < end]
        if len(train) >= 30 and test:
            refuse_leaks(train, test, by_family=False)
            yield train, test


def _by_recipe(
    train: Sequence[ScoredModel], test: Sequence[ScoredModel], chance: Mapping[str, float], split: str
) -> list[Trial]:
    """Impute the same folds by document 001's recipe; nothing if the family that its rule needs is not in the training
    set.
    """
    floors = {f"{b}/{h}": chance[b] for m in (*train, *test) for b, h in m.scores if b in chance}
    # The document sets no limit; curves through two models, read far beyond them, would make the recipe look worse than
    # it is in use.
    curves = recipe_curves([_scored(m) for m in train], floors, fewest=FEWEST)
    out = []
    for model in test:
        scored = _scored(model)
        values = [
            v for key, c in curves.items() if key in scored.scores and (v := c.implied(scored.scores[key])) is not None
        ]
        if values and model.log_compute is not None:
            middle = min(max(statistics.median(values), RECIPE_RANGE[0]), RECIPE_RANGE[1])
            out.append(Trial("recipe", split, model.name, model.family, model.log_compute, middle, None))
    return out


def _scored(model: ScoredModel) -> Scored:
    return Scored(model.key, model.log_compute, {f"{b}/{h}": value for (b, h), value in model.scores.items()})


def _round(value: float) -> float:
    return float(f"{value:.4g}")
