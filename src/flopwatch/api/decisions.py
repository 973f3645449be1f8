"""Decisions on candidates: accepted ones enter the ledger with their sources, rejected ones leave the queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from flopwatch import discovery, ledger, records, sources
from flopwatch.api.discoveries import FOLDER, basis
from flopwatch.domain import (
    CANDIDATE,
    Accept,
    AnyEvent,
    BadInput,
    Developer,
    NotFound,
    Reject,
    Retract,
    Snapshot,
    WrongUsage,
    event_id,
    near,
)
from flopwatch.identity import fold_name


class DecidedCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """A decision on one candidate.

    Args:
        key: The candidate.
        decision: `accepted` or `rejected`.
        model: Id of the model that it is from now on, or "".
        claims: Claims that entered the ledger.
        event: Id of the decision in the ledger.
        retracted: Ids of the events of an earlier decision that this one takes back.
        repeated: Whether it was decided so before; then nothing was written.
        set_aside: Statements that are no valid claims, each with the reason.
    """

    key: str
    decision: str
    model: str = ""
    claims: int = 0
    event: str = ""
    retracted: tuple[str, ...] = ()
    repeated: bool = False
    set_aside: tuple[str, ...] = ()


def accept_candidates(
    data: Path,
    store: str,
    names: Sequence[str],
    *,
    same_as: str = "",
    new: bool = False,
    reason: str = "",
    by: str = "",
) -> list[DecidedCandidate]:
    """Enter candidates into the ledger: what their sources state of each becomes claims, all of it or nothing.

    Args:
        data: The curated folder.
        store: Address of the ledger that the queue is next to.
        names: Keys of candidates, or their names.
        same_as: The model of the census that the candidate is: its id or name.
        new: Whether it is a model that the census lacks although its name is like another's.
        reason: Why.
        by: Name of the person who decides.

    Raises:
        NotFound: If there is no such candidate, or no model `same_as`.
        BadInput: If a name is that of several, or the census may have the model already and nobody said which.
        WrongUsage: If `same_as` is given for several candidates, or together with `new`.
    """
    if same_as and (new or len(names) > 1):
        raise WrongUsage("--same-as names the model of one candidate, so give one, and not --new.")
    events, on = ledger.read_events(store), _today()
    chosen = _chosen(store, names)
    decided = discovery.decisions_on(events)
    known = basis(data, store)
    developers = sources.load_curated(data, ledger.memory_by_part(store)).developers
    taken = {one.id for one in known.models}
    out: list[DecidedCandidate] = []
    written: list[AnyEvent] = []
    for candidate in chosen:
        if isinstance(decided.get(candidate.key), Accept):
            out.append(DecidedCandidate(key=candidate.key, decision="accepted", repeated=True))
            continue
        identity = _model(known, same_as) if same_as else _new_model(known, candidate, new, developers, taken)
        why = discovery.numbered_reason(candidate.key, reason, events)
        back = _taken_back(candidate.key, events, why or "accepted", by, on)
        snapshots = discovery.accepted_snapshots(candidate, identity, _groups(), why, by, on)
        decision = Accept(claim=CANDIDATE + candidate.key, reason=why, by=by, on=on)
        written += [*back, *snapshots, decision]
        out.append(_accepted(candidate.key, identity, snapshots, decision, back))
    _append(store, written)
    return out


def _accepted(
    key: str, model: str, snapshots: Sequence[Snapshot], decision: Accept, back: Sequence[Retract]
) -> DecidedCandidate:
    return DecidedCandidate(
        key=key,
        decision="accepted",
        model=model,
        claims=sum(len(one.claims) for one in snapshots),
        event=event_id(decision),
        retracted=tuple(one.event_id for one in back),
        set_aside=tuple(f"{held.item}: {held.reason}" for one in snapshots for held in one.quarantined),
    )


def _groups() -> dict[str, str]:
    return {name: sources.channel(name).group for name, _ in sources.CHANNELS}


def reject_candidates(store: str, names: Sequence[str], *, reason: str, by: str = "") -> list[DecidedCandidate]:
    """Take candidates out of the queue, for good; what an earlier acceptance wrote is taken back.

    Raises:
        NotFound: If there is no such candidate.
        BadInput: If a name is that of several.
        WrongUsage: If there is no reason.
    """
    if not reason.strip():
        raise WrongUsage('a rejection needs a reason. Add --reason "…".')
    events, on = ledger.read_events(store), _today()
    out: list[DecidedCandidate] = []
    written: list[AnyEvent] = []
    for candidate in _chosen(store, names):
        if isinstance(discovery.decisions_on(events).get(candidate.key), Reject):
            out.append(DecidedCandidate(key=candidate.key, decision="rejected", repeated=True))
            continue
        why = discovery.numbered_reason(candidate.key, reason, events)
        decision = Reject(claim=CANDIDATE + candidate.key, reason=why, by=by, on=on)
        back = _taken_back(candidate.key, events, why, by, on)
        written += [*back, decision]
        retracted = tuple(one.event_id for one in back)
        out.append(
            DecidedCandidate(key=candidate.key, decision="rejected", event=event_id(decision), retracted=retracted)
        )
    _append(store, written)
    return out


def _chosen(store: str, names: Sequence[str]) -> list[discovery.Candidate]:
    """Return the candidates of these keys or names, each once."""
    queue = discovery.read_queue(ledger.beside(store, FOLDER))
    found: dict[str, discovery.Candidate] = {}
    for name in names:
        some = [one for one in queue if one.key == name] or [one for one in queue if one.name == name]
        if not some:
            alike = near(name, [word for one in queue for word in (one.key, one.name)])
            meant = f" Near: {', '.join(alike)}." if alike else ""
            raise NotFound(f"no candidate {name[:80]!r}.{meant} `flopwatch candidates --json` lists their keys.")
        if len(some) > 1:
            keys = ", ".join(one.key for one in some[:10])
            raise BadInput(f"{name!r} is the name of {len(some)} candidates. Give the key of one: {keys}.")
        found[some[0].key] = some[0]
    return list(found.values())


def _model(known: discovery.Basis, name: str) -> str:
    """Return the id of a model of the census by its id or name."""
    ids = [one.id for one in known.models if one.id == name]
    ids = ids or [one.id for one in known.models if fold_name(name) in map(fold_name, one.names)]
    if len(ids) != 1:
        several = f"several models: {', '.join(ids[:10])}" if ids else "no model of the census"
        raise NotFound(f"--same-as {name[:80]!r} is {several}. `flopwatch search` finds ids.")
    return ids[0]


def _new_model(
    known: discovery.Basis,
    candidate: discovery.Candidate,
    new: bool,
    developers: Sequence[Developer],
    taken: set[str],
) -> str:
    """Return the id of a model that the census lacks, and add it to the ids taken.

    Raises:
        BadInput: If the census may have it and nobody said that it is new, or has another model of that id.
    """
    if not new and (model := _like(known, candidate)):
        raise BadInput(
            f"candidate {candidate.key} ({candidate.name}) may be {model}, which the census has. Say --same-as {model} "
            "to add its statements to that model, or --new if it is another one."
        )
    identity = records.id_of_new_model(candidate.name, candidate.developer, developers)
    if identity in taken:
        raise BadInput(
            f"candidate {candidate.key}: the id {identity} is taken. Say --same-as {identity} if it is that model; "
            "else write a file of data/claims with another id."
        )
    taken.add(identity)
    return identity


def _like(known: discovery.Basis, candidate: discovery.Candidate) -> str:
    """Return the id of the model that the census may have for a candidate, or ""."""
    models, size = discovery.KnownModels(known), candidate.facts.get("parameters")
    if model := models.exactly(candidate.name):
        return model
    match = models.likely(candidate.name, size if isinstance(size, float) else None, candidate.published)
    return match.model if match else candidate.same_as


def _taken_back(key: str, events: Iterable[AnyEvent], reason: str, by: str, on: str) -> list[Retract]:
    return [Retract(event_id=one, reason=reason, by=by, on=on) for one in discovery.undone(key, events)]


def _append(store: str, events: Sequence[AnyEvent]) -> None:
    """Write all events or none."""
    if events:
        with ledger.open_store(store) as opened:
            opened.append(events)


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()
