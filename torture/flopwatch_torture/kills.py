"""kill -9 at any moment of a command that writes; all that was acknowledged is there."""

from __future__ import annotations

import contextlib
import functools
import importlib
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from flopwatch.build_folder import publish, release_in
from flopwatch.discovery.queue import write_queue
from flopwatch.domain import Accept, AnyEvent, Flag, Snapshot, event_id
from flopwatch.ledger import beside, export_text, import_text, open_store, read_events, verify
from flopwatch.pipeline import take_census
from flopwatch.releases import manifest_in
from flopwatch_torture.bases import small_base, two_models
from flopwatch_torture.worker import modules_of
from flopwatch_torture.worker import work as work_until_killed

# Seconds after which the kill comes at the latest.
LONGEST = {
    "import": 1.2,
    "ledger-import": 0.6,
    "copy": 0.4,
    "export": 0.4,
    "accept": 3.0,
    "build": 12.0,
    "release": 6.0,
}

SEEDS_IN_FOLDER = 25  # then a new folder: the base has about twenty models, and stays small
_LOADED = frozenset({"flopwatch", "litestar", "numpy", "scipy", "polars", "pyarrow", "jinja2", "babel", "openpyxl"})


def kill_once(action: str, seed: int, work: Path) -> list[str]:
    """Kill one worker and look at what is left; what is wrong, in words.

    Seeds go on in one folder, so that what one kill left is what the next one meets.
    """
    rng = random.Random(f"{action} {seed}")
    data = two_models(work) if action == "accept" else small_base(work)  # an acceptance takes a census first
    folder = work / f"kills-{action}-{seed // SEEDS_IN_FOLDER}"
    folder.mkdir(parents=True, exist_ok=True)
    acknowledged = folder / "acknowledged.txt"
    load_modules(action, data)
    process, said_by = forked(action, data, folder, 7_000_000 + seed * 1000)
    with os.fdopen(said_by) as heard:
        heard.readline()
        time.sleep(rng.uniform(0, LONGEST[action]))
        os.kill(process, signal.SIGKILL)
        said = heard.read().splitlines()
    os.waitpid(process, 0)
    with acknowledged.open("a") as file:
        file.writelines(f"{line}\n" for line in said if line.startswith("done "))
    problems = [f"refused: {line}" for line in said if line.startswith("refused ")]
    return problems + in_child(_look, action, seed, data, folder, acknowledged.read_text().splitlines())


def forked(action: str, data: Path, folder: Path, first: int) -> tuple[int, int]:
    """Start a worker as a copy of this process, which has loaded everything; return its id and what it says."""
    ours, theirs = os.pipe()
    process = os.fork()
    if not process:
        try:
            with os.fdopen(theirs, "w") as say:
                work_until_killed(action, data, folder, first, say)
        finally:
            os._exit(1)
    os.close(theirs)
    return process, ours


@functools.cache
def load_modules(action: str, data: Path) -> None:
    """Load what the action loads, so that a copy of this process spends its time on the action.

    This process itself runs nothing: libraries keep threads, and a copy of a process has none of them.
    """
    for name in in_child(modules_of, action, data):
        if name.partition(".")[0] in _LOADED:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def in_child(function: Callable[..., list[str]], *args: object) -> list[str]:
    """Run a function in a copy of this process and return the strings it gives; its error is raised here."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as child:
        return child.submit(function, *args).result()


def _look(action: str, seed: int, data: Path, folder: Path, acknowledged: list[str]) -> list[str]:
    store = str(folder / "ledger.sqlite")
    problems = [f"verify: {one}" for one in verify(store)]
    problems += _look_at_events(action, read_events(store), acknowledged)
    if action == "export":
        problems += _look_at_text(folder, acknowledged)
    if action == "release":
        problems += _look_at_releases(data, folder, acknowledged)
    if action == "build":
        problems += _look_at_build(data, folder, acknowledged)
    with open_store(store) as ledger:  # the next command that writes
        ledger.append([Flag(subject="look.0", message=f"after {action} {seed}")])
    if action == "accept":
        write_queue(beside(store, "discovery"), [])  # and the next that writes the queue
    return problems + _leftovers(folder)


def _look_at_events(action: str, events: Iterable[AnyEvent], acknowledged: list[str]) -> list[str]:
    """Compare the events with the acknowledgements: each is there, once and whole."""
    if action in ("import", "release", "build"):
        snapshots = [one for one in events if isinstance(one, Snapshot)]
        there = [one.source for one in snapshots]
        wanted = {f"epoch/made_x{line.split()[1]}" for line in acknowledged}
        torn = {one.source for one in snapshots if len(one.claims) != 20}
    elif action == "accept":
        listed = list(events)
        there = [event_id(one) for one in listed if isinstance(one, Accept)]
        wanted = {line.split()[2] for line in acknowledged}
        claims = [one for one in listed if isinstance(one, Snapshot)]
        torn = {f"{len(there)} acceptances, {len(claims)} snapshots"} if len(there) != len(claims) else set()
    else:
        counted = _counted(events)
        there, wanted = sorted(counted), {f"event {line.split()[1]}" for line in acknowledged}
        torn = {name for name, count in counted.items() if count != 40}
    twice = sorted(name for name, count in Counter(there).items() if count > 1)
    lost = sorted(wanted - set(there))
    return [
        f"{what}: {one}" for what, some in (("lost", lost), ("torn", torn), ("twice", twice)) for one in sorted(some)
    ]


def _counted(events: Iterable[AnyEvent]) -> Counter[str]:
    subjects = [one.subject for one in events if isinstance(one, Flag) and one.subject != "look.0"]
    return Counter(subject.rsplit(".", 1)[0] for subject in subjects)


def _look_at_text(folder: Path, acknowledged: list[str]) -> list[str]:
    """Import the text into a new ledger: it is whole, and has at least what was acknowledged."""
    text, fresh = folder / "out.jsonl", folder / "fresh.sqlite"
    whole = text.exists()
    if whole:
        fresh.unlink(missing_ok=True)
        import_text(fresh, text)
    counted = _counted(read_events(fresh)) if whole else Counter()
    fresh.unlink(missing_ok=True)
    export_text(folder / "ledger.sqlite", text)  # and the next that writes it
    wanted = {f"event {line.split()[1]}" for line in acknowledged}
    lost = [f"lost from the text: {one}" for one in sorted(wanted - set(counted))]
    return lost + [f"torn in the text: {name}" for name, count in counted.items() if count != 40]


def _look_at_build(data: Path, folder: Path, acknowledged: list[str]) -> list[str]:
    """Compare each file of the build that is there with its manifest; then build once more."""
    out = folder / "out"
    made = manifest_in(out)
    if made is None:
        problems = ["a folder without a manifest"] if out.exists() else []
    else:
        problems = [] if release_in(out, made.sha256) else ["torn: the build is not as its manifest says"]
    publish(take_census(data, str(folder / "ledger.sqlite")), out)
    return problems


def _look_at_releases(data: Path, folder: Path, acknowledged: list[str]) -> list[str]:
    """Build once more, as the next user would: all acknowledged releases are there, and no temporary file is left."""
    out = folder / "out"
    numbers = {int(line.split()[-1]) for line in acknowledged}
    publish(take_census(data, str(folder / "ledger.sqlite")), out)
    there = {int(one.name) for one in (out / "site/releases").iterdir() if one.name.isdigit()} if numbers else set()
    notes = {
        msgspec.json.decode((out / f"site/releases/{one}/release.json").read_bytes())["notes"]
        for one in there & numbers
    }
    wanted = {f"number {line.split()[1]}" for line in acknowledged}
    lost = [f"release lost: {one}" for one in sorted(numbers - there)]
    return lost + [f"release replaced: {one}" for one in sorted(wanted - notes)]


def _leftovers(folder: Path) -> list[str]:
    """Temporary files that the next command did not remove. A journal is SQLite's, and was rolled back by reading."""
    found = [*folder.rglob(".*.tmp"), *folder.glob(".out.*"), *folder.glob("*-journal")]
    return [f"left over: {one.relative_to(folder)}" for one in sorted(found) if "in" not in one.parts[-2:-1]]
