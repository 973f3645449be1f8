"""Basis of discovery: the models that the census has, and the compute that models of a period took."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import msgspec

from flopwatch.census import Census, estimate_of
from flopwatch.discovery.ranking import Peer
from flopwatch.domain import PartialDate, exact
from flopwatch.identity import About, NameIndex, base_key, weights_key
from flopwatch.records import about_entry


class CensusModel(msgspec.Struct, frozen=True):
    """One model of the census: its id, names, the addresses that name it, and what tells it from others."""

    id: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    parameters: tuple[float, ...]
    published: str
    developers: tuple[str, ...]
    compute_flop: float | None


class Basis(msgspec.Struct, frozen=True):
    """The part of the census that discovery needs."""

    models: tuple[CensusModel, ...]
    peers: tuple[Peer, ...]


def basis_of(census: Census) -> Basis:
    """Return what discovery needs of a census."""
    models, peers = [], []
    for record in census.models():
        about, estimate = about_entry(record), estimate_of(census, record.id)
        flop = estimate.compute_flop.median if estimate else None
        models.append(
            CensusModel(
                record.id,
                (record.name, *record.aliases),
                tuple(sorted(about.keys)),
                about.parameters,
                about.published,
                tuple(sorted(about.developers)),
                flop,
            )
        )
        if flop and about.published and not record.is_variant:
            active = record.value("active_parameters")
            size = float(exact(active)) if active else next(iter(about.parameters), None)
            peers.append(Peer(PartialDate.from_iso(about.published).earliest.toordinal(), size, flop))
    return Basis(tuple(models), tuple(peers))


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

    def likely(self, name: str, parameters: float | None, published: str) -> Match | None:
        """Return the model that a name most probably denotes. None if no model is likely; slower than `exactly`."""
        about = About("", (parameters,) if parameters else (), published)
        found = self._likeness.candidates(name, about)
        if not found or found[0].answer.same is False:
            return None
        rival = found[1:] and found[1].answer.same and found[1].answer.probability > found[0].answer.probability - 1e-9
        return Match(found[0].model, bool(found[0].answer.same and not rival))
