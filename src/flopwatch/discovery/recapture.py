"""Capture and recapture: how many models nobody lists, from how many are listed by one source, and how many by two."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import NormalDist

import msgspec

from flopwatch.census import Census, estimate_of

THRESHOLDS = (1e23, 1e24, 1e25)
_FEWEST = 5  # models of a group, below which nothing is estimated


class Unseen(msgspec.Struct, frozen=True, kw_only=True):
    """The models of a group that no source lists, estimated.

    Args:
        group: `all`, a year, or a country.
        threshold_flop: Only models estimated above it.
        known: Models in the census.
        listed_once: Of these, models that one independence group of sources alone lists.
        listed_twice: Models that two groups list.
        unseen: 5%, 50% and 95% quantiles of the number nobody lists; the median is a lower bound.
    """

    group: str
    threshold_flop: float
    known: int
    listed_once: int
    listed_twice: int
    unseen: dict[str, float]


def unseen_of(listings: Sequence[int], coverage: float = 0.9) -> tuple[float, float, float] | None:
    """Estimate how many models no source lists: lower end, estimate, upper end.

        f0 = (n - 1)/n * f1^2 / (2 f2)         f1, f2: models listed once and twice; n: listings in all
        interval: f0 / K to f0 * K,   K = exp(z sqrt(ln(1 + var / f0^2)))

    A lower bound where some models are listed more easily than others, which is the case here.

    Args:
        listings: For each known model the number of sources that list it, 1 or more.
        coverage: Of the interval.

    Returns:
        The three numbers; None without models that are listed twice.

    Source:
        Chao (1987), "Estimating the population size for capture-recapture data with unequal catchability".

    Example:
        >>> [round(one, 1) for one in unseen_of([1] * 12 + [2] * 4 + [15] * 9 + [13], 0.95)]
        [4.5, 17.9, 71.0]
    """
    counts, total = Counter(listings), sum(listings)
    once, twice = counts[1], counts[2]
    if not twice:
        return None
    if not once:
        return 0.0, 0.0, 0.0
    share, ratio = (total - 1) / total, once / twice
    missing = share * once * once / (2 * twice)
    variance = twice * (share * ratio**2 / 2 + share**2 * ratio**3 + share**2 * ratio**4 / 4)
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    spread = math.exp(z * math.sqrt(math.log(1 + variance / missing**2)))
    return missing / spread, missing, missing * spread


def unseen_models(census: Census) -> list[Unseen]:
    """Return the estimates above each threshold for all base models, by year of publication, and by country."""
    listed: list[tuple[float, int, str, tuple[str, ...]]] = []
    for record in census.models():
        estimate = estimate_of(census, record.id)
        if estimate is None or record.is_variant:
            continue
        cited = (census.sources[one.source] for one in record.claims.values() if one.source in census.sources)
        groups = {one.group or one.id for one in cited}
        listed.append(
            (estimate.compute_flop.median, len(groups), record.value("published")[:4], record.values("country"))
        )
    by: tuple[Callable[[str, tuple[str, ...]], Iterable[str]], ...] = (
        lambda year, countries: ("all",),
        lambda year, countries: (year,) if year else (),
        lambda year, countries: countries,
    )
    out = []
    for threshold in THRESHOLDS:
        for keys in by:
            by_key: dict[str, list[int]] = defaultdict(list)
            for flop, many, year, countries in listed:
                for key in keys(year, countries) if flop > threshold and many else ():
                    by_key[key].append(many)
            out += [row for key, some in sorted(by_key.items()) if (row := _row(key, threshold, some))]
    return out


def _row(group: str, threshold: float, listings: Sequence[int]) -> Unseen | None:
    found = unseen_of(listings) if len(listings) >= _FEWEST else None
    if found is None:
        return None
    counts = Counter(listings)
    return Unseen(
        group=group,
        threshold_flop=threshold,
        known=len(listings),
        listed_once=counts[1],
        listed_twice=counts[2],
        unseen={name: round(one, 1) for name, one in zip(("p5", "p50", "p95"), found, strict=True)},
    )
