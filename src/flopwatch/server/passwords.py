"""Passwords: Argon2id in one bounded thread, so that an attack on the login takes no time from anybody else."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from flopwatch.domain import BadInput, FlopwatchError, WrongUsage

SHORTEST = 15  # characters
LONGEST = 1024
_LANES = 1  # with more, one check takes as many cores, and requests wait
_NICENESS = 10  # of the thread that checks
_QUEUE = 8  # checks that wait; more are refused at once
_EXTRA = "Accounts with passwords need one more package: pip install 'flopwatch[accounts]'."


class TooBusy(FlopwatchError):
    """Too many logins are being checked at once. Try again in some seconds."""


def _hasher() -> Any:
    try:
        return importlib.import_module("argon2").PasswordHasher(parallelism=_LANES)
    except ImportError as error:
        raise WrongUsage(_EXTRA) from error


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, with its parameters and salt.

    Raises:
        BadInput: If it is too short or too long.
        WrongUsage: If the package that hashes is not installed.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"a password has {SHORTEST} to {LONGEST} characters. Take several words.")
    return str(_hasher().hash(password))


def _let_others_first() -> None:
    """Lower the priority of this thread; on Linux each thread has its own."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


class Checker:
    """Checks passwords one at a time, in the order in which they come."""

    def __init__(self) -> None:
        """Start no thread until a password is checked."""
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2", initializer=_let_others_first)
        self._waiting = threading.Semaphore(_QUEUE)
        self._decoy = ""

    def check(self, stored: str, password: str) -> bool:
        """Return whether a password is the stored one. Without a stored one a decoy is checked, which takes as long.

        Raises:
            TooBusy: If as many logins as may wait are waiting.
        """
        if not self._waiting.acquire(blocking=False):
            raise TooBusy("Too many logins are being checked. Try again in some seconds.")
        try:
            done: Future[bool] = self._pool.submit(self._verify, stored, password[:LONGEST])
            return done.result()
        finally:
            self._waiting.release()

    def _verify(self, stored: str, password: str) -> bool:
        hasher = _hasher()
        if not self._decoy:
            self._decoy = hasher.hash("no account has this password")
        errors = importlib.import_module("argon2.exceptions")
        try:
            return bool(hasher.verify(stored or self._decoy, password)) and bool(stored)
        except (errors.VerificationError, errors.InvalidHashError):
            return False
