"""`estimate --config`: parameters counted from a config fill the calculator."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from flopwatch.api import filled_by_config
from flopwatch.cli import app
from flopwatch.domain.errors import BadInput

MIXTRAL = {
    "model_type": "mixtral",
    "hidden_size": 4096,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "intermediate_size": 14336,
    "vocab_size": 32000,
    "num_local_experts": 8,
    "num_experts_per_tok": 2,
}


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(MIXTRAL), encoding="utf-8")
    return str(path)


def test_a_mixtures_active_parameters_are_what_its_tokens_pass(config):
    done = CliRunner().invoke(app, ["estimate", "--config", config, "--tokens", "1T", "--json"])
    assert done.exit_code == 0, done.output
    row = json.loads(done.stdout)
    assert row["config"]["parameters"] == 46702792704
    assert row["config"]["active_parameters"] == 12879925248
    # 6 × 12.88e9 × 1e12
    assert row["compute_flop"]["p50"] == pytest.approx(7.73e22, rel=0.01)


def test_parameters_beside_a_config_are_refused(config):
    with pytest.raises(BadInput, match="--parameters and --config both state parameters"):
        filled_by_config(config, {"parameters": "7B"})


def test_towers_are_left_out_of_what_a_text_token_passes(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"model_type": "qwen2_audio"}), encoding="utf-8")
    given, halves, counted = filled_by_config(str(path), {"tokens": "1T"})
    assert counted.parameters == 12692062208
    assert given["active_parameters"] == f"={counted.active_parameters}"
    assert counted.active_parameters < counted.parameters - 600_000_000
    assert not halves


def test_an_encoder_decoder_says_that_a_token_passes_one_half(tmp_path):
    path = tmp_path / "config.json"
    t5 = {"model_type": "t5", "d_model": 512, "num_layers": 6, "num_heads": 8, "d_kv": 64, "d_ff": 2048}
    path.write_text(json.dumps({**t5, "vocab_size": 32128}), encoding="utf-8")
    assert filled_by_config(str(path), {})[1]
