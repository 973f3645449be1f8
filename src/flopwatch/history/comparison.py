"""What two releases say of each model, and why they differ: the values as they were published, compared one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

DATE = "date"  # what stands for the unit of a date


class StatedThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field's value as a release published it.

    Args:
        value: Exact, in the base unit; of words their label.
        unit: The base unit of a quantity; `date` of a date, whose value is ISO; "" of words.
        relation: As the source states it: `=`, `≥`, `≤`, `≈`, `range`.
        high: Upper end of a range.
        sources: Ids of the sources that say so.
        corrected: The reason, where a correction overrules them.
    """

    value: str
    unit: str = ""
    relation: str = "="
    high: str = ""
    sources: tuple[str, ...] = ()
    corrected: str = ""

    @property
    def said(self) -> tuple[str, str, str, str]:
        """The value alone, whoever says it."""
        return self.value, self.unit, self.relation, self.high


class MethodThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one method gave: its median in FLOP and the fields that it rested on."""

    method: str
    p50: float
    fields: tuple[str, ...] = ()


class Crossed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A threshold's class and the probability behind it; None where a bare statement or nothing is."""

    compute_class: str
    probability: float | None = None


class ModelThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One model as a release published it.

    Args:
        name: The name it was shown under.
        compute: p5, p50, p95 of its training compute in FLOP; empty where unknown.
        unknown: Why its compute was unknown.
        confidence: The source's own word.
        doubted: Why its compute was doubted.
        crossed: By threshold (FLOP as text), the lowest first.
        stated: The values by field.
        methods: What each method gave.
        receipt: The receipt, letter for letter.
    """

    name: str
    compute: tuple[float, ...] = ()
    unknown: str = ""
    confidence: str = ""
    doubted: str = ""
    crossed: dict[str, Crossed] = {}
    stated: dict[str, StatedThen] = {}
    methods: tuple[MethodThen, ...] = ()
    receipt: str = ""


class Values(msgspec.Struct, frozen=True):
    """Everything citable of one release: its date, the sources by id with their dates, and the models by id."""

    as_of: str
    sources: dict[str, str]
    models: dict[str, ModelThen]


@dataclass(frozen=True)
class FieldChange:
    """A field whose value differs; None where one side has none. `came` and `left` are sources, `renewed` those of
    another date now.
    """

    field: str
    then: StatedThen | None
    now: StatedThen | None
    came: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why a model's compute differs.

    Args:
        kind: `fact` (a value it rests on changed), `came` or `left` (a method), `figure` (a method gives another figure
            from the same facts), `weighed` (the same figures, put together another way).
        about: The field or the method.
        then: The method's figure then, where `kind` is `figure`.
        now: The same now.
    """

    kind: str
    about: str = ""
    then: float = 0.0
    now: float = 0.0


@dataclass(frozen=True)
class ModelChange:
    """What differs of one model that both releases hold."""

    compute: bool
    why: tuple[Reason, ...]
    crossed: tuple[tuple[str, str, str], ...]
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Differences:
    """Two releases compared: ids of models that came and that left, and what changed of the others, by id."""

    came: tuple[str, ...]
    left: tuple[str, ...]
    changed: dict[str, ModelChange]

    @property
    def recomputed(self) -> tuple[str, ...]:
        """Ids of the models whose compute differs."""
        return tuple(key for key, one in self.changed.items() if one.compute)


def differences(then: Values, now: Values) -> Differences:
    """Compare two releases.

    Example:
        >>> old = Values("2024-01-01", {}, {"a/a": ModelThen("A", (1e24, 2e24, 4e24),
        ...     stated={"parameters": StatedThen("7e9")},
        ...     methods=(MethodThen("operations", 2e24, ("parameters",)),))})
        >>> new = Values("2025-01-01", {}, {"a/a": ModelThen("A", (2e24, 4e24, 8e24),
        ...     stated={"parameters": StatedThen("1.4e10")},
        ...     methods=(MethodThen("operations", 4e24, ("parameters",)),)), "b/b": ModelThen("B")})
        >>> found = differences(old, new)
        >>> found.came, found.changed["a/a"].why
        (('b/b',), (Reason(kind='fact', about='parameters', then=0.0, now=0.0),))
    """
    changed = {}
    for key, before in then.models.items():
        if (after := now.models.get(key)) and (change := model_change(before, after, then, now)):
            changed[key] = change
    return Differences(
        came=tuple(key for key in now.models if key not in then.models),
        left=tuple(key for key in then.models if key not in now.models),
        changed=changed,
    )


def model_change(before: ModelThen, after: ModelThen, then: Values, now: Values) -> ModelChange | None:
    """What differs of one model between two releases, and why; None where they say the same."""
    fields = tuple(
        _field_change(name, before.stated.get(name), after.stated.get(name), then.sources, now.sources)
        for name in dict.fromkeys([*before.stated, *after.stated])
        if _said(before.stated.get(name)) != _said(after.stated.get(name))
    )
    moved = shown(*before.compute) != shown(*after.compute)
    crossed = tuple(
        (flop, one.compute_class, after.crossed[flop].compute_class)
        for flop, one in before.crossed.items()
        if flop in after.crossed and after.crossed[flop].compute_class != one.compute_class
    )
    if not (fields or moved or crossed):
        return None
    return ModelChange(moved, _reasons(before, after, {one.field for one in fields}) if moved else (), crossed, fields)


def shown(*amounts: float) -> tuple[str, ...]:
    """Amounts to the two digits that pages show: what differs less reads the same, and is no change to tell.

    Example:
        >>> shown(3.79e25), shown(3.76e25) == shown(3.79e25)
        (('3.8e+25',), True)
    """
    return tuple(f"{one:.1e}" for one in amounts)


def _said(value: StatedThen | None) -> tuple[str, ...]:
    return value.said if value else ()


def _field_change(
    name: str, then: StatedThen | None, now: StatedThen | None, dates: Mapping[str, str], dates_now: Mapping[str, str]
) -> FieldChange:
    before, after = (then.sources if then else ()), (now.sources if now else ())
    return FieldChange(
        name,
        then,
        now,
        came=tuple(one for one in after if one not in before),
        left=tuple(one for one in before if one not in after),
        renewed=tuple(one for one in after if one in before and dates.get(one) != dates_now.get(one)),
    )


def _reasons(before: ModelThen, after: ModelThen, changed: set[str]) -> tuple[Reason, ...]:
    """Why the compute of a model differs: the nearest cause that the two records show."""
    old = {one.method: one for one in before.methods}
    new = {one.method: one for one in after.methods}
    used = dict.fromkeys(name for one in (*before.methods, *after.methods) for name in one.fields)
    facts = [Reason("fact", name) for name in used if name in changed]
    came = [Reason("came", name) for name in new if name not in old]
    left = [Reason("left", name) for name in old if name not in new]
    # A fact that changed explains the figures of the methods that rest on it; the others' figures changed by
    # themselves.
    figures = [
        Reason("figure", name, old[name].p50, one.p50)
        for name, one in new.items()
        if name in old and shown(old[name].p50) != shown(one.p50) and not changed & {*one.fields, *old[name].fields}
    ]
    return (*facts, *came, *left, *figures) or (Reason("weighed"),)
