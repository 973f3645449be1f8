"""Two ends of one range: the scale and unit of the upper end apply to a lower end without its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from flopwatch.domain import unit as known_unit
from flopwatch.text.measures import Measure
from flopwatch.text.number_tokens import Operand
from flopwatch.text.numerals import is_sane, product, shifted


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity while it is being read.

    Args:
        operand: The number.
        measure: Its unit, or None.
        value: The number in that unit.
        unit: Name of the unit, or "".
        start: Offset of its words.
        end: Offset past them.
        next: Index of the first token after it.
        flags: Flags set while reading.
        money: Whether a currency sign precedes it.
        explicit: Whether the unit follows the number, rather than preceding it or being the default.
    """

    operand: Operand
    measure: Measure | None
    value: Decimal
    unit: str
    start: int
    end: int
    next: int
    flags: tuple[str, ...] = ()
    money: bool = False
    explicit: bool = False


def aligned(low: Found, high: Found) -> tuple[Decimal, Found] | None:
    """Return (lower end in the unit of the upper one, upper end); None if both make no range.

    In `10-20B` the lower end is ten billion; in `500-1B` that is impossible, so it is read as 500 and flagged
    `ambiguous-scale`.
    """
    power, factor = (high.measure.power, high.measure.factor) if high.measure else (0, 1)
    if low.explicit:
        if not high.explicit:
            return None
        value = low.value if low.unit == high.unit else _converted(low.value, low.unit, high.unit)
        return (value, high) if value is not None and value < high.value else None
    if not high.explicit and low.unit:  # petaFLOPs: 10-20B
        power, factor = (low.measure.power, low.measure.factor) if low.measure else (0, 1)
        high = replace(high, unit=low.unit, value=product(shifted(high.operand.value, power), Decimal(factor)))
    value = low.operand.value
    lost = "lost-superscript" in high.flags
    if lost and low.operand.maybe_power is not None:
        value = low.operand.maybe_power
    elif not low.operand.scaled and high.operand.scaled and not lost:
        ratio = high.operand.value.adjusted() - high.operand.base.adjusted()
        if shifted(value, ratio) < high.operand.value:
            value = shifted(value, ratio)
        else:
            high = replace(high, flags=(*high.flags, "ambiguous-scale"))
    value = product(shifted(value, power), Decimal(factor))
    return (value, high) if value < high.value and is_sane(value) else None


def _converted(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return a value in another unit of its dimension (500 GB in TB); None unless a power of ten relates them."""
    if not unit or not wanted or known_unit(unit).base != known_unit(wanted).base:
        return None
    base, ratio = product(value, known_unit(unit).factor), known_unit(wanted).factor
    if ratio != shifted(Decimal(1), ratio.adjusted()):
        return None
    return shifted(base, -ratio.adjusted())
