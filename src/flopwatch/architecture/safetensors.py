"""Safetensors: how many parameters weight files hold, from their headers alone.

The sum of all elements is not the answer: quantised files pack several weights into one element and keep scales and
zero points beside them, and some files hold masks and other buffers. Metadata may state a `total_parameters` of its
own; it is compared, never taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import prod

import msgspec

from flopwatch.architecture.config_reader import Keys
from flopwatch.domain import BadInput

# Bits of one element, by the format's own names. F4 and F6 state shapes in weights, not in bytes.
BITS = {
    "BOOL": 8,
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    "U8": 8,
    "I8": 8,
    "F8_E5M2": 8,
    "F8_E4M3": 8,
    "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8,
    "I16": 16,
    "U16": 16,
    "F16": 16,
    "BF16": 16,
    "I32": 32,
    "U32": 32,
    "F32": 32,
    "C64": 64,
    "F64": 64,
    "I64": 64,
    "U64": 64,
}
MOST_TENSORS = 2_000_000
LONGEST_NAME = 1_000
LARGEST_TENSOR = 1 << 45

# What stands beside a quantised weight `x` under a name made from it.
_BESIDE = ("_scale", "_scale_inv", "_scale_2", "_scales", "_global_scale", "_zero_point", "_zeros")
# What stands in a quantised module under a name of its own: (suffix, why it is no weight).
_OWN = (
    "scale",
    "scales",
    "qzeros",
    "g_idx",
    "weight_scale",
    "weight_zero_point",
    "weight_global_scale",
    "weight_shape",
    "weight_g_idx",
    "input_scale",
    "input_global_scale",
    "input_zero_point",
    "output_scale",
    "k_scale",
    "v_scale",
    "q_scale",
    "SCB",
    "weight_format",
)
_BITSANDBYTES = re.compile(r"\.(?:absmax|quant_map|nested_absmax|nested_quant_map|quant_state\.[A-Za-z0-9_]{1,60})")
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
    """What weight files hold.

    Args:
        parameters: Weights, unpacked; no scales, zero points or buffers.
        active_parameters: All but those of experts a token is not routed to; None where the config given does not say
            how many it is.
        routed_expert_parameters: Weights of routed experts.
        elements: The plain sum of all elements: what a hub would show.
        auxiliary: Elements of scales, zero points and the like.
        buffers: Elements of masks, position tables without weights, and the like.
        tensors: How many tensors there are.
        packed: The packings met.
        doubts: What does not fit, in words.
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


class _Tensor(msgspec.Struct, frozen=True):
    dtype: str
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        return prod(self.shape)


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
        BadInput: If a header is not one, a tensor's shape and offsets disagree, or a packing's bits cannot be told.

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
    tensors: dict[str, _Tensor] = {}
    doubts: list[str] = []
    stated: list[int] = []
    for one in headers:
        _collect(one, tensors, stated)
    settings = config or {}
    quantised = _quantised_modules(tensors)
    packed: dict[str, list[int]] = {}
    parameters = experts = auxiliary = buffers = 0
    for name, tensor in tensors.items():
        if _is_auxiliary(name, tensors, quantised):
            auxiliary += tensor.elements
            continue
        if _is_buffer(name, tensor):
            buffers += tensor.elements
            continue
        rule, factor, divisor = _packing(name, tensor, tensors, settings)
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
        experts += weights if _is_routed(name) else 0
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


def _collect(header: object, tensors: dict[str, _Tensor], stated: list[int]) -> None:
    """Check a header's tensors and add them."""
    if not isinstance(header, Mapping):
        raise BadInput(f"a safetensors header is an object of tensors, not {type(header).__name__}.")
    for name, value in header.items():
        if name == "__metadata__":
            total = value.get("total_parameters") if isinstance(value, Mapping) else None
            if isinstance(total, str) and re.fullmatch(r"[0-9]{1,18}", total, re.ASCII):
                total = int(total)
            if type(total) is int and total > 0:
                stated.append(total)
            continue
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise BadInput(
                f"safetensors header: tensor name {str(name)[:60]!r}… is longer than {LONGEST_NAME} characters."
            )
        if name in tensors:
            raise BadInput(f"tensor {name!r} stands in two files. Are these the shards of one model?")
        if len(tensors) >= MOST_TENSORS:
            raise BadInput(f"more than {MOST_TENSORS} tensors; the header was not read further.")
        tensors[name] = _tensor(name, value)


def _tensor(name: str, value: object) -> _Tensor:
    if not isinstance(value, Mapping):
        raise BadInput(f"tensor {name!r}: its entry is no object with dtype, shape and data_offsets.")
    dtype, shape, offsets = value.get("dtype"), value.get("shape"), value.get("data_offsets")
    if not isinstance(dtype, str) or dtype not in BITS:
        raise BadInput(f"tensor {name!r}: dtype {str(dtype)[:40]!r} is not one of {', '.join(BITS)}.")
    if not isinstance(shape, (list, tuple)) or len(shape) > 32 or any(type(one) is not int or one < 0 for one in shape):
        raise BadInput(f"tensor {name!r}: shape {str(shape)[:60]} is no list of whole numbers.")
    tensor = _Tensor(dtype, tuple(shape))
    if any(one > LARGEST_TENSOR for one in shape) or tensor.elements > LARGEST_TENSOR:
        raise BadInput(f"tensor {name!r}: shape {str(list(shape))[:60]} is larger than any weight file.")
    if (
        not isinstance(offsets, (list, tuple))
        or len(offsets) != 2
        or any(type(one) is not int or one < 0 for one in offsets)
    ):
        raise BadInput(f"tensor {name!r}: data_offsets {str(offsets)[:60]} is no pair of whole numbers.")
    if (offsets[1] - offsets[0]) * 8 != -(-tensor.elements * BITS[dtype] // 8) * 8:
        raise BadInput(
            f"tensor {name!r}: {dtype} {list(shape)} takes {-(-tensor.elements * BITS[dtype] // 8)} bytes, but "
            "data_offsets hold "
            f"{offsets[1] - offsets[0]}. Is the file whole?"
        )
    return tensor


def _quantised_modules(tensors: Mapping[str, _Tensor]) -> frozenset[str]:
    """The modules that hold a quantised weight: only there is a `scales` no weight."""
    out = set()
    for name, tensor in tensors.items():
        module, _, last = name.rpartition(".")
        small = BITS[tensor.dtype] == 8 or tensor.dtype in ("I32", "U32", "F4")
        if small and (last in ("qweight", "weight_packed", "weight") or last.endswith("_blocks")):
            out.add(module)
    return frozenset(out)


def _is_auxiliary(name: str, tensors: Mapping[str, _Tensor], quantised: frozenset[str]) -> bool:
    """Whether it stands beside a quantised weight: scales, zero points, orders, look-up tables."""
    if tensors[name].dtype == "F8_E8M0":  # an exponent without digits: can only be a scale
        return True
    module, _, last = name.rpartition(".")
    if last in _OWN and (module in quantised or (last in ("k_scale", "v_scale", "q_scale") and bool(quantised))):
        return True
    if last == "biases" and module in quantised and f"{module}.scales" in tensors:
        return True
    for suffix in _BESIDE:
        if name.endswith(suffix):
            stem = name[: -len(suffix)]
            # A logit_scale or layer_scale is a weight: nothing quantised stands beside it under the rest of its name.
            other = tensors.get(stem) or tensors.get(f"{stem}_blocks") or tensors.get(f"{stem}_packed")
            if other is not None and (BITS[other.dtype] <= 8 or other.dtype in ("I32", "U32")):
                return True
    found = _BITSANDBYTES.search(name)
    return found is not None and found.end() == len(name) and name[: found.start()] in tensors


def _is_buffer(name: str, tensor: _Tensor) -> bool:
    """Whether it is no weight at all: masks (BOOL, or GPT-2's square `attn.bias`), indices (I64), rotary
    frequencies.
    """
    if tensor.dtype in ("BOOL", "I64", "U64") or name.endswith(_BUFFERS):
        return True
    square = len(tensor.shape) == 4 and tensor.shape[:2] == (1, 1) and tensor.shape[2] == tensor.shape[3]
    return square and name.endswith((".attn.bias", ".attention.bias"))


def _is_routed(name: str) -> bool:
    return ".experts." in name or name.startswith("experts.")


def _packing(
    name: str, tensor: _Tensor, tensors: Mapping[str, _Tensor], config: Mapping[str, object]
) -> tuple[str, int, int]:
    """The rule, and how many weights an element holds as (factor, divisor); ("", 1, 1) where it holds one."""
    module, _, last = name.rpartition(".")
    bits = BITS[tensor.dtype]
    if last == "qweight" and tensor.dtype in ("I32", "U32"):
        width = _stated_bits(config, module) or _bits_from_neighbours(module, tensor, tensors)
        return _packed(name, "GPTQ or AWQ", bits, width)
    if last == "weight_packed":
        width = 4 if tensor.dtype == "U8" else _stated_bits(config, module)
        return _packed(name, "compressed-tensors", bits, width)
    if last.endswith("_blocks") and f"{name[: -len('_blocks')]}_scales" in tensors and tensor.dtype == "U8":
        return _packed(name, "MXFP4", bits, 4)
    if tensor.dtype == "U8" and f"{name}.absmax" in tensors:
        return _packed(name, "bitsandbytes 4-bit", bits, 4)
    if tensor.dtype == "U8" and f"{name}_scale" in tensors:
        scale = tensors[f"{name}_scale"]
        # A scale for 16 (NVFP4) or 32 (MXFP4) weights, two of which share a byte.
        ratio = tensor.elements // scale.elements if scale.elements else 0
        if ratio in (8, 16):
            return _packed(name, "NVFP4" if ratio == 8 else "MXFP4", bits, 4)
    if tensor.dtype == "U32" and last == "weight" and f"{module}.scales" in tensors:
        return _packed(name, "MLX", bits, _stated_bits(config, module))
    if tensor.dtype in ("I8", "U8") and _is_routed(name) and config.get("expert_dtype") == "fp4":
        return _packed(name, "expert_dtype fp4", bits, 4)
    return "", 1, 1


def _packed(name: str, rule: str, bits: int, width: int | None) -> tuple[str, int, int]:
    if width is None:
        raise BadInput(
            f"tensor {name!r} is packed ({rule}), and nothing says how many bits a weight has. "
            "Give the model's config with its quantization_config."
        )
    return f"{rule}, {width} bits", bits, width


def _bits_from_neighbours(module: str, tensor: _Tensor, tensors: Mapping[str, _Tensor]) -> int | None:
    """Bits from the shapes beside a `qweight`: GPTQ packs inputs (`g_idx` has one entry for each), AWQ packs outputs
    (`scales` has one column for each).
    """
    if len(tensor.shape) != 2:
        return None
    order, scales = tensors.get(f"{module}.g_idx"), tensors.get(f"{module}.scales")
    stored, weights = 0, 0
    if order is not None and scales is not None and scales.shape[-1:] == tensor.shape[1:]:
        stored, weights = tensor.shape[0], order.elements
    elif scales is not None and len(scales.shape) == 2 and scales.shape[1] != tensor.shape[1]:
        stored, weights = tensor.shape[1], scales.shape[1]
    if not weights or 32 * stored % weights:
        return None
    bits = 32 * stored // weights
    return bits if 1 <= bits <= 16 else None


def _stated_bits(config: Mapping[str, object], module: str) -> int | None:
    """Bits of a weight by the config: `bits` (GPTQ, AWQ, MLX; MLX also for single modules), `num_bits`
    (compressed-tensors).
    """
    for name in ("quantization_config", "quantization"):
        stated = config.get(name)
        if not isinstance(stated, Mapping):
            continue
        own = stated.get(module)
        for place in (own, stated):
            if isinstance(place, Mapping):
                keys = Keys(place, "safetensors", name)
                bits = keys.first("bits", "w_bit", "num_bits")
                if bits is not None:
                    return _sane(bits, keys)
        groups = stated.get("config_groups")
        widths = set()
        for group in groups.values() if isinstance(groups, Mapping) else ():
            weights = group.get("weights") if isinstance(group, Mapping) else None
            if isinstance(weights, Mapping):
                keys = Keys(weights, "safetensors", f"{name}.config_groups.weights")
                widths.add(_sane(keys.size("num_bits"), keys))
        if len(widths) == 1:
            return widths.pop()
    return None


def _sane(bits: int, keys: Keys) -> int:
    if not 1 <= bits <= 16:
        raise keys.refused("bits", bits, "is outside 1 to 16")
    return bits


def _active(parameters: int, experts: int, config: Mapping[str, object]) -> int | None:
    """All but the idle experts' weights; needs the config's counts of experts."""
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
