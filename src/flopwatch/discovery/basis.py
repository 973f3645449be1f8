"""Basis of discovery: the models that the census has, and the compute that models of a period took."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from flopwatch.census import Census, estimate_of
from flopwatch.discovery.ranking import Peer
from flopwatch.domain import PartialDate, exact
from flopwatch.identity import About, NameIndex, base_key, fold_name, read_name, weights_key
from flopwatch.records import Record, about_entry


class CensusModel(msgspec.Struct, frozen=True):
    """One model of the census: its id, names, the addresses that name it, and what tells it from others."""

    id: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    parameters: tuple[float, ...]
    published: str
    developers: tuple[str, ...]
    compute_flop: float | None


_MOST_WORDS = 12  # of a name
_FIRST_YEAR = 2020  # of the developers' hardware; document 000 searches from here on
_HALF_YEARS = (1, 7)  # months


class Basis(msgspec.Struct, frozen=True):
    """The part of the census that discovery needs.

    Args:
        models: The models.
        peers: Those whose compute is estimated.
        runs: By developer the ordinals of half years, each with the compute of one run on all its hardware, in FLOP.
    """

    models: tuple[CensusModel, ...]
    peers: tuple[Peer, ...]
    runs: dict[str, tuple[tuple[int, float], ...]] = {}


def basis_of(census: Census) -> Basis:
    """Return what discovery needs of a census."""
    models, peers = [], []
    for record in census.models():
        about, estimate = about_entry(record), estimate_of(census, record.id)
        flop = estimate.compute_flop.median if estimate else None
        models.append(model_of(record, flop))
        if flop and about.published and not record.is_variant:
            active = record.value("active_parameters")
            size = float(exact(active)) if active else next(iter(about.parameters), None)
            peers.append(Peer(PartialDate.from_iso(about.published).earliest.toordinal(), size, flop))
    return Basis(tuple(models), tuple(peers), _runs_of(census))


def model_of(record: Record, compute_flop: float | None = None) -> CensusModel:
    """Return the part of a record that discovery needs."""
    about = about_entry(record)
    return CensusModel(
        record.id,
        (record.name, *record.aliases),
        tuple(sorted(about.keys)),
        about.parameters,
        about.published,
        tuple(sorted(about.developers)),
        compute_flop,
    )


def _runs_of(census: Census) -> dict[str, tuple[tuple[int, float], ...]]:
    """Return the compute that each developer's hardware could give to one run, at each half year up to the census's."""
    runs: dict[str, list[tuple[int, float]]] = defaultdict(list)
    years = range(_FIRST_YEAR, census.as_of.year + 1)
    for day in (day for year in years for month in _HALF_YEARS if (day := dt.date(year, month, 1)) <= census.as_of):
        for names, capacity in census.catalogue.owners.capacities(day):
            for name in names:
                runs[name].append((day.toordinal(), capacity.run_flop.median))
    return {name: tuple(some) for name, some in sorted(runs.items())}


@dataclass(frozen=True)
class Match:
    """The model of the census that a find may be: its id, and whether that is certain."""

    model: str
    certain: bool


class KnownModels:
    """The models of the census by address, by name and by likeness."""

    def __init__(self, basis: Basis) -> None:
        """Index the names and addresses."""
        self._models = basis.models
        self._by_key = {key: one.id for one in basis.models for key in one.keys}
        self._by_name: dict[str, str] = {}
        self._compute: dict[str, float] = {}
        self._runs = {fold_name(name): some for name, some in basis.runs.items()}
        for one in basis.models:
            for name in one.names:
                if key := weights_key(name):
                    self._by_name.setdefault(key, one.id)
                if one.compute_flop is not None:
                    self._compute.setdefault(base_key(name), one.compute_flop)

    @cached_property
    def _likeness(self) -> NameIndex:
        index = NameIndex()
        for one in self._models:
            about = About(
                "", one.parameters, one.published, frozenset(one.developers), frozenset(), frozenset(one.keys)
            )
            for name in one.names:
                index.add(one.id, name, about)
        return index

    def exactly(self, name: str, address: str = "", key: str = "") -> str:
        """Return the id of the model with this address or name, formats aside; "" if none has it.

        Args:
            name: The name.
            address: Its address as in `CensusModel.keys`, or "".
            key: Its `weights_key`, where that is known.
        """
        return self._by_key.get(address, "") or self._by_name.get(key or weights_key(name), "")

    def compute_of(self, name: str) -> float | None:
        """Return the training compute that the census has for a model or for another release of its base, in FLOP. None
        if unknown.
        """
        return self._compute.get(base_key(name))

    def tuned_from(self, name: str) -> str:
        """Return the base of the census that a name states next to its own: its first words and its size, or later
        words with one; "" if it states none.

        `Llama-3.1-Tulu-3-70B` is a tune of Llama-3.1-70B, `Hermes-2-Theta-Llama-3-70B` of Llama-3-70B,
        `NV-Llama2-70B-SteerLM-Chat` of Llama2-70B.
        """
        own, version = base_key(name), _first_version(name)
        for start, size in _beginnings(name):
            base = f"{start} {size}".strip()
            if (key := base_key(base)) != own and key in self._compute and _first_version(base) == version:
                return base
        for base in _later_parts(name):
            if (key := base_key(base)) != own and key in self._compute:
                return base
        return ""

    def has_hardware(self, developer: str, flop: float, day: int) -> bool:
        """Return whether a developer's hardware could give so much compute to one run.

        Args:
            developer: Its name as written.
            flop: The compute, in FLOP.
            day: Ordinal of the day.
        """
        runs = [run for at, run in self._runs.get(fold_name(developer), ()) if at <= day]
        return bool(runs) and runs[-1] >= flop

    def likely(self, name: str, parameters: float | None, published: str) -> Match | None:
        """Return the model that a name most probably denotes. None if no model is likely; slower than `exactly`."""
        about = About("", (parameters,) if parameters else (), published)
        found = self._likeness.candidates(name, about)
        if not found or found[0].answer.same is False:
            return None
        rival = found[1:] and found[1].answer.same and found[1].answer.probability > found[0].answer.probability - 1e-9
        return Match(found[0].model, bool(found[0].answer.same and not rival))


def _first_version(name: str) -> str:
    return read_name(name).version.partition("-")[0]


def _beginnings(name: str) -> Iterator[tuple[str, str]]:
    """Yield the beginnings of a name, the longest first, each with the size that the name states after it or in it."""
    words = _words(name)
    sizes = [word for word in words if read_name(f"x {word}").sizes]
    for count in range(len(words) - 1, 0, -1):
        if sizes:
            start = " ".join(words[:count])
            yield start, "" if sizes[-1] in words[:count] else sizes[-1]


def _later_parts(name: str) -> Iterator[str]:
    """Yield the parts of a name after its first word that state a family, a version and a size, endings first."""
    words = _words(name)
    for end in range(len(words), 1, -1):
        for start in range(1, end):
            part = " ".join(words[start:end])
            read = read_name(part)
            if read.family and read.version and read.sizes:
                yield part


def _words(name: str) -> list[str]:
    return name.rpartition("/")[2].replace("_", "-").replace(" ", "-").split("-")[:_MOST_WORDS]
