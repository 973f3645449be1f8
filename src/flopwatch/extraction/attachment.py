"""Attachment: the noun that each number of a sentence counts, by the grammar around it.

A number counts the noun right after it. If none follows, it counts the nearest noun before it in its clause
(`Количество параметров — 29 млрд`), and otherwise the nearest after it. Only then do words for `active` and `total`
decide about a number whose noun is left out (`of which 37 billion are active`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from flopwatch.extraction.items import NOUNS, Item

_FAR = 3  # words between a number and the noun after it
_FAR_BEFORE = 5  # words between a noun and the number after it
_PLAIN = frozenset(
    ("word", "name", "training", "context", "rate", "model", "none", "cost", "price")
)  # each a step away
_LEFT_NOUNS = frozenset(("parameters", "tokens", "flop", "chip"))  # may be named before their number
_PART_OF = frozenset(("of", "out", "von", "de", "des", "dos", "из"))  # between a part and its whole


@dataclass
class Attached:
    """Reading of one number: the noun that it counts.

    Args:
        at: Index of the number's item.
        noun: Index of the noun's item, or None.
        adjacent: Whether the noun follows the number directly.
        model: Whether a word for a model follows directly: `a 13B model`.
        data: Whether a word for data follows: `15T of high-quality data`.
        marks: Words of `active` and `total` that qualify it.
        bracketed: Whether it alone is in the brackets after a name: `Ultra (253B)`.
        restates: Whether it repeats the number before it in brackets.
        factor: Scale shared with the next number of a list, or the machines that have as many chips each.
        multiplied: Whether the factor is a count of machines.
    """

    at: int
    noun: int | None = None
    adjacent: bool = False
    model: bool = False
    data: bool = False
    marks: list[str] = field(default_factory=list)
    bracketed: bool = False
    restates: bool = False
    factor: Decimal = Decimal(1)
    multiplied: bool = False


def attached(items: list[Item]) -> list[Attached]:
    """Return what each number of one sentence counts, in order."""
    found = {i: Attached(i) for i, item in enumerate(items) if item.role == "number"}
    claimed: set[int] = set()
    for one in found.values():
        distance, noun, one.model = _after(items, one.at, found)
        one.data = noun is None and _is_before_data(items, one.at)
        if noun is not None and distance == 0 and _is_plausible(items[one.at], items[noun]):
            one.noun, one.adjacent = noun, True
            claimed.add(noun)
    for one in found.values():
        if one.noun is None and not one.restates and not one.model and not one.data:
            one.noun = _before(items, one.at, claimed)
            if one.noun is not None:
                claimed.add(one.noun)
    for one in found.values():
        if one.noun is None and not one.restates and not one.model and not items[one.at].bare:
            noun = _after(items, one.at, found)[1] if items[one.at].scaled or _is_free(items, one.at) else None
            one.noun = noun if noun is not None and _is_plausible(items[one.at], items[noun]) else None
        one.bracketed = _is_bracketed(items, one.at)
    _share(items, found)
    _multiply(items, found)
    _qualify(items, found)
    return [one for one in found.values() if not one.restates]


def _is_plausible(number: Item, noun: Item) -> bool:
    """Return whether a number may count a noun: 2.0 in `悟道2.0参数量` is a version, not a count of parameters."""
    if noun.role not in ("parameters", "tokens", "chip"):
        return True
    version = not number.scaled and "." in number.word
    return not version and (noun.role == "chip" or number.scaled or number.value >= 1000)


def _after(items: list[Item], at: int, found: dict[int, Attached]) -> tuple[int, int | None, bool]:
    """Return (words between, index of the noun after a number or None, whether a model follows directly)."""
    distance, i, model = 0, at + 1, False
    if i + 1 < len(items) and items[i].word == "-" and not items[at].scaled and items[i + 1].role == "word":
        return _FAR + 1, None, False  # `1-bit`: the number belongs to that word
    while i < len(items) and distance <= _FAR:
        role = items[i].role
        if role in NOUNS:
            # `671B models while reducing tokens`: the word for a model is the nearer head.
            return (distance, None, True) if model and distance > 1 else (distance, i, False)
        if role == "open" and i + 2 < len(items) and items[i + 1].role == "number" and items[i + 2].role == "close":
            found[i + 1].restates = items[i + 1].value == items[at].value
            i += 3
            continue
        if role in ("number", "comma", "stop", "close", "per", "slash", "open"):
            break
        if role == "name" and not items[at].scaled:
            break
        if role == "model" and distance == 0:
            model = True
        if role in _PLAIN or role in ("data", "compute", "and"):
            distance += 1
        i += 1
    return distance, None, model


def _is_before_data(items: list[Item], at: int) -> bool:
    """Return whether a scaled number is followed by a word for data, with no other noun or mark between."""
    for item in items[at + 1 : at + 7] if items[at].scaled and _is_free(items, at) else ():
        if item.role == "data":
            return True
        if item.role in NOUNS or item.role in ("number", "comma", "stop", "close", "open"):
            return False
    return False


def _before(items: list[Item], at: int, claimed: set[int]) -> int | None:
    """Return the index of the nearest noun before a number in its clause, or None."""
    number, distance, i = items[at], 0, at - 1
    if i >= 0 and items[i].role == "money":
        return i
    if i >= 0 and items[i].role == "name":
        return None  # the number is part of a name
    far = 2 if number.bare else _FAR_BEFORE
    while i >= 0 and distance <= far:
        role = items[i].role
        if role in NOUNS:
            if i > 0 and items[i - 1].role == "per":
                distance, i = distance + 1, i - 2
                continue
            counted = at + 1 < len(items) and items[at + 1].role == "classifier"
            timed = role == "hours" and i > 0 and items[i - 1].role == "chip"
            near = (role in _LEFT_NOUNS or timed) and i not in claimed and (role != "chip" or counted)
            return i if near else None
        if role in ("number", "comma", "stop", "close", "slash") or (role == "open" and i != at - 1):
            return None
        if role in _PLAIN:
            distance += 1
        i -= 1
    return None


def _share(items: list[Item], found: dict[int, Attached]) -> None:
    """Give the numbers of a list the noun, and the scale, that only the last of them has: `1,5, 8 et 24 Md`."""
    order = list(found.values())
    for one, following in zip(reversed(order[:-1]), reversed(order[1:]), strict=True):
        between = items[one.at + 1 : following.at]
        words = sum(item.role in ("word", "training") for item in between)
        joined = any(item.role in ("comma", "slash", "and") for item in between)
        joined = joined and len(between) <= 4 and words <= (1 if items[one.at].scaled else 0)
        joined = joined and all(item.role not in NOUNS | {"stop", "per", "name"} for item in between)
        if one.noun is not None or one.model or following.noun is None or not joined or one.restates:
            continue
        if following.noun < following.at or items[following.noun].role not in ("parameters", "tokens"):
            continue
        if items[following.noun].role == "tokens" and _is_size(items, one.at):
            continue
        here, there = items[one.at], items[following.at]
        if here.scaled:
            one.noun = following.noun
        elif here.value < 2000 and there.scaled and not here.bare and _is_free(items, one.at):
            digits = there.value.adjusted() // 3 * 3
            one.noun, one.factor = following.noun, Decimal(10) ** digits
            here.flags = (*here.flags, "shared-suffix")


def _is_size(items: list[Item], at: int) -> bool:
    """Return whether a word for `active` or `total` leads to a number: `总参数量 6710 亿,用 14.8 万亿 token 训练`."""
    for item in reversed(items[max(0, at - _FAR_BEFORE) : at]):
        if item.role in ("comma", "stop", "number"):
            return False
        if item.role in ("active", "total"):
            return True
    return False


def _multiply(items: list[Item], found: dict[int, Attached]) -> None:
    """Multiply machines by the chips of each (`11 servers, each with 8 H800`) and counts joined by a times sign."""
    order = list(found.values())
    for before, one in zip(order, order[1:], strict=False):
        if one.noun is None or items[one.noun].role != "chip" or before.restates:
            continue
        between = [item for item in items[before.at + 1 : one.at] if item.role != "comma"]
        crossed = len(between) == 1 and between[0].word in ("x", "×", "*", "X")
        machines = bool(between) and between[0].role == "machine" and len(between) <= 5
        each = machines and (between[-1].role in ("per", "filler") or any(item.role == "per" for item in between))
        if crossed or each:
            one.factor = before.factor * items[before.at].value
            one.multiplied = True
            before.noun, before.restates = None, True


def _is_bracketed(items: list[Item], at: int) -> bool:
    number = items[at]
    around = (
        at > 1 and at + 1 < len(items) and items[at - 1].role == "open" and items[at + 1].role in ("close", "comma")
    )
    return around and number.scaled and number.value < 10**12 and items[at - 2].role in ("name", "word", "model")


def _is_free(items: list[Item], at: int) -> bool:
    """Return whether a number is no part of the name before it."""
    return at == 0 or items[at - 1].role != "name"


def _qualify(items: list[Item], found: dict[int, Attached]) -> None:
    """Give each word for `active` or `total` to one number of its clause."""
    for i, item in enumerate(items):
        if item.role not in ("active", "total"):
            continue
        left = _nearest(items, i, -1, found)
        right = _nearest(items, i, 1, found)
        if left is not None and right is not None:
            noun = left.noun
            inside = noun is not None and noun > i
            bare = noun is None and not any(it.role in ("word", "filler", "model") for it in items[left.at + 1 : i])
            chosen: Attached | None = left if inside or bare else right
        else:
            chosen = left or right
        if chosen is not None and item.role == "active":
            chosen = _part_of(items, i, chosen, found) or chosen
        if chosen is not None:
            chosen.marks.append(item.role)


def _part_of(items: list[Item], at: int, whole: Attached, found: dict[int, Attached]) -> Attached | None:
    """Return the part in `11B of the model's 180B parameters are active`, with the noun of its whole, or None."""
    part = _nearest(items, whole.at, -1, found)
    if part is None or whole.noun is None or not whole.at < whole.noun < at:
        return None
    between = items[part.at + 1 : whole.at]
    tied = bool(between) and between[0].word.lower() in _PART_OF and len(between) <= _FAR_BEFORE + 1
    here, there = items[part.at], items[whole.at]
    if not tied or not here.scaled or here.value >= there.value or items[whole.noun].role != "parameters":
        return None
    part.noun, part.model = whole.noun, False
    return part


def _nearest(items: list[Item], at: int, step: int, found: dict[int, Attached]) -> Attached | None:
    i = at + step
    while 0 <= i < len(items):
        if items[i].role == "number" and not found[i].restates:
            return found[i]
        directly = items[i].role == "open" and i == at - 1 and step < 0
        if items[i].role in ("comma", "stop", "open", "close") and not directly:
            return None
        i += step
    return None
