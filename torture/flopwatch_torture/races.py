"""Many at once: releases into one folder, imports into one ledger. What was acknowledged is what is stored."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import msgspec

from flopwatch.domain import Snapshot
from flopwatch.ledger import read_events, verify
from flopwatch_torture.bases import models_csv, small_base

_READY_SECONDS = 600.0


def race_releases(seed: int, work: Path, processes: int = 8) -> tuple[list[str], dict[str, float]]:
    """Build a numbered release from each of several ledgers at once, all into one folder."""
    data, folder = small_base(work), work / f"race-releases-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    running = []
    for number in range(processes):
        file, store = folder / f"made_x{number}.csv", folder / f"{number}.sqlite"
        file.write_bytes(models_csv(seed * 100 + number))
        _flopwatch("import", "epoch-csv", str(file), "--data", str(data), "--ledger", str(store)).wait()
        running.append((number, store))
    started = [
        _flopwatch(
            *("build", "--release", "--json", "--notes", f"number {number}", "--data", str(data)),
            *("--ledger", str(store), "--out", str(folder / "out")),
        )
        for number, store in running
    ]
    said = [one.communicate() for one in started]
    problems = [
        f"exit {one.returncode}: {words[1][-200:]}" for one, words in zip(started, said, strict=True) if one.returncode
    ]
    numbers = sorted(msgspec.json.decode(words[0])["release"] for words in said if words[0])
    there = {
        int(one.parent.name): msgspec.json.decode(one.read_bytes())["notes"]
        for one in (folder / "out/site/releases").glob("*/release.json")
    }
    if numbers != sorted(there) or len(set(there.values())) != len(there):
        problems.append(f"acknowledged {numbers}, stored {sorted(there.items())}")
    problems += [f"left over: {one.name}" for one in folder.glob(".out.*")]
    return problems, {"releases": len(numbers)}


def race_imports(
    seed: int, work: Path, processes: int = 16, seconds: float = 60.0
) -> tuple[list[str], dict[str, float]]:
    """Let several processes import one file after another into one ledger; then compare with their acknowledgements."""
    data, folder = small_base(work), work / f"race-imports-{seed}"
    (folder / "in").mkdir(parents=True, exist_ok=True)
    workers = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "flopwatch_torture.worker",
                "import",
                str(data),
                str(folder),
                str(7_000_000 + 1000 * (n + 1)),
            ],
            stdout=(folder / f"said-{n}.txt").open("w"),
        )
        for n in range(processes)
    ]
    _wait_until_ready([folder / f"said-{n}.txt" for n in range(processes)])
    time.sleep(seconds)
    for one in workers:
        one.terminate()
    for one in workers:
        one.wait()
    said = [line for n in range(processes) for line in (folder / f"said-{n}.txt").read_text().splitlines()]
    done = {f"epoch/made_x{line.split()[1]}" for line in said if line.startswith("done ")}
    busy = sum(line.startswith("refused ") for line in said)
    store = str(folder / "ledger.sqlite")
    there = {one.source for one in read_events(store) if isinstance(one, Snapshot)}
    problems = [f"verify: {one}" for one in verify(store)] + [f"lost: {one}" for one in sorted(done - there)]
    problems += [] if done else ["nothing was acknowledged"]
    return problems, {"acknowledged": len(done), "stored": len(there), "busy": busy}


def _wait_until_ready(said: list[Path]) -> None:
    """Wait until each process has said that it is ready: on a busy machine the last starts minutes after the first."""
    end = time.monotonic() + _READY_SECONDS
    while not all(one.stat().st_size for one in said):
        if time.monotonic() > end:
            raise RuntimeError(f"not all of {len(said)} processes started within {_READY_SECONDS:.0f} s")
        time.sleep(0.1)


def _flopwatch(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flopwatch", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
