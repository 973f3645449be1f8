"""Writers at once on one store, SQLite or PostgreSQL, some under a server that is killed: acknowledged is stored."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import shutil
import time
from collections import Counter
from multiprocessing.context import ForkProcess
from pathlib import Path

from flopwatch.domain import BadLedger, BusyLedger, Flag
from flopwatch.ledger import open_store, read_events, verify
from flopwatch_torture.cluster import cluster, missing

_SIZE = 5  # events in a batch
_MOST = 1_000_000


def _write(address: str, writer: int, until: float, said: Path) -> None:
    """Append one batch after another; write a line for each that the store acknowledged, or refused as busy."""
    with said.open("w") as file:
        for number in range(_MOST):
            if time.time() > until:
                return
            batch = [Flag(subject=f"{writer}.{number}.{i}", message="x" * 200) for i in range(_SIZE)]
            try:
                with open_store(address) as ledger:
                    ledger.append(batch)
            except BusyLedger:
                file.write(f"busy {writer}.{number}\n")
            except BadLedger:
                return
            else:
                file.write(f"done {writer}.{number}\n")
            file.flush()


def _start(address: str, folder: Path, processes: int, seconds: float) -> list[ForkProcess]:
    fork = multiprocessing.get_context("fork")
    until = time.time() + seconds
    made = [fork.Process(target=_write, args=(address, n, until, folder / f"said-{n}.txt")) for n in range(processes)]
    for one in made:
        one.start()
    return made


def _look(address: str, folder: Path) -> tuple[list[str], dict[str, float]]:
    lines = [line for one in folder.glob("said-*.txt") for line in one.read_text().splitlines(keepends=True)]
    said = [line.split() for line in lines if line.endswith("\n")]
    done = {name for word, name in said if word == "done"}
    counted = Counter(one.subject.rsplit(".", 1)[0] for one in read_events(address) if isinstance(one, Flag))
    problems = [f"verify: {one}" for one in verify(address)]
    problems += [f"lost: batch {one}" for one in sorted(done - set(counted))]
    problems += [f"torn: batch {name} has {count} events" for name, count in counted.items() if count != _SIZE]
    return problems, {
        "acknowledged": float(len(done)),
        "stored": float(len(counted)),
        "busy": float(sum(word == "busy" for word, _ in said)),
    }


def _made(work: Path, name: str) -> Path:
    folder = work / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def race_sqlite(
    seed: int, work: Path, processes: int = 16, seconds: float = 60.0
) -> tuple[list[str], dict[str, float]]:
    """Let several processes append to one file; what is acknowledged is what is stored."""
    folder = _made(work, f"race-sqlite-{seed}")
    address = str(folder / "ledger.sqlite")
    for one in _start(address, folder, processes, seconds):
        one.join()
    problems, counts = _look(address, folder)
    return problems + _unequal(counts), counts


def race_postgres(
    seed: int, work: Path, processes: int = 16, seconds: float = 60.0
) -> tuple[list[str], dict[str, float]]:
    """Let several processes append to one database; what is acknowledged is what is stored."""
    if why := missing():
        return [why], {}
    folder = _made(work, f"race-postgresql-{seed}")
    with cluster() as server:
        address = server.address("race")
        for one in _start(address, folder, processes, seconds):
            one.join()
        problems, counts = _look(address, folder)
    return problems + _unequal(counts), counts


def _unequal(counts: dict[str, float]) -> list[str]:
    same = counts["acknowledged"] == counts["stored"] > 0
    return [] if same else [f"{counts['acknowledged']:.0f} acknowledged, {counts['stored']:.0f} stored"]


def kill_server(seed: int, work: Path, processes: int = 8) -> tuple[list[str], dict[str, float]]:
    """Kill the server with all its processes while several append; after its recovery nothing acknowledged is missing.

    The server may have stored a batch whose acknowledgement was cut off: that one is whole, or not there.
    """
    if why := missing():
        return [why], {}
    folder, rng = _made(work, f"kills-postgresql-{seed}"), random.Random(f"server {seed}")
    with cluster() as server:
        address = server.address("killed")
        writers = _start(address, folder, processes, 60.0)
        while not any(one.stat().st_size for one in folder.glob("said-*.txt")):
            time.sleep(0.02)
        time.sleep(rng.uniform(0.0, 2.0))
        server.kill()
        for one in writers:
            one.join()
        server.start()
        problems, counts = _look(address, folder)
        with contextlib.closing(open_store(address)) as ledger:
            ledger.append([Flag(subject="after", message="the next command that writes")])
    return problems, {"kills": 1, **counts}
