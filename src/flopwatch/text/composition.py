"""Numbers that are sums of scaled parts, in any language whose lexicon says so: `1조 7600억`, `27 लाख 88 हजार`,
`mille six cents milliards`, `三千五百亿`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.text.lexicon import Lexicon
from flopwatch.text.number_tokens import Operand, at
from flopwatch.text.numerals import is_sane, product, shifted, total
from flopwatch.text.tokens import Token

_MOST_PARTS = 12  # longer sums are lists, not numbers


@dataclass
class _Sum:
    """Parts of a number read so far, the largest first, and the last scale applied."""

    parts: list[Decimal]
    power: int | None = None  # of the last scale word, None directly after figures or a number word
    scaled: bool = False

    def scale(self, power: int) -> None:
        """Multiply by 10^power the last part, and with it all parts before that are smaller than 10^power."""
        limit = shifted(Decimal(1), power)
        inner = self.parts.pop() if self.parts else Decimal(1)
        while self.parts and self.parts[-1] < limit:
            inner = total(inner, self.parts.pop())
        self.parts.append(shifted(inner, power))
        self.power, self.scaled = power, True

    def add(self, value: Decimal) -> None:
        """Append a smaller part."""
        self.parts.append(value)
        self.power = None

    def room(self) -> Decimal:
        """Return the value that the next part must be below."""
        if self.power is not None:
            return shifted(Decimal(1), self.power)
        last = self.parts[-1]
        return shifted(Decimal(1), next((p for p in (3, 2, 1) if last % shifted(Decimal(1), p) == 0), 0))


def with_composed_scales(
    tokens: Sequence[Token], index: int, value: Decimal, scaled: bool, lexicon: Lexicon
) -> tuple[Decimal, int, bool]:
    """Apply all scale words and further parts after figures: value, index after them, whether it is scaled."""
    found, after = _read(tokens, index, _Sum([value], None, scaled), lexicon)
    return _summed(found.parts), after, found.scaled


def composed_number(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Operand | None:
    """Read the number in words that begins at a token; None if none does."""
    if at(tokens, index).text in lexicon.number_and:
        return None
    found, after = _read(tokens, index, _Sum([]), lexicon)
    if not found.parts:
        return None
    first = tokens[index].text
    bare = first in lexicon.scale_powers
    if bare and first in lexicon.many_scales:
        return None  # "millions of"
    value = _summed(found.parts)
    if not is_sane(value):
        return None
    flags = ("bare-scale",) if bare else ()
    return Operand(value, tokens[index].start, after, scaled=found.scaled, flags=flags)


def _summed(parts: list[Decimal]) -> Decimal:
    value = parts[0]
    for part in parts[1:]:
        value = total(value, part)
    return value


def _read(tokens: Sequence[Token], index: int, so_far: _Sum, lexicon: Lexicon) -> tuple[_Sum, int]:
    """Read parts from a token on; return the sum and the index of the first token that is none of it."""
    for _ in range(_MOST_PARTS):
        token = at(tokens, index)
        # Between parts only a word for "and" may come, and only if a part follows.
        skip = 1 if so_far.parts and token.text in lexicon.number_and else 0
        if not _part(at(tokens, index + skip), tokens, index + skip, so_far, lexicon):
            break
        index += skip + 1
        if token.text in lexicon.abbreviations and at(tokens, index).text == "." and at(tokens, index).glued:
            index += 1
    return so_far, index


def _part(token: Token, tokens: Sequence[Token], index: int, so_far: _Sum, lexicon: Lexicon) -> bool:
    """Add one token to a sum; return whether it belongs to it."""
    if token.kind == "number":
        return _figures(token, tokens, index, so_far, lexicon)
    if token.kind != "word":
        return False
    if token.text in lexicon.half_after:
        if not so_far.parts:
            return False
        half = shifted(Decimal("0.5"), so_far.power or 0)
        so_far.parts[-1] = total(so_far.parts[-1], half)
        return True
    power = lexicon.scale_powers.get(token.text)
    if power is not None:
        if so_far.power is not None and so_far.power < power and so_far.parts[-1] >= shifted(Decimal(1), 12):
            return False
        so_far.scale(power)
        return True
    written = lexicon.values_by_word.get(token.text)
    if written is None:
        return False
    value = Decimal(written)
    if token.text in lexicon.teens and so_far.parts and so_far.parts[-1] < 10:
        so_far.parts[-1] = total(so_far.parts[-1], Decimal(10))
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
    return True
