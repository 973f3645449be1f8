"""The cache of the census: never a stale answer, never a damaged one, and right where nothing can be kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import pickle
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
from helpers.commands import command
from helpers.operations import operations
from helpers.tiers import tiered

from flopwatch import api, pipeline
from flopwatch.api import census_cache
from flopwatch.api.census_file import decode_census
from flopwatch.census import Census
from flopwatch.domain import NOW, BadLedger, Claim, NotFound, When
from flopwatch.domain.events import ClaimEvent
from flopwatch.ledger import memory, memory_of_parts, open_store, result_cache, state_of

GPT_3 = "claims/openai/gpt-3.toml"


@pytest.fixture
def data(few_models: Path, tmp_path: Path) -> Path:
    return shutil.copytree(few_models, tmp_path / "data")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "kept/ledger.sqlite"


@pytest.fixture(scope="module")
def _kept(few_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the census of few models and an answer are kept."""
    store = tmp_path_factory.mktemp("kept") / "kept/ledger.sqlite"
    api.shown(few_models, store, NOW, "GPT-3")
    return store.parent


@pytest.fixture
def warm(_kept: Path, store: Path) -> Path:
    """The ledger with all that a first question leaves next to it: the digest does not depend on where folders are."""
    shutil.copytree(_kept, store.parent)
    return store


@pytest.fixture(autouse=True)
def _another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts with nothing kept in the process."""
    monkeypatch.setattr(census_cache, "_kept", type(census_cache._kept)())


def compute(data: Path, store: Path, when: When = NOW) -> float:
    found: dict[str, Any] = msgspec.json.decode(api.shown(data, store, when, "GPT-3").whole)
    return float(found["estimate"]["compute_flop"]["p50"])


def change_a_number(data: Path) -> None:
    """Make GPT-3 four times as large, in a file of the same length and time."""
    file = data / GPT_3
    text, about = file.read_text(encoding="utf-8"), file.stat()
    changed = text.replace('"3.14e23"', '"6.28e23"').replace('"175e9"', '"350e9"')
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


def test_one_changed_number_of_a_file_gives_another_answer(data: Path, warm: Path) -> None:
    before = compute(data, warm)
    change_a_number(data)
    census_cache._kept.clear()
    assert compute(data, warm) > 1.5 * before


def test_one_changed_number_is_noticed_by_the_same_process(data: Path, store: Path) -> None:
    first = api.take_census(data, store)
    assert api.take_census(data, store) is first
    change_a_number(data)
    assert api.take_census(data, store).records["openai/gpt-3"] != first.records["openai/gpt-3"]


def test_a_second_census_of_one_process_costs_a_tenth_of_the_first_at_most(data: Path, store: Path) -> None:
    first = operations(lambda: api.take_census(data, store))
    assert operations(lambda: api.take_census(data, store)) < first / 10


def test_a_new_event_of_the_ledger_gives_another_answer(data: Path, warm: Path) -> None:
    assert "tokenization" not in api.shown(data, warm, NOW, "GPT-3").printed.fields
    state = state_of(warm)
    said = Claim(
        subject="GPT-3",
        identity="openai/gpt-3",
        field="tokenization",
        value="byte pairs",
        source="arxiv-2005.14165",
        locator="section 2",
        as_written="byte pairs",
    )
    with open_store(warm) as ledger:
        ledger.append([ClaimEvent(claim=said)])
    assert state_of(warm) != state
    assert api.shown(data, warm, NOW, "GPT-3").printed.fields["tokenization"].value == "byte pairs"


def test_another_date_is_another_answer(data: Path, warm: Path) -> None:
    assert compute(data, warm) == compute(data, warm, When(known_on=dt.date(2099, 1, 1)))
    days = (None, dt.date(2020, 1, 1), dt.date(2021, 1, 1))
    digests = {census_cache.inputs_digest(data, warm, When(*dates)) for dates in product(days, days)}
    assert len(digests) == 9


def test_a_damaged_event_is_reported_though_an_answer_is_kept(data: Path, store: Path) -> None:
    with open_store(store) as ledger:
        ledger.append(
            [
                ClaimEvent(
                    claim=Claim(
                        subject="GPT-3",
                        identity="openai/gpt-3",
                        field="title",
                        value="Few-shot learners",
                        source="arxiv-2005.14165",
                        locator="title",
                        as_written="Few-shot learners",
                    )
                )
            ]
        )
    api.shown(data, store, NOW, "GPT-3")
    with sqlite3.connect(store) as db:
        db.execute("DROP TRIGGER events_fixed")
        db.execute("UPDATE events SET body = replace(body, 'Few-shot', 'Old-shot')")
    db.close()
    with pytest.raises(BadLedger):
        api.shown(data, store, NOW, "GPT-3")


def test_a_retargeted_link_is_noticed(data: Path, store: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(data / "claims", tmp_path / name)
    file = tmp_path / "two/openai/gpt-3.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"3.14e23"', '"6.28e23"'), encoding="utf-8")
    shutil.rmtree(data / "claims")
    (data / "claims").symlink_to(tmp_path / "one")
    before = census_cache.inputs_digest(data, store)
    (data / "claims").unlink()
    (data / "claims").symlink_to(tmp_path / "two")
    assert census_cache.inputs_digest(data, store) != before


def test_a_link_in_a_circle_ends(data: Path, store: Path) -> None:
    (data / "round").symlink_to(data)
    assert len(census_cache.inputs_digest(data, store)) == 64


@pytest.mark.parametrize("harm", tiered(["cut", "empty", "garbage", "swapped", "flipped"], ["swapped", "flipped"]))
def test_a_damaged_or_foreign_file_is_ignored(harm: str, data: Path, warm: Path) -> None:
    right = api.shown(data, warm, NOW, "GPT-3")
    asked = (data, warm, NOW, "how many", lambda census: len(census.records), int)
    count = api.answer(*asked)
    files = sorted((warm.parent / "memory").iterdir())
    assert len(files) >= 2
    bodies = [one.read_bytes() for one in files]
    for at, file in enumerate(files):
        body = bodies[at]
        file.write_bytes(
            {
                "cut": body[: len(body) // 2],
                "empty": b"",
                "garbage": b"\x80\x04cos\nsystem\n",
                "swapped": bodies[at - 1],
                "flipped": body[:-1] + bytes([body[-1] ^ 1]),
            }[harm]
        )
    census_cache._kept.clear()
    assert api.shown(data, warm, NOW, "GPT-3") == right
    assert api.answer(*asked) == count


def test_another_process_reads_the_census_instead_of_taking_it(
    data: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = api.take_census(data, store)
    census_cache._kept.clear()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the census was taken again")

    monkeypatch.setattr(pipeline, "take_census", refuse)
    kept = api.take_census(data, store)
    assert kept is not taken
    assert dataclasses.replace(kept, catalogue=taken.catalogue) == taken
    assert kept.catalogue.chips.rows == taken.catalogue.chips.rows


@pytest.mark.parametrize(
    "hostile",
    [
        b"cos\nsystem\n(S'touch pwned'\ntR.",
        b"cbuiltins\neval\n(S'1+1'\ntR.",
        b"cflopwatch.census\nos\n.",
        b"\x80\x05\x8c\x14flopwatch.api.builds\x8c\x05build\x93.",
        b"\x80\x05\x8c\x11flopwatch.domain\x8c\x13forget.__globals__.x\x93.",
        pickle.dumps(dt.date(2026, 1, 1)),
        pickle.dumps(subprocess.Popen),
        pickle.dumps({"census": 1}),
    ],
)
def test_kept_bytes_that_name_anything_but_data_are_no_census(hostile: bytes) -> None:
    assert decode_census(hostile) is None


def test_where_nothing_can_be_kept_the_answer_is_the_same(data: Path, warm: Path) -> None:
    right = api.shown(data, warm, NOW, "GPT-3")
    shutil.rmtree(warm.parent / "memory")
    (warm.parent / "memory").write_text("a file in the way")
    census_cache._kept.clear()
    assert api.shown(data, warm, NOW, "GPT-3") == right
    assert (warm.parent / "memory").read_text() == "a file in the way"


def test_on_a_full_disk_the_answer_is_the_same(data: Path, warm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    right = compute(data, warm)
    shutil.rmtree(warm.parent / "memory")
    monkeypatch.setattr("flopwatch.ledger.files._write_all", full)
    census_cache._kept.clear()
    assert compute(data, warm) == right
    assert list((warm.parent / "memory").iterdir()) == []


def test_an_unfinished_write_of_the_ledger_keeps_every_answer_out(data: Path, store: Path) -> None:
    store.parent.mkdir()
    store.with_name(store.name + "-journal").write_bytes(b"")
    assert state_of(store) == ""
    assert census_cache.inputs_digest(data, store) == ""
    assert api.answer(data, store, NOW, "q", lambda _: 1, int) == 1
    assert api.answer(data, store, NOW, "q", lambda _: 2, int) == 2


def test_an_answer_whose_inputs_changed_meanwhile_is_not_kept(data: Path, store: Path) -> None:
    def meanwhile(census: Census) -> int:
        (data / "stray.md").write_text("written meanwhile")
        return 1

    before = census_cache.inputs_digest(data, store)
    assert api.answer(data, store, NOW, "q", meanwhile, int) == 1
    (data / "stray.md").unlink()
    assert census_cache.inputs_digest(data, store) == before
    assert api.answer(data, store, NOW, "q", lambda _: 2, int) == 2


def test_a_kept_answer_loads_no_arithmetic(data: Path, warm: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom flopwatch import api\nfrom flopwatch.domain import NOW\n"
        f"row = api.shown(Path({str(data)!r}), Path({str(warm)!r}), NOW, 'GPT-3')\n"
        "print(row.printed.receipt.split()[1], 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=1200, check=True)
    assert done.stdout.split() == [api.shown(data, warm, NOW, "GPT-3").printed.receipt.split()[1], "False"]
    (warm.parent / "memory").rename(warm.parent / "elsewhere")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=1200, check=True)
    assert done.stdout.split()[1] == "True"  # where nothing is kept


def test_another_choice_among_the_models_loads_no_arithmetic(data: Path, warm: Path) -> None:
    listing = api.listed(data, warm, NOW)
    code = (
        "import sys\nfrom pathlib import Path\nfrom flopwatch import api\nfrom flopwatch.domain import NOW\n"
        f"rows = api.listed(Path({str(data)!r}), Path({str(warm)!r}), NOW)\n"
        "chosen = api.choose_flat(rows, where='parameters > 1e11', sort='published:desc', limit=3)\n"
        "print([row['id'] for row in chosen], 'numpy' in sys.modules, 'flopwatch.text' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=1200, check=True)
    chosen = api.choose_models(listing, where="parameters > 1e11", sort="published:desc", limit=3)
    assert done.stdout == f"{[one.id for one in chosen]} False False\n"
    assert chosen


@pytest.mark.matrix
def test_two_processes_at_once_give_the_same_answer(data: Path, store: Path) -> None:
    words = ["models", "--json", "--data", str(data), "--ledger", str(store)]
    here = [sys.executable, "-m", "flopwatch", *words]
    both = [subprocess.Popen(here, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [one.communicate(timeout=1200)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert said[0] == said[1] != b""
    assert command(*words).stdout == said[0].decode()
    assert not [one for one in (store.parent / "memory").iterdir() if one.name.endswith(".tmp")]


def test_show_finds_a_kept_model_by_id_name_and_alias_and_names_the_nearest(data: Path, warm: Path) -> None:
    by_id = api.shown(data, warm, NOW, "openai/gpt-3")
    assert api.shown(data, warm, NOW, "gpt 3") == api.shown(data, warm, NOW, "GPT-3") == by_id
    with pytest.raises(NotFound, match="openai/gpt-3"):
        api.shown(data, warm, NOW, "GPT-33")


def test_every_kept_answer_is_what_the_census_says(data: Path, warm: Path) -> None:
    census = api.take_census(data, warm)
    for key in census.records:
        fresh = msgspec.json.decode(msgspec.json.encode(api.show(census, key)))
        assert msgspec.json.decode(api.shown(data, warm, NOW, key).whole) == fresh


def test_the_oldest_results_of_each_kind_go(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_cache, "MOST_BYTES", 1_000)
    monkeypatch.setattr(result_cache, "MOST_RESULTS", 3)
    remember, folder = memory(store), store.parent / "memory"
    folder.mkdir(parents=True)
    (folder / ("f" * 64)).write_bytes(b"a result of an earlier version")

    def write(kind: str, number: int, size: int) -> None:
        remember(kind, f"{number:064x}", lambda: random.Random(number).randbytes(size))
        os.utime(folder / f"{kind}-{number:064x}", ns=(number, number))

    for number in range(9):
        write("small", number, 50)
        write("large", number, 500)
    write("huge", 10, 5_000)
    kept = sorted((kind, int(number, 16)) for kind, number in (one.name.split("-") for one in folder.iterdir()))
    assert kept == [("huge", 10), ("large", 8), ("small", 6), ("small", 7), ("small", 8)]


def test_imports_one_after_another_leave_a_small_memory(
    data: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_cache, "MOST_RESULTS", 1)
    for number in range(2):
        said = Claim(
            subject="GPT-3",
            identity="openai/gpt-3",
            field="title",
            value=f"Title {number}",
            source="arxiv-2005.14165",
            locator="title",
            as_written=f"Title {number}",
        )
        with open_store(store) as ledger:
            ledger.append([ClaimEvent(claim=said)])
        api.answer(data, store, NOW, "how many", lambda census: len(census.records), int)
    kinds = Counter(one.name.split("-")[0] for one in (store.parent / "memory").iterdir())
    assert set(kinds) == {"census", "claims", "compute", "how"}
    assert max(kinds.values()) == 1


@pytest.mark.parametrize("harm", ["index", "size", "part", "cut"])
def test_a_damaged_part_is_made_again_and_a_sound_one_is_read(harm: str, store: Path) -> None:
    made: list[int] = []

    def make() -> dict[str, bytes]:
        made.append(1)
        return {"a": b"first" * 100, "b": b"second" * 100}

    parts = memory_of_parts(store)
    assert parts("word", "0" * 64, make)("a") == b"first" * 100
    assert parts("word", "0" * 64, make)("b") == b"second" * 100
    assert parts("word", "0" * 64, make)("c") is None
    assert len(made) == 1
    (file,) = (store.parent / "memory").iterdir()
    body = bytearray(file.read_bytes())
    if harm == "cut":
        body = body[:-3]
    else:
        body[{"index": 80, "size": 66, "part": -3}[harm]] ^= 1
    file.write_bytes(body)
    assert parts("word", "0" * 64, make)("b") == b"second" * 100
    assert len(made) == 2
    assert parts("word", "0" * 64, make)("b") == b"second" * 100
    assert len(made) == 2
