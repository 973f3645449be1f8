"""The number of a quantity, without what it counts: figures, powers of ten, suffixes, scale words, numbers in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.text import english
from flopwatch.text.numerals import is_sane, product, shifted, total
from flopwatch.text.tokens import END, SUPERSCRIPTS, Token

_SCALES = dict(english.SCALES)
_SUFFIXES = {letters: (power, flag) for letters, power, flag in english.SUFFIXES}
_ONES, _TENS, _MULTIPLES = dict(english.ONES), dict(english.TENS), dict(english.MULTIPLES)
_FRACTIONS = {word: (parts, needs_of) for word, parts, needs_of in english.FRACTIONS}
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
HYPHENS = ("-", "‐", "‑", "–", "−", "—")  # the last parts sentences, the others also parts of a name
TILDES = ("~", "～", "〜")  # between two numbers East Asian writers mean a range
TIMES_SIGNS = ("x", "X", "×", "*", "·", "⋅", "∙")
# 10^15 to 10^29 with the superscript lost; FLOP counts of training lie there, and plain counts of FLOP never do.
_LOST_POWER = re.compile(r"10(1[5-9]|2[0-9])")
_MAX_EXPONENT = 99


@dataclass(frozen=True, slots=True)
class Operand:
    """A number as read.

    Args:
        value: Exact.
        start: Offset of its words.
        next: Index of the first token after it.
        literal: The figures alone, where it began with figures.
        scaled: Whether a suffix, a scale word or a power gave its size.
        suffix: The letters glued to it (`G` may mean gigabytes).
        maybe_power: What it is if a superscript was lost (1023 for 10^23), to be decided by what follows.
        share: Whether it is a part of a whole (`⅕`, "a fifth of").
        flags: What was noticed.
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
    """The token there, or an end mark."""
    return tokens[index] if 0 <= index < len(tokens) else END


def operand_at(tokens: Sequence[Token], index: int) -> Operand | None:
    """The number that begins at a token, or None where none does or where it is part of a name."""
    token = tokens[index]
    if token.kind == "number":
        found = _figures(tokens, index)
    elif token.kind == "part":
        found = _part(tokens, index)
    elif token.kind == "word" and not _belongs_to_name(tokens, index):
        found = _words(tokens, index)
    else:
        return None
    return found if found and is_sane(found.value) else None


def _belongs_to_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is glued to what stands before it so that both are one name (GPT-3.5, ViT-G/14, v1.5, #163)."""
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
        )
    ):
        return True
    if before.text == "," and before.glued and "," in at(tokens, index - 2).text:
        return True  # 1,234,56 is neither one number nor two
    joined = before.glued and at(tokens, index - 2).kind in ("word", "number", "chip", "power", "skip")
    return joined and (before.text in ("/", ".", ":") or before.text in HYPHENS[:5])


def _is_unseen(token: Token) -> bool:
    """Whether a character is a mark or a control that can hide inside a number (1, zero-width space, 000)."""
    return token.kind == "symbol" and not token.text.isascii() and unicodedata.category(token.text)[0] in "CM"


def _figures(tokens: Sequence[Token], index: int) -> Operand | None:
    literal, start = tokens[index].text, tokens[index].start
    if _belongs_to_name(tokens, index) and not _in_slashed_list(tokens, index):
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
    elif (product := _times_power(tokens, index, value)) is not None:
        if isinstance(product, Operand):
            return product
        (value, after), scaled = product, True
    lost = None if scaled else _LOST_POWER.fullmatch(literal)
    maybe = shifted(Decimal(1), int(lost[1])) if lost else None
    part = at(tokens, after)
    if part.kind == "part" and part.glued and not scaled:
        fraction, rounded = _divided(*_PARTS[part.text])
        value, after = total(value, fraction), after + 1
        flags = ("rounded",) if rounded else ()
    base = value
    if _is_paper_of_a_year(at(tokens, after), literal, value, scaled):
        return None
    suffix, places, flag = _suffix(tokens, after, scaled)
    if suffix:
        value, after, scaled = shifted(value, places), after + 1, True
        flags = (*flags, flag) if flag else flags
    value, after, scaled = _scale_words(tokens, after, value, scaled)
    if not _clean_end(tokens, after):
        return None
    return Operand(value, start, after, literal, scaled, suffix, None if scaled else maybe, flags=flags, base=base)


def _times_power(tokens: Sequence[Token], index: int, value: Decimal) -> tuple[Decimal, int] | Operand | None:
    """A number times a power of ten: the value and the place after it where the power is written out, the whole operand
    where its raised digits were lost (`3.8 × 1024`), None where no product follows."""
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
    if small is not None and value < 100 and _clean_end(tokens, small[1]):
        shrunk = shifted(value, small[0])
        return Operand(shrunk, start, small[1], literal, scaled=True, flags=("lost-superscript",), base=shrunk)
    lost = _LOST_POWER.fullmatch(at(tokens, other).text)
    if lost and 1 <= value < 10 and _clean_end(tokens, other + 1):
        # "3.8 * 1024": decided by what follows; "8 x 1024 GPUs" is a product of counts.
        certain = "." in literal or sign.text not in ("x", "X")
        powered = shifted(value, int(lost[1]))
        return Operand(value, start, other + 1, literal, maybe_power=powered, certain_power=certain)
    return None


def _is_paper_of_a_year(follower: Token, literal: str, value: Decimal, scaled: bool) -> bool:
    """Whether a letter after a year tells a year's papers apart: "Chen et al., 2024b"."""
    glued = follower.glued and follower.kind == "word" and follower.text == "b" and not scaled
    return glued and len(literal) == 4 and literal.isdecimal() and 1950 <= value < 2040


def _suffix(tokens: Sequence[Token], index: int, scaled: bool) -> tuple[str, int, str]:
    """A letter that scales the number before it, glued (`175B`) or standing alone (`175 B`): it, its power of ten,
    its flag.
    """
    follower = at(tokens, index)
    if follower.kind != "word":
        return "", 0, ""
    if follower.glued and follower.text in _SUFFIXES and not scaled:
        places, flag = _SUFFIXES[follower.text]
        return follower.text, places, flag
    if follower.text in ("K", "M", "B", "T", "G") and not follower.glued and _stands_alone(tokens, index):
        return follower.text, _SUFFIXES[follower.text][0], ""
    return "", 0, ""


def _stands_alone(tokens: Sequence[Token], index: int) -> bool:
    """Whether a spaced capital letter is a suffix (`175 B parameters`, `5 M,`) and no letter of its own (`part 2 B
    shows`).
    """
    follower = at(tokens, index + 1)
    return (
        follower.kind == "end"
        or follower.text in (",", ";", ")", "(", "+", "=", ".")
        or follower.text.lower() in _COUNTED
    )


_COUNTED = frozenset(word for words, unit, _ in english.UNIT_WORDS for word in words if unit != "models") | frozenset(
    english.ADJECTIVES
)


def _in_slashed_list(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number follows a slash that follows a scaled number: `7B/13B/70B`."""
    slash, before = at(tokens, index - 1), at(tokens, index - 2)
    return (
        slash.text == "/"
        and slash.glued
        and before.text in _SUFFIXES
        and before.glued
        and at(tokens, index - 3).kind == "number"
        and (not at(tokens, index - 3).glued or at(tokens, index - 4).text in ("/", "(", "~", "$"))
    )


def _clean_end(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number ends before this token, rather than running on into a name, a version or a time of day."""
    token = at(tokens, index)
    if not token.glued:
        return True
    after = at(tokens, index + 1)
    if (
        token.kind in ("number", "power", "part", "skip", "date")
        or token.text in ("_", "^", "#", "@")
        or _is_unseen(token)
    ):
        return False
    if token.text in ("’", "'") and after.glued and after.text == "s":
        return False  # "a few $10M's" is no number
    runs_on = after.glued and after.kind in ("word", "number", "chip", "skip")
    if token.text in (".", ":"):
        return not runs_on
    if token.text == "," and after.glued and after.kind == "number":
        return "," not in at(tokens, index - 1).text
    if token.text == "/" and runs_on and after.kind == "number":
        return at(tokens, index - 1).text in _SUFFIXES
    return not (token.text == "*" and after.text == "*")


def _power(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """(exponent, index after) where 10 is raised at a token: 10^25, 10²⁵, 10**25, 10^{25}, 10<sup>25</sup>."""
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
    """(exponent, index after) of `10−4` after a times sign: a lost superscript can be nothing else there."""
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


def _divided(numerator: int, parts: int) -> tuple[Decimal, bool]:
    """(numerator / parts, whether it had to be rounded, to 20 digits)."""
    scaled, rest = divmod(numerator * 10**20, parts)
    return shifted(Decimal(scaled + (1 if 2 * rest >= parts else 0)), -20).normalize(), rest != 0


def _part(tokens: Sequence[Token], index: int) -> Operand | None:
    if _belongs_to_name(tokens, index):
        return None
    numerator, parts = _PARTS[tokens[index].text]
    value, rounded = _divided(numerator, parts)
    scaled_value, after, scaled = _scale_words(tokens, index + 1, value, False)
    if not _clean_end(tokens, after):
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


def _scale_words(tokens: Sequence[Token], index: int, value: Decimal, scaled: bool) -> tuple[Decimal, int, bool]:
    """Apply up to two scale words: `48 million`, `12-trillion`, `2 hundred thousand`."""
    for _ in range(2):
        hyphen = at(tokens, index).text in HYPHENS[:3] and at(tokens, index).glued and at(tokens, index + 1).glued
        word = at(tokens, index + 1 if hyphen else index)
        name = word.text.lower()
        if word.kind != "word" or (word.glued and not hyphen and word is not at(tokens, index)):
            break
        if name in _SCALES:
            value = (
                shifted(value, _SCALES[name])
                if name[:4] not in ("lakh", "cror")
                else product(value, Decimal(10) ** _SCALES[name])
            )
        elif name in _MULTIPLES:
            value = product(value, Decimal(_MULTIPLES[name]))
        else:
            break
        index, scaled = index + (2 if hyphen else 1), True
    return value, index, scaled


def _words(tokens: Sequence[Token], index: int) -> Operand | None:
    word = tokens[index].text.lower()
    before = at(tokens, index - 1).text.lower()
    if word in _FRACTIONS:
        return _half(tokens, index, word, before)
    if word in english.ARTICLES:
        return _after_article(tokens, index)
    return _cardinal(tokens, index, word)


def _half(tokens: Sequence[Token], index: int, word: str, before: str) -> Operand | None:
    """ "half of", "over half", "half a million", with no article before it."""
    if word != "half" or before in english.NO_FRACTION_AFTER or before in _ONES or before in english.ARTICLES:
        return None
    start, after = tokens[index].start, index + 1
    if at(tokens, after).text.lower() in english.ARTICLES:
        value, end, scaled = _scale_words(tokens, after + 1, Decimal("0.5"), False)
        if scaled:
            return Operand(value, start, end, scaled=True)
        return None
    if at(tokens, after).glued:  # half-life, half-precision
        return None
    vouched = at(tokens, after).text.lower() == "of" or before in _HALF_BEFORE
    return Operand(Decimal("0.5"), start, after, share=True) if vouched else None


_HALF_BEFORE = frozenset(phrase.split()[-1] for phrase, _ in english.RELATIONS)


def _after_article(tokens: Sequence[Token], index: int) -> Operand | None:
    """ "a million", "a dozen", "a hundred", "a fifth of", "a quarter"."""
    start, after = tokens[index].start, index + 1
    word = at(tokens, after).text.lower()
    if word in _FRACTIONS and not at(tokens, after).glued:
        return _fraction(tokens, start, 1, after)
    value, end, scaled = _scale_words(tokens, after, Decimal(1), False)
    return Operand(value, start, end, scaled=True) if scaled and _clean_end(tokens, end) else None


def _fraction(tokens: Sequence[Token], start: int, numerator: int, index: int) -> Operand | None:
    """The fraction whose denominator stands at a token, after its numerator."""
    parts, needs_of = _FRACTIONS[at(tokens, index).text.lower()]
    following = at(tokens, index + 1)
    if (
        (needs_of and following.text.lower() != "of")
        or numerator > parts
        or (following.glued and following.kind != "symbol")
    ):
        return None
    value, rounded = _divided(numerator, parts)
    return Operand(value, start, index + 1, share=True, flags=("rounded",) if rounded else ())


def _cardinal(tokens: Sequence[Token], index: int, word: str) -> Operand | None:
    """ "twelve", "twenty-five", "two hundred and fifty thousand", "three quarters"."""
    if word not in _ONES and word not in _TENS:
        return None
    start = tokens[index].start
    hyphen = at(tokens, index + 1).text in HYPHENS[:3]
    denominator = index + 2 if hyphen else index + 1
    if word in _ONES and at(tokens, denominator).text.lower() in _FRACTIONS:
        fraction = _fraction(tokens, start, _ONES[word], denominator)
        if fraction:
            return fraction
    whole, after = _below_thousand(tokens, index)
    value, after, scaled = _scale_words(tokens, after, whole, False)
    following = at(tokens, after)
    if word == "one" and not scaled and after == index + 1:
        # "one way to", "one of them": a pronoun or an article unless it counts something.
        counted = (
            following.text.lower().rstrip("s") in _COUNTED
            or following.text.lower() in _COUNTED
            or following.kind == "chip"
        )
        if not counted and len(tokens) > 1:
            return None
    if following.glued and (following.kind != "symbol" or following.text in HYPHENS[:5]):
        joined = at(tokens, after + 1).text.lower()
        if not (following.text in HYPHENS[:3] and joined in _COUNTED):
            return None
    return Operand(value, start, after, scaled=scaled)


def _below_thousand(tokens: Sequence[Token], index: int) -> tuple[Decimal, int]:
    small, after = _below_hundred(tokens, index)
    if at(tokens, after).text.lower() != "hundred":
        return Decimal(small), after
    value, after = small * 100, after + 1
    rest = after + 1 if at(tokens, after).text.lower() == english.RANGE_AND else after
    word = at(tokens, rest).text.lower()
    if word in _TENS or word in _ONES:
        more, after = _below_hundred(tokens, rest)
        value += more
    return Decimal(value), after


def _below_hundred(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    word = at(tokens, index).text.lower()
    if word in _ONES:
        return _ONES[word], index + 1
    after = index + 1
    if at(tokens, after).text in HYPHENS[:3] and at(tokens, after).glued:
        after += 1
    unit = _ONES.get(at(tokens, after).text.lower(), 0)
    return (_TENS[word] + unit, after + 1) if 0 < unit < 10 else (_TENS[word], index + 1)
