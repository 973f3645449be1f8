"""Answers of an unchanged census: kept in this process and on disk, keyed by the SHA-256 of all their inputs.

The answers on disk are plain data, so that a command that finds its own imports no arithmetic.
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
from typing import TYPE_CHECKING, Any

import msgspec

from flopwatch import ledger
from flopwatch.identity import fold_name

if TYPE_CHECKING:
    from flopwatch.census import Census

_MOST_CENSUSES = 2  # of one process; each takes about 100 MB
_kept: OrderedDict[str, Census] = OrderedDict()


class _ShownModels(msgspec.Struct):
    """What `show` says of every record, and the ids that each folded name means."""

    ids: dict[str, set[str]]
    rows: dict[str, msgspec.Raw]


def take_census(data: Path, store: str, *, as_of: dt.date | None = None) -> Census:
    """Take the census; the one taken before in this process where no input has changed.

    The census is shared: its callers change nothing of it.
    """
    from flopwatch import pipeline

    key = inputs_digest(data, store, as_of)
    if key and key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    census = pipeline.take_census(data, store, as_of=as_of)
    if key and inputs_digest(data, store, as_of) == key:  # nobody wrote meanwhile
        _kept[key] = census
        while len(_kept) > _MOST_CENSUSES:
            _kept.popitem(last=False)
    return census


def answer(data: Path, store: str, as_of: dt.date | None, question: str, work_out: Callable[[Census], object]) -> Any:
    """Answer a question about the census, from disk where no input has changed since it was last asked.

    Args:
        data: The curated folder.
        store: The ledger; the answers are kept beside it.
        as_of: As for `take_census`.
        question: The call with everything asked of it, in a form that differs for each answer.
        work_out: Makes the answer from the census.

    Returns:
        The answer as plain data.
    """
    return msgspec.json.decode(_answer(data, store, as_of, question, work_out))


def shown(data: Path, store: str, as_of: dt.date | None, name: str) -> dict[str, Any]:
    """Return what `api.show` says of one record, as plain data.

    The records are worked out together, so that one answer on disk serves every name.

    Raises:
        NotFound: With the nearest ids.
    """
    from flopwatch import api

    found = msgspec.json.decode(_answer(data, store, as_of, "show", _show_all), type=_ShownModels)
    ids = {name} if name in found.rows else found.ids.get(fold_name(name), set())
    if len(ids) != 1:
        ids = {api.find(take_census(data, store, as_of=as_of), name).id}
    row: dict[str, Any] = msgspec.json.decode(found.rows[ids.pop()])
    return row


def _show_all(census: Census) -> object:
    from flopwatch import api

    ids: dict[str, set[str]] = {}
    for record in census.records.values():
        for name in (record.name, *record.aliases):
            ids.setdefault(fold_name(name), set()).add(record.id)
    return {"ids": ids, "rows": {key: api.show(census, key) for key in census.records}}


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
    """An input was written while the answer was worked out; the answer is not kept."""

    def __init__(self, made: bytes) -> None:
        super().__init__("an input changed")
        self.made = made


def inputs_digest(data: Path, store: str, as_of: dt.date | None = None) -> str:
    """Return one SHA-256 over all that a census follows from: curated files, ledger, date, code, Python and numpy.

    Returns:
        "" where an input cannot be read: then nothing is cached, and the census says what is wrong.
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
    """Every file below a folder, in one order, also behind links; compiled code is left out."""
    real = os.path.realpath(folder)
    if real in above:  # a link in a circle
        return
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda one: one.name)
    for one in entries:
        if one.is_dir():
            if one.name != "__pycache__":
                yield from _files(one.path, (*above, real))
        else:
            yield one.path
