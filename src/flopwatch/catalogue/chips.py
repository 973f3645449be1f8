"""Look-up of accelerators by any of their names, and of the frontier by date."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flopwatch.domain import BadInput, Chip, FrontierPoint, NotFound, PartialDate, exact, near
from flopwatch.identity import fold_chip, fold_chip_without_board, fold_chip_without_memory, fold_name

# Sources date one model by its announcement, its paper or its release; a record dated a few weeks early is not an
# error.
ANNOUNCED_WITHIN = dt.timedelta(days=60)
# The number formats most likely used by a training run of each era, most likely first.
TRAINING_FORMATS = ("bf16", "fp16", "tf32", "fp32", "int8")
# A TPU multiplies in bf16 for any input format; a GPU said to have trained in these formats alone did not use its
# 16-bit units.
SINGLE_FORMATS = frozenset({"fp32", "tf32", "fp64"})


class Chips:
    """Accelerators by any of their names.

    Args:
        chips: The catalogue.

    Raises:
        BadInput: If two share a name: the peak of one would be used for the other.
    """

    def __init__(self, chips: Sequence[Chip]) -> None:
        self.rows: tuple[Chip, ...] = tuple(chips)
        self._by_name: dict[str, Chip] = {}
        for one in chips:
            for word in (one.id, one.name, *one.aliases):
                if self._by_name.setdefault(fold_chip(word), one).id != one.id:
                    other = self._by_name[fold_chip(word)].id
                    raise BadInput(
                        f"data/chips.toml: {one.id}: {word!r} also reads as a name of {other}. Remove it from one "
                        "of the two."
                    )
        self._loosely: dict[str, Chip] = {}
        for one in chips:
            for word in (one.name, one.id, *one.aliases):
                self._loosely.setdefault(fold_chip_without_board(word), one)

    def find(self, name: str) -> Chip:
        """Return the accelerator of that name.

        Raises:
            NotFound: With the nearest names.
        """
        word = name[:200]
        found = (
            self._by_name.get(fold_chip(word))
            or self._by_name.get(fold_chip_without_memory(word) or "-")
            or self._loosely.get(fold_chip_without_board(word) or "-")
        )
        if found is None:
            like = near(fold_chip(word), self._by_name, most=9)
            names = tuple(dict.fromkeys(self._by_name[one].name for one in like))[:3]
            raise NotFound(
                f"accelerator {name!r} is not in data/chips.toml. Nearest: {', '.join(names) or 'none'}. "
                "Add it there with its source.",
                nearest=names,
            )
        return found

    def peak(self, name: str, stated: Sequence[str] = (), as_typed: bool = False) -> tuple[Chip, str, float]:
        """Return the accelerator, the number format, and its dense peak in that format, in FLOP/s.

        Args:
            name: The accelerator.
            stated: Number formats that a source states (`bf16`, `fp32`, …). Single precision alone means the slower
                units of a GPU; any half format, and FP8 (whose runs state their share of the 16-bit peak or of both),
                the 16-bit peak.
            as_typed: Whether a person asks for the peak in just these formats, so that FP8 is the peak in FP8.
        """
        chip = self.find(name)
        single = bool(stated) and set(stated) <= SINGLE_FORMATS and "tpu" not in chip.name.casefold()
        order = tuple(stated) if as_typed else ("tf32", "fp32") if single else ()
        number_format = next((one for one in (*order, *TRAINING_FORMATS) if one in chip.peak_flop_per_s), "")
        if not number_format:
            raise NotFound(
                f"accelerator {chip.name} has no peak for any of {', '.join(TRAINING_FORMATS)} in data/chips.toml"
            )
        return chip, number_format, float(exact(chip.peak_flop_per_s[number_format]))


@dataclass(frozen=True)
class Limit:
    """The largest value of a quantity known to be reached by a date, and its model."""

    value: float
    model: str
    date: str


class Frontier:
    """The frontier by date: the largest values reported."""

    def __init__(self, points: Sequence[FrontierPoint]) -> None:
        self._days: dict[str, list[dt.date]] = {}
        self._limits: dict[str, list[Limit]] = {}
        self._points: dict[str, list[Limit]] = {}
        for one in sorted(points, key=lambda one: PartialDate.from_iso(one.date).earliest):
            limits = self._limits.setdefault(one.quantity, [])
            here = Limit(float(exact(one.value)), one.model, one.date)
            self._days.setdefault(one.quantity, []).append(PartialDate.from_iso(one.date).earliest)
            limits.append(max([here, *limits[-1:]], key=lambda limit: limit.value))
            self._points.setdefault(one.quantity, []).append(here)

    def points(self, quantity: str) -> tuple[Limit, ...]:
        """Return the points of a quantity, the oldest first."""
        return tuple(self._points.get(quantity, ()))

    def at(self, quantity: str, date: PartialDate | None) -> Limit | None:
        """Return the largest value reached by the end of the date, give or take `ANNOUNCED_WITHIN`; None before the
        first point.

        If the date is unknown, of all time.
        """
        reached = self._reached(quantity, date)
        return self._limits[quantity][reached - 1] if reached else None

    def of_others(self, quantity: str, date: PartialDate | None, names: Collection[str]) -> Limit | None:
        """Return the largest value reached by the date among models of other names; None if there is none.

        Args:
            quantity: `training_compute`, `parameters` or `tokens_seen`.
            date: The date; None for all time.
            names: Names of the model to leave out, as `fold_name` writes them.
        """
        points = self._points.get(quantity, [])[: self._reached(quantity, date)]
        return max((p for p in points if fold_name(p.model) not in names), key=lambda p: p.value, default=None)

    def _reached(self, quantity: str, date: PartialDate | None) -> int:
        """Return the number of points reached by the end of the date, give or take `ANNOUNCED_WITHIN`."""
        days = self._days.get(quantity, [])
        return len(days) if date is None else bisect.bisect_right(days, date.latest + ANNOUNCED_WITHIN)
