"""Bounds of a number among the tokens, and the words that scale it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.text.lexicon import Lexicon
from flopwatch.text.numerals import product, shifted
from flopwatch.text.tokens import END, Token

HYPHENS = ("-", "‐", "‑", "–", "−", "—")  # the last parts sentences, the others also parts of a name
TILDES = ("~", "～", "〜")  # between two numbers East Asian writers mean a range
TIMES_SIGNS = ("x", "X", "×", "*", "·", "⋅", "∙")


@dataclass(frozen=True, slots=True)
class Operand:
    """A number as read.

    Args:
        value: Exact.
        start: Offset of its words.
        next: Index of the first token after it.
        literal: The figures alone, where it began with figures.
        scaled: Whether it has a suffix, a scale word or a power of ten.
        suffix: The letters glued to it (`G` may mean gigabytes).
        maybe_power: Its value if a superscript was lost (1023 for 10^23); the words that follow decide.
        share: Whether it is a part of a whole (`⅕`, "a fifth of").
        flags: Flags set while reading.
    """

    value: Decimal
    start: int
    next: int
    literal: str = ""
    scaled: bool = False
    suffix: str = ""
    maybe_power: Decimal | None = None
    certain_power: bool = False
    share: bool = False
    flags: tuple[str, ...] = ()
    base: Decimal = Decimal(1)


def at(tokens: Sequence[Token], index: int) -> Token:
    """Return the token at an index, or an end mark."""
    return tokens[index] if 0 <= index < len(tokens) else END


def belongs_to_name(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a token is joined to the one before it to form one name (GPT-3.5, ViT-G/14, v1.5, #163)."""
    token, before = tokens[index], at(tokens, index - 1)
    if not token.glued:
        return False
    if (
        before.kind in ("word", "number", "chip", "power", "part", "skip", "date")
        or _is_unseen(before)
        or before.text
        in (
            "_",
            "#",
            "@",
            "\\",
            "’",
            "'",
            "^",
        )
    ):
        return True
    if before.text == "{" and before.glued and at(tokens, index - 2).text == "^":
        return True  # an exponent that is not a power of ten: 10^{25.3}
    if before.text == "," and before.glued and "," in at(tokens, index - 2).text:
        return True  # 1,234,56 is neither one number nor two
    joined = before.glued and at(tokens, index - 2).kind in ("word", "number", "chip", "power", "skip")
    return joined and (before.text in ("/", ".", ":") or before.text in HYPHENS[:5])


def _is_unseen(token: Token) -> bool:
    """Return whether a character is an invisible mark or control inside a number (1, zero-width space, 000)."""
    return token.kind == "symbol" and not token.text.isascii() and unicodedata.category(token.text)[0] in "CM"


def is_citation(token: Token) -> bool:
    """Return whether a token is a citation glued to what it supports: the `[3]` of `5e25[3] FLOP`."""
    return token.glued and token.kind == "skip" and token.text.startswith("[")


def ends_cleanly(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Return whether a number ends before this token and does not run on into a name, a version or a time of day."""
    token = at(tokens, index)
    if not token.glued:
        return True
    after = at(tokens, index + 1)
    if is_citation(token):
        return True
    if (
        token.kind in ("number", "power", "part", "skip", "date")
        or token.text in ("_", "^", "#", "@")
        or _is_unseen(token)
    ):
        return False
    if token.text in ("’", "'") and after.glued and after.text == "s":
        return False  # "a few $10M's" is not a number
    runs_on = after.glued and after.kind in ("word", "number", "chip", "skip")
    if token.text in (".", ":"):
        return not runs_on
    if token.text == "," and after.glued and after.kind == "number":
        return "," not in at(tokens, index - 1).text
    if token.text == "/" and runs_on and after.kind == "number":
        return at(tokens, index - 1).text in lexicon.suffix_powers
    return not (token.text == "*" and after.text == "*")


def divided(numerator: int, parts: int) -> tuple[Decimal, bool]:
    """Return numerator / parts, and whether it was rounded to 20 digits."""
    scaled, rest = divmod(numerator * 10**20, parts)
    return shifted(Decimal(scaled + (1 if 2 * rest >= parts else 0)), -20).normalize(), rest != 0


def with_scale_words(
    tokens: Sequence[Token], index: int, value: Decimal, scaled: bool, lexicon: Lexicon
) -> tuple[Decimal, int, bool]:
    """Apply up to two scale words: `48 million`, `12-trillion`, `2 hundred thousand`."""
    for _ in range(2):
        cited = is_citation(at(tokens, index)) and at(tokens, index + 1).text.lower() in lexicon.scale_powers
        index += cited
        hyphen = at(tokens, index).text in HYPHENS[:3] and at(tokens, index).glued and at(tokens, index + 1).glued
        word = at(tokens, index + 1 if hyphen else index)
        name = word.text.lower()
        if word.kind != "word" or (word.glued and not hyphen and word is not at(tokens, index)):
            break
        if name in lexicon.scale_powers:
            value = shifted(value, lexicon.scale_powers[name])
        elif name in lexicon.factors:
            value = product(value, Decimal(lexicon.factors[name]))
        else:
            break
        index, scaled = index + (2 if hyphen else 1), True
        if name in lexicon.abbreviations and at(tokens, index).text == "." and at(tokens, index).glued:
            index += 1
    return value, index, scaled
