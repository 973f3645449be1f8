"""Packing by quantising tools: auxiliary tensors of a packed weight, and the weights per element."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.safetensors_header import BITS, StoredTensor
from flopwatch.domain import BadInput

# Suffixes of auxiliary tensors of a quantised weight `x`.
_BESIDE = ("_scale", "_scale_inv", "_scale_2", "_scales", "_global_scale", "_zero_point", "_zeros")

# quanto keeps `weight._data` with `weight._scale`, and `weight._shift` where weights are packed.
_QUANTO = ("._scale", "._shift", "._zeropoint")

# Auxiliary tensors of HQQ's `W_q`.
_HQQ = frozenset(
    (
        "scale",
        "zero",
        "shape",
        "nbits",
        "group_size",
        "axis",
        "packing",
        "compute_dtype",
        "view_as_float",
        "unpack_view_dtype",
        "quant_zero",
        "quant_scale",
        "offload_meta",
        "encoded_state_dict",
        "stores_quant_config",
        "channel_wise",
        "optimize",
        "round_zero",
        "scale_q",
        "zero_q",
        "meta_scale",
        "meta_zero",
    )
)

# Methods whose layouts are described here; of others whole numbers are counted one by one, and that is said.
METHODS = frozenset(
    (
        "",
        "aqlm",
        "auto-round",
        "awq",
        "bitnet",
        "bitsandbytes",
        "compressed-tensors",
        "compressed_tensors",
        "fbgemm_fp8",
        "finegrained_fp8",
        "fp8",
        "gptq",
        "hqq",
        "modelopt",
        "mxfp4",
        "quanto",
    )
)

# Parts of a config that may hold the quantisation of what is nested in them.
_NESTED = ("text_config", "llm_config", "language_config", "thinker_config", "vision_config", "audio_config")

# Auxiliary tensors of a quantised module with names of their own: (suffix, why it is not a weight).
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
    """Return the modules that hold a quantised weight: only in these is a `scales` no weight."""
    out = set()
    for name, tensor in tensors.items():
        module, _, last = name.rpartition(".")
        small = BITS[tensor.dtype] == 8 or tensor.dtype in ("I32", "U32", "F4") or last == "codes"
        if small and (last in ("qweight", "weight_packed", "weight", "W_q", "codes") or last.endswith("_blocks")):
            out.add(module)
    return frozenset(out)


def is_auxiliary(name: str, tensors: Mapping[str, StoredTensor], quantised: frozenset[str]) -> bool:
    """Return whether a tensor is auxiliary to a quantised weight: scales, zero points, orders, look-up tables."""
    if tensors[name].dtype == "F8_E8M0":  # an exponent without digits: can only be a scale
        return True
    module, _, last = name.rpartition(".")
    if last in _OWN and (module in quantised or (last in ("k_scale", "v_scale", "q_scale") and bool(quantised))):
        return True
    if last == "biases" and module in quantised and f"{module}.scales" in tensors:
        return True
    if last == "codebooks" and f"{module}.codes" in tensors:
        return True
    if last in _HQQ and f"{module}.W_q" in tensors:
        return True
    if any(name.endswith(one) and f"{name[: -len(one)]}._data" in tensors for one in _QUANTO):
        return True
    for suffix in _BESIDE:
        if name.endswith(suffix):
            stem = name[: -len(suffix)]
            # A logit_scale or layer_scale is a weight: there is no quantised tensor under the rest of its name.
            other = tensors.get(stem) or tensors.get(f"{stem}_blocks") or tensors.get(f"{stem}_packed")
            if other is not None and (BITS[other.dtype] <= 8 or other.dtype in ("I32", "U32")):
                return True
    found = _BITSANDBYTES.search(name)
    return found is not None and found.end() == len(name) and name[: found.start()] in tensors


def is_routed(name: str) -> bool:
    """Return whether a tensor belongs to routed experts."""
    return ".experts." in name or name.startswith("experts.")


def packing_of(
    name: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor], config: Mapping[str, object]
) -> tuple[str, int, int]:
    """Return the rule, and the weights per element as (factor, divisor); ("", 1, 1) if it holds one."""
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
    if tensor.dtype == "U8" and f"{name}_scale" in tensors and quant_method(config) != "bitnet":
        scale = tensors[f"{name}_scale"]
        # A scale for 16 (NVFP4) or 32 (MXFP4) weights, two of which share a byte.
        ratio = tensor.elements // scale.elements if scale.elements else 0
        if ratio in (8, 16):
            return _packed(name, "NVFP4" if ratio == 8 else "MXFP4", bits, 4)
    if tensor.dtype == "U32" and last == "weight" and f"{module}.scales" in tensors:
        return _packed(name, "MLX", bits, _stated_bits(config, module))
    if last == "codes" and f"{module}.codebooks" in tensors:
        return _aqlm(name, tensor, tensors[f"{module}.codebooks"])
    if last == "W_q":
        width = _stated_bits(config, module)
        if width == 3 or (width is not None and tensor.dtype not in ("U8", "I8")):
            raise BadInput(
                f"tensor {name!r} is packed by HQQ at {width} bits with padding: its header does not state the count."
            )
        return _packed(name, "HQQ", bits, width)
    if last == "_data" and tensor.dtype == "U8" and f"{name[: -len('._data')]}._shift" in tensors:
        return _packed(name, "quanto", bits, _stated_bits(config, module.rpartition(".")[0]))
    if tensor.dtype == "U8" and last == "weight" and quant_method(config) == "bitnet":
        return _packed(name, "BitNet, ternary", bits, 2)
    if tensor.dtype in ("I8", "U8") and is_routed(name) and config.get("expert_dtype") == "fp4":
        return _packed(name, "expert_dtype fp4", bits, 4)
    return "", 1, 1


def quant_method(config: Mapping[str, object]) -> str:
    """Return the quantising method a config names, at its top or in a nested part; "" if it names none."""
    for place in settings_of(config):
        method = place.get("quant_method")
        if isinstance(method, str):
            return method.lower()
    return ""


def settings_of(config: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return every quantisation a config states: at its top, then in its nested parts."""
    nested = [part for one in _NESTED if isinstance(part := config.get(one), Mapping)]
    out: list[Mapping[str, object]] = []
    for place in (config, *nested):
        for name in ("quantization_config", "quantization"):
            stated = place.get(name)
            if isinstance(stated, Mapping):
                out.append(stated)
    return out


def _aqlm(name: str, codes: StoredTensor, books: StoredTensor) -> tuple[str, int, int]:
    """Read AQLM: `codes` is [groups…, codebooks]; `codebooks` is [codebooks, entries, out group, in group]."""
    if len(books.shape) != 4 or not codes.shape or codes.shape[-1] != books.shape[0]:
        raise BadInput(
            f"tensor {name!r} holds codes of AQLM, but its codebooks {list(books.shape)} are not [codebooks, entries, "
            "rows, columns]. Are all shards given?"
        )
    books_used, _, rows, columns = books.shape
    return f"AQLM, {books_used} codebook(s) of groups of {rows * columns}", rows * columns, books_used


def _packed(name: str, rule: str, bits: int, width: int | None) -> tuple[str, int, int]:
    if width is None:
        raise BadInput(
            f"tensor {name!r} is packed ({rule}), and nothing says how many bits a weight has. "
            "Give the model's config with its quantization_config."
        )
    return f"{rule}, {width} bits", bits, width


def _bits_from_neighbours(module: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor]) -> int | None:
    """Return bits from the shapes of a `qweight`'s tensors: GPTQ packs inputs (`g_idx` has one entry for each), AWQ
    outputs (`scales` has one column for each). None if neither fits.
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
    """Return the bits per weight that the config states: `bits` (GPTQ, AWQ, MLX; MLX also for single modules),
    `num_bits` (compressed-tensors), `nbits` (HQQ), `weights` int4 (quanto). None if it states none.
    """
    for stated in settings_of(config):
        own = stated.get(module)
        for place in (
            own,
            stated,
            stated.get("weight_quant_params"),
            _in(stated, "quant_config", "weight_quant_params"),
        ):
            if isinstance(place, Mapping):
                keys = Keys(place, "safetensors", "quantization_config")
                bits = keys.first("bits", "w_bit", "num_bits", "nbits")
                if bits is not None:
                    return _sane(bits, keys)
        word = stated.get("weights")
        if isinstance(word, str) and word in _WORDS:
            return _WORDS[word]
        width = _bits_of_groups(stated, module)
        if width is not None:
            return width
    return None


def _bits_of_groups(stated: Mapping[str, object], module: str) -> int | None:
    """Return the bits of the one width that all groups of compressed-tensors state, or of the group whose targets name
    the module; targets that are classes (`Linear`) hold for modules that no group names. None if no group or more than
    one width remains.
    """
    groups = stated.get("config_groups")
    by_name, by_class = set(), set()
    for group in groups.values() if isinstance(groups, Mapping) else ():
        weights = group.get("weights") if isinstance(group, Mapping) else None
        if not isinstance(weights, Mapping):
            continue
        keys = Keys(weights, "safetensors", "quantization_config.config_groups.weights")
        width = _sane(keys.size("num_bits"), keys)
        targets = group.get("targets")
        named = [one for one in targets if isinstance(one, str)] if isinstance(targets, list) else []
        if any(_names_module(one, module) for one in named):
            by_name.add(width)
        elif not any(one.startswith("re:") or "." in one for one in named):
            by_class.add(width)
        elif any(_is_unread(one) for one in named):
            return None
    widths = by_name or by_class
    return widths.pop() if len(widths) == 1 else None


def _names_module(target: str, module: str) -> bool:
    """Return whether a target is a module's name, or a plain pattern (`re:.*down_proj$`) that fits it."""
    if not target.startswith("re:"):
        return target == module
    words, body = _literal(target), target.removeprefix("re:").removeprefix("^")
    if not words:
        return False
    if not body.startswith(".*"):
        return module == words if body.endswith("$") else module.startswith(words)
    return module.endswith(words) if body.endswith("$") else words in module


def _is_unread(target: str) -> bool:
    return target.startswith("re:") and not _literal(target)


def _literal(target: str) -> str:
    """Return the plain words of `re:.*down_proj$`; "" for a pattern with more in it, which a file may not run here."""
    words = target.removeprefix("re:").removeprefix("^").removeprefix(".*").removesuffix("$").removesuffix(".*")
    words = words.replace("\\.", ".")
    return words if _PLAIN.fullmatch(words) else ""


_PLAIN = re.compile(r"[A-Za-z0-9_.]{1,200}")
_WORDS = {"int2": 2, "int4": 4, "qint2": 2, "qint4": 4, "int8": 8, "qint8": 8, "float8": 8, "qfloat8": 8}


def _in(stated: Mapping[str, object], *names: str) -> object:
    """Return the value of a key in a nested object; None if either is absent."""
    place: object = stated
    for name in names:
        place = place.get(name) if isinstance(place, Mapping) else None
    return place


def _sane(bits: int, keys: Keys) -> int:
    if not 1 <= bits <= 16:
        raise keys.refused("bits", bits, "is outside 1 to 16")
    return bits
