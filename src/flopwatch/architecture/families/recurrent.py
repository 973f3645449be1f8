"""State-space models and hybrids: Mamba, Mamba-2, Falcon Mamba, Jamba, Bamba, Granite 4, Nemotron-H, Zamba2."""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import MOST_LAYERS, Keys, head_width, layers_of, per_head
from flopwatch.architecture.families.decoder_only import decoder, kv_heads
from flopwatch.architecture.families.mixture_of_experts import per_token
from flopwatch.architecture.layers import Experts, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, grouped
from flopwatch.architecture.state_space import SelectiveScan, StateSpaceDual

# Older and newer words for the same kinds of layer.
KINDS = {
    "linear_attention": "mamba",
    "mamba": "mamba",
    "mamba2": "mamba",
    "full_attention": "attention",
    "attention": "attention",
    "hybrid": "hybrid",
    "moe": "moe",
    "mlp": "mlp",
}


def mamba(keys: Keys) -> Network:
    """Describe Mamba and Falcon Mamba: `time_step_rank` "auto" is hidden size / 16, rounded up, by its own code."""
    width = keys.size("hidden_size", "d_model")
    layers = layers_of(keys, "num_hidden_layers", "n_layer")
    inner = keys.default(2, "expand") * width
    block = SelectiveScan(
        width,
        inner,
        keys.default(16, "state_size"),
        keys.default(4, "conv_kernel"),
        _rank(keys, "time_step_rank", width),
        keys.flag("use_bias", False),
        keys.flag("use_conv_bias", True),
    )
    name = "FalconMambaForCausalLM" if keys.model_type == "falcon_mamba" else "MambaForCausalLM"
    return decoder(
        keys,
        name,
        (LayerGroup(layers, (Plain(width), block)),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=width,
    )


def _rank(keys: Keys, name: str, width: int) -> int:
    return -(-width // 16) if keys.raw(name) in (None, "auto") else keys.size(name)


def mamba2(keys: Keys) -> Network:
    """Describe Mamba-2 (Codestral Mamba): heads × head_dim must be expand × hidden size."""
    width = keys.size("hidden_size")
    inner = keys.default(2, "expand") * width
    heads = keys.size("num_heads")
    dim = keys.size("head_dim")
    if heads * dim != inner:
        raise keys.refused("num_heads", heads, f"times head_dim {dim} is not expand × hidden_size = {inner}")
    block = StateSpaceDual(
        width,
        inner,
        keys.size("state_size"),
        keys.size("n_groups"),
        heads,
        keys.default(4, "conv_kernel"),
        keys.flag("use_bias", False),
        keys.flag("use_conv_bias", True),
    )
    return decoder(
        keys,
        "Mamba2ForCausalLM",
        (LayerGroup(layers_of(keys), (Plain(width), block)),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def jamba(keys: Keys) -> Network:
    """Describe Jamba: one attention layer in `attn_layer_period`, experts in one layer of `expert_layer_period`,
    Mamba blocks with norms.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    layers = layers_of(keys)
    state, rank = keys.default(16, "mamba_d_state"), _rank(keys, "mamba_dt_rank", width)
    scan = SelectiveScan(
        width,
        keys.default(2, "mamba_expand") * width,
        state,
        keys.default(4, "mamba_d_conv"),
        rank,
        keys.flag("mamba_proj_bias", False),
        keys.flag("mamba_conv_bias", True),
        norms=rank + 2 * state,
    )
    attention = Attention(width, heads, kv, head_width(keys, width, heads))
    inner = keys.size("intermediate_size")
    experts = keys.size("num_experts", "num_local_experts")
    period, offset = keys.size("attn_layer_period"), keys.optional("attn_layer_offset", low=0)
    expert_period, expert_offset = (
        keys.size("expert_layer_period"),
        keys.optional("expert_layer_offset", low=0),
    )
    if offset is None or expert_offset is None:
        raise keys.missing("attn_layer_offset" if offset is None else "expert_layer_offset", ())
    dense = Mlp(width, inner)
    routed: Part = Experts(width, inner, experts, per_token(keys, experts)) if experts > 1 else dense

    def layer(i: int) -> tuple[Part, ...]:
        mixer = attention if i % period == offset else scan
        return (Plain(2 * width), mixer, routed if i % expert_period == expert_offset else dense)

    return decoder(
        keys,
        "JambaForCausalLM",
        grouped([layer(i) for i in range(layers)]),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def _dual(keys: Keys, width: int, groups: str = "mamba_n_groups") -> StateSpaceDual:
    """Return a Mamba-2 block as Bamba and Granite name its keys."""
    inner = keys.default(2, "mamba_expand") * width
    heads = keys.size("mamba_n_heads")
    dim = per_head(keys, inner, heads) if keys.raw("mamba_d_head") in (None, "auto") else keys.size("mamba_d_head")
    if heads * dim != inner:
        raise keys.refused(
            "mamba_n_heads", heads, f"times mamba_d_head {dim} is not mamba_expand × hidden_size = {inner}"
        )
    return StateSpaceDual(
        width,
        inner,
        keys.size("mamba_d_state"),
        keys.size(groups),
        heads,
        keys.default(4, "mamba_d_conv"),
        keys.flag("mamba_proj_bias", False),
        keys.flag("mamba_conv_bias", True),
    )


def bamba(keys: Keys) -> Network:
    """Describe Bamba: Mamba-2 blocks, attention in the layers of `attn_layer_indices`, a dense block in all."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    layers = layers_of(keys)
    places = {i for i in keys.counts("attn_layer_indices") or () if i < layers}
    bias = keys.flag("attention_bias", False)
    attention = Attention(width, heads, kv, head_width(keys, width, heads), qkv_bias=bias, out_bias=bias)
    mlp = Mlp(width, keys.size("intermediate_size"), bias=keys.flag("mlp_bias", False))
    groups = (
        LayerGroup(len(places), (Plain(2 * width), attention, mlp)),
        LayerGroup(layers - len(places), (Plain(2 * width), _dual(keys, width), mlp)),
    )
    return decoder(
        keys,
        "BambaForCausalLM",
        groups,
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def granite_hybrid(keys: Keys) -> Network:
    """Describe Granite 4: attention and Mamba-2 layers by `layer_types`; a shared block in all, parallel experts
    where there are any.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.default(heads, "num_key_value_heads"))
    layers = layers_of(keys)
    name = "layers_block_type" if keys.raw("layer_types") is None else "layer_types"
    kinds = keys.words(name, KINDS, layers)
    if kinds is None:
        raise keys.missing("layer_types", ("layers_block_type",))
    bias = keys.flag("attention_bias", False)
    attention = Attention(width, heads, kv, head_width(keys, width, heads), qkv_bias=bias, out_bias=bias)
    shared: tuple[Part, ...] = (Mlp(width, keys.size("shared_intermediate_size")),)
    experts = keys.optional("num_local_experts", low=0) or 0
    if experts:
        shared += (Experts(width, keys.size("intermediate_size"), experts, per_token(keys, experts)),)
    mixers: dict[str, Part] = {"attention": attention}
    if "mamba" in kinds:
        mixers["mamba"] = _dual(keys, width)
    for kind in kinds:
        if kind not in mixers:
            raise keys.refused(name, kind, "is not attention or mamba")
    groups = grouped([(Plain(2 * width), mixers[kind], *shared) for kind in kinds])
    return decoder(
        keys,
        "GraniteMoeHybridForCausalLM",
        groups,
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=width,
    )


def nemotron_h(keys: Keys) -> Network:
    """Describe Nemotron-H and Nemotron 3 Nano: each layer is one block: Mamba-2 (M), attention (*), two-matrix
    feed-forward (-) or experts (E).

    Its own code never ties the head, whatever `tie_word_embeddings` says.
    """
    width = keys.size("hidden_size")
    kinds = _nemotron_kinds(keys)
    counts = {kind: kinds.count(kind) for kind in ("mamba", "attention", "mlp", "moe")}
    groups = []
    for kind, count in counts.items():
        if count:
            groups.append(LayerGroup(count, (Plain(width), *_nemotron_block(keys, kind, width))))
    return decoder(
        keys,
        "NemotronHForCausalLM",
        tuple(groups),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=False,
        last=width,
    )


def _nemotron_kinds(keys: Keys) -> list[str]:
    name = "layers_block_type" if keys.raw("layer_types") is None else "layer_types"
    kinds = keys.words(name, KINDS)
    if kinds is None:
        letters = keys.raw("hybrid_override_pattern")
        if letters is None:
            raise keys.missing("layers_block_type", ("hybrid_override_pattern",))
        known = {"M": "mamba", "E": "moe", "*": "attention", "-": "mlp"}
        if not isinstance(letters, str) or len(letters) > MOST_LAYERS or set(letters) - set(known):
            raise keys.refused("hybrid_override_pattern", letters, "is not made of M, E, * and -")
        kinds = [known[letter] for letter in letters]
    if not kinds or "hybrid" in kinds:
        raise keys.refused(name, kinds, "names no layers of this family")
    return kinds


def _nemotron_block(keys: Keys, kind: str, width: int) -> tuple[Part, ...]:
    if kind == "attention":
        heads = keys.size("num_attention_heads")
        kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
        return (
            Attention(
                width,
                heads,
                kv,
                keys.size("head_dim", "attention_head_dim"),
                window=keys.optional("sliding_window"),
            ),
        )
    bias = keys.flag("mlp_bias", False)
    if kind == "mlp":
        return (Mlp(width, keys.size("intermediate_size"), gated=False, bias=bias),)
    if kind == "mamba":
        heads = keys.size("mamba_num_heads")
        return (
            StateSpaceDual(
                width,
                heads * keys.size("mamba_head_dim"),
                keys.size("ssm_state_size"),
                keys.size("n_groups", "mamba_n_groups"),
                heads,
                keys.default(4, "conv_kernel", "mamba_d_conv"),
                keys.flag("use_bias", False),
                keys.flag("use_conv_bias", True),
            ),
        )
    experts = keys.size("n_routed_experts", "num_local_experts")
    latent = keys.optional("moe_latent_size")
    routed = Experts(
        latent or width,
        keys.size("moe_intermediate_size"),
        experts,
        per_token(keys, experts),
        gated=False,
        router_width=width,
    )
    shared = Mlp(width, keys.size("moe_shared_expert_intermediate_size"), gated=False, bias=bias)
    around = () if latent is None else (Linear(width, latent, bias), Linear(latent, width, bias))
    return (routed, shared, *around)


def zamba2(keys: Keys) -> Network:
    """Describe Zamba2: Mamba-2 layers; before some of them one of a few shared attention blocks, whose weights are
    stored once.

    A shared block reads the layer's input and the embedding, hence 2h; small matrices (adapters) distinguish its
    uses.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.default(heads, "num_key_value_heads"))
    layers = layers_of(keys)
    name = "layers_block_type" if keys.raw("layer_types") is None else "layer_types"
    kinds = keys.words(name, KINDS, layers)
    if kinds is None:
        raise keys.missing("layers_block_type", ("layer_types",))
    for kind in kinds:
        if kind not in ("mamba", "hybrid"):
            raise keys.refused(name, kind, "is not mamba or hybrid")
    bias = keys.flag("add_bias_linear", False)
    inner = keys.default(4 * width, "intermediate_size")
    dual = StateSpaceDual(
        width,
        keys.default(2, "mamba_expand") * width,
        keys.size("mamba_d_state"),
        keys.size("mamba_ngroups"),
        keys.size("n_mamba_heads"),
        keys.default(4, "mamba_d_conv"),
        bias,
        conv_bias=True,
    )
    dim = per_head(keys, 2 * width, heads)
    attention = Attention(2 * width, heads, kv, dim, out_width=width)
    hybrids = kinds.count("hybrid")
    blocks = min(keys.default(1, "num_mem_blocks"), hybrids)
    rank = keys.default(128, "adapter_rank")
    adapters: list[Part] = [Linear(width, rank), Linear(rank, 2 * inner)]
    if keys.flag("use_shared_attention_adapter", False):
        adapters += [Linear(2 * width, rank), Linear(rank, 2 * width)] * 3
    groups = [
        LayerGroup(layers, (Plain(width), dual)),
        LayerGroup(hybrids, (Linear(width, width), *adapters)),
        LayerGroup(hybrids, (Plain(3 * width), attention, Mlp(width, inner, bias=bias)), stored=blocks),
    ]
    return decoder(
        keys,
        "Zamba2ForCausalLM",
        tuple(groups),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=width,
    )
