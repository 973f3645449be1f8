"""Decisions on proposals as events: acceptance, rejection, question, and how each is undone."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

import msgspec

from flopwatch.domain import (
    PROPOSAL,
    Accept,
    AnyEvent,
    BadInput,
    Claim,
    Note,
    NotSameAs,
    Propose,
    Reject,
    Retract,
    SameAs,
    Snapshot,
    WrongUsage,
    event_id,
    field,
)
from flopwatch.identity import fold_name
from flopwatch.review.proposals import ACCEPTED, ASKED, OPEN, REJECTED, Reviewed

READER, VERSION = "submissions", 1
ACTS = ("accept", "reject", "ask", "note")


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A person's act on one item.

    Args:
        verb: One of `ACTS`.
        by: Name of the person.
        on: ISO date.
        reason: Why, in the person's words; never empty.
        settles: Ids of rival claims whose acceptances this one takes back, so that the value is not contested.
        same_as: Id of the model that a proposed new model is, or "".
    """

    verb: str
    by: str
    on: str
    reason: str
    settles: frozenset[str] = frozenset()
    same_as: str = ""


def source_id(identity: str, statement: str, url: str) -> str:
    """Return the id of the source of one submitted statement: one each, so that none replaces another."""
    digest = hashlib.sha256(f"{identity}\n{statement}\n{url}".encode()).hexdigest()[:12]
    return f"submissions/{identity}/{digest}"


def events_of(
    item: Reviewed, act: Act, standing: dict[str, AnyEvent], before: int, *, two_people: bool
) -> list[AnyEvent]:
    """Return the events that an act on a proposal adds to the ledger.

    Args:
        item: The proposal.
        act: The act.
        standing: Events in force by id.
        before: Number of decisions ever made on the proposal, those taken back included: a decision made again must not
            be the event that was taken back.
        two_people: Whether a decision on identity needs another person than the one who proposed it.

    Raises:
        WrongUsage: If the act is unknown or has no reason.
        BadInput: If the proposal is decided, or a second person is needed.
    """
    if act.verb not in ACTS:
        raise WrongUsage(f"{act.verb[:40]!r} is no decision. Decisions: {', '.join(ACTS)}.")
    if not act.reason.strip():
        raise WrongUsage(f"{act.verb}: a reason is needed; it is kept permanently. State it in a few words.")
    if act.verb in ("ask", "note"):
        return [Note(subject=item.key, message=act.reason, asks=act.verb == "ask", by=act.by, on=act.on)]
    if item.state not in (OPEN, ASKED):
        raise BadInput(f"{item.key}: it is {item.state} already. Undo that decision first.")
    why = f"{act.reason} (decision {before + 1} on this proposal)" if before else act.reason
    common = {"by": act.by, "on": act.on, "reason": why}
    if act.verb == "reject":
        return [Reject(claim=item.key, **common)]
    if item.event.verdict:
        if two_people and item.event.by == act.by:
            raise BadInput(
                f"{item.key}: {act.by} proposed this decision on identity, so another person accepts it. Ask a second "
                "reviewer."
            )
        return [*_identity_events(item.event, standing, common), Accept(claim=item.key, **common)]
    return [*_claim_events(item, act, standing, common), Accept(claim=item.key, **common)]


def _identity_events(event: Propose, standing: dict[str, AnyEvent], common: dict[str, str]) -> list[AnyEvent]:
    kind, opposite = (SameAs, NotSameAs) if event.verdict == "same" else (NotSameAs, SameAs)
    back = [
        Retract(event_id=key, **common)
        for key, one in standing.items()
        if isinstance(one, opposite) and _is_on_names(event, one)
    ]
    return [*back, kind(a=event.a, b=event.b, **common)]


def _claim_events(
    item: Reviewed, act: Act, standing: dict[str, AnyEvent], common: dict[str, str]
) -> Iterable[AnyEvent]:
    event, about, claims = item.event, item.event.about, item.event.claims
    assert about is not None  # `check_event` refuses a proposal without
    if act.same_as:
        claims = tuple(msgspec.structs.replace(one, identity=act.same_as) for one in claims)
    yield Snapshot(
        source=about.id,
        sha256=hashlib.sha256(msgspec.json.encode(claims)).hexdigest(),
        date=about.date or event.on,
        reader=READER,
        version=VERSION,
        claims=claims,
        read=1,
        claimed=1,
        about=about,
        by=common["by"],
        on=common["on"],
        reason=common["reason"],
    )
    for key, one in standing.items():
        if isinstance(one, Accept) and one.claim in act.settles:
            yield Retract(event_id=key, **common)
    for claim in accepted_ids(claims):
        yield Accept(claim=claim, **common)


def accepted_ids(claims: Iterable[Claim]) -> tuple[str, ...]:
    """Return the ids that submitted claims have once accepted; those of fields with many values win nothing."""
    return tuple(claim_id(one) for one in claims if not field(one.field).many)


def claim_id(claim: Claim) -> str:
    """Return the id of a submitted claim."""
    return claim.id_in(claim.source)


def decision_events(
    item: Reviewed, standing: Mapping[str, AnyEvent], events: Mapping[str, AnyEvent], rivals: Collection[str]
) -> list[str]:
    """Return the ids of the events in force that the decision on a proposal made: what undoing it retracts.

    They share its person, date and reason: a merge of the same two names by another command is not among them. Taking
    back an earlier acceptance or verdict was part of the decision, so undoing it brings that one back.

    Args:
        item: The proposal.
        standing: Events in force by id.
        events: Every event by id, the retracted ones too.
        rivals: Ids of the claims that rival the proposal.
    """
    signed = {(one.by, one.on, one.reason) for one in item.decisions.values()}
    own = {key: one for key, one in standing.items() if (one.by, one.on, one.reason) in signed}
    snapshots = {key: one for key, one in own.items() if isinstance(one, Snapshot) and _is_of(item.event, one)}
    claims = {claim for one in snapshots.values() for claim in accepted_ids(one.claims)}

    def is_made(event: AnyEvent | None) -> bool:
        if isinstance(event, Retract):
            back = events.get(event.event_id)
            return (isinstance(back, Accept) and back.claim in rivals) or _is_on_names(item.event, back)
        if isinstance(event, Accept | Reject):
            return event.claim == item.key or event.claim in claims
        return _is_on_names(item.event, event)

    return [key for key, one in own.items() if key in snapshots or is_made(one)]


def _is_of(proposal: Propose, event: Snapshot) -> bool:
    about = proposal.about
    return about is not None and event.source == about.id and event.reader == READER


def _is_on_names(proposal: Propose, event: AnyEvent | None) -> bool:
    """Return whether an event decides on the two names that a proposal is about."""
    if not proposal.verdict or not isinstance(event, SameAs | NotSameAs):
        return False
    return {fold_name(event.a), fold_name(event.b)} == {fold_name(proposal.a), fold_name(proposal.b)}


def undo_events(
    item: Reviewed,
    act: Act,
    standing: Mapping[str, AnyEvent],
    events: Mapping[str, AnyEvent],
    rivals: Collection[str],
) -> list[AnyEvent]:
    """Return the events that take a decision on a proposal back; the proposal is open again.

    Args:
        item: The proposal.
        act: The person, the date and the reason.
        standing: As in `decision_events`.
        events: As in `decision_events`.
        rivals: As in `decision_events`.

    Raises:
        BadInput: If nothing was decided.
        WrongUsage: If there is no reason.
    """
    if item.state not in (ACCEPTED, REJECTED):
        raise BadInput(f"{item.key}: nothing was decided on it, so nothing can be undone.")
    if not act.reason.strip():
        raise WrongUsage("undo: a reason is needed; it is kept permanently. State it in a few words.")
    common = {"by": act.by, "on": act.on, "reason": act.reason}
    return [Retract(event_id=key, **common) for key in decision_events(item, standing, events, rivals)]


def decisions_ever(key: str, events: Iterable[AnyEvent]) -> int:
    """Return the number of decisions ever made on an item, those taken back included."""
    return sum(isinstance(one, Accept | Reject) and one.claim == key for one in events)


def key_of(event: Propose) -> str:
    """Return the key of a proposal in the queue."""
    return PROPOSAL + event_id(event)
