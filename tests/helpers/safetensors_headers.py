"""Headers of safetensors files, made as a writer would lay them out."""

from __future__ import annotations

from math import prod

from flopwatch.architecture.safetensors_header import BITS


def header(tensors, **metadata):
    """A header with offsets as a writer would lay them out."""
    out = {"__metadata__": {"format": "pt", **metadata}} if metadata else {}
    place = 0
    for name, (dtype, *shape) in tensors.items():
        size = -(-prod(shape) * BITS[dtype] // 8)
        out[name] = {"dtype": dtype, "shape": shape, "data_offsets": [place, place + size]}
        place += size
    return out
