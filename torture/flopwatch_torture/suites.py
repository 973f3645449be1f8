"""The suites by name: each a function of a seed and a folder to work in. What it gives is kept as one line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flopwatch_torture.faults import ACTIONS, try_faults
from flopwatch_torture.kills import LONGEST, kill_once
from flopwatch_torture.machine import BUGS, drive
from flopwatch_torture.mutants import try_mutants
from flopwatch_torture.nonsense import try_events
from flopwatch_torture.races import race_imports, race_releases

Outcome = dict[str, Any]
_Counted = tuple[list[str], dict[str, float]]


def _kills(action: str, seed: int, work: Path) -> _Counted:
    return kill_once(action, seed, work), {"kills": 1}


def _machine(seed: int, work: Path) -> _Counted:
    return drive(seed, 500, work), {"events": 500}


def _bugs(seed: int, work: Path) -> _Counted:
    """Put each mistake in by turns; one that is not noticed is a problem."""
    missed = [name for name in BUGS if not drive(seed, 500, work, bug=name)]
    return [f"not noticed: {name}" for name in missed], {"bugs": len(BUGS), "caught": len(BUGS) - len(missed)}


def _outcome(run: Callable[[int, Path], _Counted], seed: int, work: Path) -> Outcome:
    problems, counts = run(seed, work)
    return {"problems": problems[:50], "counts": counts}


_RUNS: dict[str, Callable[[int, Path], _Counted]] = {
    **{f"kills-{action}": partial(_kills, action) for action in LONGEST},
    **{f"faults-{action}": partial(try_faults, action) for action in ACTIONS},
    "mutants": lambda seed, _: try_mutants(seed, 500),
    "events": lambda seed, work: try_events(seed, 200, work),
    "machine": _machine,
    "machine-bugs": _bugs,
    "race-releases": race_releases,
    "race-imports": race_imports,
}
SUITES: dict[str, Callable[[int, Path], Outcome]] = {name: partial(_outcome, run) for name, run in _RUNS.items()}
