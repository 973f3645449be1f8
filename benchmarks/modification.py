"""Modification share: the tokens of a tune that its card or row states, and the verdict of one third.

    python benchmarks/modification.py FOLDER    # holds epoch-2026/ and primary/ of the places in modification.tsv

Forty texts with counts of tokens, drawn by fixed seed and labelled before the reader ran on them: 25 rows of Epoch's
table of all models that name a base model (abstract and notes are the card), and 15 READMEs that speak of tuning. The
label is the tokens of the training on top of the base, `none` where the text states none, several where
either is right.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from flopwatch.discovery.modification import LONGEST_CARD, OWN_MODEL, tuning_tokens

LABELS = Path(__file__).with_suffix(".tsv")
NOTES = ("Abstract", "Dataset size notes", "Finetune compute notes", "Training compute notes")


def main(folder: Path) -> None:
    """Print each text that is read otherwise than labelled, and the counts."""
    with (folder / "epoch-2026/all_ai_models_2026-03-30.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    compute = {row["Model"]: float(row["Training compute (FLOP)"] or 0) for row in table}
    tokens: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    for label in csv.DictReader(LABELS.read_text(encoding="utf-8").splitlines(), delimiter="\t"):
        wanted = {None if one == "none" else float(one) for one in label["tokens"].split("|")}
        file_name, _, line = label["place"].partition(":")
        row = table[int(line) - 2] if line else None
        if row is None:
            text = (folder / file_name).read_text(encoding="utf-8", errors="replace")[:LONGEST_CARD]
        else:
            text = "\n\n".join(row[column] for column in NOTES if row[column])
        found = tuning_tokens(text, {})
        value = found[0] if found else None
        verdict = _verdict(value, wanted)
        tokens[verdict] += 1
        if verdict not in ("right", "none, rightly"):
            words = found[1][:160] if found else ""
            print(f"{label['place']} {label['name']}: {value}, labelled {label['tokens']}: {words}")
        base = compute.get(label["base"].split(",")[0].strip(), 0.0)
        size = float(row["Parameters"] or 0) if row else 0.0
        if base and size and value and None not in wanted:
            says, is_true = (6 * size * one / base > OWN_MODEL for one in (value, max(one for one in wanted if one)))
            verdicts[f"{'own model' if says else 'modification'}, {'rightly' if says == is_true else 'wrongly'}"] += 1
    print("tokens", dict(tokens))
    print("one third", dict(verdicts))


def _verdict(value: float | None, wanted: set[float | None]) -> str:
    if value in wanted:
        return "right" if value is not None else "none, rightly"
    if value is None:
        return "missed"
    return "wrong value" if wanted != {None} else "read where none is stated"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
