"""Ten simulated days of `update` over ten states of one table, then again with kill -9 at random moments.

    PYTHONPATH=torture python -m flopwatch_torture.updates FOLDER_OF_NIGHTLY_TABLES [--kills 50] [--seed 0]

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

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from helpers.fake_site import FakeSite, serving_site

from flopwatch import api, ledger
from flopwatch.api.updates import Updated
from flopwatch.domain import Source, event_id

_TABLE = "/notable_ai_models.csv"
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


def morning(site: FakeSite, store: Path, day: dt.datetime) -> Updated:
    """Run one update as of a day."""
    source = Source(id="notable", title="t", reader="epoch-csv", address=f"{site.url}{_TABLE}", cadence_days=1)
    return api.update(store.parent, str(store), now=lambda: day, known_sources=[source])


def killed(site: FakeSite, store: Path, day: dt.datetime, after: float) -> None:
    """Run one update in a process that is killed after so many seconds."""
    child = os.fork()
    if not child:
        try:
            morning(site, store, day)
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
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--seed", type=int, default=0)
    options = asked.parse_args()
    os.environ["FLOPWATCH_ALLOW_LOOPBACK"] = "1"
    rng, days = random.Random(options.seed), days_of(options.folder)
    with tempfile.TemporaryDirectory() as work, serving_site(FakeSite()) as site:
        whole, broken = Path(work, "whole", "l.sqlite"), Path(work, "broken", "l.sqlite")
        for day, body in days:
            publish(site, day, body)
            one = morning(site, whole, day).sources[0]
            sys.stdout.write(
                f"{day:%Y-%m-%d} {one.status}: {one.read} read, {one.added} added, {one.changed} changed, "
                f"{one.withdrawn} withdrawn, {one.quarantined} quarantined {one.reason}\n"
            )
            for change in one.changes if one.changes and len(one.changes) < 100 else ():
                if change.startswith(("added", "withdrawn", "removed", "re-estimated", "renamed")):
                    sys.stdout.write(f"    {change}\n")
        for at, (day, body) in enumerate(days):
            publish(site, day, body)
            for _ in range(options.kills * (at + 1) // len(days) - options.kills * at // len(days)):
                killed(site, broken, day, rng.uniform(0, _LONGEST))
            morning(site, broken, day)
        same = events_of(whole) == events_of(broken)
        problems = ledger.verify(str(broken))
        sys.stdout.write(
            f"{options.kills} kills: {len(events_of(broken))} events, {'the same as' if same else 'NOT as'} without; "
            f"{len(problems)} problems\n"
        )
    return 0 if same and not problems else 1


if __name__ == "__main__":
    sys.exit(main())
