"""Dense decoders of 2024 to 2026 with ordinary attention: each says only where it differs from Llama."""

from __future__ import annotations

from collections.abc import Callable

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.decoder_only import decoder, sliding_layers, windowed
from flopwatch.architecture.families.gated_decoders import qwen2
from flopwatch.architecture.families.usual_parts import (
    ended,
    layer_kinds,
    read_attention,
    read_mlp,
    read_window,
    uniform,
)
from flopwatch.architecture.layers import EmbeddingTable, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Uncounted, grouped


def arcee(keys: Keys) -> Network:
    """Describe Arcee (AFM 4.5B): two matrices in the feed-forward block, squared ReLU."""
    mlp = read_mlp(keys, gated=False, bias="mlp_bias")
    return uniform(keys, "ArceeForCausalLM", read_attention(keys), mlp)


def apertus(keys: Keys) -> Network:
    """Describe Apertus: norms of queries and keys, two matrices, and an activation (xIELU) with two weights."""
    mlp = read_mlp(keys, gated=False, bias="mlp_bias")
    return uniform(keys, "ApertusForCausalLM", read_attention(keys, norms="head"), mlp, Plain(2))


def ministral3(keys: Keys) -> Network:
    """Describe Ministral 3 and Devstral Small 2: Mistral with `head_dim` of its own."""
    attention = read_attention(keys, bias=False, window=read_window(keys))
    return uniform(keys, "Ministral3ForCausalLM", attention, read_mlp(keys))


def ministral(keys: Keys) -> Network:
    """Describe Ministral 8B: Mistral whose layers see a window or everything, by `layer_types`."""
    return _sliding(keys, "MinistralForCausalLM", lambda window: read_attention(keys, bias=False, window=window), 1)


def mimo(keys: Keys) -> Network:
    """Describe MiMo 7B: Qwen2 with layers that predict further tokens."""
    model = qwen2(keys)
    depth = keys.default(0, "num_nextn_predict_layers", low=0)
    if not depth:
        return model
    why = f"{depth} further layer(s) that its own code builds next to the model"
    width = keys.size("hidden_size")
    layer = (
        read_attention(keys, bias=True, out_bias=False),
        read_mlp(keys),
        Plain(6 * width),
        Linear(2 * width, width),
    )
    each = sum(part.weights()[0] for part in layer)
    return _with(model, Uncounted("multi-token prediction", why, parameters=depth * each))


def _with(model: Network, left_out: Uncounted) -> Network:
    return Network(
        model.counted, model.stacks, model.limit, model.usual, (*model.uncounted, left_out), model.notes, model.token
    )


def diffllama(keys: Keys) -> Network:
    """Describe DiffLlama: Llama whose heads subtract two attentions, weighed by four vectors of one head's width."""
    dim = keys.maybe("head_dim") or keys.size("hidden_size") // keys.size("num_attention_heads")
    return uniform(keys, "DiffLlamaForCausalLM", read_attention(keys, dim=dim, extra=4 * dim), read_mlp(keys))


def doge(keys: Keys) -> Network:
    """Describe Doge, dense: Llama with a dynamic mask and weighed residuals."""
    if keys.flag("is_moe"):
        raise keys.refused("is_moe", True, "makes its blocks a cross-domain mixture, which is not counted")
    width, bias = keys.size("hidden_size"), keys.flag("attention_bias")
    attention = read_attention(keys, norms="head", window=read_window(keys))
    mask = Linear(attention.kv_heads * attention.head_dim, attention.kv_heads, bias)
    mlp = read_mlp(keys, bias="mlp_bias")
    return uniform(keys, "DogeForCausalLM", attention, mask, Plain(attention.kv_heads + 2 * width), mlp)


def xglm(keys: Keys) -> Network:
    """Describe XGLM: OPT's layers with positions that are computed, not learned."""
    width, heads = keys.size("d_model", "hidden_size"), keys.size("attention_heads", "num_attention_heads")
    attention = Attention(width, heads, heads, per_head(keys, width, heads), True, True)
    layer = (Plain(4 * width), attention, Mlp(width, keys.size("ffn_dim"), False, True))
    groups = (LayerGroup(layers_of(keys, "num_layers", "num_hidden_layers"), layer),)
    tied = keys.flag("tie_word_embeddings")
    return decoder(
        keys, "XGLMForCausalLM", groups, width=width, vocabulary=keys.size("vocab_size"), tied=tied, last=2 * width
    )


def openai_gpt(keys: Keys) -> Network:
    """Describe GPT-1: norms after the blocks, none after the last layer."""
    width, heads = keys.size("n_embd", "hidden_size"), keys.size("n_head", "num_attention_heads")
    positions = keys.size("n_positions", "max_position_embeddings")
    attention = Attention(width, heads, heads, per_head(keys, width, heads), True, True)
    layer = (Plain(4 * width), attention, Mlp(width, 4 * width, False, True))
    return decoder(
        keys,
        "OpenAIGPTLMHeadModel",
        (LayerGroup(layers_of(keys, "n_layer", "num_hidden_layers"), layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings"),
        last=0,
        first=(EmbeddingTable(positions, width),),
        positions=positions,
    )


def helium(keys: Keys) -> Network:
    """Describe Helium: Llama without a bias on the output."""
    attention = read_attention(keys, out_bias=False)
    if attention.heads * attention.head_dim != attention.width:
        raise keys.refused("head_dim", attention.head_dim, f"times {attention.heads} heads is not {attention.width}")
    return uniform(keys, "HeliumForCausalLM", attention, read_mlp(keys, bias="mlp_bias"))


def cwm(keys: Keys) -> Network:
    """Describe CWM 32B: Llama with a window in three layers of four."""
    return _sliding(keys, "CwmForCausalLM", lambda window: read_attention(keys, bias=False, window=window), 4)


def vaultgemma(keys: Keys) -> Network:
    """Describe VaultGemma: Gemma 2 with two norms a layer; every second layer sees a window."""
    return _sliding(keys, "VaultGemmaForCausalLM", lambda window: read_attention(keys, window=window), 2)


def _sliding(keys: Keys, counted: str, attention: Callable[[int | None], Part], period: int) -> Network:
    layers = layers_of(keys)
    width = keys.size("hidden_size")
    window = read_window(keys)
    narrow = 0 if window is None else sliding_layers(keys, layers, layers - layers // period)
    mlp, norms = read_mlp(keys, bias="mlp_bias"), Plain(2 * width)
    groups = windowed(layers, narrow, (norms, attention(None), mlp), (norms, attention(window), mlp))
    return ended(keys, counted, groups)


def bitnet(keys: Keys) -> Network:
    """Describe BitNet b1.58: Llama with a norm inside each block; weights are ternary, their number is not."""
    width, inner = keys.size("hidden_size"), keys.size("intermediate_size")
    attention = read_attention(keys)
    return uniform(keys, "BitNetForCausalLM", attention, Mlp(width, inner), Plain(width + inner))


def jais2(keys: Keys) -> Network:
    """Describe Jais 2: layer norms with biases, two matrices, biases everywhere."""
    mlp = read_mlp(keys, gated=False, bias="mlp_bias")
    return uniform(keys, "Jais2ForCausalLM", read_attention(keys), mlp, terms=2)


def nanochat(keys: Keys) -> Network:
    """Describe nanochat: norms without weights, two matrices."""
    mlp = read_mlp(keys, gated=False)
    return uniform(keys, "NanoChatForCausalLM", read_attention(keys), mlp, norms=0, last=0)


def persimmon(keys: Keys) -> Network:
    """Describe Persimmon 8B: biases everywhere, layer norms, norms of queries and keys with biases."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    norms = 4 * (width // heads) if keys.flag("qk_layernorm") else 0
    attention = read_attention(keys, bias=True, kv=heads, dim=width // heads, extra=norms)
    return uniform(keys, "PersimmonForCausalLM", attention, read_mlp(keys, gated=False, bias=True), terms=2)


def modernbert_decoder(keys: Keys) -> Network:
    """Describe ModernBERT decoder (Ettin): the encoder's layers with a mask, and its head before the logits."""
    width, layers = keys.size("hidden_size"), layers_of(keys)
    heads = keys.size("num_attention_heads")
    norm = 2 if keys.flag("norm_bias") else 1
    reach = keys.maybe("sliding_window") or keys.maybe("local_attention")
    every = keys.default(3, "global_attn_every_n_layers") if keys.raw("layer_types") is None else 1
    kinds = layer_kinds(keys, layers, ["full" if i % every == 0 else "sliding" for i in range(layers)])

    def layer(i: int, kind: str) -> tuple[Part, ...]:
        window = reach if kind == "sliding" else None
        attention = read_attention(keys, kv=heads, dim=width // heads, window=window)
        norms = 2 * width if i else width
        return (Plain(norm * norms), attention, read_mlp(keys, bias="mlp_bias"))

    groups = grouped([layer(i, kind) for i, kind in enumerate(kinds)])
    bias = keys.flag("classifier_bias")
    before = (Linear(width, width, bias), Plain(norm * width))
    return ended(
        keys,
        "ModernBertDecoderForCausalLM",
        groups,
        last=norm * width,
        first=(Plain(norm * width),),
        before_logits=before,
        head_bias=keys.flag("decoder_bias"),
    )


def biogpt(keys: Keys) -> Network:
    """Describe BioGPT: OPT's layers, learned positions with two rows more."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    positions = keys.size("max_position_embeddings")
    attention = read_attention(keys, bias=True, kv=heads, dim=width // heads)
    layer = (Plain(4 * width), attention, read_mlp(keys, gated=False, bias=True))
    groups = grouped([layer] * layers_of(keys))
    table = EmbeddingTable(positions + 2, width)
    return ended(keys, "BioGptForCausalLM", groups, last=2 * width, first=(table,), positions=positions)


def glm4v_text(keys: Keys) -> Network:
    """Describe the text of GLM-4.1V: GLM-4-0414's four norms a layer, a head width of h/H."""
    attention = read_attention(keys, bias=True, out_bias=False)
    return uniform(keys, "Glm4vForCausalLM", attention, read_mlp(keys), norms=4)


def ctrl(keys: Keys) -> Network:
    """Describe CTRL: norms with biases, positions that are computed, a bias on the logits."""
    width, heads = keys.size("n_embd", "hidden_size"), keys.size("n_head", "num_attention_heads")
    attention = Attention(width, heads, heads, per_head(keys, width, heads), True, True)
    layer = (Plain(4 * width), attention, Mlp(width, keys.size("dff"), False, True))
    return decoder(
        keys,
        "CTRLLMHeadModel",
        (LayerGroup(layers_of(keys, "n_layer", "num_hidden_layers"), layer),),
        width=width,
        vocabulary=keys.size("vocab_size"),
        tied=keys.flag("tie_word_embeddings"),
        last=2 * width,
        head_bias=True,
    )
