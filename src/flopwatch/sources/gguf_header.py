"""The header of a GGUF file: its keys and values, and each tensor's shape. The weights are not needed."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from flopwatch.domain import BadInput
from flopwatch.sources.wire.fetch import read_beginning

MOST_ENTRIES = 1_000_000
LONGEST_TEXT = 1 << 20
# Vocabularies of 260,000 tokens with scores and merges make headers of about 20 MB.
MAX_HEADER_BYTES = 128 * 2**20
MOST_FILES = 500
_SPLIT = re.compile(r"(?P<stem>.{1,200})-(?P<number>[0-9]{5})-of-(?P<files>[0-9]{5})\.gguf", re.DOTALL)
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
                f"{self.place}: the header extends beyond the {len(self.raw)} bytes that are here. Give the file from "
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
            raise BadInput(f"{self.place}: a text of {size} bytes extends beyond the end. Give the whole header.")
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
                    f"{self.place}: a list of {length} values extends beyond the end. Give the whole header."
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
        BadInput: If it is not a GGUF file, of another version or cut short, or states sizes beyond the caps.
    """
    if raw[:4] != b"GGUF":
        raise BadInput(f"{place}: does not begin with GGUF. Is this a GGUF file?")
    reader = _Bytes(raw, place)
    reader.at = 4
    version = reader.fixed("<I")
    if version in (2 << 24, 3 << 24):
        raise BadInput(f"{place}: is big-endian GGUF; little-endian files are read. Convert it (gguf_convert_endian).")
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


def is_gguf(place: str) -> bool:
    """Return whether a place is a GGUF file: by its first bytes on this machine, by its name elsewhere.

    Example:
        >>> is_gguf("https://example.org/m/model-Q4_K_M.gguf?download=true"), is_gguf("config.json")
        (True, False)
    """
    if place.startswith(("http://", "https://")):
        return place.split("?")[0].lower().endswith(".gguf")
    return Path(place).is_file() and read_beginning(place, 4) == b"GGUF"


def read_gguf_files(place: str) -> tuple[dict[str, tuple[int, ...]], dict[str, object], int]:
    """Read the header of a GGUF file, and of the other files of a split model in the same folder.

    Returns:
        The shapes of all tensors, the keys and values of the first file, and the number of files read.

    Raises:
        BadInput: If it is an address, no GGUF file, or two files of one model name the same tensor.
    """
    if place.startswith(("http://", "https://")):
        raise BadInput(
            f"{place}: a GGUF file is not fetched, as its weights would come too. Fetch its beginning (`curl -L -r "
            "0-67108863 -o head.gguf ADDRESS`) and give that, or give the config.json of the model it was made from."
        )
    named = _SPLIT.fullmatch(Path(place).name)
    paths = [Path(place)]
    if named and 1 < int(named["files"]) <= MOST_FILES:
        many = int(named["files"])
        whole = (
            Path(place).with_name(f"{named['stem']}-{number:05d}-of-{many:05d}.gguf") for number in range(1, many + 1)
        )
        paths = [one for one in whole if one.is_file()]
    shapes: dict[str, tuple[int, ...]] = {}
    first: dict[str, object] = {}
    for one in paths:
        found, metadata = read_gguf_header(read_beginning(one, MAX_HEADER_BYTES), str(one))
        twice = next((name for name in found if name in shapes), "")
        if twice:
            raise BadInput(f"{one}: the tensor {twice[:80]!r} is in another file of this model too.")
        shapes |= found
        first = metadata | first
    return shapes, first, len(paths)
