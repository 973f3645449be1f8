"""Encoders and pairs of encoders: BERT, RoBERTa and kin, ViT, CLIP. Attention is bidirectional: no convention halves
it.
"""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.layers import Convolution, EmbeddingTable, Head, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, once
from flopwatch.domain import BadInput

def _self_attention(keys: Keys, width: int, heads: int, *, causal: bool = False) -> Attention:
    return Attention(width, heads, heads, per_head(keys, width, heads), qkv_bias=True, out_bias=True, causal=causal)


def bert(keys: Keys) -> Network:
    """BERT: token, position and segment tables; norms after the blocks. Counted with the head that `architectures`
    names.
    """
    return _bert(keys, "Bert", ("BertForMaskedLM", "BertForPreTraining", "BertModel"), 0)


def roberta(keys: Keys) -> Network:
    """RoBERTa and XLM-R: BERT whose table of positions begins after the padding id, so that two rows are never used."""
    stem = "XLMRoberta" if keys.model_type == "xlm-roberta" else "Roberta"
    return _bert(keys, stem, (f"{stem}ForMaskedLM", f"{stem}Model"), 2)


def _bert(keys: Keys, stem: str, classes: tuple[str, ...], unused: int) -> Network:
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    positions = keys.size("max_position_embeddings")
    vocabulary = keys.size("vocab_size")
    if positions <= unused:
        raise keys.refused("max_position_embeddings", positions, f"leaves none beside {unused} unused rows")
    for flag in ("is_decoder", "add_cross_attention"):
        if keys.flag(flag, False):
            raise keys.refused(flag, True, "makes it a decoder, which is not counted")
    name = named_class(keys, classes)
    first = (
        EmbeddingTable(vocabulary, width),
        EmbeddingTable(positions, width),
        EmbeddingTable(keys.default(2, "type_vocab_size"), width),
        Plain(2 * width),
    )
    layer = (
        _self_attention(keys, width, heads),
        Mlp(width, keys.size("intermediate_size"), gated=False, bias=True),
        Plain(4 * width),
    )
    pooler = Linear(width, width, bias=True, positions=1)
    tied = keys.flag("tie_word_embeddings", True)
    words = (Linear(width, width, bias=True), Plain(2 * width), Head(width, vocabulary, tied, bias=True))
    last: tuple[Part, ...]
    if name.endswith("ForMaskedLM"):
        last = words
    elif name.endswith("ForPreTraining"):
        last = (pooler, *words, Linear(width, 2, bias=True, positions=1))
    else:
        last = (pooler,)
    stack = Stack((once(*first), LayerGroup(layers_of(keys), layer), once(*last)))
    return Network(name, (stack,), limit=positions - unused, usual=positions - unused)


def distilbert(keys: Keys) -> Network:
    """DistilBERT: BERT without segments and pooler, under names of its own (`dim`, `n_layers`, `hidden_dim`)."""
    width, heads = keys.size("dim", "hidden_size"), keys.size("n_heads", "num_attention_heads")
    positions, vocabulary = keys.size("max_position_embeddings"), keys.size("vocab_size")
    name = named_class(keys, ("DistilBertForMaskedLM", "DistilBertModel"))
    layer = (
        _self_attention(keys, width, heads),
        Mlp(width, keys.size("hidden_dim"), gated=False, bias=True),
        Plain(4 * width),
    )
    tied = keys.flag("tie_word_embeddings", True)
    last: tuple[Part, ...] = ()
    if name == "DistilBertForMaskedLM":
        last = (Linear(width, width, bias=True), Plain(2 * width), Head(width, vocabulary, tied, bias=True))
    first = once(EmbeddingTable(vocabulary, width), EmbeddingTable(positions, width), Plain(2 * width))
    stack = Stack((first, LayerGroup(layers_of(keys, "n_layers", "num_hidden_layers"), layer), once(*last)))
    return Network(name, (stack,), limit=positions, usual=positions)


def patches(keys: Keys, image: int, patch: int) -> int:
    """Patches of a square image.

    Raises:
        BadInput: If a patch is larger than the image.
    """
    if patch > image:
        raise BadInput(
            f"{keys.model_type}: a patch of {patch} pixels is larger than the image of {image}. Correct the config."
        )
    return (image // patch) ** 2


def vit(keys: Keys) -> Network:
    """ViT: an image is patches and one class token; the classifier sees that token. A token is a position of the
    image.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    image, patch = keys.size("image_size"), keys.size("patch_size")
    channels = keys.default(3, "num_channels")
    count = patches(keys, image, patch)
    name = named_class(keys, ("ViTForImageClassification", "ViTModel"))
    bias = keys.flag("qkv_bias", True)
    attention = Attention(width, heads, heads, per_head(keys, width, heads), bias, True, causal=False)
    layer = (Plain(4 * width), attention, Mlp(width, keys.size("intermediate_size"), gated=False, bias=True))
    embed = Convolution(channels, width, patch * patch, positions=count, bias=True)
    last: Part
    if name == "ViTForImageClassification":
        last = Linear(width, labels_of(keys), bias=True, positions=1)
    else:
        last = Linear(width, keys.default(width, "pooler_output_size"), bias=True, positions=1)
    stack = Stack(
        (
            once(embed, Plain(width), EmbeddingTable(count + 1, width)),
            LayerGroup(layers_of(keys), layer),
            once(Plain(2 * width), last),
        ),
        positions=count + 1,
    )
    return Network(name, (stack,), token="a patch or the class token of one image")


def clip(keys: Keys) -> Network:
    """CLIP: an image encoder and a causal text encoder, both counted; a token is a position of either, in one image
    and one caption.
    """
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
        )
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
    )
    for part in (text, vision):
        keys.defaults.update({f"{part.place}.{name}": value for name, value in part.defaults.items()})
    return Network(
        "CLIPModel",
        (pixels, words),
        limit=positions,
        usual=positions,
        token="a position of the image or of its caption; the context is the caption's length",
    )


def _clip_part(keys: Keys, kind: str) -> Keys:
    """One side of CLIP.

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
