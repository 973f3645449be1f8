"""Random small configs of every family with an oracle: every switch that changes a count is thrown both ways
somewhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Config = dict[str, Any]


class Draw:
    """Draws configs; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def __call__(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def coin(self) -> bool:
        return self.random.random() < 0.5

    def llama(self, *flags: str, head_dim: str = "", tie: bool = True, **more: Any) -> Config:
        """The keys of most decoders; `head_dim` stated always, sometimes or never; flags thrown at random."""
        heads, dim = self(2, 4, 8), self(4, 8, 12)
        config = {
            "hidden_size": heads * dim * self(1, 1, 2),
            "num_attention_heads": heads,
            "num_key_value_heads": self(1, 2, heads),
            "num_hidden_layers": self.number(1, 7),
            "intermediate_size": self.number(5, 90),
            "vocab_size": self.number(50, 90),
        }
        if tie:
            config["tie_word_embeddings"] = self.coin()
        if head_dim == "always" or (head_dim == "sometimes" and self.coin()):
            config["head_dim"] = self(4, 6, 8, 16)
        return {**config, **{flag: self.coin() for flag in flags}, **more}

    def experts(self, name: str = "num_local_experts") -> Config:
        there = self.number(2, 6)
        return {name: there, "num_experts_per_tok": self.number(1, there)}

    def gpt(self, **more: Any) -> Config:
        heads = self(2, 4)
        return {
            "n_embd": heads * 8,
            "n_head": heads,
            "n_layer": self.number(1, 4),
            "n_positions": self.number(10, 40),
            "vocab_size": self.number(50, 90),
            "n_inner": self(None, 37),
            "tie_word_embeddings": self.coin(),
            **more,
        }

    def bert(self) -> Config:
        heads = self(2, 4)
        return {
            "hidden_size": heads * 8,
            "num_attention_heads": heads,
            "num_hidden_layers": self.number(1, 4),
            "intermediate_size": 33,
            "vocab_size": self.number(50, 90),
            "max_position_embeddings": self.number(20, 50),
            "type_vocab_size": self(1, 2),
        }

    def qwen_moe(self, *flags: str, **more: Any) -> Config:
        own = {
            "moe_intermediate_size": self.number(4, 30),
            "decoder_sparse_step": self(1, 2, 3),
            "mlp_only_layers": self([], [0], [1, 2]),
        }
        return self.llama(*flags, **self.experts("num_experts"), **own, **more)

    def latent(self, **more: Any) -> Config:
        return self.llama(
            "attention_bias",
            **self.experts("n_routed_experts"),
            q_lora_rank=self(None, 12),
            kv_lora_rank=self(8, 16),
            qk_nope_head_dim=8,
            qk_rope_head_dim=4,
            v_head_dim=self(6, 8),
            moe_intermediate_size=self.number(4, 20),
            n_shared_experts=self.number(1, 3),
            first_k_dense_replace=self.number(0, 4),
            **more,
        )

    def falcon(self) -> Config:
        heads = self(2, 4, 8)
        config = {
            "hidden_size": heads * 8,
            "num_attention_heads": heads,
            "num_kv_heads": self(1, 2, heads),
            "num_hidden_layers": self.number(1, 5),
            "vocab_size": self.number(50, 90),
        }
        flags = ("new_decoder_architecture", "multi_query", "parallel_attn", "bias", "tie_word_embeddings")
        config.update({flag: self.coin() for flag in flags})
        if self.coin():
            config["ffn_hidden_size"] = self.number(5, 50)
        if self.coin():
            config["num_ln_in_parallel_attn"] = self(1, 2)
        return config

    def mamba(self) -> Config:
        flags = {flag: self.coin() for flag in ("use_bias", "use_conv_bias", "tie_word_embeddings")}
        return {
            "hidden_size": self(16, 24),
            "state_size": self(4, 8),
            "num_hidden_layers": self.number(1, 3),
            "expand": self(1, 2),
            "conv_kernel": self(3, 4),
            "time_step_rank": self("auto", 5),
            "vocab_size": self.number(50, 90),
            **flags,
        }

    def mamba2(self) -> Config:
        expand = self(1, 2)
        flags = {flag: self.coin() for flag in ("use_bias", "use_conv_bias", "tie_word_embeddings")}
        return {
            "hidden_size": 32,
            "expand": expand,
            "num_heads": 4,
            "head_dim": 8 * expand,
            "state_size": 8,
            "n_groups": self(1, 2),
            "num_hidden_layers": 2,
            "vocab_size": self.number(50, 90),
            **flags,
        }

    def jamba(self) -> Config:
        return self.llama(
            "mamba_conv_bias",
            "mamba_proj_bias",
            **self({"num_experts": 1, "num_experts_per_tok": 1}, self.experts("num_experts")),
            attn_layer_period=self(2, 3),
            attn_layer_offset=self(0, 1),
            expert_layer_period=self(1, 2, 3),
            expert_layer_offset=0,
            mamba_d_state=self(4, 8),
            mamba_d_conv=self(3, 4),
            mamba_expand=self(1, 2),
            mamba_dt_rank=self("auto", 5),
        )

    def dual(self, *flags: str, **more: Any) -> Config:
        config = self.llama("mamba_conv_bias", "mamba_proj_bias", *flags, **more)
        expand, heads = self(1, 2), self(1, 2, 4)
        own = {
            "mamba_expand": expand,
            "mamba_n_heads": heads,
            "mamba_d_head": self("auto", expand * config["hidden_size"] // heads),
            "mamba_d_state": self(4, 8),
            "mamba_n_groups": 1,
        }
        return {**config, **own}

    def granite_hybrid(self) -> Config:
        config = self.dual(
            "attention_bias", num_local_experts=self(0, 3), num_experts_per_tok=2, shared_intermediate_size=9
        )
        return {
            **config,
            "layer_types": [self("mamba", "attention") for _ in range(config["num_hidden_layers"])],
        }

    def nemotron_h(self) -> Config:
        config = self.llama("use_bias", "mlp_bias", "use_conv_bias", head_dim="always")
        del config["num_hidden_layers"]
        pattern = "".join(self("M", "E", "*", "-") for _ in range(self.number(1, 6)))
        return {
            **config,
            "hybrid_override_pattern": pattern,
            "ssm_state_size": 8,
            "mamba_num_heads": 4,
            "mamba_head_dim": 6,
            "n_groups": self(1, 2),
            "n_routed_experts": 4,
            "num_experts_per_tok": 2,
            "moe_intermediate_size": 11,
            "moe_shared_expert_intermediate_size": 13,
            "moe_latent_size": self(None, 6),
        }

    def zamba2(self) -> Config:
        heads, layers = self(2, 4), self.number(3, 8)
        kinds = ["mamba", "hybrid", *(self("mamba", "hybrid") for _ in range(layers - 2))]
        return {
            "hidden_size": 8 * heads,
            "num_attention_heads": heads,
            "num_key_value_heads": heads,
            "num_hidden_layers": layers,
            "intermediate_size": self.number(5, 50),
            "vocab_size": self.number(50, 90),
            "layers_block_type": kinds,
            "mamba_d_state": 8,
            "mamba_ngroups": 1,
            "n_mamba_heads": 2,
            "add_bias_linear": self.coin(),
            "num_mem_blocks": self(1, 2),
            "use_shared_attention_adapter": self.coin(),
            "adapter_rank": 5,
        }

    def t5(self) -> Config:
        return {
            "d_model": self(16, 24),
            "d_kv": self(4, 8),
            "d_ff": self.number(10, 40),
            "num_layers": self.number(1, 3),
            "num_decoder_layers": self(None, 1, 4),
            "num_heads": self(2, 3),
            "vocab_size": self.number(50, 90),
            "feed_forward_proj": self("relu", "gated-gelu"),
            "relative_attention_num_buckets": self(8, 32),
        }

    def whisper(self) -> Config:
        return {
            "d_model": 24,
            "encoder_layers": self.number(1, 3),
            "decoder_layers": self.number(1, 3),
            "encoder_attention_heads": self(2, 3),
            "decoder_attention_heads": self(2, 4),
            "encoder_ffn_dim": self.number(5, 50),
            "decoder_ffn_dim": self.number(5, 50),
            "vocab_size": self.number(50, 90),
            "num_mel_bins": self(8, 16),
            "max_source_positions": self.number(5, 20),
            "max_target_positions": self.number(9, 20),
            "bos_token_id": 1,
            "eos_token_id": 1,
            "decoder_start_token_id": 1,
            "pad_token_id": 1,
        }

    def vit(self) -> Config:
        heads = self(2, 4)
        return {
            "hidden_size": heads * 8,
            "num_attention_heads": heads,
            "num_hidden_layers": self.number(1, 3),
            "intermediate_size": self.number(5, 50),
            "image_size": self(32, 48, 50),
            "patch_size": self(8, 16),
            "num_channels": self(1, 3),
            "qkv_bias": self.coin(),
            "num_labels": self.number(2, 9),
        }

    def clip(self) -> Config:
        text = {
            "hidden_size": 16,
            "intermediate_size": self.number(5, 50),
            "num_hidden_layers": self.number(1, 3),
            "num_attention_heads": 2,
            "vocab_size": 99,
            "max_position_embeddings": self.number(9, 30),
        }
        image = {
            "hidden_size": 24,
            "intermediate_size": self.number(5, 50),
            "num_hidden_layers": self.number(1, 3),
            "num_attention_heads": 4,
            "image_size": self(32, 48),
            "patch_size": self(8, 16),
        }
        return {"projection_dim": self.number(5, 20), "text_config": text, "vision_config": image}

    def opt(self) -> Config:
        heads = self(2, 4)
        flags = (
            "do_layer_norm_before",
            "enable_bias",
            "layer_norm_elementwise_affine",
            "tie_word_embeddings",
        )
        return {
            "hidden_size": heads * 8,
            "num_attention_heads": heads,
            "num_hidden_layers": 2,
            "ffn_dim": self.number(5, 50),
            "max_position_embeddings": self.number(9, 40),
            "vocab_size": self.number(50, 90),
            "word_embed_proj_dim": self(heads * 8, 10),
            **{flag: self.coin() for flag in flags},
        }


VARIATIONS: dict[str, Callable[[Draw], Config]] = {
    "bamba": lambda d: d.dual("attention_bias", "mlp_bias", attn_layer_indices=d([0], [1, 2], None)),
    "bert": Draw.bert,
    "bloom": lambda d: {
        "hidden_size": 32,
        "n_head": d(2, 4),
        "n_layer": d.number(1, 4),
        "vocab_size": d.number(50, 90),
    },
    "clip": Draw.clip,
    "codegen": lambda d: d.gpt(rotary_dim=4, n_head=4, n_embd=32),
    "cohere": lambda d: d.llama("attention_bias", "use_qk_norm"),
    "cohere2": lambda d: d.llama("attention_bias"),
    "deepseek_v2": Draw.latent,
    "deepseek_v3": lambda d: d.latent(n_group=1, topk_group=1, num_nextn_predict_layers=d(0, 1)),
    "distilbert": lambda d: {
        "dim": 32,
        "n_heads": 4,
        "n_layers": d.number(1, 3),
        "hidden_dim": d.number(4, 40),
        "vocab_size": d.number(50, 90),
        "max_position_embeddings": d.number(9, 40),
    },
    "ernie4_5": lambda d: d.llama("use_bias", head_dim="always"),
    "exaone4": lambda d: d.llama(),
    "falcon": Draw.falcon,
    "falcon_mamba": Draw.mamba,
    "gemma": lambda d: d.llama("attention_bias", head_dim="always"),
    "gemma2": lambda d: d.llama("attention_bias", head_dim="always"),
    "gemma3_text": lambda d: d.llama("attention_bias", head_dim="always"),
    "glm": lambda d: d.llama("attention_bias", head_dim="always"),
    "glm4": lambda d: d.llama("attention_bias", head_dim="always"),
    "glm4_moe": lambda d: d.llama(
        "attention_bias",
        "use_qk_norm",
        head_dim="always",
        **d.experts("n_routed_experts"),
        moe_intermediate_size=9,
        n_shared_experts=d(1, 2),
        first_k_dense_replace=d.number(0, 3),
    ),
    "gpt2": Draw.gpt,
    "gpt_bigcode": lambda d: d.gpt(multi_query=d.coin()),
    "gpt_neo": lambda d: {
        "hidden_size": 32,
        "num_layers": 4,
        "num_heads": 4,
        "attention_types": d([[["global", "local"], 2]], [[["global"], 4]]),
        "max_position_embeddings": d.number(9, 40),
        "vocab_size": d.number(50, 90),
        "intermediate_size": d(None, 39),
    },
    "gpt_neox": lambda d: {
        key: value for key, value in d.llama("attention_bias").items() if key != "num_key_value_heads"
    },
    "gpt_oss": lambda d: d.llama("attention_bias", head_dim="always", **d.experts()),
    "gptj": lambda d: d.gpt(rotary_dim=4),
    "granite": lambda d: d.llama("attention_bias", "mlp_bias"),
    "granitemoe": lambda d: d.llama("attention_bias", **d.experts()),
    "granitemoehybrid": Draw.granite_hybrid,
    "hunyuan_v1_dense": lambda d: d.llama("attention_bias", head_dim="always"),
    "jamba": Draw.jamba,
    "llama": lambda d: d.llama("attention_bias", "mlp_bias", head_dim="sometimes"),
    "llama4_text": lambda d: d.llama(
        "attention_bias",
        head_dim="always",
        **d.experts(),
        intermediate_size_mlp=d.number(4, 40),
        interleave_moe_layer_step=d(1, 2),
        attention_chunk_size=16,
    ),
    "mamba": Draw.mamba,
    "mamba2": Draw.mamba2,
    "mistral": lambda d: d.llama(head_dim="sometimes"),
    "mixtral": lambda d: d.llama(head_dim="sometimes", **d.experts()),
    "mpt": lambda d: {"d_model": 32, "n_heads": 4, "n_layers": d.number(1, 3), "vocab_size": d.number(50, 90)},
    "mt5": Draw.t5,
    "nemotron": lambda d: d.llama("attention_bias", "mlp_bias", head_dim="sometimes"),
    "nemotron_h": Draw.nemotron_h,
    "olmo": lambda d: d.llama("attention_bias"),
    "olmo2": lambda d: d.llama("attention_bias"),
    "olmo3": lambda d: d.llama("attention_bias"),
    "olmoe": lambda d: d.llama("attention_bias", **d.experts("num_experts")),
    "opt": Draw.opt,
    "phi": lambda d: d.llama("qk_layernorm"),
    "phi3": lambda d: d.llama(),
    "phimoe": lambda d: d.llama("attention_bias", "lm_head_bias", **d.experts()),
    "qwen2": lambda d: d.llama(),
    "qwen2_moe": lambda d: d.qwen_moe("qkv_bias", shared_expert_intermediate_size=d.number(4, 30)),
    "qwen3": lambda d: d.llama("attention_bias", head_dim="always"),
    "qwen3_moe": lambda d: d.qwen_moe("attention_bias", head_dim="sometimes"),
    "roberta": Draw.bert,
    "seed_oss": lambda d: d.llama("attention_bias", "attention_out_bias", "mlp_bias", head_dim="always"),
    "smollm3": lambda d: d.llama("attention_bias", "mlp_bias"),
    "stablelm": lambda d: d.llama("use_qkv_bias", "qk_layernorm", "use_parallel_residual"),
    "starcoder2": lambda d: d.llama("use_bias"),
    "t5": Draw.t5,
    "vit": Draw.vit,
    "whisper": Draw.whisper,
    "xlm-roberta": Draw.bert,
    "zamba2": Draw.zamba2,
}


def variations(seed: int, each: int) -> list[Config]:
    """So many configs of each family."""
    draw = Draw(seed)
    return [{"model_type": kind, **make(draw)} for kind, make in VARIATIONS.items() for _ in range(each)]
