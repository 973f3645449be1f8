"""Reading numbers, units, dates and sizes out of words: one grammar, the words of a language beside it as data."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flopwatch.text.dates import read_date
    from flopwatch.text.hardware import ChipUse, read_chip_use
    from flopwatch.text.numerals import read_number
    from flopwatch.text.quantities import read_quantities
    from flopwatch.text.sizes import Parameters, read_parameters
    from flopwatch.text.tokens import MAX_CHARACTERS

__all__ = [
    "MAX_CHARACTERS",
    "ChipUse",
    "Parameters",
    "read_chip_use",
    "read_date",
    "read_number",
    "read_parameters",
    "read_quantities",
]

_HOMES = {
    "MAX_CHARACTERS": "tokens", "ChipUse": "hardware", "Parameters": "sizes", "read_chip_use": "hardware", "read_date": "dates",
    "read_number": "numerals", "read_parameters": "sizes", "read_quantities": "quantities",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # The grammar takes a tenth of a second to load. Who calls it as `text.read_quantities` pays for it with the first words read.
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
