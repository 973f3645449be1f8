"""The searches of documents 000 and 001 as recipes: boards in, candidates out, ranked by the value of looking at them.

A board's line is the lowest score of the recipe's anchors on it. Whatever scores at the line or above, and has no known
compute, is a candidate: releases of one base are one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from flopwatch.discovery.basis import KnownModels
from flopwatch.discovery.named_finds import day_of
from flopwatch.discovery.queue import Candidate
from flopwatch.discovery.ranking import Priors, p_above, value_of
from flopwatch.discovery.statements import joined_statements, statements_of
from flopwatch.domain import NotFound
from flopwatch.identity import base_key, fold_name, stated_parameters
from flopwatch.sources import Find

# Chances before anything but the rank is known; set by hand, to order a queue. A developer with the hardware reaches
# the threshold with the first, another one with the second; a score at the line halves it, the board's best leaves it.
WITH_HARDWARE, WITHOUT_HARDWARE = 0.8, 0.4


@dataclass(frozen=True)
class Recipe:
    """One search.

    Args:
        name: The word for it on the command line.
        threshold: The amount of compute, in FLOP, as the key of `Candidate.p_above`.
        summary: One line of help.
        anchors: Names of models that the document takes for its line, as boards write them.
        developers: Developers known to have the hardware.
    """

    name: str
    threshold: str
    summary: str
    anchors: tuple[str, ...]
    developers: tuple[str, ...]


# Anchors and developers as document 001 names them ("Overview").
GPT4_SCALE = Recipe(
    "gpt-4-scale",
    "1e25",
    "Models that score at or above the weakest one known above 1e25 FLOP, or just under it (document 001).",
    anchors=("GPT-4-0314", "GPT-4", "Inflection-2", "Gemini Ultra", "Gemini 1.0 Ultra", "Yi-Lightning", "Llama-3-70B"),
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
    """

    candidates: tuple[Candidate, ...]
    lines: dict[str, tuple[float, str]]
    without_anchor: tuple[str, ...]
    below: int
    known: int
    too_small: int


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
    found_lines = ((name, _line(one, some)) for name, some in boards.items())
    lines = {name: found for name, found in found_lines if found is not None}
    groups: dict[str, list[tuple[Find, float]]] = defaultdict(list)
    below = small = 0
    already: set[str] = set()
    anchors = {base_key(name) for name in one.anchors}
    for name, (line, _) in lines.items():
        best = max(_score(find) for find in boards[name])
        for find in boards[name]:
            score = _score(find)
            if score < line:
                below += 1
            elif base_key(find.name) in anchors or known.compute_of(find.name) is not None:
                already.add(base_key(find.name))
            elif _is_too_small(one, find, priors):
                small += 1
            else:
                place = (score - line) / (best - line) if best > line else 1.0
                groups[base_key(find.name) or fold_name(find.name)].append((find, place))
    votes = [total for some in groups.values() if (total := sum(find.popularity for find, _ in some))]
    usual = median(votes) if votes else 0.0
    ranked = [_candidate(one, key, some, lines, known, priors, today, usual) for key, some in groups.items()]
    ranked.sort(key=lambda candidate: (-candidate.value, candidate.key))
    return Ranked(tuple(ranked), lines, tuple(sorted(set(boards) - set(lines))), below, len(already), small)


def _line(one: Recipe, finds: Sequence[Find]) -> tuple[float, str] | None:
    """Return the lowest score of the recipe's anchors on a board with the anchor's name; None without an anchor."""
    keys = {base_key(name) for name in one.anchors}
    dated = {fold_name(name) for name in one.anchors}
    on_board = [find for find in finds if fold_name(find.name) in dated]
    on_board = on_board or [find for find in finds if base_key(find.name) in keys]
    if not on_board:
        return None
    lowest = min(on_board, key=lambda find: _score(find))
    return _score(lowest), lowest.name


def _score(find: Find) -> float:
    return float(find.facts["score"])


def _is_too_small(one: Recipe, find: Find, priors: Priors) -> bool:
    """Return whether a find's stated size makes the threshold less likely than one in twenty."""
    size = _size(find)
    return size is not None and p_above(priors.of(day_of(find.published), size)).get(one.threshold, 1.0) < 0.05


def _size(find: Find) -> float | None:
    stated = find.facts.get("parameters")
    return stated if isinstance(stated, float) else stated_parameters(find.name)


def _candidate(
    one: Recipe,
    key: str,
    some: Sequence[tuple[Find, float]],
    lines: Mapping[str, tuple[float, str]],
    known: KnownModels,
    priors: Priors,
    today: str,
    usual: float,
) -> Candidate:
    """Return the candidate of the releases of one base; one on boards without votes is as popular as is `usual`."""
    first, place = max(some, key=lambda pair: (pair[1], pair[0].item))
    size = _size(first)
    owners = {fold_name(name) for name in one.developers}
    equipped = any(fold_name(name) in owners for find, _ in some for name in find.developer.split(","))
    if size is not None:
        above = p_above(priors.of(day_of(first.published), size))
        why = f"its size gives P(> {one.threshold}) = {above.get(one.threshold, 0.0):.2g}"
    else:
        chance = (WITH_HARDWARE if equipped else WITHOUT_HARDWARE) * (0.5 + place / 2)
        above = {"1e23": 1.0, one.threshold: round(chance, 4)}
        why = "its developer has the hardware" if equipped else "size unknown"
    boards = sorted({str(find.facts.get("benchmark", "")) for find, _ in some})
    board = str(first.facts.get("benchmark", ""))
    line, anchor = lines[board]
    popularity = sum(find.popularity for find, _ in some) or usual
    match = known.likely(first.name, size, first.published)
    return Candidate(
        key=f"base:{key}",
        name=min((find.name for find, _ in some), key=len),
        developer=first.developer,
        published=first.published,
        facts={**first.facts, "releases": float(len(some)), "boards": ", ".join(boards)[:300]},
        p_above=above,
        value=value_of(above, popularity),
        reason=f"{first.facts['score']:g} on {board}, at or above {anchor} ({line:g}); {len(some)} releases; {why}",
        settle="training compute or parameters and tokens, from the developer",
        same_as=match.model if match else "",
        channels=(one.name,),
        first_seen=today,
        last_seen=today,
        evidence=tuple(dict.fromkeys(find.evidence for find, _ in some))[:20],
        statements=joined_statements(*(statements_of(find, one.name, today) for find, _ in some)),
    )
