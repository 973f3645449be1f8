"""Relation of a number to the amount meant, read from the words around it: over, at most, about."""

from __future__ import annotations

from flopwatch.text.english import ENGLISH
from flopwatch.text.lexicon import Lexicon

_REACH = 40  # characters before or after a number in which its relation is looked for


def relation_before(words: str, offset: int, lexicon: Lexicon = ENGLISH) -> str:
    """Return the relation that the words before an offset state, or ""; a bound outranks `about`.

    Example:
        >>> relation_before("more than ~100", 11), relation_before("moreover 5", 9)
        ('≥', '')
    """
    text = words[max(0, offset - _REACH) : offset].lower()
    relation = ""
    for _ in range(5):
        text = text.rstrip(" \u00a0")
        phrase, sign = next(
            (
                (p, s)
                for p, s in lexicon.relations_by_last.get(text[-1:], [])
                if text.endswith(p) and not _is_tail(text, p)
            ),
            ("", ""),
        )
        if phrase:
            if relation in ("", "≈"):
                relation = sign
            text = text[: -len(phrase)]
            continue
        filler = next((f for f in lexicon.relation_fillers if text.endswith(" " + f)), "")
        if not filler or relation:
            break
        text = text[: -len(filler)]
    return relation


def _is_tail(text: str, phrase: str) -> bool:
    """Return whether a relation is only the end of a longer word or of an arrow (`moreover`, `->`, `=>`)."""
    before = text[-len(phrase) - 1 : -len(phrase)]
    if phrase[0].isalpha():
        return before.isalnum() or before in ("-", "_")
    return (phrase == ">" and before in ("-", "=", "<")) or (phrase == "<" and before == "<")


def relation_after(words: str, offset: int, lexicon: Lexicon = ENGLISH) -> str:
    """Return the relation in the words after an offset, or "": `1025 FLOP or more`."""
    text = words[offset : offset + _REACH].lower()
    return next((sign for phrase, sign in lexicon.relations_after if text.startswith(" " + phrase)), "")
