"""Models of known compute: the rows that the regressions are fitted to, and those that test them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flopwatch.analysis import domain_group, lead_developer
from flopwatch.domain import PartialDate, Unknown, has_open_weights
from flopwatch.estimation import Doubted, Estimate, facts_of
from flopwatch.records import Record

LEAST_LOG = 23.0  # log10 FLOP of the smallest model that a regression is fitted to
SCORED_LOG = 24.0  # log10 FLOP of the smallest model that tests it
AGREEMENT = 3.0  # a count and a time within this factor of each other are known whatever the source calls them
_SURE = frozenset({"Confident", "Likely", "High-precision"})
_CIRCULAR = frozenset({"imputed", "cost", "third-party", "other"})  # a source's own word for its method
_COUNTED = frozenset({"operations", "hardware", "reported"})
_SMALL = re.compile(
    r"\b(?:mini|nano|small|flash|haiku|lite|light|air|tiny|fast|instant|micro|edge"
    r"|embeddings?|robotics|ocr|tts|guard|translate|transcribe)\b"
)


@dataclass(frozen=True)
class Traits:
    """The facts of a model that nobody needs its compute for.

    Args:
        id: The record's id.
        name: Its name.
        developer: The organisation it is counted under: every Google team as Google.
        developers: All its developers, as the record writes them.
        day: The last day that its date of publication allows.
        is_language: Whether it reads or writes text.
        is_open: Whether its weights can be downloaded.
        is_small: Whether its name is that of a smaller tier (mini, flash, haiku, …) or of one task (embedding, OCR, …).
    """

    id: str
    name: str
    developer: str
    developers: tuple[str, ...]
    day: dt.date
    is_language: bool
    is_open: bool
    is_small: bool

    @cached_property
    def years(self) -> float:
        """Years since the start of 2024."""
        return (self.day - dt.date(2024, 1, 1)).days / 365.25


@dataclass(frozen=True)
class KnownCompute:
    """A model whose compute was counted, timed or reported by its developer.

    Args:
        traits: Its other facts.
        log_compute: log10 of its compute in FLOP.
        basis: How the compute is known: the methods, and the source's own words for its method.
    """

    traits: Traits
    log_compute: float
    basis: str


def traits_of(record: Record) -> Traits | None:
    """Return the facts of a model, or None if it has no date or no developer."""
    published, developers = record.value("published"), record.values("developer")
    if not published or not developers:
        return None
    words = re.sub(r"[^a-z0-9]+", " ", record.name.casefold()[:200])
    return Traits(
        record.id,
        record.name,
        lead_developer(developers[0]),
        developers,
        PartialDate.from_iso(published).latest,
        domain_group(record.values("domain")) != "other",
        bool(has_open_weights(record.value("access") or "") or record.values("weights")),
        bool(_SMALL.search(words)),
    )


def why_not_known(record: Record, estimate: Estimate | Unknown | None) -> str:
    """Return why a model's compute is no truth, or "" if it is.

    Truth is counted (parameters and tokens), timed (chips and hours) or reported by the developer, of a base model, and
    its source is sure of it, or the count agrees with the time. It is never from benchmarks, money or another model
    alone: those are the evidence that it tests.
    """
    if not isinstance(estimate, Estimate) or isinstance(estimate, Doubted):
        return "its compute is not known"
    if record.is_variant or record.base or record.values("base_model"):
        return "it is built upon another model"
    words = set(record.values("training_compute_method"))
    methods = {one.method for one in estimate.methods}
    if words & _CIRCULAR:
        return f"its source derived it otherwise ({', '.join(sorted(words & _CIRCULAR))})"
    if not (methods - {"imputed", "reported", "relative"} or words & _COUNTED or _states_inputs(record)):
        return "nothing says how it was counted"
    counted_and_timed = {"operations", "hardware"} <= methods and estimate.agreement <= AGREEMENT
    if not counted_and_timed and facts_of(record).confidence not in _SURE:
        return "no source is sure of it"
    return ""


def known_models(
    records: Mapping[str, Record], estimates: Mapping[str, Estimate | Unknown], least: float = LEAST_LOG
) -> tuple[KnownCompute, ...]:
    """Return the models of known compute of at least 10^least FLOP, by date and id.

    Args:
        records: Every record by id.
        estimates: Every estimate by id.
        least: log10 of the smallest compute, in FLOP.
    """
    found = []
    for key, record in records.items():
        estimate = estimates.get(key)
        if record.kind != "model" or not isinstance(estimate, Estimate) or why_not_known(record, estimate):
            continue
        traits, log = traits_of(record), math.log10(estimate.compute_flop.median)
        if traits is not None and log >= least:
            found.append(KnownCompute(traits, log, _basis(record, estimate)))
    return tuple(sorted(found, key=lambda one: (one.traits.day, one.traits.id)))


def scored_rows(known: Iterable[KnownCompute]) -> tuple[KnownCompute, ...]:
    """Return the rows that test the estimates: those of at least 10^24 FLOP."""
    return tuple(one for one in known if one.log_compute >= SCORED_LOG)


def _states_inputs(record: Record) -> bool:
    return any(record.values(field) for field in ("parameters", "active_parameters", "chip_count", "chip_hours"))


def _basis(record: Record, estimate: Estimate) -> str:
    methods = " + ".join(one.method for one in estimate.methods)
    words = ", ".join(record.values("training_compute_method"))
    return f"{methods}; the source says: {words or 'nothing'}"
