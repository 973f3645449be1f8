"""The receipt as data: lines of typed parts, rendered from the same data in terminal, page and notebook."""

from __future__ import annotations

import msgspec

# The kinds of line.
KINDS = ("figure", "method", "parts", "rule", "probability", "doubt", "narrows", "source", "unknown", "cost")


class Mark(msgspec.Struct, frozen=True, tag_field="part", tag="mark"):
    """A footnote mark, with the id of the claim that its source line quotes."""

    number: int
    claim: str

    def __str__(self) -> str:
        return f"[{self.number}]"


class Equation(msgspec.Struct, frozen=True, tag_field="part", tag="equation"):
    """An equation in numbers, with its value in FLOP."""

    expression: str
    value: float

    def __str__(self) -> str:
        return f"{self.expression} = {scientific(self.value)}"


class Words(msgspec.Struct, frozen=True, tag_field="part", tag="words"):
    """Plain words between marks and equations."""

    text: str

    def __str__(self) -> str:
        return self.text


ReceiptPart = Words | Mark | Equation


class Line(msgspec.Struct, frozen=True):
    """One line: its kind (one of `KINDS`) and its parts in order."""

    kind: str
    parts: tuple[ReceiptPart, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.parts))


class Receipt(msgspec.Struct, frozen=True):
    """A figure with its interval, the methods' equations with numbered sources, a probability, what would narrow it."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The receipt as plain text, one line each."""
        return "\n".join(map(str, self.lines))


def scientific(value: float) -> str:
    """Print two significant digits with an exponent.

    Example:
        >>> scientific(3.79e25)
        '3.8e25'
    """
    return f"{value:.1e}".replace("e+", "e")
