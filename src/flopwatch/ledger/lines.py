"""Logs of lines, one JSON object each: append one, read them all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from flopwatch.domain import BadLedger

_Line = TypeVar("_Line")


def append_line(path: Path, line: bytes) -> None:
    """Append one line and force it to the disk; a half-written line before it is cut off first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        _cut_torn_line(file)
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path, kind: type[_Line]) -> list[_Line]:
    """Return the lines of a log, oldest first; a last line that a killed process left half-written is none.

    Raises:
        BadLedger: Naming the line that is damaged.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    out = []
    for at, line in enumerate(lines[:-1], 1):
        try:
            out.append(msgspec.json.decode(line, type=kind))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise BadLedger(f"{path}, line {at}: is not a line of this log ({error}). Remove the line.") from error
    return out


def _cut_torn_line(file: BinaryIO) -> None:
    """Remove the line that a killed process left half-written, if there is one."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return
    file.seek(size - 1)
    if file.read(1) == b"\n":
        return
    file.seek(0)
    file.truncate(file.read().rfind(b"\n") + 1)
