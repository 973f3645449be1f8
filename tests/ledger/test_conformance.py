"""What every kind of store must keep, SQLite and PostgreSQL alike."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.made_events import flag, stated

from flopwatch.domain.errors import BadClaim, BadLedger, BusyLedger, WrongUsage
from flopwatch.domain.events import Accept, Flag, Retract, Snapshot, event_id
from flopwatch.ledger import canonical as canonical_form
from flopwatch.ledger import copy_ledger, export_text, import_text, open_store, read_events, retract, state_of, verify
from flopwatch.ledger.addresses import is_postgres
from flopwatch.ledger.postgres_store import PostgresLedger
from flopwatch.ledger.sqlite_store import Ledger
from flopwatch.ledger.store import EventStore, digest_of

KINDS = ("sqlite", "postgresql")
Address = Callable[[str], str]


def addresses(kind: str, folder: Path, request: pytest.FixtureRequest) -> Address:
    """Return the address of an empty ledger for each name."""
    if kind == "sqlite":
        return lambda name: str(folder / f"{name}.sqlite")
    return request.getfixturevalue("server").empty_schema


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    return addresses(request.param, tmp_path, request)


@pytest.fixture
def store(address: Address) -> Iterator[EventStore]:
    with open_store(address("ledger")) as made:
        yield made


def impatient(address: str) -> Ledger | PostgresLedger:
    """Open a ledger that waits a fifth of a second for another writer."""
    if is_postgres(address):
        return PostgresLedger.open(address, wait_seconds=0.2)
    return Ledger.open(Path(address), wait_seconds=0.2)


def test_an_event_is_kept_once_however_often_it_comes(store: EventStore) -> None:
    assert store.append([flag(1), flag(2), flag(1)]) == 2
    assert store.append([flag(2), flag(3)]) == 1
    assert store.append([]) == 0
    assert len(store) == 3


def test_it_sees_every_event_but_snapshots_and_adds_nothing_when_it_refuses(store: EventStore) -> None:
    seen: list[str] = []
    snapshot = Snapshot(source="s", sha256="", date="", reader="r", version=1, claims=(), read=0, claimed=0)
    store.append([Accept(claim="a"), snapshot])
    assert store.append_after(lambda events: seen.extend(type(one).__name__ for one in events.values()) or ()) == 0
    assert seen == ["Accept"]
    with pytest.raises(WrongUsage):
        store.append_after(lambda _: (_ for _ in ()).throw(WrongUsage("no")))
    assert store.append_after(lambda _: [Flag(subject="m", message="x"), Accept(claim="a")]) == 1
    assert len(store) == 3


def test_a_second_reading_decodes_new_events_alone_and_misses_none(store: EventStore) -> None:
    store.append([flag(1), flag(2)])
    first = store.by_id({})
    store.append([flag(3)])
    second = store.by_id(first)
    assert list(second) == store.ids()
    assert list(second.values()) == list(store.events())
    assert [key for key, one in second.items() if first.get(key) is not one] == [event_id(flag(3))]
    seen: list[str] = []
    assert store.append_after(lambda events: seen.extend(events) or [flag(4)], first) == 1
    assert seen == list(second)


def test_events_come_back_as_they_were_in_the_order_of_their_ids(store: EventStore) -> None:
    given = [
        stated("3.8e25"),
        Accept(claim="10²³ \u202e\u0000\u2028", by="ana"),
        *(flag(n) for n in range(450)),
    ]
    store.append(given)
    assert list(store.events()) == sorted(given, key=event_id)
    assert store.ids() == sorted(map(event_id, given))
    assert store.digest() == digest_of(map(event_id, given))
    assert store.verify() == []


def test_a_batch_with_one_bad_event_adds_nothing(store: EventStore) -> None:
    store.append([flag(0)])
    for bad in (
        Flag(subject=7, message="x"),
        Flag(subject="\ud800", message="x"),
        "no event",
        stated(3.8e25),
    ):
        with pytest.raises(BadClaim):
            store.append([flag(1), bad])
    assert store.ids() == [event_id(flag(0))]


def test_events_that_fail_while_they_are_made_add_nothing(store: EventStore) -> None:
    def half():
        yield flag(1)
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError):
        store.append(half())
    assert (len(store), store.verify()) == (0, [])


def test_an_event_too_large_to_be_imported_again_is_refused(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical_form, "MAX_EVENT_BYTES", 100)
    with pytest.raises(BadClaim, match="more than the 100 one event may have"):
        store.append([Flag(subject="x" * 100, message="x")])
    assert store.append([Flag(subject="x" * 50, message="x")]) == 1


def test_a_missing_ledger_is_empty_and_reading_makes_none(address: Address) -> None:
    for readonly in (True, False):
        with open_store(address("none"), readonly=readonly) as ledger:
            assert (list(ledger.events()), ledger.ids(), len(ledger), ledger.verify()) == ([], [], 0, [])
            assert ledger.digest() == digest_of([])
            assert ledger, "an empty ledger is a ledger"
    with open_store(address("none")) as ledger:
        assert ledger.append([]) == 0
        with pytest.raises(BadClaim):
            ledger.append([flag(1), "no event"])  # type: ignore[list-item]
    assert verify(address("none")) == []


def test_a_ledger_that_appears_later_is_seen(address: Address) -> None:
    with open_store(address("a"), readonly=True) as early, open_store(address("a")) as late:
        assert len(early) == 0
        late.append([flag(1)])
        assert len(early) == 1


def test_a_reader_cannot_write(address: Address) -> None:
    with open_store(address("a")) as ledger:
        ledger.append([flag(1)])
    with open_store(address("a"), readonly=True) as ledger:
        with pytest.raises(BadLedger, match="opened for reading only"):
            ledger.append([flag(2)])
        assert ledger.ids() == [event_id(flag(1))]


def test_nonsense_enters_only_as_a_copy_and_is_named_until_it_is_taken_back(address: Address) -> None:
    nonsense = Accept(claim="")
    with open_store(address("a")) as ledger:
        with pytest.raises(BadClaim):
            ledger.append([nonsense])
        assert ledger.append([nonsense], as_stored=True) == 1
        assert "makes no sense" in ledger.verify()[0]
    retract(address("a"), event_id(nonsense), reason="no claim is named")
    assert verify(address("a")) == []


def test_a_second_writer_waits_and_then_says_so(address: Address) -> None:
    with open_store(address("a")) as ledger:
        ledger.append([flag(0)])
        with ledger._transaction(), impatient(address("a")) as other:
            with pytest.raises(BusyLedger, match="waited 0.2 s, nothing of this call counts as saved"):
                other.append([flag(1)])
            assert other.ids() == [event_id(flag(0))]
    with impatient(address("a")) as other:
        assert other.append([flag(1)]) == 1


def test_writers_at_once_lose_nothing_and_repeat_nothing(address: Address) -> None:
    new: list[int] = []
    place = address("a")

    def write(writer: int) -> None:
        with open_store(place) as ledger:
            new.extend(ledger.append([flag(n, n % 3), flag(writer, 9)]) for n in range(6))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with open_store(place, readonly=True) as ledger:
        assert sum(new) == len(ledger) == 6 + 4
        assert ledger.verify() == []


def test_the_state_changes_with_each_event_and_with_nothing_else(address: Address) -> None:
    states = [state_of(address("a"))]
    for number in (1, 2):
        with open_store(address("a")) as ledger:
            ledger.append([flag(number)])
        states.append(state_of(address("a")))
    assert "" not in states
    assert len(set(states)) == 3
    assert read_events(address("a"))
    assert state_of(address("a")) == states[-1]


@pytest.mark.parametrize("other", KINDS)
def test_a_copy_is_exact_whatever_the_kinds(
    other: str, address: Address, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    here, there = address("a"), addresses(other, tmp_path, request)("b")
    given = [
        stated("3.8e25"),
        Accept(claim="10²³ \u202e\u0000\u2028"),
        Accept(claim=""),
        *(flag(n) for n in range(250)),
    ]
    with open_store(here) as ledger:
        ledger.append(given, as_stored=True)
        digest = ledger.digest()
    assert copy_ledger(here, there) == (len(given), 0)
    assert copy_ledger(here, there) == (0, len(given))
    with open_store(there, readonly=True) as copied:
        assert copied.digest() == digest
        assert list(copied.events()) == sorted(given, key=event_id)
    export_text(here, tmp_path / "here.jsonl")
    export_text(there, tmp_path / "there.jsonl")
    assert (tmp_path / "here.jsonl").read_bytes() == (tmp_path / "there.jsonl").read_bytes()


def test_text_goes_in_and_comes_out_byte_for_byte(address: Address, tmp_path: Path) -> None:
    with open_store(address("a")) as ledger:
        ledger.append([stated("3.8e25"), Retract(event_id=event_id(flag(1)), reason="twice"), flag(1)])
    export_text(address("a"), tmp_path / "a.jsonl")
    assert import_text(address("b"), tmp_path / "a.jsonl") == (3, 0)
    export_text(address("b"), tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
