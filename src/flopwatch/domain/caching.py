"""The interface of a cache of results. Callers take one as an optional argument; `forget` caches nothing."""

from __future__ import annotations

from collections.abc import Callable

# Takes the kind of a result (a word), a key and a function that makes the bytes; returns the bytes cached under the
# key, or makes them. The key is the SHA-256, in hex, of every input of the result; old results go kind by kind.
Remember = Callable[[str, str, Callable[[], bytes]], bytes]


def forget(kind: str, key: str, make: Callable[[], bytes]) -> bytes:
    """Make the result and cache nothing; kind and key are unused."""
    return make()
