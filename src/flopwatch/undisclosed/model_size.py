"""Evidence from a stated number of parameters, where nobody states the data."""

from __future__ import annotations

import math
import re

from flopwatch.domain import exact, short
from flopwatch.estimation import facts_of
from flopwatch.identity import signature
from flopwatch.records import Record
from flopwatch.statistics import LogNormal
from flopwatch.undisclosed.densities import heavy_normal
from flopwatch.undisclosed.known_compute import Traits
from flopwatch.undisclosed.statements import Said

TOKENS_2024 = LogNormal.from_factor(median=5e12, factor=4.0)  # passed through a large run at the start of 2024: a prior
GROWTH_DEX = 0.3  # of the tokens, decades a year
MOST_DENSE = 2e11  # parameters; since 2024 only Llama 3.1-405B and Nemotron-4 340B are larger and known to be dense
ACTIVE_SHARE = LogNormal.from_factor(median=0.09, factor=3.5)  # of mixtures above 130e9: 3% (Kimi K2) to 28% (Mixtral)
_YEARS = -1.0, 2.5  # range of dates over which they grow


def read_size(record: Record, traits: Traits) -> Said | None:
    """Return the evidence of a model's working parameters; None if no source states any size, not even in the name.

        compute = 6 × N × D,   D = 5e12 × 10^(0.3 t) tokens, ×/÷ 4 (90%), t in years since 2024

    Of a large model since 2024 whose active parameters nobody states, N is 9% of all (×/÷ 3.5): a mixture of experts.
    """
    size, claims = _working(record)
    if size is None:
        return None
    if size.median > MOST_DENSE and traits.years >= 0 and not record.values("active_parameters"):
        size = size * ACTIVE_SHARE
    years = min(max(traits.years, _YEARS[0]), _YEARS[1])
    tokens = TOKENS_2024 * 10 ** (GROWTH_DEX * years)
    flop = tokens * size * 6.0
    words = f"{short(size.median)} parameters for a token; a run of its date sees about {short(tokens.median)} tokens"
    return Said("economy", words, claims, heavy_normal(math.log10(flop.median), flop.sigma_dex))


def _working(record: Record) -> tuple[LogNormal | None, tuple[str, ...]]:
    """Return the working parameters, or all, or the size in the name, with claims; (None, ()) if there is none."""
    facts = facts_of(record)
    found = facts.working_parameters
    if found is not None and found.value > 0:
        return LogNormal(median=found.value), tuple(found.claims)
    whole = record.fields.get("parameters")
    if whole is not None and whole.claims and whole.value:
        return LogNormal(median=float(exact(whole.value))), tuple(whole.claims)
    named = [float(one[:-1]) * 1e9 for one in signature(record.name).sizes if re.fullmatch(r"[0-9.]{1,8}b", one)]
    return (LogNormal(median=max(named)), ()) if named else (None, ())
