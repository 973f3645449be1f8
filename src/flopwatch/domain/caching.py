"""The contract of a cache of results: who works something out may be given one, and needs none."""

from __future__ import annotations

from collections.abc import Callable

# Given a key and what makes the bytes: bytes made earlier under that key, or newly made. The key is the SHA-256, in
# hex, of everything that the result follows from.
Remember = Callable[[str, Callable[[], bytes]], bytes]


def forget(key: str, make: Callable[[], bytes]) -> bytes:
    """Keep nothing: make the result anew. The key is unused."""
    return make()
