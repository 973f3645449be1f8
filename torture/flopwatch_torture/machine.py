"""A state machine over two ledgers and the fold: plain sets must agree with them after every operation.

Nonsense is among the events. `BUGS` are mistakes put in on purpose; a run with any of them must notice it.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from flopwatch import ledger as room
from flopwatch import records
from flopwatch.domain import (
    Accept,
    AnyEvent,
    BadClaim,
    BadInput,
    Claim,
    ClaimEvent,
    Erase,
    Flag,
    Reject,
    Retract,
    SameAs,
    Snapshot,
    event_fault,
    event_id,
)
from flopwatch.ledger import canonical, commands, sqlite_schema, sqlite_store
from flopwatch.ledger.canonical import seal_as_stored
from flopwatch.ledger.json_lines import canonical_lines
from flopwatch.ledger.store import copy, digest_of
from flopwatch.records import current, folding
from flopwatch_torture.nonsense import twisted

Patch = tuple[Any, str, Any]


class Expected:
    """What plain sets say that a set of events means: written without a thought for speed."""

    def __init__(self, events: dict[str, AnyEvent]) -> None:
        self.aside = {key for key, event in events.items() if event_fault(event)}
        sensible = {key: event for key, event in events.items() if key not in self.aside}
        takes_back = {key: one.event_id for key, one in sensible.items() if isinstance(one, Retract)}

        def gone(key: str) -> bool:
            return any(target == key and not gone(by) for by, target in takes_back.items())

        self.aside = {key for key in self.aside if not gone(key)}
        standing = {key: one for key, one in sensible.items() if not gone(key)}
        self.accepted = {one.claim for one in standing.values() if isinstance(one, Accept)}
        self.rejected = {one.claim for one in standing.values() if isinstance(one, Reject)}
        self.same = {tuple(sorted((one.a, one.b))) for one in standing.values() if isinstance(one, SameAs)}
        claims = {one.claim.id_in(folding.PERSON) for one in standing.values() if isinstance(one, ClaimEvent)}
        snapshots = {key: one for key, one in standing.items() if isinstance(one, Snapshot)}
        for source in {one.source for one in snapshots.values()}:
            mine = {key: one for key, one in snapshots.items() if one.source == source}
            heads = [one for key, one in mine.items() if not any(key in other.follows for other in mine.values())]
            best = max((one.date, one.version) for one in heads)
            claims |= {claim.id_in(source) for one in heads if (one.date, one.version) == best for claim in one.claims}
        self.claims = claims - {one.claim for one in standing.values() if isinstance(one, Erase)}


class Machine:
    """Two ledgers, what they were given, and what went wrong."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng, self.folder = random.Random(seed), folder
        self.paths = [folder / "left.sqlite", folder / "right.sqlite"]
        self.given: list[dict[str, AnyEvent]] = [{}, {}]
        self.problems: list[str] = []
        self.number = itertools.count()

    def check(self, fact: bool, words: str) -> None:
        if not fact:
            self.problems.append(words)

    def claim(self) -> Claim:
        number = next(self.number)
        return Claim(
            subject=f"Made-{number % 9}",
            field="parameters",
            value=f"{number + 1}e6",
            unit="parameters",
            source="made",
            locator=f"row {number}",
            as_written="w",
        )

    def new_events(self, side: int) -> list[AnyEvent]:
        """A few events that belong together: claims and decisions, snapshots in a row, events taken back."""
        rng, known = self.rng, self.given[side]
        kind = rng.randrange(8)
        one = ClaimEvent(claim=self.claim(), by=rng.choice(("ana", "bob")))
        key = one.claim.id_in(folding.PERSON)
        if kind == 0:
            return [
                one,
                Accept(claim=key),
                ClaimEvent(claim=self.claim()),
                Accept(claim=f"{next(self.number)}", by="bob"),
            ]
        if kind == 1:
            return [one, rng.choice((Reject(claim=key), Erase(claim=key)))]
        if kind in (2, 3) and known:
            return [Retract(event_id=rng.choice(sorted(known)), reason=f"because {next(self.number)}")]
        if kind in (4, 5):
            plain = Snapshot(
                source=f"source-{rng.randrange(3)}",
                sha256="",
                date=rng.choice(("", "2023", "2024-05")),
                reader="r",
                version=rng.randrange(1, 3),
                claims=(self.claim(), self.claim()),
                read=1,
                claimed=1,
            )
            earlier = [key for key, one in known.items() if isinstance(one, Snapshot) and one.source == plain.source]
            if earlier and rng.random() < 0.5:
                plain = msgspec.structs.replace(plain, follows=(rng.choice(sorted(earlier)),))
            return [plain]
        if kind == 6:
            names = rng.sample(["x", "y", "z", "w"], 2)
            return [SameAs(a=names[0], b=names[1]), SameAs(a=names[1], b=names[0], by="bob")]
        return [Flag(subject=f"model {next(self.number)}", message="wrong"), one]

    # What may be done, each with what must then hold.

    def append(self, side: int) -> None:
        events = self.new_events(side) + self.rng.sample(list(self.given[side].values()), min(len(self.given[side]), 2))
        events = [one for one in events if not event_fault(one)]
        ids = {event_id(one): one for one in events}
        with room.open_store(self.paths[side]) as ledger:
            self.check(ledger.append(events) == len(ids.keys() - self.given[side].keys()), "append counted wrongly")
        self.given[side] |= ids

    def append_nonsense(self, side: int) -> None:
        events: list[AnyEvent] = [*self.new_events(side), twisted(self.rng)]
        bad = any(map(event_fault, events))
        try:
            with room.open_store(self.paths[side]) as ledger:
                ledger.append(events)
        except BadClaim:
            self.check(bad, "the door refused what makes sense")
            return
        self.check(not bad, "the door let nonsense in")
        self.given[side] |= {event_id(one): one for one in events}

    def append_as_earlier_versions_did(self, side: int) -> None:
        events = [twisted(self.rng) for _ in range(2)]
        with room.open_store(self.paths[side]) as ledger:
            ledger.append(events, as_stored=True)
        self.given[side] |= {event_id(one): one for one in events}

    def merge(self, side: int) -> None:
        if not self.paths[side].exists():
            return
        new = room.copy_ledger(self.paths[side], self.paths[1 - side]).new
        self.check(new == len(self.given[side].keys() - self.given[1 - side].keys()), "the copy counted wrongly")
        self.given[1 - side] |= self.given[side]

    def through_text(self, side: int) -> None:
        text, fresh = self.folder / "one.jsonl", self.folder / "fresh.sqlite"
        fresh.unlink(missing_ok=True)
        room.export_text(self.paths[side], text)
        sensible = not any(map(event_fault, self.given[side].values()))
        try:
            room.import_text(fresh, text)
        except BadInput:
            self.check(not sensible, "a text that was exported cannot be imported")
            return
        self.check(sensible, "a text with nonsense was imported")
        with room.open_store(fresh) as ledger:
            self.check(ledger.ids() == sorted(self.given[side]), "the text lost events")

    def edit_a_text(self, side: int) -> None:
        text = self.folder / "edited.jsonl"
        room.export_text(self.paths[side], text)
        lines = text.read_bytes().splitlines(keepends=True)
        if not lines:
            return
        del lines[self.rng.randrange(len(lines))]
        text.write_bytes(b"".join(lines))
        with contextlib.suppress(BadInput):
            room.import_text(self.folder / "refused.sqlite", text)
            self.check(False, "a text without one of its lines was imported")

    def tamper(self, side: int) -> None:
        if not self.given[side]:
            return
        copied = self.folder / "tampered.sqlite"
        shutil.copyfile(self.paths[side], copied)
        before = room.verify(copied)
        db = sqlite3.connect(copied, isolation_level=None)
        guards = db.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'events%'"
        ).fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        victim = self.rng.choice(sorted(self.given[side]))
        what = self.rng.choice(
            (
                "DELETE FROM events WHERE id = ?",
                "UPDATE events SET kind = kind || '!' WHERE id = ?",
                "UPDATE events SET body = body || ' ' WHERE id = ?",
                "DELETE FROM sqlite_sequence WHERE ? != ''",
            )
        )
        db.execute(what, (victim,))
        for _, sql in guards:
            db.execute(sql)
        db.close()
        self.check(bool(set(room.verify(copied)) - set(before)), f"nobody noticed: {what}")

    def look(self, side: int) -> None:
        """Compare the ledger and what it means with plain sets."""
        given = self.given[side]
        events = list(room.read_events(self.paths[side]))
        self.check(list(map(event_id, events)) == sorted(given), "the events are not those that were given, in order")
        with room.open_store(self.paths[side], readonly=True) as ledger:
            self.check((ledger.ids(), len(ledger)) == (sorted(given), len(given)), "the ids are not those given")
            self.check(ledger.digest() == digest_of(given), "the digest is another")
        expected, view = Expected(given), records.fold(events)
        told = len(room.verify(self.paths[side]))
        self.check((told > 0) == bool(expected.aside), "verify and the fold differ on what makes sense")
        for what in ("claims", "accepted", "rejected", "same"):
            self.check(set(getattr(view, what)) == getattr(expected, what), f"the fold has other {what}")
        self.check(set(view.set_aside) == expected.aside, "the fold sets other events aside")
        self.rng.shuffle(events)
        self.check(records.fold(events) == view, "the fold depends on order")


_STEPS = ("append",) * 8 + ("append_nonsense",) * 3 + ("append_as_earlier_versions_did", "merge", "through_text")
_RARE = ("edit_a_text", "tamper", "look", "look")


def drive(seed: int, events: int, folder: Path, *, bug: str = "") -> list[str]:
    """Run the machine until its ledgers were given so many events; stop at the first thing that is wrong.

    Args:
        seed: Of what is done.
        events: How many events are given in all.
        folder: Folder to work in; emptied first.
        bug: The name of one of `BUGS`; "" runs the code as it is.

    Returns:
        What went wrong; an error that is raised counts too.
    """
    work = folder / "machine"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    machine = Machine(seed, work)
    with _patched(BUGS[bug]() if bug else ()):
        try:
            while not machine.problems and len(machine.given[0]) + len(machine.given[1]) < events:
                side, step = machine.rng.randrange(2), machine.rng.choice(_STEPS + _RARE)
                getattr(machine, step)(side)
            if not machine.problems:
                machine.look(0)
        except Exception as error:  # noqa: BLE001 - an error is what is looked for, too
            machine.problems.append(f"{type(error).__name__}: {str(error)[:200]}")
    return machine.problems


@contextlib.contextmanager
def _patched(patches: Sequence[Patch]) -> Iterator[None]:
    before = [(home, name, getattr(home, name)) for home, name, _ in patches]
    try:
        for home, name, new in patches:
            setattr(home, name, new)
        yield
    finally:
        for home, name, old in before:
            setattr(home, name, old)


def _append(change: Callable[[Any, list[AnyEvent], bool], int]) -> Callable[[], list[Patch]]:
    real = sqlite_store.Ledger.append

    def append(self: Any, events: Any, *, as_stored: bool = False) -> int:
        return change(lambda some: real(self, some, as_stored=as_stored), list(events), as_stored)

    return lambda: [(sqlite_store.Ledger, "append", append)]


def _fold(change: Callable[[records.View], records.View]) -> Callable[[], list[Patch]]:
    real = folding.fold
    return lambda: [(records, "fold", lambda events: change(real(events)))]


def _events(change: Callable[[list[AnyEvent]], list[AnyEvent]]) -> Callable[[], list[Patch]]:
    real = folding.fold
    return lambda: [(records, "fold", lambda events: real(change(list(events))))]


def _without(*kinds: type) -> Callable[[list[AnyEvent]], list[AnyEvent]]:
    return lambda events: [one for one in events if not isinstance(one, kinds)]


def _unfollowed(events: list[AnyEvent]) -> list[AnyEvent]:
    return [msgspec.structs.replace(one, follows=()) if isinstance(one, Snapshot) else one for one in events]


def _twice_taken_back_stays_gone(events: list[AnyEvent]) -> list[AnyEvent]:
    retractions = {event_id(one) for one in events if isinstance(one, Retract)}
    return [one for one in events if not (isinstance(one, Retract) and one.event_id in retractions)]


def _by_hash(snapshots: Any) -> Any:
    return tuple(snapshots[key] for key in sorted(snapshots)[-1:])


def _ranked(key: Callable[[Snapshot], object]) -> Callable[[], list[Patch]]:
    def rank(snapshots: Any) -> Any:
        superseded = {one for event in snapshots.values() for one in event.follows}
        heads = {k: one for k, one in snapshots.items() if k not in superseded}
        best = max(key(one) for one in heads.values())  # type: ignore[type-var]
        return tuple(heads[k] for k in sorted(heads) if key(heads[k]) == best)

    return lambda: [(current, "_current", rank)]


BUGS: dict[str, Callable[[], Sequence[Patch]]] = {
    "drops the last event of a batch": _append(
        lambda real, events, _: real(events[:-1]) if len(events) > 2 else real(events)
    ),
    "counts what was offered": _append(lambda real, events, _: (real(events), len(events))[1]),
    "writes event by event": _append(lambda real, events, _: sum(real([one]) for one in events)),
    "keeps one accept only": _append(lambda real, events, _: real(_without(Accept)(events[2:]) + events[:2])),
    "says saved when refused": _append(lambda real, events, _: _swallowed(real, events)),
    "lets nonsense in": lambda: [(canonical, "seal", seal_as_stored)],
    "gives ids in reverse": lambda: [(sqlite_store.Ledger, "ids", _reversed(sqlite_store.Ledger.ids))],
    "verifies nothing": lambda: [(sqlite_store.Ledger, "verify", lambda self: [])],
    "overlooks an emptied counter": lambda: [(sqlite_schema, "counter_problems", lambda db: [])],
    "has one digest for all": lambda: [(sqlite_store.Ledger, "digest", lambda self: "0" * 64)],
    "copies but the first": lambda: [(commands, "copy", _skipping(copy))],
    "ignores the manifest": lambda: [(commands, "check_text", lambda *_, **__: None)],
    "exports no retraction": lambda: [(commands, "canonical_lines", _fewer(canonical_lines))],
    "ignores retractions": _events(_without(Retract)),
    "never brings back": _events(_twice_taken_back_stays_gone),
    "ignores erasures": _events(_without(Erase)),
    "ignores rejections": _events(_without(Reject)),
    "ignores what follows": _events(_unfollowed),
    "settles equal dates by hash": lambda: [(current, "_current", _by_hash)],
    "ignores dates": _ranked(lambda one: one.version),
    "ignores the reader's version": _ranked(lambda one: one.date),
    "drops nonsense unseen": lambda: [(folding, "event_fault", lambda event: "")],
    "tells nobody what it set aside": _fold(lambda view: _emptied(view)),
    "depends on order": _events(
        lambda events: events[: len(events) - (event_id(events[0])[0] < "8")] if events else events
    ),
}


def _swallowed(real: Callable[[list[AnyEvent]], int], events: list[AnyEvent]) -> int:
    try:
        return real(events)
    except BadClaim:
        return len(events)


def _reversed(real: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
    return lambda self: real(self)[::-1]


def _skipping(real: Callable[[Any, Any], int]) -> Callable[[Any, Any], int]:
    class Fewer:
        def __init__(self, store: Any) -> None:
            self.store = store

        def events(self) -> Iterator[AnyEvent]:
            return itertools.islice(self.store.events(), 1, None)

    return lambda source, target: real(Fewer(source), target)


def _fewer(real: Callable[[Any], dict[str, bytes]]) -> Callable[[Any], dict[str, bytes]]:
    return lambda events: real(one for one in events if not isinstance(one, Retract))


def _emptied(view: records.View) -> records.View:
    import dataclasses

    return dataclasses.replace(view, set_aside={})
