"""Addresses of ledgers: `sqlite:PATH`, a bare path, which means the same, or `postgresql://USER@HOST/DATABASE`."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import parse_qsl

from flopwatch.domain import WrongUsage
from flopwatch.ledger.postgres_store import PostgresLedger, parts_of, shown
from flopwatch.ledger.sqlite_store import Ledger

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+]{1,20})://")  # two letters or more: C:\ledger.sqlite is a path
_KNOWN = "Write sqlite:PATH, a bare path, or postgresql://USER@HOST/DATABASE."
_SECRET = frozenset({"user", "password", "passfile", "sslpassword"})
_POSTGRES = frozenset({"postgresql", "postgres"})


def open_store(address: str | os.PathLike[str], *, readonly: bool = False) -> Ledger | PostgresLedger:
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
    path = file_of(address)
    if path is None:
        return PostgresLedger.open(os.fspath(address), readonly=readonly)
    return Ledger.open(path, readonly=readonly)


def beside(address: str | os.PathLike[str], folder: str) -> Path:
    """Return a folder next to the ledger at an address, for files that can be made or fetched again.

    A database has no place next to it: its folders are in `.flopwatch/`, under a hash of its address without user and
    password.
    """
    path = file_of(address)
    if path is not None:
        return path.parent / folder
    options = sorted(pair for pair in parse_qsl(parts_of(os.fspath(address)).query) if pair[0] not in _SECRET)
    key = f"{shown_address(address)} {options}"
    return Path(".flopwatch", f"postgresql-{hashlib.sha256(key.encode()).hexdigest()[:12]}", folder)


def shown_address(address: str | os.PathLike[str]) -> str:
    """Return an address as messages show it: that of a database without user, password and options."""
    text = os.fspath(address)
    return shown(text) if is_postgres(text) else text


def is_postgres(address: str | os.PathLike[str]) -> bool:
    """Return whether an address names a PostgreSQL database."""
    scheme = _SCHEME.match(os.fspath(address))
    return scheme is not None and scheme[1].lower() in _POSTGRES


def file_of(address: str | os.PathLike[str]) -> Path | None:
    """Return the file of the ledger at an address; None if it is in a database.

    Raises:
        WrongUsage: If the address names no file, or another kind of ledger.

    Example:
        >>> file_of("sqlite:l.sqlite") == file_of("l.sqlite") == Path("l.sqlite")
        True
        >>> file_of("sqlite:///srv/l.sqlite").as_posix(), file_of("postgresql://host/census")
        ('/srv/l.sqlite', None)
    """
    text = os.fspath(address)
    rest = text.removeprefix("sqlite:")
    if rest == text and (scheme := _SCHEME.match(text)):
        if is_postgres(text):
            return None
        raise WrongUsage(f"{scheme[0]}…: there is no such kind of ledger. {_KNOWN}")
    if not rest or (rest != text and rest.startswith("//") and not rest.startswith("///")):
        raise WrongUsage(f"ledger address {text[:80]!r} names no file. {_KNOWN}")
    return Path(rest)
