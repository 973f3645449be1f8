"""Numbers of a column: its decimal and thousands marks, inferred from all cells, and the one amount of a cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from flopwatch.domain import exact, to_base
from flopwatch.text.numerals import read_number
from flopwatch.text.quantities import read_quantities
from flopwatch.text.worldwide import COMMA_LANGUAGES, POINT_LANGUAGES

_SCALED = r"[0-9]{1,20}[ ]?(?:[eE]|[×x*·][ ]?10)"  # a fraction followed by a power of ten
_COMMA = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[. ][0-9]{{3}}){{0,9}},(?:[0-9]{{1,2}}(?![0-9])|[0-9]{{4,}}|{_SCALED})")
_POINT = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[, ][0-9]{{3}}){{0,9}}\.(?:[0-9]{{1,2}}(?![0-9])|[0-9]{{4,}}|{_SCALED})")
_MANY_COMMAS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3}){2,}")
_MANY_POINTS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_MARKS = re.compile(r"(?:\[[0-9a-z]{1,3}\]|[*†‡§¶])+$")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ '’\u00a0\u2007\u2009\u202f][0-9]{3}){1,12}(?:[.,][0-9]{1,20})?")
_GAPS = re.compile("[ '’\u00a0\u2007\u2009\u202f]")
_SET = re.compile(r"^(?:\$|\\\()(.*)(?:\$|\\\))$")  # mathematics between dollars or \( \)
_LONGEST = 120
_SAMPLE = 100_000  # characters in which a language is looked for
_FEWEST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{1,12}")


def has_decimal_commas(cells: Iterable[str]) -> bool:
    """Return whether the unambiguous numbers of a column have decimal commas; False if they contradict each other.

    Example:
        >>> has_decimal_commas(["1,5", "1.234"]), has_decimal_commas(["1.5", "1,234"]), has_decimal_commas(["1,234"])
        (True, False, False)
    """
    return decimal_marks(cells) == {","}


def decimal_marks(cells: Iterable[str]) -> frozenset[str]:
    """Return the decimal marks that the unambiguous numbers of some cells have: none, one, or both.

    Example:
        >>> sorted(decimal_marks(["1,5B", "12", "1.234"])), sorted(decimal_marks(["1,5", "1.5"]))
        ([','], [',', '.'])
    """
    found: set[str] = set()
    for cell in cells:
        text = cell.strip()[:_LONGEST]
        if _COMMA.match(text) or _MANY_POINTS.match(text):
            found.add(",")
        if _POINT.match(text) or _MANY_COMMAS.match(text):
            found.add(".")
    return frozenset(found)


def language_has_decimal_commas(words: str) -> bool | None:
    """Return whether the language of a text writes decimal commas, by its commonest words; None if they do not decide.

    Example:
        >>> language_has_decimal_commas("Eine Liste der Modelle und die Zahl der Parameter, mit Quellen für jedes")
        True
        >>> language_has_decimal_commas("A list of the models and the number of their parameters")
        False
        >>> language_has_decimal_commas("GPT-3, PaLM") is None
        True
    """
    counts = Counter(_WORD.findall(words[:_SAMPLE].casefold()))
    commas = max(sum(counts[one] for one in some) for some in COMMA_LANGUAGES)
    points = max(sum(counts[one] for one in some) for some in POINT_LANGUAGES)
    if max(commas, points) < _FEWEST_WORDS or max(commas, points) < 2 * min(commas, points):
        return None
    return commas > points


def read_amount(cell: str, *, comma: bool = False) -> tuple[Decimal, str]:
    """Read the one amount of a cell, in the base unit of what it names.

    Args:
        cell: `4.2e+23`, `1.4×10^18`, `1e18 FLOP`, `1 000 000`, `1'000'000`, `12 million`, `1.5B`, `≈5`, `3e24[2]`.
        comma: Whether the column writes decimal commas (`1,4e18`, `1.234.567`).

    Returns:
        The number, and its base unit or "".

    Raises:
        ValueError: If any part of the cell is not understood.

    Example:
        >>> read_amount("1.4×10^18 FLOP"), read_amount("1.234,5", comma=True), read_amount("12 million")
        ((Decimal('1.4E+18'), 'FLOP'), (Decimal('1234.5'), ''), (Decimal('12000000'), ''))
    """
    if len(cell) > _LONGEST:
        raise ValueError(f"{cell[:40]!r} is longer than a number")
    text = _MARKS.sub("", cell.strip().lstrip("'’")).strip()
    text = _SET.sub(r"\1", text).lstrip("≈~").strip()
    if _GROUPED.fullmatch(text):  # the cell is one number, so that any blank in it only groups
        text = _GAPS.sub("", text)
    if comma:
        text = text.translate(str.maketrans(",.", ".,"))
    try:
        return read_number(text), ""
    except ValueError:
        found = read_quantities(text)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(text)) or found[0].relation not in ("=", "≈"):
        raise ValueError(f"{cell.strip()[:40]!r} is not a number")
    one = found[0]
    return to_base(exact(one.value), one.unit) if one.unit else (exact(one.value), "")
