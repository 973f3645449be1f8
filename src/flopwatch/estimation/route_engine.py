"""The product of a route's factors: the only place where facts and priors are multiplied."""

from __future__ import annotations

import math
from collections.abc import Mapping

from flopwatch.domain import digits, short
from flopwatch.estimation.results import Input, MethodResult
from flopwatch.estimation.routes import (
    EPOCHS_OF_A_LARGE_CORPUS,
    EPOCHS_OF_A_SMALL_CORPUS,
    LEAST_TOKENS_PER_PARAMETER,
    PRIORS,
    SMALL_CORPUS_TOKENS,
    Factor,
    Route,
    Way,
)
from flopwatch.estimation.run_facts import Fact, RunFacts
from flopwatch.statistics import LogNormal, product


def multiply(
    route: Route,
    facts: RunFacts,
    found: Mapping[str, Input] | None = None,
    flags: frozenset[str] = frozenset(),
) -> MethodResult | tuple[str, ...]:
    """Multiply the factors of a route.

    Args:
        route: The route.
        facts: The run's facts.
        found: Factors known from elsewhere, by symbol.
        flags: Further flags that hold, in addition to those of the facts.

    Returns:
        The result in FLOP, or the words for the missing facts.
    """
    inputs: list[Input] = []
    lacking: list[str] = []
    for factor in route.factors:
        if factor.flag and not (factor.flag in flags or getattr(facts, factor.flag, False)):
            continue
        one = (found or {}).get(factor.symbol) or known(factor, facts) or _prior(factor)
        if one is None:
            lacking.append(factor.lacking)
        else:
            inputs.append(one)
    if lacking:
        return tuple(lacking)
    value = product([LogNormal(median=route.constant), *(one.value for one in inputs)])
    return MethodResult(route.method, value, equation(route, inputs), tuple(inputs))


def known(factor: Factor, facts: RunFacts) -> Input | None:
    """Return a factor by the first way that the facts allow. None if no way has its facts."""
    for way in factor.ways:
        if (fact := facts.fact(way.fact)) is not None:
            return by_way(factor, way, fact, facts)
    return None


def by_way(factor: Factor, way: Way, fact: Fact, facts: RunFacts) -> Input:
    """Return a factor known by one way.

    Args:
        factor: The factor.
        way: The way.
        fact: What is stated.
        facts: The run's facts, for the passes over its data.
    """
    value, claims, words, given = fact.within(way.within), fact.claims, "", fact.given_dex
    if way.ratio:
        value *= PRIORS[way.ratio].value
    if way.repeats:
        passes, words = passes_of(facts, value.median)
        value *= passes
        given = math.hypot(given, facts.epochs.given_dex if facts.epochs is not None else 0.0)
    name = way.name.format(passes=words)
    return Input(factor.symbol, name, value, factor.unit, claims, fact.source, given_dex=given)


def passes_of(facts: RunFacts, tokens: float) -> tuple[LogNormal, str]:
    """Return the passes over the data and their words: stated, or the prior for a corpus of that size.

    Demonstrations and recommenders' tables, as domain or tokens for each parameter show, do not repeat a small corpus.

    Args:
        facts: The run's facts.
        tokens: Tokens of the data.
    """
    small = tokens < SMALL_CORPUS_TOKENS
    if facts.counted == "gradients":
        return LogNormal(median=1.0), " that passed through training"
    if facts.epochs is not None:
        passes = facts.epochs.within(EPOCHS_OF_A_SMALL_CORPUS if small else EPOCHS_OF_A_LARGE_CORPUS)
        return passes, f" × {facts.epochs.value:g} epoch{'' if facts.epochs.value == 1 else 's'}"
    whole = facts.parameters
    is_shown = whole is not None and tokens < LEAST_TOKENS_PER_PARAMETER * whole.value
    repeated = small and not is_shown and not facts.is_recommender
    return PRIORS["small-corpus" if repeated else "large-corpus"].value, " × passes (unstated)"


def equation(route: Route, inputs: list[Input]) -> str:
    """Print a route's equation in numbers."""
    by_symbol = {one.symbol: one for one in inputs}
    out = ""
    for words, symbol in route.equation:
        if symbol in by_symbol:
            out += words + printed(by_symbol[symbol].value.median, route.shown[symbol])
    return out


def printed(value: float, form: str) -> str:
    """Print a number of an equation: `short` (405e9), `plain` (16384) or `share` (0.38).

    Example:
        >>> printed(405e9, "short"), printed(1296.0, "plain"), printed(0.4042, "share")
        ('405e9', '1296', '0.4042')
    """
    return short(value) if form == "short" else digits(value, 6 if form == "plain" else 4)


def _prior(factor: Factor) -> Input | None:
    if not factor.prior:
        return None
    one = PRIORS[factor.prior]
    return Input(factor.symbol, one.name, one.value, factor.unit, (), one.source)
