"""Configs the counts are held against: well-known models, their sizes typed by hand; and small ones that run on a CPU.

Only what decides a count is given. `PUBLISHED` holds the totals that the models' own files have.
"""

from __future__ import annotations

from typing import Any

Config = dict[str, Any]


def _of(
    model_type: str, width: int, layers: int, heads: int, kv: int, inner: int, vocabulary: int, **more: Any
) -> Config:
    return {
        "model_type": model_type, "hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": heads,
        "num_key_value_heads": kv, "intermediate_size": inner, "vocab_size": vocabulary, **more,
    }  # fmt: skip


def _gpt(
    model_type: str, width: int, layers: int, heads: int, vocabulary: int, positions: int, **more: Any
) -> Config:
    return {
        "model_type": model_type, "n_embd": width, "n_layer": layers, "n_head": heads, "vocab_size": vocabulary,
        "n_positions": positions, **more,
    }  # fmt: skip


def _bert(
    model_type: str, width: int, layers: int, heads: int, vocabulary: int, positions: int, **more: Any
) -> Config:
    return {
        "model_type": model_type, "hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": heads,
        "intermediate_size": 4 * width, "vocab_size": vocabulary, "max_position_embeddings": positions, **more,
    }  # fmt: skip


def _t5(
    model_type: str, width: int, layers: int, heads: int, dim: int, inner: int, vocabulary: int, act: str
) -> Config:
    return {
        "model_type": model_type, "d_model": width, "num_layers": layers, "num_heads": heads, "d_kv": dim, "d_ff": inner,
        "vocab_size": vocabulary, "feed_forward_proj": act,
    }  # fmt: skip


_MLA = {"kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128}
_SMALL_MLA = {"kv_lora_rank": 8, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 6}

REAL: dict[str, Config] = {
    "GPT-2": _gpt("gpt2", 768, 12, 12, 50257, 1024),
    "GPT-2 XL": _gpt("gpt2", 1600, 48, 25, 50257, 1024),
    "GPT-J 6B": _gpt("gptj", 4096, 28, 16, 50400, 2048, rotary_dim=64),
    "CodeGen 2B": _gpt("codegen", 2560, 32, 32, 51200, 2048, rotary_dim=64),
    "StarCoder": _gpt("gpt_bigcode", 6144, 40, 48, 49152, 8192, n_inner=24576),
    "GPT-Neo 1.3B": {
        "model_type": "gpt_neo", "hidden_size": 2048, "num_layers": 24, "num_heads": 16, "vocab_size": 50257,
        "max_position_embeddings": 2048, "attention_types": [[["global", "local"], 12]], "window_size": 256,
    },
    "GPT-NeoX-20B": _of("gpt_neox", 6144, 44, 64, 64, 24576, 50432),
    "Pythia 12B": _of("gpt_neox", 5120, 36, 40, 40, 20480, 50688),
    "OPT 125M": {
        "model_type": "opt", "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "ffn_dim": 3072,
        "vocab_size": 50272, "max_position_embeddings": 2048,
    },
    "OPT 350M": {
        "model_type": "opt", "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "ffn_dim": 4096,
        "vocab_size": 50272, "max_position_embeddings": 2048, "word_embed_proj_dim": 512, "do_layer_norm_before": False,
    },
    "BLOOM": {"model_type": "bloom", "n_embed": 14336, "n_layer": 70, "num_attention_heads": 112, "vocab_size": 250880},
    "BLOOM 560M": {"model_type": "bloom", "n_embed": 1024, "n_layer": 24, "num_attention_heads": 16, "vocab_size": 250880},
    "Falcon 7B": {
        "model_type": "falcon", "hidden_size": 4544, "num_hidden_layers": 32, "num_attention_heads": 71, "vocab_size": 65024,
        "multi_query": True, "new_decoder_architecture": False, "parallel_attn": True, "bias": False,
    },
    "Falcon 40B": {
        "model_type": "falcon", "hidden_size": 8192, "num_hidden_layers": 60, "num_attention_heads": 128, "num_kv_heads": 8,
        "vocab_size": 65024, "new_decoder_architecture": True, "parallel_attn": True, "bias": False,
    },
    "Falcon 180B": {
        "model_type": "falcon", "hidden_size": 14848, "num_hidden_layers": 80, "num_attention_heads": 232, "num_kv_heads": 8,
        "vocab_size": 65024, "new_decoder_architecture": True, "tie_word_embeddings": False,
    },
    "MPT 7B": {"model_type": "mpt", "d_model": 4096, "n_heads": 32, "n_layers": 32, "vocab_size": 50432},
    "Llama 7B": _of("llama", 4096, 32, 32, 32, 11008, 32000),
    "Llama 2 70B": _of("llama", 8192, 80, 64, 8, 28672, 32000),
    "Llama 3 8B": _of("llama", 4096, 32, 32, 8, 14336, 128256),
    "Llama 3.1 405B": _of("llama", 16384, 126, 128, 8, 53248, 128256),
    "Llama 3.2 1B": _of("llama", 2048, 16, 32, 8, 8192, 128256, head_dim=64, tie_word_embeddings=True),
    "DeepSeek LLM 67B": _of("llama", 8192, 95, 64, 8, 22016, 102400),
    "Llama 4 Scout, text": _of(
        "llama4_text", 5120, 48, 40, 8, 8192, 202048, intermediate_size_mlp=16384, num_local_experts=16, num_experts_per_tok=1,
        head_dim=128, interleave_moe_layer_step=1, attention_chunk_size=8192,
    ),
    "Llama 4 Maverick, text": _of(
        "llama4_text", 5120, 48, 40, 8, 8192, 202048, intermediate_size_mlp=16384, num_local_experts=128, num_experts_per_tok=1,
        head_dim=128, interleave_moe_layer_step=2, attention_chunk_size=8192,
    ),
    "Mistral 7B": _of("mistral", 4096, 32, 32, 8, 14336, 32000, sliding_window=4096),
    "Mistral Nemo": _of("mistral", 5120, 40, 32, 8, 14336, 131072, head_dim=128, sliding_window=None),
    "Mistral Large 2": _of("mistral", 12288, 88, 96, 8, 28672, 32768, head_dim=128, sliding_window=None),
    "Mixtral 8x7B": _of("mixtral", 4096, 32, 32, 8, 14336, 32000, num_local_experts=8, num_experts_per_tok=2),
    "Mixtral 8x22B": _of("mixtral", 6144, 56, 48, 8, 16384, 32000, num_local_experts=8, num_experts_per_tok=2),
    "Qwen1.5 72B": _of("qwen2", 8192, 80, 64, 64, 24576, 152064),
    "Qwen2 72B": _of("qwen2", 8192, 80, 64, 8, 29568, 152064),
    "Qwen2.5 7B": _of("qwen2", 3584, 28, 28, 4, 18944, 152064),
    "Qwen2.5 14B": _of("qwen2", 5120, 48, 40, 8, 13824, 152064),
    "Qwen2.5 32B": _of("qwen2", 5120, 64, 40, 8, 27648, 152064),
    "Qwen1.5-MoE A2.7B": _of(
        "qwen2_moe", 2048, 24, 16, 16, 5632, 151936, moe_intermediate_size=1408, shared_expert_intermediate_size=5632, num_experts=60,
        num_experts_per_tok=4, decoder_sparse_step=1,
    ),
    "Qwen2 57B-A14B": _of(
        "qwen2_moe", 3584, 28, 28, 4, 18944, 151936, moe_intermediate_size=2560, shared_expert_intermediate_size=20480, num_experts=64,
        num_experts_per_tok=8, decoder_sparse_step=1,
    ),
    "Qwen3 32B": _of("qwen3", 5120, 64, 64, 8, 25600, 151936, head_dim=128),
    "Qwen3 0.6B": _of("qwen3", 1024, 28, 16, 8, 3072, 151936, head_dim=128, tie_word_embeddings=True),
    "Qwen3 30B-A3B": _of(
        "qwen3_moe", 2048, 48, 32, 4, 6144, 151936, head_dim=128, moe_intermediate_size=768, num_experts=128, num_experts_per_tok=8,
        decoder_sparse_step=1,
    ),
    "Qwen3 235B-A22B": _of(
        "qwen3_moe", 4096, 94, 64, 4, 12288, 151936, head_dim=128, moe_intermediate_size=1536, num_experts=128, num_experts_per_tok=8,
        decoder_sparse_step=1,
    ),
    "Gemma 2B": _of("gemma", 2048, 18, 8, 1, 16384, 256000, head_dim=256),
    "Gemma 7B": _of("gemma", 3072, 28, 16, 16, 24576, 256000, head_dim=256),
    "Gemma 2 9B": _of("gemma2", 3584, 42, 16, 8, 14336, 256000, head_dim=256, sliding_window=4096),
    "Gemma 2 27B": _of("gemma2", 4608, 46, 32, 16, 36864, 256000, head_dim=128, sliding_window=4096),
    "Gemma 3 1B": _of("gemma3_text", 1152, 26, 4, 1, 6912, 262144, head_dim=256, sliding_window=512, sliding_window_pattern=6),
    "Gemma 3 27B, text": _of("gemma3_text", 5376, 62, 32, 16, 21504, 262208, head_dim=128, sliding_window=1024),
    "Phi-1.5": _of("phi", 2048, 24, 32, 32, 8192, 51200),
    "Phi-2": _of("phi", 2560, 32, 32, 32, 10240, 51200),
    "Phi-3 mini": _of("phi3", 3072, 32, 32, 32, 8192, 32064, sliding_window=2047),
    "Phi-4": _of("phi3", 5120, 40, 40, 10, 17920, 100352, sliding_window=None),
    "Phi-3.5-MoE": _of(
        "phimoe", 4096, 32, 32, 8, 6400, 32064, num_local_experts=16, num_experts_per_tok=2, attention_bias=True, lm_head_bias=True
    ),
    "OLMo 1B": _of("olmo", 2048, 16, 16, 16, 8192, 50304, tie_word_embeddings=True),
    "OLMo 7B": _of("olmo", 4096, 32, 32, 32, 11008, 50304),
    "OLMo 2 1B": _of("olmo2", 2048, 16, 16, 16, 8192, 100352),
    "OLMo 2 32B": _of("olmo2", 5120, 64, 40, 8, 27648, 100352),
    "OLMo 3 7B": _of("olmo3", 4096, 32, 32, 32, 11008, 100278, sliding_window=4096),
    "OLMoE": _of("olmoe", 2048, 16, 16, 16, 1024, 50304, num_experts=64, num_experts_per_tok=8),
    "Command R": _of("cohere", 8192, 40, 64, 64, 22528, 256000),
    "Command R+": _of("cohere", 12288, 64, 96, 8, 33792, 256000, use_qk_norm=True),
    "Command R7B": _of("cohere2", 4096, 32, 32, 8, 14336, 256000, sliding_window=4096, sliding_window_pattern=4),
    "StarCoder2 3B": _of("starcoder2", 3072, 30, 24, 2, 12288, 49152, sliding_window=4096),
    "StarCoder2 7B": _of("starcoder2", 4608, 32, 36, 4, 18432, 49152, sliding_window=4096),
    "StarCoder2 15B": _of("starcoder2", 6144, 40, 48, 4, 24576, 49152, sliding_window=4096, tie_word_embeddings=False),
    "DeepSeek-V2": _of(
        "deepseek_v2", 5120, 60, 128, 128, 12288, 102400, moe_intermediate_size=1536, n_routed_experts=160, n_shared_experts=2,
        num_experts_per_tok=6, first_k_dense_replace=1, q_lora_rank=1536, **_MLA,
    ),
    "DeepSeek-V2 Lite": _of(
        "deepseek_v2", 2048, 27, 16, 16, 10944, 102400, moe_intermediate_size=1408, n_routed_experts=64, n_shared_experts=2,
        num_experts_per_tok=6, first_k_dense_replace=1, q_lora_rank=None, **_MLA,
    ),
    "DeepSeek-V3": _of(
        "deepseek_v3", 7168, 61, 128, 128, 18432, 129280, moe_intermediate_size=2048, n_routed_experts=256, n_shared_experts=1,
        num_experts_per_tok=8, first_k_dense_replace=3, q_lora_rank=1536, num_nextn_predict_layers=1, **_MLA,
    ),
    "gpt-oss 20B": _of(
        "gpt_oss", 2880, 24, 64, 8, 2880, 201088, head_dim=64, num_local_experts=32, num_experts_per_tok=4, sliding_window=128
    ),
    "gpt-oss 120B": _of(
        "gpt_oss", 2880, 36, 64, 8, 2880, 201088, head_dim=64, num_local_experts=128, num_experts_per_tok=4, sliding_window=128
    ),
    "GLM-4-9B": _of("glm", 4096, 40, 32, 2, 13696, 151552, head_dim=128, attention_bias=True),
    "GLM-4-32B 0414": _of("glm4", 6144, 61, 48, 2, 23040, 151552, head_dim=128, attention_bias=False),
    "GLM-4.5-Air": _of(
        "glm4_moe", 4096, 46, 96, 8, 10944, 151552, head_dim=128, moe_intermediate_size=1408, n_routed_experts=128, n_shared_experts=1,
        num_experts_per_tok=8, first_k_dense_replace=1, attention_bias=True, use_qk_norm=False, num_nextn_predict_layers=1,
    ),
    "Granite 3.3 8B": _of("granite", 4096, 40, 32, 8, 12800, 49159, tie_word_embeddings=True),
    "Granite 3 1B-A400M": _of(
        "granitemoe", 1024, 24, 16, 8, 512, 49155, num_local_experts=32, num_experts_per_tok=8, tie_word_embeddings=True
    ),
    "Granite 4 tiny": _of(
        "granitemoehybrid", 1536, 40, 12, 4, 512, 100352, num_local_experts=64, num_experts_per_tok=6, shared_intermediate_size=1024,
        mamba_n_heads=48, mamba_d_head=64, mamba_d_state=128, mamba_n_groups=1, tie_word_embeddings=True,
        layer_types=["attention" if i in (5, 15, 25, 35) else "mamba" for i in range(40)],
    ),
    "Mamba 130M": {"model_type": "mamba", "hidden_size": 768, "num_hidden_layers": 24, "state_size": 16, "vocab_size": 50280},
    "Mamba 2.8B": {"model_type": "mamba", "hidden_size": 2560, "num_hidden_layers": 64, "state_size": 16, "vocab_size": 50280},
    "Falcon Mamba 7B": {
        "model_type": "falcon_mamba", "hidden_size": 4096, "num_hidden_layers": 64, "state_size": 16, "vocab_size": 65024,
        "tie_word_embeddings": False,
    },
    "Codestral Mamba 7B": {
        "model_type": "mamba2", "hidden_size": 4096, "num_hidden_layers": 64, "num_heads": 128, "head_dim": 64, "state_size": 128,
        "n_groups": 8, "vocab_size": 32768, "tie_word_embeddings": False,
    },
    "Jamba v0.1": _of(
        "jamba", 4096, 32, 32, 8, 14336, 65536, num_experts=16, num_experts_per_tok=2, attn_layer_period=8, attn_layer_offset=4,
        expert_layer_period=2, expert_layer_offset=1, mamba_d_state=16, mamba_d_conv=4, mamba_expand=2, mamba_dt_rank=256,
    ),
    "Bamba 9B": _of(
        "bamba", 4096, 32, 32, 8, 14336, 128256, attn_layer_indices=[9, 18, 27], mamba_n_heads=128, mamba_d_head=64, mamba_n_groups=1,
        mamba_d_state=128,
    ),
    "Zamba2 1.2B": _of(
        "zamba2", 2048, 38, 32, 32, 8192, 32000, mamba_d_state=128, mamba_ngroups=1, n_mamba_heads=64, num_mem_blocks=1,
        use_shared_attention_adapter=True, adapter_rank=128,
        layers_block_type=["hybrid" if i in (5, 11, 17, 23, 29, 35) else "mamba" for i in range(38)],
    ),
    "Nemotron 3 Nano 30B-A3B": {
        "model_type": "nemotron_h", "hidden_size": 2688, "num_attention_heads": 32, "num_key_value_heads": 2, "head_dim": 128,
        "hybrid_override_pattern": "MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME", "mamba_num_heads": 64, "mamba_head_dim": 64,
        "ssm_state_size": 128, "n_groups": 8, "n_routed_experts": 128, "num_experts_per_tok": 6, "moe_intermediate_size": 1856,
        "moe_shared_expert_intermediate_size": 3712, "intermediate_size": 1856, "vocab_size": 131072,
    },
    "StableLM 2 1.6B": _of("stablelm", 2048, 24, 32, 32, 5632, 100352, use_qkv_bias=True),
    "Minitron 4B": _of("nemotron", 3072, 32, 24, 8, 9216, 256000, head_dim=128),
    "SmolLM3": _of("smollm3", 2048, 36, 16, 4, 11008, 128256, tie_word_embeddings=True),
    "Seed-OSS 36B": _of("seed_oss", 5120, 64, 80, 8, 27648, 155136, head_dim=128),
    "ERNIE 4.5 0.3B": _of("ernie4_5", 1024, 18, 16, 2, 3072, 103424, head_dim=128),
    "EXAONE 4.0 32B": _of("exaone4", 5120, 64, 40, 8, 27392, 102400, sliding_window=4096, sliding_window_pattern=4),
    "Hunyuan 7B": _of("hunyuan_v1_dense", 4096, 32, 32, 8, 14336, 128167, head_dim=128, tie_word_embeddings=True),
    "BERT base": _bert("bert", 768, 12, 12, 30522, 512),
    "BERT base, pre-training heads": _bert("bert", 768, 12, 12, 30522, 512, architectures=["BertForPreTraining"]),
    "BERT large, no head": _bert("bert", 1024, 24, 16, 30522, 512, architectures=["BertModel"]),
    "RoBERTa base": _bert("roberta", 768, 12, 12, 50265, 514, type_vocab_size=1),
    "XLM-R base": _bert("xlm-roberta", 768, 12, 12, 250002, 514, type_vocab_size=1),
    "DistilBERT": {
        "model_type": "distilbert", "dim": 768, "n_layers": 6, "n_heads": 12, "hidden_dim": 3072, "vocab_size": 30522,
        "max_position_embeddings": 512,
    },
    "ViT-B/16, 1000 classes": {
        "model_type": "vit", "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072,
        "image_size": 224, "patch_size": 16, "num_labels": 1000,
    },
    "CLIP ViT-B/32": {"model_type": "clip", "text_config": {}, "vision_config": {}, "projection_dim": 512},
    "CLIP ViT-L/14": {
        "model_type": "clip", "projection_dim": 768,
        "text_config": {"hidden_size": 768, "num_attention_heads": 12, "intermediate_size": 3072},
        "vision_config": {
            "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096, "patch_size": 14,
        },
    },
    "Whisper large v3": {
        "model_type": "whisper", "d_model": 1280, "encoder_layers": 32, "decoder_layers": 32, "encoder_attention_heads": 20,
        "decoder_attention_heads": 20, "encoder_ffn_dim": 5120, "decoder_ffn_dim": 5120, "vocab_size": 51866, "num_mel_bins": 128,
        "max_source_positions": 1500, "max_target_positions": 448,
    },
    "T5 small": _t5("t5", 512, 6, 8, 64, 2048, 32128, "relu"),
    "T5 11B": _t5("t5", 1024, 24, 128, 128, 65536, 32128, "relu"),
    "mT5 small": _t5("mt5", 512, 8, 6, 64, 1024, 250112, "gated-gelu"),
}  # fmt: skip

# Families whose code is not in transformers: no oracle, but published totals.
OWN_CODE: dict[str, Config] = {
    "Qwen 7B": {
        "model_type": "qwen", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "kv_channels": 128,
        "intermediate_size": 22016, "vocab_size": 151936, "no_bias": True,
    },
    "GLM-4-9B, first form": {
        "model_type": "chatglm", "hidden_size": 4096, "num_layers": 40, "num_attention_heads": 32, "kv_channels": 128,
        "multi_query_attention": True, "multi_query_group_num": 2, "ffn_hidden_size": 13696, "padded_vocab_size": 151552,
        "add_bias_linear": False, "add_qkv_bias": True,
    },
    "DeepSeek-MoE 16B": _of(
        "deepseek", 2048, 28, 16, 16, 10944, 102400, moe_intermediate_size=1408, n_routed_experts=64, n_shared_experts=2,
        num_experts_per_tok=6, first_k_dense_replace=1, moe_layer_freq=1,
    ),
    "Kimi K2": _of(
        "kimi_k2", 7168, 61, 64, 64, 18432, 163840, moe_intermediate_size=2048, n_routed_experts=384, n_shared_experts=1,
        num_experts_per_tok=8, first_k_dense_replace=1, q_lora_rank=1536, num_nextn_predict_layers=0, **_MLA,
    ),
}  # fmt: skip

# Totals as a listing of hub models of March 2026 has them (without rotary frequencies and masks, which are no parameters).
PUBLISHED: dict[str, int] = {
    "GPT-2": 124_439_808, "OPT 125M": 125_239_296, "BLOOM": 176_247_271_424, "BLOOM 560M": 559_214_592, "Falcon 180B": 179_522_565_120,
    "Llama 7B": 6_738_415_616, "Llama 3 8B": 8_030_261_248, "Llama 3.1 405B": 405_853_388_800,
    "Llama 3.2 1B": 1_235_814_400, "Mistral 7B": 7_241_732_096, "Mistral Nemo": 12_247_782_400, "Mixtral 8x7B": 46_702_792_704,
    "Qwen2 72B": 72_706_203_648, "Qwen2.5 7B": 7_615_616_512, "Qwen2.5 14B": 14_770_033_664, "Qwen2.5 32B": 32_763_876_352,
    "Qwen3 32B": 32_762_123_264, "Qwen3 30B-A3B": 30_532_122_624, "Qwen3 235B-A22B": 235_093_634_560, "Gemma 2 9B": 9_241_705_984, "Gemma 2 27B": 27_227_128_320, "Phi-1.5": 1_418_270_720, "Phi-2": 2_779_683_840,
    "Phi-3 mini": 3_821_079_552, "Phi-4": 14_659_507_200, "OLMo 1B": 1_176_764_416, "OLMo 2 1B": 1_484_916_736,
    "OLMo 2 32B": 32_234_279_936, "OLMo 3 7B": 7_298_011_136, "OLMoE": 6_919_161_856, "StarCoder2 3B": 3_030_371_328,
    "StarCoder2 7B": 7_173_923_840, "gpt-oss 120B": 116_829_156_672, "GLM-4-9B": 9_399_951_360,
    "Granite 3.3 8B": 8_170_864_640, "Mamba 130M": 129_135_360, "Zamba2 1.2B": 1_215_064_704,
    "Nemotron 3 Nano 30B-A3B": 31_577_937_344, "Qwen 7B": 7_721_324_544, "GLM-4-9B, first form": 9_399_951_360,
    "DeepSeek-MoE 16B": 16_375_728_128,
}  # fmt: skip

# Small copies that run on a CPU, for counting operations as they are executed: name, config, context.
SMALL: dict[str, tuple[Config, int]] = {
    "GPT-2": (_gpt("gpt2", 32, 2, 4, 70, 24), 9),
    "GPT-J": (_gpt("gptj", 32, 2, 4, 70, 24, rotary_dim=4), 9),
    "GPT-BigCode, one key head": (_gpt("gpt_bigcode", 32, 2, 4, 70, 24, multi_query=True), 9),
    "GPT-Neo": (
        {
            "model_type": "gpt_neo", "hidden_size": 32, "num_layers": 2, "num_heads": 4, "vocab_size": 70,
            "max_position_embeddings": 24, "attention_types": [[["global", "local"], 1]],
        },
        9,
    ),
    "GPT-NeoX": (_of("gpt_neox", 32, 2, 4, 4, 50, 70), 9),
    "OPT, narrow embedding": (
        {
            "model_type": "opt", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "ffn_dim": 50, "vocab_size": 70,
            "max_position_embeddings": 24, "word_embed_proj_dim": 20, "do_layer_norm_before": False,
        },
        9,
    ),
    "BLOOM": ({"model_type": "bloom", "hidden_size": 32, "n_layer": 2, "n_head": 4, "vocab_size": 70}, 9),
    "Falcon, older": ({"model_type": "falcon", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 70}, 9),
    "Falcon, newer": (
        {
            "model_type": "falcon", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "num_kv_heads": 2,
            "vocab_size": 70, "new_decoder_architecture": True,
        },
        9,
    ),
    "Llama, grouped heads": (_of("llama", 48, 3, 6, 2, 70, 90), 16),
    "Mistral": (_of("mistral", 48, 3, 6, 2, 70, 90, head_dim=12, sliding_window=None), 16),
    "Qwen2": (_of("qwen2", 48, 3, 6, 2, 70, 90), 16),
    "Qwen3, wide heads": (_of("qwen3", 48, 3, 6, 2, 70, 90, head_dim=16), 16),
    "Gemma 2": (_of("gemma2", 48, 3, 6, 2, 70, 90, head_dim=16, sliding_window=16), 16),
    "Gemma 3": (_of("gemma3_text", 48, 7, 6, 2, 70, 90, head_dim=16, sliding_window=16), 16),
    "Phi": (_of("phi", 48, 3, 6, 2, 70, 90), 16),
    "Phi-3": (_of("phi3", 48, 3, 6, 2, 70, 90, sliding_window=None), 16),
    "OLMo 2": (_of("olmo2", 48, 3, 6, 2, 70, 90), 16),
    "Command R7B": (_of("cohere2", 48, 4, 6, 2, 70, 90, sliding_window=16), 16),
    "StarCoder2": (_of("starcoder2", 48, 3, 6, 2, 70, 90), 16),
    "GLM-4": (_of("glm4", 48, 3, 6, 2, 70, 90, head_dim=8), 16),
    "Granite": (_of("granite", 48, 3, 6, 2, 70, 90), 16),
    "Mixtral": (_of("mixtral", 48, 3, 6, 2, 30, 90, num_local_experts=5, num_experts_per_tok=2), 16),
    "Qwen2-MoE": (
        _of(
            "qwen2_moe", 48, 4, 6, 2, 70, 90, moe_intermediate_size=20, shared_expert_intermediate_size=30, num_experts=6,
            num_experts_per_tok=3, decoder_sparse_step=2, mlp_only_layers=[1],
        ),
        16,
    ),
    "Qwen3-MoE": (
        _of("qwen3_moe", 48, 3, 6, 2, 70, 90, head_dim=16, moe_intermediate_size=20, num_experts=6, num_experts_per_tok=3), 16,
    ),
    "OLMoE": (_of("olmoe", 48, 3, 6, 6, 30, 90, num_experts=6, num_experts_per_tok=3), 16),
    "Phi-MoE": (_of("phimoe", 48, 3, 6, 2, 30, 90, num_local_experts=5, num_experts_per_tok=2, lm_head_bias=True), 16),
    "gpt-oss": (_of("gpt_oss", 48, 4, 6, 2, 30, 90, head_dim=8, num_local_experts=5, num_experts_per_tok=2, sliding_window=16), 16),
    # transformers computes every expert for every token here and weighs most with zero: counted alike only where all are used.
    "Llama 4": (
        _of(
            "llama4_text", 48, 4, 6, 2, 30, 90, head_dim=8, intermediate_size_mlp=40, num_local_experts=3, num_experts_per_tok=3,
            interleave_moe_layer_step=2, attention_chunk_size=16,
        ),
        16,
    ),
    "DeepSeek-V2, compressed queries": (
        _of(
            "deepseek_v2", 48, 3, 4, 4, 70, 90, moe_intermediate_size=20, n_routed_experts=6, n_shared_experts=2, num_experts_per_tok=3,
            first_k_dense_replace=1, q_lora_rank=12, **_SMALL_MLA,
        ),
        16,
    ),
    "DeepSeek-V3": (
        _of(
            "deepseek_v3", 48, 3, 4, 4, 70, 90, moe_intermediate_size=20, n_routed_experts=8, n_shared_experts=1, num_experts_per_tok=2,
            first_k_dense_replace=1, q_lora_rank=12, n_group=2, topk_group=1, **_SMALL_MLA,
        ),
        16,
    ),
    "GLM-4.5": (
        _of(
            "glm4_moe", 48, 3, 6, 2, 70, 90, head_dim=8, moe_intermediate_size=20, n_routed_experts=6, n_shared_experts=1,
            num_experts_per_tok=2, first_k_dense_replace=1, n_group=1, topk_group=1,
        ),
        16,
    ),
    "BERT": (_bert("bert", 32, 2, 4, 70, 24), 9),
    "BERT with pooler": (_bert("bert", 32, 2, 4, 70, 24, architectures=["BertForPreTraining"]), 9),
    "RoBERTa": (_bert("roberta", 32, 2, 4, 70, 24), 9),
    "ViT": (
        {
            "model_type": "vit", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 50,
            "image_size": 50, "patch_size": 16, "num_labels": 7,
        },
        10,
    ),
    "CLIP": (
        {
            "model_type": "clip", "projection_dim": 12,
            "text_config": {
                "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 2, "intermediate_size": 30, "vocab_size": 99,
                "max_position_embeddings": 20,
            },
            "vision_config": {
                "hidden_size": 24, "num_attention_heads": 4, "num_hidden_layers": 2, "intermediate_size": 30, "image_size": 32,
                "patch_size": 8,
            },
        },
        11,
    ),
    "T5": (_t5("t5", 24, 2, 3, 6, 40, 70, "relu"), 9),
    "mT5": (_t5("mt5", 24, 2, 3, 6, 40, 70, "gated-gelu"), 9),
    "Whisper": (
        {
            "model_type": "whisper", "d_model": 24, "encoder_layers": 2, "decoder_layers": 3, "encoder_attention_heads": 3,
            "decoder_attention_heads": 4, "encoder_ffn_dim": 30, "decoder_ffn_dim": 40, "vocab_size": 70, "num_mel_bins": 8,
            "max_source_positions": 12, "max_target_positions": 20, "pad_token_id": 1, "bos_token_id": 1, "eos_token_id": 1,
            "decoder_start_token_id": 1,
        },
        9,
    ),
}  # fmt: skip

# Recurrent blocks: torch executes the recurrence in forms of its own (in chunks, in loops), so only what lies outside it is compared.
RECURRENT: dict[str, tuple[Config, int]] = {
    "Mamba": ({"model_type": "mamba", "hidden_size": 24, "num_hidden_layers": 2, "state_size": 4, "vocab_size": 70}, 9),
    "Mamba-2": (
        {
            "model_type": "mamba2", "hidden_size": 32, "num_hidden_layers": 2, "num_heads": 4, "head_dim": 16, "state_size": 8,
            "n_groups": 2, "vocab_size": 70,
        },
        9,
    ),
    "Jamba": (
        _of(
            "jamba", 48, 4, 6, 2, 30, 90, num_experts=4, num_experts_per_tok=2, attn_layer_period=2, attn_layer_offset=1,
            expert_layer_period=2, expert_layer_offset=0, mamba_d_state=4, mamba_d_conv=4, mamba_expand=2, mamba_dt_rank=5,
        ),
        9,
    ),
    "Bamba": (
        _of("bamba", 48, 3, 6, 2, 30, 90, attn_layer_indices=[1], mamba_n_heads=4, mamba_d_head=24, mamba_n_groups=1, mamba_d_state=8), 9,
    ),
    "Nemotron-H": (
        {
            "model_type": "nemotron_h", "hidden_size": 48, "num_attention_heads": 6, "num_key_value_heads": 2, "head_dim": 8,
            "hybrid_override_pattern": "ME*-M", "mamba_num_heads": 4, "mamba_head_dim": 6, "ssm_state_size": 8, "n_groups": 2,
            "n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 11, "moe_shared_expert_intermediate_size": 13,
            "intermediate_size": 20, "vocab_size": 70,
        },
        9,
    ),
}  # fmt: skip
