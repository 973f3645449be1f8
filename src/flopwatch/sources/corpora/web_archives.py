"""Pages of a web archive (WARC), such as the files of Common Crawl News."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from flopwatch.domain import Quarantined
from flopwatch.sources.corpora.extra import library_of
from flopwatch.sources.corpora.pages import MAX_PAGE

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


class Page(msgspec.Struct, frozen=True):
    """One page of an archive: its address, bytes, and the encoding that the server stated, or ""."""

    name: str
    body: bytes
    charset: str


def pages_of_archive(path: Path) -> Iterator[Page | Quarantined]:
    """Yield the pages of an archive, in order; a response of another kind comes with that as its reason.

    A record that cannot be read ends the archive, as nothing says where the next one begins.
    """
    if path.stat().st_size == 0:
        yield Quarantined(path.name, "an empty file")
        return
    if _start_of(path).startswith(b"filedesc://"):
        yield Quarantined(path.name, "an ARC archive, the format before WARC: convert it with `warcio recompress`")
        return
    warc: Any = library_of("fastwarc.warc")
    done = 0
    try:
        with path.open("rb") as file:
            responses = warc.WarcRecordType.response
            for record in warc.ArchiveIterator(file, record_types=responses, parse_http=True, auto_decode="all"):
                done += 1
                name = str(record.headers.get("WARC-Target-URI") or f"{path.name}:{done}")[:2_000]
                yield _page(record, name)
    except (OSError, EOFError, ValueError, RuntimeError, zlib.error, gzip.BadGzipFile) as error:
        yield Quarantined(f"{path.name}, after {done} responses", f"the archive breaks off: {str(error)[:120]}")
        return
    if not done:
        yield Quarantined(path.name, "no response in the archive")


def _start_of(path: Path) -> bytes:
    """Return the first bytes of an archive, unpacked; none where it cannot be."""
    with path.open("rb") as file:
        start = file.read(16)
    if not start.startswith(b"\x1f\x8b"):
        return start
    try:
        with gzip.GzipFile(path, "rb") as unpacked:
            return unpacked.read(16)
    except (OSError, EOFError, zlib.error):
        return b""


def _page(record: Any, name: str) -> Page | Quarantined:
    kind = str(record.http_content_type or "").partition(";")[0].strip().lower()
    if kind not in _PAGES:
        return Quarantined(name, "a response that is neither HTML nor text")
    if int(record.content_length or 0) > MAX_PAGE:
        return Quarantined(name, f"a page of more than {MAX_PAGE // 2**20} MB is not read")
    try:
        body = record.reader.read(MAX_PAGE + 1)
    except (OSError, EOFError, ValueError, RuntimeError) as error:
        return Quarantined(name, f"its body cannot be read: {str(error)[:120]}")
    return Page(name, bytes(body), str(record.http_charset or ""))
