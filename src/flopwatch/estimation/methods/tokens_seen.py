"""Tokens seen in training, from the amount of data that a source states."""

from __future__ import annotations

import dataclasses

from flopwatch.domain import Unknown
from flopwatch.estimation.results import Input
from flopwatch.estimation.route_engine import by_way, known
from flopwatch.estimation.routes import EXACT, OPERATIONS, Way
from flopwatch.estimation.run_facts import DATA, Fact, RunFacts
from flopwatch.statistics import LogNormal

# A bare count of datapoints of a language model counts words or tokens.
TOKENS_PER_DATAPOINT = LogNormal.from_interval(low=0.8, high=1.7)
# ViT-B/16 at 224 pixels: 196 patches; /14 at 336: 576; /32 at 224: 49. https://arxiv.org/abs/2010.11929, section 3.1.
PATCHES_PER_IMAGE = LogNormal.from_interval(low=100, high=700)
# Datapoints of these are images, clips, games or positions: counting them as tokens is the commonest large error.
NOT_TEXT = frozenset(
    "vision multimodal image-generation video speech audio games reinforcement-learning robotics driving "
    "recommendation 3d earth-science biology search other physics".split()
)
_D = next(one for one in OPERATIONS.factors if one.symbol == "D")


def tokens_seen(facts: RunFacts) -> Input | Unknown:
    """Return the tokens seen in training, D, in tokens: stated, or data × passes.

    Returns:
        The factor, or Unknown with what is missing.
    """
    if (stated := known(_D, facts)) is not None:
        return stated
    points = facts.data.get("datapoints")
    if points is not None:
        return _datapoints(facts, points)
    if facts.noted_tokens is not None:
        return _from(facts, facts.noted_tokens, "tokens")
    if facts.data_divided:
        return Unknown("the size of the data was divided out of the compute, so that counting would be circular")
    other = next(iter(facts.data), "")
    return Unknown(f"data in {other}, which are not tokens" if other else "no amount of text is stated")


def _from(
    facts: RunFacts,
    fact: Fact,
    words: str,
    ratio: LogNormal | None = None,
    claims: tuple[str, ...] = (),
    *,
    repeats: bool = True,
) -> Input:
    """Return D from an amount of data, converted to tokens by a ratio."""
    one = dataclasses.replace(fact, spread=fact.within(EXACT) * ratio) if ratio else fact
    way = Way("tokens", f"tokens seen, from {words}" + ("{passes}" if repeats else ""), repeats=repeats)
    found = by_way(_D, way, one, facts)
    return dataclasses.replace(found, claims=(*found.claims, *claims))


def _datapoints(facts: RunFacts, points: Fact) -> Input | Unknown:
    counted = facts.datapoints
    strange = sorted(facts.domains & NOT_TEXT)
    if counted.tokens is not None:
        tokens = dataclasses.replace(points, value=counted.tokens)
        said = f"datapoints, {counted.why!r} by its notes"
        return _from(facts, tokens, said, None, counted.claims, repeats=not counted.is_seen)
    if counted.unit == "words" and not strange:
        words = next(one for one in _D.ways if one.fact == "words")
        found = by_way(_D, words, points, facts)
        return dataclasses.replace(found, claims=(*found.claims, *counted.claims))
    if counted.unit not in ("", "tokens", "words", "datapoints", "bytes"):
        return Unknown(f"data in {counted.unit}, which are not tokens")
    if strange or "language" not in facts.domains:
        what = ", ".join(strange) or "unstated"
        return Unknown(f"datapoints of a model of the domain {what} may not be tokens, and no note gives their unit")
    return _from(facts, points, "datapoints (words or tokens)", TOKENS_PER_DATAPOINT)


def stated_text(facts: RunFacts) -> Fact | None:
    """Return the fact that states an amount of text in a unit of text. None if no source states one."""
    return facts.tokens_seen or next(
        (facts.data[unit] for unit in ("tokens", "words", "bytes") if unit in facts.data), None
    )


def amounts_of_text(facts: RunFacts) -> tuple[float, ...]:
    """Return every amount of data that may count text, in its own unit: the one that the count of operations uses
    first.
    """
    text = stated_text(facts)
    points = facts.data.get("datapoints")
    counted = facts.datapoints.tokens
    found = (
        text.value if text else None,
        counted,
        points.value if points else None,
        facts.noted_tokens.value if facts.noted_tokens else None,
    )
    return tuple(dict.fromkeys(one for one in found if one is not None))


__all__ = ["DATA", "EXACT", "PATCHES_PER_IMAGE", "amounts_of_text", "stated_text", "tokens_seen"]
