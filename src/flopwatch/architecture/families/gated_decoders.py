"""Gated decoders: the Llama line and its kin. Three-matrix feed-forward blocks (SwiGLU, GeGLU), rotary positions,
mostly RMS norms.
"""

from __future__ import annotations

from flopwatch.architecture.config_reader import Keys, head_width, layers_of, per_head
from flopwatch.architecture.families.decoder_only import (
    decoder,
    every_nth_full,
    kv_heads,
    sliding_layers,
    windowed,
)
from flopwatch.architecture.layers import Attention, Mlp, Plain
from flopwatch.architecture.network import Network


def _gated(
    keys: Keys,
    counted: str,
    *,
    width: int,
    layers: int,
    heads: int,
    kv: int,
    dim: int,
    inner: int,
    vocabulary: int,
    tied: bool,
    qkv_bias: bool = False,
    out_bias: bool = False,
    mlp_bias: bool = False,
    extra: int = 0,
    layer_norms: int,
    last: int,
    window: int | None = None,
    sliding: int = 0,
) -> Network:
    """The common shape: attention and a gated feed-forward block in each layer, a window in `sliding` of the layers."""
    norms = Plain(layer_norms)
    mlp = Mlp(width, inner, True, mlp_bias)
    kv_heads(keys, heads, kv)
    full = Attention(width, heads, kv, dim, qkv_bias, out_bias, extra)
    if sliding and window is not None:
        narrow = Attention(width, heads, kv, dim, qkv_bias, out_bias, extra, window)
        groups = windowed(layers, sliding, (norms, full, mlp), (norms, narrow, mlp))
    else:
        groups = windowed(layers, 0, (norms, full, mlp), ())
    return decoder(keys, counted, groups, width=width, vocabulary=vocabulary, tied=tied, last=last)


def llama(keys: Keys) -> Network:
    """Llama 1 to 3, and everything saved as one: Yi, Vicuna, DeepSeek LLM, SmolLM, InternLM3, Tulu."""
    width = keys.size("hidden_size", nested=4096)
    heads = keys.size("num_attention_heads", nested=32)
    bias = keys.flag("attention_bias", False)
    return _gated(
        keys,
        "LlamaForCausalLM",
        width=width,
        layers=layers_of(keys, nested=32),
        heads=heads,
        kv=keys.default(heads, "num_key_value_heads"),
        dim=head_width(keys, width, heads),
        inner=keys.size("intermediate_size", nested=11008),
        vocabulary=keys.size("vocab_size", nested=32000),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=bias,
        out_bias=bias,
        mlp_bias=keys.flag("mlp_bias", False),
        layer_norms=2 * width,
        last=width,
    )


def granite(keys: Keys) -> Network:
    """Granite 3 and Granite Code: Llama with fixed multipliers, which weigh nothing."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    bias = keys.flag("attention_bias", False)
    return _gated(
        keys,
        "GraniteForCausalLM",
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
        mlp_bias=keys.flag("mlp_bias", False),
        layer_norms=2 * width,
        last=width,
    )


def smollm3(keys: Keys) -> Network:
    """SmolLM3: Llama with a window where `use_sliding_window`; every fourth layer has no rotary positions, which
    weigh nothing.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys)
    bias = keys.flag("attention_bias", False)
    window = keys.optional("sliding_window") if keys.flag("use_sliding_window", False) else None
    return _gated(
        keys,
        "SmolLM3ForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.size("num_key_value_heads"),
        dim=head_width(keys, width, heads),
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        qkv_bias=bias,
        out_bias=bias,
        mlp_bias=keys.flag("mlp_bias", False),
        layer_norms=2 * width,
        last=width,
        window=window,
        sliding=sliding_layers(keys, layers, 0),
    )


def seed_oss(keys: Keys) -> Network:
    """Seed-OSS: Llama whose output projection has a bias of its own key."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    return _gated(
        keys,
        "SeedOssForCausalLM",
        width=width,
        layers=layers_of(keys),
        heads=heads,
        kv=keys.size("num_key_value_heads"),
        dim=keys.size("head_dim"),
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=keys.flag("attention_bias", True),
        out_bias=keys.flag("attention_out_bias", False),
        mlp_bias=keys.flag("mlp_bias", False),
        layer_norms=2 * width,
        last=width,
    )


def ernie(keys: Keys) -> Network:
    """ERNIE 4.5, the dense ones: one key for all biases."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    bias = keys.flag("use_bias", False)
    return _gated(
        keys,
        "Ernie4_5ForCausalLM",
        width=width,
        layers=layers_of(keys),
        heads=heads,
        kv=keys.size("num_key_value_heads"),
        dim=keys.size("head_dim"),
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", True),
        qkv_bias=bias,
        out_bias=bias,
        mlp_bias=bias,
        layer_norms=2 * width,
        last=width,
    )


def mistral(keys: Keys) -> Network:
    """Mistral: no biases; a window over all layers where `sliding_window` is a number (7B v0.1), none where it is
    null.
    """
    width = keys.size("hidden_size", nested=4096)
    heads = keys.size("num_attention_heads", nested=32)
    layers = layers_of(keys, nested=32)
    return _gated(
        keys,
        "MistralForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.size("num_key_value_heads", nested=8),
        dim=head_width(keys, width, heads),
        inner=keys.size("intermediate_size", nested=14336),
        vocabulary=keys.size("vocab_size", nested=32000),
        tied=keys.flag("tie_word_embeddings", False),
        layer_norms=2 * width,
        last=width,
        window=keys.unless_null(4096, "sliding_window"),
        sliding=layers,
    )


def qwen2(keys: Keys) -> Network:
    """Qwen1.5, Qwen2 and Qwen2.5: biases on queries, keys and values; with `use_sliding_window`, from layer
    `max_window_layers` on.
    """
    width = keys.size("hidden_size", nested=4096)
    heads = keys.size("num_attention_heads", nested=32)
    layers = layers_of(keys, nested=32)
    window, sliding = _qwen_window(keys, layers)
    return _gated(
        keys,
        "Qwen2ForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.size("num_key_value_heads", nested=32),
        dim=head_width(keys, width, heads),
        inner=keys.size("intermediate_size", nested=22016),
        vocabulary=keys.size("vocab_size", nested=151936),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=True,
        layer_norms=2 * width,
        last=width,
        window=window,
        sliding=sliding,
    )


def qwen3(keys: Keys) -> Network:
    """Qwen3, dense: norms of queries and keys over one head; `head_dim` is stated and differs from h/H."""
    width = keys.size("hidden_size", nested=4096)
    heads = keys.size("num_attention_heads", nested=32)
    layers = layers_of(keys, nested=32)
    dim = keys.size("head_dim", nested=128)
    bias = keys.flag("attention_bias", False)
    window, sliding = _qwen_window(keys, layers)
    return _gated(
        keys,
        "Qwen3ForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.size("num_key_value_heads", nested=32),
        dim=dim,
        inner=keys.size("intermediate_size", nested=22016),
        vocabulary=keys.size("vocab_size", nested=151936),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=bias,
        out_bias=bias,
        extra=2 * dim,
        layer_norms=2 * width,
        last=width,
        window=window,
        sliding=sliding,
    )


def _qwen_window(keys: Keys, layers: int) -> tuple[int | None, int]:
    """The window and in how many layers: those from `max_window_layers` on, if `use_sliding_window`."""
    if not keys.flag("use_sliding_window", False):
        return None, 0
    window = keys.optional("sliding_window")
    if window is None:
        return None, 0
    if keys.raw("layer_types") is not None:
        return window, sliding_layers(keys, layers, 0)
    return window, max(0, layers - keys.size("max_window_layers"))


def hunyuan(keys: Keys) -> Network:
    """Hunyuan, dense: Llama with norms of queries and keys over one head."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    dim = head_width(keys, width, heads)
    bias = keys.flag("attention_bias", False)
    return _gated(
        keys,
        "HunYuanDenseV1ForCausalLM",
        width=width,
        layers=layers_of(keys),
        heads=heads,
        kv=keys.default(heads, "num_key_value_heads"),
        dim=dim,
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        qkv_bias=bias,
        out_bias=bias,
        extra=2 * dim,
        layer_norms=2 * width,
        last=width,
    )


def exaone4(keys: Keys) -> Network:
    """EXAONE 4: norms after the blocks; `sliding_window_pattern` a number, or letters such as LLLG (local, local,
    local, global).
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
    return _gated(
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
    """Gemma 1: tied embeddings, `head_dim` of its own (256)."""
    width, heads = keys.size("hidden_size", nested=3072), keys.size("num_attention_heads", nested=16)
    bias = keys.flag("attention_bias", False)
    return _gated(
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
    """Gemma 2: four norms per layer; every second layer sees only a window."""
    width, heads = keys.size("hidden_size", nested=2304), keys.size("num_attention_heads", nested=8)
    layers = layers_of(keys, nested=26)
    bias = keys.flag("attention_bias", False)
    return _gated(
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
    """Gemma 3, the language model: four norms per layer, norms of queries and keys; five layers of six see only a
    window.
    """
    width, heads = keys.size("hidden_size", nested=2304), keys.size("num_attention_heads", nested=8)
    layers = layers_of(keys, nested=26)
    dim = keys.size("head_dim", nested=256)
    bias = keys.flag("attention_bias", False)
    name = "_sliding_window_pattern" if keys.raw("_sliding_window_pattern") is not None else "sliding_window_pattern"
    return _gated(
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


def phi3(keys: Keys) -> Network:
    """Phi-3 and Phi-4 (mini, medium, 14B): fused projections, which count the same; an optional window over all
    layers.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys)
    return _gated(
        keys,
        "Phi3ForCausalLM",
        width=width,
        layers=layers,
        heads=heads,
        kv=keys.default(heads, "num_key_value_heads"),
        dim=head_width(keys, width, heads),
        inner=keys.size("intermediate_size"),
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings", False),
        layer_norms=2 * width,
        last=width,
        window=keys.optional("sliding_window"),
        sliding=layers,
    )


def olmo(keys: Keys) -> Network:
    """OLMo 1: norms without weights."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    bias = keys.flag("attention_bias", False)
    return _gated(
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
    """OLMo 2: norms after the blocks, and of queries and keys over all heads."""
    return _olmo2(keys, "Olmo2ForCausalLM")


def olmo3(keys: Keys) -> Network:
    """OLMo 3: OLMo 2 with a window in three layers of four."""
    layers = layers_of(keys)
    window, sliding = keys.default(4096, "sliding_window"), sliding_layers(keys, layers, layers - layers // 4)
    return _olmo2(keys, "Olmo3ForCausalLM", window, sliding)


def _olmo2(keys: Keys, counted: str, window: int | None = None, sliding: int = 0) -> Network:
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv, dim = keys.default(heads, "num_key_value_heads"), head_width(keys, width, heads)
    bias = keys.flag("attention_bias", False)
    return _gated(
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
    """Command R: one norm per layer (attention and feed-forward side by side); Command R+ norms queries and keys per
    head.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv, dim = keys.default(heads, "num_key_value_heads"), head_width(keys, width, heads)
    bias = keys.flag("attention_bias", False)
    return _gated(
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
    """Command R7B and Command A: Command R with a window in three layers of four."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys)
    bias = keys.flag("attention_bias", False)
    # Its own code sets head_dim to h/H whatever the config says.
    return _gated(
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
    """GLM-4-9B as transformers has it: biases on queries, keys and values."""
    return _glm(keys, "GlmForCausalLM", norms=2)


def glm4(keys: Keys) -> Network:
    """GLM-4-0414: GLM with four norms per layer."""
    return _glm(keys, "Glm4ForCausalLM", norms=4)


def _glm(keys: Keys, counted: str, *, norms: int) -> Network:
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    return _gated(
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
    """StableLM 2 and 3B: layer norms with biases, one per layer where attention and feed-forward stand side by side."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    kv, dim = keys.size("num_key_value_heads"), per_head(keys, width, heads)
    norms = 1 if keys.flag("use_parallel_residual", False) else 2
    return _gated(
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
