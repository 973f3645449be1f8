"""A ledger as text: the same events are the same bytes, and what is not strict is refused by file and
line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers.failing_disk import refuse_nth
from helpers.made_events import events, flag, stated
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.errors import BadClaim, BadInput, BadLedger
from flopwatch.domain.events import Accept, Flag, encode, event_id
from flopwatch.ledger import canonical, json_lines
from flopwatch.ledger.commands import copy_ledger, export_text, import_text, verify
from flopwatch.ledger.json_lines import read_text, write_text
from flopwatch.ledger.sqlite_store import Ledger


def lines_of(*given_events: object) -> bytes:
    """The text of these events in the order given."""
    return b"".join(encode(event) + b"\n" for event in given_events)  # type: ignore[arg-type]


@given(st.lists(events, max_size=8))
def test_ledger_to_text_to_ledger_and_text_to_ledger_to_text_are_exact(
    tmp_path_factory: pytest.TempPathFactory, some: list
) -> None:
    folder = tmp_path_factory.mktemp("round")
    write_text(some, folder / "a.jsonl")
    with Ledger.open(folder / "a.sqlite") as ledger:
        ledger.append(some)
        digest = ledger.digest()
    assert export_text(folder / "a.sqlite", folder / "b.jsonl") == len(set(map(event_id, some)))
    assert (folder / "a.jsonl").read_bytes() == (folder / "b.jsonl").read_bytes()
    import_text(folder / "b.sqlite", folder / "b.jsonl")
    with Ledger.open(folder / "b.sqlite", readonly=True) as again:
        assert (again.digest(), again.verify()) == (digest, [])
    export_text(folder / "b.sqlite", folder / "c.jsonl")
    assert (folder / "b.jsonl").read_bytes() == (folder / "c.jsonl").read_bytes()
    assert sorted(map(encode, read_text(folder / "c.jsonl"))) == sorted({encode(event) for event in some})


@given(st.lists(events, max_size=5), st.lists(events, max_size=5))
def test_merging_two_texts_is_the_union_whichever_comes_first(
    tmp_path_factory: pytest.TempPathFactory, one: list, two: list
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    write_text(one, folder / "one.jsonl")
    write_text(two, folder / "two.jsonl")
    for name, order in (("a", ("one", "two", "one")), ("b", ("two", "one", "two"))):
        for each in order:
            import_text(folder / f"{name}.sqlite", folder / f"{each}.jsonl")
        export_text(folder / f"{name}.sqlite", folder / f"{name}.jsonl")
    write_text([*one, *two], folder / "union.jsonl")
    assert (folder / "a.jsonl").read_bytes() == (folder / "b.jsonl").read_bytes()
    assert (folder / "a.jsonl").read_bytes() == (folder / "union.jsonl").read_bytes()


def test_each_line_is_one_event_sorted_by_its_own_sha256(tmp_path: Path) -> None:
    out = tmp_path / "ledger.jsonl"
    assert write_text([flag(3), flag(1), flag(2), flag(1)], out) == 3
    expected = sorted((event_id(flag(n)), encode(flag(n))) for n in (1, 2, 3))
    assert out.read_bytes() == b"".join(body + b"\n" for _, body in expected)


ACCEPT = encode(Accept(claim="c1", by="ana"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (ACCEPT.replace(b":", b": "), "not canonical JSON"),
        (b'{"claim":"c1","by":"ana","event":"accept"}', "not canonical JSON"),
        (b'{"by":"ana","claim":"c1","claim":"c1","event":"accept"}', "not canonical JSON"),
        (b'{"by":"ana","claim":"\\u00631","event":"accept"}', "not canonical JSON"),
        (b'{"by":"","claim":"c1","event":"accept"}', "not canonical JSON"),
        (b'{"by":"ana","claim":"c1","event":"accept","weight":9}', "not canonical JSON"),
        (b"\xef\xbb\xbf" + ACCEPT, "no event of ours"),
        (ACCEPT + b" ", "not canonical JSON"),
        (ACCEPT + b"\r", "CR LF"),
        (b"", "empty. Each line holds one event"),
        (b"null", "no event of ours"),
        (b"{}", "no event of ours"),
        (b'{"claim":"c1","event":"approve"}', "no event of ours: Invalid value 'approve'"),
        (b'{"claim":7,"event":"accept"}', "no event of ours: Expected `str`, got `int`"),
        (b'{"event":"accept"}', "missing required field `claim`"),
        (b'{"claim":"\xff","event":"accept"}', "not UTF-8"),
        (b'{"claim":"\\ud800","event":"accept"}', "no event of ours"),
        (b'{"claim":NaN,"event":"accept"}', "no event of ours"),
        (b'{"claim":"c1","event":"accept","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "no event of ours"),
        (b"# a remark", "no event of ours"),
    ],
)
def test_a_line_that_is_not_strict_is_refused_by_file_and_line(line: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(lines_of(flag(1)) + line + b"\n" + lines_of(flag(2)))
    with pytest.raises(BadInput) as error:
        import_text(tmp_path / "ledger.sqlite", path, ordered=False)
    assert str(error.value).startswith(f"{path}:2: ")
    assert told in str(error.value)
    assert not (tmp_path / "ledger.sqlite").exists(), "an unreadable file writes nothing"


def test_an_event_that_stands_there_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(lines_of(flag(1), flag(2), flag(1)))
    with pytest.raises(BadInput, match=r"jsonl:3: the same event as line 1"):
        list(read_text(path, ordered=False))


def test_lines_out_of_order_are_refused_unless_order_was_not_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(lines_of(*sorted([flag(1), flag(2), flag(3)], key=event_id, reverse=True)))
    with pytest.raises(BadInput, match=r"jsonl:2: event .* out of order.*flopwatch ledger export"):
        list(read_text(path))
    assert import_text(tmp_path / "ledger.sqlite", path, ordered=False) == (3, 0)


def test_a_text_cut_at_any_byte_is_refused_or_holds_whole_events(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write_text([flag(1), stated("3.8e25"), flag(2)], path)
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        if end == 0 or whole[end - 1 : end] == b"\n":
            assert len(list(read_text(path))) == whole[:end].count(b"\n")
        else:
            with pytest.raises(BadInput, match="the file was cut short"):
                list(read_text(path))


def test_an_empty_file_is_an_empty_ledger(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    assert import_text(tmp_path / "ledger.sqlite", tmp_path / "empty.jsonl") == (0, 0)
    assert export_text(tmp_path / "ledger.sqlite", tmp_path / "out.jsonl") == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""
    assert not (tmp_path / "ledger.sqlite").exists()


def test_a_line_longer_than_the_limit_is_refused_and_one_at_the_limit_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = Flag(subject="x" * 100, message="m")
    path = tmp_path / "ledger.jsonl"
    write_text([event], path)
    for limit, fits in ((len(encode(event)), True), (len(encode(event)) - 1, False), (50, False)):
        monkeypatch.setattr(json_lines, "MAX_EVENT_BYTES", limit)
        monkeypatch.setattr(canonical, "MAX_EVENT_BYTES", limit)
        if fits:
            assert list(read_text(path)) == [event]
        else:
            with pytest.raises(BadInput, match=rf"jsonl:1: .*{limit}"):
                list(read_text(path))


def test_a_missing_text_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            list(read_text(path))


def test_wherever_the_disk_fails_the_old_text_stands_and_nothing_is_left_over(tmp_path: Path) -> None:
    out = tmp_path / "ledger.jsonl"
    write_text([flag(1)], out)
    old, refusals = out.read_bytes(), 0
    while True:
        with pytest.MonkeyPatch.context() as patch:
            calls = refuse_nth(patch, refusals + 1)
            try:
                write_text([flag(1), flag(2)], out)
            except BadLedger as error:
                assert "No space left" in str(error)  # noqa: PT017 - the success is the end of the loop
            if calls() <= refusals:
                break
        refusals += 1
        if out.read_bytes() != old:  # only the folder's fsync comes after the move; by then the new text is whole
            assert len(list(read_text(out))) == 2
            write_text([flag(1)], out)
        assert [each.name for each in tmp_path.iterdir()] == [out.name]
    assert refusals >= 5, "open, write, fsync, move and the folder's fsync were to be refused in turn"
    assert len(list(read_text(out))) == 2


def test_the_disk_test_notices_a_writer_that_writes_in_place(tmp_path: Path) -> None:
    out = tmp_path / "ledger.jsonl"
    write_text([flag(1)], out)
    with pytest.MonkeyPatch.context() as patch:
        refuse_nth(patch, 2)
        with pytest.raises(OSError, match="No space left"):
            os.write(os.open(out, os.O_WRONLY | os.O_TRUNC), b"new")
    assert out.read_bytes() == b"", "writing in place loses the old text"


def test_an_event_that_breaks_the_schema_never_reaches_the_text(tmp_path: Path) -> None:
    with pytest.raises(BadClaim, match="breaks the schema"):
        write_text([flag(1), Flag(subject=7, message="x")], tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_is_copied_into_another_and_its_own_are_kept(tmp_path: Path) -> None:
    a, b = tmp_path / "a.sqlite", tmp_path / "sub" / "b.sqlite"
    with Ledger.open(a) as one, Ledger.open(b) as two:
        one.append(flag(n) for n in range(2500))  # more than a batch
        two.append([flag(0), flag(9999)])
    assert copy_ledger(a, b) == (2499, 1)
    assert copy_ledger(a, b) == (0, 2500)
    assert copy_ledger(tmp_path / "none.sqlite", b) == (0, 0)
    with Ledger.open(b, readonly=True) as two:
        assert len(two) == 2501
    assert verify(b) == []


def test_a_ledger_is_never_overwritten_by_its_own_export_or_copy(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        ledger.append([flag(1)])
    before = path.read_bytes()
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "hard").hardlink_to(path)
    for other in (path, tmp_path / "link", tmp_path / "hard", tmp_path / "." / "ledger.sqlite"):
        for call in (export_text, copy_ledger):
            with pytest.raises(BadInput, match="are the same ledger"):
                call(path, other)
    assert path.read_bytes() == before
