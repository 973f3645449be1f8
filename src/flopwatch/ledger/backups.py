"""Back a ledger up into one file, and restore it: both verify every event, and neither loses one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from flopwatch.domain import BadInput, BadLedger, BusyLedger, ForeignLedger, WrongUsage, counted
from flopwatch.ledger.addresses import file_of, open_store, shown_address
from flopwatch.ledger.commands import refuse_same, verify
from flopwatch.ledger.files import regular_target, write_whole
from flopwatch.ledger.sqlite_store import Ledger
from flopwatch.ledger.store import EventStore, copy
from flopwatch.ledger.verification import in_short

_CHUNK = 1 << 20


class BackedUp(NamedTuple):
    """Number of events in a backup, and the digest of their ids."""

    events: int
    digest: str


class Restored(NamedTuple):
    """Result of a restore.

    Args:
        events: Number of events in the ledger now.
        new: Number of events that it lacked.
        set_aside: Path of the damaged file that was replaced, or "".
    """

    events: int
    new: int
    set_aside: str


def backup(address: str | os.PathLike[str], out: str | os.PathLike[str]) -> BackedUp:
    """Write a whole ledger into one file, which is itself a ledger; the file there before stays until then.

    Raises:
        WrongUsage: If `out` is the address of a database.
        BadInput: If `out` is the ledger itself, exists and is not a regular file, or has events that the ledger lacks.
        BadLedger: If the ledger is damaged (an older backup is not replaced), or `out` is another program's SQLite file
            or cannot be written.
    """
    refuse_same(address, out)
    out = _file(out)
    with contextlib.suppress(OSError):  # what cannot be looked at is named when it is written
        regular_target(out)
    _refuse_damaged(address, verify(address), BadLedger, "Nothing was written. Restore an older backup first.")
    with tempfile.TemporaryDirectory(prefix="flopwatch-backup-") as folder:
        made = Path(folder) / "ledger.sqlite"
        with open_store(address, readonly=True) as source, Ledger.open(made) as target:
            _refuse_to_lose(out, source)
            copy(source, target)
            found = BackedUp(len(target), target.digest())
        _refuse_damaged(made, verify(made), BadLedger, "Nothing was written.")
        write_whole(out, _chunks(made) if made.exists() else [])
    return found


def restore(
    address: str | os.PathLike[str],
    source: str | os.PathLike[str],
    *,
    expect_digest: str = "",
    replace: bool = False,
) -> Restored:
    """Make a ledger hold the events of a backup; a sound ledger receives what it lacks.

    Args:
        address: The ledger; it need not exist.
        source: The backup.
        expect_digest: Digest that the backup must have (its first 16 digits are enough); "" asks for none.
        replace: Replace a damaged file by the backup; the damaged one stays under another name.

    Raises:
        WrongUsage: If `source` is the address of a database.
        BadInput: If the backup is missing, damaged, the ledger itself, or not the expected one; or if the ledger has
            events that the backup lacks, which a restore is not meant for.
        BadLedger: If the ledger is damaged and `replace` is not given, is in a database, or cannot be written; or if
            there is another program's file in its place.
        BusyLedger: If another process is writing it.
    """
    refuse_same(address, source)
    source = _file(source)
    if not source.is_file():
        raise BadInput(f"{source}: is no regular file. Name one that `flopwatch ledger backup` wrote.")
    _refuse_damaged(source, verify(source, expect_digest=expect_digest), BadInput, "Nothing was restored.")
    problems = verify(address)
    if problems:
        return _replace(address, source, in_short(problems, 1), replace)
    with open_store(source, readonly=True) as kept, open_store(address) as target:
        if lacking := _lacking(kept, target):
            raise BadInput(
                f"sound, with {lacking} that {source} lacks. Nothing was restored. To have the events of both: "
                "flopwatch ledger copy.",
                place=target.place,
            )
        new = copy(kept, target)
        return Restored(len(target), new, "")


def _replace(address: str | os.PathLike[str], source: Path, problem: str, wanted: bool) -> Restored:
    path, place = file_of(address), shown_address(address)
    if path is None or (path.exists() and not path.is_file()):
        raise BadLedger(
            f"{problem}. Only a file can be replaced: make an empty database, or name another path, and restore into "
            "that.",
            place=place,
        )
    _refuse_sound(path)
    if not wanted:
        raise BadLedger(
            f"{problem}. Nothing was restored. Add --replace to put the backup in its place; the file there now is "
            "kept under another name.",
            place=place,
        )
    aside = next(one for n in range(1, 10_000) if not (one := path.with_name(f"{path.name}.damaged-{n}")).exists())
    journal = path.with_name(f"{path.name}-journal")
    try:
        write_whole(aside, _chunks(path))
        if journal.exists():
            write_whole(aside.with_name(f"{aside.name}-journal"), _chunks(journal))
            journal.unlink()  # first: with the restored file in its place SQLite would roll it back into that
        write_whole(path, _chunks(source))
    except OSError as error:
        raise BadLedger(f"{path}: cannot be replaced ({error.strerror or error}). Free space, repeat.") from error
    with open_store(path, readonly=True) as ledger:
        return Restored(len(ledger), len(ledger), str(aside))


def _refuse_sound(path: Path) -> None:
    """Refuse to replace a file that is not damaged: one in use, another program's, or a newer flopwatch's."""
    try:
        with open_store(path, readonly=True) as ledger:
            ledger.ids()
    except (BusyLedger, ForeignLedger):
        raise
    except BadLedger:
        return


def _refuse_to_lose(out: Path, ledger: EventStore) -> None:
    """Refuse to replace an older backup that has events which the ledger lacks; a damaged one has none to lose."""
    try:
        with open_store(out, readonly=True) as older:
            lacking = _lacking(ledger, older)
    except (BusyLedger, ForeignLedger):
        raise
    except BadLedger:
        return
    if lacking:
        raise BadInput(
            f"has {lacking} that the ledger lacks. Nothing was written. Name another file, or another ledger with "
            "--ledger.",
            place=f"{out}",
        )


def _lacking(ledger: EventStore, other: EventStore) -> str:
    """Return the number of the events of another ledger that this one lacks, in words; "" if it lacks none."""
    more = sorted(set(other.ids()) - set(ledger.ids()))
    return f"{counted(len(more), 'event')} (the first {more[0][:16]}…)" if more else ""


def _file(address: str | os.PathLike[str]) -> Path:
    path = file_of(address)
    if path is None:
        raise WrongUsage(
            "a backup is a file. For another database: flopwatch ledger copy.", place=shown_address(address)
        )
    return path


def _chunks(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return list(iter(lambda: file.read(_CHUNK), b""))


def _refuse_damaged(
    address: str | os.PathLike[str], problems: list[str], error: type[BadInput | BadLedger], then: str
) -> None:
    if problems:
        raise error(f"{in_short(problems, 1)}. {then}", place=shown_address(address))
