"""Run a suite, or all, over a range of seeds; results are kept, so that a stopped run goes on where it was.

python -m flopwatch_torture kills-import --seeds 0:500 --work /tmp/torture --results docs/torture.jsonl
python -m flopwatch_torture all --seeds 0:500 --minutes 60
python -m flopwatch_torture --quick
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from flopwatch_torture.suites import SUITES

LONG = {"machine-bugs", "race-imports", "race-releases"}  # a minute and more for each seed


def main(words: list[str] | None = None) -> int:
    """Run the suite that is asked for; 0 where nothing went wrong."""
    parser = argparse.ArgumentParser(prog="flopwatch_torture", description=__doc__)
    parser.add_argument("suite", nargs="?", default="all", choices=["all", *sorted(SUITES)])
    parser.add_argument("--quick", action="store_true", help="three seeds of each suite that takes seconds; none kept")
    parser.add_argument("--seeds", default="0:10", help="FIRST:END, the end not included")
    parser.add_argument("--work", type=Path, default=Path(".torture"), help="folder to work in")
    parser.add_argument("--results", type=Path, default=Path("docs/torture.jsonl"), help="where each seed is kept")
    parser.add_argument("--minutes", type=float, default=5.0, help="stop after so long; the next run goes on")
    asked = parser.parse_args(words)
    if asked.quick:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            some = [name for name in SUITES if name not in LONG]
            return max([run(name, range(20, 23), work, work / "results.jsonl", 5.0) for name in some])
    first, end = map(int, asked.seeds.split(":"))
    names = sorted(SUITES) if asked.suite == "all" else [asked.suite]
    minutes = asked.minutes / len(names)
    return max([run(name, range(first, end), asked.work, asked.results, minutes) for name in names])


def run(suite: str, seeds: range, work: Path, results: Path, minutes: float) -> int:
    """Run the seeds that are not kept yet and print a summary; return 0 if nothing went wrong, else 1."""
    kept = _kept(results, suite)
    work.mkdir(parents=True, exist_ok=True)
    begin, done, wrong = time.monotonic(), 0, 0
    for seed in seeds:
        if seed in kept:
            continue
        if time.monotonic() - begin > minutes * 60:
            break
        start = time.monotonic()
        outcome = SUITES[suite](seed, work)
        line = {"suite": suite, "seed": seed, "seconds": round(time.monotonic() - start, 1), **outcome}
        with results.open("a") as file:
            file.write(json.dumps(line, sort_keys=True) + "\n")
        done, wrong = done + 1, wrong + bool(outcome["problems"])
        for problem in outcome["problems"][:5]:
            sys.stdout.write(f"{suite} {seed}: {problem}\n")
    _summary(results, suite, done)
    return 1 if wrong else 0


def _kept(results: Path, suite: str) -> set[int]:
    lines = results.read_text().splitlines() if results.exists() else []
    return {one["seed"] for one in map(json.loads, lines) if one["suite"] == suite}


def _summary(results: Path, suite: str, done: int) -> None:
    if not results.exists():
        return
    rows = [one for one in map(json.loads, results.read_text().splitlines()) if one["suite"] == suite]
    total: dict[str, float] = {}
    for row in rows:
        for key, value in row.get("counts", {}).items():
            total[key] = max(total.get(key, 0), value) if key.startswith("most_") else total.get(key, 0) + value
    bad = [row["seed"] for row in rows if row["problems"]]
    sys.stdout.write(f"{suite}: {len(rows)} seeds ({done} now), {len(bad)} with problems {bad[:10]}; {total}\n")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
