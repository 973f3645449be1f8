"""Writes fresh_configs.jsonl: 60 configs drawn by a fixed seed, each with its total and active parameters as
transformers builds its class on the meta device.

Run once, before the code under test meets them, where torch and transformers are installed:

    python tests/architecture/draw_fresh_configs.py REAL_CONFIGS/*.json

Three kinds: published configs as people change them (another head, other vocabulary, quantised, saved again, the text
part alone), families whose defaults no golden table holds, and golden families as today's library saves them.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from make_family_golden import NEEDED, built  # noqa: E402

FRESH = HERE / "fresh_configs.jsonl"
SEED = 20261130
CHANGED, UNSEEN, SAVED = 20, 25, 15
HEADS = (
    "MODEL_MAPPING_NAMES",
    "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES",
    "MODEL_FOR_MASKED_LM_MAPPING_NAMES",
    "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES",
    "MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES",
    "MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES",
    "MODEL_FOR_QUESTION_ANSWERING_MAPPING_NAMES",
    "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES",
    "MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING_NAMES",
    "MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES",
    "MODEL_FOR_CTC_MAPPING_NAMES",
)
QUANTISED: tuple[dict[str, Any], ...] = (
    {"quant_method": "gptq", "bits": 4, "group_size": 128, "desc_act": False, "sym": True},
    {"quant_method": "awq", "bits": 4, "group_size": 128, "version": "gemm", "zero_point": True},
    {"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_quant_type": "nf4"},
    {"quant_method": "fp8", "activation_scheme": "dynamic", "fmt": "e4m3", "weight_block_size": [128, 128]},
)


def classes_of(model_type: str) -> list[str]:
    """The model classes that transformers' tables of heads give a family, sorted."""
    from transformers.models.auto import modeling_auto

    found: set[str] = set()
    for table in HEADS:
        one = getattr(modeling_auto, table, {}).get(model_type, ())
        found |= {one} if isinstance(one, str) else set(one)
    return sorted(found)


def golden_families() -> set[str]:
    """Every model_type that a golden table of this folder holds."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.update([value["model_type"]] if isinstance(value.get("model_type"), str) else [])
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(json.loads((HERE / "golden.json").read_text(encoding="utf-8")))
    for name in ("family_golden.jsonl", "hub_configs.jsonl"):
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            walk(json.loads(line))
    return found


def written(config: Any, name: str, *, whole: bool) -> dict[str, Any]:
    """A config as its library writes it: whole, or as differences from the defaults."""
    stated: dict[str, Any] = json.loads(config.to_json_string(use_diff=not whole))
    return slim({**stated, "architectures": [name]})


def slim(value: Any) -> Any:
    """A config without its names of labels beyond their number, and without notes of the library."""
    if not isinstance(value, dict):
        return value
    labels = value.get("id2label")
    kept = {key: slim(one) for key, one in value.items() if key not in ("label2id", "_name_or_path")}
    if isinstance(labels, dict) and len(labels) > 40:
        kept["num_labels"] = len(labels)
        del kept["id2label"]
    return kept


def changed(stated: dict[str, Any], rng: random.Random) -> tuple[dict[str, Any], str]:
    """A published config as somebody who tunes or packs the model leaves it, and the change in a word."""
    kind = rng.choice(("head", "no class", "vocabulary", "quantised", "saved again", "text alone", "untied"))
    out = json.loads(json.dumps(stated))
    inner = out["text_config"] if isinstance(out.get("text_config"), dict) else out
    if kind == "head":
        out["architectures"] = [rng.choice(classes_of(out["model_type"]) or out.get("architectures", []))]
    elif kind == "no class":
        out.pop("architectures", None)
    elif kind == "vocabulary" and "vocab_size" in inner:
        inner["vocab_size"] += rng.choice((1, 2, 64, 256, 1024))
    elif kind == "quantised":
        out["quantization_config"] = rng.choice(QUANTISED)
    elif kind == "text alone" and inner is not out:
        out = inner
    elif kind == "untied":
        out["tie_word_embeddings"] = not out.get("tie_word_embeddings", False)
    return out, kind


def of_published(place: Path, rng: random.Random) -> dict[str, Any] | None:
    """A row of a published config, changed; None where the library does not build it."""
    from transformers import CONFIG_MAPPING

    stated = json.loads(place.read_text(encoding="utf-8"))
    if not isinstance(stated, dict) or stated.get("model_type") not in CONFIG_MAPPING:
        return None
    out, kind = changed(stated, rng)
    if out.get("model_type") not in CONFIG_MAPPING:
        return None
    plain = {key: one for key, one in out.items() if key != "quantization_config"}
    config = CONFIG_MAPPING[out["model_type"]].from_dict(plain)
    names = out.get("architectures") or classes_of(out["model_type"])
    name = next((one for one in names if one.endswith(("ForCausalLM", "ForConditionalGeneration"))), names[0])
    if kind == "saved again":
        out = written(config, name, whole=False)
    return row(f"{place.stem}, {kind}", slim(out), config, name)


def of_default(model_type: str, rng: random.Random, *, whole: bool) -> dict[str, Any] | None:
    """A row of a family's default config under a drawn class; None where the library does not build it."""
    from transformers import CONFIG_MAPPING

    names = classes_of(model_type)
    if not names:
        return None
    name = rng.choice(names)
    config = CONFIG_MAPPING[model_type](**NEEDED.get(model_type, {}))
    return row(f"{model_type} default", written(config, name, whole=whole), config, name)


def row(label: str, stated: dict[str, Any], config: Any, name: str) -> dict[str, Any]:
    """A config with what the class of that name holds."""
    total, active = built(config, name)
    return {"name": label, "class": name, "parameters": total, "active": active, "config": stated}


def drawn(many: int, offered: list[Any], rng: random.Random, make: Any) -> list[dict[str, Any]]:
    """The first rows that can be built, in a drawn order."""
    rows: list[dict[str, Any]] = []
    for one in rng.sample(offered, len(offered)):
        if len(rows) == many:
            break
        try:
            made = make(one, rng)
        except Exception as error:  # noqa: BLE001  # what the library does not build has no count
            sys.stderr.write(f"{one}: {type(error).__name__}: {str(error)[:100]}\n")
            continue
        rows += [made] if made else []
    return rows


def main() -> None:
    """Draw, build and write."""
    import torch
    import transformers
    from transformers import CONFIG_MAPPING

    transformers.logging.set_verbosity_error()
    rng, golden = random.Random(SEED), golden_families()
    rows = drawn(CHANGED, [Path(one) for one in sorted(sys.argv[1:])], rng, of_published)
    unseen = sorted(one for one in CONFIG_MAPPING if one not in golden)
    rows += drawn(UNSEEN, unseen, rng, lambda one, rng: of_default(one, rng, whole=True))
    seen = sorted(one for one in CONFIG_MAPPING if one in golden)
    rows += drawn(SAVED, seen, rng, lambda one, rng: of_default(one, rng, whole=False))
    made = {"torch": torch.__version__, "transformers": transformers.__version__, "seed": SEED}
    lines = [json.dumps(one, separators=(",", ":")) for one in ({"made_with": made}, *rows)]
    FRESH.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} configs: {FRESH}\n")


if __name__ == "__main__":
    main()
