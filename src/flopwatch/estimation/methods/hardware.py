"""Method `hardware`: chips, time, peak speed and utilisation."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from flopwatch.catalogue import Chips
from flopwatch.domain import Chip, NotFound, Unknown, short
from flopwatch.estimation.results import Input, MethodResult
from flopwatch.estimation.route_engine import multiply
from flopwatch.estimation.routes import (
    CHIP_HOURS,
    CHIPS_AND_HOURS,
    MODEL_OVER_HARDWARE,
    PRIORS,
    STATED_UTILIZATION,
    Route,
)
from flopwatch.estimation.run_facts import RunFacts
from flopwatch.statistics import LogNormal

# The share of peak where nobody states it, by era and hardware: recorded compute over chips × time × peak in Epoch's
# table of 2024-04-02 (27 rows on the A100, 32 on TPUs, 22 on the V100, 12 on older GPUs). Stated values lie higher: 62
# in the export of 2025-08 have median 0.381 and 90% from 0.20 to 0.58, for runs that are proud of theirs say so.
# Log-normal in place of logit-normal: what differs most is no share but the chip time, which may be that of a part or
# of all experiments; every upper end stays below 1. Widths: 42 language rows of April 2024 without a stated share are
# covered 36 times by a factor of 2 (4 for the V100) and need its 1.2th power for nine in ten.
UTILIZATION_SINCE_2020 = LogNormal.from_factor(median=0.32, factor=2.3)
UTILIZATION_OF_TPUS = LogNormal.from_factor(median=0.35, factor=2.3)
# Half of the V100's runs did not use its tensor cores, whose speed is the peak: 0.036 of it at the least.
UTILIZATION_OF_FIRST_TENSOR_CORES = LogNormal.from_factor(median=0.18, factor=5.0)
UTILIZATION_BEFORE = LogNormal.from_factor(median=0.38, factor=2.3)
# Outside language 44 of 55 rows of April 2024 lie within a factor of 20, and this covers 41 of those; the other 11 are
# slips of 24 to 100,000 times in the table's chip time or compute (it mended most of them later), which no useful
# interval covers.
OUTSIDE_LANGUAGE = 2.6
# Chip-hours, and chips × hours, where a source states both: within the first factor they agree, beyond the second one
# is another unit.
SAME_TIME, OTHER_UNIT = 1.5, 10.0


@dataclass(frozen=True)
class _Peak:
    chip: Chip | None
    number_format: str
    name: str
    value: LogNormal
    source: str


def compute_from_hardware(facts: RunFacts, chips: Chips) -> MethodResult | Unknown:
    """Training compute from the hardware that did the training.

        compute = chip-hours × 3600 s/h × peak × utilisation        (chip-hours = chips × hours where not stated)

    Peak is dense (no sparsity), in the stated number format, else the one the chip's era trained in. Utilisation is
    stated as MFU, or as HFU and brought down by up to a quarter for recomputation, or taken from the prior of its era
    and hardware.

    Returns:
        The result in FLOP, or Unknown with what is missing.

    Source:
        Sevilla et al. (2022), "Estimating Training Compute of Deep Learning Models", method 2; MFU: Chowdhery et al.
        (2022), PaLM, appendix B.
    """
    time = _time(facts)
    if isinstance(time, Unknown):
        return time
    route, found, unlike = time
    peak = _peak(facts, chips)
    if isinstance(peak, Unknown):
        return peak
    found["p"] = Input("p", peak.name, peak.value, "FLOP/s", facts.chip_claims, peak.source)
    found["u"] = utilization_of(facts, peak.chip, peak.number_format)
    doubts: tuple[str, ...] = (unlike,) if unlike else ()
    flags = frozenset[str]()
    if peak.chip is not None and peak.chip.per != "chip":
        flags = frozenset({"is_counted_by_core"})
        words = f"{facts.chip} may be counted by core or by board"
        found["c"] = Input("c", "chips or cores", PRIORS["core"].value, "ratio", (), words)
        doubts = (*doubts, words)
    result = multiply(route, facts, found, flags)
    assert isinstance(result, MethodResult), "every factor was found above"
    return dataclasses.replace(result, doubts=doubts)


def _time(facts: RunFacts) -> tuple[Route, dict[str, Input], str] | Unknown:
    """Return the route that the stated time allows, factors found on the way, and what does not fit.

    Of two amounts that differ the smaller counts, with an interval up to the larger.
    """
    stated = facts.chip_hours
    if stated is None:
        if facts.chips is None or facts.hours is None:
            return Unknown("no chip-hours, and not both a chip count and a time")
        return CHIPS_AND_HOURS, {}, ""
    if facts.chips is None or facts.hours is None:
        return CHIP_HOURS, {}, ""
    amount = facts.chips.value * facts.hours.value
    apart = max(stated.value / amount, amount / stated.value)
    used = f"{facts.chips.value:g} chips × {facts.hours.value:g} h"
    words = f"{short(stated.value)} chip-hours, but {used} are {short(amount)}"
    if apart > OTHER_UNIT:
        return Unknown(f"{words}: one of them is in another unit")
    if apart <= SAME_TIME:
        return CHIP_HOURS, {}, ""
    value = LogNormal.from_factor(median=min(stated.value, amount), factor=apart)
    claims = (*stated.claims, *facts.chips.claims, *facts.hours.claims)
    return CHIP_HOURS, {"T": Input("T", "chip-hours", value, "chip-hours", claims)}, words


def _peak(facts: RunFacts, chips: Chips) -> _Peak | Unknown:
    """The dense peak; of several kinds of chip anything between the slowest and the fastest, unless they are too far
    apart.
    """
    names = facts.chip_names or ((facts.chip,) if facts.chip else ())
    if facts.peak is not None:
        chip, form, _ = chips.peak(names[0], facts.number_formats) if names else (None, "", 0.0)
        return _Peak(chip, form, "peak of a chip", facts.peak.within(1.0), facts.peak.source)
    if not names:
        return Unknown("chip time is stated but not the chip")
    try:
        found = [chips.peak(name, facts.number_formats) for name in names]
    except NotFound as error:
        return Unknown(str(error))
    kinds = {chip.id: (chip, form, peak) for chip, form, peak in found}
    speeds = [peak for _, _, peak in kinds.values()]
    first, form, peak = found[0]
    if len(kinds) == 1:
        return _Peak(first, form, f"dense peak of {first.name} in {form}", LogNormal(median=peak), first.source)
    shown = " and ".join(sorted(chip.name for chip, _, _ in kinds.values()))
    if max(speeds) > 4 * min(speeds):
        return Unknown(
            f"trained on {shown}, whose speeds differ by {max(speeds) / min(speeds):.0f} times, in unstated shares"
        )
    slowest, form, _ = min(found, key=lambda one: one[2])
    return _Peak(
        slowest,
        form,
        f"dense peak of {shown}, in unstated shares",
        LogNormal.from_interval(low=min(speeds), high=max(speeds)),
        slowest.source,
    )


def utilization_of(facts: RunFacts, chip: Chip | None, number_format: str) -> Input:
    """Return the share of peak that does model operations: stated, or the prior of its era and hardware."""
    if (stated := facts.utilization) is not None:
        value = stated.within(share_within(stated.value, STATED_UTILIZATION))
        return Input("u", "utilisation", value, "fraction", stated.claims, stated.source)
    if (stated := facts.hardware_utilization) is not None:
        value = stated.within(STATED_UTILIZATION) * MODEL_OVER_HARDWARE
        name = "utilisation, from one that counts recomputation"
        return Input("u", name, value, "fraction", stated.claims, stated.source)
    prior, whose = prior_utilization(chip, number_format)
    if facts.domains and "language" not in facts.domains:
        prior = LogNormal.from_factor(median=prior.median, factor=max(prior.factor, OUTSIDE_LANGUAGE))
    return Input("u", "utilisation", prior, "fraction", (), prior_words(prior, whose))


def prior_words(prior: LogNormal, whose: str) -> str:
    """Say whose runs a prior of utilisation is of, with its median and interval."""
    low, high = prior.interval()
    return f"prior for {whose}: median {prior.median:.2f}, 90% {low:.2f} to {high:.2f}"


def share_within(value: float, factor: float) -> float:
    """Return the 90% factor of a stated share, so that its upper end lies at most half of the way to 1.

    Example:
        >>> share_within(0.4, 1.4), round(share_within(0.8, 1.4), 3)
        (1.4, 1.125)
    """
    return min(factor, (1 + value) / 2 / value)


def prior_utilization(chip: Chip | None, number_format: str) -> tuple[LogNormal, str]:
    """The share of peak to expect of a run on this chip where nobody states it, and in words for whose runs."""
    if chip is None:
        return UTILIZATION_SINCE_2020, "accelerators since 2020"
    year = chip.released[:4]
    if "tpu" in chip.name.casefold():
        return UTILIZATION_OF_TPUS, "runs on TPUs"
    if year >= "2020" or not year:
        return UTILIZATION_SINCE_2020, "accelerators since 2020"
    if number_format in ("fp16", "bf16"):
        return UTILIZATION_OF_FIRST_TENSOR_CORES, "the first tensor cores, used by half of the runs"
    return UTILIZATION_BEFORE, "GPUs before tensor cores"
