"""Ranking: how probably a candidate's compute is above each threshold, and how much it matters to look at it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist, fmean, pstdev

import msgspec

THRESHOLDS = {"1e23": 1e23, "1e24": 1e24, "1e25": 1e25, "1e26": 1e26}  # FLOP
THRESHOLD_NAMES = tuple(THRESHOLDS)
NEAR_DAYS = 540  # peers published so many days before or after are of the same period
FEWEST_PEERS = 20  # of a period with fewer, the nearest by date
_LEAST_SPREAD = 0.3  # dex: two models of one size and month still differ in their data
_FULL = 8.0  # log10 of the downloads at which a candidate is as prominent as can be
_LOG_SIX = math.log10(6)  # FLOP for each parameter and token


class Peer(msgspec.Struct, frozen=True):
    """A model of the census whose compute is estimated: its day, parameters a token passes (or None) and FLOP."""

    day: int
    parameters: float | None
    compute_flop: float


class Prior(msgspec.Struct, frozen=True):
    """log10 of a quantity among peers: mean, spread in dex, and how many there were."""

    mean: float
    spread: float
    peers: int


class Priors:
    """Distributions of a candidate's training compute before its tokens are known, from models of its period.

        log10 C = log10(6 N) + log10 D,    D as the tokens C/(6N) of the census's models of the same period

    Without parameters, C is that of the census's models of the same period.
    """

    def __init__(self, peers: Sequence[Peer]) -> None:
        """Take the models with estimated compute."""
        self._peers = peers
        self._kept: dict[tuple[int | None, bool], Prior | None] = {}

    def digest(self) -> str:
        """Return a digest of the peers, in hex."""
        return hashlib.sha256(msgspec.json.encode(self._peers)).hexdigest()

    def of(self, day: int | None, parameters: float | None) -> Prior | None:
        """Return mean and spread of log10 FLOP; None if there are fewer than two peers.

        Args:
            day: The candidate's day of publication, as an ordinal; None if unknown.
            parameters: Parameters that a token passes; None if unknown.
        """
        sized = bool(parameters)
        if (day, sized) not in self._kept:
            self._kept[day, sized] = self._prior(day, sized)
        prior = self._kept[day, sized]
        if prior is None or not parameters:
            return prior
        return Prior(prior.mean + _LOG_SIX + math.log10(parameters), prior.spread, prior.peers)

    def share_above(self, day: int | None, low_flop: float, high_flop: float) -> float:
        """Return the share of a period's models above one amount of compute that are above a higher one, in FLOP.

        One model that is and one that is not are added: a period with few models says little.
        """
        near = [one for one in self._peers if day is None or abs(one.day - day) <= NEAR_DAYS]
        above = [one for one in near if one.compute_flop > low_flop]
        return (sum(one.compute_flop > high_flop for one in above) + 1) / (len(above) + 2)

    def _prior(self, day: int | None, sized: bool) -> Prior | None:
        """Return the distribution of log10 tokens among peers with parameters, or of log10 FLOP among all. None with
        fewer than two peers.
        """
        usable = [one for one in self._peers if one.parameters or not sized]
        some = usable
        if day is not None:
            near = sorted(usable, key=lambda one: abs(one.day - day))
            some = [one for one in near if abs(one.day - day) <= NEAR_DAYS]
            some = some if len(some) >= FEWEST_PEERS else near[:FEWEST_PEERS]
        if len(some) < 2:
            return None
        logs = [math.log10(one.compute_flop / (one.parameters or 1 if sized else 1)) for one in some]
        return Prior(fmean(logs) - (_LOG_SIX if sized else 0.0), max(pstdev(logs), _LEAST_SPREAD), len(logs))


def stated(compute_flop: float) -> Prior:
    """Return the distribution of log10 FLOP of a candidate whose training compute a board or list states."""
    return Prior(math.log10(compute_flop), _LEAST_SPREAD, 0)


def p_above(prior: Prior | None) -> dict[str, float]:
    """Return the probability of each threshold; empty without a prior."""
    if prior is None:
        return {}
    normal = NormalDist(prior.mean, prior.spread)
    return {name: round(1 - normal.cdf(math.log10(flop)), 4) for name, flop in THRESHOLDS.items()}


def value_of(above: Mapping[str, float], popularity: float, threshold: str = THRESHOLD_NAMES[0]) -> float:
    """Return the value of looking at a candidate, from 0 to 2.

        value = prominence * (P(> T) + max over thresholds from T on of 4 p (1 - p))
        prominence = min(1, log10(10 + downloads) / 8)

    The first term is what the census gains by a model above T, the second by an undecided threshold.

    Args:
        above: Probability of each threshold.
        popularity: Downloads or votes.
        threshold: T: a recipe's threshold; the census's limit where no recipe asks.

    Example:
        >>> round(value_of({"1e23": 1.0, "1e25": 0.5}, 1e6), 2), value_of({"1e23": 0.0}, 1e6)
        (1.5, 0.0)
    """
    counted = [p for name, p in above.items() if float(name) >= float(threshold)]
    undecided = max((4 * p * (1 - p) for p in counted), default=0.0)
    return round(prominence(popularity) * (above.get(threshold, 0.0) + undecided), 6)


def prominence(popularity: float) -> float:
    """Return how prominent a candidate is, from 0 to 1, by its downloads or votes."""
    return min(1.0, math.log10(10 + max(popularity, 0)) / _FULL)


def cheapest_fact(above: Mapping[str, float], parameters: float | None, basis: str) -> str:
    """Return the fact that would settle a candidate at the least cost."""
    if parameters is None:
        return "parameters, from the tensor headers or the model card"
    if basis in ("name", "listed_total", "listed_gguf"):
        return "parameters, from the tensor headers: the listing is not to be trusted"
    if any(0.05 < p < 0.95 for p in above.values()):
        return "training tokens, from the model card"
    return "the model card, to enter it"
