"""Gated decoders whose norms are not the two a layer of the Llama line: four, one, behind the blocks, weightless."""

from __future__ import annotations

from flopwatch.architecture.config_reader import Keys, head_width, layers_of, per_head
from flopwatch.architecture.families.decoder_only import every_nth_full, sliding_layers
from flopwatch.architecture.families.gated_decoders import gated
from flopwatch.architecture.network import Network


def exaone4(keys: Keys) -> Network:
    """Describe EXAONE 4: norms after the blocks; `sliding_window_pattern` a number, or letters such as LLLG (local,
    local, local, global).
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys)
    dim = head_width(keys, width, heads)
    window = keys.unless_null(4096, "sliding_window")
    sliding = 0
    if window is not None:
        period = keys.raw("sliding_window_pattern")
        if isinstance(period, str):
            if not period or set(period) - {"L", "G"} or len(period) > layers:
                raise keys.refused("sliding_window_pattern", period, "is not made of L and G")
            sliding = sliding_layers(keys, layers, sum(period[i % len(period)] == "L" for i in range(layers)))
        else:
            sliding = every_nth_full(keys, layers, 4)
    return gated(
        keys,
        "Exaone4ForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.size("num_key_value_heads"),
        dim=dim,
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        extra=2 * dim,
        layer_norms=2 * width,
        last=width,
        window=window,
        sliding=sliding,
    )


def gemma(keys: Keys) -> Network:
    """Describe Gemma 1: tied embeddings, `head_dim` of its own (256)."""
    width, heads = keys.size("hidden_size", nested=3072), keys.size("num_attention_heads", nested=16)
    bias = keys.flag("attention_bias", False)
    return gated(
        keys,
        "GemmaForCausalLM",
        width=width,
        layers=layers_of(keys, nested=28),
        heads=heads,
        kv=keys.size("num_key_value_heads", nested=16),
        dim=keys.size("head_dim", nested=256),
        inner=keys.size("intermediate_size", nested=24576),
        vocabulary=keys.size("vocab_size", nested=256000),
        tied=keys.flag("tie_word_embeddings", True),
        qkv_bias=bias,
        out_bias=bias,
        layer_norms=2 * width,
        last=width,
    )


def gemma2(keys: Keys) -> Network:
    """Describe Gemma 2: four norms per layer; every second layer sees only a window."""
    width, heads = keys.size("hidden_size", nested=2304), keys.size("num_attention_heads", nested=8)
    layers = layers_of(keys, nested=26)
    bias = keys.flag("attention_bias", False)
    return gated(
        keys,
        "Gemma2ForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.size("num_key_value_heads", nested=4),
        dim=keys.size("head_dim", nested=256),
        inner=keys.size("intermediate_size", nested=9216),
        vocabulary=keys.size("vocab_size", nested=256000),
        tied=keys.flag("tie_word_embeddings", True),
        qkv_bias=bias,
        out_bias=bias,
        layer_norms=4 * width,
        last=width,
        window=keys.default(4096, "sliding_window"),
        sliding=sliding_layers(keys, layers, layers - layers // 2),
    )


def gemma3(keys: Keys) -> Network:
    """Describe Gemma 3, the language model: four norms per layer, norms of queries and keys; five layers of six see
    only a window.
    """
    width, heads = keys.size("hidden_size", nested=2304), keys.size("num_attention_heads", nested=8)
    layers = layers_of(keys, nested=26)
    dim = keys.size("head_dim", nested=256)
    bias = keys.flag("attention_bias", False)
    name = "_sliding_window_pattern" if keys.raw("_sliding_window_pattern") is not None else "sliding_window_pattern"
    return gated(
        keys,
        "Gemma3ForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.size("num_key_value_heads", nested=4),
        dim=dim,
        inner=keys.size("intermediate_size", nested=9216),
        vocabulary=keys.size("vocab_size", nested=262208),
        tied=keys.flag("tie_word_embeddings", True),
        qkv_bias=bias,
        out_bias=bias,
        extra=2 * dim,
        layer_norms=4 * width,
        last=width,
        window=keys.default(4096, "sliding_window"),
        sliding=every_nth_full(keys, layers, 6, name),
    )


def olmo(keys: Keys) -> Network:
    """Describe OLMo 1: norms without weights."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    bias = keys.flag("attention_bias", False)
    return gated(
        keys,
        "OlmoForCausalLM",
        width=width,
        layers=layers_of(keys),
        heads=heads,
        kv=keys.default(heads, "num_key_value_heads"),
        dim=head_width(keys, width, heads),
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=bias,
        out_bias=bias,
        layer_norms=0,
        last=0,
    )


def olmo2(keys: Keys) -> Network:
    """Describe OLMo 2: norms after the blocks, and of queries and keys over all heads."""
    return _olmo2(keys, "Olmo2ForCausalLM")


def olmo3(keys: Keys) -> Network:
    """Describe OLMo 3: OLMo 2 with a window in three layers of four."""
    layers = layers_of(keys)
    window, sliding = keys.default(4096, "sliding_window"), sliding_layers(keys, layers, layers - layers // 4)
    return _olmo2(keys, "Olmo3ForCausalLM", window, sliding)


def _olmo2(keys: Keys, counted: str, window: int | None = None, sliding: int = 0) -> Network:
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv, dim = keys.default(heads, "num_key_value_heads"), head_width(keys, width, heads)
    bias = keys.flag("attention_bias", False)
    return gated(
        keys,
        counted,
        width=width,
        layers=layers_of(keys),
        heads=heads,
        kv=kv,
        dim=dim,
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=bias,
        out_bias=bias,
        extra=(heads + kv) * dim,
        layer_norms=2 * width,
        last=width,
        window=window,
        sliding=sliding,
    )


def cohere(keys: Keys) -> Network:
    """Describe Command R: one norm per layer (attention and feed-forward side by side); Command R+ norms queries and
    keys per head.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv, dim = keys.default(heads, "num_key_value_heads"), head_width(keys, width, heads)
    bias = keys.flag("attention_bias", False)
    return gated(
        keys,
        "CohereForCausalLM",
        width=width,
        layers=layers_of(keys),
        heads=heads,
        kv=kv,
        dim=dim,
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        qkv_bias=bias,
        out_bias=bias,
        extra=(heads + kv) * dim if keys.flag("use_qk_norm", False) else 0,
        layer_norms=width,
        last=width,
    )


def cohere2(keys: Keys) -> Network:
    """Describe Command R7B and Command A: Command R with a window in three layers of four."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys)
    bias = keys.flag("attention_bias", False)
    # Its own code sets head_dim to h/H whatever the config says.
    return gated(
        keys,
        "Cohere2ForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.default(heads, "num_key_value_heads"),
        dim=per_head(keys, width, heads),
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        qkv_bias=bias,
        out_bias=bias,
        layer_norms=width,
        last=width,
        window=keys.default(4096, "sliding_window"),
        sliding=every_nth_full(keys, layers, 4),
    )


def glm(keys: Keys) -> Network:
    """Describe GLM-4-9B as transformers has it: biases on queries, keys and values."""
    return _glm(keys, "GlmForCausalLM", norms=2)


def glm4(keys: Keys) -> Network:
    """Describe GLM-4-0414: GLM with four norms per layer."""
    return _glm(keys, "Glm4ForCausalLM", norms=4)


def _glm(keys: Keys, counted: str, *, norms: int) -> Network:
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    return gated(
        keys,
        counted,
        width=width,
        layers=layers_of(keys),
        heads=heads,
        kv=keys.size("num_key_value_heads"),
        dim=keys.size("head_dim"),
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=keys.flag("attention_bias", True),
        layer_norms=norms * width,
        last=width,
    )


def stablelm(keys: Keys) -> Network:
    """Describe StableLM 2 and 3B: layer norms with biases, one per layer where attention and feed-forward are
    parallel.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv, dim = keys.size("num_key_value_heads"), per_head(keys, width, heads)
    norms = 1 if keys.flag("use_parallel_residual", False) else 2
    return gated(
        keys,
        "StableLmForCausalLM",
        width=width,
        layers=layers_of(keys),
        heads=heads,
        kv=kv,
        dim=dim,
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=keys.flag("use_qkv_bias", False),
        extra=(heads + kv) * dim if keys.flag("qk_layernorm", False) else 0,
        layer_norms=2 * norms * width,
        last=2 * width,
    )
