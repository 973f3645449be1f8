"""Measure what a source's word for its confidence is worth: python docs/methods/confidence_words.py FOLDER.

Compares the compute of each of Epoch's older exports with the newest value of the same model and writes
confidence-words.md.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

from flopwatch import sources
from flopwatch.domain import Claim, exact, to_base
from flopwatch.estimation import DEFAULT_FACTOR, FACTOR_BY_CONFIDENCE
from flopwatch.identity import fold_name
from flopwatch.statistics import clopper_pearson

PAGE = Path(__file__).with_name("confidence-words.md")
OLDER = (
    "epoch-vintages/pcd_2023-12-14.csv",
    "epoch-vintages/pcd_2024-04-02.csv",
    "epoch-vintages/pcd_2024-10-16.csv",
    "epoch-all-2025-03/all_ai_models_2025-03-14.csv",
    "epoch-vintages/pcd_2025-06-20.csv",
)
NEWEST = (  # a later one holds where several have a model
    "epoch-2026/all_ai_models_2026-03-30.csv",
    "epoch-2026/large_scale_ai_models_2026-08-19.csv",
    "epoch-2026/notable_ai_models_2026-08-19.csv",
)
CHANGED = 1.02  # a smaller factor is rounding
HEAD = """# What a word for confidence is worth

Written by `docs/methods/confidence_words.py`. Each older export of Epoch AI's table is compared with the newest value
of the same model (exports of March and August 2026). *Inside* is the fraction of later values within the word's 90%
interval, with its exact 95% binomial interval; *q90* and *q99* are quantiles of the factor of change. A value that
nobody looked at again did not change either, so this is the least error, not the whole; the widths
([0006](../decisions/0006-interval-of-a-reported-figure.md),
[0016](../decisions/0016-arithmetic-before-confidence-words.md)) are not narrowed by it. The shares of slips in
`estimation/measured_errors.py` follow the last table.
"""
COLUMNS = "| word (×/÷) | n | inside (95%) | changed > 2% | of them inside | q90 | q99 |\n|---|--:|---|--:|--:|--:|--:|"


def stated(folder: Path, names: tuple[str, ...]) -> dict[str, tuple[float, str]]:
    """Return the compute in FLOP and the word of each model by its folded name; the last table that has it holds."""
    out = {}
    for source, reading in (table for name in names for table in sources.read_epoch_tables([str(folder / name)])):
        del source
        rows: dict[str, list[Claim]] = {}
        for claim in reading.claims:
            rows.setdefault(claim.entry, []).append(claim)
        for claims in rows.values():
            word = next((one.value for one in claims if one.field == "confidence"), "")
            for one in claims:
                if one.field == "training_compute" and one.relation == "=":
                    out[fold_name(one.subject)] = (float(to_base(exact(one.value), one.unit)[0]), word)
    return out


def table(changes: dict[str, list[float]]) -> list[str]:
    """Format the changes of each word, in decades, as a Markdown table."""
    lines = [COLUMNS]
    for word in ("Confident", "Likely", "Speculative", ""):
        some = sorted(abs(one) for one in changes.get(word, ()))
        if not some:
            continue
        factor = FACTOR_BY_CONFIDENCE.get(word, DEFAULT_FACTOR)
        inside = [one <= math.log10(factor) for one in some]
        moved = [kept for one, kept in zip(some, inside, strict=True) if one > math.log10(CHANGED)]
        low, high = clopper_pearson(sum(inside), len(some))
        q90, q99 = (10 ** some[min(len(some) - 1, math.ceil(q * len(some)) - 1)] for q in (0.9, 0.99))
        lines.append(
            f"| {word or 'none'} ({factor:g}) | {len(some)} | {sum(inside) / len(some):.1%} ({low:.1%} to {high:.1%}) "
            f"| {len(moved)} | {sum(moved)} | {q90:.3g} | {q99:.3g} |"
        )
    return lines


def main(folder: Path) -> None:
    """Write the page."""
    newest, lines = stated(folder, NEWEST), [HEAD.rstrip()]
    pooled: dict[str, list[float]] = {}
    for name in OLDER:
        changes: dict[str, list[float]] = {}
        for model, (flop, word) in stated(folder, (name,)).items():
            if model in newest:
                kind = word if word in FACTOR_BY_CONFIDENCE else ""
                changes.setdefault(kind, []).append(math.log10(newest[model][0] / flop))
        for word, some in changes.items():
            pooled.setdefault(word, []).extend(some)
        lines += ["", f"## {name.rpartition('_')[2].removesuffix('.csv')}", "", *table(changes)]
    lines += ["", "## All five", "", "A model counts once for each export that has it.", "", *table(pooled)]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
