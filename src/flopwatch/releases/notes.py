"""Notes of a release, made from its differences to the release before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flopwatch.history import Differences, FieldChange, ModelChange, ModelThen, Values, differences, model_change
from flopwatch.releases.history import Kept, ReleaseRecord

ABOVE = ("confirmed", "likely")  # classes of a model that is more likely above a threshold than not


@dataclass(frozen=True)
class Crossing:
    """A model that changed sides at a threshold: its class in the release before and in this one."""

    model: str
    flop: str
    before: str
    now: str

    @property
    def up(self) -> bool:
        """True if the model is now more likely above than not."""
        return self.now in ABOVE


@dataclass(frozen=True)
class ReleaseNotes:
    """The changes of a release since the one before. A model is in the first list that fits, by its id.

    Args:
        entry: The release.
        before: The release before; None for the first.
        then: Its values; None for the first.
        now: The values of this release.
        crossed: Models of both releases that changed sides at a threshold, the highest threshold first.
        added: New models, the largest training compute first.
        withdrawn: Models of which a quantity or a date is no longer stated.
        re_estimated: Models whose training compute moved, came to be known or stopped being known.
        removed: Models that are no longer in the census.
        other: Models of which only other values changed.
        changes: The changes of each model of these lists that both releases have.
        earlier: The ids in the release before of models whose id changed.
    """

    entry: ReleaseRecord
    before: ReleaseRecord | None
    then: Values | None
    now: Values
    crossed: tuple[Crossing, ...] = ()
    added: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    re_estimated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    changes: dict[str, ModelChange] | None = None
    earlier: dict[str, str] | None = None

    @property
    def any(self) -> bool:
        """True if anything changed."""
        return bool(self.added or self.removed or self.changes)

    @property
    def moved(self) -> int:
        """The number of models of both releases whose training compute differs."""
        return sum(change.compute for change in (self.changes or {}).values())

    def model_then(self, key: str) -> ModelThen | None:
        """Return a model as the release before has it, by its present id; None if it has not."""
        return self.then.models.get((self.earlier or {}).get(key, key)) if self.then else None

    def change(self, key: str) -> ModelChange:
        """Return the changes of a model that both releases have."""
        return (self.changes or {})[key]

    def above(self, flop: str) -> tuple[int, int]:
        """Return the numbers of models more likely above a threshold than not, in the release before and in this."""
        return _above(self.then, flop), _above(self.now, flop)


def _above(values: Values | None, flop: str) -> int:
    models = values.models.values() if values else ()
    return sum(flop in one.crossed and one.crossed[flop].compute_class in ABOVE for one in models)


def is_gone(change: FieldChange) -> bool:
    """Return whether a field change is the withdrawal of a quantity or a date."""
    return change.then is not None and change.now is None and bool(change.then.unit)


def notes_of(kept: tuple[Kept, ...], number: int) -> ReleaseNotes:
    """Return the notes of a release by its number.

    Args:
        kept: All releases, oldest first.
        number: 1, 2, 3, …
    """
    one = kept[number - 1]
    if number < 2:
        return ReleaseNotes(one.entry, None, None, one.values)
    before = kept[number - 2]
    then, now = before.values, one.values
    found = differences(then, now)
    earlier = _renamed(found, then, now)
    changes = dict(found.changed)
    for new, old in earlier.items():
        if change := model_change(then.models[old], now.models[new], then, now):
            changes[new] = change
    order = _largest_first(now)
    gone = [key for key, change in changes.items() if any(map(is_gone, change.fields))]
    moved = [key for key, change in changes.items() if change.compute and key not in gone]
    known = {*moved, *gone}
    return ReleaseNotes(
        entry=one.entry,
        before=before.entry,
        then=then,
        now=now,
        crossed=tuple(_crossings(changes, now)),
        added=tuple(sorted((key for key in found.came if key not in earlier), key=order)),
        re_estimated=tuple(sorted(moved, key=order)),
        withdrawn=tuple(sorted(gone, key=order)),
        removed=tuple(key for key in found.left if key not in earlier.values()),
        other=tuple(sorted((key for key in changes if key not in known), key=order)),
        changes=changes,
        earlier=earlier,
    )


def _renamed(found: Differences, then: Values, now: Values) -> dict[str, str]:
    """Return the earlier ids of models of which only the id changed, by the new one: their names are the same."""
    left = {then.models[key].name.casefold(): key for key in found.left}
    names = {key: now.models[key].name.casefold() for key in found.came}
    return {key: left[name] for key, name in names.items() if name in left}


def _crossings(changes: dict[str, ModelChange], now: Values) -> Iterable[Crossing]:
    found = [
        Crossing(key, flop, before, after)
        for key, change in changes.items()
        for flop, before, after in change.crossed
        if (before in ABOVE) != (after in ABOVE)
    ]
    order = _largest_first(now)
    return sorted(found, key=lambda one: (-float(one.flop), not one.up, order(one.model)))


def _largest_first(values: Values) -> Callable[[str], tuple[float, str]]:
    """Return the key of an order of models: by training compute, the largest first, then by id."""

    def order(key: str) -> tuple[float, str]:
        model = values.models.get(key)
        return -(model.compute[1] if model and model.compute else 0.0), key

    return order
