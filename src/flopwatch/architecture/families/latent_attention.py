"""DeepSeek V2 and V3 (and R1, Kimi K2): latent attention, shared and routed experts, dense first layers."""

from __future__ import annotations

from flopwatch.architecture.attention import LatentAttention
from flopwatch.architecture.config_reader import Keys, layers_of
from flopwatch.architecture.families.decoder_only import decoder
from flopwatch.architecture.families.mixture_of_experts import dense_first, further_tokens, per_token
from flopwatch.architecture.layers import Experts, Mlp, Plain
from flopwatch.architecture.network import Network


def deepseek_v2(keys: Keys) -> Network:
    """Describe DeepSeek-V2 and V2-Lite (`q_lora_rank` null: queries are not compressed)."""
    return _deepseek(keys, "DeepseekV2ForCausalLM")


def deepseek_v3(keys: Keys) -> Network:
    """Describe DeepSeek-V3, R1 and Kimi K2. The routing bias of each expert is not a parameter (it is not trained by
    gradient).
    """
    return _deepseek(keys, "DeepseekV3ForCausalLM")


def _deepseek(keys: Keys, counted: str) -> Network:
    width = keys.size("hidden_size")
    layers = layers_of(keys)
    attention = read_latent(keys)
    norms = Plain(2 * width)
    inner = keys.size("moe_intermediate_size")
    experts = keys.size("n_routed_experts")
    shared = keys.size("n_shared_experts")
    bias = keys.model_type == "deepseek_v2" and keys.flag("mlp_bias", False)
    sparse = (
        norms,
        attention,
        Experts(width, inner, experts, per_token(keys, experts)),
        Mlp(width, shared * inner, True, bias),
    )
    return decoder(
        keys,
        counted,
        dense_first(keys, layers, width, (norms, attention), sparse, bias=bias),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
        uncounted=further_tokens(keys, width, sparse),
    )


def read_latent(keys: Keys, top: int | None = None) -> LatentAttention:
    """Return latent attention under DeepSeek's keys."""
    return LatentAttention(
        keys.size("hidden_size"),
        keys.size("num_attention_heads"),
        query_rank=_query_rank(keys),
        kv_rank=keys.size("kv_lora_rank"),
        plain_dim=keys.size("qk_nope_head_dim"),
        rotary_dim=keys.size("qk_rope_head_dim"),
        value_dim=keys.size("v_head_dim"),
        bias=keys.flag("attention_bias", False),
        top=top,
    )


def _query_rank(keys: Keys) -> int:
    """Return the width that queries are compressed to; 0 if the config sets it to null. An absent key is refused."""
    if keys.states("q_lora_rank"):
        return keys.optional("q_lora_rank") or 0
    return keys.size("q_lora_rank")
