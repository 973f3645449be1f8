"""Measure the error that figures of one word, developer and method share: python docs/methods/shared_errors.py FOLDER.

Compares Epoch's older exports with the newest value of the same model, by group, and writes shared-errors.md.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from confidence_words import CHANGED, NEWEST, OLDER

from flopwatch import sources
from flopwatch.domain import Claim, exact, to_base
from flopwatch.estimation import DEFAULT_FACTOR, FACTOR_BY_CONFIDENCE
from flopwatch.identity import fold_name
from flopwatch.statistics import Z_90

PAGE = Path(__file__).with_name("shared-errors.md")
MOST = 3.3  # standard deviations of the word's interval; a larger change is a slip, not a shared error
HEAD = """# Errors that models share

Written by `docs/methods/shared_errors.py`. The number of models above a threshold is a sum over models whose figures
have partly one error: one developer's figures rest on one reading of one announcement, or on one utilisation. Each
older export of Epoch AI's table is compared with the newest value of the same model. A change is divided by the
standard deviation of its word's interval and cut at 3.3 of them. *Correlation* is the mean product of two changes of
one group (one export, confidence word, developer and method) over the mean square of a change:

    share = Σ_groups Σ_{i≠j} z_i z_j / pairs  ÷  Σ z_i² / rows

*Groups alike* divides each group's pairs by its size less one, so that large groups do not decide alone; *changed* has
only figures that moved by more than 2%: the others were mostly not looked at again.

| word | rows | pairs | correlation | groups alike | changed: rows | pairs | correlation |
|---|--:|--:|--:|--:|--:|--:|--:|
"""
TAIL = """
Counts use one share, 0.25 (`classification/shared_errors.py`): that of the Confident and Likely figures that changed.
Figures without a word show none, and Speculative ones hardly changed; they use the same: a count should rather be too
wide. Model i is above a threshold if √0.25 × Z_group + √0.75 × Z_i > Φ⁻¹(1 - P_i), a one-factor Gaussian copula: each
model keeps its probability, the expected number stays, the interval widens. The distribution is exact: Poisson-binomial
within a group given its shared error (64 equally likely points), then the convolution of the groups
(`statistics/joint_counts.py`). Every count uses it: start sentence, thresholds page, findings, `trends counts` by year
and `--by domain|country|developer|category|access|publication|task`.
"""
Group = tuple[str, str, str, str]


def rows_of(folder: Path, name: str) -> dict[str, tuple[float, str, str, str]]:
    """Return the compute in FLOP, word, developer and method of each model of a table by its folded name."""
    out = {}
    for _, reading in sources.read_epoch_tables([str(folder / name)]):
        rows: dict[str, list[Claim]] = {}
        for claim in reading.claims:
            rows.setdefault(claim.entry, []).append(claim)
        for claims in rows.values():
            first = {one.field: one.value for one in reversed(claims)}
            for one in claims:
                if one.field == "training_compute" and one.relation == "=":
                    flop = float(to_base(exact(one.value), one.unit)[0])
                    word = first.get("confidence", "")
                    about = (first.get("developer", ""), first.get("training_compute_method", ""))
                    out[fold_name(one.subject)] = (flop, word, *about)
    return out


def changes(folder: Path) -> dict[Group, list[float]]:
    """Return the changes of each group's figures, in standard deviations of the word's interval."""
    newest: dict[str, tuple[float, str, str, str]] = {}
    for name in NEWEST:
        newest |= rows_of(folder, name)
    out: dict[Group, list[float]] = {}
    for name in OLDER:
        for model, (flop, word, developer, method) in rows_of(folder, name).items():
            if model in newest and developer:
                kind = word if word in FACTOR_BY_CONFIDENCE else ""
                sigma = math.log10(FACTOR_BY_CONFIDENCE.get(kind, DEFAULT_FACTOR)) / Z_90
                moved = math.log10(newest[model][0] / flop)
                z = max(-MOST, min(MOST, moved / sigma)) if abs(moved) > math.log10(CHANGED) else 0.0
                out.setdefault((name, kind, developer, method), []).append(z)
    return out


def correlation(groups: Iterable[Sequence[float]]) -> tuple[int, int, float, float]:
    """Return rows, pairs, the correlation within groups, and the same with each pair over its group's size less one."""
    some = [one for one in groups if one]
    rows, pairs = sum(map(len, some)), sum(len(one) * (len(one) - 1) for one in some)
    squares = math.fsum(z * z for one in some for z in one)
    products = [(len(one), math.fsum(one) ** 2 - math.fsum(z * z for z in one)) for one in some if len(one) > 1]
    paired = math.fsum(z * z for one in some if len(one) > 1 for z in one)
    plain = math.fsum(p for _, p in products) / pairs / (squares / rows) if pairs and squares else math.nan
    alike = math.fsum(p / (n - 1) for n, p in products) / paired if paired else math.nan
    return rows, pairs, plain, alike


def lines(found: Mapping[Group, Sequence[float]]) -> list[str]:
    """Format the correlation by word as rows of a Markdown table."""
    out = []
    for word in ("Confident", "Likely", "Speculative", ""):
        groups = [some for key, some in found.items() if key[1] == word]
        rows, pairs, plain, alike = correlation(groups)
        moved = correlation([[z for z in one if z] for one in groups])
        shown = ["" if math.isnan(one) else f"{one:.2f}" for one in (plain, alike, moved[2])]
        out.append(
            f"| {word or 'none'} | {rows} | {pairs} | {shown[0]} | {shown[1]} | {moved[0]} | {moved[1]} | {shown[2]} |"
        )
    return out


if __name__ == "__main__":
    PAGE.write_text(HEAD + "\n".join(lines(changes(Path(sys.argv[1])))) + "\n" + TAIL, encoding="utf-8")
