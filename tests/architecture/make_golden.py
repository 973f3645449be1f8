"""Writes golden.json: counts of the cases by transformers (weights, on the meta device) and torch's FlopCounterMode
(operations).

Run in an environment that has torch and transformers, which the project itself never installs:

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install torch==2.13.0 transformers
    /tmp/oracle/bin/python tests/architecture/make_golden.py

With `--stdin` it counts what it is given instead: a JSON list of {"config", "context"?, "recurrent"?} in, a list of
counts out. That is how the oracle tests ask it from the project's own environment.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from helpers.architecture_cases import REAL, RECURRENT, SMALL  # noqa: E402
from helpers.architecture_variations import variations  # noqa: E402

GOLDEN = HERE / "golden.json"
CLASSES = {
    "bert": "BertForMaskedLM",
    "roberta": "RobertaForMaskedLM",
    "xlm-roberta": "XLMRobertaForMaskedLM",
    "distilbert": "DistilBertForMaskedLM",
    "vit": "ViTForImageClassification",
    "clip": "CLIPModel",
    "whisper": "WhisperForConditionalGeneration",
    "t5": "T5ForConditionalGeneration",
    "mt5": "MT5ForConditionalGeneration",
}


def parsed(config: dict[str, Any]) -> Any:
    """The config as transformers' own object."""
    import transformers

    stated = {key: value for key, value in config.items() if key not in ("model_type", "architectures")}
    made = transformers.AutoConfig.for_model(config["model_type"], **stated)
    if config["model_type"] not in ("clip", "vit"):
        # The default id of the padding token may lie outside a small vocabulary.
        made.pad_token_id = 1 if config["model_type"] in ("whisper", "roberta", "xlm-roberta") else 0
    return made


def build(config: dict[str, Any], made: Any, device: str) -> Any:
    """The model, on the meta device (no memory) or, in eager mode, on the CPU."""
    import torch
    import transformers

    name = (config.get("architectures") or [CLASSES.get(config["model_type"])])[0]
    how = {} if device == "meta" else {"attn_implementation": "eager", "experts_implementation": "eager"}
    with torch.device(device):
        if name is None:
            return transformers.AutoModelForCausalLM.from_config(made, **how)
        if config["model_type"] not in CLASSES:
            raise ValueError(f"no class for {config['model_type']}")
        return getattr(transformers, name)._from_config(made, **({"attn_implementation": "eager"} if how else {}))


def count_weights(config: dict[str, Any]) -> dict[str, Any]:
    """Parameters, active and non-embedding parameters of the model transformers builds, without memory, from a
    config.
    """
    from torch import nn

    model = build(config, parsed(config), "meta")
    tables = {id(one) for part in model.modules() if isinstance(part, nn.Embedding) for one in part.parameters()}
    head = model.get_output_embeddings()
    tables |= {id(one) for one in head.parameters()} if head is not None else set()
    total = idle = looked_up = 0
    experts = next(
        (
            getattr(model.config, key, None)
            for key in ("num_local_experts", "num_experts", "n_routed_experts")
            if getattr(model.config, key, None)
        ),
        0,
    )
    for name, one in model.named_parameters():
        total += one.numel()
        # The tables of ViT's positions and the heads' biases are plain parameters to torch.
        if id(one) in tables or name.endswith((".position_embeddings", "predictions.bias")) or name == "lm_head.bias":
            looked_up += one.numel()
        if ".experts." in name:
            assert one.shape[0] == experts, (name, one.shape)
            idle += one.numel() // experts * (experts - model.config.num_experts_per_tok)
    return {
        "class": type(model).__name__,
        "parameters": total,
        "active_parameters": total - idle,
        "non_embedding_parameters": total - looked_up,
    }


def _inputs(model: Any, config: dict[str, Any], context: int) -> dict[str, Any]:
    import torch

    kind, made = config["model_type"], model.config
    words = torch.randint(3, 60, (1, context))
    if kind == "vit":
        return {"pixel_values": torch.randn(1, 3, made.image_size, made.image_size)}
    if kind == "clip":
        side = made.vision_config.image_size
        return {"input_ids": words, "pixel_values": torch.randn(1, 3, side, side)}
    if kind == "whisper":
        sound = torch.randn(1, made.num_mel_bins, 2 * made.max_source_positions)
        return {"input_features": sound, "decoder_input_ids": words}
    if kind in ("t5", "mt5"):
        return {"input_ids": words, "decoder_input_ids": words}
    return {"input_ids": words} if kind in CLASSES else {"input_ids": words, "use_cache": False}


def count_flop(config: dict[str, Any], context: int, *, recurrent: bool = False) -> dict[str, int]:
    """FLOP of one forward pass (and of forward and backward) over a sequence, as torch executes it on the CPU.

    With `recurrent`, matrix products inside the blocks of Mamba that are not projections, and their convolutions, are
    left out.
    """
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    torch.manual_seed(0)
    model = build(config, parsed(config), "cpu").float().eval()
    for one in model.parameters():
        # Some weights are created empty: a NaN would spoil the routing of tokens to experts.
        one.data = torch.randn_like(one) * 0.02
    given = _inputs(model, config, context)
    with FlopCounterMode(display=False) as forward:
        model(**given)
    count = forward.get_total_flops()
    if recurrent:
        inside = (
            (".mamba", ".mixer")
            if config["model_type"] != "nemotron_h"
            else tuple(
                f".layers.{i}.mixer" for i, letter in enumerate(config["hybrid_override_pattern"]) if letter == "M"
            )
        )
        for name, operations in forward.get_flop_counts().items():
            if name.endswith(inside):
                count -= sum(
                    flop for kind, flop in operations.items() if "bmm" in str(kind) or "convolution" in str(kind)
                )
        return {"forward": count}
    if config["model_type"] == "clip":
        # The similarities of all images and captions of a batch; one pair here.
        count -= 2 * config["projection_dim"]
        return {"forward": count}
    with FlopCounterMode(display=False) as both:
        out = model(**given)
        (out.logits if hasattr(out, "logits") else out.prediction_logits).sum().backward()
    return {"forward": count, "forward_and_backward": both.get_total_flops()}


def answer(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Counts of configs given one by one; operations too where a context is given."""
    out = []
    for one in asked:
        counts = count_weights(one["config"])
        if "context" in one:
            counts |= count_flop(one["config"], one["context"], recurrent=one.get("recurrent", False))
        out.append(counts)
    return out


def main() -> None:
    """Count every case and write the file."""
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    if "--stdin" in sys.argv:
        json.dump(answer(json.load(sys.stdin)), sys.stdout)
        return
    weights = [
        {"name": name, "model_type": config["model_type"], **count_weights(config)} for name, config in REAL.items()
    ]
    small = [{"name": f"small {name}", **count_weights(config)} for name, (config, _) in {**SMALL, **RECURRENT}.items()]
    flop = [
        {"name": name, "context": context, **count_flop(config, context)} for name, (config, context) in SMALL.items()
    ]
    recurrent = [
        {"name": name, "context": context, **count_flop(config, context, recurrent=True)}
        for name, (config, context) in RECURRENT.items()
    ]
    varied = [{"config": config, **count_weights(config)} for config in variations(seed=1, each=3)]
    made_with = {"torch": torch.__version__, "transformers": transformers.__version__}
    golden = {
        "made_with": made_with,
        "weights": weights,
        "small_weights": small,
        "flop": flop,
        "flop_outside_recurrence": recurrent,
    }
    golden["varied_weights"] = varied
    lines = ",\n".join(
        f" {json.dumps(key)}: "
        + (
            json.dumps(rows)
            if isinstance(rows, dict)
            else "[\n" + ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows) + "\n ]"
        )
        for key, rows in golden.items()
    )
    GOLDEN.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    sys.stdout.write(
        f"{len(weights)} + {len(small)} + {len(varied)} counts of weights, {len(flop)} + {len(recurrent)} of "
        f"operations: {GOLDEN}\n"
    )


if __name__ == "__main__":
    main()
