"""Numbers in words: cardinals, halves and other parts, what follows an article."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flopwatch.text.english.numbers import ARTICLES, FRACTIONS, NO_FRACTION_AFTER, ONES, TENS
from flopwatch.text.english.relations import RANGE_AND, RELATIONS
from flopwatch.text.number_tokens import COUNTED, HYPHENS, Operand, at, divided, ends_cleanly, with_scale_words
from flopwatch.text.tokens import Token

_ONES, _TENS = dict(ONES), dict(TENS)
_FRACTIONS = {word: (parts, needs_of) for word, parts, needs_of in FRACTIONS}


def number_in_words(tokens: Sequence[Token], index: int) -> Operand | None:
    """Read the number that begins with the word at a token, or None where it begins none."""
    word = tokens[index].text.lower()
    before = at(tokens, index - 1).text.lower()
    if word in _FRACTIONS:
        return _half(tokens, index, word, before)
    if word in ARTICLES:
        return _after_article(tokens, index)
    return _cardinal(tokens, index, word)


def _half(tokens: Sequence[Token], index: int, word: str, before: str) -> Operand | None:
    """ "half of", "over half", "half a million", with no article before it."""
    if word != "half" or before in NO_FRACTION_AFTER or before in _ONES or before in ARTICLES:
        return None
    start, after = tokens[index].start, index + 1
    if at(tokens, after).text.lower() in ARTICLES:
        value, end, scaled = with_scale_words(tokens, after + 1, Decimal("0.5"), False)
        if scaled:
            return Operand(value, start, end, scaled=True)
        return None
    if at(tokens, after).glued:  # half-life, half-precision
        return None
    vouched = at(tokens, after).text.lower() == "of" or before in _HALF_BEFORE
    return Operand(Decimal("0.5"), start, after, share=True) if vouched else None


_HALF_BEFORE = frozenset(phrase.split()[-1] for phrase, _ in RELATIONS)


def _after_article(tokens: Sequence[Token], index: int) -> Operand | None:
    """ "a million", "a dozen", "a hundred", "a fifth of", "a quarter"."""
    start, after = tokens[index].start, index + 1
    word = at(tokens, after).text.lower()
    if word in _FRACTIONS and not at(tokens, after).glued:
        return _fraction(tokens, start, 1, after)
    value, end, scaled = with_scale_words(tokens, after, Decimal(1), False)
    return Operand(value, start, end, scaled=True) if scaled and ends_cleanly(tokens, end) else None


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
    value, rounded = divided(numerator, parts)
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
    value, after, scaled = with_scale_words(tokens, after, whole, False)
    following = at(tokens, after)
    if word == "one" and not scaled and after == index + 1:
        # "one way to", "one of them": a pronoun or an article unless it counts something.
        counted = (
            following.text.lower().rstrip("s") in COUNTED
            or following.text.lower() in COUNTED
            or following.kind == "chip"
        )
        if not counted and len(tokens) > 1:
            return None
    if following.glued and (following.kind != "symbol" or following.text in HYPHENS[:5]):
        joined = at(tokens, after + 1).text.lower()
        if not (following.text in HYPHENS[:3] and joined in COUNTED):
            return None
    return Operand(value, start, after, scaled=scaled)


def _below_thousand(tokens: Sequence[Token], index: int) -> tuple[Decimal, int]:
    small, after = _below_hundred(tokens, index)
    if at(tokens, after).text.lower() != "hundred":
        return Decimal(small), after
    value, after = small * 100, after + 1
    rest = after + 1 if at(tokens, after).text.lower() == RANGE_AND else after
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
