"""The tensors that a safetensors header lists, each checked: its type, its shape, the bytes it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import prod

import msgspec

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


class StoredTensor(msgspec.Struct, frozen=True):
    """One tensor of a weight file: its type, and its shape in elements."""

    dtype: str
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        return prod(self.shape)


def collect_tensors(header: object, tensors: dict[str, StoredTensor], stated: list[int]) -> None:
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
            raise BadInput(f"tensor {name!r} is in two files. Are these the shards of one model?")
        if len(tensors) >= MOST_TENSORS:
            raise BadInput(f"more than {MOST_TENSORS} tensors; the header was not read further.")
        tensors[name] = _tensor(name, value)


def _tensor(name: str, value: object) -> StoredTensor:
    if not isinstance(value, Mapping):
        raise BadInput(f"tensor {name!r}: its entry is not an object with dtype, shape and data_offsets.")
    dtype, shape, offsets = value.get("dtype"), value.get("shape"), value.get("data_offsets")
    if not isinstance(dtype, str) or dtype not in BITS:
        raise BadInput(f"tensor {name!r}: dtype {str(dtype)[:40]!r} is not one of {', '.join(BITS)}.")
    if not isinstance(shape, (list, tuple)) or len(shape) > 32 or any(type(one) is not int or one < 0 for one in shape):
        raise BadInput(f"tensor {name!r}: shape {str(shape)[:60]} is not a list of whole numbers.")
    tensor = StoredTensor(dtype, tuple(shape))
    if any(one > LARGEST_TENSOR for one in shape) or tensor.elements > LARGEST_TENSOR:
        raise BadInput(f"tensor {name!r}: shape {str(list(shape))[:60]} is larger than any weight file.")
    if (
        not isinstance(offsets, (list, tuple))
        or len(offsets) != 2
        or any(type(one) is not int or one < 0 for one in offsets)
    ):
        raise BadInput(f"tensor {name!r}: data_offsets {str(offsets)[:60]} is not a pair of whole numbers.")
    if (offsets[1] - offsets[0]) * 8 != -(-tensor.elements * BITS[dtype] // 8) * 8:
        raise BadInput(
            f"tensor {name!r}: {dtype} {list(shape)} takes {-(-tensor.elements * BITS[dtype] // 8)} bytes, but "
            "data_offsets hold "
            f"{offsets[1] - offsets[0]}. Is the file complete?"
        )
    return tensor
