"""Wholes and their parts: the parameters of a model that are used at a time, with and without the word `active`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from flopwatch.extraction.items import Attached, Item

_FAR = 5  # items between a part and its whole
_FAR_OF_EACH = 4  # items between `each` and its token: `每处理一个词元`
_LEAST_SHARE = 200  # of a model's parameters, one of so many is used for a token at least
_PART_OF = frozenset(("of", "out", "von", "de", "des", "dos", "sur", "из"))  # between a part and its whole
_OF_WHOLE = frozenset(("중", "가운데", "うち", "中", "其中", "মধ্যে"))  # between a whole and its part
_OUT_OF = frozenset((("में", "से"), ("میں", "سے")))  # the same in two words
_ONLY = frozenset(
    """only just merely mere 만 뿐이다 불과 だけ のみ しか わずか 過ぎない すぎない 仅 僅 只 只有 仅有 solo sólo apenas
    seulement só лишь только nur lediglich yalnızca sadece केवल सिर्फ़ सिर्फ मात्र মাত্র শুধু صرف محض تنها فقط سوى רק""".split()
)
_USE = "use"  # word of an item that says that something is used


def part_of(items: list[Item], at: int, whole: Attached, found: dict[int, Attached]) -> Attached | None:
    """Give the part in `11B of the model's 180B parameters are active` the noun of its whole.

    Returns:
        The part; None if the number before the whole is none of it.
    """
    part = nearest(items, whole.at, -1, found)
    if part is None or whole.noun is None or not whole.at < whole.noun < at:
        return None
    between = items[part.at + 1 : whole.at]
    tied = bool(between) and between[0].word.lower() in _PART_OF and len(between) <= _FAR + 1
    here, there = items[part.at], items[whole.at]
    if not tied or not here.scaled or here.value >= there.value or items[whole.noun].role != "parameters":
        return None
    part.noun, part.model = whole.noun, False
    return part


def give_parts(items: list[Item], found: dict[int, Attached]) -> None:
    """Mark the used part of a whole as active where no word says so: `of 30B parameters each token uses 3B`."""
    order = [one for one in found.values() if items[one.at].scaled and not one.restates]
    if any("active" in one.marks for one in order):
        return
    for first, second in pairwise(order):
        whole, part = (first, second) if items[first.at].value > items[second.at].value else (second, first)
        nouns = [one.noun for one in (whole, part) if one.noun is not None and items[one.noun].role == "parameters"]
        away = part.noun is not None and not part.adjacent and items[part.noun].role == "other"  # `used at a time`
        uncounted = part.noun is None or part.noun in nouns or away or _is_for_token(items, part.noun)
        if not uncounted or items[whole.at].value > _LEAST_SHARE * items[part.at].value:
            continue
        used = _is_used(items, whole, part, nouns) if whole is first else _is_first_of(items, whole, part)
        if used and (nouns or whole is second):
            whole.model = whole.model or not nouns
            for one in (whole, part) if nouns else ():
                one.noun, one.model = nouns[0], False
            part.marks.append("active")


def _is_used(items: list[Item], whole: Attached, part: Attached, nouns: Sequence[int]) -> bool:
    """Return whether a part that follows its whole is used: for each token, or alone, or by a word for use."""
    used, limited = _is_word_of_use(items, part), _is_limited(items, part)
    if _is_taken_out(items, whole, part):
        return used or limited or _names_each_token(items, whole, part)
    if whole.noun is None or whole.noun not in nouns:
        return False
    genitive = whole.noun + 1 == part.at  # `400 milyar parametrenin 17 milyarı`
    if genitive or part.noun not in nouns:
        return (used and limited) or _names_each_token(items, whole, part)
    return False


def _is_for_token(items: list[Item], at: int) -> bool:
    """Return whether a noun is each token that is worked on, and no data: `per token`."""
    if items[at].role != "tokens":
        return False
    before = []
    for item in reversed(items[max(0, at - _FAR_OF_EACH) : at]):
        if item.role in ("comma", "stop") or (item.role == "number" and item.value != 1):
            break
        before.append(item)
    return any(item.role in ("per", "apiece") for item in (*before, *items[at + 1 : at + 2]))


def _names_each_token(items: list[Item], whole: Attached, part: Attached) -> bool:
    """Return whether a word for each token is in the part's clause, or precedes the whole in its own."""
    low = whole.noun if whole.noun is not None and whole.at < whole.noun < part.at else whole.at
    for start, step, last in ((part.at, -1, low), (part.at, 1, len(items)), (whole.at, -1, -1)):
        for i in range(start + step, last, step):
            if items[i].role in ("comma", "stop") or (items[i].role == "number" and items[i].value != 1):
                break
            if _is_for_token(items, i):
                return True
    return False


def _is_taken_out(items: list[Item], whole: Attached, part: Attached) -> bool:
    """Return whether words tie a part to its whole: `Of 30B parameters, only 3B are used`, `800억 개 중 30억 개만`."""
    between = [item.word for item in items[whole.at : part.at]]
    if not _OF_WHOLE.isdisjoint(between) or any(pair in _OUT_OF for pair in pairwise(between)):
        return True
    return whole.at <= 2 and any(item.word.lower() in _PART_OF for item in items[: whole.at])


def _around(items: list[Item], part: Attached) -> tuple[Item, ...]:
    return (*items[max(0, part.at - 3) : part.at], *items[part.at + 1 : part.at + 5])


def _is_limited(items: list[Item], part: Attached) -> bool:
    return any(item.word.lower() in _ONLY for item in _around(items, part))


def _is_word_of_use(items: list[Item], part: Attached) -> bool:
    return any(item.role == "word" and item.word == _USE for item in _around(items, part))


def _is_first_of(items: list[Item], whole: Attached, part: Attached) -> bool:
    """Return whether a limited part precedes its whole: `just 3 billion of its 80 billion`."""
    between = items[part.at + 1 : whole.at]
    tied = bool(between) and between[0].word.lower() in _PART_OF and len(between) <= _FAR
    return tied and _is_limited(items, part) and (whole.noun is None or items[whole.noun].role == "parameters")


def nearest(items: list[Item], at: int, step: int, found: dict[int, Attached]) -> Attached | None:
    """Find the nearest number of a clause in one direction.

    Returns:
        Its reading; None if a mark or the end of the sentence comes first.
    """
    i = at + step
    while 0 <= i < len(items):
        if items[i].role == "number" and not found[i].restates:
            return found[i]
        directly = items[i].role == "open" and i == at - 1 and step < 0
        if items[i].role in ("comma", "stop", "open", "close") and not directly:
            return None
        i += step
    return None
