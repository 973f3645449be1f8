"""Legal rules that name an amount of compute, and the models each may cover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flopwatch.classification.thresholds import CLASSES, _crossing, class_of
from flopwatch.domain import PartialDate, Rule, Unknown, exact
from flopwatch.estimation import Estimate
from flopwatch.records import Record


@dataclass(frozen=True)
class RuleCoverage:
    """The status of one model under one legal rule.

    Args:
        rule: Id of the rule.
        model: Id of the model.
        in_force: Whether the rule was in force at the date of the view.
        probability: P(the counted amount > the rule's), or None if it cannot be computed.
        compute_class: The class of that probability, or `unknown`.
        reason: The counted amount, in a sentence.
    """

    rule: str
    model: str
    in_force: bool
    probability: float | None
    compute_class: str
    reason: str


def in_force(rule: Rule, as_of: dt.date) -> bool:
    """Return whether a rule was in force on a date: started, not ended, and not merely signed or proposed.

    Example:
        >>> rule = Rule(id="r", name="", jurisdiction="", meaning="", status="rescinded", source="", flop="1e26",
        ...             starts="2023-10-30", until="2025-01-20")
        >>> in_force(rule, dt.date(2024, 1, 1)), in_force(rule, dt.date(2026, 1, 1))
        (True, False)
    """
    if not rule.starts or PartialDate.from_iso(rule.starts).earliest > as_of:
        return False
    return not rule.until or as_of < PartialDate.from_iso(rule.until).earliest


def cover(
    rules: Sequence[Rule],
    records: Mapping[str, Record],
    estimates: Mapping[str, Estimate | Unknown],
    as_of: dt.date,
) -> dict[str, tuple[RuleCoverage, ...]]:
    """Return, for each rule (by id), every model it may cover, most probable first.

    A rule on an amount covers base models, and variants if it counts cumulatively: a variant's amount is its base's
    compute plus its own fine-tuning. A rule on a share covers variants only. Doubted numbers
    count for nothing. The domains of a rule are compared with the model's; a person must decide whether a model is
    specialised.

    """
    out = {}
    for rule in rules:
        found = [_covered(rule, records, key, estimates, in_force(rule, as_of)) for key in estimates]
        kept = [one for one in found if one is not None and one.compute_class in CLASSES[:3]]
        kept.sort(
            key=lambda one: (
                CLASSES.index(one.compute_class),
                one.probability is None,
                -(one.probability or 0),
                one.model,
            )
        )
        out[rule.id] = tuple(kept)
    return out


def _covered(
    rule: Rule,
    records: Mapping[str, Record],
    key: str,
    estimates: Mapping[str, Estimate | Unknown],
    holds: bool,
) -> RuleCoverage | None:
    record = records[key]
    if rule.applies_to and not set(rule.applies_to) & set(record.values("domain")):
        return None
    if rule.share_of_base:
        return _modified(rule, record, estimates, holds)
    if record.base and (rule.counts == "run" or record.base not in estimates):
        return None
    counted = records[record.base] if record.base else record
    crossing = _crossing(counted, estimates[counted.id], float(exact(rule.flop)))
    own = _own_compute(record) if record.base else None
    reason = crossing.justification or crossing.rule
    if record.base:
        tuned = f", plus {own:.2g} FLOP of its own" if own else ""
        reason = f"counts with its base {counted.name}{tuned}: {reason}"
    return RuleCoverage(rule.id, key, holds, crossing.probability, crossing.compute_class, reason)


def _own_compute(record: Record) -> float | None:
    value = record.fields.get("finetune_compute") or record.fields.get("post_training_compute")
    return float(exact(value.value)) if value is not None and value.unit == "FLOP" else None


def _modified(
    rule: Rule, record: Record, estimates: Mapping[str, Estimate | Unknown], holds: bool
) -> RuleCoverage | None:
    """Compare a variant's own compute with a share of its base's; the spread is the base's. None if either compute is
    unknown.
    """
    base, own = estimates.get(record.base), _own_compute(record)
    if not isinstance(base, Estimate) or own is None:
        return None
    top, bottom = (float(exact(part)) for part in rule.share_of_base.split("/"))
    needed = base.compute_flop * (top / bottom)
    probability = 1 - needed.prob_above(own)
    reason = f"{own:.2g} FLOP of its own against {rule.share_of_base} of its base's {base.compute_flop.median:.2g}"
    return RuleCoverage(rule.id, record.id, holds, probability, class_of(probability), reason.replace("e+", "e"))
