"""Checks of single rows of curated tables."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from urllib.parse import urlsplit

import msgspec

from flopwatch.domain import (
    VOCABULARIES,
    Chip,
    ChipPrice,
    Circumstance,
    ComparedList,
    Correct,
    Developer,
    FrontierPoint,
    LeftOutRow,
    PartialDate,
    Rule,
    Source,
    Threshold,
    canonical,
    exact,
    field,
    unit,
)
from flopwatch.sources.readers import READERS

_LOADED_BY = tuple(name for name, _ in READERS)

CIRCUMSTANCES = ("capability", "price", "multiple", "base")
FRONTIER_UNITS = {"training_compute": "FLOP", "parameters": "parameters", "tokens_seen": "tokens"}


def check_source(one: Source) -> Source:
    """Return the source if its date, rank and file details are valid.

    Raises:
        ValueError: Naming the value that cannot.
    """
    if one.date:
        PartialDate.from_iso(one.date)
    if one.rank < 0:
        raise ValueError(f"rank {one.rank} is negative")
    if one.reader and one.reader not in _LOADED_BY:
        raise ValueError(f"reader {one.reader!r} is not one of {', '.join(_LOADED_BY)}")
    if one.address:
        parts = urlsplit(one.address)
        if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in one.address):
            raise ValueError(f"address {one.address!r} is not an http(s) address")
        if not one.reader:
            raise ValueError(f"address {one.address!r} has no reader that takes it")
    if one.cadence_days is not None and one.cadence_days < 1:
        raise ValueError(f"cadence_days {one.cadence_days} is not 1 or more")
    return one


def check_left_out(one: LeftOutRow) -> LeftOutRow:
    """Return the row if it has a name and a reason, and its compute is a positive decimal or absent.

    Raises:
        ValueError: Naming the value that is not.
    """
    for key, value in (("name", one.name), ("reason", one.reason)):
        if not value.strip():
            raise ValueError(f"{key} is empty")
    if one.training_compute and exact(one.training_compute) <= 0:
        raise ValueError(f"training_compute {one.training_compute!r} is not positive")
    return one


def check_circumstance(one: Circumstance) -> Circumstance:
    """Return the row if its kind is known, its value positive, its date a date, and its range one.

    Raises:
        ValueError: Naming the value that is not.
    """
    if one.kind not in CIRCUMSTANCES:
        raise ValueError(f"kind {one.kind!r} is not one of {', '.join(CIRCUMSTANCES)}")
    if (one.kind == "base") != (not one.value):
        raise ValueError(f"value {one.value!r}: a base has none, and everything else has one")
    if one.value and exact(one.value) <= 0:
        raise ValueError(f"value {one.value!r} is not positive")
    if one.date:
        PartialDate.from_iso(one.date)
    if (one.kind in ("multiple", "base")) != bool(one.than):
        raise ValueError("`than`, the other model, belongs to a multiple or a base and to nothing else")
    if one.high and exact(one.high) < exact(one.value):
        raise ValueError(f"high {one.high!r} is below value {one.value!r}")
    return one


def check_compared(one: ComparedList) -> ComparedList:
    """Return the list if its counts add up and each of its rows is a row with a date or none.

    Raises:
        ValueError: Naming the value that is not.
    """
    named = (*one.missing, *one.set_aside)
    if one.rows != one.here + len(named):
        raise ValueError(f"rows {one.rows} is not here {one.here} + {len(named)} named")
    for row in named:
        check_left_out(
            LeftOutRow(name=row.name, source=one.source, reason=row.reason, training_compute=row.training_compute)
        )
        if row.published:
            PartialDate.from_iso(row.published)
    return one


def check_developer(one: Developer) -> Developer:
    """Return the developer if its category and countries are vocabulary terms.

    Raises:
        ValueError: Naming the word that is none.
    """
    if one.category and one.category not in ids_of_terms("organization_category"):
        raise ValueError(f"category {one.category!r} is not an organization_category")
    for country in one.countries:
        if country not in ids_of_terms("country"):
            raise ValueError(f"country {country!r} is not an ISO code of the vocabulary")
    return one


@cache
def ids_of_terms(vocabulary: str) -> frozenset[str]:
    """Return the ids of a vocabulary's terms."""
    return frozenset(term.id for term in VOCABULARIES[vocabulary])


def check_correction(row: Correct) -> Correct:
    """Return the correction with its value in canonical form, if it is complete: value, reason, status and end.

    Raises:
        ValueError: Saying what it lacks.
        FlopwatchError: If its field or unit is not known.
    """
    about = field(row.field)
    if row.action == "override" and row.value:
        if about.kind == "quantity":
            unit(row.unit)
            row = msgspec.structs.replace(row, value=canonical(exact(row.value)))
        elif about.kind == "date":
            PartialDate.from_iso(row.value)
    elif row.action != "strike" or not row.source:
        raise ValueError("the action is neither 'override', which needs a value, nor 'strike', which needs a source")
    if not row.reason or not row.status:
        raise ValueError("has no reason or no status; a correction needs both")
    if set(row.expect) != {"source", "value"}:
        raise ValueError('needs expect = { source = "…", value = "…" }, so that it ends when the source is corrected')
    return row


def check_threshold(row: Threshold) -> Threshold:
    """Return the threshold if its size is a positive decimal.

    Raises:
        ValueError: Naming the size.
    """
    if exact(row.flop) <= 0:
        raise ValueError(f"flop {row.flop} is not positive")
    return row


def check_rule(rule: Rule) -> Rule:
    """Return the rule if it names one amount and a known way of counting, and its dates and domains exist.

    Raises:
        ValueError: Naming what is wrong.
    """
    if bool(rule.flop) == bool(rule.share_of_base):
        raise ValueError("a rule names either flop or share_of_base")
    if rule.flop:
        exact(rule.flop)
    elif not re.fullmatch(r"[1-9][0-9]?/[1-9][0-9]?", rule.share_of_base):
        raise ValueError(f"share_of_base {rule.share_of_base!r} is not a fraction such as 1/3")
    if rule.counts not in ("run", "cumulative"):
        raise ValueError(f"counts {rule.counts!r} is neither run nor cumulative")
    terms = {term.id for term in VOCABULARIES["domain"]}
    for word in rule.applies_to:
        if word not in terms:
            raise ValueError(f"applies_to {word!r} is not a domain")
    for date in filter(None, (rule.starts, rule.until)):
        PartialDate.from_iso(date)
    return rule


# Plausible bounds of an accelerator's numbers; a value outside them has the wrong unit.
_BYTES = (Decimal(10**8), Decimal(10**13))

_WATTS = (Decimal(5), Decimal(100_000))

_RENTS, _BOUGHT = ("on_demand", "one_year", "three_year"), "purchase"
_USD = {**dict.fromkeys(_RENTS, (Decimal("0.001"), Decimal(1_000))), _BOUGHT: (Decimal(10), Decimal(10**7))}


def check_chip(chip: Chip) -> Chip:
    """Return the accelerator if its numbers are plausible exact decimals and its prices are sorted by date.

    Raises:
        ValueError: Naming the number that is not plausible.
    """
    for number_format, peak in chip.peak_flop_per_s.items():
        if number_format not in ids_of_terms("number_format") or not 10**6 < exact(peak) < 10**17:
            raise ValueError(f"peak {number_format} {peak}: no number format, or no dense peak from 1e6 to 1e17 FLOP/s")
    sizes = [check_within(size, "memory_bytes", _BYTES) for size in chip.memory_bytes]
    if sizes != sorted(set(sizes)):
        raise ValueError("memory_bytes does not list each size once, the smallest first")
    if chip.tdp_w:
        check_within(chip.tdp_w, "tdp_w", _WATTS)
    if chip.released:
        PartialDate.from_iso(chip.released)
    for price in chip.prices:
        _check_price(price)
    if [price.date for price in chip.prices] != sorted(price.date for price in chip.prices):
        raise ValueError("prices are not sorted by date, the earliest first")
    return chip


def _check_price(price: ChipPrice) -> None:
    PartialDate.from_iso(price.date)
    stated = {name: text for name in (*_RENTS, _BOUGHT) if (text := getattr(price, name))}
    if not stated:
        raise ValueError(f"the price of {price.date} states none of {', '.join((*_RENTS, _BOUGHT))}")
    for name, text in stated.items():
        check_within(text, f"{name} of {price.date}", _USD[name])
    if price.link and not price.link.startswith("https://"):
        raise ValueError(f"the link of {price.date}, {price.link!r:.100}, does not begin with https://")


def check_within(text: str, name: str, bounds: tuple[Decimal, Decimal]) -> Decimal:
    """Read a number and refuse it outside its bounds, both inclusive."""
    value = exact(text)
    if not bounds[0] <= value <= bounds[1]:
        raise ValueError(f"{name} {text} is not between {bounds[0]} and {bounds[1]}; is the unit right?")
    return value


def check_point(row: FrontierPoint) -> FrontierPoint:
    """Return the frontier point with its value in canonical form.

    Raises:
        ValueError: If its quantity, date or value is not valid.
    """
    if row.quantity not in FRONTIER_UNITS:
        raise ValueError(f"quantity {row.quantity!r} is not one of {', '.join(FRONTIER_UNITS)}")
    PartialDate.from_iso(row.date)
    return msgspec.structs.replace(row, value=canonical(exact(row.value)))
