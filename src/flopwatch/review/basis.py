"""Basis of a decision: the events about one item that a person has seen. A decision on an older basis is refused."""

from __future__ import annotations

from collections.abc import Collection

from flopwatch.domain import (
    Accept,
    AnyEvent,
    Claim,
    ClaimEvent,
    Correct,
    FlopwatchError,
    Note,
    NotSameAs,
    Payout,
    Propose,
    Reject,
    SameAs,
)
from flopwatch.identity import fold_name

_DIGITS = 12  # of an event's id
_MOST = 200  # events that a basis names
NOTHING = "none"  # basis of an item about which nothing was decided


class StaleBasis(FlopwatchError):
    """The item has changed since the person saw it. Nothing was written.

    Args:
        words: The problem and the next step.
        added: Descriptions of the events since.
        removed: Number of events that no longer count.
        basis: The basis now.
    """

    def __init__(self, words: str, *, added: tuple[str, ...], removed: int, basis: str) -> None:
        super().__init__(words)
        self.added, self.removed, self.basis = added, removed, basis


def basis_of(key: str, event: Propose | None, cell: Collection[str], standing: dict[str, AnyEvent]) -> str:
    """Return the ids of the events in force that bear on an item, as one word.

    Args:
        key: The item.
        event: Its proposal; None for a candidate.
        cell: Ids of the claims that rival the proposal.
        standing: Events in force by id.
    """
    found = [one[:_DIGITS] for one in _bearing(key, event, cell, standing)]
    return "-".join(found[:_MOST]) or NOTHING


def check_basis(
    seen: str, key: str, event: Propose | None, cell: Collection[str], standing: dict[str, AnyEvent]
) -> None:
    """Refuse a decision whose basis is no longer that of the item.

    Raises:
        StaleBasis: With what was decided since.
    """
    now = basis_of(key, event, cell, standing)
    if seen == now:
        return
    before = set(seen.split("-")) - {NOTHING}
    bearing = _bearing(key, event, cell, standing)
    added = tuple(described(one) for event_key, one in bearing.items() if event_key[:_DIGITS] not in before)
    removed = len(before - {one[:_DIGITS] for one in bearing})
    since = [*added, *([f"{removed} of the events you saw no longer counts"] if removed else [])]
    raise StaleBasis(
        f"{key[:40]}: this item has changed since you saw it: {'; '.join(since)[:1000]}. Look again, then decide.",
        added=added,
        removed=removed,
        basis=now,
    )


def _bearing(
    key: str, event: Propose | None, cell: Collection[str], standing: dict[str, AnyEvent]
) -> dict[str, AnyEvent]:
    cells = {(one.identity, one.field) for one in event.claims} if event else set()
    pair = {fold_name(event.a), fold_name(event.b)} if event and event.verdict else set()
    # A rival that is accepted only now is no claim of the record yet: its proposal names it.
    proposed = {
        claim.id_in(claim.source)
        for one in standing.values()
        if isinstance(one, Propose)
        for claim in one.claims
        if (claim.identity, claim.field) in cells
    }
    rivals = proposed | set(cell)
    return {event_key: one for event_key, one in standing.items() if _bears(one, key, cells, pair, rivals)}


def _bears(one: AnyEvent, key: str, cells: set[tuple[str, str]], pair: set[str], rivals: Collection[str]) -> bool:
    if isinstance(one, Accept | Reject):
        return one.claim == key or one.claim in rivals
    if isinstance(one, Note):
        return one.subject == key
    if isinstance(one, SameAs | NotSameAs):
        return {fold_name(one.a), fold_name(one.b)} == pair
    if isinstance(one, Correct):
        return (one.model, one.field) in cells
    return isinstance(one, ClaimEvent) and (one.claim.identity, one.claim.field) in cells


def described(event: AnyEvent) -> str:
    """Return an event in words: who, what, when, why."""
    who, when = event.by or "somebody", f" on {event.on}" if event.on else ""
    why = f": {event.reason}" if event.reason else ""
    kind = str(event.__struct_config__.tag)
    verb = {
        "accept": "accepted",
        "reject": "rejected",
        "same-as": "decided that two names denote one model",
        "not-same-as": "decided that two names denote two models",
        "correct": "corrected the value",
        "claim": "stated a value",
        "note": "wrote a note",
        "propose": "proposed",
        "payout": "paid",
        "retract": "took an event back",
        "snapshot": "imported",
    }.get(kind, kind)
    if isinstance(event, Note):
        why = f": {event.message}"
    return f"{who} {verb}{_about(event)}{when}{why}"


def _about(event: AnyEvent) -> str:
    """Return the subject of an event in words, with a blank before, or ""."""
    if isinstance(event, Propose) and event.claims:
        first = event.claims[0]
        return f" {first.subject[:80]}: {first.field} {first.relation} {first.value[:40]} {first.unit}".rstrip()
    if isinstance(event, SameAs | NotSameAs) or (isinstance(event, Propose) and event.verdict):
        return f" ({event.a[:80]}, {event.b[:80]})"
    if isinstance(event, Accept | Reject):
        return f" {event.claim[:40]}"
    if isinstance(event, Payout):
        return f" {event.account[:40]} {event.amount_usd} USD"
    return ""


def cell_of(claims: dict[str, Claim], event: Propose | None) -> dict[str, Claim]:
    """Return the claims of a record on the fields that a proposal states, by id."""
    fields = {one.field for one in event.claims} if event else set()
    return {key: one for key, one in claims.items() if one.field in fields}
