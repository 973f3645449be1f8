"""The interface of a cache of results. Callers take one as an optional argument; `forget` caches nothing."""

from __future__ import annotations

from collections.abc import Callable

# Takes a key and a function that makes the bytes; returns the bytes cached under the key, or makes them. The key is the
# SHA-256, in hex, of every input of the result.
Remember = Callable[[str, Callable[[], bytes]], bytes]


def forget(key: str, make: Callable[[], bytes]) -> bytes:
    """Make the result and cache nothing; the key is unused."""
    return make()
