"""Mixtures of experts of 2025 and 2026 with ordinary attention."""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import MOST_LAYERS, Keys, layers_of
from flopwatch.architecture.families.mixture_of_experts import further_tokens, per_token
from flopwatch.architecture.families.usual_parts import (
    ended,
    layer_kinds,
    read_attention,
    read_experts,
    read_mlp,
    read_window,
    shared_mlp,
    sparse_layers,
    uniform,
)
from flopwatch.architecture.layers import Experts, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import Network, grouped


def minimax_m2(keys: Keys) -> Network:
    """Describe MiniMax M2: norms of queries and keys over all heads, experts in every layer."""
    experts = read_experts(keys, "num_local_experts", "num_experts", inner="intermediate_size")
    return uniform(keys, "MiniMaxM2ForCausalLM", read_attention(keys, bias=False, norms="all"), experts)


def mimo_v2_flash(keys: Keys) -> Network:
    """Describe MiMo V2 Flash: values narrower than keys; layers that slide have twice the key heads, and sinks."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys)
    pattern = keys.counts("hybrid_layer_pattern")
    rule = ["full" if i == 0 or (i + 1) % 6 == 0 else "sliding" for i in range(layers)]
    kinds = layer_kinds(keys, layers, rule if pattern is None else ["sliding" if one else "full" for one in pattern])
    frequency = keys.counts("moe_layer_freq")
    holds = sparse_layers(
        keys, layers, [i > 0 for i in range(layers)] if frequency is None else [one > 0 for one in frequency]
    )
    if len(kinds) != layers or len(holds) != layers:
        raise keys.refused("num_hidden_layers", layers, "differs from the layers that are listed")
    dim, value = keys.size("head_dim"), keys.size("v_head_dim")
    bias, experts, dense = keys.flag("attention_bias"), read_experts(keys, "n_routed_experts"), read_mlp(keys)
    kv, window = keys.size("num_key_value_heads"), read_window(keys)
    narrow = keys.default(2 * kv, "swa_num_key_value_heads")

    def layer(kind: str, sparse: bool) -> tuple[Part, ...]:
        slides = kind == "sliding"
        own = narrow if slides else kv
        attention = Attention(
            width, heads, own, dim, bias, False, heads if slides else 0, window if slides else None, value_dim=value
        )
        return (Plain(2 * width), attention, experts if sparse else dense)

    groups = grouped([layer(kind, sparse) for kind, sparse in zip(kinds, holds, strict=True)])
    return ended(keys, "MiMoV2FlashForCausalLM", groups)


def ernie_moe(keys: Keys) -> Network:
    """Describe ERNIE 4.5 21B and 300B: experts from layer to layer by start, end and interval; the routing bias is a
    weight.
    """
    layers, experts = layers_of(keys), keys.size("moe_num_experts", "num_experts", "num_local_experts")
    start, end = keys.known("moe_layer_start_index", low=0), keys.raw("moe_layer_end_index")
    last = layers - 1 if end in (None, -1) else keys.known("moe_layer_end_index", low=0)
    every = keys.known("moe_layer_interval")
    width, inner = keys.size("hidden_size"), keys.size("moe_intermediate_size")
    bias = keys.flag("use_bias")
    attention = read_attention(keys, bias="use_bias")
    routed = Experts(
        width, inner, experts, per_token(keys, experts, "moe_k", "num_experts_per_tok"), router_extra=experts
    )
    shared = keys.known("moe_num_shared_experts", low=0)
    sparse: tuple[Part, ...] = (routed, Mlp(width, shared * inner, True, bias)) if shared else (routed,)
    dense = Mlp(width, keys.size("intermediate_size"), True, bias)

    def layer(i: int) -> tuple[Part, ...]:
        holds = start <= i <= last and (i + 1) % every == 0
        return (Plain(2 * width), attention, *(sparse if holds else (dense,)))

    groups = grouped([layer(i) for i in range(layers)])
    return ended(keys, "Ernie4_5_MoeForCausalLM", groups, head_bias=bias)


def hunyuan_moe(keys: Keys) -> Network:
    """Describe Hunyuan A13B: one shared block parallel to the experts, norms of queries and keys over one head."""
    width, inner = keys.size("hidden_size"), keys.size("intermediate_size")
    for name in ("moe_topk", "moe_intermediate_size", "num_shared_expert"):
        listed = keys.raw(name)
        if isinstance(listed, list) and len(set(map(str, listed))) > 1:
            raise keys.refused(name, listed, "differs from layer to layer, which is not counted")
    topk, experts = keys.raw("moe_topk"), keys.size("num_experts", "num_local_experts")
    used = (
        (keys.counts("moe_topk") or [0])[0]
        if isinstance(topk, list)
        else per_token(keys, experts, "moe_topk", "num_experts_per_tok")
    )
    routed = Experts(width, inner, experts, used)
    return uniform(keys, "HunYuanMoEV1ForCausalLM", read_attention(keys, norms="head"), routed, Mlp(width, inner))


def step(keys: Keys) -> Network:
    """Step 3.5 and 3.7 Flash: a gate for each head, more heads in layers that slide, one shared expert."""
    layers, width = layers_of(keys), keys.size("hidden_size")
    further = keys.default(0, "num_nextn_predict_layers", low=0)
    kinds = layer_kinds(_without(keys, "layer_types", layers, further), layers, ["full"] * layers)
    sparse_rule = _listed_layers(keys, layers)
    holds = sparse_layers(_without(keys, "mlp_layer_types", layers, further), layers, sparse_rule)
    heads = keys.size("num_attention_heads")
    others = keys.default(heads, "num_sliding_attention_heads")
    if isinstance(keys.raw("attention_other_setting"), dict):
        others = keys.part("attention_other_setting").default(others, "num_attention_heads")
    kv = keys.size("num_key_value_heads", "num_attention_groups")
    experts = read_experts(
        keys,
        "n_routed_experts",
        "num_local_experts",
        "moe_num_experts",
        "num_experts",
        used=("num_experts_per_tok", "moe_top_k"),
    )
    shared = Mlp(width, keys.size("share_expert_dim", "share_expert_dims"), True, keys.flag("mlp_bias"))
    dense = read_mlp(keys, bias="mlp_bias")
    window = read_window(keys)

    def layer(kind: str, sparse: bool) -> tuple[Part, ...]:
        own = others if kind == "sliding" else heads
        narrow = window if kind == "sliding" else None
        attention = read_attention(keys, norms="head", heads=own, kv=kv, window=narrow)
        block = (experts, shared) if sparse else (dense,)
        return (Plain(2 * width), attention, Linear(width, own), *block)

    groups = grouped([layer(kind, sparse) for kind, sparse in zip(kinds, holds, strict=True)])
    return ended(keys, "Step3p7ForCausalLM", groups)


def _listed_layers(keys: Keys, layers: int) -> list[bool]:
    """Return which layers hold experts in older files: by `moe_layers_enum` ("3,4,5"), else all but the first three."""
    stated = keys.raw("moe_layers_enum")
    if not isinstance(stated, str):
        return [i >= 3 for i in range(layers)]
    words = stated.split(",") if len(stated) <= 6 * MOST_LAYERS else [""]
    if not all(one.strip().isascii() and one.strip().isdigit() and len(one) < 8 for one in words):
        raise keys.refused("moe_layers_enum", stated, "is not a list of layers such as 3,4,5")
    places = {int(one) for one in words}
    return [i in places for i in range(layers)]


def _without(keys: Keys, name: str, layers: int, further: int) -> Keys:
    """Return the keys with a list cut by the entries it holds for layers that predict further tokens."""
    listed = keys.raw(name)
    if further and isinstance(listed, list) and len(listed) == layers + further:
        return keys.changed({name: listed[:layers]})
    return keys


def afmoe(keys: Keys) -> Network:
    """Describe AFMoE (Trinity): four norms, a gate on attention, a window in most layers, the routing bias a weight."""
    layers, width = layers_of(keys), keys.size("hidden_size")
    first = keys.known("num_dense_layers", low=0)
    period = keys.known("global_attn_every_n_layers")
    kinds = layer_kinds(keys, layers, ["sliding" if (i + 1) % period else "full" for i in range(layers)])
    window, dense = read_window(keys), read_mlp(keys)
    experts = read_experts(keys, router_extra=keys.size("num_experts", "num_local_experts"))
    sparse = (experts, shared_mlp(keys, "num_shared_experts"))

    def layer(i: int, kind: str) -> tuple[Part, ...]:
        narrow = window if kind == "sliding" else None
        attention = read_attention(keys, norms="head", window=narrow)
        gate = Linear(width, attention.heads * attention.head_dim)
        return (Plain(4 * width), attention, gate, *(sparse if i >= first else (dense,)))

    return ended(keys, "AfmoeForCausalLM", grouped([layer(i, kind) for i, kind in enumerate(kinds)]))


def exaone_moe(keys: Keys) -> Network:
    """Describe K-EXAONE: EXAONE 4's attention, first layers dense, then routed and shared experts."""
    layers, width = layers_of(keys), keys.size("hidden_size")
    first = keys.known("first_k_dense_replace", low=0)
    holds = sparse_layers(keys, layers, [i >= first for i in range(layers)])
    window = read_window(keys)
    kinds = layer_kinds(keys, layers, ["sliding" if window and (i + 1) % 4 else "full" for i in range(layers)])
    sparse, dense = (read_experts(keys), shared_mlp(keys, "num_shared_experts")), read_mlp(keys)

    def layer(kind: str, holding: bool) -> tuple[Part, ...]:
        narrow = window if kind == "sliding" else None
        attention = read_attention(keys, bias=False, norms="head", window=narrow)
        return (Plain(2 * width), attention, *(sparse if holding else (dense,)))

    groups = grouped([layer(kind, one) for kind, one in zip(kinds, holds, strict=True)])
    return ended(keys, "ExaoneMoeForCausalLM", groups)


def dots1(keys: Keys) -> Network:
    """Describe dots.llm1: Qwen3's attention, first layers dense, then routed and shared experts."""
    return glm_like(keys, "Dots1ForCausalLM", norms="head")


def solar_open(keys: Keys) -> Network:
    """Describe Solar Open: GLM-4.5 with experts in every layer."""
    return glm_like(keys, "SolarOpenForCausalLM")


def glm_like(keys: Keys, counted: str, norms: str = "none") -> Network:
    """Describe ordinary attention; the first `first_k_dense_replace` layers dense, the others routed and shared
    experts.
    """
    layers, width = layers_of(keys), keys.size("hidden_size")
    stated = keys.maybe("first_k_dense_replace", low=0)
    first = min(keys.default(0, "first_k_dense_replace", low=0) if stated is None else stated, layers)
    attention = read_attention(keys, norms=norms, out_bias=None if counted.startswith("Dots") else False)
    sparse = (Plain(2 * width), attention, read_experts(keys, "n_routed_experts"), shared_mlp(keys))
    dense = (Plain(2 * width), attention, read_mlp(keys)) if first else ()
    groups = grouped([dense] * first + [sparse] * (layers - first))
    return ended(keys, counted, groups, uncounted=further_tokens(keys, width, sparse))


def flex_olmo(keys: Keys) -> Network:
    """Describe FlexOLMo: OLMo 2's attention, experts in every layer."""
    experts = read_experts(keys, inner="intermediate_size")
    return uniform(keys, "FlexOlmoForCausalLM", read_attention(keys, norms="all"), experts)


def granitemoeshared(keys: Keys) -> Network:
    """Describe Granite MoE with a shared block where `shared_intermediate_size` is not 0."""
    experts = read_experts(keys, "num_local_experts", inner="intermediate_size")
    inner = keys.known("shared_intermediate_size", low=0)
    shared = (Mlp(keys.size("hidden_size"), inner),) if inner else ()
    return uniform(keys, "GraniteMoeSharedForCausalLM", read_attention(keys), experts, *shared)


def glm4v_moe_text(keys: Keys) -> Network:
    """Describe the text of GLM-4.5V: GLM-4.5 with biases of queries, keys and values."""
    return glm_like(keys, "Glm4vMoeForCausalLM")


def aria(keys: Keys) -> Network:
    """Describe the text of Aria: routed experts, and shared ones as one block."""
    experts = read_experts(keys, "moe_num_experts", used=("moe_topk",), inner="intermediate_size")
    shared = shared_mlp(keys, "moe_num_shared_experts", "intermediate_size")
    return uniform(keys, "AriaTextForCausalLM", read_attention(keys), experts, shared)


def hy_v3(keys: Keys) -> Network:
    """Describe Hunyuan 3: the first layer dense, then routed and shared experts; norms of queries and keys over one
    head.
    """
    layers, width = layers_of(keys), keys.size("hidden_size")
    first = keys.default(1, "first_k_dense_replace", low=0)
    holds = sparse_layers(keys, layers, [i >= first for i in range(layers)])
    before = (Plain(2 * width), read_attention(keys, norms="head"))
    shared = keys.known("num_shared_experts") * keys.size("moe_intermediate_size")
    sparse = (*before, read_experts(keys), Mlp(width, shared, True, keys.flag("mlp_bias")))
    dense = (*before, read_mlp(keys, bias="mlp_bias"))
    return ended(keys, "HYV3ForCausalLM", grouped([sparse if one else dense for one in holds]))
