"""What `flopwatch ledger …` and `flopwatch import` call: whole ledgers by address, each in one call."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from flopwatch.domain import AnyEvent, BadInput, BadLedger
from flopwatch.ledger.addresses import open_store, sqlite_path
from flopwatch.ledger.json_lines import read_text, write_text
from flopwatch.ledger.store import copy


class Imported(NamedTuple):
    """How many events an import added, and how many were there already."""

    new: int
    known: int


def read_events(address: str | os.PathLike[str]) -> tuple[AnyEvent, ...]:
    """Every event of a ledger, sorted by id; a ledger that is not there is empty."""
    with open_store(address, readonly=True) as ledger:
        return tuple(ledger.events())


def export_text(address: str | os.PathLike[str], out: Path) -> int:
    """Write a ledger as text; how many events were written. The same events always give the same bytes.

    Raises:
        BadInput: If `out` is the ledger itself.
        BadLedger: If the ledger cannot be read, or `out` not be written.
    """
    _refuse_same(sqlite_path(address), out)
    with open_store(address, readonly=True) as ledger:
        return write_text(ledger.events(), out)


def import_text(address: str | os.PathLike[str], path: Path, *, ordered: bool = True) -> Imported:
    """Add the events of a text to a ledger, all or none (set union).

    Raises:
        BadInput: Naming file, line and why, if the text is not strict; nothing is added.
        BadLedger: If the ledger cannot be written.
    """
    events = list(read_text(path, ordered=ordered))
    with open_store(address) as ledger:
        new = ledger.append(events)
    return Imported(new, len(events) - new)


def copy_ledger(a: str | os.PathLike[str], b: str | os.PathLike[str]) -> Imported:
    """Add every event of ledger `a` to ledger `b` (set union); `a` is only read.

    Raises:
        BadInput: If both are one file.
        BadLedger: If one of them cannot be opened, read or written.
    """
    _refuse_same(sqlite_path(a), sqlite_path(b))
    with open_store(a, readonly=True) as source, open_store(b) as target:
        there = len(source)
        new = copy(source, target)
    return Imported(new, there - new)


def verify(address: str | os.PathLike[str]) -> list[str]:
    """What is wrong with a ledger, in words; empty when all is well, or when there is none."""
    try:
        with open_store(address, readonly=True) as ledger:
            return ledger.verify()
    except BadLedger as error:
        return [str(error)]


def _refuse_same(a: Path, b: Path) -> None:
    if a.resolve() == b.resolve() or (a.exists() and b.exists() and a.samefile(b)):
        raise BadInput(f"{a} and {b} are one file; it would be overwritten by itself. Name another path.")
