"""Reader: bytes of one outside format in, claims out. `READERS` in the door of the room lists them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flopwatch.domain import Reading, Source


@dataclass(frozen=True)
class Reader:
    """One outside format.

    Args:
        name: The word for it on the command line.
        version: Counts up when the same bytes would give other claims.
        summary: One line of help.
        read: Bytes and the source they come from in, claims out. Raises BadInput where the bytes are not the format at
            all; everything less is quarantined or flagged. Knows neither disk nor network.
        describe: File name (or URL) and bytes in, the Source they come from out: id, title, url, date, group.
        endings: Endings of the names of files that usually have this format; the first reader of an ending is named
            when no reader accepts such a file.
    """

    name: str
    version: int
    summary: str
    read: Callable[[bytes, Source], Reading]
    describe: Callable[[str, bytes], Source]
    endings: tuple[str, ...] = ()
