"""The suites by name: each a function of a seed and a folder to work in. What it gives is kept as one line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flopwatch_torture.faults import ACTIONS, try_faults
from flopwatch_torture.fuzz import TARGETS as FUZZED
from flopwatch_torture.fuzz import fuzz
from flopwatch_torture.injected_outputs import try_injections
from flopwatch_torture.kills import LONGEST, kill_once
from flopwatch_torture.load import put_under_load
from flopwatch_torture.machine import BUGS, drive
from flopwatch_torture.mutants import try_mutants
from flopwatch_torture.nonsense import try_events
from flopwatch_torture.power import TARGETS, cut_power
from flopwatch_torture.races import race_imports, race_releases
from flopwatch_torture.rest import ask_every_route
from flopwatch_torture.stores import kill_server, race_postgres, race_sqlite
from flopwatch_torture.yaml_mutants import try_yaml

# A minute and more for each seed, or more than a quick run has for all.
LONG = {
    "fuzz-gate",
    "fuzz-readers",
    "load-hub",
    "load-review",
    "machine-bugs",
    "race-imports",
    "race-releases",
    "race-sqlite",
    "race-postgresql",
    "kills-build",
    "kills-release",
    "rest",
}
# The fault of each suite, in the order of the report.
DESCRIBED: tuple[tuple[str, str], ...] = (
    ("kills-import", "kill -9 during `import`"),
    ("kills-accept", "kill -9 during `candidates accept`"),
    ("kills-export", "kill -9 during `ledger export`"),
    ("kills-ledger-import", "kill -9 during `ledger import`"),
    ("kills-copy", "kill -9 during `ledger copy`"),
    ("kills-build", "kill -9 during `build`, base of about 20 models"),
    ("kills-release", "kill -9 during `build --release`, base of about 20 models"),
    ("kills-postgresql", "PostgreSQL killed with all its processes under 8 writers"),
    ("power-sqlite", "power cut under the SQLite ledger"),
    ("power-text", "power cut under the text of a ledger and its manifest"),
    ("power-log", "power cut under a log of lines"),
    ("power-cache", "power cut under the cache and its manifest"),
    ("faults-import", "operation n of an import refused, full or failing"),
    ("faults-accept", "the same for an acceptance"),
    ("faults-export", "the same for an export"),
    ("faults-release", "the same for a release"),
    ("race-sqlite", "16 processes append to one file for 60 s"),
    ("race-postgresql", "16 processes append to one database for 60 s"),
    ("race-imports", "16 processes import into one ledger for 60 s"),
    ("race-releases", "8 numbered releases at once into one folder"),
    ("load-hub", "200 connections, 50 requests a second and 40 slow clients for 60 s on the hub's server"),
    ("load-review", "the same on the review server"),
    ("events", "200 events, most of them nonsense, then a census"),
    ("yaml", "10,000 mutants of YAML blocks at the gate"),
    ("fuzz-gate", "a minute of coverage-guided fuzzing of the YAML gate"),
    ("fuzz-readers", "a minute of the same over every reader"),
    ("injections", "65 strings, one in each text field by turns, into every output"),
    ("mutants", "500 mutants over every reader"),
    ("rest", "200 requests to each route of the review server's interface"),
    ("machine", "two ledgers and the fold against plain sets, 500 events"),
    ("machine-bugs", "each seeded bug of `machine.py` in turn"),
)

Outcome = dict[str, Any]
_Counted = tuple[list[str], dict[str, float]]


def _kills(action: str, seed: int, work: Path) -> _Counted:
    return kill_once(action, seed, work), {"kills": 1}


def _machine(seed: int, work: Path) -> _Counted:
    return drive(seed, 500, work), {"events": 500}


def _bugs(seed: int, work: Path) -> _Counted:
    """Put each mistake in by turns; one that three runs do not notice is a problem."""
    runs = range(3 * seed, 3 * seed + 3)
    missed = [name for name in BUGS if not any(drive(one, 500, work, bug=name) for one in runs)]
    return [f"not noticed: {name}" for name in missed], {"bugs": len(BUGS), "caught": len(BUGS) - len(missed)}


def _outcome(run: Callable[[int, Path], _Counted], seed: int, work: Path) -> Outcome:
    problems, counts = run(seed, work)
    return {"problems": problems[:50], "counts": counts}


_RUNS: dict[str, Callable[[int, Path], _Counted]] = {
    **{f"kills-{action}": partial(_kills, action) for action in LONGEST},
    **{f"faults-{action}": partial(try_faults, action) for action in ACTIONS},
    "mutants": lambda seed, _: try_mutants(seed, 500),
    "yaml": lambda seed, _: try_yaml(seed, 10_000),
    "events": lambda seed, work: try_events(seed, 200, work),
    "load-hub": partial(put_under_load, False),
    "load-review": partial(put_under_load, True),
    **{f"fuzz-{target}": partial(fuzz, target) for target in FUZZED},
    "injections": try_injections,
    "rest": lambda seed, work: ask_every_route(seed, 200, work),
    "machine": _machine,
    "machine-bugs": _bugs,
    **{f"power-{target}": partial(cut_power, target) for target in TARGETS},
    "kills-postgresql": kill_server,
    "race-releases": race_releases,
    "race-imports": race_imports,
    "race-sqlite": race_sqlite,
    "race-postgresql": race_postgres,
}
SUITES: dict[str, Callable[[int, Path], Outcome]] = {name: partial(_outcome, run) for name, run in _RUNS.items()}
