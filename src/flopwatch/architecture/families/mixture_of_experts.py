"""Mixtures of experts with ordinary attention: Mixtral, Qwen, OLMoE, Phi-MoE, gpt-oss, Llama 4, Granite, GLM-4.5.

The names of the same key differ by family: how many experts there are is `num_local_experts`, `num_experts` or
`n_routed_experts`; the width of one is `intermediate_size` or `moe_intermediate_size`.
"""

from __future__ import annotations

from collections.abc import Callable

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, head_width, layers_of
from flopwatch.architecture.families.decoder_only import KINDS, decoder, kv_heads, sliding_layers, windowed
from flopwatch.architecture.layers import Experts, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Uncounted, grouped
from flopwatch.domain import BadInput


def per_token(keys: Keys, experts: int, *names: str) -> int:
    """Return the number of experts a token is routed to, which cannot exceed the number of experts.

    Raises:
        BadInput: If it is.
    """
    used = keys.size(*(names or ("num_experts_per_tok",)))
    if used > experts:
        raise BadInput(f"{keys.model_type}: a token cannot pass {used} of {experts} experts. Correct the config.")
    return used


def mixtral(keys: Keys) -> Network:
    """Describe Mixtral: experts in every layer; `num_local_experts`, `intermediate_size` of one expert."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    layers = layers_of(keys)
    experts = keys.size("num_local_experts", "num_experts")
    window = keys.optional("sliding_window")
    attention = Attention(width, heads, kv, head_width(keys, width, heads), window=window)
    routed = Experts(width, keys.size("intermediate_size"), experts, per_token(keys, experts))
    return decoder(
        keys,
        "MixtralForCausalLM",
        (LayerGroup(layers, (Plain(2 * width), attention, routed)),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def phimoe(keys: Keys) -> Network:
    """Describe Phi-3.5-MoE: layer norms with biases; an optional bias on the head."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    experts = keys.size("num_local_experts")
    bias = keys.flag("attention_bias", False)
    attention = Attention(
        width,
        heads,
        kv,
        head_width(keys, width, heads),
        qkv_bias=bias,
        out_bias=bias,
        window=keys.optional("sliding_window"),
    )
    routed = Experts(width, keys.size("intermediate_size"), experts, per_token(keys, experts))
    return decoder(
        keys,
        "PhimoeForCausalLM",
        (LayerGroup(layers_of(keys), (Plain(4 * width), attention, routed)),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=2 * width,
        head_bias=keys.flag("lm_head_bias", False),
    )


def granitemoe(keys: Keys) -> Network:
    """Describe Granite MoE: Mixtral with fixed multipliers."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.default(heads, "num_key_value_heads"))
    experts = keys.size("num_local_experts")
    bias = keys.flag("attention_bias", False)
    attention = Attention(width, heads, kv, head_width(keys, width, heads), qkv_bias=bias, out_bias=bias)
    routed = Experts(width, keys.size("intermediate_size"), experts, per_token(keys, experts))
    return decoder(
        keys,
        "GraniteMoeForCausalLM",
        (LayerGroup(layers_of(keys), (Plain(2 * width), attention, routed)),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def olmoe(keys: Keys) -> Network:
    """Describe OLMoE: norms of queries and keys over all heads."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.default(heads, "num_key_value_heads"))
    dim = head_width(keys, width, heads)
    experts = keys.size("num_experts", "num_local_experts")
    bias = keys.flag("attention_bias", False)
    attention = Attention(width, heads, kv, dim, qkv_bias=bias, out_bias=bias, extra=width + width // heads * kv)
    routed = Experts(width, keys.size("intermediate_size"), experts, per_token(keys, experts))
    return decoder(
        keys,
        "OlmoeForCausalLM",
        (LayerGroup(layers_of(keys), (Plain(2 * width), attention, routed)),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def qwen2_moe(keys: Keys) -> Network:
    """Describe Qwen1.5-MoE and Qwen2-57B: routed experts and one shared expert with a gate."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    layers = layers_of(keys)
    bias = keys.flag("qkv_bias", True)
    window, kinds = None, ["full"] * layers
    if keys.flag("use_sliding_window", False):
        window = keys.size("sliding_window")
        stated = keys.words("layer_types", KINDS, layers)
        last = layers if stated is not None else keys.size("max_window_layers")
        kinds = stated or [("sliding" if i % 2 == 0 and i < last else "full") for i in range(layers)]
    dim = head_width(keys, width, heads)
    experts = keys.size("num_experts")
    sparse: tuple[Part, ...] = (
        Experts(width, keys.size("moe_intermediate_size"), experts, per_token(keys, experts)),
        Mlp(width, keys.size("shared_expert_intermediate_size")),
        Linear(width, 1),
    )
    return _mixed(
        keys,
        "Qwen2MoeForCausalLM",
        width,
        layers,
        kinds,
        lambda narrow: Attention(width, heads, kv, dim, qkv_bias=bias, window=window if narrow else None),
        sparse,
        2 * width,
    )


def qwen3_moe(keys: Keys) -> Network:
    """Describe Qwen3 30B and 235B: no shared expert; norms of queries and keys over one head."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    layers = layers_of(keys)
    dim = head_width(keys, width, heads)
    bias = keys.flag("attention_bias", False)
    window = keys.optional("sliding_window") if keys.flag("use_sliding_window", False) else None
    experts = keys.size("num_experts", "num_local_experts")
    sparse = (Experts(width, keys.size("moe_intermediate_size"), experts, per_token(keys, experts)),)
    return _mixed(
        keys,
        "Qwen3MoeForCausalLM",
        width,
        layers,
        ["sliding" if window else "full"] * layers,
        lambda narrow: Attention(
            width, heads, kv, dim, qkv_bias=bias, out_bias=bias, extra=2 * dim, window=window if narrow else None
        ),
        sparse,
        2 * width,
    )


def _mixed(
    keys: Keys,
    counted: str,
    width: int,
    layers: int,
    kinds: list[str],
    attention: Callable[[bool], Attention],
    sparse: tuple[Part, ...],
    norms: int,
) -> Network:
    """Describe layers with experts or a dense block, with a window or without.

    Qwen's rule: a layer i holds experts if (i + 1) is divisible by `decoder_sparse_step` and i is not in
    `mlp_only_layers`.
    """
    step = keys.default(1, "decoder_sparse_step")
    dense_layers = set(keys.counts("mlp_only_layers") or ())
    dense: tuple[Part, ...] = ()
    if dense_layers or step > 1:
        dense = (Mlp(width, keys.size("intermediate_size")),)
    counts: dict[tuple[bool, bool], int] = {}
    for i, kind in enumerate(kinds):
        key = (kind == "sliding", (i + 1) % step == 0 and i not in dense_layers)
        counts[key] = counts.get(key, 0) + 1
    groups = tuple(
        LayerGroup(count, (Plain(norms), attention(narrow), *(sparse if holds else dense)))
        for (narrow, holds), count in counts.items()
    )
    return decoder(
        keys,
        counted,
        groups,
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def gpt_oss(keys: Keys) -> Network:
    """Describe gpt-oss: biases everywhere, the experts' too; a sink per head; every second layer sees only a window."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    layers = layers_of(keys)
    dim = keys.size("head_dim")
    bias = keys.flag("attention_bias", True)
    experts = keys.size("num_local_experts", "num_experts")
    routed = Experts(
        width,
        keys.size("intermediate_size"),
        experts,
        per_token(keys, experts, "num_experts_per_tok", "experts_per_token"),
        bias=True,
        router_extra=experts,
    )

    def layer(window: int | None) -> tuple[Part, ...]:
        attention = Attention(width, heads, kv, dim, qkv_bias=bias, out_bias=bias, extra=heads, window=window)
        return (Plain(2 * width), attention, routed)

    groups = windowed(
        layers,
        sliding_layers(keys, layers, layers - layers // 2),
        layer(None),
        layer(keys.default(128, "sliding_window")),
    )
    return decoder(
        keys,
        "GptOssForCausalLM",
        groups,
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def llama4(keys: Keys) -> Network:
    """Describe Llama 4, the language model: one shared expert besides the routed; dense layers between (Maverick);
    attention in chunks.
    """
    width, heads = keys.size("hidden_size", nested=5120), keys.size("num_attention_heads", nested=40)
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads", nested=8))
    layers = layers_of(keys, nested=48)
    dim = head_width(keys, width, heads) if not keys.nested else keys.default(128, "head_dim")
    inner = keys.size("intermediate_size", nested=8192)
    experts = keys.size("num_local_experts", nested=16)
    used = keys.default(1, "num_experts_per_tok") if keys.nested else per_token(keys, experts)
    chunk = keys.optional("attention_chunk_size")
    if keys.nested and chunk is None:
        chunk = keys.default(8192, "attention_chunk_size")
    bias = keys.flag("attention_bias", False)
    stated = keys.counts("moe_layers")
    step = 1 if stated is not None else keys.default(1, "interleave_moe_layer_step")
    sparse = set(stated) if stated is not None else set(range(step - 1, layers, step))
    kinds = keys.words("layer_types", KINDS, layers)
    if kinds is None:
        # no_rope_layers holds 1 where rotary positions and chunks are used: the name says the opposite.
        rotary = keys.counts("no_rope_layers") or [
            int((i + 1) % keys.default(4, "no_rope_layer_interval") != 0) for i in range(layers)
        ]
        if len(rotary) != layers:
            raise keys.refused("no_rope_layers", rotary, f"has {len(rotary)} entries for {layers} layers")
        kinds = ["chunked" if one else "full" for one in rotary]
    routed = (Experts(width, inner, experts, used), Mlp(width, inner))
    dense: tuple[Part, ...] = ()
    if not sparse >= set(range(layers)):
        dense = (Mlp(width, keys.size("intermediate_size_mlp", nested=16384)),)

    def layer(i: int, kind: str) -> tuple[Part, ...]:
        attention = Attention(
            width, heads, kv, dim, qkv_bias=bias, out_bias=bias, chunk=chunk if kind == "chunked" else None
        )
        return (Plain(2 * width), attention, *(routed if i in sparse else dense))

    return decoder(
        keys,
        "Llama4ForCausalLM",
        grouped([layer(i, kind) for i, kind in enumerate(kinds)]),
        width=width,
        vocabulary=keys.size("vocab_size", nested=202048),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def glm4_moe(keys: Keys) -> Network:
    """Describe GLM-4.5: first layers dense, then routed and shared experts; no bias on the output projection."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    layers = layers_of(keys)
    dim = head_width(keys, width, heads)
    inner = keys.size("moe_intermediate_size")
    experts = keys.size("n_routed_experts", "num_local_experts")
    norms = 2 * dim if keys.flag("use_qk_norm", False) else 0
    attention = Attention(width, heads, kv, dim, qkv_bias=keys.flag("attention_bias", False), extra=norms)
    shared = keys.size("n_shared_experts")
    sparse = (
        Plain(2 * width),
        attention,
        Experts(width, inner, experts, per_token(keys, experts)),
        Mlp(width, shared * inner),
    )
    return decoder(
        keys,
        "Glm4MoeForCausalLM",
        dense_first(keys, layers, width, (Plain(2 * width), attention), sparse, 1),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
        uncounted=further_tokens(keys, width, sparse),
    )


def dense_first(
    keys: Keys,
    layers: int,
    width: int,
    before: tuple[Part, ...],
    sparse: tuple[Part, ...],
    default: int = 0,
    bias: bool = False,
) -> tuple[LayerGroup, ...]:
    """Return DeepSeek's rule: the first `first_k_dense_replace` layers hold a dense block of `intermediate_size`, the
    others experts.

    Args:
        keys: The config.
        layers: How many layers there are.
        width: Hidden size.
        before: Norms and attention, which all layers have.
        sparse: A whole layer with experts.
        default: The family's own number of dense layers, where the config states none.
        bias: Whether the dense block has biases.
    """
    first = min(keys.default(default, "first_k_dense_replace", low=0), layers)
    groups = []
    if first:
        groups.append(LayerGroup(first, (*before, Mlp(width, keys.size("intermediate_size"), True, bias))))
    if layers - first:
        groups.append(LayerGroup(layers - first, sparse))
    return tuple(groups)


def further_tokens(keys: Keys, width: int, layer: tuple[Part, ...]) -> tuple[Uncounted, ...]:
    """Return layers that predict further tokens: described by the config, trained, and left out by transformers,
    hence by the counts.

    Each is one more layer, a projection `2h × h` and three norms; embedding and head are shared with the model.
    """
    depth = keys.default(0, "num_nextn_predict_layers", low=0)
    if not depth:
        return ()
    each = 2 * width * width + 3 * width + sum(part.weights()[0] for part in layer)
    return (
        Uncounted(
            "multi-token prediction",
            f"{depth} further layer(s) used in training only; transformers does not build them",
            parameters=depth * each,
        ),
    )
