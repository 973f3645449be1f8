"""Families whose code is stored with their weights, not in transformers: Qwen 1, ChatGLM, DeepSeek-MoE, Nemotron NAS.

There is no oracle for these; their counts are held against the published totals (see docs/methods/architecture.md).
"""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, head_width, layers_of
from flopwatch.architecture.families.decoder_only import decoder, kv_heads
from flopwatch.architecture.families.mixture_of_experts import dense_first, per_token
from flopwatch.architecture.layers import Experts, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, grouped


def qwen(keys: Keys) -> Network:
    """Describe Qwen 1: `intermediate_size` holds twice the inner width (both halves of the gate); `kv_channels` is
    the width of a head.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    dim = head_width(keys, width, heads, "kv_channels")
    doubled = keys.size("intermediate_size")
    if doubled % 2:
        raise keys.refused("intermediate_size", doubled, "is odd, but holds two halves of the same width")
    # no_bias speaks of all projections but the one for queries, keys and values, which always has a bias.
    bias = not keys.flag("no_bias", True)
    attention = Attention(width, heads, heads, dim, qkv_bias=True, out_bias=bias)
    layer = (Plain(2 * width), attention, Mlp(width, doubled // 2, gated=True, bias=bias))
    return decoder(
        keys,
        "QWenLMHeadModel",
        (LayerGroup(layers_of(keys), layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def chatglm(keys: Keys) -> Network:
    """Describe ChatGLM2, ChatGLM3 and GLM-4-9B in their first form.

    ChatGLM 1 has another layout (`inner_hidden_size`) and is refused.
    """
    if keys.raw("inner_hidden_size") is not None:
        raise keys.refused("inner_hidden_size", keys.raw("inner_hidden_size"), "is of ChatGLM 1, which is not counted")
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys, "num_layers", "num_hidden_layers")
    dim = head_width(keys, width, heads, "kv_channels")
    kv = (
        kv_heads(keys, heads, keys.size("multi_query_group_num"))
        if keys.flag("multi_query_attention", False)
        else heads
    )
    every = keys.flag("add_bias_linear", False)
    factor = 1 if keys.flag("rmsnorm", True) else 2
    attention = Attention(width, heads, kv, dim, qkv_bias=keys.flag("add_qkv_bias", False) or every, out_bias=every)
    mlp = Mlp(width, keys.size("ffn_hidden_size"), gated=True, bias=every)
    last = factor * width if keys.flag("post_layer_norm", True) else 0
    return decoder(
        keys,
        "ChatGLMForConditionalGeneration",
        (LayerGroup(layers, (Plain(2 * factor * width), attention, mlp)),),
        width=width,
        vocabulary=keys.size("padded_vocab_size", "vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=last,
    )


def deepseek(keys: Keys) -> Network:
    """Describe DeepSeek-MoE 16B: Llama attention, shared and routed experts after dense first layers. (DeepSeek LLM
    is saved as `llama`.)
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.default(heads, "num_key_value_heads"))
    layers = layers_of(keys)
    bias = keys.flag("attention_bias", False)
    attention = Attention(width, heads, kv, head_width(keys, width, heads), qkv_bias=bias, out_bias=bias)
    experts, inner = keys.size("n_routed_experts"), keys.size("moe_intermediate_size")
    if keys.default(1, "moe_layer_freq") != 1:
        raise keys.refused("moe_layer_freq", keys.raw("moe_layer_freq"), "other than 1 is not counted")
    norms = Plain(2 * width)
    sparse = (
        norms,
        attention,
        Experts(width, inner, experts, per_token(keys, experts)),
        Mlp(width, keys.size("n_shared_experts") * inner),
    )
    return decoder(
        keys,
        "DeepseekForCausalLM",
        dense_first(keys, layers, width, (norms, attention), sparse),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def nemotron_nas(keys: Keys) -> Network:
    """Describe Llama-Nemotron Super and Ultra (DeciLM): Llama whose layers were cut by search; `block_configs` says
    how.

    A block's attention has its own number of query heads per key head, is one matrix, or is gone; its feed-forward
    block is `ffn_mult` × 2/3 of the width, rounded up to 256, one matrix, or gone.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    blocks = keys.parts("block_configs", layers_of(keys))
    dim = head_width(keys, width, heads)
    bias, mlp_bias = keys.flag("attention_bias", False), keys.flag("mlp_bias", False)

    def layer(one: Keys) -> tuple[Part, ...]:
        parts: list[Part] = []
        attention, forward = one.part("attention"), one.part("ffn")
        if attention.flag("replace_with_linear", False):
            parts += [Plain(width), Linear(width, width)]
        elif not attention.flag("no_op", False):
            group = attention.size("n_heads_in_group")
            if heads % group:
                raise attention.refused("n_heads_in_group", group, f"does not divide {heads} attention heads")
            kv = kv_heads(keys, heads, heads // group)
            parts += [Plain(width), Attention(width, heads, kv, dim, qkv_bias=bias, out_bias=bias)]
        if forward.flag("replace_with_linear", False):
            parts += [Plain(width), Linear(width, width)]
        elif not forward.flag("no_op", False):
            factor = forward.number("ffn_mult")
            if factor is None:
                raise forward.missing("ffn_mult", ())
            inner = (int(2 * factor * width / 3) + 255) // 256 * 256
            parts += [Plain(width), Mlp(width, inner, gated=True, bias=mlp_bias)]
        return tuple(parts)

    return decoder(
        keys,
        "DeciLMForCausalLM",
        grouped([layer(one) for one in blocks]),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )
