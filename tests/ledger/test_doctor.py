"""The doctor looks at the machine, the ledger and the cache, makes nothing, and names what ails."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers.made_events import flag

from flopwatch.ledger.cache import Cache
from flopwatch.ledger.health import doctor, in_wal_reset_bug
from flopwatch.ledger.sqlite_store import Ledger


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def ailing(path: Path, cache: Path) -> dict[str, str]:
    return {check.check: check.detail for check in doctor(path, cache) if not check.ok}


@pytest.fixture
def healthy(tmp_path: Path) -> tuple[Path, Path]:
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        ledger.append(flag(n) for n in range(5))
    Cache(tmp_path / "cache").put(b"page", source="example")
    return tmp_path / "ledger.sqlite", tmp_path / "cache"


def test_before_the_first_import_all_is_well_and_nothing_is_made(tmp_path: Path) -> None:
    path, cache = tmp_path / "a" / "b" / "ledger.sqlite", tmp_path / "cache"
    assert ailing(path, cache) == {}
    assert list(tmp_path.iterdir()) == []
    assert {c.check for c in doctor(path, cache)} == {
        "python",
        "sqlite",
        "sqlite WAL-reset bug",
        "disk",
        "ledger",
        "cache",
    }


def test_a_healthy_ledger_is_counted_and_its_settings_are_told(healthy: tuple[Path, Path]) -> None:
    told = {check.check: check.detail for check in doctor(*healthy)}
    assert ailing(*healthy) == {}
    assert "5 events" in told["ledger"]
    assert "synchronous=EXTRA" in told["ledger settings"]
    assert "1 files" in told["cache"]


@pytest.mark.parametrize(
    ("version", "inside"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((4, 0, 0), False),
    ],
)
def test_the_wal_reset_bug_is_told_by_version(
    version: tuple[int, int, int], inside: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    told = {check.check: check.detail for check in doctor(tmp_path / "l.sqlite", tmp_path / "c")}
    assert in_wal_reset_bug(version) is inside
    assert ("no ledger is in WAL mode" in told["sqlite WAL-reset bug"]) is inside


def test_an_old_python_or_sqlite_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 10, 14))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert ailing(tmp_path / "l.sqlite", tmp_path / "c").keys() == {"python", "sqlite"}


def test_a_nearly_full_disk_is_named(healthy: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12 - 10**6, 10**6))
    assert "Free space before importing" in ailing(*healthy)["disk"]


def test_a_damaged_ledger_and_cache_are_named(healthy: tuple[Path, Path]) -> None:
    path, cache = healthy
    db = sqlite3.connect(path)
    db.execute("DROP TRIGGER events_kept")
    db.close()
    next(p for p in cache.glob("??/*")).write_bytes(b"other")
    assert "trigger events_kept is missing" in ailing(path, cache)["ledger"]
    assert "damaged" in ailing(path, cache)["cache"]
    path.write_bytes(b"no database" * 100)
    assert "not a SQLite file" in ailing(path, cache)["ledger"]
