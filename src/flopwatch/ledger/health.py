"""Doctor: check whether this machine can keep a ledger. Read-only; it repairs nothing."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import NamedTuple

from flopwatch.domain import BadLedger
from flopwatch.ledger.addresses import beside, file_of, open_store, shown_address
from flopwatch.ledger.cache import DEFAULT_CACHE, Cache
from flopwatch.ledger.commands import verify
from flopwatch.ledger.postgres_schema import SERVER, SESSION
from flopwatch.ledger.sqlite_schema import OLDEST_SQLITE, SETTINGS
from flopwatch.ledger.verification import in_short

OLDEST_PYTHON = (3, 11)

# Two connections that write and checkpoint at one moment can corrupt a WAL database. Source: the notes of
# SQLite 3.51.3.
WAL_RESET_BUG = ((3, 7, 0), (3, 51, 2))

# Bytes to spare beyond a second copy of the ledger: one large snapshot, its journal, an export.
_ROOM = 200_000_000


class Check(NamedTuple):
    """Result of one check: its name, whether it passed, and the finding (with the next step if it
    failed)."""

    check: str
    ok: bool
    detail: str


def in_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Return whether this SQLite version has the WAL-reset bug, unless its packager backported the fix.

    Example:
        >>> in_wal_reset_bug((3, 40, 1)), in_wal_reset_bug((3, 51, 2)), in_wal_reset_bug((3, 51, 3))
        (True, True, False)
    """
    return WAL_RESET_BUG[0] <= version <= WAL_RESET_BUG[1]


def doctor(address: str | os.PathLike[str], cache: Path = DEFAULT_CACHE) -> list[Check]:
    """Check Python, SQLite, the disk, the ledger and the cache.

    Args:
        address: The ledger; it need not exist.
        cache: Folder of the raw bytes; it need not exist.
    """
    path = file_of(address)
    disk = _disk(path if path is not None else beside(address, "cache"))
    return [_python(), *_sqlite(), disk, *_ledger(address, path), _cache(cache)]


def _python() -> Check:
    ok = sys.version_info[:2] >= OLDEST_PYTHON
    return Check("python", ok, f"{platform.python_version()} at {sys.executable}; 3.11 or newer is needed")


def _sqlite() -> list[Check]:
    version = sqlite3.sqlite_version_info
    oldest = ".".join(map(str, OLDEST_SQLITE))
    bug = (
        "inside 3.7.0 to 3.51.2, where two writers may corrupt a WAL database; no ledger is in WAL mode, "
        "so it cannot happen here"
        if in_wal_reset_bug(version)
        else "outside 3.7.0 to 3.51.2, the versions with the bug"
    )
    return [
        Check("sqlite", version >= OLDEST_SQLITE, f"{sqlite3.sqlite_version}; {oldest} or newer is needed"),
        Check("sqlite WAL-reset bug", True, f"{sqlite3.sqlite_version} lies {bug}"),
    ]


def _disk(path: Path) -> Check:
    folder = next(each for each in path.absolute().parents if each.is_dir())
    try:
        size = path.stat().st_size if path.is_file() else 0
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check("disk", False, f"{folder}: {error.strerror or error}")
    need = 2 * size + _ROOM
    detail = f"{free / 1e9:.1f} GB free at {folder}; {need / 1e9:.1f} GB wanted"
    return Check("disk", free >= need, detail if free >= need else f"{detail}. Free space before importing.")


def _ledger(address: str | os.PathLike[str], path: Path | None) -> list[Check]:
    place = shown_address(address)
    if path is not None and not path.exists():
        return [Check("ledger", True, f"{path}: none yet, so an empty ledger; the first import makes it")]
    in_force = {s.name: s.ask for s in SETTINGS} if path is not None else {**SESSION, **SERVER}
    try:
        with open_store(address, readonly=True) as ledger:
            settings = Check("ledger settings", True, ", ".join(f"{name}={value}" for name, value in in_force.items()))
            count, digest = len(ledger), ledger.digest()
    except BadLedger as error:
        return [Check("ledger", False, str(error))]
    problems = verify(address)
    found = in_short(problems, 3)
    return [
        settings,
        Check("ledger", not problems, found or f"{place}: {count} events, digest {digest[:16]}, verified"),
    ]


def _cache(folder: Path) -> Check:
    if not folder.exists():
        return Check("cache", True, f"{folder}: none yet; the first import makes it")
    problems = Cache(folder).verify()
    if problems:
        return Check("cache", False, f"{len(problems)} problems, first: {problems[0]}")
    sizes = {entry.sha256: entry.size for entry in Cache(folder).manifest()}
    return Check("cache", True, f"{folder}: {len(sizes)} files, {sum(sizes.values()) / 1e6:.1f} MB, verified")
