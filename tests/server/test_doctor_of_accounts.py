"""What `doctor` says of a review server's accounts: each fault, with the next step."""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path

import pytest

from flopwatch.ledger import Check
from flopwatch.server import Accounts, check_accounts
from flopwatch.server.accounts import FILE

NOW = 1_800_000_000.0
PASSWORD = "four plain words here"


@pytest.fixture
def store(tmp_path: Path) -> str:
    Accounts(tmp_path / "accounts", lambda: NOW).add("ada", "admin", PASSWORD)
    return str(tmp_path / "ledger.sqlite")


def checks(store: str, now: float = NOW) -> dict[str, Check]:
    return {one.check: one for one in check_accounts(store, clock=lambda: now)}


def test_sound_accounts_pass_and_no_accounts_are_no_fault(store, tmp_path):
    assert all(one.ok for one in checks(store).values())
    assert set(checks(store)) == {"accounts", "accounts file", "passwords", "clock"}
    assert [one.ok for one in check_accounts(str(tmp_path / "other" / "ledger.sqlite"))] == [True]


def test_a_file_that_others_may_read_is_found(store, tmp_path):
    (tmp_path / "accounts" / FILE).chmod(0o644)
    assert "chmod 600" in checks(store)["accounts file"].detail
    assert not checks(store)["accounts file"].ok


def test_accounts_without_an_admin_are_found(store, tmp_path):
    Accounts(tmp_path / "accounts").add("ada", "curator")
    assert not checks(store)["accounts"].ok
    assert "--role admin" in checks(store)["accounts"].detail


@pytest.mark.parametrize("made", ["$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA", "$2b$12$abcdefgh", "plain"])
def test_a_weak_hash_is_found_and_not_printed(made, store, tmp_path):
    with sqlite3.connect(tmp_path / "accounts" / FILE) as db:
        db.execute("UPDATE accounts SET password = ?", (made,))
    db.close()
    found = checks(store)["passwords"]
    assert (found.ok, "ada" in found.detail, made in found.detail) == (False, True, False)


def test_a_missing_argon2_is_found_only_if_there_is_a_password(store, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert "pip install" in checks(store)["passwords"].detail
    Accounts(tmp_path / "accounts").add("ada", "admin")
    assert checks(store)["passwords"].ok


def test_a_clock_that_went_back_is_found(store, tmp_path):
    Accounts(tmp_path / "accounts", lambda: NOW).open_session("ada")
    assert checks(store, NOW)["clock"].ok
    assert "3600 s in the future" in checks(store, NOW - 3600)["clock"].detail
    assert not checks(store, NOW - 3600)["clock"].ok


def test_a_file_that_is_no_database_is_found(store, tmp_path):
    (tmp_path / "accounts" / FILE).write_text("not a database, but long enough to be one" * 50)
    assert [(one.ok, "backup" in one.detail) for one in check_accounts(store)] == [(False, True)]
