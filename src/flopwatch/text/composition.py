"""Numbers that are sums of scaled parts, in any language whose lexicon says so: `1조 7600억`, `27 लाख 88 हजार`,
`mille six cents milliards`, `三千五百亿`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from flopwatch.text.lexicon import Lexicon
from flopwatch.text.number_tokens import HYPHENS, Operand, at
from flopwatch.text.numerals import is_sane, product, shifted, total
from flopwatch.text.tokens import Token

_MOST_PARTS = 12  # longer sums are lists, not numbers


@dataclass
class _Sum:
    """Parts of a number read so far, the largest first, and the last scale applied."""

    parts: list[Decimal]
    power: int | None = None  # of the last scale word, None directly after figures or a number word
    scaled: bool = False
    base: Decimal = Decimal(0)  # the number before the scale words of a single part, else 0
    by_twenties: bool = False
    in_figures: bool = False  # the last part is written in figures: no number word goes on from it

    def scale(self, power: int) -> None:
        """Multiply by 10^power the last part, and with it all parts before that are smaller than 10^power."""
        limit = shifted(Decimal(1), power)
        if self.power is not None and self.power > power:  # 三百十七: ten more, not ten times as many
            self.add(limit)
            self.power, self.scaled = power, True
            return
        if self.power is None:
            self.base = self.parts[0] if len(self.parts) == 1 else Decimal(not self.parts)
        self.in_figures = False
        inner = self.parts.pop() if self.parts else Decimal(1)
        while self.parts and self.parts[-1] < limit:
            inner = total(inner, self.parts.pop())
        self.parts.append(shifted(inner, power))
        self.power, self.scaled = power, True

    def add(self, value: Decimal) -> None:
        """Append a smaller part."""
        self.parts.append(value)
        self.power, self.base = None, Decimal(0)

    def add_to_last(self, value: Decimal) -> None:
        """Add to the last part."""
        self.parts[-1] = total(self.parts[-1], value)
        self.base = Decimal(0)

    def room(self) -> Decimal:
        """Return the value that the next part must be below."""
        if self.power is not None:
            return shifted(Decimal(1), self.power)
        last = self.parts[-1]
        if self.by_twenties and last in (60, 80):
            return Decimal(20)
        return shifted(Decimal(1), next((p for p in (3, 2, 1) if last % shifted(Decimal(1), p) == 0), 0))


def with_composed_scales(
    tokens: Sequence[Token], index: int, value: Decimal, scaled: bool, lexicon: Lexicon
) -> tuple[Decimal, int, bool]:
    """Apply all scale words and further parts after figures: value, index after them, whether it is scaled."""
    found, after = _read(
        tokens, index, _Sum([value], None, scaled, by_twenties=lexicon.by_twenties, in_figures=True), lexicon
    )
    return _summed(found.parts), after, found.scaled


def composed_number(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Operand | None:
    """Read the number in words that begins at a token; None if none does."""
    first = tokens[index].text
    if first in lexicon.number_and:
        return None
    found, begin = _Sum([], by_twenties=lexicon.by_twenties), index
    share = lexicon.shares_before.get(first)
    if share is not None:
        value, begin = _after_share(tokens, index + 1, lexicon)
        if value is None:
            return None
        found.add(total(value, Decimal(share)))
    elif first in lexicon.singulars and at(tokens, index + 1).text not in lexicon.half_after:
        found.add(Decimal(2))  # مليارا: two
    found, after = _read(tokens, begin, found, lexicon)
    if not found.parts:
        return None
    bare = first in lexicon.scale_powers and first not in lexicon.singulars
    if bare and first in lexicon.many_scales and after == index + 1:
        return None  # "millions of"
    value = _summed(found.parts)
    if not is_sane(value):
        return None
    flags = ("bare-scale",) if bare and _is_one_scale(tokens[index:after], lexicon) else ()
    return Operand(value, tokens[index].start, after, scaled=found.scaled, flags=flags, base=found.base or value)


def _is_one_scale(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Return whether tokens are one scale word, or several without a space between: `百亿`, cut into signs."""
    joined = all(one.end == other.start for one, other in pairwise(tokens))
    return joined and all(one.text in lexicon.scale_powers for one in tokens)


def _after_share(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[Decimal | None, int]:
    """Return the number below 100 that a share is added to (`साढ़े 3 अरब`), and the index after it; 1 before a scale
    (`सवा लाख`), None if nothing follows.
    """
    token = at(tokens, index)
    if token.kind == "number" and "e" not in token.text.lower():
        return Decimal(token.text.replace(",", "")), index + 1
    if token.text in lexicon.values_by_word:
        return Decimal(lexicon.values_by_word[token.text]), index + 1
    return (Decimal(1), index) if token.text in lexicon.scale_powers else (None, index)


def _summed(parts: list[Decimal]) -> Decimal:
    value = parts[0]
    for part in parts[1:]:
        value = total(value, part)
    return value


def _read(tokens: Sequence[Token], index: int, so_far: _Sum, lexicon: Lexicon) -> tuple[_Sum, int]:
    """Read parts from a token on; return the sum and the index of the first token that is none of it."""
    for _ in range(_MOST_PARTS):
        token = at(tokens, index)
        if token.text in lexicon.decimal_words and so_far.parts and so_far.power is None:
            digits, after = _decimals(tokens, index + 1, lexicon)
            if digits:
                so_far.add_to_last(shifted(Decimal(digits), -len(digits)))
                index = after
                continue
        # Between parts only a word for "and" may come, and only if a part follows.
        skip = _joints(tokens, index, so_far, lexicon) if so_far.parts else 0
        if not _part(at(tokens, index + skip), tokens, index + skip, so_far, lexicon):
            break
        index += skip + 1
        if at(tokens, index - 1).text in lexicon.half_after:
            again = lexicon.scale_powers.get(at(tokens, index).text)
            index += again is not None and again == so_far.power  # `مليار ونصف المليار`
        if token.text in lexicon.abbreviations and at(tokens, index).text == "." and at(tokens, index).glued:
            index += 1
    return so_far, index


def _joints(tokens: Sequence[Token], index: int, so_far: _Sum, lexicon: Lexicon) -> int:
    """Return how many tokens join a part to the next one: a word for "and", hyphens, `de` between two scale words."""
    token, following = at(tokens, index), at(tokens, index + 1)
    if token.text in lexicon.number_and:
        return 1
    if lexicon.hyphened and token.text in HYPHENS[:3] and token.glued and following.glued:
        if following.text in lexicon.number_and and at(tokens, index + 2).text in HYPHENS[:3]:
            return 3  # vingt-et-un
        return int(following.text in lexicon.numeral_words)
    joined = token.text in lexicon.scale_of and so_far.power is not None and following.text in lexicon.scale_powers
    return int(joined)


def _decimals(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[str, int]:
    """Return the digits after a decimal mark in words, as figures, and the index after them."""
    token = at(tokens, index)
    if token.kind == "number":
        return (token.text if token.text.isdecimal() else ""), index + 1
    digits = ""
    while (value := lexicon.values_by_word.get(at(tokens, index).text, "")) and len(value) == 1 and len(digits) < 6:
        digits, index = digits + value, index + 1
    return digits, index


def _part(token: Token, tokens: Sequence[Token], index: int, so_far: _Sum, lexicon: Lexicon) -> bool:
    """Add one token to a sum; return whether it belongs to it."""
    if token.kind == "number":
        return _figures(token, tokens, index, so_far, lexicon)
    if token.kind != "word":
        return False
    if token.text in lexicon.half_after and so_far.parts:
        so_far.add_to_last(shifted(Decimal("0.5"), so_far.power or 0))
        return True
    power = lexicon.scale_powers.get(token.text)
    if power is not None:
        if so_far.power is not None and so_far.power < power and so_far.parts[-1] >= shifted(Decimal(1), 12):
            return False
        so_far.scale(power)
        return True
    written = lexicon.values_by_word.get(token.text)
    return written is not None and _number_word(token.text, Decimal(written), so_far, lexicon)


def _number_word(word: str, value: Decimal, so_far: _Sum, lexicon: Lexicon) -> bool:
    """Add a number word to a sum; return whether it belongs to it."""
    if so_far.in_figures:
        return False
    if so_far.parts and so_far.power is None:
        last = so_far.parts[-1]
        if word in lexicon.teens and last < 10:
            so_far.add_to_last(Decimal(10))
            return True
        if lexicon.by_twenties and last == 4 and value == 20:
            so_far.parts[-1] = Decimal(80)
            return True
    if lexicon.units_first and so_far.parts and 20 <= value < 100 and value % 10 == 0 and so_far.parts[-1] < 10:
        so_far.add_to_last(value)  # سبعة وأربعون
        return True
    if so_far.parts and value >= so_far.room():
        return False
    so_far.add(value)
    so_far.scaled = so_far.scaled or value >= 1_000_000
    return True


def _figures(token: Token, tokens: Sequence[Token], index: int, so_far: _Sum, lexicon: Lexicon) -> bool:
    """Add figures after a scale word: `7600` of `1조 7600억`; alone only where the language ends sums so."""
    if so_far.power is None or not so_far.parts:
        return False
    value = Decimal(token.text.replace(",", ""))
    scale = lexicon.scale_powers.get(at(tokens, index + 1).text)
    if value >= so_far.room():
        return False
    # A smaller scale ends below the part before; a larger one multiplies both: `17 हजार 500 करोड़`.
    smaller = scale is not None and scale <= so_far.power
    if smaller and scale is not None and product(value, shifted(Decimal(1), scale)) >= so_far.room():
        return False
    if scale is None and not lexicon.adds_figures:
        return False
    so_far.add(value)
    so_far.in_figures = True
    return True
