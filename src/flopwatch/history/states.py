"""A state: the entries of one table, release or date, each with its values by field, ready to compare with another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from flopwatch.domain import Claim, Snapshot, canonical, exact, to_base
from flopwatch.domain import field as field_named
from flopwatch.history.comparison import DATE, StatedThen, Values
from flopwatch.identity import About
from flopwatch.records import about_claims, base_value, split_field

ESTIMATE = "compute_estimate"  # the field of our own estimate
_PROSE = ("notes", "abstract")


@dataclass(frozen=True)
class Entry:
    """One row of a table, or one model of a release.

    Args:
        name: The name as written.
        subject: The name without superfluous blanks.
        stated: Values by field, the part of a field in brackets.
        fields: The field of each key of `stated`.
        notes: The row's notes, by the heading of their column.
        about: Facts that help to recognise the row under another name.
        model: Id of the model; "" for a row of an outside table.
        classes: The class at each threshold (FLOP as text), for a model of a release.
        counted: How each value of `stated` is counted (`counted=gradients`, `usd_year=2023`), "" if in one way only.
    """

    name: str
    subject: str
    stated: dict[str, StatedThen]
    fields: dict[str, str]
    notes: dict[str, str] = field(default_factory=dict)
    about: About = field(default_factory=About)
    model: str = ""
    classes: dict[str, str] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """A table, a release or a census at a date.

    Args:
        label: How the user named it.
        date: Its ISO date, or "".
        source: Id of its source.
        table: The table of which it is a state; only states of one table tell which rows went.
        selection: Which models the table lists; "" if all.
        columns: Its headers.
        entries: Its rows.
    """

    label: str
    date: str
    source: str
    table: str
    entries: tuple[Entry, ...]
    selection: str = ""
    columns: tuple[str, ...] = ()

    def fields(self) -> frozenset[str]:
        """Return the fields that any entry states: a field that no row states has lost its column."""
        return frozenset(name for one in self.entries for name in one.fields.values())

    def counts(self) -> frozenset[tuple[str, str]]:
        """Return the pairs of a field and how it is counted that any entry has."""
        return frozenset((one.fields[name], counted) for one in self.entries for name, counted in one.counted.items())


def state_of_snapshot(snapshot: Snapshot, label: str = "") -> State:
    """Return the state that one reading of an outside table holds."""
    about = snapshot.about
    by_entry: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
    for number, claim in enumerate(snapshot.claims):
        if claim.kind == "model":
            by_entry[claim.entry or claim.locator, claim.subject][f"{number:09d}"] = claim
    return State(
        label=label or f"{snapshot.source} {snapshot.date}".strip(),
        date=snapshot.date,
        source=snapshot.source,
        table=(about.table if about else "") or snapshot.source,
        selection=about.selection if about else "",
        columns=snapshot.columns,
        entries=tuple(
            _entry(snapshot.names.get(place, subject), subject, claims) for (place, subject), claims in by_entry.items()
        ),
    )


def _entry(name: str, subject: str, claims: Mapping[str, Claim]) -> Entry:
    by_field: dict[str, dict[str, Claim]] = defaultdict(dict)
    notes: dict[str, str] = {}
    for key, claim in claims.items():
        if claim.field in _PROSE:
            notes[claim.qualifiers.get("column", claim.field)] = claim.value
        elif claim.relation != "unknown":
            by_field[claim.field][key] = claim
    stated, fields, counted = {}, {}, {}
    for one, some in by_field.items():
        for part, group in split_field(one, some).items():
            stated[part.label], fields[part.label] = _stated(one, list(group.values())), one
            first = next(iter(group.values()))
            counted[part.label] = ", ".join(f"{key}={value}" for key, value in sorted(first.qualifiers.items()))
    return Entry(name, subject, stated, fields, notes, about_claims(claims), counted=counted)


def _stated(name: str, claims: list[Claim]) -> StatedThen:
    about, first = field_named(name), claims[0]
    if about.kind != "quantity":
        words = dict.fromkeys(one.value for one in claims)
        return StatedThen(", ".join(words), DATE if about.kind == "date" else "", first.relation)
    values = dict.fromkeys(canonical(base_value(one)[0]) for one in claims)
    high = canonical(to_base(exact(first.high), first.unit)[0]) if first.high else ""
    return StatedThen(", ".join(values), base_value(first)[1], first.relation, high)


def state_of_values(values: Values, label: str) -> State:
    """Return the state that a release or a census holds: the chosen values, and our estimate of training compute."""
    return State(label, values.as_of, "flopwatch", "flopwatch", tuple(_modelled(values)))


def _modelled(values: Values) -> Iterable[Entry]:
    for key, model in values.models.items():
        stated = dict(model.stated)
        fields = {name: name.partition(" (")[0] for name in stated}
        if model.compute:
            median = canonical(Decimal(f"{model.compute[1]:.3g}"))
            stated[ESTIMATE], fields[ESTIMATE] = StatedThen(median, "FLOP"), ESTIMATE
        classes = {flop: one.compute_class for flop, one in model.crossed.items()}
        yield Entry(model.name, model.name, stated, fields, model=key, classes=classes)
