"""A reviewer's desk: one census, read once, and its outlook after what people have decided since.

A whole census takes many seconds, a decision only restates one record. So the desk takes the census when it opens, and
applies later decisions one by one; only an import, or a reversal of something the census holds, makes it take another.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import msgspec

from flopwatch import discovery, ledger, review, sources
from flopwatch.api.census_cache import inputs_digest, take_census
from flopwatch.api.discoveries import FOLDER
from flopwatch.api.lookups import find
from flopwatch.census import Census
from flopwatch.domain import (
    CANDIDATE,
    PROPOSAL,
    Accept,
    AnyEvent,
    Developer,
    NotFound,
    Reject,
    SameAs,
    Snapshot,
)
from flopwatch.identity import fold_name
from flopwatch.review import Addition, Outlook, Reviewed

_before_change: ContextVar[Callable[[], None] | None] = ContextVar("before_change", default=None)
_PEOPLE = ("submissions", "candidates")  # readers of snapshots that decisions of people write


@contextlib.contextmanager
def before_each_change(check: Callable[[], None]) -> Iterator[None]:
    """Call a function before each change of a ledger by this thread while the block runs; its error prevents it."""
    held = _before_change.set(check)
    try:
        yield
    finally:
        _before_change.reset(held)


def check_change() -> None:
    """Call what `before_each_change` was given."""
    if check := _before_change.get():
        check()


@dataclass(frozen=True)
class Policy:
    """Rules of one installation.

    Args:
        two_people: Whether decisions on identity and payouts need a second person.
        terms: Terms of the bounty.
    """

    two_people: bool = False
    terms: review.Terms = review.Terms()


class Desk:
    """The desk. Its methods may be called from several threads."""

    def __init__(
        self, data: Path, store: str, policy: Policy | None = None, today: Callable[[], str] | None = None
    ) -> None:
        """Open the desk; the census is taken when it is first needed.

        Args:
            data: The curated folder.
            store: Address of the ledger.
            policy: The rules; one person decides alone if it is None.
            today: Returns the ISO date of decisions; the machine's date in UTC if it is None.
        """
        self.data, self.store, self.policy = data, store, policy or Policy()
        self.today = today or _today
        self._lock = threading.RLock()
        self._base: tuple[Census, frozenset[str]] | None = None
        self._applied: tuple[dict[str, AnyEvent], Outlook] | None = None
        self._developers: tuple[Developer, ...] | None = None
        self._basis: discovery.Basis | None = None
        self._events: tuple[str, dict[str, AnyEvent], dict[str, AnyEvent]] = ("", {}, {})

    def events(self) -> dict[str, AnyEvent]:
        """Return every valid event of the ledger by id, the retracted ones too."""
        return self._read()[1]

    def standing(self) -> dict[str, AnyEvent]:
        """Return the events in force by id."""
        return self._read()[2]

    def _read(self) -> tuple[str, dict[str, AnyEvent], dict[str, AnyEvent]]:
        with self._lock:
            state = ledger.state_of(self.store)
            if not state or state != self._events[0]:
                known = self._events[1]
                events = review.valid(ledger.read_by_id(self.store, known), known)
                self._events = (state, events, review.in_force(events))
            return self._events

    def append(self, decide: Callable[[dict[str, AnyEvent]], Iterable[AnyEvent]]) -> int:
        """Add the events that `decide` returns for the events in force, in one transaction; return how many are new."""
        # Snapshots are checked before the transaction: no other writer waits for that.
        known = self.events()
        snapshots = {key: one for key, one in known.items() if isinstance(one, Snapshot)}

        def made(events: dict[str, AnyEvent]) -> list[AnyEvent]:
            new = list(decide(review.in_force({**snapshots, **review.valid(events, known)})))
            check_change()
            return new

        with ledger.open_store(self.store) as opened:
            return opened.append_after(made, known)

    def proposals(self) -> dict[str, Reviewed]:
        """Return every proposal in force by its key."""
        return review.proposals_in(self.standing())

    def candidates(self) -> dict[str, discovery.Candidate]:
        """Return the candidates of searches by their key in the queue."""
        queue = discovery.read_queue(ledger.beside(self.store, FOLDER))
        return {CANDIDATE + one.key: one for one in queue}

    def candidate(self, key: str) -> discovery.Candidate:
        """Return a candidate by its key in the queue.

        Raises:
            NotFound: If there is none.
        """
        found = self.candidates().get(key)
        if found is None:
            raise NotFound(f"no item {key[:120]!r} in the review queue. `flopwatch review --list` shows the keys.")
        return found

    def proposal(self, key: str) -> Reviewed:
        """Return a proposal by its key, or by the first digits of its id.

        Raises:
            NotFound: If there is none, or several begin so.
        """
        whole = key if key.startswith(PROPOSAL) else PROPOSAL + key
        found = [one for name, one in self.proposals().items() if name.startswith(whole)]
        if len(found) != 1 or len(whole) < len(PROPOSAL) + 8:
            raise NotFound(f"no item {key[:120]!r} in the review queue. `flopwatch review --list` shows the keys.")
        return found[0]

    def developers(self) -> tuple[Developer, ...]:
        """Return the vocabulary of developers."""
        with self._lock:
            if self._developers is None:
                curated = sources.load_curated(self.data, ledger.memory_by_part(self.store))
                self._developers = tuple(curated.developers)
            return self._developers

    def basis(self) -> discovery.Basis:
        """Return what discovery needs of the census: its models, and those that decisions have added since."""
        with self._lock:
            if self._basis is None:
                self._basis = discovery.basis_of(self._taken()[0])
            known = {one.id for one in self._basis.models}
            new = [one for key, one in self.outlook().records.items() if key not in known and one.kind == "model"]
            return msgspec.structs.replace(self._basis, models=(*self._basis.models, *map(discovery.model_of, new)))

    def census(self) -> Census:
        """Return the census that the outlook starts from."""
        return self._taken()[0]

    def outlook(self) -> Outlook:
        """Return the census after every decision made since it was taken."""
        with self._lock:
            census, held = self._taken()
            standing = self.standing()
            if any(_is_import(one) for key, one in standing.items() if key not in held) or held - standing.keys():
                self._base = None
                census, held = self._taken()
                standing = self.standing()
            accepted, rejected = _decided(standing, Accept), _decided(standing, Reject)
            later = {key: one for key, one in standing.items() if key not in held}
            start, applied = Outlook.of(census, accepted, rejected), dict[str, AnyEvent]()
            if self._applied is not None and _continues(self._applied[0], later):
                applied, last = self._applied
                start = dataclasses.replace(last, accepted=accepted, rejected=rejected)
            if self._applied is None or self._applied[0].keys() != later.keys():
                new = {key: one for key, one in later.items() if key not in applied}
                self._applied = later, _after(start, new)
            return self._applied[1]

    def _taken(self) -> tuple[Census, frozenset[str]]:
        with self._lock:
            if self._base is None:
                while True:
                    before = inputs_digest(self.data, self.store)
                    held = frozenset(self.standing())
                    census = take_census(self.data, self.store)
                    if before == inputs_digest(self.data, self.store):
                        break
                self._base, self._applied, self._basis = (census, held), None, None
            return self._base

    def model_id(self, name: str) -> str:
        """Return the id of the one model of this id or name.

        Raises:
            NotFound: With the nearest ids.
        """
        outlook = self.outlook()
        name = self.census().redirects.get(name, name)
        if name in outlook.records:
            return name
        word = fold_name(name)
        found = [key for key, one in outlook.records.items() if word in map(fold_name, (one.name, *one.aliases))]
        return found[0] if len(found) == 1 else find(self.census(), name).id


def _is_import(event: AnyEvent) -> bool:
    return isinstance(event, Snapshot) and event.reader not in _PEOPLE


def _decided(standing: Mapping[str, AnyEvent], kind: type[Accept] | type[Reject]) -> frozenset[str]:
    found = (one.claim for one in standing.values() if isinstance(one, kind))
    return frozenset(one for one in found if not review.is_item(one))


def _continues(applied: Mapping[str, AnyEvent], later: Mapping[str, AnyEvent]) -> bool:
    """Return whether decisions can be applied after those applied already; merges need all of them at once."""
    return applied.keys() <= later.keys() and not any(isinstance(one, SameAs) for one in later.values())


def _after(outlook: Outlook, later: Mapping[str, AnyEvent]) -> Outlook:
    """Apply the decisions that the census does not hold."""
    for event in later.values():
        if isinstance(event, Snapshot) and event.claims:
            outlook = outlook.after(addition_of(event))
    for event in later.values():
        ids = _ids_of(outlook, event) if isinstance(event, SameAs) else ()
        if len(ids) == 2:
            kept, joins = sorted(ids, key=lambda one: (-len(outlook.records[one].claims), one))
            outlook = outlook.after(Addition(model=kept, joins=joins))
    decided = {one.claim for one in later.values() if isinstance(one, Accept | Reject)}
    for record in [one for one in outlook.records.values() if decided & one.claims.keys()]:
        outlook = outlook.after(Addition(model=record.id))
    return outlook


def _ids_of(outlook: Outlook, event: SameAs) -> tuple[str, ...]:
    found = []
    for name in (event.a, event.b):
        word = fold_name(name)
        ids = [
            key
            for key, one in outlook.records.items()
            if name == key or word in map(fold_name, (one.name, *one.aliases))
        ]
        found += ids[:1]
    return tuple(dict.fromkeys(found))


def addition_of(snapshot: Snapshot) -> Addition:
    """Return what a snapshot that a decision wrote adds to its model."""
    first = snapshot.claims[0]
    return Addition(
        model=first.identity,
        name=first.subject,
        claims={one.id_in(snapshot.source): one for one in snapshot.claims},
        sources={snapshot.source: snapshot.about} if snapshot.about else {},
    )


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()
