"""A disk that refuses its n-th operation, for every n of an import, an acceptance, a ledger's export and a release."""

from __future__ import annotations

import builtins
import contextlib
import errno
import hashlib
import io
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from flopwatch import api
from flopwatch.domain import CANDIDATE, Accept, AnyEvent, FlopwatchError, Snapshot
from flopwatch.ledger import export_text, import_text, read_events, verify
from flopwatch.releases import kept_in, manifest_in
from flopwatch_torture.bases import models_csv, two_models
from flopwatch_torture.worker import candidate_name, find_candidate

_OS = ("open", "write", "fsync", "replace", "rename", "mkdir", "unlink", "rmdir", "ftruncate", "scandir")
_WRITING = frozenset("wxa+")
CODES = (errno.ENOSPC, errno.EIO)


class Disk:
    """Counts operations on the disk and refuses one of them.

    SQLite writes by itself, past Python: there each BEGIN, INSERT and COMMIT counts as an operation, refused as SQLite
    refuses it when its own write fails.
    """

    def __init__(self, nth: int, code: int) -> None:
        self.nth, self.code, self.count = nth, code, 0

    def tick(self) -> bool:
        """Whether this operation is the one to refuse."""
        self.count += 1
        return self.count == self.nth

    def refuse(self) -> OSError:
        """The error of the refused operation."""
        return OSError(self.code, os.strerror(self.code))

    def wrapped(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """The operation, refused in its turn."""

        def call(*args: Any, **words: Any) -> Any:
            if self.tick():
                raise self.refuse()
            return real(*args, **words)

        return call

    def opened(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """`open`, refused in its turn where it opens for writing; what it opens is refused in its turn at the end."""

        def call(file: Any, mode: str = "r", *args: Any, **words: Any) -> Any:
            if set(mode) & _WRITING and self.tick():
                raise self.refuse()
            return real(file, mode, *args, **words)

        return call


class _Connection(sqlite3.Connection):
    disk: Disk | None = None

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        disk = _Connection.disk
        if (
            disk is not None
            and sql.split(maxsplit=1)[0].upper() in ("BEGIN", "INSERT", "COMMIT", "CREATE")
            and disk.tick()
        ):
            failed = sqlite3.OperationalError("database or disk is full")
            failed.sqlite_errorcode = sqlite3.SQLITE_FULL if disk.code == errno.ENOSPC else sqlite3.SQLITE_IOERR
            raise failed
        return super().execute(sql, *args)


@contextlib.contextmanager
def refusing(nth: int, code: int) -> Iterator[Disk]:
    """Refuse the n-th operation while the block runs."""
    disk = Disk(nth, code)
    kept = [(os, name, getattr(os, name)) for name in _OS] + [(builtins, "open", open), (io, "open", io.open)]
    connect = sqlite3.connect
    _Connection.disk = disk
    try:
        for home, name, real in kept:
            setattr(home, name, disk.opened(real) if home is not os else disk.wrapped(real))
        sqlite3.connect = lambda *a, **k: connect(*a, **{"factory": _Connection, **k})
        yield disk
    finally:
        sqlite3.connect = connect
        _Connection.disk = None
        for home, name, real in kept:
            setattr(home, name, real)


def _import(data: Path, folder: Path, number: int) -> None:
    file = folder / f"made_x{number}.csv"
    api.import_file("epoch-csv", str(file), data, str(folder / "ledger.sqlite"))


def _export(_: Path, folder: Path, number: int) -> None:
    export_text(str(folder / "ledger.sqlite"), folder / "out.jsonl")


def _release(data: Path, folder: Path, number: int) -> None:
    api.build(data, str(folder / "ledger.sqlite"), folder / "out", notes=f"number {number}")


def _accept(data: Path, folder: Path, number: int) -> None:
    api.accept_candidates(data, str(folder / "ledger.sqlite"), [candidate_name(number)], reason="made up", by="torture")


ACTIONS: dict[str, Callable[[Path, Path, int], None]] = {
    "import": _import,
    "accept": _accept,
    "export": _export,
    "release": _release,
}


def try_faults(action: str, seed: int, work: Path) -> tuple[list[str], dict[str, float]]:
    """Refuse operation number `seed // 2 + 1`, full or broken by turns; count 0 faults where there are not so many."""
    nth, code = seed // 2 + 1, CODES[seed % 2]
    data, folder = two_models(work), work / f"faults-{action}"
    if not folder.exists():
        folder.mkdir()
        for number in (0, 1):
            (folder / f"made_x{number}.csv").write_bytes(models_csv(number))
        _import(data, folder, 0)
        _export(data, folder, 0)
        if action == "accept":
            find_candidate(folder, 1)
        if action == "release":
            _release(data, folder, 0)
            _import(data, folder, 1)  # a release of the same contents would be the first one again
    before = folder.with_name(folder.name + ".now")
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(folder, before)
    problems, said = [], "done"
    shutil.rmtree(before / "memory", ignore_errors=True)
    with refusing(nth, code) as disk:
        try:
            ACTIONS[action](data, before, 1)
        except FlopwatchError as error:
            said = str(error)
        except OSError as error:
            said = f"{error.filename}: {error.strerror}"  # the command line says just this
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            problems.append(f"operation {nth}: {type(error).__name__}: {str(error)[:150]}")
    struck = disk.count >= nth
    problems += _look(action, data, before, said == "done")
    return [f"{one} (operation {nth}, {errno.errorcode[code]}, said {said[:80]!r})" for one in problems], {
        "faults": float(struck),
        "refused": float(said != "done"),
    }


def _look(action: str, data: Path, folder: Path, done: bool) -> list[str]:
    store = str(folder / "ledger.sqlite")
    problems = [f"verify: {one}" for one in verify(store)]
    events = list(read_events(store))
    sources = {getattr(one, "source", "") for one in events}
    if "epoch/made_x0" not in sources:
        problems.append("the event of before is lost")
    if action == "import" and done and "epoch/made_x1" not in sources:
        problems.append("acknowledged and lost")
    if action == "accept":
        problems += _look_at_acceptance(events, done)
    if action == "export":
        fresh = folder / "fresh.sqlite"
        import_text(str(fresh), folder / "out.jsonl")
    if action == "release" and done:
        problems += _look_at_files(folder / "out")
    # The same again, with a disk that works: it must succeed and leave nothing.
    ACTIONS[action](data, folder, 1)
    if action == "accept":
        problems += _look_at_acceptance(read_events(store), done=True)
    if action == "release" and not (folder / "out/site/releases/1/release.json").is_file():
        problems.append("release 1 is lost")
    left = [*folder.rglob(".*.tmp"), *folder.glob(".out.*"), *folder.glob("*-journal")]
    return problems + [f"left over: {one.relative_to(folder)}" for one in left]


def _look_at_acceptance(events: Iterable[AnyEvent], done: bool) -> list[str]:
    """Return what is wrong: an acceptance and what its sources state are stored together, once, or not at all."""
    listed = list(events)
    accepted = [one for one in listed if isinstance(one, Accept) and one.claim.startswith(CANDIDATE)]
    stated = [one for one in listed if isinstance(one, Snapshot) and not one.source.startswith("epoch/made_x")]
    if not done and not accepted and not stated:
        return []
    if len(accepted) == 1 and len(stated) == 1 and stated[0].claims:
        return []
    return [f"{len(accepted)} acceptances and {len(stated)} snapshots of them"]


def _look_at_files(out: Path) -> list[str]:
    """Compare every file of an acknowledged release with its manifest."""
    manifest = manifest_in(out)
    if manifest is None or manifest.release != 2:
        return [f"acknowledged, and the folder holds release {manifest.release if manifest else None}"]
    if len(kept_in(out)) != 2:
        return ["acknowledged, and a release is lost"]
    there = {one.relative_to(out).as_posix() for one in out.rglob("*") if one.is_file()} - {"manifest.json"}
    problems = [f"not of the release, or missing: {one}" for one in sorted(there ^ set(manifest.files))]
    for name in sorted(there & set(manifest.files)):
        listed = manifest.files[name]
        if not listed.of and hashlib.sha256((out / name).read_bytes()).hexdigest() != listed.sha256:
            problems.append(f"torn: {name}")
    return problems
