"""Decoding: outside bytes to text, or a refusal in words."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from flopwatch.domain import BadInput

GZIP = b"\x1f\x8b"  # the first bytes of a gzip archive


def decoded(data: bytes, place: str, *, what: str, max_bytes: int) -> str:
    """Decode outside bytes: UTF-8 with or without a byte-order mark, of bounded size, without NUL.

    Args:
        data: The bytes.
        place: What they came from, for the message.
        what: What they should be, with its article: `a list`.
        max_bytes: The largest size read.

    Raises:
        BadInput: Naming the place, the offending byte or the size, and that nothing was read.

    Example:
        >>> decoded(b"\\xef\\xbb\\xbfGPT-3", "x.md", what="a list", max_bytes=100)
        'GPT-3'
    """
    if len(data) > max_bytes:
        raise BadInput(f"{len(data)} bytes; {what} has at most {max_bytes}. Nothing was read.", place=place)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"not UTF-8 text ({error.reason} at byte {error.start}). Nothing was read; save {what} as UTF-8.",
            place=place,
        ) from error
    if "\x00" in text:
        raise BadInput(
            f"character {text.index(chr(0))} is a NUL, so this is a binary file and not {what}. Nothing was read.",
            place=place,
        )
    return text


def unpacked(data: bytes, place: str, max_bytes: int) -> bytes:
    """Return the contents of a gzip archive of one file.

    Raises:
        BadInput: If it is cut off or damaged, holds more than `max_bytes`, or more follows it.

    Example:
        >>> import gzip
        >>> unpacked(gzip.compress(b"Model,Parameters"), "a.csv.gz", 100)
        b'Model,Parameters'
    """
    reader = zlib.decompressobj(wbits=31)
    try:
        found = reader.decompress(data, max_bytes + 1)
    except zlib.error as error:
        raise BadInput(
            f"{place}: the gzip archive is damaged ({error}). Nothing was read; download it again."
        ) from error
    if len(found) > max_bytes:
        raise BadInput(f"{place}: unpacked it has more than {max_bytes} bytes; no more are read. Nothing was read.")
    if not reader.eof or reader.unused_data:
        why = "it is cut off" if not reader.eof else "more follows its one file"
        raise BadInput(
            f"{place}: the gzip archive is not a whole single file: {why}. Nothing was read; unpack it yourself."
        )
    return found


def pieces(stream: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """Yield a body as it is meant, in small pieces: a packed one could be a thousand times as large."""
    if coding in ("", "identity"):
        yield from stream
        return
    if coding not in ("gzip", "x-gzip"):
        raise BadInput(f"the server compressed the file as {coding[:40]!r}, which was not requested. Nothing was read.")
    reader = zlib.decompressobj(wbits=31)
    try:
        for chunk in stream:
            while chunk:
                yield reader.decompress(chunk, 1 << 16)
                chunk = reader.unconsumed_tail
    except zlib.error as error:
        raise BadInput(f"the compressed file is damaged ({error}). Nothing was read; repeat later.") from error
    if not reader.eof or reader.unused_data:
        raise BadInput("the compressed file is truncated. Nothing was read; repeat later.")
