"""Classes: the thresholds that a model crosses, with a probability. Base models count; variants count under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from flopwatch.classification.shared_errors import SHARED_ERROR, error_group_of
from flopwatch.domain import (
    CLASS_EDGES,
    CLASS_ROUNDING,
    HEADLINE_FLOP,
    Claim,
    PartialDate,
    Threshold,
    Unknown,
    chance_above,
    digits,
    exact,
    label_of,
)
from flopwatch.estimation import AtLeast, Doubted, Estimate
from flopwatch.records import Record, base_value
from flopwatch.statistics import count_quantiles

CLASSES = ("confirmed", "likely", "cannot-rule-out", "below", "unknown")
POSSIBLE, LIKELY, CONFIRMED = CLASS_EDGES
# A source's bare "believed above" has no number; a count uses the middle of the class `likely`.
BARE_STATEMENT = (LIKELY + CONFIRMED) / 2


UNCONFIRMED_ABOVE = 1e23  # FLOP; document 000's "unconfirmed large-scale models"


def headline_index(thresholds: Sequence[Threshold]) -> int:
    """Return the index of the headline's threshold; -1 (the last) if the thresholds lack it."""
    return next((i for i, one in enumerate(thresholds) if exact(one.flop) == exact(HEADLINE_FLOP)), -1)


@dataclass(frozen=True)
class Crossing:
    """The status of one model at one threshold.

    Args:
        model: Id of the model.
        threshold_flop: The threshold, in FLOP.
        compute_class: `confirmed`, `likely`, `cannot-rule-out`, `below` or `unknown`.
        probability: P(compute > threshold), or None if only a bare statement or nothing is known.
        confidence: The source's own word.
        justification: The reason, in a sentence.
        rule: The rule of classification that applied, in a sentence.
    """

    model: str
    threshold_flop: float
    compute_class: str
    probability: float | None
    confidence: str
    justification: str
    rule: str

    @property
    def is_above(self) -> bool:
        """True if the model counts as above: confirmed or likely."""
        return self.compute_class in ("confirmed", "likely")


def class_of(probability: float) -> str:
    """Return the class of a probability: confirmed from 0.95, likely from 0.5, cannot-rule-out from 0.05, else below.

    Example:
        >>> [class_of(p) for p in (0.97, 0.5, 0.2, 0.01)]
        ['confirmed', 'likely', 'cannot-rule-out', 'below']
    """
    for limit, name in ((CONFIRMED, "confirmed"), (LIKELY, "likely"), (POSSIBLE, "cannot-rule-out")):
        if probability >= limit - CLASS_ROUNDING:
            return name
    return "below"


def largest_run(records: Mapping[str, Record], estimates: Mapping[str, Estimate | Unknown]) -> float | None:
    """Return the median compute, in FLOP, of the largest base model; the reference of frontier-relative thresholds.
    None if no base model has a figure.
    """
    sound = [
        one.compute_flop.median
        for key, one in estimates.items()
        if isinstance(one, Estimate) and not records[key].is_variant
    ]
    return max(sound, default=None)


def crossing_of(record: Record, estimate: Estimate | Unknown, threshold_flop: float) -> Crossing:
    """Return the status of one model at any amount, in FLOP."""
    return _crossing(record, estimate, threshold_flop)


def classify(
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    thresholds: Sequence[Threshold],
) -> dict[str, tuple[Crossing, ...]]:
    """Return every model's crossings, in the order of the thresholds."""
    return {
        key: tuple(_crossing(records[key], estimate, float(exact(one.flop))) for one in thresholds)
        for key, estimate in estimates.items()
    }


def _crossing(record: Record, estimate: Estimate | Unknown, threshold: float) -> Crossing:
    if isinstance(estimate, Estimate):
        return _from_estimate(record, estimate, threshold)
    bounds = _from_bounds(record, threshold)
    if bounds is not None:
        return bounds
    scored = _from_scores(record, estimate, threshold) if isinstance(estimate, AtLeast) else None
    if scored is not None and scored.is_above:
        return scored
    known = _from_belief(record, threshold) or scored
    if known is not None:
        return known
    rule = f"no estimate: {estimate.reason}"
    return Crossing(record.id, threshold, "unknown", None, record.value("confidence"), "", rule)


def _from_estimate(record: Record, estimate: Estimate, threshold: float) -> Crossing:
    probability = estimate.compute_flop.prob_above(threshold)
    name = class_of(probability)
    rule = chance_above(digits(threshold, 6), probability)
    why = _why(record, estimate)
    return Crossing(record.id, threshold, name, probability, estimate.confidence, why, rule)


def _why(record: Record, estimate: Estimate) -> str:
    """Return the origin of the figure: its source and method, or the formula."""
    first = estimate.methods[0]
    if first.method != "reported":
        return f"{first.formula}; {estimate.rule}"
    stated = record.claims[first.inputs[0].claims[0]]
    named = record.values("training_compute_method")
    methods = [label_of("compute_method", one).lower() for one in named if one != "reported"]
    ways = ["stated by the developer"] * ("reported" in named)
    ways += [f"estimated by {' and '.join(methods)}"] * bool(methods)
    how = f", {' and '.join(ways)}" if ways else ""
    rest = f"; {estimate.rule}" if len(estimate.methods) > 1 else ""
    # As written it may have binary noise (3.3499999999999998e+25): the receipt quotes it, this sentence rounds it.
    return f"{stated.source} states {digits(first.compute_flop.median, 3)} FLOP{how}{rest}"


def _stated(record: Record, field: str) -> list[Claim]:
    return list(record.counting(field).values())


def _from_bounds(record: Record, threshold: float) -> Crossing | None:
    """Classify by bounds that sources state: a lower one above the threshold, or an upper one at or below it. None if
    no bound decides.
    """
    for claim in [
        *_stated(record, "training_compute"),
        *_stated(record, "training_compute_lower_bound"),
        *_stated(record, "training_compute_upper_bound"),
    ]:
        if claim.relation == "unknown":
            continue
        value = float(base_value(claim)[0])
        lower = claim.relation == "≥" or claim.field == "training_compute_lower_bound"
        upper = claim.relation == "≤" or claim.field == "training_compute_upper_bound"
        words = f"{claim.source}: {claim.as_written}"
        if lower and value >= threshold:
            return Crossing(
                record.id,
                threshold,
                "likely",
                None,
                claim.qualifiers.get("confidence", ""),
                words,
                "a source states a lower bound",
            )
        if upper and value <= threshold:
            return Crossing(
                record.id,
                threshold,
                "below",
                None,
                claim.qualifiers.get("confidence", ""),
                words,
                "a source states an upper bound",
            )
    return None


def _from_scores(record: Record, found: AtLeast, threshold: float) -> Crossing | None:
    """Classify by the lower end that benchmark scores give; above the end of their interval they say nothing."""
    if threshold > found.high_flop:
        return None
    name = "likely" if threshold <= found.low_flop else "cannot-rule-out"
    return Crossing(record.id, threshold, name, None, "", found.reason, "benchmark scores give only a lower end")


def _from_belief(record: Record, threshold: float) -> Crossing | None:
    """Classify by a bare statement: `likely` at thresholds up to the one it names, or as its stance says. None if no
    statement applies.
    """
    for claim in _stated(record, "training_compute_believed"):
        named = claim.qualifiers.get("threshold_flop", "")
        if not named:
            continue
        stance = claim.qualifiers.get("stance", "above")
        word = "speculative"
        if stance == "above" and threshold <= float(exact(named)):
            return Crossing(
                record.id,
                threshold,
                "likely",
                None,
                word,
                claim.value,
                f"{claim.source} states it without a number",
            )
        if stance == "cannot-rule-out" and threshold <= float(exact(named)):
            return Crossing(
                record.id,
                threshold,
                "cannot-rule-out",
                None,
                word,
                claim.value,
                f"{claim.source} cannot rule it out",
            )
        if stance == "below" and threshold >= float(exact(named)):
            return Crossing(
                record.id,
                threshold,
                "below",
                None,
                word,
                claim.value,
                f"{claim.source} states it without a number",
            )
    return None


def count_above(
    crossings: Mapping[str, Sequence[Crossing]],
    records: Mapping[str, Record],
    index: int,
    estimates: Mapping[str, Estimate | Unknown] | None = None,
) -> tuple[int, int, int]:
    """Return the 5%, 50% and 95% quantiles of the number of base models above one threshold.

    Each model is above with its probability; models of one confidence word, developer and method share a quarter of
    the variance of their error (`shared_errors.py`). A bare statement counts with 0.725, the middle of the class
    `likely`; a doubted number counts for nothing.

    Args:
        crossings: Every model's crossings.
        records: The records, to exclude variants.
        index: Index of the threshold.
        estimates: The estimates, for the methods; without them every error is a model's own.
    """
    counted = [key for key in crossings if not records[key].is_variant]
    groups = [error_group_of(records[key], estimates.get(key)) for key in counted] if estimates is not None else []
    chances = np.array([chance(crossings[key][index]) for key in counted])
    low, mid, high = count_quantiles(chances, groups=groups, share=SHARED_ERROR)
    return low, mid, high


def chance(crossing: Crossing) -> float:
    """Return the probability that a model contributes to a count."""
    if crossing.probability is None:
        return {"likely": BARE_STATEMENT, "confirmed": 1.0, "cannot-rule-out": (POSSIBLE + LIKELY) / 2}.get(
            crossing.compute_class, 0.0
        )
    return crossing.probability


def unconfirmed(records: Mapping[str, Record], estimates: Mapping[str, Estimate | Unknown]) -> tuple[str, ...]:
    """Return the ids of models that may exceed 1e23 FLOP but whose compute cannot be estimated.

    Published in 2022 or later, compute unknown, not below 3e9 parameters or 1e10 data points if these are known, and
    not tuned from another model. A model that a statement or a bound places (above, not ruled out, below) has a class
    and is not listed. A person may exclude one with a claim of stance `below`.

    Source:
        Document 000, "Unconfirmed large-scale models".
    """
    out = []
    for key, estimate in estimates.items():
        record = records[key]
        date = record.value("published")
        if isinstance(estimate, Estimate | Doubted) or record.is_variant or record.values("base_model"):
            continue
        if not date or PartialDate.from_iso(date).year < 2022:
            continue
        if _known_below(record, "parameters", 3e9) or _known_below(record, "dataset_size", 1e10):
            continue
        if any(one.qualifiers.get("stance") == "below" for one in _stated(record, "training_compute_believed")):
            continue
        if _crossing(record, estimate, UNCONFIRMED_ABOVE).compute_class != "unknown":
            continue
        out.append(key)
    return tuple(sorted(out))


def _known_below(record: Record, field: str, limit: float) -> bool:
    value = record.fields.get(field)
    if value is None or (
        field == "dataset_size" and value.unit not in ("tokens", "words", "datapoints", "images", "image-text pairs")
    ):
        return False
    return float(exact(value.value)) < limit
