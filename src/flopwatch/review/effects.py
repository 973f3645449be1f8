"""Effect of a decision before it is made: values, estimate and classes of models, and counts and laws that move."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from flopwatch.census import Census
from flopwatch.classification import Crossing, RuleCoverage, classify, count_above, cover
from flopwatch.domain import Claim, Interval, Source, Unknown
from flopwatch.estimation import AtLeast, Estimate, MethodResult, estimate_models
from flopwatch.records import ChoiceContext, FieldValue, Record, new_record, restate
from flopwatch.statistics import interval_of

_IMPUTED = "imputed"


class Addition(msgspec.Struct, frozen=True, kw_only=True):
    """Claims that a decision adds to one model, and the decisions on claims that go with them.

    Args:
        model: Id of the model.
        name: Its name, where the census lacks it.
        claims: The claims by id.
        sources: The sources that they cite, by id.
        accepted: Ids of claims accepted.
        rejected: Ids of claims rejected.
        joins: Id of a record that becomes one with the model, or "".
    """

    model: str
    name: str = ""
    claims: dict[str, Claim] = {}
    sources: dict[str, Source] = {}
    accepted: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    joins: str = ""


class FieldChange(msgspec.Struct, frozen=True):
    """A value that a decision changes: its field, before, after, and the rule that chooses the later one."""

    field: str
    old: str
    new: str
    rule: str


class ClassChange(msgspec.Struct, frozen=True):
    """A model's class and probability at a threshold, before and after."""

    model: str
    threshold_flop: float
    before: str
    after: str
    p_before: float | None
    p_after: float | None


class CountChange(msgspec.Struct, frozen=True):
    """Number of base models above a threshold before and after: 5%, 50% and 95% quantiles."""

    threshold_flop: float
    before: tuple[int, int, int]
    after: tuple[int, int, int]


class LawChange(msgspec.Struct, frozen=True):
    """A model's class under a rule of law, before and after; "" where the rule does not cover it."""

    rule: str
    model: str
    before: str
    after: str


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """Effect of a decision.

    Args:
        model: Id of the model.
        compute_before: Training compute before, in FLOP; None if unknown.
        compute_after: Training compute after, in FLOP; None if unknown.
        fields: Values that change.
        classes: Classes and probabilities that change, of the model and of those built upon it.
        counts: Counts that change.
        laws: Coverage by rules of law that changes.
        contested: Fields of the model that are contested afterwards.
    """

    model: str
    compute_before: Interval | None
    compute_after: Interval | None
    fields: tuple[FieldChange, ...]
    classes: tuple[ClassChange, ...]
    counts: tuple[CountChange, ...]
    laws: tuple[LawChange, ...]
    contested: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """Records, estimates and crossings of a census after further decisions; imputed figures are the census's."""

    census: Census
    records: Mapping[str, Record]
    estimates: Mapping[str, Estimate | Unknown]
    crossings: Mapping[str, tuple[Crossing, ...]]
    accepted: frozenset[str]
    rejected: frozenset[str]
    sources: Mapping[str, Source]

    @classmethod
    def of(cls, census: Census, accepted: frozenset[str], rejected: frozenset[str]) -> Outlook:
        """Return the outlook of a census as it is.

        Args:
            census: The census.
            accepted: Ids of claims that people accepted.
            rejected: Ids of claims that people rejected.
        """
        return cls(census, census.records, census.estimates, census.crossings, accepted, rejected, census.sources)

    def after(self, addition: Addition) -> Outlook:
        """Return the outlook after one decision."""
        accepted = (self.accepted | addition.accepted) - addition.rejected
        rejected = (self.rejected | addition.rejected) - addition.accepted
        sources = {**self.sources, **addition.sources}
        record = self.records.get(addition.model) or new_record(addition.model, addition.name or addition.model)
        more, left = addition.claims, {addition.joins} - {""}
        if addition.joins:
            more = {**self.records[addition.joins].claims, **more}
        changed = restate(record, more, ChoiceContext(sources, accepted, rejected))
        records = {key: one for key, one in {**self.records, changed.id: changed}.items() if key not in left}
        before = {key: one for key, one in self.estimates.items() if key not in left}
        estimates = estimate_models(records, self.census.catalogue, _imputed(before), before, changed=(changed.id,))
        moved = {key: one for key, one in estimates.items() if before.get(key) is not one or key == changed.id}
        crossings = {key: one for key, one in self.crossings.items() if key not in left}
        crossings |= classify(records, moved, self.census.thresholds)
        return dataclasses.replace(
            self,
            records=records,
            estimates=estimates,
            crossings=crossings,
            accepted=accepted,
            rejected=rejected,
            sources=sources,
        )

    def laws(self) -> dict[str, tuple[RuleCoverage, ...]]:
        """Return the models that each rule of law may cover, by the rule's id."""
        return cover(self.census.catalogue.rules, self.records, self.estimates, self.census.as_of)


def _imputed(estimates: Mapping[str, Estimate | Unknown]) -> dict[str, MethodResult | AtLeast]:
    found: dict[str, MethodResult | AtLeast] = {}
    for key, one in estimates.items():
        if isinstance(one, AtLeast):
            found[key] = one
        elif isinstance(one, Estimate):
            for method in one.methods:
                if method.method == _IMPUTED:
                    found[key] = method
    return found


def effect_of(addition: Addition, before: Outlook, *, counted: bool = True) -> Effect:
    """Return the effect of a decision.

    Args:
        addition: Claims that the decision adds.
        before: The outlook without it.
        counted: Whether counts and laws are compared too, which takes a second on a base of 2,000 models.
    """
    after = before.after(addition)
    old, new = before.records.get(addition.model), after.records[addition.model]
    return Effect(
        model=addition.model,
        compute_before=_interval(before.estimates.get(addition.model)),
        compute_after=_interval(after.estimates.get(addition.model)),
        fields=_fields(old, new),
        classes=_classes(before, after),
        counts=_counts(before, after) if counted else (),
        laws=_laws(before, after) if counted else (),
        contested=tuple(name for name, one in new.fields.items() if one.contested),
    )


def _interval(found: Estimate | Unknown | None) -> Interval | None:
    return interval_of(found.compute_flop) if isinstance(found, Estimate) else None


def _fields(old: Record | None, new: Record) -> tuple[FieldChange, ...]:
    before: Mapping[str, FieldValue] = old.fields if old else {}
    found = []
    for name, value in new.fields.items():
        was = before.get(name)
        words = (_words(was), _words(value))
        if words[0] != words[1] or (value.contested and not (was and was.contested)):
            found.append(FieldChange(name, *words, value.rule))
    return tuple(found)


def _words(value: FieldValue | None) -> str:
    if value is None:
        return ""
    relation = "" if value.relation == "=" else f"{value.relation} "
    high = f" to {value.high}" if value.high else ""
    return f"{relation}{', '.join(value.values)}{high} {value.unit}".strip()


def _classes(before: Outlook, after: Outlook) -> tuple[ClassChange, ...]:
    found = []
    for key, some in after.crossings.items():
        old = before.crossings.get(key, ())
        if old is some:
            continue
        for at, new in enumerate(some):
            was = old[at] if at < len(old) else None
            pair = (was.compute_class if was else "", new.compute_class)
            chances = (was.probability if was else None, new.probability)
            if pair != ("", "unknown") and (pair[0] != pair[1] or chances[0] != chances[1]):
                found.append(ClassChange(key, new.threshold_flop, *pair, *chances))
    return tuple(found)


def _counts(before: Outlook, after: Outlook) -> tuple[CountChange, ...]:
    found = []
    for at, threshold in enumerate(before.census.thresholds):
        pair = [count_above(one.crossings, one.records, at, one.estimates) for one in (before, after)]
        if pair[0] != pair[1]:
            found.append(CountChange(float(threshold.flop), pair[0], pair[1]))
    return tuple(found)


def _laws(before: Outlook, after: Outlook) -> tuple[LawChange, ...]:
    found = []
    old, new = before.laws(), after.laws()
    for rule in sorted(old.keys() | new.keys()):
        was = {one.model: one.compute_class for one in old.get(rule, ())}
        now = {one.model: one.compute_class for one in new.get(rule, ())}
        for model in sorted(was.keys() | now.keys()):
            if was.get(model) != now.get(model):
                found.append(LawChange(rule, model, was.get(model, ""), now.get(model, "")))
    return tuple(found)


def worth(effect: Effect) -> float:
    """Return the value of deciding on an item, from 0 up: how much it moves classes, and the figure itself.

        worth = sum over thresholds of |P after - P before| + |log10(after / before)| / 3, the last term at most 1

    An appearing or vanishing figure counts 1. Candidates of searches are ranked on the same scale (`ranking.value_of`).
    """
    moved = sum(
        abs((one.p_after or 0.0) - (one.p_before or 0.0)) for one in effect.classes if one.model == effect.model
    )
    old, new = effect.compute_before, effect.compute_after
    if (old is None) != (new is None):
        return moved + 1.0
    if old is None or new is None:
        return moved
    return moved + min(1.0, abs(math.log10(new.p50 / old.p50)) / 3)
