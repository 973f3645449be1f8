"""The header of a GGUF file: its keys and values, and each tensor's shape. The weights are not needed."""

from __future__ import annotations

import struct

from flopwatch.domain import BadInput

MOST_ENTRIES = 1_000_000
LONGEST_TEXT = 1 << 20
_FIXED = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_TEXT, _ARRAY = 8, 9


class _Bytes:
    """Reads forward through bytes; every step is checked against their end."""

    def __init__(self, raw: bytes, place: str) -> None:
        self.raw, self.place, self.at = raw, place, 0

    def fixed(self, form: str) -> int | float | bool:
        size = struct.calcsize(form)
        if self.at + size > len(self.raw):
            raise BadInput(
                f"{self.place}: the header goes on beyond the {len(self.raw)} bytes that are here. Give the file from "
                "its beginning, at least the header."
            )
        value: int | float | bool = struct.unpack_from(form, self.raw, self.at)[0]
        self.at += size
        return value

    def count(self, form: str = "<Q", most: int = MOST_ENTRIES) -> int:
        value = int(self.fixed(form))
        if value > most:
            raise BadInput(
                f"{self.place}: the header states {value} entries at byte {self.at}; at most {most} are read."
            )
        return value

    def text(self) -> str:
        size = self.count(most=LONGEST_TEXT)
        if self.at + size > len(self.raw):
            raise BadInput(f"{self.place}: a text of {size} bytes goes on beyond the end. Give the whole header.")
        self.at += size
        return self.raw[self.at - size : self.at].decode("utf-8", "replace")

    def value(self, kind: int, depth: int = 0) -> object:
        if kind in _FIXED:
            return self.fixed(_FIXED[kind])
        if kind == _TEXT:
            return self.text()
        if kind != _ARRAY or depth > 2:
            raise BadInput(f"{self.place}: a value of unknown type {kind} at byte {self.at}. Is this a GGUF file?")
        inner, length = self.count("<I", 12), self.count()
        if inner in _FIXED:
            # Skipped whole: vocabularies hold hundreds of thousands, and no count needs them.
            size = struct.calcsize(_FIXED[inner]) * length
            if self.at + size > len(self.raw):
                raise BadInput(
                    f"{self.place}: a list of {length} values goes on beyond the end. Give the whole header."
                )
            self.at += size
            return None
        for _ in range(length):
            self.value(inner, depth + 1)
        return None


def read_gguf_header(raw: bytes, place: str = "model.gguf") -> tuple[dict[str, tuple[int, ...]], dict[str, object]]:
    """Read the shapes of all tensors, and the keys and values (no lists), of a GGUF file of version 2 or 3.

    Args:
        raw: The beginning of the file, at least the header.
        place: Where it comes from; named in errors.

    Raises:
        BadInput: If it is no GGUF file, of another version or cut short, or states sizes beyond the caps.
    """
    if raw[:4] != b"GGUF":
        raise BadInput(f"{place}: does not begin with GGUF. Is this a GGUF file?")
    reader = _Bytes(raw, place)
    reader.at = 4
    version = reader.fixed("<I")
    if version not in (2, 3):
        raise BadInput(f"{place}: GGUF version {version} is not read; versions 2 and 3 are.")
    tensors, pairs = reader.count(), reader.count()
    metadata: dict[str, object] = {}
    for _ in range(pairs):
        key = reader.text()
        metadata[key] = reader.value(reader.count("<I", 12))
    shapes: dict[str, tuple[int, ...]] = {}
    for _ in range(tensors):
        name = reader.text()
        if name in shapes:
            raise BadInput(f"{place}: names the tensor {name[:80]!r} twice.")
        shapes[name] = tuple(int(reader.fixed("<Q")) for _ in range(reader.count("<I", 8)))
        reader.fixed("<I")
        reader.fixed("<Q")
    return shapes, metadata
