"""Fetch: bytes from a path or an address, capped, unchanged."""

from __future__ import annotations

from pathlib import Path

from flopwatch.domain import BadInput

MAX_BYTES = 256 * 2**20


def fetch(place: str) -> bytes:
    """The bytes at a path or an http(s) address.

    Raises:
        BadInput: If there is nothing to read, it is larger than `MAX_BYTES`, or the server refuses; the message says
            which.
    """
    if place.startswith(("http://", "https://")):
        # Loaded only here: the client takes a fifth of a second that no command on local files should pay.
        from flopwatch.sources.wire.download import download

        return download(place, MAX_BYTES)
    path = Path(place)
    try:
        if path.is_dir():
            inside = sorted(one.name for one in path.glob("*.json"))[:5]
            held = f"; it holds {', '.join(inside)}" if inside else ""
            raise BadInput(f"{place}: is a directory, not a file{held}. Give the path of one file in it.")
        if not path.is_file():
            raise BadInput(f"{place}: there is no such file. Give a path to a file, or an http(s) address.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise BadInput(f"{place}: {size} bytes; at most {MAX_BYTES} are read. Nothing was read.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadInput(f"{place!r}: cannot be read: {error}.") from error
