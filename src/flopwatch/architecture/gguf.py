"""GGUF: how many parameters a file holds, from its header alone. Each tensor states its shape in weights, whatever its
type packs.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import msgspec

from flopwatch.domain import BadInput

_BUFFERS = ("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight")
_MOST = 1 << 50


class GgufParameters(msgspec.Struct, frozen=True):
    """What a GGUF file holds.

    Args:
        parameters: Weights, unpacked; no rotary factors.
        active_parameters: All but those of experts a token is not routed to; None where the header does not say how
            many it is.
        routed_expert_parameters: Weights of routed experts.
        tensors: How many tensors there are.
        architecture: The file's own word for its family.
        doubts: What does not fit, in words.
    """

    parameters: int
    active_parameters: int | None
    routed_expert_parameters: int
    tensors: int
    architecture: str
    doubts: tuple[str, ...]


def parameters_from_gguf_header(
    shapes: Mapping[str, tuple[int, ...]], metadata: Mapping[str, object]
) -> GgufParameters:
    """Count the parameters that a GGUF file holds.

    Args:
        shapes: Each tensor's shape, in weights.
        metadata: The file's keys and values; `general.architecture`, `split.count` and the counts of experts are read.

    Raises:
        BadInput: If a shape cannot be, or a token cannot pass as many experts as stated.

    Source:
        The GGUF format description in ggml's docs.

    Example:
        >>> parameters_from_gguf_header({"output.weight": (4096, 32000)}, {}).parameters
        131072000
    """
    total = experts = 0
    for name, shape in shapes.items():
        if name in _BUFFERS:
            continue
        elements = prod(shape)
        if not 0 < elements < _MOST:
            raise BadInput(f"tensor {name[:120]!r}: shape {list(shape)} holds {elements} weights. Is the file whole?")
        total += elements
        experts += elements if "_exps." in name else 0
    kind = metadata.get("general.architecture")
    word = kind if isinstance(kind, str) else ""
    doubts = []
    split = metadata.get("split.count")
    if isinstance(split, int) and split > 1:
        doubts.append(f"one of {split} files of a split model: the weights of the others are not in this header")
    there, used = metadata.get(f"{word}.expert_count"), metadata.get(f"{word}.expert_used_count")
    active: int | None = total if not experts else None
    if experts and isinstance(there, int) and isinstance(used, int) and there > 0:
        if used > there or experts % there:
            raise BadInput(f"a token cannot pass {used} of {there} experts with {experts} weights. Is the file whole?")
        active = total - experts // there * (there - used)
    return GgufParameters(total, active, experts, len(shapes), word[:60], tuple(doubts))
