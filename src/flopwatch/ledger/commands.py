"""Operations on whole ledgers by address, as `flopwatch ledger …` and `flopwatch import` call them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from flopwatch.domain import AnyEvent, BadInput, BadLedger, event_id
from flopwatch.ledger.addresses import file_of, open_store, shown_address
from flopwatch.ledger.files import regular_target
from flopwatch.ledger.json_lines import canonical_lines, read_text, write_lines
from flopwatch.ledger.store import copy
from flopwatch.ledger.text_manifest import check_text, is_digest, remove_manifest, write_manifest


class Imported(NamedTuple):
    """Number of events that an import added, and of those already there."""

    new: int
    known: int


def read_events(address: str | os.PathLike[str]) -> tuple[AnyEvent, ...]:
    """Return every event of a ledger, sorted by id; a missing ledger is empty."""
    with open_store(address, readonly=True) as ledger:
        return tuple(ledger.events())


def read_by_id(address: str | os.PathLike[str], known: Mapping[str, AnyEvent]) -> dict[str, AnyEvent]:
    """Return every event of a ledger by id, sorted; a missing ledger is empty.

    Args:
        address: The ledger.
        known: Events of an earlier reading, by id: their bytes are hashed again, but not decoded.
    """
    with open_store(address, readonly=True) as ledger:
        return ledger.by_id(known)


def export_text(address: str | os.PathLike[str], out: Path) -> int:
    """Write a ledger as text with its manifest next to it; return the number of events written.

    The same events always give the same bytes.

    Raises:
        BadInput: If `out` is the ledger itself, or no regular file.
        BadLedger: If the ledger cannot be read, or `out` not be written.
    """
    refuse_same(address, out)
    with open_store(address, readonly=True) as ledger:
        bodies = canonical_lines(ledger.events())
    with contextlib.suppress(OSError):  # what cannot be looked at is named when it is written
        regular_target(out)
    remove_manifest(out)
    write_lines(bodies, out)
    write_manifest(out, sorted(bodies))
    return len(bodies)


def import_text(
    address: str | os.PathLike[str], path: Path, *, ordered: bool = True, expect_digest: str = ""
) -> Imported:
    """Add the events of a text to a ledger, all or none (set union).

    Args:
        address: The ledger.
        path: The text; if a manifest is next to it, it must match.
        ordered: Ask for lines in the order in which `export_text` writes them.
        expect_digest: Digest that the text must have (its first 16 digits are enough); "" asks for none.

    Raises:
        BadInput: Naming file, line and why, if the text is not strict, an event makes no sense, or it is not the text
            that was exported; nothing is added.
        BadLedger: If the ledger cannot be written.
    """
    events = list(read_text(path, ordered=ordered))
    check_text(path, [event_id(one) for one in events], expect_digest)
    with open_store(address) as ledger:
        new = ledger.append(events)
    return Imported(new, len(events) - new)


def copy_ledger(a: str | os.PathLike[str], b: str | os.PathLike[str]) -> Imported:
    """Add every event of ledger `a` to ledger `b` (set union); `a` is only read.

    Raises:
        BadInput: If both are one file.
        BadLedger: If one of them cannot be opened, read or written.
    """
    refuse_same(a, b)
    with open_store(a, readonly=True) as source, open_store(b) as target:
        there = len(source)
        new = copy(source, target)
    return Imported(new, there - new)


def verify(address: str | os.PathLike[str], *, expect_digest: str = "") -> list[str]:
    """Verify a ledger; return its problems, in words; empty if it has none or does not exist.

    Args:
        address: The ledger.
        expect_digest: Digest that it must have, as an export or `doctor` gave it; "" asks for none.
    """
    try:
        with open_store(address, readonly=True) as ledger:
            problems = ledger.verify()
            if expect_digest and not problems and not is_digest(digest := ledger.digest(), expect_digest):
                problems = [f"the digest is {digest}, not the expected {expect_digest[:80]!r}"]
            return problems
    except BadLedger as error:
        return [error.words]


def refuse_same(a: str | os.PathLike[str], b: str | os.PathLike[str]) -> None:
    """Refuse two addresses of one ledger.

    Raises:
        BadInput: If they are.
    """
    one, other = file_of(a), file_of(b)
    if one is None or other is None:
        same = one is other and os.fspath(a) == os.fspath(b)
    else:
        same = one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))
    if same:
        raise BadInput(f"{shown_address(a)} and {shown_address(b)} are the same ledger. Name another one.")
