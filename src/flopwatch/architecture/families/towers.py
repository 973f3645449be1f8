"""Towers: image and audio encoders next to a language model, read from `vision_config` or `audio_config`.

A tower is layers over the patches of an image or the frames of sound, and the width that comes out of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.image_encoders import patches
from flopwatch.architecture.layers import Convolution, EmbeddingTable, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, once


class Tower(NamedTuple):
    """Layers, the width that comes out, and over how many positions they run (0 where the config does not fix it)."""

    groups: tuple[LayerGroup, ...]
    width: int
    positions: int = 0


def side(keys: Keys, name: str = "image_size") -> int:
    """Return a size in pixels, which may be given as [height, width]; only squares are counted."""
    listed = keys.raw(name)
    if not isinstance(listed, list | tuple):
        return keys.known(name)
    both = keys.counts(name, low=1) or []
    if len(set(both)) != 1:
        raise keys.refused(name, listed, "is not square, which is not counted")
    return both[0]


def block(
    width: int,
    heads: int,
    inner: int,
    *,
    dim: int = 0,
    kv: int = 0,
    qkv_bias: bool = True,
    out_bias: bool = True,
    gated: bool = False,
    mlp_bias: bool = True,
    norms: int = 4,
    extra: int = 0,
    scales: int = 0,
) -> tuple[Part, ...]:
    """Return one layer of an encoder: `norms` vectors of its width in norms, `scales` more in scales of its
    branches.
    """
    attention = Attention(width, heads, kv or heads, dim or width // heads, qkv_bias, out_bias, extra, causal=False)
    return (Plain((norms + scales) * width), attention, Mlp(width, inner, gated, mlp_bias))


def pooling_head(width: int, heads: int, inner: int) -> tuple[Part, ...]:
    """Return SigLIP's head: one learned query attends to all positions, then a feed-forward block."""
    attention = Linear(width, 4 * width, bias=True)
    mlp = (Linear(width, inner, True, 1), Linear(inner, width, True, 1))
    return (Plain(width), attention, Plain(2 * width), *mlp)


def clip_vision(keys: Keys) -> Tower:
    """Return CLIP's image encoder: a class token, norms before and after."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    per_head(keys, width, heads)
    patch = side(keys, "patch_size")
    count = patches(keys, side(keys), patch)
    embed = Convolution(keys.known("num_channels"), width, patch * patch, positions=count)
    layer = block(width, heads, keys.size("intermediate_size"))
    groups = (
        once(embed, Plain(width), EmbeddingTable(count + 1, width), Plain(2 * width)),
        LayerGroup(layers_of(keys), layer),
        once(Plain(2 * width)),
    )
    return Tower(groups, width, count + 1)


def siglip_vision(keys: Keys) -> Tower:
    """Return SigLIP's image encoder, with the head that pools unless `vision_use_head` says no."""
    patch = side(keys, "patch_size")
    count = patches(keys, side(keys), patch)
    embed = Convolution(keys.known("num_channels"), keys.size("hidden_size"), patch * patch, count, bias=True)
    return _siglip(keys, embed, count, pools=keys.raw("vision_use_head") is not False)


def siglip2_vision(keys: Keys) -> Tower:
    """Return SigLIP 2's image encoder of images of any shape: `num_patches` learned positions."""
    patch, count = side(keys, "patch_size"), keys.known("num_patches")
    embed = Linear(keys.known("num_channels") * patch * patch, keys.size("hidden_size"), bias=True, positions=count)
    return _siglip(keys, embed, count, pools=keys.raw("vision_use_head") is not False)


def idefics_vision(keys: Keys) -> Tower:
    """Return the image encoder of Idefics 3 and SmolVLM: SigLIP's without the pooling head."""
    patch = side(keys, "patch_size")
    count = patches(keys, side(keys), patch)
    embed = Convolution(keys.known("num_channels"), keys.size("hidden_size"), patch * patch, count, bias=True)
    return _siglip(keys, embed, count, pools=False)


def _siglip(keys: Keys, embed: Part, count: int, *, pools: bool) -> Tower:
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    per_head(keys, width, heads)
    inner = keys.size("intermediate_size")
    head = pooling_head(width, heads, inner) if pools else ()
    groups = (
        once(embed, EmbeddingTable(count, width)),
        LayerGroup(layers_of(keys), block(width, heads, inner)),
        once(Plain(2 * width), *head),
    )
    return Tower(groups, width, count)


def pixtral(keys: Keys) -> Tower:
    """Return Pixtral's image encoder: gated blocks, RMS norms, positions that rotate."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    patch = side(keys, "patch_size")
    dim = keys.maybe("head_dim") or per_head(keys, width, heads)
    layer = block(
        width,
        heads,
        keys.size("intermediate_size"),
        dim=dim,
        qkv_bias=False,
        out_bias=False,
        gated=True,
        mlp_bias=False,
        norms=2,
    )
    embed = Linear(keys.known("num_channels") * patch * patch, width)
    return Tower((once(embed, Plain(width)), LayerGroup(layers_of(keys), layer)), width)


def llama4_vision(keys: Keys) -> Tower:
    """Return Llama 4's image encoder: a class token, then four patches shuffled into one by two matrices."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    per_head(keys, width, heads)
    patch = side(keys, "patch_size")
    count, inner = patches(keys, side(keys), patch), keys.size("intermediate_size")
    shuffled, out = keys.known("projector_input_dim"), keys.known("projector_output_dim")
    groups = (
        once(
            Linear(keys.known("num_channels") * patch * patch, width, positions=count),
            EmbeddingTable(count + 1, width),
            Plain(3 * width),
        ),
        LayerGroup(layers_of(keys), block(width, heads, inner)),
        once(Plain(2 * width), Linear(inner, shuffled), Linear(shuffled, out)),
    )
    return Tower(groups, keys.known("vision_output_dim"), count + 1)


def qwen2_vision(keys: Keys) -> Tower:
    """Return Qwen2-VL's image encoder: patches of two frames, layer norms, a merger of four patches."""
    width, heads = keys.size("embed_dim"), keys.size("num_heads")
    inner = int(width * (keys.number("mlp_ratio") or 4))
    layer = block(width, heads, inner)
    return _qwen_tower(keys, width, layer, norm=2, bias=False)


def qwen2_5_vision(keys: Keys) -> Tower:
    """Return Qwen2.5-VL's image encoder: gated blocks, RMS norms, windows in most layers; EXAONE 4.5's has fewer key
    heads.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_heads")
    kv = keys.maybe("num_key_value_heads") or heads
    layer = block(width, heads, keys.size("intermediate_size"), kv=kv, gated=True, norms=2)
    return _qwen_tower(keys, width, layer, norm=1, bias=False)


def _qwen_tower(keys: Keys, width: int, layer: tuple[Part, ...], *, norm: int, bias: bool) -> Tower:
    patch, frames = keys.known("patch_size"), keys.known("temporal_patch_size")
    out = keys.size("hidden_size") if norm == 2 else keys.size("out_hidden_size")
    merged = width * keys.known("spatial_merge_size") ** 2
    embed = Linear(keys.known("in_channels") * frames * patch * patch, width, bias)
    merger = (Plain(norm * width), Linear(merged, merged, True), Linear(merged, out, True))
    return Tower((once(embed), LayerGroup(layers_of(keys, "depth"), layer), once(*merger)), out)


def qwen3_vision(keys: Keys) -> Tower:
    """Return Qwen3-VL's and Qwen3.5's image encoder: learned positions; mergers of deeper layers, which 3.5 lacks."""
    width, heads = keys.size("hidden_size"), keys.size("num_heads")
    patch, frames, out = keys.known("patch_size"), keys.known("temporal_patch_size"), keys.size("out_hidden_size")
    merged = width * keys.known("spatial_merge_size") ** 2
    embed = Linear(keys.known("in_channels") * frames * patch * patch, width, True)
    mix = (Linear(merged, merged, True), Linear(merged, out, True))
    layer = block(width, heads, keys.size("intermediate_size"))
    groups = [
        once(embed, EmbeddingTable(keys.known("num_position_embeddings"), width)),
        LayerGroup(layers_of(keys, "depth"), layer),
        once(Plain(2 * width), *mix),
    ]
    deep = keys.counts("deepstack_visual_indexes")
    if deep is None and "qwen3_5" not in keys.model_type:
        deep = [8, 16, 24]
    if deep and "qwen3_5" not in keys.model_type:
        groups.append(LayerGroup(len(deep), (Plain(2 * merged), *mix)))
    return Tower(tuple(groups), out)


def kimi_vision(keys: Keys) -> Tower:
    """Return Kimi K2.5's image encoder (MoonViT): a learned table of positions, layer norms."""
    width = keys.size("hidden_size", "vt_hidden_size") if keys.raw("hidden_size") is None else keys.size("hidden_size")
    heads = keys.size("num_attention_heads", "vt_num_attention_heads")
    patch = side(keys, "patch_size")
    rows = keys.known("pos_emb_height", "init_pos_emb_height") * keys.known("pos_emb_width", "init_pos_emb_width")
    layer = block(width, heads, keys.size("intermediate_size", "vt_intermediate_size"))
    groups = (
        once(Linear(3 * patch * patch, width, True), EmbeddingTable(rows, width)),
        LayerGroup(layers_of(keys, "num_hidden_layers", "vt_num_hidden_layers"), layer),
        once(Plain(2 * width)),
    )
    return Tower(groups, width)


def step_vision(keys: Keys) -> Tower:
    """Step 3.7's image encoder: scales of both branches, two convolutions that halve each side."""
    width = keys.size("hidden_size", "width")
    heads = keys.size("num_attention_heads", "heads")
    patch, ratio = side(keys, "patch_size"), keys.number("mlp_ratio")
    inner = int(width * ratio) if ratio is not None else keys.size("intermediate_size")
    count = patches(keys, side(keys), patch)
    groups = (
        once(Linear(keys.known("num_channels") * patch * patch, width, False, count), EmbeddingTable(count, width)),
        LayerGroup(layers_of(keys, "num_hidden_layers", "layers"), block(width, heads, inner, scales=2)),
        once(
            Plain(2 * width),
            Convolution(width, 2 * width, 9, count // 4, bias=True),
            Convolution(2 * width, 4 * width, 9, count // 16, bias=True),
        ),
    )
    return Tower(groups, 4 * width, count)


def gemma4_vision(keys: Keys) -> Tower:
    """Return Gemma 4's image encoder: Gemma's layers, tables of rows and columns."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    patch, dim = keys.known("patch_size"), keys.known("head_dim")
    bias = keys.flag("attention_bias")
    layer = block(
        width,
        heads,
        keys.size("intermediate_size"),
        dim=dim,
        kv=keys.maybe("num_key_value_heads") or heads,
        qkv_bias=bias,
        out_bias=bias,
        gated=True,
        mlp_bias=False,
        extra=2 * dim,
    )
    table = EmbeddingTable(2 * keys.known("position_embedding_size"), width)
    return Tower((once(Linear(3 * patch * patch, width), table), LayerGroup(layers_of(keys), layer)), width)


def gemma_audio(keys: Keys) -> Tower:
    """Return Gemma 3n's and 4's encoder of sound: two convolutions, then conformer layers."""
    older = keys.model_type == "gemma3n_audio"
    name = "conf_" if older else ""
    width, heads = keys.size("hidden_size"), keys.known(f"{name}num_attention_heads")
    channels = keys.counts("sscp_conv_channel_size" if older else "subsampling_conv_channels", low=1)
    wide, small = channels if channels is not None and len(channels) == 2 else (128, 32)
    bands = keys.known("input_feat_size") if older else 128
    taps = keys.known(f"{name}conv_kernel_size")
    forward = (Linear(width, 4 * width), Linear(4 * width, width), Plain(2 * width))
    attention = Attention(width, heads, heads, width // heads, extra=width // heads, causal=False)
    convolve = (Linear(width, 2 * width), Convolution(1, width, taps), Linear(width, width), Plain(2 * width))
    layer = (*forward, *forward, attention, Linear(width, width), *convolve, Plain(3 * width))
    first = (
        Convolution(1, wide, 9),
        Convolution(wide, small, 9),
        Plain(wide + small),
        Linear(bands // 4 * small, width),
    )
    out = width if older else keys.known("output_proj_dims")
    last = () if older else (once(Linear(width, out, True)),)
    return Tower((once(*first), LayerGroup(layers_of(keys, f"{name}num_hidden_layers"), layer), *last), out)


def whisper_audio(keys: Keys) -> Tower:
    """Return Whisper's encoder of sound, as Voxtral and Qwen2-Audio hold it: keys have no bias."""
    width = keys.size("hidden_size", "d_model")
    heads = keys.size("num_attention_heads", "encoder_attention_heads")
    inner, mels = keys.size("intermediate_size", "encoder_ffn_dim"), keys.known("num_mel_bins")
    source = keys.known("max_source_positions")
    layers = layers_of(keys, "num_hidden_layers", "encoder_layers")
    attention = Attention(width, heads, heads, width // heads, out_bias=True, extra=2 * width, causal=False)
    groups = (
        once(
            Convolution(mels, width, 3, 2 * source, bias=True),
            Convolution(width, width, 3, source, bias=True),
            EmbeddingTable(source, width),
        ),
        LayerGroup(layers, (Plain(4 * width), attention, Mlp(width, inner, False, True))),
        once(Plain(2 * width)),
    )
    return Tower(groups, width, source)


def internvl_vision(keys: Keys) -> Tower:
    """Return InternVL's image encoder: a class token, scales of both branches."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    patch = side(keys, "patch_size")
    count = patches(keys, side(keys), patch)
    rms = keys.word("norm_type", "layer_norm") == "rms_norm"
    layer = block(
        width,
        heads,
        keys.size("intermediate_size"),
        qkv_bias=keys.flag("attention_bias"),
        scales=2,
        norms=2 if rms else 4,
        extra=2 * width if keys.flag("use_qk_norm") else 0,
    )
    table = EmbeddingTable(count + 1, width) if keys.flag("use_absolute_position_embeddings") else Plain(0)
    embed = Convolution(keys.known("num_channels"), width, patch * patch, count, bias=True)
    # Where the patches are averaged there is no norm after the last layer.
    last = 0 if keys.flag("use_mean_pooling") else 2 * width
    masked = width if keys.flag("use_mask_token") else 0
    groups = (once(embed, Plain(width + masked), table), LayerGroup(layers_of(keys), layer), once(Plain(last)))
    return Tower(groups, width, count + 1)


def glm4_vision(keys: Keys) -> Tower:
    """Return GLM-4.1V's image encoder: gated blocks, a convolution that joins four patches, a gated merger."""
    width, heads, out = keys.size("hidden_size"), keys.size("num_heads"), keys.size("out_hidden_size")
    patch, merge = keys.known("patch_size"), keys.known("spatial_merge_size")
    count = patches(keys, side(keys), patch)
    bias = keys.flag("attention_bias")
    layer = block(width, heads, out, qkv_bias=bias, out_bias=False, gated=True, mlp_bias=False, norms=2)
    inner = keys.size("intermediate_size")
    embed = Linear(keys.known("in_channels") * keys.known("temporal_patch_size") * patch * patch, width, True)
    merger = (Linear(out, out), Plain(2 * out), Mlp(out, inner))
    groups = (
        once(embed, EmbeddingTable(count, width), Plain(width)),
        LayerGroup(layers_of(keys, "depth"), layer),
        once(Plain(width), Convolution(width, out, merge * merge, 1, bias=True), *merger),
    )
    return Tower(groups, out)


TOWERS: dict[str, Callable[[Keys], Tower]] = {
    "clip_vision_model": clip_vision,
    "exaone4_5_vision": qwen2_5_vision,
    "gemma3n_audio": gemma_audio,
    "gemma4_audio": gemma_audio,
    "gemma4_vision": gemma4_vision,
    "glm4v_moe_vision": glm4_vision,
    "glm4v_vision": glm4_vision,
    "idefics3_vision": idefics_vision,
    "internvl_vision": internvl_vision,
    "kimi_k25_vision": kimi_vision,
    "llama4_vision_model": llama4_vision,
    "pixtral": pixtral,
    "qwen2_5_vl_vision": qwen2_5_vision,
    "qwen2_audio_encoder": whisper_audio,
    "qwen2_vl_vision": qwen2_vision,
    "qwen3_5_moe_vision": qwen3_vision,
    "qwen3_5_vision": qwen3_vision,
    "qwen3_vl_moe_vision": qwen3_vision,
    "qwen3_vl_vision": qwen3_vision,
    "siglip2_vision_model": siglip2_vision,
    "siglip_vision_model": siglip_vision,
    "smolvlm_vision": idefics_vision,
    "step3p5_vision": step_vision,
    "voxtral_encoder": whisper_audio,
}
