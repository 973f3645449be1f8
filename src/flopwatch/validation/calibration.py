"""Calibration: whether the stated probabilities hold, at every level and at every threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from flopwatch.statistics import LogNormal, clopper_pearson

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99)
THRESHOLDS_FLOP = (1e23, 1e24, 1e25)
BINS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
BY_RECORDED = ("≥ 1e23", "< 1e23")  # subsets by the recorded compute
_LEAST = 1e-6  # probabilities are clipped to this for the log loss, so that one certain error does not make it infinite


class Level(msgspec.Struct, frozen=True):
    """The coverage of central intervals at one level.

    Args:
        level: The nominal level.
        inside: Fraction of recorded values inside.
        low: Lower end of the exact 95% binomial interval of that fraction.
        high: Upper end.
    """

    level: float
    inside: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """True if the nominal level lies in the binomial interval of the coverage."""
        return self.low <= self.level <= self.high


class Bin(msgspec.Struct, frozen=True):
    """The probabilities P(compute > threshold) of one bin, and how often they came true.

    Args:
        low: Lower end of the bin, included.
        high: Upper end, excluded; 1 is included.
        n: Number of probabilities.
        mean: Their mean; None if there are none.
        observed: Fraction above the threshold; None if there are none.
    """

    low: float
    high: float
    n: int
    mean: float | None
    observed: float | None


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """The calibration of one way to state the error, on one set of rows.

    Args:
        method: `combined`, or `combined, log-normal`: the same medians with the sigma of the inputs alone.
        split: The split, as in `MethodScore`.
        subset: The subset of rows.
        n: Number of rows, the same for both methods.
        levels: Coverage at 50, 80, 90, 95 and 99%.
        log_loss: Mean of -ln p of what happened, pooled over 1e23, 1e24 and 1e25 FLOP; p clipped at 1e-6.
        brier: Mean squared error of the probability at each of the three thresholds.
        above: Rows above each of them.
        bins: Reliability in six bins, pooled.
        median_interval_factor: Median half-width of the 90% interval, as a factor.
    """

    method: str
    split: str
    subset: str
    n: int
    levels: tuple[Level, ...]
    log_loss: float
    brier: tuple[float, ...]
    above: tuple[int, ...]
    bins: tuple[Bin, ...]
    median_interval_factor: float


def calibrate(method: str, split: str, subset: str, pairs: Sequence[tuple[LogNormal, float]]) -> Calibration | None:
    """Return the calibration of estimates against recorded compute, or None without rows.

    Args:
        method: Name of the way to state the error.
        split: Name of the split.
        subset: Name of the subset.
        pairs: The estimate of each row and its recorded compute, in FLOP.
    """
    if not pairs:
        return None
    chances = [[value.prob_above(flop) for value, _ in pairs] for flop in THRESHOLDS_FLOP]
    truths = [[truth > flop for _, truth in pairs] for flop in THRESHOLDS_FLOP]
    pooled = [(p, y) for some, true in zip(chances, truths, strict=True) for p, y in zip(some, true, strict=True)]
    factors = sorted(value.factor for value, _ in pairs)
    middle = len(factors) // 2
    return Calibration(
        method=method,
        split=split,
        subset=subset,
        n=len(pairs),
        levels=tuple(_level(level, pairs) for level in LEVELS),
        log_loss=math.fsum(-math.log(max(_LEAST, p if y else 1 - p)) for p, y in pooled) / len(pooled),
        brier=tuple(
            math.fsum((p - y) ** 2 for p, y in zip(some, true, strict=True)) / len(pairs)
            for some, true in zip(chances, truths, strict=True)
        ),
        above=tuple(map(sum, truths)),
        bins=tuple(_bin(low, high, pooled) for low, high in zip(BINS, BINS[1:], strict=False)),
        median_interval_factor=math.sqrt(factors[middle] * factors[-middle - 1]),
    )


def _level(level: float, pairs: Sequence[tuple[LogNormal, float]]) -> Level:
    inside = 0
    for value, truth in pairs:
        low, high = value.interval(level)
        inside += low <= truth <= high
    return Level(level, inside / len(pairs), *clopper_pearson(inside, len(pairs)))


def _bin(low: float, high: float, pooled: Sequence[tuple[float, bool]]) -> Bin:
    some = [(p, y) for p, y in pooled if low <= p and (p < high or high == BINS[-1])]
    if not some:
        return Bin(low, high, 0, None, None)
    n = len(some)
    return Bin(low, high, n, math.fsum(p for p, _ in some) / n, sum(y for _, y in some) / n)


def calibration_as_markdown(rows: Sequence[Calibration]) -> list[str]:
    """Format calibrations as Markdown: coverage and scores of each, then reliability.

    Subsets by recorded compute have no reliability: given what happened, no probability can be right.
    """
    lines = [
        "| rows | errors | n (above 1e23, 1e24, 1e25) | covered at 50 / 80 / 90 / 95 / 99% | log loss "
        "| Brier at 1e23, 1e24, 1e25 | median 90% factor |",
        "|---|---|--:|---|--:|---|--:|",
    ]
    for row in rows:
        # A level whose nominal value lies outside the exact 95% binomial interval is marked.
        covered = " / ".join(f"{one.inside:.0%}" + ("" if one.holds else " (!)") for one in row.levels)
        lines.append(
            f"| {row.split}: {row.subset} | {row.method} | {row.n} ({', '.join(map(str, row.above))}) | {covered} "
            f"| {row.log_loss:.3f} | {', '.join(f'{one:.3f}' for one in row.brier)} "
            f"| {row.median_interval_factor:.2f} |"
        )
    named = [f"{low:g} to {high:g}" for low, high in zip(BINS, BINS[1:], strict=False)]
    lines += ["", f"| rows | errors | {' | '.join(named)} |", "|---|---|" + "--:|" * len(named)]
    for row in (one for one in rows if one.subset not in BY_RECORDED):
        cells = (
            f"{one.mean:.3f} → {one.observed:.3f} ({one.n})" if one.mean is not None else "none" for one in row.bins
        )
        lines.append(f"| {row.split}: {row.subset} | {row.method} | {' | '.join(cells)} |")
    return lines
