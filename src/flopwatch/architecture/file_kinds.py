"""Files found next to a config, recognised by their keys, with the file to give instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

_SHOWN = 80


class Kind(NamedTuple):
    """A kind of file.

    Args:
        what: What it is, in words.
        give: What to give instead.
        all_of: Keys it has, every one.
        any_of: Keys of which it has at least one; empty for no such demand.
    """

    what: str
    give: str
    all_of: tuple[str, ...]
    any_of: tuple[str, ...] = ()


_BESIDE = "Give the config.json of the same folder."
_BASE = "Give the config.json of its base model"

# The first that fits counts: the most particular ones come first.
KINDS: tuple[Kind, ...] = (
    Kind("a LoRA adapter (adapter_config.json)", _BASE, ("peft_type",), ("r", "lora_alpha", "target_modules")),
    Kind("an adapter (adapter_config.json)", _BASE, ("peft_type",)),
    Kind("an adapter (adapter_config.json)", _BASE, ("base_model_name_or_path",), ("lora_alpha", "target_modules")),
    Kind("the index of weight files (model.safetensors.index.json)", _BESIDE, ("weight_map",)),
    Kind("a list of weight files and their sizes", _BESIDE, ("metadata",), ("all_checkpoint_keys",)),
    Kind(
        "DeepSeek's inference config (inference/config_*.json)",
        "Give the config.json at the top of the repository.",
        ("dim", "n_layers"),
        ("moe_inter_dim", "n_routed_experts", "n_activated_experts", "inter_dim"),
    ),
    Kind(
        "Meta's params.json",
        "Give the config.json of the same model in transformers' form.",
        ("dim", "n_layers", "n_heads"),
    ),
    Kind("the state of a training run (trainer_state.json)", _BESIDE, ("log_history",)),
    Kind(
        "the settings of a training run (training_args)",
        _BESIDE,
        ("learning_rate",),
        ("output_dir", "num_train_epochs"),
    ),
    Kind("a DeepSpeed config", "Give the model's config.json.", ("zero_optimization",)),
    Kind("a quantising tool's settings (quantize_config.json)", _BESIDE, ("bits", "group_size")),
    Kind("a quantising tool's settings (quantize_config.json)", _BESIDE, ("quant_method",)),
    Kind("a tokenizer's settings (tokenizer_config.json)", _BESIDE, ("tokenizer_class",)),
    Kind("a tokenizer's settings (tokenizer_config.json)", _BESIDE, ("added_tokens_decoder",)),
    Kind("a tokenizer (tokenizer.json)", _BESIDE, ("added_tokens", "model")),
    Kind(
        "a list of special tokens (special_tokens_map.json)",
        _BESIDE,
        ("eos_token",),
        ("bos_token", "pad_token", "unk_token"),
    ),
    Kind(
        "the settings of an image or sound processor (preprocessor_config.json)",
        _BESIDE,
        (),
        (
            "image_processor_type",
            "feature_extractor_type",
            "processor_class",
            "image_mean",
            "video_processor_type",
        ),
    ),
    Kind("a chat template (chat_template.json)", _BESIDE, ("chat_template",)),
    Kind("a sentence-transformers config", _BESIDE, ("__version__",)),
    Kind(
        "a module of sentence-transformers (1_Pooling/config.json)",
        "Give the config.json at the top.",
        ("word_embedding_dimension",),
    ),
    Kind("the metrics of an evaluation", _BESIDE, (), ("eval_loss", "eval_samples", "train_loss", "train_samples")),
    Kind("results of lm-evaluation-harness", "Give the model's config.json.", ("results",), ("config", "versions")),
    Kind("a scheduler's config of diffusers", "Give transformer/config.json.", ("_class_name", "num_train_timesteps")),
    Kind(
        "an answer of the hub's API about a model, not its config",
        "Give the file config.json of that model.",
        ("siblings",),
    ),
    Kind("an error the hub answered", "Check the name, and that its conditions were accepted.", ("error",)),
    Kind(
        "generation settings (generation_config.json)",
        _BESIDE,
        (),
        (
            "do_sample",
            "temperature",
            "top_p",
            "top_k",
            "max_length",
            "max_new_tokens",
            "_from_model_config",
            "num_beams",
        ),
    ),
    Kind(
        "token ids without sizes: generation settings (generation_config.json)",
        _BESIDE,
        (),
        (
            "eos_token_id",
            "bos_token_id",
            "pad_token_id",
            "decoder_start_token_id",
        ),
    ),
)

# A file that has one of these describes a model, whatever else it holds.
_SIZES = ("hidden_size", "num_hidden_layers", "n_embd", "d_model", "n_layer", "num_attention_heads", "text_config")


def kind_of(config: Mapping[str, object]) -> str:
    """Return the kind of a file without `model_type` and the file to give instead, in words; "" if unknown.

    Example:
        >>> kind_of({"peft_type": "LORA", "r": 16, "base_model_name_or_path": "org/base"})
        "This is a LoRA adapter (adapter_config.json). Give the config.json of its base model 'org/base'."
    """
    name = config.get("_class_name")
    if isinstance(name, str) and name.endswith("Pipeline"):
        return (
            f"This is the list of parts of the diffusers pipeline {name[:_SHOWN]!r} (model_index.json). Give "
            "the config of one part: transformer/config.json."
        )
    for kind in KINDS:
        if any(one in config for one in _SIZES) and not kind.all_of:
            continue
        if all(one in config for one in kind.all_of) and (not kind.any_of or any(one in config for one in kind.any_of)):
            base = config.get("base_model_name_or_path")
            named = f" {base[:_SHOWN]!r}" if isinstance(base, str) and base and kind.give == _BASE else ""
            return f"This is {kind.what}. {kind.give}{named}".rstrip(".") + "."
    if config and all(type(one) is int and name[:1] in "<[" for name, one in config.items()):
        return f"This is a list of added tokens (added_tokens.json). {_BESIDE}"
    if len(config) >= 200 and all(type(one) is int for one in config.values()):
        return f"This is a vocabulary (vocab.json): {len(config)} words with numbers. {_BESIDE}"
    return ""


def converted(config: Mapping[str, object]) -> tuple[dict[str, object], str] | None:
    """Return Meta's or Mistral's params.json in the keys of transformers, and a note; None if it is neither, or
    states no vocabulary.

        inner = 2/3 × 4 × dim × ffn_dim_multiplier, rounded up to multiple_of  (Meta), hidden_dim (Mistral)

    Source:
        meta-llama/llama-models, `models/llama3/model.py`, class FeedForward; mistralai/mistral-inference,
        `src/mistral_inference/args.py`.
    """
    sizes = [config.get(name) for name in ("dim", "n_layers", "n_heads", "vocab_size")]
    if not all(type(one) is int and 0 < one < 1 << 31 for one in sizes):
        return None
    dim, layers, heads, vocabulary = (one for one in sizes if isinstance(one, int))
    out: dict[str, object] = {
        "hidden_size": dim,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "vocab_size": vocabulary,
        "num_key_value_heads": config.get("n_kv_heads") or heads,
    }
    hidden = config.get("hidden_dim")
    if type(hidden) is int and "multiple_of" not in config and "moe" not in config:
        out |= {"model_type": "mistral", "intermediate_size": hidden, "sliding_window": None}
        if config.get("head_dim") is not None:
            out["head_dim"] = config["head_dim"]
        return out, "read from Mistral's params.json"
    many, factor = config.get("multiple_of"), config.get("ffn_dim_multiplier", 1.0)
    if (
        type(many) is not int
        or not 0 < many < 1 << 20
        or isinstance(factor, bool)
        or not isinstance(factor, int | float)
    ):
        return None
    if not 0 < factor < 100 or "moe_args" in config or "vision_chunk_size" in config:
        return None
    inner = int(factor * int(2 * 4 * dim / 3))
    out |= {"model_type": "llama", "intermediate_size": many * -(-inner // many)}
    return out, "read from Meta's params.json, head of its own"
