"""Fetch: bytes from a path or an address, capped, unchanged."""

from __future__ import annotations

import os
from pathlib import Path

from flopwatch.domain import BadInput, irregular_kind

MAX_BYTES = 256 * 2**20


def fetch(place: str) -> bytes:
    """Return the bytes at a path or an http(s) address.

    Raises:
        BadInput: If there is nothing to read, it is larger than `MAX_BYTES`, or the server refuses; the message says
            which.
    """
    if place.startswith(("http://", "https://")):
        # Loaded only here: the client takes a fifth of a second that no command on local files should pay.
        from flopwatch.sources.wire.download import download

        return download(place, MAX_BYTES)
    return read_local(place)


def read_local(place: str | os.PathLike[str], max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file on this machine.

    A device, a FIFO or a socket is refused by name: reading one could block or never end.

    Raises:
        BadInput: If it is not a regular file, is not there, is larger than `max_bytes` or cannot be read.
    """
    data = read_beginning(place, max_bytes + 1)
    if len(data) > max_bytes:
        raise BadInput(f"{place}: more than {max_bytes} bytes, the largest size read. Nothing was read.")
    return data


def read_beginning(place: str | os.PathLike[str], many: int) -> bytes:
    """Return the first bytes of a regular file on this machine, at most `many`.

    Raises:
        BadInput: If it is not a regular file, is not there or cannot be read.
    """
    try:
        if kind := irregular_kind(os.stat(place).st_mode):
            raise BadInput(f"{place} is {kind}{_held(place)}. Give a path to a regular file, or an http(s) address.")
        # Without waiting: what is there by now may be another.
        with open(os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if kind := irregular_kind(os.fstat(file.fileno()).st_mode):
                raise BadInput(f"{place} is {kind}. Give a path to a regular file, or an http(s) address.")
            return file.read(many)
    except FileNotFoundError as error:
        raise BadInput(f"{place}: there is no such file. Give a path to a file, or an http(s) address.") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"{str(place)!r}: cannot be read: {error}.") from error


def _held(place: str | os.PathLike[str]) -> str:
    """Name the first JSON files of a folder, or ""."""
    inside = sorted(one.name for one in Path(place).glob("*.json"))[:5] if os.path.isdir(place) else []
    return f"; it holds {', '.join(inside)}" if inside else ""
