"""Configs drawn by a seed and counted by transformers before the code under test met them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flopwatch.architecture.counts import count_architecture
from flopwatch.domain.errors import BadInput

FRESH = [
    json.loads(line)
    for line in (Path(__file__).parent / "fresh_configs.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def outcomes():
    """Each drawn config: exact, refused, or wrong with both counts."""
    found = {}
    for row in FRESH[1:]:
        try:
            counts = count_architecture(row["config"])
        except BadInput as error:
            found[row["name"]] = str(error)
            continue
        got, right = (counts.parameters, counts.active_parameters), (row["parameters"], row["active"])
        found[row["name"]] = "exact" if got == right else f"wrong: {got} for {right}"
    return found


def test_a_drawn_config_is_counted_exactly_or_refused_by_name(outcomes):
    assert len(outcomes) == 60
    assert [one for one in outcomes.items() if one[1].startswith("wrong")] == []
    refused = [why for why in outcomes.values() if why != "exact"]
    assert all("is not supported" in why or "Correct model_type" in why for why in refused)


def test_no_family_that_is_described_refuses_a_drawn_config_but_one_that_contradicts_itself(outcomes):
    refused = {name for name, why in outcomes.items() if why != "exact" and "is not supported" not in why}
    assert refused == {"architecture-head-09__llama-moe-arch-mismatch, no class"}
    assert sum(why == "exact" for why in outcomes.values()) >= 38
