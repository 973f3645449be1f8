"""Decisions on items of the review queue, their reversal, payouts and waiting times: one call for each deed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from flopwatch import discovery, ledger, review
from flopwatch.api.review_desk import Desk, check_change
from flopwatch.api.review_items import cell_of_proposal, channel_groups
from flopwatch.domain import (
    CANDIDATE,
    Accept,
    AnyEvent,
    BadInput,
    NoSuchChoice,
    Note,
    Propose,
    Reject,
    Retract,
    WrongUsage,
    clean_text,
    event_id,
)
from flopwatch.records import id_of_new_model
from flopwatch.review import Act, Purse, Reviewed, Waiting

VERBS = ("accept", "reject", "merge", "split", "ask", "note")


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one act on one item.

    Args:
        key: The item.
        state: `accepted`, `rejected`, `asked` or `open`.
        model: Id of the model, or "".
        events: Ids of the events added.
        contested: Fields of the model that are contested now.
    """

    key: str
    state: str
    model: str = ""
    events: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()


class FeedEntry(msgspec.Struct, frozen=True):
    """One event of people in words, with its date, id, kind and person."""

    event: str
    kind: str
    on: str
    by: str
    words: str
    in_force: bool


def decide(
    desk: Desk,
    key: str,
    verb: str,
    *,
    reason: str,
    by: str = "",
    basis: str | None = None,
    same_as: str = "",
    settle: bool = False,
) -> Decision:
    """Decide on one item.

    Args:
        desk: The desk.
        key: The item's key.
        verb: One of `VERBS`: `merge` accepts it as the model `same_as`, `split` as a new model although its name is
            like another's.
        reason: Why; kept permanently.
        by: Name of the person.
        basis: What the person has seen, as `review_item` returns it; None decides on the present state.
        same_as: Id or name of the model that it is, for `merge`.
        settle: Whether earlier acceptances of rival claims are taken back.

    Raises:
        NotFound: If there is no such item or model.
        WrongUsage: If the verb is unknown, or the reason is empty.
        StaleBasis: If the item has changed since the person saw it.
        BadInput: If it is decided already, or a second person is needed.
    """
    if verb not in VERBS:
        raise NoSuchChoice("decision", verb, VERBS)
    if not reason.strip():
        raise WrongUsage(f"{verb}: a reason is needed; it is kept permanently. State it in a few words.")
    if verb == "merge" and not same_as:
        raise WrongUsage("merge: name the model that it is.")
    model = desk.model_id(same_as) if verb == "merge" else ""
    act = Act(verb=verb, by=clean_text(by), on=desk.today(), reason=clean_text(reason), same_as=model)
    if key.startswith(CANDIDATE):
        return _decide_candidate(desk, key, act, basis)
    return _decide_proposal(desk, desk.proposal(key), act, basis, settle)


def _decide_proposal(desk: Desk, item: Reviewed, act: Act, basis: str | None, settle: bool) -> Decision:
    cell, added = cell_of_proposal(desk, item), list[str]()
    settles = frozenset(cell) if settle else frozenset[str]()
    verb = "accept" if act.verb in ("merge", "split") else act.verb
    act = msgspec.structs.replace(act, verb=verb, settles=settles)
    before = review.decisions_ever(item.key, desk.events().values())

    def make(standing: dict[str, AnyEvent]) -> list[AnyEvent]:
        now = _in_force(item, standing)
        if basis is not None:
            review.check_basis(basis, item.key, item.event, cell, standing)
        made = review.events_of(now, act, standing, before, two_people=desk.policy.two_people)
        added[:] = [event_id(one) for one in made]
        return made

    desk.append(make)
    model = act.same_as or (item.event.claims[0].identity if item.event.claims else "")
    return Decision(
        key=item.key,
        state=desk.proposals()[item.key].state,
        model=model,
        events=tuple(added),
        contested=_contested(desk, model) if verb == "accept" and model else (),
    )


def _in_force(item: Reviewed, standing: dict[str, AnyEvent]) -> Reviewed:
    """Return a proposal as it is within the transaction.

    Raises:
        BadInput: If it was taken back since it was read.
    """
    now = review.proposals_in(standing).get(item.key)
    if now is None:
        raise BadInput(f"{item.key}: the proposal was taken back. Nothing was added.")
    return now


def _contested(desk: Desk, model: str) -> tuple[str, ...]:
    record = desk.outlook().records.get(model)
    return tuple(name for name, one in record.fields.items() if one.contested) if record else ()


def _decide_candidate(desk: Desk, key: str, act: Act, basis: str | None) -> Decision:
    candidate, added = desk.candidate(key), list[str]()
    why = discovery.numbered_reason(candidate.key, act.reason, desk.events().values())
    identity = _identity(desk, candidate, act) if act.verb in ("accept", "merge", "split") else ""
    made: list[AnyEvent]
    if act.verb in ("ask", "note"):
        made = [Note(subject=key, message=act.reason, asks=act.verb == "ask", by=act.by, on=act.on)]
    elif act.verb == "reject":
        made = [Reject(claim=key, reason=why, by=act.by, on=act.on)]
    else:
        snapshots = discovery.accepted_snapshots(candidate, identity, channel_groups(), why, act.by, act.on)
        made = [*snapshots, Accept(claim=key, reason=why, by=act.by, on=act.on)]

    def make(standing: dict[str, AnyEvent]) -> list[AnyEvent]:
        if basis is not None:
            review.check_basis(basis, key, None, (), standing)
        decided = discovery.decisions_on(standing.values()).get(candidate.key)
        if decided is not None and act.verb not in ("ask", "note"):
            state = "accepted" if isinstance(decided, Accept) else "rejected"
            raise BadInput(f"{key}: it is {state} already. Undo that decision first.")
        added[:] = [event_id(one) for one in made]
        return made

    desk.append(make)
    return Decision(key=key, state=review.state_of_candidate(key, desk.standing()), model=identity, events=tuple(added))


def _identity(desk: Desk, candidate: discovery.Candidate, act: Act) -> str:
    """Return the id of the model that a candidate is from now on.

    Raises:
        BadInput: If the census may have the model, and the person did not say whether it is that one.
    """
    if act.same_as:
        return act.same_as
    known, size = discovery.KnownModels(desk.basis()), candidate.facts.get("parameters")
    match = known.likely(candidate.name, size if isinstance(size, float) else None, candidate.published)
    model = known.exactly(candidate.name) or (match.model if match else candidate.same_as)
    if model and act.verb != "split":
        raise BadInput(
            f"{candidate.key} ({candidate.name}) may be {model}, which the census has. Merge it with that model, or "
            "split it if it is another one."
        )
    identity = id_of_new_model(candidate.name, candidate.developer, desk.developers())
    if identity in desk.outlook().records:
        raise BadInput(f"{candidate.key}: the id {identity} is taken. Merge it with that model if it is the same.")
    return identity


def undo(desk: Desk, key: str, *, reason: str, by: str = "") -> Decision:
    """Take the decision on one item back by new events; the item waits again.

    Raises:
        NotFound: If there is no such item.
        BadInput: If nothing was decided on it.
        WrongUsage: If there is no reason.
    """
    if not reason.strip():
        raise WrongUsage("undo: a reason is needed; it is kept permanently. State it in a few words.")
    act = Act(verb="undo", by=clean_text(by), on=desk.today(), reason=clean_text(reason))
    item = None if key.startswith(CANDIDATE) else desk.proposal(key)
    rivals, events = cell_of_proposal(desk, item) if item else {}, desk.events()
    added: list[str] = []

    def make(standing: dict[str, AnyEvent]) -> list[AnyEvent]:
        made: list[AnyEvent]
        if item is None:
            ids = discovery.undone(key.removeprefix(CANDIDATE), standing.values())
            made = [Retract(event_id=one, by=act.by, on=act.on, reason=act.reason) for one in ids]
            if not made:
                raise BadInput(f"{key}: nothing was decided on it, so nothing can be undone.")
        else:
            made = review.undo_events(_in_force(item, standing), act, standing, events, rivals)
        added[:] = [event_id(one) for one in made]
        return made

    desk.append(make)
    return Decision(key=item.key if item else key, state=review.OPEN, events=tuple(added))


def revert(desk: Desk, actor: str, *, since: str = "", reason: str, by: str = "") -> int:
    """Take back every event of one person since a day; return how many.

    Raises:
        NotFound: If the ledger has nothing by that person.
        WrongUsage: If there is no reason, or `since` is no date.
    """
    check_change()
    done = ledger.revert(desk.store, actor=actor, since=since, reason=clean_text(reason), by=by, on=desk.today())
    return done.events


def pay(desk: Desk, key: str, *, reason: str, by: str = "") -> Purse:
    """Pay the bounty for an accepted report; the cap is checked in the transaction that writes the payout.

    Raises:
        NotFound: If there is no such item.
        BadInput: Naming the rule that forbids it.
    """
    item = desk.proposal(key)

    def make(standing: dict[str, AnyEvent]) -> list[AnyEvent]:
        return [
            review.payout_of(
                _in_force(item, standing),
                standing,
                by=clean_text(by),
                on=desk.today(),
                reason=clean_text(reason),
                terms=desk.policy.terms,
                two_people=desk.policy.two_people,
            )
        ]

    desk.append(make)
    return bounty(desk)


def bounty(desk: Desk) -> Purse:
    """Return the bounty's public ledger: what was paid to whom, and what is left."""
    return review.purse(desk.standing(), desk.policy.terms)


def waiting(desk: Desk) -> Waiting:
    """Return how many days items waited from find to decision, and how long the open ones have waited."""
    standing, today = desk.standing(), desk.today()
    decided: list[int | None] = []
    open_: list[int | None] = []
    for one in review.proposals_in(standing).values():
        if one.decisions:
            first = min(decision.on for decision in one.decisions.values())
            decided.append(review.days_between(one.event.on, first))
        else:
            open_.append(review.days_between(one.event.on, today))
    decisions = discovery.decisions_on(standing.values())
    for candidate in desk.candidates().values():
        found, decision = candidate.first_seen[:10], decisions.get(candidate.key)
        if decision:
            decided.append(review.days_between(found, decision.on))
        else:
            open_.append(review.days_between(found, today))
    return review.waiting_times(_known(decided), _known(open_))


def _known(days: Sequence[int | None]) -> list[int]:
    return [max(one, 0) for one in days if one is not None]


def feed(desk: Desk, *, limit: int = 100) -> list[FeedEntry]:
    """Return what people proposed, decided, paid and took back, the latest first."""
    standing = desk.standing()
    kinds = (Accept, Reject, Retract, Propose, Note)
    found = [
        FeedEntry(
            key,
            str(one.__struct_config__.tag),
            one.on,
            one.by,
            review.described(one),
            key in standing,
        )
        for key, one in desk.events().items()
        if isinstance(one, kinds) or one.by
    ]
    found.sort(key=lambda one: (one.on, one.event), reverse=True)
    return found[:limit]
