"""Writes operations_golden.jsonl: operations of small models of the newer families, as torch executes them on the CPU.

Run where torch and transformers are installed, which the project itself never needs:

    python tests/architecture/make_operations_golden.py

Attention in eager mode meets every key; so windows are not shorter than the sequence, and an indexer picks every key.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "operations_golden.jsonl"
TOKENS = 24
BASE: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 96,
    "vocab_size": 100,
    "pad_token_id": 0,
}
BERT = {**BASE, "max_position_embeddings": 64}
EXPERTS = {"num_experts_per_tok": 2, "moe_intermediate_size": 32}
LATENT = {
    "q_lora_rank": 24,
    "kv_lora_rank": 16,
    "qk_nope_head_dim": 8,
    "qk_rope_head_dim": 8,
    "v_head_dim": 16,
    "num_key_value_heads": 4,
    "n_group": 1,
    "topk_group": 1,
}
BART = {
    "d_model": 64,
    "encoder_layers": 2,
    "decoder_layers": 3,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 96,
    "decoder_ffn_dim": 80,
    "vocab_size": 100,
    "max_position_embeddings": 64,
    "pad_token_id": 1,
}
CASES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("arcee", "ArceeForCausalLM", BASE),
    ("apertus", "ApertusForCausalLM", BASE),
    ("helium", "HeliumForCausalLM", {**BASE, "head_dim": 16}),
    ("ministral3", "Ministral3ForCausalLM", {**BASE, "head_dim": 24}),
    ("bitnet", "BitNetForCausalLM", BASE),
    ("nanochat", "NanoChatForCausalLM", BASE),
    ("persimmon", "PersimmonForCausalLM", {**BASE, "num_key_value_heads": 4}),
    ("minimax_m2", "MiniMaxM2ForCausalLM", {**BASE, "num_local_experts": 4, "num_experts_per_tok": 2, "head_dim": 16}),
    (
        "mimo_v2_flash",
        "MiMoV2FlashForCausalLM",
        {**BASE, **EXPERTS, "n_routed_experts": 4, "head_dim": 24, "v_head_dim": 16, "sliding_window": 64},
    ),
    (
        "ernie4_5_moe",
        "Ernie4_5_MoeForCausalLM",
        {**BASE, "moe_num_experts": 4, "moe_k": 2, "moe_intermediate_size": 32, "moe_layer_end_index": 3},
    ),
    (
        "glm4_moe_lite",
        "Glm4MoeLiteForCausalLM",
        {**BASE, **EXPERTS, **LATENT, "n_routed_experts": 4, "n_shared_experts": 1},
    ),
    ("youtu", "YoutuForCausalLM", {**BASE, **LATENT}),
    (
        "gemma3n_text",
        "Gemma3nForCausalLM",
        {
            **BASE,
            "head_dim": 16,
            "num_hidden_layers": 6,
            "num_kv_shared_layers": 0,
            "hidden_size_per_layer_input": 16,
            "vocab_size_per_layer_input": 100,
            "laurel_rank": 8,
            "sliding_window": 64,
            "activation_sparsity_pattern": [0.0] * 6,
        },
    ),
    (
        "gemma4_text",
        "Gemma4ForCausalLM",
        {
            **BASE,
            "head_dim": 16,
            "num_hidden_layers": 6,
            "hidden_size_per_layer_input": 16,
            "vocab_size_per_layer_input": 100,
            "sliding_window": 64,
        },
    ),
    ("modernbert", "ModernBertForMaskedLM", {**BASE, "local_attention": 128}),
    ("albert", "AlbertForMaskedLM", {**BERT, "embedding_size": 16}),
    ("electra", "ElectraForMaskedLM", {**BERT, "embedding_size": 16}),
    ("electra", "ElectraForSequenceClassification", {**BERT, "embedding_size": 16}),
    ("bert", "BertForTokenClassification", BERT),
    ("deberta-v2", "DebertaV2ForMaskedLM", BERT),
    ("mpnet", "MPNetForMaskedLM", BERT),
    ("llama", "LlamaForSequenceClassification", BASE),
    ("llama", "LlamaModel", BASE),
    ("bart", "BartForConditionalGeneration", BART),
    ("pegasus", "PegasusForConditionalGeneration", BART),
    ("m2m_100", "M2M100ForConditionalGeneration", BART),
)


def main() -> None:
    """Run every case and write the file."""
    import torch
    import transformers
    from torch.utils.flop_counter import FlopCounterMode
    from transformers import CONFIG_MAPPING

    transformers.logging.set_verbosity_error()
    rows: list[dict[str, Any]] = [
        {"made_with": {"torch": torch.__version__, "transformers": transformers.__version__}, "tokens": TOKENS}
    ]
    for model_type, name, stated in CASES:
        torch.manual_seed(0)
        config = CONFIG_MAPPING[model_type](**stated)
        config._attn_implementation = "eager"
        config._experts_implementation = "eager"
        model = getattr(transformers, name)._from_config(config, attn_implementation="eager").float().eval()
        for one in model.parameters():
            one.data = torch.randn_like(one) * 0.02
        words = torch.randint(3, 90, (1, TOKENS))
        given = {"input_ids": words} | ({"decoder_input_ids": words} if stated is BART else {})
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(**given)
        kept = {key: value for key, value in stated.items() if key != "pad_token_id"}
        row = {
            "config": {"model_type": model_type, **kept, "architectures": [name]},
            "forward": counter.get_total_flops(),
        }
        rows.append(row)
    GOLDEN.write_text("\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows) - 1} counts of operations: {GOLDEN}\n")


if __name__ == "__main__":
    main()
