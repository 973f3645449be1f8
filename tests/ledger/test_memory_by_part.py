"""Results of many parts: each part is kept under its own inputs, and whatever harms the file costs only time."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from flopwatch.ledger import memory_by_part

KEYS = [f"{number:064x}" for number in range(5)]


def ask(store: Path, *numbers: int, owner: str = "owner") -> list[int]:
    """Ask for some parts; return those that were made."""
    made: list[int] = []

    def make(number: int) -> bytes:
        made.append(number)
        return b"part %d" % number * 100

    with memory_by_part(store)("word", owner) as remember:
        for number in numbers:
            assert remember(KEYS[number], partial(make, number)) == b"part %d" % number * 100
    return made


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def file_of(store: Path) -> Path:
    (file,) = (store.parent / "memory").iterdir()
    return file


def test_only_the_parts_with_new_inputs_are_made_and_those_not_asked_for_go(store: Path) -> None:
    assert ask(store, 0, 1, 2) == [0, 1, 2]
    assert ask(store, 0, 1, 2) == []
    assert ask(store, 3, 1, 2, 3) == [3]
    assert ask(store, 1, 2) == []
    assert ask(store, 0, 1, 2, 3) == [0, 3]


def test_owners_do_not_share_parts(store: Path) -> None:
    assert ask(store, 0) == [0]
    assert ask(store, 0, owner="other") == [0]
    assert ask(store, 0) == []


def test_an_error_keeps_what_was_there(store: Path) -> None:
    ask(store, 0, 1)
    before = file_of(store).read_bytes()
    with pytest.raises(ZeroDivisionError), memory_by_part(store)("word", "owner") as remember:
        remember(KEYS[2], lambda: b"%d" % (1 // 0))
    assert file_of(store).read_bytes() == before


@pytest.mark.parametrize(("place", "lost"), [(0, [0, 1, 2]), (66, [0, 1, 2]), (80, [0, 1, 2]), (-3, [2]), (None, [2])])
def test_a_damaged_part_is_made_again_and_the_sound_ones_are_kept(
    place: int | None, lost: list[int], store: Path
) -> None:
    ask(store, 0, 1, 2)
    body = bytearray(file_of(store).read_bytes())
    if place is None:
        body = body[:-3]
    else:
        body[place] ^= 1
    file_of(store).write_bytes(body)
    assert ask(store, 0, 1, 2) == lost
    assert ask(store, 0, 1, 2) == []


def test_a_folder_that_cannot_be_written_keeps_nothing_and_the_parts_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "memory").write_text("a file where the folder would be")
    assert ask(tmp_path / "ledger.sqlite", 0, 1) == [0, 1]
    assert ask(tmp_path / "ledger.sqlite", 0, 1) == [0, 1]
