"""Raw bytes are kept by their hash, checked on reading, and listed with where they came from."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest
from helpers.failing_disk import refuse_nth
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.errors import BadInput, BadLedger, NotFound
from flopwatch.ledger.cache import Cache, CacheEntry

PAGE = b"model,parameters\nExample-70B,70e9\n"
PAGE_HASH = hashlib.sha256(PAGE).hexdigest()


@given(st.binary(max_size=300))
def test_what_is_put_in_comes_out(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    name = cache.put(data)
    assert name == hashlib.sha256(data).hexdigest()
    assert cache.get(name) == data
    assert name in cache
    assert cache.verify() == []


def test_the_manifest_says_where_bytes_came_from_once_for_each_origin(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert (cache.manifest(), cache.verify()) == ([], [])
    for date in ("2026-03-01", "2026-03-02", "2026-03-02"):
        cache.put(PAGE, source="example-list", url="https://example.org/a.csv", date=date)
    cache.put(b"", source="other")
    first = CacheEntry(
        sha256=PAGE_HASH,
        size=len(PAGE),
        source="example-list",
        url="https://example.org/a.csv",
        date="2026-03-01",
    )
    assert cache.manifest()[0] == first
    assert [(e.source, e.size, e.date) for e in cache.manifest()[1:]] == [
        ("example-list", len(PAGE), "2026-03-02"),
        ("other", 0, ""),
    ]
    assert len([p for p in (tmp_path / "cache").rglob("*") if p.is_file()]) == 3


def test_asking_makes_no_folder(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    with pytest.raises(NotFound, match="is not in the cache"):
        cache.get(PAGE_HASH)
    assert PAGE_HASH not in cache
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "/" + "a" * 63, "٣" * 64]
)
def test_what_is_no_hash_is_never_made_a_path(name: str, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert name not in cache
    with pytest.raises(NotFound, match="is not a sha256"):
        cache.get(name)


def test_damaged_bytes_are_refused_on_reading_named_by_verify_and_mended_by_the_next_put(
    tmp_path: Path,
) -> None:
    cache = Cache(tmp_path)
    cache.put(PAGE)
    path = cache.path_of(PAGE_HASH)
    for damage in (PAGE[:-1], PAGE.replace(b"70e9", b"70e8"), b""):
        path.write_bytes(damage)
        with pytest.raises(BadLedger, match=f"{path}: damaged"):
            cache.get(PAGE_HASH)
        assert any("damaged" in problem for problem in cache.verify())
        cache.put(PAGE)
        assert cache.get(PAGE_HASH) == PAGE
    path.unlink()
    assert any("is not in the cache" in problem for problem in cache.verify())


def test_bytes_of_unknown_origin_are_named(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(PAGE)
    (tmp_path / "manifest.jsonl").write_bytes(b"")
    assert cache.verify() == [f"{cache.path_of(PAGE_HASH)}: not in the manifest, so of unknown origin"]


def test_a_line_torn_by_a_crash_is_cut_off_by_the_next_put_and_whole_ones_stay(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(PAGE, source="one")
    whole = (tmp_path / "manifest.jsonl").read_bytes()
    cache.put(b"second", source="two")
    two = (tmp_path / "manifest.jsonl").read_bytes()
    for end in range(len(whole) + 1, len(two)):
        (tmp_path / "manifest.jsonl").write_bytes(two[:end])
        assert [entry.source for entry in cache.manifest()] == ["one"]
        assert "cut short by a crash" in cache.verify()[0]
        cache.put(b"second", source="two")
        assert (tmp_path / "manifest.jsonl").read_bytes() == two
        assert cache.verify() == []


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"nonsense",
        b"{}",
        b'{"sha256":"../x","size":1}',
        b'{"sha256":7}',
        b"\xff",
        b'{"sha256":"%s","size":1,"note":"x"}' % (b"a" * 64),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_added_after_it(line: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(PAGE)
    with (tmp_path / "manifest.jsonl").open("ab") as file:
        file.write(line + b"\n")
    for call in (cache.manifest, lambda: cache.put(b"more")):
        with pytest.raises(BadLedger, match=r"manifest\.jsonl:2: "):
            call()
    assert len(cache.verify()) == 1


def test_an_address_that_is_no_text_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="half a surrogate pair"):
        Cache(tmp_path / "cache").put(PAGE, url="https://example.org/\ud800")
    assert list(tmp_path.iterdir()) == []


def test_wherever_the_disk_fails_no_bytes_are_taken_for_whole(tmp_path: Path) -> None:
    for nth in range(1, 100):
        cache = Cache(tmp_path / f"{nth}")
        cache.put(b"before", source="one")
        with pytest.MonkeyPatch.context() as patch:
            calls = refuse_nth(patch, nth)
            try:
                cache.put(PAGE, source="two")
            except BadLedger:
                failed = True
            else:
                failed = False
            made = calls()
        if not failed and made < nth:
            break
        assert failed, f"call {nth} was refused and put said nothing"
        assert [entry.source for entry in cache.manifest()][:1] == ["one"]
        assert cache.get(hashlib.sha256(b"before").hexdigest()) == b"before"
        if PAGE_HASH in cache:
            assert cache.get(PAGE_HASH) == PAGE
        assert not list(cache.folder.rglob("*.tmp"))
        cache.put(PAGE, source="two")
        assert [entry.source for entry in cache.manifest()] == ["one", "two"]
        assert cache.verify() == []
    assert nth > 6, "folder, bytes, move, manifest were to be refused in turn"


def test_many_writers_at_once_lose_no_line(tmp_path: Path) -> None:
    def work(who: int) -> None:
        for number in range(10):
            Cache(tmp_path).put(f"{who}.{number}".encode(), source=f"{who}.{number}")

    threads = [threading.Thread(target=work, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(e.source for e in Cache(tmp_path).manifest()) == sorted(
        f"{w}.{n}" for w in range(6) for n in range(10)
    )
    assert Cache(tmp_path).verify() == []


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    os.makedirs(cache.path_of(PAGE_HASH))
    with pytest.raises(BadLedger, match=PAGE_HASH):
        cache.put(PAGE)
