"""A list's own hourly rates compared with the training costs it states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import msgspec

from flopwatch.catalogue import Chips
from flopwatch.domain import Claim, digits, exact
from flopwatch.identity import fold_chip_of_rate
from flopwatch.records import Record, base_value

IN_PLACE_OF_COST = ": Training Cost"  # the list's key; some entries give chip-hours there


class CostRow(msgspec.Struct, frozen=True):
    """One stated cost, and the cost computed from the list's rates and chip time.

    Args:
        model: The model's name.
        source: Id of the list.
        stated: The cost as the list writes it.
        chip_time: The chip time it states, in its words; "" if it states none.
        rate: The rate that applies, in its words; "" if it states none for that chip.
        computed_usd: Chip-hours × rate, in USD; None without both.
        ratio: Computed over stated; None without both.
        verdict: `follows`, `differs` or `undetermined`.
        note: The rate that would give the stated cost, in a sentence.
    """

    model: str
    source: str
    stated: str
    chip_time: str
    rate: str
    computed_usd: float | None
    ratio: float | None
    verdict: str
    note: str


class ShareRow(msgspec.Struct, frozen=True):
    """The share of peak at which a model's compute would cost the stated amount, at the list's rate.

    Args:
        model: The model's name.
        stated: The cost as the list writes it.
        compute: The compute, in its words.
        chip: The chip whose rate is used.
        rate: The rate, in its words.
        share_of_peak: compute ÷ (cost ÷ rate × 3600 s × peak).
    """

    model: str
    stated: str
    compute: str
    chip: str
    rate: str
    share_of_peak: float


def costs_by_list_rates(records: Mapping[str, Record]) -> tuple[CostRow, ...]:
    """Compare every training cost stated by a source with hourly rates with those rates.

    A cost follows if chip-hours × rate agrees within one unit of its last printed digit (lists truncate as often as
    they round). Of a list and its copies, the first by id is used.
    """
    rates = _rates(records)
    rows: list[CostRow] = []
    seen: set[tuple[str, str]] = set()
    for record in records.values():
        if record.kind != "model":
            continue
        costs = [one for one in record.claims.values() if one.field == "training_cost" and one.source in rates]
        for cost in sorted(costs, key=lambda one: one.source):
            if (record.id, cost.as_written) in seen:
                continue
            seen.add((record.id, cost.as_written))
            rows += _rows(record, cost, rates[cost.source])
    return tuple(sorted(rows, key=lambda row: (row.model.casefold(), row.verdict, row.chip_time)))


def _rates(records: Mapping[str, Record]) -> dict[str, dict[str, Claim]]:
    """Return the claim of each price, by source and by the chip's folded name."""
    found: dict[str, dict[str, Claim]] = {}
    for record in records.values():
        if record.kind != "chip":
            continue
        for claim in record.claims.values():
            if claim.field == "price" and claim.unit == "USD/chip-hour":
                for name in (record.name, *record.aliases):
                    found.setdefault(claim.source, {})[fold_chip_of_rate(name)] = claim
    return found


def _rows(record: Record, cost: Claim, rates: Mapping[str, Claim]) -> Iterator[CostRow]:
    stated = float(base_value(cost)[0])
    times = [
        one
        for one in record.claims.values()
        if one.field == "chip_hours" and one.source == cost.source and one.relation in ("=", "≈")
    ]
    for time in sorted(times, key=lambda one: one.as_written):
        chip = time.qualifiers.get("chip", "")
        rate = rates.get(fold_chip_of_rate(chip))
        hours = float(base_value(time)[0])
        if rate is None:
            note = (
                f"{digits(hours, 4)} {chip} hours would cost ${digits(stated / hours, 3)} each; the list states no "
                "rate for them"
            )
            yield CostRow(
                record.name,
                cost.source,
                cost.as_written,
                time.as_written,
                "",
                None,
                None,
                "undetermined",
                note,
            )
            continue
        computed = hours * float(exact(rate.value))
        follows = abs(computed - stated) <= _last_digit(cost)
        note = "" if follows else f"needs ${digits(stated / hours, 3)} an hour"
        yield CostRow(
            record.name,
            cost.source,
            cost.as_written,
            time.as_written,
            rate.as_written,
            computed,
            computed / stated,
            "follows" if follows else "differs",
            note,
        )
    if not times:
        yield _without_time(record, cost, stated, rates)


def _without_time(record: Record, cost: Claim, stated: float, rates: Mapping[str, Claim]) -> CostRow:
    named = _rated(record, rates)
    note = "no chip time is stated"
    rate = ""
    if named:
        hours = stated / float(exact(named[0].value))
        rate = named[0].as_written
        note = (
            f"no chip time is stated; at this rate it is {digits(hours, 4)} chip-hours, or {digits(hours / 24, 3)} "
            "chip-days"
        )
    computed = None
    elsewhere = next(
        (one for one in record.claims.values() if one.field == "chip_hours" and "chip" not in one.qualifiers),
        None,
    )
    if named and elsewhere is not None:
        computed = float(base_value(elsewhere)[0]) * float(exact(named[0].value))
        note += f"; {elsewhere.source} has {elsewhere.as_written} chip-hours, which would cost ${digits(computed, 3)}"
    ratio = computed / stated if computed else None
    return CostRow(record.name, cost.source, cost.as_written, "", rate, computed, ratio, "undetermined", note)


def _rated(record: Record, rates: Mapping[str, Claim]) -> list[Claim]:
    return [rates[fold_chip_of_rate(name)] for name in record.values("chip") if fold_chip_of_rate(name) in rates]


def times_in_chip_hours(records: Mapping[str, Record]) -> tuple[CostRow, ...]:
    """Compare the chip-hours that a source with rates gives in place of a cost with its own chips × time.

    It follows if both agree within one unit of the last digit; the cost at the list's rate is given too.
    """
    rates = _rates(records)
    rows: list[CostRow] = []
    for record in records.values():
        for claim in sorted(record.claims.values(), key=lambda one: one.source):
            if claim.field != "chip_hours" or claim.source not in rates or not claim.locator.endswith(IN_PLACE_OF_COST):
                continue
            if any(one.field == "training_cost" and one.source == claim.source for one in record.claims.values()):
                continue
            row = _in_chip_hours(record, claim, rates[claim.source])
            if row is not None and all(one.model != row.model for one in rows):
                rows.append(row)
    return tuple(sorted(rows, key=lambda row: row.model.casefold()))


def _in_chip_hours(record: Record, claim: Claim, rates: Mapping[str, Claim]) -> CostRow | None:
    same_row = {
        one.field: one
        for one in record.claims.values()
        if one.source == claim.source
        and one.locator == claim.locator
        and one.field in ("chip_count", "training_time", "chip")
    }
    if not {"chip_count", "training_time", "chip"} <= set(same_row):
        return None
    stated = float(base_value(claim)[0])
    product = float(base_value(same_row["chip_count"])[0]) * float(base_value(same_row["training_time"])[0])
    kind = re.sub(r"^[0-9]{1,4}g(?:b)?", "", fold_chip_of_rate(same_row["chip"].value))
    rate = rates.get(kind)
    follows = abs(product - stated) <= _last_digit(claim)
    usd = stated * float(exact(rate.value)) if rate is not None else None
    shown = f"{same_row['chip_count'].as_written} × {same_row['training_time'].as_written}"
    note = f"{digits(product, 6)} chip-hours"
    return CostRow(
        record.name,
        claim.source,
        claim.as_written,
        shown,
        rate.as_written if rate else "",
        usd,
        product / stated,
        "follows" if follows else "differs",
        note,
    )


def shares_of_peak(records: Mapping[str, Record], chips: Chips) -> tuple[ShareRow, ...]:
    """Return, for every cost stated with a compute in the same list, the share of peak that links them, by rated chip.


    If the costs had been derived from compute by one assumed utilisation, all shares would equal it.
    """
    rates = _rates(records)
    rows: list[ShareRow] = []
    for record in records.values():
        for cost in sorted(record.claims.values(), key=lambda one: one.source):
            if (
                cost.field != "training_cost"
                or cost.source not in rates
                or any(row.model == record.name for row in rows)
            ):
                continue
            compute = next(
                (
                    one
                    for one in record.claims.values()
                    if one.field == "training_compute" and one.source == cost.source
                ),
                None,
            )
            if compute is None:
                continue
            flop, stated = float(base_value(compute)[0]), float(base_value(cost)[0])
            met: set[str] = set()
            for name in record.values("chip"):
                rate = rates[cost.source].get(fold_chip_of_rate(name))
                if rate is None or rate.as_written in met:
                    continue
                met.add(rate.as_written)
                chip, _, peak = chips.peak(name)
                share = flop / (stated / float(exact(rate.value)) * 3600 * peak)
                rows.append(
                    ShareRow(record.name, cost.as_written, compute.as_written, chip.name, rate.as_written, share)
                )
    return tuple(sorted(rows, key=lambda row: (row.model.casefold(), row.chip)))


def _last_digit(cost: Claim) -> float:
    """Return one unit of the last printed digit: 1000 for $245k, 0.1 million for $4.6M."""
    value = base_value(cost)[0]
    written = re.search(r"[0-9]{1,12}(?:\.([0-9]{1,6}))?", cost.as_written.replace(",", ""))
    if written is None:
        return float(value) / 10
    shown = Decimal(written[0])
    scale = value / shown if shown else Decimal(1)
    return float(scale.scaleb(-len(written[1] or "")))


def costs_as_markdown(rows: Sequence[CostRow]) -> str:
    """Format the rows as a Markdown table, as in `docs/methods/cost.md`."""
    head = (
        "| model | stated | chip time | rate | chip time × rate | ratio | verdict | note |\n|---|---|---|---|--:|--:"
        "|---|---|"
    )
    lines = [
        f"| {one.model} | {one.stated} | {one.chip_time or '—'} | {one.rate or '—'} | "
        f"{'—' if one.computed_usd is None else f'${one.computed_usd:,.0f}'} | "
        f"{'—' if one.ratio is None else f'{one.ratio:.2f}'} | "
        f"{one.verdict} | {one.note} |"
        for one in rows
    ]
    return "\n".join([head, *lines])


def more_as_markdown(times: Sequence[CostRow], shares: Sequence[ShareRow]) -> str:
    """Format the costs stated in chip-hours, and the shares of peak, as two Markdown tables."""
    lines = [
        "| model | stated in place of a cost | chips × time | ratio | verdict | at the list's rate |",
        "|---|---|---|--:|---|--:|",
    ]
    lines += [
        f"| {one.model} | {one.stated} | {one.chip_time} = {one.note} | {one.ratio:.2f} | {one.verdict} | "
        f"{'—' if one.computed_usd is None else f'${one.computed_usd:,.0f}'} |"
        for one in times
    ]
    lines += [
        "",
        "| model | stated | petaFLOP | chip | rate | share of peak it takes |",
        "|---|---|--:|---|---|--:|",
    ]
    lines += [
        f"| {one.model} | {one.stated} | {one.compute} | {one.chip} | {one.rate} | {one.share_of_peak:.2f} |"
        for one in shares
    ]
    return "\n".join(lines)
