"""The census of the bundled base without a ledger: taken once for all processes, and by one only. Nobody changes it."""

from __future__ import annotations

import functools
import getpass
import tempfile
from pathlib import Path

from flopwatch import api, sources
from flopwatch.census import Census


@functools.cache
def bundled_census() -> Census:
    """The census of the bundled base, from the cache of an earlier process if no code and no data changed since."""
    folder = Path(tempfile.gettempdir()) / f"flopwatch-tests-{getpass.getuser()}"
    return api.take_census(sources.curated_folder(), str(folder / "ledger.sqlite"))
