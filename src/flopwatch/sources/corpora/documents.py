"""Documents of a file: web archives (WARC), Parquet, JSON lines, HTML, plain text. One at a time, in order."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from flopwatch.domain import BadInput, Quarantined
from flopwatch.sources.corpora.pages import MAX_PAGE, text_of_page
from flopwatch.sources.corpora.web_archives import pages_of_archive

MAX_TEXT = 8 * 2**20  # bytes of one text: the grammar reads the densest at 50 kB per second
_TEXT_COLUMNS = ("text", "content", "body", "html")
_NAME_COLUMNS = ("url", "id", "name", "title")
_TOO_LONG = f"a page of more than {MAX_PAGE // 2**20} MB is not read"
_ROWS = 1_000  # of a table, read at once


class Document(msgspec.Struct, frozen=True):
    """One document.

    Args:
        name: Its address, or its place in the file.
        text: Its text.
        size: Bytes that were read for it.
    """

    name: str
    text: str
    size: int


Documents = Iterator[Document | Quarantined]


def _of_text(path: Path) -> Documents:
    size = path.stat().st_size
    if size > MAX_TEXT:
        yield Quarantined(path.name, f"a text of more than {MAX_TEXT // 2**20} MB: split it into its articles")
        return
    raw = path.read_bytes()
    try:
        yield Document(path.name, raw.decode("utf-8-sig"), len(raw))
    except UnicodeDecodeError:
        yield Quarantined(path.name, "no UTF-8: save the text as UTF-8")


def _of_page(path: Path) -> Documents:
    if path.stat().st_size > MAX_PAGE:
        yield Quarantined(path.name, _TOO_LONG)
        return
    raw = path.read_bytes()
    yield _page(path.name, raw, "")


def _page(name: str, raw: bytes, charset: str) -> Document | Quarantined:
    if len(raw) > MAX_PAGE:
        return Quarantined(name, _TOO_LONG)
    try:
        text = text_of_page(raw, charset)
    except ValueError as error:
        return Quarantined(name, str(error))
    return Document(name, text, len(raw))


def _of_archive(path: Path) -> Documents:
    for page in pages_of_archive(path):
        yield page if isinstance(page, Quarantined) else _page(page.name, page.body, page.charset)


def _of_lines(path: Path) -> Documents:
    number = 0
    try:
        with _opened(path) as lines:
            while line := lines.readline(MAX_TEXT + 1):
                number += 1
                if len(line) > MAX_TEXT:
                    yield Quarantined(f"{path.name}:{number}", f"a line of more than {MAX_TEXT // 2**20} MB")
                    while line and not line.endswith(b"\n"):
                        line = lines.readline(MAX_TEXT)
                    continue
                if line.strip():
                    yield _row(_object(line), f"{path.name}:{number}", len(line))
    except (EOFError, OSError, zlib.error) as error:
        yield Quarantined(f"{path.name}:{number + 1}", f"the file breaks off: {type(error).__name__}")


def _opened(path: Path) -> io.BufferedIOBase:
    return gzip.GzipFile(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _object(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _row(row: object, place: str, size: int) -> Document | Quarantined:
    if not isinstance(row, dict):
        return Quarantined(place, "no JSON object in the line")
    column = next((name for name in _TEXT_COLUMNS if isinstance(row.get(name), str)), "")
    if not column:
        return Quarantined(place, f"no text under {', '.join(_TEXT_COLUMNS)}")
    name = next((str(row[key]) for key in _NAME_COLUMNS if isinstance(row.get(key), str) and row[key]), place)[:2_000]
    if column == "html":
        return _page(name, row[column].encode("utf-8", "surrogatepass"), "utf-8")
    if len(row[column]) > MAX_TEXT:
        return Quarantined(name, f"a text of more than {MAX_TEXT // 2**20} MB: split it into its articles")
    return Document(name, row[column], size)


def _of_parquet(path: Path) -> Documents:
    import polars as pl  # only here: commands that read no table start without it

    try:
        frame = pl.scan_parquet(path, glob=False)
        columns = frame.collect_schema().names()
        rows = frame.select(pl.len()).collect().item()
        kept = [name for name in columns if name in (*_TEXT_COLUMNS, *_NAME_COLUMNS)]
        for start in range(0, rows, _ROWS):
            for number, row in enumerate(frame.select(kept).slice(start, _ROWS).collect().iter_rows(named=True), start):
                size = sum(len(value.encode("utf-8")) for value in row.values() if isinstance(value, str))
                yield _row(row, f"{path.name}:{number + 1}", size)
    except (pl.exceptions.PolarsError, OSError) as error:
        yield Quarantined(path.name, f"no Parquet that can be read: {str(error)[:120]}")


# Reader by the end of a file's name.
READERS_OF_DOCUMENTS: tuple[tuple[tuple[str, ...], Callable[[Path], Documents]], ...] = (
    ((".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz"), _of_archive),
    ((".parquet",), _of_parquet),
    ((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"), _of_lines),
    ((".html", ".htm"), _of_page),
    ((".txt", ".md"), _of_text),
)


def is_small(path: Path) -> bool:
    """Return whether a file is one document, of which a folder may hold many."""
    return path.name.lower().endswith((".html", ".htm", ".txt", ".md"))


def has_documents(path: Path) -> bool:
    """Return whether a file's name ends as those that can be read."""
    return any(path.name.lower().endswith(ends) for ends, _ in READERS_OF_DOCUMENTS)


def documents_of(path: Path) -> Documents:
    """Yield the documents of a file, in order; what cannot be read comes with its reason.

    Raises:
        BadInput: If no reader knows the end of its name.
    """
    for ends, read in READERS_OF_DOCUMENTS:
        if path.name.lower().endswith(ends):
            return read(path)
    known = ", ".join(end for ends, _ in READERS_OF_DOCUMENTS for end in ends)
    raise BadInput(f"{path}: no reader of such files. Give files that end in {known}, or folders of them.")
