"""Scores the audit on seeded slips: python benchmarks/audit.py TABLE [--develop] [--seed N].

Prints for each kind how many of its slips are found, and every other finding with the row's cells, to be judged by eye.
The protocol is in docs/methods/audit.md. Without --develop it scores the half that is scored once.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from helpers.audit_score import Score, audited
from helpers.row_slips import LINK, NAME, SEED, SLIPS, Drawn, draw, draw_marked

from flopwatch import sources

MARKS = "tests/helpers/rows_not_looked_at.txt"
MARKS_OF_FOURTH = "tests/helpers/rows_of_the_fourth_draw.txt"
UNSEEN_SEED = 20261130
FOURTH_SEED = 20261201
FOURTH_TABLE = "all_ai_models_2026-08-20.csv"  # dated after every row, so that no date is later than its table
WAYS = {
    "whole export": {},
    "drawn rows alone": {"only_drawn": True},
    "drawn rows without notes": {"only_drawn": True, "notes": False},
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("table", type=Path)
    asked.add_argument("--develop", action="store_true")
    asked.add_argument("--again", action="store_true", help="a second draw, from the rows that the first left")
    asked.add_argument(
        "--unseen",
        type=Path,
        nargs="+",
        default=[],
        help="tables whose new rows join the first's; draws the rows not looked at",
    )
    asked.add_argument("--fourth", type=Path, nargs="+", default=[], help="the same for the fourth draw's rows")
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    data = sources.curated_folder()
    if given.unseen:
        marks = frozenset((Path(__file__).parent.parent / MARKS).read_text().split())
        with tempfile.TemporaryDirectory() as folder:
            bare = without_claims(data, Path(folder) / "data")
            drawn = draw_marked([given.table, *given.unseen], marks, seed=UNSEEN_SEED)
            show(drawn, {"whole export": audited(drawn, bare, Path(folder) / given.table.name)})
        return
    if given.fourth:
        show_fourth(data, [given.table, *given.fourth])
        return
    curated = sources.load_curated(data)
    known = [word for one in curated.known_models for word in (one.name, *one.aliases)]
    drawn = draw(given.table, known, scored=not given.develop, seed=given.seed)
    if given.again:
        before = {*drawn.spoilt, *drawn.clean}
        drawn = draw(given.table, known, scored=not given.develop, seed=given.seed + 1, without=before)
    with tempfile.TemporaryDirectory() as folder:
        scores = {way: audited(drawn, data, Path(folder) / given.table.name, **how) for way, how in WAYS.items()}
    show(drawn, scores)


def show_fourth(data: Path, tables: list[Path]) -> None:
    """Score the fourth draw."""
    marks = (Path(__file__).parent.parent / MARKS_OF_FOURTH).read_text().split()
    drawn = draw_marked(
        tables,
        frozenset(one for one in marks if one[0] != "~"),
        seed=FOURTH_SEED,
        left_as_they_are=frozenset(one[1:] for one in marks if one[0] == "~"),
    )
    with tempfile.TemporaryDirectory() as folder:
        bare = without_claims(data, Path(folder) / "data")
        show(drawn, {"whole export": audited(drawn, bare, Path(folder) / FOURTH_TABLE)})


def without_claims(data: Path, folder: Path) -> Path:
    """Copy the curated folder without claims and corrections, so that the base's figures find no slip."""
    shutil.copytree(
        data, folder, ignore=shutil.ignore_patterns("claims", "corrections.toml", "decisions", "left_out.toml")
    )
    (folder / "claims").mkdir()
    return folder


def show(drawn: Drawn, scores: dict[str, Score]) -> None:
    """Print the table, every other finding, and the slips that were missed."""
    print("\n".join(table(drawn, scores)))
    first = next(iter(scores.values()))
    for title, some in (("on a spoilt row", first.other_cells), ("unspoilt", first.clean)):
        for index, one in some:
            print(f"{title} | {drawn.rows[index][NAME].strip()} | {one.rule} | {one.message} | {one.proposal}")
    for index, slip in drawn.spoilt.items():
        if index not in first.found:
            row = drawn.rows[index]
            print(f"missed | {slip.kind} | {row[NAME].strip()} | {row[slip.column]} | {row[LINK][:100]}")


def table(drawn: Drawn, scores: dict[str, Score]) -> list[str]:
    lines = ["| kind | n | " + " | ".join(scores) + " |", "|---|---|" + "---|" * len(scores)]
    sown = Counter(one.kind for one in drawn.spoilt.values())
    for kind in dict.fromkeys(one.kind for one in SLIPS):
        found = (sum(drawn.spoilt[index].kind == kind for index in one.found) for one in scores.values())
        lines.append(f"| {kind} | {sown[kind]} | " + " | ".join(map(str, found)) + " |")
    lines.append(f"| all | {len(drawn.spoilt)} | " + " | ".join(str(len(one.found)) for one in scores.values()) + " |")
    for title, count in (
        ("findings that name the slip", lambda one: one.right),
        ("other findings on spoilt rows", lambda one: len(one.other_cells)),
        ("findings on unspoilt rows", lambda one: len(one.clean)),
    ):
        lines.append(f"| {title} |  | " + " | ".join(str(count(one)) for one in scores.values()) + " |")
    return lines


if __name__ == "__main__":
    main()
