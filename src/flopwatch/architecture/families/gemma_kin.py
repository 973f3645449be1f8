"""Gemma 3n and Gemma 4: embeddings for each layer, keys shared by later layers, experts parallel to a dense block."""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of
from flopwatch.architecture.families.mixture_of_experts import per_token
from flopwatch.architecture.families.usual_parts import ended, layer_kinds
from flopwatch.architecture.layers import EmbeddingTable, Experts, Linear, Mlp, Part, Plain, Span, Weights
from flopwatch.architecture.network import Network, grouped

MOST_STREAMS = 64  # the family has 4


class StreamMix(Part, frozen=True):
    """AltUp's mixing: the router is asked twice, and the streams are multiplied by its coefficients once.

    2 × h × streams + 2 × streams² × h FLOP per token, besides the router's own; no weights.

    Source:
        Baykal et al. (2023), "Alternating Updates for Efficient Transformers", algorithm 1.
    """

    width: int
    streams: int

    def weights(self) -> Weights:
        return 0, 0, 0

    def flop(self, span: Span) -> int:
        return 2 * span.tokens * self.width * self.streams * (1 + self.streams)


def gemma3n(keys: Keys) -> Network:
    """Describe Gemma 3n, the language model: four streams (AltUp), a low-rank branch (LAuReL), an embedding per
    layer.
    """
    width, layers = keys.size("hidden_size"), layers_of(keys)
    kinds = layer_kinds(keys, layers, ["full" if (i + 1) % 5 == 0 else "sliding" for i in range(layers)])
    shared = keys.known("num_kv_shared_layers", low=0)
    listed = keys.raw("intermediate_size")
    inner = keys.counts("intermediate_size", low=1) if isinstance(listed, list) else None
    if inner is None:
        inner = [keys.known("intermediate_size") if listed is not None else 16384] * layers
    if len(inner) != layers:
        raise keys.refused("intermediate_size", listed, f"has {len(inner)} entries for {layers} layers")
    streams, rank = keys.known("altup_num_inputs"), keys.known("laurel_rank")
    if streams > MOST_STREAMS:
        raise keys.refused("altup_num_inputs", streams, f"is more than {MOST_STREAMS} streams")
    small = keys.known("hidden_size_per_layer_input")
    window = keys.maybe("sliding_window")
    altup = (
        Linear(streams, streams * streams),
        Linear(streams, streams),
        Linear(width, streams),
        StreamMix(width, streams),
    )
    laurel = Linear(width, rank), Linear(rank, width)
    extra = (*altup, *laurel, Linear(width, small), Linear(small, width))

    def layer(i: int) -> tuple[Part, ...]:
        attention = _gemma_attention(keys, keys.size("head_dim"), window if kinds[i] == "sliding" else None)
        if i >= layers - shared > 0:
            attention = _shared(attention)
        return (Plain(8 * width), attention, Mlp(width, inner[i]), *extra)

    around = [Linear(width, width)] * (2 * (streams - 1))
    return ended(
        keys,
        "Gemma3nForCausalLM",
        grouped([layer(i) for i in range(layers)]),
        first=(*_per_layer(keys, width, small, layers), *around),
    )


def _per_layer(keys: Keys, width: int, small: int, layers: int) -> tuple[Part, ...]:
    """Return the table of embeddings for each layer, the projection that goes with it, and its norm."""
    rows = keys.known("vocab_size_per_layer_input")
    return EmbeddingTable(rows, layers * small), Linear(width, layers * small), Plain(small)


def _gemma_attention(
    keys: Keys, dim: int, window: int | None, kv: int | None = None, *, values: bool = True, causal: bool = True
) -> Attention:
    bias = keys.flag("attention_bias")
    return Attention(
        keys.size("hidden_size"),
        keys.size("num_attention_heads"),
        kv or keys.size("num_key_value_heads"),
        dim,
        bias,
        bias,
        2 * dim,
        window,
        causal=causal,
        values=values,
    )


def _shared(own: Attention) -> Attention:
    """Return the same attention over keys and values of an earlier layer: no projections and no norm of keys."""
    return Attention(
        own.width,
        own.heads,
        own.kv_heads,
        own.head_dim,
        own.qkv_bias,
        own.out_bias,
        own.head_dim,
        own.window,
        causal=own.causal,
        keys=False,
    )


def gemma4(keys: Keys) -> Network:
    """Describe Gemma 4, the language model: wider heads in global layers, experts parallel to the dense block (26B)."""
    width, layers = keys.size("hidden_size"), layers_of(keys)
    kinds = layer_kinds(keys, layers, ["sliding" if (i + 1) % 6 else "full" for i in range(layers)])
    kinds[-1] = "full"
    shared = keys.known("num_kv_shared_layers", low=0)
    wide = keys.flag("use_double_wide_mlp")
    small = keys.known("hidden_size_per_layer_input", low=0) if keys.raw("hidden_size_per_layer_input") != 0 else 0
    inner = keys.size("intermediate_size")
    sparse = _gemma_experts(keys, width)
    extra = (Linear(width, small), Linear(small, width), Plain(width)) if small else ()

    def layer(i: int) -> tuple[Part, ...]:
        attention = _layer_attention(keys, i, kinds[i])
        reuses = i >= layers - shared
        mlp = Mlp(width, inner * (2 if wide and reuses else 1))
        return (Plain(4 * width), _shared(attention) if reuses else attention, mlp, *sparse, *extra)

    first = _per_layer(keys, width, small, layers) if small else ()
    return ended(keys, "Gemma4ForCausalLM", grouped([layer(i) for i in range(layers)]), first=first)


def _gemma_experts(keys: Keys, width: int) -> tuple[Part, ...]:
    if not keys.flag("enable_moe_block"):
        return ()
    experts = keys.size("num_experts")
    used = per_token(keys, experts, "top_k_experts", "num_experts_per_tok")
    inner = keys.size("moe_intermediate_size")
    return (Experts(width, inner, experts, used, router_extra=width + experts), Plain(3 * width))


def _layer_attention(keys: Keys, index: int, kind: str) -> Attention:
    """Return the attention of one layer: as `per_layer_config` states, else wider heads in global layers."""
    slides = kind == "sliding"
    window = keys.maybe("sliding_window") if slides else None
    causal = keys.raw("use_bidirectional_attention") != "all"
    alternative = keys.flag("attention_k_eq_v")
    dim, kv = keys.size("head_dim"), keys.size("num_key_value_heads")
    if keys.raw("per_layer_config") is not None:
        table = keys.part("per_layer_config")
        place = next((one for one in (str(index), f"{index:02d}") if table.raw(one) is not None), None)
        if place is not None:
            own = table.part(place)
            dim, kv = own.first("head_dim") or dim, own.first("num_key_value_heads") or kv
    elif not slides:
        dim = keys.default(512, "global_head_dim")
        kv = (keys.optional("num_global_key_value_heads") if alternative else None) or kv
    return _gemma_attention(keys, dim, window, kv, values=slides or not alternative, causal=causal)
