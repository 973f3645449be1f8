"""Conflicts between sources, ranked by the thresholds and the share of compute that they move."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flopwatch.domain import exact, field
from flopwatch.estimation import Estimate
from flopwatch.records import Conflict, Record

# Compute is proportional to these: another value of one gives another compute by the same factor.
_PROPORTIONAL = ("parameters", "active_parameters", "tokens_seen", "dataset_size", "epochs")


@dataclass(frozen=True)
class RankedConflict:
    """A conflict with what it moves.

    Args:
        conflict: The conflict.
        factor: Largest over smallest value; None for dates.
        crossed: Thresholds between the smallest and the largest compute that the rival values give, in FLOP.
        chosen: The value that the record has, or "".
        rule: The reason of the choice, or "".
    """

    conflict: Conflict
    factor: float | None
    crossed: tuple[float, ...]
    chosen: str
    rule: str


def rank_conflicts(
    conflicts: Iterable[Conflict],
    records: Mapping[str, Record],
    estimates: Mapping[str, object],
    thresholds: Sequence[float],
) -> tuple[RankedConflict, ...]:
    """Rank conflicts: first those that move a model across more thresholds, then the larger factor, then the larger
    model.

    Args:
        conflicts: The conflicts.
        records: Every record by id.
        estimates: Each model's estimate, by id.
        thresholds: Amounts in FLOP.
    """
    ranked = []
    for one in conflicts:
        estimate = estimates.get(one.model)
        median = float(estimate.compute_flop.median) if isinstance(estimate, Estimate) else 0.0
        found = _ranked(one, records.get(one.model), median, thresholds)
        dex = math.log10(found.factor) if found.factor else 0.0
        ranked.append(((-len(found.crossed), -round(dex, 6), -median, one.model, one.key.label), found))
    return tuple(found for _, found in sorted(ranked, key=lambda item: item[0]))


def _ranked(one: Conflict, record: Record | None, median: float, thresholds: Sequence[float]) -> RankedConflict:
    value = record.fields.get(one.key.label) if record else None
    chosen, rule = (value.value, value.rule) if value else ("", "")
    if field(one.key.name).kind != "quantity":
        return RankedConflict(one, None, (), chosen, rule)
    sizes = sorted(float(exact(word)) for word in one.values)
    factor = sizes[-1] / sizes[0] if sizes[0] > 0 else None
    ends = (0.0, 0.0)
    if one.key.name == "training_compute":
        ends = sizes[0], sizes[-1]
    elif one.key.name in _PROPORTIONAL and not one.key.part and chosen and median and float(exact(chosen)) > 0:
        unit = median / float(exact(chosen))
        ends = sizes[0] * unit, sizes[-1] * unit
    crossed = tuple(flop for flop in thresholds if ends[0] < flop <= ends[1])
    return RankedConflict(one, factor, crossed, chosen, rule)
