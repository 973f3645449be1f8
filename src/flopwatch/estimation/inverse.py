"""The inverse questions: chips, days, tokens or parameters for a given amount of compute."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.catalogue import Catalogue
from flopwatch.domain import WrongUsage, digits, short
from flopwatch.estimation.calculator import peak_of, utilization_given
from flopwatch.estimation.results import Input
from flopwatch.estimation.routes import SECONDS_PER_HOUR
from flopwatch.estimation.run_given import Run
from flopwatch.statistics import LogNormal, product


@dataclass(frozen=True)
class InverseAnswer:
    """One quantity that an amount of compute implies: its distribution, unit and formula with its numbers."""

    quantity: str
    value: LogNormal
    unit: str
    formula: str


def invert(run: Run, tables: Catalogue) -> tuple[InverseAnswer, ...]:
    """Return every quantity that the compute in `inverse` and the other given facts determine.

    With a chip: chip-hours and chip-days, and the days for a given number of chips or the chips for given days. With
    parameters the tokens, with tokens the parameters.

    Raises:
        BadInput: If no amount is given.
        NotFound: If the accelerator is not in the table.
    """
    target = run.amount("inverse")
    if target is None:
        raise WrongUsage("--inverse needs an amount of compute, such as --inverse 1e25")
    amount = short(target.median)
    answers = [*_by_hardware(run, tables, target, amount), *_by_counting(run, target, amount)]
    if not answers:
        raise WrongUsage(
            f"--inverse {amount}: give --chip (how many chip-days?), --parameters (how many tokens?) or --tokens too."
        )
    return tuple(answers)


def _over(target: LogNormal, *divisors: LogNormal) -> LogNormal:
    inverse = [LogNormal(median=1 / one.median, sigma_dex=one.sigma_dex) for one in divisors]
    return product([target, *inverse])


def _by_hardware(run: Run, tables: Catalogue, target: LogNormal, amount: str) -> list[InverseAnswer]:
    peak = peak_of(run, tables)
    if not isinstance(peak, Input):
        return []
    mfu = utilization_given(run, tables)
    per_hour = (peak.value, mfu.value, LogNormal(median=SECONDS_PER_HOUR))
    rate = f"({short(peak.value.median)} FLOP/s × {digits(mfu.value.median)}"
    hours = _over(target, *per_hour)
    answers = [
        InverseAnswer("chip-hours", hours, "chip-hours", f"{amount} ÷ {rate} × 3600 s)"),
        InverseAnswer("chip-days", hours * (1 / 24), "chip-days", f"{amount} ÷ {rate} × 86 400 s)"),
    ]
    chips, time = run.amount("chips"), run.amount("hours")
    if chips is not None:
        days = _over(target, *per_hour, chips, LogNormal(median=24.0))
        many = digits(chips.median, 6)
        answers.append(InverseAnswer("days", days, "days", f"{amount} ÷ {rate} × 86 400 s × {many} chips)"))
    elif time is not None:
        shown = digits(time.median / 24, 4)
        found = _over(target, *per_hour, time)
        answers.append(InverseAnswer("chips", found, "chips", f"{amount} ÷ {rate} × 86 400 s × {shown} days)"))
    return answers


def _by_counting(run: Run, target: LogNormal, amount: str) -> list[InverseAnswer]:
    six = LogNormal(median=6.0)
    working, tokens = run.amount("active_parameters") or run.amount("parameters"), run.amount("tokens")
    if working is not None:
        formula = f"{amount} ÷ (6 × {short(working.median)})"
        return [InverseAnswer("tokens", _over(target, six, working), "tokens", formula)]
    if tokens is not None:
        formula = f"{amount} ÷ (6 × {short(tokens.median)})"
        return [InverseAnswer("parameters", _over(target, six, tokens), "parameters", formula)]
    return []
