"""Numbers in words: cardinals, fractions, and words after an article."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flopwatch.text.lexicon import Lexicon
from flopwatch.text.number_tokens import HYPHENS, Operand, at, divided, ends_cleanly, with_scale_words
from flopwatch.text.tokens import Token


def number_in_words(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Operand | None:
    """Read the number that begins with the word at a token; None if it begins none."""
    word = tokens[index].text.lower()
    before = at(tokens, index - 1).text.lower()
    if word in lexicon.parts_of_whole:
        return _half(tokens, index, word, before, lexicon)
    if word in lexicon.articles:
        return _after_article(tokens, index, lexicon)
    return _cardinal(tokens, index, word, lexicon)


def _half(tokens: Sequence[Token], index: int, word: str, before: str, lexicon: Lexicon) -> Operand | None:
    """Read `half of`, `over half` and `half a million`, with no article before; None if it is none of them."""
    if (
        word not in lexicon.half
        or before in lexicon.no_fraction_after
        or before in lexicon.cardinals
        or before in lexicon.articles
    ):
        return None
    start, after = tokens[index].start, index + 1
    if at(tokens, after).text.lower() in lexicon.articles:
        value, end, scaled = with_scale_words(tokens, after + 1, Decimal("0.5"), False, lexicon)
        if scaled:
            return Operand(value, start, end, scaled=True)
        return None
    if at(tokens, after).glued:  # half-life, half-precision
        return None
    vouched = at(tokens, after).text.lower() in lexicon.of or before in lexicon.relation_ends
    return Operand(Decimal("0.5"), start, after, share=True) if vouched else None


def _after_article(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Operand | None:
    """Read `a million`, `a dozen`, `a hundred`, `a fifth of` or `a quarter`; None if it is none of them."""
    start, after = tokens[index].start, index + 1
    word = at(tokens, after).text.lower()
    if word in lexicon.parts_of_whole and not at(tokens, after).glued:
        return _fraction(tokens, start, 1, after, lexicon)
    value, end, scaled = with_scale_words(tokens, after, Decimal(1), False, lexicon)
    return Operand(value, start, end, scaled=True) if scaled and ends_cleanly(tokens, end, lexicon) else None


def _fraction(tokens: Sequence[Token], start: int, numerator: int, index: int, lexicon: Lexicon) -> Operand | None:
    """Return the fraction whose denominator is at a token, after its numerator; None if none is there."""
    parts, needs_of = lexicon.parts_of_whole[at(tokens, index).text.lower()]
    following = at(tokens, index + 1)
    if (
        (needs_of and following.text.lower() not in lexicon.of)
        or numerator > parts
        or (following.glued and following.kind != "symbol")
    ):
        return None
    value, rounded = divided(numerator, parts)
    return Operand(value, start, index + 1, share=True, flags=("rounded",) if rounded else ())


def _cardinal(tokens: Sequence[Token], index: int, word: str, lexicon: Lexicon) -> Operand | None:
    """Read `twelve`, `twenty-five`, `two hundred and fifty thousand`, `three quarters`. None if the word is not a
    number, or a pronoun ("one of them").
    """
    if word not in lexicon.cardinals and word not in lexicon.tens_by_word:
        return None
    start = tokens[index].start
    hyphen = at(tokens, index + 1).text in HYPHENS[:3]
    denominator = index + 2 if hyphen else index + 1
    if word in lexicon.cardinals and at(tokens, denominator).text.lower() in lexicon.parts_of_whole:
        fraction = _fraction(tokens, start, lexicon.cardinals[word], denominator, lexicon)
        if fraction:
            return fraction
    whole, after = _below_thousand(tokens, index, lexicon)
    value, after, scaled = with_scale_words(tokens, after, whole, False, lexicon)
    following = at(tokens, after)
    if word in lexicon.one and not scaled and after == index + 1:
        # "one way to", "one of them": a pronoun or an article unless it counts something.
        counted = (
            following.text.lower().rstrip(lexicon.plural_ending) in lexicon.counted
            or following.text.lower() in lexicon.counted
            or following.kind == "chip"
        )
        if not counted and len(tokens) > 1:
            return None
    if following.glued and (following.kind != "symbol" or following.text in HYPHENS[:5]):
        joined = at(tokens, after + 1).text.lower()
        if not (following.text in HYPHENS[:3] and joined in lexicon.counted):
            return None
    return Operand(value, start, after, scaled=scaled)


def _below_thousand(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[Decimal, int]:
    small, after = _below_hundred(tokens, index, lexicon)
    if at(tokens, after).text.lower() not in lexicon.hundred:
        return Decimal(small), after
    value, after = small * 100, after + 1
    rest = after + 1 if at(tokens, after).text.lower() in lexicon.range_and else after
    word = at(tokens, rest).text.lower()
    if word in lexicon.tens_by_word or word in lexicon.cardinals:
        more, after = _below_hundred(tokens, rest, lexicon)
        value += more
    return Decimal(value), after


def _below_hundred(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[int, int]:
    word = at(tokens, index).text.lower()
    if word in lexicon.cardinals:
        return lexicon.cardinals[word], index + 1
    after = index + 1
    if at(tokens, after).text in HYPHENS[:3] and at(tokens, after).glued:
        after += 1
    unit = lexicon.cardinals.get(at(tokens, after).text.lower(), 0)
    return (lexicon.tens_by_word[word] + unit, after + 1) if 0 < unit < 10 else (lexicon.tens_by_word[word], index + 1)
