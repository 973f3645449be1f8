"""Attachment: the noun that each number of a sentence counts, by the grammar around it.

A number counts the noun right after it. If none follows, it counts the nearest noun before it in its clause
(`Количество параметров — 29 млрд`), and otherwise the nearest after it. Only then do words for `active` and `total`
decide about a number whose noun is left out (`of which 37 billion are active`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from flopwatch.extraction.items import NOUNS, Item

_FAR = 3  # words between a number and the noun after it
_FAR_BEFORE = 5  # words between a noun and the number after it
_PLAIN = frozenset(
    ("word", "name", "training", "context", "rate", "model", "none", "cost", "price")
)  # each a step away
_LEFT_NOUNS = frozenset(("parameters", "tokens", "flop", "chip"))  # may be named before their number
TIMES = frozenset(("hours", "days", "weeks", "months"))
_BETWEEN_ENDS = frozenset(("word", "filler", "classifier", "model", "training", "money", "data"))
_EACH = frozenset(("a", "an", "each", "every", "single", "one", "any"))
_LEAST_DATA = 10**13  # a size of no model
_LONGEST_JOINT = 4  # items between the ends of a range
_PART_OF = frozenset(("of", "out", "von", "de", "des", "dos", "из"))  # between a part and its whole
_OF_WHOLE = frozenset(("중", "가운데", "うち", "中"))  # between a whole and its part
_ONLY = frozenset(
    ("only", "just", "merely", "mere", "만", "뿐이다", "だけ", "のみ", "しか", "わずか", "仅", "只", "只有")
)
_LEAST_SHARE = 200  # of a model's parameters, one of so many is used for a token at least


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
    _halve(items, found)
    _share(items, found)
    _multiply(items, found)
    _qualify(items, found)
    _use(items, found)
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


def _use(items: list[Item], found: dict[int, Attached]) -> None:
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
        if whole is first and nouns:
            used = part.noun not in nouns and whole.noun in nouns and _is_used(items, whole, part)
            used = used or _is_taken_out(items, whole, part)
        else:
            used = whole is second and _is_first_of(items, whole, part)
        if used:
            whole.model = whole.model or not nouns
            for one in (whole, part) if nouns else ():
                one.noun, one.model = nouns[0], False
            part.marks.append("active")


def _is_for_token(items: list[Item], at: int) -> bool:
    """Return whether a noun is each token that is worked on, and no data: `per token`."""
    around = items[max(0, at - 1) : at + 2]
    return items[at].role == "tokens" and any(item.role in ("per", "apiece") for item in around)


def _is_used(items: list[Item], whole: Attached, part: Attached) -> bool:
    """Return whether a word for each token precedes or follows the part of a whole in its clause."""
    low = whole.noun if whole.noun is not None and whole.noun > whole.at else whole.at
    for step, last in ((-1, low), (1, len(items))):
        for i in range(part.at + step, last, step):
            if items[i].role in ("comma", "stop") or (items[i].role == "number" and items[i].value != 1):
                break
            if _is_for_token(items, i):
                return True
    return False


def _is_taken_out(items: list[Item], whole: Attached, part: Attached) -> bool:
    """Return whether words tie a part to its whole: `Of 30B parameters, only 3B are used`, `800억 개 중 30억 개만`."""
    opens = any(item.word.lower() in _PART_OF for item in items[max(0, whole.at - 2) : whole.at])
    opens = opens and whole.at <= 2
    return (opens or any(item.word in _OF_WHOLE for item in items[whole.at : part.at])) and _is_limited(items, part)


def _is_limited(items: list[Item], part: Attached) -> bool:
    around = (*items[max(0, part.at - 2) : part.at], *items[part.at + 1 : part.at + 4])
    return any(item.word.lower() in _ONLY for item in around)


def _is_first_of(items: list[Item], whole: Attached, part: Attached) -> bool:
    """Return whether a limited part precedes its whole: `just 3 billion of its 80 billion`."""
    between = items[part.at + 1 : whole.at]
    tied = bool(between) and between[0].word.lower() in _PART_OF and len(between) <= _FAR_BEFORE
    return tied and _is_limited(items, part) and (whole.noun is None or items[whole.noun].role == "parameters")


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
