"""Addresses of ledgers: `sqlite:PATH`, or a bare path, which means the same."""

from __future__ import annotations

import os
import re
from pathlib import Path

from flopwatch.domain import WrongUsage
from flopwatch.ledger.sqlite_store import Ledger

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+]{1,20})://")  # two letters or more: C:\ledger.sqlite is a path
_KNOWN = "Write sqlite:PATH, or a bare path."


def open_store(address: str | os.PathLike[str], *, readonly: bool = False) -> Ledger:
    """Open the ledger at an address; a missing ledger is empty.

    Raises:
        WrongUsage: If the address names no kind of ledger that there is.
        BadLedger: If the ledger cannot be opened.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:{folder}/l.sqlite") as ledger:
        ...     len(ledger)
        0
    """
    return Ledger.open(sqlite_path(address), readonly=readonly)


def beside(address: str | os.PathLike[str], folder: str) -> Path:
    """Return a folder next to the ledger at an address, for files that can be made or fetched again."""
    return sqlite_path(address).parent / folder


def sqlite_path(address: str | os.PathLike[str]) -> Path:
    """Return the file of the ledger at an address.

    Raises:
        WrongUsage: If the address names no file, or another kind of ledger.

    Example:
        >>> sqlite_path("sqlite:l.sqlite") == sqlite_path("l.sqlite") == Path("l.sqlite")
        True
        >>> sqlite_path("sqlite:///srv/l.sqlite").as_posix()
        '/srv/l.sqlite'
    """
    text = os.fspath(address)
    rest = text.removeprefix("sqlite:")
    if rest == text and (scheme := _SCHEME.match(text)):
        if scheme[1].lower() in ("postgresql", "postgres"):
            # The address itself may hold a password.
            raise WrongUsage(
                f"{scheme[0]}…: a ledger in PostgreSQL is not supported yet; it will need `pip install "
                "'flopwatch[postgres]'`. Until then write sqlite:PATH, or a bare path."
            )
        raise WrongUsage(f"{scheme[0]}…: there is no such kind of ledger. {_KNOWN}")
    if not rest or (rest != text and rest.startswith("//") and not rest.startswith("///")):
        raise WrongUsage(f"ledger address {text[:80]!r} names no file. {_KNOWN}")
    return Path(rest)
