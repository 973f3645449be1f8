"""Disk cache of results next to the ledger, each keyed by the SHA-256 of its inputs; safe to delete."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from flopwatch.domain import FlopwatchError, irregular_kind
from flopwatch.ledger.addresses import beside, sqlite_path
from flopwatch.ledger.files import write_whole

MOST_BYTES = 100_000_000  # of all results together; the oldest go first
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SEAL = 64  # hex digits of the SHA-256 of key and result, in front of the result


def memory(address: str | os.PathLike[str]) -> Callable[[str, Callable[[], bytes]], bytes]:
    """Return a function that caches results next to a ledger.

    Args:
        address: The ledger; the results are in `memory/` next to it.

    Returns:
        A function of a key (a SHA-256 in hex, of all inputs of the result) and a function that makes the bytes. A
        damaged file, or one of another key, is made again. If the folder cannot be written nothing is kept, and the
        result is the same.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     remember = memory(f"{folder}/ledger.sqlite")
        ...     remember("0" * 64, lambda: b"made"), remember("0" * 64, lambda: b"never made")
        (b'made', b'made')
    """
    folder = beside(address, "memory")

    def remember(key: str, make: Callable[[], bytes]) -> bytes:
        if not _SHA256.fullmatch(key):
            raise ValueError(f"{key[:80]!r} is not a sha256 (64 hex digits, lower case)")
        path = folder / key
        with contextlib.suppress(OSError):
            kept = path.read_bytes()
            if kept[:_SEAL] == _seal(key, memoryview(kept)[_SEAL:]):
                return kept[_SEAL:]
        made = make()
        with contextlib.suppress(OSError, FlopwatchError):
            write_whole(path, [_seal(key, made), made])
            _remove_oldest(folder)
        return made

    return remember


def state_of(address: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a ledger's bytes; for a missing ledger, the hash of no bytes.

    An altered event changes it even where the event's id stays, so that no cached answer hides the damage.

    Returns:
        "" if no answer may be cached: a writer has not finished, or the file cannot be read or is no regular one.
    """
    store, total = sqlite_path(address), hashlib.sha256()
    try:
        if store.with_name(store.name + "-journal").exists():
            return ""
        if store.exists():
            if irregular_kind(store.stat().st_mode):  # reading a FIFO blocks, reading a device may never end
                return ""
            with store.open("rb") as file:
                while chunk := file.read(1 << 20):
                    total.update(chunk)
    except OSError:
        return ""
    return total.hexdigest()


def _seal(key: str, made: bytes | memoryview) -> bytes:
    total = hashlib.sha256(key.encode())
    total.update(made)
    return total.hexdigest().encode()


def _remove_oldest(folder: Path) -> None:
    with os.scandir(folder) as found:
        kept = [(one.stat(), one.path) for one in found if _SHA256.fullmatch(one.name)]
    total = 0
    for about, path in sorted(kept, key=lambda one: -one[0].st_mtime_ns):
        total += about.st_size
        if total > MOST_BYTES:
            with contextlib.suppress(OSError):  # another process was first
                os.unlink(path)
