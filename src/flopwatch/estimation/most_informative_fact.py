"""The fact that would narrow an estimate most: an input known better, or the one fact that a further route lacks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flopwatch.domain import digits, short
from flopwatch.estimation.results import MethodResult, Sensitivity
from flopwatch.estimation.run_facts import Fact, RunFacts
from flopwatch.statistics import Z_90, LogNormal

# Standard deviation, in decades, of a route's figure when all its facts are stated.
COUNTED = math.log10(1.2) / Z_90
TIMED = math.log10(1.4) / Z_90


@dataclass(frozen=True)
class Route:
    """A further route to the compute, and what it lacks.

    Args:
        method: The method.
        missing: The facts that no source states, in words.
        given: The known ones of its facts, in words, or "".
        sigma_dex: Standard deviation of its figure, in decades.
    """

    method: str
    missing: tuple[str, ...]
    given: str
    sigma_dex: float

    @property
    def words(self) -> str:
        """The missing facts, in words for people."""
        listed = " and ".join(self.missing)
        known = f" (known: {self.given})" if self.given else ""
        return f"{listed}, for a further figure by {self.method}{known}"


def routes_not_taken(facts: RunFacts, have: set[str]) -> list[Route]:
    """Return the routes that no method used, each with its unstated facts."""
    out = []
    if "operations" not in have:
        out.append(_counting(facts))
    if "hardware" not in have:
        out.append(_hardware(facts))
    return [one for one in out if one.missing]


def _counting(facts: RunFacts) -> Route:
    if facts.is_convolutional or (facts.domains and not facts.is_sequence):  # of unknown domain it may well be text
        wanted: tuple[tuple[str, Fact | None], ...] = (
            ("the operations of one forward pass", facts.inference),
            ("how many examples it saw", _amount(facts)),
        )
    else:
        size = "its active parameters" if facts.is_sparse else "its parameters"
        text: tuple[tuple[str, Fact | None], ...] = (
            (size, facts.working_parameters),
            ("the tokens it saw", facts.tokens_seen or facts.data.get("tokens") or _undecided_data(facts)),
        )
        wanted = text if facts.domains or facts.is_sequence else (*text, ("its domain", None))
    missing = tuple(words for words, fact in wanted if fact is None)
    known = [fact for _, fact in wanted if fact is not None]
    given = f"{short(known[0].value)} {known[0].unit}" if known else ""
    return Route("operations", missing, given, COUNTED)


def _undecided_data(facts: RunFacts) -> Fact | None:
    """Return the count of datapoints if the domain is unknown, so that they may be tokens; else None."""
    return None if facts.domains else facts.data.get("datapoints")


def _amount(facts: RunFacts) -> Fact | None:
    return next(iter(facts.data.values()), None)


def _hardware(facts: RunFacts) -> Route:
    missing: list[str] = []
    given = facts.chip
    if facts.chip_hours is not None:
        given = f"{short(facts.chip_hours.value)} chip-hours"
    elif facts.chips is not None and facts.hours is None:
        missing.append(f"how long its {facts.chips.value:g} chips ran")
    elif facts.chips is None and facts.hours is not None:
        missing.append(f"how many chips ran for {facts.hours.value:g} hours")
    elif facts.chips is None:
        missing.append("its chip-hours")
    if not (facts.chip or facts.chip_names):
        missing.append("the chip")
    return Route("hardware", tuple(missing), given, TIMED)


def narrowing(
    methods: Sequence[MethodResult],
    inputs: Sequence[Sensitivity],
    value: LogNormal,
    facts: RunFacts,
    undecided: str = "",
) -> str:
    """Name the one fact that would narrow the figure most.

    An input known exactly would save its share of the variance; a route that lacks one fact would turn σ² into 1 /
    (1/σ² + 1/s²), with s the route's own standard deviation. A route that lacks two facts is named, with both, only if
    nothing else helps.

    Args:
        methods: The methods that make the figure.
        inputs: The effect of each input on it, the largest first.
        value: The published distribution, in FLOP.
        facts: The stated facts of the model.
        undecided: If several figures compete, the question which one holds, in words; else "".
    """
    if undecided:
        return undecided
    variance = value.sigma_dex**2
    if not variance:
        return "nothing: every input is given as exact"
    have = {one.method for one in methods}
    routes = routes_not_taken(facts, have)
    near = [one for one in routes if len(one.missing) == 1]

    def saved(route: Route) -> float:
        return variance - 1 / (1 / variance + 1 / route.sigma_dex**2)

    route = max(near, key=saved, default=None) or max(routes, key=saved, default=None)
    if "reported" in have:
        if route is not None:
            return route.words
        return f"the developer's own count of operations (the source's word leaves a factor of {digits(value.factor)})"
    best = max(inputs, key=lambda one: one.variance_share, default=None)
    if best is not None and (route is None or len(route.missing) > 1 or best.variance_share * variance >= saved(route)):
        spread = next(one.value.factor for method in methods for one in method.inputs if one.name == best.name)
        return f"{best.name} (now within a factor of {digits(spread)})"
    if route is not None:
        return route.words
    left = f"the error shared by all methods leaves a factor of {digits(value.factor)}"
    return f"the developer's own count of operations ({left})"


__all__ = ["Route", "narrowing", "routes_not_taken"]
