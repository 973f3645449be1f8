"""A backup is the whole ledger in one file; a restore loses nothing, neither of the backup nor of the ledger."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from helpers.made_events import flag, stated
from typer.testing import CliRunner

from flopwatch.cli import app
from flopwatch.domain import BadInput, BadLedger, BusyLedger, ForeignLedger, WrongUsage
from flopwatch.ledger import backup, open_store, read_events, restore, verify
from flopwatch.ledger import sqlite_schema as schema
from flopwatch.ledger.sqlite_store import Ledger


def ledger_of(path: Path, *numbers: int) -> Path:
    with open_store(path) as ledger:
        ledger.append([*map(flag, numbers), stated("3.8e25")])
    return path


def damage(path: Path) -> bytes:
    """Overwrite the middle of a ledger's file."""
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2 :] = bytes(len(whole) - len(whole) // 2)
    path.write_bytes(whole)
    assert verify(path)
    return bytes(whole)


def test_a_backup_restores_into_nothing_the_same_ledger(tmp_path: Path) -> None:
    path = ledger_of(tmp_path / "l.sqlite", 1, 2)
    made = backup(path, tmp_path / "b.sqlite")
    assert restore(tmp_path / "new" / "l.sqlite", tmp_path / "b.sqlite", expect_digest=made.digest) == (3, 3, "")
    assert read_events(tmp_path / "new" / "l.sqlite") == read_events(path)
    assert made.events == 3
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b.sqlite", "l.sqlite", "new"]


def test_a_sound_ledger_receives_what_it_lacks_and_gives_up_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "b.sqlite"
    backup(ledger_of(tmp_path / "l.sqlite", 1, 2), kept)
    assert restore(ledger_of(tmp_path / "older.sqlite", 1), kept) == (3, 1, "")
    newer = ledger_of(tmp_path / "newer.sqlite", 1, 2, 3)
    for replace in (False, True):
        with pytest.raises(BadInput, match=r"sound, with 1 event \(the first .*\) that .* lacks.*ledger copy"):
            restore(newer, kept, replace=replace)
    assert len(read_events(newer)) == 4


def test_a_damaged_file_is_replaced_only_if_asked_and_then_kept(tmp_path: Path) -> None:
    path, kept = ledger_of(tmp_path / "l.sqlite", *range(50)), tmp_path / "b.sqlite"
    backup(path, kept)
    damaged = damage(path)
    with pytest.raises(BadLedger, match=r"Nothing was restored. Add --replace"):
        restore(path, kept)
    assert path.read_bytes() == damaged
    done = restore(path, kept, replace=True)
    assert done == (51, 51, str(tmp_path / "l.sqlite.damaged-1"))
    assert verify(path) == []
    assert Path(done.set_aside).read_bytes() == damaged


def test_a_damaged_ledger_does_not_replace_its_backup(tmp_path: Path) -> None:
    path, kept = ledger_of(tmp_path / "l.sqlite", *range(50)), tmp_path / "b.sqlite"
    backup(path, kept)
    before = kept.read_bytes()
    damage(path)
    with pytest.raises(BadLedger, match=r"Nothing was written. Restore an older backup"):
        backup(path, kept)
    assert kept.read_bytes() == before


def test_a_damaged_backup_or_another_one_restores_nothing(tmp_path: Path) -> None:
    path, kept = ledger_of(tmp_path / "l.sqlite", *range(50)), tmp_path / "b.sqlite"
    backup(path, kept)
    for wrong, named in ((tmp_path / "none.sqlite", "is no regular file"), (path, "are the same ledger")):
        with pytest.raises(BadInput, match=named):
            restore(path, wrong)
    with pytest.raises(BadInput, match="not the expected 'aaaa"):
        restore(tmp_path / "n.sqlite", kept, expect_digest="a" * 64)
    damage(kept)
    with pytest.raises(BadInput, match="Nothing was restored"):
        restore(tmp_path / "n.sqlite", kept)
    assert not (tmp_path / "n.sqlite").exists()


def test_a_ledger_in_use_is_not_taken_for_a_damaged_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kept = ledger_of(tmp_path / "l.sqlite", 1), tmp_path / "b.sqlite"
    backup(path, kept)
    wait = Ledger.open.__func__.__kwdefaults__  # type: ignore[attr-defined]
    monkeypatch.setitem(wait, "wait_seconds", 0.1)
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyLedger, match="in use by"):
            restore(path, kept, replace=True)
        other.rollback()
    other.close()
    assert verify(path) == []
    assert not list(tmp_path.glob("*.damaged-*"))


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize(
    ("application", "version", "named"), [(0, 0, "of another program"), (schema.APPLICATION_ID, 99, "version 99")]
)
def test_a_file_that_is_no_damaged_ledger_is_never_replaced(
    application: int, version: int, named: str, replace: bool, tmp_path: Path
) -> None:
    other, kept = tmp_path / "other.sqlite", tmp_path / "b.sqlite"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (a)")
        db.execute(f"PRAGMA application_id = {application}")
        db.execute(f"PRAGMA user_version = {version}")
    db.close()
    before = other.read_bytes()
    path = ledger_of(tmp_path / "l.sqlite", 1)
    backup(path, kept)
    with pytest.raises(ForeignLedger, match=named):
        restore(other, kept, replace=replace)
    with pytest.raises(ForeignLedger, match=named):
        backup(path, other)
    assert other.read_bytes() == before


def test_a_backup_is_not_replaced_by_one_with_fewer_events(tmp_path: Path) -> None:
    path, kept = ledger_of(tmp_path / "l.sqlite", 1, 2), tmp_path / "b.sqlite"
    made = backup(path, kept)
    for fewer in (tmp_path / "mistyped.sqlite", ledger_of(tmp_path / "other.sqlite", 1)):
        with pytest.raises(BadInput, match=r"b.sqlite: has \d events? \(the first .*\) that the ledger lacks"):
            backup(fewer, kept)
    assert restore(tmp_path / "n.sqlite", kept) == (made.events, made.events, "")


def test_a_backup_is_named_as_a_ledger_is(tmp_path: Path) -> None:
    path, kept = ledger_of(tmp_path / "l.sqlite", 1), f"sqlite:{tmp_path}/b.sqlite"
    backup(path, kept)
    assert verify(kept) == []
    assert restore(tmp_path / "n.sqlite", kept).events == 2
    for call in (backup, restore):
        with pytest.raises(WrongUsage, match="postgresql://h/d: a backup is a file"):
            call(path, "postgresql://u:secret@h/d")


def test_an_error_names_its_place_once_and_ends_once(tmp_path: Path) -> None:
    path, text = ledger_of(tmp_path / "l.sqlite", 1), tmp_path / "text"
    text.write_text("no ledger")
    with pytest.raises(BadInput) as refused:
        restore(path, text)
    assert str(refused.value).count(str(text)) == 1
    assert ".." not in str(refused.value).replace(str(text), "")


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    path, kept = str(ledger_of(tmp_path / "l.sqlite", 1)), str(tmp_path / "b.sqlite")
    run = CliRunner()
    assert "2 events written to" in run.invoke(app, ["ledger", "backup", kept, "--ledger", path]).output
    new = str(tmp_path / "n.sqlite")
    assert "2 events in the ledger, 2 of them" in run.invoke(app, ["ledger", "restore", kept, "--ledger", new]).output
