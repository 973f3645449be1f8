"""Conflicts between sources, ranked by what they move: thresholds and rules of law, then the share of compute."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as data_field

from flopwatch.domain import Rule, exact, field
from flopwatch.estimation import Estimate
from flopwatch.records import Conflict, FieldValue, Record

# Compute is proportional to these: another value of one gives another compute by the same factor.
_PROPORTIONAL = frozenset(
    "parameters active_parameters tokens_seen dataset_size epochs chip_count training_time chip_hours "
    "utilization".split()
)
_DIGITS = 1e-3  # rival values have four digits
_POWER_WITHIN = 1.02  # two values this close to a power of ten apart: one source mistook a scale


@dataclass(frozen=True)
class RankedConflict:
    """A conflict with what it moves.

    Args:
        conflict: The conflict.
        factor: Largest over smallest value; None for dates.
        crossed: Thresholds between the smallest and the largest compute that the rival values give, in FLOP.
        chosen: The value that the record has, or "".
        rule: The reason of the choice, or "".
        compute: The compute that each rival value gives by the method that uses the field, in FLOP; empty if none does.
        laws: Names of the rules of law whose amount of compute lies between them.
        power: The power of ten by which the values differ, if they differ by nothing else; else 0.
        used: Those of the rival values that the record has; none if a correction gave it another.
    """

    conflict: Conflict
    factor: float | None
    crossed: tuple[float, ...]
    chosen: str
    rule: str
    compute: Mapping[str, float] = data_field(default_factory=dict)
    laws: tuple[str, ...] = ()
    power: int = 0
    used: frozenset[str] = frozenset()


def rank_conflicts(
    conflicts: Iterable[Conflict],
    records: Mapping[str, Record],
    estimates: Mapping[str, object],
    thresholds: Sequence[float],
    rules: Sequence[Rule] = (),
) -> tuple[RankedConflict, ...]:
    """Rank conflicts: first those that move a model across more thresholds and rules of law, then the larger factor of
    its compute, then of the values, then the larger model.

    Args:
        conflicts: The conflicts.
        records: Every record by id.
        estimates: Each model's estimate, by id.
        thresholds: Amounts in FLOP.
        rules: Rules of law that name an amount of compute.
    """
    ranked = []
    for one in conflicts:
        estimate = estimates.get(one.model)
        known = estimate if isinstance(estimate, Estimate) else None
        found = _ranked(one, records.get(one.model), known, thresholds, rules)
        moved = max(found.compute.values(), default=1.0) / min(found.compute.values(), default=1.0)
        size = float(known.compute_flop.median) if known else 0.0
        order = (-len(found.crossed) - len(found.laws), -_dex(moved), -_dex(found.factor), -size)
        ranked.append(((*order, one.model, one.key.label), found))
    return tuple(found for _, found in sorted(ranked, key=lambda item: item[0]))


def _dex(factor: float | None) -> float:
    return round(math.log10(factor), 6) if factor else 0.0


def _ranked(
    one: Conflict,
    record: Record | None,
    estimate: Estimate | None,
    thresholds: Sequence[float],
    rules: Sequence[Rule],
) -> RankedConflict:
    value = record.fields.get(one.key.label) if record else None
    chosen, rule = (value.value, value.rule) if value else ("", "")
    if field(one.key.name).kind != "quantity":
        return RankedConflict(one, None, (), chosen, rule, used=_used(one, value))
    sizes = {word: float(exact(word)) for word in one.values}
    low, high = min(sizes.values()), max(sizes.values())
    factor = high / low if low > 0 else None
    unit = _compute_per_unit(one, value, estimate)
    compute = {word: size * unit for word, size in sizes.items()} if unit and factor else {}
    least, most = min(compute.values(), default=0.0), max(compute.values(), default=0.0)
    domains = record.values("domain") if record else ()
    return RankedConflict(
        one,
        factor,
        tuple(flop for flop in thresholds if least < flop <= most),
        chosen,
        rule,
        compute,
        tuple(law.name for law in rules if _lies_between(law, least, most, domains)),
        _power_of_ten(factor),
        _used(one, value),
    )


def _used(one: Conflict, value: FieldValue | None) -> frozenset[str]:
    """Return the rival values that a record's value is; a corrected one rests on claims of values that it is not."""
    if value is None:
        return frozenset()
    if not value.corrected:
        return frozenset(word for word, keys in one.values.items() if set(keys) & set(value.claims))
    if field(one.key.name).kind != "quantity":
        return frozenset(one.values) & frozenset(value.values)
    size = float(exact(value.value))
    return frozenset(word for word in one.values if math.isclose(float(exact(word)), size, rel_tol=_DIGITS))


def _compute_per_unit(one: Conflict, value: FieldValue | None, estimate: Estimate | None) -> float:
    """Return the FLOP of training for one unit of a field, by the method that uses it; 0 if none does."""
    if one.key.name == "training_compute":
        return 1.0
    if one.key.name not in _PROPORTIONAL or one.key.part or not value or not estimate or float(exact(value.value)) <= 0:
        return 0.0
    own = set(value.claims)
    node = next((one for one in estimate.working if own & set(one.claims)), None)
    if node is None:
        return 0.0
    routes = {one.id: one for one in estimate.working}
    route = routes.get(node.id.partition(".")[0], node)
    figure = route.value if route.unit == "FLOP" else estimate.compute_flop
    return float(figure.median) / float(exact(value.value))


def _lies_between(law: Rule, least: float, most: float, domains: Sequence[str]) -> bool:
    applies = not law.applies_to or bool(set(law.applies_to) & set(domains))
    return bool(law.flop) and applies and least < float(exact(law.flop)) <= most


def _power_of_ten(factor: float | None) -> int:
    """Return the power of ten that a factor is, within `_POWER_WITHIN`; 0 if it is none."""
    power = round(math.log10(factor)) if factor else 0
    return power if factor and power and abs(_dex(factor / 10**power)) < math.log10(_POWER_WITHIN) else 0
