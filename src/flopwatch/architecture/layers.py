"""Parts: what layers are made of. Each part knows its weights and its operations, so that a family only lists its
parts.

Operations are FLOP of matrix products and convolutions with a multiply-add as two; element-wise work (norms,
activations, softmax, rotary angles) is left out, as in the usual counts, and an embedding look-up costs nothing. No
part counts recomputed activations.
"""

from __future__ import annotations

import msgspec

# Weights: all, those that idle for a token (experts it is not routed to), those of vocabulary and position tables.
Weights = tuple[int, int, int]


class Span(msgspec.Struct, frozen=True):
    """What a stack runs over.

    Args:
        tokens: Positions of the stack itself.
        memory: Positions of the other stack that cross-attention looks at.
        half: Whether causal attention is counted at half (only the keys before a query) or in full.
    """

    tokens: int
    memory: int
    half: bool


class Part(msgspec.Struct, frozen=True):
    """A piece of a layer."""

    def weights(self) -> Weights:
        """All weights, the idle ones, and those of vocabulary or position tables."""
        raise NotImplementedError

    def flop(self, span: Span) -> int:
        """FLOP of one forward pass over the whole span."""
        raise NotImplementedError


class Plain(Part, frozen=True):
    """Weights that act element by element: norms, biases, scales. They cost no counted operation."""

    count: int

    def weights(self) -> Weights:
        return self.count, 0, 0

    def flop(self, span: Span) -> int:
        return 0


class Linear(Part, frozen=True):
    """A matrix: `inputs × outputs` weights, `2 × inputs × outputs` FLOP per position.

    Args:
        inputs: Its inputs.
        outputs: Its outputs.
        bias: Whether it has a bias.
        positions: How many positions it is applied to per sequence; None for every token.
    """

    inputs: int
    outputs: int
    bias: bool = False
    positions: int | None = None

    def weights(self) -> Weights:
        return self.inputs * self.outputs + (self.outputs if self.bias else 0), 0, 0

    def flop(self, span: Span) -> int:
        positions = span.tokens if self.positions is None else self.positions
        return 2 * self.inputs * self.outputs * positions


class EmbeddingTable(Part, frozen=True):
    """A look-up table of vectors: token, position or segment embeddings. Looking up costs nothing."""

    rows: int
    width: int

    def weights(self) -> Weights:
        count = self.rows * self.width
        return count, 0, count

    def flop(self, span: Span) -> int:
        return 0


class Head(Part, frozen=True):
    """Logits over the vocabulary at every position: `2 × width × rows` FLOP each; no weights of its own where tied
    to the embedding.
    """

    width: int
    rows: int
    tied: bool
    bias: bool = False

    def weights(self) -> Weights:
        count = (0 if self.tied else self.width * self.rows) + (self.rows if self.bias else 0)
        return count, 0, count

    def flop(self, span: Span) -> int:
        return 2 * self.width * self.rows * span.tokens


class Convolution(Part, frozen=True):
    """A convolution at a fixed number of output positions: `2 × inputs × outputs × kernel` FLOP at each.

    Args:
        inputs: Input channels (per group).
        outputs: Output channels.
        kernel: Taps of the kernel over all its dimensions.
        positions: Output positions per sequence; None for one per token.
        bias: Whether it has a bias.
    """

    inputs: int
    outputs: int
    kernel: int
    positions: int | None = None
    bias: bool = False

    def weights(self) -> Weights:
        return self.inputs * self.outputs * self.kernel + (self.outputs if self.bias else 0), 0, 0

    def flop(self, span: Span) -> int:
        positions = span.tokens if self.positions is None else self.positions
        return 2 * self.inputs * self.outputs * self.kernel * positions


def doubled_pairs(tokens: int, *, window: int | None = None, chunk: int | None = None, half: bool = False) -> int:
    """Twice the number of (query, key) pairs that attention over `tokens` positions computes; doubled so that it stays
    whole.

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

    def weights(self) -> Weights:
        inner = self.heads * self.head_dim
        columns = inner * (2 if self.output_gate else 1) + 2 * self.kv_heads * self.head_dim
        out = self.out_width or self.width
        count = self.width * columns + inner * out + self.extra
        if self.qkv_bias:
            count += columns
        if self.out_bias:
            count += out
        return count, 0, 0

    def flop(self, span: Span) -> int:
        inner = self.heads * self.head_dim
        own = inner * (2 if self.output_gate else 1)
        kv = 2 * self.kv_heads * self.head_dim
        out = inner * (self.out_width or self.width)
        if self.cross:
            per_token = self.width * own + out
            core = 4 * span.tokens * span.memory * inner
            return 2 * (per_token * span.tokens + self.width * kv * span.memory) + core
        pairs = doubled_pairs(span.tokens, window=self.window, chunk=self.chunk, half=span.half and self.causal)
        return 2 * span.tokens * (self.width * (own + kv) + out) + 2 * pairs * inner


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
        pairs = doubled_pairs(span.tokens, half=span.half)
        reads = self.plain_dim + self.rotary_dim + self.value_dim
        return 2 * span.tokens * self._matrices() + pairs * self.heads * reads


class Mlp(Part, frozen=True):
    """A feed-forward block: two matrices, or three where a gate multiplies (SwiGLU, GeGLU)."""

    width: int
    inner: int
    gated: bool = True
    bias: bool = False

    def weights(self) -> Weights:
        matrices = 3 if self.gated else 2
        count = matrices * self.width * self.inner
        if self.bias:
            count += (matrices - 1) * self.inner + self.width
        return count, 0, 0

    def flop(self, span: Span) -> int:
        return 2 * (3 if self.gated else 2) * self.width * self.inner * span.tokens


class Experts(Part, frozen=True):
    """Routed experts: a router `router_width × experts`, of which each token passes `per_token`. Shared experts are an
    `Mlp` beside it.

    Args:
        width: Hidden size that experts read and write.
        inner: Inner width of one expert.
        experts: How many there are.
        per_token: How many a token is routed to.
        gated: Three matrices each, or two.
        bias: Whether experts have biases.
        router_extra: Further router weights: a bias.
        router_width: Hidden size the router reads; 0 for `width`.
    """

    width: int
    inner: int
    experts: int
    per_token: int
    gated: bool = True
    bias: bool = False
    router_extra: int = 0
    router_width: int = 0

    def weights(self) -> Weights:
        matrices = 3 if self.gated else 2
        one = matrices * self.width * self.inner
        if self.bias:
            one += (matrices - 1) * self.inner + self.width
        router = (self.router_width or self.width) * self.experts + self.router_extra
        return self.experts * one + router, (self.experts - self.per_token) * one, 0

    def flop(self, span: Span) -> int:
        one = (3 if self.gated else 2) * self.width * self.inner
        return 2 * span.tokens * (self.per_token * one + (self.router_width or self.width) * self.experts)


class SelectiveScan(Part, frozen=True):
    """A Mamba block: input and output projections, a short convolution, and a recurrence over `inner × state` numbers.

        2 × [h × 2·inner + inner × (rank + 2·state) + rank × inner + inner × h] + 2 × kernel × inner + 7 × inner × state
        per token

    The 7 per state and channel: step × A, step × B, × input, decay × state, add, × C, add.

    Args:
        width: Hidden size, h.
        inner: Channels inside.
        state: Numbers of state per channel.
        kernel: Taps of the convolution.
        rank: Rank of the step projection.
        bias: Whether the projections in and out have biases.
        conv_bias: Whether the convolution has one.
        norms: Further norm weights (Jamba).

    Source:
        Gu and Dao (2023), "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", algorithm 2.
    """

    width: int
    inner: int
    state: int
    kernel: int
    rank: int
    bias: bool = False
    conv_bias: bool = True
    norms: int = 0

    def _matrices(self) -> int:
        inner = self.inner
        return 3 * self.width * inner + inner * (self.rank + 2 * self.state) + self.rank * inner

    def weights(self) -> Weights:
        inner = self.inner
        count = self._matrices() + inner * self.kernel + inner * self.state + 2 * inner + self.norms
        if self.bias:
            count += 2 * inner + self.width
        if self.conv_bias:
            count += inner
        return count, 0, 0

    def flop(self, span: Span) -> int:
        per_token = 2 * self._matrices() + 2 * self.kernel * self.inner + 7 * self.inner * self.state
        return per_token * span.tokens


class StateSpaceDual(Part, frozen=True):
    """A Mamba-2 block: one input projection for gate, channels, B, C and steps; convolution; recurrence; gated norm;
    output.

        2 × [h × (2·inner + 2·G·N + heads) + inner × h] + 2 × kernel × (inner + 2·G·N) + 7 × inner × N per token

    Args:
        width: Hidden size, h.
        inner: Channels inside.
        state: Numbers of state per channel, N.
        groups: Groups that share B and C, G.
        heads: Heads, each with one decay.
        kernel: Taps of the convolution.
        bias: Whether the projections in and out have biases.
        conv_bias: Whether the convolution has one.

    Source:
        Dao and Gu (2024), "Transformers are SSMs"; the 7 per state and channel as in Megatron-LM's
        `num_floating_point_operations`.
    """

    width: int
    inner: int
    state: int
    groups: int
    heads: int
    kernel: int
    bias: bool = False
    conv_bias: bool = True

    def _mixed(self) -> int:
        return self.inner + 2 * self.groups * self.state

    def _matrices(self) -> int:
        return self.width * (self.inner + self._mixed() + self.heads) + self.inner * self.width

    def weights(self) -> Weights:
        mixed = self._mixed()
        count = self._matrices() + mixed * self.kernel + 3 * self.heads + self.inner
        if self.bias:
            count += self.inner + mixed + self.heads + self.width
        if self.conv_bias:
            count += mixed
        return count, 0, 0

    def flop(self, span: Span) -> int:
        per_token = 2 * self._matrices() + 2 * self.kernel * self._mixed() + 7 * self.inner * self.state
        return per_token * span.tokens
