"""The ledger's file: a set that only grows, guarded against change, and verified down to each byte."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from helpers.faulty_ledgers import LooksAway
from helpers.made_events import flag, stated

from flopwatch.domain.errors import BadClaim, BadLedger
from flopwatch.domain.events import Accept, encode
from flopwatch.ledger.commands import verify
from flopwatch.ledger.sqlite_store import Ledger
from flopwatch.ledger.store import digest_of


def raw(path: Path) -> closing[sqlite3.Connection]:
    """The file as any other program would open it."""
    return closing(sqlite3.connect(path, isolation_level=None))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of forty events."""
    made = tmp_path / "ledger.sqlite"
    with Ledger.open(made) as ledger:
        ledger.append([flag(n) for n in range(39)] + [stated("3.8e25")])
    return made


def test_equal_sets_have_equal_digests_whatever_the_order(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.sqlite") as a, Ledger.open(tmp_path / "b.sqlite") as b:
        a.append([flag(1), flag(2), flag(3)])
        b.append([flag(3)])
        assert a.digest() != b.digest()
        b.append([flag(2), flag(1)])
        assert a.digest() == b.digest() == hashlib.sha256("".join(f"{i}\n" for i in a.ids()).encode()).hexdigest()


def test_a_missing_file_is_an_empty_ledger_and_reading_it_makes_no_file(tmp_path: Path) -> None:
    for readonly in (True, False):
        with Ledger.open(tmp_path / "sub" / "none.sqlite", readonly=readonly) as ledger:
            assert (list(ledger.events()), ledger.ids(), len(ledger), ledger.verify()) == ([], [], 0, [])
            assert ledger.digest() == digest_of([])
            assert ledger, "an empty ledger is a ledger"
    with Ledger.open(tmp_path / "sub" / "none.sqlite") as ledger:
        assert ledger.append([]) == 0
        with pytest.raises(BadClaim):
            ledger.append([flag(1), "no event"])
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_no_bytes_is_an_empty_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.touch()
    with Ledger.open(path, readonly=True) as ledger:
        assert (list(ledger.events()), ledger.verify()) == ([], [])
    with Ledger.open(path) as ledger:
        assert ledger.append([flag(1)]) == 1


def test_a_ledger_that_appears_later_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, readonly=True) as early, Ledger.open(path) as late:
        assert len(early) == 0
        late.append([flag(1)])
        assert len(early) == 1


def test_reading_changes_no_byte_and_leaves_no_file_behind(path: Path) -> None:
    before = path.read_bytes()
    with Ledger.open(path, readonly=True) as ledger:
        assert len(list(ledger.events())) == 40
        assert ledger.verify() == []
        with pytest.raises(BadLedger, match="opened for reading only"):
            ledger.append([flag(77)])
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = '{}'",
        "UPDATE OR REPLACE events SET kind = 'accept'",
        "DELETE FROM events WHERE kind = 'flag'",
        "INSERT OR REPLACE INTO events (id, kind, body) SELECT id, kind, '{}' FROM events LIMIT 1",
        f"INSERT OR REPLACE INTO events (entry, id, kind, body) VALUES (1, '{'a' * 64}', 'flag', '{{}}')",
        "UPDATE meta SET value = '2'",
        "DELETE FROM meta",
        "INSERT OR REPLACE INTO meta VALUES ('schema', '2')",
    ],
)
def test_no_statement_changes_or_removes_what_is_kept(statement: str, path: Path) -> None:
    with raw(path) as db:
        before = list(db.iterdump())
        with pytest.raises(sqlite3.IntegrityError, match="is never"):
            db.execute(statement)
        assert list(db.iterdump()) == before


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["DROP TRIGGER events_fixed"], "trigger events_fixed is missing"),
        (
            [
                "DROP TRIGGER events_kept",
                "CREATE TRIGGER events_kept BEFORE DELETE ON events BEGIN SELECT 1; END",
            ],
            "trigger events_kept was altered",
        ),
        (["CREATE TABLE notes (x)"], "notes does not belong in a ledger"),
        (["CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END"], "t does not belong"),
    ],
)
def test_missing_guards_are_named_and_stop_the_writer(statements: list[str], told: str, path: Path) -> None:
    with raw(path) as db:
        for statement in statements:
            db.execute(statement)
    assert any(told in problem for problem in verify(path))
    with Ledger.open(path) as ledger:
        with pytest.raises(BadLedger, match=told):
            ledger.append([flag(77)])
        assert len(ledger) == 40


def without_guards(path: Path, change: str, *values: object) -> None:
    """Change what is kept, as somebody who knows the file would: guards off, change, guards back."""
    with raw(path) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(change, values)
        for _, sql in guards:
            db.execute(sql)


TAMPERED = [
    ("UPDATE events SET body = replace(body, '3.8e25', '3.8e26') WHERE kind = 'claim'", "it was altered"),
    ("UPDATE events SET body = ' ' || body WHERE kind = 'claim'", "it was altered"),
    ("UPDATE events SET body = CAST(x'ff' AS TEXT) WHERE kind = 'claim'", "no event of ours"),
    ("UPDATE events SET body = '' WHERE kind = 'claim'", "no event of ours"),
    ("UPDATE events SET kind = 'accept' WHERE kind = 'claim'", "filed as 'accept' but is 'claim'"),
    ("UPDATE events SET id = replace(id, '0', '1') WHERE kind = 'claim'", "it was altered"),
    ("DELETE FROM events WHERE kind = 'claim'", "1 of 40 events were removed"),
    ("DELETE FROM events WHERE entry = 7", "1 of 40 events were removed"),
    ("DELETE FROM meta", "meta says schema None"),
]


@pytest.mark.parametrize(("change", "told"), TAMPERED)
def test_what_was_changed_behind_its_back_is_named(change: str, told: str, path: Path) -> None:
    without_guards(path, change)
    problems = verify(path)
    assert any(told in problem for problem in problems), problems
    if "events SET body" in change or "SET id" in change:
        with Ledger.open(path, readonly=True) as ledger, pytest.raises(BadLedger, match="was altered"):
            list(ledger.events())


def test_what_was_changed_since_the_first_reading_is_refused_and_what_is_gone_does_not_return(path: Path) -> None:
    with Ledger.open(path) as ledger:
        known = ledger.by_id({})
    for change, _ in TAMPERED:
        copied = Path(shutil.copy(path, path.with_name("copy.sqlite")))
        without_guards(copied, change)
        with Ledger.open(copied) as ledger:
            if "events SET body" in change or "SET id" in change:
                with pytest.raises(BadLedger, match="was altered"):
                    ledger.by_id(known)
                with pytest.raises(BadLedger, match="was altered"):
                    ledger.append_after(lambda _: (), known)
            else:
                assert list(ledger.by_id(known)) == ledger.ids()
                assert len(ledger.by_id(known)) == len(known) - ("FROM events" in change)


def test_a_verification_that_looks_at_the_structure_alone_would_miss_all_that(path: Path) -> None:
    for change, _ in TAMPERED:
        copied = shutil.copy(path, path.with_name("copy.sqlite"))
        without_guards(Path(copied), change)
        with LooksAway.open(Path(copied)) as ledger:
            assert ledger.verify() == []


def test_a_well_formed_event_under_a_false_id_is_named(path: Path) -> None:
    body = encode(Accept(claim="forged")).decode()
    with raw(path) as db:
        db.execute("INSERT INTO events (id, kind, body) VALUES (?, 'accept', ?)", ("a" * 64, body))
    assert any(f"event {'a' * 64}: its bytes hash to" in problem for problem in verify(path))
    stranger = Accept(claim="x", reason=" ")
    spaced = encode(stranger).replace(b":", b": ")
    with raw(path) as db:
        row = (hashlib.sha256(spaced).hexdigest(), spaced.decode())
        db.execute("INSERT INTO events (id, kind, body) VALUES (?, 'accept', ?)", row)
    assert any("not canonical JSON: byte 9" in problem for problem in verify(path))


def test_an_event_known_under_other_bytes_is_refused_not_skipped(path: Path) -> None:
    without_guards(path, "UPDATE events SET body = replace(body, '3.8e25', '3.8e26') WHERE kind = 'claim'")
    with Ledger.open(path) as ledger, pytest.raises(BadLedger, match="was altered"):
        ledger.append([stated("3.8e25")])


def test_no_flipped_byte_ever_yields_other_events_in_silence(path: Path) -> None:
    with Ledger.open(path, readonly=True) as ledger:
        before = list(ledger.events())
    whole, rng, noticed = path.read_bytes(), random.Random(20260302), 0
    for _ in range(250):
        at = rng.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[at] ^= 1 << rng.randrange(8)
        path.write_bytes(flipped)
        if verify(path):
            noticed += 1
            continue
        with Ledger.open(path, readonly=True) as ledger:
            assert list(ledger.events()) == before, f"byte {at} was flipped and nobody noticed"
    assert noticed > 60, "flips were hardly ever noticed; are the bodies looked at?"


def test_files_that_are_no_ledger_are_refused_by_name_and_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "photos.sqlite"
    with raw(foreign) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE photos (x)")
    prose = tmp_path / "notes.sqlite"
    prose.write_text("These are my notes.\n" * 100)
    short = tmp_path / "short.sqlite"
    short.write_text("x")
    for path, told in (
        (foreign, "another program"),
        (prose, "not a SQLite file"),
        (short, "not a SQLite file"),
        (tmp_path, "cannot be opened"),
    ):
        before = path.read_bytes() if path.is_file() else b""
        for readonly in (True, False):
            with pytest.raises(BadLedger, match=told) as error:
                Ledger.open(path, readonly=readonly)
            assert str(path) in str(error.value)
        assert (path.read_bytes() if path.is_file() else b"") == before
        assert verify(path) == [error.value.words]


def test_a_ledger_of_a_newer_version_is_refused_with_the_way_out(path: Path) -> None:
    with raw(path) as db:
        db.execute("PRAGMA user_version = 3")
    with pytest.raises(
        BadLedger, match=r"version 3; this flopwatch reads versions 1 to 2\. Use the flopwatch that wrote it"
    ):
        Ledger.open(path)


def test_a_ledger_left_in_wal_mode_is_refused_by_readers_and_mended_by_the_writer(path: Path) -> None:
    with raw(path) as db:
        db.execute("PRAGMA journal_mode = WAL")
    with pytest.raises(BadLedger, match="setting journal_mode is 'wal', not 'delete'"):
        Ledger.open(path, readonly=True)
    Ledger.open(path).close()
    assert verify(path) == []


def test_a_path_with_marks_that_mean_something_in_a_link_is_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a?mode=memory#b%20c.sqlite"
    with Ledger.open(path) as ledger:
        ledger.append([flag(1)])
    assert path.stat().st_size > 0
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
