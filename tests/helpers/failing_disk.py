"""A disk that refuses the n-th thing asked of it. Each writer is tried with every n."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest

ASKED = ("open", "write", "fsync", "replace", "mkdir")


def refuse_nth(monkeypatch: pytest.MonkeyPatch, nth: int) -> Callable[[], int]:
    """From now on the n-th call is refused with "no space left"; gives back how many calls there have
    been."""
    calls = 0

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **words: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == nth:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*args, **words)

        return call

    for name in ASKED:
        monkeypatch.setattr(os, name, wrapped(getattr(os, name)))
    return lambda: calls
