"""The ledger's door: nonsense stays out or is set aside, a text is whole or refused, what was done can be undone."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from pathlib import Path

import pytest

from flopwatch.domain import (
    Accept,
    AnyEvent,
    BadClaim,
    BadInput,
    BadLedger,
    Claim,
    ClaimEvent,
    Correct,
    Flag,
    NotFound,
    Retract,
    Snapshot,
    Source,
    encode,
    event_fault,
    event_id,
)
from flopwatch.ledger import (
    copy_ledger,
    exclusive,
    export_text,
    import_text,
    open_store,
    read_events,
    retract,
    revert,
    state_of,
    verify,
    write_whole,
)
from flopwatch.records import fold

PLAIN = Claim(
    subject="GPT-9", field="parameters", value="1e9", unit="parameters", source="blog", locator="p. 1", as_written="1B"
)


def snapshot(**changed: object) -> Snapshot:
    plain = {"source": "list", "sha256": "", "date": "2024", "reader": "r", "version": 1, "claims": (PLAIN,)}
    return Snapshot(**{**plain, "read": 1, "claimed": 1, **changed})  # type: ignore[arg-type]


def claim(**changed: object) -> ClaimEvent:
    import msgspec

    return ClaimEvent(claim=msgspec.structs.replace(PLAIN, **changed))


NONSENSE: dict[str, AnyEvent] = {
    "a date that is none": snapshot(date="soon"),
    "a year 0": snapshot(date="0000"),
    "a day that does not exist": snapshot(date="2023-02-30"),
    "a hash that is none": snapshot(sha256="banana"),
    "entries that do not balance": snapshot(read=7),
    "a negative count": snapshot(counts={"rows": -1}),
    "a count beyond all": snapshot(version=2**62),
    "another source described": snapshot(about=Source(id="other", title="Other")),
    "a source's date that is none": snapshot(about=Source(id="list", title="L", date="then")),
    "a follower of nothing": snapshot(follows=("the last",)),
    "a field nobody knows": claim(field="colour"),
    "a unit of another field": claim(unit="FLOP"),
    "a number that is none": claim(value="NaN"),
    "a number out of range": claim(value="1e60"),
    "an end without a range": claim(high="x"),
    "a path as identity": claim(identity="../../etc/passwd"),
    "a recorded date that is none": claim(recorded="today"),
    "bidi marks": claim(as_written="1\u202e0"),
    "controls in a qualifier": claim(qualifiers={"setting": "\x1b[31m"}),
    "a name of 600 characters": claim(subject="x" * 600),
    "an empty accept": Accept(claim=""),
    "a day of an act that is none": Accept(claim="c", on="Monday"),
    "the taking back of words": Retract(event_id="the last one"),
    "a correction of no field": Correct(model="a/b", field="colour", action="override", value="1"),
    "a correction by no action": Correct(model="a/b", field="parameters", action="delete"),
    "a correction to no number": Correct(
        model="a/b", field="parameters", action="override", value="x", unit="parameters"
    ),
    "a correction without a unit": Correct(model="a/b", field="parameters", action="override", value="1e9"),
    "a strike of nobody": Correct(model="a/b", field="parameters", action="strike"),
    "a guard on the weather": Correct(
        model="a/b", field="parameters", action="strike", source="s", expect={"weather": "fine"}
    ),
}


@pytest.mark.parametrize("event", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_refused_at_the_door_with_its_line_and_set_aside_inside(event: AnyEvent, tmp_path: Path) -> None:
    assert event_fault(event)
    store, text = tmp_path / "l.sqlite", tmp_path / "in.jsonl"
    with open_store(store) as ledger, pytest.raises(BadClaim):
        ledger.append([event])
    text.write_bytes(encode(event) + b"\n")
    with pytest.raises(BadInput, match=r"in\.jsonl:1: "):
        import_text(store, text)
    assert not store.exists()
    with open_store(store) as ledger:  # as one of an earlier version, which did not look
        ledger.append([event, snapshot()], as_stored=True)
    [problem] = verify(store)
    assert event_id(event) in problem
    assert "flopwatch ledger retract" in problem
    view = fold(read_events(store))
    assert list(view.set_aside) == [event_id(event)]
    assert [one.value for one in view.claims.values()] == ["1e9"]
    retract(store, event_id(event)[:12], reason="nonsense")
    assert verify(store) == []
    assert fold(read_events(store)).set_aside == {}
    assert copy_ledger(store, tmp_path / "copy.sqlite").new == 3
    [retraction] = [one for one in read_events(store) if isinstance(one, Retract) and one.reason == "nonsense"]
    retract(store, event_id(retraction), reason="it was right")  # so that the first event stands again
    assert verify(store) == [problem]
    assert list(fold(read_events(store)).set_aside) == [event_id(event)]


def filled(store: Path, count: int = 9) -> list[str]:
    with open_store(store) as ledger:
        ledger.append(Flag(subject=f"model {n}", message="wrong") for n in range(count))
        return ledger.ids()


def test_a_text_that_lost_a_line_was_emptied_or_edited_is_refused_by_its_manifest(tmp_path: Path) -> None:
    filled(tmp_path / "l.sqlite")
    text = tmp_path / "out.jsonl"
    assert export_text(tmp_path / "l.sqlite", text) == 9
    lines = text.read_bytes().splitlines(keepends=True)
    edited = [lines[0].replace(b"wrong", b"right"), *lines[1:]]
    for damaged in (lines[1:], lines[:-1], [], sorted(edited, key=lambda line: _id(line)), lines[3:]):
        text.write_bytes(b"".join(damaged))
        with pytest.raises(BadInput, match=r"manifest\.json lists 9"):
            import_text(tmp_path / "new.sqlite", text)
        assert not (tmp_path / "new.sqlite").exists()
    text.write_bytes(b"".join(lines))
    assert import_text(tmp_path / "new.sqlite", text).new == 9
    (tmp_path / "out.jsonl.manifest.json").write_text("{}")
    with pytest.raises(BadInput, match="is not a manifest"):
        import_text(tmp_path / "new.sqlite", text)


def _id(line: bytes) -> str:
    import hashlib

    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def test_an_expected_digest_is_asked_of_text_and_ledger(tmp_path: Path) -> None:
    store, text = tmp_path / "l.sqlite", tmp_path / "out.jsonl"
    filled(store)
    export_text(store, text)
    digest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())["digest"]
    assert verify(store, expect_digest=digest) == []
    assert import_text(tmp_path / "b.sqlite", text, expect_digest=digest[:16]).new == 9
    filled(store, 10)
    assert "not the expected" in verify(store, expect_digest=digest)[0]
    with pytest.raises(BadInput, match="not the expected"):
        import_text(tmp_path / "c.sqlite", text, expect_digest="0" * 64)
    with pytest.raises(BadInput, match="not the expected"):
        import_text(tmp_path / "c.sqlite", text, expect_digest=digest[:5])


def test_two_texts_merged_line_by_line_are_the_union_and_need_no_manifest(tmp_path: Path) -> None:
    for name, count in (("a", 5), ("b", 9)):
        filled(tmp_path / f"{name}.sqlite", count)
        export_text(tmp_path / f"{name}.sqlite", tmp_path / f"{name}.jsonl")
    both = {*(tmp_path / "a.jsonl").read_bytes().splitlines(), *(tmp_path / "b.jsonl").read_bytes().splitlines()}
    merged = tmp_path / "merged.jsonl"
    merged.write_bytes(b"".join(line + b"\n" for line in sorted(both, key=_id)))
    assert import_text(tmp_path / "m.sqlite", merged).new == 9


def test_an_emptied_counter_is_noticed_and_nothing_is_added_to_it(tmp_path: Path) -> None:
    store = tmp_path / "l.sqlite"
    filled(store)
    db = sqlite3.connect(store)
    db.execute("DELETE FROM sqlite_sequence")
    db.commit()
    db.close()
    assert "counter of events was emptied" in verify(store)[0]
    with open_store(store) as ledger, pytest.raises(BadLedger, match="counter of events was emptied"):
        ledger.append([Flag(subject="a", message="b")])


def test_five_hundred_hostile_accepts_are_reverted_by_one_call(tmp_path: Path) -> None:
    store = tmp_path / "l.sqlite"
    with open_store(store) as ledger:
        ledger.append([snapshot(), Accept(claim="c1", by="ana", on="2026-11-02")])
        before = fold(ledger.events())
        ledger.append(Accept(claim=f"c{n}", by="mallory", on="2026-11-03") for n in range(500))
        ledger.append([Accept(claim="early", by="mallory", on="2026-10-01"), Accept(claim="undated", by="mallory")])
    done = revert(store, actor="mallory", since="2026-11-01", reason="stolen account", by="ana", on="2026-11-29")
    assert (done.events, done.undated) == (500, 1)
    after = fold(read_events(store))
    assert after.accepted == before.accepted | {"early", "undated"}
    assert revert(store, actor="mallory", reason="all of it").events == 502
    assert fold(read_events(store)) == before
    assert verify(store) == []
    for call in (
        lambda: revert(store, actor="nobody", reason="r"),
        lambda: retract(store, "0" * 64, reason="r"),
        lambda: retract(store, "0", reason="r"),
    ):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(BadInput, match="--reason is empty"):
        retract(store, "0" * 64, reason=" ")


def test_what_is_no_regular_file_is_neither_read_nor_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "sock"))
        for path, words in (
            (tmp_path / "fifo", "a FIFO"),
            (tmp_path / "sock", "a socket"),
            (Path("/dev/null"), "a character device"),
            (tmp_path, "a folder"),
        ):
            link = tmp_path / f"link-{path.name}"
            link.symlink_to(path)
            for target in (path, link):
                before = os.lstat(target).st_mode
                with pytest.raises(BadInput, match=words):
                    write_whole(target, [b"x"])
                with pytest.raises(BadInput, match=words):
                    import_text(tmp_path / "l.sqlite", target)
                with pytest.raises(BadLedger, match=words):
                    open_store(target)
                assert state_of(target) == ""  # no cached answer, and no endless read, for what is not a ledger
                assert os.lstat(target).st_mode == before


@pytest.mark.parametrize("place", [".", "..", "/", "sub/.."])
def test_a_ledger_is_not_exported_into_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / ".manifest.json").write_bytes(b"kept")
    with open_store(tmp_path / "l.sqlite"):
        pass
    with pytest.raises(BadInput, match="is a folder"):
        export_text(tmp_path / "l.sqlite", Path(place))
    assert (tmp_path / ".manifest.json").read_bytes() == b"kept"


def test_a_link_is_followed_and_stays_a_link_and_leftovers_of_the_killed_go(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    left = tmp_path / ".real.txt.99999.0123456789ab.tmp"
    left.write_bytes(b"half")
    write_whole(tmp_path / "link.txt", [b"new"])
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"
    assert not left.exists()


def test_a_lock_is_held_by_one_and_leaves_nothing(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    with exclusive(lock, 1.0, "works here"), pytest.raises(BadLedger, match="works here; waited 0 s"):  # noqa: SIM117
        with exclusive(lock, 0.0, "works here"):
            pass
    assert not lock.exists()
    lock.write_bytes(b"")  # left by a process that was killed
    with exclusive(lock, 0.0, "works here"):
        assert lock.exists()
    assert list(tmp_path.iterdir()) == []
