"""Parts of state-space layers: Mamba's selective scan, and Mamba-2's dual form."""

from __future__ import annotations

from flopwatch.architecture.layers import Part, Span, Weights


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
