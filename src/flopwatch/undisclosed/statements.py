"""Evidence from words: comparisons with other models' compute, better or worse output, and a base that was tuned."""

from __future__ import annotations

import contextlib
import enum
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np

from flopwatch.domain import Circumstance, Claim, exact
from flopwatch.estimation import Estimate
from flopwatch.records import Record
from flopwatch.statistics import Array, LogNormal
from flopwatch.undisclosed.densities import MISLEADING, below, heavy_normal
from flopwatch.undisclosed.known_compute import Traits

LOOSE_DEX = 0.15  # of a stated multiple: "ten times" is seldom measured
BETTER_SHARE, BETTER_DEX, EQUAL_DEX = 0.85, 0.3, 0.5  # document 001's rule: output against a model of known compute
NEAR_DAYS = 366  # between two models whose outputs are compared
LIKELY_BASE = 0.8  # probability that a base which a source calls likely is the base, or one of its size
OR_LATER = LogNormal.from_interval(low=1.0, high=4.0)  # over a base that a source gives as the least
TUNED = LogNormal.from_interval(low=1.0, high=2.0)  # compute over that of the base it was tuned from
_REFERENCE = "relative_to"


@dataclass(frozen=True)
class Compared:
    """A model that others are compared with.

    Args:
        log_compute: log10 of its median compute, in FLOP.
        sigma_dex: Standard deviation of that, in decades.
        traits: Its traits, for the name and the date.
        is_known: Whether its compute is known; else it is estimated.
    """

    log_compute: float
    sigma_dex: float
    traits: Traits
    is_known: bool = True

    @classmethod
    def of(cls, estimate: Estimate, traits: Traits, *, is_known: bool = True) -> Compared:
        """Return a model with the figure of its estimate."""
        figure = estimate.compute_flop
        return cls(math.log10(figure.median), figure.sigma_dex, traits, is_known)

    @property
    def name(self) -> str:
        """Its name, and whether its own figure is from circumstance."""
        return self.traits.name if self.is_known else f"{self.traits.name}, itself estimated"


class Rank(enum.IntEnum):
    """Directness of evidence on compute: the highest rank decides, the lower ones are left its share of error.

    * `CIRCUMSTANCE`: a likelihood, multiplied with the prior.
    * `SIZE`: a density of compute from the model's own parameters; it replaces the prior.
    * `STATED`: a density of compute from words on it, relative to another model's; circumstance does not move it.
    """

    CIRCUMSTANCE = 0
    SIZE = 1
    STATED = 2


@dataclass(frozen=True, eq=False)
class Said:
    """One piece of evidence.

    Args:
        kind: One of `KINDS` but the cadence.
        words: What it says, in our words.
        claims: Ids of the claims.
        likelihood: On the grid.
        rank: How directly it speaks of compute.
        bound: What of it bounds even a stated figure, on the grid; None if nothing does.
        trust: Of what is stated: the share of the result that it decides.
    """

    kind: str
    words: str
    claims: tuple[str, ...]
    likelihood: Array
    rank: Rank = Rank.CIRCUMSTANCE
    bound: Array | None = None
    trust: float = 1 - MISLEADING


def references_of(record: Record, comparisons: Sequence[Circumstance]) -> set[str]:
    """Return the ids of the models that a model's statements, cited comparisons and base refer to."""
    claimed = {one.qualifiers.get(_REFERENCE, "") for one in record.claims.values()}
    return (claimed | {one.than for one in comparisons} | {record.base}) - {"", record.id}


def in_order(references: Mapping[str, set[str]]) -> tuple[list[str], list[str]]:
    """Return ids after those they refer to, and the ids that a circle of references holds back.

    Args:
        references: For each id the ids that it refers to; others than its keys count as given.

    Example:
        >>> in_order({"a": {"b"}, "b": {"c"}, "d": {"e"}, "e": {"d"}})
        (['b', 'a'], ['d', 'e'])
    """
    sorter = TopologicalSorter({key: some & references.keys() for key, some in sorted(references.items())})
    with contextlib.suppress(CycleError):  # what is in no circle can still be ordered
        sorter.prepare()
    order: list[str] = []
    while ready := sorted(sorter.get_ready()):
        order += ready
        sorter.done(*ready)
    return order, sorted(references.keys() - set(order))


def read_statements(record: Record, traits: Traits, compared: Mapping[str, Compared]) -> Iterator[Said]:
    """Yield the evidence of a model's claims that compare it with another.

    Args:
        record: The model's record.
        traits: Its traits.
        compared: Models that others are compared with, by id.
    """
    for name in sorted(record.fields):
        value = record.fields[name]
        for key in value.claims:
            claim = record.claims.get(key)
            if claim is None or (other := compared.get(claim.qualifiers.get(_REFERENCE, ""))) is None:
                continue
            if claim.field == "quality_against":
                if other.is_known and abs((traits.day - other.traits.day).days) <= NEAR_DAYS:
                    yield from _quality(claim, key, other)
            elif (found := _statement(claim, key, other)) is not None:
                yield found


def read_comparison(one: Circumstance, compared: Mapping[str, Compared]) -> Said | None:
    """Return the evidence of a cited comparison of compute; None if the other model has no figure."""
    other = compared.get(one.than)
    if other is None:
        return None
    mean, sigma, stated = _multiple(one.value, one.high, other)
    words = f"stated as about {stated} times {other.name} (“{one.name}”)"
    return Said("statement", words, (f"{one.source}, row {one.row}",), heavy_normal(mean, sigma), Rank.STATED)


def read_base(base: str, claims: tuple[str, ...], compared: Mapping[str, Compared]) -> Said | None:
    """Return the evidence of the base that a model was tuned from; None if the base has no figure."""
    other = compared.get(base)
    if other is None:
        return None
    mean, sigma = _log(other, math.log10(TUNED.median), TUNED.sigma_dex)
    words = f"tuned from {other.name}: 1 to 2 times as much"
    return Said("kind", words, claims, heavy_normal(mean, sigma), Rank.STATED)


def read_likely_base(one: Circumstance, compared: Mapping[str, Compared]) -> Said | None:
    """Return the evidence of a base that a source calls likely; None if the base has no figure.

    The base is a cluster of candidates: the model that the source names as the least, and later ones of up to four
    times its compute; the tuning is in that range. With 1 - `LIKELY_BASE` nothing is known of the base.
    """
    other = compared.get(one.than)
    if other is None:
        return None
    mean, sigma = _log(other, math.log10(OR_LATER.median), OR_LATER.sigma_dex)
    comma = "" if other.is_known else ","
    words = f"likely built upon {other.name}{comma} or a later model: 1 to 4 times as much (“{one.name}”)"
    cited = (f"{one.source}, row {one.row}",)
    return Said("kind", words, cited, heavy_normal(mean, sigma), Rank.STATED, trust=LIKELY_BASE)


def _statement(claim: Claim, key: str, other: Compared) -> Said | None:
    """Return the evidence of a comparison of compute; None if the claim is of another field."""
    name = other.name
    if claim.field == "training_compute_ratio" and claim.value:
        mean, sigma, stated = _multiple(claim.value, claim.high, other)
        if claim.relation in ("≥", "≤"):
            return _bound(claim.relation, f"{claim.value} times {name}", key, mean, sigma)
        return Said("statement", f"stated as {stated} times {name}", (key,), heavy_normal(mean, sigma), Rank.STATED)
    if claim.field in ("training_compute_lower_bound", "training_compute_upper_bound"):
        mean, sigma = _log(other, math.log10(float(exact(claim.qualifiers.get("factor", "1")))), LOOSE_DEX)
        return _bound("≥" if claim.field.endswith("lower_bound") else "≤", name, key, mean, sigma)
    return None


def _multiple(value: str, high: str, other: Compared) -> tuple[float, float, str]:
    """Return the mean and spread, log10 FLOP, of a stated multiple of a model's compute, and the multiple in words."""
    low, top = float(exact(value)), float(exact(high or value))
    mean, sigma = _log(other, math.log10(low * top) / 2, math.hypot(LOOSE_DEX, math.log10(top / low) / 3.29))
    return mean, sigma, f"{value} to {high}" if high else value


def _bound(relation: str, than: str, key: str, mean: float, sigma: float) -> Said:
    under = below(mean, sigma)
    found, more = (1 - under, "more") if relation == "≥" else (under, "less")
    return Said("statement", f"stated as {more} than {than}", (key,), found, bound=found)


def _quality(claim: Claim, key: str, other: Compared) -> Iterator[Said]:
    mean, _ = _log(other, 0.0, 0.0)
    words = f"its output is {claim.value} than that of {other.traits.name}, a model of known compute"
    if claim.value == "equal":
        words = f"its output equals that of {other.traits.name}, a model of known compute"
        yield Said("capability", words, (key,), heavy_normal(mean, EQUAL_DEX))
    elif claim.value in ("better", "worse"):
        share = BETTER_SHARE if claim.value == "better" else 1 - BETTER_SHARE
        under = below(mean, BETTER_DEX)
        yield Said("capability", words, (key,), np.asarray(share * (1 - under) + (1 - share) * under))


def _log(other: Compared, shift: float, sigma: float) -> tuple[float, float]:
    return other.log_compute + shift, math.hypot(other.sigma_dex, sigma)
