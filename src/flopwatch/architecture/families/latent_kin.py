"""Families after DeepSeek-V3: latent attention with an indexer, two blocks a layer, compressed keys."""

from __future__ import annotations

from flopwatch.architecture.config_reader import Keys, layers_of
from flopwatch.architecture.families.latent_attention import read_latent
from flopwatch.architecture.families.mixture_of_experts import further_tokens, per_token
from flopwatch.architecture.families.usual_parts import (
    ended,
    read_experts,
    read_mlp,
    shared_mlp,
    sparse_layers,
    uniform,
)
from flopwatch.architecture.layers import Experts, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import Network, grouped
from flopwatch.architecture.sparse_attention import Compressor, Indexer, SharedKeyAttention

INDEXED = {"full": "full", "shared": ""}
COMPRESSION = {
    "sliding_attention": "",
    "heavily_compressed_attention": "heavy",
    "compressed_sparse_attention": "sparse",
}


def deepseek_v32(keys: Keys) -> Network:
    """Describe DeepSeek-V3.2: V3 with an indexer in each layer."""
    layers = layers_of(keys)
    return _indexed(keys, "DeepseekV32ForCausalLM", ["full"] * layers)


def glm_moe_dsa(keys: Keys) -> Network:
    """Describe GLM-5: DeepSeek-V3.2's layers; some share the indexer of an earlier one (`index_topk_freq`)."""
    layers = layers_of(keys)
    pattern = keys.raw("index_topk_pattern")
    every, offset = keys.default(1, "index_topk_freq"), keys.default(2, "index_skip_topk_offset", low=0)
    rule = ["full" if max(i - offset + 1, 0) % every == 0 else "" for i in range(layers)]
    if isinstance(pattern, str):
        if len(pattern) != layers or set(pattern) - {"F", "S"}:
            raise keys.refused("index_topk_pattern", pattern, f"is not made of F and S for {layers} layers")
        rule = ["full" if one == "F" else "" for one in pattern]
    stated = keys.words("indexer_types", INDEXED, layers)
    return _indexed(keys, "GlmMoeDsaForCausalLM", stated or rule)


def _indexed(keys: Keys, counted: str, indexers: list[str]) -> Network:
    width = keys.size("hidden_size")
    indexer = Indexer(width, keys.size("q_lora_rank"), keys.size("index_n_heads"), keys.size("index_head_dim"))
    attention = read_latent(keys, top=keys.known("index_topk"))
    first = keys.known("first_k_dense_replace", low=0)
    holds = sparse_layers(keys, len(indexers), [i >= first for i in range(len(indexers))])
    experts = read_experts(keys, "n_routed_experts", "num_experts", "num_local_experts")
    sparse, dense = (experts, shared_mlp(keys)), (read_mlp(keys),)

    def layer(indexed: str, holding: bool) -> tuple[Part, ...]:
        before = (Plain(2 * width), attention, indexer) if indexed else (Plain(2 * width), attention)
        return (*before, *(sparse if holding else dense))

    groups = grouped([layer(one, holding) for one, holding in zip(indexers, holds, strict=True)])
    return ended(keys, counted, groups, uncounted=further_tokens(keys, width, layer("full", True)))


def glm4_moe_lite(keys: Keys) -> Network:
    """Describe GLM-4.7 Flash: latent attention, the first layer dense."""
    return _latent_sparse(keys, "Glm4MoeLiteForCausalLM", 1)


def mistral4(keys: Keys) -> Network:
    """Describe Mistral Small 4: latent attention, experts in each layer unless `first_k_dense_replace`."""
    return _latent_sparse(keys, "Mistral4ForCausalLM", 0)


def _latent_sparse(keys: Keys, counted: str, usual: int) -> Network:
    width, layers = keys.size("hidden_size"), layers_of(keys)
    first = keys.default(usual, "first_k_dense_replace", low=0)
    holds = sparse_layers(keys, layers, [i >= first for i in range(layers)])
    before = (Plain(2 * width), read_latent(keys))
    sparse = (*before, read_experts(keys, "n_routed_experts", "num_local_experts"), shared_mlp(keys))
    dense = () if all(holds) else (*before, read_mlp(keys))
    groups = grouped([sparse if one else dense for one in holds])
    return ended(keys, counted, groups, uncounted=further_tokens(keys, width, sparse))


def youtu(keys: Keys) -> Network:
    """Describe Youtu-LLM: latent attention, dense blocks."""
    return uniform(keys, "YoutuForCausalLM", read_latent(keys), read_mlp(keys, bias="mlp_bias"))


def minicpm3(keys: Keys) -> Network:
    """Describe MiniCPM 3: latent attention, dense blocks, fixed multipliers."""
    return uniform(keys, "MiniCPM3ForCausalLM", read_latent(keys), read_mlp(keys, bias="mlp_bias"))


def longcat_flash(keys: Keys) -> Network:
    """Describe LongCat Flash: each layer holds two attentions, two dense blocks and the experts, of which some do
    nothing.

    transformers keeps the first matrices of the idle experts too, though they are never used; so the counts have them.
    """
    width = keys.size("hidden_size")
    layers = layers_of(keys, "num_layers", "num_hidden_layers")
    experts, zero = keys.size("n_routed_experts"), keys.known("zero_expert_num", low=0)
    inner = keys.size("expert_ffn_hidden_size", "moe_intermediate_size")
    used = per_token(keys, experts + zero, "moe_topk", "num_experts_per_tok")
    routed = Experts(width, inner, experts, min(used, experts), router_extra=zero * width)
    spare = 2 * zero * inner * width
    idle = Plain(spare, idle=spare)
    dense = Mlp(width, keys.size("ffn_hidden_size", "intermediate_size"))
    attention = read_latent(keys)
    layer = (Plain(4 * width), attention, attention, dense, dense, routed, idle)
    why = "a token's choice may fall on experts that do nothing: active parameters are the most it can use"
    return ended(keys, "LongcatFlashForCausalLM", grouped([layer] * layers), notes=(why,))


def deepseek_v4(keys: Keys) -> Network:
    """Describe DeepSeek-V4: compressed keys, hyper-connections (four streams), experts in each layer, some chosen by
    hash.
    """
    width, layers = keys.size("hidden_size"), layers_of(keys)
    kinds = _compressions(keys, layers)
    streams = keys.known("hc_mult")
    mix = (2 + streams) * streams
    connect = 2 * (mix * streams * width + mix + 3)
    experts = read_experts(keys, "n_routed_experts", "num_local_experts")
    # One shared expert, whatever n_shared_experts says: its code reads moe_intermediate_size alone.
    shared = keys.size("moe_intermediate_size")
    block: tuple[Part, ...] = (experts, Mlp(width, shared, True, keys.flag("mlp_bias")))
    mixers = {kind: _compressed(keys, width, kind) for kind in set(kinds)}
    groups = grouped([(Plain(2 * width + connect), *mixers[kind], *block) for kind in kinds])
    last = width + streams * streams * width + streams + 1
    depth = keys.default(0, "num_nextn_predict_layers", low=0)
    further = further_tokens(keys, width, (Plain(2 * width + connect), *_compressed(keys, width, ""), *block))
    return ended(keys, "DeepseekV4ForCausalLM", groups, last=last, uncounted=further if depth else ())


def _compressions(keys: Keys, layers: int) -> list[str]:
    ratios = keys.counts("compress_ratios")
    rule = ["heavy"] * min(layers, 2) + ["sparse" if i % 2 else "heavy" for i in range(max(layers - 2, 0))]
    if ratios is not None and keys.raw("layer_types") is None:
        if len(ratios) < layers or set(ratios) - {0, 4, 128}:
            raise keys.refused("compress_ratios", ratios, f"is not made of 0, 4 and 128 for {layers} layers")
        rule = [{0: "", 4: "sparse", 128: "heavy"}[one] for one in ratios[:layers]]
    return keys.words("layer_types", COMPRESSION, layers) or rule


def _compressed(keys: Keys, width: int, kind: str) -> tuple[Part, ...]:
    """Return the attention of one layer, with the compressor and the indexer its kind has."""
    rates = keys.part("compress_rates") if keys.raw("compress_rates") is not None else None
    names = {"heavy": ("heavily_compressed_attention", 128), "sparse": ("compressed_sparse_attention", 4), "": ("", 0)}
    name, usual = names[kind]
    rate = usual if rates is None or not kind else rates.default(usual, name)
    dim, rank = keys.size("head_dim"), keys.size("q_lora_rank")
    attention = SharedKeyAttention(
        width,
        keys.size("num_attention_heads"),
        dim,
        rank,
        keys.size("o_groups"),
        keys.size("o_lora_rank"),
        keys.known("sliding_window"),
        rate,
        keys.known("index_topk") if kind == "sparse" else None,
    )
    if not kind:
        return (attention,)
    if kind == "heavy":
        return (attention, Compressor(width, dim, dim, rate))
    heads, small = keys.size("index_n_heads"), keys.size("index_head_dim")
    # The sparse kind overlaps its windows: two halves of keys, hence twice the columns.
    pick = (Compressor(width, 2 * small, small, rate), Linear(rank, heads * small), Linear(width, heads))
    return (attention, Compressor(width, 2 * dim, dim, rate), *pick)
