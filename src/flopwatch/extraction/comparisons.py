"""Comparisons: the sizes and names that a text states of another model than the one it is about.

Words that compare (`outperforms`, `比`, `보다`) come from the lexicon. In most languages the other model follows them,
up to the end of the clause or to a word such as `only`; in some it precedes them. A word such as `exceeds` may also
lead to an amount of the model itself; it compares only if a model follows the amount.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flopwatch.extraction.facts import Fact
from flopwatch.extraction.names import Mention
from flopwatch.text import Lexicon

OF_ANOTHER = "of-another-model"
_SIZES = frozenset(("params", "active_params"))
_REACH = 160  # characters between the words and the end of the other model's phrase
_NEAR = 40  # between a size and the words after it
_TIGHT = 6  # between the numbers of a list, or a word and the number that directly follows


@dataclass(frozen=True)
class Comparison:
    """One phrase of another model.

    Args:
        start: Offset of the phrase.
        end: Offset past it.
        leads: Whether the words that compare come before the phrase.
        weak: Whether they may also lead to an amount: `exceeds 70B parameters`.
    """

    start: int
    end: int
    leads: bool
    weak: bool = False


def comparisons_in(text: str, lexicon: Lexicon) -> tuple[Comparison, ...]:
    """Return the phrases of other models in a text, in order of the words that compare.

    Args:
        text: Any length; time is linear in it.
        lexicon: The words of its language.
    """
    found = []
    for match in lexicon.comparison.finditer(text):
        if match["last"] is None:
            limit = min(len(text), match.end() + _REACH)
            stop = lexicon.clause_end.search(text, match.end(), limit)
            found.append(Comparison(match.end(), stop.start() if stop else limit, True, match["least"] is not None))
        else:
            begin = max(0, match.start() - _REACH)
            for mark in lexicon.clause_start.finditer(text, begin, match.start()):
                begin = mark.end()
            found.append(Comparison(begin, match.start(), False))
    return tuple(found)


def with_others(
    facts: Sequence[Fact], names: Sequence[Mention], comparisons: Sequence[Comparison], lexicon: Lexicon, text: str
) -> tuple[list[Fact], list[Mention]]:
    """Return facts in which the sizes of other models are flagged, and the names that may be the subject of a fact.

    Args:
        facts: Facts of the text, in order.
        names: Models that it names, in order.
        comparisons: Phrases of other models.
        lexicon: The words of its language.
        text: The text.
    """
    sizes = [one for one in facts if one.kind in _SIZES]
    starts = [one.start for one in sizes]
    begins = [one.start for one in names]
    other: dict[Fact, str] = {}
    for phrase in comparisons:
        inside = names[bisect_left(begins, phrase.start) : bisect_left(begins, phrase.end)]
        chosen = _sizes_of(phrase, sizes, starts, inside)
        name = _name_in(phrase, chosen, inside, lexicon, text)
        for one in chosen:
            other.setdefault(one, name)
    out = [replace(one, flags=(*one.flags, OF_ANOTHER), model=other[one]) if one in other else one for one in facts]
    return out, list(_subjects(names, comparisons, lexicon, text))


def _sizes_of(phrase: Comparison, sizes: list[Fact], starts: list[int], names: Sequence[Mention]) -> list[Fact]:
    """Return the sizes of a phrase: the one next to the words that compare, and its list."""
    first, after = bisect_left(starts, phrase.start), bisect_left(starts, phrase.end)
    if first == after:
        return []
    if phrase.leads:
        one = sizes[first]
        tight = one.start - phrase.start <= _TIGHT
        if phrase.weak and tight and "unit-assumed" not in one.flags and not _is_followed(one, names):
            return []
        last = first + 1
        while last < len(sizes) and sizes[last].start - sizes[last - 1].end <= _TIGHT:
            last += 1
        return sizes[first:last]
    if phrase.end - sizes[after - 1].end > _NEAR:
        return []
    begin = after - 1
    while begin > first and sizes[begin].start - sizes[begin - 1].end <= _TIGHT:
        begin -= 1
    return sizes[begin:after]


def _is_followed(one: Fact, names: Sequence[Mention]) -> bool:
    """Return whether a model is named shortly after an amount: `超过150亿参数的 StarCoder`."""
    return any(one.end <= name.start <= one.end + _NEAR // 2 for name in names)


def _name_in(phrase: Comparison, sizes: Sequence[Fact], names: Sequence[Mention], lexicon: Lexicon, text: str) -> str:
    """Return the name of the other model, or "" if its phrase does not name it, or leaves open whose its size is.

    `beats GPT-3 (175B)` states a size of GPT-3; in `beats GPT-3 with 7B parameters` it may be that of either model.
    """
    if not sizes:
        return ""
    before = [name for name in names if name.end <= sizes[0].start]
    if before:
        end = before[-1].end
        is_next = not any(map(str.isalpha, text[end : sizes[0].start].removeprefix("'s")))
        if is_next or lexicon.goes_on.match(text, end):
            return before[-1].name
        if phrase.leads:
            return ""
    return next((name.name for name in names if name.start >= sizes[0].end), "")


def _subjects(
    names: Sequence[Mention], comparisons: Sequence[Comparison], lexicon: Lexicon, text: str
) -> Iterator[Mention]:
    """Yield the names that are not those of another model, except where a relative clause goes on about it."""
    leading = [one for one in comparisons if one.leads]
    starts = [one.start for one in leading]
    for name in names:
        at = bisect_right(starts, name.start)
        if not at or name.start >= leading[at - 1].end or lexicon.goes_on.match(text, name.end):
            yield name
