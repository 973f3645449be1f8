"""Comparison of two releases: the published values of each model, and the reasons for changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

DATE = "date"  # the unit of a date
MOST_WORDS = 120  # characters of a source's words that a release keeps with a value


class StatedThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field's value in a release.

    Args:
        value: Exact, in the base unit; for a term its label.
        unit: The base unit of a quantity; `date` for a date, whose value is ISO; "" for words.
        relation: The source's relation: `=`, `≥`, `≤`, `≈`, `range`.
        high: Upper end of a range.
        sources: Ids of the sources that state it.
        corrected: The reason, if a correction overrides them.
        words: The words of the first claim behind it, at most `MOST_WORDS` characters.
    """

    value: str
    unit: str = ""
    relation: str = "="
    high: str = ""
    sources: tuple[str, ...] = ()
    corrected: str = ""
    words: str = ""

    @property
    def said(self) -> tuple[str, str, str, str]:
        """Return the value without its sources and their words."""
        return self.value, self.unit, self.relation, self.high


class MethodThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One method's result: its median in FLOP and the fields that it used."""

    method: str
    p50: float
    fields: tuple[str, ...] = ()


class Crossed(msgspec.Struct, frozen=True, omit_defaults=True):
    """The class at a threshold and its probability; None without a number."""

    compute_class: str
    probability: float | None = None


class ModelThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One model in a release.

    Args:
        name: Its name.
        compute: p5, p50, p95 of its training compute in FLOP; empty if unknown.
        unknown: The reason why its compute was unknown.
        confidence: The source's own word.
        doubted: The reason why its compute was doubted.
        crossed: By threshold (FLOP as text), lowest first.
        stated: The values by field.
        methods: Each method's result.
        receipt: The receipt, verbatim.
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
    """The citable values of one release: its date, the sources by id with their dates, and the models by id."""

    as_of: str
    sources: dict[str, str]
    models: dict[str, ModelThen]


@dataclass(frozen=True)
class FieldChange:
    """A changed field; None if one side has no value. `came` and `left` are sources, `renewed` those with a new
    date.
    """

    field: str
    then: StatedThen | None
    now: StatedThen | None
    came: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """The reason why a model's compute differs.

    Args:
        kind: `fact` (a value it uses changed), `came` or `left` (a method), `figure` (a method gives another figure
                from the same facts), `weighed` (the same figures, combined differently).
        about: The field or the method.
        then: The method's earlier figure, if `kind` is `figure`.
        now: The method's new figure.
    """

    kind: str
    about: str = ""
    then: float = 0.0
    now: float = 0.0


@dataclass(frozen=True)
class ModelChange:
    """The differences of one model that both releases hold."""

    compute: bool
    why: tuple[Reason, ...]
    crossed: tuple[tuple[str, str, str], ...]
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Differences:
    """The differences between two releases: ids of added and removed models, and changes of the others, by id."""

    came: tuple[str, ...]
    left: tuple[str, ...]
    changed: dict[str, ModelChange]

    @property
    def recomputed(self) -> tuple[str, ...]:
        """The ids of the models whose compute differs."""
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
    """Return the differences of one model between two releases, with reasons; None if there are none."""
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
    """Format amounts with the two digits that pages show: a smaller difference looks the same and is not reported.

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
    """Return why the compute of a model differs: the nearest cause that the two records show."""
    old = {one.method: one for one in before.methods}
    new = {one.method: one for one in after.methods}
    used = dict.fromkeys(name for one in (*before.methods, *after.methods) for name in one.fields)
    facts = [Reason("fact", name) for name in used if name in changed]
    came = [Reason("came", name) for name in new if name not in old]
    left = [Reason("left", name) for name in old if name not in new]
    # A changed fact explains the figures of the methods that use it; the other methods' figures changed on their own.

    figures = [
        Reason("figure", name, old[name].p50, one.p50)
        for name, one in new.items()
        if name in old and shown(old[name].p50) != shown(one.p50) and not changed & {*one.fields, *old[name].fields}
    ]
    return (*facts, *came, *left, *figures) or (Reason("weighed"),)
