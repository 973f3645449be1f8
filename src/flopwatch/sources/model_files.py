"""Model files: a model's `config.json` and the headers of its safetensors files, read strictly. No claim comes of
them by itself.
"""

from __future__ import annotations

import json
from typing import Any

from flopwatch.domain import BadInput
from flopwatch.sources.wire.decode import decoded

# The largest configs hold tens of thousands of class labels: about 2 MB.
MAX_CONFIG_BYTES = 4 * 2**20
# The format's own limit for a header.
MAX_HEADER_BYTES = 100_000_000
_MOST_DIGITS = 30


class NotANumber:
    """Stands for a NaN or Infinity: legal in configs where a limit may be infinite, never a count."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def read_config_json(raw: bytes, place: str = "config.json") -> dict[str, Any]:
    """Read the object in a `config.json`: UTF-8 JSON, no duplicate keys, whole numbers as ints.

    Args:
        raw: The bytes.
        place: Where they come from; named in errors.

    Raises:
        BadInput: If it is too large, no JSON, no object, or names a key twice.

    Example:
        >>> read_config_json(b'{"model_type": "llama", "hidden_size": 4096}')
        {'model_type': 'llama', 'hidden_size': 4096}
    """
    return _strict(raw, place, "a config.json", MAX_CONFIG_BYTES)


def read_safetensors_header(raw: bytes, place: str = "model.safetensors") -> dict[str, Any]:
    """Read the header of a safetensors file: eight bytes of length (little-endian), then that many of JSON. The
    weights are not needed.

    Args:
        raw: The beginning of the file, at least the header.
        place: Where it comes from; named in errors.

    Raises:
        BadInput: If the length is not plausible, the header is cut short, or it is not the JSON it must be.
    """
    if len(raw) < 10:
        raise BadInput(f"{place}: {len(raw)} bytes are not a safetensors file.")
    length = int.from_bytes(raw[:8], "little")
    if not 2 <= length <= MAX_HEADER_BYTES:
        raise BadInput(f"{place}: its first eight bytes state a header of {length} bytes. Is this a safetensors file?")
    if len(raw) < 8 + length:
        raise BadInput(
            f"{place}: the header has {length} bytes, but only {len(raw) - 8} are here. Give the file from its "
            "beginning."
        )
    return _strict(raw[8 : 8 + length], place, "a safetensors header", MAX_HEADER_BYTES)


# How other files begin, what they are, and what to give instead.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (
        b"version https://git-lfs",
        "this is a pointer of Git LFS, not the file itself. Run `git lfs pull`, or download it.",
    ),
    (b"GGUF", "this is a GGUF weight file; `architecture` and `estimate --config` read its header from a file here."),
    (b"PK\x03\x04", "this is a zip archive or a PyTorch checkpoint. Give the config.json of the same folder."),
    (b"\x80\x02", "this is a pickled PyTorch checkpoint. Give the config.json of the same folder."),
    (b"%PDF", "this is a PDF. Give the model's config.json."),
    (b"\x1f\x8b", "this is a gzip archive. Unpack it, and give the config.json in it."),
    (b"---\n", "this is YAML, perhaps a model card (README.md). Give the config.json of the same folder."),
    (b"# ", "this is Markdown, perhaps a model card (README.md). Give the config.json of the same folder."),
    (b"<!doctype", "this is a web page, not the file. Give the address of the raw file (…/resolve/main/config.json)."),
    (b"<html", "this is a web page, not the file. Give the address of the raw file (…/resolve/main/config.json)."),
    (b"<?xml", "this is an XML page, often a server's error. Give the address of the raw file."),
    (b"entry not found", "this is the hub's answer that there is no such file. Check the path."),
    (b"repository not found", "this is the hub's answer that there is no such model, or that it is private."),
    (b"access to model", "this is the hub's answer that the model's conditions must be accepted first."),
    (b"invalid username or password", "this is the hub's answer that it wants a login. Download the file by hand."),
)


def other_file(raw: bytes) -> str:
    """Return the kind of other files, with the file to give instead, in words; "" if unknown.

    Example:
        >>> other_file(b"version https://git-lfs.github.com/spec/v1")[:33]
        'this is a pointer of Git LFS, not'
    """
    start = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    for begin, advice in _BEGINNINGS:
        if start.startswith(begin) or start.lower().startswith(begin):
            return advice
    # A safetensors file: eight bytes of length, then an object.
    if len(raw) > 9 and raw[8:9] == b"{" and 2 <= int.from_bytes(raw[:8], "little") <= MAX_HEADER_BYTES:
        return "this is a safetensors weight file. Give the config.json of the same folder."
    return ""


def _strict(raw: bytes, place: str, what: str, max_bytes: int) -> dict[str, Any]:
    advice = other_file(raw)
    if advice:
        raise BadInput(f"{place}: {advice}")
    if not raw.strip():
        raise BadInput(f"{place}: is empty. Was the download cut off?")
    text = decoded(raw, place, what=what, max_bytes=max_bytes)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_whole, parse_constant=NotANumber)
    except _Twice as error:
        raise BadInput(f"{place}: names the key {error.key[:60]!r} twice in one object. Remove one of them.") from error
    except json.JSONDecodeError as error:
        raise BadInput(f"{place}: is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise BadInput(f"{place}: is nested too deeply to be {what}.") from error
    if not isinstance(value, dict):
        raise BadInput(f"{place}: holds a {type(value).__name__}, not an object with keys. Is this {what}?")
    return value


class _Twice(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Twice(key)
            seen.add(key)
    return out


def _whole(digits: str) -> int | NotANumber:
    # The JSON grammar has let through ASCII digits only; thousands of them would take long and mean nothing.
    return int(digits) if len(digits) <= _MOST_DIGITS else NotANumber(f"a number of {len(digits)} digits")
