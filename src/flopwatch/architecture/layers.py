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
    """Span of positions that a stack runs over.

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
        """Return all weights, the idle ones, and those of vocabulary or position tables."""
        raise NotImplementedError

    def flop(self, span: Span) -> int:
        """Return FLOP of one forward pass over the whole span."""
        raise NotImplementedError


class Plain(Part, frozen=True):
    """Weights that act element by element: norms, biases, scales. They cost no counted operation.

    Args:
        count: How many there are.
        idle: How many of them no token uses.
    """

    count: int
    idle: int = 0

    def weights(self) -> Weights:
        return self.count, self.idle, 0

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

    Args:
        width: Its inputs.
        rows: Rows of the vocabulary.
        tied: Whether it shares the token table.
        bias: Whether it has a bias.
        parted: Whether, untied, it keeps its bias twice, as transformers' BERT does.
    """

    width: int
    rows: int
    tied: bool
    bias: bool = False
    parted: bool = False

    def weights(self) -> Weights:
        count = (0 if self.tied else self.width * self.rows) + (self.rows if self.bias else 0)
        if self.parted and not self.tied:
            count += self.rows
        return count, 0, count

    def flop(self, span: Span) -> int:
        return 2 * self.width * self.rows * span.tokens


class Convolution(Part, frozen=True):
    """A convolution at a fixed number of output positions: `2 × inputs × outputs × kernel` FLOP at each.

    Args:
        inputs: Input channels (per group).
        outputs: Output channels.
        kernel: Taps of the kernel over all its dimensions.
        positions: Output positions per sequence; None for `per_token` per token.
        bias: Whether it has a bias.
        per_token: Output positions per token: more than one before a wave or image is thinned out.
    """

    inputs: int
    outputs: int
    kernel: int
    positions: int | None = None
    bias: bool = False
    per_token: int = 1

    def weights(self) -> Weights:
        return self.inputs * self.outputs * self.kernel + (self.outputs if self.bias else 0), 0, 0

    def flop(self, span: Span) -> int:
        positions = span.tokens * self.per_token if self.positions is None else self.positions
        return 2 * self.inputs * self.outputs * self.kernel * positions


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
    `Mlp` next to it.

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
