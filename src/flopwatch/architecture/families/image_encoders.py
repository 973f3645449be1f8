"""Encoders of images, and pairs of encoders: ViT, DINO, CLIP, SigLIP. Attention is bidirectional: no convention halves
it.
"""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.layers import Convolution, EmbeddingTable, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, once
from flopwatch.domain import BadInput


def _self_attention(keys: Keys, width: int, heads: int, *, causal: bool = False) -> Attention:
    return Attention(width, heads, heads, per_head(keys, width, heads), qkv_bias=True, out_bias=True, causal=causal)


def patches(keys: Keys, image: int, patch: int) -> int:
    """Return patches of a square image.

    Raises:
        BadInput: If a patch is larger than the image.
    """
    if patch > image:
        raise BadInput(
            f"{keys.model_type}: a patch of {patch} pixels is larger than the image of {image}. Correct the config."
        )
    return (image // patch) ** 2


def vit(keys: Keys) -> Network:
    """Describe ViT: an image is patches and one class token; the classifier sees that token. A token is a position of
    the image.
    """
    return _vit(keys, "ViT", tokens=1, pools=True)


def deit(keys: Keys) -> Network:
    """Describe DeiT: ViT with a second token, which learns from a teacher."""
    return _vit(keys, "DeiT", tokens=2, pools=True)


def vit_msn(keys: Keys) -> Network:
    """Describe ViT-MSN: ViT without a pooler."""
    return _vit(keys, "ViTMSN", tokens=1, pools=False)


def ijepa(keys: Keys) -> Network:
    """Describe I-JEPA: ViT without a class token; the classifier sees the mean."""
    return _vit(keys, "IJepa", tokens=0, pools=False)


def _vit(keys: Keys, stem: str, *, tokens: int, pools: bool) -> Network:
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    image, patch = keys.size("image_size"), keys.size("patch_size")
    channels = keys.default(3, "num_channels")
    count = patches(keys, image, patch)
    classes = (f"{stem}ForImageClassification", f"{stem}Model")
    name = named_class(keys, classes if stem in ("ViT", "DeiT") else classes[::-1])
    bias = keys.flag("qkv_bias", True)
    attention = Attention(width, heads, heads, per_head(keys, width, heads), bias, True, causal=False)
    layer = (Plain(4 * width), attention, Mlp(width, keys.size("intermediate_size"), gated=False, bias=True))
    embed = Convolution(channels, width, patch * patch, positions=count, bias=True)
    last: tuple[Part, ...] = ()
    if name.endswith("ForImageClassification"):
        last = (Linear(width, labels_of(keys), bias=True, positions=1),)
    elif pools:
        last = (Linear(width, keys.default(width, "pooler_output_size"), bias=True, positions=1),)
    stack = Stack(
        (
            once(embed, Plain(tokens * width), EmbeddingTable(count + tokens, width)),
            LayerGroup(layers_of(keys), layer),
            once(Plain(2 * width), *last),
        ),
        positions=count + tokens,
    )
    return Network(name, (stack,), token=_IMAGE)


_IMAGE = "a patch or the class token of one image"


def dinov2(keys: Keys) -> Network:
    """Describe DINOv2, with registers or without: scales of both branches, an inner width of `mlp_ratio` times the
    width.
    """
    registers = keys.known("num_register_tokens", low=0) if keys.model_type == "dinov2_with_registers" else 0
    stem = "Dinov2WithRegisters" if keys.model_type == "dinov2_with_registers" else "Dinov2"
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    patch = keys.size("patch_size")
    count = patches(keys, keys.size("image_size"), patch)
    name = named_class(keys, (f"{stem}Model", f"{stem}ForImageClassification"))
    inner = int(width * (keys.number("mlp_ratio") or 4))
    gated = keys.flag("use_swiglu_ffn")
    if gated:
        inner = (int(inner * 2 / 3) + 7) // 8 * 8
    attention = Attention(
        width, heads, heads, per_head(keys, width, heads), keys.flag("qkv_bias", True), True, causal=False
    )
    layer = (Plain(6 * width), attention, Mlp(width, inner, gated, True))
    embed = Convolution(keys.known("num_channels"), width, patch * patch, positions=count, bias=True)
    masked = 1 if keys.model_type != "dinov2" or keys.flag("use_mask_token") else 0
    # A class token, a token for masked patches, the registers.
    first = (embed, Plain((1 + masked + registers) * width), EmbeddingTable(count + 1, width))
    last = (Linear(2 * width, labels_of(keys), True, 1),) if name.endswith("ForImageClassification") else ()
    groups = (once(*first), LayerGroup(layers_of(keys), layer), once(Plain(2 * width), *last))
    return Network(name, (Stack(groups, positions=count + 1 + registers),), token=_IMAGE)


def dinov3(keys: Keys) -> Network:
    """Describe DINOv3: positions that rotate, a bias for each projection of its own key, scales of both branches."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    patch, registers = keys.size("patch_size"), keys.known("num_register_tokens", low=0)
    count = patches(keys, keys.size("image_size"), patch)
    name = named_class(keys, ("DINOv3ViTModel",))
    biases = sum(width for one in ("query_bias", "key_bias", "value_bias") if keys.flag(one))
    attention = Attention(
        width, heads, heads, per_head(keys, width, heads), out_bias=keys.flag("proj_bias"), extra=biases, causal=False
    )
    mlp = Mlp(width, keys.size("intermediate_size"), keys.flag("use_gated_mlp"), keys.flag("mlp_bias"))
    embed = Convolution(keys.known("num_channels"), width, patch * patch, positions=count, bias=True)
    groups = (
        once(embed, Plain((2 + registers) * width)),
        LayerGroup(layers_of(keys), (Plain(6 * width), attention, mlp)),
        once(Plain(2 * width)),
    )
    return Network(name, (Stack(groups, positions=count + 1 + registers),), token=_IMAGE)


def clip(keys: Keys) -> Network:
    """Describe CLIP: an image encoder and a causal text encoder, both counted; a token is a position of either, in
    one image and one caption.
    """
    name = named_class(keys, ("CLIPModel",))
    text, vision = _clip_part(keys, "text"), _clip_part(keys, "vision")
    shared = keys.default(512, "projection_dim")
    width, heads = text.size("hidden_size", nested=512), text.size("num_attention_heads", nested=8)
    positions = text.size("max_position_embeddings", nested=77)
    layer = (
        Plain(4 * width),
        _self_attention(text, width, heads, causal=True),
        Mlp(width, text.size("intermediate_size", nested=2048), gated=False, bias=True),
    )
    words = Stack(
        (
            once(EmbeddingTable(text.size("vocab_size", nested=49408), width), EmbeddingTable(positions, width)),
            LayerGroup(layers_of(text, nested=12), layer),
            # The logit scale is one number.
            once(Plain(2 * width), Linear(width, shared, positions=1), Plain(1)),
        ),
        part="text",
    )
    wide, image_heads = vision.size("hidden_size", nested=768), vision.size("num_attention_heads", nested=12)
    image, patch = vision.size("image_size", nested=224), vision.size("patch_size", nested=32)
    count = patches(vision, image, patch)
    image_layer = (
        Plain(4 * wide),
        _self_attention(vision, wide, image_heads),
        Mlp(wide, vision.size("intermediate_size", nested=3072), gated=False, bias=True),
    )
    embed = Convolution(vision.default(3, "num_channels"), wide, patch * patch, positions=count)
    pixels = Stack(
        (
            once(embed, Plain(wide), EmbeddingTable(count + 1, wide), Plain(2 * wide)),
            LayerGroup(layers_of(vision, nested=12), image_layer),
            once(Plain(2 * wide), Linear(wide, shared, positions=1)),
        ),
        positions=count + 1,
        part="vision",
    )
    for part in (text, vision):
        keys.defaults.update({f"{part.place}.{name}": value for name, value in part.defaults.items()})
    return Network(
        name,
        (pixels, words),
        limit=positions,
        usual=positions,
        token="a position of the image or of its caption; the context is the caption's length",
    )


def _clip_part(keys: Keys, kind: str) -> Keys:
    """Return one side of CLIP.

    Older files hold it twice, in `text_config_dict` too, which then wins by transformers' own code.
    """
    older = f"{kind}_config_dict"
    if keys.raw(older) is not None:
        return keys.part(older)
    return (
        keys.part(f"{kind}_config")
        if keys.raw(f"{kind}_config") is not None
        else Keys({}, keys.model_type, f"{kind}_config", True)
    )
