"""Items of a sentence: its numbers, the nouns they may count, and the words that qualify both."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from flopwatch.text import Cut, Lexicon

NOUNS = frozenset(
    (
        "parameters",
        "tokens",
        "chip",
        "hours",
        "days",
        "weeks",
        "months",
        "flop",
        "money",
        "other",
        "years",
        "date",
        "machine",
        "epochs",
    )
)
TIMES = frozenset(("hours", "days", "weeks", "months"))
_STOPS = frozenset("!?。！？؟।۔;；")
_COMMAS = frozenset(",，、،؛؍")
_OPEN, _CLOSE = frozenset("(（[【"), frozenset(")）]】")
_MONEY = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "₹": "INR", "₩": "KRW", "₽": "RUB"}
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_PRODUCT = re.compile("[1-9][0-9]{2}0")  # of graphics cards
_CARD = re.compile("[1-5]0[6-9]0")  # of those that are no count of chips: 2080, 3090
_OTHER_SIGNS = frozenset("%％‰×倍°")


@dataclass
class Item:
    """One item of a sentence.

    Args:
        role: `number`, a noun of `NOUNS`, a role of the lexicon, `word`, or a mark: `stop`, `comma`, `open`, `close`.
        first: Index of its first token.
        after: Index past its last token.
        word: Its word, the currency, or the chip's name.
        value: The number, for a number.
        scaled: Whether the number has a suffix, a scale word or a power of ten.
        bare: Whether the number is in words alone.
        flags: Flags of the number.
        is_year: Whether the number may be a year of our time.
        scale: What its figures are multiplied by, for a number.
        joins: Whether it may join the two ends of a range: `bis`.
        opens: Whether it may precede the first end of a range: `between`.
        halves: Whether it may add a half to the number before it: `deux mois et demi`.
    """

    role: str
    first: int
    after: int
    word: str = ""
    value: Decimal = Decimal(0)
    scaled: bool = False
    bare: bool = False
    flags: tuple[str, ...] = ()
    scale: Decimal = Decimal(1)
    is_year: bool = False
    joins: bool = False
    opens: bool = False
    halves: bool = False


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


def items_of(cut: Cut, lexicon: Lexicon) -> list[Item]:
    """Return the items of a text, in order."""
    items: list[Item] = []
    index = 0
    while index < len(cut.tokens):
        token = cut.tokens[index]
        operand = cut.numbers.get(index)
        if operand is not None:
            item = Item(
                "number",
                index,
                operand.next,
                token.text,
                operand.value,
                operand.scaled,
                not operand.literal,
                operand.flags,
                operand.value / operand.base if operand.base else Decimal(1),
                # `2 000` is no year
                bool(_YEAR.fullmatch(token.text)) and not operand.scaled and token.end - token.start == 4,
                halves=token.text in lexicon.half_after,
            )
            if operand.suffix == "G":
                item.role = "other"  # gigabytes, or a generation of networks
            elif operand.maybe_power is not None and _is_power(cut, operand.next, lexicon):
                item.value, item.scaled, item.flags = operand.maybe_power, True, (*operand.flags, "lost-superscript")
            if not _joins_brand(items, index):
                items.append(item)
                index = operand.next
                continue
        if token.kind == "number" and _joins_brand(items, index):
            # A product's number belongs to its name, and so does a letter glued to it.
            after = (
                index
                + 1
                + (index + 1 < len(cut.tokens) and cut.tokens[index + 1].glued and cut.tokens[index + 1].kind == "word")
            )
            items[-1] = Item("chip", items[-1].first, after, items[-1].word + token.text)
            index = after
            continue
        item = _item(cut, index, lexicon)
        item.joins, item.halves = token.text in lexicon.range_to, token.text in lexicon.half_after
        item.opens = token.text.lower() in lexicon.range_start
        if item.role in ("word", "name") and (item.joins or item.opens or item.halves):
            item.role = "filler"
        items.append(item)
        index += 1
    return _with_products(_with_single_times(items))


def _with_single_times(items: list[Item]) -> list[Item]:
    """Return items with the one that a time and a half leaves out: `mes y medio`, `חודש וחצי`."""
    out: list[Item] = []
    for i, item in enumerate(items):
        if item.role in TIMES and not (out and out[-1].role in ("number", "classifier")) and _is_halved(items, i + 1):
            out.append(Item("number", item.first, item.after, item.word, Decimal(1), bare=True))
        out.append(item)
    return out


def _is_halved(items: list[Item], after: int) -> bool:
    after += after < len(items) and items[after].role == "and"
    return after < len(items) and items[after].halves and not items[after].scaled


def _with_products(items: list[Item]) -> list[Item]:
    """Return items in which the number of a product belongs to its chip: `两张3090显卡`, `4090 GPU 8장`."""
    out: list[Item] = []
    for i, item in enumerate(items):
        product = out[-1] if out else None
        if item.role == "chip" and product is not None and _PRODUCT.fullmatch(product.word) and not product.scaled:
            before = [(one.role, one.is_year) for one in out[-2:-1]]
            after = [one.role for one in items[i + 1 : i + 3]]
            if (
                _CARD.fullmatch(product.word)
                or before in ([("number", False)], [("classifier", False)])
                or after == ["number", "classifier"]
            ):
                out.pop()
                item = Item("chip", product.first, item.after, f"{product.word} {item.word}")
        out.append(item)
    return out


def _joins_brand(items: list[Item], index: int) -> bool:
    return bool(items) and items[-1].role == "brand" and items[-1].after == index


def _is_power(cut: Cut, after: int, lexicon: Lexicon) -> bool:
    return after < len(cut.tokens) and _role(cut.tokens[after].text, lexicon) == "flop"


def _item(cut: Cut, index: int, lexicon: Lexicon) -> Item:
    token = cut.tokens[index]
    if token.kind == "chip":
        return Item("chip", index, index + 1, token.text)
    if token.kind in ("word", "particle"):
        role = _role(token.text, lexicon)
        role, _, name = role.partition(":")
        return Item(role, index, index + 1, name or token.text)
    if token.kind == "lead":
        role = _role(token.text, lexicon)
        return Item(role if role == "and" else "filler", index, index + 1, token.text)
    if token.kind == "symbol":
        return Item(_mark(cut, index), index, index + 1, _MONEY.get(token.text, token.text))
    return Item("filler" if token.kind in ("skip", "power") else "word", index, index + 1, token.text)


def _role(word: str, lexicon: Lexicon) -> str:
    if word in lexicon.roles_by_word:
        return lexicon.roles_by_word[word]
    if word in lexicon.roles_by_stem:
        return lexicon.roles_by_stem[word]
    if not lexicon.composed:
        folded = word.lower()
        if folded in lexicon.roles_by_word:
            return lexicon.roles_by_word[folded]
        for length in range(len(folded), 3, -1):
            if folded[:length] in lexicon.roles_by_stem:
                return lexicon.roles_by_stem[folded[:length]]
    return "name" if word[:1] != word[:1].lower() else "word"


def _mark(cut: Cut, index: int) -> str:
    text = cut.tokens[index].text
    if text in _STOPS:
        return "stop"
    if text == ".":
        following = cut.tokens[index + 1] if index + 1 < len(cut.tokens) else None
        return "filler" if following is not None and following.glued else "stop"
    for signs, role in ((_COMMAS, "comma"), (_OPEN, "open"), (_CLOSE, "close"), (_OTHER_SIGNS, "other")):
        if text in signs:
            return role
    return "money" if text in _MONEY else "slash" if text == "/" else "filler"
