"""Single towers, and pairs of an image and a text encoder: SigLIP."""

from __future__ import annotations

from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.heads import named_class
from flopwatch.architecture.families.towers import TOWERS, block
from flopwatch.architecture.family_defaults import classes_of
from flopwatch.architecture.layers import EmbeddingTable, Linear, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, once


def tower_alone(keys: Keys) -> Network:
    """Describe a tower saved as a model of its own."""
    stem, suffixes = classes_of(keys.model_type)
    first = "VisionModel" if "VisionModel" in suffixes else "Model"
    name = named_class(keys, (f"{stem}{first}",))
    tower = TOWERS[keys.model_type](keys)
    stack = Stack(tower.groups, positions=tower.positions or None)
    return Network(name, (stack,), token="a patch of one image, or a frame of sound")


def siglip(keys: Keys) -> Network:
    """Describe SigLIP 1 and 2: an image encoder and a bidirectional text encoder; a token is a position of either."""
    second = keys.model_type == "siglip2"
    kind = "siglip2" if second else "siglip"
    name = named_class(keys, ("Siglip2Model" if second else "SiglipModel",))
    text = _side(keys, "text_config", f"{kind}_text_model")
    vision = _side(keys, "vision_config", f"{kind}_vision_model")
    tower = TOWERS[vision.model_type](vision)
    width, heads = text.size("hidden_size"), text.size("num_attention_heads")
    per_head(text, width, heads)
    positions = text.size("max_position_embeddings")
    words = Stack(
        (
            once(EmbeddingTable(text.size("vocab_size"), width), EmbeddingTable(positions, width)),
            LayerGroup(layers_of(text), block(width, heads, text.size("intermediate_size"))),
            # The scale and the bias of the logits are one number each.
            once(Plain(2 * width + 2), Linear(width, text.default(width, "projection_size"), True, 1)),
        ),
        part="text",
    )
    for part in (text, vision):
        keys.defaults.update({f"{part.place}.{key}": value for key, value in part.defaults.items()})
    pixels = Stack(tower.groups, positions=tower.positions, part="vision")
    token = "a position of the image or of its caption; the context is the caption's length"
    return Network(name, (pixels, words), limit=positions, usual=positions, token=token)


def _side(keys: Keys, name: str, kind: str) -> Keys:
    return keys.part(name, kind) if keys.raw(name) is not None else Keys({}, kind, name, nested=True)
