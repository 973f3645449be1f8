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


# One step of denoising over 64 latent positions and the pipelines' texts, as torch's FlopCounterMode counts diffusers
# 0.42.1 on the CPU with attention in plain matrix products.
DIFFUSERS = (
    (
        {
            "_class_name": "FluxTransformer2DModel",
            "num_layers": 2,
            "num_single_layers": 3,
            "attention_head_dim": 16,
            "num_attention_heads": 2,
            "joint_attention_dim": 32,
            "pooled_projection_dim": 16,
            "in_channels": 8,
            "guidance_embeds": True,
        },
        284341248,
    ),
    (
        {
            "_class_name": "SD3Transformer2DModel",
            "num_layers": 3,
            "attention_head_dim": 16,
            "num_attention_heads": 2,
            "caption_projection_dim": 32,
            "joint_attention_dim": 24,
            "pooled_projection_dim": 16,
            "in_channels": 4,
            "out_channels": 4,
            "qk_norm": "rms_norm",
            "dual_attention_layers": [0],
        },
        85442432,
    ),
    (
        {
            "_class_name": "WanTransformer3DModel",
            "num_layers": 2,
            "attention_head_dim": 16,
            "num_attention_heads": 2,
            "in_channels": 4,
            "out_channels": 4,
            "text_dim": 24,
            "ffn_dim": 40,
        },
        17856512,
    ),
)


@pytest.mark.parametrize(("config", "forward"), DIFFUSERS, ids=lambda one: str(one)[:30])
def test_a_step_of_denoising_takes_exactly_the_operations_torch_executes(config, forward):
    assert count_architecture(config, 64).forward_flop_per_sequence == forward
