"""The searches of documents 000 and 001 as recipes: boards in, candidates out, ranked by the value of looking at them.

A board's line is the lowest score of the recipe's anchors on it. Whatever scores at the line or above, and has no known
compute, is a candidate: releases of one base are one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from statistics import median
from types import MappingProxyType

from flopwatch.discovery.basis import KnownModels
from flopwatch.discovery.named_finds import day_of
from flopwatch.discovery.queue import Candidate
from flopwatch.discovery.ranking import THRESHOLD_NAMES, Priors, p_above, value_of
from flopwatch.discovery.statements import joined_statements, statements_of
from flopwatch.domain import NotFound
from flopwatch.identity import active_parameters, base_key, fold_name, read_name, stated_parameters
from flopwatch.sources import Find

# Chances before anything but the rank is known; set by hand, to order a queue. A developer with the hardware reaches
# the threshold with the first, another one with the second; a score at the line halves it, the board's best leaves it.
WITH_HARDWARE, WITHOUT_HARDWARE = 0.8, 0.4
# What is sold under a name of its own may be several models, none of them new.
PRODUCT = 0.25
SMALL_MEMBER = 0.5  # its name says that it is a small one of its family: nano, tiny, mini, lite, small
_SMALL_TIER = 3
_PRODUCT_WORDS = frozenset("app online search router copilot bing sonar browsing".split())
# Images and videos are compared by preference, on boards of their own; a name of a board tells them.
DOMAINS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "image": ("image", "drawing"),
        "video": ("video",),
        "audio": ("audio", "speech", "music", "voice"),
        "biology": ("protein", "biolog", "genom"),
        "games": ("game", "chess"),
    }
)
CHINESE = ("superclue", "opencompass", "compassarena")  # channels


@dataclass(frozen=True)
class Recipe:
    """One search.

    Args:
        name: The word for it on the command line.
        threshold: The amount of compute, in FLOP, as the key of `Candidate.p_above`.
        summary: One line of help.
        anchors: Names of models that the document takes for its line, as boards write them.
        developers: Developers known to have the hardware.
        just_under: Anchors just under the threshold: the line of Chinese boards, and of boards without another.
        anchors_of: Anchors of boards of images, videos and so on, by domain.
    """

    name: str
    threshold: str
    summary: str
    anchors: tuple[str, ...]
    developers: tuple[str, ...]
    just_under: tuple[str, ...] = ()
    anchors_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def every_anchor(self) -> tuple[str, ...]:
        """Return the anchors of all boards."""
        return (*self.anchors, *self.just_under, *(name for some in self.anchors_of.values() for name in some))


# Anchors and developers as document 001 names them ("Overview").
GPT4_SCALE = Recipe(
    "gpt-4-scale",
    "1e25",
    "Models that score at or above the weakest one known above 1e25 FLOP, or just under it (document 001).",
    anchors=("GPT-4-0314", "GPT-4", "Inflection-2", "Gemini Ultra", "Gemini 1.0 Ultra"),
    just_under=("Yi-Lightning", "Llama-3-70B"),
    anchors_of={"image": ("Stable Diffusion 3", "SD3"), "video": ("Movie Gen", "Movie Gen Video", "Kling-1.5")},
    developers=(
        "Google",
        "Google DeepMind",
        "Meta",
        "Meta AI",
        "Microsoft",
        "OpenAI",
        "xAI",
        "NVIDIA",
        "ByteDance",
    ),
)
# Document 000: every model of the boards that is likely to have taken 1e23 FLOP; its weakest confirmed ones as anchors.
LARGE_SCALE = Recipe(
    "large-scale",
    "1e23",
    "Models that score at or above the weakest ones known above 1e23 FLOP (document 000).",
    anchors=("LLaMA-65B", "LLaMA-33B", "Llama-2-13B", "Llama-2-7B", "Falcon-40B", "OPT-175B", "BLOOM"),
    developers=("Google", "Google DeepMind", "Meta", "Microsoft", "OpenAI", "Anthropic", "Alibaba", "Baidu", "Huawei"),
)
RECIPES: Mapping[str, Recipe] = MappingProxyType({one.name: one for one in (GPT4_SCALE, LARGE_SCALE)})


@dataclass(frozen=True)
class Ranked:
    """The result of a recipe.

    Args:
        candidates: The most valuable first.
        lines: For each board its line, and the anchor that sets it.
        without_anchor: Boards on which no anchor is found; they give no candidates.
        below: Finds below their board's line.
        known: Bases that are anchors, or of which the census knows the compute.
        too_small: Finds whose stated size rules the threshold out.
        tunes: Names that state the base they were tuned from, of known compute, each with that base.
        domains: For each domain the boards of it that were searched, and the candidates on them.
    """

    candidates: tuple[Candidate, ...]
    lines: dict[str, tuple[float, str]]
    without_anchor: tuple[str, ...]
    below: int
    known: int
    too_small: int
    tunes: dict[str, str]
    domains: dict[str, tuple[int, int]]


def recipe(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises:
        NotFound: Listing the recipes there are.
    """
    if name not in RECIPES:
        raise NotFound(f"recipe {name!r} is not known. Recipes: {', '.join(RECIPES)}.")
    return RECIPES[name]


def follow(one: Recipe, finds: Sequence[Find], known: KnownModels, priors: Priors, today: str) -> Ranked:
    """Return the candidates of a recipe.

    Args:
        one: The recipe.
        finds: Finds of boards; those without a score give no candidates.
        known: The census.
        priors: Compute of models of a period, for finds that state their size.
        today: ISO date.
    """
    boards: dict[str, list[Find]] = defaultdict(list)
    for find in finds:
        if isinstance(find.facts.get("score"), float):
            boards[str(find.facts.get("benchmark", ""))].append(find)
    found_lines = ((name, _line(one, name, some)) for name, some in boards.items())
    lines = {name: found for name, found in found_lines if found is not None}
    sifted = _sift(one, boards, lines, known, priors, today)
    votes = [total for some in sifted.groups.values() if (total := sum(find.popularity for find, _ in some))]
    about = _Run(one, lines, known, priors, today, median(votes) if votes else 0.0, sifted.below)
    ranked = [_candidate(about, key, some) for key, some in sifted.groups.items()]
    ranked.sort(key=lambda candidate: (-candidate.value, candidate.key))
    return Ranked(
        tuple(ranked),
        lines,
        tuple(sorted(set(boards) - set(lines))),
        sifted.finds_below,
        len(sifted.known),
        sifted.too_small,
        sifted.tunes,
        _domains(boards, sifted.groups),
    )


@dataclass
class _Sifted:
    """The finds of boards by what becomes of them: candidates by base, each with its place above the line; the boards
    on which a base is below it.
    """

    groups: dict[str, list[tuple[Find, float]]]
    known: set[str]
    tunes: dict[str, str]
    below: dict[str, set[str]]
    finds_below: int = 0
    too_small: int = 0


def _sift(
    one: Recipe,
    boards: Mapping[str, Sequence[Find]],
    lines: Mapping[str, tuple[float, str]],
    known: KnownModels,
    priors: Priors,
    today: str,
) -> _Sifted:
    out = _Sifted(defaultdict(list), set(), {}, defaultdict(set))
    anchors = {base_key(name) for name in one.every_anchor}
    for name, (line, _) in lines.items():
        best = max(_score(find) for find in boards[name])
        for find in boards[name]:
            score, key = _score(find), base_key(find.name)
            if score < line:
                out.finds_below += 1
                out.below[key].add(name)
            elif key in anchors or known.compute_of(find.name) is not None:
                out.known.add(key)
            elif base := known.tuned_from(find.name):
                out.tunes[find.name] = base
            elif _is_too_small(one, find, priors, today):
                out.too_small += 1
            else:
                place = (score - line) / (best - line) if best > line else 1.0
                out.groups[key or fold_name(find.name)].append((find, place))
    return out


def domain_of(board: str) -> str:
    """Return the domain of a board by its name, "language" where it tells no other.

    Example:
        >>> domain_of("lmarena_image"), domain_of("GPQA diamond")
        ('image', 'language')
    """
    text = board.casefold()
    return next((domain for domain, words in DOMAINS.items() if any(word in text for word in words)), "language")


def _domains(
    boards: Mapping[str, Sequence[Find]], groups: Mapping[str, Sequence[tuple[Find, float]]]
) -> dict[str, tuple[int, int]]:
    """Return for each domain the boards searched and the candidates found on them: 0 of either is a result too."""
    searched = Counter(domain_of(name) for name in boards)
    found = Counter(
        domain
        for some in groups.values()
        for domain in {domain_of(str(find.facts.get("benchmark", ""))) for find, _ in some}
    )
    return {domain: (searched[domain], found[domain]) for domain in ("language", *DOMAINS)}


def _line(one: Recipe, board: str, finds: Sequence[Find]) -> tuple[float, str] | None:
    """Return the lowest score of the recipe's anchors on a board with the anchor's name; None without an anchor."""
    first, second = one.anchors, one.just_under
    if all(find.channel in CHINESE for find in finds):
        first, second = second, first
    if (domain := domain_of(board)) in one.anchors_of:
        first, second = one.anchors_of[domain], ()
    for names in (first, second):
        keys, dated = {base_key(name) for name in names}, {fold_name(name) for name in names}
        on_board = [find for find in finds if fold_name(find.name) in dated]
        on_board = on_board or [find for find in finds if base_key(find.name) in keys]
        if on_board:
            lowest = min(on_board, key=_score)
            return _score(lowest), lowest.name
    return None


def _score(find: Find) -> float:
    return float(find.facts["score"])


def _is_too_small(one: Recipe, find: Find, priors: Priors, today: str) -> bool:
    """Return whether a find's stated size makes the threshold less likely than one in twenty."""
    size = _size(find)
    return size is not None and p_above(priors.of(_day(find, today), size)).get(one.threshold, 1.0) < 0.05


def _day(find: Find, today: str) -> int | None:
    """Return the ordinal of a find's day; boards without dates list what is current, so today's where it has none."""
    return day_of(find.published) or day_of(today)


def _size(find: Find) -> float | None:
    stated = find.facts.get("parameters")
    return stated if isinstance(stated, float) else active_parameters(find.name) or stated_parameters(find.name)


@dataclass(frozen=True)
class _Run:
    """Context of a recipe's candidates; `usual` are the votes of a candidate on boards that count none, `below` the
    boards on which a base is below the line.
    """

    recipe: Recipe
    lines: Mapping[str, tuple[float, str]]
    known: KnownModels
    priors: Priors
    today: str
    usual: float
    below: Mapping[str, Set[str]]

    def is_equipped(self, find: Find) -> bool:
        """Return whether a developer of a find has the hardware: by the document, or by its clusters at the time."""
        owners = {fold_name(name) for name in self.recipe.developers}
        day = _day(find, self.today) or 0
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


def _chances(run: _Run, key: str, some: Sequence[tuple[Find, float]]) -> tuple[dict[str, float], str]:
    """Return the probability of each threshold for the releases of one base, and why.

    Where nothing states its size, the chance is that of its place on the best board, times the share of its boards on
    which it is at the line or above: one board with a low line lets anything in.
    """
    first, place = _best(some)
    threshold, size = run.recipe.threshold, _size(first)
    if size is not None:
        above = p_above(run.priors.of(_day(first, run.today), size))
        return above, f"its size gives P(> {threshold}) = {above.get(threshold, 0.0):.2g}"
    equipped = any(run.is_equipped(find) for find, _ in some)
    chance = (WITH_HARDWARE if equipped else WITHOUT_HARDWARE) * (0.5 + place / 2)
    why = "its developer has the hardware" if equipped else "size unknown"
    boards = {str(find.facts.get("benchmark", "")) for find, _ in some}
    below = run.below.get(key, set()) - boards
    share = len(boards) / (len(boards) + len(below))
    if below:
        why = f"{why}; below the line on {len(below)} of {len(boards) + len(below)} boards"
    if all(is_product(find.name) for find, _ in some):
        chance, why = chance * PRODUCT, f"{why}; a product, perhaps of several models"
    if (tier := read_name(first.name).tier) is not None and tier <= _SMALL_TIER:
        chance, why = chance * SMALL_MEMBER, f"{why}; a small member of its family"
    return _at_every_threshold(run, _day(first, run.today), chance * share, share), why


def _at_every_threshold(run: _Run, day: int | None, chance: float, share: float) -> dict[str, float]:
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


def _best(some: Sequence[tuple[Find, float]]) -> tuple[Find, float]:
    return max(some, key=lambda pair: (pair[1], pair[0].item))


def _candidate(run: _Run, key: str, some: Sequence[tuple[Find, float]]) -> Candidate:
    """Return the candidate of the releases of one base."""
    first, _ = _best(some)
    above, why = _chances(run, key, some)
    boards = sorted({str(find.facts.get("benchmark", "")) for find, _ in some})
    board = str(first.facts.get("benchmark", ""))
    line, anchor = run.lines[board]
    popularity = sum(find.popularity for find, _ in some) or run.usual
    match = run.known.likely(first.name, _size(first), first.published)
    return Candidate(
        key=f"base:{key}",
        name=min((find.name for find, _ in some), key=len),
        developer=first.developer or next((find.developer for find, _ in some if find.developer), ""),
        published=first.published,
        facts={**first.facts, "releases": float(len(some)), "boards": ", ".join(boards)[:300]},
        p_above=above,
        value=value_of(above, popularity, run.recipe.threshold),
        reason=f"{first.facts['score']:g} on {board}, at or above {anchor} ({line:g}); {len(some)} releases; {why}",
        settle="training compute or parameters and tokens, from the developer",
        same_as=match.model if match else "",
        channels=(run.recipe.name,),
        first_seen=run.today,
        last_seen=run.today,
        evidence=tuple(dict.fromkeys(find.evidence for find, _ in some))[:20],
        statements=joined_statements(*(statements_of(find, run.recipe.name, run.today) for find, _ in some)),
    )
