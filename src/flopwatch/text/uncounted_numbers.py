"""Numbers that count nothing: those of references, names, addresses and years."""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.text.lexicon import Lexicon
from flopwatch.text.number_tokens import HYPHENS, TILDES, TIMES_SIGNS, Operand, at
from flopwatch.text.tokens import Token


def is_reference(words: str, tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Return whether a number labels a figure, a section or a list item (`Figure 2b`, `3. Conclusion`)."""
    token, before = tokens[index], at(tokens, index - 1)
    if token.kind != "number":
        return False
    if before.text == ".":
        before = at(tokens, index - 2)
    if before.text.lower() in lexicon.reference_words:
        return True
    dot, after = at(tokens, index + 1), at(tokens, index + 2)
    begins = words[max(0, token.start - 12) : token.start].rpartition("\n")[2].strip() == ""
    begins = begins and (token.start <= 12 or "\n" in words[token.start - 12 : token.start])
    return (
        begins
        and token.text.isdecimal()
        and len(token.text) <= 3
        and dot.text == "."
        and dot.glued
        and after.kind != "end"
    )


def begins_address(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a full stop and a letter follow without a blank: `80000hours.org`."""
    after = at(tokens, index + 1)
    return at(tokens, index).text in (".", "_", "@") and after.glued and after.kind in ("word", "number")


def runs_on(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number without a unit is glued to letters, as part of a name (15k-, 3rd, 4-bit)."""
    token, after = at(tokens, index), at(tokens, index + 1)
    if not token.glued:
        return False
    if token.kind in ("word", "number", "chip", "times"):
        return True
    return token.text in HYPHENS[:5] and after.glued and after.kind in ("word", "chip")


def is_cut(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a dash and another number follow without a blank, as inside a name."""
    token, after = at(tokens, index), at(tokens, index + 1)
    return token.glued and token.text in (*HYPHENS[:5], *TILDES) and after.glued and after.kind == "number"


def is_factor(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number only multiplies the next one (`8 x 220B`), so that the default unit does not apply."""
    return at(tokens, index).text in TIMES_SIGNS and at(tokens, index + 1).kind == "number"


def is_year(tokens: Sequence[Token], operand: Operand, index: int, lexicon: Lexicon) -> bool:
    """Return whether a bare number is a year: after a word of time, in parentheses, or at the end of a citation."""
    if not looks_like_year(operand):
        return False
    before, after = at(tokens, index - 1), at(tokens, operand.next)
    if before.text.lower() in lexicon.year_words or (before.text == "(" and after.text == ")"):
        return True
    # "(Chen et al., 2024)"; a size such as 2048 is not a year of a citation
    return before.text == "," and after.text in (")", "]", ";") and operand.value < 2040


def is_name(words: str, tokens: Sequence[Token], operand: Operand, index: int, lexicon: Lexicon) -> bool:
    """Return whether a bare number follows a capitalised word: `Claude 3`, `Stable Diffusion 3`."""
    if operand.scaled or operand.share or not operand.literal or "," in operand.literal:
        return False
    if operand.value >= 1000 and not looks_like_year(operand):
        return False
    before = at(tokens, index - 1)
    if before.kind != "word" or not before.text[:1].isupper() or before.text.lower() in lexicon.plain_words:
        return False
    after_number = before.glued and at(tokens, index - 2).kind == "number"  # the B of "32B"
    return not after_number and "\n" not in words[before.end : operand.start]


def looks_like_year(operand: Operand) -> bool:
    """Return whether the digits are a year's: four digits, 1900 to 2100."""
    literal = operand.literal
    return not operand.scaled and len(literal) == 4 and literal.isdecimal() and 1900 <= operand.value <= 2100
