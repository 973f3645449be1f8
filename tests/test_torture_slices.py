"""A slice of each suite of `torture/`, by fixed seeds; `python -m flopwatch_torture` runs the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from flopwatch_torture import suites, write_log
from flopwatch_torture.machine import BUGS, drive
from flopwatch_torture.mutants import try_mutants
from flopwatch_torture.nonsense import try_events
from flopwatch_torture.power import cut_power
from flopwatch_torture.seeded_bugs import ROOT, bugs
from flopwatch_torture.totals import PAGE, add_up, page_with, read_totals, table


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


@pytest.mark.skipif(bool(write_log.missing()), reason=write_log.missing())
@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("sqlite", True),
        ("text", True),
        ("log", True),
        ("sqlite-at-risk", False),
        *(
            pytest.param(target, safe, marks=pytest.mark.matrix)
            for target, safe in (("cache", True), ("text-at-risk", False))
        ),
    ],
)
def test_a_power_cut_loses_nothing_that_was_acknowledged_and_the_simulation_notices_what_would(
    target: str, safe: bool, tmp_path: Path
) -> None:
    problems, counts = cut_power(target, 1, tmp_path, cuts=60)
    assert counts["cuts"] == 60
    assert (problems == []) is safe, problems[:5]


def test_every_seeded_bug_has_its_place_and_its_tests() -> None:
    for bug in bugs():
        bug.seeded((ROOT / "src/flopwatch" / bug.file).read_text(encoding="utf-8"))
        missing = [one for one in bug.tests if not (ROOT / one.partition("::")[0]).exists()]
        assert (bug.name, missing) == (bug.name, [])


def test_results_add_up_and_no_seed_counts_twice() -> None:
    same = {"suite": "s", "seconds": 1.0, "on": "2026-11-30", "problems": []}
    lines = [{**same, "seed": seed, "counts": {"cuts": 2, "most_x": seed % 4}} for seed in (0, 1, 3, 1)]
    bad = {**lines[0], "seed": 7, "problems": ["lost"]}
    total = add_up(add_up({}, lines), [*lines, bad])["s"]
    assert (total.seeds, total.counts) == ([(0, 2), (3, 4), (7, 8)], {"cuts": 8.0, "most_x": 3.0})
    assert (total.failed, total.problems, total.seconds) == (1, ["7: lost"], 4.0)
    made = table({"s": total}, [("s", "a fault")])
    assert (
        "| `s` | 0:2, 3:4, 7:8 | 8 cuts, 3 x at most | **1 seed with problems**: 7: lost | 0.00 | 2026-11-30 |" in made
    )


def test_every_suite_is_described_and_the_page_has_the_committed_results() -> None:
    assert {name for name, _ in suites.DESCRIBED} == set(suites.SUITES)
    text = PAGE.read_text(encoding="utf-8")
    assert page_with(text, table(read_totals(), suites.DESCRIBED)) == text, "run `python -m flopwatch_torture --report`"
