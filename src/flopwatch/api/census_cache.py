"""Cache of answers about an unchanged census, in this process and on disk, keyed by the SHA-256 of all inputs.

Answers on disk are JSON of the rows in `cached_rows`, so that a command that finds its own imports no arithmetic.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from flopwatch import ledger
from flopwatch.api.cached_rows import CachedModel, PrintedModel
from flopwatch.identity import fold_name

if TYPE_CHECKING:
    from flopwatch.census import Census

Answer = TypeVar("Answer")
_MOST_CENSUSES = 2  # of one process; each takes about 100 MB
_kept: OrderedDict[str, Census] = OrderedDict()


class _ShownModels(msgspec.Struct):
    """The answer of `show` for every record, and the ids for each folded name."""

    ids: dict[str, set[str]]
    rows: dict[str, msgspec.Raw]


def take_census(data: Path, store: str, *, as_of: dt.date | None = None) -> Census:
    """Return the census; the cached one, of this process or on disk, if no input has changed.

    The census is shared: callers must not modify it.
    """
    key = inputs_digest(data, store, as_of)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    census, is_current = _take(data, store, as_of, key)
    if is_current:
        _kept[key] = census
        while len(_kept) > _MOST_CENSUSES:
            _kept.popitem(last=False)
    return census


def _take(data: Path, store: str, as_of: dt.date | None, key: str) -> tuple[Census, bool]:
    """Return the census, from disk if its inputs are cached there, and whether it is that of the key."""
    from flopwatch import pipeline
    from flopwatch.api.census_file import decode_census, encode_census

    taken: list[Census] = []

    def make() -> bytes:
        taken.append(pipeline.take_census(data, store, as_of=as_of))
        if inputs_digest(data, store, as_of) != key:
            raise _InputsChanged
        return encode_census(taken[0])

    if not key:
        return pipeline.take_census(data, store, as_of=as_of), False
    try:
        kept = ledger.memory(store)(hashlib.sha256(f"{key}\ncensus".encode()).hexdigest(), make)
    except _InputsChanged:
        return taken[0], False
    census = taken[0] if taken else decode_census(kept)
    return census or pipeline.take_census(data, store, as_of=as_of), True


def answer(
    data: Path,
    store: str,
    as_of: dt.date | None,
    question: str,
    work_out: Callable[[Census], Answer],
    kind: type[Answer],
) -> Answer:
    """Answer a question about the census, from disk if no input has changed since it was last asked.

    Args:
        data: The curated folder.
        store: The ledger; the answers are cached next to it.
        as_of: As for `take_census`.
        question: The call with all its arguments, in a form unique to each answer.
        work_out: Computes the answer from the census.
        kind: The answer's type, from a module that loads no arithmetic.
    """
    return msgspec.json.decode(_answer(data, store, as_of, question, work_out), type=kind)


def shown(data: Path, store: str, as_of: dt.date | None, name: str) -> CachedModel:
    """Return the answer of `api.show` for one record.

    The records are computed together, so that one answer on disk serves every name.

    Raises:
        NotFound: With the nearest ids.
    """
    from flopwatch import api

    found = msgspec.json.decode(_answer(data, store, as_of, "show", _show_all), type=_ShownModels)
    ids = {name} if name in found.rows else found.ids.get(fold_name(name), set())
    if len(ids) != 1:
        ids = {api.find(take_census(data, store, as_of=as_of), name).id}
    row = found.rows[ids.pop()]
    return CachedModel(msgspec.json.decode(row, type=PrintedModel), row)


def _show_all(census: Census) -> object:
    from flopwatch import api
    from flopwatch.api.search import ids_by_name

    return {"ids": ids_by_name(census.records.values()), "rows": {key: api.show(census, key) for key in census.records}}


def _answer(
    data: Path, store: str, as_of: dt.date | None, question: str, work_out: Callable[[Census], object]
) -> bytes:
    inputs = inputs_digest(data, store, as_of)

    def make() -> bytes:
        return msgspec.json.encode(work_out(take_census(data, store, as_of=as_of)))

    if not inputs:
        return make()

    def make_of_these() -> bytes:
        made = make()
        if inputs_digest(data, store, as_of) != inputs:
            raise _InputsChanged(made)
        return made

    key = hashlib.sha256(f"{inputs}\n{question}".encode()).hexdigest()
    try:
        return ledger.memory(store)(key, make_of_these)
    except _InputsChanged as changed:
        return changed.made


class _InputsChanged(Exception):
    """An input changed while the answer was computed; the answer is not cached."""

    def __init__(self, made: bytes = b"") -> None:
        super().__init__("an input changed")
        self.made = made


def inputs_digest(data: Path, store: str, as_of: dt.date | None = None) -> str:
    """Return one SHA-256 of all inputs of a census: curated files, ledger, date, code, Python and numpy.

    Returns:
        The digest, or "" if an input cannot be read: then nothing is cached, and the census reports the error.
    """
    state = ledger.state_of(store)
    if not state:
        return ""
    total = hashlib.sha256(f"{state}\n{as_of}\n{sys.version}\n{sys.platform}\n".encode())
    try:
        numpy = find_spec("numpy")
        if numpy is not None and numpy.origin:
            total.update(Path(numpy.origin).with_name("version.py").read_bytes())
        for root in (str(data), str(Path(__file__).parents[1])):
            for path in _files(root):
                with open(path, "rb") as file:
                    content = file.read()
                total.update(f"{path[len(root) :]}\n{len(content)}\n".encode(errors="surrogateescape"))
                total.update(content)
            total.update(b"\n\n")
    except OSError:
        return ""
    return total.hexdigest()


def _files(folder: str, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every file below a folder, in a fixed order, following links; compiled code is left out."""
    real = os.path.realpath(folder)
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
