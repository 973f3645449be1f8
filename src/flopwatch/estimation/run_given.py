"""A typed training run: read, checked, and converted to the facts that every method uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from flopwatch.catalogue import Catalogue
from flopwatch.domain import VOCABULARIES, NoSuchChoice, Unknown, WrongUsage, short
from flopwatch.estimation.inputs import Given, Slot, is_bare, read_input
from flopwatch.estimation.methods.hardware import share_within
from flopwatch.estimation.methods.money import PAID_FACTOR, near_lognormal
from flopwatch.estimation.methods.relative import RelativeTo
from flopwatch.estimation.methods.reported import FACTOR_BY_CONFIDENCE
from flopwatch.estimation.routes import EXACT, STATED_UTILIZATION, WALL_CLOCK
from flopwatch.estimation.run_facts import Fact, RunFacts
from flopwatch.statistics import Z_90, LogitNormal, LogNormal, Uncertain

SLOTS: dict[str, Slot] = {
    one.name: one
    for one in (
        Slot("parameters", "parameters"),
        Slot("active_parameters", "parameters"),
        Slot("tokens", "tokens"),
        Slot("data_tokens", "tokens"),
        Slot("data_words", "words"),
        Slot("data_bytes", "bytes"),
        Slot("epochs", "epochs"),
        Slot("chips", "chips"),
        Slot("hours", "hours"),
        Slot("days", "days"),
        Slot("chip_hours", "chip-hours"),
        Slot("mfu", "fraction", share=True),
        Slot("peak", "FLOP/s", confused=("FLOP", "FLOP is an amount, FLOP/s a speed: write 989 TFLOP/s or 9.89e14.")),
        Slot("cost", "USD"),
        Slot("price", "USD/chip-hour"),
        Slot("tdp", "W"),
        Slot("base", "FLOP", confused=("FLOP/s", "FLOP/s is a speed, FLOP an amount: write 3.8e25 FLOP.")),
        Slot("compute", "FLOP", confused=("FLOP/s", "FLOP/s is a speed, FLOP an amount: write 3.8e25 FLOP.")),
        Slot("inverse", "FLOP", confused=("FLOP/s", "FLOP/s is a speed, FLOP an amount: write 1e25 FLOP.")),
    )
}
# 90% factor of a bare number outside the routes (bills, inverse questions); each route has its own.
WITHIN: dict[str, float] = {
    "parameters": EXACT,
    "active_parameters": EXACT,
    "tokens": EXACT,
    "data_tokens": EXACT,
    "data_words": EXACT,
    "data_bytes": EXACT,
    "chip_hours": EXACT,
    "hours": WALL_CLOCK,
    "mfu": STATED_UTILIZATION,
    "price": PAID_FACTOR,
}
COMPUTE_METHODS = tuple(term.id for term in VOCABULARIES["compute_method"])
# Limits of a run; a value outside them has a wrong unit or exponent.
LIMITS: dict[str, tuple[float, float]] = {
    "parameters": (1, 1e16),
    "active_parameters": (1, 1e16),
    "tokens": (1, 1e18),
    "data_tokens": (1, 1e18),
    "data_words": (1, 1e18),
    "data_bytes": (1, 1e19),
    "epochs": (1e-4, 1e7),
    "chips": (1, 1e8),
    "hours": (1e-3, 1e6),
    "days": (1e-3, 1e6),
    "chip_hours": (1e-3, 1e11),
    "peak": (1e6, 1e17),
    "cost": (1e-3, 1e12),
    "price": (1e-3, 1e3),
    "tdp": (1, 1e5),
    "base": (1, 1e30),
    "compute": (1, 1e30),
    "inverse": (1, 1e30),
}


@dataclass(frozen=True)
class Run:
    """The given facts of one training run.

    Args:
        facts: The quantities by the names of `SLOTS` (days as `hours`), each in its base unit.
        chip: The accelerator's name.
        number_format: Format of the arithmetic; if empty, the chip's usual one for training.
        date: Day of the prices.
        usd_year: Year of the dollars of `cost`.
        like: Statements that measure the run against models of known compute.
        confidence: The confidence word of a stated compute, as a source would use it, or "".
        compute_method: How the stated compute was derived (`operations`, `hardware`, or both with a comma), or "".
        domain: The model's domain; "" for language.
        encoder_decoder: Whether a token passes one half of the parameters.
        values: Distributions that replace typed facts, by the same names.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    chip: str = ""
    number_format: str = ""
    date: dt.date | None = None
    usd_year: int | None = None
    like: tuple[RelativeTo, ...] = ()
    confidence: str = ""
    compute_method: str = ""
    domain: str = ""
    encoder_decoder: bool = False
    values: Mapping[str, LogNormal] = field(default_factory=dict)

    def amount(self, name: str) -> LogNormal | None:
        """Return a given quantity with the error of a bare number. None if it is not given."""
        if name in self.values:
            return self.values[name]
        fact = self.facts.get(name)
        if fact is None:
            return None
        factor = WITHIN.get(name, 1.0)
        return fact.within(share_within(fact.value, factor) if SLOTS[name].share else factor)


def read_run(given: Mapping[str, Given | None], **more: object) -> Run:
    """Read the given facts of a run.

    Raises:
        BadInput: Naming the input, its words and the next step.
        NotFound: If no input has a given name.

    Example:
        >>> read_run({"days": "2 weeks"}).facts["hours"].value
        336.0
    """
    facts: dict[str, Fact] = {}
    for name, one in given.items():
        if one is None:
            continue
        key = "hours" if name == "days" else name
        if key in facts:
            raise WrongUsage("--hours and --days both state the time. Give one of them.", slot="days")
        facts[key] = _read_fact(name, one)
    _check_together(facts)
    confidence = str(more.get("confidence", ""))
    if confidence and confidence not in FACTOR_BY_CONFIDENCE:
        raise WrongUsage(
            f"--confidence {confidence!r} is not one of {', '.join(FACTOR_BY_CONFIDENCE)}.", slot="confidence"
        )
    for method in filter(None, str(more.get("compute_method", "")).split(",")):
        if method not in COMPUTE_METHODS:
            raise WrongUsage(f"--compute-method {method[:40]!r} is not one of {', '.join(COMPUTE_METHODS)}.")
    return Run(facts, **more)  # type: ignore[arg-type]


def _read_fact(name: str, one: Given) -> Fact:
    """Read one typed quantity in its base unit: its value, its own spread or None, its words."""
    if name not in SLOTS:
        raise NoSuchChoice("input of the calculator", name, list(SLOTS))
    slot = SLOTS[name]
    value = log_normal(read_input(one, slot))
    low, high = LIMITS.get(name, (0.0, 1.0))
    if not low <= value.median <= high:
        raise WrongUsage(
            f"{slot.option} {one!r}: {value.median:g} is outside {low:g} to {high:g}. Was a unit or an exponent "
            "mistyped?",
            slot=name,
        )
    unit = {"days": "hours"}.get(slot.unit, slot.unit)
    words = one.strip() if isinstance(one, str) else short(value.median)
    source = f"given as {words}" if isinstance(one, str) else "given"
    return Fact(value.median, unit, (), words, "=", words, None if is_bare(one) else value, source)


def log_normal(value: Uncertain) -> LogNormal:
    """Return the log-normal with the same 90% interval as a distribution; methods multiply only log-normals."""
    if isinstance(value, LogNormal):
        return value
    if isinstance(value, LogitNormal):
        if not value.sigma_logit:
            return LogNormal(median=float(value.median))
        low, high = (float(end) for end in 10 ** value.at(np.array([-Z_90, Z_90]))[0])
        return LogNormal.from_interval(low=low, high=high)
    return near_lognormal(value)


def _check_together(facts: Mapping[str, Fact]) -> None:
    """Refuse values that contradict each other, or state one thing twice."""
    total, active = facts.get("parameters"), facts.get("active_parameters")
    if total is not None and active is not None and active.value > total.value:
        raise WrongUsage(
            f"--active-parameters {active.value:g} are more than --parameters {total.value:g}. Swap them?",
            slot="active_parameters",
        )
    if "chip_hours" in facts and "chips" in facts and "hours" in facts:
        raise WrongUsage(
            "--chip-hours, --chips and a time state the chip time twice. Give chip-hours, or chips and the time.",
            slot="chip_hours",
        )
    if "tokens" in facts and {"data_tokens", "data_words", "data_bytes"} & set(facts):
        raise WrongUsage(
            "--tokens are those that passed through training; with --data-tokens, --data-words or --data-bytes the "
            "data are stated twice. Give one of them.",
            slot="data_tokens",
        )


def facts_given(run: Run, tables: Catalogue) -> RunFacts:
    """Return the facts of a typed run, for the methods that records use too.

    Tokens are those that passed through training. If epochs are given, they are the tokens of the data.

    Raises:
        BadInput: If dollars of another year cannot be converted.
        NotFound: If the accelerator is not in the table, with the nearest names.
    """
    given = run.facts
    data = {
        unit: given[name]
        for unit, name in (("tokens", "data_tokens"), ("words", "data_words"), ("bytes", "data_bytes"))
        if name in given
    }
    seen = given.get("tokens")
    if seen is not None and "epochs" in given:
        data, seen = {"tokens": seen}, None
    base, chip = given.get("base"), tables.chips.find(run.chip).name if run.chip else ""
    return RunFacts(
        model="",
        date=None,
        compute=_stated_compute(given.get("compute")),
        parameters=given.get("parameters"),
        active=given.get("active_parameters"),
        tokens_seen=seen,
        data=data,
        epochs=given.get("epochs"),
        chip_hours=given.get("chip_hours"),
        chips=given.get("chips"),
        hours=given.get("hours"),
        chip=chip,
        chip_claims=(),
        utilization=given.get("mfu"),
        cost_usd=_in_dollars_of_the_prices(run, tables),
        is_sequence=True,
        is_sparse=False,
        is_encoder_decoder=run.encoder_decoder,
        is_convolutional=False,
        is_recommender=False,
        confidence=run.confidence,
        compute_methods=tuple(filter(None, run.compute_method.split(","))),
        domains=frozenset({run.domain} if run.domain else ()),
        base_models=("as given",) if base else (),
        base=base.within(1.0) if base else None,
        number_formats=(run.number_format,) if run.number_format else (),
        chip_names=(chip,) if chip else (),
        peak=given.get("peak"),
        price=given.get("price"),
        priced_on=run.date,
        is_typed=True,
    )


def _stated_compute(fact: Fact | None) -> Fact | None:
    """Return a typed compute with the words of a source's statement. None if no compute is given."""
    if fact is None:
        return None
    stated = fact.stated if "FLOP" in fact.stated else f"{short(fact.value)} FLOP"
    return Fact(fact.value, "FLOP", (), fact.as_written, "=", stated, fact.spread, fact.source)


def _in_dollars_of_the_prices(run: Run, tables: Catalogue) -> Fact | None:
    """Return the cost in dollars of the prices' year. None if no cost is given."""
    cost = run.facts.get("cost")
    if cost is None:
        return None
    if run.usd_year is None:
        return Fact(cost.value, "USD", (), cost.as_written, "=", cost.stated, cost.spread, "given")
    year = run.date.year if run.date else max(tables.index.values)
    ratio = tables.index.ratio(run.usd_year, year)
    if isinstance(ratio, Unknown):
        raise WrongUsage(f"--usd-year: {ratio.reason}")
    source = f"given, in dollars of {run.usd_year}, × {ratio:.3f} for {year}"
    spread = cost.spread * ratio if cost.spread else None
    return Fact(cost.value * ratio, "USD", (), cost.as_written, "=", cost.stated, spread, source)
