"""The bill of an amount of compute at the prices of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flopwatch.catalogue import Catalogue, PriceAt
from flopwatch.cost.bill_of_run import BillLine, bill, purchase_price
from flopwatch.domain import Chip, Unknown, exact
from flopwatch.estimation import Run
from flopwatch.statistics import LogNormal

_LEAST_MEMORY = 80e9  # bytes of an accelerator that large models are trained on
_FEWEST_OFFERS = 3  # a single offer may be a slip


@dataclass(frozen=True)
class AmountBill:
    """Cost of an amount of compute: rent of the accelerator, or the value that owned hardware loses.

    Args:
        chip: The accelerator.
        offers: The offers for rent that are used, with their dates.
        rent: Rent of the chip-hours, in USD.
        hardware: Value that the hardware loses during the run, in USD.
    """

    chip: Chip
    offers: PriceAt
    rent: BillLine
    hardware: BillLine


def newest_rented(tables: Catalogue) -> Chip | Unknown:
    """Return the latest accelerator on sale with enough offers for rent in the newest year of the table."""
    by_chip = tables.offers.rents_by_year()
    newest = max((year for some in by_chip.values() for year in some), default=None)
    if newest is None:
        return Unknown("no offer for rent is in the table of prices")
    offered = [
        tables.chips.find(key) for key, some in by_chip.items() if some.get(newest, (0.0, 0))[1] >= _FEWEST_OFFERS
    ]
    # Both prices are compared: a chip that nobody sells is not used. No large run fits on a graphics card.
    large = [one for one in offered if any(float(exact(size)) >= _LEAST_MEMORY for size in one.memory_bytes)]
    sold = [one for one in large if not isinstance(purchase_price(one, tables, None), Unknown)]
    if not sold:
        return Unknown(f"no accelerator on sale has {_FEWEST_OFFERS} offers for rent in {newest}")
    return max(sold, key=lambda one: (one.released, one.id))


def bill_of_amount(flop: float, tables: Catalogue, day: dt.date) -> AmountBill | Unknown:
    """Compute the bill of an amount of compute on the latest accelerator that is offered for rent.

    Args:
        flop: The compute, in FLOP.
        tables: Accelerators and prices.
        day: Date of the prices.
    """
    chip = newest_rented(tables)
    if isinstance(chip, Unknown):
        return chip
    offers = tables.offers.at(chip.id, day)
    if isinstance(offers, Unknown):
        return offers
    lines = {one.quantity: one for one in bill(Run(values={}, chip=chip.id, date=day), LogNormal(median=flop), tables)}
    return AmountBill(chip, offers, lines["cloud rent"], lines["amortised hardware"])
