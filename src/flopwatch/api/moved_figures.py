"""Figures that an import moves: stated compute and parameters of models, before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from flopwatch.domain import exact
from flopwatch.records import Record

THRESHOLDS = ("1e25", "1e26")  # FLOP; a figure that crosses one is listed however little it moves
MOVED = 2  # factor from which a figure that moved is listed
_FIELDS = ("training_compute", "parameters")


class Moved(msgspec.Struct, frozen=True):
    """A stated figure that an import moved.

    Args:
        model: Id of the model.
        field: `training_compute` or `parameters`.
        old: The value before, or "".
        new: The value after, or "".
        crossed: Thresholds between the two, in FLOP.
        rule: Why the new value is chosen.
        source: The source of the new value, or "".
    """

    model: str
    field: str
    old: str
    new: str
    crossed: tuple[str, ...]
    rule: str
    source: str


class StatedAbove(msgspec.Struct, frozen=True):
    """Base models whose stated compute exceeds a threshold, before and after an import."""

    threshold_flop: str
    before: int
    after: int


def moved_figures(old: Mapping[str, Record], new: Mapping[str, Record]) -> tuple[Moved, ...]:
    """Return the figures that moved by more than `MOVED`, crossed a threshold, came to a known model, or went."""
    return tuple(one for key in sorted(old.keys() & new.keys()) for one in _moved(old[key], new[key]))


def _moved(old: Record, new: Record) -> Iterator[Moved]:
    for field in _FIELDS:
        before, after = old.value(field), new.value(field)
        if before == after:
            continue
        crossed: tuple[str, ...] = ()
        if field == "training_compute":
            crossed = tuple(one for one in THRESHOLDS if _above(before, one) != _above(after, one))
        if before and after and not crossed:
            low, high = sorted((exact(before), exact(after)))
            if high <= low * MOVED:
                continue
        chosen = new.fields.get(field)
        source = new.claims[chosen.claims[0]].source if chosen and chosen.claims else ""
        yield Moved(new.id, field, before, after, crossed, chosen.rule if chosen else "", source)


def stated_above(old: Mapping[str, Record], new: Mapping[str, Record]) -> tuple[StatedAbove, ...]:
    """Return how many base models state more than each threshold, before and after."""
    return tuple(StatedAbove(one, _count(old, one), _count(new, one)) for one in THRESHOLDS)


def _count(records: Mapping[str, Record], threshold: str) -> int:
    models = (one for one in records.values() if one.kind == "model" and not one.is_variant)
    return sum(_above(one.value("training_compute"), threshold) for one in models)


def _above(value: str, threshold: str) -> bool:
    return bool(value) and exact(value) > exact(threshold)
