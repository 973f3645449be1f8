"""Evidence from words: comparisons with models of known compute, better or worse output, and a base that was tuned."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from flopwatch.domain import Circumstance, Claim, exact
from flopwatch.estimation import Estimate
from flopwatch.records import Record
from flopwatch.statistics import Array, LogNormal
from flopwatch.undisclosed.densities import below, heavy_normal
from flopwatch.undisclosed.known_compute import Traits

LOOSE_DEX = 0.15  # of a stated multiple: "ten times" is seldom measured
BETTER_SHARE, BETTER_DEX, EQUAL_DEX = 0.85, 0.3, 0.5  # document 001's rule: output against a model of known compute
NEAR_DAYS = 366  # between two models whose outputs are compared
TUNED = LogNormal.from_interval(low=1.0, high=2.0)  # compute over that of the base it was tuned from
_REFERENCE = "relative_to"


@dataclass(frozen=True)
class Compared:
    """A model of known compute that others are compared with: its estimate, and its traits for the date."""

    estimate: Estimate
    traits: Traits


@dataclass(frozen=True, eq=False)
class Said:
    """One piece of evidence from words.

    Args:
        kind: `statement`, `capability` or `kind`.
        words: What it says, in our words.
        claims: Ids of the claims.
        likelihood: On the grid.
    """

    kind: str
    words: str
    claims: tuple[str, ...]
    likelihood: Array


def read_statements(record: Record, traits: Traits, compared: Mapping[str, Compared]) -> Iterator[Said]:
    """Yield the evidence of a model's claims that compare it with a model of known compute.

    Args:
        record: The model's record.
        traits: Its traits.
        compared: Models of known compute by id.
    """
    for name in sorted(record.fields):
        value = record.fields[name]
        for key in value.claims:
            claim = record.claims.get(key)
            if claim is None or (other := compared.get(claim.qualifiers.get(_REFERENCE, ""))) is None:
                continue
            if claim.field == "quality_against":
                if abs((traits.day - other.traits.day).days) <= NEAR_DAYS:
                    yield from _quality(claim, key, other)
            elif (found := _statement(claim, key, other)) is not None:
                yield found


def read_comparison(one: Circumstance, compared: Mapping[str, Compared]) -> Said | None:
    """Return the evidence of a cited comparison of compute; None if the other model's compute is not known."""
    other = compared.get(one.than)
    if other is None:
        return None
    mean, sigma, stated = _multiple(one.value, one.high, other)
    words = f"stated as about {stated} times {other.traits.name} (“{one.name}”)"
    return Said("statement", words, (f"{one.source}, row {one.row}",), heavy_normal(mean, sigma))


def read_base(base: str, claims: tuple[str, ...], compared: Mapping[str, Compared]) -> Said | None:
    """Return the evidence of the base that a model was tuned from; None if the base's compute is not known."""
    other = compared.get(base)
    if other is None:
        return None
    mean, sigma = _log(other, math.log10(TUNED.median), TUNED.sigma_dex)
    words = f"tuned from {other.traits.name}, whose compute is known: 1 to 2 times as much"
    return Said("kind", words, claims, heavy_normal(mean, sigma))


def _statement(claim: Claim, key: str, other: Compared) -> Said | None:
    """Return the evidence of a comparison of compute; None if the claim is of another field."""
    name = other.traits.name
    if claim.field == "training_compute_ratio" and claim.value:
        mean, sigma, stated = _multiple(claim.value, claim.high, other)
        if claim.relation in ("≥", "≤"):
            return _bound(claim.relation, f"{claim.value} times {name}", key, mean, sigma)
        return Said("statement", f"stated as {stated} times {name}", (key,), heavy_normal(mean, sigma))
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
    if relation == "≥":
        return Said("statement", f"stated as more than {than}", (key,), 1 - under)
    return Said("statement", f"stated as less than {than}", (key,), under)


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
    figure = other.estimate.compute_flop
    return math.log10(figure.median) + shift, math.hypot(figure.sigma_dex, sigma)
