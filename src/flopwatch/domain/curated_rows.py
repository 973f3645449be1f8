"""Curated tables used by the arithmetic: developers, model names, thresholds, the frontier. Loaded once."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from flopwatch.domain.claims import Source


class Developer(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation: id, name, aliases, category term, ISO country codes."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    category: str = ""
    countries: tuple[str, ...] = ()


class KnownModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model's identity: id `developer/name`, display name, aliases, and the base model it is counted under."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    base: str = ""
    kind: str = "model"


HEADLINE_FLOP = "1e25"  # the threshold of the first sentence, and of every receipt


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A compute threshold: its size in FLOP (exact decimal), label, purpose, and source."""

    flop: str
    label: str
    meaning: str
    source: str


class LeftOutRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a cited table that is in no file of claims.

    Args:
        name: The model's name, as the table writes it.
        source: Id of the table's source.
        reason: Why it was left out.
        training_compute: Its training compute, an exact decimal in FLOP; "" if the table has none.
    """

    name: str
    source: str
    reason: str
    training_compute: str = ""


class ElsewhereRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of a compared list that is not in the base.

    Args:
        name: The model's name, as the list writes it.
        reason: Why it is not here.
        training_compute: The list's training compute, an exact decimal in FLOP.
        published: ISO date as the list writes it; "" if it has none.
    """

    name: str
    reason: str
    training_compute: str
    published: str = ""


class ComparedList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list that states compute, compared with the base: its rows at or above 1e23 FLOP, by distinct name.

    Args:
        source: Id of the list's source.
        rows: The number of names.
        here: Those that the base has, under whatever name.
        missing: Those that it lacks.
        set_aside: Those that are no missing base model: tunes listed with their base's figure, slips of the list.
    """

    source: str
    rows: int
    here: int
    missing: tuple[ElsewhereRow, ...] = ()
    set_aside: tuple[ElsewhereRow, ...] = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True, rename={"starts": "from"}):
    """A legal rule that names an amount of compute.

    Args:
        id: Its id.
        name: Its name.
        jurisdiction: Its jurisdiction.
        meaning: Its content, in our words.
        status: `in force`, `signed`, `rescinded`, ….
        source: Id of the source.
        flop: The amount, an exact decimal in FLOP; "" if the rule names a share instead.
        share_of_base: `1/3`: a modifier's own compute as a share of the original model's.
        counts: `run`, or `cumulative` (including the base model).
        applies_to: Domains it is limited to; empty for all.
        starts: ISO date from which it applies; "" if not yet known.
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

    @property
    def reading(self) -> str:
        """The content in one sentence, which says so if it was not checked against the text."""
        return self.meaning if self.confirmed else f"As we read it, not checked against the text: {self.meaning}"


class FrontierPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The largest value of a quantity credibly reported by a date; claims far above it are questioned."""

    quantity: str  # `training_compute`, `parameters` or `tokens_seen`
    date: str
    value: str
    model: str
    source: str


class ChipPrice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The price of one chip at a date, in USD of that date (exact decimals): rented per hour, or bought.

    Args:
        date: ISO date.
        on_demand: USD per chip-hour, rented by the hour.
        one_year: USD per chip-hour, committed for one year.
        three_year: USD per chip-hour, committed for three years.
        purchase: USD to buy one.
        vendor: Who sells or rents it.
        place: The region it is rented in.
        of: The chip variant that the source names (`NVIDIA A100 PCIe`), if it differs from the chip's own name.
        estimate: Whether the source estimated the price instead of finding it.
        link: The page that the source took it from.
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


# The formats whose peaks `matrix_source` states.
MATRIX_FORMATS = ("bf16", "fp16", "tf32", "int8")


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """An accelerator: names, peak speeds, and prices. Numbers are exact decimals as text.

    Args:
        id: Id, `maker-chip`.
        name: Its name.
        peak_flop_per_s: Dense peak in FLOP/s by number format (int8: operations/s), never the doubled figure for sparse
            matrices; empty if the source states none.
        aliases: Other names for it, including variants with the same peak (SXM, PCIe, 40 and 80 GB).
        memory_bytes: Memory in bytes, one value for each memory size, smallest first.
        on_chip_memory: True if that memory is on-chip SRAM, not memory outside the chip.
        tdp_w: Thermal design power, in W.
        released: ISO release date; of several variants, of the first.
        source: Id of the source of the peaks.
        where: The place in it.
        matrix_source: Id of the source of 16-bit, tf32 and int8 peaks that `source` lacks or states for sums in fp16.
        matrix_where: The place in it.
        fp8_source: Id of the source of the fp8 peak, if `source` lacks it.
        fp8_where: The place in it.
        per: The meaning of one "chip" if sources differ (a TPU chip holds two cores).
        prices: Its prices, the earliest first.
        price_source: Id of the source of the prices.
    """

    id: str
    name: str
    peak_flop_per_s: dict[str, str]
    aliases: tuple[str, ...] = ()
    memory_bytes: tuple[str, ...] = ()
    on_chip_memory: bool = False
    tdp_w: str = ""
    released: str = ""
    source: str = ""
    where: str = ""
    matrix_source: str = ""
    matrix_where: str = ""
    fp8_source: str = ""
    fp8_where: str = ""
    per: str = "chip"
    prices: tuple[ChipPrice, ...] = ()
    price_source: str = ""

    def peak_source(self, number_format: str) -> tuple[str, str]:
        """Return the id of the source of a format's peak, and the place in it."""
        if self.matrix_source and number_format in MATRIX_FORMATS:
            return self.matrix_source, self.matrix_where
        if self.fp8_source and number_format == "fp8":
            return self.fp8_source, self.fp8_where
        return self.source, self.where


class IndexYear(msgspec.Struct, frozen=True, kw_only=True):
    """A price index in one year: the mean over `months` monthly values."""

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


class Cluster(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cluster or data centre of accelerators, as one row of a table states it. Numbers are exact decimals as text.

    Args:
        name: Its name; several anonymised rows share one.
        row: The table's line, from 2.
        status: `existing`, `planned` or `decommissioned`.
        certainty: The table's word: `confirmed`, `likely` or `unlikely`.
        source: Id of the table's source.
        owner: The owner as written; "" if the table names none.
        developers: Ids of the developers that own it.
        users: Its users as written.
        used_by: Ids of the developers that use it.
        country: Country as written.
        chip: The first kind of accelerator, as written.
        chips: Accelerators in all.
        h100_equivalents: Peak speed as a number of NVIDIA H100.
        power_mw: Power in MW.
        power: `reported` or `calculated`.
        operational: Partial ISO date of first operation, stated or planned.
        decommissioned: Partial ISO date on which it ended.
        superseded_by: Name of the cluster that it became.
        builds_upon: Name of the earlier phase whose chips it includes.
        duplicate_of: Names of rows that may be the same cluster.
    """

    name: str
    row: int
    status: str
    certainty: str
    source: str
    owner: str = ""
    developers: tuple[str, ...] = ()
    users: str = ""
    used_by: tuple[str, ...] = ()
    country: str = ""
    chip: str = ""
    chips: str = ""
    h100_equivalents: str = ""
    power_mw: str = ""
    power: str = ""
    operational: str = ""
    decommissioned: str = ""
    superseded_by: str = ""
    builds_upon: str = ""
    duplicate_of: tuple[str, ...] = ()


class ComputeStock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The compute that a developer used at a date, in H100-equivalents with a 90% interval; rows are not to be added.

    Args:
        name: The row's name.
        row: The table's line, from 2.
        developers: Ids of the developers meant.
        date: ISO date.
        p5: 5th percentile, H100-equivalents.
        p50: Median, H100-equivalents.
        p95: 95th percentile, H100-equivalents.
        source: Id of the table's source.
    """

    name: str
    row: int
    developers: tuple[str, ...]
    date: str
    p5: str
    p50: str
    p95: str
    source: str


class Circumstance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure around a model that says something of its compute, as one row of a table states it.

    Args:
        model: Id of the model.
        kind: `capability` (points of a capabilities index), `price` (USD per million output tokens), `multiple` (of
            another model's compute) or `base` (a model that it was likely built upon).
        value: The figure, an exact decimal; "" of a base.
        name: The row's own name for the model's version; of a multiple or a base the words that state it.
        date: ISO date of the version or of its entry in the listing; "" if the row has none.
        row: The table's line (capability, from 2), its entry (price, from 1) or its row (base, from 1).
        source: Id of the table's source.
        than: Of a multiple or a base: id of the other model.
        high: Of a multiple stated as a range: its upper end.
    """

    model: str
    kind: str
    name: str
    row: int
    source: str
    value: str = ""
    date: str = ""
    than: str = ""
    high: str = ""


@dataclass(frozen=True, kw_only=True)
class CuratedTables:
    """The curated tables that calculations look values up in.

    Args:
        sources: Every source by id.
        chips: Accelerators.
        thresholds: The thresholds, lowest first.
        rules: Rules of law that name an amount of compute.
        frontier: The largest values reported, by date.
        index: Price index by year.
        grid: Carbon intensity of electricity by country and year.
        left_out: Rows of cited tables that are in no file of claims.
        compared: Outside lists, compared with the base.
        circumstances: Figures around models whose compute may be undisclosed.
    """

    sources: dict[str, Source]
    chips: tuple[Chip, ...]
    thresholds: tuple[Threshold, ...]
    rules: tuple[Rule, ...]
    frontier: tuple[FrontierPoint, ...]
    index: tuple[IndexYear, ...]
    grid: tuple[GridYear, ...]
    left_out: tuple[LeftOutRow, ...] = ()
    compared: tuple[ComparedList, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
