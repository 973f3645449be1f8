"""Files found next to a config: recognised by their keys or first bytes, with the file to give instead."""

from __future__ import annotations

import json

import pytest
from helpers.operations import operations, watchdog

from flopwatch.architecture.counts import count_architecture
from flopwatch.domain.errors import BadInput
from flopwatch.sources.model_files import read_config_json

META = {
    "dim": 4096,
    "n_layers": 32,
    "n_heads": 32,
    "n_kv_heads": 8,
    "vocab_size": 128256,
    "ffn_dim_multiplier": 1.3,
    "multiple_of": 1024,
    "norm_eps": 1e-05,
}


@pytest.mark.parametrize(
    ("config", "what", "give"),
    [
        (
            {"peft_type": "LORA", "base_model_name_or_path": "org/base-8b", "r": 16, "target_modules": ["q_proj"]},
            "a LoRA adapter",
            "its base model 'org/base-8b'",
        ),
        ({"peft_type": "PREFIX_TUNING"}, "an adapter", "its base model"),
        (
            {"bos_token_id": 1, "eos_token_id": 2, "temperature": 0.6},
            "generation settings",
            "config.json of the same folder",
        ),
        ({"eos_token_id": [1, 2], "transformers_version": "4.5"}, "generation settings", "config.json"),
        ({"metadata": {"total_size": 7}, "weight_map": {"a": "b"}}, "the index of weight files", "config.json"),
        (
            {"dim": 7168, "n_layers": 61, "n_heads": 128, "n_routed_experts": 256, "moe_inter_dim": 2048},
            "DeepSeek's inference config",
            "at the top of the repository",
        ),
        ({**META, "vocab_size": -1}, "Meta's params.json", "transformers' form"),
        ({"_class_name": "FluxPipeline", "transformer": ["diffusers", "x"]}, "the list of parts", "transformer/config"),
        ({"tokenizer_class": "LlamaTokenizer"}, "a tokenizer's settings", "config.json"),
        ({"version": "1.0", "added_tokens": [], "model": {"type": "BPE"}}, "a tokenizer", "config.json"),
        ({"bos_token": "<s>", "eos_token": "</s>"}, "a list of special tokens", "config.json"),
        ({"image_processor_type": "X", "size": {}}, "the settings of an image or sound processor", "config.json"),
        ({"bits": 4, "group_size": 128, "desc_act": True}, "a quantising tool's settings", "config.json"),
        ({"zero_optimization": {"stage": 3}}, "a DeepSpeed config", "config.json"),
        ({"log_history": [], "global_step": 1}, "the state of a training run", "config.json"),
        ({"error": "Repository not found"}, "an error the hub answered", "Check the name"),
        ({"<|im_end|>": 151645, "[PAD]": 0}, "a list of added tokens", "config.json"),
        ({f"word{i}": i for i in range(300)}, "a vocabulary (vocab.json): 300 words", "config.json"),
    ],
)
def test_a_file_beside_a_config_is_named_with_what_to_give_instead(config, what, give):
    with pytest.raises(BadInput, match="lacks 'model_type'") as caught:
        count_architecture(config)
    assert what in str(caught.value)
    assert give in str(caught.value)
    assert len(str(caught.value)) < 400


def test_sizes_without_a_model_type_are_not_taken_for_another_file():
    with pytest.raises(BadInput, match="which says how its other keys are to be read"):
        count_architecture({"hidden_size": 64, "eos_token_id": 2, "temperature": 1.0})


def test_metas_and_mistrals_params_are_counted():
    counts = count_architecture(META)
    assert counts.parameters == 8030261248
    assert counts.notes == ("read from Meta's params.json, head of its own",)
    # Mistral 7B v0.1 as mistral-inference holds it.
    mistral = {
        "dim": 4096,
        "n_layers": 32,
        "head_dim": 128,
        "hidden_dim": 14336,
        "n_heads": 32,
        "n_kv_heads": 8,
        "vocab_size": 32000,
    }
    assert count_architecture(mistral).parameters == 7241732096


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7", "a pointer of Git LFS"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\n  <HTML>", "a web page"),
        (b"Entry not found", "no such file"),
        (b"Invalid username or password.", "wants a login"),
        (b"GGUF\x03\0\0\0", "a GGUF weight file"),
        (b"PK\x03\x04rest", "a zip archive or a PyTorch checkpoint"),
        (b"\x80\x02}q", "a pickled PyTorch checkpoint"),
        (b"---\nlicense: mit\n---\n", "a model card"),
        ((20).to_bytes(8, "little") + b'{"__metadata__":{}} ', "a safetensors weight file"),
    ],
)
def test_bytes_of_another_file_are_named(raw, says):
    with pytest.raises(BadInput, match=r"^config\.json: this is ") as caught:
        read_config_json(raw)
    assert says in str(caught.value)


HOSTILE = (
    lambda n: b'{"model_type": "llama", ' + b'"a' * (n // 5) + b'": 1}',
    lambda n: b"[" * n,
    lambda n: b'{"a":' * (n // 5),
    lambda n: b'{"model_type": "llama", "hidden_size": ' + b"9" * n + b"}",
    lambda n: b'{"model_type": "llama", "hidden_size": NaN, "pad": "' + b"x" * n + b'"}',
    lambda n: b'{"model_type": "' + b"qwen3_" * (n // 6) + b'"}',
    lambda n: b'{"model_type": "llama", "architectures": ["' + b"Llama" * (n // 5) + b'"]}',
    lambda n: b'{"_class_name": "' + b"Flux" * (n // 4) + b'"}',
    lambda n: json.dumps({f"k{i}": i for i in range(n // 12)}).encode(),
    lambda n: json.dumps({"model_type": "nemotron-nas", "hidden_size": 8, "block_configs": [{}] * (n // 11)}).encode(),
    lambda n: json.dumps({"model_type": "qwen3_next", "layer_types": ["full_attention"] * (n // 22)}).encode(),
)


@pytest.mark.parametrize("made", HOSTILE, ids=range(11))
def test_100_kb_of_anything_are_refused_in_words_and_at_a_cost_that_grows_with_their_length(made):
    def refused(raw):
        with watchdog(), pytest.raises(BadInput) as caught:
            count_architecture(read_config_json(raw))
        return str(caught.value)

    refused(made(1_000))  # imports and caches
    raw, twice = made(50_000), made(100_000)
    assert operations(lambda: refused(twice)) < 2.2 * operations(lambda: refused(raw)) + 1_000
    words = refused(twice)
    assert len(words) < 3500
