"""Encoders and pairs of encoders: BERT, RoBERTa and kin, ViT, CLIP. Attention is bidirectional: no convention halves
it.
"""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.decoder_only import KINDS
from flopwatch.architecture.families.encoder_heads import (
    ALBERT,
    BERT,
    DEBERTA,
    DISTILBERT,
    ELECTRA,
    ROBERTA,
    encoder_head,
)
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.layers import Convolution, EmbeddingTable, Head, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, grouped, once


def _self_attention(keys: Keys, width: int, heads: int, *, causal: bool = False) -> Attention:
    return Attention(width, heads, heads, per_head(keys, width, heads), qkv_bias=True, out_bias=True, causal=causal)


def bert(keys: Keys) -> Network:
    """Describe BERT: token, position and segment tables; norms after the blocks. Counted with the head that
    `architectures` names.
    """
    return _bert(keys, "Bert", BERT)


def ernie(keys: Keys) -> Network:
    """Describe ERNIE 2 and 3: BERT, with a table of tasks where `use_task_id`."""
    rows = keys.known("task_type_vocab_size") if keys.flag("use_task_id") else 0
    return _bert(keys, "Ernie", BERT, tables=(rows,) if rows else ())


def roberta(keys: Keys) -> Network:
    """Describe RoBERTa, XLM-R and CamemBERT: BERT whose table of positions begins after the padding id, so that two
    rows are never used.
    """
    stem = {"xlm-roberta": "XLMRoberta", "camembert": "Camembert"}.get(keys.model_type, "Roberta")
    return _bert(keys, stem, ROBERTA, unused=2)


def pre_norm_bert(keys: Keys) -> Network:
    """Describe Megatron-BERT, RoBERTa-PreLayerNorm and XLM-R XL: norms before the blocks and one after the last
    layer.
    """
    megatron = keys.model_type == "megatron-bert"
    stems = {"roberta-prelayernorm": "RobertaPreLayerNorm", "xlm-roberta-xl": "XLMRobertaXL"}
    # Two of the three have no norm over the embeddings.
    normed = keys.model_type == "roberta-prelayernorm"
    stem, table = ("MegatronBert", BERT) if megatron else (stems[keys.model_type], ROBERTA)
    return _bert(keys, stem, table, unused=0 if megatron else 2, normed=normed, last=True)


def mpnet(keys: Keys) -> Network:
    """Describe MPNet: RoBERTa without segments, with one table of relative positions for all layers."""
    heads = keys.size("num_attention_heads")
    buckets = EmbeddingTable(keys.known("relative_attention_num_buckets"), heads)
    return _bert(keys, "MPNet", ROBERTA, unused=2, kinds=0, more=(buckets,))


def _bert(
    keys: Keys,
    stem: str,
    table: dict[str, str],
    *,
    unused: int = 0,
    kinds: int | None = None,
    normed: bool = True,
    last: bool = False,
    tables: tuple[int, ...] = (),
    more: tuple[Part, ...] = (),
) -> Network:
    """Describe BERT and its kin.

    Args:
        keys: The config.
        stem: The family's name in its classes.
        table: Its heads.
        unused: Rows of the table of positions that are never used.
        kinds: Rows of the table of segments, where not `type_vocab_size`.
        normed: Whether the embeddings are normed.
        last: Whether a norm follows the last layer.
        tables: Rows of further tables.
        more: Further parts.
    """
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    positions, vocabulary = keys.size("max_position_embeddings"), keys.size("vocab_size")
    if positions <= unused:
        raise keys.refused("max_position_embeddings", positions, f"leaves none besides {unused} unused rows")
    for flag in ("is_decoder", "add_cross_attention"):
        if keys.flag(flag, False):
            raise keys.refused(flag, True, "makes it a decoder, which is not counted")
    rows = keys.default(2, "type_vocab_size", low=0) if kinds is None else kinds
    layer = (
        _self_attention(keys, width, heads),
        Mlp(width, keys.size("intermediate_size"), gated=False, bias=True),
        Plain(4 * width),
    )
    tied = keys.flag("tie_word_embeddings", True)
    words = (Linear(width, width, bias=True), Plain(2 * width), Head(width, vocabulary, tied, bias=True, parted=True))
    name, head = encoder_head(keys, stem, table, width, words)
    counts = [one for one in (vocabulary, positions, rows, *tables) if one]
    first = (*(EmbeddingTable(one, width) for one in counts), *more, Plain(2 * width if normed else 0))
    ends = Plain(2 * width if last else 0)
    stack = Stack((once(*first), LayerGroup(layers_of(keys), layer), once(ends, *head)))
    return Network(name, (stack,), limit=positions - unused, usual=positions - unused)


def albert(keys: Keys) -> Network:
    """Describe ALBERT: a narrow embedding, and one group of layers whose weights all layers share."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    narrow, vocabulary = keys.size("embedding_size"), keys.size("vocab_size")
    positions = keys.size("max_position_embeddings")
    inner_layers, groups = keys.known("inner_group_num"), keys.known("num_hidden_groups")
    tied = keys.flag("tie_word_embeddings", True)
    words = (
        Linear(width, narrow, bias=True),
        Plain(2 * narrow),
        Head(narrow, vocabulary, tied, bias=True, parted=True),
    )
    name, head = encoder_head(keys, "Albert", ALBERT, width, words)
    layer = (
        _self_attention(keys, width, heads),
        Mlp(width, keys.size("intermediate_size"), gated=False, bias=True),
        Plain(4 * width),
    )
    tables = (EmbeddingTable(rows, narrow) for rows in (vocabulary, positions, keys.default(2, "type_vocab_size")))
    stack = Stack(
        (
            once(*tables, Plain(2 * narrow), Linear(narrow, width, bias=True)),
            LayerGroup(layers_of(keys) * inner_layers, layer, stored=groups * inner_layers),
            once(*head),
        )
    )
    return Network(name, (stack,), limit=positions, usual=positions)


def electra(keys: Keys) -> Network:
    """Describe ELECTRA: BERT with a narrower embedding; trained to tell replaced words, without a pooler."""
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    narrow, vocabulary = keys.size("embedding_size"), keys.size("vocab_size")
    positions = keys.size("max_position_embeddings")
    tied = keys.flag("tie_word_embeddings", True)
    words = (Linear(width, narrow, bias=True), Plain(2 * narrow), Head(narrow, vocabulary, tied, bias=True))
    name, head = encoder_head(keys, "Electra", ELECTRA, width, words)
    layer = (
        _self_attention(keys, width, heads),
        Mlp(width, keys.size("intermediate_size"), gated=False, bias=True),
        Plain(4 * width),
    )
    tables = (EmbeddingTable(rows, narrow) for rows in (vocabulary, positions, keys.default(2, "type_vocab_size")))
    widen = (Linear(narrow, width, bias=True),) if narrow != width else ()
    stack = Stack((once(*tables, Plain(2 * narrow), *widen), LayerGroup(layers_of(keys), layer), once(*head)))
    return Network(name, (stack,), limit=positions, usual=positions)


def deberta(keys: Keys) -> Network:
    """Describe DeBERTa 1 to 3: relative positions in one table (or, in version 1, projections in each layer), a
    convolution in the first layer of the largest.
    """
    first_version = keys.model_type == "deberta"
    width, heads = keys.size("hidden_size"), keys.size("num_attention_heads")
    narrow = keys.default(width, "embedding_size")
    positions, vocabulary = keys.size("max_position_embeddings"), keys.size("vocab_size")
    relative = keys.flag("relative_attention")
    dim = keys.default(width // heads, "attention_head_size") if not first_version else per_head(keys, width, heads)
    stem = "Deberta" if first_version else "DebertaV2"
    table = DEBERTA if first_version else {**DEBERTA, "ForMultipleChoice": "pool one"}
    legacy = keys.flag("legacy", True)
    out = width if legacy else narrow
    tied = keys.flag("tie_word_embeddings", True)
    # The newer head multiplies by the token table itself, whatever is said of ties.
    logits = Head(out, vocabulary, tied or not legacy, bias=True, parted=True)
    words = (Linear(width, out, bias=True), Plain(2 * out), logits)
    if narrow != width:
        raise keys.refused("embedding_size", narrow, "differs from hidden_size, which is not counted")
    name, head = encoder_head(keys, stem, table, width, words)
    attention = Attention(
        width, heads, heads, dim, not first_version, True, 2 * width if first_version else 0, causal=False
    )
    layer: tuple[Part, ...] = (
        attention,
        Mlp(width, keys.size("intermediate_size"), gated=False, bias=True),
        Plain(4 * width),
        *_relative_parts(keys, width, heads, dim, first_version=first_version, relative=relative),
    )
    tables = [EmbeddingTable(vocabulary, narrow)]
    if keys.flag("position_biased_input", True):
        tables.append(EmbeddingTable(positions, narrow))
    if kinds := keys.default(0, "type_vocab_size", low=0):
        tables.append(EmbeddingTable(kinds, narrow))
    around = _relative_table(keys, width, positions, first_version=first_version) if relative else ()
    stack = Stack((once(*tables, Plain(2 * width), *around), LayerGroup(layers_of(keys), layer), once(*head)))
    return Network(name, (stack,), limit=positions, usual=positions)


def _relative_parts(
    keys: Keys, width: int, heads: int, dim: int, *, first_version: bool, relative: bool
) -> tuple[Part, ...]:
    """Return projections of relative positions in one layer."""
    stated = keys.raw("pos_att_type")
    kinds = stated.split("|") if isinstance(stated, str) else list(stated) if isinstance(stated, list) else []
    parts: list[Part] = []
    if relative and first_version:
        parts += [Linear(width, width)] if "c2p" in kinds else []
        parts += [Linear(width, width, bias=True)] if "p2c" in kinds else []
        if keys.flag("talking_head"):
            parts += [Linear(heads, heads), Linear(heads, heads)]
    if relative and not first_version and not keys.flag("share_att_key", False):
        parts += [Linear(width, heads * dim, bias=True)] if "c2p" in kinds else []
        parts += [Linear(width, heads * dim, bias=True)] if "p2c" in kinds else []
    return tuple(parts)


def _relative_table(keys: Keys, width: int, positions: int, *, first_version: bool) -> tuple[Part, ...]:
    """Return the table of relative positions, its norm, and the convolution of the largest models."""
    reach = keys.raw("max_relative_positions")
    rows = positions if reach in (None, -1) else keys.size("max_relative_positions")
    buckets = keys.raw("position_buckets")
    if not first_version and buckets not in (None, -1):
        rows = keys.size("position_buckets")
    normed = keys.raw("norm_rel_ebd")
    norm = 2 * width if not first_version and isinstance(normed, str) and "layer_norm" in normed else 0
    taps = keys.default(0, "conv_kernel_size", low=0)
    if not taps or first_version:
        return EmbeddingTable(2 * rows, width), Plain(norm)
    groups = keys.default(1, "conv_groups")
    return (
        EmbeddingTable(2 * rows, width),
        Plain(norm + 2 * width),
        Convolution(width // groups, width, taps, bias=True),
    )


def distilbert(keys: Keys) -> Network:
    """Describe DistilBERT: BERT without segments and pooler, under names of its own (`dim`, `n_layers`,
    `hidden_dim`).
    """
    width, heads = keys.size("dim", "hidden_size"), keys.size("n_heads", "num_attention_heads")
    positions, vocabulary = keys.size("max_position_embeddings"), keys.size("vocab_size")
    layer = (
        _self_attention(keys, width, heads),
        Mlp(width, keys.size("hidden_dim"), gated=False, bias=True),
        Plain(4 * width),
    )
    tied = keys.flag("tie_word_embeddings", True)
    words = (Linear(width, width, bias=True), Plain(2 * width), Head(width, vocabulary, tied, bias=True))
    name, last = encoder_head(keys, "DistilBert", DISTILBERT, width, words)
    first = once(EmbeddingTable(vocabulary, width), EmbeddingTable(positions, width), Plain(2 * width))
    stack = Stack((first, LayerGroup(layers_of(keys, "n_layers", "num_hidden_layers"), layer), once(*last)))
    return Network(name, (stack,), limit=positions, usual=positions)


def modernbert(keys: Keys) -> Network:
    """Describe ModernBERT: gated blocks, positions that rotate, a window in two layers of three; a head before any
    output.
    """
    width, heads, layers = keys.size("hidden_size"), keys.size("num_attention_heads"), layers_of(keys)
    vocabulary, terms = keys.size("vocab_size"), 2 if keys.flag("norm_bias") else 1
    bias, tied = keys.flag("attention_bias"), keys.flag("tie_word_embeddings", True)
    every = keys.default(3, "global_attn_every_n_layers")
    kinds = keys.words("layer_types", KINDS, layers) or ["full" if i % every == 0 else "sliding" for i in range(layers)]
    window = keys.known("local_attention")
    mlp = Mlp(width, keys.size("intermediate_size"), True, keys.flag("mlp_bias"))
    tasks = ("SequenceClassification", "TokenClassification", "QuestionAnswering", "MultipleChoice")
    rows = labels_of(keys) if keys.raw("architectures") else 2
    name = named_class(keys, ("ModernBertForMaskedLM", "ModernBertModel", *(f"ModernBertFor{one}" for one in tasks)))
    before = (Linear(width, width, keys.flag("classifier_bias")), Plain(terms * width))
    heads_of: dict[str, tuple[Part, ...]] = {
        "ModernBertModel": (),
        "ModernBertForMaskedLM": (*before, Head(width, vocabulary, tied, keys.flag("decoder_bias"))),
        "ModernBertForQuestionAnswering": (*before, Linear(width, rows, True)),
        "ModernBertForMultipleChoice": (*before, Linear(width, 1, True, positions=1)),
        "ModernBertForTokenClassification": (*before, Linear(width, rows, True)),
    }
    head = heads_of.get(name, (*before, Linear(width, rows, True, positions=1)))

    def layer(i: int, kind: str) -> tuple[Part, ...]:
        reach = window if kind == "sliding" else None
        attention = Attention(width, heads, heads, per_head(keys, width, heads), bias, bias, window=reach, causal=False)
        return (Plain(terms * width * (2 if i else 1)), attention, mlp)

    groups = grouped([layer(i, kind) for i, kind in enumerate(kinds)])
    stack = Stack(
        (once(EmbeddingTable(vocabulary, width), Plain(terms * width)), *groups, once(Plain(terms * width), *head))
    )
    return Network(name, (stack,), usual=keys.first("max_position_embeddings"))
