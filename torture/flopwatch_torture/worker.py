"""What a process to be killed does: one operation after another, each acknowledged by a line."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from flopwatch import api, sources
from flopwatch.discovery import Basis, KnownModels, Priors
from flopwatch.discovery.named_finds import candidates_named
from flopwatch.discovery.queue import queued, write_queue
from flopwatch.domain import Flag, FlopwatchError
from flopwatch.ledger import beside, copy_ledger, export_text, import_text, open_store
from flopwatch_torture.bases import models_csv


def _import(data: Path, folder: Path, number: int) -> str:
    file = folder / "in" / f"made_x{number}.csv"
    file.write_bytes(models_csv(number))
    row = api.import_file("epoch-csv", str(file), data, str(folder / "ledger.sqlite"))
    return row.source


def _flags(number: int) -> list[Flag]:
    return [Flag(subject=f"event {number}.{i}", message="x" * 3_000) for i in range(40)]


def _ledger_import(_: Path, folder: Path, number: int) -> str:
    text = folder / "in" / f"{number}.jsonl"
    with open_store(folder / "in" / f"{number}.sqlite") as made:
        made.append(_flags(number))
    export_text(folder / "in" / f"{number}.sqlite", text)
    import_text(folder / "ledger.sqlite", text)
    return f"event {number}"


def _copy(_: Path, folder: Path, number: int) -> str:
    with open_store(folder / "in" / f"{number}.sqlite") as made:
        made.append(_flags(number))
    copy_ledger(folder / "in" / f"{number}.sqlite", folder / "ledger.sqlite")
    return f"event {number}"


def _export(_: Path, folder: Path, number: int) -> str:
    with open_store(folder / "ledger.sqlite") as ledger:
        ledger.append(_flags(number))
    export_text(folder / "ledger.sqlite", folder / "out.jsonl")
    return f"event {number}"


def candidate_name(number: int) -> str:
    """Return the name of the candidate that `accept` finds and accepts."""
    return f"Atlas {number}"


def find_candidate(folder: Path, number: int) -> str:
    """Put one candidate into the queue of the ledger in a folder; return the ledger's address."""
    table = f"Entity,Day,Training computation (petaFLOP)\n{candidate_name(number)},2026-02-03,4e10\n"
    answer = sources.Answer(url="https://a.example/owid.csv", status=200, headers={}, fetched="", body=table.encode())
    finds = sources.channel("owid").parse(answer).found
    found = candidates_named("owid", finds, KnownModels(Basis((), ())), Priors(()), "2026-03-01")
    store = str(folder / "ledger.sqlite")
    queue, _ = queued([], found[0])
    beside(store, "discovery").mkdir(exist_ok=True)
    write_queue(beside(store, "discovery"), queue)
    return store


def _accept(data: Path, folder: Path, number: int) -> str:
    store = find_candidate(folder, number)
    (done,) = api.accept_candidates(data, store, [candidate_name(number)], reason="made up", by="torture")
    return done.event


def _build(data: Path, folder: Path, number: int) -> str:
    _import(data, folder, number)
    api.build(data, str(folder / "ledger.sqlite"), folder / "out")
    return f"build {number}"


def _release(data: Path, folder: Path, number: int) -> str:
    _import(data, folder, number)
    made = api.build(data, str(folder / "ledger.sqlite"), folder / "out", notes=f"number {number}")
    return f"release {made.release}"


ACTIONS: dict[str, Callable[[Path, Path, int], str]] = {
    "import": _import,
    "ledger-import": _ledger_import,
    "copy": _copy,
    "export": _export,
    "accept": _accept,
    "build": _build,
    "release": _release,
}


def work(action: str, data: Path, folder: Path, first: int, say: TextIO) -> None:
    """Do the action with one number after another until somebody ends the process."""
    (folder / "in").mkdir(parents=True, exist_ok=True)
    say.write("ready\n")
    say.flush()
    for number in range(first, first + 100_000):
        try:
            done = ACTIONS[action](data, folder, number)
        except FlopwatchError as error:
            say.write(f"refused {number} {str(error)[:200]!r}\n")
        else:
            say.write(f"done {number} {done}\n")
        say.flush()


def modules_of(action: str, data: Path) -> list[str]:
    """Do the action once in a folder of its own; return the modules that are loaded then."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in").mkdir()
        ACTIONS[action](data, Path(folder), 0)
    return sorted(sys.modules)


if __name__ == "__main__":  # ACTION DATA FOLDER FIRST
    work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), sys.stdout)
