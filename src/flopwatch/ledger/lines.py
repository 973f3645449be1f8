"""Logs of lines, one JSON object each: append one, read them all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from flopwatch.domain import BadLedger
from flopwatch.ledger.files import make_folder, sync_folder

_Line = TypeVar("_Line")
_LAST = 1 << 16  # bytes from the end in which the last line is looked for first


def append_line(path: Path, line: bytes) -> None:
    """Append one line and force it to the disk; a half-written line before it is cut off first."""
    make_folder(path.parent)
    new = not path.exists()
    with path.open("a+b") as file:
        _cut_torn_line(file)
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:  # without it a power cut can take the name of the file away after we said "written"
        sync_folder(path.parent)


def read_lines(path: Path, kind: type[_Line]) -> list[_Line]:
    """Return the lines of a log, oldest first; a last line that was not wholly written is none.

    Raises:
        BadLedger: Naming the line that is damaged.
    """
    try:
        whole = path.read_bytes()
    except FileNotFoundError:
        return []
    out = []
    for at, line in enumerate(whole[: written_size(whole)].split(b"\n")[:-1], 1):
        try:
            out.append(msgspec.json.decode(line, type=kind))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise BadLedger(f"{path}, line {at}: is not a line of this log ({error}). Remove the line.") from error
    return out


def written_size(whole: bytes) -> int:
    """Return the number of bytes of the lines that were wholly written: all but a last one that a crash cut short.

    After a power cut a file can have its new size although some sectors of the last line never reached the disk; they
    read as zeros, which no line of JSON has.

    Example:
        >>> written_size(b"1\\n2\\n3"), written_size(b"1\\n2\\0\\n"), written_size(b"1\\n")
        (4, 2, 2)
    """
    end = whole.rfind(b"\n") + 1
    start = whole.rfind(b"\n", 0, max(end - 1, 0)) + 1
    return start if b"\0" in whole[start:end] else end


def _cut_torn_line(file: BinaryIO) -> None:
    """Remove a last line that was not wholly written, if there is one."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _LAST)
    file.seek(start)
    last = file.read()
    if last.count(b"\n") < 2 and start:  # a line longer than that
        start = file.seek(0)
        last = file.read()
    if written_size(last) < len(last):
        file.truncate(start + written_size(last))
