"""Test: estimates of models of known compute from what was in hand, with all that they disclosed hidden."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flopwatch.catalogue import Catalogue, Owners
from flopwatch.domain import Benchmark, Circumstance, Unknown, exact
from flopwatch.estimation import Estimate
from flopwatch.imputation import ScoredModel, models_of
from flopwatch.records import Record
from flopwatch.undisclosed.baselines import (
    NAMES,
    base_rate,
    from_largest_cluster,
    from_scores,
    imputer_of,
    is_imputable,
)
from flopwatch.undisclosed.densities import Density
from flopwatch.undisclosed.evidence import KINDS, Evidence, by_kind, values_of
from flopwatch.undisclosed.known_compute import SCORED_LOG, KnownCompute, known_models, scored_rows
from flopwatch.undisclosed.regressions import fit_regressions
from flopwatch.undisclosed.statements import Compared

SPLITS = ("forward", "developer")
OURS = "circumstance"


@dataclass(frozen=True, eq=False)
class Given:
    """Everything that a retrodiction may read.

    Args:
        records: Every record by id.
        estimates: Every estimate by id.
        known: The models of known compute.
        owners: Clusters and stocks.
        capability: Capabilities index by model id.
        price: Price by model id.
        scored: Models with benchmark scores by id; those fit for the imputation's truth with their compute.
        chance: Floor of each benchmark.
    """

    records: Mapping[str, Record]
    estimates: Mapping[str, Estimate | Unknown]
    known: tuple[KnownCompute, ...]
    owners: Owners
    capability: Mapping[str, Circumstance]
    price: Mapping[str, Circumstance]
    scored: Mapping[str, ScoredModel]
    chance: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Retrodicted:
    """One row of the test.

    Args:
        row: The model, with its compute.
        split: `forward` or `developer`.
        densities: By name: ours, ours without each kind of evidence (`without capacity`, …), and the baselines.
        abstained: Names of the baselines that abstained and are the base rate here.
        kinds: Kinds of evidence that the model had.
    """

    row: KnownCompute
    split: str
    densities: Mapping[str, Density]
    abstained: frozenset[str]
    kinds: frozenset[str]

    def cut(self, name: str) -> Density:
        """Return a density given that compute is at least 1e24 FLOP, as the rows were selected."""
        return self.densities[name].cut_below(SCORED_LOG)


def given_of(
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    tables: Catalogue,
    benchmarks: Sequence[Benchmark],
) -> Given:
    """Return what a retrodiction of the census may read.

    Args:
        records: Every record by id.
        estimates: Every estimate by id.
        tables: Clusters, stocks and circumstances.
        benchmarks: Benchmarks with known scores.
    """
    chance = {one.id: float(exact(one.chance)) for one in benchmarks}
    truth, targets, _ = models_of(records, estimates, chance)
    return Given(
        records,
        estimates,
        known_models(records, estimates),
        tables.owners,
        by_kind(tables.circumstances, "capability"),
        by_kind(tables.circumstances, "price"),
        {one.key: one for one in (*truth, *targets)},
        chance,
    )


def retrodict(given: Given, splits: Sequence[str] = SPLITS) -> Iterator[Retrodicted]:
    """Yield every scored row in each split, by date.

    Args:
        given: What may be read.
        splits: `forward` (fitted on models published before the row's day), `developer` (on other developers).
    """
    from threadpoolctl import threadpool_limits  # here: only this room needs it

    rows = scored_rows(given.known)
    for split in splits:
        part_of: Callable[[KnownCompute], object] = _day if split == "forward" else _developer
        for part in dict.fromkeys(map(part_of, rows)):
            with threadpool_limits(1, user_api="blas"):  # small matrices: more threads only wait for each other
                found = tuple(_part(given, split, [one for one in rows if part_of(one) == part]))
            yield from found


def _part(given: Given, split: str, rows: Sequence[KnownCompute]) -> Iterator[Retrodicted]:
    first, forward = rows[0], split == "forward"
    others = [
        one
        for one in given.known
        if (_day(one) < _day(first) if forward else one.traits.developer != first.traits.developer)
    ]
    index, price = values_of(given.capability), values_of(given.price)
    asked = [one for one in rows if is_imputable(given.scored.get(_id(one)))]
    imputer = imputer_of(others, given.scored, given.chance) if asked else None
    regressions = fit_regressions(others, index, price)
    compared = {
        _id(one): Compared.of(found, one.traits)
        for one in others
        if isinstance(found := given.estimates.get(_id(one)), Estimate)
    }
    for row in rows:
        owners = _owners_until(given.owners, row.traits.day) if forward else given.owners
        evidence = Evidence(regressions, owners, given.capability, given.price, compared)
        yield _row(given, split, row, others, evidence, from_scores(imputer, _hidden(given.scored.get(_id(row)))))


def _row(
    given: Given,
    split: str,
    row: KnownCompute,
    others: Sequence[KnownCompute],
    evidence: Evidence,
    imputed: Density | None,
) -> Retrodicted:
    traits = row.traits
    record, with_words = given.records[traits.id], "relative" not in row.basis
    readings = evidence.readings(record, traits, with_words=with_words, with_size=False)
    rate = base_rate(others, traits, forward=split == "forward")
    said = dict(zip(NAMES, (rate, imputed, from_largest_cluster(evidence.owners, traits)), strict=True))
    densities = {OURS: evidence.fuse(traits, readings)}
    densities |= {f"without {kind}": evidence.without(kind, traits, readings) for kind in KINDS}
    densities |= {name: density or rate for name, density in said.items()}
    kinds = frozenset({one.kind for one in readings} | {"cadence", "kind"})
    return Retrodicted(row, split, densities, frozenset(name for name, one in said.items() if one is None), kinds)


def _owners_until(owners: Owners, day: dt.date) -> Owners:
    """Return the owners without year ends after a day."""
    return dataclasses.replace(owners, stocks=tuple(one for one in owners.stocks if one.date < day.isoformat()))


def _hidden(model: ScoredModel | None) -> ScoredModel | None:
    return None if model is None else dataclasses.replace(model, log_compute=None, log_parameters=None)


def _day(one: KnownCompute) -> dt.date:
    return one.traits.day


def _developer(one: KnownCompute) -> str:
    return one.traits.developer


def _id(one: KnownCompute) -> str:
    return one.traits.id
