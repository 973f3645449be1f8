"""Method `hardware`: chips, time, peak speed and utilisation."""

from __future__ import annotations

from flopwatch.domain import Z_90, LogNormal, NotFound, Unknown, product
from flopwatch.estimation.facts import Facts
from flopwatch.estimation.operations import EXACT, short
from flopwatch.estimation.results import Input, MethodResult
from flopwatch.estimation.tables import Chips

# 62 utilisations reported in Epoch's 2025-08 table: median 0.381, 5% and 95% at 0.20 and 0.58.
UTILIZATION = LogNormal(median=0.381, sigma_dex=LogNormal.from_interval(low=0.20, high=0.58).sigma_dex)
SECONDS_PER_HOUR = 3600.0


def compute_from_hardware(facts: Facts, chips: Chips) -> MethodResult | Unknown:
    """Training compute from the hardware that did the training.

        compute = chip-hours × 3600 s/h × peak × utilization        (chip-hours = chips × hours where not stated)

    Utilisation is stated or taken from the prior above; the other factors are as stated. Peak is dense (no sparsity), in the
    format the chip most likely trained in.

    Returns:
        The result in FLOP, or Unknown with what is missing.

    Source:
        Sevilla et al. (2022), "Estimating Training Compute of Deep Learning Models", method 2.
    """
    if facts.chip_hours is not None:
        amount, shown = facts.chip_hours.value, short(facts.chip_hours.value)
        inputs = [
            Input(
                "T",
                "chip-hours",
                LogNormal.from_factor(median=amount, factor=EXACT),
                "chip-hours",
                facts.chip_hours.claims,
            )
        ]
    elif facts.chips is not None and facts.hours is not None:
        amount, shown = (
            facts.chips.value * facts.hours.value,
            f"{facts.chips.value:g} × {facts.hours.value:g} h",
        )
        inputs = [
            Input("n", "chips", LogNormal(median=facts.chips.value), "chips", facts.chips.claims),
            Input(
                "t",
                "hours",
                LogNormal.from_factor(median=facts.hours.value, factor=1.1),
                "hours",
                facts.hours.claims,
            ),
        ]
    else:
        return Unknown("no chip-hours, and not both a chip count and a time")
    if not facts.chip:
        return Unknown("chip time is stated but not the chip")
    try:
        chip, number_format, peak = chips.peak(facts.chip)
    except NotFound as error:
        return Unknown(str(error))
    if facts.utilization is not None:
        utilization = LogNormal.from_factor(median=facts.utilization.value, factor=1.1)
        inputs.append(Input("u", "utilisation", utilization, "fraction", facts.utilization.claims))
    else:
        utilization = UTILIZATION
        inputs.append(
            Input(
                "u",
                "utilisation",
                utilization,
                "fraction",
                (),
                "prior: 62 reported values, median 0.381, 90% 0.20 to 0.58",
            )
        )
    inputs.append(
        Input(
            "p",
            f"dense peak of {chip.name} in {number_format}",
            LogNormal(median=peak),
            "FLOP/s",
            facts.chip_claims,
            chip.source,
        )
    )
    time = product(one.value for one in inputs if one.symbol in ("T", "n", "t"))
    unsure_unit = LogNormal(
        median=1.0, sigma_dex=0.301 / Z_90 if chip.per != "chip" else 0.0
    )  # a TPU "chip" may be a core of two
    result = product(
        [time, LogNormal(median=SECONDS_PER_HOUR), LogNormal(median=peak), utilization, unsure_unit]
    )
    formula = f"{shown} × 3600 s × {short(peak)} FLOP/s × {utilization.median:.2f}"
    doubts = (f"{facts.chip} may be counted by core or by board",) if chip.per != "chip" else ()
    return MethodResult("hardware", result, formula, tuple(inputs), doubts)
