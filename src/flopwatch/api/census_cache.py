"""Cache of answers about an unchanged census, in this process and on disk, keyed by the SHA-256 of all inputs.

Answers on disk are JSON of the rows in `cached_rows`, so that a command that finds its own imports no arithmetic.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from flopwatch import ledger
from flopwatch.api.cached_rows import CachedModel, Listing, PrintedModel
from flopwatch.domain import NOW, When

if TYPE_CHECKING:
    from flopwatch.census import Census

Answer = TypeVar("Answer")
_MOST_CENSUSES = 2  # of one process; each takes about 100 MB
_kept: OrderedDict[str, Census] = OrderedDict()


def take_census(data: Path, store: str, when: When = NOW) -> Census:
    """Return the census; the cached one, of this process or on disk, if no input has changed.

    The census is shared: callers must not modify it.
    """
    key = inputs_digest(data, store, when)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    census, is_current = _take(data, store, when, key)
    if is_current:
        _kept[key] = census
        while len(_kept) > _MOST_CENSUSES:
            _kept.popitem(last=False)
    return census


def _take(data: Path, store: str, when: When, key: str) -> tuple[Census, bool]:
    """Return the census, from disk if its inputs are cached there, and whether it is that of the key."""
    from flopwatch import pipeline
    from flopwatch.api.census_file import decode_census, encode_census

    taken: list[Census] = []

    def make() -> bytes:
        taken.append(pipeline.take_census(data, store, when))
        if inputs_digest(data, store, when) != key:
            raise _InputsChanged
        return encode_census(taken[0])

    if not key:
        return pipeline.take_census(data, store, when), False
    try:
        kept = ledger.memory(store)("census", _key(key, "census"), make)
    except _InputsChanged:
        return taken[0], False
    census = taken[0] if taken else decode_census(kept)
    return census or pipeline.take_census(data, store, when), True


def answer(
    data: Path,
    store: str,
    when: When,
    question: str,
    work_out: Callable[[Census], Answer],
    kind: type[Answer],
) -> Answer:
    """Answer a question about the census, from disk if no input has changed since it was last asked.

    Args:
        data: The curated folder.
        store: The ledger; the answers are cached next to it.
        when: As for `take_census`.
        question: The call with all its arguments, in a form unique to each answer; its first word is the call.
        work_out: Computes the answer from the census.
        kind: The answer's type, from a module that loads no arithmetic.
    """

    def make(census: Census) -> bytes:
        return msgspec.json.encode(work_out(census))

    inputs = inputs_digest(data, store, when)
    made = _Made(data, store, when, inputs, make)
    try:
        kept = ledger.memory(store)(question.split(" ")[0], _key(inputs, question), made) if inputs else made()
    except _InputsChanged:
        kept = made.made
    return msgspec.json.decode(kept, type=kind)


def listed(data: Path, store: str, when: When) -> Listing:
    """Return every model with the values of all columns, from which `choose_models` and `choose_flat` choose."""
    return answer(data, store, when, "models", _list_all, Listing)


def shown(data: Path, store: str, when: When, name: str) -> CachedModel:
    """Return the answer of `api.show` for one record.

    The records are computed together and kept as parts of one file, of which only the part of this record is read.

    Raises:
        NotFound: With the nearest ids.
    """
    from flopwatch import api

    inputs = inputs_digest(data, store, when)
    made = _Made(data, store, when, inputs, _show_all)
    part = ledger.memory_of_parts(store)("show", _key(inputs, "show"), made) if inputs else made().get
    try:
        whole = part(_RECORD + name) or _by_name(part, name)
    except _InputsChanged:
        part = made.made.get
        whole = part(_RECORD + name) or _by_name(part, name)
    if whole is None:
        whole = part(_RECORD + api.find(take_census(data, store, when), name).id) or b""
    return CachedModel(msgspec.json.decode(whole, type=PrintedModel), msgspec.Raw(whole))


_NAMES, _RECORD = "names", "record "  # parts: the ids for each folded name; each record by its id


def _by_name(part: Callable[[str], bytes | None], name: str) -> bytes | None:
    """Return the part of the one record with that name; None if none has it, or several."""
    from flopwatch.identity import fold_name

    ids = msgspec.json.decode(part(_NAMES) or b"{}", type=dict[str, tuple[str, ...]]).get(fold_name(name), ())
    return part(_RECORD + ids[0]) if len(ids) == 1 else None


def _list_all(census: Census) -> Listing:
    from flopwatch import api

    return api.listing_of(census)


def _show_all(census: Census) -> dict[str, bytes]:
    from flopwatch import api
    from flopwatch.api.lookups import ids_by_name

    encode = msgspec.json.encode
    names = {name: sorted(ids) for name, ids in ids_by_name(census.records.values()).items()}
    return {_NAMES: encode(names), **{_RECORD + key: encode(api.show(census, key)) for key in census.records}}


class _Made(Generic[Answer]):
    """A function that computes an answer from the census, and refuses it to the cache if an input changed meanwhile."""

    made: Answer

    def __init__(self, data: Path, store: str, when: When, inputs: str, work_out: Callable[[Census], Answer]) -> None:
        self._of, self._inputs, self._work_out = (data, store, when), inputs, work_out

    def __call__(self) -> Answer:
        data, store, when = self._of
        self.made = self._work_out(take_census(data, store, when))
        if inputs_digest(data, store, when) != self._inputs:
            raise _InputsChanged
        return self.made


class _InputsChanged(Exception):
    """An input changed while the answer was computed; the answer is not cached."""


def _key(inputs: str, question: str) -> str:
    return hashlib.sha256(f"{inputs}\n{question}".encode()).hexdigest()


def inputs_digest(data: Path, store: str, when: When = NOW) -> str:
    """Return one SHA-256 of all inputs of a census: curated files, ledger, date, code, Python and numpy.

    Returns:
        The digest, or "" if an input cannot be read: then nothing is cached, and the census reports the error.
    """
    state = ledger.state_of(store)
    if not state:
        return ""
    total = hashlib.sha256(f"{state}\n{when.as_of} {when.known_on}\n{sys.version}\n{sys.platform}\n".encode())
    try:
        numpy = find_spec("numpy")
        if numpy is not None and numpy.origin:
            total.update(Path(numpy.origin).with_name("version.py").read_bytes())
        for root in (str(data), str(Path(__file__).parents[1])):
            for path in _files(root):
                with open(path, "rb", buffering=0) as file:
                    content = file.read()
                total.update(f"{path[len(root) :]}\n{len(content)}\n".encode(errors="surrogateescape"))
                total.update(content)
            total.update(b"\n\n")
    except OSError:
        return ""
    return total.hexdigest()


def _files(folder: str, above: tuple[tuple[int, int], ...] = ()) -> Iterator[str]:
    """Yield every file below a folder, in a fixed order, following links; compiled code is left out."""
    about = os.stat(folder)
    real = about.st_dev, about.st_ino
    if real in above:  # a cycle of links
        return
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda one: one.name)
    for one in entries:
        if one.is_dir():
            if one.name != "__pycache__":
                yield from _files(one.path, (*above, real))
        elif one.is_file():  # reading a FIFO blocks; the loader refuses it by name
            yield one.path
