"""Parts that carry a state instead of attending: linear attention, gated delta rules, gated recurrences."""

from __future__ import annotations

from flopwatch.architecture.layers import Part, Span, Weights


class LinearAttention(Part, frozen=True):
    """Attention with a state of `key_dim × value_dim` numbers per head in place of keys and values.

        projections  2 × matrices per token
        convolution  2 × kernel × channels per token
        state        7 × heads × key_dim × value_dim per token with the delta rule: decay, what the state holds for
                     the key (2), the outer product (2), the query (2); without it 5

    Args:
        matrices: Weights of all projections, in and out.
        state_heads: Heads that have a state.
        key_dim: Width of a head's keys.
        value_dim: Width of a head's values.
        delta: Whether what the state holds for the key is subtracted first (the delta rule).
        kernel: Taps of the short convolution; 0 for none.
        channels: Channels of the short convolution.
        conv_bias: Whether the convolution has a bias.
        extra: Further element-wise weights: decays, norms, biases.

    Source:
        Yang, Kautz and Hatamizadeh (2024), "Gated Delta Networks", equation 10; Qin et al. (2024), "Lightning
        Attention-2", equation 4.

    Example:
        >>> LinearAttention(10, 2, 4, 3, delta=True).flop(Span(1, 1, False))
        188
    """

    matrices: int
    state_heads: int
    key_dim: int
    value_dim: int
    delta: bool = False
    kernel: int = 0
    channels: int = 0
    conv_bias: bool = False
    extra: int = 0

    def weights(self) -> Weights:
        count = self.matrices + self.kernel * self.channels + self.extra
        return count + (self.channels if self.conv_bias else 0), 0, 0

    def flop(self, span: Span) -> int:
        state = (7 if self.delta else 5) * self.state_heads * self.key_dim * self.value_dim
        return span.tokens * (2 * self.matrices + 2 * self.kernel * self.channels + state)


class ShortConvolution(Part, frozen=True):
    """LFM2's gated short convolution: h → 3h, a convolution per channel, h → h.

    2 × 4·h² + 2 × kernel × h per token
    """

    width: int
    kernel: int
    bias: bool = False

    def weights(self) -> Weights:
        count = 4 * self.width * self.width + self.kernel * self.width
        return count + (5 * self.width if self.bias else 0), 0, 0

    def flop(self, span: Span) -> int:
        return 2 * span.tokens * (4 * self.width * self.width + self.kernel * self.width)


class GatedRecurrence(Part, frozen=True):
    """Griffin's recurrent block: two projections in, a convolution, a real-gated linear recurrent unit, one out.

        2 × (3·h·r + 2·r²/heads) + 2 × kernel × r per token; gates are block-diagonal, one block a head

    Args:
        width: Hidden size, h.
        inner: Width of the recurrence, r.
        heads: Blocks of the gates.
        kernel: Taps of the convolution.

    Source:
        De et al. (2024), "Griffin: Mixing Gated Linear Recurrences with Local Attention", section 2.4.
    """

    width: int
    inner: int
    heads: int
    kernel: int

    def _matrices(self) -> int:
        block = self.inner // self.heads
        return 3 * self.width * self.inner + 2 * self.heads * block * block

    def weights(self) -> Weights:
        biases = 2 * self.inner + self.width + 2 * self.inner
        return self._matrices() + biases + (self.kernel + 2) * self.inner, 0, 0

    def flop(self, span: Span) -> int:
        return 2 * span.tokens * (self._matrices() + self.kernel * self.inner)
