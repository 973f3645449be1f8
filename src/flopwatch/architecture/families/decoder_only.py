"""Decoder: what decoder-only families share: embeddings, layers, a last norm, a head, and which layers see a window."""

from __future__ import annotations

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.families.heads import decoder_head
from flopwatch.architecture.layers import EmbeddingTable, Part, Plain
from flopwatch.architecture.network import LayerGroup, Network, Stack, Uncounted, once
from flopwatch.domain import BadInput

# Names of attention kinds in `layer_types`.
KINDS = {"full_attention": "full", "sliding_attention": "sliding", "chunked_attention": "chunked"}


def decoder(
    keys: Keys,
    counted: str,
    groups: tuple[LayerGroup, ...],
    *,
    width: int,
    vocabulary: int,
    tied: bool,
    last: int,
    first: tuple[Part, ...] = (),
    before_logits: tuple[Part, ...] = (),
    head_bias: bool = False,
    positions: int | None = None,
    uncounted: tuple[Uncounted, ...] = (),
    notes: tuple[str, ...] = (),
) -> Network:
    """Describe a decoder-only language model.

    Args:
        keys: The config it was read from.
        counted: The class of transformers it is.
        groups: Its layers.
        width: Hidden size.
        vocabulary: Rows of the token table.
        tied: Whether the head shares the token table.
        last: Weights of the last norm.
        first: Further parts before the layers.
        before_logits: Parts before any head that a model without a head lacks.
        head_bias: Whether the head has a bias.
        positions: Positions it has learned; None for none (then any context may be counted).
        uncounted: What is left out.
        notes: What a reader should know.
    """
    name, head = decoder_head(keys, counted, width, vocabulary, tied, head_bias)
    usual = keys.first("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length")
    stack = Stack(
        (
            once(EmbeddingTable(vocabulary, width), *first),
            *groups,
            once(Plain(last), *(before_logits if head else ()), *head),
        )
    )
    return Network(name, (stack,), limit=positions, usual=usual, uncounted=uncounted, notes=notes)


def sliding_layers(keys: Keys, layers: int, otherwise: int) -> int:
    """Return the number of sliding-window layers: by `layer_types` or, if absent, by the family's own rule.

    Args:
        keys: The config.
        layers: Number of layers.
        otherwise: Number of sliding layers by the family's rule.
    """
    kinds = keys.words("layer_types", KINDS, layers)
    return otherwise if kinds is None else sum(kind == "sliding" for kind in kinds)


def every_nth_full(keys: Keys, layers: int, period: int, name: str = "sliding_window_pattern") -> int:
    """Return the number of sliding layers if each n-th is global; n is the config's, else the family's."""
    period = keys.default(period, name) if keys.raw("layer_types") is None else period
    return sliding_layers(keys, layers, layers - layers // period)


def windowed(layers: int, sliding: int, full: tuple[Part, ...], windowed: tuple[Part, ...]) -> tuple[LayerGroup, ...]:
    """Return layers of two kinds that differ only in the window."""
    groups = []
    if layers - sliding:
        groups.append(LayerGroup(layers - sliding, full))
    if sliding:
        groups.append(LayerGroup(sliding, windowed))
    return tuple(groups)


def kv_heads(keys: Keys, heads: int, kv: int) -> int:
    """Return the number of key and value heads, which must divide that of the query heads.

    Raises:
        BadInput: If they do not.
    """
    if heads % kv:
        raise BadInput(
            f"{keys.model_type}: {heads} attention heads are not a multiple of {kv} key and value heads. Correct the "
            "config."
        )
    return kv
