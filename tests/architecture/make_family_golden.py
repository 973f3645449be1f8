"""Writes family_golden.jsonl: parameters and active parameters of every family's default config, by class, and of
random changes of it, as transformers (and diffusers) build them on the meta device.

Run where torch, transformers and diffusers are installed, which the project itself never needs:

    python tests/architecture/make_family_golden.py

The first line holds the versions. A config is written once and named by the rows that use it.
"""

from __future__ import annotations

import dataclasses
import json
import random
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1] / "src"
sys.path.insert(0, str(ROOT))

from flopwatch.architecture.families.registry import FAMILIES  # noqa: E402
from flopwatch.architecture.families.wrappers import WRAPPERS  # noqa: E402
from flopwatch.architecture.family_defaults import owners  # noqa: E402

GOLDEN = HERE / "family_golden.jsonl"
EACH = 3
LAYERS = ("num_hidden_layers", "num_layers", "n_layer", "encoder_layers", "decoder_layers", "num_decoder_layers")
# What a default config lacks before it can be built.
NEEDED: dict[str, dict[str, Any]] = {
    "deepseek_v2": {"num_experts_per_tok": 6},
    "esm": {"vocab_size": 33, "pad_token_id": 1, "mask_token_id": 32},
    "dots1": {"n_routed_experts": 128, "n_shared_experts": 2, "num_experts_per_tok": 6},
    "gemma4": {"vision_config": {}, "audio_config": {}},
    "glm4_moe": {"head_dim": 128},
    "glm4v_moe": {"text_config": {"head_dim": 128}},
    "glm4v_moe_text": {"head_dim": 128},
    "hunyuan_v1_dense": {"head_dim": 128},
    "hunyuan_v1_moe": {"head_dim": 128, "num_experts": 64, "moe_topk": 8, "intermediate_size": 3072},
    "lfm2_moe": {"layer_types": ["conv", "conv", "full_attention", "conv"], "num_hidden_layers": 4},
    "ministral": {"head_dim": 128},
    "nemotron": {"num_key_value_heads": 8},
}
# Experts of a token where no key states them.
ROUTED = {"nllb-moe": 2, "switch_transformers": 1}
DIFFUSERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("FluxTransformer2DModel", {}),
    ("FluxTransformer2DModel", {"guidance_embeds": True}),
    ("FluxTransformer2DModel", {"guidance_embeds": True, "in_channels": 384, "out_channels": 64}),
    ("SD3Transformer2DModel", {"num_layers": 24, "num_attention_heads": 24, "caption_projection_dim": 1536}),
    (
        "SD3Transformer2DModel",
        {
            "num_layers": 24,
            "num_attention_heads": 24,
            "caption_projection_dim": 1536,
            "qk_norm": "rms_norm",
            "dual_attention_layers": list(range(13)),
        },
    ),
    (
        "SD3Transformer2DModel",
        {"num_layers": 38, "num_attention_heads": 38, "caption_projection_dim": 2432, "qk_norm": "rms_norm"},
    ),
    ("WanTransformer3DModel", {}),
    ("WanTransformer3DModel", {"num_attention_heads": 12, "ffn_dim": 8960, "num_layers": 30}),
    ("WanTransformer3DModel", {"image_dim": 1280, "added_kv_proj_dim": 5120, "in_channels": 36}),
)


def read_keys() -> set[str]:
    """The keys that some family reads: only they are written."""
    paths = (ROOT / "flopwatch/architecture/families").glob("*.py")
    return set(re.findall(r'"([A-Za-z_][A-Za-z0-9_]*)"', "\n".join(one.read_text(encoding="utf-8") for one in paths)))


def kept(value: Any, wanted: set[str]) -> Any:
    """A config without the keys that no family reads."""
    if not isinstance(value, dict):
        return value
    nested = {key: one for key, one in value.items() if key in wanted or key.isdigit()}
    return {key: kept(one, wanted) for key, one in nested.items() if key not in ("id2label", "label2id")}


def active_of(model: Any, config: Any) -> int:
    """Parameters that work on one token: of experts' tensors the share a token is routed to."""
    text = config.get_text_config() if hasattr(config, "get_text_config") else config
    first = lambda names: next((v for name in names if isinstance(v := getattr(text, name, None), int) and v), 0)  # noqa: E731
    there = first(("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"))
    used = first(("num_experts_per_tok", "moe_topk", "moe_k", "top_k_experts", "num_experts_per_token"))
    used = used or ROUTED.get(config.model_type, 0)
    total = 0
    for name, one in model.named_parameters():
        count = one.numel()
        if there and re.search(r"\.experts\.\w*\.?\d+\.", name):
            count = count * used // there
        elif there and ".experts." in name:
            count = count // one.shape[0] * used
        total += count
    return total


def changes(config_class: Any, rng: random.Random, wanted: set[str]) -> dict[str, Any]:
    """A few keys of a config class, changed at random: switches thrown, sizes doubled, halved or made odd."""
    fields = {one.name: one.default for one in dataclasses.fields(config_class) if one.name in wanted}
    fixed = ("is_decoder", "add_cross_attention", "num_labels", *LAYERS)
    switches = [key for key, value in fields.items() if type(value) is bool and key not in fixed]
    sizes = [key for key, value in fields.items() if type(value) is int and key not in fixed]
    out: dict[str, Any] = {key: rng.choice((2, 3, 4, 5)) for key in LAYERS if type(fields.get(key)) is int}
    for key in rng.sample(switches, min(len(switches), rng.randint(0, 2))):
        out[key] = not fields[key]
    for key in rng.sample(sizes, min(len(sizes), rng.randint(0, 3))):
        out[key] = rng.choice((2 * fields[key], max(1, fields[key] // 2), fields[key] + 16, max(1, fields[key])))
    return out


def built(config: Any, name: str) -> tuple[int, int]:
    """Parameters and active parameters of a class on the meta device."""
    import torch
    import transformers

    with torch.device("meta"):
        model = getattr(transformers, name)._from_config(config)
    return sum(one.numel() for one in model.parameters()), active_of(model, config)


def main() -> None:
    """Build everything and write the file."""
    import torch
    import transformers
    from transformers import CONFIG_MAPPING

    transformers.logging.set_verbosity_error()
    wanted, rng = read_keys() | {"architectures"}, random.Random(15)
    spelled = {name.casefold(): name for name in dir(transformers)}
    rows: list[dict[str, Any]] = []
    for family in (*FAMILIES, *WRAPPERS):
        if family.model_type not in CONFIG_MAPPING:
            continue
        classes = [spelled[name] for name, owner in owners().items() if owner == family.model_type and name in spelled]
        classes.sort(key=lambda name: (name.endswith("Model"), "For" not in name))
        config_class = CONFIG_MAPPING[family.model_type]
        if family.model_type.endswith("_text"):
            classes = [name for name in classes if name.endswith(("ForCausalLM", "TextModel", "Classification"))]
        needed = NEEDED.get(family.model_type, {})
        varied = [(changes(config_class, rng, wanted) | needed, classes[:1]) for _ in range(EACH)]
        tries = [(needed, classes), *varied]
        for changed, names in tries:
            rows += answers(family.model_type, config_class, changed, names, wanted)
    rows += diffusers_rows()
    made = {"torch": torch.__version__, "transformers": transformers.__version__, "diffusers": version_of_diffusers()}
    GOLDEN.write_text(
        "\n".join(json.dumps(row, separators=(",", ":")) for row in ({"made_with": made}, *rows)) + "\n",
        encoding="utf-8",
    )
    sys.stdout.write(f"{len(rows)} configs, {sum(len(row['classes']) for row in rows)} counts: {GOLDEN}\n")


def answers(
    model_type: str, config_class: Any, changed: dict[str, Any], names: list[str], wanted: set[str]
) -> list[dict[str, Any]]:
    """The row of one config with the counts of its classes; none where nothing builds."""
    counts = {}
    try:
        config = config_class(**changed)
    except Exception as error:  # noqa: BLE001  # whatever transformers refuses is not a config
        sys.stderr.write(f"{model_type} {changed}: {str(error)[:100]}\n")
        return []
    if hasattr(config, "pad_token_id"):
        config.pad_token_id = 0
    for name in names:
        try:
            counts[name] = built(config, name)
        except Exception as error:  # noqa: BLE001  # a class that does not build has no count
            sys.stderr.write(f"{model_type} {name} {changed}: {str(error)[:100]}\n")
    stated = kept(json.loads(config.to_json_string(use_diff=False)), wanted) | {"model_type": model_type}
    return [{"config": stated, "classes": counts}] if counts else []


def diffusers_rows() -> list[dict[str, Any]]:
    """The transformers of diffusers."""
    import diffusers
    import torch

    rows = []
    for name, changed in DIFFUSERS:
        with torch.device("meta"):
            model = getattr(diffusers, name)(**changed)
        stated = {key: value for key, value in json.loads(model.to_json_string()).items() if key[0] != "_"}
        total = sum(one.numel() for one in model.parameters())
        rows.append({"config": {"_class_name": name, **stated}, "classes": {name: (total, total)}})
    return rows


def version_of_diffusers() -> str:
    """The version of diffusers."""
    import diffusers

    return str(diffusers.__version__)


if __name__ == "__main__":
    main()
