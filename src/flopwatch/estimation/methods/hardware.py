"""Method `hardware`: chips, time, peak speed and utilisation."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.catalogue import Chips
from flopwatch.domain import Chip, NotFound, Unknown, short
from flopwatch.estimation.methods.tokens_seen import EXACT
from flopwatch.estimation.results import Input, MethodResult
from flopwatch.estimation.run_facts import RunFacts
from flopwatch.statistics import Z_90, LogNormal, product

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
# 90% factor of a stated share: it is that of the steady state, not of the whole run with its restarts. 28 language rows
# of April 2024 that state it: nine in ten within 1.42, the time's own 1.1 in it.
STATED_UTILIZATION = 1.4
# Chip-hours, and chips × hours, where a source states both: within the first factor they agree, beyond the second one
# is another unit.
SAME_TIME, OTHER_UNIT = 1.5, 10.0
# Recomputing activations costs a fourth forward pass: a share of peak that counts it (HFU) is up to a third too high.
MODEL_OVER_HARDWARE = LogNormal.from_interval(low=0.75, high=1.0)
SECONDS_PER_HOUR = 3600.0
HOURS_PER_YEAR = 8766.0  # a "GPU-year"; units in claims are converted by the same figure


@dataclass(frozen=True)
class _Peak:
    chip: Chip
    number_format: str
    shown: str
    value: LogNormal


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
    inputs, shown, unlike = time
    peak = _peak(facts, chips)
    if isinstance(peak, Unknown):
        return peak
    used = utilization_of(facts, peak.chip, peak.number_format)
    inputs += [
        used,
        Input("p", f"dense peak of {peak.shown}", peak.value, "FLOP/s", facts.chip_claims, peak.chip.source),
    ]
    doubts: tuple[str, ...] = (unlike,) if unlike else ()
    if peak.chip.per != "chip":
        core = LogNormal(median=1.0, sigma_dex=0.301 / Z_90)  # a TPU "chip" may be a core of two
        inputs.append(
            Input("c", "chips or cores", core, "ratio", (), f"{facts.chip} may be counted by core or by board")
        )
        doubts = (*doubts, f"{facts.chip} may be counted by core or by board")
    result = product([LogNormal(median=SECONDS_PER_HOUR), *(one.value for one in inputs)])
    formula = f"{shown} × 3600 s × {short(peak.value.median)} FLOP/s × {used.value.median:.2f}"
    return MethodResult("hardware", result, formula, tuple(inputs), doubts)


def _time(facts: RunFacts) -> tuple[list[Input], str, str] | Unknown:
    """Chip-hours as inputs, in words, and what does not fit; two amounts that differ give the smaller, with an
    interval up to the larger.
    """
    if facts.chip_hours is not None:
        amount, factor, unlike, claims = facts.chip_hours.value, EXACT, "", facts.chip_hours.claims
        if facts.chips is not None and facts.hours is not None:
            product_ = facts.chips.value * facts.hours.value
            apart = max(amount / product_, product_ / amount)
            used = f"{facts.chips.value:g} chips × {facts.hours.value:g} h"
            words = f"{short(amount)} chip-hours, but {used} are {short(product_)}"
            if apart > OTHER_UNIT:
                return Unknown(f"{words}: one of them is in another unit")
            if apart > SAME_TIME:
                amount, factor, unlike = min(amount, product_), apart, words
                claims = (*claims, *facts.chips.claims, *facts.hours.claims)
        value = LogNormal.from_factor(median=amount, factor=factor)
        return [Input("T", "chip-hours", value, "chip-hours", claims)], short(amount), unlike
    if facts.chips is None or facts.hours is None:
        return Unknown("no chip-hours, and not both a chip count and a time")
    hours = LogNormal.from_factor(median=facts.hours.value, factor=1.1)
    inputs = [
        Input("n", "chips", LogNormal(median=facts.chips.value), "chips", facts.chips.claims),
        Input("t", "hours", hours, "hours", facts.hours.claims),
    ]
    return inputs, f"{facts.chips.value:g} × {facts.hours.value:g} h", ""


def _peak(facts: RunFacts, chips: Chips) -> _Peak | Unknown:
    """The dense peak; of several kinds of chip anything between the slowest and the fastest, unless they are too far
    apart.
    """
    names = facts.chip_names or ((facts.chip,) if facts.chip else ())
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
        return _Peak(first, form, f"{first.name} in {form}", LogNormal(median=peak))
    shown = " and ".join(sorted(chip.name for chip, _, _ in kinds.values()))
    if max(speeds) > 4 * min(speeds):
        return Unknown(
            f"trained on {shown}, whose speeds differ by {max(speeds) / min(speeds):.0f} times, in unstated shares"
        )
    slowest, form, _ = min(found, key=lambda one: one[2])
    return _Peak(
        slowest,
        form,
        f"{shown}, in unstated shares",
        LogNormal.from_interval(low=min(speeds), high=max(speeds)),
    )


def utilization_of(facts: RunFacts, chip: Chip, number_format: str) -> Input:
    """The share of peak that does model operations: stated, or the prior of its era and hardware, with where it is
    from.
    """
    if facts.utilization is not None:
        value = LogNormal.from_factor(median=facts.utilization.value, factor=STATED_UTILIZATION)
        return Input("u", "utilisation", value, "fraction", facts.utilization.claims)
    if facts.hardware_utilization is not None:
        value = (
            LogNormal.from_factor(median=facts.hardware_utilization.value, factor=STATED_UTILIZATION)
            * MODEL_OVER_HARDWARE
        )
        return Input(
            "u",
            "utilisation, from one that counts recomputation",
            value,
            "fraction",
            facts.hardware_utilization.claims,
        )
    prior, whose = prior_utilization(chip, number_format)
    if "language" not in facts.domains and facts.domains:
        prior = LogNormal.from_factor(median=prior.median, factor=max(prior.factor, OUTSIDE_LANGUAGE))
    low, high = prior.interval()
    return Input(
        "u",
        "utilisation",
        prior,
        "fraction",
        (),
        f"prior for {whose}: median {prior.median:.2f}, 90% {low:.2f} to {high:.2f}",
    )


def prior_utilization(chip: Chip, number_format: str) -> tuple[LogNormal, str]:
    """The share of peak to expect of a run on this chip where nobody states it, and in words for whose runs."""
    year = chip.released[:4]
    if "tpu" in chip.name.casefold():
        return UTILIZATION_OF_TPUS, "runs on TPUs"
    if year >= "2020" or not year:
        return UTILIZATION_SINCE_2020, "accelerators since 2020"
    if number_format in ("fp16", "bf16"):
        return UTILIZATION_OF_FIRST_TENSOR_CORES, "the first tensor cores, used by half of the runs"
    return UTILIZATION_BEFORE, "GPUs before tensor cores"


__all__ = ["STATED_UTILIZATION", "compute_from_hardware", "prior_utilization", "utilization_of"]
