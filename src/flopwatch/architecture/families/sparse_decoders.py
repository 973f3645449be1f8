"""Mixtures of experts of 2026, most with sinks, gated attention or norms after the blocks, and their dense kin."""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of
from flopwatch.architecture.families.latent_attention import read_latent
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


def hyperclovax(keys: Keys) -> Network:
    """Describe HyperCLOVA X SEED: Llama, with norms after the blocks too where `use_post_norm`."""
    norms = 4 if keys.flag("use_post_norm") else 2
    return uniform(keys, "HyperCLOVAXForCausalLM", read_attention(keys), read_mlp(keys, bias="mlp_bias"), norms=norms)


def granite_swa(keys: Keys) -> Network:
    """Describe Granite with windows: a sink for each head, a window in three layers of four."""
    mlp = read_mlp(keys, bias="mlp_bias")
    return _alternating(keys, "GraniteSWAForCausalLM", (mlp,), sinks=True)


def granitemoe_swa(keys: Keys) -> Network:
    """Describe Granite MoE with windows: sinks, experts in every layer, a shared block where it has a width."""
    experts = read_experts(keys, "num_local_experts", inner="intermediate_size")
    shared = keys.known("shared_intermediate_size", low=0)
    block: tuple[Part, ...] = (experts, Mlp(keys.size("hidden_size"), shared)) if shared else (experts,)
    return _alternating(keys, "GraniteMoeSWAForCausalLM", block, sinks=True)


def _alternating(keys: Keys, counted: str, block: tuple[Part, ...], *, sinks: bool = False) -> Network:
    layers, width = layers_of(keys), keys.size("hidden_size")
    kinds = layer_kinds(keys, layers, ["sliding" if i % 4 else "full" for i in range(layers)])
    extra = keys.size("num_attention_heads") if sinks else 0

    def layer(kind: str) -> tuple[Part, ...]:
        window = read_window(keys) if kind == "sliding" else None
        return (Plain(2 * width), read_attention(keys, extra=extra, window=window), *block)

    return ended(keys, counted, grouped([layer(kind) for kind in kinds]))


def cohere2_moe(keys: Keys) -> Network:
    """Describe Command A with experts: one norm for both blocks, a window in three layers of four."""
    layers, width = layers_of(keys), keys.size("hidden_size")
    if keys.known("num_shared_experts", low=0):
        raise keys.refused("num_shared_experts", keys.raw("num_shared_experts"), "is not counted")
    every = keys.default(4, "sliding_window_pattern")
    kinds = layer_kinds(keys, layers, ["full" if (i + 1) % every == 0 else "sliding" for i in range(layers)])
    if not all(sparse_layers(keys, layers, [True] * layers)):
        raise keys.refused("mlp_layer_types", "dense", "is not counted")
    experts = read_experts(keys, "num_experts", "num_local_experts", inner="intermediate_size")

    def layer(kind: str) -> tuple[Part, ...]:
        window = read_window(keys) if kind == "sliding" else None
        return (Plain(width), read_attention(keys, window=window), experts)

    return ended(keys, "Cohere2MoeForCausalLM", grouped([layer(kind) for kind in kinds]))


def mellum(keys: Keys) -> Network:
    """Describe Mellum 2: norms of queries and keys over one head, experts unless a layer is listed as dense."""
    return _mixture(keys, "MellumForCausalLM", read_experts(keys, "num_local_experts", "num_experts"), (), 1)


def kolibri(keys: Keys) -> Network:
    """Describe Kolibri: four norms a layer, a shared block next to the experts."""
    shared = Mlp(keys.size("hidden_size"), keys.size("shared_expert_intermediate_size"))
    experts = read_experts(keys, "num_local_experts", "num_experts")
    return _mixture(keys, "Kolibri1ForCausalLM", experts, (shared,), 5, norms=4)


def beam(keys: Keys) -> Network:
    """Describe Beam: a gate on the output of attention with a bias for each head, four norms a layer."""
    holds = sparse_layers(keys, layers_of(keys), [i > 2 for i in range(layers_of(keys))])
    return _mixture(keys, "BeamForCausalLM", read_experts(keys), (), 6, holds=holds, norms=4, gated=True)


def flint(keys: Keys) -> Network:
    """Describe Flint: sinks, a shared block next to the experts, dense layers by `mlp_only_layers`."""
    layers, only = layers_of(keys), keys.counts("mlp_only_layers") or []
    step = keys.known("decoder_sparse_step")
    holds = [i not in only and (i + 1) % step == 0 for i in range(layers)]
    shared = Mlp(keys.size("hidden_size"), keys.size("shared_expert_intermediate_size"))
    sinks = keys.size("num_attention_heads")
    return _mixture(keys, "FlintForCausalLM", read_experts(keys), (shared,), 4, holds=holds, extra=sinks)


def _mixture(
    keys: Keys,
    counted: str,
    experts: Experts,
    shared: tuple[Part, ...],
    every: int,
    *,
    norms: int = 2,
    gated: bool = False,
    extra: int = 0,
    holds: list[bool] | None = None,
) -> Network:
    """Describe a mixture with norms of queries and keys over one head.

    Args:
        keys: The config.
        counted: The class that writes the next token.
        experts: Its routed experts.
        shared: Parts that every token passes next to them.
        every: Which layers see everything where `layer_types` is absent: each of this many, and the last.
        norms: Norms of a layer.
        gated: Whether a projection gates the output of attention, with a bias for each head.
        extra: Further element-wise weights of attention.
        holds: Which layers hold experts; None for those of `mlp_layer_types`, or all.
    """
    layers, width = layers_of(keys), keys.size("hidden_size")
    rule = ["full" if (i + 1) % every == 0 or i == layers - 1 else "sliding" for i in range(layers)]
    kinds = layer_kinds(keys, layers, rule)
    sparse = sparse_layers(keys, layers, [True] * layers) if holds is None else holds
    dense = () if all(sparse) else (read_mlp(keys),)
    extra += keys.size("num_attention_heads") if gated else 0

    def layer(kind: str, held: bool) -> tuple[Part, ...]:
        window = read_window(keys) if kind == "sliding" else None
        attention = read_attention(keys, norms="head", extra=extra, window=window)
        gate = (Linear(width, attention.heads * attention.head_dim),) if gated else ()
        return (Plain(norms * width), attention, *gate, *((experts, *shared) if held else dense))

    groups = grouped([layer(kind, held) for kind, held in zip(kinds, sparse, strict=True)])
    return ended(keys, counted, groups)


def laguna(keys: Keys) -> Network:
    """Describe Laguna: heads listed layer by layer, a gate for each head or each output, a routing bias that is a
    weight.
    """
    layers, width = layers_of(keys), keys.size("hidden_size")
    heads = keys.counts("num_attention_heads_per_layer", low=1) or [keys.size("num_attention_heads")] * layers
    if len(heads) != layers:
        raise keys.refused("num_attention_heads_per_layer", heads, f"has not {layers} entries")
    kinds = layer_kinds(keys, layers, ["full"] * layers)
    holds = sparse_layers(keys, layers, [i > 0 for i in range(layers)])
    count = keys.size("num_experts", "num_local_experts")
    experts = read_experts(keys, router_extra=count)
    shared = Mlp(width, keys.size("shared_expert_intermediate_size"))
    by_head = keys.flag("gating", True)

    def layer(i: int) -> tuple[Part, ...]:
        window = read_window(keys) if kinds[i] == "sliding" else None
        attention = read_attention(keys, norms="head", heads=heads[i], window=window)
        gate = Linear(width, heads[i] if by_head else heads[i] * attention.head_dim)
        block: tuple[Part, ...] = (experts, shared) if holds[i] else (read_mlp(keys),)
        return (Plain(2 * width), attention, gate, *block)

    return ended(keys, "LagunaForCausalLM", grouped([layer(i) for i in range(layers)]))


def axk1(keys: Keys) -> Network:
    """Describe A.X K1: DeepSeek-V3's layers, with a norm after the experts."""
    layers, width = layers_of(keys), keys.size("hidden_size")
    first = keys.default(1, "first_k_dense_replace", low=0)
    holds = sparse_layers(keys, layers, [i >= first for i in range(layers)])
    before = (Plain(2 * width), read_latent(keys))
    sparse = (*before, read_experts(keys, "n_routed_experts", "num_local_experts"), shared_mlp(keys), Plain(width))
    dense = () if all(holds) else (*before, read_mlp(keys))
    return ended(keys, "AXK1ForCausalLM", grouped([sparse if one else dense for one in holds]))


def gpt_neox_japanese(keys: Keys) -> Network:
    """Describe GPT-NeoX Japanese: no biases, but one on the output of the last attention."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    if width % heads:
        raise keys.refused("num_attention_heads", heads, f"does not divide {width}")
    inner = width * keys.known("intermediate_multiple_size")
    layer = (Plain(4 * width), Attention(width, heads, heads, width // heads), Mlp(width, inner, False))
    groups = grouped([layer] * layers_of(keys))
    return ended(keys, "GPTNeoXJapaneseForCausalLM", groups, last=2 * width, first=(Plain(width),))
