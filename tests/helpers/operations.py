"""Cost in operations: how many calls of Python and C functions some work takes. The machine's load changes nothing.

A count does not see one call that never ends (a regular expression that tries again and again): `watchdog` ends it.
"""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
from collections.abc import Callable, Iterator

HANG_SECONDS = 30  # of CPU: a hundred times what any test's work takes


def operations(work: Callable[[], object]) -> int:
    """Count the calls that `work` makes, built-in functions included."""
    count = 0

    def profile(_: object, event: str, __: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    gc.disable()
    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


@contextlib.contextmanager
def watchdog(seconds: float = HANG_SECONDS) -> Iterator[None]:
    """End work that hangs: an error after so many seconds of this process's CPU time. Other work is not measured."""

    def bark(_: int, __: object) -> None:
        raise AssertionError(f"not done after {seconds:g} s of CPU time: it hangs")

    before = signal.signal(signal.SIGVTALRM, bark)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
