"""Numbers in answers: intervals, exact numbers, rounding; and parsing of a typed amount of compute."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

from flopwatch.domain import Interval, WrongUsage, exact, rounded, to_base, unit_in_words
from flopwatch.estimation import Estimate
from flopwatch.statistics import interval_of
from flopwatch.text import read_quantities

_Rounded = TypeVar("_Rounded", bound=msgspec.Struct)
_LONGEST_AMOUNT = 60  # characters
_AMOUNT = "An amount in FLOP is written 1e25, 3.5e24 or 10^25."


def to_plain(answer: object) -> Any:
    """Return an answer as dictionaries, lists, strings and numbers, as `--json` prints it."""
    return json.loads(json.dumps(msgspec.to_builtins(answer)))


def interval(estimate: object) -> Interval | None:
    """Return the interval of an estimate in FLOP; None if it is unknown."""
    return interval_of(estimate.compute_flop) if isinstance(estimate, Estimate) else None


def rounded_fields(found: _Rounded, digits: int = 4) -> _Rounded:
    """Round the floats of a struct to `digits` significant digits."""
    floats = {name: one for name in found.__struct_fields__ if isinstance(one := getattr(found, name), float)}
    return msgspec.structs.replace(found, **{name: rounded(one, digits) for name, one in floats.items()})


def number(text: str) -> int | float | None:
    """Return an exact decimal as a JSON number, or None for ""."""
    if not text:
        return None
    value = exact(text)
    return int(value) if value == value.to_integral_value() else float(value)


def read_flop(words: str, option: str = "--at") -> float:
    """Parse an amount of compute typed by a person, in FLOP: `1e25`, `10^25`, `3.5e24 FLOP`.

    Raises:
        WrongUsage: If the words are anything else or outside 1 to 1e40 FLOP; the message names the option.
    """
    text = words.strip()
    found = read_quantities(text, default_unit="FLOP") if len(text) <= _LONGEST_AMOUNT else ()
    one = found[0] if len(found) == 1 else None
    # A bare 1023 may be 10^23 that lost its superscript: the grammar flags it, and we do not guess.
    if one is None or one.as_written != text or one.relation != "=" or one.flags:
        raise WrongUsage(f"{option} {words[:40]!r} cannot be read. {_AMOUNT}")
    value, unit = to_base(exact(one.value), one.unit)
    if unit != "FLOP":
        raise WrongUsage(f"{option} {words[:40]!r} is in {unit_in_words(unit)}, not in FLOP. {_AMOUNT}")
    if not 1 <= value <= exact("1e40"):
        raise WrongUsage(f"{option} {words[:40]!r} is outside 1 to 1e40 FLOP. Was the exponent mistyped?")
    return float(value)
