"""Sizes of other models: what the reader of running text makes of sizes that a sentence only compares with.

    python benchmarks/sizes_of_others.py FOLDER     # holds news/ and primary/ of the labels in sizes_of_others.tsv

Three draws by fixed seed: 60 lines that the gate lets through (`any`), all lines of two newsletters with a size or the
word for parameters (`size`), and 60 sentences of developers' documents with a size and a word that compares
(`compared`). Labels were written by eye before the reader was changed: `own` for a figure of the model that the
sentence is about, `other` for one of a model or a class of models that it is compared with, `may` for a part of a name.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from flopwatch.extraction import extract_facts

LABELS = Path(__file__).with_suffix(".tsv")
KINDS = ("params", "active_params", "tokens")
FLAG = "of-another-model"

Place = tuple[str, str, int, int, int | None]


def main(folder: str) -> None:
    """Print the counts of each draw, then each error with its place."""
    labels: dict[Place, dict[tuple[str, str], str]] = defaultdict(dict)
    for row in csv.DictReader(LABELS.read_text(encoding="utf-8").splitlines(), delimiter="\t"):
        end = int(row["end"]) if row["end"] else None
        expected = labels[row["draw"], row["file"], int(row["line"]), int(row["start"]), end]
        if row["kind"] != "none":
            expected[row["kind"], row["value"]] = row["whose"]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (draw, file, number, start, end), expected in labels.items():
        text = (Path(folder) / file).read_text(encoding="utf-8", errors="replace").split("\n")[number - 1][start:end]
        read = {(one.kind, one.value): FLAG in one.flags for one in extract_facts(text).facts if one.kind in KINDS}
        counts[draw]["lines"] += 1
        for fact in {**read, **expected}:
            verdict = _verdict(expected.get(fact, ""), read.get(fact))
            counts[draw][verdict] += 1
            if "wrong" in verdict or "missed" in verdict:
                print(f"{draw} {file}:{number} {fact[0]} {float(fact[1]):.3g}: {verdict}")
    for draw, count in counts.items():
        print(draw, dict(sorted(count.items())))


def _verdict(whose: str, flagged: bool | None) -> str:
    """Return the verdict on one figure: its label, and whether it was read and flagged."""
    if flagged is None:
        return {"own": "own, missed", "other": "other, not read", "may": "part of a name, not read"}[whose]
    if whose == "may":
        return "part of a name, read"
    if not whose:
        return "no such fact, wrong" if not flagged else "no such fact, flagged"
    if whose == "own":
        return "own, flagged: wrong" if flagged else "own, right"
    return "other, flagged" if flagged else "other, taken for own: wrong"


if __name__ == "__main__":
    main(sys.argv[1])
