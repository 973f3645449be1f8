"""Encoder-decoders: T5, mT5, Whisper. Decoder layers attend to themselves and to the encoder's output.

A token is a position of either side. With a context s, T5 reads s tokens and writes s: its cost per token is the cost
of both passes over 2s. Whisper reads a fixed window of sound (1500 positions) and writes s tokens.
"""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.layers import Convolution, EmbeddingTable, Head, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, Uncounted, once

T5_CLASSES = (
    "ForConditionalGeneration",
    "Model",
    "EncoderModel",
    "ForSequenceClassification",
    "ForTokenClassification",
    "ForQuestionAnswering",
)
_T5_STEMS = {"t5": "T5", "mt5": "MT5", "umt5": "UMT5"}
_T5_NAMES = {stem: tuple(f"{stem}{one}" for one in T5_CLASSES) for stem in _T5_STEMS.values()}


def t5(keys: Keys) -> Network:
    """Describe T5, T5 1.1, Flan-T5, mT5 and UMT5: no biases, positions as a small table per head (in the first layer,
    or in each of UMT5's); `d_kv` is read.

    transformers ties the head to the embedding whatever `tie_word_embeddings` says, so the counts do too; files of T5
    1.1, Flan-T5 and mT5 hold a head of their own, which is stated next to the counts.
    """
    width, heads = keys.size("d_model", "hidden_size"), keys.size("num_heads", "num_attention_heads")
    layers = layers_of(keys, "num_layers", "num_hidden_layers")
    decoder_layers = keys.default(layers, "num_decoder_layers")
    dim = keys.size("d_kv", "head_dim")
    vocabulary = keys.size("vocab_size")
    usual = "relu" if keys.model_type == "t5" else "gated-gelu"
    mlp = Mlp(width, keys.size("d_ff"), keys.word("feed_forward_proj", usual).startswith("gated"))
    buckets = EmbeddingTable(keys.default(32, "relative_attention_num_buckets"), heads)
    in_each = keys.model_type == "umt5"
    first, each = ((), (buckets,)) if in_each else ((buckets,), ())
    stem = _T5_STEMS.get(keys.model_type, "T5")
    name = named_class(keys, _T5_NAMES[stem])
    whole, last = _t5_head(keys, name.removeprefix(stem), width, vocabulary)
    encoder = Stack(
        (
            once(EmbeddingTable(vocabulary, width), *first),
            LayerGroup(layers, (Plain(2 * width), Attention(width, heads, heads, dim, causal=False), mlp, *each)),
            once(Plain(width), *(() if whole else last)),
        )
    )
    if not whole:
        return Network(name, (encoder,))
    own = (Attention(width, heads, heads, dim), Attention(width, heads, heads, dim, cross=True))
    decoder = Stack(
        (
            once(*first),
            LayerGroup(decoder_layers, (Plain(3 * width), *own, mlp, *each)),
            once(Plain(width), *last),
        )
    )
    uncounted: tuple[Uncounted, ...] = ()
    if keys.raw("tie_word_embeddings") is False and name.endswith("ForConditionalGeneration"):
        uncounted = (
            Uncounted(
                "output matrix",
                "files with tie_word_embeddings false hold a head of their own; transformers ties it",
                parameters=vocabulary * width,
                forward_flop_per_token=0,
            ),
        )
    token = "a position of the source or of the target, s of each"
    return Network(name, (encoder, decoder), uncounted=uncounted, token=token)


def _t5_head(keys: Keys, suffix: str, width: int, vocabulary: int) -> tuple[bool, tuple[Part, ...]]:
    """Return whether a class has the decoder, and its parts after the last norm."""
    if suffix == "ForConditionalGeneration":
        return True, (Head(width, vocabulary, tied=True),)
    if suffix == "ForSequenceClassification":
        return True, (Linear(width, width, True, 1), Linear(width, labels_of(keys), True, 1))
    if suffix == "ForTokenClassification":
        return False, (Linear(width, labels_of(keys), True),)
    if suffix == "ForQuestionAnswering":
        return True, (Linear(width, labels_of(keys), True),)
    return suffix == "Model", ()


def whisper(keys: Keys) -> Network:
    """Describe Whisper: two convolutions turn 2 × `max_source_positions` frames of 30 s into positions; keys have no
    bias.
    """
    width = keys.size("d_model", "hidden_size")
    source, target = keys.size("max_source_positions"), keys.size("max_target_positions")
    mels, vocabulary = keys.size("num_mel_bins"), keys.size("vocab_size")
    encoder_heads, decoder_heads = keys.size("encoder_attention_heads"), keys.size("decoder_attention_heads")

    known = ("ForConditionalGeneration", "Model", "ForCausalLM", "ForAudioClassification")
    name = named_class(keys, tuple(f"Whisper{one}" for one in known))
    encoder = _whisper_encoder(keys, width, encoder_heads, source, mels)
    if name == "WhisperForAudioClassification":
        inner = keys.default(256, "classifier_proj_size")
        mix = keys.flag("use_weighted_layer_sum", False)
        weighed = Plain(keys.size("encoder_layers") + 1 if mix else 0)
        head = once(Linear(width, inner, True), Linear(inner, labels_of(keys), True, 1), weighed)
        return Network(name, (Stack((*encoder.groups, head), positions=source),), token="a position of 30 s of sound")
    decoder = _whisper_decoder(keys, width, decoder_heads, source, target, vocabulary)
    return Network(
        name,
        (decoder,) if name == "WhisperForCausalLM" else (encoder, decoder),
        limit=target,
        usual=target,
        token="a position of 30 s of sound or of the text; the context is the text's length",
    )


def _whisper_encoder(keys: Keys, width: int, heads: int, source: int, mels: int) -> Stack:
    """Return the layers that read `source` positions of sound."""
    return Stack(
        (
            once(
                Convolution(mels, width, 3, positions=2 * source, bias=True),
                Convolution(width, width, 3, positions=source, bias=True),
                EmbeddingTable(source, width),
            ),
            LayerGroup(
                layers_of(keys, "encoder_layers"),
                (
                    Plain(4 * width),
                    _whisper_attention(keys, width, heads),
                    Mlp(width, keys.size("encoder_ffn_dim"), gated=False, bias=True),
                ),
            ),
            once(Plain(2 * width)),
        ),
        positions=source,
    )


def _whisper_decoder(keys: Keys, width: int, heads: int, source: int, target: int, vocabulary: int) -> Stack:
    """Return the layers that write up to `target` tokens and attend to `source` positions of sound."""
    return Stack(
        (
            once(EmbeddingTable(vocabulary, width), EmbeddingTable(target, width)),
            LayerGroup(
                layers_of(keys, "decoder_layers"),
                (
                    Plain(6 * width),
                    _whisper_attention(keys, width, heads, causal=True),
                    _whisper_attention(keys, width, heads, cross=True),
                    Mlp(width, keys.size("decoder_ffn_dim"), gated=False, bias=True),
                ),
            ),
            once(Plain(2 * width), Head(width, vocabulary, keys.flag("tie_word_embeddings", True))),
        ),
        memory=source,
    )


def _whisper_attention(keys: Keys, width: int, heads: int, *, causal: bool = False, cross: bool = False) -> Attention:
    """Return attention in which queries, values and the output have biases and keys have none."""
    dim = per_head(keys, width, heads)
    return Attention(width, heads, heads, dim, out_bias=True, extra=2 * width, causal=causal, cross=cross)
