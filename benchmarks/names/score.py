"""Score identity on labelled pairs, with rapidfuzz and splink for comparison if installed.

python benchmarks/names/score.py tests/identity/fresh_pairs.jsonl
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flopwatch import api, pipeline
from flopwatch.bundled_data import curated_folder


def report(name: str, rows: list[dict], answer: Callable[[dict], bool | None]) -> list[tuple[dict, bool | None]]:
    """Print precision on yes, recall and abstentions of one matcher; return the decided rows that it gets wrong."""
    cells: Counter[tuple[bool | None, bool | None]] = Counter()
    wrong = []
    start = time.perf_counter()
    for row in rows:
        found = answer(row)
        cells[row["same"], found] += 1
        if row["same"] is not None and found is not None and found != row["same"]:
            wrong.append((row, found))
    seconds = time.perf_counter() - start
    yes, true = cells[True, True], sum(cells[True, one] for one in (True, False, None))
    decided = sum(count for (label, _), count in cells.items() if label is not None)
    asked = cells[True, None] + cells[False, None]
    precision = yes / ((yes + cells[False, True]) or 1)
    print(
        f"{name:28} precision {precision:.3f}  recall {yes / ((true - cells[True, None]) or 1):.3f} of the decided, "
        f"{yes / true:.3f} of all  abstentions {asked / decided:.3f}  null labels answered null {cells[None, None]}"
        f"/{sum(cells[None, one] for one in (True, False, None))}  {seconds:.2f} s"
    )
    return wrong


def main(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    known = pipeline.know(curated_folder(), "absent.sqlite")
    wrong = report("flopwatch, with the census", rows, lambda row: api.same_known(known, row["a"], row["b"]).same)
    for row, found in wrong:
        print(f"    {row['a']} | {row['b']}: {found}, labelled {row['same']} ({row.get('why', '')})")
    from flopwatch.identity import same

    report("flopwatch, names alone", rows, lambda row: same(row["a"], row["b"]).same)
    try:
        from rapidfuzz import fuzz
    except ImportError:
        print("rapidfuzz is not installed: pip install rapidfuzz")
    else:
        for scorer, least in ((fuzz.WRatio, 80), (fuzz.ratio, 95), (fuzz.token_sort_ratio, 90)):
            report(
                f"rapidfuzz {scorer.__name__} {least}",
                rows,
                lambda row, scorer=scorer, least=least: scorer(_tail(row["a"]), _tail(row["b"])) >= least,
            )


def _tail(name: str) -> str:
    return name.rsplit("/", 1)[-1].casefold()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
