"""Exact decimals: a stated number is kept as text, never as a float."""

from __future__ import annotations

import functools
import re
from decimal import Decimal

# A stricter grammar than Decimal's: ASCII digits only, so that "NaN", "1_000", "١٧٥" and "10²³" are refused.
_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{1,40})?(?:e-?[0-9]{1,3})?")


@functools.lru_cache(maxsize=1 << 16)  # a census asks for the same numbers twenty times
def exact(text: str) -> Decimal:
    """Return the exact decimal that a canonical number states.

    Raises:
        ValueError: If the text is not of the form 123, 1.5 or 3.8e25 in ASCII digits.

    Example:
        >>> exact("3.8e25") == Decimal(38) * 10**24
        True
        >>> exact("1e999999")
        Traceback (most recent call last):
        ...
        ValueError: '1e999999' is not a plain decimal such as 123, 1.5 or 3.8e25
    """
    if not _CANONICAL.fullmatch(text):
        raise ValueError(f"{text[:60]!r} is not a plain decimal such as 123, 1.5 or 3.8e25")
    return Decimal(text)


def canonical(value: Decimal) -> str:
    """Format a decimal canonically: no trailing zeros; an exponent from a million millions up.

    Example:
        >>> canonical(Decimal("3.10E+23")), canonical(Decimal("175e9")), canonical(Decimal("0.50"))
        ('3.1e23', '175000000000', '0.5')
    """
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is not finite")
    text = "".join(map(str, digits)).lstrip("0")
    if not text:
        return "0"
    exponent += len(text) - len(text.rstrip("0"))
    text = text.rstrip("0")
    magnitude = exponent + len(text) - 1
    if magnitude > 12 or magnitude < -6:
        out = text[0] + ("." + text[1:] if len(text) > 1 else "") + f"e{magnitude}"
    elif exponent >= 0:
        out = text + "0" * exponent
    elif magnitude >= 0:
        out = text[: magnitude + 1] + "." + text[magnitude + 1 :]
    else:
        out = "0." + "0" * (-magnitude - 1) + text
    return ("-" if sign else "") + out
