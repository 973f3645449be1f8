"""Chances of a recipe's candidate: from its size, else from its places on boards, its developer and its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from flopwatch.discovery.basis import KnownModels
from flopwatch.discovery.named_finds import day_of
from flopwatch.discovery.ranking import THRESHOLD_NAMES, Priors, p_above
from flopwatch.discovery.recipes import Recipe, domain_of
from flopwatch.identity import active_parameters, fold_name, read_name, stated_parameters
from flopwatch.sources import Find

# Chances before anything but the rank is known; set by hand, to order a queue. A developer with the hardware reaches
# the threshold with the first, another one with the second; a score at the line halves it, the board's best leaves it.
WITH_HARDWARE, WITHOUT_HARDWARE = 0.8, 0.4
# What is sold under a name of its own may be several models, none of them new.
PRODUCT = 0.25
# Document 001 found no model of images above 1e25 FLOP; its anchor took less than 1e23.
IMAGE = 0.1
SMALL_MEMBER = 0.5  # its name says that it is a small one of its family: nano, tiny, mini, lite, small
TUNE = 0.25  # a board calls its family tunes, and none names its base
_SMALL_TIER = 3
_PRODUCT_WORDS = frozenset("app online search router copilot bing sonar browsing".split())


@dataclass(frozen=True)
class Run:
    """Context of a recipe's candidates; `usual` are the votes of a candidate on boards that count none, `below` the
    boards on which a base is below the line, `tunes` the families of tunes of a base without a name.
    """

    recipe: Recipe
    lines: Mapping[str, tuple[float, str]]
    known: KnownModels
    priors: Priors
    today: str
    usual: float
    below: Mapping[str, Set[str]]
    tunes: Set[str]

    def is_equipped(self, find: Find) -> bool:
        """Return whether a developer of a find has the hardware: by the document, or by its clusters at the time."""
        owners = {fold_name(name) for name in self.recipe.developers}
        day = day_of_find(find, self.today) or 0
        threshold = float(self.recipe.threshold)
        makers = [name.strip() for name in find.developer.split(",")]
        return any(fold_name(name) in owners or self.known.has_hardware(name, threshold, day) for name in makers)


def is_product(name: str) -> bool:
    """Return whether a name is that of a service, which may use several models.

    Example:
        >>> is_product("Gemini Advanced App (2024-05-14)"), is_product("Gemini-1.5-Pro")
        (True, False)
    """
    return not _PRODUCT_WORDS.isdisjoint(re.split(r"[^a-z]+", name.casefold()))


def chances_of(run: Run, key: str, some: Sequence[tuple[Find, float]]) -> tuple[dict[str, float], str]:
    """Return the probability of each threshold for the releases of one base, and why.

    Where nothing states its size, the chance is that of its place on the best board, times the share of its boards on
    which it is at the line or above: one board with a low line lets anything in.
    """
    first, place = best_of(some)
    threshold, size = run.recipe.threshold, size_of_find(first)
    if size is not None:
        above = p_above(run.priors.of(day_of_find(first, run.today), size))
        why = f"its size gives P(> {threshold}) = {above.get(threshold, 0.0):.2g}"
        if any(read_name(find.name).family in run.tunes for find, _ in some):
            above = {name: round(p * TUNE, 4) for name, p in above.items()}
            why = f"{why}; a board calls its family tunes of a base that it does not name"
        return above, why
    equipped = any(run.is_equipped(find) for find, _ in some)
    chance = (WITH_HARDWARE if equipped else WITHOUT_HARDWARE) * (0.5 + place / 2)
    why = "its developer has the hardware" if equipped else "size unknown"
    boards = {str(find.facts.get("benchmark", "")) for find, _ in some}
    below = run.below.get(key, set()) - boards
    share = len(boards) / (len(boards) + len(below))
    if below:
        why = f"{why}; below the line on {len(below)} of {len(boards) + len(below)} boards"
    if {domain_of(name) for name in boards} == {"image"}:
        chance, why = chance * IMAGE, f"{why}; a model of images"
    if all(is_product(find.name) for find, _ in some):
        chance, why = chance * PRODUCT, f"{why}; a product, perhaps of several models"
    if (tier := read_name(first.name).tier) is not None and tier <= _SMALL_TIER:
        chance, why = chance * SMALL_MEMBER, f"{why}; a small member of its family"
    return _at_every_threshold(run, day_of_find(first, run.today), chance * share, share), why


def _at_every_threshold(run: Run, day: int | None, chance: float, share: float) -> dict[str, float]:
    """Return the probability of each threshold, from that of the recipe's.

        above T:  chance * share of the period's models above T that are above the higher threshold
        below T:  chance + (share - chance) * share of the period's models above the first that are above the lower one

    Args:
        run: Context.
        day: Ordinal of the publication.
        chance: Probability that the recipe's threshold T is exceeded.
        share: Share of its boards on which it is at the line or above, for the first threshold.
    """
    threshold, first = float(run.recipe.threshold), float(THRESHOLD_NAMES[0])
    above = {}
    for name in THRESHOLD_NAMES:
        flop = float(name)
        if flop > threshold:
            p = chance * run.priors.share_above(day, threshold, flop)
        elif flop == threshold:
            p = chance
        else:
            reached = 1.0 if flop == first else run.priors.share_above(day, first, flop)
            p = chance + max(share - chance, 0.0) * reached
        above[name] = round(p, 4)
    return above


def best_of(some: Sequence[tuple[Find, float]]) -> tuple[Find, float]:
    """Return the find with the best place on its board, and the place: 0 at the line, 1 at the top."""
    return max(some, key=lambda pair: (pair[1], pair[0].item))


def day_of_find(find: Find, today: str) -> int | None:
    """Return the ordinal of a find's day; boards without dates list what is current, so today's where it has none. None
    if neither is a date.
    """
    return day_of(find.published) or day_of(today)


def size_of_find(find: Find) -> float | None:
    """Return the parameters that a token passes, as the board or the name states them. None if neither does."""
    stated = find.facts.get("parameters")
    return stated if isinstance(stated, float) else active_parameters(find.name) or stated_parameters(find.name)
