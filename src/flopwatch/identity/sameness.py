"""The probability that two names denote one model, from a sum of named weights, in three zones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from flopwatch.identity.comparison import NOTHING, About, Level, compare
from flopwatch.identity.model_name import ModelName, read_name
from flopwatch.identity.weights import NO_BELOW, PRIOR, WEIGHTS, YES_FROM


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the answer.

    Args:
        part: The part compared: family, version, size, …
        weight: log2 of the Bayes factor: positive speaks for one model.
        words: The finding, in words.
        level: The level of the part that was found.
    """

    part: str
    weight: float
    words: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Sameness:
    """The answer whether two names denote one model: True, False, or None (ask a person), with its probability.

    Args:
        same: The zone.
        probability: P(one model).
        reasons: The parts with their weights; `prior` is the first.
    """

    same: bool | None
    probability: float
    reasons: tuple[Reason, ...]


def same(a: str, b: str, about_a: About = NOTHING, about_b: About = NOTHING) -> Sameness:
    """Return the probability that two names denote one model, from the sum of the parts' weights.

        log2 odds = prior + Σ weight(part, level)          weight = log2(P(level | one model) / P(level | two models))

    Quantised and converted weights are distributions of the same model; tuned weights are another model.

    Source:
        Fellegi & Sunter (1969), "A Theory for Record Linkage". Weights: `identity/weights.py`.

    Example:
        >>> same("GPT-4o", "GPT-4").same, same("LLaMA-65B", "Llama 1 65B").same, same("GPT-3 175B", "gpt 3 (175B)").same
        (False, True, True)
    """
    readings = product((read_name(a), *read_name(a).others), (read_name(b), *read_name(b).others))
    return max((_judge(x, y, about_a, about_b) for x, y in readings), key=lambda one: one.probability)


def _judge(a: ModelName, b: ModelName, about_a: About, about_b: About) -> Sameness:
    return sum_of(compare(a, b, about_a, about_b))


def sum_of(levels: Iterable[Level]) -> Sameness:
    """Return the answer that levels give together: the sum of their weights, as a probability in its zone."""
    reasons = [Reason("prior", PRIOR, "pairs of one family, before anything is compared")]
    reasons += [Reason(one.part, weight_of(one), one.words, one.level) for one in levels]
    odds = sum(one.weight for one in reasons)
    probability = 1 / (1 + 2.0 ** -max(-60.0, min(60.0, odds)))
    return Sameness(zone_of(probability), probability, tuple(reasons))


def weight_of(level: Level) -> float:
    """Return the weight of a level, in bits; 0 for a level that the table lacks."""
    return WEIGHTS.get((level.part, level.level), 0.0)


def zone_of(probability: float) -> bool | None:
    """Return the zone of a probability: True from `YES_FROM`, False below `NO_BELOW`, else None."""
    return True if probability >= YES_FROM else False if probability < NO_BELOW else None
