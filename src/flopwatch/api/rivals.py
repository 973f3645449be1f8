"""Conflicts between sources, and values that publishers changed or withdrew."""

from __future__ import annotations

import msgspec

from flopwatch.analysis import RankedConflict, rank_conflicts
from flopwatch.api.lookups import find
from flopwatch.census import Census
from flopwatch.domain import PartialDate
from flopwatch.history import Change, publisher_changes


class RivalValue(msgspec.Struct, frozen=True):
    """One of the values, with the sources that state it, their independence groups, and the compute that it gives."""

    value: str
    unit: str
    groups: tuple[str, ...]
    sources: tuple[str, ...]
    as_written: tuple[str, ...]
    claims: tuple[str, ...]
    chosen: bool
    compute_flop: float | None = None


class ConflictRow(msgspec.Struct, frozen=True):
    """A field of a model on which independent sources differ.

    Args:
        model: Id of the model.
        name: Its name.
        field: The field.
        value: The value that the census uses, in the base unit.
        rule: The reason for it.
        factor: Largest over smallest value; None for dates.
        crossed: Thresholds between the computes that the rival values give, in FLOP.
        values: The rival values, the smallest first.
        laws: Names of the rules of law whose amount lies between those computes.
        power_of_ten: The power of ten by which the values differ, if by nothing else; 0 otherwise.
    """

    model: str
    name: str
    field: str
    value: str
    rule: str
    factor: float | None
    crossed: tuple[float, ...]
    values: tuple[RivalValue, ...]
    laws: tuple[str, ...] = ()
    power_of_ten: int = 0


def conflicts(census: Census, model: str = "") -> list[ConflictRow]:
    """List the conflicts, first those that move a model across a threshold, then by factor.

    Args:
        census: The census.
        model: Id or name of one model; all if empty.

    Raises:
        NotFound: If there is no such model.
    """
    one = find(census, model).id if model else ""
    flops = [float(threshold.flop) for threshold in census.thresholds]
    ranked = rank_conflicts(census.conflicts, census.records, census.estimates, flops, census.catalogue.rules)
    return [_row(census, found) for found in ranked if one in ("", found.conflict.model)]


def _row(census: Census, found: RankedConflict) -> ConflictRow:
    conflict = found.conflict
    record = census.records[conflict.model]
    value = record.fields.get(conflict.key.label)
    return ConflictRow(
        model=conflict.model,
        name=record.name,
        field=conflict.key.label,
        value=found.chosen,
        rule=found.rule,
        factor=float(f"{found.factor:.4g}") if found.factor else None,
        crossed=found.crossed,
        values=tuple(
            RivalValue(
                value=word,
                unit=value.unit if value else "",
                groups=tuple(dict.fromkeys(_group(census, record.claims[key].source) for key in keys)),
                sources=tuple(dict.fromkeys(record.claims[key].source for key in keys)),
                as_written=tuple(dict.fromkeys(record.claims[key].as_written for key in keys)),
                claims=keys,
                chosen=word in found.used,
                compute_flop=float(f"{found.compute[word]:.4g}") if word in found.compute else None,
            )
            for word, keys in conflict.values.items()
        ),
        laws=found.laws,
        power_of_ten=found.power,
    )


def _group(census: Census, source_id: str) -> str:
    source = census.sources.get(source_id)
    return (source.group if source else "") or source_id


def withdrawals(census: Census, *, since: str = "", every: bool = False) -> list[Change]:
    """List the values that a publisher withdrew, and with `every` those that it stated otherwise later, newest first.

    Args:
        census: The census.
        since: ISO date; earlier changes are left out.
        every: Whether to include re-estimates and dates that moved.
    """
    flops = [float(threshold.flop) for threshold in census.thresholds]
    found = publisher_changes(census.models(), census.sources, flops, census.catalogue.rules)
    first = PartialDate.from_iso(since).earliest if since else None
    return [
        one
        for one in found
        if (every or one.kind == "withdrawn")
        and (first is None or (one.date and PartialDate.from_iso(one.date).latest >= first))
    ]
