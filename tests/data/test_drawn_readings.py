"""Readings drawn by a fixed seed from real files, labelled by hand before the code that reads them was written.

Each row of `drawn_readings.jsonl` names the file and line its number is from, in the sources' own folders; where a kind
is rare, the notation of a real number was varied.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flopwatch.api import estimates
from flopwatch.cost import ForwardAnswer
from flopwatch.domain import FlopwatchError, Source
from flopwatch.sources import Columns, curated_folder, read_series
from flopwatch.sources.epoch.models_csv import EPOCH_CSV
from flopwatch.sources.lists.awesome_list import AWESOME_LIST
from flopwatch.text import read_quantities

ROWS = [json.loads(line) for line in Path(__file__).with_name("drawn_readings.jsonl").read_text("utf-8").splitlines()]
LEAST_RIGHT = 0.95
LIST = "# A list\n\n## Language Model\n\n- **M1** [[Lab]](http://a.org) 2023\n\n  ```yaml\n  {key}: {words}\n  ```\n"
SIZES = ("parameters", "variant_parameters", "component_parameters")
UNITS = {"gpus": "chips", "gpu_hours": "chip-hours", "flop": "FLOP", "params": "parameters"}


def near(found: float, wanted: float) -> bool:
    return abs(found - wanted) <= 1e-5 * abs(wanted)


def alike(found: list[float], wanted: list[float]) -> bool:
    return len(found) == len(wanted) and all(map(near, sorted(found), sorted(wanted)))


def check_block(key: str, words: str, expect: dict[str, Any]) -> bool:
    claims = AWESOME_LIST.read(LIST.format(key=key, words=words).encode(), Source(id="l", title="l")).claims

    def values(*names: str) -> list[float]:
        return [float(one.value) for one in claims if one.field in names and one.value]

    if "never" in expect and any(near(one, expect["never"]) for one in values(*SIZES)):
        return False
    right = True
    for name, wanted in expect.items():
        if name in ("or", "never", "or_seen"):
            continue
        found = values(*(SIZES if name == "parameters" else (name,)))
        right = right and (
            not found if wanted == "unread" else alike(found, wanted if isinstance(wanted, list) else [wanted])
        )
    unread = expect.get("or") == "unread" and not values(*SIZES, "dataset_size")
    seen = "or_seen" in expect and alike(values("tokens_seen"), [expect["or_seen"]])
    return right or unread or seen


def check_text(words: str, expect: dict[str, Any]) -> bool:
    found = read_quantities(words)
    if "never" in expect:
        return not any(one.unit == "parameters" and near(float(one.value), expect["never"]) for one in found)
    for name, wanted in expect.items():
        if name == "active_params":
            some = [one for one in found if one.label.startswith("activ")]
        else:
            some = [one for one in found if one.unit == UNITS[name] and not one.label.startswith("activ")]
        if not any(near(float(one.value), wanted) for one in some):
            return False
    return True


def check_series(data: str, options: list[str], expect: dict[str, Any]) -> bool:
    order = options[1] if options else "auto"
    try:
        found = read_series(data.encode(), Source(id="s", title="s"), Columns("date", "flop", date_order=order))
    except FlopwatchError:
        return "refused or flagged" in expect
    if "refused or flagged" in expect:
        return False
    right = len(found.rows) == expect["n"]
    for row, wanted in zip(found.rows, expect.get("dates", ()), strict=False):
        quarter = "Q" in wanted
        months = [f"{wanted[:4]}-{3 * int(wanted[-1]) - n:02}" for n in range(3)] if quarter else [wanted]
        right = right and str(row.date)[: 7 if quarter else 10] in months
    return right and all(near(row.value, v) for row, v in zip(found.rows, expect.get("values", ()), strict=False))


def check_epoch(column: str, cell: str, expect: dict[str, Any]) -> bool:
    data = f'Model,Domain,{column}\nM1,Language,"{cell}"\n'.encode()
    reading = EPOCH_CSV.read(data, Source(id="e", title="e"))
    if "flag" in expect:
        return any(expect["flag"] in one.flags for one in reading.claims)
    ((name, wanted),) = [(k, v) for k, v in expect.items() if k not in ("or", "notes")]
    found = [float(one.value) for one in reading.claims if one.field == name and one.value]
    if wanted == "unread":
        return not found and not any(cell in one for one in reading.notes)
    unread = expect.get("or") == "unread" and not found and any(cell in one for one in reading.notes)
    return unread or alike(found, wanted if isinstance(wanted, list) else [wanted])


def check_estimate(words: str, expect: dict[str, Any]) -> bool:
    parts = shlex.split(words)
    given = {name[2:].replace("-", "_"): value for name, value in zip(parts[::2], parts[1::2], strict=True)}
    chip = given.pop("chip", "")
    found = estimates.estimate(given, curated_folder(), "", chip=chip)
    assert isinstance(found, ForwardAnswer)
    codes = [one.code for one in found.questions]
    return codes == ([expect["question"]] if expect["question"] else [])


def check_compute(words: str, expect: dict[str, Any]) -> bool:
    try:
        found = estimates.estimate({"compute": words}, curated_folder(), "")
    except FlopwatchError:
        return expect.get("or") == "refused"
    return near(found.compute_flop.p50, expect["compute"])


def check_country(words: str, expect: dict[str, Any]) -> bool:
    given = {"parameters": "7B", "tokens": "1T", "chips": "8", "days": "3"}
    found = estimates.estimate(given, curated_folder(), "", chip="A100", with_cost=True, country=words)
    line = next(one for one in found.cost if one.quantity == "emissions")
    return f"({expect['country']}," in line.formula or f"{expect['country']!r}" in (line.unknown or "")


def is_right(row: dict[str, Any]) -> bool:
    ask, words, expect = row["ask"], row["input"], row["expect"]
    checks: dict[str, Callable[[], bool]] = {
        "block": lambda: check_block(ask.removeprefix("block "), words, expect),
        "text": lambda: check_text(words, expect),
        "series": lambda: check_series(words, ask.split()[1:], expect),
        "epoch": lambda: check_epoch(ask.removeprefix("epoch "), words, expect),
        "estimate": lambda: check_estimate(words, expect),
    }
    special = {"estimate --compute": check_compute, "estimate country": check_country}
    return special[ask](words, expect) if ask in special else checks[ask.split()[0]]()


@pytest.fixture(scope="module")
def answers() -> dict[str, bool]:
    return {row["id"]: is_right(row) for row in ROWS}


def test_drawn_readings_are_right(answers: dict[str, bool]) -> None:
    wrong = [name for name, right in answers.items() if not right]
    assert len(ROWS) >= 150
    assert 1 - len(wrong) / len(ROWS) >= LEAST_RIGHT, wrong


def test_every_kind_is_drawn(answers: dict[str, bool]) -> None:
    kinds = {row["kind"] for row in ROWS}
    assert len(kinds) == 16
    assert all(any(right for name, right in answers.items() if name.startswith(kind)) for kind in kinds)
