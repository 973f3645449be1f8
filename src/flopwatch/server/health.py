"""Checks of a review server's accounts, for `flopwatch doctor`. Read-only; they repair nothing."""

from __future__ import annotations

import importlib.util
import re
import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from flopwatch.domain import FlopwatchError
from flopwatch.ledger import Check, beside
from flopwatch.server.accounts import FILE
from flopwatch.server.oidc import Provider, read_oidc

# Least parameters of a stored hash: memory in KiB and passes. Source: OWASP Password Storage Cheat Sheet, Argon2id.
LEAST_MEMORY, LEAST_PASSES = 19_456, 2
_HASH = re.compile(r"\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,4}),p=\d{1,4}\$")
_AHEAD = 60.0  # seconds by which a session may seem to begin in the future


class _Kept(NamedTuple):
    """The content of the file of accounts: name, role and hash of each, and the latest time in it."""

    accounts: list[tuple[str, str, str]]
    latest: float


def check_accounts(store: str, oidc: Path | None = None, clock: Callable[[], float] = time.time) -> list[Check]:
    """Check the accounts next to a ledger, and sign-in by OpenID Connect if its file is given.

    Args:
        store: Address of the ledger.
        oidc: File of the settings of OpenID Connect; with it the provider is asked to describe itself.
        clock: Returns seconds since 1970.
    """
    file = beside(store, "accounts") / FILE
    found = _check_file(file, clock()) if file.exists() else [_no_accounts(file)]
    return [*found, *([_check_oidc(oidc)] if oidc else [])]


def _no_accounts(file: Path) -> Check:
    return Check("accounts", True, f"{file}: none yet; who starts the server on this machine signs in without one")


def _check_file(file: Path, now: float) -> list[Check]:
    try:
        kept = _read(file)
    except (OSError, sqlite3.Error) as error:
        detail = (
            f"{file}: it cannot be read: {error}. Restore it from the backup, or move it away and add accounts again."
        )
        return [Check("accounts", False, detail)]
    return [
        _check_admin(file, kept),
        _check_mode(file),
        _check_passwords(kept),
        Check("clock", kept.latest <= now + _AHEAD, _clock_words(kept.latest, now)),
    ]


def _read(file: Path) -> _Kept:
    db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        accounts = db.execute("SELECT name, role, password FROM accounts ORDER BY name").fetchall()
        latest = db.execute("SELECT max(seen) FROM sessions").fetchone()[0]
    finally:
        db.close()
    return _Kept(accounts, float(latest or 0.0))


def _check_admin(file: Path, kept: _Kept) -> Check:
    admins = [name for name, role, _ in kept.accounts if role == "admin"]
    detail = f"{file}: {len(kept.accounts)} accounts, {len(admins)} of them admin"
    if kept.accounts and not admins:
        return Check(
            "accounts", False, f"{detail}; none may publish or revert. `flopwatch accounts add NAME --role admin`."
        )
    return Check("accounts", True, detail)


def _check_mode(file: Path) -> Check:
    mode = stat.S_IMODE(file.stat().st_mode)
    open_to_others = bool(mode & 0o077)
    detail = f"{file}: mode {mode:03o}"
    return Check(
        "accounts file", not open_to_others, f"{detail}; others may read it: chmod 600" if open_to_others else detail
    )


def _check_passwords(kept: _Kept) -> Check:
    hashed = {name: password for name, _, password in kept.accounts if password}
    if hashed and importlib.util.find_spec("argon2") is None:
        return Check(
            "passwords", False, "argon2 is not installed, so none can be checked: pip install 'flopwatch[accounts]'"
        )
    weak = [name for name, password in hashed.items() if _is_weak(password)]
    if weak:
        return Check(
            "passwords",
            False,
            f"the hash of {', '.join(weak[:5])} is weaker than Argon2id with {LEAST_MEMORY} KiB and {LEAST_PASSES} "
            "passes. Set the password again: `flopwatch accounts add`.",
        )
    return Check("passwords", True, f"{len(hashed)} kept as Argon2id")


def _is_weak(password: str) -> bool:
    found = _HASH.match(password)
    return found is None or int(found[1]) < LEAST_MEMORY or int(found[2]) < LEAST_PASSES


def _clock_words(latest: float, now: float) -> str:
    if latest <= now + _AHEAD:
        return "no session begins in the future"
    return (
        f"a session was used {latest - now:.0f} s in the future: this machine's clock went back. Set it, or sessions "
        "and tokens end at a wrong time."
    )


def _check_oidc(file: Path) -> Check:
    try:
        settings = read_oidc(file)
        Provider(settings).begin()
    except FlopwatchError as error:
        return Check("OpenID Connect", False, str(error))
    detail = f"{settings.issuer} describes itself; client {settings.client_id} is {settings.client_type}"
    return Check("OpenID Connect", True, detail)
