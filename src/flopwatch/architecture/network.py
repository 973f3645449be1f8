"""Model: stacks of layers, and the two folds over them: how many weights, and how many operations."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from flopwatch.architecture.layers import Part, Span
from flopwatch.domain import NoSuchChoice, WrongUsage

CONVENTIONS = ("full", "causal-half")
DEFAULT_CONTEXT = 4096  # where nothing is asked for; always printed with the figures
LONGEST_CONTEXT = 1 << 30


class LayerGroup(msgspec.Struct, frozen=True):
    """Layers that are all alike.

    Args:
        applied: How often a token passes such a layer.
        parts: What one layer is made of.
        stored: How often its weights are stored; None for as often as it is applied. Fewer where layers share weights.
    """

    applied: int
    parts: tuple[Part, ...]
    stored: int | None = None


class Stack(msgspec.Struct, frozen=True):
    """Layers that run over the same positions.

    Args:
        groups: The layers, alike ones together; their order does not matter to a count.
        positions: How many positions it runs over where the config fixes that (the patches of an image); None for the
            context.
        memory: How many positions its cross-attention looks at; None for the context.
        part: What it is for (`text`, `vision`, `audio`, `projector`); "" where the model has one part only.
        aside: Whether it runs once per image or sound, not per token: its operations are left out.
    """

    groups: tuple[LayerGroup, ...]
    positions: int | None = None
    memory: int | None = None
    part: str = ""
    aside: bool = False


class Uncounted(msgspec.Struct, frozen=True):
    """A part of the config that the figures leave out: weights and FLOP per token it would add (None if not
    computed).
    """

    part: str
    why: str
    parameters: int | None = None
    forward_flop_per_token: int | None = None


class Network(msgspec.Struct, frozen=True):
    """A model as a config describes it.

    Args:
        counted: The class of transformers whose weights are counted, or the family's own.
        stacks: Its stacks.
        limit: The longest context its learned positions allow; None where there is no such limit.
        usual: The longest context it was made for, where the config says; the default context is not longer.
        uncounted: What is left out, and why.
        notes: What else a reader should know.
        token: What a token is, where it is not one position of the context.
    """

    counted: str
    stacks: tuple[Stack, ...]
    limit: int | None = None
    usual: int | None = None
    uncounted: tuple[Uncounted, ...] = ()
    notes: tuple[str, ...] = ()
    token: str = ""


class ParameterCounts(msgspec.Struct, frozen=True):
    """Counts of weights.

    Args:
        total: All of them; tied matrices once.
        active: All but those of experts a token is not routed to.
        non_embedding: All but vocabulary tables (in and out) and position tables.
    """

    total: int
    active: int
    non_embedding: int


class Operations(msgspec.Struct, frozen=True):
    """FLOP of one forward pass over one sequence.

    Args:
        forward: FLOP of the pass.
        tokens: Positions it covers, over all stacks.
    """

    forward: int
    tokens: int

    @property
    def forward_per_token(self) -> int | float:
        """FLOP per token: an int if it is a whole number."""
        return _quotient(self.forward, self.tokens)

    @property
    def training_per_token(self) -> int | float:
        """Training FLOP per token: three times the forward pass, as the backward pass has two products for each one."""
        return _quotient(3 * self.forward, self.tokens)


def _quotient(amount: int, over: int) -> int | float:
    whole, rest = divmod(amount, over)
    return amount / over if rest else whole


def count_parameters(model: Network) -> ParameterCounts:
    """Fold the stacks into counts of weights."""
    total = idle = tables = 0
    for stack in model.stacks:
        for group in stack.groups:
            stored = group.applied if group.stored is None else group.stored
            for part in group.parts:
                count, sleeping, looked_up = part.weights()
                total += stored * count
                if sleeping or looked_up:
                    idle += stored * sleeping
                    tables += stored * looked_up
    return ParameterCounts(total, total - idle, total - tables)


def parameters_by_part(model: Network) -> dict[str, int]:
    """Return weights of each part of a model that has several; empty for others."""
    out: dict[str, int] = {}
    for stack in model.stacks:
        if stack.part:
            own = count_parameters(Network("", (stack,)))
            out[stack.part] = out.get(stack.part, 0) + own.total
    return out


def count_operations(model: Network, context: int, convention: str = "full") -> Operations:
    """Fold the stacks into FLOP of a forward pass over one sequence.

    Args:
        model: The model.
        context: Length of the sequence, in tokens (of each side, where there are an encoder and a decoder).
        convention: `full` (every query meets every key in its window, as PaLM and torch's counter have it) or
            `causal-half` (only keys before it, as Megatron-LM and DeepSeek have it; bidirectional and cross-attention
            stay full).

    Raises:
        BadInput: If the context is not positive or longer than the model's learned positions, or the convention is not
            known.
    """
    if convention not in CONVENTIONS:
        raise NoSuchChoice("convention", convention, CONVENTIONS)
    if type(context) is not int or not 0 < context <= LONGEST_CONTEXT:
        raise WrongUsage(f"--context {context!r} is not a whole number from 1 to {LONGEST_CONTEXT}.")
    if model.limit is not None and context > model.limit:
        raise WrongUsage(
            f"--context {context} is longer than the {model.limit} positions {model.counted} has learned. Ask for at "
            f"most {model.limit}."
        )
    half = convention == "causal-half"
    forward = tokens = 0
    for stack in model.stacks:
        if stack.aside:
            continue
        length = context if stack.positions is None else stack.positions
        span = Span(length, context if stack.memory is None else stack.memory, half)
        tokens += length
        for group in stack.groups:
            one = 0
            for part in group.parts:
                one += part.flop(span)
            forward += group.applied * one
    return Operations(forward, tokens)


def context_caution(model: Network, context: int) -> str:
    """Return the caution about a context longer than the one the model was made for; "" if it is not longer or the
    config does not say.
    """
    if model.usual is None or context <= model.usual:
        return ""
    return (
        f"caution: a context of {context:,} tokens is longer than the {model.usual:,} that the config states; the "
        "operations are counted as if the model took it"
    )


def default_context(model: Network) -> int:
    """Return the default context, in tokens: 4096, or the model's own if smaller."""
    return min(DEFAULT_CONTEXT, model.limit or DEFAULT_CONTEXT, model.usual or DEFAULT_CONTEXT)


def once(*parts: Part) -> LayerGroup:
    """Return a group of parts used once in a stack: embeddings, the last norm, the head."""
    return LayerGroup(1, parts)


def grouped(layers: Sequence[tuple[Part, ...]]) -> tuple[LayerGroup, ...]:
    """Group equal layers of a list."""
    counts: dict[tuple[Part, ...], int] = {}
    for layer in layers:
        counts[layer] = counts.get(layer, 0) + 1
    return tuple(LayerGroup(applied, layer) for layer, applied in counts.items())
