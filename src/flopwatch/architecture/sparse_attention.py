"""Parts that pick which keys a query meets: DeepSeek's sparse attention with an indexer, and compressed attention."""

from __future__ import annotations

from flopwatch.architecture.attention import doubled_pairs
from flopwatch.architecture.layers import Part, Span, Weights


class Indexer(Part, frozen=True):
    """DeepSeek's lightning indexer: a small attention that scores all keys so that a query meets the best few.

        2 × (r_q × H × d + h × d + h × H) + 2 × keys × H × d per token

    Args:
        width: Hidden size, h.
        query_rank: Width of the compressed queries it reads, r_q.
        heads: Its heads, H.
        head_dim: Width of its one key and of each query, d.

    Source:
        DeepSeek-AI (2025), "DeepSeek-V3.2-Exp", section 2.
    """

    width: int
    query_rank: int
    heads: int
    head_dim: int

    def _matrices(self) -> int:
        return self.query_rank * self.heads * self.head_dim + self.width * (self.head_dim + self.heads)

    def weights(self) -> Weights:
        return self._matrices() + 2 * self.head_dim, 0, 0

    def flop(self, span: Span) -> int:
        pairs = doubled_pairs(span.tokens, half=span.half)
        return 2 * span.tokens * self._matrices() + pairs * self.heads * self.head_dim


class SharedKeyAttention(Part, frozen=True):
    """Attention of DeepSeek-V4: one key head that serves as value, compressed queries, outputs in groups.

        projections  h × r_q + r_q × H × d + h × d + H × d × r_o + g × r_o × h
        core         2 × keys × H × 2d per token; keys: a window, and the compressed ones (all, or the best few)

    Args:
        width: Hidden size, h.
        heads: Query heads, H.
        head_dim: Width of the key and of each query, d.
        query_rank: r_q.
        output_groups: g; each has its own matrix to `output_rank`.
        output_rank: r_o.
        window: Keys nearest to the query.
        rate: Positions that one compressed key represents; 0 for none.
        top: How many compressed keys a query meets at most; None for all.

    Source:
        The family's code in transformers 5.24, `DeepseekV4Attention`.
    """

    width: int
    heads: int
    head_dim: int
    query_rank: int
    output_groups: int
    output_rank: int
    window: int
    rate: int = 0
    top: int | None = None

    def _matrices(self) -> int:
        inner = self.heads * self.head_dim
        query = self.width * self.query_rank + self.query_rank * inner + self.width * self.head_dim
        return query + inner * self.output_rank + self.output_groups * self.output_rank * self.width

    def weights(self) -> Weights:
        return self._matrices() + self.heads + self.query_rank + self.head_dim, 0, 0

    def flop(self, span: Span) -> int:
        pairs = doubled_pairs(span.tokens, window=self.window, half=span.half)
        if self.rate:
            compressed = doubled_pairs(span.tokens, half=span.half) // self.rate
            most = compressed if self.top is None else 2 * span.tokens * self.top
            pairs += min(compressed, most)
        return 2 * span.tokens * self._matrices() + 2 * pairs * self.heads * self.head_dim


class Compressor(Part, frozen=True):
    """Keys compressed over `rate` positions: two projections of `columns`, weights by position, a norm.

    2 × 2·h × columns per token
    """

    width: int
    columns: int
    norm: int
    rate: int

    def weights(self) -> Weights:
        return 2 * self.width * self.columns + self.rate * self.columns + self.norm, 0, 0

    def flop(self, span: Span) -> int:
        return 4 * span.tokens * self.width * self.columns
