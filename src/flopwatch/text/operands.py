"""The number of a quantity, without what it counts: figures, powers of ten, suffixes, scale words, numbers in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from flopwatch.text.composition import composed_number, with_composed_scales
from flopwatch.text.lexicon import Lexicon
from flopwatch.text.number_tokens import (
    HYPHENS,
    TIMES_SIGNS,
    Operand,
    at,
    belongs_to_name,
    divided,
    ends_cleanly,
    with_scale_words,
)
from flopwatch.text.number_words import number_in_words
from flopwatch.text.numerals import is_sane, shifted, total
from flopwatch.text.tokens import SUPERSCRIPTS, Token

# Exact decimals where they exist; thirds and sixths are rounded, and flagged so.
_PARTS = {
    "¼": (1, 4),
    "½": (1, 2),
    "¾": (3, 4),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅙": (1, 6),
    "⅚": (5, 6),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
}
# 10^15 to 10^29 with the superscript lost; FLOP counts of training lie there, and plain counts of FLOP never do.
_LOST_POWER = re.compile(r"10(1[5-9]|2[0-9])")
_MAX_EXPONENT = 99


def operand_at(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Operand | None:
    """Return the number that begins at a token; None if there is none or it is part of a name."""
    token = tokens[index]
    if token.kind == "number":
        found = _figures(tokens, index, lexicon)
    elif token.kind == "part":
        found = _part(tokens, index, lexicon)
    elif token.kind == "word" and not belongs_to_name(tokens, index):
        read = composed_number if lexicon.composed else number_in_words
        found = read(tokens, index, lexicon)
    else:
        return None
    return found if found and is_sane(found.value) else None


def _figures(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Operand | None:
    literal, start = tokens[index].text, tokens[index].start
    joined = belongs_to_name(tokens, index)
    if joined and not (_in_slashed_list(tokens, index, lexicon) or _ends_range(tokens, index, lexicon)):
        return None
    if len(literal) > 1 and literal[0] == "0" and literal.isdecimal():
        return None  # 0116 is a code, not a count
    value, scaled = Decimal(literal.replace(",", "")), "e" in literal.lower()
    if not is_sane(value) or (scaled and abs(value.adjusted()) > _MAX_EXPONENT):
        return None
    after = index + 1
    flags: tuple[str, ...] = ()
    follower, power = at(tokens, after), _power(tokens, index)
    if power is not None:
        (exponent, after), scaled = power, True
        value = shifted(Decimal(1), exponent)
    elif literal == "10" and follower.kind == "power" and follower.glued:
        return None
    elif (product := _times_power(tokens, index, value, lexicon)) is not None:
        if isinstance(product, Operand):
            return product
        (value, after), scaled = product, True
    lost = None if scaled else _LOST_POWER.fullmatch(literal)
    maybe = shifted(Decimal(1), int(lost[1])) if lost else None
    part = at(tokens, after)
    if part.kind == "part" and part.glued and not scaled:
        fraction, rounded = divided(*_PARTS[part.text])
        value, after = total(value, fraction), after + 1
        flags = ("rounded",) if rounded else ()
    base = value
    if _is_paper_of_a_year(at(tokens, after), literal, value, scaled):
        return None
    suffix, places, flag = _suffix(tokens, after, scaled, lexicon)
    if suffix:
        value, after, scaled = shifted(value, places), after + 1, True
        flags = (*flags, flag) if flag else flags
    scale = with_composed_scales if lexicon.composed else with_scale_words
    value, after, scaled = scale(tokens, after, value, scaled, lexicon)
    if not ends_cleanly(tokens, after, lexicon):
        return None
    return Operand(value, start, after, literal, scaled, suffix, None if scaled else maybe, flags=flags, base=base)


def _times_power(
    tokens: Sequence[Token], index: int, value: Decimal, lexicon: Lexicon
) -> tuple[Decimal, int] | Operand | None:
    """Return a number times a power of ten: the value and the place after it where the power is written out, the
    whole operand where its raised digits were lost (`3.8 × 1024`), None where no product follows."""
    literal, start = tokens[index].text, tokens[index].start
    sign, other = at(tokens, index + 1), index + 2
    if not (
        sign.text in TIMES_SIGNS and sign.kind in ("word", "symbol", "times") and at(tokens, other).kind == "number"
    ):
        return None
    power = _power(tokens, other)
    if power is not None:
        return shifted(value, power[0]), power[1]
    small = _lost_negative(tokens, other)
    if small is not None and value < 100 and ends_cleanly(tokens, small[1], lexicon):
        shrunk = shifted(value, small[0])
        return Operand(shrunk, start, small[1], literal, scaled=True, flags=("lost-superscript",), base=shrunk)
    lost = _LOST_POWER.fullmatch(at(tokens, other).text)
    if lost and 1 <= value < 10 and ends_cleanly(tokens, other + 1, lexicon):
        # "3.8 * 1024": decided by what follows; "8 x 1024 GPUs" is a product of counts.
        certain = "." in literal or sign.text not in ("x", "X")
        powered = shifted(value, int(lost[1]))
        return Operand(value, start, other + 1, literal, maybe_power=powered, certain_power=certain)
    return None


def _is_paper_of_a_year(follower: Token, literal: str, value: Decimal, scaled: bool) -> bool:
    """Return whether a letter after a year is a citation's suffix: "Chen et al., 2024b"."""
    glued = follower.glued and follower.kind == "word" and follower.text == "b" and not scaled
    return glued and len(literal) == 4 and literal.isdecimal() and 1950 <= value < 2040


def _suffix(tokens: Sequence[Token], index: int, scaled: bool, lexicon: Lexicon) -> tuple[str, int, str]:
    """Return the letter that scales the number before it, glued (`175B`) or spaced (`175 B`), its power of ten and
    its flag; ("", 0, "") if there is none.
    """
    follower = at(tokens, index)
    if follower.kind != "word":
        return "", 0, ""
    if follower.glued and follower.text in lexicon.suffix_powers and not scaled:
        places, flag = lexicon.suffix_powers[follower.text]
        return follower.text, places, flag
    if follower.text in lexicon.spaced_suffixes and not follower.glued and _stands_alone(tokens, index, lexicon):
        return follower.text, lexicon.suffix_powers[follower.text][0], ""
    return "", 0, ""


def _stands_alone(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Return whether a spaced capital letter is a suffix (`175 B parameters`, `5 M,`), not a separate letter (`part 2 B
    shows`).
    """
    follower = at(tokens, index + 1)
    return (
        follower.kind == "end"
        or follower.text in (",", ";", ")", "(", "+", "=", ".")
        or follower.text.lower() in lexicon.counted
    )


def _in_slashed_list(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Return whether a number follows a slash after a scaled number: `7B/13B/70B`."""
    slash, before = at(tokens, index - 1), at(tokens, index - 2)
    return (
        slash.text == "/"
        and slash.glued
        and before.text in lexicon.suffix_powers
        and before.glued
        and at(tokens, index - 3).kind == "number"
        and (not at(tokens, index - 3).glued or at(tokens, index - 4).text in ("/", "(", "~", "$"))
    )


def _ends_range(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Return whether a number follows a hyphen after another number with its scale words: `70亿-700亿`, `7-70亿`."""
    if not lexicon.composed or at(tokens, index - 1).text not in HYPHENS:
        return False
    first = index - 2
    while at(tokens, first).text in lexicon.scale_powers or at(tokens, first).text in lexicon.suffix_powers:
        first -= 1
    return at(tokens, first).kind == "number" and not belongs_to_name(tokens, first)


def _power(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return (exponent, index after) of a power of ten: 10^25, 10²⁵, 10**25, 10^{25}, 10<sup>25</sup>. None if it is
    not one.
    """
    if tokens[index].text != "10":
        return None
    mark = at(tokens, index + 1)
    if mark.kind == "power" and mark.glued:
        return _bounded(mark.text.translate(SUPERSCRIPTS), index + 2, tokens)
    after = index + 2
    closing: tuple[str, ...] = ()
    if mark.text == "*" and at(tokens, after).text == "*" and at(tokens, after).glued:
        after += 1
    elif mark.text == "<" and [t.text.lower() for t in tokens[after : after + 2]] == ["sup", ">"]:
        after, closing = after + 2, ("<", "/", "sup", ">")
    elif mark.text != "^":
        return None
    if at(tokens, after).text == "{":
        after, closing = after + 1, ("}",)
    sign = ""
    if at(tokens, after).text in ("-", "+", "−") and at(tokens, after + 1).glued:
        sign, after = ("" if tokens[after].text == "+" else "-"), after + 1
    exponent = at(tokens, after)
    if exponent.kind != "number" or not exponent.text.isdecimal():
        return None
    after += 1
    for text in closing:
        if at(tokens, after).text.lower() != text:
            return None
        after += 1
    return _bounded(sign + exponent.text, after, tokens)


def _lost_negative(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return (exponent, index after) of `10−4` after a times sign, which can only be a lost superscript. None if it is
    not one.
    """
    sign, digits = at(tokens, index + 1), at(tokens, index + 2)
    if at(tokens, index).text != "10" or sign.text not in ("-", "−", "–") or not sign.glued:
        return None
    if digits.kind != "number" or not digits.glued or not re.fullmatch(r"[1-9]|[12][0-9]", digits.text):
        return None
    return -int(digits.text), index + 3


def _bounded(text: str, after: int, tokens: Sequence[Token]) -> tuple[int, int] | None:
    if len(text) > 4 or text in ("", "+", "-"):
        return None
    exponent = int(text)
    return (exponent, after) if abs(exponent) <= _MAX_EXPONENT else None


def _part(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Operand | None:
    if belongs_to_name(tokens, index):
        return None
    numerator, parts = _PARTS[tokens[index].text]
    value, rounded = divided(numerator, parts)
    scaled_value, after, scaled = with_scale_words(tokens, index + 1, value, False, lexicon)
    if not ends_cleanly(tokens, after, lexicon):
        return None
    return Operand(
        scaled_value,
        tokens[index].start,
        after,
        "",
        scaled,
        share=not scaled,
        flags=("rounded",) if rounded else (),
    )


def unglued_operand_at(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Operand | None:
    """Return the number after a dash: glued to it, but no part of a name. None if no number follows."""
    if index >= len(tokens) or tokens[index].kind != "number":
        return None
    token = tokens[index]
    freed = Token(token.kind, token.text, token.start, token.end, False)
    window = [freed, *tokens[index + 1 : index + 16]]
    operand = operand_at(window, 0, lexicon)
    return replace(operand, next=operand.next + index) if operand else None
