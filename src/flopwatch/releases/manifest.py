"""The manifest: every file of a release with its hash, and one hash over them all. It holds no time of day."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

FORMAT = "flopwatch-release-1"
NAME = "manifest.json"


class FileEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file: its SHA-256 (for SQLite that of the canonical dump, as `of` then says) and its size in bytes."""

    sha256: str
    bytes: int = 0
    of: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of a release.

    Args:
        format: Name and version of this format.
        as_of: Date of the census.
        models: Models published.
        claims: Claims published.
        sources: Sources behind them.
        cells: Number of cells published, each with a claim behind it.
        withheld: Number of claims withheld because they are a source's own prose.
        release: The number of this build's release; 0 if it is none.
        files: Every other file of the release, by its path.
        sha256: Over the canonical JSON of `as_of`, the counts and `files`.
    """

    format: str
    as_of: str
    models: int
    claims: int
    sources: int
    cells: int
    withheld: int
    release: int = 0
    files: dict[str, FileEntry]
    sha256: str = ""

    def sealed(self) -> Manifest:
        """Return the manifest with its overall hash."""
        body = msgspec.structs.replace(self, sha256="")
        return msgspec.structs.replace(self, sha256=hashlib.sha256(body.encoded()).hexdigest())

    def encoded(self) -> bytes:
        """Return canonical JSON: keys sorted, indented, one final newline."""
        return msgspec.json.format(msgspec.json.encode(self, order="sorted"), indent=1) + b"\n"


def manifest_in(folder: Path) -> Manifest | None:
    """Return the manifest of a folder; None if it is absent or unreadable."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return None
