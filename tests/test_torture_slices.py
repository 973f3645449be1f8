"""A slice of each suite of `torture/`, by fixed seeds; `python -m flopwatch_torture` runs the rest."""

from __future__ import annotations

from pathlib import Path

from flopwatch_torture import suites
from flopwatch_torture.machine import BUGS, drive
from flopwatch_torture.mutants import try_mutants
from flopwatch_torture.nonsense import try_events


def test_a_hundred_mutants_over_every_reader() -> None:
    problems, counts = try_mutants(1, 100)
    assert problems == []
    assert (counts["mutants"], counts["read"] > 10, counts["refused"] > 10) == (100, True, True)


def test_events_that_make_no_sense_stop_no_census(tmp_path: Path) -> None:
    problems, counts = try_events(1, 40, tmp_path)
    assert problems == []
    assert counts["nonsense"] > 10


def test_an_import_whose_disk_refuses_one_operation_loses_nothing(tmp_path: Path) -> None:
    outcome = suites.SUITES["faults-import"](13, tmp_path)
    assert (outcome["problems"], outcome["counts"]["faults"]) == ([], 1.0)


def test_a_ledger_import_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    assert suites.SUITES["kills-copy"](1, tmp_path)["problems"] == []


# Those about the meaning of events; tests/ledger/test_ledger_machine.py has those of the store.
SEEDED = ("lets nonsense in", "ignores the manifest", "settles equal dates by hash", "overlooks an emptied counter")


def test_the_machine_agrees_with_plain_sets_and_notices_seeded_bugs(tmp_path: Path) -> None:
    assert drive(1, 120, tmp_path) == []
    assert len(BUGS) >= 20
    assert [name for name in SEEDED if not drive(1, 300, tmp_path, bug=name)] == []
