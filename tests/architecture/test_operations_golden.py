"""Operations of small models of the newer families against what torch executes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flopwatch.architecture.counts import count_architecture

LINES = (Path(__file__).parent / "operations_golden.jsonl").read_text(encoding="utf-8").splitlines()
TOKENS = json.loads(LINES[0])["tokens"]


# A classifier over a sequence scores every position in transformers and keeps one; we count the one.
EVERY_POSITION = {"LlamaForSequenceClassification": 2 * 64 * 2 * (TOKENS - 1)}


@pytest.mark.parametrize(
    "row", [json.loads(line) for line in LINES[1:]], ids=lambda row: row["config"]["architectures"][0]
)
def test_a_forward_pass_takes_exactly_the_operations_torch_executes(row):
    counts = count_architecture(row["config"], TOKENS)
    beyond = EVERY_POSITION.get(row["config"]["architectures"][0], 0)
    assert counts.forward_flop_per_sequence + beyond == row["forward"]
