"""What was acknowledged is kept, and batches are whole: killed, out of space, and with two writers at once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from made_events import flag

from flopwatch.domain import BadLedger
from flopwatch.domain.events import event_id
from flopwatch.ledger import Ledger, verify
from flopwatch.ledger import sqlite_schema as schema

SIZE = 12  # events in a batch
SEED = 20260302


class Writer:
    """The other end of writer_process.py."""

    def __init__(self, ledger_class: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("writer_process.py")), ledger_class],
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
        made.process.stdin.close()
        made.process.wait(timeout=60)
        made.process.stdout.close()


def batches_in(path: Path) -> tuple[set[int], set[int]]:
    """Numbers of the batches that are wholly there, and of those that are there in part."""
    with Ledger.open(path, readonly=True) as ledger:
        there = set(ledger.ids())
    found = {n: sum(event_id(flag(i, n)) in there for i in range(SIZE)) for n in range(2000)}
    return {n for n, k in found.items() if k == SIZE}, {n for n, k in found.items() if 0 < k < SIZE}


def acknowledged(said: list[str]) -> set[int]:
    return {int(line.split()[1]) for line in said if line.startswith("ack ")}


def kill_rounds(folder: Path, ledger_class: str, rounds: int) -> tuple[set[int], set[int], list[str], int]:
    """Kill a writer at seeded moments; what was lost, what was torn, what `verify` found, how many were acknowledged."""
    rng = random.Random(SEED)
    lost, torn, problems, count = set[int](), set[int](), list[str](), 0
    acks = set[int]()
    path = folder / "ledger.sqlite"
    with writer(ledger_class) as process:
        for number in range(rounds):
            if number % 6 == 0:  # a new file now and then, so that its creation is cut short too
                path, acks = folder / f"ledger-{number}.sqlite", set()
            pid = process.start(path, number * 30, 30)
            time.sleep(rng.uniform(0, 0.08) if number % 6 else rng.uniform(0, 0.012))
            os.kill(pid, signal.SIGKILL)
            said = acknowledged(process.finish())
            acks |= said
            count += len(said)
            problems += verify(path)
            whole, part = batches_in(path)
            lost |= acks - whole
            torn |= part
    return lost, torn, problems, count


def test_nothing_acknowledged_is_lost_and_no_batch_is_torn_when_the_writer_is_killed(tmp_path: Path) -> None:
    lost, torn, problems, count = kill_rounds(tmp_path, "Ledger", 48)
    assert count > 48, "too few batches were written for the kills to mean anything"
    assert (lost, torn, problems) == (set(), set(), [])


def test_the_kill_test_notices_a_ledger_that_acknowledges_before_it_commits(tmp_path: Path) -> None:
    assert kill_rounds(tmp_path, "AcknowledgesTooEarly", 6)[0]


def test_the_kill_test_notices_a_ledger_that_commits_each_event_alone(tmp_path: Path) -> None:
    assert kill_rounds(tmp_path, "CommitsEachEvent", 6)[1]


def test_a_full_disk_refuses_the_batch_and_the_writer_goes_on_once_there_is_space(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with writer() as process:
        acks: set[int] = set()
        for number, room in enumerate(range(0, 60_000, 5_000)):
            # Where the file stands when it fails differs each time: in the journal, in the tree, in the overflow.
            limit = (path.stat().st_size if path.exists() else 4096) + room
            process.start(path, number * 100, 100, limit)
            said = process.finish()
            refused = [line for line in said if line.startswith("refused")]
            assert refused, "the limit was never reached"
            assert all("repeating adds nothing twice" in line for line in refused)
            assert said[-1].startswith("ack "), "the writer did not recover once there was space"
            acks |= acknowledged(said)
            whole, torn = batches_in(path)
            assert (acks - whole, torn, verify(path)) == (set(), set(), [])


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
    assert batches_in(path) == (acks, set())
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
    from faulty_ledgers import NotOnTheDisk

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
    other = {"journal_mode": "WAL", "synchronous": "NORMAL"}.get(
        setting.name, "OFF" if setting.in_force else "ON"
    )
    settings = tuple(s._replace(ask=other) if s == setting else s for s in schema.SETTINGS)
    monkeypatch.setattr(schema, "SETTINGS", settings)
    with pytest.raises(BadLedger, match=f"setting {setting.name} is "):
        Ledger.open(path)
