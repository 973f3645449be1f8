"""Evidence from a stated number of parameters, where nobody states the data."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from flopwatch.domain import exact, short
from flopwatch.estimation import Input, RunFacts, facts_of, tokens_seen
from flopwatch.identity import signature
from flopwatch.records import Record
from flopwatch.statistics import LogNormal
from flopwatch.undisclosed.densities import heavy_normal
from flopwatch.undisclosed.known_compute import Traits
from flopwatch.undisclosed.statements import Rank, Said

TOKENS_2024 = LogNormal.from_factor(median=5e12, factor=4.0)  # passed through a large run at the start of 2024: a prior
GROWTH_DEX = 0.3  # of the tokens, decades a year
RUN = LogNormal.from_factor(median=1.0, factor=1.5)  # compute over 6 N D where both are stated
MOST_DENSE = 2e11  # parameters; since 2024 only Llama 3.1-405B and Nemotron-4 340B are larger and known to be dense
ACTIVE_SHARE = LogNormal.from_factor(median=0.09, factor=3.5)  # of mixtures above 130e9: 3% (Kimi K2) to 28% (Mixtral)
_YEARS = -1.0, 2.5  # range of dates over which they grow


def read_size(record: Record, traits: Traits) -> Said | None:
    """Return the compute of a model's working parameters; None if no source states any size, not even in the name.

        compute = 6 × N × D

    D is what a source states of the data; else 5e12 × 10^(0.3 t) tokens, ×/÷ 4 (90%), t in years since 2024. Over the
    known language models since 2023 true ÷ expected D is 0.8, ×/÷ 3.8. N of a mixture of experts whose active
    parameters nobody states is 9% of all (×/÷ 3.5).
    """
    facts = facts_of(record)
    size, claims = _working(record, facts, traits)
    if size is None:
        return None
    seen = tokens_seen(facts)
    if isinstance(seen, Input):
        tokens, claims, words = seen.value * RUN, (*claims, *seen.claims), "by what is stated its run saw"
    else:
        years = min(max(traits.years, _YEARS[0]), _YEARS[1])
        tokens, words = TOKENS_2024 * 10 ** (GROWTH_DEX * years), "a run of its date sees about"
    flop = tokens * size * 6.0
    words = f"{short(size.median)} parameters for a token; {words} {short(tokens.median)} tokens"
    likelihood = heavy_normal(math.log10(flop.median), flop.sigma_dex)
    return Said("economy", words, tuple(dict.fromkeys(claims)), likelihood, Rank.SIZE)


def _working(record: Record, facts: RunFacts, traits: Traits) -> tuple[LogNormal | None, tuple[str, ...]]:
    """Return the parameters that work for a token, with claims; (None, ()) if nothing states a size.

    The active ones, stated or in the name; else all, or the size in the name, of a mixture 9% of them.
    """
    named = signature(record.name)
    if facts.active is not None and facts.active.value > 0:
        return LogNormal(median=facts.active.value), tuple(facts.active.claims)
    if active := _sizes([named.active[1:]]):
        return LogNormal(median=active[0]), ()
    whole = record.fields.get("parameters")
    if whole is not None and whole.claims and whole.value and exact(whole.value) > 0:
        size, claims = float(exact(whole.value)), tuple(whole.claims)
    elif sizes := _sizes(named.sizes):
        size, claims = max(sizes), ()
    else:
        return None, ()
    is_mixture = facts.is_sparse or (size > MOST_DENSE and traits.years >= 0)
    return (ACTIVE_SHARE * size if is_mixture else LogNormal(median=size)), claims


def _sizes(words: Iterable[str]) -> list[float]:
    """Return the parameters that words like `70b` or `1t` of a name state."""
    found = (re.fullmatch(r"([0-9.]{1,8})([bt])", one) for one in words)
    return [float(one[1]) * (1e12 if one[2] == "t" else 1e9) for one in found if one and one[1].count(".") < 2]
