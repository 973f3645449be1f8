"""Fit the weights of identity (Fellegi-Sunter) on labelled pairs, and measure them held out by family.

Pairs: the names and entries of the bundled base (one record: true; two records of one family, and a sample of two
families: false), and `training_pairs.jsonl`, labelled by hand. No pair of `tests/identity/fresh_pairs.jsonl` is among
them.

    python benchmarks/names/fit.py            # print the table and the held-out figures
    python benchmarks/names/fit.py --write    # write src/flopwatch/identity/weights.py
"""

import itertools
import json
import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

import flopwatch as fw
from flopwatch.identity import About, compare, near_families, read_name
from flopwatch.records import Record, about_entry, narrow

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src/flopwatch/identity/weights.py"
PSEUDO = 0.5  # pairs added to each level of each class
SAMPLED = 0.02  # share of the pairs of two families that are drawn
RIDGE = 0.3  # nats per squared bit
ALIAS = 0.1  # weight of a pair of aliases: people write down what rules do not find
# Levels of which the base has too few or only circular examples; set by judgement, not fitted.
SET = {
    ("census", "same"): 40.0,  # people wrote both spellings for one record
    ("census", "differ"): -40.0,
    ("key", "same"): 2.0,  # papers are shared: families, sizes, and wrong links (Cerebras-GPT has Chinchilla's)
    ("domain", "differ"): -4.0,
    # Siblings share date, size and paper: the word alone tells them apart (NVLM-D 72B, NVLM-X 72B).
    ("variant", "differ"): -20.0,
    ("stage", "differ"): -20.0,
    ("family", "differ"): -20.0,  # nothing that two families' names share makes them one; people and `census` may
    ("date", "one"): -4.0,  # GPT-4 and gpt-4-0314, Devstral Small and its 2507: ask, until a date of publication agrees
    ("date", "differ"): -9.0,  # two dated releases are two models, whatever else agrees
    ("scope", "differ"): -8.0,  # trained on two data sets: other weights, whatever else agrees
    ("tier", "one-base"): -1.0,
    ("variant", "base"): -4.0,  # post-trained weights often have the bare name: ask, though version and size agree
    ("size", "sibling"): -5.0,  # the family has a larger member, which has the bare name
    ("published", "agrees"): 4.0,  # GPT-4 (Mar 2023), GPT-4 of 2023-03-14
    ("published", "contradicts"): -5.0,
    ("size", "one"): -0.3,  # a bare name may be any size
    ("stated size", "contradicts"): -4.0,
    ("size", "near"): -2.0,
    ("active size", "differ"): -20.0,
    ("context", "differ"): -20.0,
    ("context", "one"): -2.5,  # a longer context is most often another training stage: ask
    ("context", "same"): 0.0,
    ("published", "near"): -1.0,
    ("whole", "first"): -0.8,  # LLaMA is Llama 1, but Codex is not codex-1
    ("family", "case"): -1.2,  # CALM, CaLM: ask, until developer or domain agree
    ("family", "case-others"): -5.0,  # equal but for case, of different developers
}
AGREE, DIFFER = ("same", "spelling", "agrees"), ("differ", "contradicts", "far")
DECISIVE = -8.0  # bits
STRONGEST = 9.0  # bits; no table of a few thousand pairs supports more
HEADER = '''"""Weights of the parts of a name, in bits: written by `benchmarks/names/fit.py`, not by hand."""

from __future__ import annotations

YES_FROM, NO_BELOW = {yes}, {no}  # zones of the probability: yes, ask, no
PRIOR = {prior}  # log2 odds that a pair of one family is one model; {pairs} labelled pairs

# (part, level): log2(P(level | one model) / P(level | two models))
WEIGHTS = {{
{rows}
}}
'''
YES, NO = 0.8, 0.2

Pair = tuple[str, str, About, About, bool, float]


def entries(record: Record, sources: object) -> list[tuple[str, About]]:
    """Return each source's name and facts of a model, without the identity that a person gave it."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, claim in record.claims.items():
        found[claim.source, claim.subject].append(key)
    return [(name, about_entry(narrow(record, keys, sources))) for (_, name), keys in sorted(found.items())]


def labelled() -> list[Pair]:
    """Return (a, b, about a, about b, same, weight of the pair)."""
    census = fw.take_census("absent.sqlite")
    models = [one for one in census.records.values() if one.kind == "model"]
    out: list[Pair] = []
    nothing = About()
    by_record = {one.id: entries(one, census.sources) for one in models}
    for one in models:
        names = [one.name, *one.aliases]
        out += [(a, b, nothing, nothing, True, ALIAS) for a, b in itertools.combinations(names, 2)]
        pairs = list(itertools.combinations(by_record[one.id], 2))
        out += [(a, b, x, y, True, 1 / len(pairs)) for (a, x), (b, y) in pairs]
    rng = random.Random(3)
    for one, other in itertools.combinations(models, 2):
        x, y = read_name(one.name).family, read_name(other.name).family
        if x == y or near_families(x, y):
            out.append((one.name, other.name, nothing, nothing, False, 1.0))
            one_entry, other_entry = rng.choice(by_record[one.id]), rng.choice(by_record[other.id])
            out.append((one_entry[0], other_entry[0], one_entry[1], other_entry[1], False, 1.0))
        elif rng.random() < SAMPLED:
            out.append((one.name, other.name, nothing, nothing, False, 1.0))
    for line in (HERE / "training_pairs.jsonl").read_text().splitlines():
        row = json.loads(line)
        if row["same"] is not None:
            out.append((row["a"], row["b"], nothing, nothing, row["same"], 4.0))
    return out


def fit(pairs: list[Pair]) -> tuple[float, dict[tuple[str, str], float]]:
    """Return the prior and the weights of each level, in bits.

    A weight starts at log2(m / u) of its level. Parts are not independent ("Llama 2" in both names is family, version
    and whole), so a logistic regression then moves all weights together, held to their start by a ridge.
    """
    pairs = [pair for pair in pairs if not _decided(pair)]
    start = from_frequencies(pairs)
    names = sorted(start)
    place = {level: at for at, level in enumerate(names)}
    matrix = np.zeros((len(pairs), len(names) + 1))
    matrix[:, -1] = 1
    fixed = np.zeros(len(pairs))
    for row, (a, b, x, y, _, _) in enumerate(pairs):
        for one in compare(read_name(a), read_name(b), x, y):
            if (one.part, one.level) in SET:
                fixed[row] += SET[one.part, one.level]
            elif (one.part, one.level) in place:
                matrix[row, place[one.part, one.level]] = 1
    truth = np.array([p[4] for p in pairs])
    importance = np.array([p[5] for p in pairs])
    centre = np.array([*(start[name] for name in names), 0.0])
    held = np.array([*(RIDGE for _ in names), 0.0])

    # Agreement never speaks against one model, nor disagreement for it.
    low = np.array([*(0.0 if level in AGREE else -STRONGEST for _, level in names), -STRONGEST])
    high = np.array([*(0.0 if level in DIFFER else STRONGEST for _, level in names), STRONGEST])
    weights = np.clip(centre, low, high)
    for _ in range(60):  # Newton's method; the loss is convex
        odds = np.clip((matrix @ weights + fixed) * math.log(2), -500, 500)
        chance = 1 / (1 + np.exp(-odds))
        slope = matrix.T @ (importance * (chance - truth)) * math.log(2) + 2 * held * (weights - centre)
        curve = (matrix.T * (importance * chance * (1 - chance))) @ matrix * math.log(2) ** 2
        step = np.linalg.solve(curve + np.diag(2 * held + 1e-9), slope)
        weights -= step * min(1.0, 2.0 / max(1e-12, float(np.abs(step).max())))
        weights = np.clip(weights, low, high)
    return float(weights[-1]), {**dict(zip(names, map(float, weights[:-1]), strict=True)), **SET}


def _decided(pair: Pair) -> bool:
    """Return whether a level that is set, not fitted, decides a pair: the other weights cannot learn from it."""
    levels = compare(read_name(pair[0]), read_name(pair[1]), pair[2], pair[3])
    return any(SET.get((one.part, one.level), 0.0) <= DECISIVE for one in levels)


def from_frequencies(pairs: list[Pair]) -> dict[tuple[str, str], float]:
    """Return log2(m / u) of each level: its share among pairs of one model over its share among pairs of two."""
    counts: dict[tuple[bool, str, str], float] = defaultdict(float)
    totals: dict[tuple[bool, str], float] = defaultdict(float)
    for a, b, x, y, same, weight in pairs:
        for one in compare(read_name(a), read_name(b), x, y):
            counts[same, one.part, one.level] += weight
            totals[same, one.part] += weight
    levels = {(part, level) for _, part, level in counts if (part, level) not in SET}
    shares = {level: [_share(counts, totals, same, level) for same in (True, False)] for level in levels}
    return {level: math.log2(m / u) for level, (m, u) in shares.items()}


def _share(counts: dict, totals: dict, same: bool, level: tuple[str, str]) -> float:
    return (counts[same, *level] + PSEUDO) / (totals[same, level[0]] + 2 * PSEUDO)


def judge(pair: Pair, prior: float, weights: dict[tuple[str, str], float]) -> float:
    levels = compare(read_name(pair[0]), read_name(pair[1]), pair[2], pair[3])
    odds = prior + sum(weights.get((one.part, one.level), 0.0) for one in levels)
    return 1 / (1 + 2 ** -max(-60, min(60, odds)))


def held_out(pairs: list[Pair], folds: int = 5) -> dict[str, float]:
    """Return precision on yes, recall and abstentions, of families that the fit did not see."""
    fold = {family: at % folds for at, family in enumerate(sorted({read_name(p[0]).family for p in pairs}))}
    cells: Counter[tuple[bool, str]] = Counter()
    for at in range(folds):
        prior, weights = fit([p for p in pairs if fold[read_name(p[0]).family] != at])
        for p in (p for p in pairs if fold[read_name(p[0]).family] == at):
            chance = judge(p, prior, weights)
            cells[p[4], "yes" if chance >= YES else "no" if chance < NO else "ask"] += p[5]
    yes, total = cells[True, "yes"], sum(cells.values())
    return {
        "precision": yes / (yes + cells[False, "yes"]),
        "recall of the decided": yes / (yes + cells[True, "no"]),
        "abstentions": (cells[True, "ask"] + cells[False, "ask"]) / total,
        "pairs": total,
    }


if __name__ == "__main__":
    data = labelled()
    prior, table = fit(data)
    for level, weight in table.items():
        print(f"{level[0]:12} {level[1]:14} {weight:6.1f}")
    print(held_out(data))
    if "--write" in sys.argv:
        rows = "\n".join(f'    ("{part}", "{level}"): {round(w, 1)},' for (part, level), w in sorted(table.items()))
        TARGET.write_text(HEADER.format(yes=YES, no=NO, prior=round(prior, 1), pairs=len(data), rows=rows))
