"""A record's facts as a person would type them into the calculator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flopwatch.catalogue import Chips
from flopwatch.census import Census
from flopwatch.estimation.estimate import methods_for
from flopwatch.estimation.known_bases import Bases
from flopwatch.estimation.methods.reported import FACTOR_BY_CONFIDENCE
from flopwatch.estimation.methods.tokens_seen import NOT_TEXT
from flopwatch.estimation.results import Estimate, MethodResult
from flopwatch.estimation.run_facts import RunFacts, facts_of

TYPED = ("reported", "operations", "hardware", "base")


def typed(facts: RunFacts, methods: tuple[MethodResult, ...], chips: Chips) -> dict[str, Any] | str:
    """Return the calculator's inputs for what the methods used, or why they cannot be typed.

    Args:
        facts: The record's facts.
        methods: The methods' own figures.
        chips: The accelerators.
    """
    have = {one.method: one for one in methods}
    out: dict[str, Any] = {"confidence": facts.confidence if facts.confidence in FACTOR_BY_CONFIDENCE else ""}
    if "reported" in have and facts.compute is not None:
        out["compute"] = facts.compute.value
        out["compute_method"] = ",".join(facts.compute_methods)
    counted = have.get("operations")
    if counted is not None:
        symbols = {one.symbol for one in counted.inputs}
        if not symbols <= {"N", "D", "k", "h", "B"}:
            return "counted by another product than 6 × N × D"
        name = next(one.name for one in counted.inputs if one.symbol == "D")
        if facts.active is not None:
            out["active_parameters"] = facts.active.value
        if facts.parameters is not None:
            out["parameters"] = facts.parameters.value
        if facts.tokens_seen is not None:
            out["tokens"] = facts.tokens_seen.value
        elif "datapoints" in name or facts.counted == "gradients" or facts.noted_tokens is not None:
            return "its data are counted by notes in prose"
        elif "tokens" in facts.data:
            out["tokens" if facts.epochs else "data_tokens"] = facts.data["tokens"].value
            if facts.epochs is not None:
                out["epochs"] = facts.epochs.value
        elif unit := next((one for one in ("words", "bytes") if one in facts.data), ""):
            out[f"data_{unit}"] = facts.data[unit].value
            if facts.epochs is not None:
                out["epochs"] = facts.epochs.value
        else:
            return "its data are counted in another unit"
        out["encoder_decoder"] = facts.is_encoder_decoder
    timed = have.get("hardware")
    if timed is not None:
        if len(set(facts.chip_names)) > 1 or facts.hardware_utilization is not None and facts.utilization is None:
            return "several kinds of chips, or a utilisation that counts recomputation"
        if facts.chip_hours is not None:
            out["chip_hours"] = facts.chip_hours.value
        else:
            assert facts.chips is not None
            assert facts.hours is not None
            out |= {"chips": facts.chips.value, "hours": facts.hours.value}
        if facts.utilization is not None:
            out["mfu"] = facts.utilization.value
        out["number_format"] = chips.peak(facts.chip, facts.number_formats)[1]
        if any(" chip-hours, but " in one for one in timed.doubts):
            return "two amounts of chip time that differ"
    out["chip"] = facts.chip
    if facts.domains and "language" not in facts.domains:
        out["domain"] = sorted(facts.domains & NOT_TEXT or facts.domains)[0]
    if facts.base is not None:
        out["base"] = facts.base
    return out


def typed_models(census: Census) -> Iterator[tuple[str, Estimate, dict[str, Any] | str]]:
    """Yield each model with an estimate from stated inputs: id, estimate, and its inputs typed again or why not."""
    bases = Bases(census.records)
    for record in census.models():
        estimate = census.estimates[record.id]
        if not isinstance(estimate, Estimate):
            continue
        facts = bases.with_base(facts_of(record), record, census.estimates)
        own, _ = methods_for(facts, census.catalogue.chips)
        if not {"operations", "hardware"} & {one.method for one in own}:
            continue
        if {one.method for one in estimate.methods} - set(TYPED):
            yield record.id, estimate, "compared with other models, or imputed from scores"
        elif estimate.caution and facts.date is not None:
            yield record.id, estimate, "a number is set aside by the date of its publication"
        else:
            yield record.id, estimate, typed(facts, estimate.methods, census.catalogue.chips)
