"""Cells of boards and lists: numbers, dates and sizes, by the grammar of `flopwatch.text`."""

from __future__ import annotations

from flopwatch.domain import BadInput, clean_text
from flopwatch.text import is_ambiguous, read_cell_date, read_number, read_parameters

LONGEST = 200  # characters of a cell that are read
_NONE = frozenset({"", "-", "–", "unknown", "n/a", "na", "none", "null", "nan", "tbd", "?"})
_LARGEST = 1e40


def text_of(value: object) -> str:
    """Return the beginning of a text without control characters and doubled blanks; "" for anything else."""
    return clean_text(value[: 2 * LONGEST])[:LONGEST] if isinstance(value, str) else ""


def is_blank(text: str) -> bool:
    """Return whether a cell says that there is nothing: empty, a dash, `n/a`, `unknown`."""
    return text.casefold() in _NONE


def number_in(text: str, what: str) -> float | None:
    """Return a cell's number, a percentage in points; None where it states none.

    Raises:
        BadInput: If it is not one plain number; a decimal comma is refused, since it may be a thousands mark.

    Example:
        >>> number_in("1,300", "score"), number_in("77.5%", "score"), number_in("n/a", "score")
        (1300.0, 77.5, None)
    """
    text = text.strip()
    if is_blank(text):
        return None
    try:
        value = float(read_number(text.removesuffix("%")))
    except ValueError as error:
        raise BadInput(f"{what} {text[:60]!r} is not a number") from error
    if abs(value) > _LARGEST:
        raise BadInput(f"{what} {text[:60]!r} is not a number below {_LARGEST:.0e}")
    return value


def date_in(text: str) -> str:
    """Return the ISO date of a cell, as precisely as it is certain; "" if it states none.

    Example:
        >>> [date_in(one) for one in ("2025-01-30T00:00:00Z", "2024/05", "Dec 2025 (API)", "05/06/2025", "soon")]
        ['2025-01-30', '2024-05', '2025-12', '2025', '']
    """
    cell = text.partition(" (")[0]
    try:
        date = read_cell_date(cell)
    except ValueError:
        return ""
    return str(date)[:4] if is_ambiguous(cell) else str(date)


def parameters_in(text: str) -> float | None:
    """Return the total number of parameters that a text states with a unit or scale. None if it states no total.

    Example:
        >>> [parameters_in(one) for one in ("67B parameters (dense)", "7,5B", "671B (37B active)", "unknown", "8x22B")]
        [67000000000.0, 7500000000.0, 671000000000.0, None, None]
    """
    found = read_parameters(text[:LONGEST]).total
    return float(found.value) if found else None
