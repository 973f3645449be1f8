"""Score splink on labelled pairs of names: five comparisons on words of the names, weights estimated without labels.

Needs splink 5 (`pip install splink`), which is not a dependency. Names of the pairs and of `training_pairs.jsonl` are
linked; u from random pairs, m by expectation maximisation on pairs of one first word.

    python benchmarks/names/score_splink.py tests/identity/fourth_pairs.jsonl
"""

import json
import re
import sys
from pathlib import Path

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

STAGES = "instruct|chat|base|sft|dpo|distill|coder|math|vl|mini|flash|air|turbo|japanese|thinking"


def features(name: str) -> dict[str, str]:
    """Return words, first word, numbers, sizes and stages of a name, by regular expressions alone."""
    tail = re.sub(r"[-_ ](?:awq|gptq|gguf|mlx|fp8|hf|int\d|\dbit)\b", "", name.rsplit("/", 1)[-1].casefold())
    sizes = re.findall(r"\d+(?:\.\d+)?[mbt]\b", tail)
    rest = re.sub(r"\d+(?:\.\d+)?[mbt]\b", "", tail)
    return {
        "name": re.sub(r"[\W_]+", " ", tail).strip(),
        "head": (re.findall(r"[^\W\d_]+", tail) or [""])[0],
        "numbers": " ".join(re.findall(r"\d+(?:\.\d+)?", rest)) or "none",
        "size": " ".join(sizes) or None,
        "stage": " ".join(sorted(set(re.findall(STAGES, tail)))) or "none",
    }


def main(path: Path) -> None:
    """Print precision on yes (from 0.8), recall of the decided pairs, and abstentions (0.2 to 0.8)."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    more = [json.loads(line) for line in Path(__file__).with_name("training_pairs.jsonl").read_text().splitlines()]
    names = sorted({name for row in (*rows, *more) for name in (row["a"], row["b"])})
    table = pd.DataFrame([{"unique_id": at, **features(name)} for at, name in enumerate(names)])
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.97, 0.9, 0.8]),
            cl.ExactMatch("head"),
            cl.ExactMatch("numbers"),
            cl.ExactMatch("size"),
            cl.ExactMatch("stage"),
        ],
        blocking_rules_to_generate_predictions=["1=1"],
    )
    linker = Linker(DuckDBAPI().register(table), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=200_000, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("head"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("size"))
    found = linker.inference.predict().as_pandas_dataframe()
    key = {frozenset((r.unique_id_l, r.unique_id_r)): r.match_probability for r in found.itertuples()}
    at = {name: number for number, name in enumerate(names)}
    cells: dict[tuple[bool, str], int] = {}
    for row in rows:
        if row["same"] is not None:
            p = key.get(frozenset((at[row["a"]], at[row["b"]])), 0.0)
            zone = "yes" if p >= 0.8 else "no" if p < 0.2 else "ask"
            cells[row["same"], zone] = cells.get((row["same"], zone), 0) + 1
    yes, wrong = cells.get((True, "yes"), 0), cells.get((False, "yes"), 0)
    asked = cells.get((True, "ask"), 0) + cells.get((False, "ask"), 0)
    decided = yes + cells.get((True, "no"), 0)
    print(f"splink: precision {yes / (yes + wrong or 1):.3f}  recall {yes / (decided or 1):.3f}  ", end="")
    print(f"abstentions {asked / sum(cells.values()):.3f}  {cells}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
