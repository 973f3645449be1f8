"""The census of the bundled base without a ledger, taken once in a run of the tests. Nobody changes it."""

from __future__ import annotations

import fcntl
import functools
import os
import pickle
from pathlib import Path

from flopwatch import sources
from flopwatch.census import Census
from flopwatch.pipeline import take_census  # by name: some tests put this census in its place

RUN_FOLDER = "FLOPWATCH_TESTS_RUN"  # a folder that the processes of one run share; set in conftest.py


@functools.cache
def bundled_census() -> Census:
    """Return the census of the bundled base: the first process that asks takes it, the others read its copy."""
    folder = Path(os.environ[RUN_FOLDER])
    with (folder / "census.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = folder / "census.pickle"
        if kept.exists():
            found: Census = pickle.loads(kept.read_bytes())
            return found
        census = take_census(sources.curated_folder(), "/nonexistent/ledger.sqlite")
        if "PYTEST_XDIST_WORKER" in os.environ:
            kept.write_bytes(pickle.dumps(census, pickle.HIGHEST_PROTOCOL))
        return census
