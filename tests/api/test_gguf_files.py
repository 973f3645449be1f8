"""`architecture` and `estimate --config` on GGUF files."""

from __future__ import annotations

import json

import pytest
from helpers.gguf_headers import gguf
from typer.testing import CliRunner

from flopwatch.api import architecture, filled_by_config
from flopwatch.cli import app
from flopwatch.domain.errors import BadInput

F32, Q4_K = 0, 12
HIDDEN, INNER, VOCABULARY, EXPERTS = 4096, 14336, 32000, 8


def mixtral(layers, *, apart=False):
    """Tensors of Mixtral 8x7B: 32 layers of attention (32 heads, 8 of them keys) and 8 experts, 2 in use."""
    tensors = {
        "token_embd.weight": (Q4_K, HIDDEN, VOCABULARY),
        "output.weight": (Q4_K, HIDDEN, VOCABULARY),
        "output_norm.weight": (F32, HIDDEN),
        "rope_freqs.weight": (F32, 64),
    }
    for n in layers:
        tensors |= {
            f"blk.{n}.attn_norm.weight": (F32, HIDDEN),
            f"blk.{n}.ffn_norm.weight": (F32, HIDDEN),
            f"blk.{n}.ffn_gate_inp.weight": (F32, HIDDEN, EXPERTS),
            f"blk.{n}.attn_q.weight": (Q4_K, HIDDEN, HIDDEN),
            f"blk.{n}.attn_k.weight": (Q4_K, HIDDEN, 1024),
            f"blk.{n}.attn_v.weight": (Q4_K, HIDDEN, 1024),
            f"blk.{n}.attn_output.weight": (Q4_K, HIDDEN, HIDDEN),
        }
        for part in ("gate", "up", "down"):
            if apart:
                tensors |= {f"blk.{n}.ffn_{part}.{e}.weight": (Q4_K, HIDDEN, INNER) for e in range(EXPERTS)}
            else:
                tensors[f"blk.{n}.ffn_{part}_exps.weight"] = (Q4_K, HIDDEN, INNER, EXPERTS)
    return tensors


PAIRS = [
    ("general.architecture", "llama"),
    ("llama.expert_count", EXPERTS),
    ("llama.expert_used_count", 2),
    ("tokenizer.ggml.tokens", ["a", "b"]),
]
# mistralai/Mixtral-8x7B-v0.1: transformers on the meta device, tests/architecture/golden.json
TOTAL, ACTIVE = 46702792704, 12879925248


@pytest.mark.parametrize("apart", [False, True])
def test_mixtral_as_gguf_holds_what_transformers_counts(tmp_path, apart):
    path = tmp_path / "mixtral.gguf"
    path.write_bytes(gguf(mixtral(range(32), apart=apart), PAIRS))
    counts = architecture(str(path))
    assert (counts.parameters, counts.active_parameters, counts.doubts) == (TOTAL, ACTIVE, ())
    assert counts.non_embedding_parameters == TOTAL - 2 * HIDDEN * VOCABULARY


def test_estimate_takes_the_parameters_of_a_gguf_file(tmp_path):
    path = tmp_path / "mixtral.gguf"
    path.write_bytes(gguf(mixtral(range(32)), PAIRS))
    done = CliRunner().invoke(app, ["estimate", "--config", str(path), "--tokens", "1T", "--json"])
    assert done.exit_code == 0, done.output
    row = json.loads(done.stdout)
    assert (row["config"]["parameters"], row["config"]["active_parameters"]) == (TOTAL, ACTIVE)
    assert row["compute_flop"]["p50"] == pytest.approx(7.73e22, rel=0.01)


def split(folder, numbers):
    for number in numbers:
        tensors = mixtral(range(16 * (number - 1), 16 * number))
        if number == 2:
            tensors = {name: one for name, one in tensors.items() if name.startswith("blk")}
        raw = gguf(tensors, [*PAIRS, ("split.count", 2)] if number == 1 else [("split.count", 2)])
        (folder / f"mixtral-{number:05d}-of-00002.gguf").write_bytes(raw)


@pytest.mark.parametrize("given", [1, 2])
def test_the_files_of_a_split_model_are_read_together(tmp_path, given):
    split(tmp_path, (1, 2))
    counts = architecture(str(tmp_path / f"mixtral-{given:05d}-of-00002.gguf"))
    assert (counts.parameters, counts.active_parameters, counts.doubts) == (TOTAL, ACTIVE, ())


def test_a_part_of_a_split_model_is_in_doubt_and_no_estimate_is_made_of_it(tmp_path):
    split(tmp_path, (1,))
    path = str(tmp_path / "mixtral-00001-of-00002.gguf")
    shown = CliRunner().invoke(app, ["architecture", path])
    assert "in doubt: one of 2 files of a split model" in shown.stdout
    with pytest.raises(BadInput, match="one of 2 files"):
        filled_by_config(path, {"tokens": "1T"})


@pytest.mark.parametrize(
    ("tensors", "pairs", "says"),
    [
        ({"a.lora_a": (F32, 4, 4)}, [("general.type", "adapter")], "an adapter"),
        ({}, [("general.architecture", "llama")], "no tensor in this header"),
        ({"v.patch_embd.weight": (F32, 14, 14, 3, 1024)}, [("general.architecture", "clip")], "mmproj"),
        ({"blk.0.ffn_up_exps.weight": (Q4_K, 8, 8, 4)}, [("general.architecture", "x")], "how many experts"),
        ({"blk.0.nextn.eh_proj.weight": (Q4_K, 8, 8)}, [("general.architecture", "x")], "further tokens"),
        ({"a.weight": (Q4_K, 8, 8)}, [("general.parameter_count", 7_000_000_000)], "the tensors hold 64"),
    ],
)
def test_what_is_no_whole_model_fills_no_estimate(tmp_path, tensors, pairs, says):
    path = tmp_path / "x.gguf"
    path.write_bytes(gguf(tensors, pairs))
    with pytest.raises(BadInput, match=says):
        filled_by_config(str(path), {"tokens": "1T"})


def test_a_gguf_address_is_not_fetched_and_a_big_endian_file_is_named(tmp_path):
    with pytest.raises(BadInput, match="not fetched"):
        architecture("https://huggingface.co/a/b/resolve/main/model-Q4_K_M.gguf")
    path = tmp_path / "big.gguf"
    path.write_bytes(b"GGUF\0\0\0\x03" + bytes(16))
    with pytest.raises(BadInput, match="big-endian"):
        architecture(str(path))
