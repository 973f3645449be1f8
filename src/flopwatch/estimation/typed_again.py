"""A record's facts as inputs of the calculator: the inverse of `facts_given`, so that both give one figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flopwatch.catalogue import Chips
from flopwatch.domain import NotFound
from flopwatch.estimation.inputs import Given
from flopwatch.estimation.methods.reported import FACTOR_BY_CONFIDENCE
from flopwatch.estimation.methods.tokens_seen import NOT_TEXT, tokens_seen
from flopwatch.estimation.results import Input, MethodResult
from flopwatch.estimation.run_facts import Fact, RunFacts
from flopwatch.statistics import LogNormal

_METHODS = frozenset({"reported", "operations", "hardware", "base"})
_COUNTED = frozenset("NDkhB")  # the factors of 6 × N × D, and a base


@dataclass(frozen=True)
class TypedAgain:
    """The inputs that state a record's facts.

    Args:
        inputs: Values by the names of `SLOTS` and of the settings of `read_run`.
        differs: Why they do not give the record's own figure, or "".
    """

    inputs: Mapping[str, Given]
    differs: str = ""


def type_again(facts: RunFacts, methods: Sequence[MethodResult], chips: Chips) -> TypedAgain:
    """Return the calculator's inputs for the facts that the methods used.

    Args:
        facts: The record's facts.
        methods: Its estimate's methods.
        chips: The accelerators.
    """
    have = {one.method: one for one in methods}
    confidence = facts.confidence if facts.confidence in FACTOR_BY_CONFIDENCE else ""
    out: dict[str, Given | None] = {"confidence": confidence, "base": facts.base, "domain": _domain(facts)}
    reasons = ["compared with other models, imputed from scores, or from its cost"] if have.keys() - _METHODS else []
    if facts.compute is not None:
        out |= {"compute": _given(facts.compute), "compute_method": _derived(facts)}
    # A typed run is taken for a dense model of a sequence, so that other sizes would be doubted there and not here.
    if "operations" in have or (facts.is_sequence and not facts.is_sparse and not facts.is_convolutional):
        out |= {"parameters": _given(facts.parameters), "active_parameters": _given(facts.active)}
    if (counted := have.get("operations")) is not None:
        if not {one.symbol for one in counted.inputs} <= _COUNTED:
            reasons.append("counted by another product than 6 × N × D")
        out |= {"encoder_decoder": "1" if facts.is_encoder_decoder else "", **_data(facts)}
    out |= _chips(facts, have.get("hardware"), chips)
    if "hardware" in have and not out.get("chip"):
        reasons.append("its chip is not in the table of accelerators")
    if facts.stages:
        reasons.append("chips and time are stated for each stage")
    wide = [name for name, one in out.items() if isinstance(one, LogNormal) and one.sigma_dex and name != "base"]
    if wide and "reported" not in have:
        reasons.append("an input has the estimator's own interval, and a typed interval is taken as the person's")
    return TypedAgain({name: one for name, one in out.items() if one}, "; ".join(reasons))


def _given(fact: Fact | None) -> Given | None:
    return None if fact is None else fact.spread or fact.value


def _derived(facts: RunFacts) -> str:
    """Return the methods by which the source derived its compute, of those that the calculator compares with it."""
    return ",".join(one for one in ("operations", "hardware") if one in facts.compute_methods)


def _domain(facts: RunFacts) -> str:
    if not facts.domains or "language" in facts.domains:
        return ""
    return sorted(facts.domains & NOT_TEXT or facts.domains)[0]


def _data(facts: RunFacts) -> dict[str, Given | None]:
    """Return the amount of data: tokens seen, or tokens, words or bytes with the epochs."""
    if facts.tokens_seen is not None:
        return {"tokens": _given(facts.tokens_seen)}
    seen = tokens_seen(facts)
    if not isinstance(seen, Input):
        return {}
    for unit in ("tokens", "words", "bytes"):
        if unit in facts.data and facts.counted != "gradients":
            name = (
                "tokens" if unit == "tokens" and facts.epochs else f"data_{unit}"
            )  # with epochs, tokens are the data's
            return {name: _given(facts.data[unit]), "epochs": _given(facts.epochs)}
    return {"tokens": seen.value}  # notes in prose give the unit: the amount with its error and its passes


def _chips(facts: RunFacts, timed: MethodResult | None, chips: Chips) -> dict[str, Given | None]:
    """Return chips and time; a peak or an amount of chip time that is an interval, and a share that counts recomputed
    activations, as the hardware route reads them.
    """
    if timed is None:
        return {"chip": _id_of(facts.chip, chips)}
    read = {one.symbol: one.value for one in timed.inputs}
    out: dict[str, Given | None] = {
        "mfu": _given(facts.utilization) or (read.get("u") if facts.hardware_utilization else None),
        **_slowest(facts, chips),
    }
    if len(set(facts.chip_names)) > 1:
        out["peak"] = _unless_exact(read.get("p"))
    if "T" in read:
        return out | {"chip_hours": read["T"] if timed.doubts else _given(facts.chip_hours)}
    return out | {"chips": _given(facts.chips), "hours": _given(facts.hours)}


def _slowest(facts: RunFacts, chips: Chips) -> dict[str, Given | None]:
    """Return the slowest of the chips and its number format; nothing if one of them is not in the table."""
    try:
        found = [chips.peak(name, facts.number_formats) for name in facts.chip_names or (facts.chip,)]
    except NotFound:
        return {}
    chip, number_format, _ = min(found, key=lambda one: one[2])
    return {"chip": chip.id, "number_format": number_format}


def _unless_exact(value: LogNormal | None) -> LogNormal | None:
    return value if value is not None and value.sigma_dex else None


def _id_of(name: str, chips: Chips) -> str:
    try:
        return chips.find(name).id if name else ""
    except NotFound:
        return ""


def as_words(given: Given) -> str:
    """Return an input as a person types it, with every digit: `405000000000`, `=3e24`, `2.1e24..4.8e24`.

    Example:
        >>> as_words(405e9), as_words(LogNormal(median=3e24))
        ('405000000000', '=3e24')
    """
    if isinstance(given, LogNormal):
        return "..".join(map(_digits, given.interval())) if given.sigma_dex else f"={_digits(given.median)}"
    return _digits(given) if isinstance(given, float | int) else str(given)


def _digits(value: float) -> str:
    return repr(float(value)).removesuffix(".0").replace("e+", "e")
