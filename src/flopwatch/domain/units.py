"""Units: the things that numbers count, and their conversion to the base unit of each dimension."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flopwatch.domain.errors import BadClaim


@dataclass(frozen=True)
class Unit:
    """A unit: its name, the base unit of its dimension, and its size in base units (an exact decimal)."""

    name: str
    base: str
    factor: Decimal


def _units(base: str, **factors: str) -> tuple[Unit, ...]:
    return (
        Unit(base, base, Decimal(1)),
        *(Unit(n.replace("_", " "), base, Decimal(f)) for n, f in factors.items()),
    )


# FLOP is an amount, FLOP/s a speed. A petaFLOP/s-day is 1e15 × 86 400 = 8.64e19 FLOP (Amodei and Hernandez 2018).
_COMPUTE = (
    Unit("FLOP", "FLOP", Decimal(1)),
    Unit("teraFLOP", "FLOP", Decimal("1e12")),
    Unit("petaFLOP", "FLOP", Decimal("1e15")),
    Unit("exaFLOP", "FLOP", Decimal("1e18")),
    Unit("zettaFLOP", "FLOP", Decimal("1e21")),
    Unit("yottaFLOP", "FLOP", Decimal("1e24")),
    Unit("petaFLOP/s-day", "FLOP", Decimal("8.64e19")),
)
_SPEED = (
    Unit("FLOP/s", "FLOP/s", Decimal(1)),
    Unit("teraFLOP/s", "FLOP/s", Decimal("1e12")),
    Unit("petaFLOP/s", "FLOP/s", Decimal("1e15")),
)
# A month is 1/12 of 365.25 days, a year 365.25 days.
_TIME = _units("hours", minutes="0.016666666666666666667", days="24", weeks="168", months="730.5", years="8766")
_CHIP_TIME = (
    Unit("chip-hours", "chip-hours", Decimal(1)),
    Unit("chip-days", "chip-hours", Decimal(24)),
    Unit("chip-months", "chip-hours", Decimal("730.5")),
    Unit("chip-years", "chip-hours", Decimal(8766)),
)
_BYTES = _units(
    "bytes",
    kB="1e3",
    MB="1e6",
    GB="1e9",
    TB="1e12",
    PB="1e15",
    KiB="1024",
    MiB="1048576",
    GiB="1073741824",
    TiB="1099511627776",
)
_POWER = _units("W", kW="1e3", MW="1e6", GW="1e9")
_ENERGY = _units("Wh", kWh="1e3", MWh="1e6", GWh="1e9", TWh="1e12")
# Units of datasets. None converts to another without a stated ratio, so each is its own base.
DATA_UNITS: tuple[str, ...] = (
    "tokens",
    "words",
    "characters",
    "images",
    "videos",
    "frames",
    "image-text pairs",
    "samples",
    "conversations",
    "documents",
    "books",
    "pages",
    "languages",
    "tasks",
    "games",
    "sequences",
    "texts",
    "datapoints",
)
# The year of an amount of money is in the claim's qualifiers ("usd_year"); "USD/chip-hour" is a price.
_PLAIN = (
    "parameters",
    "chips",
    "fraction",
    "USD",
    "EUR",
    "USD/chip-hour",
    "EUR/chip-hour",
    "USD/kWh",
    "epochs",
    "citations",
    "layers",
    "score",
    "models",
    "kgCO2e",
    "kgCO2e/kWh",
    "months",
    "times/year",
    "count",
    "scale",
)

UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in (
        *_COMPUTE,
        *_SPEED,
        *_TIME,
        *_CHIP_TIME,
        *_BYTES,
        *_POWER,
        *_ENERGY,
        *(Unit(name, name, Decimal(1)) for name in (*DATA_UNITS, *_PLAIN) if name != "months"),
    )
}


def unit(name: str) -> Unit:
    """Return the unit of that name.

    Raises:
        BadClaim: If there is none; the message lists the closest ones.
    """
    found = UNITS.get(name)
    if found is None:
        known = ", ".join(sorted(UNITS))
        raise BadClaim(f"unit {name!r} is not known. Known units: {known}.")
    return found


def unit_in_words(name: str) -> str:
    """Return a unit as people write it: `times (x)` for `scale`, most units unchanged."""
    return {"scale": "times (x)", "fraction": "shares of 1", "count": "pieces"}.get(name, name)


def to_base(value: Decimal, unit_name: str) -> tuple[Decimal, str]:
    """Convert an exact decimal to its dimension's base unit.

    Example:
        >>> to_base(Decimal("310e6"), "petaFLOP")
        (Decimal('3.10E+23'), 'FLOP')
    """
    known = unit(unit_name)
    return value * known.factor, known.base
