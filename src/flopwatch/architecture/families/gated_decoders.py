"""Gated decoders: the Llama line and its kin. Three-matrix feed-forward blocks (SwiGLU, GeGLU), rotary positions,
mostly RMS norms.
"""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, head_width, layers_of
from flopwatch.architecture.families.decoder_only import decoder, kv_heads, sliding_layers, windowed
from flopwatch.architecture.layers import Mlp, Plain
from flopwatch.architecture.network import Network


def gated(
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
    """Describe the common shape: attention and a gated feed-forward block in each layer, a window in `sliding` of the
    layers.
    """
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
    """Describe Llama 1 to 3, and everything saved as one: Yi, Vicuna, DeepSeek LLM, SmolLM, InternLM3, Tulu."""
    width = keys.size("hidden_size", nested=4096)
    heads = keys.size("num_attention_heads", nested=32)
    bias = keys.flag("attention_bias", False)
    return gated(
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
    """Describe Granite 3 and Granite Code: Llama with fixed multipliers, which weigh nothing."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    bias = keys.flag("attention_bias", False)
    return gated(
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
    """Describe SmolLM3: Llama with a window where `use_sliding_window`; every fourth layer has no rotary positions,
    which weigh nothing.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys)
    bias = keys.flag("attention_bias", False)
    window = keys.optional("sliding_window") if keys.flag("use_sliding_window", False) else None
    return gated(
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
    """Describe Seed-OSS: Llama whose output projection has a bias of its own key."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    return gated(
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
    """Describe ERNIE 4.5, the dense ones: one key for all biases."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    bias = keys.flag("use_bias", False)
    return gated(
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
    """Describe Mistral: no biases; a window over all layers where `sliding_window` is a number (7B v0.1), none where
    it is null.
    """
    width = keys.size("hidden_size", nested=4096)
    heads = keys.size("num_attention_heads", nested=32)
    layers = layers_of(keys, nested=32)
    return gated(
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
    """Describe Qwen1.5, Qwen2 and Qwen2.5: biases on queries, keys and values; with `use_sliding_window`, from layer
    `max_window_layers` on.
    """
    width = keys.size("hidden_size", nested=4096)
    heads = keys.size("num_attention_heads", nested=32)
    layers = layers_of(keys, nested=32)
    window, sliding = _qwen_window(keys, layers)
    return gated(
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
    """Describe Qwen3, dense: norms of queries and keys over one head; `head_dim` is stated and differs from h/H."""
    width = keys.size("hidden_size", nested=4096)
    heads = keys.size("num_attention_heads", nested=32)
    layers = layers_of(keys, nested=32)
    dim = keys.size("head_dim", nested=128)
    bias = keys.flag("attention_bias", False)
    window, sliding = _qwen_window(keys, layers)
    return gated(
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
    """Return the window and in how many layers: those from `max_window_layers` on, if `use_sliding_window`."""
    if not keys.flag("use_sliding_window", False):
        return None, 0
    window = keys.optional("sliding_window")
    if window is None:
        return None, 0
    if keys.raw("layer_types") is not None:
        return window, sliding_layers(keys, layers, 0)
    return window, max(0, layers - keys.size("max_window_layers"))


def hunyuan(keys: Keys) -> Network:
    """Describe Hunyuan, dense: Llama with norms of queries and keys over one head."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    dim = head_width(keys, width, heads)
    bias = keys.flag("attention_bias", False)
    return gated(
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


def phi3(keys: Keys) -> Network:
    """Describe Phi-3 and Phi-4 (mini, medium, 14B): fused projections, which count the same; an optional window over
    all layers.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    layers = layers_of(keys)
    return gated(
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
