"""Compare Epoch AI's tables of 2022 to 2026, each state with the next: python docs/methods/vintages.py FOLDER.

Writes vintages.md: for each pair of consecutive states the number of changes of each kind, then 30 changes drawn by a
fixed seed, to be checked by eye against the two files, then the value that each withdrawal took back.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from flopwatch import sources
from flopwatch.exports import change_words
from flopwatch.history import KINDS, Change, Compared, State, compare_states, state_of_snapshot

PAGE = Path(__file__).with_name("vintages.md")
WHOLE = (
    "epoch-parameters-2022/database_2022-05-03.csv",
    "epoch-vintages/pcd_2023-12-14.csv",
    "epoch-vintages/pcd_2024-04-02.csv",
    "epoch-vintages/pcd_2024-10-16.csv",
    "epoch-all-2025-03/all_ai_models_2025-03-14.csv",
    "epoch-vintages/pcd_2025-06-20.csv",
    "epoch-2026/all_ai_models_2026-03-30.csv",
)
NIGHTS = ("07-12", "07-19", "07-22", "07-23", "07-25", "07-28", "07-31", "08-01", "08-04", "08-05")
NOTABLE = (
    *(f"epoch-nightly/notable_2026-{night}.csv.gz" for night in NIGHTS),
    "epoch-2026/notable_ai_models_2026-08-19.csv",
)
THRESHOLDS = (1e23, 1e24, 1e25, 1e26)
SEED = 16
# A draw from all changes would be of added rows and filled columns only.
DRAWN = dict(zip(KINDS, (4, 4, 4, 5, 3, 5, 3, 2), strict=True))
HEAD = """# Consecutive states of Epoch AI's tables

Written by `docs/methods/vintages.py` (method: [history](history.md)). *Absent* are rows of the earlier state that the
later one lacks without being called removed, because more than 10% of the rows are missing: a narrower table.

| from | to | rows | rows | {kinds} | absent | columns added | columns removed |
|---|---|--:|--:|{dashes}--:|--:|--:|
"""


def compared(folder: Path) -> Iterator[tuple[State, State, Compared]]:
    """Yield each two consecutive states of the two tables with their changes."""
    for line in (WHOLE, NOTABLE):
        states = [state_of_snapshot(sources.read_file("epoch-csv", str(folder / name))[0]) for name in line]
        for then, now in zip(states, states[1:], strict=False):
            yield then, now, compare_states(then, now, THRESHOLDS)


def drawn(pairs: list[tuple[State, State, Compared]]) -> list[Change]:
    """Return the drawn changes, by kind."""
    rng = random.Random(SEED)
    pool = [one for *_, found in pairs for one in found.changes]
    return [one for kind, many in DRAWN.items() for one in rng.sample([c for c in pool if c.kind == kind], many)]


def cell(text: str) -> str:
    """Return one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def page(folder: Path) -> str:
    """Return the page as Markdown."""
    pairs = list(compared(folder))
    lines = [HEAD.format(kinds=" | ".join(KINDS), dashes="--:|" * len(KINDS)).rstrip()]
    for then, now, found in pairs:
        kinds = Counter(one.kind for one in found.changes)
        counts = [str(kinds[kind]) for kind in KINDS]
        columns = [len(found.columns_added), len(found.columns_removed)]
        row = [then.label, now.label, len(then.entries), len(now.entries), *counts, len(found.absent), *columns]
        lines.append(f"| {' | '.join(map(str, row))} |")
    lines += ["", f"## {sum(DRAWN.values())} changes drawn by seed {SEED}", "", "| kind | from | to | model | change |"]
    lines.append("|---|---|---|---|---|")
    lines += [
        f"| {one.kind} | {one.then} | {one.date} | {cell(one.name)} | {cell(change_words(one))} |"
        for one in drawn(pairs)
    ]
    lines += ["", "## Training compute withdrawn or given up for a bound, at or above 1e23 FLOP", ""]
    lines += ["| last stated | gone | model | change |", "|---|---|---|---|"]
    lines += [
        f"| {one.then} | {one.date} | {cell(one.name)} | {cell(change_words(one))} |"
        for *_, found in pairs
        for one in found.changes
        if one.kind in ("withdrawn", "bounded") and one.field == "training_compute" and one.crossed
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
