"""The tables that the arithmetic is given: developers, model names, thresholds, the frontier. Curated data, loaded
once.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from flopwatch.domain.claims import Source


class Developer(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation: id, name, other names sources use, category term, ISO country codes."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    category: str = ""
    countries: tuple[str, ...] = ()


class KnownModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model's identity: id `developer/name`, the name shown, other names that mean it, and the base it folds
    under.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    base: str = ""
    kind: str = "model"


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A compute threshold: its size in FLOP (exact decimal), its label, what it is for, and where that is written."""

    flop: str
    label: str
    meaning: str
    source: str


class Rule(msgspec.Struct, frozen=True, kw_only=True, rename={"starts": "from"}):
    """A rule of law that names an amount of compute.

    Args:
        id: Its id.
        name: What it is called.
        jurisdiction: Where it holds.
        meaning: What it says, in our words.
        status: `in force`, `signed`, `rescinded`, ….
        source: Id of the source.
        flop: The amount, an exact decimal in FLOP; "" where the rule speaks of a share instead.
        share_of_base: `1/3`: a modifier's own compute as a share of the original model's.
        counts: `run` or `cumulative` (base model included).
        applies_to: Domains it is limited to; empty for all.
        starts: ISO date from which it holds; "" if not yet known.
        until: ISO date on which it ended; "" if it has not.
        confirmed: Whether our reading was checked against a text of the rule.
    """

    id: str
    name: str
    jurisdiction: str
    meaning: str
    status: str
    source: str
    flop: str = ""
    share_of_base: str = ""
    counts: str = "run"
    applies_to: tuple[str, ...] = ()
    starts: str = ""
    until: str = ""
    confirmed: bool = False


class FrontierPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The largest value of a quantity believed at a date: what nobody had exceeded by then."""

    quantity: str  # `training_compute`, `parameters` or `tokens_seen`
    date: str
    value: str
    model: str
    source: str


class ChipPrice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one chip cost at a date, in USD of that date (exact decimals): rented for an hour, or bought.

    Args:
        date: ISO date.
        on_demand: USD per chip-hour, rented by the hour.
        one_year: USD per chip-hour, committed for one year.
        three_year: USD per chip-hour, committed for three years.
        purchase: USD to buy one.
        vendor: Who sells or rents it.
        place: The region it is rented in.
        of: The form of the chip that the source names (`NVIDIA A100 PCIe`), where it is not the chip's own name.
        estimate: Whether the source worked the price out instead of finding it.
        link: Where the source found it.
    """

    date: str
    on_demand: str = ""
    one_year: str = ""
    three_year: str = ""
    purchase: str = ""
    vendor: str = ""
    place: str = ""
    of: str = ""
    estimate: bool = False
    link: str = ""


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """An accelerator: the names sources use, what it can do, and what it cost. Numbers are exact decimals as text.

    Args:
        id: Id, `maker-chip`.
        name: Its name.
        peak_flop_per_s: Dense peak in FLOP/s by number format (int8: operations/s), never the doubled figure for sparse
            matrices; empty where the source states none.
        aliases: Other names that mean it, among them the forms of the same peak (SXM, PCIe, 40 and 80 GB).
        memory_bytes: Memory in bytes, one value for each size it came in, the smallest first.
        tdp_w: Power it is designed for, in W.
        released: ISO date of its release; of several forms, of the first.
        source: Id of the source of the peaks.
        where: The place in it.
        per: What one "chip" is where sources differ (a TPU chip holds two cores).
        prices: Its prices, the earliest first.
        price_source: Id of the source of the prices.
    """

    id: str
    name: str
    peak_flop_per_s: dict[str, str]
    aliases: tuple[str, ...] = ()
    memory_bytes: tuple[str, ...] = ()
    tdp_w: str = ""
    released: str = ""
    source: str = ""
    where: str = ""
    per: str = "chip"
    prices: tuple[ChipPrice, ...] = ()
    price_source: str = ""


class IndexYear(msgspec.Struct, frozen=True, kw_only=True):
    """A price index in one year: the mean of so many months' values."""

    year: int
    value: str
    months: int
    source: str


class GridYear(msgspec.Struct, frozen=True, kw_only=True):
    """A country's carbon intensity of electricity in one year, in kgCO2e/kWh."""

    country: str
    year: int
    kgco2e_per_kwh: str
    source: str
    where: str


@dataclass(frozen=True, kw_only=True)
class CuratedTables:
    """The rows of the curated tables that calculations look things up in.

    Args:
        sources: Every source by id.
        chips: Accelerators.
        thresholds: The thresholds, lowest first.
        rules: Rules of law that name an amount of compute.
        frontier: What nobody had exceeded, by date.
        index: Price index by year.
        grid: Carbon intensity of electricity by country and year.
    """

    sources: dict[str, Source]
    chips: tuple[Chip, ...]
    thresholds: tuple[Threshold, ...]
    rules: tuple[Rule, ...]
    frontier: tuple[FrontierPoint, ...]
    index: tuple[IndexYear, ...]
    grid: tuple[GridYear, ...]
