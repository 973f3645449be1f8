"""Classic decoders: two-matrix feed-forward blocks and layer norms, from GPT-2 to StarCoder2."""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, head_width, layers_of, per_head
from flopwatch.architecture.families.decoder_only import decoder, kv_heads
from flopwatch.architecture.layers import EmbeddingTable, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network


def gpt2(keys: Keys) -> Network:
    """Describe GPT-2: learned positions, biases everywhere, inner width 4h where `n_inner` is null.

    DistilGPT2 and many small models too.
    """
    return _gpt2(keys, "GPT2LMHeadModel", one_kv=False)


def gpt_bigcode(keys: Keys) -> Network:
    """Describe GPTBigCode (StarCoder, SantaCoder): GPT-2 with one key and value head where `multi_query`."""
    return _gpt2(keys, "GPTBigCodeForCausalLM", one_kv=keys.flag("multi_query", True))


def _gpt2(keys: Keys, counted: str, *, one_kv: bool) -> Network:
    width = keys.size("n_embd", "hidden_size")
    layers = layers_of(keys, "n_layer", "num_hidden_layers")
    heads = keys.size("n_head", "num_attention_heads")
    positions = keys.size("n_positions", "max_position_embeddings")
    inner = keys.default(4 * width, "n_inner")
    kv = 1 if one_kv else heads
    attention = Attention(width, heads, kv, per_head(keys, width, heads), qkv_bias=True, out_bias=True)
    layer = (Plain(4 * width), attention, Mlp(width, inner, gated=False, bias=True))
    return decoder(
        keys,
        counted,
        (LayerGroup(layers, layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=2 * width,
        first=(EmbeddingTable(positions, width),),
        positions=positions,
    )


def gptj(keys: Keys) -> Network:
    """Describe GPT-J and CodeGen: one norm per layer (attention and feed-forward side by side), rotary positions, a
    head with a bias.
    """
    width = keys.size("n_embd", "hidden_size")
    layers = layers_of(keys, "n_layer", "num_hidden_layers")
    heads = keys.size("n_head", "num_attention_heads")
    inner = keys.default(4 * width, "n_inner")
    layer = (
        Plain(2 * width),
        Attention(width, heads, heads, per_head(keys, width, heads)),
        Mlp(width, inner, gated=False, bias=True),
    )
    name = "CodeGenForCausalLM" if keys.model_type == "codegen" else "GPTJForCausalLM"
    return decoder(
        keys,
        name,
        (LayerGroup(layers, layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=2 * width,
        head_bias=True,
    )


def gpt_neo(keys: Keys) -> Network:
    """Describe GPT-Neo: learned positions; layers alternate between all keys and a window, as `attention_types`
    says.
    """
    width = keys.size("hidden_size")
    layers = layers_of(keys, "num_layers", "num_hidden_layers")
    heads = keys.size("num_heads", "num_attention_heads")
    positions = keys.size("max_position_embeddings")
    inner = keys.default(4 * width, "intermediate_size")
    window = keys.default(256, "window_size")
    kinds = _neo_kinds(keys, layers)

    def layer(window: int | None) -> tuple[Part, ...]:
        attention = Attention(width, heads, heads, per_head(keys, width, heads), out_bias=True, window=window)
        return (Plain(4 * width), attention, Mlp(width, inner, gated=False, bias=True))

    groups = tuple(
        LayerGroup(kinds.count(kind), layer(window if kind == "local" else None))
        for kind in ("global", "local")
        if kind in kinds
    )
    return decoder(
        keys,
        "GPTNeoForCausalLM",
        groups,
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=2 * width,
        first=(EmbeddingTable(positions, width),),
        positions=positions,
    )


def _neo_kinds(keys: Keys, layers: int) -> list[str]:
    """Return the kind of each layer: `attention_layers`, or `attention_types` spelled out (`[[["global", "local"],
    12]]`).
    """
    known = {"global": "global", "local": "local"}
    kinds = keys.words("attention_layers", known, layers)
    if kinds is not None:
        return kinds
    stated = keys.raw("attention_types")
    if stated is None:
        raise keys.missing("attention_types", ("attention_layers",))
    out: list[str] = []
    for one in stated if isinstance(stated, list) else [stated]:
        if not (isinstance(one, list) and len(one) == 2 and isinstance(one[0], list) and type(one[1]) is int):
            raise keys.refused("attention_types", one, "is not [[kinds], times]")
        kinds_of_one = Keys({"kinds": one[0]}, keys.model_type, "attention_types").words("kinds", known) or []
        if not 0 <= one[1] <= layers or len(out) + len(kinds_of_one) * one[1] > layers:
            raise keys.refused("attention_types", stated, f"spells out more than {layers} layers")
        out += kinds_of_one * one[1]
    if len(out) != layers:
        raise keys.refused("attention_types", stated, f"spells out {len(out)} of {layers} layers")
    return out


def gpt_neox(keys: Keys) -> Network:
    """Describe GPT-NeoX (Pythia, GPT-NeoX-20B): rotary positions; biases by `attention_bias`."""
    width = keys.size("hidden_size")
    heads = keys.size("num_attention_heads")
    bias = keys.flag("attention_bias", True)
    attention = Attention(width, heads, heads, per_head(keys, width, heads), qkv_bias=bias, out_bias=bias)
    layer = (Plain(4 * width), attention, Mlp(width, keys.size("intermediate_size"), gated=False, bias=True))
    return decoder(
        keys,
        "GPTNeoXForCausalLM",
        (LayerGroup(layers_of(keys), layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=2 * width,
    )


def opt(keys: Keys) -> Network:
    """Describe OPT: learned positions (two rows more than positions), an optional narrower embedding
    (`word_embed_proj_dim`).
    """
    width = keys.size("hidden_size")
    heads = keys.size("num_attention_heads")
    positions = keys.size("max_position_embeddings")
    narrow = keys.default(width, "word_embed_proj_dim")
    bias = keys.flag("enable_bias", True)
    norm = 2 * width if keys.flag("layer_norm_elementwise_affine", True) else 0
    attention = Attention(width, heads, heads, per_head(keys, width, heads), qkv_bias=bias, out_bias=bias)
    layer = (Plain(2 * norm), attention, Mlp(width, keys.size("ffn_dim"), gated=False, bias=bias))
    # Without norms before the blocks (OPT-350M) there is none after the last layer either.
    ends = keys.flag("do_layer_norm_before", True) and not keys.flag("_remove_final_layer_norm", False)
    first: tuple[Part, ...] = (EmbeddingTable(positions + 2, width),)
    if narrow != width:
        first += (Linear(narrow, width), Linear(width, narrow))
    return decoder(
        keys,
        "OPTForCausalLM",
        (LayerGroup(layers_of(keys), layer),),
        width=narrow,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=norm if ends else 0,
        first=first,
        positions=positions,
    )


def bloom(keys: Keys) -> Network:
    """Describe BLOOM: positions by slope (ALiBi, no weights), a norm after the embedding, inner width 4h by its own
    code.
    """
    width = keys.size("hidden_size", "n_embed")
    heads = keys.size("n_head", "num_attention_heads")
    layers = layers_of(keys, "n_layer", "num_hidden_layers")
    attention = Attention(width, heads, heads, per_head(keys, width, heads), qkv_bias=True, out_bias=True)
    layer = (Plain(4 * width), attention, Mlp(width, 4 * width, gated=False, bias=True))
    return decoder(
        keys,
        "BloomForCausalLM",
        (LayerGroup(layers, layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=2 * width,
        first=(Plain(2 * width),),
    )


def falcon(keys: Keys) -> Network:
    """Describe Falcon, both: 7B (`multi_query`, one norm) and 40B/180B (`new_decoder_architecture`: grouped heads, two
    norms).
    """
    width = keys.size("hidden_size", "n_embed")
    heads = keys.size("num_attention_heads", "n_head")
    layers = layers_of(keys, "num_hidden_layers", "n_layer")
    newer = keys.flag("new_decoder_architecture", False)
    if newer:
        kv = kv_heads(keys, heads, keys.default(heads, "num_kv_heads", "n_head_kv"))
    else:
        # num_kv_heads is not read here: the older block has one key and value head, or as many as there are heads.
        kv = 1 if keys.flag("multi_query", True) else heads
    bias = keys.flag("bias", False)
    inner = keys.default(4 * width, "ffn_hidden_size")
    if not keys.flag("parallel_attn", True):
        norms = 2
    else:
        norms = 2 if keys.default(2 if newer else 1, "num_ln_in_parallel_attn") == 2 else 1
    attention = Attention(width, heads, kv, per_head(keys, width, heads), qkv_bias=bias, out_bias=bias)
    layer = (Plain(2 * norms * width), attention, Mlp(width, inner, gated=False, bias=bias))
    return decoder(
        keys,
        "FalconForCausalLM",
        (LayerGroup(layers, layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=2 * width,
    )


def mpt(keys: Keys) -> Network:
    """Describe MPT: no biases (`no_bias`, also in norms), positions by slope."""
    width = keys.size("d_model", "hidden_size")
    heads = keys.size("n_heads", "num_attention_heads")
    layers = layers_of(keys, "n_layers", "num_hidden_layers")
    layer = (
        Plain(2 * width),
        Attention(width, heads, heads, per_head(keys, width, heads)),
        Mlp(width, 4 * width, gated=False),
    )
    return decoder(
        keys,
        "MptForCausalLM",
        (LayerGroup(layers, layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=width,
    )


def phi(keys: Keys) -> Network:
    """Describe Phi-1, 1.5 and 2: one norm per layer, biases everywhere, the head's too."""
    width = keys.size("hidden_size")
    heads = keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.default(heads, "num_key_value_heads"))
    dim = head_width(keys, width, heads)
    norms = 4 * per_head(keys, width, heads) if keys.flag("qk_layernorm", False) else 0
    attention = Attention(width, heads, kv, dim, qkv_bias=True, out_bias=True, extra=norms)
    layer = (Plain(2 * width), attention, Mlp(width, keys.size("intermediate_size"), gated=False, bias=True))
    return decoder(
        keys,
        "PhiForCausalLM",
        (LayerGroup(layers_of(keys), layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=2 * width,
        head_bias=True,
    )


def starcoder2(keys: Keys) -> Network:
    """Describe StarCoder2: grouped heads, biases by `use_bias`, an optional window over all layers."""
    width = keys.size("hidden_size")
    heads = keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.size("num_key_value_heads"))
    bias = keys.flag("use_bias", True)
    window = keys.optional("sliding_window")
    attention = Attention(width, heads, kv, head_width(keys, width, heads), qkv_bias=bias, out_bias=bias, window=window)
    layer = (Plain(4 * width), attention, Mlp(width, keys.size("intermediate_size"), gated=False, bias=bias))
    return decoder(
        keys,
        "Starcoder2ForCausalLM",
        (LayerGroup(layers_of(keys), layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        last=2 * width,
    )


def nemotron(keys: Keys) -> Network:
    """Describe Nemotron-3 and 4: two matrices with squared ReLU, norms with biases."""
    width = keys.size("hidden_size")
    heads = keys.size("num_attention_heads")
    kv = kv_heads(keys, heads, keys.default(heads, "num_key_value_heads"))
    bias = keys.flag("attention_bias", False)
    attention = Attention(width, heads, kv, head_width(keys, width, heads), qkv_bias=bias, out_bias=bias)
    mlp = Mlp(width, keys.size("intermediate_size"), gated=False, bias=keys.flag("mlp_bias", False))
    return decoder(
        keys,
        "NemotronForCausalLM",
        (LayerGroup(layers_of(keys), (Plain(4 * width), attention, mlp)),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        last=2 * width,
    )
