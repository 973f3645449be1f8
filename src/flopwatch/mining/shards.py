"""Shards: the parts of a run. Each becomes one file of facts, one of candidates and one manifest, written last."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from flopwatch.domain import BadInput, NotFound, Quarantined
from flopwatch.ledger import write_whole
from flopwatch.mining.mined_documents import Miner, StatedFact, rows_of
from flopwatch.sources import Find, documents_of, finds_in_text, has_documents, is_small

VERSION = 6  # counts up when the same input would give other output
FOLDERS = ("facts", "candidates", "shards")  # of the output, in the order they are written
GROUPS, SLIPS = "groups.parquet", "slips.parquet"  # written last of all
_TOGETHER = 64 * 2**20  # bytes of small files in one shard
_MOST_FILES = 2_000
MOST_EXAMPLES = 20  # of what could not be read, kept with their places


class Shard(msgspec.Struct, frozen=True):
    """One part of a run: a large file, or small files together.

    Args:
        name: The name of its output.
        files: Whole paths of its files.
        labels: Their paths within the folders given, or as given where two would be alike; documents without an
            address are named by them.
    """

    name: str
    files: tuple[str, ...]
    labels: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of a finished shard.

    Args:
        version: `VERSION` of the code that made it.
        files: Its files.
        labels: Their paths within the folders given.
        sha256: Digest of their bytes.
        documents: Documents read.
        bytes: Bytes of them.
        with_facts: Documents that state a size, data, chips or compute.
        facts: Rows of facts.
        candidates: Rows of candidates.
        held: Number of items that could not be read, by reason.
        examples: The first of them.
    """

    version: int
    files: tuple[str, ...]
    labels: tuple[str, ...]
    sha256: str
    documents: int
    bytes: int
    with_facts: int
    facts: int
    candidates: int
    held: dict[str, int]
    examples: tuple[Quarantined, ...]


class MinedCandidate(msgspec.Struct, frozen=True):
    """A model that a document names with a size, data or compute: a row of the output."""

    name: str
    developer: str
    document: str
    language: str
    parameters: float | None
    active_parameters: float | None
    tokens: float | None
    training_compute_flop: float | None
    words: str


def shards_of(paths: Iterable[Path], out: Path) -> tuple[list[Shard], dict[str, int]]:
    """Return the shards of files and folders, in order of their names, and the number of files not read by reason.

    Args:
        paths: Files of documents, and folders of them.
        out: The folder of the output; what a run wrote there is no document, though it lies in a folder of `paths`.

    Raises:
        NotFound: If a path does not exist.
        BadInput: If there is no file that can be read.
    """
    files: dict[Path, tuple[str, str]] = {}  # within the folder given, and as given
    others: set[Path] = set()
    written = [out.resolve() / name for name in (*FOLDERS, GROUPS, SLIPS)]
    for path in paths:
        if path.is_dir():
            whole = path.resolve()
            for one in whole.rglob("*"):
                if one.is_file() and not any(one.is_relative_to(own) for own in written):
                    if has_documents(one):
                        inside = one.relative_to(whole)
                        files.setdefault(one, (inside.as_posix(), str(path / inside)))
                    else:
                        others.add(one)
        elif path.is_file():
            documents_of(path)
            files.setdefault(path.resolve(), (path.name, str(path)))
        else:
            raise NotFound(f"{path} does not exist. Give files of documents, or folders of them.")
    if not files:
        raise BadInput(f"no documents under {', '.join(map(str, paths))}: see flopwatch mine --help for the formats.")
    left_out = Counter(f"a file that ends in {one.suffix!r}, which no reader knows" for one in others)
    often = Counter(short for short, _ in files.values())
    labels = {one: short if often[short] == 1 else given for one, (short, given) in files.items()}
    return _in_shards(labels), dict(left_out)


def _in_shards(files: Mapping[Path, str]) -> list[Shard]:
    shards: list[Shard] = []
    together: list[Path] = []
    size = 0
    for path in sorted(files):
        if not is_small(path):
            shards.append(_shard([path], files))
            continue
        if together and (size + path.stat().st_size > _TOGETHER or len(together) == _MOST_FILES):
            shards.append(_shard(together, files))
            together, size = [], 0
        together.append(path)
        size += path.stat().st_size
    return [*shards, *([_shard(together, files)] if together else [])]


def _shard(files: Sequence[Path], given: Mapping[Path, str]) -> Shard:
    names, labels = tuple(map(str, files)), tuple(given[one] for one in files)
    stem = "".join(c if c.isalnum() and c.isascii() or c in "-." else "_" for c in files[0].name)[:80]
    return Shard(f"{stem}-{hashlib.sha256(chr(0).join(names).encode()).hexdigest()[:12]}", names, labels)


def digest_of(shard: Shard) -> str:
    """Return the SHA-256 of the bytes of a shard's files, one after another."""
    whole = hashlib.sha256()
    for name in shard.files:
        with Path(name).open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def finished(shard: Shard, out: Path) -> Manifest | None:
    """Return the manifest of a shard that is done: same files, same bytes, same version. None if it is not done."""
    path = out / "shards" / f"{shard.name}.json"
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None
    same = (manifest.version, manifest.files, manifest.labels) == (VERSION, shard.files, shard.labels)
    return manifest if same and manifest.sha256 == digest_of(shard) else None


def mine_shard(shard: Shard, out: Path, miner: Miner) -> Manifest:
    """Read the documents of a shard and write what they state; a run that was killed before leaves no trace."""
    if (done := finished(shard, out)) is not None:
        return done
    facts: list[StatedFact] = []
    candidates: list[MinedCandidate] = []
    held: dict[str, int] = {}
    examples: list[Quarantined] = []
    documents = size = fruitful = 0
    for file, label in zip(shard.files, shard.labels, strict=True):
        for one in documents_of(Path(file)):
            if isinstance(one, Quarantined):
                held[one.reason] = held.get(one.reason, 0) + 1
                item = _labelled(one.item, file, label)
                examples += [Quarantined(item, one.reason)] if len(examples) < MOST_EXAMPLES else []
                continue
            documents, size = documents + 1, size + one.size
            found = miner.read(one.text)
            if found is not None:
                fruitful, name = fruitful + 1, _labelled(one.name, file, label)
                facts += rows_of(name, found)
                candidates += map(_candidate, finds_in_text(name, one.text, found))
    manifest = Manifest(
        version=VERSION,
        files=shard.files,
        labels=shard.labels,
        sha256=digest_of(shard),
        documents=documents,
        bytes=size,
        with_facts=fruitful,
        facts=len(facts),
        candidates=len(candidates),
        held=dict(sorted(held.items())),
        examples=tuple(examples),
    )
    _write(out / "facts" / f"{shard.name}.parquet", facts, StatedFact)
    _write(out / "candidates" / f"{shard.name}.parquet", candidates, MinedCandidate)
    write_whole(out / "shards" / f"{shard.name}.json", [msgspec.json.format(msgspec.json.encode(manifest)), b"\n"])
    return manifest


def _labelled(name: str, file: str, label: str) -> str:
    """Return the name of a document: its address, or the label of its file, with its place in it.

    Example:
        >>> _labelled("a.md", "/data/x/a.md", "x/a.md"), _labelled("a.jsonl:3", "/data/a.jsonl", "a.jsonl")
        ('x/a.md', 'a.jsonl:3')
        >>> _labelled("https://site/a.md", "/data/x/a.md", "x/a.md")
        'https://site/a.md'
    """
    base = Path(file).name
    return label + name[len(base) :] if name == base or name.startswith(f"{base}:") else name


def _candidate(find: Find) -> MinedCandidate:
    numbers = {key: value for key, value in find.facts.items() if isinstance(value, float)}
    return MinedCandidate(
        name=find.name,
        developer=find.developer,
        document=find.evidence.url,
        language=find.evidence.lang,
        parameters=numbers.get("parameters"),
        active_parameters=numbers.get("active_parameters"),
        tokens=numbers.get("tokens"),
        training_compute_flop=numbers.get("training_compute_flop"),
        words=find.evidence.words,
    )


_TYPES: dict[Any, Any] = {int: pl.Int64, str: pl.String}


def _write(path: Path, rows: Sequence[msgspec.Struct], kind: type[msgspec.Struct]) -> None:
    schema = {one.name: _TYPES.get(one.type, pl.Float64) for one in msgspec.structs.fields(kind)}
    columns = {name: [getattr(row, name) for row in rows] for name in schema}
    whole = io.BytesIO()
    pl.DataFrame(columns, schema=schema).write_parquet(whole, compression="zstd")
    write_whole(path, [whole.getvalue()])
