"""Append one line to a log of lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def append_line(path: Path, line: bytes) -> None:
    """Append one line and force it to the disk; a half-written line before it is cut off first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        _cut_torn_line(file)
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


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
