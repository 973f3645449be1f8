"""GGUF headers made for tests."""

from __future__ import annotations

import struct


def gguf(tensors, pairs=(), version=3):
    """A GGUF header as the format description lays it out."""
    text = lambda word: struct.pack("<Q", len(word)) + word.encode()  # noqa: E731
    out = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(pairs))
    for key, value in pairs:
        if isinstance(value, list):
            out += text(key) + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
        elif isinstance(value, str):
            out += text(key) + struct.pack("<I", 8) + text(value)
        else:
            out += text(key) + struct.pack("<IQ", 10, value)
    for name, (kind, *shape) in tensors.items():
        out += text(name) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", one) for one in shape)
        out += struct.pack("<IQ", kind, 0)
    return out
