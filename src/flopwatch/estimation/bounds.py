"""Bounds on training compute where no value is known: stated bounds, and comparisons with reference models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flopwatch.domain import Claim, PartialDate, Unknown, digits, exact, to_base
from flopwatch.estimation.methods.relative import REFERENCE, Relatives
from flopwatch.estimation.results import AtLeast, Estimate
from flopwatch.identity import fold_name
from flopwatch.records import Record

# Two image or video models more than a year apart are not comparable: methods improve too fast. Source: Epoch AI
# (2025), "Over 20 AI models have been trained at the scale of GPT-4", section Assumptions ("released within a year").
WINDOW_YEARS = 1.0
# A model of equal quality may have taken this many times more or less compute than its reference; our choice.
EQUAL_FACTOR = 3.0
QUALITY = "quality_against"  # the field; its values are the keys below, its qualifier `relative_to` names the reference
QUALITIES = ("better", "equal", "worse")
# The fields that state a bound, and the relation that the field's own name implies; "" if only the claim's says it.
_STATED = {"training_compute": "", "training_compute_lower_bound": "≥", "training_compute_upper_bound": "≤"}
# The qualifier for a developer with more computing resources than the reference's. Without it, "better" bounds nothing:
# a better model may just be better made.
RESOURCES = "resources"


@dataclass(frozen=True)
class Bound:
    """One bound: `≥` or `≤`, the amount in FLOP, the reason, and the claim and model it rests on."""

    relation: str
    flop: float
    reason: str
    claims: tuple[str, ...]
    reference: str = ""


@dataclass(frozen=True)
class Bounds:
    """The interval of a model's compute; it has no point value.

    Args:
        low: The highest lower bound, in FLOP, or None.
        high: The lowest upper bound, in FLOP, or None.
        bounds: Every bound.
        contradiction: Why the bounds cannot all hold, or "".
    """

    low: float | None
    high: float | None
    bounds: tuple[Bound, ...]
    contradiction: str = ""


def bounds_of(
    record: Record,
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    relatives: Relatives,
) -> Bounds | Unknown:
    """Return the interval for a model's compute that its claims imply, in FLOP.

    Benchmark scores of a model among the largest give a lower bound.

    Three kinds of claim bound it: a stated bound; a comparison of compute that is itself a bound (`at least its
    predecessor`); and a comparison of quality with a reference of known compute that was published within a year of it.
    A worse model took at most the reference's compute (its 95th percentile). A better one, if its developer commands
    more computing resources, took at least the reference's (its 5th percentile). An equal one lies within a factor of 3
    of the reference's interval.

    Args:
        record: The model.
        records: Every record by id.
        estimates: Estimates by model id.
        relatives: Comparisons of compute between the records.

    Returns:
        The bounds, or Unknown if no claim gives one.

    Source:
        Epoch AI (2025), "Over 20 AI models have been trained at the scale of GPT-4", section Assumptions: image models
        against Stable Diffusion 3, video models against Movie Gen.
    """
    found: list[Bound] = []
    for key, claim in record.counting(*_STATED, QUALITY).items():
        found += _stated(key, claim)
        found += _by_quality(key, claim, record, records, estimates)
    for one in relatives.statements(record.id, estimates):
        if one.relation in ("≥", "≤"):
            value = one.amount.interval()[0 if one.relation == "≥" else 1]
            word = "at least" if one.relation == "≥" else "at most"
            found.append(Bound(one.relation, value, f"{word} {one.name}", one.claims, one.reference))
    scored = estimates.get(record.id)
    if isinstance(scored, AtLeast):
        claims = tuple(key for used in (scored.figure.inputs if scored.figure else ()) for key in used.claims)
        found.append(Bound("≥", scored.low_flop, "by its benchmark scores (95%)", claims))
    if not found:
        return Unknown("no claim bounds the compute")
    lows = [one for one in found if one.relation == "≥"]
    highs = [one for one in found if one.relation == "≤"]
    low = max(lows, key=lambda one: one.flop, default=None)
    high = min(highs, key=lambda one: one.flop, default=None)
    contradiction = ""
    if low and high and low.flop > high.flop:
        contradiction = (
            f"{low.reason} (≥ {digits(low.flop)} FLOP) and {high.reason} (≤ {digits(high.flop)} FLOP) cannot both hold"
        )
    return Bounds(low.flop if low else None, high.flop if high else None, tuple(found), contradiction)


def _stated(key: str, claim: Claim) -> list[Bound]:
    """Return the bounds that a source states in FLOP; those it derived from a comparison are left to the comparison."""
    if REFERENCE in claim.qualifiers or not claim.value:
        return []
    relation = _STATED.get(claim.field, "") or claim.relation
    if claim.field not in _STATED or relation not in ("≥", "≤"):
        return []
    value = float(to_base(exact(claim.value), claim.unit)[0])
    return [Bound(relation, value, f"stated by {claim.source}: {claim.as_written}", (key,))]


def _by_quality(
    key: str,
    claim: Claim,
    record: Record,
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
) -> list[Bound]:
    if claim.field != QUALITY or claim.value not in QUALITIES:
        return []
    named = claim.qualifiers.get(REFERENCE, "")
    reference = records.get(named) or next(
        (one for one in records.values() if fold_name(named) in map(fold_name, (one.name, *one.aliases))),
        None,
    )
    known = estimates.get(reference.id) if reference else None
    if reference is None or not isinstance(known, Estimate) or not within_window(record, reference):
        return []
    low, high = known.compute_flop.interval()
    about = f"{claim.value} than {reference.name}" if claim.value != "equal" else f"of the quality of {reference.name}"
    if claim.value == "worse":
        return [Bound("≤", high, f"{about}, published within a year of it", (key,), reference.id)]
    if claim.value == "equal":
        return [
            Bound("≥", low / EQUAL_FACTOR, f"{about}, published within a year of it", (key,), reference.id),
            Bound("≤", high * EQUAL_FACTOR, f"{about}, published within a year of it", (key,), reference.id),
        ]
    if claim.qualifiers.get(RESOURCES) != "greater":
        return []
    reason = f"{about}, published within a year of it, by a developer with more computing resources"
    return [Bound("≥", low, reason, (key,), reference.id)]


def within_window(one: Record, other: Record) -> bool:
    """Return whether two models were published within twelve months of each other.

    A date known only to the month counts by its nearest day.
    """
    if not (one.value("published") and other.value("published")):
        return False
    first, second = (PartialDate.from_iso(each.value("published")) for each in (one, other))
    gap = max((second.earliest - first.latest).days, (first.earliest - second.latest).days, 0)
    return gap <= 365.25 * WINDOW_YEARS
