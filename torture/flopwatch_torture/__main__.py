"""Run a suite, or all, over a range of seeds; results are kept, so that a stopped run goes on where it was.

python -m flopwatch_torture kills-import --seeds 0:500 --work /tmp/torture
python -m flopwatch_torture all --seeds 0:500 --minutes 60
python -m flopwatch_torture --quick
python -m flopwatch_torture --report
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flopwatch_torture.suites import DESCRIBED, LONG, SUITES
from flopwatch_torture.totals import (
    PAGE,
    TOTALS,
    Total,
    add_up,
    page_with,
    read_log,
    read_totals,
    table,
    today,
    write_totals,
)

_QUICK_SECONDS = 80.0  # for all suites; each has at least one seed


def main(words: list[str] | None = None) -> int:
    """Run the suite that is asked for; 0 where nothing went wrong."""
    parser = argparse.ArgumentParser(prog="flopwatch_torture", description=__doc__)
    parser.add_argument("suite", nargs="?", default="", choices=["", "all", *sorted(SUITES)])
    parser.add_argument("--quick", action="store_true", help="one seed and more of each suite that takes seconds")
    parser.add_argument("--again", action="store_true", help="run seeds too whose results are kept")
    parser.add_argument("--report", action="store_true", help="print the table of all results so far")
    parser.add_argument("--seeds", default="0:10", help="FIRST:END, the end not included")
    parser.add_argument("--work", type=Path, default=Path(".torture"), help="folder to work in")
    parser.add_argument("--results", type=Path, default=Path(".torture/results.jsonl"), help="a line for each seed")
    parser.add_argument("--minutes", type=float, default=5.0, help="stop after so long; the next run goes on")
    asked = parser.parse_args(words)
    if asked.quick:
        return quick(report=asked.report)
    status = 0
    if asked.suite or not asked.report:
        first, end = map(int, asked.seeds.split(":"))
        names = [asked.suite] if asked.suite not in ("", "all") else list(SUITES)
        minutes = asked.minutes / len(names)
        kept = {} if asked.again else read_totals()
        status = max([run(name, range(first, end), asked.work, asked.results, minutes, kept) for name in names])
    if asked.report:
        report(asked.results)
    return status


def report(results: Path) -> None:
    """Add a log to the committed sums, write the table of docs/reliability.md, and print it."""
    totals = add_up(read_totals(), read_log(results))
    write_totals(totals, TOTALS)
    made = table(totals, DESCRIBED)
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
    sys.stdout.write(made)


def quick(*, report: bool) -> int:
    """Run one seed of each suite that takes seconds, and more while there is time; nothing is kept."""
    begin, status = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        work, results = Path(folder), Path(folder) / "results.jsonl"
        some = [name for name in SUITES if name not in LONG]
        for seed in range(20, 23):
            for name in some:
                if seed == 20 or time.monotonic() - begin < _QUICK_SECONDS / 2:
                    status = max(status, _alone(name, seed, work, results))
        if report:
            sys.stdout.write(table(add_up({}, read_log(results)), DESCRIBED))
    return status


def _alone(suite: str, seed: int, work: Path, results: Path) -> int:
    """Run one seed in a process of its own: suites fork, and a process with threads of an earlier suite must not."""
    words = ["--seeds", f"{seed}:{seed + 1}", "--work", str(work), "--results", str(results), "--again"]
    return subprocess.run([sys.executable, "-m", "flopwatch_torture", suite, *words], check=False).returncode


def run(
    suite: str, seeds: range, work: Path, results: Path, minutes: float, before: dict[str, Total] | None = None
) -> int:
    """Run the seeds that neither the log nor the sums have; return 0 if nothing went wrong, else 1."""
    work.mkdir(parents=True, exist_ok=True)
    results.parent.mkdir(parents=True, exist_ok=True)
    kept = add_up(before or {}, _lines(results, suite)).get(suite)
    begin, done, wrong = time.monotonic(), 0, 0
    for seed in seeds:
        if kept is not None and kept.has(seed):
            continue
        if time.monotonic() - begin > minutes * 60:
            break
        start = time.monotonic()
        outcome = SUITES[suite](seed, work)
        line = {"suite": suite, "seed": seed, "seconds": round(time.monotonic() - start, 1), "on": today(), **outcome}
        with results.open("a") as file:
            file.write(json.dumps(line, sort_keys=True) + "\n")
        done, wrong = done + 1, wrong + bool(outcome["problems"])
        for problem in outcome["problems"][:5]:
            sys.stdout.write(f"{suite} {seed}: {problem}\n")
    sys.stdout.write(f"{suite}: {done} seeds now, {wrong} with problems\n")
    sys.stdout.flush()
    return 1 if wrong else 0


def _lines(results: Path, suite: str) -> list[dict[str, object]]:
    return [one for one in read_log(results) if one["suite"] == suite]


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
