"""Transformers of diffusers: Flux, Stable Diffusion 3 and Wan. Counted alone: text encoders and the autoencoder are
models of their own.

A token is a position of the latent image or video; the context is how many there are (4096 for an image of 1024 × 1024
pixels). The text runs in parallel at the length the pipelines use, and one forward pass is one step of denoising.
"""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import MOST_LAYERS, Keys, layers_of
from flopwatch.architecture.layers import Linear, Mlp, Part, Plain, Span, Weights
from flopwatch.architecture.network import LayerGroup, Network, Stack, once
from flopwatch.domain import BadInput

FLUX_WORDS = 512  # max_sequence_length of FluxPipeline
SD3_WORDS = 333  # 77 of CLIP and 256 of T5 in StableDiffusion3Pipeline
WAN_WORDS = 512  # max_sequence_length of WanPipeline
_TOKEN = "a position of the latent image or of its text, in one step of denoising; the context is the latent's length"


class JointCore(Part, frozen=True):
    """Attention of two streams over both at once: 4 × inner × (s + t)² FLOP; its weights are counted in the streams."""

    inner: int

    def weights(self) -> Weights:
        return 0, 0, 0

    def flop(self, span: Span) -> int:
        both = span.tokens + span.memory
        return 4 * self.inner * both * both


def _times(keys: Keys, width: int, pooled: int, more: int = 0) -> tuple[Part, ...]:
    """Return embeddings of the time step, of the pooled text and of the guidance: two matrices each, once a step."""
    inputs = [256, pooled] + [256] * more
    return tuple(part for one in inputs for part in (Linear(one, width, True, 1), Linear(width, width, True, 1)))


def _projections(width: int, inner: int, norm: int, out: bool = True) -> tuple[Part, ...]:
    """Return queries, keys, values and output of one stream."""
    last = (Linear(inner, width, True),) if out else ()
    return (Linear(width, 3 * inner, True), *last, Plain(norm))


def flux(keys: Keys) -> Network:
    """Describe Flux: blocks with two streams, then blocks with one over image and text together."""
    heads, dim = keys.default(24, "num_attention_heads"), keys.default(128, "attention_head_dim")
    width = heads * dim
    channels = keys.default(64, "in_channels")
    out = keys.optional("out_channels") or channels
    patch = keys.default(1, "patch_size")
    double, single = layers_of(keys, "num_layers"), keys.size("num_single_layers")
    if single > MOST_LAYERS:
        raise keys.refused("num_single_layers", single, f"is more than {MOST_LAYERS} layers")
    guided = keys.flag("guidance_embeds", False)
    times = _times(keys, width, keys.default(768, "pooled_projection_dim"), int(guided))
    stream = (
        Linear(width, 6 * width, True, 1),
        *_projections(width, width, 2 * dim),
        Mlp(width, 4 * width, False, True),
    )
    # One matrix joins attention and feed-forward on the way out.
    joined: tuple[Part, ...] = (
        Linear(width, 7 * width, True),
        Linear(5 * width, width, True),
        Linear(width, 3 * width, True, 1),
        Plain(2 * dim),
    )
    last = (Linear(width, 2 * width, True, 1), Linear(width, patch * patch * out, True))
    image = Stack(
        (
            once(Linear(channels, width, True), *times),
            LayerGroup(double, (*stream, JointCore(width))),
            LayerGroup(single, (*joined, JointCore(width))),
            once(*last),
        ),
        memory=FLUX_WORDS,
    )
    # The single blocks run over the text too, with the same weights.
    again = (Linear(width, 7 * width, True), Linear(5 * width, width, True))
    text = Stack(
        (
            once(Linear(keys.default(4096, "joint_attention_dim"), width, True)),
            LayerGroup(double, stream),
            LayerGroup(single, again, stored=0),
        ),
        positions=FLUX_WORDS,
    )
    return Network("FluxTransformer2DModel", (image, text), token=_TOKEN)


def sd3(keys: Keys) -> Network:
    """Describe Stable Diffusion 3 and 3.5: blocks with two streams; the last leaves the text as it is."""
    heads, dim = keys.default(18, "num_attention_heads"), keys.default(64, "attention_head_dim")
    width, layers = heads * dim, layers_of(keys, "num_layers")
    channels, patch = keys.default(16, "in_channels"), keys.default(2, "patch_size")
    projected = keys.default(1152, "caption_projection_dim")
    if projected != width:
        raise keys.refused("caption_projection_dim", projected, f"is not {heads} heads × {dim} = {width}")
    norm = 2 * dim if keys.raw("qk_norm") is not None else 0
    dual = set(keys.counts("dual_attention_layers") or ())
    twice = sum(i in dual for i in range(layers))
    mlp = Mlp(width, 4 * width, False, True)
    plain = (Linear(width, 6 * width, True, 1), *_projections(width, width, norm), mlp, JointCore(width))
    second = (
        Linear(width, 3 * width, True, 1),
        Attention(width, heads, heads, dim, True, True, norm, causal=False),
    )
    out = keys.default(channels, "out_channels")
    image = Stack(
        (
            once(
                Linear(channels * patch * patch, width, True),
                *_times(keys, width, keys.default(2048, "pooled_projection_dim")),
            ),
            LayerGroup(layers, plain),
            LayerGroup(twice, second),
            once(Linear(width, 2 * width, True, 1), Linear(width, patch * patch * out, True)),
        ),
        memory=SD3_WORDS,
    )
    words = (Linear(width, 6 * width, True, 1), *_projections(width, width, norm), mlp)
    ending = (Linear(width, 2 * width, True, 1), *_projections(width, width, norm, out=False))
    text = Stack(
        (
            once(Linear(keys.default(4096, "joint_attention_dim"), width, True)),
            LayerGroup(layers - 1, words),
            once(*ending),
        ),
        positions=SD3_WORDS,
    )
    return Network("SD3Transformer2DModel", (image, text), token=_TOKEN)


def wan(keys: Keys) -> Network:
    """Describe Wan 2.1 and 2.2: attention over the video, cross-attention to the text and, where made for it, to an
    image.
    """
    heads, dim = keys.default(40, "num_attention_heads"), keys.default(128, "attention_head_dim")
    width, layers = heads * dim, layers_of(keys, "num_layers")
    channels, out = keys.default(16, "in_channels"), keys.default(16, "out_channels")
    sizes = keys.counts("patch_size", low=1) or [1, 2, 2]
    if len(sizes) != 3:
        raise keys.refused("patch_size", keys.raw("patch_size"), "has not three sides")
    patch = sizes[0] * sizes[1] * sizes[2]
    attention = Attention(width, heads, heads, dim, True, True, 2 * width, causal=False)
    cross = Attention(width, heads, heads, dim, True, True, 2 * width, cross=True)
    norms = 6 * width + (2 * width if keys.flag("cross_attn_norm", True) else 0)
    added = keys.optional("added_kv_proj_dim")
    more: tuple[Part, ...] = (Linear(added, 2 * width, True, 257), Plain(width)) if added else ()
    layer = (attention, cross, Mlp(width, keys.default(13824, "ffn_dim"), False, True), Plain(norms), *more)
    first = (
        Linear(channels * patch, width, True),
        Linear(keys.default(256, "freq_dim"), width, True, 1),
        Linear(width, width, True, 1),
        Linear(width, 6 * width, True, 1),
        Linear(keys.default(4096, "text_dim"), width, True, WAN_WORDS),
        Linear(width, width, True, WAN_WORDS),
        *_seen(keys, width),
    )
    stack = Stack(
        (once(*first), LayerGroup(layers, layer), once(Plain(2 * width), Linear(width, out * patch, True))),
        memory=WAN_WORDS,
    )
    return Network("WanTransformer3DModel", (stack,), token=_TOKEN)


def _seen(keys: Keys, width: int) -> Sequence[Part]:
    """Return the embedding of the image that a video starts from: 257 positions of CLIP."""
    seen = keys.optional("image_dim")
    if seen is None:
        return ()
    table = keys.optional("pos_embed_seq_len") or 0
    return (
        Plain(2 * seen + 2 * width + table * seen),
        Linear(seen, seen, True, 257),
        Linear(seen, width, True, 257),
    )


DIFFUSERS = {"FluxTransformer2DModel": flux, "SD3Transformer2DModel": sd3, "WanTransformer3DModel": wan}


def describe_diffuser(name: str, keys: Keys) -> Network:
    """Describe the network of a transformer that diffusers names in `_class_name`.

    Raises:
        BadInput: If the class is not counted.
    """
    read = DIFFUSERS.get(name)
    if read is None:
        raise BadInput(
            f"_class_name {name[:60]!r} is a class of diffusers that is not counted, and a guess would look like a "
            f"count. Counted of diffusers: {', '.join(sorted(DIFFUSERS))}."
        )
    return read(keys)
