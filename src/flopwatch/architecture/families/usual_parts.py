"""The usual parts of a decoder, read under their usual keys, so that a new family is a few lines.

Where a family is ordinary it says nothing; where it is not, it names the key or the number.
"""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, head_width, layers_of
from flopwatch.architecture.families.decoder_only import KINDS, decoder, kv_heads
from flopwatch.architecture.families.mixture_of_experts import per_token
from flopwatch.architecture.layers import Experts, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Uncounted

Layers = Sequence[tuple[Part, ...]]


def read_attention(
    keys: Keys,
    *,
    bias: str | bool = "attention_bias",
    out_bias: str | bool | None = None,
    norms: str = "none",
    dim: int | None = None,
    heads: int | None = None,
    kv: int | None = None,
    extra: int = 0,
    window: int | None = None,
    causal: bool = True,
    output_gate: bool = False,
) -> Attention:
    """Return grouped-query attention: `hidden_size`, `num_attention_heads`, `num_key_value_heads`, `head_dim`.

    Args:
        keys: The config.
        bias: The key that says whether queries, keys and values have biases, or the answer.
        out_bias: The same of the output; None for the same as `bias`.
        norms: Norms of queries and keys: `none`, `head` (over one head) or `all` (over all heads).
        dim: Width of a head where it is not `head_dim`, or h/H where that is absent.
        heads: Query heads where not `num_attention_heads`.
        kv: Key and value heads where not `num_key_value_heads`; absent, as many as query heads.
        extra: Further element-wise weights.
        window: Keys a query sees at most.
        causal: Whether a query sees only what comes before it.
        output_gate: Whether a further query-sized projection gates the output.
    """
    width = keys.size("hidden_size")
    heads = heads or keys.size("num_attention_heads")
    if kv is None:
        kv = keys.maybe("num_key_value_heads") or heads
    kv_heads(keys, heads, kv)
    if dim is None:
        dim = keys.maybe("head_dim") or head_width(keys, width, heads)
    biased = keys.flag(bias) if isinstance(bias, str) else bias
    out = biased if out_bias is None else keys.flag(out_bias) if isinstance(out_bias, str) else out_bias
    extra += {"none": 0, "head": 2 * dim, "all": (heads + kv) * dim}[norms]
    return Attention(width, heads, kv, dim, biased, out, extra, window=window, causal=causal, output_gate=output_gate)


def read_mlp(keys: Keys, inner: str = "intermediate_size", *, gated: bool = True, bias: str | bool = False) -> Mlp:
    """Return a feed-forward block of `hidden_size` and the inner width under `inner`."""
    biased = keys.flag(bias) if isinstance(bias, str) else bias
    return Mlp(keys.size("hidden_size"), keys.size(inner), gated, biased)


def read_experts(
    keys: Keys,
    *experts: str,
    used: tuple[str, ...] = ("num_experts_per_tok",),
    inner: str = "moe_intermediate_size",
    router_extra: int = 0,
    bias: bool = False,
) -> Experts:
    """Return routed experts: how many under any of `experts`, each of the width under `inner`."""
    there = keys.size(*(experts or ("num_experts", "num_local_experts")))
    return Experts(
        keys.size("hidden_size"),
        keys.size(inner),
        there,
        per_token(keys, there, *used),
        bias=bias,
        router_extra=router_extra,
    )


def shared_mlp(keys: Keys, count: str = "n_shared_experts", inner: str = "moe_intermediate_size") -> Mlp:
    """Return shared experts, as one block that all tokens pass."""
    return Mlp(keys.size("hidden_size"), keys.known(count) * keys.size(inner))


def read_window(keys: Keys) -> int | None:
    """Return the window of sliding layers, in positions; None if the config or the family has none."""
    return keys.maybe("sliding_window")


def layer_kinds(keys: Keys, layers: int, otherwise: Sequence[str], known: dict[str, str] | None = None) -> list[str]:
    """Return the kind of each layer: by `layer_types` or, if absent, by the family's own rule."""
    return keys.words("layer_types", known or KINDS, layers) or list(otherwise)


def sparse_layers(keys: Keys, layers: int, otherwise: Sequence[bool]) -> list[bool]:
    """Return which layers hold experts: by `mlp_layer_types` or, if absent, by the family's own rule."""
    known = {"dense": "", "sparse": "sparse", "moe": "sparse", "hash_moe": "sparse"}
    stated = keys.words("mlp_layer_types", known, layers)
    return list(otherwise) if stated is None else [bool(one) for one in stated]


def uniform(keys: Keys, counted: str, *parts: Part, norms: int = 2, terms: int = 1, last: int | None = None) -> Network:
    """Describe a decoder whose layers are all alike: `norms` norms of `terms` vectors each, and the parts."""
    width = keys.size("hidden_size")
    layer = (Plain(norms * terms * width), *parts)
    return ended(keys, counted, (LayerGroup(layers_of(keys), layer),), last=terms * width if last is None else last)


def ended(
    keys: Keys,
    counted: str,
    groups: tuple[LayerGroup, ...],
    *,
    last: int | None = None,
    first: tuple[Part, ...] = (),
    before_logits: tuple[Part, ...] = (),
    uncounted: tuple[Uncounted, ...] = (),
    notes: tuple[str, ...] = (),
    head_bias: bool = False,
    positions: int | None = None,
) -> Network:
    """Describe a decoder: embedding, layers, a last norm of `hidden_size`, and the head, tied as `tie_word_embeddings`
    says.
    """
    width = keys.size("hidden_size")
    return decoder(
        keys,
        counted,
        groups,
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings"),
        last=width if last is None else last,
        first=first,
        before_logits=before_logits,
        head_bias=head_bias,
        positions=positions,
        uncounted=uncounted,
        notes=notes,
    )
