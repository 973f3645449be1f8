"""Accounts, sessions and tokens: a SQLite file next to the ledger. Of secrets it holds hashes only.

No personal data enters the ledger: its events name an account, and this file can be erased without it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from flopwatch.domain import BadInput, NoSuchChoice, NotFound
from flopwatch.server.access import PERMISSIONS, ROLES
from flopwatch.server.oidc import Identity
from flopwatch.server.passwords import hash_password

FILE = "accounts.sqlite"
LOCAL = "local"  # the account of the person who started the server on this machine
IDLE_SECONDS, LONGEST_SECONDS = 8 * 3600, 7 * 86400  # of a session
TOKEN_PREFIX = "fwt_"  # so that scanners for secrets find one
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sessions (hash TEXT PRIMARY KEY, account TEXT NOT NULL, role TEXT NOT NULL,
  created REAL NOT NULL, seen REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tokens (hash TEXT PRIMARY KEY, account TEXT NOT NULL, scope TEXT NOT NULL,
  expires REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS identities (issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL,
  PRIMARY KEY (issuer, subject)) STRICT;
CREATE TABLE IF NOT EXISTS once (hash TEXT PRIMARY KEY, account TEXT NOT NULL, role TEXT NOT NULL) STRICT;
"""


class Person(msgspec.Struct, frozen=True):
    """The person of a request: account, role, and the scope of the token if one was used ("" for a session)."""

    account: str
    role: str
    scope: str = ""


class Account(msgspec.Struct, frozen=True):
    """An account as it is listed."""

    name: str
    role: str
    has_password: bool


class Accounts:
    """The accounts. Each call opens the file, so that any thread may call."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Take the folder of the file; it is made, readable by its owner alone, when something is first kept.

        Args:
            folder: The folder.
            clock: Returns seconds since 1970.
        """
        self._path, self._clock = folder / FILE, clock

    def add(self, name: str, role: str, password: str = "") -> None:
        """Add an account, or replace role and password of one; its sessions and tokens end.

        Raises:
            BadInput: If the name or the password is unfit.
            NoSuchChoice: If there is no such role.
        """
        if not _NAME.fullmatch(name):
            raise BadInput(f"{name[:60]!r} is no account name. Use 1 to 40 of a-z, 0-9, dot, hyphen and underscore.")
        if role not in ROLES:
            raise NoSuchChoice("role", role, ROLES)
        stored = hash_password(password) if password else ""
        with self._opened() as db:
            db.execute("REPLACE INTO accounts (name, role, password) VALUES (?, ?, ?)", (name, role, stored))
            self._end(db, name)

    def remove(self, name: str) -> None:
        """Remove an account with its sessions and tokens.

        Raises:
            NotFound: If there is none.
        """
        with self._opened() as db:
            if not db.execute("DELETE FROM accounts WHERE name = ?", (name,)).rowcount:
                raise NotFound(f"no account {name[:60]!r}. `flopwatch accounts list` shows them.")
            self._end(db, name)
            db.execute("DELETE FROM identities WHERE account = ?", (name,))

    def account_of(self, person: Identity) -> str:
        """Return the account of a person whom a provider knows; made at the first sign-in.

        Its role follows the provider's groups; if it has changed, sessions and tokens end. An account that somebody
        else has is never taken over, whatever name the provider states.
        """
        with self._opened() as db:
            sql = "SELECT a.name, a.role FROM identities i JOIN accounts a ON a.name = i.account"
            row = db.execute(f"{sql} WHERE i.issuer = ? AND i.subject = ?", person[:2]).fetchone()
            if row is not None:
                if row[1] != person.role:
                    db.execute("UPDATE accounts SET role = ? WHERE name = ?", (person.role, row[0]))
                    self._end(db, row[0])
                return str(row[0])
            wanted, hashed = person.name.strip().lower(), _hashed("\n".join(person[:2]))
            for name in (wanted, *(f"person-{hashed[:length]}" for length in (12, 24, 33))):
                values = (name, person.role)
                free = "INSERT OR IGNORE INTO accounts (name, role, password) VALUES (?, ?, '')"
                if _NAME.fullmatch(name) and name != LOCAL and db.execute(free, values).rowcount:
                    break
            db.execute("REPLACE INTO identities (issuer, subject, account) VALUES (?, ?, ?)", (*person[:2], name))
        return name

    def all(self) -> list[Account]:
        """Return the accounts by name."""
        with self._opened() as db:
            rows = db.execute("SELECT name, role, password != '' FROM accounts ORDER BY name").fetchall()
        return [Account(name, role, bool(has)) for name, role, has in rows]

    def stored_password(self, name: str) -> str:
        """Return the hash of an account's password, or "" if there is no such account or it has none."""
        with self._opened() as db:
            row = db.execute("SELECT password FROM accounts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def open_session(self, name: str, *, role: str = "", old: str = "") -> str:
        """Start a session under a new id and end the old one; return the id, which is kept as a hash only.

        Args:
            name: The account.
            role: The role of a session without an account, as a one-time token gives it.
            old: Id of the session that it replaces, or "".
        """
        made, now = secrets.token_urlsafe(32), self._clock()
        with self._opened() as db:
            row = db.execute("SELECT role FROM accounts WHERE name = ?", (name,)).fetchone()
            values = (_hashed(made), name, role or str(row[0]), now, now)
            db.execute("DELETE FROM sessions WHERE hash = ? OR seen < ?", (_hashed(old), now - IDLE_SECONDS))
            db.execute("INSERT INTO sessions (hash, account, role, created, seen) VALUES (?, ?, ?, ?, ?)", values)
        return made

    def close_session(self, session: str) -> None:
        """End a session."""
        with self._opened() as db:
            db.execute("DELETE FROM sessions WHERE hash = ?", (_hashed(session),))

    def person_of_session(self, session: str) -> Person | None:
        """Return the person of a session; None if it is unknown, idle too long or too old."""
        now = self._clock()
        with self._opened() as db:
            sql = "SELECT account, role, created, seen FROM sessions WHERE hash = ?"
            row = db.execute(sql, (_hashed(session),)).fetchone()
            if row is None or now - row[3] > IDLE_SECONDS or now - row[2] > LONGEST_SECONDS:
                return None
            if now - row[3] > 60:
                db.execute("UPDATE sessions SET seen = ? WHERE hash = ?", (now, _hashed(session)))
        return Person(str(row[0]), str(row[1]))

    def make_token(self, name: str, scope: str, days: float) -> str:
        """Return a new token of an account, good for one permission and a number of days.

        Raises:
            NotFound: If there is no such account.
            NoSuchChoice: If there is no such permission.
        """
        if scope not in PERMISSIONS:
            raise NoSuchChoice("scope", scope, PERMISSIONS)
        made = TOKEN_PREFIX + secrets.token_urlsafe(32)
        with self._opened() as db:
            if db.execute("SELECT 1 FROM accounts WHERE name = ?", (name,)).fetchone() is None:
                raise NotFound(f"no account {name[:60]!r}. `flopwatch accounts add` makes one.")
            values = (_hashed(made), name, scope, self._clock() + days * 86400)
            db.execute("INSERT INTO tokens (hash, account, scope, expires) VALUES (?, ?, ?, ?)", values)
        return made

    def person_of_token(self, token: str) -> Person | None:
        """Return the person of a token; None if it is unknown or has expired."""
        with self._opened() as db:
            sql = "SELECT t.account, a.role, t.scope, t.expires FROM tokens t JOIN accounts a ON a.name = t.account"
            row = db.execute(f"{sql} WHERE t.hash = ?", (_hashed(token),)).fetchone()
        return Person(str(row[0]), str(row[1]), str(row[2])) if row and row[3] > self._clock() else None

    def make_once(self, account: str, role: str) -> str:
        """Return a token that opens one session, for the person who starts the server on this machine."""
        made = secrets.token_urlsafe(32)
        with self._opened() as db:
            db.execute("INSERT INTO once (hash, account, role) VALUES (?, ?, ?)", (_hashed(made), account, role))
        return made

    def use_once(self, token: str) -> Person | None:
        """Return the person of a one-time token and end it; None if it is unknown or used."""
        with self._opened() as db:
            sql = "DELETE FROM once WHERE hash = ? RETURNING account, role"
            row = db.execute(sql, (_hashed(token),)).fetchone()
        return Person(str(row[0]), str(row[1])) if row else None

    def _end(self, db: sqlite3.Connection, name: str) -> None:
        db.execute("DELETE FROM sessions WHERE account = ?", (name,))
        db.execute("DELETE FROM tokens WHERE account = ?", (name,))

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        db = sqlite3.connect(self._path, timeout=10)
        try:
            db.executescript(_SCHEMA)
            with db:
                yield db
        finally:
            db.close()


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
