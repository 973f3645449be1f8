"""Default configs of every family by class, and random changes of them, against transformers on the meta device."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from flopwatch.architecture.counts import count_architecture
from flopwatch.architecture.families.registry import FAMILIES
from flopwatch.architecture.families.wrappers import WRAPPERS
from flopwatch.domain.errors import BadInput

GOLDEN = [
    json.loads(line)
    for line in (Path(__file__).parent / "family_golden.jsonl").read_text(encoding="utf-8").splitlines()
]
ROWS = GOLDEN[1:]


def of_class(config, name):
    return config if "_class_name" in config else {**config, "architectures": [name]}


@pytest.fixture(scope="module")
def outcomes():
    """For each config and class: exact, refused, or wrong with both counts."""
    found = []
    for row in ROWS:
        for name, (total, active) in row["classes"].items():
            try:
                counts = count_architecture(of_class(row["config"], name), 8)
            except BadInput as error:
                found.append((row["config"].get("model_type", name), name, "refused", str(error)))
                continue
            got = (counts.parameters, counts.active_parameters)
            kind = "exact" if got == (total, active) else "wrong"
            found.append((row["config"].get("model_type", name), name, kind, f"{got} for {(total, active)}"))
    return found


def test_a_count_is_exact_or_refused_and_never_wrong(outcomes):
    assert [one for one in outcomes if one[2] == "wrong"] == []


def test_more_than_a_thousand_counts_of_more_than_200_model_types_are_exact(outcomes):
    exact = Counter(model_type for model_type, _, kind, _ in outcomes if kind == "exact")
    assert exact.total() >= 1_250
    assert len(exact) >= 225


def test_few_are_refused_and_each_refusal_says_what_would_be_counted_or_what_is_wrong(outcomes):
    refused = [one for one in outcomes if one[2] == "refused"]
    assert len(refused) <= 0.08 * len(outcomes)
    assert all("not counted" in why or "Correct" in why or "cannot" in why or "State" in why for *_, why in refused)


WORKED_OUT = (
    "layer_types",
    "mlp_layer_types",
    "per_layer_config",
    "indexer_types",
    "full_attn_idxs",
    "attention_layers",
    "no_rope_layers",
    "moe_layers",
)


def bare(config):
    """A config as it is saved before the family's own code lists its layers."""
    return {
        key: bare(value) if isinstance(value, dict) else value for key, value in config.items() if key not in WORKED_OUT
    }


def test_layers_that_are_not_listed_follow_the_familys_own_rule():
    wrong, held = [], set()
    for row in ROWS:
        name, (total, active) = next(iter(row["classes"].items()))
        config = bare(row["config"])
        if config == row["config"]:
            continue
        try:
            counts = count_architecture(of_class(config, name), 8)
        except BadInput:
            continue
        held.add(config["model_type"])
        if (counts.parameters, counts.active_parameters) != (total, active):
            wrong.append((config["model_type"], name))
    assert wrong == []
    assert len(held) >= 40


def test_the_golden_counts_name_the_versions_that_made_them():
    assert set(GOLDEN[0]["made_with"]) == {"torch", "transformers", "diffusers"}


def test_a_family_without_a_golden_default_is_one_transformers_does_not_build_alone():
    held = {row["config"].get("model_type") for row in ROWS}
    without = {one.model_type for one in (*FAMILIES, *WRAPPERS)} - held
    own_code = {"chatglm", "deepseek", "kimi_k2", "mimo", "nemotron-nas", "qwen"}
    # Read inside a whole model only, or built with libraries the oracle lacks (timm) or sizes its defaults do not fit.
    inside = {"exaone4_5_text", "step3p5", "aya_vision", "gemma3n"}
    assert without <= own_code | inside
