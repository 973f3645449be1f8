"""Atomic file writes: written under a temporary name, synced to disk, then renamed."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from flopwatch.domain import BadInput, BadLedger, irregular_kind

if sys.platform != "win32":
    import fcntl

_TEMPORARY = re.compile(r"\..{1,250}\.[0-9]{1,10}\.[0-9a-f]{12}\.tmp")


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file atomically: after a crash at any moment either the old or the new one is there, complete.

    The temporary name is unique for each writer: with a shared one, two writers would mix their halves. The
    folder is forced to the disk too: without it, a power cut can undo the rename after we said "written". A link is
    followed, so that the file it leads to is replaced and not the link; what killed writers left is removed.

    Raises:
        BadInput: If the path exists and is not a regular file: a device, a FIFO, a folder.
        BadLedger: If the disk refuses (full, read-only, a folder in the way). The old file is untouched.
    """
    try:
        path = regular_target(path)
        make_folder(path.parent)
        remove_leftovers(path.parent)
        with _temporary(path) as (file, temporary):
            for chunk in chunks:
                _write_all(file, chunk)
            os.fsync(file)
            os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise BadLedger(
            f"{path}: cannot be written ({error.strerror or error}); the file that was there is untouched. "
            "Free space or choose another place, then repeat."
        ) from error


def regular_target(path: Path) -> Path:
    """Return the file that a path means, links followed; it need not exist.

    Raises:
        BadInput: If the path exists and is not a regular file: writing would destroy it.
        OSError: If links lead in a cycle, or a folder cannot be searched.
    """
    real = Path(os.path.realpath(path))
    try:
        mode = real.stat().st_mode
    except FileNotFoundError:
        return real
    if kind := irregular_kind(mode):
        raise BadInput(f"{path} is {kind}; it would be replaced by a file. Name a regular file.")
    return real


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files of writers that were killed. One that is being written is locked, and stays."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        for name in [one for one in os.listdir(folder) if _TEMPORARY.fullmatch(one)]:
            with contextlib.suppress(OSError):  # still being written, or gone already
                file = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    os.unlink(folder / name)
                finally:
                    os.close(file)


def make_folder(folder: Path) -> None:
    """Make the folder and its parents, and force their names to the disk."""
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_folder(made.parent)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk (Windows does so by itself and cannot open a folder)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked_append(path: Path) -> Iterator[int]:
    """Open a file for appending, locked against other flopwatch processes; create it if missing."""
    make_folder(path.parent)
    new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_EX)
        if new:
            sync_folder(path.parent)
        yield file
    finally:
        os.close(file)


def append_whole(file: int, chunk: bytes) -> None:
    """Append to an opened file and force it to the disk; a half-written tail is cut off again when the disk
    is full."""
    before = os.fstat(file).st_size
    try:
        _write_all(file, chunk)
        os.fsync(file)
    except OSError:
        os.ftruncate(file, before)
        raise


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[tuple[int, Path]]:
    """Create a temporary file next to `path`, locked while it is written and removed at the end unless renamed."""
    file, temporary = _open_locked(path)
    try:
        yield file, temporary
    finally:
        os.close(file)
        with contextlib.suppress(OSError):  # gone already after the move
            temporary.unlink()


def _open_locked(path: Path) -> tuple[int, Path]:
    while True:
        temporary = path.with_name(f".{path.name[:200]}.{os.getpid()}.{secrets.token_hex(6)}.tmp")
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # a file system without locks: then nothing is swept there either
                fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file).st_nlink:
            return file, temporary
        os.close(file)  # swept away between its creation and its lock


def _write_all(file: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(file, view) :]


def who_locks(path: Path) -> str:
    """Return the process that locks a file, in words, if the system names it (Linux: /proc/locks), else
    `another process`.

    Never opens the file itself: closing any handle on a file drops all POSIX locks that this process holds on
    it, SQLite's among them.
    """
    try:
        inode = str(path.stat().st_ino)
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return "another process"
    holders = []
    for fields in map(str.split, lines):
        if len(fields) < 6 or fields[5].rpartition(":")[2] != inode or not fields[4].isdigit():
            continue
        name = "unknown"
        with contextlib.suppress(OSError, ValueError):
            name = Path(f"/proc/{fields[4]}/comm").read_text(encoding="utf-8").strip()
        holders.append(f"process {fields[4]} ({name})")
    return ", ".join(sorted(set(holders))) or "another process"


@contextlib.contextmanager
def exclusive(path: Path, wait_seconds: float, busy: str) -> Iterator[None]:
    """Hold a lock that one process at a time can have: a file that is locked, and gone at the end.

    The system frees the lock of a process that was killed; its file is then taken over.

    Args:
        path: The lock file; created if missing.
        wait_seconds: How long to wait for another process.
        busy: What that process is doing, for the message.

    Raises:
        BadLedger: If another process still holds it after that time, or the file cannot be made.
    """
    deadline = time.monotonic() + wait_seconds
    while (file := _try_lock(path)) is None:
        if time.monotonic() > deadline:
            raise BadLedger(
                f"{path}: {who_locks(path)} {busy}; waited {wait_seconds:g} s. Let it finish (or stop it), then repeat."
            )
        time.sleep(0.05)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()  # while it is locked: who opened it meanwhile sees that it has no name any more
        os.close(file)


def _try_lock(path: Path) -> int | None:
    """Lock the file at a path, created if missing; None if another process holds it or has just removed it."""
    try:
        make_folder(path.parent)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    except OSError as error:
        raise BadLedger(f"{path}: cannot be locked: {error.strerror or error}. Choose another place.") from error
    if sys.platform == "win32":
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        named = os.path.samestat(os.fstat(file), path.stat())
    except (BlockingIOError, FileNotFoundError):
        named = False
    except OSError as error:
        os.close(file)
        raise BadLedger(f"{path}: cannot be locked: {error.strerror or error}. Choose another place.") from error
    if named:
        return file
    os.close(file)
    return None
