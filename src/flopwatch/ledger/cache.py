"""Cache: the raw bytes that were fetched, kept by their sha256, with a manifest of where each came from."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import msgspec

from flopwatch.domain import BadInput, BadLedger, NotFound
from flopwatch.ledger.files import append_whole, locked_append, write_whole
from flopwatch.ledger.lines import written_size

DEFAULT_CACHE = Path(".flopwatch/cache")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class CacheEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the manifest: the origin of cached bytes.

    Args:
        sha256: SHA-256 of the bytes, in hex.
        size: Number of bytes.
        source: Id of the source, as in the snapshot event.
        url: Address they were fetched from.
        date: ISO date of the fetch, as the caller gives it.
    """

    sha256: str
    size: int
    source: str = ""
    url: str = ""
    date: str = ""


class Cache:
    """Raw bytes by hash, in a folder. Nothing in it is ever changed; a copy can always be checked against its
    name.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     cache = Cache(Path(folder))
        ...     name = cache.put(b"model,flop", source="example-list", date="2026-03-02")
        ...     name[:8], cache.get(name), cache.manifest()[0].source, cache.verify()
        ('00924e4a', b'model,flop', 'example-list', [])
    """

    def __init__(self, folder: Path = DEFAULT_CACHE) -> None:
        """Name the folder; nothing is made before the first `put`."""
        self.folder = folder

    def put(self, data: bytes, *, source: str = "", url: str = "", date: str = "") -> str:
        """Keep these bytes; when this returns, they and their line in the manifest are on the disk.

        Returns:
            Their sha256, in hex.

        Raises:
            BadInput: If source, url or date is not text.
            BadLedger: If the disk refuses, or the manifest is damaged.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        entry = CacheEntry(sha256=sha256, size=len(data), source=source, url=url, date=date)
        try:
            line = msgspec.json.encode(entry) + b"\n"
        except UnicodeEncodeError as error:
            raise BadInput(f"{ascii(source)} {ascii(url)} {ascii(date)}: half a surrogate pair is not text") from error
        if self._read(sha256) != data:  # missing, or damaged since; either way these bytes are right
            write_whole(self.path_of(sha256), [data])
        try:
            with locked_append(self._manifest_path) as file:
                if entry not in self._entries(cut_short_is_fine=True):
                    self._cut_torn_tail(file)
                    append_whole(file, line)
        except OSError as error:
            raise BadLedger(
                f"{self._manifest_path}: cannot be written ({error.strerror or error}). Free space, repeat."
            ) from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes with that hash, checked against it.

        Raises:
            NotFound: If they are not here (or `sha256` is none).
            BadLedger: If what is stored has another hash.
        """
        data = self._read(sha256)
        if data is None:
            raise NotFound(f"{sha256[:80]!r} is not in the cache {self.folder}. Import its source again to fetch it.")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BadLedger(f"{self.path_of(sha256)}: damaged: its bytes have another hash. Import its source again.")
        return data

    def __contains__(self, sha256: str) -> bool:
        """Return whether bytes with that hash are in the cache; they are checked only when read."""
        return _SHA256.fullmatch(sha256) is not None and self.path_of(sha256).is_file()

    def path_of(self, sha256: str) -> Path:
        """Return the path of the bytes with that hash."""
        if not _SHA256.fullmatch(sha256):  # a name that is not a hash could be a path that leads out of the folder
            raise NotFound(f"{sha256[:80]!r} is not a sha256 (64 hex digits, lower case)")
        return self.folder / sha256[:2] / sha256

    def manifest(self) -> list[CacheEntry]:
        """Return every line of the manifest, in the order of arrival; empty if there is none.

        Raises:
            BadLedger: Naming the line that is damaged.
        """
        return self._entries(cut_short_is_fine=True)

    def verify(self) -> list[str]:
        """Check the manifest's lines and every file against its hash; return the problems, in words."""
        try:
            listed = {entry.sha256 for entry in self._entries(cut_short_is_fine=False)}
        except BadLedger as error:
            return [str(error)]
        problems = []
        for sha256 in sorted(listed):
            try:
                self.get(sha256)
            except (NotFound, BadLedger) as error:
                problems.append(str(error))
        kept = sorted(p for p in self.folder.glob("??/*") if _SHA256.fullmatch(p.name))
        problems += (f"{path}: not in the manifest, so of unknown origin" for path in kept if path.name not in listed)
        return problems

    @property
    def _manifest_path(self) -> Path:
        return self.folder / "manifest.jsonl"

    def _read(self, sha256: str) -> bytes | None:
        path = self.path_of(sha256)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadLedger(f"{path}: cannot be read: {error.strerror or error}.") from error

    def _entries(self, *, cut_short_is_fine: bool) -> list[CacheEntry]:
        path = self._manifest_path
        try:
            whole = path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise BadLedger(f"{path}: cannot be read: {error.strerror or error}.") from error
        size = written_size(whole)
        lines = whole[:size].split(b"\n")[:-1]
        if size < len(whole) and not cut_short_is_fine:  # that `put` never returned, so nothing is lost
            raise BadLedger(f"{path}:{len(lines) + 1}: cut short by a crash. The next import repairs it.")
        entries = []
        for number, line in enumerate(lines, 1):
            try:
                entry = msgspec.json.decode(line, type=CacheEntry)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                raise BadLedger(f"{path}:{number}: damaged ({error}). Correct or remove the line.") from error
            if not _SHA256.fullmatch(entry.sha256):
                raise BadLedger(f"{path}:{number}: {entry.sha256[:80]!r} is not a sha256. Correct or remove the line.")
            entries.append(entry)
        return entries

    def _cut_torn_tail(self, file: int) -> None:
        whole = self._manifest_path.read_bytes()
        size = written_size(whole)
        if size < len(whole):
            os.ftruncate(file, size)
