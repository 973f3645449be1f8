"""Quotations: where a page says the words that a statement quotes, whatever became of its spaces, signs and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def find_quotation(text: str, words: str) -> tuple[int, int] | None:
    """Return start and end of the first place where a text says these words, or None.

    Compared are letters and digits without case, accents, spaces and signs, as pages are set anew; a point or comma
    between two digits counts. A number that goes on, before or after the words, is another number.

    Args:
        text: The text of a page.
        words: The quoted words.

    Example:
        >>> find_quotation("It has 70\\xa0billion parameters.", "70 billion Parameters")
        (7, 28)
        >>> find_quotation("It has 270B, not 3.85e25.", "70B"), find_quotation("It took 3.85e25.", "3.8")
        (None, None)
    """
    kept = list(_kept(text))
    whole, wanted = "".join(mark for mark, _ in kept), "".join(mark for mark, _ in _kept(words))
    at = whole.find(wanted) if wanted else -1
    while at >= 0:
        start, end = kept[at][1], kept[at + len(wanted) - 1][1] + 1
        if not _goes_on(text, start - 1, start, -1) and not _goes_on(text, end, end - 1, 1):
            return start, end
        at = whole.find(wanted, at + 1)
    return None


def _kept(text: str) -> Iterator[tuple[str, int]]:
    """Yield each mark that is compared, with its place in the text."""
    for at, one in enumerate(text):
        if one in ".,":
            if text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
                yield one, at
            continue
        plain = one if one.isascii() else unicodedata.normalize("NFKD", one)
        for mark in plain.casefold():
            if mark.isalnum():
                yield mark, at


def _goes_on(text: str, beyond: int, edge: int, step: int) -> bool:
    """Return whether the word or number at the edge of a place goes on beyond it."""
    inside, next_one = text[edge], text[beyond] if 0 <= beyond < len(text) else " "
    if inside.isdigit() and next_one in ".,":
        after = beyond + step
        return 0 <= after < len(text) and text[after].isdigit()
    return (inside.isdigit() and next_one.isdigit()) or (
        inside.isalpha() and next_one.isalpha() and inside.isascii() and next_one.isascii()
    )
