"""Disk cache of results next to the ledger, each keyed by the SHA-256 of its inputs; safe to delete."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, BinaryIO, TypeAlias

import msgspec

from flopwatch.domain import BadLedger, FlopwatchError, Remember, RememberPart, RememberParts, irregular_kind
from flopwatch.ledger.addresses import beside, file_of
from flopwatch.ledger.files import write_whole
from flopwatch.ledger.postgres_store import PostgresLedger

# Of each kind the newest results stay, up to these limits; the newest one always does.
MOST_RESULTS = 8
MOST_BYTES = 12_000_000
_MOST_UNPACKED = 1_000_000_000  # bytes: a packed file can claim any size
_NAME = re.compile(r"(?:([a-z_]{1,20})-)?[0-9a-f]{64}")  # without a kind: a result of an earlier version
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SEAL = 64  # hex digits of the SHA-256 of key and result, in front of the result

# Returns one part of a result by its name, or None if the result has no such part.
Part: TypeAlias = Callable[[str], bytes | None]


class _Place(msgspec.Struct, array_like=True):
    """The place of a part in its file: first byte, number of bytes, SHA-256 of name and bytes."""

    start: Annotated[int, msgspec.Meta(ge=0, le=1 << 40)]
    size: Annotated[int, msgspec.Meta(ge=0, le=1 << 40)]
    sha256: str


def memory(address: str | os.PathLike[str]) -> Remember:
    """Return a function that caches results next to a ledger.

    Args:
        address: The ledger; the results are in `memory/` next to it.

    Returns:
        A function of a kind (a word), a key (a SHA-256 in hex, of all inputs of the result) and a function that makes
        the bytes. A damaged file, or one of another key, is made again. If the folder cannot be written nothing is
        kept, and the result is the same.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     remember = memory(f"{folder}/ledger.sqlite")
        ...     remember("word", "0" * 64, lambda: b"made"), remember("word", "0" * 64, lambda: b"never made")
        (b'made', b'made')
    """
    folder = beside(address, "memory")

    def remember(kind: str, key: str, make: Callable[[], bytes]) -> bytes:
        path = folder / _file_name(kind, key)
        with contextlib.suppress(OSError, _Damaged):
            kept = path.read_bytes()
            if kept[:_SEAL] == _seal(key, memoryview(kept)[_SEAL:]):
                return _unpack(kept[_SEAL:])
        made = make()
        packed = zlib.compress(made, 1)
        _keep(path, [_seal(key, packed), packed])
        return made

    return remember


def memory_of_parts(
    address: str | os.PathLike[str],
) -> Callable[[str, str, Callable[[], Mapping[str, bytes]]], Part]:
    """Return a function that caches results of many named parts, of which a reader reads only those it asks for.

    Args:
        address: As for `memory`.

    Returns:
        A function of a kind, a key and a function that makes all parts; it returns the function that gives one part.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     parts = memory_of_parts(f"{folder}/ledger.sqlite")("word", "0" * 64, lambda: {"a": b"1", "b": b"2"})
        ...     parts("b"), parts("c")
        (b'2', None)
    """
    folder = beside(address, "memory")

    def remember(kind: str, key: str, make: Callable[[], Mapping[str, bytes]]) -> Part:
        path, made = folder / _file_name(kind, key), dict[str, bytes]()

        def part(name: str) -> bytes | None:
            if not made:
                with contextlib.suppress(OSError, _Damaged):
                    return _read_part(path, key, name)
                made.update(make())
                _keep(path, _parts(key, {name: zlib.compress(one, 1) for name, one in made.items()}))
            return made.get(name)

        return part

    return remember


def memory_by_part(address: str | os.PathLike[str]) -> RememberParts:
    """Return a function that opens a result of many parts, each cached under the SHA-256 of its own inputs.

    A changed input makes only the parts anew that follow from it.

    Args:
        address: As for `memory`.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     for made in (b"made", b"never made"):
        ...         with memory_by_part(f"{folder}/ledger.sqlite")("word", "owner") as remember:
        ...             remember("0" * 64, lambda: made)
        b'made'
        b'made'
    """
    folder = beside(address, "memory")

    @contextlib.contextmanager
    def opened(kind: str, owner: str) -> Iterator[RememberPart]:
        key = hashlib.sha256(owner.encode(errors="surrogateescape")).hexdigest()
        path, there, used, made = folder / _file_name(kind, key), dict[str, bytes](), dict[str, bytes](), list[str]()
        with contextlib.suppress(OSError, _Damaged):
            there = _read_parts(path, key)

        def remember(name: str, make: Callable[[], bytes]) -> bytes:
            if kept := used.get(name) or there.get(name):
                used[name] = kept
                with contextlib.suppress(_Damaged):
                    return _unpack(kept)
            body = make()
            made.append(name)
            used[name] = zlib.compress(body, 1)
            return body

        yield remember
        if made or len(used) < len(there):
            _keep(path, _parts(key, used))

    return opened


def state_of(address: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a ledger's bytes; for a missing file, the hash of no bytes.

    An altered event changes it even where the event's id stays, so that no cached answer hides the damage.

    Returns:
        "" if no answer may be cached: a writer has not finished, or the file cannot be read or is not a regular file.
    """
    store, total = file_of(address), hashlib.sha256()
    if store is None:
        return _state_of_database(address)
    try:
        if store.with_name(store.name + "-journal").exists():
            return ""
        if store.exists():
            if irregular_kind(store.stat().st_mode):  # reading a FIFO blocks, reading a device may never end
                return ""
            with store.open("rb") as file:
                while chunk := file.read(1 << 20):
                    total.update(chunk)
    except OSError:
        return ""
    return total.hexdigest()


def _state_of_database(address: str | os.PathLike[str]) -> str:
    try:
        with PostgresLedger.open(os.fspath(address), readonly=True) as ledger:
            return ledger.state()
    except BadLedger:
        return ""


class _Damaged(Exception):
    """A kept file is cut, altered, or of another key."""


def _file_name(kind: str, key: str) -> str:
    name = f"{kind}-{key}"
    if not kind or not _NAME.fullmatch(name):
        raise ValueError(f"{name[:100]!r} is not a word in lower case and a sha256 (64 hex digits, lower case)")
    return name


def _seal(key: str, made: bytes | memoryview) -> bytes:
    total = hashlib.sha256(key.encode())
    total.update(made)
    return total.hexdigest().encode()


def _unpack(packed: bytes) -> bytes:
    engine = zlib.decompressobj()
    try:
        made = engine.decompress(packed, _MOST_UNPACKED)
    except zlib.error as error:
        raise _Damaged from error
    if not engine.eof:
        raise _Damaged
    return made


def _parts(key: str, packed: Mapping[str, bytes]) -> list[bytes]:
    """Return the chunks of a file of parts: the seal of the index, the index's size, the index, each part packed."""
    index, start = {}, 0
    for name, one in packed.items():
        index[name] = _Place(start, len(one), _seal(name, one).decode())
        start += len(one)
    listed = msgspec.json.encode(index)
    return [_seal(key, listed), len(listed).to_bytes(8, "big"), listed, *packed.values()]


def _read_index(file: BinaryIO, key: str) -> dict[str, _Place]:
    """Read the index of a file of parts, and leave the file at its first part."""
    seal, size = file.read(_SEAL), int.from_bytes(file.read(8), "big")
    listed = file.read(min(size, MOST_BYTES))
    if seal != _seal(key, listed):
        raise _Damaged
    try:
        return msgspec.json.decode(listed, type=dict[str, _Place])
    except msgspec.MsgspecError as error:
        raise _Damaged from error


def _read_part(path: Path, key: str, name: str) -> bytes | None:
    with path.open("rb") as file:
        place = _read_index(file, key).get(name)
        if place is None:
            return None
        file.seek(place.start, os.SEEK_CUR)
        packed = file.read(place.size)
    if _seal(name, packed).decode() != place.sha256:
        raise _Damaged
    return _unpack(packed)


def _read_parts(path: Path, key: str) -> dict[str, bytes]:
    """Return every undamaged part of a file, packed."""
    with path.open("rb") as file:
        index = _read_index(file, key)
        bodies = memoryview(file.read())
    found = {name: bodies[place.start : place.start + place.size] for name, place in index.items()}
    return {name: bytes(one) for name, one in found.items() if _seal(name, one).decode() == index[name].sha256}


def _keep(path: Path, chunks: list[bytes]) -> None:
    """Write a result, and remove the oldest ones beyond the limits; nothing happens where the disk refuses."""
    with contextlib.suppress(OSError, FlopwatchError):
        write_whole(path, chunks)
        _remove_oldest(path.parent)


def _remove_oldest(folder: Path) -> None:
    with os.scandir(folder) as found:
        kept = [(one.stat(), one.path, name[1]) for one in found if (name := _NAME.fullmatch(one.name))]
    counts: dict[str, tuple[int, int]] = {}
    for about, path, kind in sorted(kept, key=lambda one: -one[0].st_mtime_ns):
        results, size = counts.get(kind, (0, 0))
        counts[kind] = results + 1, size + about.st_size
        if kind is None or (results and (results >= MOST_RESULTS or size + about.st_size > MOST_BYTES)):
            with contextlib.suppress(OSError):  # another process was first
                os.unlink(path)
