"""Classes: which thresholds a model crosses, with a probability. Base models count; variants fold under them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Crossing:
    """How one model stands to one threshold.

    Args:
        model: Id of the model.
        threshold_flop: The threshold, in FLOP.
        compute_class: `confirmed`, `likely`, `cannot-rule-out`, `below` or `unknown`.
        probability: P(compute > threshold), or None where nothing but a bare statement or nothing at all is known.
        confidence: The source's own word.
        justification: Why, in a sentence.
        rule: The rule of classification that applied.
    """

    model: str
    threshold_flop: float
    compute_class: str
    probability: float | None
    confidence: str
    justification: str
    rule: str
