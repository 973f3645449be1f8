"""The calculator: any mix of inputs about one training run, by every route they allow, and the inverse questions."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from flopwatch.catalogue import Catalogue
from flopwatch.domain import BadInput, Chip, NotFound, Unknown, digits, exact, short
from flopwatch.estimation.combination import combine
from flopwatch.estimation.inputs import Given, Slot, read_input
from flopwatch.estimation.methods.hardware import UTILIZATION_SINCE_2020, prior_utilization
from flopwatch.estimation.methods.money import (
    FINAL_RUN_SHARE,
    SECONDS_PER_HOUR,
    compute_from_cost,
    near_lognormal,
)
from flopwatch.estimation.methods.relative import RelativeTo, compute_from_relatives
from flopwatch.estimation.receipts import receipt
from flopwatch.estimation.results import Estimate, Input, MethodResult
from flopwatch.estimation.run_facts import facts_of
from flopwatch.records import Record
from flopwatch.statistics import LogNormal, Product, Uncertain

# A plain count is stated to two or three digits; a plain time or utilisation is rounder. As in the methods for models.
COUNT_ROUNDING, TIME_ROUNDING, SHARE_ROUNDING = 1.05, 1.1, 1.1

SLOTS: dict[str, Slot] = {
    one.name: one
    for one in (
        Slot("parameters", "parameters"),
        Slot("active_parameters", "parameters"),
        Slot("tokens", "tokens"),
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
        Slot("compute", "FLOP", confused=("FLOP/s", "FLOP/s is a speed, FLOP an amount: write 3.8e25 FLOP.")),
        Slot("inverse", "FLOP", confused=("FLOP/s", "FLOP/s is a speed, FLOP an amount: write 1e25 FLOP.")),
    )
}
ROUNDING = {
    "parameters": COUNT_ROUNDING,
    "active_parameters": COUNT_ROUNDING,
    "tokens": COUNT_ROUNDING,
    "chip_hours": COUNT_ROUNDING,
    "hours": TIME_ROUNDING,
    "days": TIME_ROUNDING,
    "mfu": SHARE_ROUNDING,
}
# A run within these; what lies outside is a slip of a unit or an exponent.
LIMITS: dict[str, tuple[float, float]] = {
    "parameters": (1, 1e16),
    "active_parameters": (1, 1e16),
    "tokens": (1, 1e18),
    "epochs": (1e-4, 1e7),
    "chips": (1, 1e8),
    "hours": (1e-3, 1e6),
    "days": (1e-3, 1e6),
    "chip_hours": (1e-3, 1e11),
    "peak": (1e6, 1e17),
    "cost": (1e-3, 1e12),
    "price": (1e-3, 1e3),
    "tdp": (1, 1e5),
    "compute": (1, 1e30),
    "inverse": (1, 1e30),
}


@dataclass(frozen=True)
class Run:
    """What is given of one training run: distributions in base units by the names of `SLOTS`, with the words they came
    in.

    Args:
        values: `parameters`, `active_parameters` (parameters); `tokens`, `epochs`; `chips`; `hours`; `chip_hours`;
            `mfu` (fraction); `peak` (FLOP/s); `cost` (USD); `price` (USD/chip-hour); `tdp` (W); `compute`, `inverse`
            (FLOP).
        words: The same in the words given.
        chip: The accelerator's name.
        number_format: Format of the arithmetic; the chip's usual one for training where empty.
        date: Day of the prices.
        usd_year: Year of the dollars of `cost`.
        like: Statements that measure the run against models of known compute.
    """

    values: Mapping[str, Uncertain]
    words: Mapping[str, str] = field(default_factory=dict)
    chip: str = ""
    number_format: str = ""
    date: dt.date | None = None
    usd_year: int | None = None
    like: tuple[RelativeTo, ...] = ()


def read_run(given: Mapping[str, Given | None], **more: object) -> Run:
    """Read what is given of a run.

    Raises:
        BadInput: Naming the input, its words and the next step.
        NotFound: If an input has no such name.

    Example:
        >>> read_run({"days": "2 weeks"}).values["hours"].median
        336.0
    """
    values: dict[str, Uncertain] = {}
    words: dict[str, str] = {}
    for name, one in given.items():
        if one is None:
            continue
        if name not in SLOTS:
            raise NotFound(f"{name!r} is no input of the calculator. Inputs: {', '.join(SLOTS)}.")
        slot = SLOTS[name]
        value = read_input(one, slot, rounding=ROUNDING.get(name, 1.0))
        low, high = LIMITS.get(name, (0.0, 1.0))
        if not low <= value.median <= high:
            raise BadInput(
                f"{slot.option} {one!r}: {value.median:g} is outside {low:g} to {high:g}. Was a unit or an exponent "
                "mistyped?"
            )
        key = "hours" if name == "days" else name
        if key in values:
            raise BadInput("--hours and --days both state the time. Give one of them.")
        values[key], words[key] = value, one if isinstance(one, str) else ""
    _check_together(values)
    return Run(values, words, **more)  # type: ignore[arg-type]


def _check_together(values: Mapping[str, Uncertain]) -> None:
    """What single values cannot show."""
    total, active = values.get("parameters"), values.get("active_parameters")
    if total is not None and active is not None and active.median > total.median:
        raise BadInput(f"--active-parameters {active.median:g} are more than --parameters {total.median:g}. Swap them?")
    if "chip_hours" in values and "chips" in values and "hours" in values:
        raise BadInput(
            "--chip-hours, --chips and a time state the chip time twice. Give chip-hours, or chips and the time."
        )


def calculate(run: Run, tables: Catalogue, name: str = "This run") -> Estimate:
    """The training compute of a run by every route its inputs allow, combined as for a model.

    Raises:
        BadInput: If no route is possible; it says what each one lacks.
        NotFound: If the accelerator is not in the table, with the nearest names.
    """
    tried = (_reported(run), _counted(run), _ran(run, tables), _bought(run, tables), _compared(run))
    methods = [one for one in tried if isinstance(one, MethodResult)]
    missing = [one for one in tried if isinstance(one, Unknown)]
    if not methods:
        raise BadInput("Too little is given. " + " ".join(f"{one.reason}." for one in missing if one.reason))
    found = combine(facts_of(nothing_stated(name)), methods, missing, (), tables.thresholds)
    assert isinstance(found, Estimate), "combine gives an estimate wherever there is a method"
    return dataclasses.replace(found, working_text=receipt(name, found, {}, tables.thresholds))


def nothing_stated(name: str) -> Record:
    """A record of a model of which nothing is stated."""
    return Record(id="", kind="model", name=name, aliases=(), fields={}, unknown={}, claims={})


def _used(run: Run, key: str, symbol: str, name: str, unit: str) -> Input:
    words = run.words.get(key, "")
    return Input(
        symbol,
        name,
        near_lognormal(run.values[key]),
        unit,
        (),
        f"given as {words}" if words else "given",
    )


def _reported(run: Run) -> MethodResult | Unknown:
    if "compute" not in run.values:
        return Unknown("")
    used = _used(run, "compute", "C", "training compute", "FLOP")
    return MethodResult("reported", used.value, f"given: {short(used.value.median)} FLOP", (used,))


def _counted(run: Run) -> MethodResult | Unknown:
    """compute = 6 × N × D, with the active parameters where they are given, and tokens × epochs."""
    working = "active_parameters" if "active_parameters" in run.values else "parameters"
    lacking = [option for option, key in (("--parameters", working), ("--tokens", "tokens")) if key not in run.values]
    if lacking:
        return Unknown(f"Counting operations needs {' and '.join(lacking)}")
    inputs = [
        _used(run, working, "N", working.replace("_", " "), "parameters"),
        _used(run, "tokens", "D", "tokens" if "epochs" in run.values else "tokens seen", "tokens"),
    ]
    formula = f"6 × {short(inputs[0].value.median)} × {short(inputs[1].value.median)}"
    factors: list[Uncertain] = [LogNormal(median=6.0), run.values[working], run.values["tokens"]]
    if "epochs" in run.values:
        inputs.append(_used(run, "epochs", "e", "epochs", "epochs"))
        factors.append(run.values["epochs"])
        formula += f" × {digits(inputs[-1].value.median, 3)}"
    return MethodResult("operations", Product.of(factors).as_lognormal(), formula, tuple(inputs))


def chip_of(run: Run, tables: Catalogue) -> Chip | None:
    """The accelerator of a run; None where none is named."""
    return tables.chips.find(run.chip) if run.chip else None


def peak_of(run: Run, tables: Catalogue) -> Input | Unknown:
    """Dense peak of one chip, given or looked up by name and number format.

    Raises:
        NotFound: If the chip or its peak in that format is not in the table.
    """
    if "peak" in run.values:
        return _used(run, "peak", "p", "peak of a chip", "FLOP/s")
    if not run.chip:
        return Unknown("--chip or --peak")
    chip = tables.chips.find(run.chip)
    chip, number_format, peak = _format(run, tables)
    source = f"data/chips.toml, {chip.where or chip.source}"
    return Input("p", f"dense peak of {chip.name} in {number_format}", LogNormal(median=peak), "FLOP/s", (), source)


def _format(run: Run, tables: Catalogue) -> tuple[Chip, str, float]:
    """The accelerator, the number format given or its usual one, and its peak."""
    chip = tables.chips.find(run.chip)
    if not run.number_format:
        return tables.chips.peak(run.chip)
    wanted = run.number_format.casefold()
    if wanted not in chip.peak_flop_per_s:
        raise NotFound(
            f"--number-format {run.number_format!r}: {chip.name} has a dense peak in "
            f"{', '.join(chip.peak_flop_per_s)}, not in that format. Give --peak instead."
        )
    return chip, wanted, float(exact(chip.peak_flop_per_s[wanted]))


def utilization_of(run: Run, tables: Catalogue) -> tuple[Uncertain, Input]:
    """Utilisation, given or the prior of the chip's era, as a factor and as an input."""
    if "mfu" in run.values:
        return run.values["mfu"], _used(run, "mfu", "u", "utilisation", "fraction")
    prior, whose = UTILIZATION_SINCE_2020, "accelerators since 2020"
    if run.chip:
        chip, number_format, _ = _format(run, tables)
        prior, whose = prior_utilization(chip, number_format)
    low, high = prior.interval()
    source = f"prior for {whose}: median {digits(prior.median)}, 90% {digits(low)} to {digits(high)}"
    return prior, Input("u", "utilisation", prior, "fraction", (), source)


def _ran(run: Run, tables: Catalogue) -> MethodResult | Unknown:
    """compute = chip-hours × 3600 s/h × peak × utilisation, chip-hours being chips × hours where not given."""
    if "chip_hours" in run.values:
        inputs = [_used(run, "chip_hours", "T", "chip-hours", "chip-hours")]
        shown = f"{short(inputs[0].value.median)} chip-hours"
    elif "chips" in run.values and "hours" in run.values:
        inputs = [_used(run, "chips", "n", "chips", "chips"), _used(run, "hours", "t", "time", "hours")]
        shown = f"{digits(inputs[0].value.median, 6)} × {digits(inputs[1].value.median, 4)} h"
    else:
        lacking = [one for one, key in (("--chips", "chips"), ("--days", "hours")) if key not in run.values]
        if len(lacking) == 1:
            return Unknown(f"The hardware route needs {lacking[0]} too, or --chip-hours")
        return Unknown("The hardware route needs --chips and --days, or --chip-hours, with --chip")
    peak = peak_of(run, tables)
    if isinstance(peak, Unknown):
        return Unknown(f"The hardware route needs {peak.reason}")
    factor, mfu = utilization_of(run, tables)
    factors: list[Uncertain] = [
        *(one.value for one in inputs),
        LogNormal(median=SECONDS_PER_HOUR),
        peak.value,
        factor,
    ]
    formula = f"{shown} × 3600 s × {short(peak.value.median)} FLOP/s × {digits(mfu.value.median)}"
    return MethodResult("hardware", Product.of(factors).as_lognormal(), formula, (*inputs, mfu, peak))


def price_of(run: Run, tables: Catalogue) -> Input | Unknown:
    """Rent of the chip for an hour, given or looked up by date."""
    if "price" in run.values:
        return _used(run, "price", "r", "rent of a chip for an hour", "USD/chip-hour")
    chip = chip_of(run, tables)
    if chip is None:
        return Unknown("--chip or --price")
    found = tables.offers.at(chip.id, run.date)
    if isinstance(found, Unknown):
        return Unknown(f"--price: {found.reason}")
    return Input(
        "r",
        f"rent of {chip.name} for an hour",
        found.usd,
        "USD/chip-hour",
        (),
        f"{found.source}: {found.words}",
    )


def _bought(run: Run, tables: Catalogue) -> MethodResult | Unknown:
    if "cost" not in run.values:
        return Unknown("The cost route needs --cost, --chip and a --date")
    price, peak = price_of(run, tables), peak_of(run, tables)
    for one in (price, peak):
        if isinstance(one, Unknown):
            return Unknown(f"The cost route needs {one.reason}")
    assert isinstance(price, Input) and isinstance(peak, Input)  # noqa: PT018
    budget, note = near_lognormal(run.values["cost"]), "given"
    if run.usd_year is not None:
        year = run.date.year if run.date else max(tables.index.values, default=run.usd_year)
        ratio = tables.index.ratio(run.usd_year, year)
        if isinstance(ratio, Unknown):
            return Unknown(f"--usd-year: {ratio.reason}")
        budget, note = budget * ratio, f"given, in dollars of {run.usd_year}, × {ratio:.3f} for {year}"
    factor, mfu = utilization_of(run, tables)
    sources = {"B": note, "r": price.source, "p": peak.source, "u": mfu.source}
    return compute_from_cost(budget, price.value, peak.value, factor, FINAL_RUN_SHARE, sources=sources)


def _compared(run: Run) -> MethodResult | Unknown:
    if not run.like:
        return Unknown("Comparing needs --like, such as --like '0.4x GPT-4'")
    return compute_from_relatives(run.like)


# ------------------------------------------------------------------ inverse questions


@dataclass(frozen=True)
class InverseAnswer:
    """What an amount of compute takes: the quantity, its distribution, its unit and the formula with its numbers."""

    quantity: str
    value: LogNormal
    unit: str
    formula: str


def invert(run: Run, tables: Catalogue) -> tuple[InverseAnswer, ...]:
    """What the compute of `inverse` takes, in every quantity that what is given determines.

    With a chip: chip-hours and chip-days, and the days that so many chips take or the chips that so many days take;
    with parameters the tokens, with tokens the parameters.

    Raises:
        BadInput: If no amount is given.
        NotFound: If the accelerator is not in the table.
    """
    if "inverse" not in run.values:
        raise BadInput("--inverse needs an amount of compute, such as --inverse 1e25")
    target = run.values["inverse"]
    amount = short(near_lognormal(target).median)
    answers: list[InverseAnswer] = []
    peak = peak_of(run, tables)
    if isinstance(peak, Input):
        factor, mfu = utilization_of(run, tables)
        per_hour: list[Uncertain] = [peak.value, factor, LogNormal(median=SECONDS_PER_HOUR)]
        rate = f"({short(peak.value.median)} FLOP/s × {digits(mfu.value.median)}"
        hours = Product.of([target], per_hour).as_lognormal()
        answers.append(InverseAnswer("chip-hours", hours, "chip-hours", f"{amount} ÷ {rate} × 3600 s)"))
        answers.append(InverseAnswer("chip-days", hours * (1 / 24), "chip-days", f"{amount} ÷ {rate} × 86 400 s)"))
        if "chips" in run.values:
            chips = run.values["chips"]
            days = Product.of([target], [*per_hour, chips, LogNormal(median=24.0)]).as_lognormal()
            many = digits(near_lognormal(chips).median, 6)
            answers.append(InverseAnswer("days", days, "days", f"{amount} ÷ {rate} × 86 400 s × {many} chips)"))
        elif "hours" in run.values:
            time = run.values["hours"]
            chips = Product.of([target], [*per_hour, time]).as_lognormal()
            shown = digits(near_lognormal(time).median / 24, 4)
            answers.append(InverseAnswer("chips", chips, "chips", f"{amount} ÷ {rate} × 86 400 s × {shown} days)"))
    working = "active_parameters" if "active_parameters" in run.values else "parameters"
    six = LogNormal(median=6.0)
    if working in run.values:
        tokens = Product.of([target], [six, run.values[working]]).as_lognormal()
        shown = short(near_lognormal(run.values[working]).median)
        answers.append(InverseAnswer("tokens", tokens, "tokens", f"{amount} ÷ (6 × {shown})"))
    elif "tokens" in run.values:
        parameters = Product.of([target], [six, run.values["tokens"]]).as_lognormal()
        shown = short(near_lognormal(run.values["tokens"]).median)
        answers.append(InverseAnswer("parameters", parameters, "parameters", f"{amount} ÷ (6 × {shown})"))
    if not answers:
        raise BadInput(
            f"--inverse {amount}: give --chip (how many chip-days?), --parameters (how many tokens?) or --tokens too."
        )
    return tuple(answers)
