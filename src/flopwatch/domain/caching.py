"""The interface of a cache of results. Callers take one as an optional argument; `forget` caches nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

# Takes the kind of a result (a word), a key and a function that makes the bytes; returns the bytes cached under the
# key, or makes them. The key is the SHA-256, in hex, of every input of the result; old results go kind by kind.
Remember = Callable[[str, str, Callable[[], bytes]], bytes]


def forget(kind: str, key: str, make: Callable[[], bytes]) -> bytes:
    """Make the result and cache nothing; kind and key are unused."""
    return make()


# Takes the SHA-256, in hex, of every input of one part of a result, and a function that makes its bytes; returns the
# bytes cached under the key, or makes them.
RememberPart = Callable[[str, Callable[[], bytes]], bytes]
# Takes the kind of a result (a word) and its owner (any text); opens its parts. When the context ends without an error,
# the parts asked for in it are kept, and all others of that kind and owner are dropped.
RememberParts = Callable[[str, str], AbstractContextManager[RememberPart]]


def forget_parts(kind: str, owner: str) -> AbstractContextManager[RememberPart]:
    """Make every part and cache nothing; kind and owner are unused."""
    return nullcontext(forget_part)


def forget_part(key: str, make: Callable[[], bytes]) -> bytes:
    """Make the part and cache nothing; the key is unused."""
    return make()
