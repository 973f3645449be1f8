"""Encoders of images and clips near to ViT, and ConvNeXt. Attention is bidirectional: no convention halves it."""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.families.image_encoders import patches
from flopwatch.architecture.layers import Convolution, EmbeddingTable, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, once

_IMAGE = "a patch or the class token of one image"
_CLIP = "a block of a clip's frames"
_MOST_STAGES = 100


def _layer(keys: Keys, width: int, *, bias: bool, keys_biased: bool = True, decoder: bool = False) -> tuple[Part, ...]:
    """Return ViT's layer, of the encoder or of a decoder; keys may lack the bias that queries and values have."""
    many, inner = ("num_attention_heads", "intermediate_size")
    if decoder:
        many, inner = ("decoder_num_attention_heads", "decoder_intermediate_size")
    heads = keys.size(many)
    extra = 0 if keys_biased or not bias else 2 * width
    attention = Attention(
        width, heads, heads, per_head(keys, width, heads), bias and keys_biased, True, extra, causal=False
    )
    return (Plain(4 * width), attention, Mlp(width, keys.size(inner), False, True))


def beit(keys: Keys) -> Network:
    """Describe BEiT and the images of data2vec: ViT whose keys have no bias, relative positions, scales of both
    branches.
    """
    stem = "Beit" if keys.model_type == "beit" else "Data2VecVision"
    name = named_class(keys, (f"{stem}ForImageClassification", f"{stem}Model"))
    width, heads, layers = keys.size("hidden_size"), keys.size("num_attention_heads"), layers_of(keys)
    image, patch = keys.size("image_size"), keys.size("patch_size")
    count, side = patches(keys, image, patch), image // patch
    scaled = keys.raw("layer_scale_init_value")
    scales = 0 if isinstance(scaled, int | float) and scaled <= 0 else 2 * width
    table = EmbeddingTable((2 * side - 1) ** 2 + 3, heads)
    in_each = (table,) if keys.flag("use_relative_position_bias", False) else ()
    shared = (table,) if keys.flag("use_shared_relative_position_bias", False) else ()
    masked = width if keys.flag("use_mask_token", False) else 0
    absolute = (EmbeddingTable(count + 1, width),) if keys.flag("use_absolute_position_embeddings", False) else ()
    embed = Convolution(keys.default(3, "num_channels"), width, patch * patch, positions=count, bias=True)
    layer = (*_layer(keys, width, bias=True, keys_biased=False), Plain(scales), *in_each)
    last = (Linear(width, labels_of(keys), True, 1),) if name.endswith("ForImageClassification") else ()
    first = once(embed, Plain(width + masked), *absolute, *shared)
    # The norm is the pooler's where patches are averaged; data2vec's plain model has no pooler.
    unpooled = name == "Data2VecVisionModel" and keys.flag("use_mean_pooling", True)
    norm = Plain(0 if unpooled else 2 * width)
    stack = Stack((first, LayerGroup(layers, layer), once(norm, *last)), positions=count + 1)
    return Network(name, (stack,), token=_IMAGE)


def masked_vit(keys: Keys) -> Network:
    """Describe ViT-MAE: ViT, and in pre-training a narrower decoder over all patches."""
    width, patch = keys.size("hidden_size"), keys.size("patch_size")
    name = named_class(keys, ("ViTMAEForPreTraining", "ViTMAEModel"))
    count, channels = patches(keys, keys.size("image_size"), patch), keys.default(3, "num_channels")
    bias = keys.flag("qkv_bias", True)
    embed = Convolution(channels, width, patch * patch, positions=count, bias=True)
    first = once(embed, Plain(width), EmbeddingTable(count + 1, width))
    encoder = Stack(
        (first, LayerGroup(layers_of(keys), _layer(keys, width, bias=bias)), once(Plain(2 * width))),
        positions=count + 1,
    )
    if name == "ViTMAEModel":
        return Network(name, (encoder,), token=_IMAGE)
    narrow = keys.known("decoder_hidden_size")
    decoder = Stack(
        (
            once(Plain(narrow), EmbeddingTable(count + 1, narrow), Linear(width, narrow, True)),
            LayerGroup(layers_of(keys, "decoder_num_hidden_layers"), _layer(keys, narrow, bias=bias, decoder=True)),
            once(Plain(2 * narrow), Linear(narrow, patch * patch * channels, True)),
        ),
        positions=count + 1,
    )
    return Network(name, (encoder, decoder), token=_IMAGE)


def video_mae(keys: Keys) -> Network:
    """Describe VideoMAE: ViT over blocks of a clip, positions that are computed; in pre-training a narrower decoder."""
    width, patch = keys.size("hidden_size"), keys.size("patch_size")
    name = named_class(keys, ("VideoMAEForPreTraining", "VideoMAEForVideoClassification", "VideoMAEModel"))
    depth, channels = keys.known("tubelet_size"), keys.default(3, "num_channels")
    count = patches(keys, keys.size("image_size"), patch) * max(keys.known("num_frames") // depth, 1)
    bias = keys.flag("qv_bias", True)
    embed = Convolution(channels, width, depth * patch * patch, positions=count, bias=True)
    layers = LayerGroup(layers_of(keys), _layer(keys, width, bias=bias, keys_biased=False))
    pools = keys.flag("use_mean_pooling", True)
    if name != "VideoMAEForPreTraining":
        classed = name.endswith("Classification")
        last = (Linear(width, labels_of(keys), True, 1),) if classed else ()
        norm = Plain(2 * width if classed or not pools else 0)
        return Network(name, (Stack((once(embed), layers, once(norm, *last)), positions=count),), token=_CLIP)
    narrow = keys.known("decoder_hidden_size")
    encoder = Stack((once(embed), layers, once(Plain(0 if pools else 2 * width))), positions=count)
    decoder = Stack(
        (
            once(Plain(narrow), Linear(width, narrow)),
            LayerGroup(
                layers_of(keys, "decoder_num_hidden_layers"),
                _layer(keys, narrow, bias=bias, keys_biased=False, decoder=True),
            ),
            once(Plain(2 * narrow), Linear(narrow, channels * depth * patch * patch, True)),
        ),
        positions=count,
    )
    return Network(name, (encoder, decoder), token=_CLIP)


def vivit(keys: Keys) -> Network:
    """Describe ViViT: ViT over blocks of a clip."""
    width = keys.size("hidden_size")
    name = named_class(keys, ("VivitForVideoClassification", "VivitModel"))
    size = keys.counts("tubelet_size", low=1) or []
    if len(size) != 3:
        raise keys.refused("tubelet_size", keys.raw("tubelet_size"), "is not [frames, height, width]")
    image, frames = keys.size("image_size"), keys.known("num_frames")
    count = (frames // size[0]) * (image // size[1]) * (image // size[2])
    if not count:
        raise keys.refused("tubelet_size", size, "is larger than the clip")
    embed = Convolution(keys.default(3, "num_channels"), width, size[0] * size[1] * size[2], positions=count, bias=True)
    pool = Linear(width, keys.default(width, "pooler_output_size"), True, 1)
    last: Part = pool if name == "VivitModel" else Linear(width, labels_of(keys), True, 1)
    layer = _layer(keys, width, bias=keys.flag("qkv_bias", True))
    first = once(embed, Plain(width), EmbeddingTable(count + 1, width))
    stack = Stack((first, LayerGroup(layers_of(keys), layer), once(Plain(2 * width), last)), positions=count + 1)
    return Network(name, (stack,), token=_CLIP)


def convnext(keys: Keys) -> Network:
    """Describe ConvNeXt 1 and 2: stages of wide depth-wise convolutions, each at half the resolution of the one
    before; the second version norms the inner activations instead of scaling the output.
    """
    second = keys.model_type == "convnextv2"
    stem = "ConvNextV2" if second else "ConvNext"
    name = named_class(keys, (f"{stem}ForImageClassification", f"{stem}Model"))
    widths, depths = keys.counts("hidden_sizes", low=1), keys.counts("depths", low=1)
    if not widths or not depths or len(widths) != len(depths) or len(widths) > _MOST_STAGES:
        raise keys.refused("depths", depths, "has not one entry for each of hidden_sizes")
    patch, image = keys.size("patch_size"), keys.default(224, "image_size")
    side = max(image // patch, 1)
    embed = Convolution(keys.default(3, "num_channels"), widths[0], patch * patch, positions=side * side, bias=True)
    scaled = keys.raw("layer_scale_init_value")
    scales = not second and not (isinstance(scaled, int | float) and scaled <= 0)
    groups = [once(embed, Plain(2 * widths[0]))]
    for i, (width, depth) in enumerate(zip(widths, depths, strict=True)):
        if i:
            side = max(side // 2, 1)
            down = Convolution(widths[i - 1], width, 4, positions=side * side, bias=True)
            groups.append(once(Plain(2 * widths[i - 1]), down))
        area = side * side
        layer: tuple[Part, ...] = (
            Convolution(1, width, 49, positions=area, bias=True),
            Plain(2 * width + (width if scales else 0) + (8 * width if second else 0)),
            Linear(width, 4 * width, True, positions=area),
            Linear(4 * width, width, True, positions=area),
        )
        groups.append(LayerGroup(depth, layer))
    last = (Linear(widths[-1], labels_of(keys), True, 1),) if name.endswith("ForImageClassification") else ()
    groups.append(once(Plain(2 * widths[-1]), *last))
    return Network(name, (Stack(tuple(groups), positions=side * side),), token="a place of the last stage of one image")


def clip_text(keys: Keys) -> Network:
    """Describe the text encoder of CLIP alone: causal, learned positions."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    name = named_class(keys, ("CLIPTextModel", "CLIPTextModelWithProjection"))
    positions = keys.size("max_position_embeddings")
    attention = Attention(width, heads, heads, per_head(keys, width, heads), True, True)
    layer = (Plain(4 * width), attention, Mlp(width, keys.size("intermediate_size"), False, True))
    last = (Linear(width, keys.known("projection_dim"), positions=1),) if name.endswith("Projection") else ()
    first = once(EmbeddingTable(keys.size("vocab_size"), width), EmbeddingTable(positions, width))
    stack = Stack((first, LayerGroup(layers_of(keys), layer), once(Plain(2 * width), *last)))
    return Network(name, (stack,), limit=positions, usual=positions)
