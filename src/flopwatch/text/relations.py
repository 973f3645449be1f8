"""What the words around a number say of how it relates to the amount meant: over, at most, about."""

from __future__ import annotations

from flopwatch.text.english.relations import RELATION_FILLERS, RELATIONS, RELATIONS_AFTER

# By last character, the longest first: most text before a number ends in none of these.
_BY_LAST = {
    last: sorted(
        (pair for pair in RELATIONS if pair[0][-1] == last),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )
    for last in {phrase[-1] for phrase, _ in RELATIONS}
}
_REACH = 40  # characters before a number in which its relation stands


def relation_before(words: str, offset: int) -> str:
    """The relation that the words before an offset state, or ""; a bound counts for more than `about`.

    Example:
        >>> relation_before("more than ~100", 11), relation_before("moreover 5", 9)
        ('≥', '')
    """
    text = words[max(0, offset - _REACH) : offset].lower()
    relation = ""
    for _ in range(5):
        text = text.rstrip(" \u00a0")
        phrase, sign = next(
            ((p, s) for p, s in _BY_LAST.get(text[-1:], []) if text.endswith(p) and not _is_tail(text, p)),
            ("", ""),
        )
        if phrase:
            if relation in ("", "≈"):
                relation = sign
            text = text[: -len(phrase)]
            continue
        filler = next((f for f in RELATION_FILLERS if text.endswith(" " + f)), "")
        if not filler or relation:
            break
        text = text[: -len(filler)]
    return relation


def _is_tail(text: str, phrase: str) -> bool:
    """Whether a relation is only the end of a longer word or of an arrow (`moreover`, `->`, `=>`)."""
    before = text[-len(phrase) - 1 : -len(phrase)]
    if phrase[0].isalpha():
        return before.isalnum() or before in ("-", "_")
    return (phrase == ">" and before in ("-", "=", "<")) or (phrase == "<" and before == "<")


def relation_after(words: str, offset: int) -> str:
    """The relation that follows an offset in words: `1025 FLOP or more`."""
    text = words[offset : offset + 12].lower()
    return next((sign for phrase, sign in RELATIONS_AFTER if text.startswith(" " + phrase)), "")
