"""Cost in operations: how many calls of Python and C functions some work takes. The machine's load changes nothing."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable


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
