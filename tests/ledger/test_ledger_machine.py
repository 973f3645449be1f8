"""The ledger driven by hypothesis: two ledgers, any order of calls, and a plain set for each that must
agree."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from helpers import faulty_ledgers
from helpers.made_events import events, stated
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from flopwatch.domain.errors import BadClaim, BadLedger
from flopwatch.domain.events import Accept, AnyEvent, Flag, event_id
from flopwatch.ledger.json_lines import read_text, write_text
from flopwatch.ledger.sqlite_store import Ledger
from flopwatch.ledger.store import copy, digest_of

SIDES = st.sampled_from(["left", "right"])


class Ledgers(RuleBasedStateMachine):
    """Two ledgers and their two sets of ids."""

    ledger_class: type[Ledger] = Ledger

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.ledgers = {side: self.opened(side) for side in ("left", "right")}
        self.expected: dict[str, set[str]] = {"left": set(), "right": set()}
        self.given: dict[str, AnyEvent] = {}

    def opened(self, side: str) -> Ledger:
        return self.ledger_class.open(self.folder / f"{side}.sqlite")

    def teardown(self) -> None:
        for ledger in self.ledgers.values():
            ledger.close()
        shutil.rmtree(self.folder)

    def append(self, side: str, some: list[AnyEvent]) -> None:
        ids = {event_id(event) for event in some}
        assert self.ledgers[side].append(some) == len(ids - self.expected[side])
        self.expected[side] |= ids
        self.given |= {event_id(event): event for event in some}

    @rule(side=SIDES, some=st.lists(events, max_size=4))
    def append_new(self, side: str, some: list[AnyEvent]) -> None:
        self.append(side, some)

    @rule(side=SIDES, data=st.data())
    def append_again(self, side: str, data: st.DataObject) -> None:
        if self.given:
            known = data.draw(st.lists(st.sampled_from(sorted(self.given)), max_size=4))
            self.append(side, [self.given[each] for each in known])

    @rule(
        side=SIDES,
        values=st.lists(st.sampled_from(["1e24", "2e24", "3e24"]), min_size=2, max_size=3, unique=True),
    )
    def rivals_are_accepted(self, side: str, values: list[str]) -> None:
        """Two curators accept different claims for one field: both decisions are kept, on either side."""
        for value in values:
            claim = stated(value)
            self.append(side, [claim])
            self.append(side, [Accept(claim=event_id(claim), by=f"curator of {value}")])

    @rule(side=SIDES, some=st.lists(events, min_size=1, max_size=3), after=st.integers(0, 3))
    def append_with_one_bad_event(self, side: str, some: list[AnyEvent], after: int) -> None:
        bad: list[AnyEvent] = [*some[:after], Flag(subject=7, message="x"), *some[after:]]  # type: ignore[arg-type]
        with pytest.raises(BadClaim):
            self.ledgers[side].append(bad)

    @rule(source=SIDES)
    def merge_one_into_the_other(self, source: str) -> None:
        target = "right" if source == "left" else "left"
        new = copy(self.ledgers[source], self.ledgers[target])
        assert new == len(self.expected[source] - self.expected[target])
        self.expected[target] |= self.expected[source]

    @rule(side=SIDES)
    def go_through_text_and_back(self, side: str) -> None:
        one, two = self.folder / "one.jsonl", self.folder / "two.jsonl"
        write_text(self.ledgers[side].events(), one)
        with self.ledger_class.open(self.folder / "fresh.sqlite") as fresh:
            assert fresh.append(read_text(one)) == len(self.expected[side])
            assert fresh.digest() == digest_of(self.expected[side])
            write_text(fresh.events(), two)
        assert one.read_bytes() == two.read_bytes()
        (self.folder / "fresh.sqlite").unlink(missing_ok=True)

    @rule(side=SIDES)
    def close_and_open_again(self, side: str) -> None:
        self.ledgers[side].close()
        self.ledgers[side] = self.opened(side)

    @rule(side=SIDES, what=st.sampled_from(["body", "row", "guard", "kind"]), data=st.data())
    def tamper_with_a_copy(self, side: str, what: str, data: st.DataObject) -> None:
        if not self.expected[side]:
            return
        victim = data.draw(st.sampled_from(sorted(self.expected[side])))
        copied = self.folder / "tampered.sqlite"
        shutil.copy(self.folder / f"{side}.sqlite", copied)
        db = sqlite3.connect(copied, isolation_level=None)
        guards = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'events%'")
        guards = guards.fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        if what == "body":
            db.execute("UPDATE events SET body = replace(body, '\"event\":', '\"event\": ') WHERE id = ?", (victim,))
        elif what == "row":
            db.execute("DELETE FROM events WHERE id = ?", (victim,))
        elif what == "kind":
            db.execute("UPDATE events SET kind = kind || '!' WHERE id = ?", (victim,))
        for _, sql in guards if what != "guard" else guards[1:]:
            db.execute(sql)
        db.close()
        with self.ledger_class.open(copied) as ledger:
            assert ledger.verify(), f"nobody noticed that a {what} was tampered with"

    @invariant()
    def what_was_put_in_is_there_and_nothing_else(self) -> None:
        for side, ledger in self.ledgers.items():
            assert ledger.ids() == sorted(self.expected[side])
            assert list(map(event_id, ledger.events())) == sorted(self.expected[side])
            assert (len(ledger), ledger.digest()) == (
                len(self.expected[side]),
                digest_of(self.expected[side]),
            )
            assert ledger.verify() == []


def drive(ledger_class: type[Ledger], examples: int) -> None:
    machine = type(f"With{ledger_class.__name__}", (Ledgers,), {"ledger_class": ledger_class})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_ledgers_agree_with_plain_sets_whatever_is_done_to_them() -> None:
    drive(Ledger, 40)


@pytest.mark.parametrize(
    "faulty",
    [
        faulty_ledgers.OneAcceptOnly,
        faulty_ledgers.CountsWrongly,
        faulty_ledgers.KeepsHalfABatch,
        faulty_ledgers.InOrderOfArrival,
        faulty_ledgers.LooksAway,
        faulty_ledgers.NotOnTheDisk,
    ],
)
def test_the_machine_notices_each_faulty_ledger(faulty: type[Ledger]) -> None:
    with pytest.raises((AssertionError, BadLedger)):
        drive(faulty, 40)
