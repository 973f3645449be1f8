"""Run a suite over a range of seeds; what was done is kept, so that a run can go on where one was stopped.

python -m flopwatch_torture kills-import --seeds 0:500 --work /tmp/torture --results docs/torture.jsonl
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from flopwatch_torture.suites import SUITES


def main(words: list[str] | None = None) -> int:
    """Run the suite that is asked for; 0 where nothing went wrong."""
    parser = argparse.ArgumentParser(prog="flopwatch_torture", description=__doc__)
    parser.add_argument("suite", choices=sorted(SUITES))
    parser.add_argument("--seeds", default="0:10", help="FIRST:END, the end not included")
    parser.add_argument("--work", type=Path, default=Path(".torture"), help="folder to work in")
    parser.add_argument("--results", type=Path, default=Path("docs/torture.jsonl"), help="where each seed is kept")
    parser.add_argument("--minutes", type=float, default=5.0, help="stop after so long; the next run goes on")
    asked = parser.parse_args(words)
    first, end = map(int, asked.seeds.split(":"))
    kept = _kept(asked.results, asked.suite)
    asked.work.mkdir(parents=True, exist_ok=True)
    begin, done, wrong = time.monotonic(), 0, 0
    for seed in range(first, end):
        if seed in kept:
            continue
        if time.monotonic() - begin > asked.minutes * 60:
            break
        start = time.monotonic()
        outcome = SUITES[asked.suite](seed, asked.work)
        line = {"suite": asked.suite, "seed": seed, "seconds": round(time.monotonic() - start, 1), **outcome}
        with asked.results.open("a") as file:
            file.write(json.dumps(line, sort_keys=True) + "\n")
        done, wrong = done + 1, wrong + bool(outcome["problems"])
        for problem in outcome["problems"][:5]:
            sys.stdout.write(f"{asked.suite} {seed}: {problem}\n")
    _summary(asked.results, asked.suite, done)
    return 1 if wrong else 0


def _kept(results: Path, suite: str) -> set[int]:
    lines = results.read_text().splitlines() if results.exists() else []
    return {one["seed"] for one in map(json.loads, lines) if one["suite"] == suite}


def _summary(results: Path, suite: str, done: int) -> None:
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
