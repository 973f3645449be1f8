"""Values that a publisher stated, and later withdrew or stated otherwise, from the claims of records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from flopwatch.domain import Claim, PartialDate, Rule, Source, canonical, exact, field, to_base
from flopwatch.history.changes import Change
from flopwatch.records import FOLLOWED, ROUNDED_APART, Record, base_value, group_of, split_field, withdrawals_in


def publisher_changes(
    records: Iterable[Record], sources: Mapping[str, Source], thresholds: Sequence[float], rules: Sequence[Rule] = ()
) -> tuple[Change, ...]:
    """Return every value that a publisher withdrew or stated otherwise later, the latest first.

    Args:
        records: The records.
        sources: Every source by id, for dates and independence groups.
        thresholds: Amounts in FLOP whose crossing is named.
        rules: Rules of law whose amount of compute is compared with the two values.
    """
    named = [
        msgspec.structs.replace(one, laws=_laws(one, rules, record.values("domain")))
        for record in records
        if record.kind == "model"
        for one in changes_of(record, sources, thresholds)
        if one.field
    ]
    return tuple(sorted(named, key=lambda one: (one.date, _larger(one), one.model, one.field), reverse=True))


def changes_of(record: Record, sources: Mapping[str, Source], thresholds: Sequence[float]) -> list[Change]:
    """Return the changes of one record, by date: withdrawn, re-estimated, dates that moved, gone from a table."""
    found = [
        Change(
            kind="withdrawn",
            name=record.name,
            model=record.id,
            field=one.field,
            old=canonical(to_base(exact(one.value), one.unit)[0]) if one.value and one.unit else one.value,
            unit=to_base(exact("1"), one.unit)[1] if one.unit else "",
            crossed=_reached(one.field, one.value, one.unit, thresholds),
            reason=one.reason,
            source=one.source,
            date=one.since,
            then=one.last_date,
        )
        for one in withdrawals_in(record.claims, sources)
    ]
    for name in FOLLOWED:
        claims = {key: one for key, one in record.claims.items() if one.field == name and one.relation in ("=", "≈")}
        for part, some in split_field(name, claims).items():
            past = [] if part.part or part.unit else [one for one in record.past if one[1].field == name]
            for series in _by_publisher(some, past, sources).values():
                for (then, old), (now, new) in zip(series, series[1:], strict=False):
                    if _differ(old, new):
                        found.append(_restated(record, part.label, (then, old), (now, new), thresholds))
    found += [
        Change(kind="removed", name=record.name, model=record.id, source=source, date=date, then=last)
        for source, last, date in record.gone
    ]
    return sorted(found, key=lambda one: (one.date, one.field))


def _by_publisher(
    claims: Mapping[str, Claim], past: Iterable[tuple[str, Claim]], sources: Mapping[str, Source]
) -> dict[str, list[tuple[str, Claim]]]:
    """Return each publisher's statements by date; a date on which it stated two values is left out."""
    stated: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for _, claim in sorted(claims.items()):
        source = sources.get(claim.source)
        if source and source.date:
            stated[source.group or source.id][source.date].append(claim)
    for date, claim in past:
        stated[group_of(claim, sources)][date].append(claim)
    return {
        group: [(date, some[0]) for date, some in sorted(dates.items()) if not any(_differ(some[0], o) for o in some)]
        for group, dates in stated.items()
    }


def _differ(old: Claim, new: Claim) -> bool:
    if field(old.field).kind == "date":
        one, other = PartialDate.from_iso(old.value), PartialDate.from_iso(new.value)
        return not (one.contains(other) or other.contains(one))
    low, high = sorted((base_value(old)[0], base_value(new)[0]))
    return low > 0 and float(high / low) > ROUNDED_APART


def _restated(
    record: Record, label: str, then: tuple[str, Claim], now: tuple[str, Claim], thresholds: Sequence[float]
) -> Change:
    old, new = then[1], now[1]
    is_number = field(old.field).kind == "quantity"
    values = [base_value(one)[0] for one in (old, new)] if is_number else []
    low, high = sorted(map(float, values)) if values else (0.0, 0.0)
    return Change(
        kind="re-estimated" if is_number else "date",
        name=record.name,
        model=record.id,
        field=label,
        old=canonical(values[0]) if values else old.value,
        new=canonical(values[1]) if values else new.value,
        unit=base_value(new)[1] if values else "",
        factor=float(f"{float(values[1] / values[0]):.4g}") if values else None,
        crossed=tuple(t for t in thresholds if low < t <= high) if old.field == "training_compute" else (),
        source=new.source,
        date=now[0],
        then=then[0],
    )


def _reached(name: str, value: str, unit: str, thresholds: Sequence[float]) -> tuple[float, ...]:
    if name != "training_compute" or not value:
        return ()
    amount = float(to_base(exact(value), unit)[0])
    return tuple(one for one in thresholds if one <= amount)


def _larger(change: Change) -> float:
    if change.field != "training_compute":
        return 0.0
    return max(float(exact(one)) for one in (change.old, change.new, "0") if one)


def _laws(change: Change, rules: Sequence[Rule], domains: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the rules of law for these domains whose amount of compute lies between the two values."""
    if change.field != "training_compute":
        return ()
    old, new = (float(exact(one)) if one else 0.0 for one in (change.old, change.new))
    low, high = sorted((old, new))
    return tuple(
        one.name
        for one in rules
        if one.flop
        and low < float(exact(one.flop)) <= high
        and (not one.applies_to or set(one.applies_to) & set(domains))
    )
