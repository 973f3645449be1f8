"""Plausibility of stated numbers, against the model's other numbers and against the frontier of the time."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flopwatch.catalogue import Frontier
from flopwatch.domain import Unknown, digits, short
from flopwatch.estimation.methods.operations import compute_from_operations
from flopwatch.estimation.methods.tokens_seen import stated_text
from flopwatch.estimation.run_facts import Fact, RunFacts

SLIP_WITHIN = 3.0  # a ratio within this factor of a power of 1000 suggests a wrong unit
BEYOND_FRONTIER = 3.0  # times the largest known at the time; beyond it a statement is worth a look
RECORD_SETTING = (
    6.0  # beyond it no record is; XLM-RoBERTa, Whisper v3, VGG19, gpt-oss-120b are 3 to 4.5 times beyond, and sound
)
AGAINST_FRONTIER = ("beyond-frontier", "implied-data")
REUSED = 1e6  # parameters; smaller models use each weight many times for one datapoint
MOST_PASSES = 200.0  # of the lists' models Meena repeated its data most, 132 times
FEWEST_PASSES = 0.05  # of the dense ones PanGu-alpha saw the least of its corpus, 0.18
NAME_AGAINST_PARAMETERS = 10.0  # names round, and may count a part or a total, but not by a factor of ten
TOKENS_PER_PARAMETER = (0.2, 1e5)  # from PanGu-alpha's 0.24 to small models of 2025 with 6e4


@dataclass(frozen=True)
class Doubt:
    """The reason why a stated number is implausible.

    Args:
        rule: Name of the rule.
        fields: The fields in doubt, the likeliest first.
        claims: Ids of the claims that state them.
        as_written: The words in doubt.
        message: The arithmetic, in a sentence.
        proposal: A plausible reading, or "".
        factor: Distance from plausible, as a factor above 1.
    """

    rule: str
    fields: tuple[str, ...]
    claims: tuple[str, ...]
    as_written: str
    message: str
    proposal: str
    factor: float


def doubts_about(facts: RunFacts, frontier: Frontier) -> tuple[Doubt, ...]:
    """Return every doubt about a model's numbers, the largest factor first."""
    against_data = _compute_against_6nd(facts)
    found = [
        *_beyond_frontier(facts, frontier),
        *_product_beyond_frontier(facts, frontier),
        *(against_data or _implied_tokens(facts, frontier)),
        *_tokens_per_parameter(facts),
        *_size_in_name(facts),
    ]
    return tuple(sorted(found, key=lambda one: (-one.factor, one.rule)))


def is_disqualifying(doubt: Doubt) -> bool:
    """Return whether a doubt sets figures aside: a sound record-setter may exceed what is known by a few times."""
    return doubt.rule not in AGAINST_FRONTIER or doubt.factor >= RECORD_SETTING


def uses_weights_again(facts: RunFacts) -> bool:
    """Return whether a model is so small that it surely uses each weight many times for one datapoint."""
    size = facts.working_parameters
    return size is not None and size.value < REUSED and not facts.sizes_in_name


def slip(ratio: float) -> int:
    """Return the power of 1000 that a ratio is within a factor of 3 of, or 0.

    Example:
        >>> slip(998.0), slip(0.0011), slip(33.0), slip(320.0), slip(5500.0)
        (1, -1, 0, 0, 0)
    """
    dex = math.log10(ratio)
    k = round(dex / 3)
    return k if k and abs(dex - 3 * k) <= math.log10(SLIP_WITHIN) else 0


def _beyond_frontier(facts: RunFacts, frontier: Frontier) -> list[Doubt]:
    out = []
    tokens = facts.tokens_seen or facts.data.get("tokens")
    for quantity, name, fact, unit in (
        ("training_compute", "training_compute", facts.compute, "FLOP"),
        ("parameters", "parameters", facts.parameters, "parameters"),
        ("tokens_seen", "tokens_seen" if facts.tokens_seen else "dataset_size", tokens, "tokens"),
    ):
        limit = frontier.at(quantity, facts.date)
        if quantity == "parameters" and facts.is_recommender:
            continue  # the frontier leaves out recommenders: their embedding tables follow another scale
        if fact is None or limit is None or fact.value <= BEYOND_FRONTIER * limit.value:
            continue
        # A model far beyond its own reviewed figure is measured against the others.
        limit = frontier.of_others(quantity, facts.date, facts.names)
        if limit is None:
            continue
        factor = fact.value / limit.value
        when = f"by {facts.date}" if facts.date else "to this day"
        out.append(
            Doubt(
                "beyond-frontier",
                (name,),
                fact.claims,
                fact.as_written,
                f"{fact.as_written} is {short(fact.value)} {unit}: {digits(factor, 3)} times the largest known {when} "
                f"({limit.model}, {short(limit.value)}).",
                _smaller(fact, unit, limit.value),
                factor,
            )
        )
    return out


def _product_beyond_frontier(facts: RunFacts, frontier: Frontier) -> list[Doubt]:
    """Doubt size and data whose compute, which nobody states, exceeds the largest known at the time."""
    limit = frontier.at("training_compute", facts.date)
    if facts.compute is not None or facts.is_typed or limit is None:
        return []
    worked = compute_from_operations(facts)
    if isinstance(worked, Unknown) or worked.compute_flop.median <= BEYOND_FRONTIER * limit.value:
        return []
    limit = frontier.of_others("training_compute", facts.date, facts.names)
    if limit is None:
        return []
    factor = worked.compute_flop.median / limit.value
    stated = [one for one in (facts.tokens_seen, *facts.data.values(), facts.parameters) if one is not None]
    return [
        Doubt(
            "beyond-frontier",
            (stated_field(facts), "parameters"),
            tuple(dict.fromkeys(claim for one in stated for claim in one.claims)),
            ", ".join(dict.fromkeys(one.as_written for one in stated)),
            f"{worked.formula} = {digits(worked.compute_flop.median)} FLOP: {digits(factor, 3)} times the largest "
            f"known {f'by {facts.date}' if facts.date else 'to this day'} ({limit.model}, {short(limit.value)}).",
            "Only part of the parameters may work on a token, or a machine was shown by a few steps of training; "
            "else size, data or passes are misstated.",
            factor,
        )
    ]


def _smaller(fact: Fact, unit: str, ceiling: float) -> str:
    """Propose a reading a thousand (or a million) times smaller that is within the frontier, or ""."""
    for k in (1, 2):
        if fact.value / 1000**k <= ceiling:
            words = "a thousand" if k == 1 else "a million"
            return f"Read with a unit {words} times smaller it would be {short(fact.value / 1000**k)} {unit}."
    return ""


def _compute_against_6nd(facts: RunFacts) -> list[Doubt]:
    working, stated = facts.working_parameters, stated_text(facts)
    if facts.compute is None or working is None or stated is None or not facts.is_sequence or facts.is_convolutional:
        return []
    per = {"words": 4 / 3, "bytes": 1 / 4.8}.get(stated.unit, 1.0)
    once = 6 * working.value * stated.value * per * (facts.epochs.value if facts.epochs else 1.0)
    ratio = facts.compute.value / once
    if FEWEST_PASSES <= ratio <= MOST_PASSES or (ratio > 1 and facts.base_models):
        return []  # a tuned model's compute often includes its base's
    counted = {"words": "words × 4/3", "bytes": "bytes ÷ 4.8"}.get(
        stated.unit, "tokens seen" if facts.tokens_seen else "tokens"
    )
    how = (
        f"6 × {short(working.value)} × {short(stated.value * per)} = {digits(once)} FLOP for one pass over "
        f"the {counted} stated"
    )
    many = f"implies {digits(ratio, 3)} passes" if ratio > 1 else f"covers only {digits(ratio)} of one pass"
    k = slip(ratio)
    fix = facts.compute.value / 1000 ** (k or (1 if ratio > 1 else -1))
    proposal = (
        f"A slip of {'three' if abs(k or 1) == 1 else 'six'} decimal places: {digits(fix)} FLOP would be "
        f"{digits(fix / once)} passes over the data. Otherwise parameters or data are misstated."
    )
    return [
        Doubt(
            "compute-against-6nd",
            ("training_compute", "parameters", stated_field(facts)),
            (*facts.compute.claims, *working.claims, *stated.claims),
            facts.compute.as_written,
            f"{facts.compute.as_written} is {digits(facts.compute.value)} FLOP, but {how}: it {many}.",
            proposal,
            ratio if ratio > 1 else 1 / ratio,
        )
    ]


def _size_in_name(facts: RunFacts) -> list[Doubt]:
    """Doubt parameters that contradict the size in the name, such as 13B and 7e12 parameters."""
    stated = facts.parameters
    if stated is None or not facts.sizes_in_name:
        return []
    data = [one.value for one in (facts.tokens_seen, *facts.data.values()) if one is not None]
    sizes = [size for size in facts.sizes_in_name if not any(0.5 < size / one < 2 for one in data)]
    if not sizes:
        return []  # the name counts the data: GloVe (6B)
    nearest = min(sizes, key=lambda size: abs(math.log10(size / stated.value)))
    ratio = stated.value / nearest
    factor = max(ratio, 1 / ratio)
    if factor <= NAME_AGAINST_PARAMETERS:
        return []
    return [
        Doubt(
            "size-in-name",
            ("parameters",),
            stated.claims,
            stated.as_written,
            f"{stated.as_written} is {short(stated.value)} parameters, {digits(factor, 3)} times "
            f"{'more' if ratio > 1 else 'fewer'} "
            f"than the {short(nearest)} of its name.",
            f"{short(nearest)} parameters, as it is called.",
            factor,
        )
    ]


def stated_field(facts: RunFacts) -> str:
    """Return the field that states the amount of data."""
    return "tokens_seen" if facts.tokens_seen else "dataset_size"


def _implied_tokens(facts: RunFacts, frontier: Frontier) -> list[Doubt]:
    """Doubt the tokens implied by compute and parameters if they exceed the largest training set of the time.

    If no amount of text is stated, doubt them also if they are too few for the parameters."""
    working = facts.working_parameters
    if facts.compute is None or working is None or not facts.is_sequence or facts.is_convolutional:
        return []
    if uses_weights_again(facts):
        return []
    implied = facts.compute.value / (6 * working.value)
    limit = frontier.at("tokens_seen", facts.date)
    text = (
        f"{facts.compute.as_written} is {digits(facts.compute.value)} FLOP; over 6 × {short(working.value)} parameters "
        f"that is {digits(implied)} tokens or frames"
    )
    fields = ("training_compute", "parameters")
    claims = (*facts.compute.claims, *working.claims)
    beyond = limit is not None and implied > BEYOND_FRONTIER * limit.value
    limit = frontier.of_others("tokens_seen", facts.date, facts.names) if beyond else None
    if limit is not None:
        factor = implied / limit.value
        less = digits(facts.compute.value / 1000)
        proposal = f"A slip of three decimal places: {less} FLOP would be {digits(implied / 1000)}."
        return [
            Doubt(
                "implied-data",
                fields,
                claims,
                facts.compute.as_written,
                f"{text}, {digits(factor, 3)} times the most known by then ({limit.model}, {short(limit.value)}).",
                proposal,
                factor,
            )
        ]
    low, _ = TOKENS_PER_PARAMETER
    per = implied / working.value
    if per < low and stated_text(facts) is None and not facts.base_models:
        return [
            Doubt(
                "implied-data",
                fields,
                claims,
                facts.compute.as_written,
                f"{text}, {digits(per)} for each parameter; {low:g} is the least seen.",
                f"A slip of three decimal places: {digits(facts.compute.value * 1000)} FLOP would be "
                f"{digits(per * 1000)} for each.",
                low / per,
            )
        ]
    return []


def _tokens_per_parameter(facts: RunFacts) -> list[Doubt]:
    working = facts.working_parameters
    stated = facts.tokens_seen or facts.data.get("tokens")
    if working is None or stated is None or not facts.is_sequence or facts.is_convolutional:
        return []
    per = stated.value / working.value
    low, high = TOKENS_PER_PARAMETER
    if low <= per <= high or (per < low and facts.base_models):  # tuning needs few tokens
        return []
    swapped = working.value / stated.value
    proposal = (
        f"Swapped? {short(stated.value)} parameters and {short(working.value)} tokens would be {digits(swapped, 3)} "
        "for each."
        if per < low
        else ""
    )
    k = slip(per / 20)
    if k and not proposal:
        proposal = f"A slip of three decimal places would leave {digits(per / 1000**k, 3)} for each."
    return [
        Doubt(
            "tokens-per-parameter",
            ("parameters", stated_field(facts)),
            (*working.claims, *stated.claims),
            f"{working.as_written}, {stated.as_written}",
            f"{short(stated.value)} tokens for {short(working.value)} parameters are {digits(per)} for each; {low:g} "
            f"to {high:g} is what is known.",
            proposal,
            low / per if per < low else per / high,
        )
    ]
