"""Ledgers as every earlier version wrote them: each opens, says what it said, and becomes one of today by an append."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from flopwatch.domain import Flag
from flopwatch.ledger import copy_ledger, export_text, open_store, read_events, verify
from flopwatch.ledger.sqlite_schema import READABLE, SCHEMA_VERSION
from flopwatch.records import fold

FROZEN = Path(__file__).parent / "frozen"
# For each schema the digest of its ledger, as the version that wrote it gave it, and what its events say.
SAID = {
    1: {
        "digest": "d39cae511ef504283020479745e6fc4a1ce8a849de256763c119b904eecd1deb",
        "events": 12,
        "values": ["1e24", "70e9", "71e9"],
        "accepted": {"c1"},
        "rejected": {"c2"},
        "set aside": ["snapshot: date: 'soon' is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD"],
    }
}


def version_of(path: Path) -> int:
    db = sqlite3.connect(path)
    found = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    return int(found)


def test_the_corpus_has_a_ledger_of_every_schema_before_this_one() -> None:
    assert set(SAID) == set(READABLE) - {SCHEMA_VERSION} == {version_of(one) for one in FROZEN.glob("*.sqlite")}


@pytest.mark.parametrize("schema", SAID)
def test_an_earlier_ledger_opens_says_what_it_said_and_is_taken_over(schema: int, tmp_path: Path) -> None:
    said, store = SAID[schema], tmp_path / "l.sqlite"
    shutil.copyfile(FROZEN / f"schema-{schema}.sqlite", store)
    store.chmod(0o644)
    with open_store(store, readonly=True) as ledger:
        assert (len(ledger), ledger.digest()) == (said["events"], said["digest"])
    view = fold(read_events(store))
    assert sorted(one.value for one in view.claims.values()) == said["values"]
    assert (view.accepted, view.rejected) == (said["accepted"], said["rejected"])
    assert list(view.set_aside.values()) == said["set aside"]
    assert [problem.split(": ", 1)[1][:14] for problem in verify(store)] == ["makes no sense"]
    assert version_of(store) == schema  # reading writes nothing
    export_text(store, tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == (FROZEN / f"schema-{schema}.jsonl").read_bytes()
    assert copy_ledger(store, tmp_path / "copy.sqlite").new == said["events"]
    with open_store(store) as ledger:
        ledger.append([Flag(subject="Example-70B", message="new")])
        assert len(ledger) == said["events"] + 1
    assert version_of(store) == version_of(tmp_path / "copy.sqlite") == SCHEMA_VERSION
    assert len(verify(store)) == 1
