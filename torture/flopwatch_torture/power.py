"""Power cuts: what SQLite and the writers of text leave on a disk is read again; all that was acknowledged is there."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from flopwatch.domain import Flag, FlopwatchError
from flopwatch.ledger import Cache, append_line, export_text, import_text, open_store, read_events, read_lines, verify
from flopwatch.ledger import sqlite_schema as schema
from flopwatch_torture.write_log import Disk, recorded

CUTS = 100  # for each seed
_BATCHES, _SIZE = 8, 6
_ACKNOWLEDGED = "acknowledged"


class Line(msgspec.Struct):
    """One line of a log."""

    number: int
    words: str


def _batch(seed: int, number: int) -> list[Flag]:
    size = random.Random(f"{seed} {number}").randrange(20, 3_000)
    return [Flag(subject=f"event {number}.{i}", message="x" * size) for i in range(_SIZE)]


# Below: what the recorded process does. Each acknowledges a number once its writer has returned.


def _sqlite(root: Path, seed: int, acknowledge: Callable[[int], None]) -> None:
    for number in range(_BATCHES):
        with open_store(root / "l.sqlite") as ledger:
            ledger.append(_batch(seed, number))
        acknowledge(number)


def _sqlite_at_risk(root: Path, seed: int, acknowledge: Callable[[int], None]) -> None:
    """Leave it to the system when bytes reach the disk: the simulation must notice."""
    schema.SETTINGS = tuple(
        one._replace(ask="OFF", in_force=0) if one.name == "synchronous" else one for one in schema.SETTINGS
    )
    _sqlite(root, seed, acknowledge)


def _text(root: Path, seed: int, acknowledge: Callable[[int], None]) -> None:
    store = root.parent / "source.sqlite"
    store.unlink(missing_ok=True)
    for number in range(_BATCHES):
        with open_store(store) as ledger:
            ledger.append(_batch(seed, number))
        export_text(store, root / "l.jsonl")
        acknowledge(number)


def _text_at_risk(root: Path, seed: int, acknowledge: Callable[[int], None]) -> None:
    from flopwatch.ledger import files

    files.os.fsync = lambda _: None  # type: ignore[attr-defined]
    _text(root, seed, acknowledge)


def _log(root: Path, seed: int, acknowledge: Callable[[int], None]) -> None:
    for number in range(_BATCHES):
        append_line(root / "log.jsonl", msgspec.json.encode(Line(number, _batch(seed, number)[0].message)))
        acknowledge(number)


def _cache(root: Path, seed: int, acknowledge: Callable[[int], None]) -> None:
    for number in range(_BATCHES):
        Cache(root / "cache").put(_batch(seed, number)[0].message.encode() + b"%d" % number, source=f"source {number}")
        acknowledge(number)


# Below: how the next process finds it. Each returns what is wrong, in words.


def _look_at_sqlite(root: Path, seed: int, acknowledged: set[int]) -> list[str]:
    store = root / "l.sqlite"
    problems = [f"verify: {one}" for one in verify(store)]
    there = {one.subject for one in read_events(store) if isinstance(one, Flag)}
    return problems + _missing(there, acknowledged)


def _look_at_text(root: Path, seed: int, acknowledged: set[int]) -> list[str]:
    text, fresh = root / "l.jsonl", root / "fresh.sqlite"
    if not text.exists():
        return [f"the text of export {max(acknowledged)} is gone"] if acknowledged else []
    import_text(fresh, text)
    return _missing({one.subject for one in read_events(fresh) if isinstance(one, Flag)}, acknowledged)


def _missing(there: set[str], acknowledged: set[int]) -> list[str]:
    counted = {number: sum(f"event {number}.{i}" in there for i in range(_SIZE)) for number in range(_BATCHES)}
    lost = [f"lost: batch {number}" for number in sorted(acknowledged) if not counted[number]]
    return lost + [f"torn: batch {number} has {count} events" for number, count in counted.items() if 0 < count < _SIZE]


def _look_at_log(root: Path, seed: int, acknowledged: set[int]) -> list[str]:
    log = root / "log.jsonl"
    found = {one.number: one.words for one in read_lines(log, Line)}
    append_line(log, msgspec.json.encode(Line(99, "")))  # the next process goes on
    if 99 not in {one.number for one in read_lines(log, Line)}:
        return ["the next line is lost"]
    wrong = [number for number, words in found.items() if words != _batch(seed, number)[0].message]
    return [f"lost: line {one}" for one in sorted(acknowledged - set(found))] + [f"torn: line {one}" for one in wrong]


def _look_at_cache(root: Path, seed: int, acknowledged: set[int]) -> list[str]:
    cache = Cache(root / "cache")
    there = {one.source for one in cache.manifest() if cache.get(one.sha256)}
    return [f"lost: {one}" for one in sorted({f"source {number}" for number in acknowledged} - there)]


_Work = Callable[[Path, int, Callable[[int], None]], None]
_Look = Callable[[Path, int, set[int]], list[str]]
TARGETS: dict[str, tuple[_Work, _Look]] = {
    "sqlite": (_sqlite, _look_at_sqlite),
    "text": (_text, _look_at_text),
    "log": (_log, _look_at_log),
    "cache": (_cache, _look_at_cache),
}
AT_RISK: dict[str, tuple[_Work, _Look]] = {
    "sqlite-at-risk": (_sqlite_at_risk, _look_at_sqlite),
    "text-at-risk": (_text_at_risk, _look_at_text),
}


def cut_power(target: str, seed: int, work: Path, cuts: int = CUTS) -> tuple[list[str], dict[str, float]]:
    """Record a process once, then cut the power after random calls of it; return what is wrong, and the counts."""
    folder = (work / f"power-{target}").absolute()
    shutil.rmtree(folder, ignore_errors=True)
    root = folder / "disk"
    root.mkdir(parents=True)
    if target == "cache":
        (root / "cache").mkdir()
    calls = recorded(["flopwatch_torture.power", target, str(root), str(seed)], root, folder)
    _, look = {**TARGETS, **AT_RISK}[target]
    rng, problems = random.Random(f"{target} {seed}"), list[str]()
    for end in sorted(rng.randrange(len(calls) + 1) for _ in range(cuts)):
        disk, acknowledged = Disk(), set[int]()
        for call in calls[:end]:
            disk.do(call)
            if call.kind == "C" and call.path.startswith(str(root / _ACKNOWLEDGED)):
                acknowledged.add(int(call.path.rpartition("-")[2]))
        problems += _looked_at(look, disk.after_cut(rng), root, folder / "after", seed, acknowledged, end)
    return problems, {"cuts": cuts, "most_calls": len(calls)}


def _looked_at(
    look: _Look, files: dict[str, bytes], root: Path, after: Path, seed: int, acknowledged: set[int], end: int
) -> list[str]:
    shutil.rmtree(after, ignore_errors=True)
    after.mkdir()
    for path, content in files.items():
        place = after / Path(path).relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    try:
        found = look(after, seed, acknowledged)
    except FlopwatchError as error:
        found = [str(error)]
    return [f"after call {end}: {one}" for one in found]


def _acknowledge(root: Path, number: int) -> None:
    (root / f"{_ACKNOWLEDGED}-{number}").touch()


if __name__ == "__main__":  # TARGET ROOT SEED
    {**TARGETS, **AT_RISK}[sys.argv[1]][0](
        Path(sys.argv[2]), int(sys.argv[3]), partial(_acknowledge, Path(sys.argv[2]))
    )
