"""Twenty proposals decided in the terminal by keys alone: python benchmarks/review_session.py.

Files ten corrections of models of the bundled base and ten new models into a ledger of its own, starts `flopwatch
review` on a terminal of its own, and answers each item as soon as it is shown whole: three of four accepted, the others
rejected, each with one of the usual reasons. Prints keystrokes and seconds; a person reads besides.
"""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import tempfile
import time
from pathlib import Path

from flopwatch import api, sources
from flopwatch.census import Census

CORRECTIONS, NEW = 10, 10
QUIET = 0.3  # seconds of silence after which an item is shown whole
HANG = 300.0


def file_twenty(desk: api.Desk, census: Census) -> int:
    stated = [one for one in census.models() if one.value("parameters") and one.id in census.estimates]
    names = [one.id for one in stated[:: len(stated) // CORRECTIONS][:CORRECTIONS]]
    names += [f"Sample {n}" for n in range(1, NEW + 1)]
    for n, name in enumerate(names):
        given = api.Submission(
            model=name,
            developer="" if n < CORRECTIONS else "Example Lab",
            field="training_compute",
            value=f"{n + 1.23}e24",
            url=f"https://example.org/{n}",
            where="section 2",
            quote=f"{n + 1.23}e24 FLOP",
        )
        api.submit(desk, given, by="ada")
    return len(names)


def read_until(terminal: int, pattern: re.Pattern[bytes]) -> bytes:
    """Return what is printed until a pattern is there and nothing follows for a while, or the command ends."""
    seen, begun = b"", time.monotonic()
    while time.monotonic() - begun < HANG:
        if select.select([terminal], [], [], QUIET)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:  # the command has ended
                return seen
        elif pattern.search(seen):
            return seen
    raise SystemExit(f"nothing for {HANG:.0f} s; the last words were {seen[-300:]!r}")


def decide_all(ledger: str, count: int) -> tuple[int, float]:
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "flopwatch", "review", "--by", "bo", "--ledger", ledger])
    begun, pressed = time.monotonic(), 0
    for n in range(1, count + 1):
        read_until(terminal, re.compile(rb"\[%d of %d\]" % (n, count)))
        keys = b"r2\n" if n % 4 == 0 else b"a1\n"
        pressed += len(keys)
        os.write(terminal, keys)
    end = read_until(terminal, re.compile(rb"items? decided"))
    os.waitpid(child, 0)
    if b"%d items decided" % count not in end:
        raise SystemExit(f"not all were decided: {end.decode()[-500:]}")
    return pressed, time.monotonic() - begun


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = str(Path(folder) / "ledger.sqlite")
        desk = api.Desk(sources.curated_folder(), ledger)
        count = file_twenty(desk, api.take_census(sources.curated_folder(), ledger))
        pressed, seconds = decide_all(ledger, count)
    print(f"{count} proposals on the whole base: {pressed} keystrokes, {seconds:.0f} s without reading")


if __name__ == "__main__":
    main()
