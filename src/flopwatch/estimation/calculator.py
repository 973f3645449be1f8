"""The calculator: a typed run, estimated by the same methods as a record."""

from __future__ import annotations

from functools import partial

from flopwatch.catalogue import Catalogue
from flopwatch.domain import Chip, Unknown, WrongUsage, exact
from flopwatch.estimation.estimate import estimate_run
from flopwatch.estimation.methods.hardware import prior_utilization, prior_words
from flopwatch.estimation.methods.money import compute_from_stated_cost
from flopwatch.estimation.methods.relative import compute_from_relatives
from flopwatch.estimation.results import Estimate, Input
from flopwatch.estimation.run_given import Run, facts_given
from flopwatch.statistics import LogNormal

NAME = "This run"


def calculate(run: Run, tables: Catalogue, name: str = NAME) -> Estimate:
    """Estimate the training compute of a run, in FLOP, by every method that its facts allow, combined as for a model.

    Args:
        run: The run's typed facts.
        tables: Accelerators, prices, the price index, thresholds.
        name: Name of the run on the receipt.

    Raises:
        BadInput: If no method is possible; the message lists what each one lacks.
        NotFound: If the accelerator or its peak in a number format is not in the table, with the nearest names.
    """
    chip_of(run, tables)
    _known_format(run, tables)
    facts = facts_given(run, tables)
    compared = (
        compute_from_relatives(run.like) if run.like else Unknown("compared with no other model", "not-applicable")
    )
    from_cost = partial(compute_from_stated_cost, facts, tables.chips, tables.offers)
    found = estimate_run(name, facts, tables, {}, (compared,), from_cost)
    if isinstance(found, Unknown):
        said = f" {compared.reason}." if run.like and isinstance(compared, Unknown) else ""
        raise WrongUsage(f"Too little is given.{said} {what_lacks(run)}")
    return found


def what_lacks(run: Run) -> str:
    """List, for each route, the options that it still needs.

    Example:
        >>> print(what_lacks(Run()).split(". ")[0])
        Counting operations needs --parameters and --tokens
    """
    given = set(run.facts) | ({"chip"} if run.chip else set())
    working = "active_parameters" if "active_parameters" in given else "parameters"
    time = ("chip_hours",) if "chip_hours" in given else ("chips", "hours" if "hours" in given else "days")
    chip = () if "peak" in given else ("chip",)
    asked = [
        ("Counting operations", _lacking(given, working, "tokens")),
        ("The hardware route", _lacking(given, *time, *chip) + (", or --chip-hours" if len(time) > 1 else "")),
        ("The cost route", _lacking(given, "cost", "chip")),
    ]
    if not run.like:
        asked.append(("Comparing", "--like, such as --like '0.4x GPT-4'"))
    return " ".join(f"{route} needs {options}." for route, options in asked if options)


def _lacking(given: set[str], *names: str) -> str:
    missing = [f"--{one.replace('_', '-')}" for one in names if one not in given]
    return " and ".join([", ".join(missing[:-1]), missing[-1]] if missing[:-1] else missing)


def chip_of(run: Run, tables: Catalogue) -> Chip | None:
    """Return the accelerator of a run, or None if none is named."""
    return tables.chips.find(run.chip) if run.chip else None


def peak_of(run: Run, tables: Catalogue) -> Input | Unknown:
    """Return the dense peak of one chip, given or looked up by name and number format.

    Raises:
        NotFound: If the chip or its peak in that format is not in the table.
    """
    given = run.amount("peak")
    if given is not None:
        return Input("p", "peak of a chip", given, "FLOP/s", (), run.facts["peak"].source if run.facts else "given")
    if not run.chip:
        return Unknown("--chip or --peak")
    chip, number_format, peak = _known_format(run, tables) or tables.chips.peak(run.chip)
    name = f"dense peak of {chip.name} in {number_format}"
    source, where = chip.peak_source(number_format)
    return Input("p", name, LogNormal(median=peak), "FLOP/s", (), f"data/chips.toml, {where or source}")


def _known_format(run: Run, tables: Catalogue) -> tuple[Chip, str, float] | None:
    """Return the accelerator with its peak in the given number format, or None if no format is given, or the
    table lacks it and the peak is given.
    """
    if not (run.chip and run.number_format):
        return None
    chip, wanted = tables.chips.find(run.chip), run.number_format.casefold()
    if wanted not in chip.peak_flop_per_s and run.amount("peak") is not None:
        return None
    if wanted not in chip.peak_flop_per_s:
        raise WrongUsage(
            f"--number-format {run.number_format!r}: {chip.name} has a dense peak in "
            f"{', '.join(chip.peak_flop_per_s)}, not in that format. Give --peak instead.",
            slot="number_format",
        )
    return chip, wanted, float(exact(chip.peak_flop_per_s[wanted]))


def utilization_given(run: Run, tables: Catalogue) -> Input:
    """Return the utilisation of a run: given, or the prior of the chip's era."""
    given = run.amount("mfu")
    if given is not None:
        return Input("u", "utilisation", given, "fraction", (), run.facts["mfu"].source if run.facts else "given")
    found = (_known_format(run, tables) or tables.chips.peak(run.chip)) if run.chip else (None, "", 0.0)
    prior, whose = prior_utilization(found[0], found[1])
    return Input("u", "utilisation", prior, "fraction", (), prior_words(prior, whose))


def price_of(run: Run, tables: Catalogue) -> Input | Unknown:
    """Return the rent of the chip, in USD per chip-hour: given, or looked up by date."""
    given = run.amount("price")
    if given is not None:
        return Input("r", "rent of a chip for an hour", given, "USD/chip-hour", (), "given")
    chip = chip_of(run, tables)
    if chip is None:
        return Unknown("--chip or --price")
    found = tables.offers.at(chip.id, run.date)
    if isinstance(found, Unknown):
        return Unknown(f"--price: {found.reason}")
    name = f"rent of {chip.name} for an hour"
    return Input("r", name, found.usd, "USD/chip-hour", (), f"{found.source}: {found.words}")
