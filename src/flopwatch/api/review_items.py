"""The review queue: what waits for a decision, and all that a person needs to see of one item."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from flopwatch import discovery, review, sources
from flopwatch.api.evidence_archive import Archived, archived
from flopwatch.api.review_desk import Desk, addition_of
from flopwatch.domain import CANDIDATE, Accept, BadClaim, Claim, NoSuchChoice, Note, Propose, Reject
from flopwatch.identity import same as compare_names
from flopwatch.records import Record, about_entry, id_of_new_model
from flopwatch.review import Addition, Effect, Evidence, Reviewed

Order = Literal["worth", "longest"]
ORDERS = get_args(Order)


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the queue.

    Args:
        key: Its key.
        kind: `correction`, `addition`, `identity`, `candidate` or `contested`.
        title: The model or the two names.
        what: The proposed change in words.
        model: Id of the model, or "".
        by: Who proposed it, or the channel that found it.
        on: ISO date of the find.
        days: Days since then; None if it has no date.
        state: `open` or `asked`.
        worth: Value of deciding on it, from 0 up.
        why: Why it has its place in the order.
    """

    key: str
    kind: str
    title: str
    what: str
    model: str
    by: str
    on: str
    days: int | None
    state: str
    worth: float
    why: str


class RivalClaim(msgspec.Struct, frozen=True):
    """A claim that the proposal competes with: its id, value, source, words, and whether it is in use or accepted."""

    id: str
    field: str
    value: str
    source: str
    url: str
    where: str
    words: str
    in_use: bool
    accepted: bool


class Alike(msgspec.Struct, frozen=True):
    """A model that the item may be: probability and the weights of the answer in bits."""

    model: str
    name: str
    same: bool | None
    probability: float
    reasons: tuple[str, ...]


class ReviewItem(msgspec.Struct, frozen=True, kw_only=True):
    """All that a person needs to decide on one item.

    Args:
        row: Its row of the queue.
        statements: What it states: field, value, words, address and place.
        evidence: The evidence of each statement.
        rivals: Claims on the same fields.
        alike: Models that it may be.
        effect: Its effect if accepted; None if it cannot be worked out.
        effect_note: Why there is no effect, or "".
        basis: The basis of a decision on it.
        notes: Notes and questions.
        history: Earlier decisions on it, in words.
        comment: The proposer's words.
        acts: Acts that are possible.
        archive: The archived page of each statement; None of one that nobody has looked at.
    """

    row: QueueRow
    statements: tuple[Claim, ...]
    address: str
    evidence: tuple[Evidence, ...]
    rivals: tuple[RivalClaim, ...]
    alike: tuple[Alike, ...]
    effect: Effect | None
    effect_note: str
    basis: str
    notes: tuple[Note, ...]
    history: tuple[str, ...]
    comment: str
    acts: tuple[str, ...]
    archive: tuple[Archived | None, ...] = ()


def review_queue(desk: Desk, *, order: str = "worth", limit: int | None = None) -> list[QueueRow]:
    """Return the items that wait, the most valuable first, or with `order` "longest" those that wait longest.

    Args:
        desk: The desk.
        order: `worth` or `longest`.
        limit: The most to return.

    Raises:
        NoSuchChoice: If there is no such order.
    """
    if order not in ORDERS:
        raise NoSuchChoice("order", order, ORDERS)
    standing = desk.standing()
    rows = [row_of(desk, one) for one in review.proposals_in(standing).values() if _waits(one)]
    decided = discovery.decisions_on(standing.values())
    for key, one in desk.candidates().items():
        if one.key not in decided:
            rows.append(candidate_row_of(desk, key, one))
    rows += _contested(desk)
    if order == "longest":
        rows.sort(key=lambda row: (-(row.days or 0), row.key))
    else:
        rows.sort(key=lambda row: (-row.worth, -(row.days or 0), row.key))
    return rows[:limit]


def _waits(one: Reviewed) -> bool:
    return one.state in (review.OPEN, review.ASKED)


def row_of(desk: Desk, item: Reviewed) -> QueueRow:
    """Return a proposal as a row of the queue."""
    event = item.event
    days = review.days_between(event.on, desk.today())
    if event.verdict:
        sign = "are one model" if event.verdict == "same" else "are two models"
        title, what, model, kind, worth, why = f"{event.a} and {event.b}", sign, "", "identity", 1.0, "identity"
    else:
        first = event.claims[0]
        model, title = first.identity, first.subject
        kind = "correction" if model in desk.outlook().records else "addition"
        what = f"{first.field} = {first.value} {first.unit}".strip()
        effect = review.effect_of(addition_of_proposal(event), desk.outlook(), counted=False)
        worth = round(review.worth(effect), 4)
        why = "moves classes or the figure" if worth else "moves no class"
    return QueueRow(
        key=item.key,
        kind=kind,
        title=title,
        what=what,
        model=model,
        by=event.by,
        on=event.on,
        days=days,
        state=item.state,
        worth=worth,
        why=why,
    )


def candidate_row_of(desk: Desk, key: str, one: discovery.Candidate) -> QueueRow:
    """Return a candidate as a row of the queue."""
    size = one.facts.get("parameters")
    what = f"new model, {size:.3g} parameters" if isinstance(size, float) else "new model"
    return QueueRow(
        key=key,
        kind="candidate",
        title=one.name,
        what=what,
        model=one.same_as,
        by=", ".join(one.channels),
        on=one.first_seen[:10],
        days=review.days_between(one.first_seen[:10], desk.today()),
        state=review.state_of_candidate(key, desk.standing()),
        worth=one.value,
        why=one.reason,
    )


def _contested(desk: Desk) -> list[QueueRow]:
    return [
        QueueRow(
            key=f"contested:{key}:{name}",
            kind="contested",
            title=record.name,
            what=f"{name}: people accepted rival claims",
            model=key,
            by="",
            on="",
            days=None,
            state=review.OPEN,
            worth=2.0,
            why="until they agree the usual order decides",
        )
        for key, record in desk.outlook().records.items()
        for name, value in record.fields.items()
        if value.contested
    ]


def addition_of_proposal(event: Propose, same_as: str = "") -> Addition:
    """Return what the acceptance of a proposal adds."""
    claims = event.claims
    if same_as:
        claims = tuple(msgspec.structs.replace(one, identity=same_as) for one in claims)
    ids = {review.claim_id(one): one for one in claims}
    return Addition(
        model=claims[0].identity,
        name=claims[0].subject,
        claims=ids,
        sources={event.about.id: event.about} if event.about else {},
        accepted=frozenset(ids),
    )


def review_item(desk: Desk, key: str) -> ReviewItem:
    """Return all that a person needs to decide on one item.

    Raises:
        NotFound: If there is no such item.
    """
    if key.startswith(CANDIDATE):
        return _candidate_item(desk, key)
    return _proposal_item(desk, desk.proposal(key))


def _proposal_item(desk: Desk, item: Reviewed) -> ReviewItem:
    event, outlook, standing = item.event, desk.outlook(), desk.standing()
    cell = cell_of_proposal(desk, item)
    alike: tuple[Alike, ...] = ()
    if event.verdict:
        effect, note, alike = *_merge_effect(desk, event), _compared(desk, event)
    else:
        effect, note = review.effect_of(addition_of_proposal(event), outlook), ""
        if event.claims[0].identity not in outlook.records:
            alike = _alike(desk, event.claims[0].subject)
    return ReviewItem(
        row=row_of(desk, item),
        statements=event.claims,
        address=event.about.url if event.about else "",
        evidence=tuple(review.evidence_of(one, event.evidence if n == 0 else "") for n, one in enumerate(event.claims)),
        rivals=_rivals(desk, event.claims[0].identity if event.claims else "", cell),
        alike=alike,
        effect=effect,
        effect_note=note,
        basis=review.basis_of(item.key, event, cell, standing),
        notes=item.notes,
        history=_history(desk, item.key),
        comment=event.reason,
        acts=("accept", "reject", "ask") if _waits(item) else ("undo",),
        archive=tuple(archived(desk, event.about.url, one.as_written) if event.about else None for one in event.claims),
    )


def cell_of_proposal(desk: Desk, item: Reviewed) -> dict[str, Claim]:
    """Return the claims that a proposal competes with, by id."""
    event = item.event
    record = desk.outlook().records.get(event.claims[0].identity) if event.claims else None
    found = review.cell_of(record.claims, event) if record else {}
    return {**found, **{review.claim_id(one): one for one in event.claims}}


def _merge_effect(desk: Desk, event: Propose) -> tuple[Effect | None, str]:
    if event.verdict == "not-same":
        return None, "two names are kept apart; the records show the effect after the next build"
    ids = [desk.model_id(one) for one in (event.a, event.b)]
    if ids[0] == ids[1]:
        return None, "both names are of one model already"
    kept, joins = sorted(ids, key=lambda one: (-len(desk.outlook().records[one].claims), one))
    return review.effect_of(Addition(model=kept, joins=joins), desk.outlook()), ""


def _compared(desk: Desk, event: Propose) -> tuple[Alike, ...]:
    records = desk.outlook().records
    one, other = (records[desk.model_id(name)] for name in (event.a, event.b))
    return (_alike_to(event.a, one, other),)


def _alike_to(name: str, about: Record | None, other: Record) -> Alike:
    facts = about_entry(about) if about else None
    answer = compare_names(name, other.name, *((facts, about_entry(other)) if facts else ()))
    reasons = tuple(f"{one.part} {one.weight:+.1f}: {one.words}" for one in answer.reasons)
    return Alike(other.id, other.name, answer.same, round(answer.probability, 4), reasons)


def _alike(desk: Desk, name: str) -> tuple[Alike, ...]:
    known = discovery.KnownModels(desk.basis())
    match = known.likely(name, None, "")
    model = known.exactly(name) or (match.model if match else "")
    record = desk.outlook().records.get(model)
    return (_alike_to(name, None, record),) if record else ()


def _rivals(desk: Desk, model: str, cell: dict[str, Claim]) -> tuple[RivalClaim, ...]:
    outlook = desk.outlook()
    record = outlook.records.get(model)
    if record is None:
        return ()
    used = {key for one in record.fields.values() for key in one.claims}
    found = []
    for key, claim in cell.items():
        if key not in record.claims:
            continue
        source = outlook.sources.get(claim.source)
        value = f"{claim.relation if claim.relation != '=' else ''} {claim.value} {claim.unit}".strip()
        url = source.url if source else ""
        found.append(
            RivalClaim(
                key,
                claim.field,
                value,
                claim.source,
                url,
                claim.locator,
                claim.as_written,
                key in used,
                key in outlook.accepted,
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.in_use, one.field, one.id)))


def _history(desk: Desk, key: str) -> tuple[str, ...]:
    found = [one for one in desk.events().values() if isinstance(one, Accept | Reject) and one.claim == key]
    return tuple(review.described(one) for one in sorted(found, key=lambda one: one.on))


def _candidate_item(desk: Desk, key: str) -> ReviewItem:
    one, standing = desk.candidate(key), desk.standing()
    known = discovery.KnownModels(desk.basis())
    size = one.facts.get("parameters")
    match = known.likely(one.name, size if isinstance(size, float) else None, one.published)
    model = known.exactly(one.name) or (match.model if match else one.same_as)
    record = desk.outlook().records.get(model)
    statements, effect, note = candidate_effect(desk, one, record)
    decided = one.key in discovery.decisions_on(standing.values())
    return ReviewItem(
        row=candidate_row_of(desk, key, one),
        statements=statements,
        address=one.evidence[0].url if one.evidence else "",
        evidence=tuple(review.evidence_of(claim, "") for claim in statements),
        rivals=_rivals(desk, model, record.claims) if record and model else (),
        alike=(_alike_to(one.name, None, record),) if record else (),
        effect=effect,
        effect_note=note,
        basis=review.basis_of(key, None, (), standing),
        notes=review.notes_on(key, standing),
        history=_history(desk, key),
        comment=one.settle and f"would settle it at the least cost: {one.settle}",
        acts=("undo",) if decided else ("accept", "reject", "merge", "split", "ask"),
    )


def candidate_effect(
    desk: Desk, one: discovery.Candidate, record: Record | None
) -> tuple[tuple[Claim, ...], Effect | None, str]:
    """Return what a candidate states, and its effect on the census if accepted."""
    identity = record.id if record else id_of_new_model(one.name, one.developer, desk.developers())
    try:
        snapshots = discovery.accepted_snapshots(one, identity, channel_groups(), "", "", desk.today())
    except BadClaim as error:
        return (), None, str(error)
    claims: tuple[Claim, ...] = ()
    addition = Addition(model=identity, name=one.name)
    for snapshot in snapshots:
        more = addition_of(snapshot)
        claims += snapshot.claims
        addition = msgspec.structs.replace(
            addition, claims={**addition.claims, **more.claims}, sources={**addition.sources, **more.sources}
        )
    return claims, review.effect_of(addition, desk.outlook()), ""


def channel_groups() -> dict[str, str]:
    """Return the independence group of each channel."""
    return {name: sources.channel(name).group for name, _ in sources.CHANNELS}
