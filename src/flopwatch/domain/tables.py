"""The tables that the arithmetic is given: developers, model names, thresholds, the frontier. Curated data, loaded once."""

from __future__ import annotations

import msgspec


class Developer(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation: id, name, other names sources use, category term, ISO country codes."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    category: str = ""
    countries: tuple[str, ...] = ()


class KnownModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model's identity: id `developer/name`, the name shown, other names that mean it, and the base it folds under."""

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


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """An accelerator: id, names sources use, dense peak FLOP/s by number format (exact decimals), release date.

    `per` says what one "chip" of the peak is where sources differ (a TPU chip holds two cores).
    """

    id: str
    name: str
    peak_flop_per_s: dict[str, str]
    aliases: tuple[str, ...] = ()
    released: str = ""
    source: str = ""
    where: str = ""
    per: str = "chip"
