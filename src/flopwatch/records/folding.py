"""Fold: events in, the current claims and decisions out. Pure, and the same for every order of the events."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flopwatch.domain import (
    CANDIDATE,
    PROPOSAL,
    WITHDRAWN,
    Accept,
    AnyEvent,
    Claim,
    ClaimEvent,
    Correct,
    Erase,
    Flag,
    NotSameAs,
    PartialDate,
    Reject,
    Retract,
    SameAs,
    Snapshot,
    Source,
    event_fault,
    event_id,
    retracted_ids,
)
from flopwatch.records.current import current_snapshots
from flopwatch.records.past_statements import Past, Row, past_statements
from flopwatch.records.withdrawals import withdrawn_claims

PERSON = "a person"  # the carrier of claims that people state one by one


@dataclass(frozen=True)
class View:
    """View: the current state that the events fold to.

    Args:
        claims: Current claims by id: of each source's latest snapshot, and those that people stated.
        carriers: For each claim id the snapshot source that carries it.
        accepted: Ids of claims that people accepted.
        rejected: Ids of claims that people rejected.
        same: Pairs of names that people hold to denote one model.
        not_same: Pairs of names that people hold to denote different models.
        corrections: Corrections in force.
        flags: Reports by people.
        snapshots: The current snapshots of each source, most often one (`current_snapshots`).
        set_aside: Events that make no sense, by id, each with the reason; nothing follows from them.
        past: What superseded states of a table said of the rows of its current states.
    """

    claims: dict[str, Claim]
    carriers: dict[str, str]
    accepted: frozenset[str]
    rejected: frozenset[str]
    same: frozenset[tuple[str, str]]
    not_same: frozenset[tuple[str, str]]
    corrections: tuple[Correct, ...]
    flags: tuple[Flag, ...]
    snapshots: dict[str, tuple[Snapshot, ...]]
    set_aside: Mapping[str, str] = field(default_factory=dict)
    past: Mapping[Row, Past] = field(default_factory=dict)


def fold(events: Iterable[AnyEvent]) -> View:
    """Fold events into the view.

    Only the claims of a source's current snapshots count (`current_snapshots`). A retracted event counts as never made;
    retracting a retraction brings it back. An event that makes no sense is set aside with its reason, unless it is
    retracted: no event can stop the fold. The result is the same for every order of the events.
    """
    standing, gone, set_aside = _standing(events)
    claims: dict[str, Claim] = {}
    carriers: dict[str, str] = {}
    for event in standing.values():
        if isinstance(event, ClaimEvent):
            claims[event.claim.id_in(PERSON)] = event.claim
            carriers[event.claim.id_in(PERSON)] = PERSON
    snapshots = current_snapshots(standing.values())
    for source, current in snapshots.items():
        for claim in (claim for snapshot in current for claim in snapshot.claims):
            claims[claim.id_in(source)] = claim
            carriers[claim.id_in(source)] = source
    states = {key: one for key, one in standing.items() if isinstance(one, Snapshot)}
    for claim, source in withdrawn_claims(states.values()):
        claims[claim.id_in(source)] = claim
        carriers[claim.id_in(source)] = source
    erased = {event.claim for event in standing.values() if isinstance(event, Erase)}
    for doomed in erased:
        claims.pop(doomed, None)
        carriers.pop(doomed, None)
    claims = _without_copies(claims)

    def pairs(kind: type[SameAs] | type[NotSameAs]) -> frozenset[tuple[str, str]]:
        found = [event for event in standing.values() if isinstance(event, kind)]
        return frozenset((min(event.a, event.b), max(event.a, event.b)) for event in found)

    def decided(kind: type[Accept] | type[Reject]) -> frozenset[str]:
        found = (event.claim for event in standing.values() if isinstance(event, kind))
        return frozenset(claim for claim in found if not claim.startswith((CANDIDATE, PROPOSAL)))

    return View(
        claims=dict(sorted(claims.items())),
        carriers={key: carriers[key] for key in sorted(claims)},
        accepted=decided(Accept),
        rejected=decided(Reject),
        same=pairs(SameAs),
        not_same=pairs(NotSameAs),
        corrections=tuple(event for event in standing.values() if isinstance(event, Correct)),
        flags=tuple(event for event in standing.values() if isinstance(event, Flag)),
        snapshots=snapshots,
        set_aside={key: why for key, why in sorted(set_aside.items()) if key not in gone},
        past=past_statements(states, {event_id(one) for some in snapshots.values() for one in some}),
    )


def standing_events(events: Iterable[AnyEvent]) -> list[AnyEvent]:
    """Return the valid events that are not retracted, sorted by id."""
    return list(_standing(events)[0].values())


def _standing(events: Iterable[AnyEvent]) -> tuple[dict[str, AnyEvent], set[str], dict[str, str]]:
    """Return the events that count by id, the ids of retracted ones, and those that make no sense with the reason."""
    by_id, set_aside = _sensible({event_id(event): event for event in events})
    gone = retracted_ids((one.event_id, key) for key, one in by_id.items() if isinstance(one, Retract))
    return {key: by_id[key] for key in sorted(by_id) if key not in gone}, gone, set_aside


def _sensible(by_id: Mapping[str, AnyEvent]) -> tuple[dict[str, AnyEvent], dict[str, str]]:
    """Separate the events that make sense from those that do not, each with its reason."""
    faults = {key: why for key, event in by_id.items() if (why := event_fault(event))}
    return {key: event for key, event in by_id.items() if key not in faults}, faults


def described(events: Iterable[AnyEvent]) -> dict[str, Source]:
    """Return the sources that imported snapshots describe, by source id; of two snapshots of one source the
    later-dated counts.
    """
    found = {}
    for event in sorted(
        (one for one in events if isinstance(one, Snapshot) and one.about and not event_fault(one)),
        key=lambda one: (one.date, event_id(one)),
    ):
        if event.about is not None:
            found[event.source] = event.about
    return found


def known_by(events: Iterable[AnyEvent], as_of: dt.date | None) -> list[AnyEvent]:
    """Return the events that were known on a date: states of sources and decisions dated later are left out.

    An undated decision counts as always known. Curated files are kept whole: `as_known_on` selects their claims by the
    dates of the sources that they cite.

    Args:
        events: The events.
        as_of: The date; None keeps all.
    """
    if as_of is None:
        return list(events)

    def is_known(event: AnyEvent) -> bool:
        date = event.on
        if isinstance(event, Snapshot):
            date = event.date if event.about else ""
        return not date or PartialDate.from_iso(date).earliest <= as_of

    return [event for event in events if event_fault(event) or is_known(event)]


def as_known_on(view: View, sources: Mapping[str, Source], as_of: dt.date | None) -> tuple[View, dt.date]:
    """Return the view as of a date, and that date: claims of sources dated later are left out.

    A source without a date is as late as the newest publication that it states.

    Without a date it is the newest one recorded in the inputs, never today; without any record it is the epoch of the
    base.
    """
    if as_of is None:
        recorded = [one.recorded for one in view.claims.values() if one.recorded] + [
            one.date for some in view.snapshots.values() for one in some if one.date
        ]
        return view, max((PartialDate.from_iso(one).earliest for one in recorded), default=dt.date(2021, 6, 19))

    stated = _newest_publications(view.claims.values())

    def is_dated(source_id: str) -> bool:
        source = sources.get(source_id)
        date = source.date if source and source.date else stated.get(source_id, "")
        return not date or PartialDate.from_iso(date).earliest <= as_of

    def is_known(claim: Claim) -> bool:
        if since := claim.qualifiers.get("since", "") if WITHDRAWN in claim.flags else "":
            return PartialDate.from_iso(since).earliest <= as_of
        return is_dated(claim.source)

    kept = {key: claim for key, claim in view.claims.items() if is_known(claim)}
    # What a later source got wrong needs no correction yet.
    due = tuple(one for one in view.corrections if is_dated(one.expect.get("source", "")))
    return dataclasses.replace(view, claims=kept, corrections=due), as_of


def _newest_publications(claims: Iterable[Claim]) -> dict[str, str]:
    """Return the newest date of publication that each source states, by its id."""
    newest: dict[str, str] = {}
    for claim in claims:
        if claim.field == "published" and claim.relation == "=":
            newest[claim.source] = max(newest.get(claim.source, ""), claim.value)
    return newest


def _without_copies(claims: dict[str, Claim]) -> dict[str, Claim]:
    """Keep one claim per statement: a list that a user imports repeats statements that the bundled base cites from
    it.

    Curated copies (those with an identity) stay, one for each identity; without any the smallest id stays.
    """
    groups: dict[tuple[object, ...], list[str]] = {}
    for key, claim in claims.items():
        statement = (
            claim.kind,
            claim.subject,
            claim.source,
            claim.locator,
            claim.field,
            claim.value,
            claim.unit,
            claim.high,
            claim.relation,
            claim.as_written,
            tuple(sorted(claim.qualifiers.items())),
        )
        groups.setdefault(statement, []).append(key)
    kept: set[str] = set()
    for keys in groups.values():
        curated = {claims[key].identity: key for key in sorted(keys, reverse=True) if claims[key].identity}
        kept |= set(curated.values()) or {min(keys)}
    return {key: claim for key, claim in claims.items() if key in kept}
