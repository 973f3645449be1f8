"""A recipe followed over boards: the line of the anchors on each, and what scores at it or above by base.

A board's line is the lowest score of the recipe's anchors on it. Whatever scores at the line or above, and has no known
compute, is a candidate: releases of one base are one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from flopwatch.discovery.basis import KnownModels
from flopwatch.discovery.lineages import base_of, bases_stated, families_of_tunes
from flopwatch.discovery.queue import Candidate
from flopwatch.discovery.ranking import Priors, p_above, value_of
from flopwatch.discovery.recipe_chances import Run, best_of, chances_of, day_of_find, size_of_find
from flopwatch.discovery.recipes import CHINESE, DOMAINS, Recipe, domain_of
from flopwatch.discovery.statements import joined_statements, statements_of
from flopwatch.domain import counted
from flopwatch.identity import base_key, fold_name
from flopwatch.sources import UNSTATED, Find

_PREVIEW = re.compile(r"[-_ ]preview[-_ ](?:[0-9]{2}[-_][0-9]{2}|[0-9]{4})$", re.IGNORECASE)  # a dated state of a model


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
        folded: Names whose boards state a base that is a candidate or known, each with that base; `UNSTATED` for those
            of a base without a name.
        domains: For each domain the boards of it that were searched, and the candidates on them.
    """

    candidates: tuple[Candidate, ...]
    lines: dict[str, tuple[float, str]]
    without_anchor: tuple[str, ...]
    below: int
    known: int
    too_small: int
    tunes: dict[str, str]
    folded: dict[str, str]
    domains: dict[str, tuple[int, int]]


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
    about = Run(
        one, lines, known, priors, today, median(votes) if votes else 0.0, sifted.below, families_of_tunes(finds)
    )
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
        sifted.folded,
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
    folded: dict[str, str]
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
    out = _Sifted(defaultdict(list), set(), {}, {}, defaultdict(set))
    bases = bases_stated(find for some in boards.values() for find in some)
    listed = {base_key(find.name) for some in boards.values() for find in some}
    anchors = {base_key(name) for name in one.every_anchor}
    for name, (line, _) in lines.items():
        best = max(_score(find) for find in boards[name])
        for find in boards[name]:
            score, key = _score(find), base_key(_PREVIEW.sub("", find.name))
            if score < line:
                out.finds_below += 1
                out.below[key].add(name)
            elif key in anchors or known.compute_of(find.name) is not None:
                out.known.add(key)
            elif base := known.tuned_from(find.name):
                out.tunes[find.name] = base
            elif (base := base_of(find, bases)) and _is_folded(base, known, listed):
                out.folded[find.name] = base
            elif _is_too_small(one, find, priors, today):
                out.too_small += 1
            else:
                place = (score - line) / (best - line) if best > line else 1.0
                out.groups[key or fold_name(find.name)].append((find, place))
    return out


def _is_folded(base: str, known: KnownModels, listed: set[str]) -> bool:
    """Return whether a tune lies under its base: of known compute, on the same boards, or without a name."""
    return base == UNSTATED or base_key(base) in listed or known.compute_of(base) is not None


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
    size = size_of_find(find)
    return size is not None and p_above(priors.of(day_of_find(find, today), size)).get(one.threshold, 1.0) < 0.05


def _candidate(run: Run, key: str, some: Sequence[tuple[Find, float]]) -> Candidate:
    """Return the candidate of the releases of one base."""
    first, _ = best_of(some)
    above, why = chances_of(run, key, some)
    boards = sorted({str(find.facts.get("benchmark", "")) for find, _ in some})
    board = str(first.facts.get("benchmark", ""))
    line, anchor = run.lines[board]
    releases = counted(len(some), "release")
    popularity = sum(find.popularity for find, _ in some) or run.usual
    match = run.known.likely(first.name, size_of_find(first), first.published)
    return Candidate(
        key=f"base:{key}",
        name=min((find.name for find, _ in some), key=len),
        developer=first.developer or next((find.developer for find, _ in some if find.developer), ""),
        published=first.published,
        facts={**first.facts, "releases": float(len(some)), "boards": ", ".join(boards)[:300]},
        p_above=above,
        value=value_of(above, popularity, run.recipe.threshold),
        reason=f"{first.facts['score']:g} on {board}, at or above {anchor} ({line:g}); {releases}; {why}",
        settle="training compute or parameters and tokens, from the developer",
        same_as=match.model if match else "",
        channels=(run.recipe.name,),
        first_seen=run.today,
        last_seen=run.today,
        evidence=tuple(dict.fromkeys(find.evidence for find, _ in some))[:20],
        statements=joined_statements(*(statements_of(find, run.recipe.name, run.today) for find, _ in some)),
    )
