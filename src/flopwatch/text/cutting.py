"""Text cut into tokens with the numbers among them, for what reads more than single quantities."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from flopwatch.text.lexicon import Lexicon
from flopwatch.text.notation import plainly
from flopwatch.text.number_tokens import Operand
from flopwatch.text.operands import operand_at
from flopwatch.text.rewriting import Plain, rewritten
from flopwatch.text.segments import segments
from flopwatch.text.tokens import Token, capped, tokens_of
from flopwatch.text.uncounted_numbers import is_reference


@dataclass(frozen=True)
class Cut:
    """Tokens of a text, and the numbers by the index of their first token.

    Args:
        tokens: Tokens from left to right; the text of a word is its form in the lexicon.
        numbers: Number that begins at a token, by index.
        span: Function from offsets of tokens to (start, end, flags) in the source.
    """

    tokens: list[Token]
    numbers: dict[int, Operand]
    span: Callable[[int, int], tuple[int, int, tuple[str, ...]]]


def cut(words: str, lexicon: Lexicon, hidden: list[tuple[int, int]]) -> Cut:
    """Cut words into tokens and read the numbers that begin at them, outside hidden spans such as dates.

    Args:
        words: At most 20 000 characters.
        lexicon: The language of the words.
        hidden: Spans of `words` that hold no numbers, in order.

    Raises:
        BadInput: If the words are too long.
    """
    capped(words)
    if lexicon.composed:
        tokens = segments(words, lexicon)
        numbers = _numbers(words, tokens, lexicon, hidden)
        return Cut(tokens, numbers, lambda start, end: (start, end, ()))
    even = rewritten(words, _EMPHASIS, {"emphasis": ("", "")}) if _MARK in words else Plain(words)
    plain = plainly(even.words, lexicon)
    raw = tokens_of(plain.words, lexicon)

    def span(start: int, end: int) -> tuple[int, int, tuple[str, ...]]:
        start, end, flags = plain.span(start, end)
        start, end, _ = even.span(start, end)
        return start, end, flags

    moved = bool(even.at or plain.at)
    numbers = _numbers(plain.words, raw, lexicon, [] if moved else hidden)
    if moved:
        numbers = {i: n for i, n in numbers.items() if not _is_in(span(n.start, raw[n.next - 1].end)[0], hidden)}
    return Cut(raw, numbers, span)


_MARK = "**"
_EMPHASIS = re.compile(r"(?P<emphasis>\*{2,3})")


def _is_in(offset: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _numbers(words: str, tokens: list[Token], lexicon: Lexicon, hidden: list[tuple[int, int]]) -> dict[int, Operand]:
    found: dict[int, Operand] = {}
    index, span = 0, 0
    while index < len(tokens):
        token = tokens[index]
        while span < len(hidden) and hidden[span][1] <= token.start:
            span += 1
        dated = span < len(hidden) and hidden[span][0] <= token.start
        may_begin = token.kind in ("number", "part") or (token.kind == "word" and _begins(token.text, lexicon))
        if dated or not may_begin or (not lexicon.composed and is_reference(words, tokens, index, lexicon)):
            index += 1
            continue
        operand = operand_at(tokens, index, lexicon)
        if operand is None or operand.value <= 0:
            index += 1
            continue
        found[index] = operand
        index = operand.next
    return found


def _begins(word: str, lexicon: Lexicon) -> bool:
    if lexicon.composed:
        return word in lexicon.numeral_words
    return unicodedata.normalize("NFC", word).lower() in lexicon.first_words
