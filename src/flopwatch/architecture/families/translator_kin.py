"""Encoder-decoders beyond BART and T5: long sources, experts, sound, and pairs made of decoders."""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, head_width, layers_of, per_head
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.layers import Convolution, EmbeddingTable, Experts, Head, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, Uncounted, grouped, once

_BOTH = "a position of the source or of the target, s of each"
_MOST_CONVOLUTIONS = 100
_STEPS = {"encoder": "encoder_sparse_step", "decoder": "decoder_sparse_step"}
_SPARSE = {"encoder": "num_sparse_encoder_layers", "decoder": "num_sparse_decoder_layers"}


def _tied(keys: Keys, width: int) -> Head:
    if not keys.flag("tie_word_embeddings", True):
        raise keys.refused("tie_word_embeddings", False, "makes several token tables, which is not counted")
    return Head(width, keys.size("vocab_size"), tied=True)


def _own(keys: Keys, width: int, side: str, *, cross: bool = False, window: int | None = None) -> Attention:
    heads = keys.size(f"{side}_attention_heads")
    dim = per_head(keys, width, heads)
    causal = side == "decoder" and not cross
    return Attention(width, heads, heads, dim, True, True, causal=causal, cross=cross, window=window)


def _mlp(keys: Keys, width: int, side: str) -> Mlp:
    return Mlp(width, keys.size(f"{side}_ffn_dim"), gated=False, bias=True)


def _writer(keys: Keys, width: int, *, block: Part | None = None) -> tuple[Part, ...]:
    """Return a layer of the decoder: attention to itself and to the source, and a block."""
    own, source = _own(keys, width, "decoder"), _own(keys, width, "decoder", cross=True)
    return (Plain(6 * width), own, source, block or _mlp(keys, width, "decoder"))


def led(keys: Keys) -> Network:
    """Describe LED: BART whose encoder is Longformer's: a window, and projections of their own for global positions."""
    width, source = keys.size("d_model", "hidden_size"), keys.size("max_encoder_position_embeddings")
    target, head = keys.size("max_decoder_position_embeddings"), _tied(keys, width)
    name = named_class(keys, ("LEDForConditionalGeneration", "LEDModel", "LEDForSequenceClassification"))
    listed = keys.counts("attention_window", low=1) if isinstance(keys.raw("attention_window"), list) else None
    window = max(listed) if listed else keys.known("attention_window")
    own, few = _own(keys, width, "encoder", window=window + 1), Linear(width, 3 * width, True, positions=1)
    encoder = Stack(
        (
            once(EmbeddingTable(keys.size("vocab_size"), width), EmbeddingTable(source, width), Plain(2 * width)),
            LayerGroup(layers_of(keys, "encoder_layers"), (Plain(4 * width), own, few, _mlp(keys, width, "encoder"))),
        )
    )
    last: tuple[Part, ...] = (head,) if name.endswith("Generation") else ()
    if name.endswith("Classification"):
        last = (Linear(width, width, True, 1), Linear(width, labels_of(keys, 3), True, 1))
    decoder = Stack(
        (
            once(EmbeddingTable(target, width), Plain(2 * width)),
            LayerGroup(layers_of(keys, "decoder_layers"), _writer(keys, width)),
            once(*last),
        )
    )
    limit = min(source, target)
    return Network(name, (encoder, decoder), limit=limit, usual=limit, token=_BOTH)


def nllb_moe(keys: Keys) -> Network:
    """Describe NLLB with experts: M2M-100 in which every n-th layer of either side holds experts, two for a token."""
    width, head = keys.size("d_model", "hidden_size"), _tied(keys, keys.size("d_model", "hidden_size"))
    name = named_class(keys, ("NllbMoeForConditionalGeneration", "NllbMoeModel"))
    experts = keys.known("num_experts")
    router = experts if keys.flag("router_bias", False) else 0

    def layers(side: str) -> tuple[LayerGroup, ...]:
        step = keys.known(_STEPS[side], low=0)
        inner = keys.size(f"{side}_ffn_dim")
        routed = Experts(width, inner, experts, min(2, experts), gated=False, bias=True, router_extra=router)
        own: tuple[Part, ...] = (Plain(4 * width), _own(keys, width, side))

        def layer(i: int) -> tuple[Part, ...]:
            block: Part = routed if step and (i + 1) % step == 0 else _mlp(keys, width, side)
            return (*own, block) if side == "encoder" else _writer(keys, width, block=block)

        return grouped([layer(i) for i in range(layers_of(keys, f"{side}_layers"))])

    encoder = Stack((once(EmbeddingTable(keys.size("vocab_size"), width)), *layers("encoder"), once(Plain(2 * width))))
    last = (head,) if name.endswith("Generation") else ()
    decoder = Stack((*layers("decoder"), once(Plain(2 * width), *last)))
    return Network(name, (encoder, decoder), usual=keys.first("max_position_embeddings"), token=_BOTH)


def speech_to_text(keys: Keys) -> Network:
    """Describe Speech2Text: convolutions that thin the frames out, then an encoder and a decoder. A token is a position
    of either side.
    """
    width = keys.size("d_model", "hidden_size")
    name = named_class(keys, ("Speech2TextForConditionalGeneration", "Speech2TextModel"))
    taps, many = keys.counts("conv_kernel_sizes", low=1) or [], keys.known("num_conv_layers")
    if len(taps) != many or many > _MOST_CONVOLUTIONS:
        raise keys.refused("conv_kernel_sizes", taps, f"has not {many} entries")
    channels, inputs = keys.known("conv_channels"), keys.known("input_feat_per_channel") * keys.known("input_channels")
    waves: list[Part] = []
    for i, tap in enumerate(taps):
        outputs = 2 * width if i == many - 1 else channels
        waves.append(Convolution(inputs, outputs, tap, bias=True, per_token=2 ** (many - 1 - i)))
        inputs = outputs // 2
    reader = (Plain(4 * width), _own(keys, width, "encoder"), _mlp(keys, width, "encoder"))
    encoder = Stack((once(*waves), LayerGroup(layers_of(keys, "encoder_layers"), reader), once(Plain(2 * width))))
    last = (_tied(keys, width),) if name.endswith("Generation") else ()
    decoder = Stack(
        (
            once(EmbeddingTable(keys.size("vocab_size"), width)),
            LayerGroup(layers_of(keys, "decoder_layers"), _writer(keys, width)),
            once(Plain(2 * width), *last),
        )
    )
    return Network(name, (encoder, decoder), usual=keys.first("max_target_positions"), token=_BOTH)


def long_t5(keys: Keys) -> Network:
    """Describe LongT5: T5 whose encoder sees three blocks around a query, and, where `transient-global`, a sum of each
    block.
    """
    width, heads, dim = (
        keys.size("d_model", "hidden_size"),
        keys.size("num_heads", "num_attention_heads"),
        keys.size("d_kv"),
    )
    name = named_class(keys, ("LongT5ForConditionalGeneration", "LongT5Model", "LongT5EncoderModel"))
    gated = keys.word("feed_forward_proj", "relu").startswith("gated")
    mlp = Mlp(width, keys.size("d_ff"), gated)
    buckets = EmbeddingTable(keys.default(32, "relative_attention_num_buckets"), heads)
    kind = keys.word("encoder_attention_type", "local")
    if kind not in ("local", "transient-global"):
        raise keys.refused("encoder_attention_type", kind, "is neither local nor transient-global")
    sums = kind == "transient-global"
    window = 3 * (keys.known("local_radius") + 1)
    own = Attention(width, heads, heads, dim, causal=False, window=window, extra=width if sums else 0)
    encoder = Stack(
        (
            once(EmbeddingTable(keys.size("vocab_size"), width), *(buckets,) * (2 if sums else 1)),
            LayerGroup(layers_of(keys, "num_layers"), (Plain(2 * width), own, mlp)),
            once(Plain(width)),
        )
    )
    notes = ("attention to the sums of blocks is left out of the operations",) if sums else ()
    if name == "LongT5EncoderModel":
        return Network(name, (encoder,), notes=notes)
    writes = name.endswith("Generation")
    last = (Head(width, keys.size("vocab_size"), tied=True),) if writes else ()
    decoder = _t5_decoder(keys, width, heads, dim, [mlp], buckets, last)
    left_out = _untied(keys, width) if writes else ()
    return Network(name, (encoder, decoder), uncounted=left_out, notes=notes, token=_BOTH)


def _untied(keys: Keys, width: int) -> tuple[Uncounted, ...]:
    """Return the output matrix that files hold and transformers ties, as T5's."""
    if keys.raw("tie_word_embeddings") is not False:
        return ()
    why = "files with tie_word_embeddings false hold a head of their own; transformers ties it"
    return (Uncounted("output matrix", why, keys.size("vocab_size") * width, 0),)


def _t5_decoder(
    keys: Keys, width: int, heads: int, dim: int, blocks: list[Part], buckets: Part, last: tuple[Part, ...]
) -> Stack:
    """Return T5's decoder; `blocks` are those of its layers, or one for all."""
    layers = keys.default(layers_of(keys, "num_layers"), "num_decoder_layers")
    own = (Plain(3 * width), Attention(width, heads, heads, dim), Attention(width, heads, heads, dim, cross=True))
    each = blocks * layers if len(blocks) == 1 else blocks
    return Stack((once(buckets), *grouped([(*own, block) for block in each]), once(Plain(width), *last)))


def switch(keys: Keys) -> Network:
    """Describe Switch Transformers: T5 in which every n-th layer of either side holds experts, one for a token."""
    width, heads, dim = (
        keys.size("d_model", "hidden_size"),
        keys.size("num_heads", "num_attention_heads"),
        keys.size("d_kv"),
    )
    known = ("ForConditionalGeneration", "Model", "EncoderModel")
    name = named_class(keys, tuple(f"SwitchTransformers{one}" for one in known))
    experts, inner = keys.known("num_experts"), keys.size("d_ff")
    router = experts if keys.flag("router_bias", False) else 0
    routed = Experts(width, inner, experts, 1, gated=False, router_extra=router)
    dense = Mlp(width, inner, gated=False)
    layers = layers_of(keys, "num_layers")
    below = keys.default(layers, "num_decoder_layers")

    def blocks(side: str, many: int) -> list[Part]:
        sparse = keys.known(_SPARSE[side], low=0)
        step = keys.default(many // sparse if sparse else many, _STEPS[side], low=0)
        return [routed if step and (i % step == 1 or step == 1) else dense for i in range(many)]

    buckets = EmbeddingTable(keys.default(32, "relative_attention_num_buckets"), heads)
    own = (Plain(2 * width), Attention(width, heads, heads, dim, causal=False))
    encoder = Stack(
        (
            once(EmbeddingTable(keys.size("vocab_size"), width), buckets),
            *grouped([(*own, block) for block in blocks("encoder", layers)]),
            once(Plain(width)),
        )
    )
    if name == "SwitchTransformersEncoderModel":
        return Network(name, (encoder,))
    last = (_tied(keys, width),) if name.endswith("Generation") else ()
    decoder = _t5_decoder(keys, width, heads, dim, blocks("decoder", below) or [dense], buckets, last)
    return Network(name, (encoder, decoder), token=_BOTH)


def t5_gemma(keys: Keys) -> Network:
    """Describe T5Gemma: an encoder and a decoder made of Gemma 2's layers, each with its own token table."""
    name = named_class(keys, ("T5GemmaForConditionalGeneration", "T5GemmaModel"))
    sides = [keys.part(side, "t5_gemma_module") for side in ("encoder", "decoder")]
    width = sides[0].size("hidden_size")
    if sides[1].size("hidden_size") != width:
        raise keys.refused("decoder.hidden_size", sides[1].size("hidden_size"), f"differs from the encoder's {width}")
    written = Head(width, sides[1].size("vocab_size"), keys.flag("tie_word_embeddings", True))
    last = (written,) if name.endswith("Generation") else ()
    stacks = (_gemma_side(sides[0], width, cross=False), _gemma_side(sides[1], width, *last, cross=True))
    for side, part in zip(("encoder", "decoder"), sides, strict=True):
        keys.defaults.update({f"{side}.{key}": value for key, value in part.defaults.items()})
    return Network(name, stacks, usual=sides[1].first("max_position_embeddings"), token=_BOTH)


def _gemma_side(part: Keys, width: int, *last: Part, cross: bool) -> Stack:
    """Return one side of T5Gemma; the one that writes attends to the source too."""
    heads, kv = part.size("num_attention_heads"), part.size("num_key_value_heads")
    dim, bias = head_width(part, width, heads), part.flag("attention_bias", False)
    window, layers = part.maybe("sliding_window"), layers_of(part)
    kinds = part.words("layer_types", {"full_attention": "", "sliding_attention": "sliding"}, layers)
    mlp = Mlp(width, part.size("intermediate_size"))

    def layer(kind: str) -> tuple[Part, ...]:
        own = Attention(width, heads, kv, dim, bias, bias, causal=cross, window=window if kind else None)
        source = (Attention(width, heads, kv, dim, bias, bias, cross=True), Plain(2 * width)) if cross else ()
        return (Plain(4 * width), own, *source, mlp)

    each = kinds or ["" if i % 2 else "sliding" for i in range(layers)]
    table = EmbeddingTable(part.size("vocab_size"), width)
    return Stack((once(table), *grouped([layer(kind) for kind in each]), once(Plain(width), *last)))
