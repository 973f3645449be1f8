"""Safetensors: how many parameters weight files hold, from their headers alone.

The sum of all elements is not the answer: quantised files pack several weights into one element and keep scales and
zero points next to them, and some files hold masks and other buffers. Metadata may state a `total_parameters` of its
own; it is compared, never taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.quantisation import (
    METHODS,
    is_auxiliary,
    is_routed,
    packing_of,
    quant_method,
    quantised_modules,
)
from flopwatch.architecture.safetensors_header import BITS, StoredTensor, collect_tensors
from flopwatch.domain import BadInput

_BUFFERS = (
    "inv_freq",
    "position_ids",
    "masked_bias",
    "num_batches_tracked",
    "e_score_correction_bias",
    "relative_position_index",
)


class Packed(msgspec.Struct, frozen=True):
    """One way of packing that was met: the rule, how many tensors, their elements as stored, and the weights those
    hold.
    """

    rule: str
    tensors: int
    elements: int
    parameters: int


class StoredParameters(msgspec.Struct, frozen=True):
    """Counts of weight files.

    Args:
        parameters: Weights, unpacked; no scales, zero points or buffers.
        active_parameters: All but those of experts a token is not routed to; None where the config given does not say
            how many it is.
        routed_expert_parameters: Weights of routed experts.
        elements: The plain sum of all elements, as a hub would show.
        auxiliary: Elements of scales, zero points and the like.
        buffers: Elements of masks, position tables without weights, and the like.
        tensors: Number of tensors.
        packed: The packings met.
        doubts: Inconsistencies, in words.
    """

    parameters: int
    active_parameters: int | None
    routed_expert_parameters: int
    elements: int
    auxiliary: int
    buffers: int
    tensors: int
    packed: tuple[Packed, ...]
    doubts: tuple[str, ...]


def parameters_from_safetensors_header(
    header: Mapping[str, object] | Sequence[Mapping[str, object]], config: Mapping[str, object] | None = None
) -> StoredParameters:
    """Count the parameters that weight files hold, from their parsed headers.

    A packed tensor counts `elements × element bits / weight bits`:
    GPTQ and AWQ `qweight` (I32), compressed-tensors `weight_packed` (I32 or U8), bitsandbytes 4-bit `weight` (U8 with
    `weight.absmax`), NVFP4 `weight` (U8 with `weight_scale` of 16 weights each), MXFP4 `*_blocks` (U8), MLX `weight`
    (U32 with `scales`), and experts stored as bytes where the config says `expert_dtype` fp4. Eight-bit weights are
    counted one by one, without their scales.

    Args:
        header: The parsed header of one file, or of all shards of a model: tensor name to dtype, shape and
            data_offsets.
        config: The model's `config.json`, for the bits of a packing (`quantization_config`, `quantization`) and for how
            many experts a token passes.

    Raises:
        BadInput: If a header is not one, a tensor's shape and offsets disagree, or a packing's bits are unknown.

    Source:
        The safetensors format description; the layouts are those of the quantising tools named above.

    Example:
        >>> stored = {"a.qweight": {"dtype": "I32", "shape": [512, 4096], "data_offsets": [0, 8388608]},
        ...           "a.scales": {"dtype": "F16", "shape": [32, 4096], "data_offsets": [8388608, 8650752]}}
        >>> count = parameters_from_safetensors_header(stored, {"quantization_config": {"quant_method": "gptq",
        ...     "bits": 4}})
        >>> count.parameters == 4096 * 4096, count.elements, count.auxiliary
        (True, 2228224, 131072)
    """
    headers = [header] if isinstance(header, Mapping) else list(header)
    tensors: dict[str, StoredTensor] = {}
    doubts: list[str] = []
    stated: list[int] = []
    for one in headers:
        collect_tensors(one, tensors, stated)
    settings = config or {}
    quantised = quantised_modules(tensors)
    packed: dict[str, list[int]] = {}
    parameters = experts = auxiliary = buffers = 0
    for name, tensor in tensors.items():
        if is_auxiliary(name, tensors, quantised):
            auxiliary += tensor.elements
            continue
        if _is_buffer(name, tensor):
            buffers += tensor.elements
            continue
        rule, factor, divisor = packing_of(name, tensor, tensors, settings)
        weights, rest = divmod(tensor.elements * factor, divisor)
        if rest:
            raise BadInput(
                f"tensor {name!r}: {tensor.elements} elements of {tensor.dtype} hold no whole number of {rule} weights."
            )
        if rule:
            found = packed.setdefault(rule, [0, 0, 0])
            for index, amount in enumerate((1, tensor.elements, weights)):
                found[index] += amount
        elif tensor.dtype in ("U8", "I32", "U32", "U16", "I16"):
            doubts.append(
                f"{name[:120]}: whole numbers ({tensor.dtype}) with nothing that says how they are packed; counted "
                "one by one"
            )
        parameters += weights
        experts += weights if is_routed(name) else 0
    doubts += _method_doubts(settings, tensors)
    if stated and sum(stated) != parameters:
        doubts.append(f"metadata states total_parameters {sum(stated)}; counted {parameters}")
    return StoredParameters(
        parameters,
        _active(parameters, experts, settings),
        experts,
        sum(one.elements for one in tensors.values()),
        auxiliary,
        buffers,
        len(tensors),
        tuple(Packed(rule, *counts) for rule, counts in packed.items()),
        tuple(doubts[:20]),
    )


def _method_doubts(settings: Mapping[str, object], tensors: Mapping[str, StoredTensor]) -> list[str]:
    """Return a doubt that names an unknown quantising method, if whole numbers are stored."""
    method = quant_method(settings)
    if method in METHODS or not any(one.dtype[:1] in "IU" and BITS[one.dtype] <= 32 for one in tensors.values()):
        return []
    return [
        f"quantization method {method[:60]!r} is not described here: what it packs is counted one by one. Count the "
        "model from its config instead"
    ]


def _is_buffer(name: str, tensor: StoredTensor) -> bool:
    """Return whether a tensor is not a weight: masks (BOOL, or GPT-2's square `attn.bias`), indices (I64), rotary
    frequencies.
    """
    if tensor.dtype in ("BOOL", "I64", "U64") or name.endswith(_BUFFERS):
        return True
    square = len(tensor.shape) == 4 and tensor.shape[:2] == (1, 1) and tensor.shape[2] == tensor.shape[3]
    return square and name.endswith((".attn.bias", ".attention.bias"))


def _active(parameters: int, experts: int, config: Mapping[str, object]) -> int | None:
    """Return all but the idle experts' weights; needs the config's counts of experts. None if the config does not state
    them.
    """
    if not experts:
        return parameters if config else None
    nested = config.get("text_config")
    keys = Keys(nested if isinstance(nested, Mapping) else config, "safetensors")
    there = keys.first("num_local_experts", "num_experts", "n_routed_experts")
    used = keys.first("num_experts_per_tok", "experts_per_token", "moe_topk")
    if there is None or used is None:
        return None
    if used > there or experts % there:
        raise BadInput(
            f"a token cannot pass {used} of {there} experts with {experts} parameters in all. Does this config belong "
            "to these files?"
        )
    return parameters - experts // there * (there - used)
