"""Memory: results that cost, kept beside the ledger under a hash of all they follow from.

Deleting it changes no result.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable

from flopwatch.domain import FlopwatchError
from flopwatch.ledger.addresses import beside
from flopwatch.ledger.files import write_whole

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SEAL = 64  # hex digits of the SHA-256 of what follows, in front of it: a damaged file is made anew, never believed


def memory(address: str | os.PathLike[str]) -> Callable[[str, Callable[[], bytes]], bytes]:
    """What remembers results beside a ledger.

    Args:
        address: The ledger; the results lie in `memory/` beside it.

    Returns:
        A function of a key (a SHA-256 in hex, of everything the result follows from) and of what makes the bytes. Where
        the folder cannot be written nothing is kept, and the result is the same.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     remember = memory(f"{folder}/ledger.sqlite")
        ...     remember("0" * 64, lambda: b"made"), remember("0" * 64, lambda: b"never made")
        (b'made', b'made')
    """
    folder = beside(address, "memory")

    def remember(key: str, make: Callable[[], bytes]) -> bytes:
        if not _SHA256.fullmatch(key):
            raise ValueError(f"{key[:80]!r} is no sha256 (64 hex digits, lower case)")
        path = folder / key
        with contextlib.suppress(OSError):
            kept = path.read_bytes()
            if hashlib.sha256(kept[_SEAL:]).hexdigest().encode() == kept[:_SEAL]:
                return kept[_SEAL:]
        made = make()
        with contextlib.suppress(OSError, FlopwatchError):
            write_whole(path, [hashlib.sha256(made).hexdigest().encode(), made])
        return made

    return remember
