"""Encoders of sound: wav2vec 2.0 and its kin, and the audio spectrogram transformer. Attention is bidirectional."""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.layers import Convolution, EmbeddingTable, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, once

STEMS = {
    "data2vec-audio": "Data2VecAudio",
    "hubert": "Hubert",
    "unispeech": "UniSpeech",
    "unispeech-sat": "UniSpeechSat",
    "wav2vec2": "Wav2Vec2",
    "wavlm": "WavLM",
}
# Families whose pre-training head is counted.
QUANTISING = ("wav2vec2",)
_MOST_CONVOLUTIONS = 100


def wav2vec2(keys: Keys) -> Network:
    """Describe wav2vec 2.0, HuBERT, WavLM, UniSpeech and data2vec audio: convolutions over the wave, one over
    positions, then layers. A token is a frame of 20 ms.
    """
    width, heads, layers = keys.size("hidden_size"), keys.size("num_attention_heads"), layers_of(keys)
    stem = STEMS[keys.model_type]
    before = ("ForPreTraining",) if keys.model_type in QUANTISING else ()
    suffixes = (*before, "ForCTC", "Model", "ForSequenceClassification")
    name = named_class(keys, tuple(f"{stem}{one}" for one in suffixes))
    for key in ("add_adapter", "conv_pos_batch_norm"):
        if keys.flag(key, False):
            raise keys.refused(key, True, "adds layers that are not counted")
    if keys.raw("adapter_attn_dim") is not None:
        raise keys.refused("adapter_attn_dim", keys.raw("adapter_attn_dim"), "adds adapters that are not counted")
    attention = Attention(width, heads, heads, per_head(keys, width, heads), True, True, causal=False)
    layer: tuple[Part, ...] = (Plain(4 * width), attention, Mlp(width, keys.size("intermediate_size"), False, True))
    around: tuple[Part, ...] = ()
    if keys.model_type == "wavlm":
        # A gate of eight outputs for each head's relative positions, whose table the first layer has.
        layer = (*layer, Linear(width // heads, 8, True), Plain(heads))
        around = (EmbeddingTable(keys.known("num_buckets"), heads),)
    waves, last = _over_the_wave(keys)
    project = (Plain(2 * last if keys.flag("feat_proj_layer_norm", True) else 0), Linear(last, width, True))
    first = (*waves, *project, *_over_positions(keys, width), Plain(_masked(keys, width)), *around)
    groups = (once(*first), LayerGroup(layers, layer), once(Plain(2 * width), *_head(keys, name, width, last)))
    return Network(name, (Stack(groups),), token="a frame of 20 ms")


def _over_the_wave(keys: Keys) -> tuple[tuple[Part, ...], int]:
    """Return the convolutions over the wave with their norms, and the width that leaves them."""
    widths, taps = keys.counts("conv_dim", low=1) or [], keys.counts("conv_kernel", low=1) or []
    strides = keys.counts("conv_stride", low=1) or []
    if not widths or not len(widths) == len(taps) == len(strides) <= _MOST_CONVOLUTIONS:
        raise keys.refused("conv_dim", widths, "has not one entry for each of conv_kernel and conv_stride")
    bias = keys.flag("conv_bias")
    each = keys.model_type == "data2vec-audio" or keys.word("feat_extract_norm", "group") == "layer"
    parts: list[Part] = []
    before = 1
    for i, (width, tap) in enumerate(zip(widths, taps, strict=True)):
        outputs = 1
        for stride in strides[i + 1 :]:
            outputs *= stride
        parts.append(Convolution(before, width, tap, bias=bias, per_token=outputs))
        parts.append(Plain(2 * width if each or i == 0 else 0))
        before = width
    return tuple(parts), before


def _over_positions(keys: Keys, width: int) -> tuple[Part, ...]:
    """Return what knows positions: one wide convolution with its weight norm, or data2vec's several narrow ones."""
    groups, taps = keys.known("num_conv_pos_embedding_groups"), keys.known("num_conv_pos_embeddings")
    if width % groups:
        raise keys.refused("num_conv_pos_embedding_groups", groups, f"does not divide {width}")
    if keys.model_type == "data2vec-audio":
        one = Convolution(width // groups, width, keys.known("conv_pos_kernel_size"), bias=True)
        return (one,) * min(taps, _MOST_CONVOLUTIONS)
    return (Convolution(width // groups, width, taps, bias=True), Plain(taps))


def _masked(keys: Keys, width: int) -> int:
    """Return weights of the learned vector of masked frames; 0 if nothing is masked."""
    shares = [keys.raw(name) for name in ("mask_time_prob", "mask_feature_prob")]
    stated = [one for one in shares if isinstance(one, int | float)]
    return 0 if stated and not any(one > 0 for one in stated) else width


def _head(keys: Keys, name: str, width: int, waves: int) -> tuple[Part, ...]:
    if name.endswith("ForCTC"):
        return (Linear(width, keys.size("vocab_size"), True),)
    if name.endswith("ForSequenceClassification"):
        inner = keys.known("classifier_proj_size")
        weighed = layers_of(keys) + 1 if keys.flag("use_weighted_layer_sum", False) else 0
        return (Linear(width, inner, True), Linear(inner, labels_of(keys), True, 1), Plain(weighed))
    if name.endswith("ForPreTraining"):
        many, groups = keys.known("num_codevectors_per_group"), keys.known("num_codevector_groups")
        code, projected = keys.known("codevector_dim"), keys.known("proj_codevector_dim")
        book = EmbeddingTable(groups * many, code // groups)
        return (book, Linear(waves, groups * many, True), Linear(width, projected, True), Linear(code, projected, True))
    return ()


def spectrogram(keys: Keys) -> Network:
    """Describe the audio spectrogram transformer: ViT over overlapping patches of a spectrogram, with two tokens."""
    width, heads, patch = keys.size("hidden_size"), keys.size("num_attention_heads"), keys.size("patch_size")
    name = named_class(keys, ("ASTForAudioClassification", "ASTModel"))
    steps = 1
    for length, stride in (("num_mel_bins", "frequency_stride"), ("max_length", "time_stride")):
        if keys.size(length) < patch:
            raise keys.refused(length, keys.raw(length), f"is less than a patch of {patch}")
        steps *= (keys.size(length) - patch) // keys.known(stride) + 1
    attention = Attention(
        width, heads, heads, per_head(keys, width, heads), keys.flag("qkv_bias", True), True, causal=False
    )
    layer = (Plain(4 * width), attention, Mlp(width, keys.size("intermediate_size"), False, True))
    embed = Convolution(1, width, patch * patch, positions=steps, bias=True)
    last: tuple[Part, ...] = ()
    if name.endswith("ForAudioClassification"):
        last = (Plain(2 * width), Linear(width, labels_of(keys), True, 1))
    first = once(embed, Plain(2 * width), EmbeddingTable(steps + 2, width))
    stack = Stack((first, LayerGroup(layers_of(keys), layer), once(Plain(2 * width), *last)), positions=steps + 2)
    return Network(name, (stack,), token="a patch of one spectrogram")
