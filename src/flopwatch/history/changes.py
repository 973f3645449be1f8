"""Changes between two states: what was added, removed, renamed, re-estimated, withdrawn, bounded or dated otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from flopwatch.domain import PartialDate, exact
from flopwatch.domain import field as field_named
from flopwatch.history.comparison import DATE, StatedThen
from flopwatch.history.row_matching import match_rows
from flopwatch.history.states import ESTIMATE, Entry, State

KINDS = ("added", "removed", "renamed", "withdrawn", "bounded", "re-estimated", "date", "other")
MOST_GONE = 0.10  # share of the rows: beyond, the later file is a narrower table and its absences say nothing
_COMPUTE = ("training_compute", ESTIMATE)
_BOUNDS = ("training_compute_upper_bound", "training_compute_lower_bound")
_COUNTED = ("citations", "training_compute_rank")  # counts that a table renews by itself: no estimate of anything
_MOVED_APART = 1.01  # 0.4712 in one column is 0.47115 in the column that replaces it
_QUOTED = 240  # characters of a note
_HOW = {
    "blanks": "the names differ in blanks only",
    "marks": "the names differ in blanks, punctuation or case only",
    "name": "both names denote one model",
    "facts": "date, developers, links and size are those of the earlier row",
    "run": "date, developers, size and training compute are those of the earlier row",
    "paper": "developers, links and training compute are those of the earlier row",
    "page": "day, first link and size (or the name's beginning) are those of the earlier row",
}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one entry.

    Args:
        kind: One of `KINDS`.
        name: The entry's name in the later state, or the last one.
        model: Id of its model in the census; "" if it has none.
        old_name: The earlier name, if it was renamed.
        field: The field; "" for a whole entry.
        old: The earlier value, exact, in the base unit; of a withdrawn value the last one kept.
        new: The later value; "" if there is none.
        unit: The base unit of both.
        factor: Later over earlier value; None unless both are numbers.
        crossed: Thresholds between the two values, in FLOP; of a withdrawn value all that it reached.
        reason: Where the source gives one, its words; else what else changed in the row.
        source: Id of the source of the later state.
        date: Date of the later state.
        then: Date of the earlier state.
        laws: Names of the rules of law whose amount of compute lies between the two values.
    """

    kind: str
    name: str
    model: str = ""
    old_name: str = ""
    field: str = ""
    old: str = ""
    new: str = ""
    unit: str = ""
    factor: float | None = None
    crossed: tuple[float, ...] = ()
    reason: str = ""
    source: str = ""
    date: str = ""
    then: str = ""
    laws: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compared:
    """The changes between two states.

    Args:
        changes: Ordered by kind, then by name.
        columns_added: Headers that only the later state has.
        columns_removed: Headers that only the earlier state has.
        absent: Names that only the earlier state has, if that is not a removal.
        absent_because: The reason why it is none; "" if `absent` is empty.
    """

    changes: tuple[Change, ...]
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    absent: tuple[str, ...]
    absent_because: str


def compare_states(then: State, now: State, thresholds: Sequence[float] = ()) -> Compared:
    """Compare two states of a table, two releases, or two dates.

    Args:
        then: The earlier state.
        now: The later state.
        thresholds: Amounts in FLOP whose crossing is named.

    Example:
        >>> def state(date, value):
        ...     stated = {"training_compute": StatedThen(value, "FLOP")} if value else {}
        ...     rows = Entry("A", "A", stated, dict(zip(stated, stated))), Entry("B", "B", *both)
        ...     return State(date, date, "t", "t", rows)
        >>> both = {"training_compute": StatedThen("1e24", "FLOP")}, {"training_compute": "training_compute"}
        >>> found = compare_states(state("2026-07-19", "2.13e25"), state("2026-07-22", ""), (1e23, 1e25))
        >>> [(one.kind, one.name, one.old, one.crossed) for one in found.changes]
        [('withdrawn', 'A', '2.13e25', (1e+23, 1e+25))]
    """
    matched = match_rows(then.entries, now.entries)
    pairing = _Pairing(then, now, tuple(thresholds))
    changes = [one for old, new, how in matched.pairs for one in pairing.changes(old, new, how)]
    changes += [pairing.whole("added", one) for one in matched.new]
    because = ""
    if then.table != now.table:
        because = f"{now.label} is another table than {then.label}: a row that it lacks is not a removal"
    elif len(matched.gone) > MOST_GONE * len(then.entries):
        because = f"more than {MOST_GONE:.0%} of the rows are missing: {now.label} is a narrower table"
    if not because:
        changes += [pairing.whole("removed", one) for one in matched.gone]
    changes.sort(key=lambda one: (KINDS.index(one.kind), -_size(one), one.name, one.field))
    return Compared(
        tuple(changes),
        tuple(one for one in now.columns if one and one not in then.columns) if then.columns else (),
        tuple(one for one in then.columns if one and one not in now.columns) if now.columns else (),
        tuple(one.name for one in matched.gone) if because else (),
        because if matched.gone else "",
    )


def _size(change: Change) -> float:
    """Return the larger compute of a change, in FLOP, so that the weightiest come first."""
    if change.field and change.field not in _COMPUTE:
        return 0.0
    return max((number for one in (change.old, change.new) if (number := _number(one))), default=0.0)


class _Pairing:
    """Two states with what each comparison of two of their entries needs."""

    def __init__(self, then: State, now: State, thresholds: tuple[float, ...]) -> None:
        self.then, self.now, self.thresholds = then, now, thresholds
        self.columns = then.fields() & now.fields()
        self.counts = now.counts()

    def whole(self, kind: str, entry: Entry) -> Change:
        """Return the change of an entry that was added or removed, with its compute."""
        compute = next((entry.stated[name] for name in (ESTIMATE, _COMPUTE[0]) if name in entry.stated), None)
        amount = compute.value if compute else ""
        reason = ""
        if kind == "removed":
            reason = "it is no longer listed"
            if self.now.selection:
                reason += f"; the table lists {self.now.selection}, so this alone withdraws no value"
        return self._change(
            kind,
            entry,
            old=amount if kind == "removed" else "",
            new=amount if kind == "added" else "",
            unit="FLOP" if amount else "",
            crossed=self._reached(_number(amount)),
            reason=reason,
        )

    def changes(self, old: Entry, new: Entry, how: str) -> Iterator[Change]:
        """Yield the changes of one entry that both states have."""
        if how or old.name != new.name:
            yield self._change("renamed", new, old_name=old.name, reason=_HOW.get(how, ""))
        moved = [
            name
            for name in dict.fromkeys([*old.stated, *new.stated])
            if _differ(old.stated.get(name), new.stated.get(name), (old.fields | new.fields)[name])
        ]
        for name in moved:
            field = (old.fields | new.fields)[name]
            if field in self.columns or name in self.columns:
                yield self._field(name, field, old, new, moved)
        for flop, before in old.classes.items():
            after = new.classes.get(flop, before)
            if after != before and ESTIMATE not in moved:
                crossed = (float(flop),)
                yield self._change("other", new, field="compute_class", old=before, new=after, crossed=crossed)

    def _field(self, name: str, field: str, old: Entry, new: Entry, moved: Sequence[str]) -> Change:
        before, after = old.stated.get(name), new.stated.get(name)
        kind = _kind(field, before, after, any(one in moved and one in new.stated for one in _BOUNDS))
        reason, counted = "", old.counted.get(name, "")
        if counted and (field, counted) not in self.counts:
            kind, reason = "other", f"the table no longer counts it as {counted}"
        elif kind == "withdrawn" and (moved_to := _moved_to(name, old, new)):
            kind, reason = "other", f"moved to {moved_to}"
        left, right = _number(before.value if before else ""), _number(after.value if after else "")
        is_number = (before or after or StatedThen("")).unit not in ("", DATE)
        return self._change(
            kind,
            new,
            field=name,
            old=_shown(before),
            new=_shown(after),
            unit=(before or after or StatedThen("")).unit,
            factor=float(f"{right / left:.4g}") if is_number and left and right else None,
            crossed=self._between(left, right) if field in _COMPUTE else (),
            reason=reason or _reason(name, field, old, new, moved, kind),
        )

    def _change(self, kind: str, entry: Entry, **more: object) -> Change:
        base = Change(
            kind=kind,
            name=entry.name,
            model=entry.model,
            source=self.now.source,
            date=self.now.date,
            then=self.then.date,
        )
        return msgspec.structs.replace(base, **more)

    def _between(self, old: float, new: float) -> tuple[float, ...]:
        if not old or not new:
            return self._reached(max(old, new))
        low, high = sorted((old, new))
        return tuple(one for one in self.thresholds if low < one <= high)

    def _reached(self, amount: float) -> tuple[float, ...]:
        return tuple(one for one in self.thresholds if one <= amount)


def _moved_to(name: str, old: Entry, new: Entry) -> str:
    """Return the field to which a value went in the same row, or "": of two quantities within 1% one is rounded."""
    value = old.stated[name]

    def holds(other: StatedThen) -> bool:
        amounts = _number(value.value), _number(other.value)
        if value.unit in ("", DATE) or other.unit != value.unit or not all(amounts):
            return other.said == value.said
        return max(amounts) <= _MOVED_APART * min(amounts)

    found = (one for one, other in new.stated.items() if one not in old.stated and holds(other))
    return next(found, "") if value.unit != DATE else ""


def _kind(field: str, before: StatedThen | None, after: StatedThen | None, bounded: bool) -> str:
    """Return the kind of a field's change.

    Example:
        >>> _kind("published", None, StatedThen("2026-05-19", "date"), False)
        'date'
        >>> _kind("training_compute", StatedThen("1e25", "FLOP"), StatedThen("1e25", "FLOP", "≤"), False)
        'bounded'
    """
    kind = field_named(field).kind if field != ESTIMATE else "quantity"
    if field in _COUNTED:
        return "other"
    if before and not after:
        if field in _COMPUTE and bounded:
            return "bounded"
        return "withdrawn" if kind in ("quantity", "date") else "other"
    if kind == "date":
        return "date"
    if kind != "quantity" or not before or not after:
        return "other"
    if before.relation in ("=", "≈") and after.relation in ("≤", "≥"):
        return "bounded"
    return "re-estimated"


def _differ(before: StatedThen | None, after: StatedThen | None, field: str) -> bool:
    """Return whether two values differ: numbers in four digits, words without case and order."""
    if before is None or after is None:
        return before is not after
    if before.unit not in ("", DATE):
        return (_rounded(before.value), _rounded(before.high), before.relation) != (
            _rounded(after.value),
            _rounded(after.high),
            after.relation,
        )
    return set(before.value.casefold().split(", ")) != set(after.value.casefold().split(", "))


def _rounded(text: str) -> str:
    return ", ".join(f"{exact(one):.3E}" for one in text.split(", ")) if text else ""


def _number(text: str) -> float:
    """Return the first number of a value; 0 if it is not a number."""
    try:
        return float(exact(text.split(", ")[0])) if text else 0.0
    except ValueError:
        return 0.0


def _shown(value: StatedThen | None) -> str:
    if value is None:
        return ""
    mark = "" if value.relation in ("=", "range") else f"{value.relation} "
    return mark + value.value + (f" to {value.high}" if value.high else "")


def _reason(name: str, field: str, old: Entry, new: Entry, moved: Sequence[str], kind: str) -> str:
    """Return the source's words for a change, else what else changed in the row, else that it gives no reason."""
    parts = []
    if kind == "date":
        parts.append(_of_dates(old.stated.get(name), new.stated.get(name)))
    elif kind == "other" and name not in old.stated:
        parts.append("stated for the first time")
    for column in dict.fromkeys([*old.notes, *new.notes]):
        if _notes_on(column) == field and (words := _new_words(old.notes, new.notes, column)):
            parts.append(words)
    others = [one for one in moved if one != name and one in _EXPLAINING]
    if others:
        parts.append(f"changed with it: {', '.join(others)}")
    return "; ".join(parts) or "the source gives no reason"


_EXPLAINING = (
    "parameters",
    "dataset_size",
    "epochs",
    "chip",
    "chip_count",
    "training_time",
    "chip_hours",
    "base_model",
    "confidence",
    "training_compute_method",
    "training_compute_upper_bound",
    "training_compute_lower_bound",
)


def _notes_on(column: str) -> str:
    """Return the field that a column of notes is about: `Training compute notes` is about `training_compute`."""
    return column.casefold().removesuffix(" notes").replace("training dataset", "dataset").replace(" ", "_")


def _of_dates(before: StatedThen | None, after: StatedThen | None) -> str:
    """Return how a date changed: filled, made more precise, or moved by how much."""
    if before is None or after is None:
        return "filled"
    one, other = PartialDate.from_iso(before.value.split(", ")[0]), PartialDate.from_iso(after.value.split(", ")[0])
    if one.contains(other) or other.contains(one):
        return "more precise" if one.contains(other) else "less precise"
    days = (other.earliest - one.earliest).days
    size = f"{abs(days)} days" if abs(days) < 60 else f"{abs(days) / 30.44:.0f} months"
    return f"moved {size} {'later' if days > 0 else 'earlier'}"


_SENTENCE = re.compile(r"(?<=[.!?\]:]) ")


def _new_words(old: Mapping[str, str], new: Mapping[str, str], column: str) -> str:
    """Return what a note newly says, or no longer says, as a quotation; "" if it did not change."""
    before, after = (_SENTENCE.split(side.get(column, "")) for side in (old, new))
    if added := _quotation(after, before):
        return f"{column} now: “{added}”"
    removed = _quotation(before, after)
    return f"{column} no longer: “{removed}”" if removed else ""


def _quotation(some: Iterable[str], others: Iterable[str]) -> str:
    known = {one.strip(" .") for one in others}
    words = " ".join(one for one in some if one.strip(" .") and one.strip(" .") not in known)
    return words if len(words) <= _QUOTED else words[: _QUOTED - 1].rstrip() + "…"
