"""Statements of the documents on money: the price of a run at a threshold, and list 003's bills from its own prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP

from flopwatch.catalogue import Catalogue
from flopwatch.census import Census
from flopwatch.domain import Unknown, digits, exact
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking

_END = dt.date(2022, 12, 31)  # list 003 says 2022 of its prices of GPUs, and no year of those of TPUs
NEEDS_CENSUS = "needs the tables of accelerators and prices (the bundled base)"
_HOUR_S = 3600.0
_UTILISATION = (0.3, 0.5)  # document 000, footnote 1


def _rent(compute_flop: float, chip: str, on: dt.date, tables: Catalogue) -> tuple[float, float, str] | Unknown:
    """Return the least and the most that renting chips for a run costs, in USD, and the price's origin.

        cost = compute / (peak × utilisation × 3600 s) × price of a chip-hour

    Args:
        compute_flop: Training compute, in FLOP.
        chip: Id of the accelerator.
        on: The day of the price.
        tables: Accelerators with peaks, in FLOP/s, and prices, in USD per chip-hour.

    Source:
        Document 000, footnote 1: cloud rates of December 2023, utilisation 30 to 50%.
    """
    price = tables.offers.at(chip, on)
    if isinstance(price, Unknown):
        return price
    _, _, peak = tables.chips.peak(chip)
    hours = [compute_flop / (peak * share * _HOUR_S) for share in _UTILISATION]
    cost = [one * price.usd.median for one in hours]
    words = f"{min(hours):,.0f} to {max(hours):,.0f} chip-hours × ${digits(price.usd.median, 3)} ({price.words})"
    return min(cost), max(cost), words


def _run_costs(
    compute_flop: float, on: dt.date, words: str, low_usd: float, high_usd: float
) -> Callable[[Catalogue], ComputedFigure]:
    """Return the rule that gives the document's words if every chip's cost lies between two amounts, in USD."""

    def work_out(tables: Catalogue) -> ComputedFigure:
        found = {chip: _rent(compute_flop, chip, on, tables) for chip in ("nvidia-a100", "nvidia-h100")}
        known = {chip: one for chip, one in found.items() if not isinstance(one, Unknown)}
        if not known:
            return ComputedFigure("none", "No price of an A100 or H100 in the table.")
        low, high = min(one[0] for one in known.values()), max(one[1] for one in known.values())
        each = "; ".join(
            f"{tables.chips.find(chip).name} ${digits(one[0], 2)} to ${digits(one[1], 2)}: {one[2]}"
            for chip, one in known.items()
        )
        holds = low_usd <= low and high < high_usd
        return ComputedFigure(
            words if holds else f"${digits(low, 2)} to ${digits(high, 2)}",
            f"At a utilisation of 30 to 50%, peak in 16 bits. {each}.",
        )

    return work_out


def _hourly(chip: str, printed: str, devices: int = 1, since: int = 2018) -> Callable[[Catalogue], ComputedFigure]:
    """Return the rule that gives the median offer of 2022 for the chips of one device, in USD per hour.

    One offer at exactly the printed price explains it.
    """

    def work_out(tables: Catalogue) -> ComputedFigure:
        price = tables.offers.at(chip, _END)
        if isinstance(price, Unknown):
            return ComputedFigure("none", f"{price.reason}.")
        low, high, middle = (one * devices for one in (*price.usd.interval(), price.usd.median))
        of = f", {devices} chips of a device" if devices > 1 else ""
        words = f"${digits(low, 3)} to ${digits(high, 3)}{of}, {price.words}"
        shown = exact(f"{middle:.6f}").quantize(exact(printed.removeprefix("$")), ROUND_HALF_UP)
        each = float(exact(printed.removeprefix("$"))) / devices
        same = tables.offers.asked(chip, each, dt.date(since, 1, 1), _END)
        note = f"Median of the offers, 90% of them {words}."
        if same:
            note += f" {same[0].vendor} asked {printed} on {same[0].date}: one offer, not the usual price."
        return ComputedFigure(f"${shown}", note, explains=bool(same))

    return work_out


_ON_TABLES: tuple[tuple[str, Statement[Catalogue]], ...] = (
    (
        "000",
        Statement(
            "Cost of a run of 1e23 FLOP in December 2023",
            "hundreds of thousands of dollars or more",
            _run_costs(1e23, dt.date(2023, 12, 31), "hundreds of thousands of dollars or more", 1e5, 1e6),
        ),
    ),
    (
        "001",
        Statement(
            "Cost of a run of 1e25 FLOP",
            "tens of millions of dollars",
            _run_costs(1e25, dt.date(2025, 1, 30), "tens of millions of dollars", 1e7, 1e8),
        ),
    ),
    ("003", Statement("Price of an A100 hour in 2022", "$1.10", _hourly("nvidia-a100", "$1.10", since=2022))),
    ("003", Statement("Price of a V100 hour in 2022", "$0.55", _hourly("nvidia-v100", "$0.55", since=2022))),
    ("003", Statement("Price of a TPU v2 hour", "$4.5", _hourly("google-tpu-v2", "$4.5", 4))),
    ("003", Statement("Price of a TPU v3 hour", "$8", _hourly("google-tpu-v3", "$8", 4))),
)


def reproduce_costs(census: Census | None) -> list[Reproduced]:
    """Compare what the documents say of prices and costs with the tables of chips and prices."""
    if census is None or not census.catalogue.chips.rows:
        return [row for document, one in _ON_TABLES for row in lacking(document, (one,), NEEDS_CENSUS)]
    tables = census.catalogue
    return [compare(document, one, tables, "data/chips.toml") for document, one in _ON_TABLES]
