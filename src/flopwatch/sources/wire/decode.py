"""Decoding: outside bytes to text, or a refusal in words."""

from __future__ import annotations

from flopwatch.domain import BadInput


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
        raise BadInput(f"{place}: {len(data)} bytes; {what} has at most {max_bytes}. Nothing was read.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{place}: no UTF-8 text ({error.reason} at byte {error.start}). Nothing was read; save {what} as UTF-8."
        ) from error
    if "\x00" in text:
        raise BadInput(
            f"{place}: character {text.index(chr(0))} is a NUL, so this is a binary file and not {what}. Nothing was "
            "read."
        )
    return text
