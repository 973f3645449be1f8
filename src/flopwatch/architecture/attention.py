"""Parts that attend: multi-head, grouped-query, multi-query and latent attention, and the pairs they compute."""

from __future__ import annotations

from flopwatch.architecture.layers import Part, Span, Weights


def doubled_pairs(tokens: int, *, window: int | None = None, chunk: int | None = None, half: bool = False) -> int:
    """Return twice the number of (query, key) pairs that attention over `tokens` positions computes; doubled so that
    it stays whole.

        full:         tokens × min(window, tokens)
        causal half:  m × tokens − m²/2,  m = min(window, tokens);  without a window tokens²/2

    A chunk cuts the sequence into blocks that do not see each other.

    Example:
        >>> doubled_pairs(100) // 2, doubled_pairs(100, half=True) // 2, doubled_pairs(100, window=10, half=True) // 2
        (10000, 5000, 950)
        >>> doubled_pairs(100, chunk=40, half=True) // 2
        1800
    """
    if chunk is not None and chunk < tokens:
        whole, rest = divmod(tokens, chunk)
        if half:
            return whole * chunk * chunk + rest * rest
        return 2 * tokens * chunk
    reach = tokens if window is None or window > tokens else window
    return 2 * reach * tokens - reach * reach if half else 2 * tokens * reach


class Attention(Part, frozen=True):
    """Multi-head, grouped-query or multi-query attention, over the stack itself or (`cross`) over another stack.

        projections  2 × [width × d × (H + 2K) + H × d × out] per token
        core         2 × keys × H × (d + d) per token, keys by the convention

    Args:
        width: Hidden size it reads, h.
        heads: Query heads, H.
        kv_heads: Key and value heads, K.
        head_dim: Width of a head, d: read, never h/H unless the family's code says so.
        qkv_bias: Whether queries, keys and values have biases.
        out_bias: Whether the output has one.
        extra: Further element-wise weights: norms of queries and keys, sinks.
        window: Keys a query sees at most; None for all.
        chunk: Length of blocks that do not see each other; None for one block.
        causal: Whether a query sees only what comes before it.
        cross: Whether keys and values come from the other stack.
        out_width: Hidden size it writes; 0 for the same as it reads.
        output_gate: Whether a further query-sized projection gates the output.
        value_dim: Width of a head's values; 0 for the same as of its keys.
        values: Whether there is a projection for values; without it the keys serve as values.
        keys: Whether it has keys and values of its own; without them it reads those of an earlier layer.
    """

    width: int
    heads: int
    kv_heads: int
    head_dim: int
    qkv_bias: bool = False
    out_bias: bool = False
    extra: int = 0
    window: int | None = None
    chunk: int | None = None
    causal: bool = True
    cross: bool = False
    out_width: int = 0
    output_gate: bool = False
    value_dim: int = 0
    values: bool = True
    keys: bool = True

    def _columns(self) -> tuple[int, int, int]:
        """Return columns of queries (and gate), of keys and values, and rows of the output."""
        heads, key = self.heads, self.head_dim
        value = self.value_dim or key
        kv = self.kv_heads * (key + value if self.values else key) if self.keys else 0
        return heads * key * (2 if self.output_gate else 1), kv, heads * value

    def weights(self) -> Weights:
        queries, kv, inner = self._columns()
        out = self.out_width or self.width
        count = self.width * (queries + kv) + inner * out + self.extra
        if self.qkv_bias:
            count += queries + kv
        if self.out_bias:
            count += out
        return count, 0, 0

    def flop(self, span: Span) -> int:
        queries, kv, inner = self._columns()
        out = inner * (self.out_width or self.width)
        core = self.heads * self.head_dim + inner
        if self.cross:
            per_token = self.width * queries + out
            return 2 * (per_token * span.tokens + self.width * kv * span.memory) + 2 * span.tokens * span.memory * core
        pairs = doubled_pairs(span.tokens, window=self.window, chunk=self.chunk, half=span.half and self.causal)
        return 2 * span.tokens * (self.width * (queries + kv) + out) + pairs * core


class LatentAttention(Part, frozen=True):
    """Multi-head latent attention (MLA): keys and values are expanded from one compressed vector per token.

        queries        h × r_q + r_q × H × (d_n + d_r), or h × H × (d_n + d_r) where queries are not compressed
        keys, values   h × (r_kv + d_r) + r_kv × H × (d_n + d_v)
        output         H × d_v × h
        core           2 × keys × H × (d_n + d_r + d_v) FLOP per token

    As trained: keys and values are expanded. Inference may fold the expansion into queries and output, which costs
        otherwise.

    Args:
        width: Hidden size, h.
        heads: Heads, H.
        query_rank: r_q; 0 where queries are not compressed.
        kv_rank: r_kv.
        plain_dim: d_n, the part of queries and keys without position.
        rotary_dim: d_r, the part with position; keys share it.
        value_dim: d_v.
        bias: Whether the compressing and output projections have biases.
        top: How many keys a query meets at most, where an indexer picks them; None for all.

    Source:
        DeepSeek-AI (2024), "DeepSeek-V2", section 2.1.
    """

    width: int
    heads: int
    query_rank: int
    kv_rank: int
    plain_dim: int
    rotary_dim: int
    value_dim: int
    bias: bool = False
    top: int | None = None

    def _matrices(self) -> int:
        queries = self.heads * (self.plain_dim + self.rotary_dim)
        down = self.kv_rank + self.rotary_dim
        up = self.heads * (self.plain_dim + self.value_dim)
        query = self.width * self.query_rank + self.query_rank * queries if self.query_rank else self.width * queries
        return query + self.width * down + self.kv_rank * up + self.heads * self.value_dim * self.width

    def weights(self) -> Weights:
        count = self._matrices() + self.query_rank + self.kv_rank
        if self.bias:
            count += self.query_rank + self.kv_rank + self.rotary_dim + self.width
        return count, 0, 0

    def flop(self, span: Span) -> int:
        pairs = doubled_pairs(span.tokens, window=self.top, half=span.half)
        reads = self.plain_dim + self.rotary_dim + self.value_dim
        return 2 * span.tokens * self._matrices() + pairs * self.heads * reads
