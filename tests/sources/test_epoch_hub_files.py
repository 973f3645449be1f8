"""Every file of three states of Epoch's benchmarking hub, and the dumps of Papers with Code, read by other code too.

Which column is a board's headline was written down by eye from the headers; rows, names and scores are read again with
`csv` and `json` alone.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flopwatch import sources

# By the file's name without what its publisher varies; "Score" where it is left out.
HEADLINES = {
    "aiderpolyglot": "Percent correct",
    "apexagents": "Pass@1 score",
    "arcai2": "Challenge score",
    "balrog": "Average progress",
    "bbh": "Average",
    "benchmarksruns": "Best score (across scorers)",
    "cadeval": "Overall pass (%)",
    "chesspuzzles": "mean_score",
    "cybench": "Unguided % Solved",
    "deepresearch": "Average score",
    "deepresearchbench": "Average score",
    "epochcapabilitiesindex": "ECI Score",
    "factoriolearningenvironment": "Production score",
    "fictionlivebench": "120k token score",
    "frontiermath": "mean_score",
    "frontiermathtier4": "mean_score",
    "geobench": "ACW Country %",
    "gpqadiamond": "mean_score",
    "gsm8k": "EM",
    "gso": "Score OPT@1",
    "gsobench": "Score OPT@1",
    "hellaswag": "Overall accuracy",
    "hle": "Accuracy",
    "lechmazurwriting": "Mean score",
    "livebench": "Global average",
    "mathlevel5": "mean_score",
    "mcbench": "ELO",
    "metr": "Time horizon",
    "metrtimehorizons": "Time horizon",
    "mmlu": "EM",
    "openbookqa": "Accuracy",
    "osuniverse": "Weighted Score",
    "otismockaime20242025": "mean_score",
    "simplebench": "Score (AVG@5)",
    "simpleqaverified": "mean_score",
    "swebenchbash": "% Resolved",
    "swebenchverified": "mean_score",
    "terminalbench": "Accuracy mean",
    "theagentcompany": "% Resolved",
    "triviaqa": "EM",
    "videomme": "Overall (no subtitles)",
    "vpct": "Correct",
    "webdevarena": "Arena Score",
    "weirdml": "Accuracy",
    "winogrande": "Accuracy",
}
NO_BOARDS = {"benchmark_optim.csv", "distilled_models.csv", "model_versions.csv"}  # labels and lists, no scores
WIDE = {"merged_benchmark_data.csv"}  # a column for each benchmark: `benchmark-tables`
STATES = ("epoch-benchmarks-2025-12", "epoch-benchmarks-2026-03")


def parsed(channel: str, path: Path) -> Any:
    answer = sources.Answer(url=str(path), status=200, headers={}, fetched="2026-11-30", body=path.read_bytes())
    return sources.channel(channel).parse(answer)


def ten(rows: list[Any]) -> list[Any]:
    return rows[:: max(len(rows) // 10, 1)][:10]


def headline(path: Path) -> str:
    name = path.stem.removeprefix("external_benchmark_").removesuffix("_external")
    return HEADLINES.get(name.replace("_", ""), "Score")


@pytest.mark.shared
@pytest.mark.parametrize("state", STATES)
def test_every_file_of_a_state_balances_and_ten_rows_agree(shared: Path, state: str) -> None:
    files = sorted((shared / "data" / state).glob("*.csv"))
    assert len(files) == {"epoch-benchmarks-2025-12": 41, "epoch-benchmarks-2026-03": 49}[state]
    for path in files:
        page = parsed("epoch-benchmarks", path)
        assert page.read == len(page.found) + len(page.skipped) + len(page.held), path.name
        if path.name in NO_BOARDS | WIDE:
            assert (page.found, len(page.held)) == ((), 1), path.name
            continue
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        named = {at: name for at, row in enumerate(rows, 2) if (name := model_of(row))}
        assert page.read == len(rows), path.name
        assert [one.item for one in page.found] == [f"{path.name}#{at}" for at in named], path.name
        for find in ten(list(page.found)):
            at = int(find.item.rpartition("#")[2])
            written = rows[at - 2][headline(path)].strip().removesuffix("%")
            assert named[at].startswith(find.name), (path.name, at)
            assert find.facts.get("score") == (float(written) if written else None), (path.name, at)
            flop = (rows[at - 2].get("Training compute (FLOP)") or "").strip()
            assert find.facts.get("training_compute_flop") == (float(flop) if flop else None), (path.name, at)


def model_of(row: dict[str, str]) -> str:
    names = (row.get(column, "").strip() for column in ("Model version", "Name", "model"))
    return next((name for name in names if name), "")


@pytest.mark.shared
@pytest.mark.parametrize(("file", "rows", "found"), [("squad", 451, 2), ("nlpprogress", 407, 2)])
def test_dumps_of_papers_with_code_agree_row_by_row(shared: Path, file: str, rows: int, found: int) -> None:
    path = shared / f"data/papers-with-code/{file}.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    every = list(evaluations(whole if isinstance(whole, list) else [whole]))
    page = parsed("papers-with-code", path)
    assert (page.read, len(page.found)) == (len(every), found) == (rows, found)
    expected = [row for row in every if is_wanted(*row)]
    assert [(one.name, one.facts["evaluations"]) for one in page.found] == [
        (" ".join(row["model_name"].split()), many) for row, _, many in expected
    ]
    left_out = [" ".join(row["model_name"].split()) for row, at, many in every if not is_wanted(row, at, many)]
    assert ten([one.item for one in page.skipped]) == ten([name for name in left_out if name])
    assert len(page.held) == left_out.count("")


def evaluations(tasks: list[Any]) -> Iterator[tuple[dict[str, Any], int, int]]:
    for task in tasks:
        boards = list(task.get("datasets") or [])
        while boards:
            board = boards.pop(0)
            rows = (board.get("sota") or {}).get("rows") or []
            yield from ((row, at, len(rows)) for at, row in enumerate(rows))
            boards[:0] = board.get("subdatasets") or []
        yield from evaluations(task.get("subtasks") or [])


def is_wanted(row: dict[str, Any], at: int, many: int) -> bool:
    """Whether a row is the best of more than 100, or states a billion parameters."""
    stated = " ".join(str(value) for key, value in (row.get("metrics") or {}).items() if "param" in key.casefold())
    size = re.match(r"([0-9.]+) ?([MB])\b", stated)
    large = size is not None and float(size[1]) * {"M": 1e6, "B": 1e9}[size[2]] >= 1e9
    return (at == 0 and many > 100) or large
