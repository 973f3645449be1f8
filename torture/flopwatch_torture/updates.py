"""Ten simulated days of `update` of every source of sources.toml, then again with kill -9 at random moments.

The notable table has a new state each day; the other sources have one state, the newest in hand.

    PYTHONPATH=torture python -m flopwatch_torture.updates FOLDER_OF_NIGHTLY_TABLES [--others FOLDER] [--kills 50]

Prints the report of every morning. After the kills the ledger must hold the same events as without them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import os
import random
import re
import signal
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from helpers.fake_site import FakeSite, serving_site

from flopwatch import api, ledger, sources
from flopwatch.api.updates import Updated
from flopwatch.bundled_data import curated_folder
from flopwatch.domain import Source, event_id

_TABLE = "/data/notable_ai_models.csv"
_LONGEST = 6.0  # seconds after which a kill comes


def days_of(folder: Path) -> list[tuple[dt.datetime, bytes]]:
    """Return the states of the table with their dates, oldest first."""
    found = []
    for path in sorted(folder.glob("*.csv.gz")):
        date = re.search(r"\d{4}-\d{2}-\d{2}", path.name)
        if date:
            found.append(
                (dt.datetime.fromisoformat(date[0]).replace(tzinfo=dt.UTC), gzip.decompress(path.read_bytes()))
            )
    return found


def publish(site: FakeSite, day: dt.datetime, body: bytes) -> None:
    """Put a day's state on the site."""
    site.files[_TABLE] = body
    site.modified = day.strftime("%a, %d %b %Y 00:00:00 GMT")


def every_source(site: FakeSite, others: Path | None) -> list[Source]:
    """Return the updated sources of sources.toml, each at its path on the site, which holds its newest file."""
    found = []
    for one in sources.load_tables(curated_folder()).sources.values():
        if one.address and one.reader and one.cadence_days:
            path = urlsplit(one.address).path
            if path != _TABLE:
                newest = sorted(others.glob(f"{Path(path).stem}_*.csv"), key=dated) if others else []
                if not newest:
                    continue
                site.files[path] = newest[-1].read_bytes()
            found.append(replace(one, address=f"{site.url}{path}"))
    return found


def dated(path: Path) -> str:
    """Return the date in a file's name, or ""."""
    date = re.search(r"\d{4}-\d{2}(?:-\d{2})?", path.name)
    return date[0] if date else ""


def morning(known: list[Source], store: Path, day: dt.datetime) -> Updated:
    """Run one update as of a day."""
    return api.update(store.parent, str(store), now=lambda: day, known_sources=known)


def killed(known: list[Source], store: Path, day: dt.datetime, after: float) -> None:
    """Run one update in a process that is killed after so many seconds."""
    child = os.fork()
    if not child:
        try:
            morning(known, store, day)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def events_of(store: Path) -> list[str]:
    """Return the ids of a ledger's events, sorted."""
    return sorted(event_id(one) for one in ledger.read_events(str(store)))


def main() -> int:
    """Print the mornings, and whether the kills left anything lost or doubled."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--others", type=Path)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--seed", type=int, default=0)
    options = asked.parse_args()
    os.environ["FLOPWATCH_ALLOW_LOOPBACK"] = "1"
    rng, days = random.Random(options.seed), days_of(options.folder)
    with tempfile.TemporaryDirectory() as work, serving_site(FakeSite()) as site:
        whole, broken = Path(work, "whole", "l.sqlite"), Path(work, "broken", "l.sqlite")
        known = every_source(site, options.others)
        for day, body in days:
            publish(site, day, body)
            for one in morning(known, whole, day).sources:
                sys.stdout.write(
                    f"{day:%Y-%m-%d} {one.source} {one.status}: {one.read} read, {one.added} added, {one.changed} "
                    f"changed, {one.withdrawn} withdrawn, {one.quarantined} quarantined {one.reason}\n"
                )
                for change in one.changes:
                    sys.stdout.write(f"    {change}\n")
        for at, (day, body) in enumerate(days):
            publish(site, day, body)
            for _ in range(options.kills * (at + 1) // len(days) - options.kills * at // len(days)):
                killed(known, broken, day, rng.uniform(0, _LONGEST))
            morning(known, broken, day)
        same = events_of(whole) == events_of(broken)
        problems = ledger.verify(str(broken))
        sys.stdout.write(
            f"{options.kills} kills: {len(events_of(broken))} events, {'the same as' if same else 'NOT as'} without; "
            f"{len(problems)} problems\n"
        )
    return 0 if same and not problems else 1


if __name__ == "__main__":
    sys.exit(main())
