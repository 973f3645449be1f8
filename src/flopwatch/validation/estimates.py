"""Validation: every method and their combination against compute recorded in tables, with that compute held out.


The tables are readings of `epoch-csv`. From each row the recorded compute and everything derived from it (bounds,
cost, rank, the notes on compute) is removed; the rest becomes a record and facts, as in the census, and each method
runs on these.

Nothing here was tuned on the scored rows: the rules are those of the rooms `estimation` and `records`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from flopwatch.catalogue import Chips, Frontier
from flopwatch.domain import Reading, Source, Unknown
from flopwatch.estimation import Estimate, RunFacts, combine, doubts_about, methods_for
from flopwatch.identity import fold_name
from flopwatch.statistics import LogNormal, wilson
from flopwatch.validation.calibration import BY_RECORDED, Calibration, calibrate
from flopwatch.validation.cases import Case, baseline, cases_of
from flopwatch.validation.miss_reasons import Miss, reason_class

LARGE_FLOP = 1e23
BASELINE = "6nd-epochs"
SAME_ROWS = "6nd-epochs, where combined answers"
UNDOUBTED = "combined, not in doubt"
METHODS: tuple[str, ...] = (BASELINE, SAME_ROWS, "operations", "hardware", "base", "combined", UNDOUBTED)
MISSED_BY = 3.0  # every miss beyond this factor is listed
# A larger error is a mistake in the table (days for hours, a peak a hundred times too high, a base left out), not the
# spread of an estimate.
SLIP = 20.0


class MethodScore(msgspec.Struct, frozen=True, kw_only=True):
    """The score of one method on one subset of one split.

    Args:
        method: One of `METHODS`; `combined, not in doubt` leaves out estimates that flag a number as impossible.
        split: `all DATE`: every row of that table; `added DATE`: the rows whose names no earlier table has; `unseen
            DATE`: the rows of a table given as unseen whose compute no scored table records under any name.
        subset: The subset of rows.
        n: Number of rows with a figure from the method.
        n_abstained: Number of rows without one.
        median_error_factor: Median of max(estimate / recorded, recorded / estimate).
        geometric_error_factor: Geometric mean of the same factor.
        within_2x: Fraction of the n within a factor of 2.
        within_3x: The same for 3.
        coverage_90: Fraction of the n whose recorded compute lies in the 90% interval; None for a method without
            intervals.
        coverage_low: Lower end of the 95% (Wilson) interval of that fraction.
        coverage_high: Upper end.
        median_interval_factor: Median half-width of the 90% interval, as a factor.
        beyond_20x: Rows with an error above a factor of 20.
        coverage_of_the_rest: Fraction of the other rows in its 90% interval; None for a method without intervals.
    """

    method: str
    split: str
    subset: str
    n: int
    n_abstained: int
    median_error_factor: float | None
    geometric_error_factor: float | None
    within_2x: float | None
    within_3x: float | None
    coverage_90: float | None
    coverage_low: float | None
    coverage_high: float | None
    median_interval_factor: float | None
    beyond_20x: int = 0
    coverage_of_the_rest: float | None = None


SUBSETS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("everything", lambda case: True),
    ("everything, usable", lambda case: not case.unusable),
    ("language ≥ 1e23", lambda case: case.is_language and case.truth >= LARGE_FLOP),
    (
        "language ≥ 1e23, usable",
        lambda case: case.is_language and case.truth >= LARGE_FLOP and not case.unusable,
    ),
    (
        "language ≥ 1e23, parameters and data",
        lambda case: case.is_language and case.truth >= LARGE_FLOP and case.has_parameters_and_data,
    ),
)


@dataclass(frozen=True)
class MethodGuess:
    """One method's figure for one case: the median in FLOP, and the distribution if it has one."""

    median: float
    value: LogNormal | None
    doubted: str = ""

    def factor(self, truth: float) -> float:
        """Return the error as a factor of at least 1."""
        return max(self.median / truth, truth / self.median)


@dataclass(frozen=True)
class Validation:
    """The scores, every miss beyond a factor of 3, and the calibration of the probabilities."""

    rows: tuple[MethodScore, ...]
    misses: tuple[Miss, ...]
    calibration: tuple[Calibration, ...] = ()


def validate_estimates(
    readings: Sequence[tuple[Source, Reading]],
    chips: Chips,
    frontier: Frontier,
    unseen: Sequence[tuple[Source, Reading]] = (),
) -> Validation:
    """Run every method on every row with recorded compute, and score it.

    Args:
        readings: Tables of models with their sources; later ones are also scored on names that earlier ones
            lack.
        chips: The accelerators.
        frontier: The frontier by date, to detect doubtful values.
        unseen: Further tables, of which only the rows are scored whose compute none of the others records: neither
            under the same name, nor under another with the same date and the same compute (a renamed model).
    """
    seen: set[str] = set()
    rows: list[MethodScore] = []
    misses: list[Miss] = []
    calibration: list[Calibration] = []
    known: dict[str, float] = {}
    met: set[str] = set()
    alike: set[tuple[str, float]] = set()
    for source, reading in sorted(readings, key=lambda one: one[0].date):
        cases = cases_of(source, reading, seen, known)
        guesses = [guesses_for(case.facts, chips, frontier) for case in cases]
        splits = [(f"all {source.date}", [True] * len(cases))]
        if seen:
            splits.append((f"added {source.date}", [case.added for case in cases]))
        for split, chosen in splits:
            picked = [(case, guess) for case, guess, keep in zip(cases, guesses, chosen, strict=True) if keep]
            rows += _scores(split, picked)
            calibration += calibrations(split, picked)
            misses += [miss for case, guess in picked for miss in _misses(split, case, guess)]
        seen |= {fold_name(claim.subject) for claim in reading.claims}
        met |= {fold_name(case.name) for case in cases}
        alike |= {same_row(case.published, case.truth) for case in cases}
    for source, reading in sorted(unseen, key=lambda one: one[0].date):
        cases = cases_of(source, reading, seen, known, _not_in(met, alike))
        picked = [(case, guesses_for(case.facts, chips, frontier)) for case in cases]
        rows += _scores(f"unseen {source.date}", picked)
        calibration += calibrations(f"unseen {source.date}", picked)
        misses += [miss for case, guess in picked for miss in _misses(f"unseen {source.date}", case, guess)]
        met |= {fold_name(case.name) for case in cases}
        alike |= {same_row(case.published, case.truth) for case in cases}
    return Validation(tuple(rows), tuple(misses), tuple(calibration))


def _scores(split: str, picked: Sequence[tuple[Case, dict[str, MethodGuess]]]) -> list[MethodScore]:
    out = []
    for subset, belongs in SUBSETS:
        some = [(case, guess) for case, guess in picked if belongs(case)]
        out += [score(method, split, subset, some) for method in METHODS]
    return out


_CALIBRATED: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("everything", lambda case: True),
    ("parameters and data", lambda case: case.has_parameters_and_data),
    (BY_RECORDED[0], lambda case: case.truth >= LARGE_FLOP),
    (BY_RECORDED[1], lambda case: case.truth < LARGE_FLOP),
)


def calibrations(split: str, picked: Sequence[tuple[Case, dict[str, MethodGuess]]]) -> list[Calibration]:
    """Return the calibration of the combined estimates of some cases, with measured errors and without."""
    out = []
    for subset, belongs in _CALIBRATED:
        some = [
            (value, case.truth)
            for case, guesses in picked
            if "combined" in guesses and belongs(case) and (value := guesses["combined"].value) is not None
        ]
        plain = [(value.for_products, truth) for value, truth in some]
        out += [calibrate("combined", split, subset, some), calibrate("combined, log-normal", split, subset, plain)]
    return [one for one in out if one is not None]


def _not_in(names: set[str], alike: set[tuple[str, float]]) -> Callable[[str, str, float], bool]:
    def fresh(name: str, published: str, truth: float) -> bool:
        return fold_name(name) not in names and same_row(published, truth) not in alike

    return fresh


def same_row(published: str, truth: float) -> tuple[str, float]:
    """Return the key that a renamed model keeps: its date and its recorded compute, to two digits."""
    return published, float(f"{truth:.1e}")


def guesses_for(facts: RunFacts, chips: Chips, frontier: Frontier) -> dict[str, MethodGuess]:
    """Return every method's figure for one model, by method; methods that abstain are absent."""
    out: dict[str, MethodGuess] = {}
    plain = baseline(facts)
    if plain is not None:
        out[BASELINE] = MethodGuess(plain, None)
    methods, missing = methods_for(facts, chips)
    for one in methods:
        out[one.method] = MethodGuess(one.compute_flop.median, one.compute_flop)
    found = combine(facts, methods, missing, doubts_about(facts, frontier))
    if isinstance(found, Estimate):
        out["combined"] = MethodGuess(found.compute_flop.median, found.compute_flop, found.doubted)
        if not found.doubted:
            out[UNDOUBTED] = out["combined"]
        if plain is not None:
            out[SAME_ROWS] = MethodGuess(plain, None)  # otherwise the combination would gain by the rows it declines
    else:
        assert isinstance(found, Unknown)
    return out


def score(method: str, split: str, subset: str, some: Sequence[tuple[Case, dict[str, MethodGuess]]]) -> MethodScore:
    """Score a method on some cases."""
    pairs = [(case, guesses[method]) for case, guesses in some if method in guesses]
    factors = sorted(guess.factor(case.truth) for case, guess in pairs)
    n = len(factors)
    spread = [(case, guess.value) for case, guess in pairs if guess.value is not None]
    inside = sum(value.interval()[0] <= case.truth <= value.interval()[1] for case, value in spread)
    low, high = wilson(inside, len(spread)) if spread else (None, None)
    rest = [
        value.interval()[0] <= case.truth <= value.interval()[1]
        for case, value in spread
        if max(value.median / case.truth, case.truth / value.median) <= SLIP
    ]
    return MethodScore(
        method=method,
        split=split,
        subset=subset,
        n=n,
        n_abstained=len(some) - n,
        median_error_factor=median(factors),
        geometric_error_factor=math.exp(math.fsum(map(math.log, factors)) / n) if n else None,
        within_2x=sum(one <= 2 for one in factors) / n if n else None,
        within_3x=sum(one <= 3 for one in factors) / n if n else None,
        coverage_90=inside / len(spread) if spread else None,
        coverage_low=low,
        coverage_high=high,
        median_interval_factor=median(sorted(value.factor for _, value in spread)),
        beyond_20x=sum(one > SLIP for one in factors),
        coverage_of_the_rest=sum(rest) / len(rest) if rest else None,
    )


def median(ordered: Sequence[float]) -> float | None:
    """Return the median of sorted factors; of an even number the geometric mean of the middle two; None if empty.

    Example:
        >>> median([1, 2, 8]), median([1, 2, 8, 9]), median([])
        (2, 4.0, None)
    """
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else math.sqrt(ordered[middle - 1] * ordered[middle])


def _misses(split: str, case: Case, guesses: dict[str, MethodGuess]) -> list[Miss]:
    return [
        Miss(
            method=method,
            split=split,
            model=case.name,
            recorded_flop=case.truth,
            estimate_flop=guess.median,
            factor=guess.factor(case.truth),
            reason=reason_class(method, guess.median / case.truth, case.facts, case.methods, guess.doubted, case.truth),
            usable=not case.unusable,
            language=case.is_language,
            inside=_inside(guess, case.truth),
            doubted=bool(guess.doubted),
        )
        for method, guess in guesses.items()
        if guess.factor(case.truth) > MISSED_BY and method not in (SAME_ROWS, UNDOUBTED)
    ]


def _inside(guess: MethodGuess, truth: float) -> bool | None:
    if guess.value is None:
        return None
    low, high = guess.value.interval()
    return low <= truth <= high
