"""BART and its kin: encoder and decoder of translators and summarisers, alike but for positions and norms."""

from __future__ import annotations

from typing import NamedTuple

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.layers import EmbeddingTable, Head, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, once


class Kin(NamedTuple):
    """Differences of a family from BART.

    Args:
        stem: Its name in its classes.
        offset: Rows of the table of positions before the first; None where positions are computed.
        embeds: Whether the embeddings are normed.
        ends: Whether a norm follows the last layer of each side.
        writes: The suffix of the class that writes text.
    """

    stem: str
    offset: int | None
    embeds: bool
    ends: bool
    writes: str = "ForConditionalGeneration"


KIN: dict[str, Kin] = {
    "bart": Kin("Bart", 2, True, False),
    "blenderbot": Kin("Blenderbot", 0, False, True),
    "blenderbot-small": Kin("BlenderbotSmall", 0, True, False),
    "m2m_100": Kin("M2M100", None, False, True),
    "marian": Kin("Marian", 0, False, False, "MTModel"),
    "mbart": Kin("MBart", 2, True, True),
    "mvp": Kin("Mvp", 2, True, False),
    "pegasus": Kin("Pegasus", 0, False, True),
    "plbart": Kin("PLBart", 2, True, False),
}
CLASSES = ("Model", "ForCausalLM", "ForSequenceClassification", "ForQuestionAnswering")
LACKING = {
    "blenderbot": CLASSES[2:],
    "blenderbot-small": CLASSES[2:],
    "m2m_100": CLASSES[1:],
    "marian": CLASSES[2:],
    "pegasus": CLASSES[2:],
    "plbart": CLASSES[3:],
}


def bart(keys: Keys) -> Network:
    """Describe BART, mBART, Pegasus, Marian, M2M-100 and NLLB, Blenderbot, PLBART, MVP. Source and target share the
    token table.
    """
    kin = KIN[keys.model_type]
    width, vocabulary = keys.size("d_model", "hidden_size"), keys.size("vocab_size")
    positions = keys.size("max_position_embeddings")
    lacking = LACKING.get(keys.model_type, ())
    classes = (kin.writes, *(one for one in CLASSES if one not in lacking))
    name = named_class(keys, tuple(f"{kin.stem}{one}" for one in classes))
    if keys.model_type == "marian" and not keys.flag("share_encoder_decoder_embeddings", True):
        raise keys.refused("share_encoder_decoder_embeddings", False, "makes two token tables, which is not counted")
    if keys.flag("use_prompt", False):
        raise keys.refused("use_prompt", True, "adds learned prompts, which are not counted")
    tied = keys.flag("tie_word_embeddings", True)
    if not tied:
        raise keys.refused("tie_word_embeddings", False, "makes several token tables, which is not counted")
    table = EmbeddingTable(vocabulary, width)
    place = () if kin.offset is None else (EmbeddingTable(positions + kin.offset, width),)
    first = (*place, Plain(2 * width if kin.embeds else 0))
    ends = Plain(2 * width if kin.ends else 0)
    decoder_layers = LayerGroup(layers_of(keys, "decoder_layers"), _layer(keys, width, "decoder"))
    suffix = name.removeprefix(kin.stem)
    head = _head(keys, suffix, width, vocabulary, writes=kin.writes)
    if suffix == "ForCausalLM":
        stack = Stack((once(table, *first), decoder_layers, once(ends, *head)))
        return Network(name, (stack,), limit=positions, usual=positions)
    encoder_layers = LayerGroup(layers_of(keys, "encoder_layers", "num_hidden_layers"), _layer(keys, width, "encoder"))
    encoder = Stack((once(table, *first), encoder_layers, once(ends)))
    decoder = Stack((once(*first), decoder_layers, once(ends, *head)))
    token = "a position of the source or of the target, s of each"
    return Network(name, (encoder, decoder), limit=positions, usual=positions, token=token)


def _layer(keys: Keys, width: int, side: str) -> tuple[Part, ...]:
    heads = keys.size(f"{side}_attention_heads")
    dim = per_head(keys, width, heads)
    mlp = Mlp(width, keys.size(f"{side}_ffn_dim"), gated=False, bias=True)
    own = Attention(width, heads, heads, dim, True, True, causal=side == "decoder")
    if side == "encoder":
        return (Plain(4 * width), own, mlp)
    return (Plain(6 * width), own, Attention(width, heads, heads, dim, True, True, cross=True), mlp)


def _head(keys: Keys, suffix: str, width: int, vocabulary: int, *, writes: str) -> tuple[Part, ...]:
    if suffix in (writes, "ForCausalLM"):
        return (Head(width, vocabulary, tied=True),)
    if suffix == "ForSequenceClassification":
        return (
            Linear(width, width, True, 1),
            Linear(width, labels_of(keys, 3 if keys.model_type == "bart" else 2), True, 1),
        )
    return (Linear(width, 2, True),) if suffix == "ForQuestionAnswering" else ()
