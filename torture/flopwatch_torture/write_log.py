"""Record what a process writes, and what a disk holds if the power is cut after any operation of it.

Bytes that were forced to the disk (`fsync`) are there, and names whose folder was forced. Of the rest each sector of
512 bytes, each change of a size and each change of a name is there or not, independently: no order is trusted.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_SECTOR = 512
_SOURCE = Path(__file__).with_name("write_log.c")


def missing() -> str:
    """Return why nothing can be recorded here, or ""."""
    if sys.platform != "linux":
        return "calls are recorded on Linux only"
    return "" if shutil.which("cc") else "there is no C compiler (Debian: apt-get install gcc libc6-dev)"


def recorder(folder: Path) -> Path:
    """Compile the recorder below `folder`, once; return it."""
    made = folder / "write_log.so"
    if not made.exists():
        part = made.with_suffix(f".{os.getpid()}.part")
        words = ["cc", "-shared", "-fPIC", "-O1", "-o", str(part), str(_SOURCE), "-ldl", "-lpthread"]
        subprocess.run(words, check=True, capture_output=True)
        part.replace(made)
    return made


@dataclass(frozen=True)
class Call:
    """One call: its letter (see `write_log.c`), its file by number or its path, and what it wrote where."""

    kind: str
    file: int = 0
    path: str = ""
    to: str = ""
    at: int = 0
    data: bytes = b""


def recorded(words: Sequence[str], root: Path, work: Path) -> list[Call]:
    """Run a Python module and return its calls on files below `root`.

    Args:
        words: The words after `python -m`.
        root: The watched folder; it exists.
        work: Folder for the recorder and the log.
    """
    log = work / "calls.log"
    log.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(recorder(work)),
        "WRITE_LOG": str(log),
        "WRITE_LOG_ROOT": str(root),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)]),
    }
    subprocess.run([sys.executable, "-m", *words], check=True, env=environment, capture_output=True)
    return parse(log.read_bytes())


def parse(log: bytes) -> list[Call]:
    """Return the calls of a log."""
    calls, place = [], 0
    while place < len(log):
        end = log.index(b"\n", place)
        kind, rest = chr(log[place]), log[place + 2 : end].decode()
        place = end + 1
        if kind == "W":
            number, at, size = map(int, rest.split())
            calls.append(Call(kind, number, at=at, data=log[place : place + size]))
            place += size
        elif kind in "CTS":
            file_text, _, more = rest.partition(" ")
            calls.append(
                Call(kind, int(file_text), path=more if kind == "C" else "", at=int(more) if kind == "T" else 0)
            )
        else:
            path, _, to = rest.partition("\t")
            calls.append(Call(kind, path=path, to=to))
    return calls


@dataclass
class _File:
    there: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: the size becomes that

    def force(self) -> None:
        for at, data in self.waiting:
            _put(self.there, at, data)
        self.waiting.clear()

    def after_cut(self, rng: random.Random) -> bytes:
        kept, share = bytearray(self.there), rng.choice((0.0, 0.3, 0.7, 1.0))
        for at, data in self.waiting:
            if data is None:
                if rng.random() < share:
                    _put(kept, at, None)
                continue
            start = at
            while start < at + len(data):
                end = min(at + len(data), start - start % _SECTOR + _SECTOR)
                if rng.random() < share:
                    _put(kept, start, data[start - at : end - at])
                start = end
        return bytes(kept)


def _put(content: bytearray, at: int, data: bytes | None) -> None:
    size = at if data is None else at + len(data)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if data is None:
        del content[at:]
    else:
        content[at:size] = data


class Disk:
    """What a disk holds while calls come."""

    def __init__(self) -> None:
        self._files: list[_File] = []
        self._number: dict[int, int] = {}  # the system gives a removed file's number to a new one
        self._names: dict[str, int] = {}
        self._forced: dict[str, int] = {}
        self._waiting: list[list[tuple[str, int | None]]] = []  # changes of names; a move is two at once

    def do(self, call: Call) -> None:
        """Take one call into account."""
        if call.kind == "C":
            self._number[call.file] = len(self._files)
            self._files.append(_File())
            self._change([(call.path, self._number[call.file])])
        elif call.kind == "W":
            self._files[self._number[call.file]].waiting.append((call.at, call.data))
        elif call.kind == "T":
            self._files[self._number[call.file]].waiting.append((call.at, None))
        elif call.kind == "S":
            self._files[self._number[call.file]].force()
        elif call.kind == "U":
            self._change([(call.path, None)])
        elif call.kind == "R":
            self._change([(call.path, None), (call.to, self._names[call.path])])
        elif call.kind == "D":
            there = [one for one in self._waiting if os.path.dirname(one[0][0]) == call.path.rstrip("/")]
            for one in there:
                self._forced = _renamed(self._forced, one)
            self._waiting = [one for one in self._waiting if one not in there]

    def _change(self, change: list[tuple[str, int | None]]) -> None:
        self._names = _renamed(self._names, change)
        self._waiting.append(change)

    def after_cut(self, rng: random.Random) -> dict[str, bytes]:
        """Return the files that are there after the power was cut, by path."""
        names, share = self._forced, rng.choice((0.0, 0.5, 1.0))
        for change in self._waiting:
            if rng.random() < share:
                names = _renamed(names, change)
        return {path: self._files[number].after_cut(rng) for path, number in sorted(names.items())}


def _renamed(names: dict[str, int], change: Sequence[tuple[str, int | None]]) -> dict[str, int]:
    kept = {path: number for path, number in names.items() if path not in {name for name, _ in change}}
    return kept | {path: number for path, number in change if number is not None}
