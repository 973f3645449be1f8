"""A ledger in PostgreSQL: guarded against change, verified down to each byte, and whole after the server is killed."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path

import pytest
from helpers.made_events import flag, stated
from helpers.postgres_server import Server
from helpers.tiers import MATRIX
from typer.testing import CliRunner

from flopwatch.cli import app
from flopwatch.domain import Accept, BadInput, BadLedger, Flag, encode, event_id
from flopwatch.ledger import beside, copy_ledger, doctor, open_store, read_events, verify
from flopwatch.ledger.postgres_store import PostgresLedger

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed (pip install 'flopwatch[postgres]')")


@pytest.fixture
def address(server: Server) -> str:
    """A ledger of forty events."""
    made = server.empty_schema("ledger")
    with open_store(made) as ledger:
        ledger.append([flag(n) for n in range(39)] + [stated("3.8e25")])
    return made


def raw(address: str, *statements: str) -> None:
    """Run statements as any other program would."""
    with psycopg.connect(address, autocommit=True) as db:
        for statement in statements:
            db.execute(statement)


OFF, ON = (
    tuple(f"ALTER TABLE flopwatch_{table} {word} TRIGGER USER" for table in ("events", "counter"))
    for word in ("DISABLE", "ENABLE")
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE flopwatch_events SET body = ''",
        "DELETE FROM flopwatch_events WHERE kind = 'flag'",
        "TRUNCATE flopwatch_events",
        f"INSERT INTO flopwatch_events VALUES (1, '{'a' * 64}', '', '') ON CONFLICT (entry) DO UPDATE SET body = ''",
        "UPDATE flopwatch_counter SET last = 39",
        "UPDATE flopwatch_counter SET version = 0, last = 41",
        "DELETE FROM flopwatch_counter",
        "TRUNCATE flopwatch_counter",
    ],
)
def test_no_statement_changes_or_removes_what_is_kept(statement: str, address: str) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="is never changed or removed|only grows"):
        raw(address, statement)
    assert verify(address) == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TRIGGER flopwatch_events_kept ON flopwatch_events", "trigger flopwatch_events_kept is missing"),
        (OFF[0], "trigger flopwatch_events_kept was altered or switched off"),
        (
            "CREATE OR REPLACE FUNCTION flopwatch_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "trigger flopwatch_counter_kept was altered",
        ),
        (
            "CREATE TRIGGER t BEFORE INSERT ON flopwatch_events FOR EACH ROW EXECUTE FUNCTION flopwatch_kept()",
            "trigger t does not belong",
        ),
    ],
)
def test_missing_guards_are_named_and_stop_the_writer(statement: str, named: str, address: str) -> None:
    raw(address, statement)
    assert any(named in problem for problem in verify(address))
    with open_store(address) as ledger:
        with pytest.raises(BadLedger, match=named):
            ledger.append([flag(77)])
        assert len(ledger) == 40


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE flopwatch_events SET body = body || '\\x20' WHERE kind = 'claim'", "it was altered"),
        ("UPDATE flopwatch_events SET body = '' WHERE kind = 'claim'", "no event of ours"),
        ("UPDATE flopwatch_events SET kind = 'accept' WHERE kind = 'claim'", "filed as 'accept' but is 'claim'"),
        ("DELETE FROM flopwatch_events WHERE entry = 7", "1 of 40 events were removed"),
        ("DELETE FROM flopwatch_events WHERE entry = 40", "1 of 40 events were removed"),
        ("DELETE FROM flopwatch_counter", "the counter of events was emptied"),
        ("UPDATE flopwatch_counter SET last = 12", "the counter of events says 12, but event 40 is there"),
    ],
)
def test_what_was_changed_behind_its_back_is_named(change: str, named: str, address: str) -> None:
    raw(address, *OFF, change, *ON)
    problems = verify(address)
    assert any(named in problem for problem in problems), problems
    if "SET body" in change:
        with open_store(address) as ledger:
            with pytest.raises(BadLedger, match="was altered"):
                list(ledger.events())
            with pytest.raises(BadLedger, match="was altered"):
                ledger.append([stated("3.8e25")])


def test_a_well_formed_event_under_a_false_id_is_named(address: str) -> None:
    body = encode(Accept(claim="forged"))
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("INSERT INTO flopwatch_events VALUES (41, %s, 'accept', %s)", ("a" * 64, body))
    assert any(f"its bytes hash to {hashlib.sha256(body).hexdigest()}" in problem for problem in verify(address))


def test_a_ledger_of_a_newer_version_is_refused_with_the_way_out(address: str) -> None:
    raw(address, "UPDATE flopwatch_counter SET version = 2, last = last + 1")
    with pytest.raises(BadLedger, match=r"version 2; this flopwatch reads version 1\. Use the flopwatch that wrote it"):
        open_store(address)


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE flopwatch_counter",
        "DROP TABLE flopwatch_events",
        "ALTER TABLE flopwatch_events DROP COLUMN kind",
        "ALTER TABLE flopwatch_counter DROP COLUMN version",
    ],
)
def test_tables_that_are_not_those_of_a_ledger_are_called_so(change: str, address: str) -> None:
    raw(address, change)
    assert "or its tables are another program's" in verify(address)[-1]


def test_a_commit_waits_for_the_disk_or_the_server_is_refused(address: str) -> None:
    raw(address, "ALTER ROLE flopwatch SET synchronous_commit = off")
    with open_store(address) as ledger:
        assert isinstance(ledger, PostgresLedger)
        assert ledger._connect().execute("SHOW synchronous_commit").fetchone() == ("on",)
    raw(address, "ALTER ROLE flopwatch RESET synchronous_commit")
    try:
        raw(address, "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
        for _ in range(100):  # the server reads its settings when it comes to it
            problems = verify(address)
            if problems:
                break
            time.sleep(0.05)
        assert "setting full_page_writes is 'off', not 'on'" in problems[0]
    finally:
        raw(address, "ALTER SYSTEM RESET full_page_writes", "SELECT pg_reload_conf()")


def test_commands_take_the_address_and_print_no_password(address: str, tmp_path: Path) -> None:
    named = address.replace("//flopwatch@", "//flopwatch:secret@")
    run = CliRunner()
    for words in (("export", str(tmp_path / "a.jsonl")), ("copy", str(tmp_path / "a.sqlite")), ("verify",)):
        assert run.invoke(app, ["ledger", *words, "--ledger", named]).exit_code == 0
    assert len(read_events(tmp_path / "a.sqlite")) == 40
    assert {one.check: one.ok for one in doctor(named)}["ledger"]
    raw(address, *OFF)
    said = run.invoke(app, ["ledger", "verify", "--ledger", named])
    assert said.exit_code == 1
    assert "secret" not in said.output + str([one.detail for one in doctor(named)])
    assert beside(named, "cache") == beside(address, "cache")
    assert beside(named, "cache") != beside(address + "x", "cache")


def test_a_copy_of_a_database_into_itself_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="are the same ledger"):
        copy_ledger(address, address)


def test_a_server_that_does_not_answer_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(BadLedger, match=r"cannot be opened .* Is the server running"):
        open_store(f"postgresql://me:secret@/db?host={tmp_path}")
    with pytest.raises(BadInput, match="not an address that libpq can read") as error:
        open_store("postgresql://me:secret@host/db?nonsense=secret")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("seed", range(3 if MATRIX else 1))
def test_a_server_killed_with_all_its_processes_keeps_what_it_acknowledged(seed: int, server: Server) -> None:
    address, acknowledged = server.empty_schema(f"killed_{seed}"), list[Flag]()
    reached = threading.Event()

    def write(writer: int) -> None:
        with open_store(address) as ledger:
            for number in range(10_000):
                batch = [flag(number * 10 + n, writer) for n in range(5)]
                try:
                    ledger.append(batch)
                except BadLedger:
                    return
                acknowledged.extend(batch)
                if len(acknowledged) > 50:
                    reached.set()

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
    for one in writers:
        one.start()
    assert reached.wait(30)
    server.running.kill()
    for one in writers:
        one.join()
    server.running.start()
    with open_store(address, readonly=True) as ledger:
        there = set(ledger.ids())
        assert ledger.verify() == []
    assert {event_id(one) for one in acknowledged} <= there
    assert len(there) % 5 == 0, "a batch is all or nothing"
