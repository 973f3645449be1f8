"""Estimates from circumstance: collect the evidence around one model, fuse it, and leave each piece out in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flopwatch.catalogue import Capacity, Offers, Owners
from flopwatch.domain import Circumstance, exact, short
from flopwatch.records import Record
from flopwatch.statistics import Array
from flopwatch.undisclosed.capacity import capacity_at, flagship_flop, read_capacity, read_ceiling
from flopwatch.undisclosed.densities import Density, density_of, fused, heavy_normal, mixed, product_of
from flopwatch.undisclosed.frontier_runs import Frontier, frontier_at
from flopwatch.undisclosed.known_compute import Traits
from flopwatch.undisclosed.model_size import read_size
from flopwatch.undisclosed.regressions import Regressions
from flopwatch.undisclosed.stated_cost import read_cost
from flopwatch.undisclosed.statements import (
    Compared,
    Rank,
    Said,
    read_base,
    read_comparison,
    read_likely_base,
    read_statements,
)

KINDS = ("capacity", "cadence", "capability", "economy", "statement", "kind")


@dataclass(frozen=True)
class Piece:
    """One piece of evidence.

    Args:
        kind: One of `KINDS`.
        words: What it says.
        claims: Ids of its claims, or `source, row N` of a cited table.
        weight: How far its removal moves the estimate, in decades (mean |ΔF|).
    """

    kind: str
    words: str
    claims: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Evidence:
    """Sources of evidence: everything but the model's own figures.

    Args:
        regressions: Fitted to known models.
        owners: Clusters and stocks of compute.
        capability: Capabilities index by model id.
        price: Price per million output tokens by model id.
        compared: Models that others are compared with, by id.
        said: Comparisons of compute by model id.
        bases: Bases that a source calls likely, by model id.
        offers: Prices of accelerators; None leaves stated costs out.
        frontiers: Largest runs around each model's date, once looked up.
        fleets: Each model's capacity, once looked up.
    """

    regressions: Regressions
    owners: Owners
    capability: Mapping[str, Circumstance]
    price: Mapping[str, Circumstance]
    compared: Mapping[str, Compared] = field(default_factory=dict)
    said: Mapping[str, tuple[Circumstance, ...]] = field(default_factory=dict)
    bases: Mapping[str, Circumstance] = field(default_factory=dict)
    offers: Offers | None = None
    frontiers: dict[Traits, Frontier | None] = field(default_factory=dict, compare=False)
    fleets: dict[Traits, Capacity | None] = field(default_factory=dict, compare=False)

    def readings(
        self, record: Record, traits: Traits, *, with_words: bool = True, with_size: bool = True
    ) -> list[Said]:
        """Return the likelihoods of everything but the cadence, in the order of `KINDS`.

        Args:
            record: The model's record.
            traits: Its traits.
            with_words: Whether statements on its compute may be read.
            with_size: Whether its parameters may be read; its price then adds nothing.
        """
        size = read_size(record, traits) if with_size else None
        found = [*self._capacity(traits), *self._capability(traits), *([size] if size else self._price(traits))]
        if self.offers is not None and (cost := read_cost(record, traits, self.offers)) is not None:
            found.append(cost)
        if with_words:
            found += read_statements(record, traits, self.compared)
            found += filter(None, (read_comparison(one, self.compared) for one in self.said.get(traits.id, ())))
            base = read_base(record.base, tuple(_base_claims(record)), self.compared)
            likely = self.bases.get(traits.id) if base is None else None
            found += filter(None, (base, read_likely_base(likely, self.compared) if likely else None))
        return sorted(found, key=lambda one: KINDS.index(one.kind))

    def fuse(self, traits: Traits, readings: list[Said]) -> Density:
        """Return the density from the cadence and readings."""
        mean, sigma = self.regressions.expected(traits)
        prior, wide = heavy_normal(mean, sigma), heavy_normal(mean, 2 * sigma)
        if (frontier := self._frontier(traits)) is not None:
            prior = frontier.mixed(prior)
        return _by_rank(prior, wide, readings)

    def without(self, kind: str, traits: Traits, readings: list[Said]) -> Density:
        """Return the density made again without one kind of evidence.

        Without the cadence the prior is a normal as wide as the range of known models and half a decade more at either
        end; without the kind, nothing is known of tier or weights.
        """
        kept = [one for one in readings if one.kind != kind]
        if kind == "cadence":
            logs = [one.log_compute for one in self.regressions.known]
            middle, half = (max(logs) + min(logs)) / 2, (max(logs) - min(logs)) / 2 + 0.5
            flat = heavy_normal(middle, half)
            return _by_rank(flat, flat, kept)
        if kind == "kind":
            plain = traits_without_kind(traits)
            kept = [one for one in kept if one.kind != "capacity"] + self._capacity(plain)
            return self.fuse(plain, kept)
        return self.fuse(traits, kept)

    def pieces(self, traits: Traits, readings: list[Said], whole: Density) -> tuple[Piece, ...]:
        """Return the evidence with its weights, the strongest first."""
        mean, sigma = self.regressions.expected(traits)
        shown = {}
        for kind in KINDS:
            if some := [one for one in readings if one.kind == kind]:
                shown[kind] = "; ".join(one.words for one in some), tuple(key for one in some for key in one.claims)
        interval = f"{short(10 ** (mean - 1.645 * sigma))} to {short(10 ** (mean + 1.645 * sigma))}"
        words = f"models of its date, kind and developer: {interval} FLOP"
        if (frontier := self._frontier(traits)) is not None:
            runs = short(10**frontier.log_compute)
            words += f"; with {frontier.weight:.0%} a flagship like the largest runs of its date, {runs} FLOP"
        shown["cadence"] = words, ()
        shown.setdefault("kind", (_kind_words(traits), ()))
        found = (
            Piece(kind, *shown[kind], round(whole.distance(self.without(kind, traits, readings)), 4))
            for kind in KINDS
            if kind in shown
        )
        return tuple(sorted(found, key=lambda one: (-one.weight, one.kind)))

    def _frontier(self, traits: Traits) -> Frontier | None:
        if traits not in self.frontiers:
            fleet = self._fleet(traits)
            size = fleet.h100_equivalents.median if fleet else None
            self.frontiers[traits] = frontier_at(traits, self.regressions.known, size)
        return self.frontiers[traits]

    def _fleet(self, traits: Traits) -> Capacity | None:
        if traits not in self.fleets:
            self.fleets[traits] = capacity_at(traits, self.owners)
        return self.fleets[traits]

    def _capacity(self, traits: Traits) -> list[Said]:
        found = self._fleet(traits)
        if found is None:
            return []
        flop = flagship_flop(found)
        low, high = flop.interval()
        words = (
            f"{short(found.h100_equivalents.median)} H100-equivalents half a year before: "
            f"a flagship of {short(low)} to {short(high)} FLOP"
        )
        named = tuple(f"{source}: {', '.join(found.names[:3])}" for source in found.sources)
        return [Said("capacity", words, named, read_capacity(traits, found), bound=read_ceiling(found))]

    def _capability(self, traits: Traits) -> list[Said]:
        index = self.capability.get(traits.id)
        value = float(exact(index.value)) if index else 0.0
        likelihood = self.regressions.read_capability(traits, value) if index else None
        if index is None or likelihood is None:
            return []
        direct = self.regressions.direct_flop(traits, value)
        words = f"index {value:.1f}: read backwards {short(10 ** density_of(likelihood).median)} FLOP"
        words += f" (forwards {short(direct.median)})" if direct else ""
        return [Said("capability", words, (_row(index),), likelihood)]

    def _price(self, traits: Traits) -> list[Said]:
        price = self.price.get(traits.id)
        likelihood = self.regressions.read_price(traits, float(exact(price.value))) if price else None
        if price is None or likelihood is None:
            return []
        return [Said("economy", f"${price.value} per million output tokens when listed", (_row(price),), likelihood)]


def _by_rank(prior: Array, wide: Array, readings: Sequence[Said]) -> Density:
    """Return the density in which the most direct evidence decides, and the rest is left its share of error.

    A size replaces the prior: the prior's spread is that of sizes unknown, and multiplied with it, it would pull every
    large model to the small ones. What is stated relative to another model is that model's figure times the multiple;
    likelihoods that would as well have moved that model's own figure do not move it, but bounds do: no run exceeds what
    all of the fleet can do, nor words like "less than".
    """
    ranked = {rank: [one.likelihood for one in readings if one.rank is rank] for rank in Rank}
    start = product_of(ranked[Rank.SIZE]).values if ranked[Rank.SIZE] else prior
    rest = fused(start, ranked[Rank.CIRCUMSTANCE], wide)
    if not ranked[Rank.STATED]:
        return rest
    bounds = [one.bound for one in readings if one.bound is not None]
    trust = min(one.trust for one in readings if one.rank is Rank.STATED)
    return mixed(product_of([*ranked[Rank.STATED], *bounds]), rest, trust)


def traits_without_kind(traits: Traits) -> Traits:
    """Return traits of which neither tier nor weights are known: those of an open model of no small tier."""
    return replace(traits, is_open=True, is_small=False)


def by_kind(rows: tuple[Circumstance, ...], kind: str) -> dict[str, Circumstance]:
    """Return the rows of one kind by model id."""
    return {one.model: one for one in rows if one.kind == kind}


def values_of(rows: Mapping[str, Circumstance]) -> dict[str, float]:
    """Return the rows' values by model id."""
    return {key: float(exact(one.value)) for key, one in rows.items()}


def _row(one: Circumstance) -> str:
    return f"{one.source}, row {one.row}"


def _base_claims(record: Record) -> list[str]:
    value = record.fields.get("base_model")
    return list(value.claims) if value else []


def _kind_words(traits: Traits) -> str:
    tier = "a smaller tier by its name" if traits.is_small else "no smaller tier by its name"
    return f"{tier}; weights {'can' if traits.is_open else 'cannot'} be downloaded"
