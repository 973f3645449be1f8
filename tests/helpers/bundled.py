"""The bundled base without a ledger, worked out once in a run of the tests. Nobody changes what these return."""

from __future__ import annotations

import datetime as dt
import fcntl
import functools
import os
import pickle
from pathlib import Path

from flopwatch import api, pipeline, sources
from flopwatch.census import Census, Known
from flopwatch.domain import When
from flopwatch.ledger import memory_by_part
from flopwatch.sources import Curated
from helpers.once import RUN_FOLDER, made_once


def bundled_store() -> str:
    """Return the address of a ledger that does not exist, for tests that only read the bundled base.

    What is cached next to a ledger, under the digest of all inputs, is shared by all processes of the run.
    """
    return str(Path(os.environ[RUN_FOLDER]) / "absent.sqlite")


@functools.cache
def bundled_census(known_on: dt.date | None = None) -> Census:
    """Return the census of the bundled base: the first process that asks takes it, the others read its copy."""
    with (Path(os.environ[RUN_FOLDER]) / "census.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return api.take_census(sources.curated_folder(), bundled_store(), When(known_on=known_on))


@functools.cache
def bundled_known() -> Known:
    """Return what the bundled base states, one record per subject, without anything worked out of it."""

    def make(file: Path) -> None:
        known = pipeline.know(sources.curated_folder(), bundled_store(), remember=memory_by_part(bundled_store()))
        file.write_bytes(pickle.dumps(known))

    known: Known = pickle.loads(made_once("known", make).read_bytes())
    return known


@functools.cache
def bundled_curated() -> Curated:
    """Return what the curated folder of the bundled base states."""
    return sources.load_curated(sources.curated_folder(), memory_by_part(bundled_store()))
