"""Acknowledged events are kept, and batches are whole: killed, out of space, and with two writers at
once."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import pytest
from helpers.faulty_ledgers import NotOnTheDisk
from helpers.made_events import flag

from flopwatch.domain.errors import BadLedger
from flopwatch.domain.events import event_id
from flopwatch.ledger import sqlite_schema as schema
from flopwatch.ledger import sqlite_store
from flopwatch.ledger.commands import verify
from flopwatch.ledger.sqlite_store import Ledger

SIZE = 12  # events in a batch
SEED = 20260302


class Writer:
    """The other end of helpers/writer_process.py."""

    def __init__(self, ledger_class: str) -> None:
        self.pid_seen, self.said = 0, list[str]()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "helpers.writer_process", ledger_class],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )

    def start(self, path: Path, first: int, batches: int, limit: int = 0) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{path} {SIZE} {first} {batches} {limit}\n")
        self.process.stdin.flush()
        self.pid_seen, self.said = 0, list[str]()
        while not self.pid_seen:
            self._read()
        return self.pid_seen

    def wait_for(self, acknowledgements: int) -> None:
        while len(acknowledged(self.said)) < acknowledgements:
            self._read()

    def finish(self) -> list[str]:
        """All it said until the writer died."""
        while self._read() != "dead":
            pass
        return [line for line in self.said if line != "dead"]

    def _read(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().rstrip("\n")
        assert line, "the writer process ended unasked"
        if line.startswith("pid "):
            self.pid_seen = int(line.split()[1])
        else:
            self.said.append(line)
        return line


@contextmanager
def writer(ledger_class: str = "Ledger") -> Iterator[Writer]:
    made = Writer(ledger_class)
    try:
        yield made
    finally:
        assert made.process.stdin is not None
        assert made.process.stdout is not None
        if made.pid_seen and "dead" not in made.said:  # a test that failed half-way leaves nobody writing
            os.kill(made.pid_seen, signal.SIGKILL)
        made.process.stdin.close()
        made.process.wait(timeout=60)
        made.process.stdout.close()


def batches_in(path: Path, numbers: Iterable[int]) -> tuple[set[int], set[int]]:
    """Return the batches that are wholly there, and those there in part."""
    with Ledger.open(path, readonly=True) as ledger:
        there = set(ledger.ids())
    found = {n: sum(event_id(flag(i, n)) in there for i in range(SIZE)) for n in numbers}
    assert sum(found.values()) == len(there), "there are events that nobody wrote"
    return {n for n, k in found.items() if k == SIZE}, {n for n, k in found.items() if 0 < k < SIZE}


def acknowledged(said: list[str]) -> set[int]:
    return {int(line.split()[1]) for line in said if line.startswith("ack ")}


def kill_rounds(folder: Path, ledger_class: str, rounds: int) -> tuple[set[int], set[int], list[str], int]:
    """Kill a writer at seeded moments: what was lost, what was torn, what `verify` found, how many were
    acknowledged.

    The moment is some acknowledgements and some milliseconds after the start, so that a slow disk changes
    little.
    """
    rng = random.Random(SEED)
    lost, torn, problems, count = set[int](), set[int](), list[str](), 0
    acks, tried = set[int](), set[int]()
    path = folder / "ledger.sqlite"
    with writer(ledger_class) as process:
        for number in range(rounds):
            first = number * 100_000
            new_file = number % 6 == 0  # now and then, so that its creation is cut short too
            if new_file:
                path, acks, tried = folder / f"ledger-{number}.sqlite", set(), set()
            pid = process.start(path, first, 100_000)
            process.wait_for(0 if new_file else rng.randint(1, 5))
            time.sleep(rng.uniform(0, 0.02))
            os.kill(pid, signal.SIGKILL)
            said = acknowledged(process.finish())
            acks |= said
            tried |= set(range(first, max(said, default=first) + 3))
            count += len(said)
            problems += verify(path)
            whole, part = batches_in(path, tried)
            lost |= acks - whole
            torn |= part
    return lost, torn, problems, count


def test_nothing_acknowledged_is_lost_and_no_batch_is_torn_when_the_writer_is_killed(tmp_path: Path) -> None:
    lost, torn, problems, count = kill_rounds(tmp_path, "Ledger", 48)
    assert count > 48, "too few batches were written for the kills to mean anything"
    assert (lost, torn, problems) == (set(), set(), [])


def noticed(folder: Path, ledger_class: str, what: int) -> bool:
    """Return whether kills find the seeded bug: on a busy machine six may all fall between two batches."""
    for number in range(10):
        (folder / str(number)).mkdir()
        if kill_rounds(folder / str(number), ledger_class, 6)[what]:
            return True
    return False


@pytest.mark.matrix
def test_the_kill_test_notices_a_ledger_that_acknowledges_before_it_commits(tmp_path: Path) -> None:
    assert noticed(tmp_path, "AcknowledgesTooEarly", 0)


@pytest.mark.matrix
def test_the_kill_test_notices_a_ledger_that_commits_each_event_alone(tmp_path: Path) -> None:
    assert noticed(tmp_path, "CommitsEachEvent", 1)


def full_disk_rounds(folder: Path, ledger_class: str, rounds: int) -> tuple[set[int], set[int], list[list[str]]]:
    """Let files grow to a limit only, then lift it: what was lost and torn, and what the writer said."""
    path = folder / "ledger.sqlite"
    lost, torn, acks, told = set[int](), set[int](), set[int](), list[list[str]]()
    with writer(ledger_class) as process:
        for number in range(rounds):
            # Where it fails differs each time: in the journal, in the tree, while the file grows.
            limit = (path.stat().st_size if path.exists() else 4096) + 3_000 * number
            process.start(path, number * 100, 30, limit)
            told.append(process.finish())
            acks |= acknowledged(told[-1])
            assert verify(path) == []
            whole, part = batches_in(path, range((number + 1) * 100))
            lost |= acks - whole
            torn |= part
    return lost, torn, told


def test_a_full_disk_refuses_the_batch_and_the_writer_goes_on_once_there_is_space(tmp_path: Path) -> None:
    lost, torn, told = full_disk_rounds(tmp_path, "Ledger", 9)
    assert (lost, torn) == (set(), set())
    for said in told:
        refused = [line for line in said if not line.startswith("ack ")]
        assert refused, "the limit was never reached"
        assert all("repeating adds nothing twice" in line for line in refused)
        assert said[-1].startswith("ack "), "the writer did not recover once there was space"


@pytest.mark.matrix
def test_the_full_disk_test_notices_a_ledger_that_swallows_the_error(tmp_path: Path) -> None:
    assert full_disk_rounds(tmp_path, "SaysSavedAnyway", 2)[0]


@pytest.mark.matrix
def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with writer() as one, writer() as two:
        one.start(path, 0, 40)
        two.start(path, 1000, 40)
        said = one.finish() + two.finish()
    acks = acknowledged(said)
    assert acks | {int(line.split()[1]) for line in said if line.startswith("busy ")} == {
        *range(40),
        *range(1000, 1040),
    }
    assert len(acks) > 40, "one of the writers never got its turn"
    assert batches_in(path, range(1100)) == (acks, set())
    assert verify(path) == []


def test_a_second_writer_is_told_who_writes_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as first, Ledger.open(path, wait_seconds=0.05) as second:
        first.append([flag(0)])
        with first._transaction() as db:
            db.execute("SELECT 1")
            who = f"process {os.getpid()} " if Path("/proc/locks").exists() else "another process"
            with pytest.raises(BadLedger, match=f"in use by {who}.*let it finish.*repeat"):
                second.append([flag(1)])
        assert second.append([flag(1)]) == 1
        assert len(first) == 2


def test_a_reader_that_pauses_does_not_hold_up_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, wait_seconds=0.05) as one, Ledger.open(path, readonly=True) as other:
        one.append(flag(n) for n in range(3))
        reading = other.events()
        seen = [next(reading)]
        assert one.append([flag(9)]) == 1
        assert len([*seen, *reading]) == 3, "the picture is that of the moment reading began"


def test_a_reader_undoes_the_half_transaction_of_a_writer_that_died(tmp_path: Path) -> None:
    path, image = tmp_path / "ledger.sqlite", tmp_path / "after-the-crash.sqlite"
    with Ledger.open(path) as ledger:
        ledger.append(flag(n) for n in range(500))
        before = ledger.digest()
        db = ledger._connect(create=True)
        assert db is not None
        ledger._begin(db)
        db.execute("PRAGMA cache_size = 2")  # pages reach the file before the commit
        for number in range(500):
            row = (f"{number:064x}", "x" * 2000)
            db.execute("INSERT INTO events (id, kind, body) VALUES (?, 'flag', ?)", row)
        image.write_bytes(path.read_bytes())
        Path(f"{image}-journal").write_bytes(Path(f"{path}-journal").read_bytes())
    assert image.stat().st_size > 500_000, "nothing of the half transaction had reached the file"
    with Ledger.open(image, readonly=True) as ledger:
        assert (ledger.digest(), ledger.verify()) == (before, [])


def test_a_ledger_that_does_not_wait_for_the_disk_is_refused_when_opened(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        ledger.append([flag(1)])
    for readonly in (False, True):
        with pytest.raises(BadLedger, match="setting synchronous is 0, not 3: .*survive a power cut"):
            NotOnTheDisk.open(path, readonly=readonly)
    with pytest.raises(BadLedger, match="synchronous"), NotOnTheDisk.open(tmp_path / "new.sqlite") as ledger:
        ledger.append([flag(1)])


@pytest.mark.parametrize("setting", schema.SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_that_sqlite_does_not_keep_is_refused(
    setting: schema.Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        ledger.append([flag(1)])
    other = {"journal_mode": "WAL", "synchronous": "NORMAL"}.get(setting.name, "OFF" if setting.in_force else "ON")
    settings = tuple(s._replace(ask=other) if s == setting else s for s in schema.SETTINGS)
    monkeypatch.setattr(schema, "SETTINGS", settings)
    with pytest.raises(BadLedger, match=f"setting {setting.name} is "):
        Ledger.open(path)


def problems_when_somebody_writes_between_two_questions(path: Path) -> list[str]:
    """Return `verify`'s problems while another process tries to append before each of its statements."""
    with Ledger.open(path, wait_seconds=0) as other, Ledger.open(path, readonly=True) as ledger:
        other.append([flag(0)])
        numbers = itertools.count(1)

        def append_one(statement: str) -> None:
            with suppress(BadLedger):  # told to wait: the reader is in the middle of its picture
                other.append([flag(next(numbers))])

        db = ledger._connect()
        assert db is not None
        db.set_trace_callback(append_one)
        problems = ledger.verify()
        db.set_trace_callback(None)
        assert len(ledger) > 3, "nobody wrote meanwhile"
        return problems


def test_a_verification_while_somebody_writes_finds_nothing_wrong(tmp_path: Path) -> None:
    assert problems_when_somebody_writes_between_two_questions(tmp_path / "ledger.sqlite") == []


def test_that_test_notices_questions_answered_for_different_moments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_store, "_one_picture", nullcontext)
    problems = problems_when_somebody_writes_between_two_questions(tmp_path / "ledger.sqlite")
    assert any("events were removed" in problem for problem in problems)


def test_many_who_make_the_ledger_at_one_moment_make_one_ledger(tmp_path: Path) -> None:
    def make(path: Path, number: int, together: threading.Barrier, failed: list[str]) -> None:
        together.wait()
        try:
            with Ledger.open(path, wait_seconds=30) as ledger:
                ledger.ids()
                ledger.append([flag(number)])
                ledger.ids()
        except BadLedger as error:
            failed.append(str(error))

    for round_ in range(25):
        path, together, failed = tmp_path / f"{round_}.sqlite", threading.Barrier(6), list[str]()
        threads = [threading.Thread(target=make, args=(path, n, together, failed)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        with Ledger.open(path, readonly=True) as ledger:
            assert (len(ledger), ledger.verify()) == (6, [])
