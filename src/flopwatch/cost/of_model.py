"""The bill of a model's training run, from stated inputs, else from its compute, through `bill`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flopwatch.catalogue import Catalogue
from flopwatch.cost.bill_of_run import BillLine, amortised_with_energy, bill
from flopwatch.cost.energy import LARGE_OPERATORS
from flopwatch.domain import Chip, NotFound, PartialDate, Unknown, exact
from flopwatch.estimation import EXACT, STATED_UTILIZATION, WALL_CLOCK, Estimate, Run
from flopwatch.identity import file_slug
from flopwatch.records import Record
from flopwatch.statistics import LogNormal

# Field of the record, name in the calculator, and rounding of its plain numbers.
_STATED = (
    ("chip_hours", "chip_hours", EXACT),
    ("chip_count", "chips", 1.0),
    ("training_time", "hours", WALL_CLOCK),
)


@dataclass(frozen=True)
class ModelBill:
    """The bill of training a model.

    Args:
        lines: The bill; a line says which number it lacks.
        fields: The record's fields that the lines use.
        from_compute: Whether the chip-hours come from the estimated compute, because no source states them.
        assumed: The assumptions, in sentences.
    """

    lines: tuple[BillLine, ...]
    fields: tuple[str, ...]
    from_compute: bool
    assumed: tuple[str, ...]


def bill_of(record: Record, estimate: Estimate | Unknown | None, tables: Catalogue) -> ModelBill | Unknown:
    """Compute the bill of a model's training: from stated chip-hours, or from its compute on its training chip.

    Args:
        record: The model.
        estimate: Its estimate of training compute.
        tables: Accelerators, prices, the price index, carbon intensity.

    Returns:
        The bill, or Unknown naming the missing input.
    """
    names = record.values("chip")
    if not names:
        return Unknown("no source states the accelerator")
    chip = _first_known(names, tables)
    if chip is None:
        return Unknown(f"{names[0]} is not in the table of accelerators")
    values: dict[str, LogNormal] = {}
    fields = ["chip"]
    for field_name, slot, rounding in _STATED:
        if number := _number(record, field_name):
            values[slot] = LogNormal.from_factor(median=number, factor=rounding)
            fields.append(field_name)
    if "chip_hours" in values:
        values.pop("hours", None)  # the same time, stated twice
    stated = "chip_hours" in values or {"chips", "hours"} <= set(values)
    if not stated and not isinstance(estimate, Estimate):
        return Unknown("neither the chip time nor the compute is known")
    if not stated and (share := _number(record, "utilization")) and share * STATED_UTILIZATION < 1:
        values["mfu"] = LogNormal.from_factor(median=share, factor=STATED_UTILIZATION)
        fields.append("utilization")
    compute = estimate.compute_flop if isinstance(estimate, Estimate) else LogNormal(median=1.0)
    published, countries = record.value("published"), record.values("country")
    assumed = []
    if len(names) > 1:
        assumed.append(f"Of the accelerators that sources name, {chip.name} did all of it.")
    if published:
        fields.append("published")
        assumed.append("Prices are those of the day of publication.")
    if len(countries) == 1:
        fields.append("country")
        assumed.append("It ran in its developer’s country, on that country’s average electricity.")
    run = Run(values=values, chip=chip.id, date=PartialDate.from_iso(published).latest if published else None)
    operators = {file_slug(one) for one in record.values("developer")}
    try:
        lines = bill(
            run,
            compute,
            tables,
            country=countries[0] if len(countries) == 1 else "",
            large_operator=True if operators & LARGE_OPERATORS else None,
        )
    except NotFound as error:
        return Unknown(str(error))
    both = BillLine("amortised hardware and energy", amortised_with_energy(lines), "USD")
    return ModelBill((*lines, both), tuple(fields), not stated, tuple(assumed))


def bills_of(
    records: Mapping[str, Record], estimates: Mapping[str, Estimate | Unknown], tables: Catalogue
) -> dict[str, ModelBill | Unknown]:
    """Return the bill of every model by id, or the reason why there is none."""
    return {key: bill_of(one, estimates.get(key), tables) for key, one in records.items() if one.kind == "model"}


def _first_known(names: Sequence[str], tables: Catalogue) -> Chip | None:
    """Return the first named accelerator that the table has. None if the table has none of them."""
    for name in names:
        try:
            return tables.chips.find(name)
        except NotFound:
            continue
    return None


def _number(record: Record, name: str) -> float | None:
    value = record.fields.get(name)
    if value is None or value.relation not in ("=", "≈"):
        return None
    return float(exact(value.value))


__all__ = ["ModelBill", "bill_of", "bills_of"]
