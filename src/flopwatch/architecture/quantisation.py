"""How quantising tools pack weights: what stands beside a packed weight, and how many weights an element holds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.safetensors_header import BITS, StoredTensor
from flopwatch.domain import BadInput

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


def quantised_modules(tensors: Mapping[str, StoredTensor]) -> frozenset[str]:
    """The modules that hold a quantised weight: only there is a `scales` no weight."""
    out = set()
    for name, tensor in tensors.items():
        module, _, last = name.rpartition(".")
        small = BITS[tensor.dtype] == 8 or tensor.dtype in ("I32", "U32", "F4")
        if small and (last in ("qweight", "weight_packed", "weight") or last.endswith("_blocks")):
            out.add(module)
    return frozenset(out)


def is_auxiliary(name: str, tensors: Mapping[str, StoredTensor], quantised: frozenset[str]) -> bool:
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


def is_routed(name: str) -> bool:
    """Whether a tensor belongs to experts that tokens are routed to."""
    return ".experts." in name or name.startswith("experts.")


def packing_of(
    name: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor], config: Mapping[str, object]
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
    if tensor.dtype in ("I8", "U8") and is_routed(name) and config.get("expert_dtype") == "fp4":
        return _packed(name, "expert_dtype fp4", bits, 4)
    return "", 1, 1


def _packed(name: str, rule: str, bits: int, width: int | None) -> tuple[str, int, int]:
    if width is None:
        raise BadInput(
            f"tensor {name!r} is packed ({rule}), and nothing says how many bits a weight has. "
            "Give the model's config with its quantization_config."
        )
    return f"{rule}, {width} bits", bits, width


def _bits_from_neighbours(module: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor]) -> int | None:
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
