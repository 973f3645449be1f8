"""Numbers with one mark (`1.234`, `1,234`), read by the list's other numbers and by its language, else flagged."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from flopwatch.domain import Claim, canonical, exact
from flopwatch.text import decimal_marks, language_has_decimal_commas

AMBIGUOUS = "ambiguous-mark"
BY_NUMBERS, BY_LANGUAGE = "mark-by-other-numbers", "mark-by-language"
_ONE_MARK = re.compile(r"(?<![0-9.,])[0-9]{1,3}([.,])[0-9]{3}(?![0-9.,]|[ ]?[eE×x*·][ ]?[0-9])")
_NUMBER = re.compile(r"(?<![0-9A-Za-z_.,/-])[0-9][0-9.,]{0,30}[^\s]{0,12}")
_SUFFIX = re.compile(r"[0-9][ ]?[KMBT](?![A-Za-z])")


def with_marks_decided(claims: Sequence[Claim], words: str) -> list[Claim]:
    """Return the claims of a list, those whose number has one mark read as the rest of the list writes numbers.

    One decimal mark among the list's unmistakable numbers decides. Where they show none, the list's language does, but
    for numbers with an English suffix (`1.234B`). What contradicts itself stays as it was read, and is flagged.

    Args:
        claims: The claims as an English text would mean them.
        words: The list.
    """
    written = [one.as_written for one in claims if one.unit and one.value]
    seen = decimal_marks(number for text in written for number in _NUMBER.findall(text))
    by_language = language_has_decimal_commas(words) if not seen else None
    return [_decided(one, seen, by_language) for one in claims]


def _decided(claim: Claim, seen: frozenset[str], by_language: bool | None) -> Claim:
    found = _ONE_MARK.findall(claim.as_written) if claim.unit and claim.value else []
    if not found or "decimal-comma" in claim.flags or seen == {"."}:
        return claim
    if len(found) > 1 or claim.high or len(seen) > 1:
        return _flagged(claim, AMBIGUOUS)
    if seen:
        return _with_comma(claim, found[0], BY_NUMBERS)
    if by_language:
        suffix = _SUFFIX.search(claim.as_written)
        return _flagged(claim, AMBIGUOUS) if suffix else _with_comma(claim, found[0], BY_LANGUAGE)
    return claim


def _with_comma(claim: Claim, mark: str, why: str) -> Claim:
    """Return a claim whose point groups thousands, or whose comma is decimal: 1000 times as much, or as little."""
    value = canonical(exact(claim.value).scaleb(3 if mark == "." else -3))
    return msgspec.structs.replace(claim, value=value, flags=(*claim.flags, why))


def _flagged(claim: Claim, flag: str) -> Claim:
    return msgspec.structs.replace(claim, flags=(*claim.flags, flag))
