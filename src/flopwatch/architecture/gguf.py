"""GGUF: how many parameters a file holds, from its header alone. Each tensor states its shape in weights, whatever its
type packs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import prod

import msgspec

from flopwatch.domain import BadInput

# Rotary factors and the routing bias: buffers, which no count of a config holds either.
_BUFFER = re.compile(r"(?:^|\.)(?:rope_freqs|rope_factors_long|rope_factors_short|attn_rot_embd|exp_probs_b)(?:\.|$)")
# Experts joined in one tensor, or one by one as files of before April 2024 have them.
_EXPERT = re.compile(r"_exps\.|\.ffn_(?:gate|up|down)\.\d+\.")
_TABLE = re.compile(r"(?:token_embd|position_embd|output|per_layer_token_embd)\.weight")
_LATER_TOKENS = re.compile(r"\.nextn\.")
_MOST = 1 << 50
# What a GGUF file may hold in place of a model, by `general.type`, and what to give instead.
_NO_MODEL = {
    "adapter": "an adapter (LoRA). Give the GGUF file of its base model",
    "imatrix": "an importance matrix. Give the GGUF file of the model",
    "vocab": "a vocabulary without weights. Give the GGUF file of the model",
}


class GgufParameters(msgspec.Struct, frozen=True):
    """Counts of a GGUF file.

    Args:
        parameters: Weights, unpacked; no rotary factors.
        active_parameters: All but those of experts a token is not routed to; None where the header does not say how
            many it is.
        non_embedding_parameters: All but vocabulary and position tables.
        routed_expert_parameters: Weights of routed experts.
        tensors: Number of tensors.
        architecture: The file's own word for its family.
        doubts: Inconsistencies, in words.
    """

    parameters: int
    active_parameters: int | None
    non_embedding_parameters: int
    routed_expert_parameters: int
    tensors: int
    architecture: str
    doubts: tuple[str, ...]


def parameters_from_gguf_header(
    shapes: Mapping[str, tuple[int, ...]], metadata: Mapping[str, object], files: int = 1
) -> GgufParameters:
    """Count the parameters that a GGUF file holds.

    Args:
        shapes: Each tensor's shape, in weights.
        metadata: The file's keys and values; `general.architecture`, `general.type`, `split.count` and the counts of
            experts are read.
        files: How many files of a split model the shapes are from.

    Raises:
        BadInput: If it holds no model, a shape is invalid, or the counts of experts contradict each other.

    Source:
        The GGUF format description in ggml's docs.

    Example:
        >>> parameters_from_gguf_header({"output.weight": (4096, 32000)}, {}).parameters
        131072000
    """
    held = metadata.get("general.type")
    if isinstance(held, str) and held in _NO_MODEL:
        raise BadInput(f"general.type {held!r}: this GGUF file holds {_NO_MODEL[held]}.")
    total = experts = tables = 0
    for name, shape in shapes.items():
        if _BUFFER.search(name):
            continue
        elements = prod(shape)
        if not 0 < elements < _MOST:
            raise BadInput(f"tensor {name[:120]!r}: shape {list(shape)} has {elements} weights. Is the file complete?")
        total += elements
        experts += elements if _EXPERT.search(name) else 0
        tables += elements if _TABLE.fullmatch(name) else 0
    if not total:
        raise BadInput(
            "no tensor in this header: a vocabulary, or a file of keys alone. Give the file with the weights."
        )
    kind = metadata.get("general.architecture")
    word = kind if isinstance(kind, str) else ""
    there, used = metadata.get(f"{word}.expert_count"), metadata.get(f"{word}.expert_used_count")
    active: int | None = total if not experts else None
    if experts and isinstance(there, int) and isinstance(used, int) and there > 0:
        if used > there or experts % there:
            raise BadInput(f"{used} of {there} experts contradict {experts} expert weights. Is the file complete?")
        active = total - experts // there * (there - used)
    doubts = _doubts(shapes, metadata, files, total)
    return GgufParameters(total, active, total - tables, experts, len(shapes), word[:60], doubts)


def _doubts(
    shapes: Mapping[str, tuple[int, ...]], metadata: Mapping[str, object], files: int, total: int
) -> tuple[str, ...]:
    """Reasons why a GGUF file's tensors may not be the whole model, or more than the model."""
    doubts = []
    split = metadata.get("split.count")
    if isinstance(split, int) and split > files:
        read = "one" if files == 1 else str(files)
        doubts.append(f"{read} of {split} files of a split model: the weights of the others are not counted")
    if metadata.get("general.type") == "mmproj" or metadata.get("general.architecture") == "clip":
        doubts.append("the image or sound tower and its projector alone (mmproj): the language model is another file")
    later = sum(prod(shape) for name, shape in shapes.items() if _LATER_TOKENS.search(name))
    if later:
        doubts.append(f"{later:,} of the weights predict further tokens (nextn); counts of a config leave them out")
    stated = metadata.get("general.parameter_count")
    if type(stated) is int and not doubts and not 0.9 < stated / total < 1.1:
        doubts.append(f"general.parameter_count states {str(stated)[:20]}, the tensors hold {total}")
    return tuple(doubts)
