"""Encoders of text near to BERT: each says only where its tables, its layers or its heads differ. Attention is
bidirectional: no convention halves it.
"""

from __future__ import annotations

from flopwatch.architecture.attention import Attention
from flopwatch.architecture.config_reader import Keys, layers_of, per_head
from flopwatch.architecture.families.encoder_heads import BERT, ROBERTA, encoder_head
from flopwatch.architecture.families.usual_parts import read_attention, read_mlp
from flopwatch.architecture.layers import EmbeddingTable, Head, Linear, Mlp, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, Uncounted, once

PLAIN = {
    "ForMaskedLM": "words",
    "Model": "",
    "ForSequenceClassification": "dense label",
    "ForTokenClassification": "each",
}
WITHOUT_PAIRS = {
    key: words for key, words in BERT.items() if "Pre" not in key and "Next" not in key and "Head" not in key
}
DENSE = {**PLAIN, "ForCausalLM": "words", "ForQuestionAnswering": "span", "ForMultipleChoice": "dense one"}


def _encoder(
    keys: Keys,
    stem: str,
    table: dict[str, str],
    width: int,
    *,
    first: tuple[Part, ...],
    layer: tuple[Part, ...],
    words: tuple[Part, ...],
    last: tuple[Part, ...] = (),
    limit: int | None = None,
    uncounted: tuple[Uncounted, ...] = (),
) -> Network:
    """Describe an encoder whose layers are all alike.

    Args:
        keys: The config.
        stem: The family's name in its classes.
        table: Its heads.
        width: Width of the last layer.
        first: Parts before the layers.
        layer: Parts of one layer.
        words: Parts that write logits over the vocabulary.
        last: Parts after the layers, before any head.
        limit: Positions it has learned.
        uncounted: What is left out.
    """
    for flag in ("is_decoder", "add_cross_attention"):
        if keys.flag(flag, False):
            raise keys.refused(flag, True, "makes it a decoder, which is not counted")
    name, head = encoder_head(keys, stem, table, width, words)
    stack = Stack((once(*first), LayerGroup(layers_of(keys), layer), once(*last, *head)))
    usual = limit or keys.first("max_position_embeddings")
    return Network(name, (stack,), limit=limit, usual=usual, uncounted=uncounted)


def _own_attention(keys: Keys, width: int, *, bias: bool = True, window: int | None = None) -> Attention:
    heads = keys.size("num_attention_heads")
    return Attention(width, heads, heads, per_head(keys, width, heads), bias, True, causal=False, window=window)


def _block(keys: Keys, width: int) -> Mlp:
    return Mlp(width, keys.size("intermediate_size"), gated=False, bias=True)


def _words(
    keys: Keys, width: int, inner: int = 0, *, parted: bool = True, tied: bool | None = None
) -> tuple[Part, ...]:
    """Return BERT's head over the vocabulary: a matrix and a norm before the logits."""
    inner = inner or width
    ties = keys.flag("tie_word_embeddings", True) if tied is None else tied
    logits = Head(inner, keys.size("vocab_size"), ties, bias=True, parted=parted)
    return (Linear(width, inner, bias=True), Plain(2 * inner), logits)


def _tables(keys: Keys, width: int, *, positions: int = 0, kinds: str = "type_vocab_size") -> tuple[Part, ...]:
    """Return tables of tokens, positions and segments, and the norm over their sum."""
    rows = (keys.size("vocab_size"), positions, keys.known(kinds, low=0) if kinds else 0)
    return (*(EmbeddingTable(one, width) for one in rows if one), Plain(2 * width))


def big_bird(keys: Keys) -> Network:
    """Describe BigBird: BERT whose queries see three blocks around them, two global and some random ones."""
    width, positions = keys.size("hidden_size"), keys.size("max_position_embeddings")
    window = None
    if keys.word("attention_type", "block_sparse") == "block_sparse":
        window = (5 + keys.known("num_random_blocks", low=0)) * keys.known("block_size")
    attention = _own_attention(keys, width, bias=keys.flag("use_bias", True), window=window)
    table = {
        "ForPreTraining": "pool words pair",
        "Model": "pool",
        "ForMaskedLM": "pool words",
        "ForCausalLM": "pool words",
        "ForSequenceClassification": "pool dense label",
        "ForTokenClassification": "pool each",
        "ForMultipleChoice": "pool one",
    }
    layer = (attention, _block(keys, width), Plain(4 * width))
    first = _tables(keys, width, positions=positions)
    return _encoder(keys, "BigBird", table, width, first=first, layer=layer, words=_words(keys, width), limit=positions)


def padded(keys: Keys) -> Network:
    """Describe the text of data2vec and I-BERT: RoBERTa under other names."""
    width, positions = keys.size("hidden_size"), keys.size("max_position_embeddings")
    stem = "IBert" if keys.model_type == "ibert" else "Data2VecText"
    table = {key: words for key, words in ROBERTA.items() if key != "ForCausalLM" or stem != "IBert"}
    layer = (_own_attention(keys, width), _block(keys, width), Plain(4 * width))
    first = _tables(keys, width, positions=positions)
    words = _words(keys, width)
    return _encoder(keys, stem, table, width, first=first, layer=layer, words=words, limit=max(positions - 2, 1))


def layoutlm(keys: Keys) -> Network:
    """Describe LayoutLM: BERT with tables of left and right, top and bottom, height and width of a word's box."""
    width, positions = keys.size("hidden_size"), keys.size("max_position_embeddings")
    places = EmbeddingTable(4 * keys.known("max_2d_position_embeddings"), width)
    table = {"ForMaskedLM": "pool words", "Model": "pool", "ForSequenceClassification": "pool label"}
    table |= {"ForTokenClassification": "pool each", "ForQuestionAnswering": "pool span"}
    layer = (_own_attention(keys, width), _block(keys, width), Plain(4 * width))
    first = (*_tables(keys, width, positions=positions), places)
    return _encoder(
        keys, "LayoutLM", table, width, first=first, layer=layer, words=_words(keys, width), limit=positions
    )


def roformer(keys: Keys) -> Network:
    """Describe RoFormer: BERT with positions that rotate, whose table of sines is stored; a narrower embedding is
    widened.
    """
    width, narrow = keys.size("hidden_size"), keys.default(keys.size("hidden_size"), "embedding_size")
    heads, positions = keys.size("num_attention_heads"), keys.size("max_position_embeddings")
    widen = (Linear(narrow, width, bias=True),) if narrow != width else ()
    sines = EmbeddingTable(positions, per_head(keys, width, heads))
    layer = (_own_attention(keys, width), _block(keys, width), Plain(4 * width))
    first = (*_tables(keys, narrow), *widen, sines)
    words = _words(keys, width, narrow)
    table = {**DENSE, "ForMultipleChoice": "one", "ForQuestionAnswering": "ends"}
    return _encoder(keys, "RoFormer", table, width, first=first, layer=layer, words=words, limit=positions)


def rembert(keys: Keys) -> Network:
    """Describe RemBERT: a narrow embedding, a wide output matrix of its own."""
    width, narrow = keys.size("hidden_size"), keys.known("input_embedding_size")
    positions, wide = keys.size("max_position_embeddings"), keys.known("output_embedding_size")
    layer = (_own_attention(keys, width), _block(keys, width), Plain(4 * width))
    first = (*_tables(keys, narrow, positions=positions), Linear(narrow, width, bias=True))
    words = _words(keys, width, wide, parted=False, tied=False)
    return _encoder(keys, "RemBert", WITHOUT_PAIRS, width, first=first, layer=layer, words=words, limit=positions)


def gated_encoder(keys: Keys) -> Network:
    """Describe Nomic BERT, GTE and Jina embeddings 3: BERT with positions that rotate; the first two gate their
    blocks.
    """
    width, kind = keys.size("hidden_size"), keys.model_type
    plain = kind == "jina_embeddings_v3"
    bias = kind != "nomic_bert"
    stem = {"nomic_bert": "NomicBert", "gte": "Gte"}.get(kind, "JinaEmbeddingsV3")
    attention = read_attention(keys, bias=bias, causal=False)
    mlp: tuple[Part, ...] = (Mlp(width, keys.size("intermediate_size"), not plain, plain),)
    if kind == "gte":
        mlp = (*mlp, Plain(width))  # the last of the three matrices alone has a bias
    tables = {
        "nomic_bert": {**PLAIN, "ForSequenceClassification": "pool label"},
        "jina_embeddings_v3": {**DENSE, "Model": "pool"},
    }
    table = tables.get(kind, DENSE)
    words = _words(keys, width, parted=plain)
    layer = (attention, *mlp, Plain(4 * width))
    return _encoder(keys, stem, table, width, first=_tables(keys, width), layer=layer, words=words)


def eurobert(keys: Keys) -> Network:
    """Describe EuroBERT: Llama without a mask."""
    width = keys.size("hidden_size")
    tied = keys.flag("tie_word_embeddings")
    attention = read_attention(keys, causal=False)
    layer = (Plain(2 * width), attention, read_mlp(keys, bias="mlp_bias"))
    words = (Head(width, keys.size("vocab_size"), tied, bias=keys.flag("mlp_bias")),)
    first = (EmbeddingTable(keys.size("vocab_size"), width),)
    table = {
        "ForMaskedLM": "words",
        "Model": "",
        "ForSequenceClassification": "dense label",
        "ForTokenClassification": "each",
    }
    return _encoder(keys, "EuroBert", table, width, first=first, layer=layer, words=words, last=(Plain(width),))


def esm(keys: Keys) -> Network:
    """Describe ESM-2, which reads proteins: norms before the blocks, positions that rotate or are learned, and a head
    that predicts contacts from the attentions of all layers.
    """
    width, layers, heads = keys.size("hidden_size"), layers_of(keys), keys.size("num_attention_heads")
    if keys.flag("is_folding_model", False):
        raise keys.refused("is_folding_model", True, "makes it ESMFold, whose folding trunk is not counted")
    positions = keys.size("max_position_embeddings")
    learned = keys.word("position_embedding_type", "absolute") == "absolute"
    normed = 2 * width if keys.flag("emb_layer_norm_before", False) else 0
    table = EmbeddingTable(positions, width) if learned else Plain(0)
    first = (EmbeddingTable(keys.size("vocab_size"), width), table, Plain(normed))
    layer = (_own_attention(keys, width), _block(keys, width), Plain(4 * width))
    last = (Plain(2 * width + layers * heads + 1),)
    heads_of = {"ForMaskedLM": "words", "Model": "pool", "ForSequenceClassification": "dense label"}
    heads_of |= {"ForTokenClassification": "each"}
    limit = positions if learned else None
    words = _words(keys, width, parted=False)
    return _encoder(keys, "Esm", heads_of, width, first=first, layer=layer, words=words, last=last, limit=limit)


def longformer(keys: Keys) -> Network:
    """Describe Longformer: RoBERTa whose queries see a window; global positions have projections of their own."""
    width, positions = keys.size("hidden_size"), keys.size("max_position_embeddings")
    reach = keys.raw("attention_window")
    listed = keys.counts("attention_window", low=1) if isinstance(reach, list) else None
    window = max(listed) if listed else keys.known("attention_window")
    few = Linear(width, 3 * width, bias=True, positions=1)
    layer = (_own_attention(keys, width, window=window + 1), few, _block(keys, width), Plain(4 * width))
    first = _tables(keys, width, positions=positions)
    table = {key: words for key, words in ROBERTA.items() if key != "ForCausalLM"}
    words = _words(keys, width)
    return _encoder(keys, "Longformer", table, width, first=first, layer=layer, words=words, limit=positions)


def xlnet(keys: Keys) -> Network:
    """Describe XLNet: relative positions with a projection and biases in each layer, norms after the blocks."""
    width, heads = keys.size("d_model", "hidden_size"), keys.size("n_head", "num_attention_heads")
    dim = per_head(keys, width, heads)
    # Three biases and two vectors for segments, each over all heads.
    attention = Attention(width, heads, heads, dim, extra=5 * width, causal=False)
    mlp = Mlp(width, keys.size("d_inner"), gated=False, bias=True)
    vocabulary, tied = keys.size("vocab_size"), keys.flag("tie_word_embeddings", True)
    table = {"LMHeadModel": "words", "Model": "", "ForTokenClassification": "each"}
    table |= {"ForSequenceClassification": "dense label", "ForMultipleChoice": "dense one"}
    table |= {"ForQuestionAnsweringSimple": "span"}
    name, head = encoder_head(keys, "XLNet", table, width, (Head(width, vocabulary, tied, bias=True),))
    layer = (attention, Linear(width, width), mlp, Plain(4 * width))
    first = once(EmbeddingTable(vocabulary, width), Plain(width))
    layers = LayerGroup(layers_of(keys, "n_layer", "num_hidden_layers"), layer)
    return Network(name, (Stack((first, layers, once(*head))),))


def xlm(keys: Keys) -> Network:
    """Describe XLM and FlauBERT: BERT under names of its own, with a table of languages where there are several."""
    width, heads = keys.size("emb_dim", "hidden_size"), keys.size("n_heads", "num_attention_heads")
    stem = "XLM" if keys.model_type == "xlm" else "Flaubert"
    if keys.flag("asm", False):
        raise keys.refused("asm", True, "makes an adaptive softmax, which is not counted")
    vocabulary, positions = keys.size("vocab_size"), keys.size("max_position_embeddings")
    attention = Attention(
        width, heads, heads, per_head(keys, width, heads), True, True, causal=keys.flag("causal", False)
    )
    languages = keys.known("n_langs")
    many = (EmbeddingTable(languages, width),) if languages > 1 and keys.flag("use_lang_emb", True) else ()
    tied = keys.flag("tie_word_embeddings", True)
    table = {"WithLMHeadModel": "words", "Model": "", "ForTokenClassification": "each"}
    table |= {"ForSequenceClassification": "label"}
    name, head = encoder_head(keys, stem, table, width, (Head(width, vocabulary, tied, bias=True),))
    layer = (attention, Mlp(width, 4 * width, gated=False, bias=True), Plain(4 * width))
    first = once(EmbeddingTable(vocabulary, width), EmbeddingTable(positions, width), *many, Plain(2 * width))
    layers = LayerGroup(layers_of(keys, "n_layers", "num_hidden_layers"), layer)
    return Network(name, (Stack((first, layers, once(*head))),), limit=positions, usual=positions)
