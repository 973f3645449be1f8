"""A list's own hourly rates against the training costs it states: which follow from its chip time, and what the others would need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.domain import Claim, exact
from flopwatch.estimation.numbers import digits
from flopwatch.records import Record, base_value


@dataclass(frozen=True)
class CostRow:
    """One stated cost beside what the list's rates make of its chip time.

    Args:
        model: The model's name.
        source: Id of the list.
        stated: The cost as the list writes it.
        chip_time: The chip time it states, in its words; "" where it states none.
        rate: The rate that applies, in its words; "" where it states none for that chip.
        computed_usd: Chip-hours × rate, in USD; None without both.
        verdict: `follows`, `differs` or `cannot be told`.
        note: What it would take, in a sentence.
    """

    model: str
    source: str
    stated: str
    chip_time: str
    rate: str
    computed_usd: float | None
    verdict: str
    note: str


def costs_by_list_rates(records: Mapping[str, Record]) -> tuple[CostRow, ...]:
    """Every training cost that a source with hourly rates states, against those rates.

    A cost follows if chip-hours × rate agrees with it within one unit of its last printed digit (lists cut digits off as often as they
    round). Of a list and its copies the first by id speaks.
    """
    rates = _rates(records)
    rows: list[CostRow] = []
    seen: set[tuple[str, str]] = set()
    for record in records.values():
        if record.kind != "model":
            continue
        costs = [
            one for one in record.claims.values() if one.field == "training_cost" and one.source in rates
        ]
        for cost in sorted(costs, key=lambda one: one.source):
            if (record.id, cost.as_written) in seen:
                continue
            seen.add((record.id, cost.as_written))
            rows += _rows(record, cost, rates[cost.source])
    return tuple(sorted(rows, key=lambda row: (row.model.casefold(), row.verdict, row.chip_time)))


def _rates(records: Mapping[str, Record]) -> dict[str, dict[str, Claim]]:
    """By source, by the chip's folded name: the claim of its price."""
    found: dict[str, dict[str, Claim]] = {}
    for record in records.values():
        if record.kind != "chip":
            continue
        for claim in record.claims.values():
            if claim.field == "price" and claim.unit == "USD/chip-hour":
                for name in (record.name, *record.aliases):
                    found.setdefault(claim.source, {})[_folded(name)] = claim
    return found


def _folded(name: str) -> str:
    return re.sub(r"[\s\-]|google|nvidia", "", name.casefold())


def _rows(record: Record, cost: Claim, rates: Mapping[str, Claim]) -> Iterator[CostRow]:
    stated = float(base_value(cost)[0])
    times = [
        one
        for one in record.claims.values()
        if one.field == "chip_hours" and one.source == cost.source and one.relation in ("=", "≈")
    ]
    for time in sorted(times, key=lambda one: one.as_written):
        chip = time.qualifiers.get("chip", "")
        rate = rates.get(_folded(chip))
        hours = float(base_value(time)[0])
        if rate is None:
            note = f"{digits(hours, 4)} {chip} hours would cost ${digits(stated / hours, 3)} each; the list states no rate for them"
            yield CostRow(
                record.name, cost.source, cost.as_written, time.as_written, "", None, "cannot be told", note
            )
            continue
        computed = hours * float(exact(rate.value))
        follows = abs(computed - stated) <= _last_digit(cost)
        note = "" if follows else f"it would take ${digits(stated / hours, 3)} an hour"
        yield CostRow(
            record.name, cost.source, cost.as_written, time.as_written, rate.as_written, computed,
            "follows" if follows else "differs", note,
        )  # fmt: skip
    if not times:
        yield _without_time(record, cost, stated, rates)


def _without_time(record: Record, cost: Claim, stated: float, rates: Mapping[str, Claim]) -> CostRow:
    named = [rates[_folded(name)] for name in record.values("chip") if _folded(name) in rates]
    note = "no chip time is stated"
    rate = ""
    if named:
        hours = stated / float(exact(named[0].value))
        rate = named[0].as_written
        note = f"no chip time is stated; at this rate it is {digits(hours, 4)} chip-hours, or {digits(hours / 24, 3)} chip-days"
    return CostRow(record.name, cost.source, cost.as_written, "", rate, None, "cannot be told", note)


def _last_digit(cost: Claim) -> float:
    """One unit of the last digit that is printed: 1000 for $245k, 0.1 million for $4.6M."""
    value = base_value(cost)[0]
    written = re.search(r"[0-9]{1,12}(?:\.([0-9]{1,6}))?", cost.as_written.replace(",", ""))
    if written is None:
        return float(value) / 10
    shown = Decimal(written[0])
    scale = value / shown if shown else Decimal(1)
    return float(scale.scaleb(-len(written[1] or "")))


def as_markdown(rows: Sequence[CostRow]) -> str:
    """The rows as a Markdown table, as `docs/methods/cost.md` keeps it."""
    head = "| model | stated | chip time | rate | chip time × rate | verdict | note |\n|---|---|---|---|--:|---|---|"
    lines = [
        f"| {one.model} | {one.stated} | {one.chip_time or '—'} | {one.rate or '—'} | "
        f"{'—' if one.computed_usd is None else f'${one.computed_usd:,.0f}'} | {one.verdict} | {one.note} |"
        for one in rows
    ]
    return "\n".join([head, *lines])
