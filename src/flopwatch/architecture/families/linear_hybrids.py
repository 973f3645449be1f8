"""Hybrids of attention and linear recurrences: Qwen3-Next and 3.5, MiniMax 01, Kimi Linear, LFM2, OLMo hybrid, Griffin,
Falcon-H1.
"""

from __future__ import annotations

from collections.abc import Callable

from flopwatch.architecture.attention import LatentAttention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.usual_parts import (
    ended,
    layer_kinds,
    read_attention,
    read_experts,
    read_mlp,
    shared_mlp,
    sparse_layers,
)
from flopwatch.architecture.layers import Linear, Mlp, Part, Plain
from flopwatch.architecture.linear_attention import GatedRecurrence, LinearAttention, ShortConvolution
from flopwatch.architecture.network import LayerGroup, Network, grouped
from flopwatch.architecture.state_space import StateSpaceDual

MIXERS = {
    "linear_attention": "linear",
    "full_attention": "full",
    "sliding_attention": "full",
    "attention": "full",
    "conv": "conv",
    "recurrent": "linear",
}


def qwen3_next(keys: Keys) -> Network:
    """Describe Qwen3-Next: gated delta rule in three layers of four, gated attention in the fourth, experts in each."""
    step, dense = keys.known("decoder_sparse_step"), set(keys.counts("mlp_only_layers") or ())
    layers = layers_of(keys)
    holds = [i not in dense and _holds(keys) and (i + 1) % step == 0 for i in range(layers)]
    return _qwen_hybrid(keys, "Qwen3NextForCausalLM", holds)


def _holds(keys: Keys) -> bool:
    """Return whether there are experts: Qwen's configs may say 0."""
    return keys.known("num_experts", "num_local_experts", low=0) > 0


def qwen3_5(keys: Keys) -> Network:
    """Describe Qwen3.5, dense: Qwen3-Next's layers with a dense block."""
    return _qwen_hybrid(keys, "Qwen3_5ForCausalLM", [False] * layers_of(keys))


def qwen3_5_moe(keys: Keys) -> Network:
    """Describe Qwen3.5 with experts in each layer."""
    return _qwen_hybrid(keys, "Qwen3_5MoeForCausalLM", [True] * layers_of(keys))


def _qwen_hybrid(keys: Keys, counted: str, holds: list[bool]) -> Network:
    width, layers = keys.size("hidden_size"), layers_of(keys)
    period = keys.default(4, "full_attention_interval")
    kinds = layer_kinds(keys, layers, ["linear" if (i + 1) % period else "full" for i in range(layers)], MIXERS)
    mixers = {
        "full": read_attention(keys, norms="head", output_gate=True),
        "linear": gated_delta(keys, width),
    }
    sparse: tuple[Part, ...] = ()
    if any(holds):
        shared = Mlp(width, keys.size("shared_expert_intermediate_size"))
        sparse = (read_experts(keys), shared, Linear(width, 1))
    dense = () if all(holds) else (read_mlp(keys),)

    def layer(kind: str, holding: bool) -> tuple[Part, ...]:
        return (Plain(2 * width), mixers[kind], *(sparse if holding else dense))

    return ended(keys, counted, grouped([layer(kind, one) for kind, one in zip(kinds, holds, strict=True)]))


def gated_delta(keys: Keys, width: int) -> LinearAttention:
    """Return the gated delta rule under Qwen's keys: queries, keys, values, a gate as wide as values, two numbers a
    head.
    """
    key_heads, heads = keys.size("linear_num_key_heads"), keys.size("linear_num_value_heads")
    key, value = keys.size("linear_key_head_dim"), keys.size("linear_value_head_dim")
    channels = 2 * key_heads * key + heads * value
    return LinearAttention(
        width * (channels + heads * value + 2 * heads) + heads * value * width,
        heads,
        key,
        value,
        delta=True,
        kernel=keys.known("linear_conv_kernel_dim"),
        channels=channels,
        extra=2 * heads + value,
    )


def olmo_hybrid(keys: Keys) -> Network:
    """Describe OLMo hybrid: gated delta rule in three layers of four, OLMo 2's attention in the fourth."""
    width, layers = keys.size("hidden_size"), layers_of(keys)
    rule = ["full" if i % 4 == 3 else "linear" for i in range(layers)]
    if layers < 4:
        rule[-1] = "full"
    kinds = layer_kinds(keys, layers, rule, MIXERS)
    heads = keys.size("num_attention_heads")
    own = keys.maybe("linear_num_key_heads") or heads
    key = keys.maybe("linear_key_head_dim") or int(0.75 * width / own)
    given = keys.changed(
        {
            "linear_num_key_heads": own,
            "linear_num_value_heads": keys.maybe("linear_num_value_heads") or heads,
            "linear_key_head_dim": key,
            "linear_value_head_dim": keys.maybe("linear_value_head_dim") or 2 * key,
        }
    )
    mixers = {"full": read_attention(keys, norms="all"), "linear": gated_delta(given, width)}
    mlp = read_mlp(keys)
    groups = grouped([(Plain(2 * width), mixers[kind], mlp) for kind in kinds])
    return ended(keys, "OlmoHybridForCausalLM", groups)


def minimax(keys: Keys) -> Network:
    """Describe MiniMax 01: lightning attention alternating with softmax attention, experts in each layer."""
    width, heads, layers = keys.size("hidden_size"), keys.size("num_attention_heads"), layers_of(keys)
    listed = keys.counts("attn_type_list")
    rule = ["full" if (i + 1) % 2 else "linear" for i in range(layers)]
    if listed is not None:
        rule = ["full" if one else "linear" for one in listed]
    kinds = layer_kinds(keys, layers, rule, MIXERS)
    if len(kinds) != layers:
        raise keys.refused("attn_type_list", listed, f"has {len(kinds)} entries for {layers} layers")
    dim = keys.maybe("head_dim") or width // heads
    inner = heads * dim
    mixers: dict[str, Part] = {
        "full": read_attention(keys, bias=False),
        "linear": LinearAttention(5 * width * inner, heads, dim, dim, extra=inner),
    }
    experts = read_experts(keys, "num_local_experts", "num_experts", inner="intermediate_size")
    groups = grouped([(Plain(2 * width), mixers[kind], experts) for kind in kinds])
    return ended(keys, "MiniMaxForCausalLM", groups)


def kimi_linear(keys: Keys) -> Network:
    """Describe Kimi Linear: Kimi delta attention in three layers of four, latent attention in the fourth, experts."""
    width, heads, layers = keys.size("hidden_size"), keys.size("num_attention_heads"), layers_of(keys)
    stated = keys.raw("linear_attn_config")
    linear = keys.part("linear_attn_config") if isinstance(stated, dict) else keys
    rule = ["full" if i and i % 4 == 0 else "linear" for i in range(layers)]
    full = linear.counts("full_attn_layers", low=1)
    if full is not None:
        rule = ["full" if i + 1 in full else "linear" for i in range(layers)]
    kinds = layer_kinds(keys, layers, rule, MIXERS)
    first = keys.default(1, "first_k_dense_replace", low=0)
    holds = sparse_layers(keys, layers, [i >= first for i in range(layers)])
    mixers: dict[str, Part] = {
        "full": LatentAttention(
            width,
            heads,
            keys.optional("q_lora_rank") or 0,
            keys.size("kv_lora_rank"),
            keys.size("qk_nope_head_dim"),
            keys.size("qk_rope_head_dim"),
            keys.size("v_head_dim"),
        ),
        "linear": _kimi_delta(keys, linear, width),
    }
    used = ("num_experts_per_token", "num_experts_per_tok")
    sparse = (read_experts(keys, used=used), shared_mlp(keys, "num_shared_experts"))
    dense = (read_mlp(keys),)
    groups = [
        (Plain(2 * width), mixers[kind], *(sparse if one else dense)) for kind, one in zip(kinds, holds, strict=True)
    ]
    # Its code ties nothing, whatever `tie_word_embeddings` says.
    return ended(keys.changed({"tie_word_embeddings": False}), "KimiLinearForCausalLM", grouped(groups))


def _kimi_delta(keys: Keys, linear: Keys, width: int) -> LinearAttention:
    if linear is keys:
        heads, dim = keys.size("linear_num_heads"), keys.size("linear_head_dim")
        kernel = keys.known("linear_conv_kernel_dim")
    else:
        heads, dim = linear.size("num_heads"), linear.size("head_dim")
        kernel = linear.default(4, "short_conv_kernel_size")
    inner = heads * dim
    # Queries, keys, values, output; decay and gate through a narrow layer of one head's width; one number a head.
    matrices = 4 * width * inner + 2 * (width * dim + dim * inner) + width * heads
    return LinearAttention(
        matrices, heads, dim, dim, delta=True, kernel=kernel, channels=3 * inner, extra=inner + heads + dim
    )


def lfm2(keys: Keys) -> Network:
    """Describe LFM2: short convolutions, attention in a few layers, a dense block whose width is two thirds, rounded
    up.
    """
    inner = keys.size("block_ff_dim") if keys.raw("block_ff_dim") is not None else keys.size("intermediate_size")
    if keys.flag("block_auto_adjust_ff_dim"):
        inner = int(2 * inner / 3)
        factor = keys.number("block_ffn_dim_multiplier")
        if factor is not None:
            many = keys.known("block_multiple_of")
            inner = many * ((int(factor * inner) + many - 1) // many)
    dense = Mlp(keys.size("hidden_size"), inner)
    return _lfm2(keys, "Lfm2ForCausalLM", lambda i: dense)


def lfm2_moe(keys: Keys) -> Network:
    """Describe LFM2 8B-A1B: LFM2 whose later layers hold experts."""
    first, dense = keys.known("num_dense_layers", low=0), read_mlp(keys)
    experts = read_experts(keys)
    return _lfm2(keys, "Lfm2MoeForCausalLM", lambda i: experts if i >= first else dense)


def _lfm2(keys: Keys, counted: str, block: Callable[[int], Part]) -> Network:
    width, layers = keys.size("hidden_size"), layers_of(keys)
    places = keys.counts("full_attn_idxs")
    if counted == "Lfm2MoeForCausalLM" and places is None and keys.raw("layer_types") is None:
        raise keys.missing("layer_types", ("full_attn_idxs",))
    rule = ["full" if places is None or i in places else "conv" for i in range(layers)]
    kinds = layer_kinds(keys, layers, rule, MIXERS)
    dim = width // keys.size("num_attention_heads")
    mixers: dict[str, Part] = {
        "full": read_attention(keys, bias=False, norms="head", dim=dim),
        "conv": ShortConvolution(width, keys.known("conv_L_cache"), keys.flag("conv_bias")),
    }
    groups = grouped([(Plain(2 * width), mixers[kind], block(i)) for i, kind in enumerate(kinds)])
    tied = keys.raw("tie_embedding")
    return ended(keys if tied is None else keys.changed({"tie_word_embeddings": tied}), counted, groups)


def recurrent_gemma(keys: Keys) -> Network:
    """Describe RecurrentGemma (Griffin): two recurrent blocks, then one with local attention; `intermediate_size` is
    doubled.
    """
    width, heads, layers = keys.size("hidden_size"), keys.size("num_attention_heads"), layers_of(keys)
    pattern = keys.words("block_types", MIXERS | {"attention": "full"}) or ["linear", "linear", "full"]
    kinds = [pattern[i % len(pattern)] for i in range(layers)]
    inner = keys.maybe("lru_width") or width
    mixers: dict[str, Part] = {
        "full": read_attention(
            keys, dim=per_head(keys, width, heads), out_bias=True, window=keys.known("attention_window_size")
        ),
        "linear": GatedRecurrence(width, inner, heads, keys.known("conv1d_width")),
    }
    mlp = Mlp(width, keys.size("intermediate_size") // 2, True, True)
    groups = grouped([(Plain(2 * width), mixers[kind], mlp) for kind in kinds])
    return ended(keys, "RecurrentGemmaForCausalLM", groups)


def falcon_h1(keys: Keys) -> Network:
    """Describe Falcon-H1: attention and Mamba-2 side by side in each layer."""
    width = keys.size("hidden_size")
    inner = keys.maybe("mamba_d_ssm") or keys.known("mamba_expand") * width
    heads = keys.size("mamba_n_heads")
    norm, bias = keys.flag("mamba_rms_norm"), keys.flag("mamba_proj_bias")
    dual = StateSpaceDual(
        width,
        inner,
        keys.size("mamba_d_state"),
        keys.size("mamba_n_groups"),
        heads,
        keys.known("mamba_d_conv"),
        False,
        keys.flag("mamba_conv_bias"),
    )
    # The gated norm is there only with `mamba_rms_norm`; the two projections' biases have keys of their own.
    biases = (2 * inner + 2 * dual.groups * dual.state + heads if bias else 0) + (
        width if keys.flag("projectors_bias") else 0
    )
    parts = (
        Plain(2 * width + biases - (0 if norm else inner)),
        dual,
        read_attention(keys),
        read_mlp(keys, bias="mlp_bias"),
    )
    return ended(keys, "FalconH1ForCausalLM", (LayerGroup(layers_of(keys), parts),))
