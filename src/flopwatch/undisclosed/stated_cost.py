"""Evidence from money: a sum that someone says was spent on the training, through the cost of a run inverted."""

from __future__ import annotations

import datetime as dt
import math

from flopwatch.catalogue import H100_FLOP_PER_S, RUN_UTILIZATION, Offers
from flopwatch.domain import Claim, Unknown, exact, short
from flopwatch.estimation import compute_from_cost
from flopwatch.records import Record
from flopwatch.statistics import LogNormal
from flopwatch.undisclosed.densities import heavy_normal
from flopwatch.undisclosed.known_compute import Traits
from flopwatch.undisclosed.statements import Said

CHIP = "nvidia-h100"  # the unit of fleets; nobody says which chip the sum paid for
SINCE = dt.date(2023, 6, 1)  # published before, a model was trained on earlier chips
LEAD = dt.timedelta(days=60)  # between training and publication
ROUND_FACTOR = 1.5  # half-width of a 90% interval around one round sum
CHIP_DEX = 0.15  # of FLOP per dollar between the chips of one year


def read_cost(record: Record, traits: Traits, offers: Offers) -> Said | None:
    """Return the evidence of a stated sum; None if nobody states one, or the model is older than the chip.

    A bare number of a table's column is left out: its author worked it out from the compute.

    Args:
        record: The model's record.
        traits: Its traits.
        offers: Prices of accelerators.
    """
    stated = min((one for one in record.claims.items() if _is_said(one[1])), default=None)
    rent = offers.at(CHIP, traits.day - LEAD)
    if stated is None or traits.day < SINCE or isinstance(rent, Unknown):
        return None
    key, claim = stated
    low, high = float(exact(claim.value)), float(exact(claim.high or claim.value))
    budget = LogNormal.from_interval(low=low / ROUND_FACTOR, high=high * ROUND_FACTOR)
    peak = LogNormal(median=H100_FLOP_PER_S, sigma_dex=CHIP_DEX)
    figure = compute_from_cost(budget, rent.usd, peak, RUN_UTILIZATION).compute_flop
    sum_of = f"${short(low)}" + (f" to ${short(high)}" if high > low else "")
    words = f"stated cost of {sum_of}: {short(figure.interval()[0])} to {short(figure.interval()[1])} FLOP"
    return Said("economy", words, (key,), heavy_normal(math.log10(figure.median), figure.sigma_dex))


def _is_said(claim: Claim) -> bool:
    """Return whether a claim is a sum in words, in US dollars."""
    return (
        claim.field == "training_cost"
        and claim.unit == "USD"
        and claim.relation in ("=", "≈", "range")
        and any(map(str.isalpha, claim.as_written))
    )
