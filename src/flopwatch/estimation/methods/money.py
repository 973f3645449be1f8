"""Method `cost`, in both directions: compute from the cost of a run, and the cost of a run from its compute."""

from __future__ import annotations

import datetime as dt
import math

from flopwatch.catalogue import Chips, Offers
from flopwatch.domain import NotFound, Unknown, digits, short
from flopwatch.estimation.methods.hardware import utilization_of
from flopwatch.estimation.results import Input, MethodResult
from flopwatch.estimation.run_facts import RunFacts
from flopwatch.statistics import Z_90, LogitNormal, LogNormal, Product, Uncertain, product

SECONDS_PER_HOUR = 3600.0
HOURS_PER_YEAR = 8766.0
# A stated sum pays for the final run and often for the experiments before it: two to five times the run
# (docs/methods/cost.md).
FINAL_RUN_SHARE = LogitNormal.from_interval(low=0.2, high=0.99)
# A figure from money has an error of at least ± half a decade: price, share of the sum, chip and utilisation are all
# guesses.
LEAST_HALF_WIDTH_DEX = 0.5
# Price-performance of accelerators for machine learning improves at this rate, so a chip loses value at this rate.
# Source of this block: Epoch AI, training-cost-trends (Cottier et al. 2024, "The rising costs of training frontier AI
# models").
DEPRECIATION_DEX_PER_YEAR = 0.14
INTERCONNECT_SHARE = 0.19  # of a cluster's cost
SERVER_COST: tuple[tuple[str, float], ...] = (
    ("nvidia-a100", 1.66),
    ("nvidia-a800", 1.66),
    ("nvidia-v100", 1.69),
    ("nvidia-p100", 1.54),
    ("", 1.64),
)
EQUIVALENT_TPU_PRICE_USD = {
    "google-tpu-v1": 5463.0,
    "google-tpu-v2": 5054.0,
    "google-tpu-v3": 5276.0,
    "google-tpu-v4": 5167.0,
}
DAYS_FROM_RELEASE_TO_PURCHASE = 90
DAYS_FROM_TRAINING_TO_PUBLICATION = 60
# A stated rent is a list price or hearsay: contracts differ from it by this much (90%); our choice.
PAID_FACTOR = 1.3
# A price per chip-hour that a source states is its own assumption or a list price: none of them cites a contract.
ASSUMED_RENT = "rent of a chip for an hour (assumed by the source, no contract known)"
# Half-width of a 90% interval, as a factor; our choice: purchase prices of one chip in one year differ by this much in
# Epoch's table.
PURCHASE_FACTOR = 1.5


def compute_from_cost(
    budget_usd: LogNormal,
    price_usd_per_chip_hour: LogNormal,
    peak_flop_per_s: LogNormal,
    utilization: Uncertain,
    final_share: Uncertain = FINAL_RUN_SHARE,
    *,
    sources: dict[str, str] | None = None,
    claims: tuple[str, ...] = (),
    price_claims: tuple[str, ...] = (),
    currency: str = "USD",
) -> MethodResult:
    """Estimate training compute from the cost of the run, in FLOP.

        compute = cost × share / price × 3600 s/h × peak × utilization

    Its 90% interval is at least half a decade to each side.

    Args:
        budget_usd: The sum spent, in USD (or `currency`) of the price's date.
        price_usd_per_chip_hour: Rent of one accelerator, in the same money per hour.
        peak_flop_per_s: Dense peak of one chip at the training precision, in FLOP/s.
        utilization: Achieved share of that peak (MFU).
        final_share: Share of the sum that paid for the final run.
        sources: For each symbol (`B`, `s`, `r`, `p`, `u`) the source of its number.
        claims: Ids of the claims that state the cost.
        price_claims: Ids of the claims that state the rent; the input is then named an assumption of their source.
        currency: The money of both.

    Returns:
        The result in FLOP.

    Source:
        Sevilla et al. (2022), "Estimating Training Compute of Deep Learning Models"; used for Mistral Large in Epoch AI
        (2025), "Over 20 AI models have been trained at the scale of GPT-4".

    Example:
        Mistral Large: 20 million euros at 1.9 euros for an hour of an H100, at 30%; the article gives 1.1e25 FLOP.

        >>> def exactly(value): return LogNormal(median=value)
        >>> mistral = compute_from_cost(exactly(20e6), exactly(1.9), exactly(9.89e14), exactly(0.30), exactly(1.0))
        >>> f"{mistral.compute_flop.median:.2g} FLOP"
        '1.1e+25 FLOP'
    """
    said = sources or {}
    share, mfu = near_lognormal(final_share), near_lognormal(utilization)
    per_hour = LogNormal(median=1 / price_usd_per_chip_hour.median, sigma_dex=price_usd_per_chip_hour.sigma_dex)
    found = product([budget_usd, share, LogNormal(median=SECONDS_PER_HOUR), peak_flop_per_s, mfu, per_hour])
    value = LogNormal(median=found.median, sigma_dex=max(found.sigma_dex, LEAST_HALF_WIDTH_DEX / Z_90))
    inputs = (
        Input("B", "cost", budget_usd, currency, claims, said.get("B", "")),
        Input(
            "s",
            "share of it for the final run",
            share,
            "fraction",
            (),
            said.get("s", "prior: sums often include the experiments before it"),
        ),
        Input(
            "r",
            ASSUMED_RENT if price_claims else "rent of a chip for an hour",
            price_usd_per_chip_hour,
            f"{currency}/chip-hour",
            price_claims,
            said.get("r", ""),
        ),
        Input("p", "dense peak of a chip", peak_flop_per_s, "FLOP/s", (), said.get("p", "")),
        Input("u", "utilisation", mfu, "fraction", (), said.get("u", "")),
    )
    sign = {"USD": "$", "EUR": "€"}.get(currency, f"{currency} ")
    formula = (
        f"{sign}{digits(budget_usd.median, 4)} × {digits(share.median, 4)} ÷ "
        f"{sign}{digits(price_usd_per_chip_hour.median, 4)}/h"
        f" × 3600 s × {short(peak_flop_per_s.median)} FLOP/s × {digits(mfu.median, 4)}"
    )
    return MethodResult("cost", value, formula, inputs)


def compute_from_stated_cost(
    facts: RunFacts, chips: Chips, offers: Offers, final_share: Uncertain = FINAL_RUN_SHARE
) -> MethodResult | Unknown:
    """Estimate a model's compute, in FLOP, from its stated cost, its chip, and the price of an hour of that chip.

    The price is the one that a source states for this training, in the cost's own currency, else the chip's rent at the
    time of training.

    Args:
        facts: The model's facts.
        chips: The accelerators.
        offers: Their prices.
        final_share: Share of the sum that paid for the final run.

    Returns:
        The result in FLOP, or Unknown with what is missing.
    """
    cost = facts.paid[0] if facts.paid else facts.cost_usd
    if cost is None:
        return Unknown("no cost is stated", "not-applicable")
    stated_rent = facts.paid[1] if facts.paid else facts.price
    if not facts.chip or (facts.date is None and stated_rent is None and not facts.is_typed):
        return Unknown("a cost is stated, but not the chip and the date")
    try:
        chip, number_format, peak = chips.peak(facts.chip, facts.number_formats, facts.is_typed)
    except NotFound as error:
        return Unknown(str(error))
    sources = {"B": cost.source, "p": f"{chip.name} in {number_format}, {chip.peak_source(number_format)[0]}"}
    peak_value, prices = LogNormal(median=peak), tuple[str, ...]()
    if facts.peak is not None:
        peak_value, sources["p"] = facts.peak.within(1.0), facts.peak.source
    if stated_rent is not None:
        rent, prices, sources["r"] = stated_rent.within(PAID_FACTOR), stated_rent.claims, stated_rent.source
    else:
        price = offers.at(chip.id, _day_of_prices(facts))
        if isinstance(price, Unknown):
            return price
        rent, sources["r"] = price.usd, f"{price.source}: {price.words}"
    mfu = utilization_of(facts, chip, number_format)
    sources["u"] = mfu.source
    return compute_from_cost(
        cost.within(1.0),
        rent,
        peak_value,
        mfu.value,
        final_share,
        sources=sources,
        claims=cost.claims,
        price_claims=prices,
        currency=cost.unit,
    )


def _day_of_prices(facts: RunFacts) -> dt.date | None:
    """Return the day of the prices: given, or derived from the publication date; None for the latest known."""
    if facts.priced_on is not None or facts.date is None:
        return facts.priced_on
    return facts.date.earliest - dt.timedelta(days=DAYS_FROM_TRAINING_TO_PUBLICATION)


def near_lognormal(value: Uncertain) -> LogNormal:
    """Return the log-normal of the same median and width."""
    return value if isinstance(value, LogNormal) else Product.of([value]).as_lognormal()


# ------------------------------------------------------------------ cost of a run


def chip_hours_for(compute_flop: LogNormal, peak_flop_per_s: LogNormal, utilization: Uncertain) -> LogNormal:
    """Return the accelerator-hours that an amount of compute takes.

        chip-hours = compute / (peak × utilization × 3600 s/h)

    Args:
        compute_flop: In FLOP.
        peak_flop_per_s: Dense peak of one chip at the training precision, in FLOP/s.
        utilization: Achieved share of that peak (MFU).

    Returns:
        Chip-hours.

    Example:
        >>> hours = chip_hours_for(LogNormal(median=3.8e25), LogNormal(median=9.894e14), LogNormal(median=0.38))
        >>> f"{hours.median / 1e6:.0f} million H100-hours"
        '28 million H100-hours'
    """
    per_hour = product([peak_flop_per_s, near_lognormal(utilization), LogNormal(median=SECONDS_PER_HOUR)])
    return compute_flop / per_hour


def cloud_cost(chip_hours: LogNormal, price_usd_per_chip_hour: LogNormal) -> LogNormal:
    """Return the cost of renting the chips, in USD of the price's date.

    cost = chip-hours × price
    """
    return chip_hours * price_usd_per_chip_hour


def server_cost(chip: str) -> float:
    """Return the price of a server per dollar of its chips, by the chip's id."""
    return next(factor for prefix, factor in SERVER_COST if chip.startswith(prefix))


def acquisition_cost(chips: LogNormal, chip_price_usd: LogNormal, *, server: float) -> LogNormal:
    """Return the purchase cost of a cluster, in USD.

        cost = chips × price × server/chip ÷ (1 - 0.19)        (0.19 of a cluster's cost is its network)

    Args:
        chips: Accelerators in the cluster.
        chip_price_usd: Purchase price of one, in USD.
        server: Price of a server per dollar of its chips.

    Returns:
        USD of the purchase's date.

    Source:
        Cottier et al. (2024), section 2 and appendix: GPT-4's cluster of 25,000 A100 at about 800 million dollars.

    Example:
        >>> price = LogNormal(median=15_000)
        >>> f"${acquisition_cost(LogNormal(median=25_000), price, server=1.66).median / 1e6:.0f}M"
        '$769M'
    """
    return chips * chip_price_usd * (server / (1 - INTERCONNECT_SHARE))


def amortised_hourly_cost(chip_price_usd: LogNormal, years_from_purchase: float, *, server: float) -> LogNormal:
    """Return the value that a cluster loses per hour of a chip, in USD per chip-hour.

        value at start = price × server/chip ÷ (1 - 0.19) × 10^(-0.14 × years from purchase to start)
        hourly cost = value at start × 0.14 × ln 10 ÷ 8766 h

    Args:
        chip_price_usd: Purchase price of one chip, in USD.
        years_from_purchase: From purchase to the start of training; negative counts as 0.
        server: Price of a server per dollar of its chips.

    Returns:
        USD per chip-hour.

    Source:
        Cottier et al. (2024), section 2: chips lose value as fast as price-performance improves, 0.14 decades a year.

    Example:
        >>> hourly = amortised_hourly_cost(LogNormal(median=15_000), 1.8, server=1.66)
        >>> f"${hourly.median:.2f}"
        '$0.63'
    """
    left = 10 ** (-DEPRECIATION_DEX_PER_YEAR * max(years_from_purchase, 0.0))
    rate = DEPRECIATION_DEX_PER_YEAR * math.log(10) / HOURS_PER_YEAR
    return chip_price_usd * (server / (1 - INTERCONNECT_SHARE) * left * rate)


def sum_moving_together(first: LogNormal, second: LogNormal) -> LogNormal:
    """Return the sum of two perfectly correlated costs, the widest sum possible: quantiles add.

    Example:
        >>> both = sum_moving_together(LogNormal.from_factor(median=3.0, factor=2), LogNormal.from_factor(median=1.0,
        ...     factor=2))
        >>> both.median, round(both.factor, 6)
        (4.0, 2.0)
    """
    low, high = (a + b for a, b in zip(first.interval(), second.interval(), strict=True))
    sigma = LogNormal.from_interval(low=low, high=high).sigma_dex
    return LogNormal(median=first.median + second.median, sigma_dex=sigma)
