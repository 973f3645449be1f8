"""The bill of a run of a given compute, with intervals: chip-hours, rent, hardware, cluster price, energy, carbon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flopwatch.catalogue import PURCHASE, Catalogue, Grid, years_between
from flopwatch.cost.energy import (
    USD_PER_KWH,
    average_draw,
    chip_to_server,
    facility_overhead,
    training_carbon,
    training_energy,
)
from flopwatch.domain import Chip, PartialDate, Unknown, digits, exact, short
from flopwatch.estimation import (
    DAYS_FROM_RELEASE_TO_PURCHASE,
    EQUIVALENT_TPU_PRICE_USD,
    PURCHASE_FACTOR,
    Input,
    Run,
    acquisition_cost,
    amortised_hourly_cost,
    chip_hours_for,
    chip_of,
    cloud_cost,
    peak_of,
    price_of,
    server_cost,
    sum_moving_together,
    utilization_given,
)
from flopwatch.statistics import LogNormal


@dataclass(frozen=True)
class BillLine:
    """One line of the bill: the quantity, its distribution or the reason why it is unknown, unit, formula, sources."""

    quantity: str
    value: LogNormal | Unknown
    unit: str
    formula: str = ""
    source: str = ""


def bill(
    run: Run,
    compute_flop: LogNormal,
    tables: Catalogue,
    *,
    country: str = "",
    large_operator: bool | None = None,
) -> tuple[BillLine, ...]:
    """Compute the cost and emissions of a run by every method the tables allow; a line says which number it lacks.

    Args:
        run: The given inputs of the run: chip (or peak), date, and others; given chip-hours are used instead of
            computed ones.
        compute_flop: Its training compute, in FLOP.
        tables: Accelerators, prices, the price index.
        country: ISO code of the place of the run; "" leaves the emissions unknown.
        large_operator: Whether the data centre is a large operator's; None if unknown.

    Source:
        Cottier et al. (2024), "The rising costs of training frontier AI models".
    """
    hours = _chip_hours(run, compute_flop, tables)
    lines = [hours]
    chip = chip_of(run, tables)
    price = price_of(run, tables)
    if isinstance(price, Unknown):
        lines.append(BillLine("cloud rent", Unknown(f"needs {price.reason}"), "USD"))
    else:
        lines.append(_rent(hours, price))
    lines += _own_hardware(run, hours, chip, tables)
    lines += _power(run, hours, chip, tables.grid, country, large_operator)
    return tuple(lines)


def _rent(hours: BillLine, price: Input) -> BillLine:
    if isinstance(hours.value, Unknown):
        return BillLine("cloud rent", hours.value, "USD")
    formula = f"{short(hours.value.median)} chip-hours × ${digits(price.value.median, 3)}"
    return BillLine("cloud rent", cloud_cost(hours.value, price.value), "USD", formula, price.source)


def _chip_hours(run: Run, compute_flop: LogNormal, tables: Catalogue) -> BillLine:
    stated, chips, time = run.amount("chip_hours"), run.amount("chips"), run.amount("hours")
    if stated is not None:
        return BillLine("chip-hours", stated, "chip-hours", "given")
    if chips is not None and time is not None:
        return BillLine("chip-hours", chips * time, "chip-hours", "chips × hours, as given")
    peak = peak_of(run, tables)
    if isinstance(peak, Unknown):
        return BillLine("chip-hours", Unknown(f"needs {peak.reason}"), "chip-hours")
    mfu = utilization_given(run, tables)
    formula = (
        f"{short(compute_flop.median)} ÷ ({short(peak.value.median)} FLOP/s × {digits(mfu.value.median)} × 3600 s)"
    )
    return BillLine(
        "chip-hours",
        chip_hours_for(compute_flop, peak.value, mfu.value),
        "chip-hours",
        formula,
        f"{peak.source}; {mfu.source}",
    )


def purchase_price(chip: Chip, tables: Catalogue, date: dt.date | None) -> tuple[LogNormal, dt.date, str] | Unknown:
    """Return the purchase price of one chip, in USD, its earliest date, and its source."""
    released = PartialDate.from_iso(chip.released).earliest if chip.released else None
    found = tables.offers.at(chip.id, date, (PURCHASE,))
    if isinstance(found, Unknown):
        equivalent = next((usd for key, usd in EQUIVALENT_TPU_PRICE_USD.items() if chip.id == key), None)
        if equivalent is None or released is None:
            return found
        bought = released + dt.timedelta(days=DAYS_FROM_RELEASE_TO_PURCHASE)
        return (
            LogNormal.from_factor(median=equivalent, factor=PURCHASE_FACTOR),
            bought,
            "equivalent price, Cottier et al. (2024)",
        )
    earliest = released + dt.timedelta(days=DAYS_FROM_RELEASE_TO_PURCHASE) if released else found.first
    spread = LogNormal.from_factor(median=found.usd.median, factor=max(found.usd.factor, PURCHASE_FACTOR))
    return spread, max(found.first, earliest), f"{found.source}: {found.words}"


def _own_hardware(run: Run, hours: BillLine, chip: Chip | None, tables: Catalogue) -> list[BillLine]:
    lines = []
    bought: tuple[LogNormal, dt.date, str] | Unknown = (
        purchase_price(chip, tables, run.date) if chip else Unknown("needs --chip")
    )
    if isinstance(bought, Unknown) or chip is None:
        reason = bought if isinstance(bought, Unknown) else Unknown("needs --chip")
        return [BillLine("amortised hardware", reason, "USD"), BillLine("cluster, up front", reason, "USD")]
    price, day, source = bought
    server = server_cost(chip.id)
    start = run.date or day
    years = max(years_between(day, start), 0.0)
    if isinstance(hours.value, Unknown):
        lines.append(BillLine("amortised hardware", hours.value, "USD"))
    else:
        hourly = amortised_hourly_cost(price, years, server=server)
        formula = (
            f"{short(hours.value.median)} chip-hours × ${digits(hourly.median, 3)} of value lost in an hour, "
            f"{years:.1f} years after purchase"
        )
        lines.append(BillLine("amortised hardware", hours.value * hourly, "USD", formula, source))
    chips = run.amount("chips")
    if chips is not None:
        formula = f"{digits(chips.median, 6)} × ${digits(price.median, 3)} × {server:g} (servers) ÷ 0.81 (network)"
        lines.append(
            BillLine("cluster, up front", acquisition_cost(chips, price, server=server), "USD", formula, source)
        )
    else:
        lines.append(BillLine("cluster, up front", Unknown("needs --chips"), "USD"))
    return lines


def rated_power(run: Run, chip: Chip | None) -> LogNormal | Unknown:
    """Return the rated power of one chip, in W: as given, or from the table."""
    given = run.amount("tdp")
    if given is not None:
        return given
    stated = chip.tdp_w if chip is not None else ""
    if not stated:
        return Unknown(
            "needs --tdp" if chip is None else f"the rated power of {chip.name} is not in data/chips.toml; give --tdp"
        )
    return LogNormal(median=float(exact(stated)))


def _power(
    run: Run, hours: BillLine, chip: Chip | None, grid: Grid, country: str, large_operator: bool | None
) -> list[BillLine]:
    power = rated_power(run, chip)
    unknown = next((one for one in (hours.value, power) if isinstance(one, Unknown)), None)
    if unknown is not None:
        return [
            BillLine("energy", unknown, "kWh"),
            BillLine("energy cost", unknown, "USD"),
            BillLine("emissions", unknown, "kgCO2e"),
        ]
    assert isinstance(hours.value, LogNormal) and isinstance(power, LogNormal)  # noqa: PT018
    name = chip.id if chip else ""
    server, draw, overhead = (
        chip_to_server(name),
        average_draw(name),
        facility_overhead(large_operator=large_operator),
    )
    energy = training_energy(hours.value, power, server, draw, overhead)
    formula = (
        f"{short(hours.value.median)} chip-hours × {power.median:g} W × {server.median:g} (server) × {draw.median:g} "
        "(draw)"
        f" × {overhead.median:.2f} (PUE)"
    )
    lines = [
        BillLine("energy", energy, "kWh", formula, "Cottier et al. (2024)"),
        BillLine(
            "energy cost",
            energy * USD_PER_KWH,
            "USD",
            f"{short(energy.median)} kWh × ${USD_PER_KWH.median:.3f}",
            "US industrial price",
        ),
    ]
    if not country:
        lines.append(BillLine("emissions", Unknown("needs --country"), "kgCO2e"))
        return lines
    found = grid.at(country, run.date.year if run.date else None)
    if isinstance(found, Unknown):
        lines.append(BillLine("emissions", found, "kgCO2e"))
    else:
        carbon = training_carbon(energy, found.kgco2e_per_kwh)
        shown = (
            f"{short(energy.median)} kWh × {found.kgco2e_per_kwh.median:g} kgCO2e/kWh ({found.country}, {found.year})"
        )
        lines.append(BillLine("emissions", carbon, "kgCO2e", shown, found.source))
    return lines


def amortised_with_energy(lines: tuple[BillLine, ...]) -> LogNormal | Unknown:
    """Return amortised hardware and energy together, in USD, as published for frontier models."""
    by_name = {one.quantity: one.value for one in lines}
    hardware, energy = by_name["amortised hardware"], by_name["energy cost"]
    for one in (hardware, energy):
        if isinstance(one, Unknown):
            return one
    assert isinstance(hardware, LogNormal) and isinstance(energy, LogNormal)  # noqa: PT018
    return sum_moving_together(hardware, energy)
