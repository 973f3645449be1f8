"""Attachment: the noun that each number of a sentence counts, by the grammar around it.

A number counts the noun right after it. If none follows, it counts the nearest noun before it in its clause
(`Количество параметров — 29 млрд`), and otherwise the nearest after it. Only then do words for `active` and `total`
decide about a number whose noun is left out (`of which 37 billion are active`).
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from flopwatch.extraction.items import NOUNS, TIMES, Attached, Item
from flopwatch.extraction.wholes import give_parts, nearest, part_of

_FAR = 3  # words between a number and the noun after it
_FAR_BEFORE = 5  # words between a noun and the number after it
_PLAIN = frozenset(
    ("word", "name", "training", "context", "rate", "model", "none", "cost", "price")
)  # each a step away
_LEFT_NOUNS = frozenset(("parameters", "tokens", "flop", "chip"))  # may be named before their number
_BETWEEN_ENDS = frozenset(("word", "filler", "classifier", "model", "training", "money", "data"))
_EACH = frozenset(("a", "an", "each", "every", "single", "one", "any"))
_OF_THEM = frozenset(("en", "их"))  # pronouns of a noun named before
_LEAST_DATA = 10**13  # a size of no model
_LONGEST_JOINT = 4  # items between the ends of a range


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
    _halve(items, found)
    _share(items, found)
    _multiply(items, found)
    _qualify(items, found)
    give_parts(items, found)
    _repeat(items, found)
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
            if items[i].word.lower() == "token" and items[i - 1].word.lower() in _EACH:
                break  # `27 billion are used for a token`
            if role in TIMES and any(item.role == "and" for item in items[at + 1 : i]):
                break  # `for 1024 context and few days`
            # `671B models while reducing tokens`: the word for a model is the nearer head.
            return (distance, None, True) if model and distance > 1 else (distance, i, False)
        if role == "open" and i + 2 < len(items) and items[i + 1].role == "number" and items[i + 2].role == "close":
            found[i + 1].restates = items[i + 1].value == items[at].value
            i += 3
            continue
        if _is_count_of_models(items, i):
            return distance, None, True  # 32B三种规格
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


def _is_count_of_models(items: list[Item], at: int) -> bool:
    """Return whether a small number in words counts models or their sizes: `三种规格`."""
    if at + 2 >= len(items) or not items[at].bare or items[at].value >= 20:
        return False
    return items[at + 1].role in ("other", "classifier") and items[at + 2].role == "model"


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
            if items[i + 1].role == "apiece":
                i -= 1
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


def _halve(items: list[Item], found: dict[int, Attached]) -> None:
    """Add the half after the noun to its number: `deux mois et demi`, `2か月半`, `两个半月`."""
    for one in found.values():
        if one.noun is None or not one.adjacent or items[one.noun].role not in TIMES:
            continue
        inside = any(item.halves for item in items[one.at + 1 : one.noun])
        after = one.noun + 1 + (one.noun + 1 < len(items) and items[one.noun + 1].role == "and")
        if inside or (after < len(items) and items[after].halves):
            items[one.at].value += Decimal("0.5")
            if after in found:
                found[after].restates = True


def _share(items: list[Item], found: dict[int, Attached]) -> None:
    """Give the numbers of a list or range the noun, and the scale, that only one of them has: `1,5, 8 et 24 Md`."""
    order = list(found.values())
    for one, following in zip(reversed(order[:-1]), reversed(order[1:]), strict=True):
        between = items[one.at + 1 : following.at]
        ranged = _is_range(items, one, following)
        if not (ranged or _is_list(items, one, between)) or one.restates:
            continue
        if any(item.role in NOUNS | {"stop", "per", "name"} for item in between) or one.model or one.noun is not None:
            continue
        one.model = following.model and items[one.at].scaled and items[one.at].value < _LEAST_DATA
        if following.noun is None or following.noun < following.at:
            continue
        if items[following.noun].role not in ("parameters", "tokens"):
            continue
        if items[following.noun].role == "tokens" and not ranged and _is_size(items, one.at):
            continue
        _join(items, one, following, ranged)
    for one, following in pairwise(order):
        noun = items[one.noun] if one.noun is not None and one.noun < one.at else None
        if noun is None or noun.role not in ("parameters", "tokens") or following.noun is not None:
            continue
        if _is_range(items, one, following) and items[following.at].scaled:
            following.noun = one.noun  # `参数规模介于70亿到700亿之间`


def _join(items: list[Item], one: Attached, following: Attached, ranged: bool) -> None:
    """Give a number the noun of the next one, and its scale if it has none."""
    here, there = items[one.at], items[following.at]
    if here.scaled:
        one.noun = following.noun
        return
    scale = there.scale if there.scale.normalize().as_tuple().digits == (1,) else Decimal(1)
    if "shared-suffix" in there.flags:
        scale = following.factor
    elif scale == 1 and there.scaled:
        scale = Decimal(10) ** (there.value.adjusted() // 3 * 3)
    opened = ranged or (one.at > 0 and items[one.at - 1].opens)
    small = here.value < 2000 or (opened and here.value * scale < there.value and not here.is_year)
    if small and scale > 1 and (ranged or not here.bare) and _is_free(items, one.at):
        one.noun, one.factor = following.noun, scale
        here.flags = (*here.flags, "shared-suffix")


def _is_list(items: list[Item], one: Attached, between: list[Item]) -> bool:
    """Return whether a comma, a slash or a word for "and" joins a number to the next one."""
    words = sum(item.role in ("word", "training") for item in between)
    joined = any(item.role in ("comma", "slash", "and") for item in between)
    return joined and len(between) <= 4 and words <= (1 if items[one.at].scaled else 0)


def _is_range(items: list[Item], one: Attached, following: Attached) -> bool:
    """Return whether two numbers are the ends of a range or of a change: `from 2 to 15 trillion`."""
    between = items[one.at + 1 : following.at]
    here, there = items[one.at], items[following.at]
    if not between:  # `7 milyardan 70 milyara`: the case of the first says so
        sizes = following.noun is not None and items[following.noun].role == "parameters"
        return sizes and here.scaled and there.scaled and here.value < there.value
    plain = all(item.joins or item.role in _BETWEEN_ENDS for item in between)
    return plain and any(item.joins for item in between) and len(between) <= _LONGEST_JOINT


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
        each = machines and (between[-1].role == "filler" or any(item.role in ("per", "apiece") for item in between))
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
        left = nearest(items, i, -1, found)
        right = nearest(items, i, 1, found)
        if left is not None and right is not None:
            noun = left.noun
            inside = noun is not None and noun > i
            bare = noun is None and not any(it.role in ("word", "filler", "model") for it in items[left.at + 1 : i])
            chosen: Attached | None = left if inside or bare else right
        else:
            chosen = left or right
        if chosen is not None and item.role == "active":
            chosen = part_of(items, i, chosen, found) or chosen
        if chosen is not None:
            chosen.marks.append(item.role)


def _repeat(items: list[Item], found: dict[int, Attached]) -> None:
    """Give a number whose noun is left out the one named before: `serves on 8 GPUs, trained on 512`, `n'en a que 8`."""
    for before, one in pairwise(found.values()):
        if one.noun is not None or one.restates or before.noun is None:
            continue
        number, role, clause = items[one.at], items[before.noun].role, items[before.noun + 1 : one.at]
        if any(item.role in NOUNS for item in clause) or not any(item.role == "comma" for item in clause):
            continue
        after = items[one.at + 1 : one.at + 2]
        ends = not after or after[0].role in ("comma", "stop")
        trains = any(item.role == "training" and item.word != "effort" for item in clause)
        chips = role == "chip" and trains and not number.is_year and not number.scaled
        sizes = role == "parameters" and number.scaled and any(item.word.lower() in _OF_THEM for item in clause)
        if ends and (chips or sizes):
            one.noun, one.model = before.noun, False
