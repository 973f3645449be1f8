"""What one process of a run makes for all of them, under a lock. Nobody writes into it afterwards."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

RUN_FOLDER = "FLOPWATCH_TESTS_RUN"  # a folder that the processes of one run share; set in conftest.py


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Return the run's file or folder of that name: the first process that asks makes it, the others wait and take it.

    Args:
        name: Its name, of one path part.
        make: Makes it at the path it is given, which does not exist yet.
    """
    place = Path(os.environ[RUN_FOLDER]) / name
    with place.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            half = place.with_name(f"{name}.half")
            make(half)
            half.rename(place)
    return place
