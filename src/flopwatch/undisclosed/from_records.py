"""Estimates from circumstance for the census: every model whose developer discloses no compute."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from flopwatch.catalogue import Catalogue
from flopwatch.domain import Circumstance, Remember, Unknown, forget, rounded
from flopwatch.estimation import Doubted, Estimate
from flopwatch.records import Record
from flopwatch.undisclosed.densities import Density
from flopwatch.undisclosed.evidence import Evidence, Piece, by_kind, values_of
from flopwatch.undisclosed.known_compute import KnownCompute, Traits, known_models, traits_of, why_not_known
from flopwatch.undisclosed.model_settings import Names
from flopwatch.undisclosed.regressions import FEWEST_READ, fit_regressions
from flopwatch.undisclosed.statements import Compared, in_order, references_of

SINCE = dt.date(2023, 1, 1)  # earlier models of unknown compute have rivals of known compute enough
LEVELS = (1e23, 1e24, 1e25, 1e26, 1e27)  # FLOP for which a probability is given
VERSION = 4  # increment when the same records would give other figures: cached figures are then computed again
# Kinds that may be missing, by what they gained per row that had them in the forward retrodiction.
_NARROWING = ("capability", "economy", "capacity", "statement")
_OWN = frozenset({"operations", "hardware"})  # methods whose inputs someone disclosed


class Undisclosed(msgspec.Struct, frozen=True, kw_only=True):
    """One model's compute, estimated from circumstance: probabilities with their working.

    Args:
        model: Id of the model.
        name: Its name.
        developer: The organisation it is counted under.
        published: ISO date.
        p5: 5% quantile of its compute, FLOP.
        p50: Median.
        p95: 95% quantile.
        above: P(compute > level) for each of `LEVELS`.
        pieces: The evidence, the strongest first.
        would_narrow: Kind of evidence that is missing and narrows such models most.
    """

    model: str
    name: str
    developer: str
    published: str
    p5: float
    p50: float
    p95: float
    above: tuple[float, ...]
    pieces: tuple[Piece, ...]
    would_narrow: str

    def probability(self, flop: float) -> float:
        """Return P(compute > flop) for one of `LEVELS`.

        Raises:
            ValueError: If it is none of them.
        """
        return self.above[LEVELS.index(flop)]


class Efficiency(msgspec.Struct, frozen=True, kw_only=True):
    """Progress of algorithms against scale: growth of efficiency at an equal index, in decades of compute a year.

    Args:
        dex_per_year: The growth.
        low: Lower end of its 90% interval.
        high: Upper end.
        models: Known models with an index that it rests on.
        points_per_decade: Points of the index that ten times the compute give at a date.
        dependence: Correlation of the errors of cadence and capability.
    """

    dex_per_year: float
    low: float
    high: float
    models: int
    points_per_decade: float
    dependence: float


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """Everything worked out from circumstance.

    Args:
        models: By model id.
        known: Models of known compute that it rests on.
        efficiency: The finding on efficiency, or None without a fit.
    """

    models: dict[str, Undisclosed] = {}
    known: int = 0
    efficiency: Efficiency | None = None


def undisclosed_models(
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    tables: Catalogue,
    remember: Remember = forget,
) -> Circumstances:
    """Estimate compute from circumstance for every model whose developer discloses none.

    Args:
        records: Every record by id.
        estimates: Every estimate by id.
        tables: Clusters, stocks and circumstances.
        remember: A cache: given a kind, a key and a function that makes bytes, returns the bytes cached under the key,
            or makes them. The key covers the whole input.
    """
    known = known_models(records, estimates)
    wanted = dict(_wanted(records, estimates))
    if len(known) < FEWEST_READ or not wanted:
        return Circumstances(known=len(known))
    key = _digest(known, wanted, records, estimates, tables)
    made = remember("undisclosed", key, lambda: msgspec.json.encode(_made(known, wanted, records, estimates, tables)))
    return msgspec.json.decode(made, type=Circumstances)


def is_undisclosed(record: Record, estimate: Estimate | Unknown | None) -> bool:
    """Return whether nobody but third parties says what a model's compute is, or what would give it."""
    if isinstance(estimate, Doubted):
        return False
    if isinstance(estimate, Estimate):
        methods = {one.method for one in estimate.methods}
        return not methods & {*_OWN, "base"} and bool(why_not_known(record, estimate))
    return True


def _wanted(records: Mapping[str, Record], estimates: Mapping[str, Estimate | Unknown]) -> Iterator[tuple[str, Traits]]:
    models = Names(records)
    for key, record in sorted(records.items()):
        if record.kind != "model" or record.is_variant or not is_undisclosed(record, estimates.get(key)):
            continue
        traits = traits_of(record)
        if traits is None or traits.day < SINCE or not (traits.is_language or "quality_against" in record.fields):
            continue
        if not models.setting_of(record):
            yield key, traits


def _made(
    known: Sequence[KnownCompute],
    wanted: Mapping[str, Traits],
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    tables: Catalogue,
) -> Circumstances:
    from threadpoolctl import threadpool_limits  # here: only this room needs it

    index, price = by_kind(tables.circumstances, "capability"), by_kind(tables.circumstances, "price")
    with threadpool_limits(1, user_api="blas"):  # small matrices: more threads only wait for each other
        regressions = fit_regressions(known, values_of(index), values_of(price))
        compared = _compared(known, wanted, records, estimates)
        said = _comparisons(tables)
        bases = by_kind(tables.circumstances, "base")
        evidence = Evidence(regressions, tables.owners, index, price, compared, said, bases, tables.offers)
        order, circular = in_order(_references(wanted, records, tables))
        worked: dict[str, Undisclosed] = {}
        for key in (*order, *circular):
            record, traits = records[key], wanted[key]
            readings = evidence.readings(record, traits)
            if not readings:  # nothing but its date and developer is known
                continue
            whole = evidence.fuse(traits, readings)
            worked[key] = _one(record, traits, whole, evidence.pieces(traits, readings, whole))
            if key not in circular:  # else the figure would depend on which of the circle came first
                compared[key] = Compared(whole.median, whole.spread, traits, is_known=False)
    efficiency = None
    if (growth := regressions.efficiency()) is not None and regressions.capability is not None:
        dex, sigma = growth
        efficiency = Efficiency(
            dex_per_year=rounded(dex, 4),
            low=rounded(dex - 1.645 * sigma, 4),
            high=rounded(dex + 1.645 * sigma, 4),
            models=len(regressions.capability.developers),
            points_per_decade=rounded(float(regressions.capability.coefficients()[0][1]), 4),
            dependence=rounded(regressions.dependence, 4),
        )
    return Circumstances(models=dict(sorted(worked.items())), known=len(known), efficiency=efficiency)


def _compared(
    known: Sequence[KnownCompute],
    wanted: Mapping[str, Traits],
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
) -> dict[str, Compared]:
    """Return the models with an estimate of their own that others may be compared with, by id."""
    sure = {one.traits.id for one in known}
    return {
        key: Compared.of(found, traits, is_known=key in sure)
        for key, record in records.items()
        if key not in wanted
        and isinstance(found := estimates.get(key), Estimate)
        and not isinstance(found, Doubted)
        and (traits := traits_of(record)) is not None
    }


def _comparisons(tables: Catalogue) -> dict[str, tuple[Circumstance, ...]]:
    """Return the cited comparisons of compute by model id."""
    said: dict[str, tuple[Circumstance, ...]] = {}
    for row in tables.circumstances:
        if row.kind == "multiple":
            said[row.model] = (*said.get(row.model, ()), row)
    return said


def _references(wanted: Mapping[str, Traits], records: Mapping[str, Record], tables: Catalogue) -> dict[str, set[str]]:
    said, bases = _comparisons(tables), by_kind(tables.circumstances, "base")
    return {
        key: references_of(records[key], (*said.get(key, ()), *([bases[key]] if key in bases else ())))
        for key in wanted
    }


def _one(record: Record, traits: Traits, whole: Density, pieces: tuple[Piece, ...]) -> Undisclosed:
    """Return a model's estimate from its density and evidence."""
    had = {one.kind for one in pieces}
    return Undisclosed(
        model=record.id,
        name=record.name,
        developer=traits.developer,
        published=record.value("published") or "",
        p5=rounded(10 ** whole.quantile(0.05), 3),
        p50=rounded(10**whole.median, 3),
        p95=rounded(10 ** whole.quantile(0.95), 3),
        above=tuple(round(whole.above(level), 4) for level in LEVELS),
        pieces=pieces,
        would_narrow=next((kind for kind in _NARROWING if kind not in had), ""),
    )


def _digest(
    known: Sequence[KnownCompute],
    wanted: Mapping[str, Traits],
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    tables: Catalogue,
) -> str:
    """Return the SHA-256 of everything that the estimates follow from."""
    referred = sorted(set().union(*_references(wanted, records, tables).values()))
    compared = [(key, _figure(estimates.get(key))) for key in referred]
    some = [records[key] for key in wanted]
    facts = [[one.base, one.fields, sorted(one.claims)] for one in some]  # a correction changes fields, and no claim
    owners = tables.owners
    stated = [VERSION, known, compared, wanted, facts, tables.circumstances, owners.clusters, owners.stocks]
    return hashlib.sha256(msgspec.json.encode(stated)).hexdigest()


def _figure(estimate: Estimate | Unknown | None) -> tuple[float, float] | None:
    return (estimate.compute_flop.median, estimate.compute_flop.sigma_dex) if isinstance(estimate, Estimate) else None
